"""The first step: a project's folder -> what it says, with every fault in how it is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..base.budgets import Budget
from ..base.fingerprints import ASSETS as ASSETS_FOLDER
from ..base.memory import Memory, TextMemory, forgetful
from ..base.parts import ASSETS, CODE_TYPES, MACROS, PAGE, STYLE, TYPST
from ..base.problems import Place, Problem, errors, problem
from ..base.settings import CONFIG, KINDS, Settings, Website
from ..base.texts import LANGUAGES
from ..content.addresses import address_of
from ..content.history import History
from ..content.kinds import Kinds, load_kinds
from ..content.load import load
from ..content.site import Site
from ..export.embeds import STYLE as EMBED_STYLE
from ..markdown.bodies import Bodies
from ..markdown.kept import KeptBody
from ..media.assets import read_assets
from ..reading.folders import published, survey
from ..reading.front_matter import Source
from ..reading.site_settings import read_settings
from ..reading.texts import Texts, read_texts
from ..render import page_blocks, scripts, styles
from ..render.frames import DOCS, FramePage, read_frames, read_their_pages, standard_frames
from .change_register import read_history
from .project import Project


@dataclass(frozen=True)
class Inputs:
    """What a project says: all that the other steps work on."""

    project: Project
    settings: Settings
    website: Website  #: The site's name and address.
    site: Site
    bodies: Bodies
    budget: Budget  #: What each page may cost.
    frames: tuple[FramePage, ...] = ()
    theirs: frozenset[str] = frozenset()  #: Addresses that the project's own pages and files have, in a theme's page.
    calling: tuple[Source, ...] = ()  #: Those of its pages that call macros.
    assets: Mapping[str, Path] = field(default_factory=dict)  #: Published as they are, by path on the site.
    digests: Mapping[str, str] = field(default_factory=dict)  #: SHA-256 of what was judged, by address below ``docs/``.
    code: Mapping[str, bytes] = field(default_factory=dict)  #: Scripts, styles and fonts, by name.
    texts: Mapping[str, Texts] = field(default_factory=dict)  #: By language; that of the site first.
    history: History = field(default_factory=History)  #: When records changed.


def read(
    project: Project,
    today: dt.date,
    kinds: Kinds | None,
    website: Website | None,
    budget: Budget,
    memory: Memory | None = None,
    before: Inputs | None = None,
    *,
    drafts: bool = False,
    stored: Mapping[str, KeptBody] | None = None,
    told: TextMemory = forgetful,
) -> tuple[Inputs, list[Problem]]:
    """What *project* says on *today*.

    Without records and pages when its kinds cannot be read: what the records of a kind that is not known say cannot
    be judged. *kinds* and *website*: when not those of the project. For a preview: *memory* remembers files that have
    been read, *before* is what it said, and with *drafts* what is not published yet is there too.
    *stored*: the bodies that an earlier build kept. *told*: remembers what front matters and own words say.
    """
    settings, problems = read_settings(project.config)
    faulty = bool(errors(problems))
    unsaid = faulty and not settings.folders
    unsettled = faulty and settings == Settings()  # Which pages are left out is not known either.
    website = website or settings.website
    texts, found = _texts(project, settings, told)
    problems += found
    kinds, found = (kinds, []) if kinds is not None else read_kinds(project)
    problems += found
    if not kinds.whole:
        site = Site.of((), today, kinds)
        return Inputs(project, settings, website, site, Bodies(site, budget), budget, texts=texts), problems
    languages = None if unsaid else settings.folders  # A fault in the settings is told once, not for every translation.
    site, found = load(
        project.content,
        today,
        kinds,
        memory,
        drafts=drafts,
        languages=languages,
        told=told,
        before=before.site if before else None,
    )
    converted = before.bodies if before else None
    history, unread = read_history(project.root)
    history = replace(history, memory=told)
    problems += [*found, *unread, *_leftovers(project.root, settings)]
    if settings.in_theme:
        site = replace(site, docs=settings.docs)
        theirs, calling, found = read_their_pages(project.root / settings.docs, settings.docs, settings.excluded)
        bodies = Bodies(site, budget, before=converted)
        return (
            Inputs(
                project,
                settings,
                website,
                site,
                bodies,
                budget,
                theirs=theirs,
                calling=calling,
                texts=texts,
                history=history,
            ),
            [*problems, *found],
        )
    docs = published(project.docs, DOCS, settings.excluded)
    files = (f"{DOCS}/{path.relative_to(project.docs).as_posix()}" for path in docs.files if path.suffix != ".md")
    site = replace(site, files=frozenset(files))
    assets = read_assets(project.docs, [path for path in docs.files if path.suffix != ".md"], DOCS, budget)
    frames, found = read_frames(project.docs, [path for path in docs.files if path.suffix == ".md"], memory=memory)
    problems += [] if unsettled else [*docs.problems, *assets.problems, *found]
    if settings.standard_pages:
        taken = {frame.address for frame in frames} | {address_of(r) for r in (*site.records.values(), *site.withdrawn)}
        frames += standard_frames(taken, settings.languages[0])
    code, found = _code(project, kinds, texts)
    problems += [*found, *page_blocks.lost(project.root)]
    return (
        Inputs(
            project,
            settings,
            website,
            site,
            Bodies(site, budget, (frame.page for frame in frames), converted, stored),
            budget,
            tuple(frames),
            assets=_assets(project, assets.addresses),
            digests=assets.digests,
            code=code,
            texts=texts,
            history=history,
        ),
        problems,
    )


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


def _assets(project: Project, own: Iterable[str]) -> dict[str, Path]:
    """The files published as they are, by path on the site: the project's *own* take the place of standard ones."""
    parts = ASSETS.files(project.root).items()
    standard = {f"{ASSETS_FOLDER}/{name}": path for name, path in parts if path.suffix not in CODE_TYPES}
    return dict(sorted({**standard, **{path: project.docs / path for path in own}}.items()))


