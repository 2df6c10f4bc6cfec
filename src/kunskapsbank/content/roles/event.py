"""An event with its programme."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from ...reading.fields import Clock, Count, Line, Part, Shown, When, YesNo, Zone, field
from ..record import Record

_DAY = len("2024-04-16")  #: Signs of a day that is known.


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
    genomforande: Literal["genomförd", "planerad", "planerad i källan", "inställd", "okänt"] = field(
        "Genomförande", "Om mötet är genomfört, planerat eller inställt, som källan beskriver det.", default="genomförd"
    )
    start: When | None = field("Start", "År, månad eller dag: 2024-04-16, 2019-02.", default=None)
    slut: When | None = field("Slut", "Sista dagen, samma skrivsätt som start.", default=None)
    borjar: Clock | None = field("Börjar", "Klockslaget då den första dagen börjar: 09:00.", default=None)
    slutar: Clock | None = field("Slutar", "Klockslaget då den sista dagen slutar.", default=None)
    tidszon: Zone | None = field("Tidszon", "Klockslagens, till exempel Europe/Stockholm.", default=None)
    plats: Plats | None = field("Plats", default=None)
    arrangorer: Annotated[tuple[Line, ...], Shown()] = field("Arrangör", "Arrangörernas namn.", default=())
    deltagare: Deltagare | None = field("Deltagare", default=None)
    omfattning: Annotated[Line | None, Shown()] = field("Omfattning", "Till exempel heldag.", default=None)
    program: tuple[Pass, ...] = field("Program", "Passen i tidsordning; parallella spår har nummer.", default=())

    @property
    def is_cancelled(self) -> bool:
        """Whether it has been called off. Its record stays, so that those who have put it in a calendar are told."""
        return self.genomforande == "inställd"

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day; None when it is not known on which day the event begins."""
        if self.start is None or len(self.start) < _DAY:
            return None
        first = dt.date.fromisoformat(self.start)
        last = dt.date.fromisoformat(self.slut) if self.slut is not None and len(self.slut) == _DAY else first
        return first, max(first, last)

    @property
    def moments(self) -> tuple[dt.datetime, dt.datetime | None] | None:
        """When it begins and ends to the minute, with the zone; None when no time of day is known."""
        if self.days is None or self.borjar is None or self.tidszon is None:
            return None
        zone = ZoneInfo(self.tidszon)
        first, last = self.days
        begins = dt.datetime.combine(first, dt.time.fromisoformat(self.borjar), zone)
        return begins, dt.datetime.combine(last, dt.time.fromisoformat(self.slutar), zone) if self.slutar else None

    def linked_data(self) -> dict[str, Any] | None:
        """An event, when its day is known: a month or a year alone says too little."""
        if self.days is None:
            return None
        first, last = self.moments or self.days
        found: dict[str, Any] = {
            "@type": "Event",
            "name": self.titel,
            "description": self.ingress,
            "startDate": first.isoformat(),
            "eventStatus": f"https://schema.org/{'EventCancelled' if self.is_cancelled else 'EventScheduled'}",
        }
        if last is not None and (self.moments or len(self.slut or "") == _DAY):
            found["endDate"] = last.isoformat()
        if self.plats is not None:
            found["location"] = self.plats.linked_data()
        if self.arrangorer:
            found["organizer"] = [{"@type": "Organization", "name": name} for name in self.arrangorer]
        return found
