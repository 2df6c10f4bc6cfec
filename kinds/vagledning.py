"""Guidance about municipal adult education."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from kunskapsbank.kinds import (
    AnyRef,
    Bodies,
    Count,
    Field,
    Line,
    Part,
    Problem,
    Prose,
    Ref,
    Shown,
    Site,
    Slug,
    field,
    rule,
)

from ._post import Fragad

Parter = Literal["individen", "hemkommunen", "huvudmannen", "rektorn", "vägledaren", "läraren", "annan"]


class Ansvar(Part):
    """Who does what."""

    part: Parter = field("Part", "Den kolumn som rollen står i på sidan med alla steg.")
    roll: Line = field("Roll", "Till exempel hemkommunen eller läraren.")
    gor: Prose = field("Gör", "Vad rollen gör eller ansvarar för.")
    i_bild: Line | None = field(
        "I bild", "Vad rollen gör med högst 34 tecken, om sidan visar det i en bild.", default=None, max_length=34
    )


class Foljd(Part):
    """What may come after a step."""

    text: Line = field("Text", "Vad som kan följa och när.")
    till: AnyRef | None = field("Till", "Sidan om det, skriven som slag/id.", default=None)


class Vagledning(Fragad):
    """A guidance page about validation in municipal adult education."""

    kind = "vagledning"
    singular = "Vägledning"
    plural = "Vägledning om validering i komvux"
    translated = ("en",)
    about = "Så går det till i komvux: rättigheter, steg, roller, betyg och intyg, med reglerna bakom."
    news = True
    order = ("ordning", "titel")
    weight = 1.1
    meeting = True
    lasting = True

    ordning: Count = field("Ordning", "Plats i listan.")
    steg: Annotated[Count, Field(ge=1, le=7)] | None = field(
        "Steg", "1–7 om sidan är ett steg i processen.", default=None
    )
    vem: tuple[Ansvar, ...] = field("Vem gör vad", default=())
    bild: Literal["vägen", "ansvar"] | None = field(
        "Bild", "vägen: från det man kan till ett papper. ansvar: rollerna som har ord för bilden.", default=None
    )
    resultat: Annotated[Line | None, Shown()] = field("Resultat", "Vad steget leder till.", default=None)
    papper_krav: Line | None = field("Krav på papper", "En mening om vad som krävs, före listan.", default=None)
    papper: tuple[Line, ...] = field("Papper", "Det som behövs eller hjälper, ett i taget.", default=())
    kan_folja: tuple[Foljd, ...] = field("Vad som kan följa", default=())
    regler: tuple[Annotated[Slug, Ref("regler", back="Sidor som bygger på regeln")], ...] = field(
        "Regler", "De regler som sidan bygger på, de viktigaste först.", default=()
    )
    checklistor: tuple[Annotated[Slug, Ref("checklistor", back="Används i")], ...] = field(
        "Checklistor", "Checklistor som hör till sidan.", default=()
    )

    def search_questions(self) -> tuple[str, ...]:
        """Also those that the page shows with their answers."""
        return (*super().search_questions(), *(one.fraga for one in self.fragor))


@rule
def repeated_step(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Varje steg i processen ska ha högst en sida, så att adressen till steget är entydig."""
    taken: dict[int, str] = {}
    for record in site.taking(Vagledning):
        if record.steg is None:
            continue
        if record.steg in taken:
            yield Problem(
                record.source.place(("steg",)),
                "repeated-step",
                f"steg {record.steg} är redan {taken[record.steg]}",
                "Ge sidan ett annat steg, eller ta bort nyckeln.",
            )
        taken.setdefault(record.steg, record.source.path)
