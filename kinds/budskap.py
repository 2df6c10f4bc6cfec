"""Key messages."""

from __future__ import annotations

from typing import Annotated, Literal

from ..content.record import Record
from ..reading.fields import Line, Prose, Shown, field


class Budskap(Record):
    """A key message: one claim, who gains, and what it rests on."""

    kind = "budskap"
    singular = "Budskap"
    plural = "Budskap"
    about = "Färdiga budskap om nyttan med validering, med belägg, att använda i information."
    pages = False
    order = ("vinner", "titel")
    parent = "material"

    vinner: Annotated[Literal["individen", "arbetsgivaren", "samhället"], Shown()] = field(
        "Vem vinner", "Individen, arbetsgivaren eller samhället."
    )
    belagg: Prose = field("Belägg", "Vad påståendet vilar på.")
    kort: Line | None = field("Kort form", "För affisch och sociala medier.", default=None, max_length=120)
