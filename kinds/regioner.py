"""Regions and municipalities."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import StringConstraints

from ..content.record import Record
from ..reading.fields import CountyCode, Kronor, Line, MunicipalityCode, Part, Ref, Shown, Slug, Url, field

Punkt = Annotated[str, StringConstraints(pattern=r"^\d{1,2}\.\d{1,2} \d{2}\.\d{1,2}$")]


class Kommun(Part):
    """A municipality."""

    kod: MunicipalityCode = field("Kommunkod", "Fyra siffror.")
    namn: Line = field("Namn", "Kort namn, till exempel Tierp.")
    officiellt_namn: Line = field("Officiellt namn", "Till exempel Tierps kommun.")
    stavas_ocksa: tuple[Line, ...] = field("Stavas också", "Felstavningar som folk skriver.", default=())
    webb: Url | None = field("Sida om validering", "Kommunens sida om validering, om en källa anger den.", default=None)
    webb_anm: Line | None = field(
        "Anmärkning", "Vad sidan är och hur gammal, till exempel odaterad kommunsida.", default=None
    )
    exempel: Annotated[Slug, Ref("exempel")] | None = field("Exempel", "Id för exemplet härifrån.", default=None)


class Bidrag(Part):
    """What the region paid one year."""

    ar: Line = field("År")
    kronor: Kronor = field("Kronor")


class Region(Record):
    """A region with its municipalities."""

    kind = "regioner"
    singular = "Region"
    plural = "Regioner"
    about = "De fem regionerna i Östra Mellansverige och deras 52 kommuner."

    lan: Annotated[Line, Shown()] = field("Län")
    lansbokstav: Line = field("Länsbokstav")
    lanskod: Annotated[CountyCode, Shown()] = field("Länskod", "Två siffror.")
    residensort: Annotated[Line, Shown()] = field("Residensort")
    residensort_lage: Punkt = field("Residensortens läge", "Öst och nord i grader, ungefärligt.")
    webb: Annotated[Url, Shown()] = field("Webbplats")
    roller: Annotated[tuple[Line, ...], Shown()] = field("Roll i projektet", min_length=1)
    kontur: tuple[Punkt, ...] = field(
        "Kontur", "Förenklad länsgräns för kartan: öst och nord i grader, medurs.", min_length=4
    )
    kommuner: tuple[Kommun, ...] = field("Kommuner", min_length=1)
    logotyp: Annotated[str, StringConstraints(pattern=r"^assets/[a-z0-9/-]+\.(svg|png)$")] | None = field(
        "Logotyp", "Fil i docs/ för faktablad, till exempel assets/logotyper/uppsala.svg.", default=None
    )
    bidrag: tuple[Bidrag, ...] = field("Bidrag till projektet", "Kronor per år.", default=())

    def search_words(self) -> tuple[str, ...]:
        """The municipalities and the county lead to the region."""
        places = (name for kommun in self.kommuner for name in (kommun.namn, kommun.officiellt_namn))
        return (*super().search_words(), self.lan, f"{self.lansbokstav} län", *places)

    def linked_data(self) -> dict[str, Any]:
        """The authority with its own web site."""
        return {
            "@type": "GovernmentOrganization",
            "name": self.titel,
            "url": self.webb,
            "areaServed": {"@type": "AdministrativeArea", "name": self.lan},
        }
