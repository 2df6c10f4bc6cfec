"""A project folder -> every page of its site, with every problem found on the way."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ..base.budgets import Budget
from ..base.fingerprints import ASSETS as ASSETS_FOLDER
from ..base.parts import ASSETS, CODE_TYPES, MACROS, PAGE, TYPST
from ..base.problems import Place, Problem, Severity, errors, problem
from ..base.settings import CONFIG, KINDS, TIME_ZONE, Imprint, Settings
from ..base.texts import phrase
from ..checks import check
from ..content.addresses import address_of
from ..content.failures import failure
from ..content.kinds import Kinds, load_kinds
from ..content.load import load
from ..content.site import Site
from ..export.data import tables
from ..export.handouts.formats import Formats, card_address, read_sheets
from ..markdown.bodies import Bodies
from ..media.assets import read_assets
from ..reading.folders import published, survey
from ..reading.site_settings import read_settings
from ..render import handbook
from ..render.frames import DOCS, read_frames, standard_frames
from ..render.macros import Macros
from ..render.pages import Page, Pages
from ..render.server_files import server_files, usable_redirects
from ..render.surroundings import missing_pages, surroundings
from ..search import register
from .address_register import kept, lost

if TYPE_CHECKING:
    from ..export.handouts.factory import Factory


@dataclass(frozen=True)
class Project:
    """Where the parts of a site lie."""

    root: Path

    @property
    def config(self) -> Path:
        """What the site is called, its menu, and the engine's own settings."""
        return self.root / CONFIG

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
        """Templates of its own."""
        return self.root / "macros"

    @property
    def kinds(self) -> str:
        """Where the kinds lie, below the project's folder."""
        return read_settings(self.config)[0].kinds

    @property
    def overrides(self) -> Path:
        """Theme templates of its own."""
        return self.root / "overrides"


@dataclass(frozen=True)
class Build:
    """The outcome of one run over a project."""

    site: Site
    pages: tuple[Page, ...]
    problems: tuple[Problem, ...]
    assets: Mapping[str, Path] = field(default_factory=dict)  #: Published without metadata, by path on the site.
    files: Mapping[str, bytes] = field(default_factory=dict)  #: Made beside the pages, by path on the site.
    formats: Mapping[str, Path] = field(default_factory=dict)  #: What is handed out, by path on the site.
    made: int = 0  #: How many of those files were not there before.
    code: Mapping[str, Path] = field(default_factory=dict)  #: Scripts, styles and fonts, by name.
    around: Mapping[str, Any] = field(default_factory=dict)  #: See :func:`~..render.surroundings.surroundings`.

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


def clock(now: str | None = None, time_zone: str = TIME_ZONE) -> dt.date:
    """The day of the build in *time_zone*: *now* (YYYY-MM-DD), else ``SOURCE_DATE_EPOCH``, else the clock.

    Raises:
        ValueError: If *now* or the variable is no date.
    """
    if now:
        return dt.date.fromisoformat(now)
    zone = ZoneInfo(time_zone)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        try:
            return dt.datetime.fromtimestamp(int(epoch), zone).date()
        except (OverflowError, OSError) as error:
            raise ValueError(epoch) from error
    return dt.datetime.now(zone).date()


def read_kinds(project: Project) -> tuple[Kinds, list[Problem]]:
    """The kinds of *project*, and what is wrong with them."""
    kinds, problems = load_kinds(project.root / project.kinds, project.kinds)
    if project.kinds != KINDS and not (project.root / project.kinds).is_dir():
        problems.append(_no_kinds(project))
    return kinds, problems


def _no_kinds(project: Project) -> Problem:
    lines = (project.root / CONFIG).read_text(encoding="utf-8").splitlines()
    return problem(
        Place(CONFIG, next((number for number, line in enumerate(lines, 1) if "kinds:" in line), 1)),
        "missing-kinds-folder",
        folder=project.kinds,
    )


def run(
    project: Project,
    today: dt.date,
    kinds: Kinds | None = None,
    imprint: Imprint | None = None,
    *,
    formats: bool = False,
    budget: Budget | None = None,
    trial: bool = False,
) -> Build:
    """Read, check and draw the whole site; with *formats*, make its PDF, Word, picture and zip files too.

    Files are made only of content without errors, and only in a project that wants them and has an address.
    *kinds*: when not those of the project. *imprint*: name and address, when not those in ``mkdocs.yml``.
    *budget*: what a page may cost, when not as usual. *trial*: whether pages say that they are a trial.
    """
    settings, problems = read_settings(project.config)
    kinds, found = (kinds, []) if kinds is not None else read_kinds(project)
    problems += found
    if not kinds.whole:  # What the records of a kind that is not known say cannot be judged.
        return Build(Site.of((), today, kinds), (), tuple(problems))
    site, found = load(project.content, today, kinds)
    problems += found
    budget = budget or Budget()
    bodies = Bodies(site, budget)
    problems += check(site, bodies)
    try:
        return _drawn(project, settings, site, bodies, problems, budget, imprint, formats, trial)
    except OSError:
        raise  # A full disk is no fault of ours; the command line says why.
    except Exception as error:
        return Build(site, (), tuple(sorted({*problems, failure(phrase("work-on-pages"), error)})))


