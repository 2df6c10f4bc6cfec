"""Target groups."""

from __future__ import annotations

from typing import Literal

from kunskapsbank.kinds import Destination, Line, Part, Prose, field

from ._post import Fragad


class Dorr(Part):
    """A thing to do first, and where it is done."""

    text: Line = field("Text", "Det läsaren gör, som en uppmaning.")
    till: Destination = field("Till", "Adressen på webbplatsen, till exempel /branschmodeller/.")


class Malgrupp(Fragad):
    """A group that the information is for."""

    kind = "malgrupper"
    singular = "Målgrupp"
    plural = "Målgrupper"
    about = "De sexton grupper som informationen om validering är till för."
    weight = 1.1
    weight_at_length = -0.16

    sort: Literal["slutlig nytta", "direkt", "indirekt"] = field(
        "Sorts målgrupp", "Slutlig nytta, direkt eller indirekt målgrupp i projektet."
    )
    dorrar: tuple[Dorr, ...] = field(
        "Dörrar", "Högst tre saker som gruppen oftast vill göra, viktigast först.", default=(), max_length=3
    )
    vilka: tuple[Line, ...] = field("Vilka", "Vilka som ingår i gruppen.", min_length=1)
    behov: tuple[Prose, ...] = field("Behov", "Vad gruppen behöver.", min_length=1)
