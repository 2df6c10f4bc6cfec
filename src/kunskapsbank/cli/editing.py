"""``kb redigera``, ``kb redaktion`` and ``kb konto``: the editing room, and who may come into it."""

from __future__ import annotations

import datetime as dt
import getpass
import logging
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from ..base.os_errors import reason
from ..base.texts import told
from ..hosting.watching import watched, watching
from ..publish.releases import is_elsewhere
from ..reading.site_settings import read_settings
from .projects import Asked, existing, free
from .words import Command, Group, language, said

if TYPE_CHECKING:
    from ..editing.accounts import Accounts
    from ..editing.people import Person
    from ..editing.policy import Policy
    from ..editing.room import Room
    from ..editing.timekeeper import Timekeeper

ROLES = ("skriver", "granskar", "publicerar")
PORT = 8001  #: Beside that of the preview.


def _needed(context: click.Context, option: click.Parameter, value: str | None) -> str:
    """*value*, which must be given; click would say so in English in the help."""
    if value is None:
        raise click.MissingParameter(ctx=context, param=option)
    return value


@click.command(cls=Command)
@click.option("--port", type=click.IntRange(1, 65535), default=PORT)
@click.option("--utan-webblasare", is_flag=True)
@click.option("--mal")
@click.pass_obj
def redigera(asked: Asked, port: int, utan_webblasare: bool, mal: str | None) -> None:
    """Open the room for the one person whose computer it is."""
    with _installed():
        from ..editing.entrances import OWN, for_oneself

        root = existing(asked.project).root
        myself = _myself(asked)
        policy, address = for_oneself(root, myself, port, language())

        def ready() -> None:
            click.echo(said("cli.room-open", address=address))
            if not utan_webblasare:
                webbrowser.open(address)

        _serve(asked, policy, OWN, port, _target(asked, mal), ready, myself)


@click.command(cls=Command)
@click.option("--adress", default="127.0.0.1")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT)
@click.option("--webbadress")
@click.option("--betrodd-rubrik")
@click.option("--proxy", "proxies", multiple=True)
@click.option("--mal")
@click.option("--forfallna", is_flag=True)
@click.pass_context
def redaktion(
    context: click.Context,
    adress: str,
    port: int,
    webbadress: str | None,
    betrodd_rubrik: str | None,
    proxies: tuple[str, ...],
    mal: str | None,
    forfallna: bool,
) -> None:
    """Open the room for a team, behind HTTPS; or show what is due, and end."""
    asked: Asked = context.obj
    if forfallna:
        with _installed():
            sys.exit(_show_due(asked, _target(asked, mal)))
    if webbadress is None:
        option = next(one for one in context.command.params if one.name == "webbadress")
        raise click.MissingParameter(ctx=context, param=option)
    if betrodd_rubrik and not proxies:
        raise click.UsageError(said("cli.header-without-proxy"))
    with _installed():
        from ..editing.entrances import for_a_team
        from ..editing.guard import plain_address

        root = existing(asked.project).root
        addresses = [plain_address(one) for one in proxies]
        if not all(addresses):
            raise click.UsageError(said("cli.no-proxy", proxy=proxies[addresses.index("")]))
        with _changing(asked) as accounts:
            if not accounts.all():
                raise click.UsageError(said("cli.no-accounts"))
        try:
            policy = for_a_team(root, webbadress, language(), addresses, betrodd_rubrik)
        except ValueError:
            raise click.UsageError(said("cli.no-web-address", address=webbadress)) from None
        target = _target(asked, mal)
        _serve(asked, policy, adress, port, target, lambda: click.echo(said("cli.room-open", address=webbadress)))


@click.group(cls=Group)
def konto() -> None:
    """Say who may come into the room of a team."""


