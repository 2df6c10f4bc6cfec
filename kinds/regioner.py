"""Regions and municipalities."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import County, Kronor, Line, Municipality, Part, Ref, Shown, Slug, Url, field

from ._post import Post


class Kommun(Municipality):
    """A municipality."""

    webb: Url | None = field("Sida om validering", "Kommunens sida om validering, om en källa anger den.", default=None)
    webb_anm: Line | None = field(
        "Anmärkning", "Vad sidan är och hur gammal, till exempel odaterad kommunsida.", default=None
    )
    exempel: Annotated[Slug, Ref("exempel")] | None = field("Exempel", "Id för exemplet härifrån.", default=None)


class Bidrag(Part):
    """What the region paid one year."""

    ar: Line = field("År")
    kronor: Kronor = field("Kronor")


class Region(County, Post):
    """A region with its municipalities."""

    kind = "regioner"
    singular = "Region"
    plural = "Regioner"
    about = "De fem regionerna i Östra Mellansverige och deras 52 kommuner."

    kommuner: tuple[Kommun, ...] = field("Kommuner", min_length=1)
    roller: Annotated[tuple[Line, ...], Shown()] = field("Roll i projektet", min_length=1)
    bidrag: tuple[Bidrag, ...] = field("Bidrag till projektet", "Kronor per år.", default=())
