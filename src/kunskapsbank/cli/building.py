"""``kb build`` and ``kb stage``."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ..base.os_errors import reason
from ..base.problems import FORMATS
from ..engines.stage import write_stage
from ..pipeline.build import run
from ..publish.local_store import LocalShelf
from ..publish.precompress import precompress
from ..publish.publishing import expected, staged
from ..publish.ssh_store import is_elsewhere
from ..verify.built import verify
from .projects import existing, free
from .publishing import Refused, publishing_options, unharmed
from .reporting import counts, progress_bar, report
from .swedish import Command


@click.command("build", cls=Command)
@click.option("--out", type=click.Path(path_type=Path), metavar="MAPP", help="Var webbplatsen skrivs [site].")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", help="Hur problemen skrivs ut.")
@click.option(
    "--lita-pa-cache",
    is_flag=True,
    help="Använd filer i .kb-cache som en annan dator har gjort. Den som kan skriva dit väljer då vad som delas ut.",
)
@click.option("--komprimera", is_flag=True, help="Lägg gzip och brotli bredvid textfilerna, för publicering.")
@click.option("--prov", is_flag=True, help="Skriv på varje sida att webbplatsen är ett prov.")
@publishing_options
@click.pass_obj
def build_command(
    obj: Any,
    out: Path | None,
    format_: str,
    komprimera: bool,
    prov: bool,
    lita_pa_cache: bool,
    vanta: float,
    behall: int,
    ta_bort_sidor: bool,
) -> None:
    """Bygg hela webbplatsen. Den gamla ligger kvar tills den nya är hel."""
    from ..engines.mkdocs import EngineError, build_with_mkdocs

    if out and is_elsewhere(str(out)):
        raise click.UsageError(f"{out} är ingen mapp här. Bygg först, och kör sedan kb publish {out}.")
    started = time.monotonic()
    project, today = replace(existing(obj[0]), trusts_cache=lita_pa_cache), obj[1]
    shelf = LocalShelf(free(project, out or project.root / "site").absolute())
    with progress_bar() as progress:
        task = progress.add_task("Läser, kontrollerar, ritar och gör filer", total=None)
        build = run(project, today, handouts=True, trial=prov)
        if build.failed:
            progress.stop()
            report(build.problems, format_)
            click.echo(f"{counts(build)} Webbplatsen är inte ändrad.", err=True)
            sys.exit(1)
        progress.update(task, description="Skriver sidorna", total=len(build.pages))

        def judge(whole: Path) -> None:
            progress.update(task, description="Kontrollerar det byggda")
            # A theme's pages keep none of what our template promises.
            seen = [] if build.in_theme else verify(whole, expected(build, shelf, ta_bort_sidor))
            if faults or seen:
                raise Refused([*build.problems, *faults, *seen])
            progress.update(task, description="Publicerar")

        with unharmed("Bygget", shelf, progress, format_), staged(shelf.out, vanta, behall, judge) as stage:
            try:
                faults = build_with_mkdocs(project, build, stage, lambda: progress.advance(task))
            except EngineError as error:
                raise Refused([*build.problems, *error.problems]) from error
            if komprimera:
                precompress(stage)
    report(build.problems, format_)
    seconds = time.monotonic() - started
    files = f", {build.made} nya filer av {len(build.handouts)}" if build.handouts else ""
    click.echo(
        f"{len(build.pages)} sidor i {shelf.out.name}/{files} på {seconds:.1f} sekunder. {counts(build)}",
        err=format_ != "text",
    )


@click.command(cls=Command)
@click.argument("mapp", type=click.Path(path_type=Path))
@click.pass_obj
def stage(obj: Any, mapp: Path) -> None:
    """Skriv webbplatsen som vanliga Markdownsidor som andra generatorer kan bygga."""
    project = existing(obj[0])
    free(project, mapp)
    build = run(project, obj[1], handouts=True)
    report(build.problems)
    if build.failed:
        sys.exit(1)
    if build.in_theme:
        raise click.UsageError("kb stage behöver webbplatsens egen sidmall (template: own). Bygg med mkdocs build.")
    try:
        write_stage(project, build, mapp)
    except FileExistsError:
        raise click.UsageError(f"{mapp} är inte tom.") from None
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"{mapp} går inte att skriva: {reason(error)}.") from None
    click.echo(f"{len(build.pages)} sidor i {mapp}/docs.")
