"""Organisations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from kunskapsbank.kinds import Line, Prose, Ref, Shown, Slug, Url, field

from ._kontakt import Kontaktbar, Sedd


class Sida(Sedd):
    """The page where the organisation answers."""

    url: Url = field("Adress")


class Organisation(Kontaktbar):
    """An organisation that the sources name. One that answers people's questions says which."""

    kind = "organisationer"
    singular = "Organisation"
    plural = "Organisationer"
    about = "Organisationer som källorna nämner: vad de gjorde, och vad de svarar på."
    pages = False
    parent = "om"

    sort: Annotated[Line, Shown()] = field("Sort", "Till exempel region, myndighet eller företag.")
    roller: Annotated[tuple[Line, ...], Shown()] = field("Roller", min_length=1)
    region: Annotated[Slug, Ref("regioner", back="Organisationer")] | None = field(
        "Region", "Om organisationen hör till en av de fem regionerna.", default=None
    )
    webb: Annotated[Url | None, Shown()] = field("Webbplats", default=None)

    fraga: Line | None = field(
        "Fråga", "Frågan som man vänder sig hit med, som man själv skulle ställa den.", default=None
    )
    svar: Prose | None = field("Svar", "Svaret i korthet.", default=None)
    sida: Sida | None = field("Sida", "Sidan hos organisationen som svarar.", default=None)

    def sedda(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """As all contacts do, and the page that answers."""
        yield from super().sedda()
        if self.sida:
            yield ("sida", "sedd"), self.sida.sedd

    def linked_data(self) -> dict[str, Any]:
        """The organisation with its own web site."""
        return {"@type": "Organization", "name": self.titel, **({"url": self.webb} if self.webb else {})}
