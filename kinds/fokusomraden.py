"""The project's focus areas."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import Count, Line, Prose, Shown, field

from ._post import Post


class Fokusomrade(Post):
    """One of the project's four focus areas."""

    kind = "fokusomraden"
    singular = "Fokusområde"
    plural = "Fokusområden"
    translated = ("en",)
    about = "Projektets fyra fokusområden: vad som är svårt, vad målet är och vad som görs."
    order = ("nr",)
    weight = 1.2
    weight_at_length = -0.47

    nr: Count = field("Nummer", "1–4, som i projektbeskrivningen.")
    kortnamn: Line = field("Kortnamn", "Högst fyra ord, för kort och menyer.")
    utmaning: tuple[Line, ...] = field("Utmaning", "Det som är svårt i dag, en punkt per rad.", min_length=1)
    delmal: Annotated[Line, Shown()] = field("Delmål", "Vad som ska ha uppnåtts.")
    aktiviteter: tuple[Prose, ...] = field("Aktiviteter", "Vad som görs, en punkt per rad.", min_length=1)
    andra_namn: tuple[Line, ...] = field("Andra namn i källorna", "Så kallas området i andra texter.", default=())

    @property
    def short_title(self) -> str:
        """The short name."""
        return self.kortnamn

    def search_words(self) -> tuple[str, ...]:
        """The names that other texts use lead to the area."""
        return (*super().search_words(), self.kortnamn, *self.andra_namn)
