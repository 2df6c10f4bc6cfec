"""One file -> plain text values that remember their line and column, and the body apart.

Scalars stay text: YAML on its own reads ``0114`` as 76, ``NO`` as false and ``1.10`` as 1.1. The schema in
:mod:`kunskapsbank.kinds` decides what a value is. The front matter is read as parser events, so that what we
do not want (aliases that blow up, tags that build objects, endless depth) is refused before anything is built.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ..base.memory import TextMemory, forgetful
from ..base.os_errors import reason
from ..base.plain_files import opened_plain, read_plain
from ..base.problems import Place, Problem, Severity, problem
from ..base.texts import LOADER, one_line
from .sorts import sort_of

MAX_FILE_BYTES = 5 * 1024 * 1024  #: Default limit for one content file (5 MiB).
MAX_FRONT_MATTER_BYTES = 32 * 1024  #: A front matter larger than this is a mistake or an attack.
MAX_DEPTH = 8  #: Lists and groups inside each other in a front matter.
MAX_DEPTH_TRUSTED = 16  #: The same in a file that describes a macro, and in an engine's configuration.
MAX_CONFIG_BYTES = 1024 * 1024  #: An engine's configuration may list every page.

FENCE = "---"  #: The line before the front matter, and the one after.


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, as the editor wrote it."""

    value: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    values: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Group:
    """Keys with values, in the order of the file."""

    values: Mapping[str, Node]
    keys: Mapping[str, Text]  #: The same keys, with the place where each is written.
    line: int
    column: int


class LaterGroup(Group):
    """A faultless front matter that was read before: its values are known, and places are read when they are asked for.

    *said*: its values as JSON.
    """

    __slots__ = ("_front", "_line", "_name", "_read", "said")
    _front: str
    _line: int
    _name: str
    _read: Group | None
    said: str

    def __init__(self, front: str, line: int, name: str, said: str) -> None:
        for slot, value in (("_front", front), ("_line", line), ("_name", name), ("_read", None), ("said", said)):
            object.__setattr__(self, slot, value)

    def __reduce__(self) -> tuple[type[LaterGroup], tuple[str, int, str, str]]:
        return LaterGroup, (self._front, self._line, self._name, self.said)

    def _whole(self) -> Group:
        if self._read is not None:
            return self._read
        read, _ = _front_matter(self._front, self._line, self._name)
        object.__setattr__(self, "_read", read)
        return read

    values = property(lambda self: self._whole().values)
    keys = property(lambda self: self._whole().keys)
    line = property(lambda self: self._whole().line)
    column = property(lambda self: self._whole().column)


Node = Text | Items | Group


@dataclass(frozen=True, slots=True)
class Source:
    """A content file read, not yet understood."""

    path: str  #: Relative to the project, with forward slashes.
    front: Group
    body: str
    body_line: int  #: 1-based line of the file where the body starts.
    digest: str = ""  #: SHA-256 of the file, when it is one.
    front_digest: str = ""  #: SHA-256 of its front matter alone.

    def place(self, loc: tuple[str | int, ...] = ()) -> Place:
        """The place of the value at *loc*, or of its nearest parent that exists; a key's place for a key."""
        node: Node = self.front
        line, column = node.line, node.column
        for step in loc:
            if isinstance(node, Group) and step in node.values:
                line, column = node.keys[str(step)].line, node.keys[str(step)].column
                node = node.values[str(step)]
                if isinstance(node, Text):
                    line, column = node.line, node.column
            elif isinstance(node, Items) and isinstance(step, int) and step < len(node.values):
                node = node.values[step]
                line, column = node.line, node.column
        return Place(self.path, line, column)

    def key_place(self, key: str) -> Place:
        """Where a top-level key is written, or the start of the front matter when it is missing."""
        text = self.front.keys.get(key)
        return Place(self.path, text.line, text.column) if text else Place(self.path, self.front.line, 1)

    def body_place(self, line: int = 1, column: int = 1) -> Place:
        """The place of *line* and *column* of the body, both counted from 1."""
        return Place(self.path, self.body_line + line - 1, column)

    def body_place_at(self, at: int) -> Place:
        """The place of the body's sign number *at*, from 0."""
        starts = _line_starts(self.body)
        line = bisect_right(starts, at) - 1
        return Place(self.path, self.body_line + line, at - starts[line] + 1)


@lru_cache(maxsize=4)  # Many places are asked for in one body, then in the next.
def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def plain(node: Node) -> Any:
    """The values alone, as dicts, lists and strings."""
    match node:
        case Text():
            return node.value
        case Items():
            return [plain(v) for v in node.values]
        case LaterGroup():
            return json.loads(node.said)
        case Group():
            return {k: plain(v) for k, v in node.values.items()}


