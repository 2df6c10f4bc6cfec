"""The content folder -> (Site, problems)."""

from __future__ import annotations

import datetime as dt
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from . import source, wording
from .fields import SLUG_PATTERN
from .kinds import registry
from .model import Record
from .problems import Place, Problem
from .redirects import FILE as REDIRECTS
from .redirects import read_redirects
from .site import Site

CONTENT = "content"  #: The folder's name in places that problems point at.


def load(content: Path, today: dt.date, kinds: Mapping[str, type[Record]] | None = None) -> tuple[Site, list[Problem]]:
    """Read every record below *content* that is published on *today*.

    Args:
        content: The folder with one folder per kind.
        today: The build's clock; drafts and records outside their schedule are read and checked, not returned.
        kinds: The kinds that exist, by folder name.
    """
    known = kinds or registry()
    records: list[Record] = []
    hidden: list[str] = []
    unpublished: list[Record] = []
    redirects, problems = read_redirects(content)
    for path in sorted(_files(content, problems)):
        record, found = _record(path, content, known)
        problems.extend(found)
        if record is not None and is_published(record, today):
            records.append(record)
        else:
            hidden.append(path.relative_to(content).with_suffix("").as_posix())
            unpublished += [record] if record is not None else []
    return Site.of(records, today, known, hidden, unpublished, redirects), problems


def is_published(record: Record, today: dt.date) -> bool:
    """Whether *record* is shown on *today*: not a draft, and inside its schedule."""
    started = record.publiceras is None or record.publiceras <= today
    ended = record.avpubliceras is not None and record.avpubliceras <= today
    return record.status != "utkast" and started and not ended


def _files(content: Path, problems: list[Problem]) -> Iterator[Path]:
    """All files below *content* that should be records; symbolic links are yielded, never followed.

    Closed folders become *problems*.
    """

    def unreadable(error: OSError) -> None:
        name = Path(CONTENT, Path(error.filename).relative_to(content)).as_posix()
        problems.append(Problem(Place(_printable(name)), "unreadable-folder",
                                f"mappen går inte att läsa ({error.strerror})",
                                "Kontrollera att mappen finns och dess behörighet."))

    for folder, folders, files in os.walk(content, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in files
                    if not name.startswith(".") and not _is_redirects(Path(folder, name), content))
        yield from (Path(folder, name) for name in folders if Path(folder, name).is_symlink())


def _is_redirects(path: Path, content: Path) -> bool:
    return path == content / REDIRECTS and not path.is_symlink()


def _record(path: Path, content: Path, kinds: Mapping[str, type[Record]]) -> tuple[Record | None, list[Problem]]:
    relative = path.relative_to(content)
    name = f"{CONTENT}/{relative.as_posix()}"
    place = Place(_printable(name))
    misplaced = _misplaced(path, relative, place, kinds)
    if misplaced:
        return None, [misplaced]
    read, problems = source.read(path, name)
    if read is None:
        return None, problems
    kind = kinds[relative.parts[0]]
    try:
        return kind.of(read, path.stem, source.plain(read.front)), problems
    except ValidationError as error:
        return None, [*problems, *wording.problems_of(error, read, kind)]


def _misplaced(path: Path, relative: Path, place: Place, kinds: Mapping[str, type[Record]]) -> Problem | None:
    """Why a file cannot be a record, judged by its name and place alone."""
    if path.is_symlink():
        return Problem(place, "symbolic-link", "symboliska länkar är inte tillåtna",
                       "Lägg själva filen där i stället för länken.")
    if len(relative.parts) != 2:
        return Problem(place, "wrong-folder", "filen ligger inte direkt i mappen för ett slag",
                       f"Lägg den i content/<slag>/. Slagen är: {', '.join(kinds)}.")
    if relative.parts[0] not in kinds:
        return Problem(place, "unknown-kind", f"slaget '{_printable(relative.parts[0])}' finns inte",
                       wording.did_you_mean(relative.parts[0], kinds).strip() or f"Slagen är: {', '.join(kinds)}.")
    if relative.suffix != ".md":
        return Problem(place, "wrong-file-type", f"'{_printable(relative.name)}' är ingen post",
                       "En post är en fil som slutar på .md. Lägg bilder och andra filer i docs/assets/.")
    if not re.fullmatch(SLUG_PATTERN, relative.stem):
        return Problem(place, "invalid-id", f"'{_printable(relative.stem)}' kan inte vara id",
                       "Döp filen med små bokstäver a–z, siffror och bindestreck; skriv å och ä som a, ö som o.")
    return None


def _printable(name: str) -> str:
    """A file name that any terminal can show: undecodable bytes and control characters as U+FFFD."""
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in name)
