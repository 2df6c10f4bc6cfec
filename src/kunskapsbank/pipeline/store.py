"""Finished work, kept from one build to the next: bodies that were converted, and pages that were drawn.

A page is kept with the questions that it put to the site while it was drawn, and with what tells their answers from
others. It is used again when the answers are the same, and never else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import TypeAdapter

from ..base.processes import at_once, in_shares
from ..base.settings import Settings
from ..content.reads import Reads
from ..content.record import Record
from ..content.site import Site
from ..markdown.kept import KeptBody
from ..render.drawing import Drawing
from ..render.page import LONG, Later, Page
from ..render.pages import Pages
from .keeper import Keeper
from .project import Project
from .terms import KeptTerms

T = TypeVar("T")

MIN_SHARED = 200  #: Pages to draw that are worth a process more: what it gives must be handed over.
BODIES, PAGES, TOLD, FILES = "texter.json", "sidor.json", "floden.json", "tabeller.json"  #: In the project's cache.


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page, what it read, and what tells the answers from others."""

    reads: tuple[tuple[str, str], ...]
    answers: str
    record: str  #: What its record is called, as :attr:`Record.version_key`, or nothing.
    page: dict[str, Any]  #: All that a page is, but for its record; of its long texts, where they are: see ``_values``.
    parts: tuple[dict[str, Any], ...] = ()  #: The other pages of its list, in the same way.

    @property
    def pieces(self) -> set[str]:
        """The pieces that hold the long texts of its pages."""
        return {one["piece"] for one in (self.page, *self.parts)}

    def leading(self, links: Callable[[Any], object]) -> KeptPage:
        """The same with what *links* makes of where its pages lead."""
        page, *parts = ({**one, "links": links(one["links"])} for one in (self.page, *self.parts))
        return replace(self, page=page, parts=tuple(parts))


@dataclass(frozen=True, slots=True)
class _Packed:
    """Pages by their addresses. A question that many put, as most are, is written once: a page has its number. So is an
    address that many lead to.
    """

    questions: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    reads: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    pages: Mapping[str, KeptPage] = field(default_factory=dict)  #: Without what each read.

    @classmethod
    def of(cls, pages: Mapping[str, KeptPage]) -> _Packed:
        """*pages*, to keep."""
        questions, links = _Numbers[tuple[str, str]](), _Numbers[str]()
        reads = {address: questions.of(page.reads) for address, page in pages.items()}
        packed = {address: replace(page.leading(links.of), reads=()) for address, page in pages.items()}
        return cls(tuple(questions), tuple(links), reads, packed)

    def whole(self) -> dict[str, KeptPage]:
        """The pages that were packed."""

        def links(numbers: Iterable[int]) -> tuple[str, ...]:
            return tuple(map(self.links.__getitem__, numbers))

        asked = self.questions.__getitem__
        return {
            address: replace(page.leading(links), reads=tuple(map(asked, self.reads[address])))
            for address, page in self.pages.items()
        }


class _Numbers(dict[T, int]):
    """What there is, each with its number, in the order in which it was asked for."""

    def of(self, found: Iterable[T]) -> tuple[int, ...]:
        """The numbers of what was *found*."""
        return tuple(self.setdefault(one, len(self)) for one in found)


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """Files beside the pages, what they were made of, and what tells them from others."""

    reads: tuple[tuple[str, str], ...]
    answers: str
    piece: str  #: It holds them, one after the other.
    files: tuple[tuple[str, str, int], ...]  #: The path of each, its SHA-256, and how many bytes it is.


_Work = Callable[[Site], dict[str, bytes]]  #: Makes files, by path, of what it reads.
_FILES, _TOLD = TypeAdapter(dict[str, KeptFiles]), TypeAdapter(dict[str, str])
_BODIES, _PAGES = TypeAdapter(dict[str, KeptBody]), TypeAdapter(_Packed)
_TUPLES = ("words", "questions", "links", "texts", "alternates")


