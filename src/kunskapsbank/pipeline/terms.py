"""The words of a site and its texts that were worked out before, as a store keeps them: each word once, and its number
where it stands.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter

from ..search.lexicon import Body, Lexicon, Word
from .keeper import Keeper

FILE = "sokord.json"  #: In the project's cache.


@dataclass(frozen=True, slots=True)
class _KeptBody:
    """A text: the numbers of its words, as 32 bits each, and the terms that stand in it often."""

    __pydantic_config__: ClassVar = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    words: bytes
    often: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """The words, those that stood alone among them, and what is kept of each text by its print."""

    __pydantic_config__: ClassVar = _KeptBody.__pydantic_config__

    lone: frozenset[str] = frozenset()
    words: tuple[Word, ...] = ()
    bodies: Mapping[str, _KeptBody] = field(default_factory=dict)


_KEPT = TypeAdapter(_Kept)


class KeptTerms:
    """The words of one build, those worked out again that were not in the last."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._lexicon: Lexicon | None = None
        self._before: Mapping[str, Body] = {}

    def lexicon(self, lone: frozenset[str]) -> Lexicon:
        """The words, when those of *lone* stand alone on the site: a :data:`~..search.documents.Lexicons`."""
        kept = self._keeper.read(FILE, _KEPT) or _Kept()
        words = _parted_anew(kept, lone)
        self._before = {
            name: Body(tuple(map(words.__getitem__, memoryview(body.words).cast("I"))), body.often)
            for name, body in kept.bodies.items()
        }
        self._lexicon = Lexicon(lone, words, self._before)
        return self._lexicon

    def save_unfinished(self) -> None:
        """Keep what this build has asked for, and what it did not come to."""
        if self._lexicon:
            self._save(self._lexicon, {**self._before, **self._lexicon.bodies})

    def save(self) -> None:
        """Keep what this build has asked for, and nothing else."""
        if self._lexicon:
            self._save(self._lexicon, self._lexicon.bodies)

    def _save(self, lexicon: Lexicon, found: Mapping[str, Body]) -> None:
        numbers = {
            word: number for number, word in enumerate({*lexicon.values()}.union(*(b.words for b in found.values())))
        }
        bodies = {
            name: _KeptBody(array("I", map(numbers.__getitem__, body.words)).tobytes(), body.often)
            for name, body in found.items()
        }
        self._keeper.write(FILE, _KEPT, _Kept(frozenset(lexicon.lone), tuple(numbers), bodies))


def _parted_anew(kept: _Kept, lone: frozenset[str]) -> list[Word]:
    """The words that are *kept*, parted anew where what has begun or ceased to stand alone is in them."""
    changed = sorted(lone ^ kept.lone)
    parts = Lexicon(lone).parts
    return [
        replace(word, parts=parts(word.text)) if any(one in word.text for one in changed) else word
        for word in kept.words
    ]
