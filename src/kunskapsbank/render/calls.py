"""The calls of macros that stand on frame pages, read by a grammar of their own. Nothing here is ever evaluated.

::

    call     = "{{" name "(" [argument {"," argument} [","]] ")" "}}"
    argument = [name "="] value
    value    = text | number | "true" | "false" | "none" | "[" [value {"," value} [","]] "]"
    text     = '"' … '"' | "'" … "'"        on one line; \\" \\' \\\\ stand for the sign itself
    number   = ["-"] digits ["." digits]    at most 15 digits on either side

Attributes, operators, filters, statements and calls in calls do not exist, so that a page can reach nothing but the
macros it names, with values that stand on the page. In code, inside a sentence or in a block, nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from ..base.texts import Phrase, one_line, phrase
from ..markdown.body import CodeSpan

MAX_DEPTH = 4  #: Lists inside each other.
MAX_FAULTS = 100  #: On one page; then the reading stops.

Value = str | int | float | bool | list["Value"] | None

#: An anchor for a heading, ``{#ankare}``, is Markdown.
_OPENING = re.compile(r"\{\{|\{%|\{#(?![\w-]+\})")
_TICKS = re.compile(r"`+")
_TOKEN = re.compile(
    r"""\s*+(?:
    (?P<text>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')
  | (?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,15})?(?![\w.]))
  | (?P<name>[^\W\d]\w*+)
  | (?P<end>\}\})
  | (?P<sign>[(),=\[\]])
  | (?P<over>\Z)
  | (?P<other>-?[0-9][\w.]*+|\S))""",
    re.X,
)
_ESCAPE = re.compile(r"\\(.)")
_WORDS: dict[str, Value] = {"true": True, "false": False, "none": None}

RULE = phrase("only-calls")


@dataclass(frozen=True, slots=True)
class Argument:
    """A value that a call gives, by name or by place."""

    name: str  #: Empty for one that is given by place.
    value: Value
    at: int  #: Where it starts in the text.


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a macro. *start* and *end* are its bounds in the text, braces counted."""

    name: str
    arguments: tuple[Argument, ...]
    start: int
    end: int
    name_at: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of the text, and what to write there."""

    at: int
    what: Phrase | None  #: None when it follows from a fault that is told elsewhere.
    remedy: Phrase | None = None


def read(text: str, code: Iterable[CodeSpan] = ()) -> tuple[tuple[Call, ...], tuple[Fault, ...]]:
    """The calls in *text*, and every place where something else is written as templates are.

    *code*: what of the text is code, where nothing is read. Takes time in proportion to the text: after a fault the
    reading goes on at the next line.
    """
    shown = _without(text, code)
    calls: list[Call] = []
    faults: list[Fault] = []
    at = 0
    while len(faults) < MAX_FAULTS and (opening := _OPENING.search(shown, at)):
        try:
            call = _Reader(text, opening).call()
        except _Stopped as stopped:
            faults.append(stopped.fault)
            at = text.find("\n", max(stopped.fault.at, opening.start()))
            if at < 0:
                break
        else:
            calls.append(call)
            at = call.end
    return tuple(calls), tuple(faults)


def _without(text: str, code: Iterable[CodeSpan]) -> str:
    """*text* with *code* blanked out, every other character where it was."""
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    out, end = [], 0
    for start, stop in sorted(_range(text, lines, span) for span in code):
        out += [text[end:start], " " * (stop - max(start, end))]
        end = max(end, stop)
    return "".join([*out, text[end:]])


def _range(text: str, lines: Sequence[int], span: CodeSpan) -> tuple[int, int]:
    """Where *span* begins and ends in *text*, whose lines begin at *lines*: a block is whole lines, with its fences."""
    line = span.spot.line - 1
    if span.lines:
        last = line + span.lines
        return lines[line], lines[last] if last < len(lines) else len(text)
    start = lines[line] + span.spot.column - 1
    opened = _TICKS.match(text, start)
    ticks = len(opened[0]) if opened else 0
    padding = 2 * text.startswith(" ", start + ticks)
    return start, min(start + 2 * ticks + padding + len(span.text), len(text))


class _Stopped(Exception):
    """Carries a fault out of the reader."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault


