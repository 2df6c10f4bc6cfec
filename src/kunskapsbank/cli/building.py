"""``kb build``."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import click

from ..base.problems import FORMATS
from ..pipeline.inputs import inputs_of
from ..publish.local_store import LocalShelf
from ..publish.releases import is_elsewhere
from ..publish.unchanged import LastBuild, nothing_changed, remember
from ..reading.site_settings import read_settings
from .options import publishing_options
from .projects import Asked, existing, free
from .reporting import counts, report
from .words import Command, language, said


@click.command("build", cls=Command)
@click.option("--out", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text")
@click.option(
    "--lita-pa-cache",
    is_flag=True,
)
@click.option("--komprimera", is_flag=True)
@click.option("--prov", is_flag=True)
@click.option("--framsteg", type=click.Path(path_type=Path))
@publishing_options
@click.pass_obj
def build_command(
    asked: Asked,
    out: Path | None,
    format_: str,
    komprimera: bool,
    prov: bool,
    lita_pa_cache: bool,
    framsteg: Path | None,
    vanta: float,
    behall: int,
    ta_bort_sidor: bool,
) -> None:
    """Build the whole site."""
    if out and is_elsewhere(str(out)):
        raise click.UsageError(said("cli.no-folder-here", out=out))
    started = time.monotonic()
    project, today = replace(existing(asked.project), trusts_cache=lita_pa_cache), asked.today
    shelf = LocalShelf(free(project, out or project.root / "site").absolute())
    settings = read_settings(project.config)[0]
    given = (today, shelf.out, format_, language(), komprimera, prov, lita_pa_cache)
    inputs = inputs_of(project, settings, given)
    last = nothing_changed(project, shelf, inputs)
    if last:
        _tell(last, shelf, started, format_)
        return
    from .making import Wanted, made  # It loads all that makes pages.

    wanted = Wanted(format_, komprimera, prov, framsteg, vanta, behall, ta_bort_sidor)
    build = made(project, settings, today, shelf, wanted)
    report(build.problems, format_)
    if inputs and inputs == inputs_of(project, settings, given):  # Nobody has written in it meanwhile.
        printed = FORMATS[format_](build.problems, language())
        remember(project, LastBuild.of(shelf, inputs, len(build.pages), printed, counts(build)))
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


def _tell(last: LastBuild, shelf: LocalShelf, started: float, format_: str) -> None:
    """What a build says that had nothing to do."""
    if last.told:
        click.echo(last.told)
    seconds = time.monotonic() - started
    folder = f"{shelf.out.name}/"
    told = said("cli.nothing-changed", count=last.pages, folder=folder, seconds=f"{seconds:.1f}", build=last.counts)
    click.echo(told, err=format_ != "text")
