"""The project behind the site."""

from __future__ import annotations

from typing import Annotated

from ..content.record import Record
from ..reading.fields import Kronor, Line, Part, Prose, Ref, Shown, Slug, When, field


class Belopp(Part):
    """Kronor for one year."""

    ar: Line = field("År")
    kronor: Kronor = field("Kronor")


class Budgetrad(Part):
    """One row of the budget: an amount per year and their total."""

    namn: Line = field("Namn")
    region: Annotated[Slug, Ref("regioner", back="Finansierade")] | None = field("Region", default=None)
    belopp: tuple[Belopp, ...] = field("Belopp", "Ett belopp per år.", min_length=1)
    totalt: Kronor = field("Totalt", "Summan av årens belopp.")


class Budgettabell(Part):
    """Rows and the sum row that they add up to."""

    rubrik: Line = field("Rubrik")
    rader: tuple[Budgetrad, ...] = field("Rader", min_length=1)
    summa: Budgetrad = field("Summa")


class Fas(Part):
    """A phase of the project."""

    namn: Line = field("Namn")
    nar: Line = field("När")


class Grupp(Part):
    """A part of the project's organisation."""

    namn: Line = field("Namn")
    uppgift: tuple[Line, ...] = field("Uppgift", min_length=1)
    deltagare: tuple[Line, ...] = field("Deltagare", default=())


class Projektperson(Part):
    """Somebody with an official role in the project."""

    namn: Line = field("Namn")
    roll: Line = field("Roll")
    organisation: Annotated[Slug, Ref("organisationer", back="Personer i projektet")] = field("Organisation")


class Hallpunkt(Part):
    """A date in the project's history."""

    nar: When = field("När", "År, månad eller dag.")
    vad: Line = field("Vad")


class Projekt(Record):
    """The project behind the site."""

    kind = "projekt"
    singular = "Projekt"
    plural = "Projektet"
    about = "Projektet Regionala strukturer för validering i Östra Mellansverige."
    single = "om/projektet"
    parent = "om"

    start: Annotated[When, Shown()] = field("Start")
    slut_i_kallan: Annotated[Line, Shown()] = field("Slut enligt källan", "Ordagrant, även om datumet inte finns.")
    projektagare: Annotated[Slug, Ref("organisationer", back="Äger projektet"), Shown()] = field("Projektägare")
    parter: Annotated[tuple[Annotated[Slug, Ref("organisationer", back="Samverkanspart i")], ...], Shown()] = field(
        "Samverkansparter", min_length=1
    )
    diarienummer: Annotated[Line, Shown()] = field("Diarienummer")
    syfte: tuple[Prose, ...] = field("Syfte", min_length=1)
    faser: tuple[Fas, ...] = field("Faser", default=())
    organisation: tuple[Grupp, ...] = field("Organisation", default=())
    personer: tuple[Projektperson, ...] = field("Personer i offentlig roll", default=())
    hallpunkter: tuple[Hallpunkt, ...] = field("Hållpunkter", default=())
    budget: tuple[Budgettabell, ...] = field("Budget", "Kostnader och finansiering i hela kronor.", min_length=1)
