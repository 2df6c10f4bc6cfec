"""The files in ``docs/`` that are published beside the pages: each whole, of the sort it says, and harmless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..base.budgets import Budget, TooCostly
from ..base.os_errors import reason
from ..base.problems import Place, Problem, problem
from ..base.texts import told
from ..reading.folders import Unreadable
from .drawings import active_parts_of_svg
from .metadata import MAX_PIXELS, PICTURES, active_parts_of_pdf, size_of, stripped
from .xmldata import active_parts_of_xml


@dataclass(frozen=True, slots=True)
class Assets:
    """What is published as it is, without metadata."""

    addresses: frozenset[str]
    problems: tuple[Problem, ...]


def read_assets(docs: Path, files: Iterable[Path], name: str, budget: Budget) -> Assets:
    """Judge *files*, which lie below *docs*; problems call that folder *name*."""
    addresses, problems = set(), []
    for path in files:
        address = path.relative_to(docs).as_posix()
        addresses.add(address)
        place = Place(f"{name}/{address}")
        try:
            problems += budget.spend(place.path, partial(_judged, path, place))
        except TooCostly as costly:
            problems.append(problem(place, "too-costly-file", reason=told(costly)))
        except OSError as error:
            problems.append(problem(place, "unreadable-file", reason=reason(error)))
    return Assets(frozenset(addresses), tuple(problems))


def _judged(path: Path, place: Place) -> list[Problem]:
    try:
        return list(_faults(path, place))
    except Unreadable as fault:
        return [problem(place, "damaged-file", fault=told(fault))]


def _faults(path: Path, place: Place) -> Iterator[Problem]:
    data = path.read_bytes()
    if path.suffix in PICTURES:
        width, height = size_of(data, path.suffix)
        if width * height > MAX_PIXELS:
            yield problem(place, "picture-too-large", width=width, height=height, most=MAX_PIXELS // 1000000)
            return
    if path.suffix == ".svg":
        for one in active_parts_of_svg(data):
            yield problem(Place(place.path, one.line, one.column), "active-picture", what=one.what.cut(), hint=one.hint)
        return
    if path.suffix == ".xml":
        for one in active_parts_of_xml(data):
            yield problem(Place(place.path, one.line, one.column), "active-xml", what=one.what.cut(), hint=one.hint)
    if path.suffix == ".pdf":
        active = active_parts_of_pdf(data)
        if active:
            yield problem(place, "active-pdf", found=active)
    stripped(data, path.suffix)
