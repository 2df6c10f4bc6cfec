"""Where long words may break on a sheet, a poster or a card: between the parts of compounds, and nowhere else.

A word that is too long for any line and has no parts that we know is broken all the same: nothing is cut off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from ...language.compounds import VERY_LONG, Splitter

SOFT = "\u00ad"  #: A hyphen that is seen where the word breaks.
OF_TABLE = (
    46,
    60,
)  #: Letters beside each other in the cells of a row, and in smaller letters, of five columns or more.
MIN_WORD = 14  #: Letters in the shortest word that may be too wide for the heading of a poster.
_WIDE = 4  #: More columns than so have smaller letters.
_SHORTEST = 5  #: Of a table with many columns.
_WORD = re.compile(r"\S+")
_ADDRESS = re.compile(r"://|^www\.|@|\.[a-z]{2,}/")  #: The templates break addresses, without a hyphen.
_NOT_TEXT = frozenset({"texts", "url", "address", "source", "link", "logo", "mark", "host", "breaks"})


def breaks_in(data: Mapping[str, Any], splitter: Splitter | None) -> dict[str, str]:
    """The long words of *data*, the plain values of a document or a card, with soft hyphens where they may break.

    *splitter*: knows the compounds of the language; None: nothing does.
    """
    found: dict[str, str] = {}
    for longest, text in _texts(data, VERY_LONG):
        for word in _WORD.findall(text):
            if len(word) > min(longest, MIN_WORD - 1) and not _ADDRESS.search(word):
                broken = _broken(word, longest, splitter)
                found[word] = max(found.get(word, ""), broken, key=len)
    return {word: broken for word, broken in sorted(found.items()) if broken != word}


def _texts(value: Any, longest: int) -> Iterator[tuple[int, str]]:
    """Every text in *value*, with how many letters of it fit a line."""
    if isinstance(value, str):
        yield longest, value
    elif isinstance(value, Mapping):
        columns = len(value.get("header", ()))
        beside = OF_TABLE[columns > _WIDE] // (columns or 1)
        for key, inner in value.items():
            if key not in _NOT_TEXT:
                yield from _texts(inner, max(_SHORTEST, beside) if columns else longest)
    elif isinstance(value, Iterable):
        for inner in value:
            yield from _texts(inner, longest)


def _broken(word: str, longest: int, splitter: Splitter | None) -> str:
    longest = longest * 2 // 3 if word.isupper() else longest  # Capitals are wider.
    soft = splitter.soft(word, MIN_WORD) if splitter else word
    return SOFT.join(piece for part in soft.split(SOFT) for piece in _chunks(part, longest))


def _chunks(part: str, longest: int) -> Iterator[str]:
    """*part* in pieces of much the same length, none longer than *longest*."""
    number = -(-len(part) // longest)
    ends = [len(part) * n // number for n in range(number + 1)] if number else [0]
    yield from (part[start:end] for start, end in pairwise(ends))
