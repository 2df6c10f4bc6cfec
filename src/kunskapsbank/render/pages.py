"""Records and frame pages -> finished pages."""

from __future__ import annotations

import json
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup

from ..base.budgets import Budget, TooCostly
from ..base.problems import Place, Problem, problem
from ..base.settings import Website
from ..base.texts import Phrase, one_line, phrase, told
from ..content.addresses import address_of, address_of_file, file_of, list_address, relativize, unread_addresses
from ..content.failures import LOG, failure
from ..content.record import Record
from ..content.redirects import Redirect
from ..content.site import Site
from ..markdown.body import Body
from ..markdown.converter import RESERVED_IDS, is_reserved
from ..markdown.links import file_meant, record_at, resolver
from ..reading.front_matter import Source
from ..reading.messages import did_you_mean
from ..reading.texts import Texts
from . import linked_data
from .arguments import bind
from .calls import MAX_FAULTS, Call
from .frames import STANDARD_PAGES, FramePage, Held, hold, token
from .macro_info import FaultyInfo
from .macros import Macros
from .outline import label_of, outline
from .plain_markdown import as_markdown, resolved
from .template_faults import template_problem

_HEADING = re.compile(r'<h2 id="(?!exempel--)([^"]+)"[^>]*>(.*?)</h2>', re.S)  #: Not of examples.
#: Controls and drawings, and files to hand out: a preview is searched as the site is, which has them.
_NOT_TEXT = re.compile(
    r'<(button|svg|form|noscript)\b.*?</\1>|<section class="nedladdningar".*?</section>'
    r'|<a\b[^>]*\sdownload>.*?</a>|<a class="footnote-(?:ref|backref)".*?</a>',
    re.S,
)
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|dt|dd|div|td|th|tr|summary)>|<br>")
_INSIDE = "|".join("a abbr b bdi cite code dfn em i kbd mark q s samp span strong sub sup time var wbr".split())
#: Tags inside a sentence: what stands on either side of one belongs together, unless one part ends where one begins.
_IN_SENTENCE = re.compile(rf"</(?:{_INSIDE})>|(?<!</span>)<(?:{_INSIDE})(?:\s[^<>]*)?>")
_TAG = re.compile(r"<[^>]+>")
_TOKEN = re.compile(r"kbmakro\d+slut")
_WHOLE_TAG = re.compile(r"""<[a-z](?:[^<>"]|"[^"]*")*>""")  #: As the sanitiser writes them.
_TOKEN_PARAGRAPH = re.compile(r"<p>\s*((?:kbmakro\d+slut\s*)+)</p>")
PAGE_ANCHORS = {*RESERVED_IDS, "top", ""}  #: Every page has them, or browsers do.

