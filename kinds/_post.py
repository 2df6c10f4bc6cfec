"""What all kinds of this site share beside what every record has."""

from __future__ import annotations

from typing import Annotated, ClassVar

from kunskapsbank import kinds
from kunskapsbank.kinds import (
    EVERY_FIELD,
    AnyRef,
    Field,
    Line,
    Part,
    Record,
    Ref,
    Reply,
    Slug,
    checked,
    field,
    whole_number,
)

SeqfLevel = Annotated[
    int, checked(whole_number, "är ingen SeQF-nivå", "Skriv en nivå från 1 till 8."), Field(ge=1, le=8)
]


class Kalla(kinds.Kalla):
    """Where a statement comes from: a web page or one of the five source documents."""

    addresses: ClassVar[tuple[str, ...]] = ("url", "utgangstext")

    utgangstext: Annotated[Slug, Ref("utgangstexter", back="Sidor som bygger på texten")] | None = field(
        "Utgångstext", "En av projektets fem utgångstexter.", default=None
    )


class Post(Record):
    """A record of this site."""

    filters = ("fokusomraden", "malgrupper", "regioner")
    data: ClassVar[tuple[str, ...]] = (EVERY_FIELD,)
    owner = "ansvarig"

    kallor: tuple[Kalla, ...] = field("Källor", "Vad uppgifterna vilar på.", default=())
    fokusomraden: tuple[Annotated[Slug, Ref("fokusomraden")], ...] = field(
        "Fokusområden", "De fokusområden som posten hör till.", default=()
    )
    malgrupper: tuple[Annotated[Slug, Ref("malgrupper")], ...] = field(
        "Målgrupper", "De målgrupper som har nytta av posten.", default=()
    )
    regioner: tuple[Annotated[Slug, Ref("regioner")], ...] = field(
        "Regioner", "De regioner som posten handlar om.", default=()
    )
    begrepp: tuple[Annotated[Slug, Ref("begrepp")], ...] = field(
        "Begrepp", "De begrepp som sidan använder.", default=()
    )
    ansvarig: Annotated[Slug, Ref("organisationer", back="Ansvarar för")] | None = field(
        "Ansvarig", "Den organisation som ansvarar för posten.", default=None
    )


class Fraga(Part):
    """A question that readers ask, and the page that answers it."""

    fraga: Line = field("Fråga", "Som läsaren själv skulle ställa den.")
    svar: AnyRef | None = field("Svar", "Sidan som svarar, som slag/id. Dess ingress blir svaret.", default=None)


class Fragad(Post):
    """A record whose page shows questions, each answered by the ingress of another page."""

    fragor: tuple[Fraga, ...] = field("Frågor", "Frågor som läsaren ställer.", default=())

    def replies(self) -> tuple[Reply, ...]:
        """Its questions, each with the record that answers."""
        return tuple(Reply(one.fraga, at=one.svar) for one in self.fragor if one.svar)
