"""A body -> headings, paragraphs, lists, tables, code, quotations and pictures, for formats that are not HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from ...markdown.body import Body
from ...reading.texts import Texts

_SPACE = re.compile(r"[ \t\r\n\f]+")  #: What a reader sees as one space; a space that does not break is none of it.
_RAISED = {"<sub>": "sub", "</sub>": "", "<sup>": "super", "</sup>": ""}
_TASK = {True: "☑ ", False: "☐ "}  #: Before what is done, and what is not.
_BREAK = re.compile(r"<br\s*/?>")


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style; a new line in it is one that its writer wanted."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""  #: A whole web address, or empty.
    code: bool = False
    struck: bool = False
    raised: str = ""  #: ``super``, ``sub`` or empty.
    note: int = 0  #: The number of the note that is referred to here; the text is then empty.
    again: bool = False  #: Whether the same note was referred to before.


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One block: which of the fields are filled follows from :attr:`kind`."""

    kind: str  #: heading, paragraph, list, table, picture, code, quote or note.
    runs: Runs = ()  #: Of a heading or paragraph.
    level: int = 0  #: Of a heading: 2-6.
    ordered: bool = False  #: Of a list.
    start: int = 1  #: Of an ordered list: the first number.
    items: tuple[tuple[Block, ...], ...] = ()  #: Of a list.
    blocks: tuple[Block, ...] = ()  #: What a quotation or a note holds; the title of a note first.
    header: tuple[Runs, ...] = ()  #: Of a table: the cells of its first row.
    rows: tuple[tuple[Runs, ...], ...] = ()  #: Of a table: the other rows.
    source: str = ""  #: Of a picture: its address on the site, with a leading slash.
    alt: str = ""  #: Of a picture.
    decorative: bool = False  #: Whether a picture is there for its looks alone.
    code: str = ""  #: Of code: its lines.

    @property
    def inner(self) -> Iterator[Block]:
        """The block, and all inside it."""
        yield self
        for one in (*self.blocks, *(block for item in self.items for block in item)):
            yield from one.inner

    @property
    def texts(self) -> Iterator[str]:
        """The text of each piece, that of inner blocks too."""
        for block in self.inner:
            for runs in (block.runs, *block.header, *(cell for row in block.rows for cell in row)):
                yield plain(runs)
            yield block.code


@dataclass(frozen=True, slots=True)
class Blocks:
    """A body."""

    text: tuple[Block, ...]
    notes: tuple[tuple[Block, ...], ...]  #: The footnotes, by their numbers.


def plain(runs: Runs) -> str:
    """The text of *runs* on one line without style."""
    return "".join(run.text for run in runs).replace("\n", " ")


def blocks_of(body: Body, absolute: Callable[[str], str], texts: Texts, *, lines: bool = False) -> Blocks:
    """The blocks of *body*; *absolute* turns a link into a whole address, *texts* names notes that have no title.

    *lines*: whether a line of what was written is a line of the text.
    """
    reader = _Reader(body.tokens, absolute, texts, lines)
    text = reader.until("")
    return Blocks(text, tuple(reader.notes))


