"""An event with its programme."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from ...reading.fields import Count, Line, Part, Shown, When, YesNo, field
from ..record import Record


class Plats(Part):
    """Where an event took place."""

    ort: Line | None = field("Ort", default=None)
    lokal: Line | None = field("Lokal", default=None)
    lan: tuple[Line, ...] = field("Län", default=())

    def linked_data(self) -> dict[str, Any]:
        """The place in the words of schema.org, as exactly as the source gives it."""
        address = {
            "@type": "PostalAddress",
            **({"addressLocality": self.ort} if self.ort else {}),
            **({"addressRegion": ", ".join(self.lan)} if self.lan else {}),
        }
        name = self.lokal or self.ort or ", ".join(self.lan)
        return {"@type": "Place", **({"name": name} if name else {}), "address": address}


class Deltagare(Part):
    """Who came."""

    antal: Count | None = field("Antal", default=None)
    ungefar: YesNo = field("Ungefärligt antal", "ja eller nej.", default=False)
    vilka: Line | None = field("Vilka", default=None)


class Inslag(Part):
    """One item of the programme."""

    amne: Line = field("Ämne")
    av: Line | None = field(
        "Av", "Roll, inte namn, om källan inte publicerar namnet i en offentlig roll.", default=None
    )


class Pass(Part):
    """A part of the day, or one of several parallel tracks."""

    rubrik: Line = field("Rubrik")
    spar: Count | None = field("Spår", "Spårets nummer när passen går samtidigt.", default=None)
    inslag: tuple[Inslag, ...] = field("Inslag", min_length=1)


class Event(Record):
    """An event: when, where, by whom, and what was on the programme."""

    role: ClassVar[str] = "handelse"

    order = ("-start", "titel")

    typ: Annotated[Line, Shown()] = field("Typ", "Till exempel konferens, workshop eller möte.")
    genomforande: Literal["genomförd", "planerad i källan", "okänt"] = field(
        "Genomförande", "Om källan beskriver mötet som genomfört eller planerat.", default="genomförd"
    )
    start: When | None = field("Start", "År, månad eller dag: 2024-04-16, 2019-02.", default=None)
    slut: When | None = field("Slut", "Sista dagen, samma skrivsätt som start.", default=None)
    plats: Plats | None = field("Plats", default=None)
    arrangorer: Annotated[tuple[Line, ...], Shown()] = field("Arrangör", "Arrangörernas namn.", default=())
    deltagare: Deltagare | None = field("Deltagare", default=None)
    omfattning: Annotated[Line | None, Shown()] = field("Omfattning", "Till exempel heldag.", default=None)
    program: tuple[Pass, ...] = field("Program", "Passen i tidsordning; parallella spår har nummer.", default=())

    def linked_data(self) -> dict[str, Any] | None:
        """An event, when its day is known: a month or a year alone says too little."""
        if self.start is None or len(self.start) < len("2024-04-16"):
            return None
        found: dict[str, Any] = {
            "@type": "Event",
            "name": self.titel,
            "description": self.ingress,
            "startDate": str(self.start),
        }
        if self.slut is not None:
            found["endDate"] = str(self.slut)
        if self.plats is not None:
            found["location"] = self.plats.linked_data()
        if self.arrangorer:
            found["organizer"] = [{"@type": "Organization", "name": name} for name in self.arrangorer]
        return found
