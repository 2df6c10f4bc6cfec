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
from .swedish import Command


@click.command(cls=Command)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, metavar="PORT", help="Porten på den egna datorn.")
@click.pass_obj
def serve(obj: Any, port: int) -> None:
    """Förhandsvisa webbplatsen och bygg om när något ändras."""
    from ..engines.mkdocs import serve_with_mkdocs

    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's note to maintainers is no use to editors.
    project = existing(obj[0])
    build = run(project, obj[1])
    report(build.problems)
    if build.failed:
        sys.exit(1)
    click.echo(f"Förhandsvisning på http://127.0.0.1:{port}/. Avsluta med Ctrl+C.")
    try:
        serve_with_mkdocs(project, obj[1], port)
    except OSError as error:
        raise click.UsageError(f"Porten {port} går inte att använda: {reason(error)}.") from None


@click.command(cls=Command)
@click.pass_obj
def servrar(obj: Any) -> None:
    """Skriv färdiga inställningar för nginx, Apache och Caddy till deploy/."""
    project = existing(obj[0])
    try:
        texts = servers.configurations(read_settings(project.config)[0].imprint)
    except ValueError:
        raise click.UsageError("site_url saknas i mkdocs.yml. Skriv webbplatsens adress där.") from None
    folder = project.root / servers.FOLDER
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    click.echo(f"{', '.join(texts)} i {servers.FOLDER}/.")
