"""What a published file must not hold: one value for all sorts of files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from typing import TypeVar

from ..base.texts import Phrase

MOST = 10_000  #: Files whose judgement is remembered.

Judgement = TypeVar("Judgement")


@dataclass(frozen=True, slots=True, order=True)
class Danger:
    """Something in a file that a reader's program would run, fetch, unpack, or show as a page."""

    line: int  #: 1-based; 1 where the file has no lines.
    column: int  #: 1-based.
    what: Phrase  #: With what was found.
    hint: Phrase  #: What to do instead, imperative.


def once(judge: Callable[[bytes], Judgement]) -> Callable[[bytes], Judgement]:
    """*judge*, which looks at bytes and nothing else, but once at the same: a sheet lies in three archives too."""
    known: dict[bytes, Judgement] = {}

    @wraps(judge)
    def judged(data: bytes) -> Judgement:
        key = sha256(data).digest()
        if key not in known:
            if len(known) >= MOST:
                known.clear()
            known[key] = judge(data)
        return known[key]

    return judged