class _Reader:
    """Takes the tokens in order, a block at a time."""

    def __init__(self, tokens: Iterable[Token], absolute: Callable[[str], str], texts: Texts, lines: bool) -> None:
        self._tokens = iter(tokens)
        self._lines = lines
        self._absolute = absolute
        self._texts = texts
        self.notes: list[tuple[Block, ...]] = []

    def until(self, end: str) -> tuple[Block, ...]:
        """The blocks up to the token of type *end*, or all that are left."""
        found: list[Block] = []
        for token in self._tokens:
            if token.type == end:
                break
            found += self._block(token)
        return tuple(found)

    def _block(self, token: Token) -> Sequence[Block]:
        closing = token.type.replace("_open", "_close")
        match token.type:
            case "inline":
                return self._pieces(token)
            case "fence" | "code_block":
                return [Block("code", code=token.content.rstrip("\n"))]
            case "heading_open":
                return [replace(one, kind="heading", level=int(token.tag[1])) for one in self.until(closing)]
            case "bullet_list_open" | "ordered_list_open":
                start = int(token.attrs.get("start", 1))
                return [Block("list", ordered=token.tag == "ol", start=start, items=tuple(self._items(closing)))]
            case "table_open":
                return self._table()
            case "blockquote_open":
                return [Block("quote", blocks=self.until(closing))]
            case "alert_open" | "admonition_open":
                return [Block("note", blocks=self.until(closing))]
            case "alert_title_open" | "admonition_title_open" | "dt_open":
                return [_bold(one) for one in self.until(closing)]
            case "footnote_open":
                self.notes.append(self.until(closing))
        return []  # What only holds other blocks, or shows nothing.

    def _items(self, end: str) -> Iterator[tuple[Block, ...]]:
        for token in self._tokens:
            if token.type == end:
                return
            blocks = self.until("list_item_close")
            yield _task(blocks, token.meta["checked"]) if "checked" in token.meta else blocks

    def _table(self) -> Sequence[Block]:
        rows: list[list[Runs]] = []
        pictures: list[Block] = []  # A cell of a sheet has no room for one.
        for token in self._tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                pieces = self._pieces(token)
                rows[-1].append(tuple(run for one in pieces for run in one.runs))
                pictures += (one for one in pieces if one.kind == "picture")
        return [Block("table", header=tuple(rows[0]), rows=tuple(map(tuple, rows[1:]))), *pictures]

    def _pieces(self, inline: Token) -> list[Block]:
        """Running text as paragraphs, and the pictures between them."""
        found, runs = [], _Runs(self._absolute, self._texts, self._lines)
        for token in inline.children or ():
            if token.type == "image":
                found += _paragraph(runs.taken())
                looks = bool(token.meta.get("decorative"))
                found.append(Block("picture", source=str(token.attrs["src"]), alt=token.content, decorative=looks))
            else:
                runs.take(token)
        return [*found, *_paragraph(runs.taken())]


class _Runs:
    """Collects running text, with the style that it stands in."""

    def __init__(self, absolute: Callable[[str], str], texts: Texts, lines: bool) -> None:
        self._absolute = absolute
        self._texts = texts
        self._softbreak = "\n" if lines else " "
        self._runs: list[Run] = []
        self._style = Run("")
        self._bold = self._italic = 0
        self._links: list[str] = []

    def take(self, token: Token) -> None:
        """Take in the next *token* of a paragraph."""
        match token.type:
            case "strong_open" | "strong_close":
                self._bold += token.nesting
                self._style = replace(self._style, bold=self._bold > 0)
            case "em_open" | "em_close":
                self._italic += token.nesting
                self._style = replace(self._style, italic=self._italic > 0)
            case "s_open" | "s_close":
                self._style = replace(self._style, struck=token.nesting > 0)
            case "link_open":
                self._links.append(self._absolute(str(token.attrs.get("href", ""))) if token.attrs else "")
                self._style = replace(self._style, link=self._links[-1])
            case "link_close":
                self._links.pop()
                self._style = replace(self._style, link=self._links[-1] if self._links else "")
            case "html_inline" if token.content in _RAISED:
                self._style = replace(self._style, raised=_RAISED[token.content])
            case "html_inline" if _BREAK.fullmatch(token.content):
                self._add("\n")
            case "hardbreak":
                self._add("\n")
            case "softbreak":
                self._add(self._softbreak)
            case "footnote_ref":
                self._runs.append(Run("", note=token.meta["id"] + 1, again=token.meta["subId"] > 0))
            case "code_inline":
                self._runs.append(replace(self._style, text=token.content, code=True))
            case "note_name":
                self._add(self._texts.plain(token.meta["key"]))
            case "text":
                self._add(_SPACE.sub(" ", token.content))

    def _add(self, text: str) -> None:
        if text and (text.strip(" ") or self._runs):
            self._runs.append(replace(self._style, text=text))

    def taken(self) -> Runs:
        """The runs so far, without space at their ends."""
        runs, self._runs = self._runs, []
        if runs:
            runs[0] = replace(runs[0], text=runs[0].text.lstrip(" \n"))
            runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip(" \n"))
        return tuple(run for run in runs if run.text or run.note)


def _paragraph(runs: Runs) -> list[Block]:
    return [Block("paragraph", runs)] if runs else []


def _bold(block: Block) -> Block:
    return replace(block, runs=tuple(replace(run, bold=True) for run in block.runs))


def _task(blocks: tuple[Block, ...], done: bool) -> tuple[Block, ...]:
    """The item *blocks* with a sign that says whether it is *done*."""
    first, *others = blocks or (Block("paragraph"),)
    return (replace(first, runs=(Run(_TASK[done]), *first.runs)), *others)
