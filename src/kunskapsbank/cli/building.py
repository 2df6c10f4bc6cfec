"""``kb build`` and ``kb stage``."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from ..base.os_errors import reason
from ..base.problems import FORMATS
from ..engines.stage import Unstageable, write_stage
from ..pipeline.build import run
from ..pipeline.inputs import inputs_of
from ..pipeline.store import Store
from ..publish.again import Again, KeptCopies
from ..publish.local_store import LocalShelf
from ..publish.precompress import precompress
from ..publish.publishing import expected, shown_by, staged
from ..publish.ssh_store import is_elsewhere
from ..publish.unchanged import LastBuild, nothing_changed, remember
from ..reading.site_settings import read_settings
from ..verify.verifier import Verifier
from .projects import Asked, existing, free
from .publishing import Refused, publishing_options, unharmed
from .reporting import counts, report, stages
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
    from ..engines.mkdocs import EngineError, build_with_mkdocs

    with stages(framsteg) as progress:
        progress.begin("cli.reading")
        store = Store.of(project, settings, today)
        build = run(project, today, handouts=True, trial=prov, store=store)
        if build.failed:
            progress.stop()
            report(build.problems, format_)
            click.echo(said("cli.counts-unchanged", build=counts(build)), err=True)
            sys.exit(1)
        progress.begin("cli.writing", len(build.pages))
        again, verifier, copies = Again(store, shelf), Verifier(store.keeper), KeptCopies(store.keeper, shelf)

        def judge(whole: Path, manifest: Mapping[str, str]) -> None:
            progress.begin("cli.verifying")
            # A theme's pages keep none of what our template promises.
            seen = [] if build.in_theme else verifier.verify(whole, expected(build, shelf, ta_bort_sidor), manifest)
            if faults or seen:
                raise Refused([*build.problems, *faults, *seen])
            progress.begin("cli.publishing")

        with (
            unharmed(said("cli.the-build"), shelf, progress, format_),
            staged(shelf.out, vanta, behall, judge, shelf.seen) as stage,
        ):
            try:
                faults = build_with_mkdocs(project, build, stage, progress.step, again)
            except EngineError as error:
                raise Refused([*build.problems, *error.problems]) from error
            if komprimera:
                precompress(stage, copies)
    store.save()
    again.save(shown_by(shelf).own)
    verifier.save()
    copies.save()
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


@click.command(cls=Command)
@click.argument("mapp", type=click.Path(path_type=Path))
@click.pass_obj
def stage(asked: Asked, mapp: Path) -> None:
    """Write the site as Markdown pages that other generators can build."""
    project = existing(asked.project)
    free(project, mapp)
    build = run(project, asked.today, handouts=True)
    report(build.problems)
    if build.failed:
        sys.exit(1)
    if build.in_theme:
        raise click.UsageError(said("cli.stage-needs-own-template"))
    try:
        write_stage(project, build, mapp)
    except FileExistsError:
        raise click.UsageError(said("cli.not-empty", mapp=mapp)) from None
    except Unstageable as error:
        raise click.UsageError(error.args[0].said(language())) from None
    except OSError as error:
        raise click.UsageError(said("cli.unwritable", mapp=mapp, error=reason(error))) from None
    click.echo(said("cli.staged", count=len(build.pages), mapp=mapp))
