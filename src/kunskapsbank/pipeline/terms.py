"""The terms of pages that were worked out before, as a store keeps them: each text once, and its number where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from ..search.documents import Terms
from .keeper import Keeper

FILE = "sokord.json"  #: In the project's cache.
LEAST_USED = 0.9  #: The share of the texts that pages must have.


@dataclass(frozen=True, slots=True)
class _Kept:
    """The texts, and by address what a page's terms were made of and their numbers."""

    texts: tuple[str, ...] = ()
    pages: Mapping[str, tuple[str, Mapping[str, tuple[int, ...]], tuple[int, ...]]] = field(default_factory=dict)


_KEPT = TypeAdapter(_Kept)


class KeptTerms:
    """The terms of the pages of one build, made again where they are made of something else than in the last.

    It is called as :data:`~..search.documents.TermsMemory` tells.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._kept: _Kept | None = None
        self._numbers: dict[str, int] = {}
        self._pages: dict[str, tuple[str, Mapping[str, tuple[int, ...]], tuple[int, ...]]] = {}

    def __call__(self, address: str, made_of: str, work: Callable[[], Terms]) -> Terms:
        """The terms of the page at *address*."""
        if self._kept is None:
            self._kept = self._keeper.read(FILE, _KEPT) or _Kept()
            self._numbers = {text: number for number, text in enumerate(self._kept.texts)}
        texts, page = self._kept.texts, self._kept.pages.get(address)
        if page and page[0] == made_of:
            self._pages[address] = page
            by_field = {letter: tuple([texts[n] for n in numbers]) for letter, numbers in page[1].items()}
            return Terms(by_field, tuple([texts[n] for n in page[2]]))
        found = work()
        by_letter = {letter: self._told(terms) for letter, terms in found.by_field.items()}
        self._pages[address] = (made_of, by_letter, self._told(found.said))
        return found

    def _told(self, texts: Iterable[str]) -> tuple[int, ...]:
        numbers = self._numbers
        return tuple([numbers.setdefault(text, len(numbers)) for text in texts])

    def save_unfinished(self) -> None:
        """Keep what this build has asked for, and what it did not come to."""
        if self._kept:
            self._keeper.write(FILE, _KEPT, _Kept(tuple(self._numbers), {**self._kept.pages, **self._pages}))

    def save(self) -> None:
        """Keep what this build has asked for, and hardly anything else."""
        if self._pages:
            self._keeper.write(FILE, _KEPT, _without_unused(_Kept(tuple(self._numbers), self._pages)))


def _without_unused(kept: _Kept) -> _Kept:
    """*kept*, without the texts that no page has when they are many."""
    used = {n for page in kept.pages.values() for numbers in (*page[1].values(), page[2]) for n in numbers}
    if len(used) > LEAST_USED * len(kept.texts):
        return kept
    new = {old: number for number, old in enumerate(sorted(used))}
    pages = {
        address: (made_of, {letter: tuple(new[n] for n in one) for letter, one in by_letter.items()}, said)
        for address, (made_of, by_letter, told) in kept.pages.items()
        for said in [tuple(new[n] for n in told)]
    }
    return _Kept(tuple(kept.texts[old] for old in new), pages)
