"""What the pages of the room are about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..pipeline.project import Project


@dataclass(frozen=True)
class Room:
    """The room of one project."""

    project: Project
    today: dt.date  #: The day that is reckoned as today when the room opens.
    language: str  #: What is said in it.
