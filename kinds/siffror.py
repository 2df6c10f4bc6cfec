"""What is known of how many people validate, by year and source."""

from __future__ import annotations

import re
from typing import Annotated

from kunskapsbank.kinds import Field, Line, Part, Prose, Slug, checked, field

from ._post import Kalla, Post


def decimal_number(value: str) -> float:
    """*value* as a number, written with digits and at most one point.

    Raises:
        ValueError: If it is written otherwise.
    """
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,3})?", value):
        raise ValueError(value)
    return float(value)


Tal = Annotated[
    float,
    checked(decimal_number, "är inget tal", "Skriv med siffror och punkt, till exempel 3600 eller 3.5."),
    Field(ge=0, le=10**9),
]


class Varde(Part):
    """A number for one period, as the source gives it."""

    period: Line = field("Period", "Till exempel 2018 eller hösten 2018 till hösten 2020.")
    ord: Line | None = field("Ord", "Källans ord före talet, till exempel drygt.", default=None)
    varde: Tal = field("Värde", "I seriens enhet.")
    till: Tal | None = field("Till", "Om källan ger ett spann: det högsta värdet.", default=None)
    anm: Line | None = field("Anmärkning", "Det som skiljer talet från de andra i serien.", default=None)


class Serie(Part):
    """One thing that somebody has counted."""

    id: Slug = field("Id", "Ankare på sidan.")
    namn: Line = field("Namn", "Vad som är räknat, som rubrik.")
    raknar: Prose = field("Räknar", "Vad talet visar och inte visar, i en eller två meningar.")
    enhet: Line = field("Enhet", "Till exempel personer eller procent.")
    varden: tuple[Varde, ...] = field("Värden", "I tidsordning.", min_length=1)
    kallor: tuple[Kalla, ...] = field("Källor", min_length=1)
    osakert: tuple[Prose, ...] = field("Osäkert", default=())


class Siffror(Post):
    """The page of figures."""

    kind = "siffror"
    singular = "Siffror"
    plural = "Siffror om validering"
    about = "Hur många som validerar, enligt de källor som har räknat."
    single = "siffror"
    weight = 1.1

    serier: tuple[Serie, ...] = field("Serier", "En per sak som någon har räknat.", min_length=1)
