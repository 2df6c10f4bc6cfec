"""A project that somebody writes in: its pages as they would be published, drawn when they are asked for.

Nothing is built. What has been read is kept, so that an edit costs one file; a page is drawn of it when a browser asks,
and what takes longer (rules, all other pages, the search index) is done in small steps when nobody asks. What was drawn
of what has not changed is kept in memory, as a build keeps it on disk. A fault takes nothing away: a file that cannot
be read stays as it last was, and so does a page that cannot be drawn.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.budgets import Budget
from ..base.fingerprints import CODE, INDEX, fingerprint
from ..base.lazily import Together
from ..base.memory import Lasting
from ..base.parts import PAGE
from ..base.plain_files import read_plain
from ..base.problems import Place, Problem, errors
from ..base.texts import Phrase, phrase
from ..checks import check
from ..content.addresses import address_of_file, file_of, unread_addresses
from ..content.failures import failure
from ..content.load import is_published, is_waiting
from ..content.reads import Reads
from ..content.record import Record
from ..export.handouts.files import File, HandoutFiles, card_address
from ..export.handouts.handouts import outdated
from ..media.metadata import stripped
from ..render.divided import FOLDER
from ..render.drawing import Drawing, Work, drawn, once
from ..render.frames import FramePage
from ..render.page import Later, Page, content_of
from ..render.pages import Pages
from ..render.surroundings import surroundings
from ..render.template_faults import template_problem
from ..search.documents import each_document, filter_labels
from ..search.index import HARD_TO_FIND, index_files
from ..search.searcher import Searcher
from .draw import around_of, finished, for_programs, pages_of, reads_of, with_files
from .inputs import code_of
from .keeper import InMemory
from .make import Made, data_of, handed_out, on_demand
from .project import Project
from .read import Inputs, read
from .reread import reread
from .store import Store

if TYPE_CHECKING:
    from ..export.handouts.on_demand import OnDemand

#: What editors leave beside a file while it is open; a build tells of what is still there.
_OF_EDITORS = frozenset({"hidden-file", "leftover-file"})


@dataclass(frozen=True)
class Around:
    """What the engine's template is given beside a page."""

    titles: Mapping[str, str]  #: Of every page, by the file that the engine sees.
    values: Mapping[str, object]  #: See :func:`~..render.surroundings.surroundings`.
    code: str  #: The folder of scripts and styles.
    index: str  #: The folder of the search index.


#: Gives what draws a whole page: of a finished page, or of None for an address that does not exist.
Engine = Callable[[Around], Callable[[Page | None], str]]


@dataclass(frozen=True)
class Shown:
    """A page for a browser."""

    html: str  #: Whole; empty when there is to be a page that it has never been possible to draw.
    found: bool
    faults: tuple[Problem, ...]  #: Of the whole project, those of the page's own file first.
    mark: Phrase | None = None  #: Why readers do not see the page yet.
    source: str = ""  #: The file that is changed to change the page; empty where there is none.


@dataclass(frozen=True, eq=False)
class Surveyed:
    """The whole project, as it was when all of it had last been drawn."""

    inputs: Inputs
    pages: tuple[Page, ...]
    hard: bytes  #: The pages that are hard to find in the search, as its index lists them.
    problems: tuple[Problem, ...]


@dataclass
class _Now:
    """What is shown at present."""

    inputs: Inputs
    made: Made
    pages: Pages
    whole: Callable[[Page | None], str]
    problems: list[Problem]
    store: Store
    reads: Reads
    around: str
    drawn: dict[str, Drawing] = field(default_factory=dict)
    is_sure: bool = True  #: Whether all of the project has been read, and not only what was told of.
    is_finished: bool = False  #: Whether all pages have been drawn, and the search index is made of them.

    def drawing(self, address: str) -> Drawing:
        """The page at *address*, drawn if it must be.

        Beside a fault, which may be why a page lacks something, nothing that is drawn is kept for later; nor before all
        has been read, which may have changed too.
        """
        draw = partial(drawn, *self.pages.works[address])
        how = draw, self.pages, self.reads, self.around
        if self.is_sure and not errors(self.problems):
            return self.store.page(address, *how)
        return self.store.again(address, *how) or draw()


