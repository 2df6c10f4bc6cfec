"""``kb serve``, and ``kb servrar`` for those who serve to others."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from ..base.os_errors import reason
from ..hosting import servers
from ..pipeline.build import run
from ..reading.site_settings import read_settings
from .projects import existing
from .reporting import report
from .words import Command, language, said


@click.command(cls=Command)
@click.option("--port", type=click.IntRange(1, 65535), default=8000)
@click.pass_obj
def serve(obj: Any, port: int) -> None:
    """Show the site on this computer and build again when something changes."""
    from ..engines.mkdocs import serve_with_mkdocs

    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's note to maintainers is no use to editors.
    project = existing(obj[0])
    build = run(project, obj[1])
    report(build.problems)
    if build.failed:
        sys.exit(1)
    click.echo(said("cli.serving", port=port))
    try:
        serve_with_mkdocs(project, obj[1], port, language())
    except OSError as error:
        raise click.UsageError(said("cli.port-failed", port=port, error=reason(error))) from None


@click.command(cls=Command)
@click.pass_obj
def servrar(obj: Any) -> None:
    """Write settings for nginx, Apache and Caddy to deploy/."""
    project = existing(obj[0])
    try:
        texts = servers.configurations(read_settings(project.config)[0].imprint)
    except ValueError:
        raise click.UsageError(said("cli.no-site-url")) from None
    folder = project.root / servers.FOLDER
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    click.echo(said("cli.servers-written", files=tuple(texts), folder=servers.FOLDER))
