"""Records and frame pages -> finished pages."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import repeat
from operator import attrgetter
from sys import intern
from typing import Any

from markupsafe import Markup

from ..base.budgets import Budget
from ..base.problems import Place, Problem
from ..base.settings import Website
from ..base.texts import phrase
from ..content.addresses import (
    address_of,
    file_of,
    list_address,
    relativize,
    unread_addresses,
    withdrawn_addresses,
)
from ..content.failures import failure
from ..content.history import digest_of_text
from ..content.record import Record
from ..content.redirects import Redirect
from ..content.site import Site
from ..markdown.body import Body
from ..markdown.links import record_at
from ..reading.front_matter import Source
from ..reading.texts import Texts
from . import linked_data
from .divided import RELATED, Divided, Part, divided, is_long
from .drawing import Attempts, Crumb, Drawing, Undrawn, View, Work, Written, drawn
from .finished import headings_of, plain_text
from .frame_bodies import FrameBodies
from .frames import FramePage
from .languages import Languages
from .macros import Macros
from .outline import label_of
from .page import Page
from .page_links import PageLinks, taken_anchors
from .plain_markdown import as_markdown, resolved
from .presentation import date_in_words

_ADDRESS = attrgetter("address")


class Pages:
    """Makes the pages of one site."""

    def __init__(
        self,
        site: Site,
        macros: Macros,
        frames: Sequence[FramePage],
        assets: Iterable[Collection[str]],
        budget: Budget,
        website: Website | None = None,
        texts: Mapping[str, Texts] | None = None,
        theirs: Collection[str] = (),
        macro: str = "sida",
        *,
        faultless: bool = True,
        plain: bool = False,
    ) -> None:
        """*assets*: the addresses of files that lie beside the pages, collection by collection.

        *budget*: what each page may cost.

        *texts*: the words of every language that frame pages may be in; records are in that of *macros*. *theirs*: the
        addresses of pages that the engine draws of itself. *macro*: what draws a page.

        *faultless*: whether the content has been checked without errors. If not, what a template cannot draw may
        follow from them, and is told only when they are mended. *plain*: whether pages are made as Markdown too.
        """
        self._plain = plain
        self._said: tuple[str, dict[str, str]] = ("", {})  #: A folder, and what sentences are as Markdown there.
        self._theirs = theirs
        self._macro = macro
        self._website = website or Website()
        self._site = site
        self._macros = macros
        self._frames = {frame.address: frame for frame in frames}
        self._all_frames = frames
        self._sources = {frame.source.path: frame.source for frame in frames}
        self._titles = self._page_titles()
        self._listed: dict[str, list[type[Record]]] = {}  #: The kinds that are listed at an address.
        for kind in site.kinds.values():
            self._listed.setdefault(list_address(kind), []).append(kind)
        self._attempt = Attempts(budget, faultless)
        self._languages = Languages(site, macros, frames, self._website, texts or {})
        #: What draws the bodies of frame pages, and of pages that the engine draws of itself.
        self.bodies = FrameBodies(site, macros, self._languages, self._attempt)
        self._works = tuple(self._all_works())
        #: What draws the page at each address, the last page first; of two at one address the one that comes first.
        self.works = dict(reversed(self._works))
        known = (self.works, self._titles, self._languages.of_translations)
        #: What judges the links on pages.
        self.links = PageLinks(site, (*known, *assets, theirs, unread_addresses(site), withdrawn_addresses(site)))

    def prepare(self) -> None:
        """Do what drawing any page needs, so that copies of this process need not do it each for itself."""
        self._macros.prepare()

    def all(self) -> Iterator[Drawing]:
        """What comes of drawing every page of the site."""
        return (draw() for _, draw in self.drawers())

    def drawers(self) -> Iterator[tuple[str, Callable[[], Drawing]]]:
        """The address of every page with what draws it."""
        return ((address, partial(drawn, *work)) for address, work in self._works)

    def _all_works(self) -> Iterator[tuple[str, Work]]:
        for frame in self._all_frames:
            yield frame.address, (self._frame, frame)
        draw = self._record
        for kind in self._site.kinds.values():
            address = list_address(kind)
            if not kind.single and address not in self._frames and address not in self._theirs:
                yield address, (self._list, kind)
            if kind.single or kind.pages:
                records = self._site.of_kind(kind.kind)
                yield from zip(map(_ADDRESS, records), zip(repeat(draw), records, strict=False), strict=True)
        for of_language in self._site.translations.values():
            for record in of_language.values():
                if record.pages or record.single:
                    yield address_of(record), (self._translation, record)
        for record in self._site.withdrawn:
            yield address_of(record), (self._withdrawn, record)

    def moved(
        self, redirects: Iterable[Redirect], pages: Mapping[str, Page]
    ) -> tuple[dict[Redirect, str], list[Problem]]:
        """For each redirect that can be drawn, a page that sends readers on from any server, without a script.

        *pages*: every page by address.
        """
        drawn: dict[Redirect, str] = {}
        problems: list[Problem] = []
        for one in redirects:
            try:
                drawn[one] = self._moved(one, pages[one.target_page].title)
            except Undrawn as fault:
                problems += fault.problems
        return drawn, problems

    def _moved(self, one: Redirect, title: str) -> str:
        canonical = self._website.absolute(one.target_page) if self._website.url else ""
        draw = partial(self._macros.call, "omdirigering", f"/{one.origin}", f"/{one.target}", title, canonical)
        drawn = self._attempt(draw, Place(one.place.path, one.place.line))
        return relativize(str(drawn).strip(), one.origin)[0] + "\n"

    def _page_titles(self) -> dict[str, str]:
        """The titles of frame and list pages by address."""
        found = {list_address(kind): kind.plural for kind in self._site.kinds.values()}
        return {**found, **{address: frame.meta.title for address, frame in self._frames.items()}}

    def part(self, place: Place, name: str, *arguments: Any) -> tuple[Markup | None, tuple[Problem, ...]]:
        """What the macro *name* draws for something that is no page, for the file at *place*; or None, and why."""
        try:
            return self._attempt(partial(self._macros.call, name, *arguments), place), ()
        except Undrawn as fault:
            return None, fault.problems

    @property
    def macros(self) -> Collection[str]:
        """The names of the project's macros."""
        return self._macros.all.keys()

    def crumbs(self, address: str, parent: str = "", start: str = "") -> tuple[Crumb, ...]:
        """The way to *address*: the start page, called *start*, *parent*, and every folder above it that is a page."""
        titles = self._titles
        start = start or self._macros.texts.plain("start")
        parts = address.rstrip("/").split("/")[:-1]
        above = ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
        way = ["", *([f"{parent}/"] if parent else []), *above]
        if address in self._languages.starts:
            return ()
        if above and above[0] in self._languages.starts:
            titles = {**titles, above[0]: start}
            way = above
        return (
            tuple(
                Crumb(titles.get(a, start) if a else start, f"/{a}") for a in dict.fromkeys(way) if a in titles or not a
            )
            if address
            else ()
        )

    def _record(self, record: Record) -> Drawing:
        self._site.note("record", record.key)
        self._site.note("body", record.key)
        address, (before, after) = address_of(record), self._site.neighbours(record)
        drawn = self._attempt(partial(self._macros.record, record), Place(record.source.path))
        view = View(
            address,
            record.titel,
            record.ingress,
            drawn,
            label_of(record),
            self.crumbs(address, record.parent),
            headings_of(drawn),
            record,
            before=before,
            after=after,
            versions=self._languages.versions(self._languages.own, self._languages.addresses_of(record)),
        )
        related = self._related(view)
        there = {page.address for page in related.pages} if related else ()
        drawing = self._page(view, file_of(address, index=False), record.source.path, self._texts(record), there)
        alternatives = self._languages.alternatives(self._languages.addresses_of(record))
        page = drawing.page and replace(drawing.page, translations=alternatives)
        if related is None:
            return replace(drawing, page=page)
        parts = tuple(one.but(part_of=address) for one in related.pages)
        problems = (*drawing.problems, *related.problems)
        return replace(drawing, page=page if parts else None, problems=problems, parts=parts)

    def _related(self, view: View) -> Drawing | None:
        """The page that lists all that belongs with the record of *view*; None when that stands on its own page."""
        record = view.record
        assert record
        if record.alone or not is_long(sum(map(len, self._site.relations(record).values()))):
            return None
        drawn = self._attempt(partial(self._macros.call, "relationslista", record), Place(record.source.path))
        related = View(
            f"{view.address}{RELATED}",
            self._macros.texts.plain("lista.del", titel=view.title, namn=self._macros.texts.plain("relationer.namn")),
            self._macros.texts.plain("relationer.om", titel=view.title),
            drawn,
            crumbs=(*view.crumbs, Crumb(view.title, f"/{view.address}")),
            searchable=False,
        )
        return self._in_parts(related, file_of(related.address, index=False), record.source.path, ())

    def _translation(self, record: Record) -> Drawing:
        """The page of *record* in another language."""
        self._site.note("record", record.key)
        self._site.note("body", record.key)
        address, macros = address_of(record), self._languages.speaking(record.language)
        drawn = self._attempt(partial(macros.record, record), Place(record.source.path))
        view = View(
            address,
            record.titel,
            record.ingress,
            drawn,
            crumbs=self.crumbs(address, "", macros.texts.plain("start")),
            headings=headings_of(drawn),
            record=record,
            lang=record.language,
            versions=self._languages.versions(record.language, self._languages.addresses_of(record)),
        )
        label = macros.texts.plain("oversattning.namn")
        drawing = self._page(view, file_of(address, index=False), record.source.path, self._texts(record))
        alternatives = self._languages.alternatives(self._languages.addresses_of(record))
        original = self._languages.addresses_of(record).get(self._languages.own, "")
        page = drawing.page and replace(drawing.page, kind=label, translations=alternatives, original=original)
        return replace(drawing, page=page)

    def _withdrawn(self, record: Record) -> Drawing:
        """The page that keeps the address of *record*: since when it is withdrawn, and where to go instead.

        What it said is not there, for it may be wrong, and nobody checks it any longer. It is in no list, no search and
        nothing else that is made of pages.
        """
        language = record.language or self._languages.own
        address, macros = address_of(record), self._languages.speaking(language)
        original = self._site.get(record.key)
        instead = (*([original] if original else []), *self._site.targets(record, "relaterat"))
        search = linked_data.SEARCH if linked_data.SEARCH in self._frames else ""
        place = Place(record.source.path)
        drawn = self._attempt(partial(macros.call, "avpublicerad", record, instead, search), place)
        same = (one for one in self._site.withdrawn if one is record or (one.key == record.key and not one.language))
        day = min(one.avpubliceras for one in same if one.avpubliceras)
        view = View(
            address,
            record.titel,
            macros.texts.plain("avpublicerad.sedan", dag=date_in_words(day, macros.texts.months)),
            drawn,
            label_of(record) if language == self._languages.own else "",
            self.crumbs(address, "" if record.language else record.parent, macros.texts.plain("start")),
            searchable=False,
            lang=language,
        )
        drawing = self._page(view, file_of(address, index=False), record.source.path, ())
        page = drawing.page and drawing.page.but(indexed=False, plain="", linked_data="")
        return replace(drawing, page=page)

    def _list(self, kind: type[Record]) -> Drawing:
        address = list_address(kind)
        drawn = self._attempt(partial(self._macros.call, "lista", kind.kind), Place(f"content/{kind.kind}/"))
        view = View(
            address,
            kind.plural,
            kind.about,
            drawn,
            crumbs=self.crumbs(address, kind.parent),
            listing=kind.pages,
            versions=self._languages.versions(self._languages.own, self._languages.addresses_of_list(address)),
        )
        shown = () if kind.pages else self._site.of_kind(kind.kind)
        drawing = self._in_parts(view, file_of(address, index=True), f"content/{kind.kind}/", self._texts(*shown))
        alternatives = self._languages.alternatives(self._languages.addresses_of_list(address))
        return replace(drawing, page=drawing.page and replace(drawing.page, translations=alternatives))

    def _frame(self, frame: FramePage) -> Drawing:
        self._site.note("page", frame.source.path)
        written, problems = self.bodies.written(frame)
        listed = next(iter(self._listed.get(frame.address, ())), None)
        parent = listed.parent if listed else ""
        language = self._languages.of_frame(frame)
        start = self._languages.speaking(language).texts.plain("start")
        view = View(
            frame.address,
            frame.meta.title,
            frame.meta.description,
            Markup(written.html),
            crumbs=self.crumbs(frame.address, parent, start),
            headings=headings_of(written.html),
            searchable=frame.meta.sokbar == "true",
            listing=bool(listed and listed.pages),
            lang=language,
            versions=self._languages.versions(language, self._languages.addresses_of_frame(frame)),
        )
        drawing = self._in_parts(view, frame.file, frame.source.path, [written])
        indexed = frame.meta.indexeras == "true"
        page = drawing.page and replace(
            drawing.page,
            indexed=indexed,
            translations=self._languages.alternatives(self._languages.addresses_of_frame(frame)),
            original=(frame.meta.oversattning_av or "/")[1:],
            words=frame.meta.synonymer,
            questions=frame.meta.sokfragor,
            digest=digest_of_text(frame.meta.title, frame.meta.description, frame.source.body.strip()),
        )
        parts = tuple(replace(part, indexed=indexed) for part in drawing.parts)
        problems = [*problems, *drawing.problems, *self._languages.wrong_in(frame, self._titles)]
        return replace(drawing, page=page, problems=tuple(problems), parts=parts)

    def _texts(self, *records: Record) -> list[Written]:
        return [Written(record.source, self._macros.bodies[record]) for record in records]

    def _in_parts(self, view: View, file: str, source: str, texts: Sequence[Written]) -> Drawing:
        """The page, as :meth:`_page`, and the other pages of a list on it that has several."""
        found = divided(str(view.content), view.address)
        if found is None:
            return self._page(view, file, source, texts)
        there = {part.address for part in found.parts}
        views = [self._part(view, found, number) for number in range(len(found.parts))]
        first = self._page(views[0], file, source, texts, there)
        others = [self._page(one, file_of(one.address, index=False), source, (), there) for one in views[1:]]
        pages = [one.page.but(part_of=view.address) for one in others if one.page]
        problems = [problem for one in (first, *others) for problem in one.problems]
        whole = len(pages) == len(others)
        return replace(first, page=first.page if whole else None, problems=tuple(problems), parts=tuple(pages))

    def _part(self, view: View, found: Divided, number: int) -> View:
        """The view of the part *number*, from 0, of the list on *view*."""
        part, texts = found.parts[number], self._languages.speaking(view.lang or self._languages.own).texts
        content = self._content_of(view, found, part)
        if not number:
            return replace(view, content=content, headings=headings_of(content))
        return replace(
            view,
            address=part.address,
            title=texts.plain("lista.del", titel=view.title, namn=part.name),
            ingress=texts.plain("lista.del_om", titel=view.title, nr=number + 1, antal=len(found.parts)),
            content=content,
            crumbs=(*view.crumbs, Crumb(view.title, f"/{view.address}")),
            headings=headings_of(content),
            searchable=False,
        )

    def _content_of(self, view: View, found: Divided, part: Part) -> Markup:
        """What stands on the page of *part*: what is before the list on the first, the entries, and ways to others."""
        draw = partial(self._languages.speaking(view.lang or self._languages.own).call, "listdelar", found.parts, part)
        drawn = (
            found.before if part.address == view.address else "",
            found.start,
            draw(),
            f'<div class="listdel" data-listdel>{part.html}</div>',
            draw(sist=True),
            found.end,
        )
        return Markup(found.led("".join(map(str, drawn)), part.address))

    def _page(
        self, view: View, file: str, source: str, texts: Sequence[Written], there: Collection[str] = ()
    ) -> Drawing:
        """The page; *source* is the file to change, *texts* what editors wrote of it.

        *there*: the addresses of other parts of its list, which are pages too.
        """
        drawn = self._attempt(partial(self._drawn, view), Place(source))
        html, links = relativize(str(drawn).strip(), view.address)
        problems = (
            *taken_anchors(html, texts),
            *self.links.faults([one for one in links if one.partition("#")[0] not in there], source, texts),
        )
        text = plain_text(view.content) if view.searchable and not view.listing else ""
        try:
            listed = self._listed.get(view.address, ())
            data = linked_data.of_page(
                view, self._site, self._website, listed, self._languages.own, search=linked_data.SEARCH in self._frames
            )
        except Exception as error:
            why = [failure(phrase("work-on-linked-data"), error, source)] if self._attempt.faultless else []
            return Drawing(None, (*problems, *why))
        page = Page(
            view.address,
            file,
            view.title,
            view.ingress,
            html,
            source,
            view.kind,
            plain=self._as_markdown(html, view.address) if self._plain else "",
            text=text,
            listing=view.searchable and view.listing,
            record=view.record,
            linked_data=data,
            lang=view.lang or self._languages.own,
            translated=bool(view.lang) and view.lang != self._languages.own,
            links=tuple(map(intern, links)),  # Thousands of pages lead to the same.
            texts=tuple(one.source.path for one in texts),
        )
        return Drawing(page, problems, tuple(texts))

    def _as_markdown(self, html: str, address: str) -> str:
        folder = posixpath.dirname(address.rstrip("/"))
        if folder != self._said[0]:
            self._said = (folder, {})
        return as_markdown(html, resolved(address, self._website.url or "/"), self._said[1])

    def again(self, page: Page, parts: tuple[Page, ...] = ()) -> Drawing | None:
        """*page*, drawn by an earlier build of what it would be drawn of now, with the other *parts* of its list.

        None with a link to what is gone.
        """
        there = {part.address for part in parts} | ({page.address} if parts else set())
        links = dict.fromkeys(link for one in (page, *parts) for link in one.links) if parts else page.links
        if self.links.broken(link for link in links if not there or link.partition("#")[0] not in there):
            return None
        return Drawing(page, written=tuple(Written(*self._text_at(path)) for path in page.texts), parts=parts)

    def _text_at(self, path: str) -> tuple[Source, Body]:
        record = record_at(self._site, path)
        bodies = self._macros.bodies
        return (record.source, bodies[record]) if record else (self._sources[path], bodies.page(path))

    def _drawn(self, view: View) -> Markup:
        macros = self._languages.speaking(view.lang or self._languages.own)
        content, terms = macros.with_terms(view.content)
        if view.lang and view.lang != self._languages.own:
            content = Markup(self._languages.led(content, view.lang, self.links.leads))
        return macros.call(self._macro, replace(view, content=content, terms=terms))