_ANCHOR = re.compile(r'<([a-z][a-z0-9]*)\b[^<>]*? id="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Written:
    """What an editor wrote, and what it became."""

    source: Source
    body: Body
    calls: tuple[tuple[str, Place], ...] = ()  #: What each macro that is called in it drew, and where it is called.
    html: str = ""  #: The body with what its macros drew; empty for a record's, which macros draw.


@dataclass(frozen=True, slots=True)
class Embedded:
    """A page that the engine draws, with a token for each macro it calls."""

    file: str  #: Below the folder of the engine's pages.
    text: str  #: Markdown.
    drawn: Mapping[str, str]  #: What each macro draws, by its token.

    def html(self, page: str) -> str:
        """*page*, drawn of :attr:`text`, with what the macros draw."""
        whole = _TOKEN_PARAGRAPH.sub(r"\1", page)
        return _TOKEN.sub(lambda token: f'<div class="kunskapsbank">{self.drawn.get(token[0], token[0])}</div>', whole)


@dataclass(frozen=True, slots=True)
class Alternate:
    """What a page says in another form, for programs."""

    type: str  #: As ``Content-Type`` says it.
    address: str  #: Below the site.
    title: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way from the start page."""

    title: str
    address: str  #: With a leading slash, as templates write links.


@dataclass(frozen=True)
class Page:
    """A finished page."""

    address: str  #: Without a leading slash; empty for the start page.
    file: str  #: The Markdown file that MkDocs sees.
    title: str
    description: str
    html: str  #: What stands inside ``<main>``; links relative.
    source: str  #: The file an editor changes.
    kind: str = ""  #: Label that tells pages with one title apart.
    lang: str = "sv"
    plain: str = ""  #: The page as Markdown, with whole addresses where the site's own is known; empty where none asks.
    text: str = ""  #: What a search reads: the content without markup; empty for a page that is not to be found by it.
    listing: bool = False  #: Whether it lists records: to be found, but not by what it lists.
    words: tuple[str, ...] = ()  #: Of a frame page: what it is to be found by beside its title.
    questions: tuple[str, ...] = ()  #: Of a frame page: what people ask when it is their answer.
    record: Record | None = None
    indexed: bool = True  #: Whether search engines may list the page.
    translations: tuple[tuple[str, str], ...] = ()  #: (language, whole web address) of the page in every language.
    linked_data: str = ""  #: JSON-LD.
    picture: str = ""  #: Its share card, below the site; empty without one.
    mark: str = ""  #: The mark of a sheet's version; empty on other pages.
    alternates: tuple[Alternate, ...] = ()  #: The same for programs: Markdown, feed, calendar, data.
    links: tuple[str, ...] = ()  #: Where its links to the site itself lead, without a leading slash.
    texts: tuple[str, ...] = ()  #: The files of what editors wrote of it.

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """Every anchor with the name of its element. Read out of the finished page: macros draw most of them."""
        return {id_: tag for tag, id_ in _ANCHOR.findall(self.html)}

    def front_matter(self) -> str:
        """What the theme's template needs to know. Keys without a value are left out, and files that no editor has."""
        meta: dict[str, Any] = {
            "title": self.title,
            "description": self.description,
            **({} if self.source.startswith(STANDARD_PAGES) else {"kallfil": self.source}),
            "sprak": self.lang,
            "slag": self.kind,
        }
        more = {
            "oindexerad": not self.indexed,
            "oversattningar": [{"sprak": lang, "adress": url} for lang, url in self.translations],
            "alternativ": [{"typ": one.type, "adress": one.address, "titel": one.title} for one in self.alternates],
            "jsonld": self.linked_data,
            "bild": self.picture,
            "kannetecken": self.mark,
        }
        meta |= {key: value for key, value in more.items() if value}
        head = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in meta.items())
        return f"---\n{head}\n---\n"

    def markdown(self) -> str:
        """The page for any engine that reads Markdown: front matter and one block of HTML."""
        return f"{self.front_matter()}\n{self.html}\n"


@dataclass(frozen=True)
class View:
    """What the macro ``sida`` needs to draw a page."""

    address: str
    title: str
    ingress: str
    content: Markup
    kind: str = ""  #: Label above the title.
    crumbs: tuple[Crumb, ...] = ()
    headings: tuple[tuple[str, str], ...] = ()  #: (id, text).
    record: Record | None = None
    terms: tuple[Record, ...] = ()  #: Terms that the content explains.
    before: Record | None = None
    after: Record | None = None
    searchable: bool = True
    listing: bool = False  #: Whether it lists records that have a page each.
    lang: str = ""  #: Of the page; empty for that of the site.


