"""The command ``kb``. Results on standard output; 0 good, 1 faulty content, 2 misuse."""

from __future__ import annotations

import io
import logging
import os
import re
import shlex
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..base.budgets import unlimited
from ..base.fingerprints import INDEX
from ..base.os_errors import reason
from ..base.problems import FORMATS, Place, Problem, Severity, errors
from ..base.settings import CONFIG
from ..content.failures import LOG, described
from ..content.json_schema import schemas
from ..content.kinds import Kinds
from ..content.load import load
from ..content.scaffold import skeleton
from ..engines.stage import write_stage
from ..export.handouts.formats import CACHE
from ..hosting import servers
from ..language.swedish import lix
from ..markdown.glossary import term_stems
from ..pipeline.address_register import kept, register
from ..pipeline.build import Build, Project, clock, read_kinds, run
from ..pipeline.new_project import LANGUAGES, Occupied, write_project
from ..pipeline.own_parts import NotAPart, copy_part, part_names
from ..publish.local_store import LocalShelf
from ..publish.precompress import precompress
from ..publish.publishing import (
    KEEP,
    PublishError,
    Removal,
    expected,
    opened,
    publish_to,
    purge,
    roll_back,
    seen,
    staged,
    unpublished,
)
from ..publish.releases import CARRIED_FROM, Shelf
from ..publish.ssh_store import Target, is_elsewhere, opened_remotely, seen_remotely, target_of
from ..reading.fields import SLUG_PATTERN
from ..reading.messages import did_you_mean
from ..reading.site_settings import read_settings
from ..render.surroundings import TRIAL
from ..verify.built import verify

_OTHER_FOLDERS = ("mallar", "schema", servers.FOLDER, CACHE, ".git")  #: Of a project, beside those that it can name.


class _SwedishFormatter(click.HelpFormatter):
    """Click's headings in Swedish."""

    _WORDS: ClassVar[dict[str, str]] = {"Options": "Val", "Commands": "Kommandon", "Arguments": "Argument"}

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(
            prog, args.replace("[OPTIONS]", "[VAL]").replace("COMMAND [ARGS]...", "KOMMANDO …"), "Användning: "
        )

    def write_heading(self, heading: str) -> None:
        super().write_heading(self._WORDS.get(heading, heading))


class _SwedishContext(click.Context):
    formatter_class = _SwedishFormatter


class _Command(click.Command):
    context_class = _SwedishContext

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Visa den här hjälpen."
        return option


class _Group(_Command, click.Group):
    command_class = _Command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            known = sorted(self.commands)
            raise click.UsageError(f"Kommandot '{args[0]}' finns inte.{did_you_mean(args[0], known)}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--projekt",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="MAPP",
    help="Projektets mapp (den med mkdocs.yml).",
)
@click.option("--now", metavar="ÅÅÅÅ-MM-DD", help="Räkna som om det vore den dagen.")
@click.option("--felsok", is_flag=True, help="Skriv ut hela spåret när programmet självt gör fel.")
@click.pass_context
def kb(context: click.Context, projekt: Path, now: str | None, felsok: bool) -> None:
    """Bygg och kontrollera en webbplats av innehåll med fast form."""
    _show_tracebacks(felsok)
    try:
        project = Project(projekt.resolve())
    except RuntimeError:  # Python before 3.13.
        raise click.UsageError(f"Det gick inte att använda {projekt}: länkar leder i cirkel.") from None
    settings, _ = read_settings(project.config)
    try:
        today = clock(now or settings.now, settings.time_zone)
    except ValueError:
        found = now or "SOURCE_DATE_EPOCH"
        raise click.UsageError(f"{found} är inget datum. Skriv till exempel 2026-11-21.") from None
    context.obj = (project, today)


