"""A content file with the signs that hold each of its values, and edits of those signs."""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, NamedTuple

import yaml

from ..base.problems import Place, Problem
from ..base.texts import LOADER
from . import front_matter
from .aligning import Plain
from .front_matter import FENCE, newlines
from .writing import Manner

BLOCKS = ("|", ">")  #: Texts on lines of their own.


class NotPatched(ValueError):
    """The change cannot be made in the file as it is written.

    The message is the file's name; *problems* are those that hinder the file from being read, if that is why.
    """

    def __init__(self, name: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(str(Place(name)))
        self.problems = tuple(problems)


class Edit(NamedTuple):
    """Signs *start* to *end* of a file's text become *text*."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Node:
    """A value, with the signs that hold it."""

    start: int
    end: int  #: After the last sign of a text or of what is between brackets; not used for other lists and groups.
    value: Plain
    style: str = ""  #: Of a text: ``|``, ``>``, a quotation mark or nothing; of the rest: ``[`` between brackets.
    parts: tuple[Part, ...] = ()

    @property
    def block(self) -> bool:
        """Whether this is a list or a group on lines of its own."""
        return bool(self.parts) and self.style != "["


@dataclass(frozen=True, slots=True)
class Part:
    """A key with its value, or an item of a list."""

    start: int  #: Of the key or of the dash; between brackets, of the item.
    lead: int  #: After the colon, or after the dash.
    key: str
    node: Node


def composed(value: Any) -> Any:
    """*value* as our reader would give it: each letter is one sign, and each line end too."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", newlines(value))
    if isinstance(value, dict):
        return {composed(key): composed(one) for key, one in value.items()}
    return [composed(one) for one in value]


