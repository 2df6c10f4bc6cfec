"""Verification of one build after another: what is the same as last time, and was without a fault, is not read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

from ..base.problems import Problem
from ..pipeline.keeper import Keeper
from .built import Expected, Tree, verified
from .known import Kept, Known

FILE = "granskat.json"  #: In the project's cache.
_KEPT = TypeAdapter(Kept)


class Verifier:
    """Verifies what a build gives, and keeps what it saw for the next."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._faultless: Tree | None = None
        self.read: list[str] = []  #: The files that were looked into, sorted.

    def verify(self, folder: Path, expected: Expected, digests: Mapping[str, str]) -> list[Problem]:
        """As :func:`~.built.verify`. *digests*: the SHA-256 of the files of *folder*, by name.

        Raises:
            OSError: If a file cannot be read.
        """
        built = Tree(folder, expected, Known(self._keeper.read(FILE, _KEPT) or Kept(), digests))
        found, self.read = verified(built, expected), built.new
        self._faultless = None if found else built
        return found

    def save(self) -> None:
        """Keep what was seen, when nothing was wrong."""
        if self._faultless:
            self._keeper.write(FILE, _KEPT, self._faultless.kept())