def _drawn(
    project: Project,
    settings: Settings,
    site: Site,
    bodies: Bodies,
    problems: list[Problem],
    budget: Budget,
    imprint: Imprint | None,
    formats: bool,
    trial: bool,
) -> Build:
    """The outcome for *site*, already checked; more *problems* are added."""
    docs = published(project.docs, DOCS)
    assets = read_assets(project.docs, [path for path in docs.files if path.suffix != ".md"], DOCS, budget)
    frames, found = read_frames(project.docs, [path for path in docs.files if path.suffix == ".md"])
    if settings.standard_pages:
        frames += standard_frames({frame.address for frame in frames} | {address_of(r) for r in site.records.values()})
    problems += [*docs.problems, *assets.problems, *found, *_leftovers(project.root)]
    imprint = imprint or settings.imprint
    sheets = read_sheets(site, bodies, imprint)
    factory = _factory(project, site, sheets, settings, imprint) if formats and not errors(problems) else None
    problems += factory.sheets() if factory else []
    data = {**tables.files(site), **register.files(site)}
    whole = {**handbook.functions(project.root, site), **tables.functions(site), **sheets.functions()}
    macros = Macros(project.root, site, bodies, whole)
    addresses = _assets(project, assets.addresses)
    stable = addresses.keys() | data.keys() | set(sheets.files)
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
        *lost(project.root, kept(site.kinds, drawn)),
        *missing_pages(settings, by_address),
    ]
    if factory and not errors(problems):
        problems += factory.cards((page.address, page.title, page.kind) for page in drawn)
    drawn = [_with_files(page, sheets) for page in drawn]
    files = {**data, **server_files(moved, drawn, imprint)}
    return Build(
        site,
        tuple(drawn),
        tuple(sorted(set(problems))),
        addresses,
        {path: content for path, content in files.items() if path not in addresses},
        sheets.files,
        sheets.made,
        _code(project),
        surroundings(settings, by_address, trial),
    )


def _factory(project: Project, site: Site, sheets: Formats, settings: Settings, imprint: Imprint) -> Factory | None:
    """Where files to hand out are made, in a project that wants them and has an address to print on them."""
    if not (settings.handouts and imprint.url):
        return None
    from ..export.handouts.factory import Factory  # Loads large libraries, which a check does not need.

    return Factory(project.root, site, sheets, imprint, settings.tagline)


def _with_files(page: Page, formats: Formats) -> Page:
    """*page* with what the engine's template says of its files."""
    card = card_address(page.address)
    sheet = formats.sheets.get(page.record.key) if page.record else None
    return replace(
        page,
        picture=card if card in formats.files else "",
        mark=sheet.mark if sheet else "",
    )


def _assets(project: Project, own: Iterable[str]) -> dict[str, Path]:
    """The files published as they are, by path on the site: the project's *own* take the place of standard ones."""
    parts = ASSETS.files(project.root).items()
    standard = {f"{ASSETS_FOLDER}/{name}": path for name, path in parts if path.suffix not in CODE_TYPES}
    return dict(sorted({**standard, **{path: project.docs / path for path in own}}.items()))


def _code(project: Project) -> dict[str, Path]:
    """The scripts, styles and fonts, by name."""
    return {name: path for name, path in ASSETS.files(project.root).items() if path.suffix in CODE_TYPES}


def _leftovers(root: Path) -> list[Problem]:
    """What must not lie among a project's own parts: links, keys and backups. The engine would publish some of it."""
    folders = [sort.folder for sort in (MACROS, PAGE, TYPST) if (root / sort.folder).is_dir()]
    return [problem for folder in folders for problem in survey(root / folder, folder).problems]


def _shared_addresses(pages: list[Page]) -> list[Problem]:
    """A page in ``docs/`` and a record's page must not want the same address."""
    taken: dict[str, str] = {}
    problems = []
    for page in pages:
        if page.address in taken:
            problems.append(
                problem(
                    Place(page.source), "page-replaces-page", address=page.address, taken=taken[page.address], docs=DOCS
                )
            )
        taken.setdefault(page.address, page.source)
    return problems
