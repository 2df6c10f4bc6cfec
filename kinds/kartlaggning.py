"""The areas of the mapping tool: statements that a region, a municipality or a school takes a stand on."""

from __future__ import annotations

from typing import Annotated, ClassVar

from kunskapsbank.kinds import AssessmentArea, Ref, Slug, Statement, field

from ._post import Kalla, Post


class Underlag(Kalla):
    """What a statement rests on: a source as elsewhere, or one of the rules, which carry their own sources."""

    addresses: ClassVar[tuple[str, ...]] = (*Kalla.addresses, "regel")

    regel: Annotated[Slug, Ref("regler", back="Påståenden i kartläggningen")] | None = field(
        "Regel", "Den regel som påståendet bygger på.", default=None
    )


class Pastaende(Statement):
    """A statement, with sources as this site has them."""

    kallor: tuple[Underlag, ...] = field("Källor", "Vad påståendet vilar på.", min_length=1)


class Kartlaggning(AssessmentArea, Post):
    """An area of the mapping tool: one of the project's focus areas."""

    kind = "kartlaggning"
    singular = "Område i kartläggningen"
    plural = "Kartlägg ert arbete"
    about = "Se hur långt ni har kommit med validering, och gör en plan."
    place = "verktyg/kartlaggning"
    weight = 0.75
    weight_at_length = -0.36
    lasting = True

    fokusomrade: Annotated[Slug, Ref("fokusomraden", back="Kartlägg området")] = field(
        "Fokusområde", "Det fokusområde som området handlar om."
    )
    pastaenden: tuple[Pastaende, ...] = field("Påståenden", "I den ordning de ställs.", min_length=1)

    def about_records(self) -> tuple[str, ...]:
        """The focus area."""
        return (f"fokusomraden/{self.fokusomrade}",)
