"""Files -> what is seen in each alone, looked into on all processors."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from typing import TypeVar

from ..base.processes import at_once, in_shares

T = TypeVar("T")
MIN_SHARED = 500  #: Files that are worth a process more: what it has seen must be handed over.
WEIGHT = 20  #: A document, or what holds documents, takes so many times as long as another file.


def looked_into(names: Sequence[str], look: Callable[[str], T], held: Callable[[str], bool]) -> dict[str, T]:
    """What *look* sees in each of the files *names*, in their order.

    Those of which *held* is true hold each other: one process looks into all of them, which judges each once.
    """
    count = min(at_once(), len(names) // MIN_SHARED)
    if count < 2:
        return {name: look(name) for name in names}
    shares = _shares(names, held, count)

    def share(number: int) -> bytes:
        return pickle.dumps([look(name) for name in shares[number]])

    found: dict[str, T] = {}
    for own, given in zip(shares, in_shares(share, count), strict=True):
        found.update(zip(own, pickle.loads(given) if given else map(look, own), strict=True))
    return {name: found[name] for name in names}


def _shares(names: Sequence[str], held: Callable[[str], bool], count: int) -> list[list[str]]:
    """*names* in *count* parts that take about as long; all that is *held* in the first."""
    first = [name for name in names if held(name)]
    rest = [name for name in names if not held(name)]
    room = max(0, (WEIGHT * len(first) + len(rest)) // count - WEIGHT * len(first))
    return [[*first, *rest[:room]], *(rest[room + number :: count - 1] for number in range(count - 1))]
