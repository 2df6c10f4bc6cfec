"""Words that people use, in Swedish at large: who types one means it."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import takewhile

from ..base.memory import TextMemory, forgetful

MIN_ZIPF = 3.0  #: How common a word is from which it is ordinary: 10^3 per billion, once in a million words.
COMMONER = 1.0  #: So much commoner, in powers of ten, a word must be for another to be read as its misspelling.
SHORTEST = 4  #: Letters; shorter words are never read as others.


def ordinary_words(site: Iterable[str], memory: TextMemory = forgetful) -> frozenset[str]:
    """The ordinary words, in lower case, but for those that are one edit from a commoner one among *site*.

    Word lists hold misspellings that many make. The frequencies are wordfreq's, so they are the same on every machine.
    """
    common = memory("common words", lambda: "\n".join(_commoner_than_some()))
    own = sorted({*site}.intersection(common.split("\n")))
    made_of = hashlib.sha256("\n".join(own).encode()).hexdigest()
    return frozenset(memory(f"ordinary words {made_of}", lambda: "\n".join(_not_near(own))).split("\n"))


def _not_near(common: Iterable[str]) -> Iterator[str]:
    """The ordinary words but for those that are one edit from a commoner one among *common*."""
    near: dict[str, float] = defaultdict(float)
    often = _often()
    for word in common:
        for key in _with_one_less(word):
            near[key] = max(near[key], often[word])
    for word, zipf in _ordinary().items():
        if all(near.get(key, 0.0) < zipf + COMMONER for key in _with_one_less(word)):
            yield word


def _commoner_than_some() -> Iterator[str]:
    """The words that are commoner than some ordinary one."""
    return (word for word, zipf in _often().items() if zipf >= MIN_ZIPF + COMMONER)


def _with_one_less(word: str) -> Iterator[str]:
    """*word* and all that it is without one letter: two words one edit apart share one of them."""
    yield word
    yield from (word[:at] + word[at + 1 :] for at in range(len(word)))


@cache
def _ordinary() -> Mapping[str, float]:
    return {word: zipf for word, zipf in _often().items() if word.isalpha() and len(word) >= SHORTEST}


@cache
def _often() -> Mapping[str, float]:
    """How common each word is that is not rare: those are few of :func:`zipf_of_all`, and stand first."""
    return {
        word: zipf for zipf, words in takewhile(lambda one: one[0] >= MIN_ZIPF, _equally_common()) for word in words
    }


@cache
def zipf_of_all() -> Mapping[str, float]:
    """How common each word is that the largest list of Swedish has: log10 of its uses per billion words."""
    return {word: zipf for zipf, words in _equally_common() for word in words}


def _equally_common() -> Iterator[tuple[float, list[str]]]:
    """The words of that list that are as common as each other, with how common, the commonest first."""
    from wordfreq import cB_to_freq, get_frequency_list  # Takes long to load, and most commands ask for no word.

    found = get_frequency_list("sv")
    get_frequency_list.cache_clear()  # It would hold 370 000 words for good, of which a build needs the commonest.
    for rarity, words in enumerate(found):
        yield math.log10(cB_to_freq(-rarity) * 1e9), words
