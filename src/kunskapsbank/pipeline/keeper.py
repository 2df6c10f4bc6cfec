"""Where finished work is kept from one build to the next: sealed files, which count when the same code wrote them.

What is kept is text and numbers. It is sealed with a key that lies outside the project: what somebody else has written
there counts as nothing. It may be deleted at any time.
"""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from ..base.seal import key_of, read_sealed, write_sealed
from ..base.settings import Settings
from ..export.handouts.files import CACHE
from .inputs import code_of
from .project import Project

T = TypeVar("T")

MAX_BYTES = 1024 * 1024 * 1024  #: A larger file is not one that we wrote.


class Keeper:
    """Reads and writes what is kept of *project*. *code*: what all of it is made by; None where nothing is kept."""

    def __init__(self, project: Project, code: str | None) -> None:
        self._project, self._code = project, code
        self._key = key_of(project.root)

    @classmethod
    def of(cls, project: Project, settings: Settings, today: dt.date) -> Keeper:
        """That of *project*, for a build as of *today*."""
        return cls(project, code_of(project, settings, [today]))

    def read(self, name: str, sort: TypeAdapter[T], by: str = "") -> T | None:
        """What :meth:`write` kept in the file *name*, made by the same code and *by* the same beside it; else None."""
        path = self._project.root / CACHE / name
        found = read_sealed(path, self._key, MAX_BYTES) if self._code else b""
        made_by, _, what = found.partition(b"\n")
        if made_by != self._made_by(by):
            return None
        try:
            return sort.validate_json(what)
        except ValidationError:  # Of an engine that is another, though its files look the same.
            return None

    def write(self, name: str, sort: TypeAdapter[T], what: T, by: str = "") -> None:
        """Keep *what* in the file *name*, in the place of what was kept there."""
        if self._code:
            root = self._project.root
            content = self._made_by(by) + b"\n" + sort.dump_json(what)
            write_sealed(root / CACHE / name, self._key, content, root)

    def _made_by(self, by: str) -> bytes:
        return f"{self._code} {by}".encode()
