"""The accessibility statement."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import StringConstraints

from ...reading.fields import Day, Destination, Line, Part, Prose, Url, field
from ..record import Record

Situation = Literal[
    "utan synförmåga",
    "nedsatt syn",
    "nedsatt färgseende",
    "utan hörsel",
    "nedsatt hörsel",
    "utan röstförmåga",
    "nedsatt finmotorik eller styrka",
    "nedsatt rörlighet",
    "känslighet för flimmer",
    "kognitiv nedsättning",
]
Kriterium = Annotated[str, StringConstraints(pattern=r"^[1-4]\.[1-5]\.[0-9]{1,2}$")]

VALID_YEARS = 1  #: How long an assessment holds: (EU) 2018/1523, recital 3, asks for a review at least once a year.


class Brist(Part):
    """Something that does not work for everybody."""

    vad: Line = field("Vad", "Innehållet eller funktionen, och vad som händer.")
    situationer: tuple[Situation, ...] = field("Situationer", "Vem som möter bristen.", min_length=1)
    kriterier: tuple[Kriterium, ...] = field(
        "Kriterier", "Kriterier i WCAG som inte är uppfyllda. Utelämna om inget kriterium är brutet.", default=()
    )
    varfor: Line = field("Varför", "Skälet till att bristen finns.")
    i_stallet: Line = field("I stället", "Vad den som möter bristen kan göra.")
    atgard: Line = field("Åtgärd", "Vad som ska göras.")
    klart_senast: Day = field("Klart senast", "Dagen då bristen ska vara avhjälpt eller prövad igen.")


class Granskning(Part):
    """A way of testing: what was done, by whom, with what outcome."""

    metod: Line = field("Metod", "Till exempel automatisk prövning med axe-core.")
    omfattning: Line = field("Omfattning", "Vad som prövades.")
    av: Line = field("Av", "Vem som prövade.")
    utfall: Literal["inga fel", "brister", "inte gjord"] = field("Utfall")
    gjord: Day | None = field("Gjord", "Dagen då prövningen gjordes. Utelämna om den inte är gjord.", default=None)


class Lage(Part):
    """A state of the pages that the automatic tests look at."""

    namn: Line = field("Namn", "Läget, som läsaren förstår det.")
    prov: Line = field("Prov", "Provet i tests/site/, skrivet som fil::funktion[fall].")


class AccessibilityStatement(Record):
    """What the site promises and what it does not manage, as the law asks for."""

    role: ClassVar[str] = "redogorelse"

    aktor: Line = field("Offentlig aktör", "Vem som ansvarar för webbplatsen.")
    tjanst: Line = field("Digital service", "Webbplatsens namn.")
    omfattning: tuple[Line, ...] = field("Omfattning", "Vad redogörelsen gäller och inte gäller.", min_length=1)
    forenlighet: Literal["helt förenlig", "delvis förenlig", "inte förenlig"] = field("Förenlighet med lagen")
    forenlighet_skal: Prose = field("Skäl", "Varför webbplatsen bedöms så.")
    brister: tuple[Brist, ...] = field("Kända brister", default=())
    oskaligt_betungande: Prose = field(
        "Oskäligt betungande anpassning", "Vad som är undantaget enligt 12 § och varför, eller att inget är det."
    )
    utanfor_lagen: tuple[Line, ...] = field("Utanför lagens krav", "Innehåll som 9 § undantar.", min_length=1)
    granskningar: tuple[Granskning, ...] = field("Granskningar", "Även de som inte är gjorda.", min_length=1)
    provade_lagen: tuple[Lage, ...] = field("Prövade lägen", "Vad de automatiska proven ser på.", min_length=1)
    bedomd: Day = field("Bedömd", "Dagen då webbplatsens förenlighet bedömdes. Gäller i ett år.")
    bedomning: Line = field("Bedömning", "Hur den gjordes, till exempel självskattning.")
    uppdaterad: Day = field("Uppdaterad", "Dagen då redogörelsen senast ändrades.")
    publicerad: Day = field("Publicerad", "Dagen då redogörelsen först publicerades.")
    kontakt: Prose = field("Kontakt", "Hur man talar om en brist och begär innehåll i annan form.")
    kontakt_adress: Destination = field("Kontaktens adress", "Meddelandefunktionen: en sida här, eller en webbadress.")
    tillsyn: Url = field("Anmälan till tillsynsmyndigheten", "Diggs anmälan.")

    def by_situation(self) -> tuple[tuple[str, tuple[Brist, ...]], ...]:
        """Every situation that Digg names, in its order, with the faults that people meet in it."""
        return tuple(
            (situation, tuple(brist for brist in self.brister if situation in brist.situationer))
            for situation in get_args(Situation)
        )

    @property
    def valid_until(self) -> dt.date:
        """The last day that the assessment holds."""
        try:
            return self.bedomd.replace(year=self.bedomd.year + VALID_YEARS)
        except ValueError:  # 29 February
            return self.bedomd.replace(year=self.bedomd.year + VALID_YEARS, day=28)
