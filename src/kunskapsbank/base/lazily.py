"""What is worked out when somebody asks for it: a page that is drawn after an edit needs little of what a site has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

T = TypeVar("T")


class Lazily(Mapping[str, T]):
    """Values by key, each worked out when it is first asked for. Which keys there are is known."""

    def __init__(self, works: Mapping[str, Callable[[], T]]) -> None:
        self._works = works
        self._done: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self._done:
            self._done[key] = self._works[key]()
        return self._done[key]

    def __contains__(self, key: object) -> bool:
        return key in self._works

    def __iter__(self) -> Iterator[str]:
        return iter(self._works)

    def __len__(self) -> int:
        return len(self._works)


class Together(Mapping[str, T]):
    """What *work* gives by key, worked out as a whole when somebody first asks for any of it."""

    def __init__(self, work: Callable[[], Mapping[str, T]]) -> None:
        self._work = work

    @cached_property
    def _all(self) -> Mapping[str, T]:
        return self._work()

    def __getitem__(self, key: str) -> T:
        return self._all[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


class Gathered(Collection[str]):
    """What *work* gives, gathered when somebody first asks what is among it."""

    def __init__(self, work: Callable[[], Iterable[str]]) -> None:
        self._work = work

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(self._work())

    def __contains__(self, one: object) -> bool:
        return one in self._all

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)
