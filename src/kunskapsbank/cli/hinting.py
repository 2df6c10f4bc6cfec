"""``kb sprak``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from ..base.budgets import Budget
from ..checks.hints import Hint
from ..language.spelling import Speller
from ..pipeline.hinting import hints_in, texts_of
from ..pipeline.project import Project
from ..pipeline.read import Inputs, read
from .projects import Asked, existing
from .words import Command, language, said


@click.command(cls=Command)
@click.argument("fil", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def sprak(asked: Asked, fil: tuple[Path, ...], as_json: bool) -> None:
    """Show what could be said better in the texts that are in Swedish; it is never a fault."""
    project = existing(asked.project)
    inputs, _ = read(project, asked.today, None, None, Budget())
    hints = hints_in(inputs, _named(project, inputs, fil))
    told = _json(hints) if as_json else "\n".join(map(_line, hints))
    if told:
        click.echo(told)
    if not Speller().judges:
        click.echo(said("cli.no-dictionary"), err=True)
    count = len(fil) or sum(1 for _ in texts_of(inputs))
    click.echo(said("cli.hinted", count=len(hints), files=count), err=True)


def _named(project: Project, inputs: Inputs, files: Iterable[Path]) -> frozenset[str]:
    """*files* as problems call them.

    Raises:
        click.UsageError: If one is no text of the project in Swedish.
    """
    known = {one.source.path for one in texts_of(inputs)}
    named = {_path(project, file): file for file in files}
    for path, file in named.items():
        if path not in known:
            raise click.UsageError(said("cli.no-swedish-text", file=file))
    return frozenset(named)


def _path(project: Project, file: Path) -> str:
    """*file*, named from where one stands or from the project's folder, as problems call it."""
    for whole in (file.absolute(), project.root / file):
        if whole.exists() and whole.resolve().is_relative_to(project.root):
            return whole.resolve().relative_to(project.root).as_posix()
    return file.as_posix()


def _line(hint: Hint) -> str:
    return f"{hint.place}: {said('hint-word')} [{hint.code}] {hint.message.said(language())}"


def _json(hints: Iterable[Hint]) -> str:
    rows = [
        {
            "path": hint.place.path,
            "line": hint.place.line,
            "column": hint.place.column,
            "code": hint.code,
            "found": hint.found,
            "instead": hint.instead,
            "number": hint.number,
            "message": hint.message.said(language()),
        }
        for hint in hints
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