class _Token(NamedTuple):
    kind: str  #: The name of its group in the pattern.
    text: str
    at: int
    end: int


class _Reader:
    """Reads one call, always one token ahead."""

    def __init__(self, text: str, opening: re.Match[str]) -> None:
        self._text = text
        self._start = opening.start()
        if opening[0] != "{{":
            self._stop(self._start, phrase("template-language", opening=opening[0]), RULE)
        self._token = self._read(opening.end())

    def call(self) -> Call:
        """The whole call."""
        if self._token.kind != "name":
            self._stop_here("macro-name-expected")
        name = self._take()
        if not self._is("("):
            self._stop_here("bracket-expected")
        self._take()
        arguments = []
        while not self._is(")"):
            arguments.append(self._argument())
            self._comma_unless(")")
        self._take()
        if self._token.kind != "end":
            self._stop_here("end-expected")
        return Call(name.text, tuple(arguments), self._start, self._token.end, name.at)

    def _argument(self) -> Argument:
        first = self._token
        if first.kind != "name" or first.text in _WORDS:
            return Argument("", self._value(1), first.at)
        self._take()
        if not self._is("="):
            self._stop_at_name(first)
        self._take()
        return Argument(first.text, self._value(1), first.at)

    def _value(self, depth: int) -> Value:
        if self._is("["):
            return self._list(depth)
        if self._token.kind == "text":
            return self._unescaped(self._take())
        if self._token.kind == "number":
            written = self._take().text
            return float(written) if "." in written else int(written)
        if self._token.kind == "name":
            found = self._take()
            if found.text in _WORDS:
                return _WORDS[found.text]
            self._stop_at_name(found)
        self._stop_here("value-expected")

    def _unescaped(self, token: _Token) -> str:
        odd = next((one for one in _ESCAPE.finditer(token.text) if one[1] not in "\"'\\"), None)
        if odd:
            self._stop(token.at + odd.start(), phrase("unknown-escape", odd=odd[0]), phrase("escape-backslash"))
        return _ESCAPE.sub(r"\1", token.text[1:-1])

    def _list(self, depth: int) -> list[Value]:
        if depth > MAX_DEPTH:
            self._stop(self._token.at, phrase("deep-lists", most=MAX_DEPTH), phrase("split-list"))
        self._take()
        values = []
        while not self._is("]"):
            values.append(self._value(depth + 1))
            self._comma_unless("]")
        self._take()
        return values

    def _comma_unless(self, closing: str) -> None:
        """A comma stands between values, and may stand after the last."""
        if self._is(","):
            self._take()
        elif not self._is(closing):
            self._stop_here("comma-expected", closing=closing)

    def _is(self, sign: str) -> bool:
        return self._token.kind == "sign" and self._token.text == sign

    def _take(self) -> _Token:
        taken = self._token
        self._token = self._read(taken.end)
        return taken

    def _read(self, at: int) -> _Token:
        match = _TOKEN.match(self._text, at)
        assert match is not None  # The last two groups take all that the others do not.
        assert match.lastgroup is not None
        return _Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup), match.end())

    def _stop_at_name(self, name: _Token) -> NoReturn:
        shown = one_line(name.text)
        if self._is("("):
            self._stop(
                name.at,
                phrase("call-in-call", shown=shown),
                phrase("value-as-it-is", rule=RULE),
            )
        if self._token.kind == "other":
            self._stop_here("value-expected")
        self._stop(
            name.at,
            phrase("not-a-value", shown=shown),
            phrase("quote-text", shown=shown),
        )

    def _stop_here(self, expected: str, **values: str) -> NoReturn:
        """Stop at the token ahead, in whose place stands what the text *expected* says."""
        found = self._token
        if found.kind == "over":
            self._stop(self._start, phrase("endless-call"), phrase("whole-call"))
        if found.kind == "other" and found.text in "\"'":
            self._stop(
                found.at,
                phrase("endless-text"),
                phrase("end-text"),
            )
        self._stop(found.at, phrase(expected, found=one_line(found.text), **values), RULE)

    def _stop(self, at: int, what: Phrase, remedy: Phrase) -> NoReturn:
        raise _Stopped(Fault(at, what, remedy))
