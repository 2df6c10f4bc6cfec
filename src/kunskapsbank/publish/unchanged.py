"""Whether a build would give what readers already see: then there is nothing to do.

The hash of all that decides what a build gives is kept beside the name of the release that the last build gave. When
neither the hash nor one byte of the release is another, that release is what the build would make.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from ..base.plain_files import digest_of
from ..base.seal import key_of, read_sealed, write_sealed
from ..export.handouts.files import CACHE
from ..pipeline.project import Project
from .local_store import LocalShelf
from .releases import MANIFEST

FILE = "bygge.json"  #: In the project's cache.
MAX_BYTES = 4 * 1024 * 1024  #: A larger one is not one that we wrote.


@dataclass(frozen=True, slots=True)
class LastBuild:
    """What the last build gave, and of what."""

    inputs: str  #: See :func:`~..pipeline.inputs.inputs_of`.
    release: str  #: Its name on the shelf.
    manifest: str  #: SHA-256 of the release's list of files.
    pages: int
    told: str  #: What was said of the content, as it was printed.
    counts: str  #: How much there is and how many problems, in a sentence.

    @classmethod
    def of(cls, shelf: LocalShelf, inputs: str, pages: int, told: str, counts: str) -> LastBuild:
        """The build that has just let the readers of *shelf* see what it made of *inputs*."""
        return cls(inputs, *_seen(shelf), pages, told, counts)


_LAST = TypeAdapter(LastBuild)


def nothing_changed(project: Project, shelf: LocalShelf, inputs: str | None) -> LastBuild | None:
    """The last build, when it was made of *inputs* and readers still see what it gave, byte by byte."""
    found = read_sealed(_file(project), key_of(project.root), MAX_BYTES) if inputs else b""
    live, last = shelf.live(), _LAST.validate_json(found) if found else None
    if last is None or live is None or last.inputs != inputs or (last.release, last.manifest) != _seen(shelf):
        return None
    return last if not shelf.faults(live) and not shelf.foreign() else None


def remember(project: Project, last: LastBuild) -> None:
    """Keep what the build that has just ended gave, for :func:`nothing_changed`."""
    write_sealed(_file(project), key_of(project.root), _LAST.dump_json(last), project.root)


def _seen(shelf: LocalShelf) -> tuple[str, str]:
    """The name of the release that readers see, and the SHA-256 of its list of files."""
    live = shelf.live()
    return (live.name, digest_of(shelf.path(live) / MANIFEST)) if live else ("", "")


def _file(project: Project) -> Path:
    return project.root / CACHE / FILE
