"""Commands that write files for people to go on with: ``kb new``, ``init``, ``egen`` and ``schema``."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import click

from ..content.json_schema import schemas
from ..content.scaffold import skeleton
from ..pipeline.new_project import LANGUAGES, Occupied, write_project
from ..pipeline.own_parts import NotAPart, copy_part, part_names
from ..reading.fields import SLUG_PATTERN
from ..reading.messages import did_you_mean
from .projects import existing, known_kinds
from .swedish import Command


@click.command(cls=Command)
@click.argument("slag")
@click.argument("id_", metavar="ID")
@click.pass_obj
def new(obj: Any, slag: str, id_: str) -> None:
    """Skapa en post av ett slag att fylla i: kb new SLAG mitt-id."""
    project = existing(obj[0])
    kinds = known_kinds(project)
    if slag not in kinds:
        raise click.UsageError(f"Slaget '{slag}' finns inte. {kinds.unknown(slag)}")
    if not re.fullmatch(SLUG_PATTERN, id_):
        raise click.UsageError(f"'{id_}' kan inte vara id. Skriv små bokstäver a–z, siffror och bindestreck.")
    path = project.content / slag / f"{id_}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(skeleton(kinds[slag]))
    except FileExistsError:
        raise click.UsageError(f"{path.relative_to(project.root)} finns redan.") from None
    click.echo(f"Skapade {path.relative_to(project.root)}. Fyll i den och kör kb check.")


@click.command(cls=Command)
@click.argument("mapp", type=click.Path(path_type=Path))
@click.option("--sprak", type=click.Choice(LANGUAGES), default="sv", help="Innehållets språk [sv].")
def init(mapp: Path, sprak: str) -> None:
    """Börja en ny webbplats i MAPP, som ska vara tom: två slag, några poster och en startsida."""
    try:
        written = write_project(mapp, sprak)
    except Occupied as error:
        raise click.UsageError(f"{mapp} {error}. Skriv namnet på en ny eller tom mapp.") from None
    for path in written:
        click.echo(path.relative_to(mapp).as_posix())
    click.echo(f"{len(written)} filer i {mapp}/. Fortsätt så här: cd {shlex.quote(str(mapp))} && kb build && kb serve")


@click.command(cls=Command)
@click.argument("del_", metavar="[DEL]", required=False)
@click.pass_obj
def egen(obj: Any, del_: str | None) -> None:
    """Kopiera en standarddel till projektet för att ändra den: kb egen macros/lista. Utan DEL visas alla."""
    if del_ is None:
        click.echo("\n".join(part_names()))
        return
    root = existing(obj[0]).root
    try:
        written = copy_part(root, del_)
    except NotAPart:
        hint = did_you_mean(del_, part_names()) or " Kör kb egen utan namn för att se alla."
        raise click.UsageError(f"Standarddelen '{del_}' finns inte.{hint}") from None
    except FileExistsError as error:
        raise click.UsageError(f"{error} finns redan. Ingenting är ändrat.") from None
    click.echo(f"Kopierade {', '.join(str(path.relative_to(root)) for path in written)}. Den gäller nu i stället.")


@click.command(cls=Command)
@click.pass_obj
def schema(obj: Any) -> None:
    """Skriv JSON Schema för varje slag till schema/."""
    project = existing(obj[0])
    kinds = known_kinds(project)
    folder = project.root / "schema"
    folder.mkdir(exist_ok=True)
    for name, text in schemas(kinds).items():
        (folder / name).write_text(text, encoding="utf-8")
    click.echo(f"{len(kinds)} scheman i schema/.")
