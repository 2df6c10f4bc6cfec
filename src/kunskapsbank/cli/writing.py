"""Commands that write files for people to go on with: ``kb new``, ``init``, ``egen`` and ``schema``."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import click

from ..base.plain_files import write_plain
from ..base.texts import LANGUAGES, phrase, told
from ..content.json_schema import schemas
from ..content.scaffold import skeleton
from ..pipeline.new_project import Occupied, write_project
from ..pipeline.own_parts import NotAPart, copy_part, part_names
from ..reading.fields import SLUG_PATTERN, taken_id
from ..reading.messages import did_you_mean
from .projects import Asked, existing, known_kinds, plain
from .words import Command, language, said


@click.command(cls=Command)
@click.argument("slag")
@click.argument("id_")
@click.pass_obj
def new(asked: Asked, slag: str, id_: str) -> None:
    """Make a record of a kind to fill in."""
    project = existing(asked.project)
    kinds = known_kinds(project)
    if slag not in kinds:
        raise click.UsageError(said("cli.no-kind", slag=slag, kinds=kinds.unknown(slag)))
    if not re.fullmatch(SLUG_PATTERN, id_):
        raise click.UsageError(said("cli.no-id", id_=id_))
    if taken_id(id_):
        raise click.UsageError(said("cli.taken-id", id_=id_, reason=taken_id(id_), slag=slag))
    path = project.content / slag / f"{id_}.md"
    if os.path.lexists(path):
        raise click.UsageError(said("cli.there-already", file=path.relative_to(project.root)))
    write_plain(path, skeleton(kinds[slag], language()).encode(), project.root)
    click.echo(said("cli.made", file=path.relative_to(project.root)))


@click.command(cls=Command)
@click.argument("mapp", type=click.Path(path_type=Path))
@click.option("--sprak", type=click.Choice(LANGUAGES), default="sv")
def init(mapp: Path, sprak: str) -> None:
    """Begin a new site in an empty folder."""
    try:
        written = write_project(plain(mapp), sprak)
    except Occupied as error:
        raise click.UsageError(said("cli.occupied", mapp=mapp, error=told(error))) from None
    for path in written:
        click.echo(path.relative_to(mapp).as_posix())
    click.echo(said("cli.begun", count=len(written), folder=mapp, quoted=shlex.quote(str(mapp))))


@click.command(cls=Command)
@click.argument("del_", required=False)
@click.pass_obj
def egen(asked: Asked, del_: str | None) -> None:
    """Copy a standard part to the project to change it."""
    if del_ is None:
        click.echo("\n".join(part_names()))
        return
    root = existing(asked.project).root
    try:
        written = copy_part(root, del_)
    except NotAPart:
        same = [one for one in part_names() if one.partition("/")[2] == del_]
        near = phrase("did-you-mean", close=same[0]) if same else did_you_mean(del_, part_names())
        hint = near or phrase("see-parts")
        raise click.UsageError(said("cli.no-part", del_=del_, hint=hint)) from None
    except FileExistsError as error:
        raise click.UsageError(said("cli.part-there", error=error)) from None
    click.echo(said("cli.copied", files=[path.relative_to(root) for path in written]))


@click.command(cls=Command)
@click.pass_obj
def schema(asked: Asked) -> None:
    """Write a JSON Schema for each kind to schema/."""
    project = existing(asked.project)
    kinds = known_kinds(project)
    for name, text in schemas(kinds).items():
        write_plain(project.root / "schema" / name, text.encode(), project.root)
    click.echo(said("cli.schemas", count=len(kinds)))
