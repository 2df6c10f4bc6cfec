"""What the site keeps in the reader's browser."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import StringConstraints

from ...reading.fields import Line, Part, Prose, field
from ..record import Record

Plats = Literal["kaka", "lokal lagring", "sessionslagring"]


class Nyckel(Part):
    """Something that can be kept in the browser, always after a click."""

    nyckel: Annotated[str, StringConstraints(pattern=r"^kb-[a-z0-9]+(-[a-z0-9]+)*$")] = field(
        "Nyckel", "Som den står i programmet: kb-, små bokstäver a–z, siffror och bindestreck."
    )
    plats: Plats = field("Plats", "Var i webbläsaren den sparas.")
    varfor: Line = field("Varför", "Vad läsaren får ut av den.")
    nar: Line = field("När", "Klicket som sparar.")
    hur_lange: Line = field("Hur länge")
    radera: Line = field("Så raderar du")


class StorageTable(Record):
    """Every key that the site can keep in the browser."""

    role: ClassVar[str] = "lagring"

    nycklar: tuple[Nyckel, ...] = field(
        "Nycklar", "Varje nyckel som programmet kan spara. Ett prov jämför listan med programmet.", default=()
    )
    ingenting_fore_klick: Prose = field("Före första klicket", "Vad som gäller innan läsaren valt något.")

    def by_place(self) -> tuple[tuple[str, tuple[Nyckel, ...]], ...]:
        """Every place where a browser can keep something for a site, with the keys that are kept there."""
        return tuple(
            (place, tuple(nyckel for nyckel in self.nycklar if nyckel.plats == place)) for place in get_args(Plats)
        )
