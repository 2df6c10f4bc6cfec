"""Municipalities: who is responsible there, and how to reach them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from kunskapsbank.kinds import Line, Municipality, Prose, Ref, Slug, Url, field

from ._kontakt import Kontaktbar, Sedd

#: What people ask about any municipality; {} is its name.
ASKED = (
    "vem ringer jag i {}",
    "vart vänder jag mig i {}",
    "var ska jag gå i {}",
    "telefonnummer till vuxenutbildningen i {}",
    "boka tid med studievägledare i {}",
    "jag bor i {} och vill få papper på det jag kan",
    "vem kan hjälpa mig i {}",
    "kontaktperson på kommunen i {}",
    "who can help me in {}",
)


class Enhet(Sedd):
    """What the municipality calls its adult education."""

    namn: Line = field("Namn", "Till exempel Komvux Örebro.")


class Sida(Sedd):
    """A page of the municipality's."""

    om: Literal["vuxenutbildning", "validering", "vägledning", "prövning"] = field("Om", "Vad sidan handlar om.")
    url: Url = field("Adress")
    svarar: Line | None = field("Svarar på", "Vad läsaren får veta där.", default=None)


class Kommun(Municipality, Kontaktbar):
    """A municipality of the five counties. ``titel`` is its official name."""

    kind = "kommuner"
    singular = "Kommun"
    plural = "Kommuner"
    about = "De 52 kommunerna i Östra Mellansverige: vem som ansvarar för komvux där du bor, och hur du når dem."
    embedded = True
    parent = "regioner"
    alone = True
    weight = 0.95
    weight_at_length = 0.32
    expected = ("enhet", "sidor", "telefon", "epost", "erbjuder")
    data = ("kod", "namn", "titel", "regioner", "webb", "enhet", "sidor", "telefon", "epost", "kallor", "granskad")

    regioner: tuple[Annotated[Slug, Ref("regioner", back="Kommuner")], ...] = field(
        "Region", "Den region som kommunen ligger i.", min_length=1, max_length=1
    )
    webb: Url = field("Webbplats", "Kommunens startsida.")
    enhet: Enhet | None = field("Vuxenutbildningen heter", default=None)
    sidor: tuple[Sida, ...] = field("Sidor", "Kommunens egna sidor, den bästa först.", default=())
    erbjuder: tuple[Prose, ...] = field(
        "Det vi vet", "Vad källorna säger om validering, prövning och vuxenutbildning här, ett i taget.", default=()
    )
    exempel: Annotated[Slug, Ref("exempel", back="Kommuner")] | None = field(
        "Exempel", "Exemplet härifrån.", default=None
    )

    def sedda(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """As all contacts do, and the name of the unit and the pages."""
        yield from super().sedda()
        if self.enhet:
            yield ("enhet", "sedd"), self.enhet.sedd
        for number, one in enumerate(self.sidor):
            yield ("sidor", number, "sedd"), one.sedd

    def search_questions(self) -> tuple[str, ...]:
        """Also what people ask about any municipality."""
        return (*super().search_questions(), *(one.format(self.namn) for one in ASKED))

    def search_basis(self) -> tuple[str, dt.date | None]:
        """The first number and the first address, each with the year of its source."""
        first = [
            *((one.galler, one.nummer, one.sedd) for one in self.telefon[:1]),
            *((one.galler, one.adress, one.sedd) for one in self.epost[:1]),
        ]
        told = "; ".join(f"{to}: {value} ({self._year(seen)})" for to, value, seen in first)
        return told[:1].upper() + told[1:], None

    def _year(self, seen: str) -> str:
        source = self.kalla_till(seen)
        return f"uppgift från {source.ar}" if source and source.ar else "uppgift utan datum"

    def linked_data(self) -> dict[str, Any]:
        """The authority with its web site and the ways to reach it."""
        return {
            "@type": "GovernmentOrganization",
            "name": self.titel,
            "url": self.webb,
            **({"telephone": self.telefon[0].lank.removeprefix("tel:")} if self.telefon else {}),
            **({"email": self.epost[0].adress} if self.epost else {}),
            "areaServed": {"@type": "AdministrativeArea", "name": self.titel},
        }
