"""Signs that nobody sees and that mean nothing: mended in a whole file, before it can be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..reading.front_matter import newlines

_WITHOUT_WIDTH = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")
_LINE_MARK = re.compile("[\u2028\u2029]")  #: Ends a line, as programs for layout write it.


def is_without_width(text: str) -> bool:
    """Whether *text* is nothing but signs without width."""
    return not _WITHOUT_WIDTH.sub("", text)


def without_signs(text: str, names: list[str]) -> str:
    """*text* without them; the name of each repair that was needed is added to *names*."""
    for name, mended in _steps(text):
        if mended != text:
            names.append(name)
            text = mended
    return text


def _steps(text: str) -> Iterator[tuple[str, str]]:
    """(name, the text so far), one repair after another."""
    text = text.removeprefix("\ufeff")
    yield "byte-order-mark", text
    text = newlines(text)
    yield "line-ends", text
    text = _WITHOUT_WIDTH.sub("", text)
    yield "without-width", text
    front, fence, body = _halves(text)
    text = front + fence + _LINE_MARK.sub("\n", body)  # To YAML they are lines already.
    yield "line-marks", text
    yield "composed", unicodedata.normalize("NFC", text)


def _halves(text: str) -> tuple[str, str, str]:
    """(front matter, the line that ends it, body)."""
    match = re.match(r"---[ \t]*\n(?:.*\n)*?(---[ \t]*(?:\n|\Z))", text)
    return (text[: match.start(1)], match[1], text[match.end() :]) if match else (text, "", "")
