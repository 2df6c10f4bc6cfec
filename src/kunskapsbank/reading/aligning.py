"""Which item of a list became which: what an edit and a merge of lists go by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias, Union

Plain: TypeAlias = Union[str, "list[Plain]", "dict[str, Plain]"]  #: As :func:`.front_matter.plain` gives a value.
Pair = tuple[int | None, int | None]  #: An item's number before and after; None before: added; None after: removed.
MOST_COMPARED = 2_500  #: Pairs of items that are compared one by one; longer runs are paired in their order.
LONGEST_COMPARED = 200  #: Characters of a text that say how like another it is.


def aligned(before: Sequence[Plain], after: Sequence[Plain]) -> list[Pair]:
    """The items of two lists in pairs, in order: each item of both stands in exactly one.

    An item without its equal is paired with the one most like it, between the equal ones around it.
    """
    matcher = SequenceMatcher(None, [*map(_told, before)], [*map(_told, after)], autojunk=False)
    pairs: list[Pair] = []
    for sort, i, i_end, j, j_end in matcher.get_opcodes():
        if sort == "equal":
            pairs += zip(range(i, i_end), range(j, j_end), strict=True)
        else:
            pairs += (
                (a if a is None else a + i, b if b is None else b + j)
                for a, b in _alike(before[i:i_end], after[j:j_end])
            )
    return pairs


def _told(value: Plain) -> str:
    return json.dumps(value, sort_keys=True)


def _alike(before: Sequence[Plain], after: Sequence[Plain]) -> Iterator[Pair]:
    """Pairs with the greatest likeness in all, and as many as there can be."""
    rows, columns = len(before), len(after)
    if rows * columns > MOST_COMPARED or 0 in (rows, columns):
        both = min(rows, columns)
        yield from ((at, at) for at in range(both))
        yield from ((at, None) for at in range(both, rows))
        yield from ((None, at) for at in range(both, columns))
        return
    like = [[0.1 + likeness(one, other) for other in after] for one in before]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            best[i][j] = max(like[i][j] + best[i + 1][j + 1], best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and best[i][j] == like[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif i < rows and best[i][j] == best[i + 1][j]:
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1


def likeness(one: Plain, other: Plain) -> float:
    """How alike two values are, from 0 to 1."""
    if one == other:
        return 1.0
    if isinstance(one, str) and isinstance(other, str):
        return SequenceMatcher(None, one[:LONGEST_COMPARED], other[:LONGEST_COMPARED]).quick_ratio() / 2
    if isinstance(one, dict) and isinstance(other, dict):
        return sum(one[key] == other[key] for key in one.keys() & other.keys()) / len(one.keys() | other.keys())
    return 0.0
