"""What servers and search engines read beside the pages: robots.txt, the site map, and addresses that have moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from ..base.problems import Problem, problem
from ..base.settings import Website
from ..content.addresses import list_address, waiting_redirects
from ..content.history import History
from ..content.redirects import Redirect
from ..content.site import Site
from ..reading.messages import did_you_mean
from .linked_data import SEARCH
from .page import Page

SHORT_NAME = 16  #: Letters that OpenSearch allows the name that browsers show.
_XHTML = "http://www.w3.org/1999/xhtml"
ROBOTS = "robots.txt"  #: The one of these files that a project may write itself, in ``docs/``.


def usable_redirects(site: Site, pages: Mapping[str, Page]) -> tuple[list[Redirect], list[Problem]]:
    """The redirects that lead from no page to a page that exists, and what is wrong with the others.

    *pages*: every page by address. A redirect to a record that is not published now is left out until it is.
    """
    found, problems, waiting = [], [], waiting_redirects(site)
    for one in site.redirects:
        faults = [*_taken(one, pages), *([] if one in waiting else _missing(one, pages))]
        problems += faults
        if not faults and one not in waiting:
            found.append(one)
    return found, problems


def _taken(one: Redirect, pages: Mapping[str, Page]) -> Iterable[Problem]:
    if one.origin in pages:
        yield problem(one.place, "redirect-replaces-page", origin=one.origin, source=pages[one.origin].source)


def _missing(one: Redirect, pages: Mapping[str, Page]) -> Iterable[Problem]:
    page, anchor = pages.get(one.target_page), one.target.partition("#")[2]
    if page is None:
        yield problem(
            one.target_place,
            "broken-redirect",
            remedy=did_you_mean(f"/{one.target_page}", [f"/{address}" for address in pages]),
            target=one.target,
        )
    elif anchor and anchor not in page.anchors:
        yield problem(one.target_place, "broken-redirect/anchor", anchor=anchor, target_page=one.target_page)


def server_files(
    moved: Mapping[Redirect, str], pages: Iterable[Page], website: Website, site: Site, history: History
) -> dict[str, bytes]:
    """The files by path on the site. *moved*: the redirects, each with its page. *history*: when records changed."""
    files = {ROBOTS: _robots(website)}
    if website.url:
        pages = list(pages)
        files["sitemap.xml"] = _sitemap(pages, website, site, history)
        if any(page.address == SEARCH for page in pages):
            files["opensearch.xml"] = _open_search(website)
    if moved:
        base = website.path
        files["_redirects"] = "".join(f"{base}{one.origin} {base}{one.target} 301\n" for one in moved)
        files["omdirigeringar.map"] = "".join(f"{base}{one.origin} {base}{one.target};\n" for one in moved)
    files |= {f"{one.origin}index.html": page for one, page in moved.items()}
    return {path: text.encode() for path, text in files.items()}


def _robots(website: Website) -> str:
    sitemap = f"\nSitemap: {website.absolute('sitemap.xml')}\n" if website.url else ""
    return f"User-agent: *\nAllow: /\n{sitemap}"


def _open_search(website: Website) -> str:
    """What lets a browser search the site from its address bar (OpenSearch 1.1)."""
    name, template = escape(website.name), escape(f"{website.absolute(SEARCH)}?q={{searchTerms}}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(website.name[:SHORT_NAME])}</ShortName>\n<Description>{name}</Description>\n"
        f'<InputEncoding>UTF-8</InputEncoding>\n<Url type="text/html" template="{template}"/>\n'
        "</OpenSearchDescription>\n"
    )


def _sitemap(pages: Iterable[Page], website: Website, site: Site, history: History) -> str:
    """The pages that may be listed, with the day they last changed, and each in other languages."""
    pages = [page for page in pages if page.indexed]
    newest = _days(pages, site, history)
    entries = (
        f"<url><loc>{escape(website.absolute(page.address))}</loc>{_day(newest.get(page.address))}"
        f"{''.join(_translation(*one) for one in page.translations)}</url>\n"
        for page in pages
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:xhtml="{_XHTML}">\n{"".join(entries)}</urlset>\n'
    )


def _days(pages: Sequence[Page], site: Site, history: History) -> Mapping[str, dt.date]:
    """The day that each page last changed, by address: that of its record or its own text, as far as it is known.

    A list of records is as new as the newest of them, if its own text is not newer, and so are all its pages.
    """
    changes = [
        *(
            (page.address, history.of(page.record) if page.record else history.of_page(page.address, page.digest))
            for page in pages
        ),
        *((list_address(type(record)), history.of(record)) for record in site.records.values()),
    ]
    newest: dict[str, dt.date] = {}
    for address, change in changes:
        if change.last:
            newest[address] = max(change.last, newest.get(address, change.last))
    return newest | {
        page.address: newest[page.part_of] for page in pages if page.part_of is not None and page.part_of in newest
    }


def _day(day: dt.date | None) -> str:
    return f"<lastmod>{day.isoformat()}</lastmod>" if day else ""


def _translation(language: str, address: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(address)}"/>'
