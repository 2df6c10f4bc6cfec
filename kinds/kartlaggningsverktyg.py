"""What holds for the whole mapping tool."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import Assessment, Ref, Slug, field

from ._post import Post


class Kartlaggningsverktyg(Assessment, Post):
    """The mapping tool: version, scale and who can answer."""

    kind = "kartlaggningsverktyg"
    singular = "Om kartläggningen"
    plural = "Om kartläggningen"
    about = "Hur kartläggningen är gjord: version, skala, vem som svarar och vad som händer med svaren."
    single = "verktyg/kartlaggning/om"
    parent = "verktyg/kartlaggning"
    weight = 0.8

    grupper: tuple[Annotated[Slug, Ref("malgrupper", back="Kartläggning av arbetet")], ...] = field(
        "Grupper", "De målgrupper som en åtgärd kan vara till för.", default=()
    )
