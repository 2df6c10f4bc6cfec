"""What ``kb build`` does where something has changed, and ``kb stage``."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from ..base.budgets import cycles_left
from ..base.os_errors import reason
from ..base.plain_files import Seen, read_plain
from ..base.settings import Settings
from ..engines.stage import Unstageable, write_stage
from ..pipeline.build import Build, run
from ..pipeline.project import Project
from ..pipeline.store import Store
from ..publish.again import Again, KeptCopies
from ..publish.local_store import LocalShelf
from ..publish.precompress import precompress
from ..publish.publishing import expected, staged
from ..verify.verifier import Verifier
from .projects import Asked, existing, free
from .publishing import Refused, unharmed
from .reporting import Stages, counts, report, stages
from .words import Command, language, said


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a build was asked for, as its options: see ``help.build`` among the texts."""

    format_: str
    komprimera: bool
    prov: bool
    framsteg: Path | None
    vanta: float
    behall: int
    ta_bort_sidor: bool


def made(project: Project, settings: Settings, today: dt.date, shelf: LocalShelf, wanted: Wanted) -> Build:
    """Build *project* and let the readers of *shelf* see it; where something is wrong, say so and exit."""
    from ..engines.mkdocs import EngineError, build_with_mkdocs
    from ..export.handouts.workers import Workers

    format_ = wanted.format_
    with stages(wanted.framsteg) as progress, cycles_left(), Workers() as workers:
        progress.begin("cli.reading")
        store = Store.of(project, settings, today)
        if not store.converted:  # All is made, and leaves cycles behind; else what there is lasts, as a rule.
            gc.enable()
        build = run(project, today, handouts=True, trial=wanted.prov, store=store, workers=workers)
        if build.failed:
            _refuse(build.whole(), progress, format_)
        store.let_go()
        progress.begin("cli.writing", len(build.pages))
        again, verifier, copies = Again(store, shelf), Verifier(store.keeper), KeptCopies(store.keeper, shelf)
        judged: dict[str, str] = {}

        def judge(whole: Path, manifest: Mapping[str, str]) -> None:
            progress.begin("cli.verifying")
            judged.update(manifest)
            # A theme's pages keep none of what our template promises.
            promised = expected(build, shelf, wanted.ta_bort_sidor)
            seen = [] if build.in_theme else verifier.verify(whole, promised, manifest)
            if faults or seen:
                raise Refused([*build.problems, *faults, *seen])
            progress.begin("cli.publishing")

        with (
            unharmed(said("cli.the-build"), shelf, progress, format_),
            staged(shelf.out, wanted.vanta, wanted.behall, judge, shelf.seen) as stage,
        ):
            try:
                faults = build_with_mkdocs(project, build, stage, progress.step, again)
            except EngineError as error:
                raise Refused([*build.whole().problems, *error.problems]) from error
            there, build = build.handouts, build.whole()
            workers.end()  # Verification has work for all processors.
            if build.failed:
                _refuse(build, progress, format_)
            _put({name: path for name, path in build.handouts.items() if name not in there}, stage, shelf.seen)
            if wanted.komprimera:
                precompress(stage, copies)
    store.save()
    again.save(judged)
    verifier.save()
    copies.save()
    return build


def _put(files: Mapping[str, Path], stage: Path, seen: Seen) -> None:
    """Let the site in *stage* hold *files* by address. *seen*: is told of them."""
    for address, path in files.items():
        data = read_plain(path)
        seen.write(f"{stage}/{address}", data, hashlib.sha256(data).hexdigest())


def _refuse(build: Build, progress: Stages, format_: str) -> NoReturn:
    """Say what is wrong with *build*, and exit."""
    progress.stop()
    report(build.problems, format_)
    click.echo(said("cli.counts-unchanged", build=counts(build)), err=True)
    sys.exit(1)


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
