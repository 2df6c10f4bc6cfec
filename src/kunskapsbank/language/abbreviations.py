"""Abbreviations in capitals that nobody explains."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from itertools import islice

from .advice import advice
from .compounds import Splitter

_ABBREVIATION = re.compile(r"(?<![\w./@&-])[A-ZÅÄÖ]{2,6}(?![\w/@&]|\.\w| [A-ZÅÄÖ][a-zåäö]|(?:-FS)? \d{4}:\d)")
_ROMAN = re.compile(r"[IVX]+")
_EXPLAINED = r"\w[^\W\d_]*[”\"’]? ?\({0}\b|\b{0} (?:\(|är |står för |betyder )|\*\[{0}\]:"
_SMALL = frozenset("and av den det de en ett for för i med of och om på samt som the till under ut vid är".split())
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
    rows = list(islice(_initials(text, splitter), _MOST_WORDS))
    return any(_begins(short, rows, at) for at in range(len(rows)))


def _begins(short: str, rows: list[tuple[str, bool]], at: int) -> bool:
    left, number = short, at
    while left:
        if number == len(rows):
            return False
        initials, small = rows[number]
        if left.startswith(initials) and not (small and number == at):
            left = left[len(initials) :]
        elif initials.startswith(left) and number > at:
            return True
        elif not small or number == at:
            return False
        number += 1
    return number - at > 1 or len(rows[at][0]) > 1


def _initials(text: str, splitter: Splitter) -> Iterator[tuple[str, bool]]:
    """For each word of *text*, the first letters of its parts, and whether it is a small one."""
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        parts: Iterable[str] = splitter.parts(word) if len(word) > 5 else ()
        yield "".join(part[0] for part in parts) or word[0], word in _SMALL
