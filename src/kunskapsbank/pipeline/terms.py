"""The terms of pages that were worked out before, as a store keeps them: each text once, and its number where it is."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter

from ..search.documents import Terms
from .keeper import Keeper

FILE = "sokord.json"  #: In the project's cache.
LEAST_USED = 0.9  #: The share of the texts that pages must have.


@dataclass(frozen=True, slots=True)
class _KeptPage:
    """What a page's terms were made of, and the numbers of its terms and words, as :func:`_numbers` reads them."""

    __pydantic_config__: ClassVar = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    made_of: str
    by_field: Mapping[str, bytes]
    said: bytes

    def all(self) -> Iterable[memoryview[int]]:
        return map(_numbers, (*self.by_field.values(), self.said))


@dataclass(frozen=True, slots=True)
class _Kept:
    """The texts, and what is kept of each page by its address."""

    __pydantic_config__: ClassVar = _KeptPage.__pydantic_config__

    texts: tuple[str, ...] = ()
    pages: Mapping[str, _KeptPage] = field(default_factory=dict)


_KEPT = TypeAdapter(_Kept)


class KeptTerms:
    """The terms of the pages of one build, made again where they are made of something else than in the last.

    It is called as :data:`~..search.documents.TermsMemory` tells.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._kept: _Kept | None = None
        self._numbers: dict[str, int] = {}
        self._pages: dict[str, _KeptPage] = {}

    def __call__(self, address: str, made_of: str, work: Callable[[], Terms]) -> Terms:
        """The terms of the page at *address*."""
        if self._kept is None:
            self._kept = self._keeper.read(FILE, _KEPT) or _Kept()
            self._numbers = {text: number for number, text in enumerate(self._kept.texts)}
        page = self._kept.pages.get(address)
        if page and page.made_of == made_of:
            self._pages[address] = page
            return Terms({letter: self._texts(one) for letter, one in page.by_field.items()}, self._texts(page.said))
        found = work()
        by_field = {letter: self._told(terms) for letter, terms in found.by_field.items()}
        self._pages[address] = _KeptPage(made_of, by_field, self._told(found.said))
        return found

    def _texts(self, told: bytes) -> tuple[str, ...]:
        return tuple(map(self._kept.texts.__getitem__, _numbers(told))) if self._kept else ()

    def _told(self, texts: Iterable[str]) -> bytes:
        numbers = self._numbers
        return array("I", [numbers.setdefault(text, len(numbers)) for text in texts]).tobytes()

    def save_unfinished(self) -> None:
        """Keep what this build has asked for, and what it did not come to."""
        if self._kept:
            self._keeper.write(FILE, _KEPT, _Kept(tuple(self._numbers), {**self._kept.pages, **self._pages}))

    def save(self) -> None:
        """Keep what this build has asked for, and hardly anything else."""
        if self._pages:
            self._keeper.write(FILE, _KEPT, _without_unused(_Kept(tuple(self._numbers), self._pages)))


def _numbers(told: bytes) -> memoryview[int]:
    return memoryview(told).cast("I")


def _without_unused(kept: _Kept) -> _Kept:
    """*kept*, without the texts that no page has when they are many."""
    used = set[int]().union(*(one for page in kept.pages.values() for one in page.all()))
    if len(used) > LEAST_USED * len(kept.texts):
        return kept
    new = {old: number for number, old in enumerate(sorted(used))}

    def moved(told: bytes) -> bytes:
        return array("I", map(new.__getitem__, _numbers(told))).tobytes()

    pages = {
        address: _KeptPage(
            page.made_of, {letter: moved(one) for letter, one in page.by_field.items()}, moved(page.said)
        )
        for address, page in kept.pages.items()
    }
    return _Kept(tuple(kept.texts[old] for old in new), pages)
