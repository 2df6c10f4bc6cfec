"""``kb check``."""

from __future__ import annotations

import sys
from typing import Any

import click

from ..base.problems import FORMATS
from ..pipeline.build import run
from .projects import existing
from .reporting import counts, report
from .words import Command


@click.command(cls=Command)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text")
@click.pass_obj
def check(obj: Any, format_: str) -> None:
    """Read and check all content, and print every problem."""
    build = run(existing(obj[0]), obj[1])
    report(build.problems, format_)
    click.echo(counts(build), err=True)
    sys.exit(int(build.failed))
