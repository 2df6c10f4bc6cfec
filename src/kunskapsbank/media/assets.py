"""The files in ``docs/`` that are published beside the pages: each whole, of the sort it says, and harmless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..base.budgets import Budget, TooCostly
from ..base.os_errors import reason
from ..base.problems import Place, Problem
from ..reading.folders import Unreadable
from ..reading.front_matter import one_line
from .inert import active_parts
from .metadata import MAX_PIXELS, PICTURES, size_of, stripped


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
            problems.append(
                Problem(
                    place,
                    "too-costly-file",
                    f"filen går inte att kontrollera: {costly}",
                    "Spara den enklare eller mindre.",
                )
            )
        except OSError as error:
            problems.append(
                Problem(
                    place,
                    "unreadable-file",
                    f"filen går inte att läsa ({reason(error)})",
                    "Kontrollera filens behörighet.",
                )
            )
    return Assets(frozenset(addresses), tuple(problems))


def _judged(path: Path, place: Place) -> list[Problem]:
    try:
        return list(_faults(path, place))
    except Unreadable as fault:
        return [Problem(place, "damaged-file", str(fault), "Spara den på nytt ur det program där den är gjord.")]


def _faults(path: Path, place: Place) -> Iterator[Problem]:
    data = path.read_bytes()
    if path.suffix in PICTURES:
        width, height = size_of(data, path.suffix)
        if width * height > MAX_PIXELS:
            yield Problem(
                place,
                "picture-too-large",
                f"bilden är {width} × {height} bildpunkter",
                f"Minska den till högst {MAX_PIXELS // 1_000_000} miljoner bildpunkter.",
            )
            return
    for one in active_parts(data, path.suffix):
        at, what = Place(place.path, one.line, one.column), one_line(one.what)
        if path.suffix == ".svg":
            yield Problem(at, "active-picture", f"bilden innehåller {what}", one.hint)
        elif path.suffix == ".xml":
            yield Problem(at, "active-xml", f"filen innehåller {what}", one.hint)
        else:
            yield Problem(at, "active-pdf", f"filen innehåller {what}", one.hint)
    stripped(data, path.suffix)
