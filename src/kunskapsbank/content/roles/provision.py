"""What a statute says, with the day it was last compared with its source."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, ClassVar

from ...reading.fields import Count, Day, Line, Shown, field
from ..record import Record, swedish_key


class Provision(Record):
    """One rule of a statute. ``ingress`` is its wording in plain Swedish."""

    role: ClassVar[str] = "regel"

    order = ("forfattning", "kapitel", "paragraf")

    forfattning: Line = field("Författning", "Kort namn med liten bokstav, till exempel plan- och bygglagen.")
    beteckning: Line = field("Beteckning", "Nummer i Svensk författningssamling, till exempel 2010:900.")
    kapitel: Count | None = field("Kapitel", "Siffran, om författningen är indelad i kapitel.", default=None)
    paragraf: Line = field("Paragraf", "Till exempel 8 § eller 40–40 b §§.")
    erbjuds: Annotated[Line | None, Shown()] = field("Vad som ska göras", default=None)
    av: Annotated[Line | None, Shown()] = field("Vem som ska göra det", default=None)
    till: Annotated[Line | None, Shown()] = field("Vem det gäller", default=None)
    galler_fran: Annotated[Day | None, Shown()] = field(
        "Gäller från", "Utelämna om källorna inte säger det.", default=None
    )
    galler_till: Annotated[Day | None, Shown()] = field("Gäller till", "Sista dagen regeln gäller.", default=None)
    tidigare: Annotated[Line | None, Shown()] = field("Tidigare plats", "Var regeln stod förut.", default=None)
    kontrollerad: Day | None = field(
        "Kontrollerad",
        "Dagen då posten jämfördes med författningens text. Utelämna om ingen har gjort det.",
        default=None,
    )
    kontrollerad_av: Line | None = field("Kontrollerad av", "Roll, inte namn, till exempel redaktionen.", default=None)

    @property
    def lagrum(self) -> str:
        """``20 kap. 8 §``, or the paragraph alone in a statute without chapters."""
        return f"{self.kapitel} kap. {self.paragraf}" if self.kapitel else self.paragraf

    @property
    def kort(self) -> str:
        """How texts point at the rule: ``plan- och bygglagen 20 kap. 8 §``."""
        return f"{self.forfattning} {self.lagrum}"

    @property
    def citat(self) -> str:
        """``ingress`` with the paragraph before its last full stop, as answers quote the rule."""
        return f"{self.ingress.removesuffix('.')} ({self.kort})."

    @property
    def lydelse(self) -> dt.date | None:
        """The day of the wording that was read: the oldest that a source names; None when none does."""
        return min((kalla.lydelse_per for kalla in self.kallor if kalla.lydelse_per), default=None)

    @property
    def check_by(self) -> dt.date | None:
        """The last day that the check counts as fresh, a year later; None when there has been no check."""
        if self.kontrollerad is None:
            return None
        year = self.kontrollerad.year + 1
        try:
            return self.kontrollerad.replace(year=year)
        except ValueError:  # 29 February
            return self.kontrollerad.replace(year=year, day=28)

    def state(self, today: dt.date) -> str:
        """``giltig``, ``gammal`` (checked too long ago), ``okontrollerad`` or ``upphavd`` (no longer in force)."""
        if self.galler_till is not None and self.galler_till < today:
            return "upphavd"
        if self.check_by is None:
            return "okontrollerad"
        return "gammal" if self.check_by < today else "giltig"

    @property
    def changed(self) -> dt.date | None:
        """As of any record; and when somebody read the paragraph, if that is later."""
        return max(filter(None, (super().changed, self.kontrollerad)), default=None)

    def search_words(self) -> tuple[str, ...]:
        """The paragraph leads to the rule."""
        return (*super().search_words(), self.kort)

    def search_basis(self) -> tuple[str, dt.date | None]:
        """The paragraph, and the day it was compared with the statute."""
        return self.kort, self.kontrollerad

    def sort_key(self) -> tuple[Any, ...]:
        """By statute, chapter and paragraph as numbers: 8 § stands before 42 §."""
        number = int(next(iter(re.findall(r"[0-9]{1,9}", self.paragraf)), 0))
        return (swedish_key(self.forfattning), self.kapitel or 0, number, self.paragraf)