class Pages:
    """Makes the pages of one site."""

    def __init__(
        self,
        site: Site,
        macros: Macros,
        frames: Sequence[FramePage],
        assets: Iterable[str],
        budget: Budget,
        website: Website | None = None,
        texts: Mapping[str, Texts] | None = None,
        theirs: Collection[str] = (),
        macro: str = "sida",
        *,
        faultless: bool = True,
        plain: bool = False,
    ) -> None:
        """*assets*: the addresses of files that are published as they are. *budget*: what each page may cost.

        *texts*: the words of every language that frame pages may be in; records are in that of *macros*. *theirs*: the
        addresses of pages that the engine draws of itself. *macro*: what draws a page.

        *faultless*: whether the content has been checked without errors. If not, what a template cannot draw may
        follow from them, and is told only when they are mended. *plain*: whether pages are made as Markdown too.
        """
        self._plain = plain
        self._faultless = faultless
        self._texts_in = texts or {}
        self._theirs = theirs
        self._macro = macro
        self._budget = budget
        self._website = website or Website()
        self._site = site
        self._macros = macros
        self._frames = {frame.address: frame for frame in frames}
        self._all_frames = frames
        self._sources = {frame.source.path: frame.source for frame in frames}
        self._titles = self._page_titles()
        self._known = (
            {entry.address for entry in outline(site, frames)}
            | self._titles.keys()
            | set(assets)
            | set(theirs)
            | unread_addresses(site)
        )
        self._written: list[tuple[str, Written]] = []
        self.problems: list[Problem] = []

    def all(self) -> Iterator[Page]:
        """Every page of the site; what cannot be drawn is noted in :attr:`problems`."""
        yield from filter(None, (draw() for _, draw in self.drawers()))

    def drawers(self) -> Iterator[tuple[str, Callable[[], Page | None]]]:
        """The address of every page with what draws it, or gives None and notes why not in :attr:`problems`."""
        for frame in self._all_frames:
            yield frame.address, partial(self._frame, frame)
        for kind in self._site.kinds.values():
            address = list_address(kind)
            if not kind.single and address not in self._frames and address not in self._theirs:
                yield address, partial(self._list, kind)
            if kind.single or kind.pages:
                for record in self._site.of_kind(kind.kind):
                    yield address_of(record), partial(self._record, record)

    def moved(self, redirects: Iterable[Redirect], pages: Mapping[str, Page]) -> dict[Redirect, str]:
        """For each redirect that can be drawn, a page that sends readers on from any server, without a script.

        *pages*: every page by address.
        """
        drawn = {one: self._moved(one, pages[one.target_page].title) for one in redirects}
        return {one: page for one, page in drawn.items() if page is not None}

    def _moved(self, one: Redirect, title: str) -> str | None:
        canonical = self._website.absolute(one.target_page) if self._website.url else ""
        draw = partial(self._macros.call, "omdirigering", f"/{one.origin}", f"/{one.target}", title, canonical)
        drawn = self._attempt(draw, Place(one.place.path, one.place.line))
        return None if drawn is None else relativize(str(drawn).strip(), one.origin)[0] + "\n"

    def _page_titles(self) -> dict[str, str]:
        """The titles of frame and list pages by address."""
        found = {list_address(kind): kind.plural for kind in self._site.kinds.values()}
        return {**found, **{address: frame.meta.title for address, frame in self._frames.items()}}

    def part(self, place: Place, name: str, *arguments: Any) -> Markup | None:
        """What the macro *name* draws for something that is no page, for the file at *place*; None when it cannot."""
        drawn: Markup | None = self._attempt(partial(self._macros.call, name, *arguments), place)
        return drawn

    @property
    def macros(self) -> Collection[str]:
        """The names of the project's macros."""
        return self._macros.all.keys()

    @property
    def language(self) -> str:
        """The language of the site: of records, lists, and frame pages that say nothing else."""
        return self._macros.texts.language

    def _speaking(self, language: str) -> Macros:
        """The macros that draw pages in *language*."""
        texts = self._texts_in.get(language)
        return self._macros.speaking(texts) if texts else self._macros

    def crumbs(self, address: str, parent: str = "", start: str = "") -> tuple[Crumb, ...]:
        """The way to *address*: the start page, called *start*, *parent*, and every folder above it that is a page."""
        titles = self._titles
        start = start or self._macros.texts.plain("start")
        parts = address.rstrip("/").split("/")[:-1]
        above = ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
        way = ["", *([f"{parent}/"] if parent else []), *above]
        return (
            tuple(
                Crumb(titles.get(a, start) if a else start, f"/{a}") for a in dict.fromkeys(way) if a in titles or not a
            )
            if address
            else ()
        )

    def _record(self, record: Record) -> Page | None:
        """The page of *record*."""
        self._site.note("record", record.key)
        self._site.note("body", record.key)
        address, (before, after) = address_of(record), self._site.neighbours(record)
        drawn = self._attempt(partial(self._macros.record, record), Place(record.source.path))
        if drawn is None:
            return None
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
        )
        return self._page(view, file_of(address, index=False), record.source.path, self._texts(record))

    def _list(self, kind: type[Record]) -> Page | None:
        address = list_address(kind)
        drawn = self._attempt(partial(self._macros.call, "lista", kind.kind), Place(f"content/{kind.kind}/"))
        if drawn is None:
            return None
        view = View(
            address, kind.plural, kind.about, drawn, crumbs=self.crumbs(address, kind.parent), listing=kind.pages
        )
        shown = () if kind.pages else self._site.of_kind(kind.kind)
        return self._page(view, file_of(address, index=True), f"content/{kind.kind}/", self._texts(*shown))

    def _frame(self, frame: FramePage) -> Page | None:
        self._site.note("page", frame.source.path)
        written = self._frame_body(frame)
        if written is None:
            return None
        listed = next((k for k in self._site.kinds.values() if list_address(k) == frame.address), None)
        parent = listed.parent if listed else ""
        language = frame.meta.lang or self.language
        start = self._speaking(language).texts.plain("start")
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
        )
        page = self._page(view, frame.file, frame.source.path, [written])
        return page and replace(
            page,
            indexed=frame.meta.indexeras == "true",
            translations=self._translations(frame),
            words=frame.meta.synonymer,
            questions=frame.meta.sokfragor,
        )

    def _translations(self, frame: FramePage) -> tuple[tuple[str, str], ...]:
        """The page in every language, itself too; nothing when it is in one language only."""
        original = frame.address if frame.meta.oversattning_av is None else frame.meta.oversattning_av[1:]
        versions = [
            one for one in self._all_frames if one.address == original or one.meta.oversattning_av == f"/{original}"
        ]
        if frame.meta.oversattning_av is not None and original not in self._frames:
            place = frame.source.place(("oversattning_av",))
            self.problems.append(problem(place, "broken-page-link/translation", original=original))
        return (
            tuple((one.meta.lang or self.language, self._website.absolute(one.address)) for one in versions)
            if len(versions) > 1 and self._website.url
            else ()
        )

    def _linked_data(self, view: View) -> str:
        """What search engines are told about the page."""
        nodes: list[linked_data.Node] = []
        if view.crumbs:
            steps = [(crumb.title, crumb.address) for crumb in view.crumbs]
            nodes.append(linked_data.trail([*steps, (view.title, view.address)]))
        if not view.address:
            nodes.append(
                linked_data.website_node(self._website, view.ingress, self.language, linked_data.SEARCH in self._frames)
            )
        for kind in self._site.kinds.values():
            if list_address(kind) == view.address and not kind.single:
                nodes += linked_data.list_nodes(self._site, kind, self.language)
        own = linked_data.record_node(self._site, view.record, self.language) if view.record else None
        if view.record and own is None:
            own = linked_data.page_node(view.record, self._website, self.language)
        return linked_data.as_json([*nodes, *([own] if own else [])], self._website)

    def _frame_body(self, frame: FramePage) -> Written | None:
        """The page's Markdown as HTML, with the macros it calls; None when it cannot be drawn."""
        body, language = self._macros.bodies.page(frame.source.path), frame.meta.lang or self.language
        drawn = None if body.refused or body.failure else self._drawn_calls(frame.source, frame.held, language)
        if drawn is None:
            return None
        places = tuple(frame.source.body_place_at(call.name_at) for call in frame.held.calls)
        html = _TOKEN_PARAGRAPH.sub(r"\1", body.drawn(texts=self._speaking(language).texts))
        inside = {one[0] for tag in _WHOLE_TAG.findall(html) for one in _TOKEN.finditer(tag)}
        self.problems += [
            problem(place, "misplaced-call") for one, place in zip(drawn, places, strict=True) if one in inside
        ]
        html = _TOKEN.sub(lambda one: one[0] if one[0] in inside else drawn.get(one[0], one[0]), html)
        return Written(frame.source, body, tuple(zip(drawn.values(), places, strict=True)), html)

    def embedded(self, source: Source) -> Embedded | None:
        """The page *source*, which the engine draws, with what its macros draw; None when that cannot be done."""
        held = self._attempt(partial(hold, source.body), source.body_place())
        called = held and self._drawn_calls(source, held, self.language)
        if called is None:
            return None
        file = source.path.partition("/")[2]
        drawn, macros = {}, self._speaking(self.language)
        for one, html in called.items():
            shown, terms = macros.with_terms(html)
            boxes = macros.call("termrutor", terms) if terms else ""
            drawn[one] = relativize(f"{shown}{boxes}", address_of_file(file))[0]
        return Embedded(file, held.text, drawn)

    def _drawn_calls(self, source: Source, held: Held, language: str) -> dict[str, str] | None:
        """What each macro draws, by its token; None when a call is faulty. Every fault becomes a problem."""
        self.problems += [
            problem(source.body_place_at(fault.at), "template-syntax", fault=fault.what, remedy=fault.remedy)
            for fault in held.faults
        ]
        drawn = list(self._drawn_each(source, held.calls, language))
        if held.faults or None in drawn:
            return None
        return {token(number): str(html).strip() for number, html in enumerate(drawn)}

    def _drawn_each(self, source: Source, calls: Sequence[Call], language: str) -> Iterator[Markup | None]:
        """What each of *calls* draws, or None; after so many faults that the rest tells nothing more, no others."""
        faulty = 0
        for call in calls:
            drawn = self._called(source, call, self._speaking(language))
            yield drawn
            faulty += drawn is None
            if faulty == MAX_FAULTS:
                return

    def _called(self, source: Source, call: Call, macros: Macros) -> Markup | None:
        """What *call* draws, or None; the fault becomes a problem."""
        place = source.body_place_at(call.name_at)
        if call.name not in self._macros.all:
            self.problems.append(
                problem(
                    place,
                    "template-undefined",
                    remedy=did_you_mean(one_line(call.name), self._macros.all),
                    name=one_line(call.name),
                )
            )
            return None
        bound = self._attempt(lambda: bind(call, self._macros.info(call.name), self._site), place)
        if bound is None:
            return None
        arguments, faults = bound
        self.problems += [
            problem(source.body_place_at(fault.at), "invalid-argument", fault=fault.what, remedy=fault.remedy)
            for fault in faults
            if fault.what
        ]
        draw = partial(macros.call, call.name, **arguments)
        drawn: Markup | None = None if faults else self._attempt(draw, place, [*arguments.values()])
        return drawn

    def _texts(self, *records: Record) -> list[Written]:
        return [Written(record.source, self._macros.bodies[record]) for record in records]

    def _page(self, view: View, file: str, source: str, texts: Sequence[Written]) -> Page | None:
        """The page; *source* is the file to change, *texts* what editors wrote of it."""
        drawn = self._attempt(partial(self._drawn, view), Place(source))
        if drawn is None:
            return None
        html, links = relativize(str(drawn).strip(), view.address)
        broken = self._broken(links)
        places = self._places(texts) if broken else {}
        self._written += [(view.address, one) for one in texts]
        self.problems += _taken_anchors(html, texts)
        for link in broken:
            place = places.get(f"/{link}") or _call_place(f"/{link}", texts) or Place(source)
            self.problems.append(problem(place, "broken-page-link", remedy=self._instead_of(link, place), link=link))
        text = plain_text(view.content) if view.searchable and not view.listing else ""
        try:
            data = self._linked_data(view)
        except Exception as error:
            if self._faultless:
                self.problems.append(failure(phrase("work-on-linked-data"), error, source))
            return None
        return Page(
            view.address,
            file,
            view.title,
            view.ingress,
            html,
            source,
            view.kind,
            plain=as_markdown(html, resolved(view.address, self._website.url or "/")) if self._plain else "",
            text=text,
            listing=view.searchable and view.listing,
            record=view.record,
            linked_data=data,
            lang=view.lang or self.language,
            links=tuple(links),
            texts=tuple(one.source.path for one in texts),
        )

    def _broken(self, links: Iterable[str]) -> list[str]:
        """Those of *links* that lead to nothing; each as a reader follows it."""
        return [link for link in map(unescape, links) if re.split(r"[#?]", link)[0] not in self._known]

    def again(self, page: Page) -> bool:
        """Let *page*, drawn by an earlier build of what it would be drawn of now, be one of the pages; not with a link
        to what is gone."""
        if self._broken(page.links):
            return False
        self._written += [(page.address, Written(*self._text_at(path))) for path in page.texts]
        return True

    def _text_at(self, path: str) -> tuple[Source, Body]:
        record = record_at(self._site, path)
        bodies = self._macros.bodies
        return (record.source, bodies[record]) if record else (self._sources[path], bodies.page(path))

    def _instead_of(self, link: str, place: Place) -> Phrase | None:
        """What to write in the file at *place* in place of *link*, an address where nothing is."""
        target = re.split(r"[#?]", link)[0]
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

    def broken_anchors(self, pages: Mapping[str, Page]) -> Iterator[Problem]:
        """Links that editors wrote to a part of a page that is not there. *pages*: every page by address."""
        for address, written in self._written:
            resolve = resolver(self._site, written.source.path.rpartition("/")[0])
            own = {heading.id for heading in written.body.headings}
            for link in written.body.links:
                path, mark, anchor = (resolve(unquote(link.target)) or "").partition("#")
                page = pages.get(path.removeprefix("/") if path else address)
                inside = not path or (path.startswith("/") and not path.startswith("//"))
                if not (mark and inside and page) or anchor in own | PAGE_ANCHORS or anchor in page.anchors:
                    continue
                yield problem(
                    written.source.body_place(link.at.line, link.at.column),
                    "broken-anchor",
                    remedy=did_you_mean(anchor, page.anchors),
                    anchor=one_line(anchor),
                    address=page.address,
                )

    def _drawn(self, view: View) -> Markup:
        macros = self._speaking(view.lang or self.language)
        content, terms = macros.with_terms(view.content)
        return macros.call(self._macro, replace(view, content=content, terms=terms))

    def _attempt(self, draw: Callable[[], Any], place: Place, values: Any = ()) -> Any:
        """What *draw* gives, or None when a template fails; the fault becomes a problem, once for each template's line.

        *values*: what the file at *place* gives the template.
        """
        try:
            return self._budget.spend(place.path, draw)
        except TooCostly as reason:
            self.problems.append(problem(place, "too-costly-page", reason=told(reason)))
        except (MemoryError, RecursionError):
            raise  # This is part of other work, which is told of as too costly.
        except FaultyInfo as faulty:
            self.problems += faulty.problems
        except Exception as error:
            LOG.debug("%s", place.path, exc_info=error)
            found = template_problem(error, place, values)
            known = any((one.place, one.code) == (found.place, found.code) for one in self.problems)
            if not known and (self._faultless or found.code == "template-syntax"):
                self.problems.append(found)
        return None


