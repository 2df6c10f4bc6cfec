"""``kb serve``, and ``kb servrar`` for those who serve to others."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
from collections.abc import Collection
from functools import partial

import click

from ..base.os_errors import reason
from ..base.plain_files import write_plain
from ..editing.nearby import port_of
from ..hosting import servers
from ..hosting.desk import Desk
from ..hosting.preview import Answers, other_day, serving
from ..hosting.watching import watched, watching
from ..pipeline.build import run
from ..pipeline.preview import Preview
from ..pipeline.project import Project, clock
from ..reading.site_settings import read_settings
from .projects import Asked, existing
from .reporting import report
from .words import Command, language, said


@click.command(cls=Command)
@click.option("--port", type=click.IntRange(1, 65535), default=8000)
@click.option("--utkast", is_flag=True)
@click.pass_obj
def serve(asked: Asked, port: int, utkast: bool) -> None:
    """Show the site on this computer, as it is while somebody writes."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's note to maintainers is no use to editors.
    project = existing(asked.project)
    settings = read_settings(project.config)[0]
    try:
        if settings.in_theme:
            _in_their_page(project, asked.today, port)
        else:
            _written_in(project, asked.today, port, utkast, settings.time_zone)
    except OSError as error:
        raise click.UsageError(said("cli.port-failed", port=port, error=reason(error))) from None


def _written_in(project: Project, today: dt.date, port: int, drafts: bool, time_zone: str) -> None:
    """Show *project* until somebody stops it."""
    from ..engines.mkdocs import Surroundings

    desk = Desk()
    preview = Preview(project, today, Surroundings(project), desk.tell, drafts)
    notices = (*([other_day(today)] if today != clock(time_zone=time_zone) else []),)
    answers = Answers(preview, desk, project.root, language(), notices, partial(port_of, project.root))

    def changed(paths: Collection[str]) -> None:
        preview.told(paths)
        desk.begin_again()

    with serving(answers, port, language()), watching(project.root, watched(project), changed):
        click.echo(said("cli.serving", port=port))
        for number in (signal.SIGINT, signal.SIGTERM):  # An exception can be lost in code that lets none through.
            signal.signal(number, lambda *_: desk.stop())
        desk.run(preview.steps)


def _in_their_page(project: Project, today: dt.date, port: int) -> None:
    """Let the engine show *project*, whose pages stand in a theme's page, until somebody stops it."""
    from ..engines.mkdocs import serve_with_mkdocs

    build = run(project, today)
    report(build.problems)
    if build.failed:
        sys.exit(1)
    click.echo(said("cli.serving", port=port))
    serve_with_mkdocs(project, today, port, language())


@click.command(cls=Command)
@click.pass_obj
def servrar(asked: Asked) -> None:
    """Write settings for nginx, Apache and Caddy to deploy/."""
    project = existing(asked.project)
    try:
        texts = servers.configurations(read_settings(project.config)[0].website)
    except ValueError:
        raise click.UsageError(said("cli.no-site-url")) from None
    for name, text in texts.items():
        write_plain(project.root / servers.FOLDER / name, text.encode(), project.root)
    click.echo(said("cli.servers-written", files=tuple(texts), folder=servers.FOLDER))
