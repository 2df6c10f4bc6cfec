"""Abbreviations in capitals that nobody explains."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from .advice import advice
from .compounds import Splitter

_ABBREVIATION = re.compile(r"(?<![\w./@&-])[A-ZÅÄÖ]{2,6}(?![\w/@&]|\.\w| [A-ZÅÄÖ][a-zåäö]|(?:-FS)? \d{4}:\d)")
_ROMAN = re.compile(r"[IVX]+")
_EXPLAINED = r"\w[”\"’]? ?\({0}\b|\b{0} (?:\(|är |står för |betyder )|\*\[{0}\]:"
_SMALL = frozenset("and av den det de en ett for för i med of och om på samt som the till under ut vid är".split())
_SHORT = 5  #: Letters of a word that is in one part, and of the first part where a word is not parted.
_MOST_SMALL = 3  #: Small words in a row between words that are abbreviated.
_MOST_WORDS = 4000  #: Words in which an abbreviation is looked for written out: more is no page.


def abbreviations(text: str) -> Iterator[tuple[int, str]]:
    """The words of two to six capitals in *text* that are no part of a longer name; none of a line in capitals."""
    if any(map(str.islower, text)):
        for match in _ABBREVIATION.finditer(text):
            if not _ROMAN.fullmatch(match[0]):
                yield match.start(), match[0]


def is_explained(short: str, text: str, known: Container[str], splitter: Splitter) -> bool:
    """Whether *short* is written out somewhere in *text*, or needs not be.

    *known*: abbreviations that are explained elsewhere.
    """
    if short in known or short in advice().abbreviations:
        return True
    return bool(re.search(_EXPLAINED.format(short), text)) or _is_written_out(short.lower(), text, splitter)


def _is_written_out(short: str, text: str, splitter: Splitter) -> bool:
    """Whether words that stand together in *text* begin with the letters of *short*; small words may stand between."""
    rows = re.findall(r"[^\W\d_]+", text.lower())[:_MOST_WORDS]
    return any(
        word[0] == short[0]
        and any(_goes_on(short[count:], rows, at + 1, splitter) for count in _letters_of(word, short, splitter))
        for at, word in enumerate(rows)
    )


def _goes_on(left: str, rows: list[str], at: int, splitter: Splitter, small: int = 0) -> bool:
    """Whether the words from number *at* begin with the letters *left*; so many *small* ones have been passed over."""
    if not left:
        return True
    if at == len(rows) or small > _MOST_SMALL:
        return False
    counts = _letters_of(rows[at], left, splitter) if rows[at][0] == left[0] else []
    return any(_goes_on(left[count:], rows, at + 1, splitter) for count in counts) or (
        rows[at] in _SMALL and _goes_on(left, rows, at + 1, splitter, small + 1)
    )


def _letters_of(word: str, left: str, splitter: Splitter) -> list[int]:
    """How many of the letters *left* can stand for *word*, which begins with the first of them: that one, or those that
    its parts begin with."""
    parts = splitter.parts(word) if len(word) > _SHORT else ()
    initials = "".join(part[0] for part in parts)
    found = {1} | ({min(len(initials), len(left))} if initials and left.startswith(initials[: len(left)]) else set())
    if len(left) == 2 and left[1] in word[_SHORT:]:  # The splitter takes common compounds for one word.
        found.add(2)
    return sorted(found)
