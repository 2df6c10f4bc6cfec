"""What a published file must not hold: one value for all sorts of files."""

from __future__ import annotations

from dataclasses import dataclass

from ..base.texts import Phrase


@dataclass(frozen=True, slots=True, order=True)
class Danger:
    """Something in a file that a reader's program would run, fetch, unpack, or show as a page."""

    line: int  #: 1-based; 1 where the file has no lines.
    column: int  #: 1-based.
    what: Phrase  #: With what was found.
    hint: Phrase  #: What to do instead, imperative.
