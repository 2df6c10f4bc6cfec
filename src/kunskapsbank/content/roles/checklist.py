"""A checklist."""

from __future__ import annotations

from typing import ClassVar, Literal

from ...reading.fields import Count, Line, Part, Slug, field
from ..record import Record


class Punkt(Part):
    """One thing to tick."""

    id: Slug = field("Id", "Står kvar när texten ändras, så att sparade kryss hittar rätt.")
    text: Line = field("Text")
    hjalp: Line | None = field("Hjälp", "En rad under texten, om det behövs.", default=None)


class Checklist(Record):
    """Things to do or bring, to tick on the page."""

    role: ClassVar[str] = "checklista"

    order = ("ordning", "titel")

    sort: Literal["ta med", "förbered"] = field(
        "Sort", "ta med om punkterna är saker att ha med sig till ett möte.", default="förbered"
    )
    ordning: Count = field("Ordning", "Plats i listan.")
    punkter: tuple[Punkt, ...] = field("Punkter", min_length=1)