class Store:
    """What one build finds of those before it, and leaves to the next."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self._bodies = keeper.read(BODIES, _BODIES) or {}
        self._pages = (keeper.read(PAGES, _PAGES) or _Packed()).whole()
        self.pages: dict[str, KeptPage] = {}  #: Of this build.
        self.bodies: dict[str, KeptBody] = {}  #: Of this build.
        self.terms = KeptTerms(keeper)
        self._told = keeper.read(TOLD, _TOLD) or {}
        self._telling: dict[str, str] = {}
        self._files = keeper.read(FILES, _FILES) or {}
        self._using: dict[str, KeptFiles] = {}
        self._ready: set[str] = set()  #: The pages that are kept as this build would draw them, as far as is known.
        self._questions: dict[tuple[str, str], tuple[str, str]] = {}
        self._pieces: set[str] = set()  #: Those that hold what was saved last.
        self.drawn = 0  #: How many pages had to be drawn.

    @classmethod
    def of(cls, project: Project, settings: Settings, today: dt.date) -> Store:
        """The store of *project*, for a build as of *today*."""
        return cls(Keeper.of(project, settings, today))

    @property
    def converted(self) -> Mapping[str, KeptBody]:
        """The bodies of the build before, by file."""
        return self._bodies

    def draw_ahead(self, pages: Pages, reads: Reads, around: str) -> None:
        """Draw those of *pages* that must be drawn, in as many processes as can work at once, where it pays.

        They are found by :meth:`page` as if an earlier build had drawn them; but for those with a fault, which it
        draws itself.
        """
        drawers = [*pages.drawers()]
        self._ready |= {address for address, _ in drawers if self._fresh(address, reads, around)}
        waiting = [one for one in drawers if one[0] not in self._ready]
        count = min(at_once(), len(waiting) // MIN_SHARED) if self.keeper.keeps else 0
        if count < 2:
            return
        pages.prepare()

        def share(number: int) -> bytes:
            drawn = ((address, self._drawn(draw, reads, around)[1]) for address, draw in waiting[number::count])
            found = {address: kept for address, kept in drawn if kept}
            if number:
                return _PAGES.dump_json(_Packed.of(found))
            self._take(found)  # They are here.
            return b""

        for drawn in filter(None, in_shares(share, count)):
            self._take(_PAGES.validate_json(drawn).whole())
        self.drawn += len(waiting)

    def _take(self, drawn: Mapping[str, KeptPage]) -> None:
        """Use *drawn*, pages by their addresses, as if an earlier build had drawn them."""
        self._pages |= drawn
        self._ready |= drawn.keys()

    def page(self, address: str, draw: Callable[[], Drawing], pages: Pages, reads: Reads, around: str) -> Drawing:
        """The page at *address*, drawn by *draw* if it must be. *around*: what all are drawn of beside the site."""
        again = self.again(address, draw, pages, reads, around)
        if again:
            return again
        self.drawn += 1
        drawing, kept = self._drawn(draw, reads, around)
        if kept is None:
            return drawing
        self.pages[address] = kept
        page, parts = self._pages_of(kept, reads, draw)
        return replace(drawing, page=page, parts=parts)

    def again(
        self, address: str, draw: Callable[[], Drawing], pages: Pages, reads: Reads, around: str
    ) -> Drawing | None:
        """As :meth:`page`, but for a page that must be drawn: None."""
        kept = self._fresh(address, reads, around)
        drawing = pages.again(*self._pages_of(kept, reads, draw)) if kept else None
        if kept and drawing:
            self.pages[address] = kept
        return drawing

    def _fresh(self, address: str, reads: Reads, around: str) -> KeptPage | None:
        """The page at *address* as it was drawn before, if what it read is the same."""
        kept = self._pages.get(address)
        if address in self._ready:
            return kept
        return kept if kept and kept.answers == _answers(reads, kept.reads, around) else None

    def _drawn(self, draw: Callable[[], Drawing], reads: Reads, around: str) -> tuple[Drawing, KeptPage | None]:
        """What *draw* gives, and what is kept of it, if anything."""
        drawing, noted = reads.during(draw)
        drawn = drawing.page
        if drawn is None or drawing.problems or not self.keeper.keeps:
            return drawing, None
        told, parts = tuple(map(self._once, sorted(noted))), tuple(map(self._values, drawing.parts))
        return drawing, KeptPage(told, _answers(reads, told, around), _key(drawn), self._values(drawn), parts)

    def _once(self, question: tuple[str, str]) -> tuple[str, str]:
        """*question*, which is the same value for all pages that put it."""
        return self._questions.setdefault(question, question)

    def _values(self, page: Page) -> dict[str, Any]:
        """What is kept of *page*: its long texts, one after the other, are a piece.

        ``long`` has what each of them is called, its SHA-256, and how many bytes it is.
        """
        values = {name: value for name, value in page.values().items() if name not in (*LONG, "record")}
        texts = {name: text.encode() for name in LONG if (text := getattr(page, name))}
        long = [(name, sha256(data).hexdigest(), len(data)) for name, data in texts.items()]
        return {**values, "piece": self.keeper.keep_piece(b"".join(texts.values())), "long": long}

    def _pages_of(self, kept: KeptPage, reads: Reads, draw: Callable[[], Drawing]) -> tuple[Page, tuple[Page, ...]]:
        """The page that is *kept* and the other parts of its list; where a text is gone, *draw* gives the same."""
        record, (first, *rest) = reads.site.version(kept.record), (kept.page, *kept.parts)
        page = self._page(first, record, partial(_drawn_again, draw, 0))
        others = enumerate(rest, 1)
        return page, tuple(self._page(one, None, partial(_drawn_again, draw, number)) for number, one in others)

    def _page(self, values: dict[str, Any], record: Record | None, draw: Callable[[], Page]) -> Page:
        """The page whose *values* are kept; where its text is gone, *draw* gives the same."""
        translations = tuple((lang, address) for lang, address in values["translations"])
        own = {name: value for name, value in values.items() if name not in ("piece", "long")}
        piece = values["piece"]

        def text(name: str, print_: str, start: int, size: int) -> str:
            found = self.keeper.piece(piece, print_, start, size)
            return str(getattr(draw(), name)) if found is None else found.decode()

        long: dict[str, str | Later] = dict.fromkeys(LONG, "")
        start = 0
        for name, print_, size in values["long"]:
            long[name] = Later(print_, partial(text, name, print_, start, size))
            start += size
        tuples = {name: tuple(values[name]) for name in _TUPLES}
        return Page(**{**own, **tuples, **long, "translations": translations, "record": record})

    def told(self, made_of: str, work: Callable[[], str]) -> str:
        """What *work* gives, which is made of what *made_of* tells: a :data:`~..base.memory.TextMemory`."""
        known = self._told.get(made_of)
        self._telling[made_of] = text = work() if known is None else known
        return text

    def files(self, name: str, work: _Work, reads: Reads, around: str) -> dict[str, bytes | Later]:
        """The files that are called *name* together, by path on the site: texts that *work* makes of what it reads.

        They lie where they are kept until somebody asks for one. *around*: as in :meth:`page`.
        """
        kept = self._files.get(name)
        if kept is None or kept.answers != _answers(reads, kept.reads, around):
            found, noted = reads.during(lambda: work(reads.site))
            if not self.keeper.keeps:
                return {**found}
            told = tuple(sorted(noted))
            parts = tuple((path, sha256(data).hexdigest(), len(data)) for path, data in found.items())
            piece = self.keeper.keep_piece(b"".join(found.values()))
            kept = KeptFiles(told, _answers(reads, told, around), piece, parts)
        self._using[name] = kept
        return dict(self._later(kept, cache(lambda: work(reads.site))))  # Once, for all that are gone.

    def _later(self, kept: KeptFiles, again: Callable[[], dict[str, bytes]]) -> Iterator[tuple[str, Later]]:
        """The files that are *kept*; where they are gone, *again* gives the same."""
        start = 0

        def read(path: str, print_: str, start: int, size: int) -> str:
            data = self.keeper.piece(kept.piece, print_, start, size)
            return (again()[path] if data is None else data).decode()

        for path, print_, size in kept.files:
            yield path, Later(print_, partial(read, path, print_, start, size))
            start += size

    def save_unfinished(self) -> None:
        """Keep the pages and terms that this build has made or used, and what it did not come to."""
        self.keeper.write(PAGES, _PAGES, _Packed.of({**self._pages, **self.pages}))
        self.terms.save_unfinished()

    def let_go(self) -> None:
        """Keep the bodies and pages of this build now, and let go of them and of those before: all is drawn."""
        self._save_drawn()
        self._bodies, self._pages, self.bodies, self.pages = {}, {}, {}, {}

    def save(self) -> None:
        """Keep what this build has made or used, and nothing else."""
        self._save_drawn()
        if self._pieces:
            self.keeper.drop_pieces(self._pieces)
            self.keeper.write(TOLD, _TOLD, self._telling)
        self.terms.save()

    def _save_drawn(self) -> None:
        if self.pages:
            self.keeper.write(BODIES, _BODIES, self.bodies)
            self.keeper.write(PAGES, _PAGES, _Packed.of(self.pages))
            self.keeper.write(FILES, _FILES, self._using)
            files = {one.piece for one in self._using.values()}
            self._pieces = files.union(*(one.pieces for one in self.pages.values()))


def _answers(reads: Reads, noted: tuple[tuple[str, str], ...], around: str) -> str:
    return f"{reads.digest(noted)}{around}"


def _drawn_again(draw: Callable[[], Drawing], number: int) -> Page:
    """The page *number* of those that *draw* gives: what was drawn once can be drawn again."""
    return draw().pages[number]


def _key(page: Page) -> str:
    return page.record.version_key if page.record else ""
