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
from ..base.problems import Place, Problem, problem
from ..base.texts import told
from ..reading.folders import Unreadable
from .documents import document
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
            problems.append(problem(place, "too-costly-file", reason=told(costly)))
        except OSError as error:
            problems.append(problem(place, "unreadable-file", reason=reason(error)))
    return Assets(frozenset(addresses), tuple(problems), digests)


def _judged(path: Path, place: Place) -> tuple[list[Problem], str]:
    """What is wrong with the file *path*, and the SHA-256 of what is published of it: it is read once."""
    data = read_plain(path)
    try:
        problems = list(_faults(data, path, place))
        return problems, "" if problems else hashlib.sha256(stripped(data, path.suffix)).hexdigest()
    except Unreadable as fault:
        return [problem(place, "damaged-file", fault=told(fault))], ""


def _faults(data: bytes, path: Path, place: Place) -> Iterator[Problem]:
    if path.suffix in PICTURES:
        width, height = size_of(data, path.suffix)
        if width * height > MAX_PIXELS:
            yield problem(place, "picture-too-large", width=width, height=height, most=MAX_PIXELS // 1000000)
            return
    if path.suffix == ".docx":
        for danger in document(data).dangers:
            yield problem(place, "active-document", what=danger.cut(100))
    for one in active_parts(data, path.suffix):
        at, what, hint = Place(place.path, one.line, one.column), one.what.cut(), one.hint
        if path.suffix == ".svg":
            yield problem(at, "active-picture", what=what, hint=hint)
        elif path.suffix == ".xml":
            yield problem(at, "active-xml", what=what, hint=hint)
        elif path.suffix == ".csv":
            yield problem(at, "active-table", what=what, hint=hint)
        else:
            yield problem(at, "active-pdf", what=what, hint=hint)
