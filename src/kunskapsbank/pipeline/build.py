"""A project folder -> every page of its site, with every problem found on the way."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ..base.budgets import Budget
from ..base.fingerprints import moves
from ..base.problems import Place, Problem, Severity, errors
from ..base.settings import Imprint, read_imprint
from ..checks import check
from ..content.addresses import address_of
from ..content.load import load
from ..content.record import Record
from ..content.site import Site
from ..export.data import tables
from ..export.handouts.formats import Formats, can_be_made, card_address, read_sheets
from ..kinds.material import Material
from ..markdown.bodies import Bodies
from ..media.assets import read_assets
from ..reading.folders import published, survey
from ..render import handbook
from ..render.frames import DOCS, read_frames
from ..render.macros import Macros
from ..render.pages import Page, Pages
from ..render.server_files import server_files, usable_redirects
from ..search import register
from .address_register import lost

if TYPE_CHECKING:
    from ..export.handouts.factory import Factory


@dataclass(frozen=True)
class Project:
    """Where the parts of a site lie."""

    root: Path

    @property
    def content(self) -> Path:
        """Records, one folder per kind."""
        return self.root / "content"

    @property
    def docs(self) -> Path:
        """Frame pages and assets."""
        return self.root / "docs"

    @property
    def macros(self) -> Path:
        """Templates."""
        return self.root / "macros"

    @property
    def overrides(self) -> Path:
        """Theme templates."""
        return self.root / "overrides"


@dataclass(frozen=True)
class Build:
    """The outcome of one run over a project."""

    site: Site
    pages: tuple[Page, ...]
    problems: tuple[Problem, ...]
    assets: frozenset[str] = frozenset()  #: Files below ``docs/`` that are published without their metadata.
    files: Mapping[str, bytes] = field(default_factory=dict)  #: Made beside the pages, by path on the site.
    formats: Mapping[str, Path] = field(default_factory=dict)  #: What is handed out, by path on the site.
    made: int = 0  #: How many of those files were not there before.

    @property
    def failed(self) -> bool:
        """Whether any problem stops the build."""
        return any(p.severity is Severity.ERROR for p in self.problems)

    def page_types(self) -> tuple[str, ...]:
        """Addresses that show every sort of page: each frame and list page, and the first record of each kind."""
        kinds = self.site.kinds
        firsts = {
            address_of(self.site.of_kind(k)[0])
            for k, c in kinds.items()
            if c.pages and not c.single and self.site.of_kind(k)
        }
        records = {address_of(r) for r in self.site.records.values() if not r.single}
        return tuple(p.address for p in self.pages if p.address in firsts or p.address not in records)


def clock(now: str | None = None) -> dt.date:
    """The day of the build in Europe/Stockholm: *now* (YYYY-MM-DD), else ``SOURCE_DATE_EPOCH``, else the clock.

    Raises:
        ValueError: If *now* or the variable is no date.
    """
    if now:
        return dt.date.fromisoformat(now)
    zone = ZoneInfo("Europe/Stockholm")
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return dt.datetime.fromtimestamp(int(epoch), zone).date()
        except (OverflowError, OSError) as error:
            raise ValueError(epoch) from error
    return dt.datetime.now(zone).date()


def run(
    project: Project,
    today: dt.date,
    kinds: Mapping[str, type[Record]] | None = None,
    imprint: Imprint | None = None,
    *,
    formats: bool = False,
) -> Build:
    """Read, check and draw the whole site; with *formats*, make its PDF, Word, picture and zip files too.

    Files are made only of content without errors, and only in a project that has templates and an address.
    *imprint*: name and address, when not those in ``mkdocs.yml``.
    """
    site, problems = load(project.content, today, kinds)
    budget = Budget()
    bodies = Bodies(site, budget)
    problems += check(site, bodies)
    docs = published(project.docs, DOCS)
    assets = read_assets(project.docs, [path for path in docs.files if path.suffix != ".md"], DOCS, budget)
    frames, found = read_frames(project.docs, [path for path in docs.files if path.suffix == ".md"])
    problems += [*docs.problems, *assets.problems, *found, *_leftovers(project.overrides)]
    imprint = imprint or read_imprint(project.root / "mkdocs.yml")
    sheets = read_sheets(site, bodies, imprint)
    factory = _factory(project, site, sheets, imprint) if formats and not errors(problems) else None
    problems += factory.sheets() if factory else []
    data = {**tables.files(site), **register.files(site)}
    whole = {**handbook.functions(project.macros, site), **tables.functions(site), **sheets.functions()}
    macros = Macros(project.macros, site, bodies, whole)
    stable = {path for path in assets.addresses if not moves(path)} | data.keys() | set(sheets.files)
    pages = Pages(site, macros, frames, stable, budget, imprint)
    drawn = list(pages.all())
    by_address = {page.address: page for page in drawn}
    redirects, found = usable_redirects(site, by_address)
    moved = pages.moved(redirects, by_address)
    problems += [
        *pages.problems,
        *pages.broken_anchors(by_address),
        *found,
        *_shared_addresses(drawn),
        *lost(project.root, drawn),
    ]
    if factory and not errors(problems):
        problems += factory.cards((page.address, page.title, page.kind) for page in drawn)
    drawn = [_with_files(page, sheets) for page in drawn]
    files = {**data, **server_files(moved, drawn, imprint)}
    return Build(
        site,
        tuple(drawn),
        tuple(sorted(set(problems))),
        assets.addresses,
        {path: content for path, content in files.items() if path not in assets.addresses},
        sheets.files,
        sheets.made,
    )


def _factory(project: Project, site: Site, sheets: Formats, imprint: Imprint) -> Factory | None:
    """Where files to hand out are made, in a project that has what it takes."""
    if not can_be_made(project.root, imprint):
        return None
    from ..export.handouts.factory import Factory  # Loads large libraries, which a check does not need.

    return Factory(project.root, site, sheets, imprint)


def _with_files(page: Page, formats: Formats) -> Page:
    """*page* with what the engine's template says of its files."""
    card = card_address(page.address)
    is_sheet = page.record is not None and page.record.kind == Material.kind
    return replace(
        page,
        picture=card if card in formats.files else "",
        mark=formats.sheets[page.record.id].mark if page.record and is_sheet else "",
    )


def _leftovers(overrides: Path) -> tuple[Problem, ...]:
    """What must not lie among the theme's templates, since the engine would publish it."""
    return survey(overrides, "overrides").problems if overrides.is_dir() else ()


def _shared_addresses(pages: list[Page]) -> list[Problem]:
    """A page in ``docs/`` and a record's page must not want the same address."""
    taken: dict[str, str] = {}
    problems = []
    for page in pages:
        if page.address in taken:
            problems.append(
                Problem(
                    Place(page.source),
                    "page-replaces-page",
                    f"adressen /{page.address} används redan av {taken[page.address]}",
                    f"Byt namn på filen, eller ta bort sidan i {DOCS}/.",
                )
            )
        taken.setdefault(page.address, page.source)
    return problems
