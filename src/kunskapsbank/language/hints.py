"""What could be said better in a piece of Swedish text. A hint is no fault: who writes decides."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from .abbreviations import abbreviations, is_explained
from .advice import advice, bureaucratic
from .compounds import Splitter
from .days import impossible_days, passed_days
from .spelling import Speller
from .swedish import HARD, lix, sentences, words

LONGEST = 35  #: Words in a sentence that can be read at once.
FEWEST = 100  #: Words in a text whose readability means something.
CODES = (
    "bureaucratic-word",
    "hard-text",
    "impossible-day",
    "inner-capital",
    "link-text",
    "long-sentence",
    "misspelled-word",
    "passed-day",
    "unexplained-abbreviation",
)  #: What hints are called; permanent.
_FIRST_WORDS = 4  #: Of a sentence, by which it is known.
_WORD = re.compile(r"(?<![\w.@/])[^\W\d_]+(?:-[^\W\d_]+)*-?(?![\w:@/]|\.\w)")  #: Nothing of an address.
_INNER = re.compile(r"(?<![\w-])([a-zåäöé]{2,})([A-ZÅÄÖ][a-zåäöé]+)(?![\w-])")
_QUOTED = re.compile(r"”[^”\n]{1,400}”|\"[^\"\n]{1,400}\"|“[^”\n]{1,400}”|»[^»«\n]{1,400}[«»]")
_FOREIGN = frozenset("and from of on the to with".split())  #: What tells that a text is in English.


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a text that could be said better."""

    code: str  #: One of :data:`CODES`.
    at: int  #: Where it begins, in characters.
    found: str  #: What stands there.
    instead: tuple[str, ...] = ()  #: What to write, when that is known: the likeliest first.
    number: int = 0  #: Words of a sentence, or the readability of a text.


@dataclass(frozen=True)
class Words:
    """What is known of the words of a site."""

    speller: Speller
    splitter: Splitter
    terms: Container[str] = ()  #: Stems that readability leaves out.
    names: frozenset[str] = frozenset()  #: Names and abbreviations that need no explanation, as they are written.


def hints(pieces: Sequence[str], known: Words, today: dt.date) -> Iterator[tuple[int, Finding]]:
    """What could be said better in a text in *pieces* (paragraphs, headings, items, cells), each with its piece.

    What is told of a whole text stands at its first piece. *today*: the day after which nothing has passed.
    """
    for number, text in enumerate(pieces):
        for find in _OF_A_PIECE:
            yield from ((number, one) for one in find(text, known, today))
    yield from _unexplained(pieces, known)
    whole = "\n".join(pieces)
    if len(words(whole)) >= FEWEST:
        index = lix(whole, known.terms)
        if index > HARD:
            yield 0, Finding("hard-text", 0, "", number=ceil(index))


def is_poor_link(text: str) -> bool:
    """Whether a link called *text* does not say where it leads."""
    return " ".join(words(text)) in advice().link_texts


def _long_sentences(text: str, known: Words, today: dt.date) -> Iterator[Finding]:
    for start, sentence in sentences(text):
        count = sum(not word.isdecimal() for word in words(sentence))
        if count > LONGEST:
            first = sentence.split()[:_FIRST_WORDS]
            yield Finding("long-sentence", start + len(sentence) - len(sentence.lstrip()), " ".join(first), (), count)


def _misspelled(text: str, known: Words, today: dt.date) -> Iterator[Finding]:
    """Words in lower case. What stands beside another word that is unknown is no Swedish, or a name."""
    found = list(_WORD.finditer(_unquoted(text)))
    for number, match in enumerate(found):
        word = match[0]
        if word.islower() and word.isalpha():
            meant = known.speller.meant(word)
            if meant and not any(_is_foreign(other, known) for other in _beside(found, number)):
                yield Finding("misspelled-word", match.start(), word, meant)


def _beside(found: Sequence[re.Match[str]], number: int) -> Iterator[str]:
    """The words before and after the one with *number*, where only a space stands between."""
    for first, last in pairwise(found[max(number - 1, 0) : number + 2]):
        if last.start() - first.end() == 1:
            yield (last if first is found[number] else first)[0]


def _is_foreign(word: str, known: Words) -> bool:
    return word in _FOREIGN or (word.islower() and not known.speller.knows(word))


def _inner_capitals(text: str, known: Words, today: dt.date) -> Iterator[Finding]:
    """Two words that have grown together: a name is spelled as its owner spells it."""
    for match in _INNER.finditer(text):
        first, second = match.groups()
        if match[0] not in known.names and known.speller.knows(first) and len(first) > 2 and len(second) > 2:
            yield Finding("inner-capital", match.start(), match[0], (f"{first} {second}", match[0].lower()))


def _impossible(text: str, known: Words, today: dt.date) -> Iterator[Finding]:
    yield from (Finding("impossible-day", at, found) for at, found in impossible_days(text))


def _passed(text: str, known: Words, today: dt.date) -> Iterator[Finding]:
    yield from (Finding("passed-day", at, found) for at, found in passed_days(_unquoted(text), today))


def _bureaucratic(text: str, known: Words, today: dt.date) -> Iterator[Finding]:
    for at, found, plain in bureaucratic(_unquoted(text)):
        yield Finding("bureaucratic-word", at, found, (plain,))


_OF_A_PIECE: tuple[Callable[[str, Words, dt.date], Iterator[Finding]], ...] = (
    _long_sentences,
    _misspelled,
    _inner_capitals,
    _impossible,
    _passed,
    _bureaucratic,
)


def _unexplained(pieces: Sequence[str], known: Words) -> Iterator[tuple[int, Finding]]:
    """Abbreviations that are explained nowhere, each where it stands first."""
    told: set[str] = set()
    whole = "\n".join(pieces)
    for number, text in enumerate(pieces):
        for at, short in abbreviations(text):
            if short not in told:
                told.add(short)
                if not is_explained(short, whole, known.names, known.splitter):
                    yield number, Finding("unexplained-abbreviation", at, short)


def _unquoted(text: str) -> str:
    """*text* with what others have said blanked out."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)
