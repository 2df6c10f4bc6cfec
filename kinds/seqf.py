"""The qualifications framework."""

from __future__ import annotations

from typing import Any

from kunskapsbank.kinds import Line, Part, Prose, field

from ._post import Kalla, Post, SeqfLevel


class Niva(Part):
    """One of the eight levels."""

    niva: SeqfLevel = field("Nivå")
    i_bild: Line | None = field("I bild", "Ett exempel med högst 24 tecken, för trappan.", default=None, max_length=24)
    innebar: tuple[Line, ...] = field("Innebär", "Kunskap, färdighet och ansvar, en rad var.", min_length=1)
    exempel: tuple[Line, ...] = field("Exempel", "Kvalifikationer på nivån.", default=())
    kallor: tuple[Kalla, ...] = field("Källor", default=())
    osakert: tuple[Prose, ...] = field("Osäkert", default=())


class Seqf(Post):
    """Sweden's qualifications framework with its eight levels."""

    kind = "seqf"
    singular = "Referensram"
    plural = "SeQF: Sveriges referensram för kvalifikationer"
    about = "De åtta nivåerna i Sveriges referensram för kvalifikationer."
    single = "seqf"
    weight = 1.1
    weight_at_length = -0.34

    nivaer: tuple[Niva, ...] = field("Nivåer", min_length=8, max_length=8)

    def linked_data(self) -> dict[str, Any]:
        """The framework as a set of levels."""
        levels = [
            {"@type": "DefinedTerm", "name": f"SeQF nivå {one.niva}", "termCode": str(one.niva)} for one in self.nivaer
        ]
        return {"@type": "DefinedTermSet", "name": self.titel, "description": self.ingress, "hasDefinedTerm": levels}
