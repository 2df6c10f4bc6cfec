"""``kb importera``."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click

from ..base.problems import Problem
from ..content.load import load
from ..pipeline.bring_in import MOST_DOCUMENTS, Draft, bring_in, documents_in, free_ids, is_document
from ..pipeline.build import run
from ..reading.fields import SLUG_PATTERN, taken_id
from ..reading.folders import printable
from .projects import Asked, existing, known_kinds
from .reporting import report
from .words import Command, language, said


@click.command(cls=Command)
@click.argument("fil", type=click.Path(path_type=Path))
@click.option("--typ", default="")
@click.option("--id", "id_", default="")
@click.option("--torrkor", is_flag=True)
@click.pass_obj
def importera(asked: Asked, fil: Path, typ: str, id_: str, torrkor: bool) -> None:
    """Make drafts of records of documents from elsewhere."""
    project = existing(asked.project)
    kinds = known_kinds(project)
    if not typ:
        raise click.UsageError(said("cli.missing", error="--typ"))
    if typ not in kinds:
        raise click.UsageError(said("cli.no-kind", slag=typ, kinds=kinds.unknown(typ)))
    documents = _asked_for(fil, id_)
    folder = project.content / typ
    named = [(documents[0], id_)] if id_ else list(free_ids(documents, folder))
    if id_ and os.path.lexists(folder / f"{id_}.md"):
        raise click.UsageError(said("cli.there-already", file=(folder / f"{id_}.md").relative_to(project.root)))
    site, _ = load(project.content, asked.today, kinds)
    faults: list[Problem] = []
    taken: list[str] = []
    written: list[Draft] = []
    for path, one in named:
        made = bring_in(path, kinds[typ], site, language(), one)
        if isinstance(made, Problem):
            faults.append(made)
        elif made.taken(project):
            taken.append(made.taken(project))
        else:
            if not torrkor:
                made.write(project)
            _tell(made, torrkor)
            written.append(made)
    if written and not torrkor:
        names = {draft.name for draft in written}
        report([one for one in run(project, asked.today).problems if one.place.path in names])
    report(faults)
    for name in taken:
        click.echo(said("cli.there-already", file=name), err=True)
    key = "cli.would-import" if torrkor else "cli.imported"
    click.echo(said(key, count=len(written)), err=True)
    sys.exit(int(bool(faults or taken)))


def _asked_for(path: Path, id_: str) -> tuple[Path, ...]:
    """The documents that *path* names; where there are none, the command ends as misused."""
    if not path.exists():
        raise click.UsageError(said("cli.no-document", file=printable(str(path))))
    found = documents_in(path)
    if not found or not all(map(is_document, found)):
        raise click.UsageError(said("cli.no-such-document", file=printable(str(path))))
    if len(found) > MOST_DOCUMENTS:
        raise click.UsageError(said("cli.too-many-documents", count=len(found), most=MOST_DOCUMENTS))
    if id_ and len(found) > 1:
        raise click.UsageError(said("cli.one-id-for-many"))
    if id_ and not re.fullmatch(SLUG_PATTERN, id_):
        raise click.UsageError(said("cli.no-id", id_=id_))
    if id_ and taken_id(id_):
        raise click.UsageError(said("cli.taken-id", id_=id_, reason=taken_id(id_), slag=""))
    return found


def _tell(draft: Draft, dry: bool) -> None:
    """Say what was made of a document, and what to look at in it."""
    key = "cli.would-import-file" if dry else "cli.imported-file"
    click.echo(said(key, document=printable(draft.document.name), file=draft.name, pictures=len(draft.pictures)))
    for note in draft.notes:
        click.echo(f"  {draft.name}:{note.line}: {printable(note.what.said(language()))}")
