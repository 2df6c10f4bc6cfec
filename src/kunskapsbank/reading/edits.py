"""One value of a file changed, and nothing else in it: not a sign, not an order, not a comment."""

from __future__ import annotations

from collections.abc import Mapping

from ..base.problems import Place
from .front_matter import Source, Text


class NotInPlace(ValueError):
    """The value does not stand in the file as one piece, on one line."""


def with_values(text: str, source: Source, values: Mapping[str, str]) -> str:
    """*text*, the file that *source* was read from, with the top-level *values* of its front matter instead of theirs.

    Each is a plain scalar before and after: a date, a number, a word; quotation marks around it stay.

    Raises:
        NotInPlace: If a key is missing, or its value is no scalar that stands whole on one line.
    """
    lines = text.splitlines(keepends=True)
    for key, value in values.items():
        node = source.front.values.get(key)
        if not isinstance(node, Text):
            raise NotInPlace(str(Place(source.path)))
        line, start = lines[node.line - 1], node.column - 1
        if line[start : start + 1] in ("'", '"'):
            start += 1
        if line[start : start + len(node.value)] != node.value:
            raise NotInPlace(str(Place(source.path, node.line, node.column)))
        lines[node.line - 1] = f"{line[:start]}{value}{line[start + len(node.value) :]}"
    return "".join(lines)
