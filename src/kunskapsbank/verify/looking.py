"""Files -> what is seen in each alone, looked into on all processors."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ..base.processes import at_once, in_shares

T = TypeVar("T")
MIN_SHARED = 500  #: Files that are worth a process more: what it has seen must be handed over.
WEIGHT = 20  #: A document, or what holds documents, takes so many times as long as another file.


def looked_into(
    names: Sequence[str],
    look: Callable[[str], T],
    held: Callable[[str], bool],
    plain: Callable[[T], Any],
    meant: Callable[[Any], T],
) -> dict[str, T]:
    """What *look* sees in each of the files *names*, in their order.

    Those of which *held* is true hold each other: one process looks into all of them, which judges each once. *plain*:
    what is seen as JSON can hold it, for this process to know what is *meant*; None where it cannot, and this one looks
    itself.
    """
    count = min(at_once(), len(names) // MIN_SHARED)
    if count < 2:
        return {name: look(name) for name in names}
    shares = _shares(names, held, count)

    def share(number: int) -> bytes:
        return json.dumps([plain(look(name)) for name in shares[number]]).encode()

    found: dict[str, T] = {}
    for own, given in zip(shares, in_shares(share, count), strict=True):
        seen = json.loads(given) if given else [None] * len(own)
        for name, one in zip(own, seen, strict=True):
            found[name] = look(name) if one is None else meant(one)
    return {name: found[name] for name in names}


def _shares(names: Sequence[str], held: Callable[[str], bool], count: int) -> list[list[str]]:
    """*names* in *count* parts that take about as long; all that is *held* in the first."""
    first = [name for name in names if held(name)]
    rest = [name for name in names if not held(name)]
    room = max(0, (WEIGHT * len(first) + len(rest)) // count - WEIGHT * len(first))
    return [[*first, *rest[:room]], *(rest[room + number :: count - 1] for number in range(count - 1))]
