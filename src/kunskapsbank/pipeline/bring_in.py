"""``kb importera``: documents from elsewhere made drafts of records in a project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.budgets import Budget, TooCostly
from ..base.os_errors import reason
from ..base.plain_files import write_plain
from ..base.problems import Place, Problem, problem
from ..base.texts import phrase, told
from ..content.record import Record
from ..content.site import Site
from ..importing.draft import draft_of
from ..importing.notes import Note, Notes
from ..language.swedish import slug
from ..reading.fields import taken_id
from ..reading.folders import Unreadable, printable
from .project import Project

if TYPE_CHECKING:
    from ..importing.document import Imported

PICTURES = "docs/assets/bilder"  #: Where the pictures of all texts lie.
MAX_SECONDS = 60.0  #: Processor time for one document: a long report with pictures takes some seconds.
MOST_DOCUMENTS = 500  #: Of a folder.
LONGEST_ID = 60  #: Characters.


@dataclass(frozen=True)
class Draft:
    """A record that was made of a document."""

    document: Path
    name: str  #: Of the record's file, relative to the project.
    text: str
    pictures: dict[str, bytes]  #: By name, in :data:`PICTURES`.
    notes: tuple[Note, ...]  #: What a person must look at.

    @property
    def files(self) -> dict[str, bytes]:
        """The record last, and its pictures, by name relative to the project."""
        return {f"{PICTURES}/{name}": data for name, data in self.pictures.items()} | {self.name: self.text.encode()}

    def taken(self, project: Project) -> str:
        """The name of a file that is there already and would be written over; empty when there is none."""
        return next((name for name in self.files if os.path.lexists(project.root / name)), "")

    def write(self, project: Project) -> None:
        """Write the record and its pictures, where nothing is :meth:`taken`.

        Raises:
            OSError: If they cannot be written.
        """
        for name, data in self.files.items():
            write_plain(project.root / name, data, project.root)


def documents_in(path: Path) -> tuple[Path, ...]:
    """*path* itself, or the documents in the folder *path* and those below it, in order; no link is followed."""
    if not path.is_dir():
        return (path,)
    found = (Path(folder, name) for folder, _, names in os.walk(path) for name in names)
    return tuple(sorted(one for one in found if is_document(one)))


def is_document(path: Path) -> bool:
    """Whether *path* is called as a document that can be read, and is an ordinary file; not Word's own lock file."""
    from ..importing.document import SORTS  # Loads large libraries, which other commands do not need.

    return path.suffix.lower() in SORTS and not path.name.startswith((".", "~$")) and path.is_file()


def id_of(name: str) -> str:
    """*name*, of a file or a text, as an id: a–z, 0–9 and single hyphens; empty when nothing is left of it."""
    id_ = ""
    for part in slug(name).split("-"):
        if id_ and len(id_) + len(part) >= LONGEST_ID:
            break
        id_ = "-".join(filter(None, (id_, part)))[:LONGEST_ID]
    return id_ if id_ and not taken_id(id_) else f"{id_}-1".strip("-")


def bring_in(path: Path, kind: type[Record], site: Site, language: str, id_: str = "") -> Draft | Problem:
    """A draft of a record of *kind* made of the document *path*; or why there can be none. Nothing is written."""
    notes = Notes()
    stem = id_ or id_of(path.stem)
    place = Place(printable(str(path)))
    try:
        work = partial(_read, path, stem, notes)
        found: Imported = Budget(MAX_SECONDS).spend(place.path, work)
    except TooCostly as costly:
        return problem(place, "too-costly-file", reason=told(costly))
    except Unreadable as fault:
        return problem(place, "damaged-file", fault=told(fault))
    except OSError as error:
        return problem(place, "unreadable-file", reason=reason(error))
    except (ValueError, SyntaxError):  # Addresses, numbers and XML that the libraries stop at, each in its own way.
        return problem(place, "damaged-file", fault=phrase("document-unclear"))
    marked = draft_of(kind, found.read, site.records.values(), notes, language)
    text, placed = notes.placed(marked)
    return Draft(path, f"content/{kind.kind}/{stem}.md", text, found.pictures, tuple(placed))


def _read(path: Path, stem: str, notes: Notes) -> Imported:
    from ..importing.document import read_document

    return read_document(path, stem, f"../../{PICTURES}", notes)


def free_ids(paths: tuple[Path, ...], folder: Path) -> Iterator[tuple[Path, str]]:
    """Each of *paths* with an id that neither another of them has, nor a file in *folder*."""
    used = {one.stem for one in folder.glob("*.md")} if folder.is_dir() else set()
    for path in paths:
        id_ = base = id_of(path.stem)
        number = 2
        while id_ in used:
            id_, number = f"{base}-{number}", number + 1
        used.add(id_)
        yield path, id_
