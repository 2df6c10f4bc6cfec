"""A term of the glossary."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from ...reading.fields import Line, Shown, YesNo, field
from ..record import Record


class Term(Record):
    """A term with a short explanation, which is shown where the term stands in running text."""

    role: ClassVar[str] = "term"

    forkortning: Annotated[Line | None, Shown()] = field("Förkortning", default=None)
    i_text: YesNo = field(
        "Förklaras i text", "nej för ett ord som är så vanligt att en förklaring vid varje stycke stör.", default=True
    )
    former: tuple[Line, ...] = field(
        "Fler former", "Former som inte följer av titeln med vanliga ändelser, till exempel huvudmannen.", default=()
    )

    def search_words(self) -> tuple[str, ...]:
        """The abbreviation leads to the term."""
        return (*super().search_words(), *([self.forkortning] if self.forkortning else []))

    def linked_data(self) -> dict[str, Any]:
        """A term of the list."""
        names = {"alternateName": self.forkortning} if self.forkortning else {}
        return {
            "@type": "DefinedTerm",
            "name": self.titel,
            **names,
            "description": self.ingress,
            "inDefinedTermSet": f"/{self.kind}/",
        }

    @classmethod
    def linked_list(cls) -> dict[str, Any]:
        """The terms together."""
        return {"@type": "DefinedTermSet", "@id": f"/{cls.kind}/", "name": cls.plural, "description": cls.about}
