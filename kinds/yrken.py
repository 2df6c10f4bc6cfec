"""Occupations, with the names that people use for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from kunskapsbank.kinds import Bodies, Keyword, Line, Problem, Ref, Site, Slug, field, rule

from ._post import Post


class Yrke(Keyword, Post):
    """An occupation. Its everyday names are its ``synonymer``; the models that cover it name it."""

    kind = "yrken"
    singular = "Yrke"
    plural = "Yrken"
    about = "Yrken från A till Ö, med vardagsnamn, och de branschmodeller som prövar dem."
    weight = 0.7
    weight_at_length = 0.9
    data = ("titel", "synonymer", "narmast")

    narmast: tuple[Annotated[Slug, Ref("branschmodeller", back="Andra yrken i branschen")], ...] = field(
        "Närmaste modell", "Modeller i branschen, när ingen källa säger att någon modell gäller yrket.", default=()
    )
    engelska_namn: tuple[Line, ...] = field(
        "Engelska namn", "De av synonymerna som är engelska, så att de läses upp på engelska.", default=()
    )


@rule
def english_name_that_is_no_synonym(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett engelskt namn på ett yrke ska också stå bland synonymerna, så att det går att söka på."""
    for record in site.taking(Yrke):
        for number, name in enumerate(record.engelska_namn):
            if name not in record.synonymer:
                yield Problem(
                    record.source.place(("engelska_namn", number)),
                    "english-name-that-is-no-synonym",
                    f"{name!r} står inte bland synonymer",
                    "Skriv det även under synonymer, eller ta bort det här.",
                )
