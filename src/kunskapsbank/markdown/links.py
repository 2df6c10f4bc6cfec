"""Links inside bodies: what an editor writes, and where it leads."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from ..content.addresses import address_of, address_of_file
from ..content.record import Record
from ..content.roles import Term
from ..content.site import Site
from ..reading.messages import nearest
from .body import Body
from .tags import TERM_SCHEME


@lru_cache(maxsize=1 << 14)  # The same pages are linked to from many.
def target_of(link: str, folder: str) -> str | None:
    """The file that *link*, written in a file in *folder*, points at; None for an outside link or a bare anchor.

    ``../ord/lan.md#x`` in ``content/steg`` -> ``content/ord/lan.md``.
    """
    path = unescape(link).partition("#")[0]
    if not path or path.startswith("/") or ":" in path.split("/", 1)[0]:
        return None
    return posixpath.normpath(posixpath.join(folder, unquote(path)))


def resolver(site: Site, folder: str) -> Callable[[str], str | None]:
    """A function that turns links written in *folder* into site addresses; unknown targets stay as they are.

    None for a link to a record that is not published now: readers get its text.
    """

    def resolve(link: str) -> str | None:
        target = target_of(link, folder)
        if target is None:
            return link
        anchor = link.partition("#")[2]
        record = record_at(site, target)
        if record is not None:
            if isinstance(record, Term) and not anchor:
                return f"{TERM_SCHEME}{record.key}"
            return f"/{address_of(record)}" + (f"#{anchor}" if anchor else "")
        if key_of(target) in site.hidden:
            return None
        if target.startswith(f"{site.docs}/"):
            path = target.removeprefix(f"{site.docs}/")
            address = address_of_file(path) if path.endswith(".md") else path
            return f"/{address}" + (f"#{anchor}" if anchor else "")
        return link

    return resolve


def key_of(path: str) -> str:
    """What a record whose file is at *path*, ``content/<kind>/<id>.md``, is called; empty where none can be."""
    inside = path.startswith("content/") and path.endswith(".md")
    return path.removeprefix("content/").removesuffix(".md") if inside else ""


def record_at(site: Site, path: str) -> Record | None:
    """The record or translation whose file is at *path*, or None."""
    return site.version(key_of(path))


def file_meant(target: str, files: Collection[str]) -> str:
    """The one of *files*, paths, that has the name of *target*, in any case, or else nearly has it; or nothing."""
    name = posixpath.basename(target).casefold()
    same = next((one for one in sorted(files) if posixpath.basename(one).casefold() == name), "")
    if same or len(files) > _MANY:
        return same
    close = nearest(name, {posixpath.basename(one).casefold() for one in files})
    return next((one for one in sorted(files) if posixpath.basename(one).casefold() == close), "")


_MANY = 500  #: Files: to compare a name with more of them, letter by letter, is too slow.


def linked_records(site: Site, record: Record, body: Body) -> set[str]:
    """The keys of the records that *record*'s body links to."""
    folder = record.source.path.rpartition("/")[0]
    targets = (target_of(link.target, folder) for link in body.links)
    found = (record_at(site, target) for target in targets if target)
    return {one.key for one in found if one is not None}
