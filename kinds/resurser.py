"""Tools, models, frameworks and statutes."""

from __future__ import annotations

from typing import Annotated

from ..content.record import Record
from ..reading.fields import Line, Shown, Url, field


class Resurs(Record):
    """A tool, model, framework, statute or report."""

    kind = "resurser"
    singular = "Resurs"
    plural = "Verktyg, modeller och regelverk"
    about = "Verktyg, modeller, ramverk, författningar och rapporter som källorna nämner."

    sort: Annotated[Line, Shown()] = field("Sort", "Till exempel verktyg, rapport eller författning.")
    utgivare: Annotated[Line | None, Shown()] = field("Utgivare", default=None)
    webb: Annotated[Url | None, Shown()] = field("Webbplats", default=None)
