"""The words of a site, each worked out once: its index terms, and those of the parts of a compound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter

from ..language.compounds import Splitter
from ..language.swedish import words
from ..render.page import Later
from .analysis import term, terms

OFTEN = 3  #: How many times a term stands in a text to count as one that does often.


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word in lower case: one object, wherever on the site it stands."""

    text: str
    terms: tuple[str, ...]  #: First that of the word as it is written, as :func:`term` tells.
    parts: tuple[str, ...] = ()  #: The terms of its parts, when it is a compound.

    @property
    def term(self) -> str:
        """Its index term."""
        return self.terms[0]


@dataclass(frozen=True, slots=True)
class Body:
    """What the index holds of a text."""

    words: tuple[Word, ...] = ()  #: Each once.
    often: tuple[str, ...] = ()  #: The terms that stand in it :data:`OFTEN` times or more.


class Lexicon(dict[str, Word]):
    """The words that were asked for, and what is in each text.

    *lone*: the words that stand alone on the site, which decide how compounds are parted. *known*, *bodies*: words
    and, by the print of the text, bodies of them that were worked out before.
    """

    def __init__(
        self, lone: Collection[str], known: Iterable[Word] = (), bodies: Mapping[str, Body] | None = None
    ) -> None:
        super().__init__()
        self._splitter = Splitter(lone)
        self._known = {word.text: word for word in known}
        self._bodies = bodies or {}
        self.lone = lone
        self.bodies: dict[str, Body] = {}  #: Those that were asked for, by the print of the text.

    def __missing__(self, text: str) -> Word:
        self[text] = word = self._known.get(text) or Word(text, _said(terms(text)), self.parts(text))
        return word

    def parts(self, text: str) -> tuple[str, ...]:
        """The terms of the parts of the word *text*."""
        return _said(map(term, self._splitter.parts(text)))

    def of(self, found: Iterable[str]) -> list[Word]:
        """The words that *found* are."""
        return [*map(self.__getitem__, found)]

    def body(self, text: Later) -> Body:
        """What is in *text*, which is not read when that is known."""
        found = self._bodies.get(text.print) or self._body(text.read())
        self.bodies[text.print] = found
        return found

    def _body(self, text: str) -> Body:
        found = self.of(words(text))
        counts = Counter(chain.from_iterable(map(attrgetter("terms"), found)))
        return Body(tuple(dict.fromkeys(found)), tuple(one for one, count in counts.items() if count >= OFTEN))


def _said(found: Iterable[str]) -> tuple[str, ...]:
    """*found* without the terms of what has no letter, each once."""
    return tuple(dict.fromkeys(filter(None, found)))
