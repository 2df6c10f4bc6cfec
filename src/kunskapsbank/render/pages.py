"""Records and frame pages -> finished pages."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, partial
from html import escape, unescape
from itertools import repeat
from operator import attrgetter
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup

from ..base.budgets import Budget, TooCostly
from ..base.problems import Place, Problem, problem
from ..base.settings import Website
from ..base.texts import Phrase, one_line, phrase, told
from ..content.addresses import (
    address_of,
    address_of_file,
    file_of,
    list_address,
    relativize,
    unread_addresses,
    withdrawn_addresses,
)
from ..content.failures import LOG, failure
from ..content.history import digest_of_text
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
from .divided import RELATED, Divided, Part, divided, is_long
from .frames import STANDARD_PAGES, FramePage, Held, hold, token
from .macro_info import FaultyInfo
from .macros import Macros
from .outline import label_of
from .plain_markdown import as_markdown, resolved
from .presentation import date_in_words
from .template_faults import template_problem

_ADDRESS = attrgetter("address")
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
#: Written so that it is looked for where a tag begins, and nowhere else.
_IN_SENTENCE = re.compile(rf"<(?:/(?:{_INSIDE})>|(?<!</span><)(?:{_INSIDE})(?:\s[^<>]*)?>)")
_TAG = re.compile(r"<[^>]+>")
_TOKEN = re.compile(r"kbmakro\d+slut")
_WHOLE_TAG = re.compile(r"""<[a-z](?:[^<>"]|"[^"]*")*>""")  #: As the sanitiser writes them.
_TOKEN_PARAGRAPH = re.compile(r"<p>\s*((?:kbmakro\d+slut\s*)+)</p>")
#: What JSON writes as it is, and YAML 1.1 refuses or takes for the end of a line.
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
PAGE_ANCHORS = {*RESERVED_IDS, "top", ""}  #: Every page has them, or browsers do.

#: A link to a page of the site, in finished HTML.
_SITE_LINK = re.compile(r'<a ([^<>]*?)href="/([^"/][^"]*)"([^<>]*)>(.*?)</a>', re.S)
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


@dataclass(frozen=True, slots=True)
class Version:
    """A page in one of its languages."""

    language: str
    name: str  #: What the language is called, in itself.
    address: str  #: With a leading slash, as templates write links.


LONG = ("html", "plain", "text")  #: What of a page may lie elsewhere.


@dataclass(frozen=True, slots=True)
class Later:
    """A text that lies elsewhere until somebody asks for it."""

    print: str  #: :func:`print_of` it.
    read: Callable[[], str]

    @classmethod
    def of(cls, text: str) -> Later:
        """*text*, which is here."""
        return cls(print_of(text), lambda: text)


class _Text:
    """A text in a dataclass, which may lie elsewhere: it is read each time somebody asks."""

    def __init__(self, default: str | None = None) -> None:
        """*default*: what it is when none is given; None where one must be."""
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, page: Any, owner: type | None = None) -> str:
        if page is None and self._default is None:
            raise AttributeError(self._name)  # So that dataclasses see that there is no value unless one is given.
        if page is None:
            return self._default or ""
        text: str | Later = page.__dict__[self._name]
        return text.read() if isinstance(text, Later) else text

    def __set__(self, page: Any, text: str | Later) -> None:
        page.__dict__[self._name] = text


def print_of(text: str) -> str:
    """What tells *text* from others: the SHA-256 of the file that it would be."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(file: bytes | Later) -> bytes:
    """What *file* holds."""
    return file if isinstance(file, bytes) else file.read().encode()


def file_print(file: bytes | Later) -> str:
    """The SHA-256 of *file*, which need not be read where it lies elsewhere."""
    return hashlib.sha256(file).hexdigest() if isinstance(file, bytes) else file.print


def _text(default: str) -> Any:
    return _Text(default)  # To a type checker the field is a text.


class _Readable:
    """Lets the HTML of a page lie elsewhere, without a default."""

    html: Any = _Text()


@dataclass(frozen=True)
class Page(_Readable):
    """A finished page."""

    address: str  #: Without a leading slash; empty for the start page.
    file: str  #: The Markdown file that MkDocs sees.
    title: str
    description: str
    html: str  #: What stands inside ``<main>``; links relative.
    source: str  #: The file an editor changes.
    kind: str = ""  #: Label that tells pages with one title apart.
    lang: str = "sv"
    #: The page as Markdown, with whole addresses where the site's own is known; empty where none asks.
    plain: str = _text("")
    #: What a search reads: the content without markup; empty for a page that is not to be found by it.
    text: str = _text("")
    listing: bool = False  #: Whether it lists records: to be found, but not by what it lists.
    translated: bool = False  #: Whether it is in another language than the site's.
    original: str = ""  #: The address of the page in the site's language that it translates; empty when there is none.
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
    digest: str = ""  #: Of a frame page: what tells its text from others.
    part_of: str | None = None  #: The address of the list that it shows a part of, beside that page itself.

    def later(self, name: str) -> Later:
        """The text that is called *name*, one of :data:`LONG`, without reading it where it lies elsewhere."""
        text = self.held(name)
        return text if isinstance(text, Later) else Later.of(text)

    def held(self, name: str) -> str | Later:
        """The same as it is held: where it lies elsewhere only that is told."""
        text: str | Later = self.__dict__[name]
        return text

    def but(self, **values: Any) -> Page:
        """The page with other *values*; what lies elsewhere is not read."""
        return Page(**{**self.values(), **values})

    def values(self) -> dict[str, Any]:
        """All that the page is, by name; what lies elsewhere is not read."""
        return {one.name: self.__dict__[one.name] for one in fields(self)}

    @property
    def searched(self) -> bool:
        """Whether a search finds it; its text need not be read where it lies elsewhere."""
        return bool(self.listing or self.__dict__["text"])

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """Every anchor with the name of its element. Read out of the finished page: macros draw most of them."""
        return {id_: tag for tag, id_ in _ANCHOR.findall(self.html)}

    def meta(self) -> dict[str, Any]:
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
        return meta | {key: value for key, value in more.items() if value}

    def front_matter(self) -> str:
        """The same as YAML, for any engine."""
        head = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in self.meta().items())
        told = _NOT_IN_YAML.sub(lambda sign: f"\\u{ord(sign[0]):04x}", head)
        return f"---\n{told}\n---\n"

    def markdown(self) -> str:
        """The page for any engine that reads Markdown: front matter and one block of HTML."""
        return f"{self.front_matter()}\n{self.html}\n"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What came of drawing a page."""

    page: Page | None  #: None when it cannot be drawn.
    problems: tuple[Problem, ...] = ()  #: None of them when why it cannot be drawn is told elsewhere.
    written: tuple[Written, ...] = ()  #: What editors wrote of it.
    parts: tuple[Page, ...] = ()  #: The other pages of a list that has several.

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages that came of it."""
        return (self.page, *self.parts) if self.page else ()


#: What draws a page, and of what: a frame page, a kind or a record.
Work = tuple[Callable[[Any], Drawing], Any]


class _Undrawn(Exception):
    """Something cannot be drawn."""

    def __init__(self, *problems: Problem) -> None:
        """*problems*: why, when it is not told elsewhere."""
        super().__init__()
        self.problems = problems


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
    versions: tuple[Version, ...] = ()  #: The page in its other languages.


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
        self._listed: dict[str, list[type[Record]]] = {}  #: The kinds that are listed at an address.
        for kind in site.kinds.values():
            self._listed.setdefault(list_address(kind), []).append(kind)
        #: The first pages in other languages than the site's, by address.
        self._starts = {one.address for one in frames if one.meta.oversattning_av == "/"}
        self._frame_versions = _versions_of(frames, self.language)
        translated = {key for of_language in site.translations.values() for key in of_language}
        self._translated = {address_of(site.originals[key]): site.originals[key] for key in sorted(translated)}
        #: What language each page of a translation is in, by its address.
        self._languages = {
            address_of(one): language for language, them in site.translations.items() for one in them.values()
        }
        self._works = tuple(self._all_works())
        #: What draws the page at each address, the last page first; of two at one address the one that comes first.
        self.works = dict(reversed(self._works))
        self._known: tuple[Collection[str], ...] = (
            *(self.works, self._titles, self._languages),
            *(*assets, theirs, unread_addresses(site), withdrawn_addresses(site)),
        )
        self._leading: set[str] = set()  #: The links that have been seen to lead to something.

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
            except _Undrawn as fault:
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
        except _Undrawn as fault:
            return None, fault.problems

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
        if address in self._starts:
            return ()
        if above and above[0] in self._starts:
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
            versions=self._versions(self.language, self._addresses_of(record)),
        )
        related = self._related(view)
        there = {page.address for page in related.pages} if related else ()
        drawing = self._page(view, file_of(address, index=False), record.source.path, self._texts(record), there)
        alternatives = self._alternatives(self._addresses_of(record))
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
        address, macros = address_of(record), self._speaking(record.language)
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
            versions=self._versions(record.language, self._addresses_of(record)),
        )
        label = macros.texts.plain("oversattning.namn")
        drawing = self._page(view, file_of(address, index=False), record.source.path, self._texts(record))
        alternatives = self._alternatives(self._addresses_of(record))
        original = self._addresses_of(record).get(self.language, "")
        page = drawing.page and replace(drawing.page, kind=label, translations=alternatives, original=original)
        return replace(drawing, page=page)

    def _withdrawn(self, record: Record) -> Drawing:
        """The page that keeps the address of *record*: since when it is withdrawn, and where to go instead.

        What it said is not there, for it may be wrong, and nobody checks it any longer. It is in no list, no search and
        nothing else that is made of pages.
        """
        language = record.language or self.language
        address, macros = address_of(record), self._speaking(language)
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
            label_of(record) if language == self.language else "",
            self.crumbs(address, "" if record.language else record.parent, macros.texts.plain("start")),
            searchable=False,
            lang=language,
        )
        drawing = self._page(view, file_of(address, index=False), record.source.path, ())
        page = drawing.page and drawing.page.but(indexed=False, plain="", linked_data="")
        return replace(drawing, page=page)

    def _addresses_of(self, record: Record) -> Mapping[str, str]:
        """The address of *record* in each of its languages."""
        return {one.language or self.language: address_of(one) for one in self._site.versions(record)}

    def _versions(self, language: str, addresses: Mapping[str, str]) -> tuple[Version, ...]:
        """The versions to show on a page in *language*: those in other languages."""
        others = ((one, address) for one, address in addresses.items() if one != language)
        return tuple(
            Version(one, self._speaking(one).texts.plain("oversattning.namn"), f"/{address}") for one, address in others
        )

    def _alternatives(self, addresses: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """(language, whole web address) of a page in every language; nothing when it is in one alone."""
        if len(addresses) < 2 or not self._website.url:
            return ()
        return tuple((language, self._website.absolute(address)) for language, address in addresses.items())

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
            versions=self._versions(self.language, self._frame_versions.get(address, {})),
        )
        shown = () if kind.pages else self._site.of_kind(kind.kind)
        drawing = self._in_parts(view, file_of(address, index=True), f"content/{kind.kind}/", self._texts(*shown))
        alternatives = self._alternatives(self._frame_versions.get(address, {}))
        return replace(drawing, page=drawing.page and replace(drawing.page, translations=alternatives))

    def _frame(self, frame: FramePage) -> Drawing:
        self._site.note("page", frame.source.path)
        written, problems = self._frame_body(frame)
        listed = next(iter(self._listed.get(frame.address, ())), None)
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
            versions=self._versions(language, self._frame_addresses(frame)),
        )
        drawing = self._in_parts(view, frame.file, frame.source.path, [written])
        indexed = frame.meta.indexeras == "true"
        page = drawing.page and replace(
            drawing.page,
            indexed=indexed,
            translations=self._translations(frame),
            original=(frame.meta.oversattning_av or "/")[1:],
            words=frame.meta.synonymer,
            questions=frame.meta.sokfragor,
            digest=digest_of_text(frame.meta.title, frame.meta.description, frame.source.body.strip()),
        )
        parts = tuple(replace(part, indexed=indexed) for part in drawing.parts)
        problems = [*problems, *drawing.problems, *self._wrongly_translated(frame)]
        return replace(drawing, page=page, problems=tuple(problems), parts=parts)

    def _wrongly_translated(self, frame: FramePage) -> Iterator[Problem]:
        """A page that translates one that is not there, into a language that is not, or that has it already."""
        language, original = frame.meta.lang or self.language, frame.meta.oversattning_av
        place = frame.source.place(("oversattning_av",))
        if original is not None and original[1:] not in self._titles:
            yield problem(place, "broken-page-link/translation", original=original[1:])
        if language not in self._texts_in and language != self.language:
            listed = ", ".join(self._texts_in)
            yield problem(frame.source.place(("lang",)), "unknown-language", language=language, listed=listed)
        if self._frame_addresses(frame).get(language) != frame.address:
            yield problem(place, "repeated-translation", language=language, original=original or "")

    def _translations(self, frame: FramePage) -> tuple[tuple[str, str], ...]:
        """The page in every language, itself too; nothing when it is in one language only."""
        return self._alternatives(self._frame_addresses(frame))

    def _frame_addresses(self, frame: FramePage) -> Mapping[str, str]:
        """The address of *frame* in each of its languages."""
        original = frame.meta.oversattning_av
        return self._frame_versions.get(frame.address if original is None else original[1:], {})

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
        for kind in self._listed.get(view.address, ()):
            if not kind.single:
                nodes += linked_data.list_nodes(self._site, kind, self.language)
        if view.record:
            language = view.lang or self.language
            own = linked_data.record_node(self._site, view.record, language)
            own = own or linked_data.page_node(view.record, self._website, language)
            nodes += filter(None, (own, linked_data.questions_node(self._site, view.record)))
        elif len(nodes) == bool(view.crumbs):  # Nothing but the way to it.
            language = view.lang or self.language
            nodes.append(linked_data.frame_node(view.address, view.title, view.ingress, self._website, language))
        return linked_data.as_json(nodes, self._website)

    def _frame_body(self, frame: FramePage) -> tuple[Written, list[Problem]]:
        """The page's Markdown as HTML, with the macros it calls, and what is wrong with it."""
        body, language = self._macros.bodies.page(frame.source.path), frame.meta.lang or self.language
        if body.refused or body.failure:
            raise _Undrawn  # A rule tells of both.
        drawn = self._drawn_calls(frame.source, frame.held, language)
        places = tuple(frame.source.body_place_at(call.name_at) for call in frame.held.calls)
        html = _TOKEN_PARAGRAPH.sub(r"\1", body.drawn(texts=self._speaking(language).texts))
        inside = {one[0] for tag in _WHOLE_TAG.findall(html) for one in _TOKEN.finditer(tag)}
        problems = [problem(place, "misplaced-call") for one, place in zip(drawn, places, strict=True) if one in inside]
        html = _TOKEN.sub(lambda one: one[0] if one[0] in inside else drawn.get(one[0], one[0]), html)
        return Written(frame.source, body, tuple(zip(drawn.values(), places, strict=True)), html), problems

    def embedded(self, sources: Iterable[Source]) -> tuple[list[Embedded], list[Problem]]:
        """Those pages of *sources*, which the engine draws, that can be drawn, with what their macros draw."""
        drawn: list[Embedded] = []
        problems: list[Problem] = []
        for source in sources:
            try:
                drawn.append(self._embedded(source))
            except _Undrawn as fault:
                problems += fault.problems
        return drawn, problems

    def _embedded(self, source: Source) -> Embedded:
        held = self._attempt(partial(hold, source.body), source.body_place())
        called = self._drawn_calls(source, held, self.language)
        file = source.path.partition("/")[2]
        drawn, macros = {}, self._speaking(self.language)
        for one, html in called.items():
            shown, terms = macros.with_terms(html)
            boxes = macros.call("termrutor", terms) if terms else ""
            drawn[one] = relativize(f"{shown}{boxes}", address_of_file(file))[0]
        return Embedded(file, held.text, drawn)

    def _drawn_calls(self, source: Source, held: Held, language: str) -> dict[str, str]:
        """What each macro draws, by its token; after so many faulty calls that the rest tells nothing more, no others.

        Raises:
            _Undrawn: If a call is faulty.
        """
        problems = [
            problem(source.body_place_at(fault.at), "template-syntax", fault=fault.what, remedy=fault.remedy)
            for fault in held.faults
        ]
        drawn: list[Markup] = []
        for number, call in enumerate(held.calls):
            try:
                drawn.append(self._called(source, call, self._speaking(language)))
            except _Undrawn as fault:
                problems += fault.problems
                if number + 1 - len(drawn) == MAX_FAULTS:
                    break
        if held.faults or len(drawn) < len(held.calls):
            raise _Undrawn(*problems)
        return {token(number): str(html).strip() for number, html in enumerate(drawn)}

    def _called(self, source: Source, call: Call, macros: Macros) -> Markup:
        """What *call* draws."""
        place = source.body_place_at(call.name_at)
        if call.name not in self._macros.all:
            name = one_line(call.name)
            raise _Undrawn(problem(place, "template-undefined", remedy=did_you_mean(name, self._macros.all), name=name))
        arguments, faults = self._attempt(lambda: bind(call, self._macros.info(call.name), self._site), place)
        if faults:
            raise _Undrawn(
                *(
                    problem(source.body_place_at(fault.at), "invalid-argument", fault=fault.what, remedy=fault.remedy)
                    for fault in faults
                    if fault.what
                )
            )
        drawn: Markup = self._attempt(partial(macros.call, call.name, **arguments), place, [*arguments.values()])
        return drawn

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
        part, texts = found.parts[number], self._speaking(view.lang or self.language).texts
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
        draw = partial(self._speaking(view.lang or self.language).call, "listdelar", found.parts, part)
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
            *_taken_anchors(html, texts),
            *self._broken_links([one for one in links if one.partition("#")[0] not in there], source, texts),
        )
        text = plain_text(view.content) if view.searchable and not view.listing else ""
        try:
            data = self._linked_data(view)
        except Exception as error:
            why = [failure(phrase("work-on-linked-data"), error, source)] if self._faultless else []
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
            lang=view.lang or self.language,
            translated=bool(view.lang) and view.lang != self.language,
            links=tuple(links),
            texts=tuple(one.source.path for one in texts),
        )
        return Drawing(page, problems, tuple(texts))

    def _as_markdown(self, html: str, address: str) -> str:
        folder = posixpath.dirname(address.rstrip("/"))
        if folder != self._said[0]:
            self._said = (folder, {})
        return as_markdown(html, resolved(address, self._website.url or "/"), self._said[1])

    def _broken_links(self, links: Iterable[str], source: str, texts: Sequence[Written]) -> Iterator[Problem]:
        """Those of *links*, on a page whose file is *source*, that lead to nothing, where they are written."""
        broken = self._broken(links)
        places = self._places(texts) if broken else {}
        for link in broken:
            place = places.get(f"/{link}") or _call_place(f"/{link}", texts) or Place(source)
            yield problem(place, "broken-page-link", remedy=self._instead_of(link, place), link=link)

    def _broken(self, links: Iterable[str]) -> list[str]:
        """Those of *links* that lead to nothing; each as a reader follows it."""
        found = [(link, unescape(link)) for link in links if link not in self._leading]
        self._leading.update(link for link, read in found if self._leads(_page_of(read)))
        return [read for link, read in found if link not in self._leading]

    def _leads(self, page: str) -> bool:
        """Whether there is a page or a file at the address *page*."""
        return any(page in some for some in self._known)

    def again(self, page: Page, parts: tuple[Page, ...] = ()) -> Drawing | None:
        """*page*, drawn by an earlier build of what it would be drawn of now, with the other *parts* of its list.

        None with a link to what is gone.
        """
        there = {part.address for part in parts} | ({page.address} if parts else set())
        links = dict.fromkeys(link for one in (page, *parts) for link in one.links) if parts else page.links
        if self._broken(link for link in links if not there or link.partition("#")[0] not in there):
            return None
        return Drawing(page, written=tuple(Written(*self._text_at(path)) for path in page.texts), parts=parts)

    def _text_at(self, path: str) -> tuple[Source, Body]:
        record = record_at(self._site, path)
        bodies = self._macros.bodies
        return (record.source, bodies[record]) if record else (self._sources[path], bodies.page(path))

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

    def _drawn(self, view: View) -> Markup:
        macros = self._speaking(view.lang or self.language)
        content, terms = macros.with_terms(view.content)
        if view.lang and view.lang != self.language:
            content = Markup(self._led(content, view.lang, macros.texts))
        return macros.call(self._macro, replace(view, content=content, terms=terms))

    def _led(self, html: str, language: str, texts: Texts) -> str:
        """*html* of a page in *language*, whose links lead to pages in it where there are such.

        Others say that the page they lead to is in the language of the site.
        """
        note = texts.plain("oversattning.pa_svenska")

        def led(link: re.Match[str]) -> str:
            before, address, after, text = link.groups()
            path, mark, anchor = address.partition("#")
            page, query, asked = path.partition("?")
            own = self._in_language(page, language)
            if not self._leads(page) or not page.endswith("/") or self._language_of(page) == language:
                return link[0]
            if "hreflang=" in f"{before}{after}":  # It is told already, and meant.
                return link[0]
            if own is not None:
                return f'<a {before}href="/{own}{query}{asked}{mark}{anchor}"{after}>{text}</a>'
            said = f' <span class="sprakmarke">({escape(note)})</span>'
            return f'<a {before}href="/{address}" hreflang="{self.language}"{after}>{text}</a>{said}'

        html = _SITE_LINK.sub(led, html)
        search = self._in_language(linked_data.SEARCH, language)
        return html.replace(f'action="/{linked_data.SEARCH}"', f'action="/{search or linked_data.SEARCH}"')

    def _language_of(self, page: str) -> str:
        """The language that the page at *page* is in."""
        frame = self._frames.get(page)
        return (frame.meta.lang if frame else self._languages.get(page)) or self.language

    def _in_language(self, page: str, language: str) -> str | None:
        """The address of the *page* in *language*; None when there is none."""
        if page in self._frame_versions:
            return self._frame_versions[page].get(language)
        record = self._translated.get(page)
        return self._addresses_of(record).get(language) if record else None

    def _attempt(self, draw: Callable[[], Any], place: Place, values: Any = ()) -> Any:
        """What *draw* gives. *values*: what the file at *place* gives the template.

        Raises:
            _Undrawn: If a template fails.
        """
        try:
            return self._budget.spend(place.path, draw)
        except TooCostly as reason:
            raise _Undrawn(problem(place, "too-costly-page", reason=told(reason))) from None
        except (MemoryError, RecursionError):
            raise  # This is part of other work, which is told of as too costly.
        except FaultyInfo as faulty:
            raise _Undrawn(*faulty.problems) from None
        except Exception as error:
            LOG.debug("%s", place.path, exc_info=error)
            found = template_problem(error, place, values)
            raise _Undrawn(*[found] if self._faultless or found.code == "template-syntax" else []) from None


