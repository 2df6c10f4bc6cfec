"""The decision helper: questions whose answers lead to questions or to ends."""

from __future__ import annotations

from typing import ClassVar

from ...reading.fields import AnyRef, Line, Part, YesNo, field
from ..record import Record


class Choice(Part):
    """An answer, and where it leads."""

    svar: Line = field("Svar", "Som den tillfrågade skulle säga det.")
    hjalp: Line | None = field("Hjälp", "En rad under svaret, om det behövs.", default=None)
    till: AnyRef = field("Till", "Nästa fråga eller slutet, skrivet som slag/id.")


class Question(Record):
    """A question with two answers or more. ``titel`` is the question."""

    role: ClassVar[str] = "fraga"

    alone = True

    forst: YesNo = field("Först", "ja för den fråga som alla börjar med.", default=False)
    alternativ: tuple[Choice, ...] = field("Alternativ", "Svaren att välja mellan.", min_length=2)


class End(Record):
    """Where the questions end. What stands there is the site's own."""

    role: ClassVar[str] = "slut"

    alone = True
