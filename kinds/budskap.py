"""Key messages."""

from __future__ import annotations

from typing import Annotated, Literal

from kunskapsbank.kinds import Message, Shown, field

from ._post import Post


class Budskap(Message, Post):
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
