"""What a person must look at in a text that was brought in, and where in it that stands.

While a text is being worked on, a note is a sign among its words, so that it stays with them through whatever happens
to them; when the text is done, the signs are taken out and their lines counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..base.texts import Phrase, phrase

_OPEN, _CLOSE = "\ue000", "\ue001"  #: For private use (The Unicode Standard, 23.5): no text needs them.
_MARK = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


class Note(NamedTuple):
    """Something to look at."""

    line: int  #: 1-based, of the draft.
    what: Phrase


@dataclass
class Notes:
    """The notes on one text, in the order they were made."""

    said: list[Phrase] = field(default_factory=list)

    def mark(self, key: str, /, **values: Any) -> str:
        """A sign to put where the text *key* with *values* holds."""
        self.said.append(phrase(key, **values))
        return f"{_OPEN}{len(self.said) - 1}{_CLOSE}"

    def placed(self, text: str) -> tuple[str, list[Note]]:
        """*text* without the signs, and each note with its line; those whose sign got lost stand on the first."""
        found: dict[int, int] = {}
        lines = text.split("\n")
        for number, line in enumerate(lines, 1):
            for mark in _MARK.finditer(line):
                found.setdefault(int(mark[1]), number)
        notes = [Note(found.get(number, 1), said) for number, said in enumerate(self.said)]
        return "\n".join(without_marks(line) for line in lines), sorted(notes, key=lambda note: note.line)


def without_marks(text: str) -> str:
    """*text* without the signs of notes."""
    return _MARK.sub("", text)


def without_private_signs(text: str) -> str:
    """*text*, as it comes from elsewhere, without signs that could be taken for ours."""
    return _PRIVATE.sub("", text)
