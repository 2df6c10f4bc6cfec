"""Examples named in the sources."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank.kinds import Line, Ref, Shown, Slug, field

from ._post import Post


class Exempel(Post):
    """An example named in the sources."""

    kind = "exempel"
    singular = "Exempel"
    plural = "Exempel"
    about = "Arbetsplatser och kommuner som källorna berättar om."
    news = True

    organisation: Annotated[Slug, Ref("organisationer", back="Exempel"), Shown()] | None = field(
        "Organisation", default=None
    )
    plats: Annotated[Line | None, Shown()] = field("Plats", "Kommun eller län.", default=None)
    vad: Line = field("Vad", "Vad exemplet visar, i en mening, för dem som hämtar uppgifterna.")
