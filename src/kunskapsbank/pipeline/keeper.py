"""Where finished work is kept from one build to the next: sealed files, which count when the same code wrote them.

What is kept is text and numbers. It is sealed with a key that lies outside the project: what somebody else has written
there counts as nothing. It may be deleted at any time. A preview keeps its own in memory: nobody else can write there.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Container
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from ..base.plain_files import opened_plain, write_plain
from ..base.seal import key_of, read_sealed, write_sealed
from ..base.settings import Settings
from ..export.handouts.files import CACHE
from .inputs import code_of
from .project import Project

T = TypeVar("T")

PIECES = "sidor"  #: In the project's cache: the folder of long texts, those of a page in one file.
_PIECE = re.compile(r"[0-9a-f]{64}|\.[0-9a-f]{64}\.ny")  #: The latter while it is written.
MAX_BYTES = 1024 * 1024 * 1024  #: A larger file is not one that we wrote.


class Keeper:
    """Reads and writes what is kept of *project*. *code*: what all of it is made by; None where nothing is kept."""

    def __init__(self, project: Project, code: str | None) -> None:
        self._root, self._code = project.root, code
        self._key = key_of(project.root)
        self.folder = project.root / CACHE

    @classmethod
    def of(cls, project: Project, settings: Settings, today: dt.date) -> Keeper:
        """That of *project*, for a build as of *today*."""
        return cls(project, code_of(project, settings, [today]))

    def read(self, name: str, sort: TypeAdapter[T]) -> T | None:
        """What :meth:`write` kept in the file *name*, if it was made by the same code; else None."""
        found = read_sealed(self.folder / name, self._key, MAX_BYTES) if self._code else b""
        made_by, _, what = found.partition(b"\n")
        if made_by.decode(errors="replace") != self._code:
            return None
        try:
            return sort.validate_json(what)
        except ValidationError:  # Of an engine that is another, though its files look the same.
            return None

    def write(self, name: str, sort: TypeAdapter[T], what: T) -> None:
        """Keep *what* in the file *name*, in the place of what was kept there."""
        if self._code:
            content = self._code.encode() + b"\n" + sort.dump_json(what)
            write_sealed(self.folder / name, self._key, content, self._root)

    @property
    def keeps(self) -> bool:
        """Whether anything is kept."""
        return self._code is not None

    def piece(self, name: str, print_: str, start: int = 0, size: int = MAX_BYTES) -> bytes | None:
        """Of the piece *name* the *size* bytes from *start*, where they are kept and have the SHA-256 *print_*."""
        try:
            with opened_plain(self._pieces / name, self._root) as file:
                file.seek(start)
                found = file.read(size)
        except OSError:
            return None
        return found if sha256(found).hexdigest() == print_ else None

    def keep_piece(self, data: bytes) -> str:
        """Keep *data*, under its SHA-256, which is returned. Where that cannot be done nothing is kept.

        It needs no seal: what has another SHA-256 than it should counts as nothing, and those stand in what is sealed.
        """
        name = sha256(data).hexdigest()
        with suppress(OSError):
            write_plain(self._pieces / name, data, self._root)
        return name

    def drop_pieces(self, kept: Container[str]) -> None:
        """Delete all pieces but those that are *kept*, and nothing that is none of ours."""
        with suppress(OSError):
            if not self._pieces.is_symlink() and not self._pieces.parent.is_symlink():
                for entry in [*os.scandir(self._pieces)]:
                    if _PIECE.fullmatch(entry.name) and entry.name not in kept and not entry.is_dir():
                        os.unlink(entry.path)

    @property
    def _pieces(self) -> Path:
        return self.folder / PIECES


class InMemory(Keeper):
    """Keeps what a preview has made by one *code*, as long as it is open."""

    def __init__(self, code: str | None = None) -> None:
        self._code = code
        self._kept: dict[str, Any] = {}
        self._held: dict[str, bytes] = {}

    def of_code(self, code: str | None) -> InMemory:
        """What keeps what is made by *code*: another where that is another, since older work may not have ended."""
        return self if code is not None and code == self._code else InMemory(code)

    def read(self, name: str, sort: TypeAdapter[T]) -> T | None:
        """What :meth:`write` kept last, itself."""
        found: T | None = self._kept.get(name)
        return found

    def write(self, name: str, sort: TypeAdapter[T], what: T) -> None:
        """Keep *what* itself: it must not change any more."""
        self._kept[name] = what

    def piece(self, name: str, print_: str, start: int = 0, size: int = MAX_BYTES) -> bytes | None:
        """As in a keeper of files."""
        data = self._held.get(name)
        return None if data is None else data[start : start + size]

    def keep_piece(self, data: bytes) -> str:
        """As in a keeper of files."""
        name = sha256(data).hexdigest()
        self._held[name] = data
        return name

    def drop_pieces(self, kept: Container[str]) -> None:
        """As in a keeper of files."""
        self._held = {name: data for name, data in self._held.items() if name in kept}