@kb.command()
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", help="Hur problemen skrivs ut.")
@click.pass_obj
def check(obj: Any, format_: str) -> None:
    """Läs och kontrollera allt innehåll, och skriv ut alla problem."""
    build = run(_existing(obj[0]), obj[1])
    _report(build.problems, format_)
    click.echo(_counts(build), err=True)
    sys.exit(int(build.failed))


def _publishing(command: Any) -> Any:
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


@kb.command("build")
@click.option("--out", type=click.Path(path_type=Path), metavar="MAPP", help="Var webbplatsen skrivs [site].")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", help="Hur problemen skrivs ut.")
@click.option(
    "--lita-pa-cache",
    is_flag=True,
    help="Använd filer i .kb-cache som en annan dator har gjort. Den som kan skriva dit väljer då vad som delas ut.",
)
@click.option("--komprimera", is_flag=True, help="Lägg gzip och brotli bredvid textfilerna, för publicering.")
@click.option("--prov", is_flag=True, help="Skriv på varje sida att webbplatsen är ett prov.")
@_publishing
@click.pass_obj
def build_command(
    obj: Any,
    out: Path | None,
    format_: str,
    komprimera: bool,
    prov: bool,
    lita_pa_cache: bool,
    vanta: float,
    behall: int,
    ta_bort_sidor: bool,
) -> None:
    """Bygg hela webbplatsen. Den gamla ligger kvar tills den nya är hel."""
    from ..engines.mkdocs import EngineError, build_with_mkdocs

    if out and is_elsewhere(str(out)):
        raise click.UsageError(f"{out} är ingen mapp här. Bygg först, och kör sedan kb publish {out}.")
    started = time.monotonic()
    project, today = replace(_existing(obj[0]), trusts_cache=lita_pa_cache), obj[1]
    shelf = LocalShelf(_free(project, out or project.root / "site").absolute())
    with _progress() as progress:
        task = progress.add_task("Läser, kontrollerar, ritar och gör filer", total=None)
        build = run(project, today, formats=True, trial=prov)
        if build.failed:
            progress.stop()
            _report(build.problems, format_)
            click.echo(f"{_counts(build)} Webbplatsen är inte ändrad.", err=True)
            sys.exit(1)
        progress.update(task, description="Skriver sidorna", total=len(build.pages))

        def judge(whole: Path) -> None:
            progress.update(task, description="Kontrollerar det byggda")
            found = faults + verify(whole, expected(build, shelf, ta_bort_sidor))
            if found:
                raise _Refused([*build.problems, *found])
            progress.update(task, description="Publicerar")

        with _unharmed("Bygget", shelf, progress, format_), staged(shelf.out, vanta, behall, judge) as stage:
            try:
                faults = build_with_mkdocs(project, build, stage, lambda: progress.advance(task))
            except EngineError as error:
                raise _Refused([*build.problems, *error.problems]) from error
            if komprimera:
                precompress(stage)
    _report(build.problems, format_)
    seconds = time.monotonic() - started
    files = f", {build.made} nya filer av {len(build.formats)}" if build.formats else ""
    click.echo(
        f"{len(build.pages)} sidor i {shelf.out.name}/{files} på {seconds:.1f} sekunder. {_counts(build)}",
        err=format_ != "text",
    )


