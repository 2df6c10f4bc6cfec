"""What in a body is prose and what is code, and whether it can be converted at reasonable cost. All of it is linear."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

MAX_OPEN_BRACKETS = 50  #: In one paragraph. Markdown looks for the end of each, so the cost is their square.

_FENCE = re.compile(r"(`{3,}|~{3,})[^`\n]*")
_INLINE_CODE = re.compile(r"`[^`\n]*`")
_BRACKET = re.compile(r"[\[(]|[\])]|\n[ \t]*\n")


def visible(body: str) -> str:
    """*body* with code blanked out, every other character where it was."""
    lines = body.split("\n")
    for first, last in _code_blocks(lines):
        if last is not None:
            lines[first : last + 1] = [" " * len(line) for line in lines[first : last + 1]]
    return _INLINE_CODE.sub(lambda m: " " * len(m[0]), "\n".join(lines))


def unclosed_fence(body: str) -> int | None:
    """Where a code block starts that never ends, or None."""
    lines = body.split("\n")
    for first, last in _code_blocks(lines):
        if last is None:
            return sum(len(line) + 1 for line in lines[:first])
    return None


def _code_blocks(lines: list[str]) -> Iterator[tuple[int, int | None]]:
    """(first line, last line) of each fenced block; the last line is None when there is no closing fence."""
    closing: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if line.startswith(("```", "~~~")):
            closing[line.rstrip()].append(number)
    number = 0
    while closing and number < len(lines):
        fence = _FENCE.fullmatch(lines[number])
        if fence:
            ends = closing[fence[1]]
            at = bisect_right(ends, number)
            yield number, ends[at] if at < len(ends) else None
            number = ends[at] if at < len(ends) else number
        number += 1


def deepest_bracket(body: str) -> int | None:
    """Where more than :data:`MAX_OPEN_BRACKETS` square brackets or parentheses are open at once, or None."""
    if body.count("[") + body.count("(") <= MAX_OPEN_BRACKETS:
        return None
    opened = 0
    for match in _BRACKET.finditer(visible(body)):
        opened = 0 if "\n" in match[0] else opened + 1 if match[0] in "[(" else max(opened - 1, 0)
        if opened > MAX_OPEN_BRACKETS:
            return match.start()
    return None
