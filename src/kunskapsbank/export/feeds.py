"""Feeds of what is new and changed, Atom (RFC 4287) and JSON Feed 1.1: of the whole site, and of what one filters by.

A kind whose ``news`` is true is told of. The days are those of :mod:`..content.history`, never that of the build, and
the text is that of the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from ..base.memory import TextMemory, forgetful
from ..base.settings import Settings, Website
from ..content.addresses import address_of
from ..content.history import Change, History
from ..content.reads import digest
from ..content.record import Record, named
from ..content.site import Site
from ..markdown.tags import clean
from ..reading.texts import Texts
from ..render.page import Page
from ..render.plain_markdown import blocks_of, escaped, resolved
from .data.schemas import as_bytes

ATOM, JSON = "flode.atom", "flode.json"
ATOM_TYPE, JSON_TYPE = "application/atom+xml", "application/feed+json"
MOST = 15  #: Entries in a feed.
_AROUND = '<div class="sidfot">'  #: Where what belongs to the page and not to its text begins: relations, neighbours.
_READER = MarkdownIt("commonmark", {"html": False}).enable("table")
_MIDNIGHT = "T00:00:00Z"  #: A day begins so: what is dated today is never later than the build.


@dataclass(frozen=True, slots=True)
class Feed:
    """What one feed tells of."""

    address: str  #: Of the page that it belongs to.
    title: str
    records: tuple[Record, ...]  #: The newest first.


@dataclass(frozen=True, slots=True)
class _Entry:
    record: Record
    change: Change
    url: str
    html: str
    language: str


def addresses(site: Site, history: History) -> Iterator[str]:
    """The addresses of the pages that :func:`feeds` gives a feed."""
    keys: set[str] = set()
    told = False
    for record in _told(site):
        own = _filtered_by(record)
        if not (told and keys.issuperset(own)) and history.of(record).last:
            keys.update(own)
            told = True
    if told:
        yield ""
    yield from (address_of(site[key]) for key in sorted(keys) if key in site.records and site[key].pages)


def feeds(site: Site, history: History, name: str) -> tuple[Feed, ...]:
    """The feeds of *site*, whose name is *name*: first that of all, then one for each record that filters lead to.

    None without records to tell of. A record whose day nobody knows is not told of.
    """
    dated = [(history.of(one), one) for one in _told(site)]
    ordered = sorted(((change, one) for change, one in dated if change.last), key=lambda pair: pair[1].key)
    ordered.sort(key=lambda pair: (pair[0].last, pair[0].first or pair[0].last), reverse=True)
    newest = [one for _, one in ordered]
    if not newest:
        return ()
    groups: dict[str, list[Record]] = {}
    for record in newest:
        for target in _targets(site, record):
            groups.setdefault(target.key, []).append(record)
    own = (site[key] for key in sorted(groups))
    return (
        Feed("", name, tuple(newest[:MOST])),
        *(Feed(address_of(one), f"{one.titel} – {name}", tuple(groups[one.key][:MOST])) for one in own),
    )


def _told(site: Site) -> Iterator[Record]:
    """The records of the kinds that feeds tell of."""
    return (one for kind in site.kinds.values() if kind.news and kind.pages for one in site.of_kind(kind.kind))


def _targets(site: Site, record: Record) -> Iterator[Record]:
    """The records with pages of their own that readers filter *record* by."""
    found = (site.get(key) for key in _filtered_by(record))
    return (one for one in found if one and one.pages)


def _filtered_by(record: Record) -> tuple[str, ...]:
    """What *record* names that readers filter it by, as ``kind/id``."""
    return record.once("filtered by", lambda: tuple(key for name in record.filters for key in named(record, name)))


def files(
    site: Site,
    history: History,
    pages: Iterable[Page],
    settings: Settings,
    website: Website,
    texts: Texts,
    memory: TextMemory = forgetful,
) -> dict[str, bytes]:
    """Every feed by its address; none without an address of the site. *memory*: of what pages say in feeds."""
    known = feeds(site, history, website.name) if website.url else ()
    by_address = {page.address: page for page in pages}
    wanted = {one.key: one for feed in known for one in feed.records}
    drawn: dict[str, str] = {}
    entries = {
        key: _entry(record, history, by_address[address_of(record)], website, memory, drawn)
        for key, record in wanted.items()
        if address_of(record) in by_address
    }
    found: dict[str, bytes] = {}
    for feed in known:
        own = [entries[one.key] for one in feed.records if one.key in entries]
        if own:
            found[feed.address + ATOM] = _atom(feed, own, website, texts).encode()
            found[feed.address + JSON] = _json(feed, own, settings, website, texts)
    return found


def _entry(
    record: Record, history: History, page: Page, website: Website, memory: TextMemory, drawn: dict[str, str]
) -> _Entry:
    made_of = digest(page.later("html").print, page.address, website.url, record.ingress)
    html = memory(made_of, lambda: _content(page, record.ingress, website, drawn))
    return _Entry(record, history.of(record), website.absolute(page.address), html, page.lang)


def _content(page: Page, ingress: str, website: Website, drawn: dict[str, str]) -> str:
    """What *page* says after its *ingress*, for feed readers: HTML that looks as itself anywhere.

    *drawn*: the HTML of blocks, which are often the same on many pages; more are added.
    """
    own = page.html.partition(_AROUND)[0]
    blocks = blocks_of(own, resolved(page.address, website.url))
    above = escaped(ingress)
    for block in (said := blocks[blocks.index(above) + 1 :] if above in blocks else blocks):
        if block not in drawn:
            drawn[block] = _READER.render(block)
    return clean("".join(drawn[block] for block in said))


def _atom(feed: Feed, entries: list[_Entry], website: Website, texts: Texts) -> str:
    home, address = website.absolute(feed.address), website.absolute(feed.address + ATOM)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{texts.language}">\n'
        f"<id>{escape(address)}</id>\n<title>{escape(feed.title)}</title>\n"
        f"<updated>{_time(max(filter(None, (one.change.last for one in entries))))}</updated>\n"
        f"<author><name>{escape(website.name)}</name></author>\n"
        f'<link rel="self" type="{ATOM_TYPE}" href="{escape(address)}"/>\n'
        f'<link rel="alternate" type="text/html" href="{escape(home)}"/>\n'
        f"{''.join(map(_atom_entry, entries))}</feed>\n"
    )


def _atom_entry(entry: _Entry) -> str:
    first = entry.change.first or entry.change.last
    return (
        f'<entry xml:lang="{entry.language}">\n<id>{escape(entry.url)}</id>\n'
        f"<title>{escape(entry.record.titel)}</title>\n"
        f"<published>{_time(first)}</published>\n<updated>{_time(entry.change.last)}</updated>\n"
        f'<link rel="alternate" type="text/html" href="{escape(entry.url)}"/>\n'
        f'<category term="{escape(entry.record.kind)}" label="{escape(entry.record.singular)}"/>\n'
        f"<summary>{escape(entry.record.ingress)}</summary>\n"
        f'<content type="html">{escape(entry.html)}</content>\n</entry>\n'
    )


def _json(feed: Feed, entries: list[_Entry], settings: Settings, website: Website, texts: Texts) -> bytes:
    value: Mapping[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": website.absolute(feed.address),
        "feed_url": website.absolute(feed.address + JSON),
        **({"description": settings.description} if settings.description else {}),
        "language": texts.language,
        "authors": [{"name": website.name, "url": website.url}],
        "items": [
            {
                "id": one.url,
                "url": one.url,
                "title": one.record.titel,
                "summary": one.record.ingress,
                "content_html": one.html,
                "date_published": _time(one.change.first or one.change.last),
                "date_modified": _time(one.change.last),
                "language": one.language,
                "tags": [one.record.singular],
            }
            for one in entries
        ],
    }
    return as_bytes(value)


def _time(day: dt.date | None) -> str:
    return f"{day}{_MIDNIGHT}" if day else ""
