"""A file that is being mended, and changes to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ..base.problems import Problem
from ..markdown.body import Body, Spot
from ..reading.front_matter import Source

MOST_TRIES = 30  #: Of parts of a repair, when the whole of it would change what the text means.


class Edit(NamedTuple):
    """What stands from *start* to *end* becomes *text*."""

    start: int
    end: int
    text: str


Change = tuple[Edit, ...]
"""What must be done together: the beginning and the end of a tag."""


@dataclass(frozen=True)
class Draft:
    """A file as it stands: its text, with ``\\n`` for the end of a line, and what has been read out of it."""

    text: str
    source: Source
    problems: Sequence[Problem]  #: What is wrong with the values of its front matter.
    body: Body

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return self.text.split("\n")

    @cached_property
    def starts(self) -> list[int]:
        """Where each line of the file begins."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @property
    def first(self) -> int:
        """The number of the body's first line, from 0."""
        return self.source.body_line - 1

    def at(self, spot: Spot, written: str) -> int | None:
        """Where *written* stands in the file, by its place in the body; None when it does not stand there."""
        line = self.first + spot.line - 1
        start = self.starts[line] + spot.column - 1 if line < len(self.starts) else len(self.text)
        return start if self.text.startswith(written, start) else None

    def line_start(self, line: int) -> int:
        """Where a line of the body, from 0, begins in the file; the end of the file when there is none."""
        number = self.first + line
        return self.starts[number] if number < len(self.starts) else len(self.text)

    def line(self, line: int) -> str:
        """A line of the body, from 0; empty outside it."""
        number = self.first + line
        return self.lines[number] if self.first <= number < len(self.lines) else ""


Find = Callable[[Draft], Iterable[Change]]
Keeps = Callable[[Body, Body], bool]


@dataclass(frozen=True)
class Repair:
    """One thing that is mended."""

    name: str  #: Its text is ``mended.<name>``.
    find: Find
    keeps: Keeps  #: Whether a body still says what it said, though it is mended.
    cures: frozenset[str] = frozenset()  #: The problems it ends, by their keys in the catalogue.


def applied(text: str, changes: Iterable[Change]) -> str:
    """*text* with *changes* made; of two that overlap the first."""
    pieces, at = [], 0
    for edit in sorted(edit for change in _apart(changes) for edit in change):
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])


def _apart(changes: Iterable[Change]) -> Iterator[Change]:
    """Those of *changes* that touch nothing an earlier one does."""
    taken: set[int] = set()
    for change in changes:
        touched = {sign for edit in change for sign in range(edit.start, max(edit.end, edit.start + 1))}
        if not touched & taken:
            taken |= touched
            yield change


def lasting(text: str, changes: Sequence[Change], holds: Callable[[str], bool]) -> list[Change]:
    """As many of *changes* to *text* as can be made together while it *holds*; all of them in most files."""
    return _lasting(text, [], list(_apart(changes)), holds, [MOST_TRIES])


def _lasting(
    text: str, kept: list[Change], changes: list[Change], holds: Callable[[str], bool], tries: list[int]
) -> list[Change]:
    if not changes or not tries[0]:
        return []
    tries[0] -= 1
    if holds(applied(text, [*kept, *changes])):
        return changes
    if len(changes) == 1:
        return []
    half = len(changes) // 2
    first = _lasting(text, kept, changes[:half], holds, tries)
    return [*first, *_lasting(text, [*kept, *first], changes[half:], holds, tries)]
