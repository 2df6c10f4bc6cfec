"""Target groups."""

from __future__ import annotations

from typing import Annotated, Literal

from kunskapsbank.kinds import AnyRef, Line, Part, Prose, Shown, field

from ._post import Post


class Fraga(Part):
    """A question the group asks, and the page that answers it."""

    fraga: Line = field("Fråga", "Som gruppen själv skulle ställa den.")
    svar: AnyRef | None = field("Svar", "Sidan som svarar, som slag/id.", default=None)


class Malgrupp(Post):
    """A group that the information is for."""

    kind = "malgrupper"
    singular = "Målgrupp"
    plural = "Målgrupper"
    about = "De sexton grupper som informationen om validering är till för."
    weight = 1.1

    sort: Annotated[Literal["slutlig nytta", "direkt", "indirekt"], Shown()] = field(
        "Sorts målgrupp", "Slutlig nytta, direkt eller indirekt målgrupp i projektet."
    )
    vilka: Annotated[tuple[Line, ...], Shown()] = field("Vilka", "Vilka som ingår i gruppen.", min_length=1)
    behov: tuple[Prose, ...] = field("Behov", "Vad gruppen behöver.", min_length=1)
    fragor: tuple[Fraga, ...] = field("Frågor", "Frågor som gruppen ställer.", default=())
