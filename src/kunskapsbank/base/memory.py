"""Work on files, remembered until a file changes: what lets a preview read one file after an edit, not all of them.

What is remembered is values in this process. Nothing is kept on disk; who keeps texts there gives a :data:`TextMemory`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")

#: Gives a text made of what the first argument tells from others, which else is made.
TextMemory = Callable[[str, Callable[[], str]], str]

_SETTLED_NS = 100_000_000  #: A file younger than this (0.1 s) may change again without a new time of change.


def forgetful(made_of: str, work: Callable[[], str]) -> str:
    """Remembers nothing: a :data:`TextMemory` where no build was before."""
    return work()


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    stamp: tuple[int, ...] | None  #: None: too young to be trusted.
    given: object
    result: T


class Memory:
    """Remembers nothing: each file is read each time, as in a build."""

    def of(self, path: str | Path, given: object, work: Callable[[], tuple[T | None, Any]]) -> tuple[T | None, Any]:
        """The value that *work* reads out of the file *path*, and what is wrong with it; *given*: what it also needs.

        The value is None when the file cannot be used.
        """
        return work()


class Lasting(Memory):
    """Reads a file again only when it, or what is given beside it, is another. A faulty file stays as it last was."""

    def __init__(self) -> None:
        self._kept: dict[str | Path, _Kept[Any]] = {}
        self._good: dict[str | Path, tuple[object, Any]] = {}

    def of(self, path: str | Path, given: object, work: Callable[[], tuple[T | None, Any]]) -> tuple[T | None, Any]:
        """As :meth:`Memory.of`, with the last value that was whole in place of None."""
        stamp = _stamp(path)
        kept = self._kept.get(path)
        if kept is None or stamp is None or kept.stamp != stamp or kept.given is not given:
            self._kept[path] = kept = _Kept(stamp, given, work())
        value, problems = kept.result
        if value is not None:
            self._good[path] = (given, value)
            return value, problems
        before, good = self._good.get(path, (given, None))
        return (good if before is given else None), problems

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Remember nothing of what is read inside the block."""
        before = (dict(self._kept), dict(self._good))
        try:
            yield
        finally:
            self._kept, self._good = before


def _stamp(path: str | Path) -> tuple[int, ...] | None:
    """What tells that the file is the same as before; None when it is too young to tell, or gone."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) < _SETTLED_NS:
        return None
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
