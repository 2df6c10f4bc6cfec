"""What somebody is writing: kept at each pause, outside git, for that person alone, until it is saved or thrown away.

Beside it are the texts that people began from, by what they hold: a change is joined with others' by way of them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ..base.lock import held
from ..base.plain_files import settle
from ..reading.fields import SLUG_PATTERN, taken_id
from ..reading.front_matter import MAX_FILE_BYTES
from .names import Names, OutOfBounds
from .people import Person
from .private import read_private, room_folder, write_private

WORK, BASES = "arbete", "underlag"  #: In the room's folder.
DIGEST = re.compile(r"[0-9a-f]{64}|")  #: SHA-256 of what somebody began from; empty for a new record.
KEPT_DAYS = 60  #: For texts that nobody's work began from any more.
WAIT_SECONDS = 10.0  #: For the same person in another window.
_LOGIN = re.compile(SLUG_PATTERN.strip("^$"))
_LOCK = ".las"


@dataclass(frozen=True, slots=True)
class Work:
    """What *person* has written of a record and not saved."""

    login: str
    name: str  #: Of the person.
    kind: str
    id: str
    base: str  #: SHA-256 of the text that it began from; empty for a new record.
    kept: dt.datetime  #: When it was last kept.
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class _Note:
    login: str
    name: str
    base: str
    kept: dt.datetime


_NOTES = TypeAdapter(_Note)


class Works:
    """The work of all, in the room's folder of the project in *root*."""

    def __init__(self, root: Path, names: Names) -> None:
        self._root, self._names = root, names
        self._folder = room_folder(root, WORK)
        self._bases = room_folder(root, BASES)

    def keep(self, person: Person, kind: str, id_: str, data: bytes, base: str, now: dt.datetime) -> None:
        """Keep *data*, in the place of what *person* had kept of the record; the disk has it afterwards.

        In two windows of one person the last to keep is what is kept; what is saved is joined, as that of two people.

        Raises:
            OutOfBounds: If there can be no such record, or *base* is no digest.
            OSError: If the disk is full, for instance; then the former is still there.
        """
        if not self._names.has(kind, id_) or not DIGEST.fullmatch(base):
            raise OutOfBounds(f"{kind}/{id_}")
        folder = room_folder(self._root, WORK, _folder_of(person.login), kind)
        note = _Note(person.login, person.name, base, now)
        with held(folder.parent / _LOCK, WAIT_SECONDS):
            # The text first: it may hold more of others' than its note says, and never less.
            write_private(folder / f"{id_}.md", data)
            write_private(folder / f"{id_}.json", _NOTES.dump_json(note))
            settle(folder)

    def of(self, person: Person, kind: str, id_: str) -> Work | None:
        """What *person* has kept of the record."""
        if not self._names.has(kind, id_):
            raise OutOfBounds(f"{kind}/{id_}")
        return self._read(self._folder / _folder_of(person.login), kind, id_)

    def drop(self, person: Person, kind: str, id_: str) -> bool:
        """Throw away what *person* has kept of the record; whether there was something."""
        folder = self._folder / _folder_of(person.login) / kind
        if self.of(person, kind, id_) is None:
            return False
        with held(folder.parent / _LOCK, WAIT_SECONDS):
            for suffix in ("json", "md"):  # The note first: without it a text is nobody's.
                (folder / f"{id_}.{suffix}").unlink(missing_ok=True)
        return True

    def all(self, person: Person | None = None) -> list[Work]:
        """What *person* has kept, or everybody, the last kept first."""
        owners = [_folder_of(person.login)] if person else sorted(os.listdir(self._folder))
        found = (one for owner in owners for one in self._of_owner(self._folder / owner))
        return sorted(found, key=lambda work: work.kept, reverse=True)

    def keep_base(self, data: bytes | None) -> str:
        """Remember the text *data*, which somebody begins from; returns its SHA-256, or nothing for None."""
        if data is None:
            return ""
        digest = hashlib.sha256(data).hexdigest()
        path = self._bases / digest
        if path.exists():
            os.utime(path)
        else:
            write_private(path, data)
        return digest

    def base(self, digest: str) -> bytes | None:
        """The text of that SHA-256; None when nobody remembers it."""
        if not digest or not DIGEST.fullmatch(digest):
            return None
        try:
            data = read_private(self._bases / digest, MAX_FILE_BYTES)
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == digest else None

    def tidy(self) -> None:
        """Forget the texts that nobody has begun from for long, and whose work none is."""
        used = {work.base for work in self.all()}
        with os.scandir(self._bases) as scan:
            found = {
                entry.name: entry.stat(follow_symlinks=False).st_mtime for entry in scan if DIGEST.fullmatch(entry.name)
            }
        latest = max(found.values(), default=0.0)  # Not by the clock, which may jump.
        for name, time in found.items():
            if name not in used and time < latest - KEPT_DAYS * 86400:
                (self._bases / name).unlink(missing_ok=True)

    def _of_owner(self, folder: Path) -> Iterator[Work]:
        for kind in sorted(self._names.kinds):
            names = os.listdir(folder / kind) if (folder / kind).is_dir() else []
            for name in sorted(names):
                id_, _, suffix = name.rpartition(".")
                work = self._read(folder, kind, id_) if suffix == "json" and self._names.has(kind, id_) else None
                if work:
                    yield work

    def _read(self, folder: Path, kind: str, id_: str) -> Work | None:
        note, text = folder / kind / f"{id_}.json", folder / kind / f"{id_}.md"
        with suppress(ValidationError):
            found = _NOTES.validate_json(read_private(note, MAX_FILE_BYTES))
            if text.exists():
                data = read_private(text, MAX_FILE_BYTES)
                return Work(found.login, found.name, kind, id_, found.base, found.kept, data)
        return None


def _folder_of(login: str) -> str:
    """The folder of somebody's work: the login where that can be a folder on every system, else what tells it apart."""
    if _LOGIN.fullmatch(login) and len(login) <= 60 and taken_id(login) is None:
        return login
    return f"={hashlib.sha256(login.encode()).hexdigest()[:40]}"
