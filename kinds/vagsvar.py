"""Ends of the decision helper."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import End, Kontakt, Part, Prose, Ref, Slug, field

from ._post import Post


class Forslag(Part):
    """A way that fits, and why."""

    vag: Annotated[Slug, Ref("vagar", back="Föreslås när")] = field("Väg")
    skal: Prose = field("Skäl", "Varför vägen passar den som har svarat så.")


class Vagsvar(End, Post):
    """Where the questions end: one way or more, with reasons, next steps and a contact."""

    kind = "vagsvar"
    singular = "Svar"
    plural = "Alla svar i Vilken väg passar?"
    translated = ("en", "sv-simple")
    about = "De vägar som frågorna kan leda till, för den som vill hoppa direkt dit."
    place = "verktyg/vilken-vag/svar"
    parent = "verktyg/vilken-vag"
    weight = 0.8
    weight_at_length = 0.45
    lasting = True
    meeting = True

    forslag: tuple[Forslag, ...] = field("Förslag", "Den väg som passar bäst står först.", min_length=1)
    nasta_steg: tuple[Prose, ...] = field("Nästa steg", "Vad personen gör, i ordning.", min_length=1)
    kontakt: Kontakt = field("Kontakt")
    regler: tuple[Annotated[Slug, Ref("regler", back="Svar som regeln gäller")], ...] = field(
        "Regler", "De regler som svaret bygger på.", default=()
    )
    checklistor: tuple[Annotated[Slug, Ref("checklistor", back="Används i")], ...] = field(
        "Checklistor", "Checklistor att ta med.", default=()
    )
