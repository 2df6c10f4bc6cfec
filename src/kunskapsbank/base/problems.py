"""What can be wrong with content, and how it is printed.

A :class:`Problem` is worded for the person who edits the file it points at. Rules yield problems; only
the command line prints, counts and exits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import IntEnum
from itertools import groupby


class Severity(IntEnum):
    """How grave a problem is: errors stop the build, warnings do not."""

    ERROR = 0
    WARNING = 1

    @property
    def swedish(self) -> str:
        """The word an editor reads."""
        return "fel" if self is Severity.ERROR else "varning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file."""

    path: str  #: Relative to the project, with forward slashes.
    line: int = 1  #: 1-based.
    column: int = 1  #: 1-based, in characters.

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem at one place, worded for the person who edits that file."""

    place: Place
    code: str  #: Permanent, searchable English name. Reword the message, never the code.
    message: str  #: What is wrong, with the value found. Swedish.
    hint: str = ""  #: What to write instead. Swedish, imperative.
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        head = f"{self.place}: {self.severity.swedish} [{self.code}] {self.message}"
        return f"{head}\n    {self.hint}" if self.hint else head


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stop a build."""
    return [p for p in problems if p.severity is Severity.ERROR]


MOST_SHOWN = 50  #: Problems of one file that people are shown; the rest are counted.


def as_text(problems: Iterable[Problem]) -> str:
    """One or two lines per problem, for people; at most :data:`MOST_SHOWN` of each file, and how many more it has."""
    return "\n".join(_capped(problems))


def _capped(problems: Iterable[Problem]) -> Iterator[str]:
    for path, grouped in groupby(problems, key=lambda problem: problem.place.path):
        found = list(grouped)
        yield from map(str, found[:MOST_SHOWN])
        if len(found) > MOST_SHOWN:
            yield f"{path}: och {len(found) - MOST_SHOWN} till"


def as_json(problems: Iterable[Problem]) -> str:
    """A JSON list of flat objects, for programs."""
    rows = [
        {**asdict(p.place), "code": p.code, "severity": p.severity.name.lower(), "message": p.message, "hint": p.hint}
        for p in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow commands that GitHub shows as annotations beside the changed lines."""

    def escape(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    return "\n".join(
        f"::{p.severity.name.lower()} file={escape(p.place.path).replace(',', '%2C').replace(':', '%3A')},"
        f"line={p.place.line},col={p.place.column},title={p.code}::{escape(f'{p.message} {p.hint}'.strip())}"
        for p in problems
    )


FORMATS = {"text": as_text, "json": as_json, "github": as_github}  #: What ``--format`` offers.
