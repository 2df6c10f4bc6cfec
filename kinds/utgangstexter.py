"""The five source documents."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import Line, Part, Prose, Shown, Url, When, field

from ._post import Post


class Motsagelse(Part):
    """Something in the text that contradicts itself, another source or the calendar."""

    amne: Line = field("Ämne")
    text: Prose = field("Text", "Vad som inte går ihop, utan att rätta det.")


class Utgangstext(Post):
    """One of the five documents that the site is built on."""

    kind = "utgangstexter"
    singular = "Utgångstext"
    plural = "Utgångstexter"
    about = "De fem texter som webbplatsens uppgifter om projektet vilar på, och vad som inte går ihop i dem."
    parent = "om"
    weight = 0.6

    sort: Annotated[Line, Shown()] = field("Sort", "Till exempel nyhet eller projektbeskrivning.")
    utgivare: Annotated[Line, Shown()] = field("Utgivare")
    datum: Annotated[When | None, Shown()] = field("Datum", "Utelämna om texten är odaterad.", default=None)
    diarienummer: Annotated[Line | None, Shown()] = field("Diarienummer", default=None)
    publik_kopia: Annotated[Url | None, Shown()] = field("Finns på webben", default=None)
    motsagelser: tuple[Motsagelse, ...] = field("Det som inte går ihop", default=())