def texts_in(node: Node) -> Iterator[Text]:
    """Every scalar in *node*, in the order of the file."""
    match node:
        case Text():
            yield node
        case Items():
            for one in node.values:
                yield from texts_in(one)
        case Group():
            for one in node.values.values():
                yield from texts_in(one)


class _Refused(Exception):
    """Carries one problem out of the recursive reader."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read(
    path: Path, name: str, max_bytes: int = MAX_FILE_BYTES, memory: TextMemory = forgetful
) -> tuple[Source | None, list[Problem]]:
    """Read the content file at *path*; *name* is how problems call it. *memory*: of what front matters say.

    Returns the source, or None together with the problems that make it unreadable. A file that ends in ``.yml`` is
    all front matter.
    """
    try:
        if not path.is_file():
            return None, [problem(Place(name), "not-a-file")]
        if path.stat().st_size > max_bytes:
            return None, [_too_large(name, path.stat().st_size, max_bytes)]
        data = read_plain(path)
        return parse_yaml(data, name) if path.suffix == ".yml" else parse(data, name, max_bytes, memory)
    except OSError as error:
        return None, [_unreadable(name, error)]


def parse(
    data: bytes, name: str, max_bytes: int = MAX_FILE_BYTES, memory: TextMemory = forgetful
) -> tuple[Source | None, list[Problem]]:
    """Split *data* (a whole file) into front matter and body.

    Any bytes give either a source or problems; nothing is raised.
    """
    if len(data) > max_bytes:
        return None, [_too_large(name, len(data), max_bytes)]
    try:
        text = _decode(data, name)
        front, front_line, body, body_line = _split(text, name)
        whole, own = (hashlib.sha256(one).hexdigest() for one in (data, front.encode()))
        group, problems = _known_or_read(front, front_line, name, own, memory)
        return Source(name, group, body, body_line, whole, own), problems
    except _Refused as refused:
        return None, [refused.problem]


def _known_or_read(front: str, line: int, name: str, digest: str, memory: TextMemory) -> tuple[Group, list[Problem]]:
    """The front matter *front*, which *digest* tells from others, and what is wrong with it.

    Of a faultless one *memory* keeps the values, without their places: hardly anybody asks for those, and they take
    more room than all that a site says.
    """
    found: list[tuple[Group, list[Problem]]] = []

    def work() -> str:
        group, problems = _front_matter(front, line, name)
        found.append((group, problems))
        return _FAULTY if problems else json.dumps(plain(group), ensure_ascii=False)

    said = memory(f"front matter {digest}", work)
    if said != _FAULTY:
        return LaterGroup(front, line, name, said), []
    return found[0] if found else _front_matter(front, line, name)


_FAULTY = ""  #: Kept of a front matter that something is wrong with: it is read each time, to tell of that.


def parse_yaml(data: bytes, name: str) -> tuple[Source | None, list[Problem]]:
    """Read a whole trusted YAML file, as :func:`parse` reads a front matter; it may be as large as any file."""
    try:
        group, problems = _front_matter(_decode(data, name), 1, name, MAX_DEPTH_TRUSTED, MAX_FILE_BYTES)
        return Source(name, group, "", 1), problems
    except _Refused as refused:
        return None, [refused.problem]


def read_config(path: Path, name: str) -> tuple[Source | None, list[Problem]]:
    """Read the configuration of an engine at *path*: as :func:`read`, but larger, and what only the engine understands
    (tags such as ``!ENV``, anchors and aliases) stands as text.
    """
    try:
        with opened_plain(path.resolve()) as file:
            data = file.read(MAX_CONFIG_BYTES + 1)
        if len(data) > MAX_CONFIG_BYTES:
            return None, [_too_large(name, len(data), MAX_CONFIG_BYTES)]
        group, problems = _front_matter(
            _decode(data, name), 1, name, MAX_DEPTH_TRUSTED, MAX_CONFIG_BYTES, reader=_LenientReader
        )
        return Source(name, group, "", 1), problems
    except _Refused as refused:
        return None, [refused.problem]
    except OSError as error:
        return None, [_unreadable(name, error)]


def _unreadable(name: str, error: OSError) -> Problem:
    return problem(Place(name), "unreadable-file", reason=reason(error))


def _too_large(name: str, size: int, limit: int) -> Problem:
    return problem(Place(name), "file-too-large", size=size, limit=limit)


def _decode(data: bytes, name: str) -> str:
    """UTF-8 with or without BOM, any line ending, to text with ``\\n``."""
    sort = sort_of(data)
    if sort:
        raise _Refused(problem(Place(name), "not-a-text-file", sort=sort, suffix=name.rpartition(".")[2]))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Refused(problem(Place(name), "not-utf8/utf16"))
    try:
        data = data.removeprefix(codecs.BOM_UTF8)
        text = data.decode()
    except UnicodeDecodeError as error:
        before = newlines(data[: error.start].decode())
        raise _Refused(problem(_place_after(before, name), "not-utf8", byte=f"{data[error.start]:02X}")) from None
    text = newlines(text)
    printable = text.replace("\n", "").isprintable()  # As nearly all are; it is seen fast.
    forbidden = None if printable else FORBIDDEN.search(text)
    if forbidden:
        raise _Refused(_forbidden(_place_after(text[: forbidden.start()], name), forbidden[0]))
    return unicodedata.normalize("NFC", text)  # Å is one character, also when a program wrote it as A and a ring.


def _forbidden(place: Place, character: str) -> Problem:
    number = f"{ord(character):04X}"
    if unicodedata.category(character) == "Zs":
        return problem(place, "forbidden-character/space", number=number)
    return problem(place, "forbidden-character", number=number)


def newlines(text: str) -> str:
    """*text* with ``\\n`` at the end of each line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _place_after(before: str, name: str) -> Place:
    return Place(name, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


# Control characters but tab and newline, marks that turn the writing direction, line and paragraph marks (which YAML
# counts as lines), spaces and joiners without width, surrogates, private use, a BOM inside the file, non-characters,
# and tag characters, which hide text in text.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060\u2066-\u2069"
    "\ud800-\uf8ff\ufeff\ufffe\uffff\U000e0000-\U000e007f]"
)


