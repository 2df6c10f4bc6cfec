"""Tools, models, frameworks and statutes."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import Line, Shown, Url, field

from ._post import Post


class Resurs(Post):
    """A tool, model, framework, statute or report."""

    kind = "resurser"
    singular = "Resurs"
    plural = "Verktyg, modeller och regelverk"
    about = "Verktyg, modeller, ramverk, författningar och rapporter som källorna nämner."
    news = True

    sort: Annotated[Line, Shown()] = field("Sort", "Till exempel verktyg, rapport eller författning.")
    utgivare: Annotated[Line | None, Shown()] = field("Utgivare", default=None)
    webb: Annotated[Url | None, Shown()] = field("Webbplats", default=None)
