"""``kb publish``, and what every command that publishes shares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import click

from ..base.fingerprints import INDEX
from ..base.problems import FORMATS, Place, Problem, errors, problem
from ..base.settings import CONFIG, Settings
from ..base.texts import phrase
from ..content.load import load
from ..content.site import Site
from ..pipeline.ownership import left_to_owner
from ..pipeline.project import Project
from ..pipeline.read import read_kinds
from ..publish.local_store import LocalShelf
from ..publish.publishing import (
    PublishError,
    Removal,
    addresses,
    differences,
    handed_over,
    publish_to,
    purge,
    roll_back,
    shown_by,
    unpublished,
    why_not,
)
from ..publish.releases import NOTHING, Contents, Shelf, changes, is_elsewhere
from ..publish.targets import looked_at, opened_at, seen_at
from ..reading.site_settings import read_settings
from ..render.surroundings import TRIAL
from ..verify.built import verify
from .options import publishing_options
from .projects import Asked, existing, free
from .reporting import Stages, report
from .words import Command, said


class Refused(RuntimeError):
    """What was built must not be published; *problems* says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems

    def __str__(self) -> str:
        return said("cli.refused", count=len(errors(self.problems)))


@contextmanager
def unharmed(
    what: str, shelf: Shelf | None = None, progress: Stages | None = None, format_: str = "text"
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
        click.echo(said("cli.unharmed", what=what, why=error if isinstance(error, Refused) else error.why), err=True)
        sys.exit(2 if isinstance(error, PublishError) else 1)
    except KeyboardInterrupt:
        if progress:
            progress.stop()
        if shelf:
            same = shelf.live() == before
            click.echo(said("cli.unchanged") if same else said("cli.published-anyway"), err=True)
        raise


@click.command(cls=Command)
@click.argument("mal", required=False)
@click.option("--fran", type=click.Path(path_type=Path))
@click.option("--lista", is_flag=True)
@click.option(
    "--rollback",
    is_flag=False,
    flag_value="",
)
@click.option("--rensa")
@click.option("--prov", is_flag=True)
@click.option("--torrkor", is_flag=True)
@click.option("--andrade", type=click.Path(path_type=Path))
@click.option("--av")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text")
@publishing_options
@click.pass_obj
def publish(
    asked: Asked,
    mal: str | None,
    fran: Path | None,
    lista: bool,
    rollback: str | None,
    prov: bool,
    torrkor: bool,
    andrade: Path | None,
    av: str | None,
    format_: str,
    rensa: str | None,
    vanta: float,
    behall: int,
    ta_bort_sidor: bool,
) -> None:
    """Publish what is built, or change release."""
    project = existing(asked.project)
    source = LocalShelf((fran or project.root / "site").absolute())
    if not (mal or lista or rollback is not None or rensa is not None):
        raise click.UsageError(said("cli.where-to"))
    if mal and not is_elsewhere(mal):
        free(project, Path(mal))
    where = mal or str(source.out)
    if lista:
        with unharmed(said("cli.the-list")), seen_at(where) as shelf:
            click.echo("\n".join(_listed(shelf)))
        return
    if rollback is not None:  # Looked at first: where there are no releases, nothing is made.
        with unharmed(said("cli.the-publishing")), seen_at(where), opened_at(where, vanta) as shelf:
            click.echo(said("cli.rolled-back", name=roll_back(shelf, rollback or None).name))
        return
    if rensa is not None:
        with unharmed(said("cli.the-purge")), seen_at(where), opened_at(where, vanta) as shelf:
            click.echo("\n".join(_purged(shelf, rensa)))
        return
    folders = read_settings(project.config)[0].folders
    site, _ = load(project.content, asked.today, read_kinds(project)[0], languages=folders)
    judge = partial(_judged, project, site, source.out.name, prov)
    removal = Removal(unpublished(site), ta_bort_sidor)
    if torrkor:
        with unharmed(said("cli.the-dry-run"), format_=format_), looked_at(where) as shelf:
            click.echo("\n".join(_planned(shelf, source)), err=format_ != "text")
            faults = why_not(shelf, source, removal, judge)
            if faults:
                raise Refused(faults)
        return
    with unharmed(said("cli.the-publishing"), format_=format_), opened_at(where, vanta) as shelf:
        before = shown_by(shelf)
        faults = publish_to(shelf, source, removal, behall, judge, av)
        if faults:
            raise Refused(faults)
        live = shelf.live()
        name = live.name if live else ""
        click.echo(said("cli.published", name=name, mal=mal), err=format_ != "text")
        if andrade:
            found = differences(before, shown_by(shelf))
            root = urlsplit(read_settings(project.config)[0].website.url).path
            andrade.write_text("".join(f"{one}\n" for one in addresses(found.all, root)), encoding="utf-8")


def _judged(project: Project, site: Site, name: str, trial: bool, folder: Path) -> list[Problem]:
    """Why the build in *folder*, which problems call *name*, must not be published, wherever it was made.

    Pages are held to the rules of a build of our own. *trial*: whether it is to be one.
    """
    settings = read_settings(project.config)[0]
    found = list(_not_for_readers(project, settings, folder, site, trial))
    if found or settings.in_theme:  # A theme's pages keep none of what our template promises.
        return found
    return verify(folder, handed_over(site, name, settings.website.url))


def _not_for_readers(project: Project, settings: Settings, folder: Path, site: Site, trial: bool) -> Iterator[Problem]:
    """Why what is built must not be published: something is left to its owner, or it does not say what it is."""
    start = folder / "index.html"
    marked = start.is_file() and TRIAL in start.read_text(encoding="utf-8", errors="replace")
    if trial and not marked:
        yield problem(Place(CONFIG), "not-a-trial")
    if marked and not trial:
        yield problem(Place(CONFIG), "a-trial")
    if not trial:
        yield from left_to_owner(project, settings, site)


def _planned(shelf: Shelf | None, source: LocalShelf) -> Iterator[str]:
    """What publishing what readers of *source* see would change for those of *shelf*: a line for each page that is new
    or gone, and how many files it is about."""
    release = source.live()
    if not release:
        raise PublishError(phrase("publish.nothing-built", out=source.out))
    before, after = shown_by(shelf) if shelf else NOTHING, source.contents(release)
    found = differences(before, after)
    for sign, names in (("+", found.new), ("-", found.gone)):
        yield from (f"{sign} {address}" for address in addresses(names, "/") if address.endswith("/"))
    size = sum((source.path(release) / name).stat().st_size for name in (*found.new, *found.changed))
    yield _changed(before, after)
    yield said(
        "cli.files-planned",
        new=len(found.new),
        changed=len(found.changed),
        gone=len(found.gone),
        size=f"{size / 1_000_000:.1f}".replace(".", said("cli.decimal")),
    )


def _purged(shelf: Shelf, address: str) -> Iterator[str]:
    """A line for each release that lost something, and what is left to do."""
    gone, live = purge(shelf, address), shelf.live()
    for release, names in sorted(gone.items(), reverse=True):
        line = f"{release.name:>14}  {said('cli.files-removed', count=len(names))}"
        yield f"{line}  {said('cli.shown-now')}" if release == live else line
    if live in gone and any(name.startswith(f"{INDEX}/") for name in gone[live]):
        yield said("cli.search-purged")
    yield said("cli.purged")


def _listed(shelf: Shelf) -> Iterator[str]:
    """A line for each release, the newest first: its files, who made it and when, and what pages it changed."""
    live, makers = shelf.live(), shelf.makers()
    held = {release: shelf.contents(release) for release in shelf.releases()}
    for before, release in reversed([*zip([None, *held], held, strict=False)]):
        parts = (
            f"{release.name:>14}",
            said("cli.files", count=len(held[release].manifest)),
            makers.get(release.name, ""),
            _changed(held[before], held[release]) if before else "",
            said("cli.shown-now") if release == live else "",
        )
        yield "  ".join(filter(None, parts))


def _changed(before: Contents, now: Contents) -> str:
    found = changes(before, now)
    if found.changed is None:
        return said("cli.pages-come-and-gone", new=found.new, gone=found.gone)
    return said("cli.pages-changed", new=found.new, changed=found.changed, gone=found.gone)
