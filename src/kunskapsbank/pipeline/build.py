"""A project folder -> every page of its site, with every problem found on the way: read, check, make, draw.

Each step is a function that returns its value and what is wrong. Files are made before pages are drawn, since pages
say how large they are; share cards, of which no page says so, meanwhile.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..base.budgets import Budget
from ..base.memory import forgetful
from ..base.problems import Problem, Severity, errors
from ..base.settings import Website
from ..base.texts import phrase
from ..checks import check
from ..content.addresses import address_of
from ..content.failures import failure
from ..content.history import History
from ..content.kinds import Kinds
from ..content.site import Site
from ..export.handouts.files import Cards
from ..reading.texts import Texts, standard_texts
from ..render.frame_bodies import Embedded
from ..render.page import Later, Page, content_of
from .draw import Drawn, draw
from .make import Made, make
from .project import Project
from .read import Inputs, read
from .store import Store

if TYPE_CHECKING:
    from ..export.handouts.workers import Workers

THEIR_LOOK = phrase("their-look")


@dataclass(frozen=True)
class Build:
    """The outcome of one run over a project."""

    site: Site
    pages: tuple[Page, ...]
    problems: tuple[Problem, ...]
    assets: Mapping[str, Path] = field(default_factory=dict)  #: Published without metadata, by path on the site.
    files: Mapping[str, bytes | Later] = field(default_factory=dict)  #: Made beside the pages, by path on the site.
    handouts: Mapping[str, Path] = field(default_factory=dict)  #: What is handed out, by path on the site.
    digests: Mapping[str, str] = field(default_factory=dict)  #: SHA-256 of what was judged, by address below ``docs/``.
    made: int = 0  #: How many of those files were not there before.
    code: Mapping[str, bytes] = field(default_factory=dict)  #: Scripts, styles and fonts, by name.
    texts: Texts = field(default_factory=lambda: standard_texts("sv"))  #: The words in the language of the site.
    around: Mapping[str, Any] = field(default_factory=dict)  #: See :func:`~..render.surroundings.surroundings`.
    embedded: tuple[Embedded, ...] = ()  #: Pages that the engine draws, with what their macros draw.
    history: History = field(default_factory=History)  #: When records changed.
    in_theme: bool = False  #: Whether pages stand in the page of the project's own theme.
    cards: Callable[[], Cards] | None = None  #: Waits for the share cards, where those are still being made.

    def whole(self) -> Build:
        """This build with its share cards, when they have been made, and what is wrong with them."""
        if self.cards is None:
            return self
        cards = self.cards()
        return replace(
            self,
            problems=tuple(sorted({*self.problems, *cards.problems})),
            handouts={**self.handouts, **cards.paths},
            digests={**self.digests, **_digests(cards.paths)},
            made=self.made + cards.made,
            cards=None,
        )

    def file(self, path: str) -> bytes:
        """What was made beside the pages at *path* on the site."""
        return content_of(self.files[path])

    @property
    def failed(self) -> bool:
        """Whether any problem stops the build."""
        return any(p.severity is Severity.ERROR for p in self.problems)

    def page_types(self) -> tuple[str, ...]:
        """Addresses that show every sort of page.

        That is each frame and list page, of a list that has several the first two, the first record of each kind in
        each language, and the first withdrawn one.
        """
        originals = {
            kind: self.site.of_kind(kind) for kind, one in self.site.kinds.items() if one.pages and not one.single
        }
        firsts = {address_of(records[0]) for records in originals.values() if records}
        translated = [record for them in self.site.translations.values() for record in them.values()]
        firsts |= {address_of(one) for one in {(one.language, one.kind): one for one in reversed(translated)}.values()}
        others = (*self.site.records.values(), *translated, *self.site.withdrawn[1:])
        records = {address_of(one) for one in others if not one.single}
        parts = {page.part_of: page.address for page in reversed(self.pages) if page.part_of is not None}
        later = {page.address for page in self.pages if page.part_of is not None}
        left_out = records | later - {*parts.values()}
        return tuple(p.address for p in self.pages if p.address in firsts or p.address not in left_out)


def run(
    project: Project,
    today: dt.date,
    kinds: Kinds | None = None,
    website: Website | None = None,
    *,
    handouts: bool = False,
    budget: Budget | None = None,
    trial: bool = False,
    store: Store | None = None,
    workers: Workers | None = None,
) -> Build:
    """Read, check, make and draw the whole site; with *handouts*, its PDF, Word, picture and zip files too.

    Those are made only of content without errors. *kinds*: when not those of the project. *website*: name and address,
    when not those in ``mkdocs.yml``. *budget*: what a page may cost, when not as usual. *trial*: whether pages say
    that they are a trial. *store*: what earlier builds of the project's own kinds and website have made; it is given
    what this one makes, when nothing is wrong. *workers*: who make files, where share cards may be waited for later:
    see :meth:`Build.whole`.
    """
    if handouts and workers is None:
        from ..export.handouts.workers import Workers

        with Workers() as own:
            return run(
                *(project, today, kinds, website), handouts=True, budget=budget, trial=trial, store=store, workers=own
            ).whole()
    stored, told = (store.converted, store.told) if store else (None, forgetful)
    inputs, problems = read(project, today, kinds, website, budget or Budget(), stored=stored, told=told)
    if not inputs.site.kinds.whole:
        return _unfinished(inputs, problems)
    problems += check(inputs.site, inputs.bodies)
    try:
        faulty = bool(errors(problems))
        made, found = make(inputs, workers if handouts and not faulty else None, None if faulty else store)
        problems += found
        drawn, found = draw(inputs, made, trial, problems, store)
    except OSError:
        raise  # A full disk is no fault of ours; the command line says why.
    except Exception as error:
        return _unfinished(inputs, [*problems, failure(phrase("work-on-pages"), error)])
    return _build(inputs, made, drawn, [*problems, *found])


def _unfinished(inputs: Inputs, problems: Iterable[Problem]) -> Build:
    """A build without pages."""
    return Build(inputs.site, (), tuple(sorted(set(problems))), in_theme=inputs.settings.in_theme)


def _build(inputs: Inputs, made: Made, drawn: Drawn, problems: Iterable[Problem]) -> Build:
    files = {**made.data, **drawn.files}
    return Build(
        inputs.site,
        drawn.pages,
        tuple(sorted(set(problems))),
        inputs.assets,
        {path: content for path, content in files.items() if path not in inputs.assets},
        made.files.paths,
        {**inputs.digests, **_digests(made.files.paths)},
        made.files.made,
        inputs.code,
        inputs.texts[inputs.settings.languages[0]],
        drawn.around,
        drawn.embedded,
        inputs.history,
        inputs.settings.in_theme,
        made.files.cards,
    )


def _digests(made: Mapping[str, Path]) -> dict[str, str]:
    """The SHA-256 of files by address: what is *made* is called by it."""
    return {address: path.stem for address, path in made.items()}
