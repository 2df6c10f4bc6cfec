"""Organisations."""

from __future__ import annotations

from typing import Annotated, Any

from kunskapsbank.kinds import Line, Ref, Shown, Slug, Url, field

from ._post import Post


class Organisation(Post):
    """An organisation that the sources name."""

    kind = "organisationer"
    singular = "Organisation"
    plural = "Organisationer"
    about = "Organisationer som nämns i källorna och vad de gjorde."
    pages = False
    parent = "om"

    sort: Annotated[Line, Shown()] = field("Sort", "Till exempel region, myndighet eller företag.")
    roller: Annotated[tuple[Line, ...], Shown()] = field("Roller", min_length=1)
    region: Annotated[Slug, Ref("regioner", back="Organisationer")] | None = field(
        "Region", "Om organisationen hör till en av de fem regionerna.", default=None
    )
    webb: Annotated[Url | None, Shown()] = field("Webbplats", default=None)

    def linked_data(self) -> dict[str, Any]:
        """The organisation with its own web site."""
        return {"@type": "Organization", "name": self.titel, **({"url": self.webb} if self.webb else {})}
