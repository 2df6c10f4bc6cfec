"""What the parser's own rules share while one body is read: its lines, and what has been noted of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token

from .body import CodeSpan, Image, Link, Mark, RawTag, Spot, Table

_KEY = "reading"
MOST_MARKS = 1000  #: Marks of one sort in one body: more would tell nobody anything.


@dataclass
class Reading:
    """One body while it is read."""

    text: str
    moved: Mapping[int, int] = field(default_factory=dict)  #: Line -> columns that a repair put before it.
    marks: list[Mark] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    tags: list[RawTag] = field(default_factory=list)
    code: list[CodeSpan] = field(default_factory=list)
    comments: list[CodeSpan] = field(default_factory=list)
    notes: dict[str, Spot] = field(default_factory=dict)  #: Footnotes by label.
    abbreviations: dict[str, str] = field(default_factory=dict)
    conflict: bool = False  #: Inside what git could not merge.
    here: Here | None = None  #: The running text that is being read.
    pieces: list[Here] | None = None  #: All running text so far, when somebody asks for it.
    counted: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lines = self.text.split("\n")
        self.last_comment_end = self.text.rfind("-->")

    def note(self, code: str, text: str, spot: Spot) -> None:
        """Mark *text* at *spot*."""
        self.counted[code] = self.counted.get(code, 0) + 1
        if self.counted[code] <= MOST_MARKS:
            self.marks.append(Mark(code, text, spot))

    def spot(self, line: int, column: int = 0) -> Spot:
        """The place of a 0-based line and column, as the editor sees it."""
        return Spot(line + 1, max(column - self.moved.get(line, 0), 0) + 1)

    def line_spot(self, line: int) -> Spot:
        """Where the text of a 0-based line begins."""
        written = self.lines[line] if line < len(self.lines) else ""
        return self.spot(line, len(written) - len(written.lstrip()))


class Here:
    """One piece of running text: where its characters stand, and which of them are understood."""

    def __init__(self, reading: Reading, token: Token, number: int) -> None:
        self.text = token.content
        self.number = number  #: Which piece of the body it is.
        self.taken: list[tuple[int, int]] = []  #: What is no prose: code, tags, the targets of links.
        self.addresses: list[tuple[int, int]] = []  #: Bare addresses.
        self._reading = reading
        self._first = token.map[0] if token.map else 0
        self._column: int | None = token.meta.get("column")
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        self._indents: dict[int, int] = {}

    def spot(self, at: int) -> Spot:
        """The place of the character *at*."""
        number = bisect_right(self._starts, at) - 1
        start = self._starts[number]
        line = self._first + number
        if line not in self._indents:
            end = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self.text)
            self._indents[line] = self._indent(line, self.text[start:end])
        return self._reading.spot(line, self._indents[line] + at - start)

    def _indent(self, line: int, written: str) -> int:
        """How many characters stand before *written* on its line: marks of lists, quotations, headings and cells."""
        if self._column is not None:
            return self._column
        whole = self._reading.lines[line].rstrip() if line < len(self._reading.lines) else ""
        if whole.endswith(written.rstrip()):
            return len(whole) - len(written.rstrip())
        return max(whole.find(written), 0)

    def prose(self, addresses: bool = False) -> str:
        """The text with all that is no prose blanked out, every other character where it was.

        *addresses*: let bare addresses stay.
        """
        blank = self.taken if addresses else [*self.taken, *self.addresses]
        if not blank:
            return self.text
        pieces, at = [], 0
        for start, end in sorted(blank):
            if start >= at:
                pieces += [self.text[at:start], re.sub(r"[^\n]", " ", self.text[start:end])]
                at = end
        return "".join([*pieces, self.text[at:]])


def reading_of(env: MutableMapping[str, Any]) -> Reading:
    """What is being read, out of the parser's environment."""
    found: Reading = env[_KEY]
    return found


def environment(reading: Reading) -> dict[str, Any]:
    """The parser's environment for *reading*."""
    return {_KEY: reading}
