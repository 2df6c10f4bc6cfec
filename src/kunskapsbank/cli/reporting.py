"""What commands print while they work, and when they are done."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..base.budgets import unlimited
from ..base.plain_files import write_plain
from ..base.problems import FORMATS, Problem, Severity
from ..base.texts import all_of
from .words import language, said

if TYPE_CHECKING:
    from rich.progress import Progress

    from ..pipeline.build import Build


def report(problems: Iterable[Problem], format_: str = "text") -> None:
    """Print *problems* in a format of :data:`FORMATS`; nothing when there are none."""
    printed = FORMATS[format_](problems, language())
    if printed:
        click.echo(printed)


def counts(build: Build) -> str:
    """How many records and problems there are, in a sentence."""
    wrong = sum(p.severity is Severity.ERROR for p in build.problems)
    told = said("cli.counts", count=len(build.site), wrong=wrong, warnings=len(build.problems) - wrong)
    return " ".join(filter(None, (told, _unlimited(), said("their-look") if build.in_theme else "")))


def _unlimited() -> str:
    """What an editor should know when a page that never ends would not be stopped."""
    what = unlimited()
    return said("cli.unlimited", what=all_of(what)) if what else ""


class Stages:
    """What a build is at: on *progress*, and in the file *told*, for programs that show it elsewhere.

    The file holds a JSON object: ``steg``, the stage; ``klart`` and ``av``, how much of it is done and of how much,
    0 of 0 where nobody knows. It is replaced whole, at most every :data:`_TOLD_SECONDS`.
    """

    def __init__(self, progress: Progress, told: Path | None) -> None:
        self._progress, self._file = progress, told
        self._task = progress.add_task("", total=None)
        self._stage, self._done, self._total, self._told = "", 0, 0, 0.0

    def begin(self, stage: str, total: int = 0) -> None:
        """Go on to what the text *stage* names, ``cli.reading``, which has *total* steps if it has any."""
        self._stage, self._done, self._total = stage.removeprefix("cli."), 0, total
        self._progress.update(self._task, description=said(stage), total=total or None)
        self._tell()

    def step(self) -> None:
        """One step more is done."""
        self._done += 1
        self._progress.advance(self._task)
        if time.monotonic() > self._told + _TOLD_SECONDS:
            self._tell()

    def stop(self) -> None:
        """Show nothing more."""
        self._progress.stop()

    def _tell(self) -> None:
        if self._file:
            self._told = time.monotonic()
            told = {"steg": self._stage, "klart": self._done, "av": self._total}
            write_plain(self._file, json.dumps(told).encode(), self._file.parent)


_TOLD_SECONDS = 0.2


@contextmanager
def stages(told: Path | None = None) -> Iterator[Stages]:
    """What a command is at, with a bar on standard error when that is a terminal; see :class:`Stages`."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Stages(progress, told)
