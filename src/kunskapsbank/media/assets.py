"""The files in ``docs/`` that are published beside the pages: each whole, of the sort it says, and harmless."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ..base.budgets import Budget, TooCostly
from ..base.os_errors import reason
from ..base.plain_files import read_plain
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
    digests: Mapping[str, str] = field(default_factory=dict)  #: Address -> SHA-256 of what was judged, as published.


def read_assets(docs: Path, files: Iterable[Path], name: str, budget: Budget) -> Assets:
    """Judge *files*, which lie below *docs*; problems call that folder *name*."""
    addresses, problems, digests = set(), [], {}
    for path in files:
        address = path.relative_to(docs).as_posix()
        addresses.add(address)
        place = Place(f"{name}/{address}")
        try:
            found, digests[address] = budget.spend(place.path, partial(_judged, path, place))
            problems += found
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
    return Assets(frozenset(addresses), tuple(problems), digests)


def _judged(path: Path, place: Place) -> tuple[list[Problem], str]:
    """What is wrong with the file *path*, and the SHA-256 of what is published of it: it is read once."""
    data = read_plain(path)
    try:
        problems = list(_faults(data, path, place))
        return problems, "" if problems else hashlib.sha256(stripped(data, path.suffix)).hexdigest()
    except Unreadable as fault:
        hint = "Spara den på nytt ur det program där den är gjord."
        return [Problem(place, "damaged-file", str(fault), hint)], ""


def _faults(data: bytes, path: Path, place: Place) -> Iterator[Problem]:
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
