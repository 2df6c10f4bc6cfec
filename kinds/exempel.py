"""Examples named in the sources."""

from __future__ import annotations

from typing import Annotated

from ..content.record import Record
from ..reading.fields import Line, Ref, Shown, Slug, field


class Exempel(Record):
    """An example named in the sources."""

    kind = "exempel"
    singular = "Exempel"
    plural = "Exempel"
    about = "Arbetsplatser och kommuner som källorna berättar om."

    organisation: Annotated[Slug, Ref("organisationer", back="Exempel"), Shown()] | None = field(
        "Organisation", default=None
    )
    plats: Annotated[Line | None, Shown()] = field("Plats", "Kommun eller län.", default=None)
    vad: Annotated[Line, Shown()] = field("Vad", "Vad exemplet visar, i en mening.")
