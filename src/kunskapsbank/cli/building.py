"""``kb build`` and ``kb stage``."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click

from ..base.os_errors import reason
from ..base.problems import FORMATS
from ..engines.stage import Unstageable, write_stage
from ..pipeline.build import run
from ..publish.local_store import LocalShelf
from ..publish.precompress import precompress
from ..publish.publishing import expected, staged
from ..verify.built import verify
from .projects import existing
from .publishing import Refused, publishing_options, unharmed
from .reporting import counts, progress_bar, report
from .words import Command, language, said


@click.command("build", cls=Command)
@click.option("--out", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text")
@click.option("--komprimera", is_flag=True)
@click.option("--prov", is_flag=True)
@publishing_options
@click.pass_obj
def build_command(
    obj: Any,
    out: Path | None,
    format_: str,
    komprimera: bool,
    prov: bool,
    vanta: float,
    behall: int,
    ta_bort_sidor: bool,
) -> None:
    """Build the whole site."""
    from ..engines.mkdocs import EngineError, build_with_mkdocs

    started = time.monotonic()
    project, today = existing(obj[0]), obj[1]
    shelf = LocalShelf((out or project.root / "site").absolute())
    with progress_bar() as progress:
        task = progress.add_task(said("cli.reading"), total=None)
        build = run(project, today, handouts=True, trial=prov)
        if build.failed:
            progress.stop()
            report(build.problems, format_)
            click.echo(said("cli.counts-unchanged", build=counts(build)), err=True)
            sys.exit(1)
        progress.update(task, description=said("cli.writing"), total=len(build.pages))
        with unharmed(said("cli.the-build"), shelf, progress, format_), staged(shelf.out, vanta, behall) as stage:
            try:
                faults = build_with_mkdocs(project, build, stage, lambda: progress.advance(task))
            except EngineError as error:
                raise Refused([*build.problems, *error.problems]) from error
            progress.update(task, description=said("cli.verifying"))
            faults += verify(stage, expected(build, shelf, ta_bort_sidor))
            if faults:
                raise Refused([*build.problems, *faults])
            progress.update(task, description=said("cli.publishing"))
            if komprimera:
                precompress(stage)
    report(build.problems, format_)
    seconds = time.monotonic() - started
    folder = (
        said("cli.folder-and-files", name=shelf.out.name, made=build.made, count=len(build.handouts))
        if build.handouts
        else f"{shelf.out.name}/"
    )
    click.echo(
        said("cli.built", count=len(build.pages), folder=folder, seconds=f"{seconds:.1f}", build=counts(build)),
        err=format_ != "text",
    )


@click.command(cls=Command)
@click.argument("mapp", type=click.Path(path_type=Path))
@click.pass_obj
def stage(obj: Any, mapp: Path) -> None:
    """Write the site as Markdown pages that other generators can build."""
    project = existing(obj[0])
    build = run(project, obj[1], handouts=True)
    report(build.problems)
    if build.failed:
        sys.exit(1)
    try:
        write_stage(project, build, mapp)
    except FileExistsError:
        raise click.UsageError(said("cli.not-empty", mapp=mapp)) from None
    except Unstageable as error:
        raise click.UsageError(error.args[0].said(language())) from None
    except OSError as error:
        raise click.UsageError(said("cli.unwritable", mapp=mapp, error=reason(error))) from None
    click.echo(said("cli.staged", count=len(build.pages), mapp=mapp))
