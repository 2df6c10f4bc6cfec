"""Fact sheets."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import FragaSvar, Handout, Ref, Shown, Slug, field

from ._post import Post


class Fraga(FragaSvar):
    """A question whose answer quotes this site's rules."""

    regler: tuple[Annotated[Slug, Ref("regler", back="Faktablad som regeln står på")], ...] = field(
        "Regler", "De regler vars ord ska stå efter svaret, med lagrum, i ordning.", default=()
    )


class Material(Handout, Post):
    """A fact sheet for one target group, composed of messages, steps, an example and contacts."""

    kind = "material"
    singular = "Faktablad"
    plural = "Material per målgrupp"
    weight = 0.8
    weight_at_length = 0.17
    about = "Faktablad att dela ut, ett för varje målgrupp."

    malgrupp: Annotated[Slug, Ref("malgrupper", back="Faktablad"), Shown()] = field("Målgrupp")
    budskap: tuple[Annotated[Slug, Ref("budskap", back="Används i")], ...] = field(
        "Budskap", "De budskap som bladet tar upp, i ordning.", min_length=1
    )
    fragor: tuple[Fraga, ...] = field("Frågor och svar", min_length=1)
    exempel: Annotated[Slug, Ref("exempel", back="Används i")] | None = field("Exempel", default=None)
