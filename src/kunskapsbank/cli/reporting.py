"""What commands print while they work, and when they are done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..base.budgets import unlimited
from ..base.problems import FORMATS, Problem, Severity
from ..base.texts import all_of
from ..pipeline.build import THEIR_LOOK, Build
from .words import language, said


def report(problems: Iterable[Problem], format_: str = "text") -> None:
    """Print *problems* in a format of :data:`FORMATS`; nothing when there are none."""
    printed = FORMATS[format_](problems, language())
    if printed:
        click.echo(printed)


def counts(build: Build) -> str:
    """How many records and problems there are, in a sentence."""
    wrong = sum(p.severity is Severity.ERROR for p in build.problems)
    told = said("cli.counts", count=len(build.site), wrong=wrong, warnings=len(build.problems) - wrong)
    return " ".join(filter(None, (told, _unlimited(), THEIR_LOOK.said(language()) if build.in_theme else "")))


def _unlimited() -> str:
    """What an editor should know when a page that never ends would not be stopped."""
    what = unlimited()
    return said("cli.unlimited", what=all_of(what)) if what else ""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on standard error; nothing when that is not a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress
