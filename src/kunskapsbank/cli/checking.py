"""``kb check``."""

from __future__ import annotations

import sys
from typing import Any

import click

from ..base.problems import FORMATS
from ..pipeline.build import run
from ..pipeline.ownership import left_to_owner
from ..reading.site_settings import read_settings
from .projects import existing
from .reporting import counts, report
from .words import Command, language, said


@click.command(cls=Command)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text")
@click.pass_obj
def check(obj: Any, format_: str) -> None:
    """Read and check all content, and print every problem."""
    project = existing(obj[0])
    build = run(project, obj[1])
    report(build.problems, format_)
    click.echo(counts(build), err=True)
    left = list(left_to_owner(project, read_settings(project.config)[0], build.site))
    if left and not build.failed:
        told = (f"  {one.place}: {one.worded(language()).message}" for one in left)
        click.echo("\n".join((said("cli.left-to-owner"), *told)), err=True)
    sys.exit(int(build.failed))
