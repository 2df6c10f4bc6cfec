"""Values of a content file changed, and nothing else in it: not a comment, an order, a quotation mark or a line end.

The file is never written anew from its values. What was asked for is compared with what the file says, down to one
text in a group in a list, and each difference becomes an edit of the signs that hold it. At the end the result is read
as any file is (:func:`.front_matter.parse`) and must say what was asked for.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any, NamedTuple

import yaml

from ..base.problems import Place, Problem
from . import front_matter
from .aligning import Plain, aligned
from .front_matter import FENCE, newlines
from .writing import Manner, after_key, between, chomp, double, entry, item, line, literal, reads_as, refolded, single

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
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


def changed(
    data: bytes, name: str, values: Mapping[str, Plain | None], body: str | None, order: Sequence[str] = ()
) -> bytes:
    """*data*, the content file *name*, with *values* and *body* instead of its own; its other bytes stay.

    Args:
        data: A whole file; empty for one that is new.
        name: How problems call the file.
        values: Top-level keys of the front matter, with texts as :func:`.front_matter.plain` gives them. None takes the
            key away.
        body: All that follows the line that ends the front matter; None leaves it.
        order: Keys in the order in which they are wanted: a new one comes after the nearest earlier one that is there.

    Raises:
        NotPatched: If the file cannot be read, or would not then say exactly this.
    """
    wanted = {key: _composed(value) for key, value in values.items() if value is not None}
    gone = values.keys() - wanted.keys()
    if not data:
        document = _Document(_new(wanted, order, body), name)
        result, front = document.data, wanted
    else:
        document = _Document(data, name)
        front = {**{key: value for key, value in document.front.items() if key not in gone}, **wanted}
        result = document.with_edits([*document.front_edits(front, order), *document.body_edits(body)])
    source, problems = front_matter.parse(result, name)
    said = None if source is None else (front_matter.plain(source.front), source.body)
    if said != (front, document.body if body is None else _composed(newlines(body))):
        raise NotPatched(name, problems)
    return result


def _composed(value: Any) -> Any:
    """*value* with each letter as one sign, as our reader gives it."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_composed(key): _composed(one) for key, one in value.items()}
    return [_composed(one) for one in value]


def _new(values: Mapping[str, Plain], order: Sequence[str], body: str | None) -> bytes:
    return "\n".join([FENCE, *_entries(values, order, Manner()), FENCE, newlines(body or "")]).encode()


def _entries(values: Mapping[str, Plain], order: Sequence[str], manner: Manner) -> list[str]:
    keys = sorted(values, key=lambda key: order.index(key) if key in order else len(order))
    return [text for key in keys for text in entry(key, values[key], 0, manner)]


