"""Checklists."""

from __future__ import annotations

from kunskapsbank.kinds import Checklist

from ._post import Post


class Checklista(Checklist, Post):
    """Things to do or bring, to tick on the page."""

    kind = "checklistor"
    singular = "Checklista"
    plural = "Checklistor"
    translated = ("en",)
    about = "Att kryssa i på skärmen, skriva ut eller kopiera: papper att ta med, inför samtal och bedömning."
    place = "vagledning/checklistor"
    parent = "vagledning"
    lasting = True
    weight_at_length = 0.16
