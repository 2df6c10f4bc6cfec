"""A body -> headings, paragraphs, lists, tables and pictures, for formats that are not HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it.token import Token

from ...markdown.body import Body


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""  #: A whole web address, or empty.


Runs = tuple[Run, ...]
_ENDS_TEXT = frozenset("p li dt dd div blockquote h1 h2 h3 h4 h5 h6".split())


@dataclass(frozen=True, slots=True)
class Block:
    """One block: which of the fields are filled follows from :attr:`kind`."""

    kind: str  #: heading, paragraph, list, table or picture.
    runs: Runs = ()  #: Of a heading or paragraph.
    level: int = 0  #: Of a heading: 2–6.
    ordered: bool = False  #: Of a list.
    items: tuple[Runs, ...] = ()  #: Of a list; items inside items stand after them.
    header: tuple[Runs, ...] = ()  #: Of a table: the cells of its first row.
    rows: tuple[tuple[Runs, ...], ...] = ()  #: Of a table: the other rows.
    source: str = ""  #: Of a picture: its address on the site, with a leading slash.
    alt: str = ""  #: Of a picture.


def plain(runs: Runs) -> str:
    """The text of *runs* without style."""
    return "".join(run.text for run in runs)


def blocks_of(body: Body, absolute: Callable[[str], str]) -> tuple[Block, ...]:
    """The blocks of *body*; *absolute* turns a link into a whole address."""
    reader = _Reader(absolute)
    for token in body.tokens:
        reader.read(token)
    reader.end_text()
    return tuple(reader.blocks)


class _Reader:
    """Collects runs until the block that they stand in ends."""

    def __init__(self, absolute: Callable[[str], str]) -> None:
        self._absolute = absolute
        self.blocks: list[Block] = []
        self._runs: list[Run] = []
        self._bold = self._italic = 0
        self._links: list[str] = []
        self._heading = 0
        self._lists: list[bool] = []
        self._items: list[Runs] = []
        self._table: list[list[Runs]] = []

    def read(self, token: Token) -> None:
        """Take in the next *token* of a body."""
        if token.type == "inline":
            for child in token.children or ():
                self._inside(child)
        elif token.type in ("fence", "code_block"):
            self._text(token.content)
            self.end_text()
        elif token.nesting == 1:
            self._begin(token)
        elif token.nesting == -1:
            self._end(token)

    def _begin(self, token: Token) -> None:
        if token.tag in ("ul", "ol"):
            self.end_text()
            self._lists.append(token.tag == "ol")
        elif token.tag == "tr":
            self._table.append([])
        elif token.tag == "dt":
            self._bold += 1
        elif token.type == "heading_open":
            self._heading = int(token.tag[1])

    def _end(self, token: Token) -> None:
        if token.tag in ("td", "th"):
            self._table[-1].append(self._taken())
        elif token.tag in ("ul", "ol"):
            self._end_list()
        elif token.tag == "table":
            self.blocks.append(Block("table", header=tuple(self._table[0]), rows=tuple(map(tuple, self._table[1:]))))
            self._table = []
        elif token.tag == "dt":
            self._bold -= 1
        if token.tag in _ENDS_TEXT and not self._table:
            self.end_text()

    def _inside(self, token: Token) -> None:
        """Take in a piece of running text."""
        if token.tag == "strong":
            self._bold += token.nesting
        elif token.tag == "em":
            self._italic += token.nesting
        elif token.type == "link_open":
            self._links.append(self._absolute(str(token.attrs.get("href", ""))) if token.attrs else "")
        elif token.type == "link_close":
            self._links.pop()
        elif token.type == "image":
            self.end_text()
            self.blocks.append(Block("picture", source=str(token.attrs["src"]), alt=token.content))
        elif token.type in ("softbreak", "hardbreak"):
            self._text(" ")
        elif token.type == "footnote_ref":
            self._text(str(token.meta["id"] + 1))
        elif token.type in ("text", "code_inline"):
            self._text(token.content)

    def _text(self, data: str) -> None:
        text = re.sub(r"\s+", " ", data)
        if text.strip() or (text and self._runs):
            link = self._links[-1] if self._links else ""
            self._runs.append(Run(text, self._bold > 0, self._italic > 0, link))

    def end_text(self) -> None:
        """Make a block, or an item of a list, of the text so far."""
        runs = () if self._table else self._taken()
        if runs and self._heading:
            self.blocks.append(Block("heading", runs, self._heading))
        elif runs and self._lists:
            self._items.append(runs)
        elif runs:
            self.blocks.append(Block("paragraph", runs))
        self._heading = 0

    def _end_list(self) -> None:
        self.end_text()
        ordered = self._lists.pop()
        if not self._lists:
            self.blocks.append(Block("list", ordered=ordered, items=tuple(self._items)))
            self._items = []

    def _taken(self) -> Runs:
        """The runs so far, without space at their ends."""
        runs, self._runs = self._runs, []
        if runs:
            runs[0] = _changed(runs[0], runs[0].text.lstrip())
            runs[-1] = _changed(runs[-1], runs[-1].text.rstrip())
        return tuple(run for run in runs if run.text)


def _changed(run: Run, text: str) -> Run:
    return Run(text, run.bold, run.italic, run.link)
