"""Problems in a file, and hints about it -> the fields of its form that they stand at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ..base.problems import Place, Problem, Severity
from ..checks.hints import Hint
from ..reading.front_matter import Group, Items, Node, Source
from .forms import PREFIX
from .naming import Labels, steps_of

BODY = "kropp"  #: The name of the field for the body.
Sort = Literal["error", "warning", "hint"]
_Fields = Mapping[tuple[int, int], str]  #: The names of fields by the line and column where they begin.
_TITLE = f"{PREFIX}.titel"
FRONT = PREFIX  #: Where what no single field is to blame for is told.


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a field, in words."""

    field: str  #: Its name; that of :data:`FRONT` when no single field is to blame.
    line: int  #: Of the body, from 1; 0 elsewhere.
    message: str
    remedy: str = ""
    sort: Sort = "hint"

    @property
    def whole(self) -> str:
        """What is wrong and what to write instead, as sentences."""
        end = "." if self.remedy and self.message[-1:] not in ".!?" else ""
        return f"{self.message}{end} {self.remedy}".rstrip()

    @property
    def grave(self) -> bool:
        """Whether it hinders publishing."""
        return self.sort == "error"


def faults_of(problems: Iterable[Problem], source: Source | None, labels: Labels) -> tuple[Fault, ...]:
    """*problems* of the file *source*, in the words of the form and by field; those that hinder publishing first.

    *source* is None when the file could not be read at all. What is told of a record as a whole, at its title, stands
    at the first of the fields in *labels* that its remedy names.
    """
    places = dict(_places(source.front, PREFIX)) if source else {}
    found = {_fault(one, source, places, labels): None for one in problems}
    return tuple(sorted(found, key=lambda one: not one.grave))


def path_of(field: str) -> tuple[str | int, ...]:
    """Where in the file the field called *field* stands: empty for the body and for what no single field is about."""
    return steps_of(field.removeprefix(f"{PREFIX}.")) if field.startswith(f"{PREFIX}.") else ()


def hints_by_field(hints: Iterable[Hint], source: Source | None, language: str) -> tuple[Fault, ...]:
    """*hints* about the file *source*, in words and by field."""
    places = dict(_places(source.front, PREFIX)) if source else {}
    return tuple(Fault(*_where(one.place, source, places), one.message.said(language)) for one in hints)


def _fault(problem: Problem, source: Source | None, places: _Fields, labels: Labels) -> Fault:
    field, line = _where(problem.place, source, places)
    if problem.code == "missing-key":  # It stands nowhere, but is told of by its whole name, counted from 1.
        steps = str(problem.values["key"]).split(" → ")
        field = ".".join([PREFIX, *(str(int(step) - 1) if step.isdecimal() else step for step in steps)])
    elif field == _TITLE:
        words = re.findall(r"\w+", problem.hint)
        keys = {one.name for one in labels.asked}
        named = next((word for word in words if word in keys), "") if "titel" not in words else ""
        field = f"{PREFIX}.{named}" if named else field
    sort: Sort = "error" if problem.severity is Severity.ERROR else "warning"
    worded = labels.worded(problem, path_of(field))
    return Fault(field, line, worded.message, worded.hint, sort)


def _where(place: Place, source: Source | None, places: _Fields) -> tuple[str, int]:
    """The field that *place* lies in, and its line of the body, from 1, when it is that."""
    if source is not None and place.line >= source.body_line and place.line > 1:
        return BODY, max(1, shown_line(place.line, source))
    return places.get((place.line, place.column)) or _nearest(places, place), 0


def shown_line(line: int, source: Source) -> int:
    """The line of the field for the body, from 1, where *line* of the file *source* stands; below 1 above the body.

    A browser leaves out an empty first line of such a field.
    """
    return line - source.body_line + 1 - source.body.startswith(("\n", "\r\n"))


def _nearest(places: _Fields, place: Place) -> str:
    """What begins last before *place*: a text of several lines holds it. Else what no single field is to blame for."""
    before = [at for at in places if at <= (place.line, place.column)]
    return places[max(before)] if before else FRONT


def _places(node: Node, name: str) -> Iterator[tuple[tuple[int, int], str]]:
    """(line, column) of every key and value in *node*, with the name of its field."""
    yield (node.line, node.column), name
    if isinstance(node, Group):
        for key, value in node.values.items():
            inner = f"{name}.{key}"
            yield (node.keys[key].line, node.keys[key].column), inner
            yield from _places(value, inner)
    elif isinstance(node, Items):
        for number, value in enumerate(node.values):
            yield from _places(value, f"{name}.{number}")
