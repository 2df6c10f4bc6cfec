"""Commands that show what there is: ``kb adresser``, ``andringar``, ``lix``, ``sok`` and ``texter``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..base.texts import first_spoken, one_line
from ..language.swedish import fold, lix
from ..markdown.glossary import term_stems
from ..pipeline.address_register import kept, register
from ..pipeline.build import run
from ..pipeline.change_register import renew
from ..reading.texts import FOLDER, read_texts, standard_texts
from .projects import Asked, existing, sound
from .reporting import report
from .words import Command, language, said


@click.command(cls=Command)
@click.pass_obj
def adresser(asked: Asked) -> None:
    """Add new addresses to adresser.txt."""
    project = existing(asked.project)
    build = run(project, asked.today)
    report(build.problems)
    if build.failed:
        sys.exit(1)
    click.echo(said("cli.new-addresses", count=register(project.root, kept(build.site.kinds, build.pages))))


@click.command(cls=Command)
@click.pass_obj
def andringar(asked: Asked) -> None:
    """Write to andringar.txt which records and pages are new, changed or gone."""
    project = existing(asked.project)
    build = sound(run(project, asked.today))
    click.echo(said("cli.new-changes", count=renew(project.root, build.site, build.pages, build.history)))


@click.command("lix", cls=Command)
@click.pass_obj
def readability(asked: Asked) -> None:
    """Show how easy to read the pages are whose addresses are kept."""
    build = sound(run(existing(asked.project), asked.today))
    terms = term_stems(build.site)
    pages = [page for page in kept(build.site.kinds, build.pages) if page.text]
    for value, address in sorted(((lix(page.text, terms), page.address) for page in pages), reverse=True):
        click.echo(f"{value:5.1f}  /{address}")


MOST_QUESTIONS = 1_000_000  #: Signs in a file of questions; what comes after is not read: the file may have no end.


def questions_in(path: Path) -> list[str]:
    """The questions in the file *path*, one a line.

    Raises:
        OSError: If it cannot be read.
    """
    with path.open(encoding="utf-8", errors="replace") as file:
        return [line.strip() for line in file.read(MOST_QUESTIONS).splitlines() if line.strip()]


@click.command(cls=Command)
@click.argument("fraga", required=False)
@click.option("--fil", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A question on each line.")
@click.pass_obj
def sok(asked: Asked, fraga: str | None, fil: Path | None) -> None:
    """Show what the search makes of a question, or of many."""
    from ..search.explain import explain, explain_many
    from ..search.searcher import Searcher

    if (fraga is None) == (fil is None):
        raise click.UsageError(said("cli.question-or-file"))
    build = sound(run(existing(asked.project), asked.today))
    searcher = Searcher.of(build.site, build.pages)
    if fil:
        lines = explain_many(searcher, questions_in(fil), language())
    else:
        planned, hits = searcher.search(fraga or "")
        lines = explain(planned, hits, language(), searcher.reply(hits[0]) if hits else "")
    for line in lines:
        click.echo(line)


@click.command(cls=Command)
@click.argument("ord_", metavar="[ORD]", required=False, default="")
@click.pass_obj
def texter(asked: Asked, ord_: str) -> None:
    """Show the words that readers see, with their keys."""
    tongue = first_spoken([language()])
    texts, problems = read_texts(existing(asked.project).root, tongue)
    report(problems)
    standard = standard_texts(tongue).by_key
    for key, words in sorted(texts.by_key.items()):
        if fold(ord_.lower()) in fold(f"{key} {words}".lower()):
            own = "" if standard.get(key) == words else f"  ({FOLDER}/{tongue}.yml)"
            click.echo(f"{key}: {one_line(words, 100)}{own}")