@konto.command("lagg-till", cls=Command)
@click.argument("login")
@click.option("--namn")
@click.option("--epost")
@click.option("--roll", type=click.Choice(ROLES), callback=_needed)
@click.option("--utan-losenord", is_flag=True)
@click.pass_obj
def add(asked: Asked, login: str, namn: str | None, epost: str | None, roll: str, utan_losenord: bool) -> None:
    """Let somebody in."""
    with _changing(asked) as accounts:
        from ..editing.accounts import roles_up_to, same_login
        from ..editing.people import Person

        name, email = (given or _asked_for(key) for given, key in ((namn, "cli.ask-name"), (epost, "cli.ask-email")))
        person = Person(same_login(login), name, email, roles_up_to(roll))
        accounts.add(person, roll, None if utan_losenord else _password())
        click.echo(said("cli.account-added", login=person.login, role=roll))


@konto.command("losenord", cls=Command)
@click.argument("login")
@click.pass_obj
def password(asked: Asked, login: str) -> None:
    """Give somebody another password."""
    with _changing(asked) as accounts:
        accounts.set_password(login, _password())
        click.echo(said("cli.password-set", login=login))


@konto.command("roll", cls=Command)
@click.argument("login")
@click.argument("roll", type=click.Choice(ROLES))
@click.pass_obj
def role(asked: Asked, login: str, roll: str) -> None:
    """Give somebody another role."""
    with _changing(asked) as accounts:
        accounts.set_role(login, roll)
        click.echo(said("cli.role-set", login=login, role=roll))


@konto.command("ta-bort", cls=Command)
@click.argument("login")
@click.pass_obj
def remove(asked: Asked, login: str) -> None:
    """Let somebody in no more."""
    with _changing(asked) as accounts:
        accounts.remove(login)
        click.echo(said("cli.account-removed", login=login))


@konto.command("lista", cls=Command)
@click.pass_obj
def listed(asked: Asked) -> None:
    """Show who may come in, and how."""
    with _changing(asked) as accounts:
        for login, one in accounts.all().items():
            way = said("cli.by-password" if one.secret else "cli.by-organisation")
            click.echo(f"{login}\t{one.role}\t{one.person.name} <{one.person.email}>\t{way}")


@contextmanager
def _changing(asked: Asked) -> Iterator[Accounts]:
    """The accounts of the project; what cannot be done with them ends the command as misused."""
    with _installed():
        from ..editing.accounts import Accounts, NotAnAccount

        try:
            yield Accounts(existing(asked.project).root)
        except NotAnAccount as error:
            raise click.UsageError(said("cli.account-refused", reason=told(error))) from None


def _asked_for(key: str) -> str:
    """An answer on the terminal, of at least one sign."""
    return str(click.prompt(said(key)))


