"""Places: municipalities, and counties, whose authority can hand things out in its own name."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from ...reading.fields import Line, Shown, Stripped, Url, field
from ..record import Record

MunicipalityCode = Annotated[str, Stripped, StringConstraints(pattern=r"^[0-9]{4}$")]
CountyCode = Annotated[str, Stripped, StringConstraints(pattern=r"^[0-9]{2}$")]
Punkt = Annotated[str, StringConstraints(pattern=r"^\d{1,2}\.\d{1,2} \d{2}\.\d{1,2}$")]


def _with_surface(points: tuple[str, ...]) -> tuple[str, ...]:
    """*points*, an outline that encloses something (shoelace formula): a map writes the name in the middle of it."""
    pairs = [(float(east), float(north)) for east, north in (point.split() for point in points)]
    area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(pairs, [*pairs[1:], pairs[0]], strict=True)) / 2
    if abs(area) < MIN_SURFACE:
        raise PydanticCustomError("no_surface", "")
    return points


MIN_SURFACE = 0.001  #: Square degrees, some 6 km²: no county is so small.


class Municipality(Record):
    """A municipality. ``titel`` is its official name; a field with ``Ref`` points at its :class:`County`.

    Where the kind is published as data (``data``), a page that leads to the list of municipalities also tells how to
    reach the reader's own, which is named in the address (``?kommun=``) or kept in the browser: the first of what the
    columns ``telefon`` (``nummer``), ``epost`` (``adress``) and ``webb`` hold. How old it is comes from the source in
    ``kallor`` (``url``, ``ar``) that the number or the mailbox names (``sedd``).
    """

    role: ClassVar[str] = "kommun"

    order = ("namn",)

    kod: MunicipalityCode = field("Kommunkod", "Fyra siffror.")
    namn: Line = field("Namn", "Kort namn, till exempel Tierp.")
    stavas_ocksa: tuple[Line, ...] = field("Stavas också", "Felstavningar som folk skriver.", default=())

    @property
    def short_title(self) -> str:
        """The name without what it is called officially."""
        return self.namn

    def search_words(self) -> tuple[str, ...]:
        """The short name leads to the record."""
        return (*super().search_words(), self.namn)


class County(Record):
    """A county, which a map can draw. Records that take the role :class:`Municipality` point at it."""

    role: ClassVar[str] = "lan"

    lan: Annotated[Line, Shown()] = field("Län")
    lansbokstav: Line = field("Länsbokstav")
    lanskod: Annotated[CountyCode, Shown()] = field("Länskod", "Två siffror.")
    residensort: Annotated[Line, Shown()] = field("Residensort")
    residensort_lage: Punkt = field("Residensortens läge", "Öst och nord i grader, ungefärligt.")
    webb: Annotated[Url, Shown()] = field("Webbplats")
    kontur: Annotated[tuple[Punkt, ...], AfterValidator(_with_surface)] = field(
        "Kontur", "Förenklad länsgräns för kartan: öst och nord i grader, medurs.", min_length=4
    )
    logotyp: Annotated[str, StringConstraints(pattern=r"^assets/[a-z0-9/-]+\.(svg|png)$")] | None = field(
        "Logotyp", "Fil i docs/ för faktablad, till exempel assets/logotyper/uppsala.svg.", default=None
    )

    def search_words(self) -> tuple[str, ...]:
        """The county leads to the record."""
        return (*super().search_words(), self.lan, f"{self.lansbokstav} län")

    def linked_data(self) -> dict[str, Any]:
        """The authority with its own web site."""
        return {
            "@type": "GovernmentOrganization",
            "name": self.titel,
            "url": self.webb,
            "areaServed": {"@type": "AdministrativeArea", "name": self.lan},
        }
