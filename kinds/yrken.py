"""Occupations, with the names that people use for them."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import Keyword, Ref, Slug, field

from ._post import Post


class Yrke(Keyword, Post):
    """An occupation. Its everyday names are its ``synonymer``; the models that cover it name it."""

    kind = "yrken"
    singular = "Yrke"
    plural = "Yrken"
    about = "Yrken från A till Ö, med vardagsnamn, och de branschmodeller som prövar dem."
    weight = 0.7
    data = ("titel", "synonymer", "narmast")

    narmast: tuple[Annotated[Slug, Ref("branschmodeller", back="Andra yrken i branschen")], ...] = field(
        "Närmaste modell", "Modeller i branschen, när ingen källa säger att någon modell gäller yrket.", default=()
    )
