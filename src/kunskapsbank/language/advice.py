"""What is known of Swedish beside its words: ``standard/sprak/sv.yml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from ..base.parts import STANDARD
from ..base.texts import LOADER
from .swedish import WORD, stem

_FILE = STANDARD / "sprak" / "sv.yml"
_AS_WRITTEN = "nde"  #: A preposition made of a verb; with another ending it is another word.


@dataclass(frozen=True)
class Advice:
    """The contents of the file."""

    plain: Mapping[tuple[str, ...], str]  #: What to say instead, by the stems of what one writes in offices.
    link_texts: frozenset[str]  #: What links are called that do not say where they lead.
    abbreviations: frozenset[str]  #: Those that most people know.

    @property
    def longest(self) -> int:
        """Words in the longest key of :attr:`plain`."""
        return max(map(len, self.plain))


@cache
def advice() -> Advice:
    """What the package says."""
    read = yaml.load(_FILE.read_bytes(), LOADER)
    plain = {tuple(form_of(word) for word in WORD.findall(key)): text for key, text in read["byrakratiska"].items()}
    return Advice(plain, frozenset(read["lanktexter"]), frozenset(read["forkortningar"]))


def form_of(word: str) -> str:
    """What *word* has in common with the other forms of it that mean the same."""
    lower = word.lower()
    return lower if lower.endswith(_AS_WRITTEN) else stem(lower)


def bureaucratic(text: str) -> Iterator[tuple[int, str, str]]:
    """Where in *text* something stands that people write in offices alone, as it stands there, and what to say."""
    known = advice()
    found = list(WORD.finditer(text))
    forms = [form_of(match[0]) for match in found]
    at = 0
    while at < len(found):
        length = next((n for n in range(known.longest, 0, -1) if tuple(forms[at : at + n]) in known.plain), 0)
        last = found[at + length - 1] if length else found[at]
        written = text[found[at].start() : last.end()]
        if length and not re.search(r"[.!?;:,]", written):
            yield found[at].start(), written, known.plain[tuple(forms[at : at + length])]
        at += max(length, 1)
