"""What words stand for that no page is about: names of countries and languages, and English words.

The names are Unicode's (CLDR), as the library babel holds them; what they lead to, and the English words, are the
site's own (``content/sokord.yml``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from babel import Locale

from ..content.search_words import SearchWords
from ..language.swedish import words
from .analysis import term
from .stopwords import STOP_WORDS

NAMED_IN = ("sv", "en")  #: The languages that countries and languages are named in.
SHORTEST_NAME = 4  #: Letters; shorter names are other words too.


@dataclass(frozen=True)
class Meanings:
    """Term -> the terms that it stands for."""

    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: In every question.
    english: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  #: In English ones, and for unknown words.

    def among(self, known: Callable[[str], bool]) -> Meanings:
        """Those that lead to terms that are *known*."""
        return Meanings(_among(self.names, known), _among(self.english, known))


def _among(found: Mapping[str, tuple[str, ...]], known: Callable[[str], bool]) -> dict[str, tuple[str, ...]]:
    kept = {one: tuple(filter(known, to)) for one, to in found.items()}
    return {one: to for one, to in kept.items() if to}


def meanings(found: SearchWords) -> Meanings:
    """The meanings that *found* gives."""
    names = {
        **dict.fromkeys(_names("languages"), _targets(found.sprak)),
        **dict.fromkeys(_names("territories"), _targets(found.lander)),
    }
    english = {term(one): _targets([text]) for key, text in found.engelska.items() for one in words(key)}
    return Meanings({one: to for one, to in names.items() if to}, english)


def _targets(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term(word) for text in texts for word in words(text) if word not in STOP_WORDS))


@cache
def _names(of: str) -> tuple[str, ...]:
    """The terms of all names of one word; Sweden's own are no foreign ones."""
    return tuple(dict.fromkeys(term(name) for name in _one_word_names(of) if name not in _OWN))


_OWN = frozenset({"sverige", "sweden", "svenska", "swedish", "engelska", "english"})


def _one_word_names(of: str) -> Iterator[str]:
    for language in NAMED_IN:
        for code, name in getattr(Locale(language), of).items():
            found = words(name)
            if len(code) == 2 and len(found) == 1 and len(found[0]) >= SHORTEST_NAME:
                yield found[0]