def _password() -> str:
    """A password, which is not shown: asked for twice on a terminal, else the first line that comes in.

    An argument would stand in the list of processes and in the terminal's history.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first, second = (getpass.getpass(f"{said(key)}: ") for key in ("cli.ask-password", "cli.ask-again"))
    if first != second:
        raise click.UsageError(said("cli.passwords-differ"))
    return first


def _myself(asked: Asked) -> Person:
    """The person whose computer it is: git's name for it, else the computer's, or what is answered."""
    from ..editing.myself import alone, git_identity

    login = getpass.getuser()
    name, email = git_identity(asked.project.root)
    if sys.stdin.isatty():
        name, email = name or _asked_for("cli.ask-name"), email or _asked_for("cli.ask-email")
    return alone(login, name or login, email or f"{login}@{socket.gethostname()}")


def _target(asked: Asked, named: str | None) -> str:
    """Where the room publishes, by what somebody *named* it, which may be nothing."""
    if named is None:
        return ""
    return named if is_elsewhere(named) else str(free(existing(asked.project), Path(named)).absolute())


@contextmanager
def _opened(asked: Asked, target: str, own: Person | None = None) -> Iterator[tuple[Room, Timekeeper]]:
    """The room of the project, and what lets it show texts at their minute; what stops it ends the command.

    *own*: the one whose computer it is, where there is no team.
    """
    from ..editing.git import Unready
    from ..editing.guard import LOG
    from ..editing.room import opened_room
    from ..editing.timekeeper import Timekeeper
    from ..engines.mkdocs import Surroundings

    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's note to maintainers is no use to editors.
    if not LOG.hasHandlers():
        logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%Y-%m-%d %H:%M:%S")
        LOG.setLevel(logging.INFO)
    project = asked.project
    zone = ZoneInfo(read_settings(project.config)[0].time_zone)

    def now() -> dt.datetime:
        return dt.datetime.now(zone)

    try:
        room = opened_room(project, now, Surroundings(project), target, own)
        yield room, Timekeeper(room.editing, room.publishing, now, room.turned)
    except Unready as error:
        raise click.UsageError(str(told(error))) from None


def _serve(
    asked: Asked,
    policy: Policy,
    host: str,
    port: int,
    target: str,
    ready: Callable[[], None],
    own: Person | None = None,
) -> None:
    """Answer until somebody stops the room. *own*: the one whose computer it is, where there is no team."""
    from ..editing.app import application
    from ..editing.guard import guarded
    from ..editing.names import PROPOSALS
    from ..editing.nearby import open_at
    from ..editing.server import serving

    project = asked.project
    try:
        with _opened(asked, target, own) as (room, keeper):
            desk = room.view.desk
            with (
                serving(guarded(application(room), policy), host, port),
                open_at(project.root, port) if own else nullcontext(),  # Not before the port is ours.
                watching(project.root, watched(project) | {PROPOSALS}, desk.begin_again),
            ):
                ready()
                keeper.start()
                for number in (signal.SIGINT, signal.SIGTERM):  # An exception can be lost where none may come through.
                    signal.signal(number, lambda *_: desk.stop())
                desk.run(room.view.steps)
                keeper.stop()
    except OSError as error:
        raise click.UsageError(said("cli.port-failed", port=port, error=reason(error))) from None
    click.echo(said("cli.room-closed"))


def _show_due(asked: Asked, target: str) -> int:
    """Show what is due, if anything is, and tell of it; 0 good, 1 faulty content, 2 when it could not be done."""
    from ..editing.accounts import NotAnAccount
    from ..editing.git import Unready
    from ..editing.results import Refused

    existing(asked.project)
    with _opened(asked, target) as (room, keeper):
        if not keeper.has_work():
            return 0
        desk, codes = room.view.desk, list[int]()

        def work() -> None:
            try:
                before = room.publishing.ended()
                outcomes = keeper.tick()
                ended = room.publishing.ended()
                for one in outcomes:
                    fate = said("cli.due-shown") if one.commit else one.fault
                    click.echo(f"{one.proposal.key}: {fate}", err=not one.commit)
                told_of = {one.proposal.key for one in outcomes}
                for key in ended.due if ended and ended != before and not ended.why else ():
                    if key not in told_of:
                        click.echo(f"{key}: {said('cli.due-by-date')}")
                failed = ended if room.publishing.waiting() and ended and ended.why else None
                if failed:
                    click.echo(failed.why, err=True)
                    click.echo("\n".join(map(str, failed.faults)), err=True)
                hindered = any(not one.commit for one in outcomes)
                codes.append(1 if hindered or (failed and failed.faults) else 2 if failed else 0)
            except (Refused, Unready, NotAnAccount) as error:
                click.echo(str(told(error)), err=True)
                codes.append(2)
            finally:
                desk.stop()

        thread = Thread(target=work)
        thread.start()
        desk.run(room.view.steps)
        thread.join()
        return codes[0] if codes else 2


@contextmanager
def _installed() -> Iterator[None]:
    """Say which part of the package is missing, where the room's libraries are not installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("kunskapsbank"):
            raise
        raise click.UsageError(said("cli.room-not-installed", module=error.name or "")) from None
