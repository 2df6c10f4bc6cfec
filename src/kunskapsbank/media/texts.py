"""Texts and data that are published as they are: what their names say, and nothing else that is called so."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

from ..base.texts import one_line, phrase
from ..reading.folders import Unreadable
from .dangers import Danger


def active_parts_of_text(data: bytes) -> list[Danger]:
    """Nothing: a whole text in UTF-8 is inert when it is sent as one.

    Raises:
        Unreadable: If it is no text in UTF-8; it may be a program, a picture, or a page in an encoding of its own.
    """
    _text(data)
    return []


_FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""How a text begins that a spreadsheet takes for a formula, which could fetch or run something (CSV injection, OWASP):
also after spaces, and in the wide forms of East Asian keyboards."""
_NUMBER = re.compile(r"[+-]?\d[\d \u00a0.,]*%?|[+-]")  #: With a sign before it; a lone sign stands for no value.
_DELIMITERS = (";", ",", "\t")  #: Which one a spreadsheet takes depends on where it runs.
_LONGEST_CELL = 2**31 - 1  #: Signs; the library's own limit would stop what is only long.


def may_be_formula(text: str) -> bool:
    """Whether a spreadsheet could take *text*, the whole of a cell, for a formula."""
    return _FORMULA.match(text) is not None


def active_parts_of_table(data: bytes) -> list[Danger]:
    """The cells of a CSV that a spreadsheet takes for formulas, whichever sign it cuts the lines at, ten at most.

    Raises:
        Unreadable: If it is no text in UTF-8.
    """
    found = {place: text for sign in _DELIMITERS for place, text in _formulas(_text(data), sign)}
    hint = phrase("no-formula-in-table")
    return [Danger(*place, phrase("formula-in-cell", text=text), hint) for place, text in sorted(found.items())][:10]


def _formulas(text: str, delimiter: str) -> Iterator[tuple[tuple[int, int], str]]:
    csv.field_size_limit(_LONGEST_CELL)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for cells in lines:
        for cell in cells:
            if may_be_formula(cell) and not _NUMBER.fullmatch(cell):
                yield (line, 1), one_line(cell, 40)
        line = lines.line_num + 1


def active_parts_of_json(data: bytes) -> list[Danger]:
    """Nothing, as of a text.

    Raises:
        Unreadable: If it is no whole JSON in UTF-8.
    """
    try:
        json.loads(_text(data))
    except (ValueError, RecursionError):
        raise Unreadable(phrase("not-whole-json")) from None
    return []


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(phrase("no-text-in-utf8")) from None
    if "\0" in text:
        raise Unreadable(phrase("text-with-nul"))
    return text
