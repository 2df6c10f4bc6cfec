"""The register of when records changed, ``andringar.txt`` in the project's folder.

A line is a record: ``kind/id first last number digest``, with ``-`` for what nobody knows and in place of the digest of
a record that is gone. ``kb andringar`` writes it before a release; a build only reads it.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

from ..base.os_errors import reason
from ..base.plain_files import read_plain, write_plain
from ..base.problems import Place, Problem, problem
from ..content.history import DIGITS, Change, History
from ..content.site import Site

REGISTER = "andringar.txt"
_DAY = r"(-|[0-9]{4}-[0-9]{2}-[0-9]{2})"
_LINE = re.compile(rf"([a-z0-9-]+/[a-z0-9-]+) {_DAY} {_DAY} ([0-9]{{1,6}}) (-|[0-9a-f]{{{DIGITS}}})")


def read_history(root: Path) -> tuple[History, list[Problem]]:
    """What the register of the project in *root* says, and which lines cannot be read; nothing when there is none."""
    file = root / REGISTER
    try:
        text = read_plain(file).decode("utf-8-sig") if os.path.lexists(file) else ""
    except UnicodeDecodeError:
        return History(), [problem(Place(REGISTER), "unreadable-register")]
    except OSError as error:
        return History(), [problem(Place(REGISTER), "unreadable-register/no-file", reason=reason(error))]
    kept: dict[str, Change] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            kept |= dict([_read(line.strip())] if line.strip() else [])
        except ValueError:
            problems.append(problem(Place(REGISTER, number), "unreadable-register/line", line=line.strip()[:80]))
    return History(kept), problems


def _read(line: str) -> tuple[str, Change]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(line)
    key, first, last, number, digest = match.groups()
    return key, Change(_day(first), _day(last), int(number), digest.strip("-"))


def _day(text: str) -> dt.date | None:
    return None if text == "-" else dt.date.fromisoformat(text)


def renew(root: Path, site: Site, history: History) -> int:
    """Write to the register what has changed in *site* since *history*, as of its day; returns how many records."""
    changed = dict(_changed(site, history))
    if changed:
        lines = (_line(key, change) for key, change in sorted({**history.kept, **changed}.items()))
        write_plain(root / REGISTER, "".join(lines).encode(), root)
    return len(changed)


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
