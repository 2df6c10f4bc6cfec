"""A self-assessment: areas of statements that people take a stand on, and what to do next.

What people answer is kept by the statements' ids, in files of their own. So an id stays while its statement is the
same, and what was changed, added and taken away is told by version.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ...reading.fields import AnyRef, Count, Day, Kalla, Line, Part, Prose, Slug, field
from ..record import Record

LEVELS = 4  #: Steps of the scale.
Step = Annotated[Count, Field(ge=1, le=3)]  #: 1 is little, 3 is much.


class Answerer(Part):
    """Who can answer, and is asked only what is theirs."""

    id: Slug = field("Id", "Står kvar när namnet ändras, så att sparade filer kan läsas.")
    namn: Line = field("Namn")
    hjalp: Line | None = field("Hjälp", "En rad under namnet, om det behövs.", default=None)


class Edition(Part):
    """A version of the statements, and what it changed."""

    version: Annotated[Count, Field(ge=1)] = field("Version")
    datum: Day = field("Datum")
    andring: Prose = field("Ändring", "Vad som är nytt, för den som fortsätter på en äldre fil.")


class Retired(Part):
    """A statement that is no longer asked: answers to it are kept, and shown with its words."""

    id: Slug = field("Id", "Det id som påståendet hade. Det används aldrig igen.")
    text: Line = field("Text", "Påståendet så som det löd sist.")
    till_och_med: Annotated[Count, Field(ge=1)] = field("Till och med", "Den sista version som hade påståendet.")


class Action(Part):
    """What can be done to come from one level to the next."""

    niva: Annotated[Count, Field(ge=1, le=LEVELS - 1)] = field("Nivå", "1–3: den nivå som åtgärden tar er från.")
    text: Line = field("Text", "Vad ni gör, som en uppmaning.")
    effekt: Step = field("Effekt", "1–3: hur mycket åtgärden väntas ge.")
    insats: Step = field("Insats", "1–3: hur mycket arbete den kräver.")
    partner: Line | None = field("Partner", "Vilka ni gör det med.", default=None)
    matt: Line = field("Mål", "När åtgärden är klar, så att det går att avgöra.")


class FurtherReading(Part):
    """A page that helps."""

    till: AnyRef = field("Till", "Posten, skriven som slag/id.")


class Statement(Part):
    """What people take a stand on."""

    id: Slug = field("Id", "Unikt i hela verktyget. Står kvar när orden ändras men inte meningen.")
    text: Line = field("Text", "Påståendet, så att det går att säga hur väl det stämmer.")
    svarar: tuple[Slug, ...] = field("Svarar", "Id för de svarande som får påståendet.", min_length=1)
    varfor: Prose = field("Varför", "En eller två meningar om varför det spelar roll.")
    nivaer: tuple[Line, ...] = field(
        "Nivåer", "Fyra rader: vad man ser på nivå 1, 2, 3 och 4.", min_length=LEVELS, max_length=LEVELS
    )
    kallor: tuple[Kalla, ...] = field("Källor", "Vad påståendet vilar på.", min_length=1)
    lankar: tuple[FurtherReading, ...] = field("Länkar", "Poster som hjälper den som vill vidare.", default=())
    sedan: Annotated[Count, Field(ge=1)] = field("Sedan", "Den version som påståendet kom i.")
    andrad: Annotated[Count, Field(ge=1)] | None = field(
        "Ändrad", "Den version där orden senast ändrades så att svaret kan bli ett annat.", default=None
    )
    ersatter: tuple[Slug, ...] = field("Ersätter", "Id för utgångna påståenden som det här ersätter.", default=())
    atgarder: tuple[Action, ...] = field("Åtgärder", "Förslag för nivå 1, 2 och 3.", min_length=LEVELS - 1)


class AssessmentArea(Record):
    """An area of the assessment, with its statements in the order they are asked."""

    role: ClassVar[str] = "skattningsomrade"

    order = ("ordning", "titel")

    ordning: Count = field("Ordning", "Plats bland områdena.")
    pastaenden: tuple[Statement, ...] = field("Påståenden", min_length=1)

    def about_records(self) -> tuple[str, ...]:
        """The records, as ``kind/id``, that what is planned in the area belongs to."""
        return self.relaterat


class Assessment(Record):
    """What holds for the whole assessment: version, scale, and who can answer. A site has one."""

    role: ClassVar[str] = "skattning"

    version: Annotated[Count, Field(ge=1)] = field("Version", "Höj den när påståenden läggs till, ändras eller utgår.")
    historik: tuple[Edition, ...] = field("Historik", "Varje version, den nyaste först.", min_length=1)
    svarande: tuple[Answerer, ...] = field("Svarande", "Vilka som kan svara, i den ordning de visas.", min_length=1)
    skala: tuple[Line, ...] = field(
        "Skala", "Vad de fyra nivåerna heter, den lägsta först.", min_length=LEVELS, max_length=LEVELS
    )
    grupper: tuple[Slug, ...] = field("Grupper", "Id för dem som en åtgärd kan vara till för.", default=())
    utgangna: tuple[Retired, ...] = field("Utgångna påståenden", default=())
