"""The project that a command works in."""

from __future__ import annotations

import datetime as dt
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category

import click

from ..export.handouts.files import CACHE
from ..hosting.servers import FOLDER
from ..pipeline.project import Project
from ..reading.folders import printable
from .reporting import report
from .words import said

if TYPE_CHECKING:
    from ..content.kinds import Kinds
    from ..pipeline.build import Build

_UNSEEN = ("Cc", "Cf", "Zl", "Zp")  #: Signs that steer or hide; bytes that are no text may stand in a folder's name.
_OTHER_FOLDERS = ("mallar", "schema", FOLDER, CACHE, ".git")  #: Of a project, beside those that it can name.


@dataclass(frozen=True)
class Asked:
    """What stands before the command's own name: what it is asked about."""

    project: Project
    today: dt.date  #: The day that is reckoned as today.


def existing(project: Project) -> Project:
    """*project* itself; where there is none, the command ends as misused."""
    if not (project.root / "mkdocs.yml").is_file():
        raise click.UsageError(said("cli.no-project", root=project.root))
    return project


def plain(folder: Path) -> Path:
    """*folder*, when its name is one that every system and every log takes for the same folder, here.

    Two slashes begin the name of another computer on some systems.
    """
    text = str(folder)
    unseen = any(category(sign) in _UNSEEN for sign in text)
    if text.startswith(("//", "\\\\")) or unseen or (os.sep == "/" and "\\" in text):
        raise click.UsageError(said("cli.odd-folder", folder=printable(text)))
    return folder


def free(project: Project, folder: Path) -> Path:
    """*folder*, when what is written there does not become content of *project* or take the place of its files."""
    whole = Path(os.path.abspath(plain(folder)))
    place = Path(os.path.realpath(whole.parent)) / whole.name
    root = Path(os.path.realpath(project.root))
    own = (project.content, project.docs, project.macros, project.overrides, project.root / project.kinds)
    taken = [Path(os.path.realpath(one)) for one in (*own, *(project.root / name for name in _OTHER_FOLDERS))]
    if whole.name and (root.is_relative_to(place) or any(place.is_relative_to(one) for one in taken)):
        raise click.UsageError(said("cli.among-own-files", folder=folder))
    return folder


def sound(build: Build) -> Build:
    """*build*, when its content has no fault; else the faults are printed and the command ends."""
    if build.failed:
        report(build.problems)
        sys.exit(1)
    return build


def known_kinds(project: Project) -> Kinds:
    """The kinds of *project*; what is wrong with them is printed and ends the command."""
    from ..pipeline.read import read_kinds

    kinds, problems = read_kinds(project)
    if problems:
        report(problems)
        sys.exit(1)
    return kinds
