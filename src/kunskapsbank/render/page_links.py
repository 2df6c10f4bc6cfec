"""Links on the pages of a site: which lead to nothing, and where they are written."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import escape, unescape
from urllib.parse import unquote

from ..base.problems import Place, Problem, problem
from ..base.texts import Phrase, one_line, phrase
from ..content.site import Site
from ..markdown.converter import RESERVED_IDS, is_reserved
from ..markdown.links import file_meant, resolver
from ..reading.messages import did_you_mean
from .drawing import Drawing, Written
from .finished import anchors_of
from .page import Page, anchors_of_parts

PAGE_ANCHORS = {*RESERVED_IDS, "top", ""}  #: Every page has them, or browsers do.


class PageLinks:
    """Judges the links on the pages of one site."""

    def __init__(self, site: Site, known: Sequence[Collection[str]]) -> None:
        """*known*: the addresses of all pages and files, collection by collection."""
        self._site = site
        self._known = known
        self._leading: set[str] = set()  #: The links that have been seen to lead to something.

    def faults(self, links: Iterable[str], source: str, texts: Sequence[Written]) -> Iterator[Problem]:
        """Those of *links*, on a page whose file is *source*, that lead to nothing, where they are written."""
        broken = self.broken(links)
        places = self._places(texts) if broken else {}
        for link in broken:
            place = places.get(f"/{link}") or _call_place(f"/{link}", texts) or Place(source)
            yield problem(place, "broken-page-link", remedy=self._instead_of(link, place), link=link)

    def broken(self, links: Iterable[str]) -> list[str]:
        """Those of *links* that lead to nothing; each as a reader follows it."""
        found = [(link, unescape(link)) for link in links if link not in self._leading]
        self._leading.update(link for link, read in found if self.leads(_page_of(read)))
        return [read for link, read in found if link not in self._leading]

    def leads(self, page: str) -> bool:
        """Whether there is a page or a file at the address *page*."""
        return any(page in some for some in self._known)

    def _instead_of(self, link: str, place: Place) -> Phrase | None:
        """What to write in the file at *place* in place of *link*, an address where nothing is."""
        target = _page_of(link)
        meant = file_meant(target, self._site.files) if "." in posixpath.basename(target) else ""
        close = posixpath.relpath(meant, posixpath.dirname(place.path)) if meant else ""
        return phrase("did-you-mean", close=close) if close else None

    def _places(self, texts: Sequence[Written]) -> dict[str | None, Place]:
        """Where each link of *texts* is written first, by what it became."""
        found: dict[str | None, Place] = {}
        for one in texts:
            resolve = resolver(self._site, one.source.path.rpartition("/")[0])
            for link, spot in one.body.targets:
                found.setdefault(resolve(link), one.source.body_place(spot.line, spot.column))
        return found

    def broken_anchors(self, drawings: Iterable[Drawing], pages: Mapping[str, Page]) -> Iterator[Problem]:
        """Links that editors wrote to a part of a page that is not there. *pages*: every page by address."""
        elsewhere = anchors_of_parts(pages.values())
        all_written = ((one.page.address, written) for one in drawings if one.page for written in one.written)
        for address, written in all_written:
            resolve = resolver(self._site, written.source.path.rpartition("/")[0])
            own = {heading.id for heading in written.body.headings}
            for link in written.body.links:
                path, mark, anchor = (resolve(unquote(link.target)) or "").partition("#")
                page = pages.get(path.removeprefix("/") if path else address)
                inside = not path or (path.startswith("/") and not path.startswith("//"))
                if not (mark and inside and page) or anchor in own | PAGE_ANCHORS or anchor in page.anchors:
                    continue
                if anchor in elsewhere.get(page.address, ()):
                    continue
                yield problem(
                    written.source.body_place(link.at.line, link.at.column),
                    "broken-anchor",
                    remedy=did_you_mean(anchor, page.anchors),
                    anchor=one_line(anchor),
                    address=page.address,
                )


def taken_anchors(html: str, texts: Sequence[Written]) -> Iterator[Problem]:
    """Headings of *texts* whose anchor something else on the page *html* has too: a macro of the project's own.

    The standard parts' are known when a body is read.
    """
    for one in texts:
        for heading in one.body.headings:
            seldom = html.count(f' id="{heading.id}"') < 2  # Cheap to see, and so it is nearly always.
            if seldom or is_reserved(heading.id) or list(one.body.marked("repeated-anchor")):
                continue
            if sum(id_ == heading.id for id_, _ in anchors_of(html)) > 1:
                place = one.source.body_place(heading.spot.line, heading.spot.column)
                yield problem(place, "reserved-anchor", text=heading.id)


def _call_place(link: str, texts: Sequence[Written]) -> Place | None:
    """Where the macro is called that drew *link*."""
    calls = (call for one in texts for call in one.calls)
    return next((place for html, place in calls if f'"{link}"' in html or f'"{escape(link)}"' in html), None)


def _page_of(link: str) -> str:
    """The address of the page that *link* leads to, whatever part of it or question it names."""
    return link.partition("#")[0].partition("?")[0]