class Preview:
    """The preview of one project as of one day. Used by one thread; :meth:`steps` and the questions take turns."""

    def __init__(self, project: Project, today: dt.date, engine: Engine, changed: Callable[[], None], drafts: bool):
        """*changed* is called when pages may look otherwise. *drafts*: whether what is not published yet is shown."""
        self._project, self._today, self._engine, self._drafts = project, today, engine, drafts
        self._changed = changed
        self._memory = Lasting()
        self._keeper = InMemory()
        self._now: _Now | None = None
        self._read: Inputs | None = None  #: All of the project, as it last was when all of it was read.
        self._told = deque[str]()
        self._problems: tuple[Problem, ...] = ()
        self._handouts: OnDemand | None = None
        self._good: dict[str, Page] = {}
        self._last: dict[str | None, str] = {}  #: Pages as they were last drawn, with all around them.
        self._files: dict[str, bytes | Later] = {}  #: Made of all pages, by address.
        self._index: dict[str, bytes] = {}  #: The search index, by name.
        self._index_folder = f"{INDEX}/0"
        self._surveyed: Surveyed | None = None

    def told(self, paths: Iterable[str]) -> None:
        """Take note of *paths* below the project's folder that have changed, to be read first; from any thread."""
        self._told.extend(paths)

    def steps(self) -> Iterator[None]:
        """Read what has changed and show it, then do the rest; others may be answered between steps."""
        try:
            yield from self._steps()
        except Exception as error:  # A writer goes on with what was there.
            self._tell([*self._problems, failure(phrase("work-on-pages"), error)])

    def _steps(self) -> Iterator[None]:
        budget, before = Budget(), self._now
        if before and not before.is_finished:
            before.store.save_unfinished()
        is_shown = before is not None and self._show_first(before, budget)
        if is_shown:
            yield
        inputs, found = read(
            self._project,
            self._today,
            None,
            None,
            budget,
            self._memory,
            self._read,
            drafts=self._drafts,
        )
        found = [one for one in found if one.code not in _OF_EDITORS]
        unusable = not inputs.site.kinds.whole or any(one.place.path == self._project.config.name for one in found)
        if unusable and (before or not inputs.site.kinds.whole):
            self._tell(found)
            return
        self._read = inputs
        data = before.made.data if before else Together(partial(data_of, inputs))
        made = Made(data, handed_out(inputs), HandoutFiles())
        self._keeper = self._keeper.of_code(code_of(self._project, inputs.settings, [self._today]))
        store = Store(self._keeper)
        self._handouts = on_demand(inputs, made)
        if self._handouts:
            made = replace(made, files=self._handouts.files)
        if not is_shown:  # Otherwise the rules need not be waited for: what a writer waits for is there.
            self._show(inputs, made, found, store)
        yield
        found = [*found, *check(inputs.site, inputs.bodies), *outdated(inputs.site, made.handouts)]
        now = self._show(inputs, made, found, store)
        yield
        for address in now.pages.works:
            self._page(address)
            yield
        yield from self._rest(now)

    def _show_first(self, before: _Now, budget: Budget) -> bool:
        """Show the records that were told of, if that can be done before all has been read; whether it was."""
        told = [self._told.popleft() for _ in range(len(self._told))]
        inputs = reread(before.inputs, told, self._memory, budget, drafts=self._drafts)
        if inputs is None:
            return False
        made = replace(before.made, handouts=handed_out(inputs))
        self._show(inputs, made, before.problems, Store(self._keeper)).is_sure = False
        return True

    def _show(self, inputs: Inputs, made: Made, found: list[Problem], store: Store) -> _Now:
        """Let browsers see *inputs*, in which *found* is wrong. *store*: of what was drawn before."""
        reads = reads_of(inputs, made)
        pages = pages_of(inputs, made, errors(found), reads.site)
        code = fingerprint(sorted(inputs.code.items()))
        around = Around(
            _Titles(pages.works),
            surroundings(
                inputs.settings, pages.works, inputs.texts.values(), kinds=inputs.site.kinds, code=inputs.code
            ),
            f"{CODE}/{code}",
            self._index_folder,
        )
        self._now = _Now(inputs, made, pages, self._engine(around), found, store, reads, around_of(inputs))
        self._tell(found)
        return self._now

    def _tell(self, problems: list[Problem]) -> None:
        self._problems = tuple(sorted(once(problems)))
        self._changed()

    def _rest(self, now: _Now) -> Iterator[None]:
        """What follows from all records together, and from all pages."""
        self._now = now = replace(now, made=replace(now.made, data=data_of(now.inputs, now.store)))
        yield
        shown = {address: self._page(address) for address in reversed(now.pages.works)}
        drawings = [replace(now.drawn[address], page=page) for address, page in shown.items()]
        after, found = finished(now.inputs, now.made, False, now.pages, drawings, errors(now.problems), now.store.told)
        drawn = after.pages
        self._files = {**now.made.data, **{path: content_of(file) for path, file in after.files.items()}}
        yield
        texts = now.inputs.texts[now.inputs.settings.languages[0]]
        told = []
        for one in each_document(now.inputs.site, drawn, now.store.terms.lexicon):
            told.append(one)
            yield
        searcher = Searcher.of(now.inputs.site, drawn, told, now.store.told)
        yield
        files = {}
        for name, file in index_files(searcher, filter_labels(now.inputs.site.kinds, texts), now.store.told):
            files[name] = content_of(file)
            yield
        self._surveyed = Surveyed(now.inputs, tuple(drawn), files.get(HARD_TO_FIND, b""), tuple(now.problems))
        folder = f"{INDEX}/{fingerprint(sorted(files.items()))}"
        if folder != self._index_folder:
            self._index_folder, self._index = folder, files
            self._show(now.inputs, now.made, now.problems, now.store).drawn.update(now.drawn)
        now.store.save()
        (self._now or now).is_finished = True
        self._tell([*now.problems, *found])

    def _page(self, address: str) -> Page | None:
        """The page at *address*; as it last was when it cannot be drawn now."""
        now = self._now
        if now is None:
            return None
        if address not in now.pages.works:
            return self._part(now, address)
        if address not in now.drawn:
            now.drawn[address] = drawing = with_files(now.drawing(address), now.made)
            if drawing.page is None:
                self._tell([*self._problems, *drawing.problems])
        page = now.drawn[address].page
        if page:
            self._good[address] = page
        return page or self._good.get(address)

    def _part(self, now: _Now, address: str) -> Page | None:
        """The page at *address*, when it is the part of a list."""
        whole = f"{f'/{address}'.partition(f'/{FOLDER}')[0]}/"[1:]
        if whole not in now.pages.works or self._page(whole) is None:
            return None
        return next((part for part in now.drawn[whole].parts if part.address == address), None)

    def page(self, address: str) -> Shown:
        """What a browser is shown at *address*, without a leading slash."""
        now = self._now
        if now is None:
            return Shown("", False, self._problems)
        page = self._page(address)
        exists = bool(page) or address in now.pages.works or address in unread_addresses(now.inputs.site)
        faults = sorted(self._problems, key=lambda one: page is None or one.place.path != page.source)
        html, fault = self._whole(now, address, page) if page or not exists else ("", [])
        mark, source = (self._mark(page), page.source) if page else (None, "")
        return Shown(html, exists, (*fault, *faults), mark, source)

    def _whole(self, now: _Now, address: str, page: Page | None) -> tuple[str, list[Problem]]:
        """All of *page*; as it last was, and why, when the templates around it are faulty."""
        shown = address if page else None  # Of all that is missing, one page is kept: anybody can ask for more.
        try:
            self._last[shown] = html = now.whole(page and for_programs(page, now.inputs, self._files))
        except Exception as error:
            source = page.source if page else self._project.config.name
            return self._last.get(shown, ""), [template_problem(error, Place(source), folder=PAGE.folder)]
        return html, []

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Forget after the block what was read and shown in it, as if the files had never said that."""
        before = self._now, self._read, self._problems, self._handouts
        try:
            with self._memory.aside():
                yield
        finally:
            self._now, self._read, self._problems, self._handouts = before

    @property
    def inputs(self) -> Inputs | None:
        """What the project says at present; None before the first step."""
        return self._now.inputs if self._now else None

    @property
    def surveyed(self) -> Surveyed | None:
        """What was known when all had last been drawn; None until it has been."""
        return self._surveyed

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the project, as far as it has been looked at."""
        return self._problems

    @property
    def name(self) -> str:
        """What the site is called."""
        return self._now.inputs.website.name if self._now else ""

    def _mark(self, page: Page) -> Phrase | None:
        record = page.record
        if record is None or is_published(record, self._today) or not is_waiting(record, self._today):
            return None
        if record.status == "utkast":
            return phrase("preview.draft")
        return phrase("preview.scheduled", day=record.publiceras.isoformat() if record.publiceras else "")

    def has_page(self, address: str) -> bool:
        """Whether there is a page at *address*."""
        now = self._now
        return now is not None and (address in now.pages.works or self._part(now, address) is not None)

    def files_of(self, record: Record) -> tuple[File, ...]:
        """What is handed out of *record*, without any county's name."""
        document = self._handouts and self._handouts.files.of_document.get(record.version_key)
        return document.neutral if document else ()

    def card_of(self, address: str) -> str:
        """Where the share card of the page at *address* is; empty when it has none."""
        card = card_address(address)
        return card if self._handouts and card in self._handouts.files.paths else ""

    def file(self, address: str) -> bytes | None:
        """The published file at *address*, that is no page; None when there is none.

        Raises:
            OSError: If it cannot be read.
        """
        now = self._now
        if now is None:
            return None
        sort, _, versioned = address.partition("/")
        if sort in (CODE, INDEX):  # Whatever version an open page asks for: it is about to be shown again.
            return (now.inputs.code if sort == CODE else self._index).get(versioned.partition("/")[2])
        made = self._files.get(address) or now.made.data.get(address)
        if made is not None:
            return content_of(made)
        path = now.inputs.assets.get(address)
        if path:
            return self._asset(path)
        return self._handouts.get(address) if self._handouts else None

    def _asset(self, path: Path) -> bytes:
        below = self._project.docs if path.is_relative_to(self._project.docs) else None
        return stripped(read_plain(path, below=below), path.suffix)


class _Titles(Mapping[str, str]):
    """The titles of all pages, by the file that the engine sees: it asks for those of its menu."""

    def __init__(self, works: Mapping[str, Work]) -> None:
        self._works = works

    def __getitem__(self, file: str) -> str:
        _, what = self._works[address_of_file(file)]
        if isinstance(what, FramePage):
            return what.meta.title
        return what.titel if isinstance(what, Record) else str(what.plural)

    def __iter__(self) -> Iterator[str]:
        for address, (_, what) in self._works.items():
            yield what.file if isinstance(what, FramePage) else file_of(address, index=not isinstance(what, Record))

    def __len__(self) -> int:
        return len(self._works)

    def __repr__(self) -> str:
        return repr(dict(self))