def _texts(project: Project, settings: Settings, told: TextMemory) -> tuple[dict[str, Texts], list[Problem]]:
    """The words of every language that a page may be in, that of the site first, and what is wrong with them.

    *told*: remembers which of the project's own are misspelt.
    """
    spoken = (*settings.languages, *settings.folders, *LANGUAGES)
    read = {language: read_texts(project.root, language, told) for language in spoken}
    problems = [problem for _, found in read.values() for problem in found]
    return {language: texts for language, (texts, _) in read.items()}, problems


def _code(project: Project, kinds: Kinds, texts: Mapping[str, Texts]) -> tuple[dict[str, bytes], list[Problem]]:
    """The scripts, the style and the fonts, by name, and what is wrong with the style.

    The scripts are the project's own, and those of the standard ones that *kinds* need; their words are made of
    *texts*. The style sheet is one.
    """
    files = {name: path for name, path in ASSETS.files(project.root).items() if path.suffix in CODE_TYPES}
    code = {name: path.read_bytes() for name, path in files.items()}
    code = scripts.used(code, ASSETS.own_files(project.root), kinds)
    if not any(kind.embedded or kind.embedded_by for kind in kinds.values()):
        code.pop(EMBED_STYLE, None)
    style, problems = styles.joined(project.root)
    words = {f"texter/{name}": script for one in texts.values() for name, script in one.scripts().items()}
    return {**code, **{name: script for name, script in words.items() if name in code}, STYLE: style}, problems


def _leftovers(root: Path, settings: Settings) -> list[Problem]:
    """What must not lie among a project's own parts: links, keys and backups. The engine would publish some of it."""
    sorts = (MACROS, TYPST) if settings.in_theme else (MACROS, PAGE, TYPST)
    folders = [sort.folder for sort in sorts if (root / sort.folder).is_dir()]
    return [problem for folder in folders for problem in survey(root / folder, folder).problems]
