"""What an editor wrote, read once: a value that pages, rules and files to hand out are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markdown_it.token import Token

from ..base.problems import Problem
from ..base.texts import Value
from ..reading.texts import Texts
from .renderer import render


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a body."""

    line: int = 1  #: 1-based, counted from the body's first line.
    column: int = 1  #: 1-based, in characters.


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading."""

    level: int  #: 1-6, as written.
    id: str
    text: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Link:
    """A link, also one that is a bare address."""

    target: str  #: As the editor wrote it.
    text: str
    spot: Spot
    at: Spot  #: Where the target is written.


@dataclass(frozen=True, slots=True)
class Image:
    """A picture."""

    source: str  #: As the editor wrote it.
    alt: str
    spot: Spot
    at: Spot  #: Where the source is written.
    decorative: bool = False  #: Whether it is there for its looks alone, and has no description.


@dataclass(frozen=True, slots=True)
class RawTag:
    """A tag of HTML that an editor wrote and may write."""

    name: str
    end: bool
    spot: Spot
    paragraph: int  #: Which piece of running text it stands in: a tag must end in the one where it began.


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """Code inside a sentence, or a block of it; also a comment."""

    text: str
    spot: Spot
    lines: int = 0  #: How many whole lines a block takes; 0 inside a sentence.


@dataclass(frozen=True, slots=True)
class Table:
    """A table."""

    columns: int
    rows: tuple[tuple[int, Spot], ...]  #: (cells as written, where the row stands), the head first.
    spot: Spot


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that does not mean what its writer thought, by the code of the rule that tells about it."""

    code: str
    text: str  #: What stands there.
    spot: Spot


@dataclass(frozen=True)
class Body:
    """A body: what it shows, and what the rules need to know about it."""

    tokens: Sequence[Token] = field(default=(), repr=False)  #: What the parser made; never changed.
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    tables: tuple[Table, ...] = ()
    tags: tuple[RawTag, ...] = ()
    code: tuple[CodeSpan, ...] = ()
    comments: tuple[CodeSpan, ...] = ()  #: Comments of HTML, from ``<!--`` to ``-->``: nothing shows them.
    marks: tuple[Mark, ...] = ()
    #: 0-based line -> columns that it lacked to be read as meant.
    moved: Mapping[int, int] = field(default_factory=dict)
    refused: Value = ""  #: Why there is nothing: what there was too much of.
    failure: Problem | None = None  #: Why there is nothing: a fault in our own code.

    def drawn(self, down: int = 0, prefix: str = "", texts: Texts | None = None) -> str:
        """The body as HTML, headings *down* levels lower but never below the sixth.

        *prefix* stands before every anchor, so that several bodies fit on one page. *texts*: the words of tables,
        tasks and notes; Swedish when nothing is said.
        """
        return render([*self.tokens], down, prefix, texts)

    @cached_property
    def html(self) -> str:
        """The body as HTML, on a page of its own."""
        return self.drawn()

    @cached_property
    def text(self) -> str:
        """What a reader reads, without markup; each paragraph, cell and heading on a line of its own."""
        pieces = (text_of(token) for token in self.tokens if token.type in ("inline", "fence", "code_block"))
        return "\n".join(filter(None, pieces))

    @property
    def targets(self) -> Iterator[tuple[str, Spot]]:
        """Where links and pictures lead, as the editor wrote it, each with the place where that is written."""
        yield from ((link.target, link.at) for link in self.links)
        yield from ((image.source, image.at) for image in self.images)

    def marked(self, code: str) -> Iterator[Mark]:
        """The marks with *code*."""
        return (mark for mark in self.marks if mark.code == code)


def text_of(token: Token) -> str:
    """The text of running text or code, on one line."""
    parts = (plain_text([token])) if token.children is None else plain_text(token.children)
    return " ".join(parts.split())


def plain_text(tokens: list[Token]) -> str:
    """The text of tokens inside a sentence."""
    return "".join(
        " " if one.type in ("softbreak", "hardbreak") else "" if one.type.startswith("html") else one.content
        for one in tokens
        if one.type != "image"
    )
