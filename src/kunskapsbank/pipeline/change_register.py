"""The register of when records and frame pages changed, ``andringar.txt`` in the project's folder.

A line is a record, ``kind/id first last number digest``, with ``-`` for what nobody knows and in place of the digest of
a record that is gone; or a page, ``/address/`` and the same, which is left out when it is gone. ``kb andringar`` writes
it before a release; a build only reads it.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ..base.os_errors import reason
from ..base.plain_files import read_plain, write_plain
from ..base.problems import Place, Problem, problem
from ..content.history import DIGITS, Change, History
from ..content.site import Site
from ..render.page import Page
from .project import CHANGES

_DAY = r"(-|[0-9]{4}-[0-9]{2}-[0-9]{2})"
_LINE = re.compile(rf"([a-z0-9-]+/[a-z0-9-]+|/\S*) {_DAY} {_DAY} ([0-9]{{1,6}}) (-|[0-9a-f]{{{DIGITS}}})")


def read_history(root: Path) -> tuple[History, list[Problem]]:
    """What the register of the project in *root* says, and which lines cannot be read; nothing when there is none."""
    file = root / CHANGES
    try:
        text = read_plain(file).decode("utf-8-sig") if os.path.lexists(file) else ""
    except UnicodeDecodeError:
        return History(), [problem(Place(CHANGES), "unreadable-register")]
    except OSError as error:
        return History(), [problem(Place(CHANGES), "unreadable-register/no-file", reason=reason(error))]
    kept: dict[str, Change] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            kept |= dict([_read(line.strip())] if line.strip() else [])
        except ValueError:
            problems.append(problem(Place(CHANGES, number), "unreadable-register/line", line=line.strip()[:80]))
    pages = {key: change for key, change in kept.items() if key.startswith("/")}
    return History({key: change for key, change in kept.items() if key not in pages}, pages), problems


def _read(line: str) -> tuple[str, Change]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(line)
    key, first, last, number, digest = match.groups()
    return key, Change(_day(first), _day(last), int(number), digest.strip("-"))


def _day(text: str) -> dt.date | None:
    return None if text == "-" else dt.date.fromisoformat(text)


def renew(root: Path, site: Site, pages: Iterable[Page], history: History) -> int:
    """Write to the register what has changed in *site* and *pages* since *history*, as of its day.

    Returns how many records and pages that is.
    """
    changed = dict(_changed(site, history))
    told = {f"/{page.address}": _of_page(page, site, history) for page in pages if page.digest and page.indexed}
    different = {key for key in told.keys() | history.pages.keys() if told.get(key) != history.pages.get(key)}
    if changed or different:
        lines = (_line(key, change) for key, change in sorted({**told, **history.kept, **changed}.items()))
        write_plain(root / CHANGES, "".join(lines).encode(), root)
    return len(changed) + len(different)


def _of_page(page: Page, site: Site, history: History) -> Change:
    """What the register is to say of a frame page: what is new or another since then has the day of *site*."""
    known, now = history.pages.get(f"/{page.address}"), history.of_page(page.address, page.digest)
    return now if now == known else replace(now, first=now.first or site.today, last=site.today)


def _changed(site: Site, history: History) -> Iterator[tuple[str, Change]]:
    """What is new to the register. In one that is in use, a new record is as new as the release: those who keep a copy
    ask for what is as new as the last they have, or newer."""
    for key, record in site.records.items():
        known, now = history.kept.get(key), history.of(record)
        if known is None:
            yield (
                key,
                Change(now.first or site.today, site.today if history.kept else now.last or site.today, 0, now.digest),
            )
        elif known.digest != now.digest:
            yield key, Change(now.first, site.today, now.number, now.digest)
    for key, known in history.kept.items():
        if known.digest and key not in site.records:
            yield key, Change(known.first, site.today, known.number + 1)


def _line(key: str, change: Change) -> str:
    return f"{key} {change.first or '-'} {change.last or '-'} {change.number} {change.digest or '-'}\n"
