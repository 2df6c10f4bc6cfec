"""Fact sheets."""

from __future__ import annotations

from typing import Annotated

from ..content.record import Record
from ..reading.fields import Day, Kontakt, Line, Part, Prose, Ref, Shown, Slug, field


class FragaSvar(Part):
    """A question with its answer."""

    fraga: Line = field("Fråga")
    svar: Prose = field("Svar")


class Material(Record):
    """A fact sheet for one target group, composed of messages, steps, an example and contacts."""

    kind = "material"
    singular = "Faktablad"
    plural = "Material per målgrupp"
    weight = 0.85
    about = "Faktablad att dela ut, ett för varje målgrupp."

    malgrupp: Annotated[Slug, Ref("malgrupper", back="Faktablad"), Shown()] = field("Målgrupp")
    version: Annotated[Line, Shown()] = field("Version", "Till exempel 1.0.")
    datum: Annotated[Day, Shown()] = field("Datum", "Versionens dag.")
    budskap: tuple[Annotated[Slug, Ref("budskap", back="Används i")], ...] = field(
        "Budskap", "Id för de budskap som bladet tar upp, i ordning.", min_length=1
    )
    steg: tuple[Prose, ...] = field("Steg", "Vad läsaren gör, i ordning.", min_length=1)
    exempel: Annotated[Slug, Ref("exempel", back="Används i")] | None = field("Exempel", default=None)
    fragor: tuple[FragaSvar, ...] = field("Frågor och svar", min_length=1)
    kontakt: Kontakt = field("Kontakt")
    inlagg: Line = field(
        "Inlägg", "Text för sociala medier, högst 200 tecken. Bladets adress läggs till sist.", max_length=200
    )