class _Refused(RuntimeError):
    """What was built must not be published; *problems* says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems

    def __str__(self) -> str:
        return f"{len(errors(self.problems))} fel i det som skulle publiceras"


@contextmanager
def _unharmed(
    what: str, shelf: Shelf | None = None, progress: Progress | None = None, format_: str = "text"
) -> Iterator[None]:
    """Explain why nothing was published, and exit; when somebody stops us, say which site readers see."""
    before = shelf.live() if shelf else None
    try:
        yield
    except (PublishError, _Refused) as error:
        if progress:
            progress.stop()
        if isinstance(error, _Refused):
            _report(error.problems, format_)
        click.echo(f"{what} avbröts: {error}\nWebbplatsen är inte ändrad.", err=True)
        sys.exit(2 if isinstance(error, PublishError) else 1)
    except KeyboardInterrupt:
        if progress:
            progress.stop()
        if shelf:
            same = shelf.live() == before
            click.echo("Webbplatsen är inte ändrad." if same else "Den nya webbplatsen är publicerad.", err=True)
        raise


@kb.command()
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
@_publishing
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
    project = _existing(obj[0])
    source = LocalShelf((fran or project.root / "site").absolute())
    if not (mal or lista or rollback is not None or rensa is not None):
        raise click.UsageError("Skriv vart webbplatsen ska, eller --lista, --rollback eller --rensa ADRESS.")
    if mal and not is_elsewhere(mal):
        _free(project, Path(mal))
    where = mal or str(source.out)
    if lista:
        with _unharmed("Listan"), _seen(where) as shelf:
            click.echo("\n".join(_listed(shelf)))
        return
    if rollback is not None:  # Looked at first: where there are no releases, nothing is made.
        with _unharmed("Publiceringen"), _seen(where), _opened(where, vanta) as shelf:
            click.echo(f"Utgåva {roll_back(shelf, rollback or None).name} visas nu.")
        return
    if rensa is not None:
        with _unharmed("Rensningen"), _seen(where), _opened(where, vanta) as shelf:
            click.echo("\n".join(_purged(shelf, rensa)))
        return
    with _unharmed("Publiceringen"), _opened(where, vanta) as shelf:
        site, _ = load(project.content, obj[1], read_kinds(project)[0])
        removal = Removal(unpublished(site), ta_bort_sidor)
        faults = list(_not_for_readers(project, source, prov)) or publish_to(shelf, source, removal, behall)
        if faults:
            raise _Refused(faults)
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


@kb.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, metavar="PORT", help="Porten på den egna datorn.")
@click.pass_obj
def serve(obj: Any, port: int) -> None:
    """Förhandsvisa webbplatsen och bygg om när något ändras."""
    from ..engines.mkdocs import serve_with_mkdocs

    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's note to maintainers is no use to editors.
    project = _existing(obj[0])
    build = run(project, obj[1])
    _report(build.problems)
    if build.failed:
        sys.exit(1)
    click.echo(f"Förhandsvisning på http://127.0.0.1:{port}/. Avsluta med Ctrl+C.")
    try:
        serve_with_mkdocs(project, obj[1], port)
    except OSError as error:
        raise click.UsageError(f"Porten {port} går inte att använda: {reason(error)}.") from None


@kb.command()
@click.argument("slag")
@click.argument("id_", metavar="ID")
@click.pass_obj
def new(obj: Any, slag: str, id_: str) -> None:
    """Skapa en post av ett slag att fylla i: kb new SLAG mitt-id."""
    project = _existing(obj[0])
    kinds = _kinds(project)
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


@kb.command()
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


@kb.command()
@click.argument("del_", metavar="[DEL]", required=False)
@click.pass_obj
def egen(obj: Any, del_: str | None) -> None:
    """Kopiera en standarddel till projektet för att ändra den: kb egen macros/lista. Utan DEL visas alla."""
    if del_ is None:
        click.echo("\n".join(part_names()))
        return
    root = _existing(obj[0]).root
    try:
        written = copy_part(root, del_)
    except NotAPart:
        hint = did_you_mean(del_, part_names()) or " Kör kb egen utan namn för att se alla."
        raise click.UsageError(f"Standarddelen '{del_}' finns inte.{hint}") from None
    except FileExistsError as error:
        raise click.UsageError(f"{error} finns redan. Ingenting är ändrat.") from None
    click.echo(f"Kopierade {', '.join(str(path.relative_to(root)) for path in written)}. Den gäller nu i stället.")


@kb.command()
@click.argument("mapp", type=click.Path(path_type=Path))
@click.pass_obj
def stage(obj: Any, mapp: Path) -> None:
    """Skriv webbplatsen som vanliga Markdownsidor som andra generatorer kan bygga."""
    project = _existing(obj[0])
    _free(project, mapp)
    build = run(project, obj[1], formats=True)
    _report(build.problems)
    if build.failed:
        sys.exit(1)
    try:
        write_stage(project, build, mapp)
    except FileExistsError:
        raise click.UsageError(f"{mapp} är inte tom.") from None
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.UsageError(f"{mapp} går inte att skriva: {reason(error)}.") from None
    click.echo(f"{len(build.pages)} sidor i {mapp}/docs.")


@kb.command()
@click.pass_obj
def schema(obj: Any) -> None:
    """Skriv JSON Schema för varje slag till schema/."""
    project = _existing(obj[0])
    kinds = _kinds(project)
    folder = project.root / "schema"
    folder.mkdir(exist_ok=True)
    for name, text in schemas(kinds).items():
        (folder / name).write_text(text, encoding="utf-8")
    click.echo(f"{len(kinds)} scheman i schema/.")


@kb.command()
@click.pass_obj
def servrar(obj: Any) -> None:
    """Skriv färdiga inställningar för nginx, Apache och Caddy till deploy/."""
    project = _existing(obj[0])
    try:
        texts = servers.configurations(read_settings(project.config)[0].imprint)
    except ValueError:
        raise click.UsageError("site_url saknas i mkdocs.yml. Skriv webbplatsens adress där.") from None
    folder = project.root / servers.FOLDER
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    click.echo(f"{', '.join(texts)} i {servers.FOLDER}/.")


@kb.command()
@click.pass_obj
def adresser(obj: Any) -> None:
    """Lägg nya adresser i adresser.txt, så att de aldrig försvinner utan att kontrollen säger till."""
    project = _existing(obj[0])
    build = run(project, obj[1])
    _report(build.problems)
    if build.failed:
        sys.exit(1)
    click.echo(f"{register(project.root, kept(build.site.kinds, build.pages))} nya adresser i adresser.txt.")


@kb.command("lix")
@click.pass_obj
def readability(obj: Any) -> None:
    """Visa läsbarhetsindex för sidor vars adresser bevaras, ordlistans egna ord borträknade. Målet är högst 50."""
    build = _sound(run(_existing(obj[0]), obj[1]))
    terms = term_stems(build.site)
    pages = [page for page in kept(build.site.kinds, build.pages) if page.text]
    for value, address in sorted(((lix(page.text, terms), page.address) for page in pages), reverse=True):
        click.echo(f"{value:5.1f}  /{address}")


@kb.command()
@click.argument("fraga")
@click.pass_obj
def sok(obj: Any, fraga: str) -> None:
    """Visa vad sökningen gör av en fråga, och de tio bästa träffarna med varför."""
    from ..search.documents import documents
    from ..search.explain import explain
    from ..search.planner import Searcher

    build = _sound(run(_existing(obj[0]), obj[1]))
    planned, hits = Searcher(documents(build.site, build.pages)).search(fraga)
    for line in explain(planned, hits):
        click.echo(line)


def _show_tracebacks(wanted: bool) -> None:
    LOG.handlers[:] = [logging.StreamHandler()] if wanted else []
    LOG.setLevel(logging.DEBUG if wanted else logging.NOTSET)


def _existing(project: Project) -> Project:
    if not (project.root / "mkdocs.yml").is_file():
        raise click.UsageError(f"Hittar ingen mkdocs.yml i {project.root}. Stå i projektets mapp eller ange --projekt.")
    return project


def _free(project: Project, folder: Path) -> Path:
    """*folder*, when what is written there does not become content of *project* or take the place of its files."""
    whole = Path(os.path.abspath(folder))
    place = Path(os.path.realpath(whole.parent)) / whole.name
    root = Path(os.path.realpath(project.root))
    own = (project.content, project.docs, project.macros, project.overrides, project.root / project.kinds)
    taken = [Path(os.path.realpath(one)) for one in (*own, *(project.root / name for name in _OTHER_FOLDERS))]
    if whole.name and (root.is_relative_to(place) or any(place.is_relative_to(one) for one in taken)):
        raise click.UsageError(f"{folder} ligger bland projektets egna filer. Ange en annan mapp, till exempel site.")
    return folder


def _sound(build: Build) -> Build:
    """*build*, when its content has no fault; else the faults are printed and the command ends."""
    if build.failed:
        _report(build.problems)
        sys.exit(1)
    return build


def _kinds(project: Project) -> Kinds:
    """The kinds of *project*; what is wrong with them is printed and ends the command."""
    kinds, problems = read_kinds(project)
    if problems:
        _report(problems)
        sys.exit(1)
    return kinds


def _report(problems: Iterable[Problem], format_: str = "text") -> None:
    printed = FORMATS[format_](problems)
    if printed:
        click.echo(printed)


def _counts(build: Build) -> str:
    wrong = sum(p.severity is Severity.ERROR for p in build.problems)
    counts = f"{len(build.site)} poster, {wrong} fel, {len(build.problems) - wrong} varningar."
    return f"{counts} {_unlimited()}".rstrip()


def _unlimited() -> str:
    """What an editor should know when a page that never ends would not be stopped."""
    what = unlimited()
    return f"Här går det inte att begränsa {what} för en sida." if what else ""


@contextmanager
def _progress() -> Iterator[Progress]:
    """A progress bar on standard error; nothing when that is not a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield progress