class Marked:
    """A content file that can be edited by the signs of its text, where every line ends with ``\\n``."""

    def __init__(self, data: bytes, name: str) -> None:
        """Read *data*, the content file *name*.

        Raises:
            NotPatched: If it cannot be read.
        """
        source, problems = front_matter.parse(data, name)
        if source is None:
            raise NotPatched(name, problems)
        self.data, self.name = data, name
        self.front: dict[str, Plain] = front_matter.plain(source.front)
        self.body = source.body
        self.mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        self.raw = data.removeprefix(codecs.BOM_UTF8).decode()
        self.text = newlines(self.raw)
        self.wide = [found.start() - at for at, found in enumerate(re.finditer("\r\n", self.raw))]
        start = self.text.index("\n") + 1
        fence = start + sum(len(one) for one in takewhile(lambda one: one.rstrip() != FENCE, self.lines(start)))
        self.body_start = fence + len(self._line(fence))
        root = yaml.compose(self.text[start:fence], Loader=LOADER)
        assert root is not None  # The front matter was read as a group.
        self.root = self._node(root, start)
        self.manner = self._manner()

    def lines(self, start: int) -> list[str]:
        """The lines from *start*, each with its end."""
        return lines_of(self.text[start:])

    def _line(self, start: int) -> str:
        return self.text[start : self.line_end(start) + 1]

    # What the file holds

    def _node(self, node: yaml.Node, base: int) -> Node:
        start, end = node.start_mark.index + base, node.end_mark.index + base
        if isinstance(node, yaml.ScalarNode):
            return Node(start, end, composed(node.value), node.style or "")
        assert isinstance(node, yaml.CollectionNode)
        style = "[" if node.flow_style else ""
        if isinstance(node, yaml.SequenceNode):
            items = [self._node(one, base) for one in node.value]
            return Node(start, end, [one.value for one in items], style, tuple(self._items(items, start, bool(style))))
        parts = tuple(self._entry(key, value, base) for key, value in node.value)
        values: dict[str, Plain] = {}
        for part in parts:
            values.setdefault(part.key, part.node.value)
        return Node(start, end, values, style, parts)

    def _items(self, items: Sequence[Node], dash: int, flow: bool) -> Iterator[Part]:
        column = self.column(dash)
        for node in items:
            yield Part(node.start, node.start, "", node) if flow else Part(dash, dash + 1, "", node)
            if not flow and node is not items[-1]:
                dash = self.last(node) + 1
                while self._line(dash).strip(" ")[:1] in ("\n", "#"):
                    dash += len(self._line(dash))
                dash += column

    def _entry(self, key: yaml.Node, value: yaml.Node, base: int) -> Part:
        start, end = key.start_mark.index + base, key.end_mark.index + base
        colon = re.compile(r"\s*:").match(self.text, end)
        return Part(start, colon.end() if colon else end, composed(key.value), self._node(value, base))

    def _manner(self) -> Manner:
        """How this file is written, by the first place that shows it."""
        lists = [part for part in self._parts(self.root) if part.node.block and isinstance(part.node.value, list)]
        groups = [part for part in self._parts(self.root) if part.node.block and isinstance(part.node.value, dict)]
        usual = Manner()
        in_quotes = re.findall(r": (['\"])", self.text[: self.body_start])
        return Manner(
            next((self._inset(part) for part in lists if part.key), usual.dash),
            next((self._inset(part) for part in groups if part.key), usual.step),
            '"' if in_quotes and "'" not in in_quotes else usual.quote,
        )

    def _inset(self, part: Part) -> int:
        return self.column(part.node.start) - self.column(part.start)

    def _parts(self, node: Node) -> Iterator[Part]:
        for part in node.parts:
            yield part
            yield from self._parts(part.node)

    def line_start(self, at: int) -> int:
        """Where the line of the sign at *at* starts."""
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Where that line ends: at its ``\\n``, or where the text does."""
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def column(self, at: int) -> int:
        """How many signs stand before that one on its line."""
        return at - self.line_start(at)

    def last(self, node: Node) -> int:
        """Where the last line of *node* ends."""
        if node.block:
            return self.last(node.parts[-1].node)
        if node.style not in BLOCKS:
            return self.line_end(node.end)
        keeps = "+" in self.text[node.start : self.line_end(node.start)].split("#")[0]
        held = self.text[node.start : node.end]
        return self.line_end(node.end - 1 if keeps else node.start + len(held.rstrip("\n ")))

    # Back to bytes

    def with_edits(self, edits: Sequence[Edit]) -> bytes:
        """The file with *edits*, in the order in which they follow each other where they meet.

        Raises:
            NotPatched: If two of them change the same signs.
        """
        pieces, at = [], 0
        for edit in sorted((self._narrowed(edit) for edit in edits), key=lambda edit: edit.start):
            if edit.start < at:
                raise NotPatched(self.name)
            pieces += [self._raw(at, edit.start), edit.text.replace("\n", self._ending(edit))]
            at = edit.end
        return self.mark + "".join([*pieces, self._raw(at, len(self.text))]).encode(errors="replace")

    def _narrowed(self, edit: Edit) -> Edit:
        """*edit* without what it leaves as it is."""
        old, new = self.text[edit.start : edit.end], edit.text
        most = min(len(old), len(new))
        head = next((at for at in range(most) if old[at] != new[at]), most)
        tail = next((at for at in range(most - head) if old[-1 - at] != new[-1 - at]), most - head)
        return Edit(edit.start + head, edit.end - tail, new[head : len(new) - tail])

    def _raw(self, start: int, end: int) -> str:
        return self.raw[start + bisect_left(self.wide, start) : end + bisect_left(self.wide, end)]

    def _ending(self, edit: Edit) -> str:
        """How the line of *edit* ends, or the one above it; the first of the file when that one has no end."""
        between_lines = edit.start == edit.end and self.text[edit.start - 1 : edit.start] == "\n"
        end = self.line_end(edit.start - between_lines)
        return self._raw(end, end + 1) or self._raw(self.line_end(0), self.line_end(0) + 1)


def lines_of(text: str) -> list[str]:
    """The lines of *text*, each with its ``\\n``; YAML and we count no other signs as line ends."""
    return re.findall("[^\n]*\n|[^\n]+", text)
