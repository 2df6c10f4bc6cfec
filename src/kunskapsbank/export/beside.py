"""What is made beside the pages for programs and other sites, and which page leads to what of it.

Two steps: :func:`of_records` before the pages are drawn, since these say how large files are; :func:`of_pages` after.
Each file is a function of records, pages, settings and history alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from ..base.memory import TextMemory, forgetful
from ..base.problems import Place, Problem
from ..base.settings import Settings, Website
from ..content.history import History
from ..content.kinds import Kinds
from ..content.record import Record
from ..content.roles import Event
from ..content.site import Site
from ..reading.texts import Texts
from ..render import linked_data
from ..render.page import Alternate, Later, Page
from ..render.pages import Pages
from . import calendars, embeds, feeds, plain
from .data import api, catalogue, changes, tables, values

FilesOf = Callable[[Site], dict[str, bytes]]  #: Makes files, by address, out of what it reads of a site.


def of_kinds(kinds: Kinds, settings: Settings, website: Website, texts: Texts) -> Iterator[tuple[str, FilesOf]]:
    """The data of each of *kinds* that is published so, and what describes them all.

    What each is called, and what makes its files out of the records of a site alone: no body, and no day.
    """
    if "data" in settings.outputs:
        yield from (
            (f"data {kind.kind}", partial(_of_kind, kind, settings, texts)) for kind in kinds.values() if kind.data
        )
        yield "api", partial(api.description, settings, website, texts)


def _of_kind(kind: type[Record], settings: Settings, texts: Texts, site: Site) -> dict[str, bytes]:
    rows, known = values.rows(site, [kind.kind]), (tables.table_of(kind, site, texts),)
    return {**tables.files(site, known, texts, settings.licence, rows), **api.records(rows)}


def of_records(site: Site, history: History, settings: Settings, website: Website, texts: Texts) -> dict[str, bytes]:
    """What is told of all records together: changes, API and calendars, by address."""
    found: dict[str, bytes] = {}
    if "data" in settings.outputs:
        known = tables.tables(site, texts)
        found |= changes.files(site, history)
        found |= api.lists(site, known, history)
        found |= catalogue.files(site, known, history, settings, website, texts)
    if "calendars" in settings.outputs:
        found |= calendars.files(site, history, website, texts)
    return found


def functions(site: Site, settings: Settings, website: Website) -> dict[str, Any]:
    """What templates may call, under Swedish names."""

    def calendar(record: Record) -> str:
        """Where the event *record* is as a calendar; empty when it is in none, or over."""
        days = record.days if isinstance(record, Event) else None
        made = website.url and "calendars" in settings.outputs
        return calendars.own_address(record) if made and days and days[1] >= site.today else ""

    return {"kalenderadress": calendar}


def with_datasets(
    pages: tuple[Page, ...], site: Site, history: History, settings: Settings, website: Website, texts: Texts
) -> tuple[Page, ...]:
    """*pages*; the one about data says to search engines what there is, if there is one."""
    if "data" not in settings.outputs or settings.in_theme or not site.kinds.hands_out_data:
        return pages
    if all(page.address != f"{tables.FOLDER}/" for page in pages):
        return pages
    told = catalogue.nodes(site, history, settings, website, texts)
    return tuple(
        page.but(linked_data=linked_data.joined(page.linked_data, told, website))
        if page.address == f"{tables.FOLDER}/"
        else page
        for page in pages
    )


def awaited(site: Site, history: History, settings: Settings, website: Website) -> Iterator[str]:
    """The addresses of what :func:`of_pages` and :func:`of_parts` make, for pages to lead to; but for Markdown."""
    if settings.in_theme:
        return
    if "data" in settings.outputs and site.kinds.hands_out_data:
        yield catalogue.GRAPH
    if "markdown" in settings.outputs:
        yield plain.GUIDE
    if "feeds" in settings.outputs and website.url:
        for address in feeds.addresses(site, history):
            yield from (address + feeds.ATOM, address + feeds.JSON)
    if "embeds" in settings.outputs and website.url:
        for one in embeds.embeds(site):
            yield from (one.address, one.address + embeds.PAGE, one.address + embeds.FRAGMENT)


def of_pages(
    site: Site,
    history: History,
    pages: Iterable[Page],
    settings: Settings,
    website: Website,
    texts: Texts,
    memory: TextMemory = forgetful,
) -> dict[str, bytes | Later]:
    """Markdown, feeds and the graph, by address; none of pages that stand in another theme's page.

    Markdown that lies elsewhere is not read.

    *memory*: of what pages say in feeds.
    """
    if settings.in_theme:
        return {}
    pages, found = tuple(pages), dict[str, bytes | Later]()
    if "data" in settings.outputs:
        found |= catalogue.graph_files(site, pages)
    if "markdown" in settings.outputs:
        found |= plain.files(site, pages, settings, website, texts)
    if "feeds" in settings.outputs:
        found |= feeds.files(site, history, pages, settings, website, texts, memory)
    return found


def of_parts(
    site: Site, settings: Settings, website: Website, texts: Texts, code: Mapping[str, bytes], pages: Pages
) -> tuple[dict[str, bytes], list[Problem]]:
    """What other sites show, by address, and what cannot be drawn. *pages* draws it; *code*: styles and scripts."""
    problems: list[Problem] = []
    if settings.in_theme or "embeds" not in settings.outputs:
        return {}, problems

    def draw(place: Place, name: str, *arguments: Any) -> Markup | None:
        """What *pages* draws; why not is kept."""
        drawn, found = pages.part(place, name, *arguments)
        problems.extend(found)
        return drawn

    return embeds.files(site, website, texts, code, draw, pages.macros), problems


def alternates(
    made: Mapping[str, object], pages: Iterable[Page], website: Website, languages: Mapping[str, Texts]
) -> dict[str, tuple[Alternate, ...]]:
    """For each page by its address, the same content for programs: what is *made* that belongs to it.

    It is named in the page's language: *languages* are the words of each, that of the site first. The start page's feed
    is that of the whole site, and is called as the site is.
    """
    found, ours = {}, next(iter(languages.values()))
    for page in pages:
        texts = languages.get(page.lang, ours)
        feed = texts.plain("flode.titel", namn=page.title if page.address else website.name)
        own = (
            Alternate("text/markdown", page.address + plain.NAME, "Markdown"),
            Alternate(feeds.ATOM_TYPE, page.address + feeds.ATOM, feed),
            Alternate(feeds.JSON_TYPE, page.address + feeds.JSON, feed),
            Alternate(calendars.TYPE, page.address + calendars.NAME, texts.plain("kalender.titel", namn=page.title)),
        )
        listed = page.record and Alternate(
            "application/json", api.record_address(page.record), texts.plain("data.api_post")
        )
        found[page.address] = tuple(one for one in (*own, listed) if one and one.address in made)
    return found
