"""Fact sheets."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import Handout, Ref, Shown, Slug, field

from ._post import Post


class Material(Handout, Post):
    """A fact sheet for one target group, composed of messages, steps, an example and contacts."""

    kind = "material"
    singular = "Faktablad"
    plural = "Material per målgrupp"
    weight = 0.8
    about = "Faktablad att dela ut, ett för varje målgrupp."

    malgrupp: Annotated[Slug, Ref("malgrupper", back="Faktablad"), Shown()] = field("Målgrupp")
    budskap: tuple[Annotated[Slug, Ref("budskap", back="Används i")], ...] = field(
        "Budskap", "Id för de budskap som bladet tar upp, i ordning.", min_length=1
    )
    exempel: Annotated[Slug, Ref("exempel", back="Används i")] | None = field("Exempel", default=None)
