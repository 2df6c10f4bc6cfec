"""The industries' own models for validation."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from kunskapsbank.kinds import Entry, Line, Part, Prose, Ref, Slug, Url, field

from ._kontakt import Kontaktbar
from ._post import SeqfLevel

Branschgrupp = Literal[
    "Bygg och installation",
    "Energi, vatten och avfall",
    "Fastighet och städ",
    "Fordon och transport",
    "Handel och frisör",
    "Hotell, restaurang och turism",
    "Industri",
    "Skog, jordbruk och utemiljö",
    "Vård, omsorg och assistans",
]
Bevis = Literal[
    "annat dokument",
    "betyg",
    "certifikat",
    "intyg",
    "kompetensbevis",
    "kvalifikationsbevis",
    "licens",
    "rapport",
    "yrkesbevis",
]
Genomforande = Literal[
    "bedömning på arbetsplats",
    "granskning av intyg",
    "kartläggning",
    "praktiskt prov",
    "simulatorprov",
    "teoriprov",
    "webbtest",
]
Sprak = Literal["svenska", "yrkessvenska"]


#: What a reader asks that a field answers, as it stands after "Vi vet inte ännu".
FRAGOR = {
    "yrken": "vilka yrken den gäller",
    "resultat": "vad den ger",
    "metod": "hur den går till",
    "tid": "hur lång tid den tar",
    "kostnad": "vad den kostar",
    "vem_betalar": "vem som betalar",
    "sprak": "vilket språk den kräver",
    "seqf_niva": "vilken SeQF-nivå den ger",
    "agare": "vem som äger den",
}


DOUBTFUL = 0.97  #: What a hit counts of a model that no source tells the method of.


class RegionalKontakt(Part):
    """Whom to ask about the model in one region."""

    region: Annotated[Slug, Ref("regioner", back="Kontakter för branschmodeller")] = field("Region")
    namn: Line = field("Namn")
    url: Url = field("Webbsida")


class Branschmodell(Entry, Kontaktbar):
    """An industry's own model for validation."""

    kind = "branschmodeller"
    singular = "Branschmodell"
    plural = "Branschmodeller"
    about = "Branschernas egna modeller för att pröva och erkänna yrkeskunnande."
    news = True
    embedded_by = ("branschgrupp",)
    meeting = True
    weight = 0.95
    weight_at_length = 0.12
    unasked = frozenset("validera validering papper intyg jobb jobba arbeta certifikat bevis".split())
    facets = ("branschgrupp", "yrken", "seqf_niva", "resultat_typ", "genomforande", "sprak", "regioner")
    expected = (
        "agare",
        "yrken",
        "resultat",
        "resultat_typ",
        "metod",
        "genomforande",
        "tid",
        "kostnad",
        "vem_betalar",
        "seqf_niva",
        "sprak",
        "webb",
        "regionala_kontakter",
    )
    data = (
        "titel",
        "branschgrupp",
        "bransch",
        "yrken",
        "narliggande_yrken",
        "resultat",
        "resultat_typ",
        "metod",
        "genomforande",
        "tid",
        "kostnad",
        "vem_betalar",
        "sprak",
        "seqf_niva",
        "agare",
        "fraga",
        "webb",
        "telefon",
        "epost",
        "regioner",
        "granskad",
        "osakert",
    )

    branschgrupp: Branschgrupp = field("Bransch", "Gruppen som modellen står under i listan. Indelningen är vår egen.")
    bransch: Line = field("Branschens namn", "Som källan skriver det.")
    agare: Line | None = field("Ägare", "Organisationen bakom modellen.", default=None)
    fraga: Line = field("Vem man frågar", "Ägarens korta namn, eller den som kan veta mer.")
    yrken: tuple[Annotated[Slug, Ref("yrken", lends_words=True)], ...] = field(
        "Yrken", "Yrken som modellen gäller. Utelämna om ingen källa säger det.", default=()
    )
    narliggande_yrken: tuple[Line, ...] = field(
        "Närliggande yrken",
        "Yrkestitlar i branschen som folk söker på. Ingen källa säger att modellen gäller dem.",
        default=(),
    )
    seqf_niva: tuple[SeqfLevel, ...] = field("SeQF-nivå", "En eller flera nivåer, 1–8. Utelämna om okänd.", default=())
    metod: tuple[Prose, ...] = field("Metod", "Så går valideringen till, ett led per rad.", default=())
    genomforande: tuple[Genomforande, ...] = field(
        "Sätt att pröva", "Sorterna av prövning som källorna nämner.", default=()
    )
    resultat: Prose | None = field("Resultat", "Vad den validerade får.", default=None)
    resultat_typ: tuple[Bevis, ...] = field("Bevis", "Sorterna av bevis som källorna nämner.", default=())
    tid: Prose | None = field("Tid", "Hur lång tid det tar.", default=None)
    kostnad: Prose | None = field("Kostnad", "Vad det kostar.", default=None)
    vem_betalar: Prose | None = field("Vem som betalar", default=None)
    sprak: tuple[Sprak, ...] = field("Språk", "Språk som prövningen kräver.", default=())
    webb: Url | None = field("Webbplats", default=None)
    regionala_kontakter: tuple[RegionalKontakt, ...] = field("Regionala kontakter", default=())

    @property
    def obesvarat(self) -> tuple[str, ...]:
        """What no source answers about the model, in the order readers ask; see :data:`FRAGOR`."""
        return tuple(question for name, question in FRAGOR.items() if name in self.gaps)

    def nearby_words(self) -> tuple[str, ...]:
        """Occupations of the industry."""
        return self.narliggande_yrken

    def search_words(self) -> tuple[str, ...]:
        """The industry and its other occupations lead to the model; those it covers lend their own words."""
        return (*super().search_words(), self.branschgrupp, self.bransch, *self.narliggande_yrken)

    def search_basis(self) -> tuple[str, dt.date | None]:
        """What sort of proof the model gives, and whom to ask."""
        given = f"Ger {', '.join(self.resultat_typ)}. " if self.resultat_typ else ""
        return f"{given}Fråga {self.fraga}", None

    @property
    def search_weight(self) -> float:
        """Models that no source tells the method of come after those that can be told of."""
        return self.weight if self.metod else self.weight * DOUBTFUL

    def linked_data(self) -> dict[str, Any] | None:
        """The credential that the model leads to, when a source says what the validated person gets."""
        if not self.resultat:
            return None
        occupations = [{"@type": "Occupation", "@id": f"/yrken/{id}/"} for id in self.yrken]
        levels = [
            {"@type": "DefinedTerm", "name": f"SeQF nivå {niva}", "termCode": str(niva), "inDefinedTermSet": "/seqf/"}
            for niva in self.seqf_niva
        ]
        return {
            "@type": "EducationalOccupationalCredential",
            "name": self.titel,
            "description": self.resultat,
            **({"about": occupations} if occupations else {}),
            **({"educationalLevel": levels} if levels else {}),
            **({"sameAs": self.webb} if self.webb else {}),
        }
