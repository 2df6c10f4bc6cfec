"""The HTML of a body -> headings, paragraphs, lists, tables and pictures, for formats that are not HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""  #: A whole web address, or empty.


Runs = tuple[Run, ...]


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


def blocks_of(html: str, absolute: Callable[[str], str]) -> tuple[Block, ...]:
    """The blocks of *html*, which our own Markdown converter made; *absolute* turns a link into a whole address."""
    reader = _Reader(absolute)
    reader.feed(html)
    reader.close()
    reader.end_text()
    return tuple(reader.blocks)


class _Reader(HTMLParser):
    """Collects runs until the block that they stand in ends."""

    def __init__(self, absolute: Callable[[str], str]) -> None:
        super().__init__()
        self._absolute = absolute
        self.blocks: list[Block] = []
        self._runs: list[Run] = []
        self._bold = self._italic = 0
        self._links: list[str] = []
        self._heading = 0
        self._lists: list[bool] = []
        self._items: list[Runs] = []
        self._table: list[list[Runs]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("strong", "b", "dt"):
            self._bold += 1
        elif tag in ("em", "i"):
            self._italic += 1
        elif tag == "a":
            self._links.append(self._absolute(given.get("href", "")))
        elif tag in ("ul", "ol"):
            self.end_text()
            self._lists.append(tag == "ol")
        elif tag == "tr":
            self._table.append([])
        elif tag == "br":
            self.handle_data(" ")
        elif tag == "img":
            self.end_text()
            self.blocks.append(Block("picture", source=given.get("src", ""), alt=given.get("alt", "")))
        elif re.fullmatch("h[1-6]", tag):
            self._heading = int(tag[1])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("strong", "b", "dt"):
            self._bold -= 1
        elif tag in ("em", "i"):
            self._italic -= 1
        elif tag == "a":
            self._links.pop()
        elif tag in ("td", "th"):
            self._table[-1].append(self._taken())
        elif tag in ("ul", "ol"):
            self._end_list()
        elif tag == "table":
            self.blocks.append(Block("table", header=tuple(self._table[0]), rows=tuple(map(tuple, self._table[1:]))))
            self._table = []
        if tag in ("p", "li", "dt", "dd", "pre", "div", "blockquote") or re.fullmatch("h[1-6]", tag):
            self.end_text()

    def handle_data(self, data: str) -> None:
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