def _taken_anchors(html: str, texts: Sequence[Written]) -> Iterator[Problem]:
    """Headings of *texts* whose anchor something else on the page *html* has too: a macro of the project's own.

    The standard parts' are known when a body is read.
    """
    count = Counter(id_ for _, id_ in _ANCHOR.findall(html))
    for one in texts:
        for heading in one.body.headings:
            if count[heading.id] > 1 and not is_reserved(heading.id) and not list(one.body.marked("repeated-anchor")):
                place = one.source.body_place(heading.spot.line, heading.spot.column)
                yield problem(place, "reserved-anchor", text=heading.id)


def _call_place(link: str, texts: Sequence[Written]) -> Place | None:
    """Where the macro is called that drew *link*."""
    calls = (call for one in texts for call in one.calls)
    return next((place for html, place in calls if f'"{link}"' in html or f'"{escape(link)}"' in html), None)


def plain_text(html: str) -> str:
    """*html* as running text: blocks end in a line break, explanations of terms and buttons are left out."""
    text = _BLOCK_END.sub("\n", _NOT_TEXT.sub("", html))
    text = _TAG.sub(" ", _IN_SENTENCE.sub("", text))
    lines = (" ".join(line.split()) for line in unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def headings_of(html: str) -> tuple[tuple[str, str], ...]:
    """The second-level headings of *html* as (id, text)."""
    return tuple((m[1], unescape(re.sub(r"<[^>]+>", "", m[2])).strip()) for m in _HEADING.finditer(html))
