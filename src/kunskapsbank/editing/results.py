"""What the steps of a text give back: what was saved, what collides, and why something could not be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..base.problems import Problem
from .merging import Merged
from .state import Proposal


class NotAllowed(Exception):
    """The person has not the role that this takes; its phrase says which."""


class Refused(Exception):
    """This cannot be done with the record as it is; its phrase says why, and what to do."""


class Faulty(Exception):
    """The text has faults, and what has faults is not shown to readers."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(str(problems[0]))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Opened:
    """A record, to go on writing in."""

    data: bytes
    base: str  #: SHA-256 of what it began from, to be given back when it is kept and saved.
    origin: Literal["arbete", "forslag", "visat"]  #: The person's own work, a proposal, or what readers see.
    proposal: Proposal | None
    kept: dt.datetime | None  #: When the person's work was last kept, if it is that.
    moved: bool  #: Whether somebody has saved since the person's work was begun.


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved."""

    proposal: Proposal | None  #: None when the text is as readers see it: there was nothing to save.
    commit: str  #: Empty when nothing was changed.
    joined: bool = False  #: Whether what others had changed meanwhile was joined with it.


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else has changed the same, and a person must choose."""

    who: str  #: The name of who changed it last; empty when nobody knows.
    when: dt.datetime | None
    base: bytes | None  #: What both began from, if anybody remembers it.
    theirs: bytes
    mine: bytes
    joined: Merged  #: All that does not collide; where it does, theirs.


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a proposal that was to be shown."""

    proposal: Proposal
    commit: str  #: Empty when it was not shown.
    fault: str = ""  #: Why it was not.
