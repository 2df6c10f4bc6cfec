"""Which words are misspelled, and what was meant; where that is not clear, nothing is said.

Hunspell knows the words, with a dictionary that others keep; how common words are, by wordfreq, tells what was meant.
A word is told of when the dictionary lacks it and a common word is one slip away, or when it is very rare and a very
common one is.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from .ordinary import zipf_of_all

SHORTEST, LONGEST = 4, 40  #: Letters in the words that are judged, and in what they are read as.
COMMON = 2.5  #: How common a word is, as powers of ten per billion, that another can be a misspelling of.
COMMONER = 1.5  #: So much commoner it is than what is written.
ORDINARY = 3.0  #: A word this common is taken for right, whatever the dictionary says.
RARE, EVERYDAY = 2.0, 5.0  #: A word that the dictionary has is told of when it is rarer and the other commoner.
MOST = 3  #: Words that are suggested for one.
_REMEMBERED = 100_000  #: Words whose judgement is kept: a program that stays meets many.
_MADE = 0.5  #: What a word in two parts counts less than the rarer of them: nobody has counted it.
_PART = 3  #: Letters in the shortest part.
_SHORT_FIRST = ("el",)  #: Parts of two letters that the dictionary joins to no other.
_FIRST = 1.0  #: What counts against a slip in the first letter: it is rare.
_OTHER = 0.5  #: What counts against another letter than the one that is written; one that is lacking is commoner.
_LETTERS = "abcdefghijklmnopqrstuvwxyzåäöé"
_DICTIONARY = ("hunspell-sv", "sv_SE")  #: The package, and what its files are called.


class Speller:
    """Judges words, and remembers what it said. It judges none where Hunspell is not installed."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        """*known*: words, in lower case, that are right here whatever the dictionary says."""
        self._known = frozenset(known)
        self._done: dict[str, tuple[str, ...]] = {}

    @cached_property
    def judges(self) -> bool:
        """Whether there is a dictionary."""
        return _dictionary() is not None

    def knows(self, word: str) -> bool:
        """Whether *word*, in any case, is a word."""
        return word.lower() in self._known or not self.judges or _spelled(word)

    def meant(self, word: str) -> tuple[str, ...]:
        """What *word*, in lower case, may be a misspelling of, the likeliest first; nothing when it is right, or when
        nothing is near."""
        if word not in self._done:
            if len(self._done) >= _REMEMBERED:
                self._done.clear()
            self._done[word] = tuple(self._meant(word)) if self._doubtful(word) else ()
        return self._done[word]

    def _doubtful(self, word: str) -> bool:
        return self.judges and SHORTEST <= len(word) <= LONGEST and word not in self._known and _zipf(word) < ORDINARY

    def _meant(self, word: str) -> list[str]:
        unknown = not _spelled(word)
        own = _zipf(word)
        if not unknown and not 0 < own < RARE:
            return []
        least = max(COMMON, own + COMMONER) if unknown else EVERYDAY
        found = {}
        for other, against in _one_slip_away(word).items():
            common = _commonness(other) if unknown else _zipf(other)
            if common - against >= least and (other in self._known or _spelled(other)):
                found[other] = common - against
        return sorted(found, key=lambda other: (-found[other], other))[:MOST]


def _zipf(word: str) -> float:
    return zipf_of_all().get(word, 0.0)


@lru_cache(_REMEMBERED)
def _commonness(word: str) -> float:
    """How common *word* is, or the rarer of the two parts that it is made of."""
    best = _zipf(word)
    for at in range(_PART, len(word) - _PART + 1):
        tail = _zipf(word[at:])
        if tail - _MADE > best:
            best = max(best, min(tail, _head(word[:at])) - _MADE)
    return best


def _head(head: str) -> float:
    """How common the word is that *head* is, alone or with the s that binds it to the next."""
    bare = head[:-1] if head.endswith("s") and len(head) > _PART else head
    return max(_zipf(head), _zipf(bare))


def _one_slip_away(word: str) -> dict[str, float]:
    """What *word* would be had one letter been left out, added, changed or moved, with what counts against it."""
    found: dict[str, float] = {}
    for other, against in _slips(word):
        against += _FIRST * (other[:1] != word[0])
        if len(other) >= SHORTEST and other != word:
            found[other] = min(against, found.get(other, against))
    return found


def _slips(word: str) -> Iterator[tuple[str, float]]:
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield from ((before + letter + after, 0.0) for letter in _LETTERS)
        if after:
            yield before + after[1:], 0.0
            yield from ((before + letter + after[1:], _OTHER) for letter in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:], 0.0


@cache
def _dictionary() -> Any:
    """Hunspell with the Swedish dictionary; None where one of them is not installed."""
    package, name = _DICTIONARY
    try:
        hunspell = importlib.import_module("hunspell")
        files = metadata.files(package) or []
    except (ImportError, metadata.PackageNotFoundError):
        return None
    folder = next((Path(str(file.locate())).parent for file in files if file.name == f"{name}.dic"), None)
    return hunspell.Hunspell(name, hunspell_data_dir=str(folder.resolve())) if folder else None


@lru_cache(_REMEMBERED)
def _spelled(word: str) -> bool:
    spell = _dictionary().spell
    return bool(spell(word) or (word.startswith(_SHORT_FIRST) and spell(word[2:])))
