"""The project that a command works in."""

from __future__ import annotations

import sys

import click

from ..content.kinds import Kinds
from ..pipeline.project import Project
from ..pipeline.read import read_kinds
from .reporting import report
from .words import said


def existing(project: Project) -> Project:
    """*project* itself; where there is none, the command ends as misused."""
    if not (project.root / "mkdocs.yml").is_file():
        raise click.UsageError(said("cli.no-project", root=project.root))
    return project


def known_kinds(project: Project) -> Kinds:
    """The kinds of *project*; what is wrong with them is printed and ends the command."""
    kinds, problems = read_kinds(project)
    if problems:
        report(problems)
        sys.exit(1)
    return kinds