class Stopped(KeyboardInterrupt):
    """Somebody pressed Ctrl+C or asked the process to end."""

    signal = signal.SIGINT


class _Terminated(Stopped):
    signal = signal.SIGTERM


def _stop(number: int, _frame: object) -> None:
    raise _Terminated if number == signal.SIGTERM else Stopped


def main() -> None:
    """Run ``kb``; what stops it is explained in Swedish without a traceback: misuse, a full disk, a signal to stop."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # Not every terminal has every sign.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        kb.main(standalone_mode=False)
    except click.ClickException as error:
        _misuse(_in_swedish(error))
    except OSError as error:
        what = f" att använda {error.filename}" if error.filename else ""
        click.echo(f"Det gick inte{what}: {reason(error)}.", err=True)
        sys.exit(2)
    except (click.Abort, Stopped) as stop:
        stopped = stop.__cause__ if isinstance(stop, click.Abort) else stop
        click.echo("Avbrutet.", err=True)
        sys.exit(128 + (stopped.signal if isinstance(stopped, Stopped) else signal.SIGINT))
    except Exception as error:
        LOG.debug("kb", exc_info=error)
        click.echo(
            f"Programmet gjorde fel: {described(error)}.\nKör samma kommando med kb --felsok först, och visa "
            "utskriften för den som sköter programmet.",
            err=True,
        )
        sys.exit(2)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)


def _in_swedish(error: click.ClickException) -> str:
    """What was wrong with the command; click's own words for it are English."""
    match error:
        case click.NoSuchOption():
            return f"Valet {error.option_name} finns inte."
        case click.MissingParameter():
            return f"{_name_of(error)} saknas."
        case click.BadParameter():
            choices = getattr(error.param and error.param.type, "choices", ())
            hint = f" Välj ett av: {', '.join(choices)}." if choices else ""
            return f"{_name_of(error)}: värdet duger inte.{hint}"
        case click.BadOptionUsage():
            return f"Valet {error.option_name} saknar sitt värde."
    message = error.format_message()
    return "För många argument." if "unexpected extra argument" in message else message


def _name_of(error: click.BadParameter) -> str:
    if isinstance(error.param, click.Option):
        return error.param.opts[-1]
    return (error.param.human_readable_name if error.param else "något").upper()


def _misuse(message: str) -> None:
    click.echo(f"{message}\nKör kb --help för att se vad som finns.", err=True)
    sys.exit(2)