def _split(text: str, name: str) -> tuple[str, int, str, int]:
    """(front matter, its first line, body, its first line)."""
    lines = text.split("\n")
    if not lines or lines[0].rstrip() != FENCE:
        raise _Refused(problem(Place(name), "missing-front-matter"))
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == FENCE:
            return "".join(f"{one}\n" for one in lines[1 : number - 1]), 2, "\n".join(lines[number:]), number + 1
    raise _Refused(problem(Place(name), "unclosed-front-matter"))


def _front_matter(
    front: str,
    first_line: int,
    name: str,
    max_depth: int = MAX_DEPTH,
    max_bytes: int = MAX_FRONT_MATTER_BYTES,
    reader: type[_Reader] | None = None,
) -> tuple[Group, list[Problem]]:
    if len(front.encode()) > max_bytes:
        raise _Refused(problem(Place(name), "front-matter-too-large", limit=max_bytes // 1024))
    _refuse_tabs(front, first_line, name)
    try:
        reading = (reader or _Reader)(front, first_line, name, max_depth)
        node = reading.document()
    except yaml.MarkedYAMLError as error:
        raise _Refused(_yaml_problem(error, front, first_line, name)) from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise _Refused(problem(Place(name, first_line), "invalid-yaml/unreadable")) from None
    if isinstance(node, Group):
        return node, reading.problems
    if first_line == 1:
        raise _Refused(problem(Place(name), "not-a-mapping/file"))
    raise _Refused(problem(Place(name, first_line), "not-a-mapping"))


def _refuse_tabs(front: str, first_line: int, name: str) -> None:
    for number, line in enumerate(front.split("\n"), start=first_line):
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            raise _Refused(problem(Place(name, number, indent.index("\t") + 1), "tab-indentation"))


def _yaml_problem(error: yaml.MarkedYAMLError, front: str, first_line: int, name: str) -> Problem:
    context = str(error.context)
    mark = error.problem_mark or error.context_mark
    if error.context_mark and context.startswith(_OPENED_EARLIER):
        mark = error.context_mark  # What was never closed is at fault, not the line where the reader gave up.
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = front.removesuffix("\n").split("\n")
    if line >= len(lines):  # Where the text ended.
        line = len(lines) - 1
    for number in range(line, -1, -1):
        odd = _ODD_SPACE.match(lines[number])
        if odd:  # To YAML such a line goes on from the one above, so the reader gives up on a later one.
            return _forbidden(Place(name, first_line + number, odd.start(1) + 1), odd[1])
    found = lines[line].strip()
    key = _yaml_fault(str(error.problem), context, found)
    return problem(Place(name, first_line + line, column + 1), key, found=found[:60].rstrip())


#: Spaces of other widths than the ordinary: YAML takes them for letters.
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD_SPACE = re.compile(rf" *(?:- +)*(?:-|[\"']?[A-Za-zÅÄÖåäö_]+[\"']?:)?([{_SPACES}])")
_DASH = re.compile(rf"-([{_SPACES}])")  #: Meant as an item of a list.
_IN_KEY = re.compile(rf"[{_SPACES}\u00ad\u034f\u180e\u200c\u200d\ufe00-\ufe0f]")
_OPENED_EARLIER = ("while scanning a quoted scalar", "while scanning a simple key", "while parsing a flow")


def _yaml_fault(problem: str, context: str, found: str) -> str:
    """What is wrong in the line *found*, as a key of the catalogue, by the words of the YAML library."""
    if context.startswith("while scanning a quoted scalar"):
        return "invalid-yaml/open-quote"
    if context.startswith("while scanning a simple key"):
        return "invalid-yaml/no-key"
    if context.startswith("while parsing a flow"):
        return "invalid-yaml/open-bracket"
    if re.match(r"[^:]+: *[\"'].*[\"'][^\"']", found):
        return "invalid-yaml/after-quote"
    if ": " in found.partition(": ")[2]:
        return "invalid-yaml/colon"
    if "mapping values" in problem:
        return "invalid-yaml/continuation"
    if context.startswith(("while scanning an alias", "while scanning an anchor")) or "cannot start" in problem:
        return "invalid-yaml/special-sign"
    return "invalid-yaml"


class _Reader:
    """Builds one node from parser events; collects repeated keys, refuses what must not be built at all."""

    def __init__(self, front: str, first_line: int, name: str, max_depth: int) -> None:
        self.events: Iterator[yaml.Event] = yaml.parse(front, Loader=LOADER)
        self.first_line = first_line
        self.name = name
        self.max_depth = max_depth
        self.lines = front.split("\n")
        self.problems: list[Problem] = []  #: What does not hinder the rest from being understood.

    def document(self) -> Node | None:
        node: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent) and node is not None:
                raise _Refused(problem(self._place(event), "invalid-yaml/two-documents"))
            if isinstance(event, yaml.NodeEvent):
                node = self._node(event, 1)
        return node

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        assert mark is not None  # The parser marks every event it makes of text.
        return Place(self.name, mark.line + self.first_line, mark.column + 1)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = self._place(event)
        self._judge(event, place)
        if isinstance(event, yaml.AliasEvent):
            return Text("", place.line, place.column)
        if isinstance(event, yaml.ScalarEvent):
            escaped = FORBIDDEN.search(event.value)  # Written as \u202e between quotation marks.
            if escaped:
                raise _Refused(_forbidden(place, escaped[0]))
            dash = None if event.style else _DASH.match(event.value)
            if dash:
                raise _Refused(_forbidden(Place(self.name, place.line, place.column + 1), dash[1]))
            self._warn_of_comment(event)
            return Text(event.value, place.line, place.column)
        if depth > self.max_depth:
            raise _Refused(problem(place, "too-deep", most=self.max_depth))
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(tuple(self._items(depth)), place.line, place.column)
        return self._group(place, depth)

    def _warn_of_comment(self, event: yaml.ScalarEvent) -> None:
        """Tell of a text without quotation marks that `` #`` ends: it may be meant to go on."""
        mark = event.end_mark
        if event.style or not event.value or mark is None or mark.line >= len(self.lines):
            return
        rest = self.lines[mark.line][mark.column :]
        if rest.startswith(" #"):  # After two spaces, as `kb new` writes it, a comment is meant.
            place = Place(self.name, mark.line + self.first_line, mark.column + 2)
            self.problems.append(
                problem(place, "comment-after-value", Severity.WARNING, comment=one_line(rest.strip()))
            )

    def _judge(self, event: yaml.Event, place: Place) -> None:
        """Refuse what must not be built."""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(problem(place, "anchor-or-alias"))
        if getattr(event, "tag", None):
            raise _Refused(problem(place, "yaml-tag"))

    def _items(self, depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, depth + 1)

    def _group(self, place: Place, depth: int) -> Group:
        values: dict[str, Node] = {}
        keys: dict[str, Text] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, depth + 1)
            value = self._node(next(self.events), depth + 1)
            if not isinstance(key, Text):
                raise _Refused(problem(Place(self.name, key.line, key.column), "invalid-yaml/odd-key"))
            hidden = _IN_KEY.search(key.value)
            if hidden:
                raise _Refused(_forbidden(Place(self.name, key.line, key.column + hidden.start()), hidden[0]))
            if key.value in values:
                self.problems.append(
                    problem(
                        Place(self.name, key.line, key.column),
                        "duplicate-key",
                        key=one_line(key.value),
                        line=keys[key.value].line,
                    )
                )
                continue
            keys[key.value], values[key.value] = key, value
        return Group(values, keys, place.line, place.column)


class _LenientReader(_Reader):
    """Lets an engine's own YAML through."""

    def _judge(self, event: yaml.Event, place: Place) -> None:
        pass

    def _warn_of_comment(self, event: yaml.ScalarEvent) -> None:
        pass
