"""Regions, and what their municipalities do together."""

from __future__ import annotations

from typing import Annotated, Literal

from kunskapsbank.kinds import County, Kronor, Line, Part, Prose, Ref, Shown, Slug, Url, Year, field

from ._post import Post


class Bidrag(Part):
    """What the region paid one year."""

    ar: Line = field("År")
    kronor: Kronor = field("Kronor")


class Samverkan(Part):
    """What municipalities of the county do together."""

    namn: Line = field("Namn")
    kommuner: tuple[Annotated[Slug, Ref("kommuner", back="Regioner")], ...] = field(
        "Kommuner", "De kommuner som ingår.", min_length=1
    )
    lage: Literal["pågår", "upphörd"] = field("Läge", "Som den nyaste källan beskriver det.")
    fakta: tuple[Prose, ...] = field("Vad de gör", "Ett i taget.", min_length=1)
    url: Url = field("Källans adress")
    ar: Year | None = field("År", "Källans år. Utelämna om den är odaterad.", default=None)
    anm: Line | None = field("Anmärkning", "Till exempel tidningsbilaga, inte förbundets egen sida.", default=None)


class Region(County, Post):
    """A region. Its municipalities are records of their own."""

    kind = "regioner"
    singular = "Region"
    plural = "Regioner"
    about = "De fem regionerna i Östra Mellansverige och deras 52 kommuner."
    embedded = True
    weight_at_length = -0.16

    roller: Annotated[tuple[Line, ...], Shown()] = field("Roll i projektet", min_length=1)
    bidrag: tuple[Bidrag, ...] = field("Bidrag till projektet", "Kronor per år.", default=())
    samverkan: tuple[Samverkan, ...] = field("Samverkan", "Vad länets kommuner gör tillsammans.", default=())
