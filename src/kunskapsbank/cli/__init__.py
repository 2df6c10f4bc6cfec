"""The command ``kb``. Results on standard output; 0 good, 1 faulty content, 2 misuse."""

from __future__ import annotations

import atexit
import gc
import io
import logging
import signal
import sys
from collections import UserDict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import ClassVar

import click

from ..base.os_errors import reason
from ..base.texts import LANGUAGES
from ..content.failures import LOG, described
from ..pipeline.project import Project, clock
from ..reading.site_settings import read_settings
from .projects import Asked
from .words import Group, choose, forget, misuse, said, work_in

#: The commands by the module of this package that holds them, which loads no more than they need.
_COMMANDS = {
    "building": ("build",),
    "checking": ("check",),
    "editing": ("konto", "redaktion", "redigera"),
    "hinting": ("sprak",),
    "importing": ("importera",),
    "keeping": ("lage",),
    "looking": ("adresser", "andringar", "lix", "sok", "texter"),
    "making": ("stage",),
    "publishing": ("publish",),
    "serving": ("serve", "servrar"),
    "writing": ("egen", "init", "new", "schema"),
}


class _Commands(UserDict[str, click.Command]):
    """The commands by name; each is loaded when somebody asks for it."""

    _modules: ClassVar = {name: module for module, names in _COMMANDS.items() for name in names}

    def __missing__(self, name: str) -> click.Command:
        found = vars(import_module(f"{__name__}.{self._modules[name]}")).values()
        self.data[name] = next(one for one in found if isinstance(one, click.Command) and one.name == name)
        return self.data[name]

    def __contains__(self, name: object) -> bool:
        return name in self._modules

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._modules))

    def __len__(self) -> int:
        return len(self._modules)


@click.group(
    cls=Group, commands=_Commands(), context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--projekt",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    is_eager=True,
    callback=work_in,
)
@click.option("--now")
@click.option("--sprak", type=click.Choice(LANGUAGES), is_eager=True, expose_value=False, callback=choose)
@click.option("--felsok", is_flag=True)
@click.pass_context
def kb(context: click.Context, projekt: Path, now: str | None, felsok: bool) -> None:
    """The command of all commands."""
    _show_tracebacks(felsok)
    try:
        project = Project(projekt.resolve())
    except RuntimeError:  # Python before 3.13.
        raise click.UsageError(said("cli.circle", projekt=projekt)) from None
    settings, _ = read_settings(project.config)
    try:
        today = clock(now or settings.now, settings.time_zone)
    except ValueError:
        found = now or "SOURCE_DATE_EPOCH"
        raise click.UsageError(said("cli.no-day", found=found)) from None
    context.obj = Asked(project, today)


def _show_tracebacks(wanted: bool) -> None:
    LOG.handlers[:] = [logging.StreamHandler()] if wanted else []
    LOG.setLevel(logging.DEBUG if wanted else logging.NOTSET)


class Stopped(KeyboardInterrupt):
    """Somebody pressed Ctrl+C or asked the process to end."""

    signal = signal.SIGINT


class _Terminated(Stopped):
    signal = signal.SIGTERM


def _stop(number: int, _frame: object) -> None:
    raise _Terminated if number == signal.SIGTERM else Stopped


#: How much is made before Python looks for cycles: it looks through all that is alive, which is much and lasts.
_UNTIL_CYCLES = (50_000, 20, 20)


def main() -> None:
    """Run ``kb``; what stops it is explained without a traceback: misuse, a full disk, a signal to stop."""
    forget()
    gc.set_threshold(*_UNTIL_CYCLES)
    atexit.register(gc.freeze)  # Whoever ends needs not look for cycles first: the system takes all memory back.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # Not every terminal has every sign.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        kb.main(standalone_mode=False)
    except click.ClickException as error:
        _misuse(misuse(error))
    except OSError as error:
        file = error.filename
        fault = (
            said("cli.file-failed", file=file, error=reason(error)) if file else said("cli.failed", error=reason(error))
        )
        click.echo(fault, err=True)
        sys.exit(2)
    except (click.Abort, Stopped) as stop:
        stopped = stop.__cause__ if isinstance(stop, click.Abort) else stop
        click.echo(said("cli.stopped"), err=True)
        sys.exit(128 + (stopped.signal if isinstance(stopped, Stopped) else signal.SIGINT))
    except Exception as error:
        LOG.debug("kb", exc_info=error)
        click.echo(said("cli.program-fault", error=described(error)), err=True)
        sys.exit(2)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)


def _misuse(message: str) -> None:
    click.echo(said("cli.see-help", message=message), err=True)
    sys.exit(2)
