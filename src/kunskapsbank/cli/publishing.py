"""``kb publish``, and what every command that publishes shares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import click
from rich.progress import Progress

from ..base.fingerprints import INDEX
from ..base.problems import Place, Problem, errors
from ..base.settings import CONFIG
from ..content.load import load
from ..pipeline.project import Project
from ..pipeline.read import read_kinds
from ..publish.local_store import LocalShelf
from ..publish.publishing import KEEP, PublishError, Removal, opened, publish_to, purge, roll_back, seen, unpublished
from ..publish.releases import CARRIED_FROM, Shelf
from ..publish.ssh_store import Target, is_elsewhere, opened_remotely, seen_remotely, target_of
from ..reading.site_settings import read_settings
from ..render.surroundings import TRIAL
from .projects import existing, free
from .reporting import report
from .swedish import Command


def publishing_options(command: Any) -> Any:
    """The options of commands that publish."""
    for option in (
        click.option("--ta-bort-sidor", is_flag=True, help="Låt sidor försvinna utan omdirigering."),
        click.option(
            "--behall",
            type=click.IntRange(min=CARRIED_FROM),
            default=KEEP,
            metavar="ANTAL",
            help=f"Så många utgåvor sparas [{KEEP}].",
        ),
        click.option(
            "--vanta",
            type=click.FloatRange(min=0),
            default=0,
            metavar="SEKUNDER",
            help="Vänta så länge om ett annat bygge pågår.",
        ),
    ):
        command = option(command)
    return command


class Refused(RuntimeError):
    """What was built must not be published; *problems* says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems

    def __str__(self) -> str:
        return f"{len(errors(self.problems))} fel i det som skulle publiceras"


@contextmanager
def unharmed(
    what: str, shelf: Shelf | None = None, progress: Progress | None = None, format_: str = "text"
) -> Iterator[None]:
    """Explain why nothing was published, and exit; when somebody stops us, say which site readers see."""
    before = shelf.live() if shelf else None
    try:
        yield
    except (PublishError, Refused) as error:
        if progress:
            progress.stop()
        if isinstance(error, Refused):
            report(error.problems, format_)
        click.echo(f"{what} avbröts: {error}\nWebbplatsen är inte ändrad.", err=True)
        sys.exit(2 if isinstance(error, PublishError) else 1)
    except KeyboardInterrupt:
        if progress:
            progress.stop()
        if shelf:
            same = shelf.live() == before
            click.echo("Webbplatsen är inte ändrad." if same else "Den nya webbplatsen är publicerad.", err=True)
        raise


@click.command(cls=Command)
@click.argument("mal", metavar="[MAPP ELLER KONTO@DATOR:/SÖKVÄG]", required=False)
@click.option("--fran", type=click.Path(path_type=Path), metavar="MAPP", help="Den byggda webbplatsen [site].")
@click.option("--lista", is_flag=True, help="Visa utgåvorna i stället för att publicera.")
@click.option(
    "--rollback",
    is_flag=False,
    flag_value="",
    metavar="[UTGÅVA]",
    help="Gå tillbaka till en tidigare utgåva, eller till den närmast före.",
)
@click.option("--rensa", metavar="ADRESS", help="Ta bort en sida eller fil ur alla sparade utgåvor, för alltid.")
@click.option("--prov", is_flag=True, help="Publicera det som är byggt med kb build --prov.")
@publishing_options
@click.pass_obj
def publish(
    obj: Any,
    mal: str | None,
    fran: Path | None,
    lista: bool,
    rollback: str | None,
    prov: bool,
    rensa: str | None,
    vanta: float,
    behall: int,
    ta_bort_sidor: bool,
) -> None:
    """Publicera det byggda i en mapp eller på en annan dator, eller byt utgåva. Utan mål gäller site/."""
    project = existing(obj[0])
    source = LocalShelf((fran or project.root / "site").absolute())
    if not (mal or lista or rollback is not None or rensa is not None):
        raise click.UsageError("Skriv vart webbplatsen ska, eller --lista, --rollback eller --rensa ADRESS.")
    if mal and not is_elsewhere(mal):
        free(project, Path(mal))
    where = mal or str(source.out)
    if lista:
        with unharmed("Listan"), _seen(where) as shelf:
            click.echo("\n".join(_listed(shelf)))
        return
    if rollback is not None:  # Looked at first: where there are no releases, nothing is made.
        with unharmed("Publiceringen"), _seen(where), _opened(where, vanta) as shelf:
            click.echo(f"Utgåva {roll_back(shelf, rollback or None).name} visas nu.")
        return
    if rensa is not None:
        with unharmed("Rensningen"), _seen(where), _opened(where, vanta) as shelf:
            click.echo("\n".join(_purged(shelf, rensa)))
        return
    with unharmed("Publiceringen"), _opened(where, vanta) as shelf:
        site, _ = load(project.content, obj[1], read_kinds(project)[0])
        removal = Removal(unpublished(site), ta_bort_sidor)
        faults = list(_not_for_readers(project, source, prov)) or publish_to(shelf, source, removal, behall)
        if faults:
            raise Refused(faults)
        live = shelf.live()
        click.echo(f"Utgåva {live.name if live else ''} visas nu på {mal}.")


def _not_for_readers(project: Project, source: LocalShelf, trial: bool) -> Iterator[Problem]:
    """Why what is built must not be published: nobody answers for it, or it does not say what it is."""
    start = source.out / "index.html"
    if not start.is_file():
        return  # Publishing tells what is missing.
    marked = TRIAL in start.read_text(encoding="utf-8")
    if trial and not marked:
        yield Problem(
            Place(CONFIG), "not-a-trial", "sidorna säger inte att de är ett prov", "Bygg om med kb build --prov."
        )
    if marked and not trial:
        yield Problem(
            Place(CONFIG), "a-trial", "det byggda är ett prov", "Bygg om utan --prov, eller publicera med --prov."
        )
    if not trial and not read_settings(project.config)[0].is_reachable:
        yield Problem(
            Place(CONFIG),
            "missing-contact",
            "läsare kan inte nå den som svarar för webbplatsen: contact saknas eller leder ingenstans",
            "Skriv contact: med text: och url: under kunskapsbank, eller bygg och publicera ett prov med --prov.",
        )


def _opened(where: str, wait: float) -> AbstractContextManager[Shelf]:
    target = target_of(where)
    return opened_remotely(target, wait) if isinstance(target, Target) else opened(Path(where), wait)


def _seen(where: str) -> AbstractContextManager[Shelf]:
    target = target_of(where)
    return seen_remotely(target) if isinstance(target, Target) else nullcontext(seen(Path(where)))


def _purged(shelf: Shelf, address: str) -> Iterator[str]:
    """A line for each release that lost something, and what is left to do."""
    gone, live = purge(shelf, address), shelf.live()
    for release, names in sorted(gone.items(), reverse=True):
        yield f"{release.name:>14}  {len(names)} filer borttagna{'  visas nu' if release == live else ''}"
    if live in gone and any(name.startswith(f"{INDEX}/") for name in gone[live]):
        yield "Sökningen i den utgåva som visas togs bort om den nämnde sidan. Ta bort posten, bygg och publicera."
    yield "Listor och datafiler i äldre utgåvor kan nämna titeln. Det som rensats står i rensat.txt bland utgåvorna."


def _listed(shelf: Shelf) -> Iterator[str]:
    """A line for each release, the newest first."""
    live = shelf.live()
    for release in reversed(shelf.releases()):
        files = len(shelf.contents(release).manifest)
        yield f"{release.name:>14}  {files} filer{'  visas nu' if release == live else ''}"
