"""Values of a content file changed, and nothing else in it: not a comment, an order, a quotation mark or a line end.

The file is never written anew from its values. What was asked for is compared with what the file says, down to one
text in a group in a list, and each difference becomes an edit of the signs that hold it. At the end the result is read
as any file is (:func:`.front_matter.parse`) and must say what was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise, takewhile

from . import front_matter
from .aligning import Plain, aligned
from .front_matter import FENCE, newlines
from .marks import BLOCKS, Edit, Marked, Node, Part, composed, lines_of
from .marks import NotPatched as NotPatched  # Callers catch it by this name.
from .writing import Manner, after_key, between, chomp, double, entry, item, line, literal, reads_as, refolded, single

_HEAD = re.compile(r"[|>][-+]?(?P<step>\d?)[-+]?")  # Of a text on lines of its own.


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
    wanted = {key: composed(value) for key, value in values.items() if value is not None}
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
    if said != (front, document.body if body is None else composed(body)):
        raise NotPatched(name, problems)
    return result


def _new(values: Mapping[str, Plain], order: Sequence[str], body: str | None) -> bytes:
    return "\n".join([FENCE, *_entries(values, order, Manner()), FENCE, newlines(body or "")]).encode()


def _entries(values: Mapping[str, Plain], order: Sequence[str], manner: Manner) -> list[str]:
    keys = sorted(values, key=lambda key: order.index(key) if key in order else len(order))
    return [text for key in keys for text in entry(key, values[key], 0, manner)]


class _Document(Marked):
    """A content file, with what makes it say something else."""

    def front_edits(self, front: Mapping[str, Plain], order: Sequence[str]) -> Iterator[Edit]:
        """What makes the front matter say *front*."""
        if front == self.front:
            return
        if self.root.style == "[":
            yield from self._flow_edits(self.root, dict(front))
        elif front.keys() & self.front.keys():
            yield from self._group_edits(self.root, front, order)
        else:
            start = self.line_start(self.root.parts[0].start)
            yield Edit(start, start, "".join(f"{one}\n" for one in _entries(front, order, self.manner)))
            for part in self.root.parts:
                yield Edit(self.line_start(part.start), self.last(part.node) + 1, "")

    def body_edits(self, body: str | None) -> Iterator[Edit]:
        """What makes the body say *body*; lines that it has stay."""
        if body is not None:
            lines = lines_of(composed(body))
            if lines and not self.text.endswith("\n") and self.body_start == len(self.text):
                yield Edit(self.body_start, self.body_start, "\n")
            yield from self._line_edits(self.body_start, self.lines(self.body_start), lines)

    def _line_edits(self, start: int, before: Sequence[str], after: Sequence[str]) -> Iterator[Edit]:
        """What makes the lines *before*, from *start*, those *after*."""
        same = len([*takewhile(lambda pair: composed(pair[0]) == pair[1], zip(before, after, strict=False))])
        places = [start]
        for one in before:
            places.append(places[-1] + len(one))
        matcher = SequenceMatcher(None, [composed(one) for one in before[same:]], after[same:])
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
        here = {part.key for part in kept}
        for key in sorted((key for key in target if key not in here), key=lambda key: ranks.get(key, len(ranks))):
            rank = ranks.get(key, len(ranks))
            earlier = [(ranks.get(part.key, -1), at) for at, part in enumerate(kept) if ranks.get(part.key, -1) < rank]
            after = len(kept) - 1 if key not in ranks else max((e for e in earlier if e[0] >= 0), default=(0, -1))[1]
            added.setdefault(after, []).append(key)
        column = self.column(group.parts[0].start)
        fresh = {at: [entry(key, target[key], column, self.manner) for key in keys] for at, keys in added.items()}
        read = {part.key: part for part in reversed(kept)}  # Of a key that stands twice, the first.
        wanted = [target[part.key] if part is read[part.key] else part.node.value for part in kept]
        yield from self._parts_edits(group.parts, kept, wanted, fresh, column)

    def _list_edits(self, items: Node, target: Sequence[Plain]) -> Iterator[Edit]:
        assert isinstance(items.value, list)
        column = self.column(items.parts[0].start)
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
        if part is None or self.text[self.line_start(part.start) : part.start].strip():
            return item(value, column, self.manner)
        gone.remove(part)
        return self.text[part.start : self.last(part.node)].split("\n")

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
        joined = bool(self.text[self.line_start(parts[0].start) : parts[0].start].strip())  # ``- key: …``
        if joined and parts[0] is not first:
            yield self._lead_away(parts, first)
        yield from (Edit(first.start, first.start, "\n".join(one) + f"\n{indent}") for one in fresh.get(-1, ()))
        for at, part in enumerate(kept):
            yield from self._value_edits(part, wanted[at], flow=False)
            below = self.last(part.node) + 1
            yield from (Edit(below, below, indent + "\n".join(one) + "\n") for one in fresh.get(at, ()))
        past = not joined
        for part in parts:
            past = past or part is first
            if past and id(part) not in stay:
                yield Edit(self.line_start(part.start), self.last(part.node) + 1, "")

    def _lead_away(self, parts: Sequence[Part], first: Part) -> Edit:
        """What takes away the parts before *first*, where the first of all stands after a dash."""
        last = self.last(parts[[*map(id, parts)].index(id(first)) - 1].node)
        between_them = self.text[last : first.start]
        return Edit(parts[0].start, last if between_them.strip() else first.start, "")

    def _flow_edits(self, node: Node, value: dict[str, Plain] | list[Plain]) -> Iterator[Edit]:
        """What makes a list or group between brackets into *value*: its parts stay as they are written."""
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
        gaps = [self.text[one.node.end : other.start] for one, other in pairwise(node.parts)]
        usual = re.sub(r" *#[^\n]*", "", gaps[0]) if gaps else ", "
        text, before = "", -1
        for number, (part, key, one) in enumerate(pairs):
            at = -1 if part is None else node.parts.index(part)
            gap = "" if not number else gaps[before] if before >= 0 and at == before + 1 else usual
            lead = f"{line(key, self.manner, flow=True)}: " if isinstance(value, dict) else ""
            if part is None:
                text += gap + lead + between(one, self.manner)
            else:
                text += gap + self._with(self._value_edits(part, one, flow=True), part.start, part.node.end)
            before = at
        yield Edit(node.parts[0].start, node.parts[-1].node.end, text)

    def _with(self, edits: Iterator[Edit], start: int, end: int) -> str:
        """The signs from *start* to *end*, edited."""
        text = self.text[start:end]
        for edit in sorted(edits, reverse=True):
            text = text[: edit.start - start] + edit.text + text[edit.end - start :]
        return text

    def _retold(self, part: Part, value: str, flow: bool) -> Iterator[Edit] | None:
        """What makes the text of *part* into *value* in its own manner; None if it cannot be."""
        node = part.node
        column = 0 if flow else self.column(part.start)
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
        start = self.line_end(node.start) + 1
        before = [one.rstrip("\n") for one in lines_of(self.text[start : self.last(node) + 1])]
        insets = [len(one) - len(one.lstrip(" ")) for one in before if one.strip()]
        if not insets or not value.strip():
            return None
        old = _HEAD.match(self.text, node.start)
        assert old
        inset = column + int(old["step"]) if old["step"] else insets[0]
        header, lines = literal(value, inset, inset - column)
        if node.style == ">":
            lines = _folded(before, str(node.value), value, inset)
            header = f">{chomp(value)}"
        if not reads_as("\n".join((header, *lines)), value, column):
            return None
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
        column = self.column(part.start)
        if self.text[part.start : part.lead] == "-":
            lines = item(value, column, self.manner)
            whole = node.block or node.style in BLOCKS or len(lines) > 1
            yield Edit(part.start, self.last(node) if whole else node.end, "\n".join(lines))
            return
        first, below = after_key(value, column, self.manner)
        lines_text = "".join(f"\n{one}" for one in below)
        inline = f" {first}" if first else ""
        if self.line_start(node.start) > part.start:  # On the lines below its key.
            yield Edit(part.lead, part.lead, inline)
            yield Edit(self.line_start(node.start) - 1, self.last(node), lines_text)
            return
        set_in = bool(first) and node.start > part.lead  # The spaces before the value stay.
        start, inline = (node.start, first) if set_in else (part.lead, inline)
        if node.style in BLOCKS:
            old = _HEAD.match(self.text, node.start)
            assert old
            yield Edit(start, old.end(), inline)
            yield Edit(self.line_end(node.start), self.last(node), lines_text)
        else:
            yield Edit(start, node.end, inline)
            yield Edit(self.line_end(node.end), self.line_end(node.end), lines_text)


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