def _page_of(link: str) -> str:
    """The address of the page that *link* leads to, whatever part of it or question it names."""
    return link.partition("#")[0].partition("?")[0]


def anchors_of_parts(pages: Iterable[Page]) -> dict[str, set[str]]:
    """The anchors that the other parts of a list have, by its address: a link to one of them leads there."""
    found: dict[str, set[str]] = {}
    for page in pages:
        if page.part_of is not None:
            found.setdefault(page.part_of, set()).update(page.anchors)
    return found


def drawn(draw: Callable[[Any], Drawing], what: Any) -> Drawing:
    """What *draw* gives of *what*: the two of a :data:`Work`."""
    try:
        return draw(what)
    except _Undrawn as fault:
        return Drawing(None, fault.problems)


def once(problems: Iterable[Problem]) -> list[Problem]:
    """*problems*, and of the same fault at one line of a template, met while several pages were drawn, the first."""
    first: dict[object, Problem] = {}
    for one in problems:
        first.setdefault((one.place, one.code) if one.code.startswith("template-") else one, one)
    return [*first.values()]


def _versions_of(frames: Iterable[FramePage], language: str) -> dict[str, dict[str, str]]:
    """The addresses of frame pages in each language, by that of the page in the site's own, *language*."""
    found: dict[str, dict[str, str]] = {}
    for frame in frames:
        original = frame.meta.oversattning_av
        of_page = found.setdefault(frame.address if original is None else original[1:], {})
        if original is not None:
            of_page.setdefault(language, original[1:])
        of_page.setdefault(frame.meta.lang or language, frame.address)
    return found


def _taken_anchors(html: str, texts: Sequence[Written]) -> Iterator[Problem]:
    """Headings of *texts* whose anchor something else on the page *html* has too: a macro of the project's own.

    The standard parts' are known when a body is read.
    """
    for one in texts:
        for heading in one.body.headings:
            seldom = html.count(f' id="{heading.id}"') < 2  # Cheap to see, and so it is nearly always.
            if seldom or is_reserved(heading.id) or list(one.body.marked("repeated-anchor")):
                continue
            if sum(id_ == heading.id for _, id_ in _ANCHOR.findall(html)) > 1:
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
    return tuple((m[1], unescape(_TAG.sub("", m[2])).strip()) for m in _HEADING.finditer(html))
