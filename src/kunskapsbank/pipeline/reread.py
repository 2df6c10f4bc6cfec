"""The records that somebody has just saved, read before all else is: their pages are what a writer waits for.

All of the project is read after it, whatever was told: an event may be late or lost, and other files may have changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..base.budgets import Budget
from ..base.memory import Memory
from ..base.settings import CONTENT
from ..content.load import is_published, is_waiting, read_record
from ..content.record import Record
from ..markdown.bodies import Bodies
from .read import Inputs

MOST = 20  #: Records that are read first.


def reread(before: Inputs, paths: Iterable[str], memory: Memory, budget: Budget, *, drafts: bool) -> Inputs | None:
    """*before* with the records anew whose files are among *paths*, below the project's folder.

    None when none is another, when they are many, as after a change of branch, or when more must be read to show one:
    what is faulty, new, shown no longer, or in a folder that is a link, which is not followed. Translations stay as
    they are. *memory*, *budget*, *drafts*: as in :func:`~.read.read`.
    """
    records: dict[str, Record] = {}
    keys = {key for key in map(_key, paths) if key in before.site.records}
    for key in keys if len(keys) <= MOST else ():
        if (before.project.content / key).parent.is_symlink():
            return None
        record, problems = read_record(f"{key}.md", before.project.content, before.site.kinds, memory)
        if record is None or problems:
            return None
        if not (is_published(record, before.site.today) or (drafts and is_waiting(record, before.site.today))):
            return None
        records[key] = record
    if all(record is before.site.records[key] for key, record in records.items()):
        return None
    site = before.site.but(records)
    bodies = Bodies(site, budget, (frame.page for frame in before.frames), before.bodies)
    return replace(before, site=site, bodies=bodies, budget=budget)


def _key(path: str) -> str:
    """The record, ``kind/id``, that the file at *path* would hold; empty where no record lies."""
    inside = path.startswith(f"{CONTENT}/") and path.endswith(".md")
    return path.removeprefix(f"{CONTENT}/").removesuffix(".md") if inside else ""
