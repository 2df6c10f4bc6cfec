"""Regulated occupations: which authority decides, and what it asks for."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import Line, Prose, Ref, Shown, Slug, Url, field

from ._post import Post


class RegleratYrke(Post):
    """An occupation that law lets only some people work in, or call themselves by."""

    kind = "reglerade"
    singular = "Reglerat yrke"
    plural = "Reglerade yrken"
    translated = ("en",)
    about = "Yrken som kräver legitimation, auktorisation, bevis eller skyddad titel, och vilken myndighet som avgör."
    place = "reglerade-yrken"
    parent = "yrken"
    weight = 0.75
    weight_at_length = -0.13
    data = ("titel", "avgor", "webb", "krav", "kostnad", "overklaga", "yrken", "granskad")

    avgor: Annotated[Line, Shown()] = field("Vem avgör", "Myndigheten som prövar.")
    webb: Url = field("Webbplats", "Myndighetens sida om yrket, eller Universitets- och högskolerådets lista.")
    krav: tuple[Prose, ...] = field("Krav", "Vad som krävs, ett i taget.", default=())
    kostnad: Annotated[Prose | None, Shown()] = field("Kostnad", default=None)
    overklaga: Annotated[Prose | None, Shown()] = field("Rätt att överklaga", default=None)
    yrken: tuple[Annotated[Slug, Ref("yrken", back="Reglerat yrke", lends_words=True)], ...] = field(
        "Yrken", "Yrken i listan från A till Ö.", default=()
    )
