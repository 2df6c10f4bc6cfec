"""Problems in a file -> the fields of its form that they stand at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..base.problems import Problem, Severity
from ..reading.front_matter import Group, Items, Node, Source
from .forms import PREFIX

BODY = "kropp"  #: The name of the field for the body.
FRONT = f"{PREFIX}"  #: Where what no single field is to blame for is told.


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a field, in words."""

    field: str  #: Its name; that of :data:`FRONT` when no single field is to blame.
    message: str
    hint: str
    grave: bool  #: Whether it hinders publishing.
    line: int = 0  #: Of the body, from 1; 0 elsewhere.


def faults_of(problems: Iterable[Problem], source: Source | None, language: str) -> tuple[Fault, ...]:
    """*problems* of the file *source*, in words and by field; those that hinder publishing first.

    *source* is None when the file could not be read at all.
    """
    places = dict(_places(source.front, PREFIX)) if source else {}
    found = {_fault(one, source, places, language): None for one in problems}
    return tuple(sorted(found, key=lambda one: not one.grave))


def _fault(problem: Problem, source: Source | None, places: Mapping[tuple[int, int], str], language: str) -> Fault:
    worded = problem.worded(language)
    grave = problem.severity is Severity.ERROR
    place = problem.place
    if source is not None and place.line >= source.body_line and place.line > 1:
        return Fault(BODY, worded.message, worded.hint, grave, place.line - source.body_line + 1)
    field = places.get((place.line, place.column)) or _on_line(places, place.line)
    if problem.code == "missing-key":
        field = f"{field}.{problem.values['last']}"
    return Fault(field, worded.message, worded.hint, grave)


def _on_line(places: Mapping[tuple[int, int], str], line: int) -> str:
    """The last thing that begins on *line*, else what no single field is to blame for."""
    return next((places[at] for at in sorted(places, reverse=True) if at[0] == line), FRONT)


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
