"""The industries' own models for validation."""

from __future__ import annotations

from typing import Annotated, Any

from ..fields import Line, Part, Prose, Ref, SeqfLevel, Shown, Slug, Url, field
from ..model import Record


class Yrke(Part):
    """An occupation that the model covers."""

    namn: Line = field("Yrke")
    kallas_ocksa: tuple[Line, ...] = field("Kallas också", "Vardagsnamn och andra titlar.", default=())


class RegionalKontakt(Part):
    """Whom to ask about the model in one region."""

    region: Annotated[Slug, Ref("regioner", back="Kontakter för branschmodeller")] = field("Region")
    namn: Line = field("Namn")
    url: Url = field("Webbsida")


class Branschmodell(Record):
    """An industry's own model for validation."""

    kind = "branschmodeller"
    singular = "Branschmodell"
    plural = "Branschmodeller"
    about = "Branschernas egna modeller för att pröva och erkänna yrkeskunnande."
    meeting = True
    weight = 1.1

    bransch: Annotated[Line, Shown()] = field("Bransch")
    agare: Annotated[Line | None, Shown()] = field("Ägare", "Organisationen bakom modellen.", default=None)
    yrken: tuple[Yrke, ...] = field(
        "Yrken", "Yrken som modellen gäller. Utelämna om ingen källa säger det.", default=())
    narliggande_yrken: tuple[Line, ...] = field(
        "Närliggande yrken", "Yrkestitlar i branschen som folk söker på. De visas inte: ingen källa säger att modellen "
        "gäller dem.", default=())
    seqf_niva: tuple[SeqfLevel, ...] = field("SeQF-nivå", "En eller flera nivåer, 1–8. Utelämna om okänd.", default=())
    metod: tuple[Prose, ...] = field("Metod", "Så går valideringen till, ett led per rad.", default=())
    resultat: Annotated[Prose | None, Shown()] = field("Resultat", "Vad den validerade får.", default=None)
    webb: Annotated[Url | None, Shown()] = field("Webbplats", default=None)
    regionala_kontakter: tuple[RegionalKontakt, ...] = field("Regionala kontakter", default=())

    def search_words(self) -> tuple[str, ...]:
        """Industry and occupations, with their everyday names, lead to the model."""
        names = (name for yrke in self.yrken for name in (yrke.namn, *yrke.kallas_ocksa))
        return (*super().search_words(), self.bransch, *names, *self.narliggande_yrken)

    def linked_data(self) -> dict[str, Any] | None:
        """The credential that the model leads to, when a source says what the validated person gets."""
        if not self.resultat:
            return None
        occupations = [{"@type": "Occupation", "name": yrke.namn} for yrke in self.yrken]
        levels = [{"@type": "DefinedTerm", "name": f"SeQF nivå {niva}", "termCode": str(niva),
                   "inDefinedTermSet": "/seqf/"} for niva in self.seqf_niva]
        return {"@type": "EducationalOccupationalCredential", "name": self.titel, "description": self.resultat,
                **({"about": occupations} if occupations else {}), **({"educationalLevel": levels} if levels else {}),
                **({"sameAs": self.webb} if self.webb else {})}
