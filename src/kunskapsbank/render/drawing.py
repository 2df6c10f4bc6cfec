"""What comes of drawing a page, or why nothing does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ..base.budgets import Budget, TooCostly
from ..base.problems import Place, Problem, problem
from ..base.texts import told
from ..content.failures import LOG
from ..content.record import Record
from ..markdown.body import Body
from ..reading.front_matter import Source
from .macro_info import FaultyInfo
from .page import Page
from .template_faults import template_problem


@dataclass(frozen=True, slots=True)
class Written:
    """What an editor wrote, and what it became."""

    source: Source
    body: Body
    calls: tuple[tuple[str, Place], ...] = ()  #: What each macro that is called in it drew, and where it is called.
    html: str = ""  #: The body with what its macros drew; empty for a record's, which macros draw.


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


class Undrawn(Exception):
    """Something cannot be drawn."""

    def __init__(self, *problems: Problem) -> None:
        """*problems*: why, when it is not told elsewhere."""
        super().__init__()
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Attempts:
    """Runs what may fail: what a template draws, within what a page may cost."""

    budget: Budget
    #: Whether the content has been checked without errors. If not, what a template cannot draw may follow from them,
    #: and is told only when they are mended.
    faultless: bool = True

    def __call__(self, draw: Callable[[], Any], place: Place, values: Any = ()) -> Any:
        """What *draw* gives. *values*: what the file at *place* gives the template.

        Raises:
            Undrawn: If a template fails.
        """
        try:
            return self.budget.spend(place.path, draw)
        except TooCostly as reason:
            raise Undrawn(problem(place, "too-costly-page", reason=told(reason))) from None
        except (MemoryError, RecursionError):
            raise  # This is part of other work, which is told of as too costly.
        except FaultyInfo as faulty:
            raise Undrawn(*faulty.problems) from None
        except Exception as error:
            LOG.debug("%s", place.path, exc_info=error)
            found = template_problem(error, place, values)
            raise Undrawn(*[found] if self.faultless or found.code == "template-syntax" else []) from None


def drawn(draw: Callable[[Any], Drawing], what: Any) -> Drawing:
    """What *draw* gives of *what*: the two of a :data:`Work`."""
    try:
        return draw(what)
    except Undrawn as fault:
        return Drawing(None, fault.problems)


def once(problems: Iterable[Problem]) -> list[Problem]:
    """*problems*, and of the same fault at one line of a template, met while several pages were drawn, the first."""
    first: dict[object, Problem] = {}
    for one in problems:
        first.setdefault((one.place, one.code) if one.code.startswith("template-") else one, one)
    return [*first.values()]
