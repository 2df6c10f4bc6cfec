"""Values as YAML that a careful person would write: plain where our reader takes it so, in quotation marks where not.

What is safe is asked of the reader itself (:func:`.front_matter.parse`), never guessed: of the ways to write a text,
the first that is read back as that text, without a word of warning, is taken.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .aligning import Plain
from .front_matter import FENCE, parse, plain

NARROWEST = 40  #: Signs in a line of a long text that is written on several.


@dataclass(frozen=True, slots=True)
class Manner:
    """How a file is written, where there is a choice."""

    dash: int = 2  #: Columns from a key to the dashes of its list.
    step: int = 2  #: Columns from a key to the keys of its group.
    quote: str = "'"


def line(value: str, manner: Manner, flow: bool = False) -> str:
    """The text *value* on one line; *flow*: between brackets or braces."""
    quoted = (single(value), double(value))
    forms = (value, *(quoted if manner.quote == "'" else reversed(quoted)))
    return next((form for form in forms if form and reads_as(form, value, flow=flow)), double(value))


def single(value: str) -> str:
    """*value* between ``'``."""
    return "'" + value.replace("'", "''") + "'"


def double(value: str) -> str:
    """*value* between ``"``, on one line whatever it holds."""
    return json.dumps(value, ensure_ascii=False)


def reads_as(form: str, value: str, column: int = 0, flow: bool = False) -> bool:
    """Whether our reader takes *form*, written after a key in *column*, for the text *value*, and warns of nothing."""
    written = f"{{k: {form}, l: [{form}, {form}]}}" if flow else form
    source, problems = parse(f"{FENCE}\n{' ' * column}k: {written}\n{FENCE}\n".encode(errors="replace"), "")
    wanted: Plain = {"k": value, "l": [value, value]} if flow else value
    return source is not None and not problems and bool(plain(source.front) == {"k": wanted})


def between(value: Plain, manner: Manner) -> str:
    """*value* as it stands between brackets or braces."""
    if isinstance(value, str):
        return line(value, manner, flow=True)
    if isinstance(value, list):
        return f"[{', '.join(between(item, manner) for item in value)}]"
    return f"{{{', '.join(f'{line(key, manner, flow=True)}: {between(item, manner)}' for key, item in value.items())}}}"


def after_key(value: Plain, column: int, manner: Manner) -> tuple[str, list[str]]:
    """What stands after the colon of a key in *column*, and the lines below it."""
    if isinstance(value, str):
        return _text(value, column, manner)
    if not value:
        return between(value, manner), []
    if isinstance(value, list):
        inner = column + manner.dash
        return "", _indented((item(one, inner, manner) for one in value), inner)
    inner = column + manner.step
    return "", _indented((entry(key, one, inner, manner) for key, one in value.items()), inner)


def entry(key: str, value: Plain, column: int, manner: Manner) -> list[str]:
    """The lines of a key in *column* and its value; the first without its indentation."""
    first, below = after_key(value, column, manner)
    return [f"{line(key, manner)}: {first}" if first else f"{line(key, manner)}:", *below]


def item(value: Plain, column: int, manner: Manner) -> list[str]:
    """The lines of an item of a list, whose dash is in *column*; the first without its indentation."""
    inner = column + 2
    if isinstance(value, str) or not value:
        first, below = after_key(value, column, manner)
        return [f"- {first}", *below]
    if isinstance(value, list):
        parts = [item(one, inner, manner) for one in value]
    else:
        parts = [entry(key, one, inner, manner) for key, one in value.items()]
    lines = list(_indented(parts, inner))
    return [f"- {lines[0][inner:]}", *lines[1:]]


def _indented(parts: Iterator[list[str]] | Sequence[list[str]], column: int) -> list[str]:
    return [text for first, *below in parts for text in (" " * column + first, *below)]


def _text(value: str, column: int, manner: Manner) -> tuple[str, list[str]]:
    if "\n" in value:
        header, lines = literal(value, column + 2, 2)
        if reads_as("\n".join((header, *lines)), value, column):
            return header, lines
    return line(value, manner), []


def literal(value: str, column: int, step: int) -> tuple[str, list[str]]:
    """The head and the lines of *value* as a literal block in *column*, *step* columns into what it belongs to."""
    lines = value.split("\n") if chomp(value) == "-" else value[:-1].split("\n")
    first = next((text for text in lines if text), "")
    inner = str(step) if first.startswith(" ") else ""
    return f"|{inner}{chomp(value)}", [" " * column + text if text else "" for text in lines]


def chomp(value: str) -> str:
    """The mark after ``|`` or ``>`` for the line ends that *value* ends with."""
    if not value.endswith("\n"):
        return "-"
    return "+" if value.endswith("\n\n") or not value.strip("\n") else ""


def refolded(lines: Sequence[str], text: str) -> list[str]:
    """*text*, of which *lines* were an earlier form, on lines of about the same width; those that can stay, stay."""
    words = text.split(" ")
    head, start = _kept(lines, words)
    tail, end = _kept([" ".join(reversed(one.split())) for one in reversed(lines[head:])], words[start:][::-1])
    middle = " ".join(words[start : len(words) - end])
    width = max(NARROWEST, *map(len, lines))
    wrapped = textwrap.wrap(middle, width, break_long_words=False, break_on_hyphens=False)
    return [*lines[:head], *wrapped, *lines[len(lines) - tail :]]


def _kept(lines: Sequence[str], words: Sequence[str]) -> tuple[int, int]:
    """How many of *lines*, from the first, hold *words* from the first; and how many words these are."""
    at = 0
    for number, one in enumerate(lines):
        held = one.split()
        if not held or list(words[at : at + len(held)]) != held:
            return number, at
        at += len(held)
    return len(lines), at
