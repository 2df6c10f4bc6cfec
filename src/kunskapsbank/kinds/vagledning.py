"""Guidance about municipal adult education."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..fields import Count, Line, Part, Prose, Shown, field
from ..model import Record


class Ansvar(Part):
    """Who does what."""

    roll: Line = field("Roll", "Till exempel hemkommunen eller läraren.")
    gor: Prose = field("Gör", "Vad rollen gör eller ansvarar för.")


class Vagledning(Record):
    """A guidance page about validation in municipal adult education."""

    kind = "vagledning"
    singular = "Vägledning"
    plural = "Vägledning om validering i komvux"
    about = "Så går det till i komvux: rättigheter, steg, roller, betyg och intyg, med lagrum."
    order = ("ordning", "titel")
    weight = 1.2

    ordning: Count = field("Ordning", "Plats i listan.")
    steg: Annotated[Count, Field(ge=1, le=7)] | None = field(
        "Steg", "1–7 om sidan är ett steg i processen.", default=None)
    vem: tuple[Ansvar, ...] = field("Vem gör vad", default=())
    resultat: Annotated[Line | None, Shown()] = field("Resultat", "Vad steget leder till.", default=None)
    lagrum: Annotated[tuple[Line, ...], Shown()] = field("Lagrum", "De viktigaste bestämmelserna.", default=())