class _Document:
    """A content file that can be edited by the signs of its text, where every line ends with ``\\n``."""

    def __init__(self, data: bytes, name: str) -> None:
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
        fence = start + sum(len(one) for one in takewhile(lambda one: one.rstrip() != FENCE, self._lines(start)))
        self.body_start = fence + len(self._line(fence))
        root = yaml.compose(self.text[start:fence], Loader=_Loader)
        assert root is not None  # The front matter was read as a group.
        self.root = self._node(root, start)
        self.manner = self._manner()

    def _lines(self, start: int) -> Iterator[str]:
        return (found[0] for found in re.finditer("[^\n]*\n|[^\n]+", self.text[start:]))

    def _line(self, start: int) -> str:
        return next(self._lines(start), "")

    # What the file holds

    def _node(self, node: yaml.Node, base: int) -> Node:
        start, end = node.start_mark.index + base, node.end_mark.index + base
        if isinstance(node, yaml.ScalarNode):
            return Node(start, end, _composed(node.value), node.style or "")
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
        column = self._column(dash)
        for node in items:
            yield Part(node.start, node.start, "", node) if flow else Part(dash, dash + 1, "", node)
            if not flow and node is not items[-1]:
                dash = self._last(node) + 1
                while self._line(dash).strip(" ")[:1] in ("\n", "#"):
                    dash += len(self._line(dash))
                dash += column

    def _entry(self, key: yaml.Node, value: yaml.Node, base: int) -> Part:
        start, end = key.start_mark.index + base, key.end_mark.index + base
        colon = re.compile(r"\s*:").match(self.text, end)
        return Part(start, colon.end() if colon else end, _composed(key.value), self._node(value, base))

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
        return self._column(part.node.start) - self._column(part.start)

    def _parts(self, node: Node) -> Iterator[Part]:
        for part in node.parts:
            yield part
            yield from self._parts(part.node)

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    def _column(self, at: int) -> int:
        return at - self._line_start(at)

    def _last(self, node: Node) -> int:
        """Where the last line of *node* ends."""
        if node.block:
            return self._last(node.parts[-1].node)
        if node.style not in BLOCKS:
            return self._line_end(node.end)
        keeps = "+" in self.text[node.start : self._line_end(node.start)].split("#")[0]
        held = self.text[node.start : node.end]
        return self._line_end(node.end - 1 if keeps else node.start + len(held.rstrip("\n ")))

    # What becomes of it

    def front_edits(self, front: Mapping[str, Plain], order: Sequence[str]) -> Iterator[Edit]:
        """What makes the front matter say *front*."""
        if front == self.front:
            return
        if self.root.style == "[":
            yield from self._flow_edits(self.root, dict(front))
        elif front.keys() & self.front.keys():
            yield from self._group_edits(self.root, front, order)
        else:
            start = self._line_start(self.root.parts[0].start)
            yield Edit(start, start, "".join(f"{one}\n" for one in _entries(front, order, self.manner)))
            for part in self.root.parts:
                yield Edit(self._line_start(part.start), self._last(part.node) + 1, "")

    def body_edits(self, body: str | None) -> Iterator[Edit]:
        """What makes the body say *body*; lines that it has stay."""
        if body is not None:
            lines = _lines_of(_composed(newlines(body)))
            if lines and not self.text.endswith("\n") and self.body_start == len(self.text):
                yield Edit(self.body_start, self.body_start, "\n")
            yield from self._line_edits(self.body_start, [*self._lines(self.body_start)], lines)

    def _line_edits(self, start: int, before: Sequence[str], after: Sequence[str]) -> Iterator[Edit]:
        """What makes the lines *before*, from *start*, those *after*."""
        same = len([*takewhile(lambda pair: _composed(pair[0]) == pair[1], zip(before, after, strict=False))])
        places = [start]
        for one in before:
            places.append(places[-1] + len(one))
        matcher = SequenceMatcher(None, [_composed(one) for one in before[same:]], after[same:])
        for sort, i, i_end, j, j_end in matcher.get_opcodes():
            if sort != "equal":
                yield Edit(places[same + i], places[same + i_end], "".join(after[same + j : same + j_end]))

    def _value_edits(self, part: Part, value: Plain, flow: bool) -> Iterator[Edit]:
        """What makes the value of *part* into *value*."""
        node = part.node
        inside = flow or node.style == "["
        if node.value == value:
            return
        if isinstance(node.value, dict) and isinstance(value, dict) and node.value.keys() & value.keys():
            yield from self._flow_edits(node, value) if inside else self._group_edits(node, value, [*value])
        elif isinstance(node.value, list) and isinstance(value, list) and node.value and value:
            yield from self._flow_edits(node, value) if inside else self._list_edits(node, value)
        else:
            text = self._retold(part, value, flow) if isinstance(node.value, str) and isinstance(value, str) else None
            yield from self._replaced(part, value, flow) if text is None else text

    def _group_edits(self, group: Node, target: Mapping[str, Plain], order: Sequence[str]) -> Iterator[Edit]:
        kept = [part for part in group.parts if part.key in target]
        ranks = {key: rank for rank, key in enumerate(order)}
        added: dict[int, list[str]] = {}  # New keys, by the number of the kept one that each comes after.
        for key in sorted(
            target.keys() - {part.key for part in kept}, key=lambda key: (ranks.get(key, len(ranks)), key)
        ):
            rank = ranks.get(key, len(ranks))
            earlier = [(ranks.get(part.key, -1), at) for at, part in enumerate(kept) if ranks.get(part.key, -1) < rank]
            after = len(kept) - 1 if key not in ranks else max((e for e in earlier if e[0] >= 0), default=(0, -1))[1]
            added.setdefault(after, []).append(key)
        column = self._column(group.parts[0].start)
        fresh = {at: [entry(key, target[key], column, self.manner) for key in keys] for at, keys in added.items()}
        read = {part.key: part for part in reversed(kept)}  # Of a key that stands twice, the first.
        wanted = [target[part.key] if part is read[part.key] else part.node.value for part in kept]
        yield from self._parts_edits(group.parts, kept, wanted, fresh, column)

    def _list_edits(self, items: Node, target: Sequence[Plain]) -> Iterator[Edit]:
        assert isinstance(items.value, list)
        column = self._column(items.parts[0].start)
        pairs = aligned(items.value, target)
        gone = [
            part
            for part, (i, j) in zip(items.parts, (pair for pair in pairs if pair[0] is not None), strict=True)
            if j is None
        ]
        kept: list[Part] = []
        wanted: list[Plain] = []
        fresh: dict[int, list[list[str]]] = {}
        for i, j in pairs:
            if j is not None and i is not None:
                kept.append(items.parts[i])
                wanted.append(target[j])
            elif j is not None:
                fresh.setdefault(len(kept) - 1, []).append(self._moved(gone, target[j], column))
        yield from self._parts_edits(items.parts, kept, wanted, fresh, column)

    def _moved(self, gone: list[Part], value: Plain, column: int) -> list[str]:
        """The lines of a new item: those of one of *gone* that says the same, with its comments, or written."""
        part = next((part for part in gone if part.node.value == value), None)
        if part is None or self.text[self._line_start(part.start) : part.start].strip():
            return item(value, column, self.manner)
        gone.remove(part)
        return self.text[part.start : self._last(part.node)].split("\n")

    def _parts_edits(
        self,
        parts: Sequence[Part],
        kept: Sequence[Part],
        wanted: Sequence[Plain],
        fresh: Mapping[int, Sequence[list[str]]],
        column: int,
    ) -> Iterator[Edit]:
        """What takes away the *parts* that are not *kept*, makes these *wanted*, and puts in *fresh* lines after each
        (-1: before the first).
        """
        stay = {id(part) for part in kept}
        indent = " " * column
        first = next(part for part in parts if id(part) in stay)
        joined = bool(self.text[self._line_start(parts[0].start) : parts[0].start].strip())  # ``- key: …``
        if joined and parts[0] is not first:
            yield self._lead_away(parts, first)
        yield from (Edit(first.start, first.start, "\n".join(one) + f"\n{indent}") for one in fresh.get(-1, ()))
        for at, part in enumerate(kept):
            yield from self._value_edits(part, wanted[at], flow=False)
            below = self._last(part.node) + 1
            yield from (Edit(below, below, indent + "\n".join(one) + "\n") for one in fresh.get(at, ()))
        past = not joined
        for part in parts:
            past = past or part is first
            if past and id(part) not in stay:
                yield Edit(self._line_start(part.start), self._last(part.node) + 1, "")

    def _lead_away(self, parts: Sequence[Part], first: Part) -> Edit:
        """What takes away the parts before *first*, where the first of all stands after a dash."""
        last = self._last(parts[[*map(id, parts)].index(id(first)) - 1].node)
        between_them = self.text[last : first.start]
        return Edit(parts[0].start, last if between_them.strip() else first.start, "")

    def _flow_edits(self, node: Node, value: dict[str, Plain] | list[Plain]) -> Iterator[Edit]:
        """What makes a list or group between brackets into *value*: its parts stay as they are written."""
        texts: list[str] = []
        if isinstance(value, list):
            assert isinstance(node.value, list)
            pairs = [
                (None if i is None else node.parts[i], "", value[j])
                for i, j in aligned(node.value, value)
                if j is not None
            ]
        else:
            by_key = {part.key: part for part in reversed(node.parts)}
            keys = [*(key for key in by_key if key in value), *(key for key in value if key not in by_key)]
            keys.sort(key=lambda key: by_key[key].start if key in by_key else len(self.text))
            pairs = [(by_key.get(key), key, value[key]) for key in keys]
        if len(pairs) == len(node.parts) and all(part for part, _, _ in pairs):
            for part, _, one in pairs:
                yield from self._value_edits(part, one, flow=True) if part else ()
            return
        for part, key, one in pairs:
            if part is None:
                lead = f"{line(key, self.manner, flow=True)}: " if isinstance(value, dict) else ""
                texts.append(lead + between(one, self.manner))
            else:
                texts.append(self._with(self._value_edits(part, one, flow=True), part.start, part.node.end))
        first, last = node.parts[0], node.parts[-1]
        gap = self.text[first.node.end : node.parts[1].start] if len(node.parts) > 1 else ", "
        yield Edit(first.start, last.node.end, gap.join(texts))

    def _with(self, edits: Iterator[Edit], start: int, end: int) -> str:
        """The signs from *start* to *end*, edited."""
        text = self.text[start:end]
        for edit in sorted(edits, reverse=True):
            text = text[: edit.start - start] + edit.text + text[edit.end - start :]
        return text

    def _retold(self, part: Part, value: str, flow: bool) -> Iterator[Edit] | None:
        """What makes the text of *part* into *value* in its own manner; None if it cannot be."""
        node = part.node
        column = 0 if flow else self._column(part.start)
        if node.style in BLOCKS:
            return self._block_edits(node, value, column)
        if "\n" in value and not flow:
            return None
        quoted = single(value) if node.style == "'" else double(value) if node.style else value
        held = self.text[node.start : node.end]
        forms = [line(value, self.manner, flow)]
        if node.end > node.start:
            forms.insert(0, quoted)
        if "\n" in held:
            lines = [one.strip(" ") for one in held.split("\n")]
            indent = " " * (len(held.split("\n")[1]) - len(held.split("\n")[1].lstrip(" ")))
            forms.insert(0, f"\n{indent}".join(refolded(lines, quoted)))
        form = next((form for form in forms if form and reads_as(form, value, column, flow)), None)
        if form is None:
            return None
        apart = "" if self.text[node.start - 1] in " \n[{(" else " "
        return iter([Edit(node.start, node.end, apart + form)])

    def _block_edits(self, node: Node, value: str, column: int) -> Iterator[Edit] | None:
        """What makes a text on lines of its own into *value*; None if it cannot be written so."""
        start = self._line_end(node.start) + 1
        before = [one.rstrip("\n") for one in _lines_of(self.text[start : self._last(node) + 1])]
        insets = [len(one) - len(one.lstrip(" ")) for one in before if one.strip()]
        if not insets or not value.strip():
            return None
        inset = insets[0]
        header, lines = literal(value, inset, inset - column)
        if node.style == ">":
            lines = _folded(before, str(node.value), value, inset)
            header = f">{chomp(value)}"
        if not reads_as("\n".join((header, *lines)), value, column):
            return None
        old = re.compile(r"[|>][-+0-9]*").match(self.text, node.start)
        assert old
        edits = [*self._line_edits(start, [f"{one}\n" for one in before], [f"{one}\n" for one in lines])]
        if old[0] != header and (chomp(str(node.value)) != chomp(value) or header[1:2].isdigit()):
            edits.insert(0, Edit(old.start(), old.end(), header))
        return iter(edits)

    def _replaced(self, part: Part, value: Plain, flow: bool) -> Iterator[Edit]:
        """What puts *value* where a value of another sort is."""
        node = part.node
        if flow:
            apart = "" if self.text[node.start - 1] in " \n[{" else " "
            yield Edit(node.start, node.end, apart + between(value, self.manner))
            return
        column = self._column(part.start)
        if self.text[part.start : part.lead] == "-":
            lines = item(value, column, self.manner)
            whole = node.block or node.style in BLOCKS or len(lines) > 1
            yield Edit(part.start, self._last(node) if whole else node.end, "\n".join(lines))
            return
        first, below = after_key(value, column, self.manner)
        lines_text = "".join(f"\n{one}" for one in below)
        inline = f" {first}" if first else ""
        if self._line_start(node.start) > part.start:  # On the lines below its key.
            yield Edit(part.lead, part.lead, inline)
            yield Edit(self._line_start(node.start) - 1, self._last(node), lines_text)
        elif node.style in BLOCKS:
            old = re.compile(r"[|>][-+0-9]*").match(self.text, node.start)
            assert old
            yield Edit(part.lead, old.end(), inline)
            yield Edit(self._line_end(node.start), self._last(node), lines_text)
        else:
            yield Edit(part.lead, node.end, inline)
            yield Edit(self._line_end(node.end), self._line_end(node.end), lines_text)

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
        end = self._line_end(edit.start - between_lines)
        return self._raw(end, end + 1) or self._raw(self._line_end(0), self._line_end(0) + 1)


def _lines_of(text: str) -> list[str]:
    return re.findall("[^\n]*\n|[^\n]+", text)


def _folded(before: Sequence[str], old: str, new: str, inset: int) -> list[str]:
    """The lines of *new* in a folded block whose lines *before* say *old*: those of unchanged paragraphs stay."""
    groups: list[list[str]] = [[]]
    for one in before:
        if one.strip():
            groups[-1].append(one.strip())
        elif groups[-1]:
            groups.append([])
    held = {" ".join(group): group for group in groups}
    paragraphs = new.rstrip("\n").split("\n")
    earlier = old.rstrip("\n").split("\n")
    lines: list[str] = []
    for at, paragraph in enumerate(paragraphs):
        near = held.get(paragraph) or refolded(
            held.get(earlier[at] if at < len(earlier) else "", [paragraph]), paragraph
        )
        lines += [*([""] if at else []), *(" " * inset + one for one in near)]
    return lines
