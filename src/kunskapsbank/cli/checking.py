"""``kb check``."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from ..base.problems import FORMATS, Problem, Severity
from ..base.texts import phrase
from ..content.site import Site
from ..pipeline.build import run
from ..pipeline.mend import MendedFile, mend, mendable
from ..pipeline.ownership import left_to_owner
from ..pipeline.project import Project
from ..reading.site_settings import read_settings
from .projects import Asked, existing
from .reporting import counts, report
from .words import Command, language, said


@click.command(cls=Command)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text")
@click.option("--ratta", is_flag=True)
@click.option("--torrkor", is_flag=True)
@click.pass_obj
def check(asked: Asked, format_: str, ratta: bool, torrkor: bool) -> None:
    """Read and check all content, and print every problem; before that, mend what has one right answer."""
    if torrkor and not ratta:
        raise click.UsageError(said("cli.dry-without-mending"))
    project, today = existing(asked.project), asked.today
    faults = _mend(project, torrkor, format_ != "text") if ratta else []
    build = run(project, today)
    problems = sorted({*build.problems, *_untold(faults, build.problems)})
    report(problems, format_)
    click.echo(_counted(counts(build), project, [] if ratta else problems), err=True)
    if build.site.withdrawn:
        click.echo(said("cli.withdrawn", count=len(build.site.withdrawn)), err=True)
    if not build.failed:
        _tell_owner(project, build.site)
    sys.exit(int(build.failed or any(one.severity is Severity.ERROR for one in faults)))


def _untold(faults: Iterable[Problem], problems: Iterable[Problem]) -> list[Problem]:
    """Those of *faults* that *problems* do not tell of: a file that costs too much to read does so to mend, too."""
    costly = {one.place.path for one in problems if one.code.startswith("too-costly-")}
    return [one for one in faults if one.code != "too-costly-mending" or one.place.path not in costly]


def _tell_owner(project: Project, site: Site) -> None:
    """Say what is left for those who publish."""
    left = list(left_to_owner(project, read_settings(project.config)[0], site))
    if left:
        told = (f"  {one.place}: {one.worded(language()).message}" for one in left)
        click.echo("\n".join((said("cli.left-to-owner"), *told)), err=True)


def _mend(project: Project, dry: bool, aside: bool) -> list[Problem]:
    """Show what mending changes, and change it unless *dry*; *aside*: on standard error. Gives what
    hindered it."""
    files, faults = mend(project)
    for file in files:
        click.echo("\n".join(filter(None, (_named(file), file.difference))), err=aside)
        if not dry:
            file.write(project.root)
    click.echo(said("cli.would-mend" if dry else "cli.mended", count=len(files)), err=True)
    return faults


def _named(file: MendedFile) -> str:
    repairs = tuple(phrase(f"mended.{name}") for name in file.repairs)
    return said("cli.mended-file", file=file.name, repairs=repairs)


def _counted(told: str, project: Project, problems: Iterable[Problem]) -> str:
    """How many problems there are, and in how many files some of them can be mended."""
    count = mendable(project, problems)
    return " ".join(filter(None, (told, said("cli.mendable", count=count) if count else "")))
