"""Terms."""

from __future__ import annotations

from typing import Annotated

from ..fields import Line, Shown, field
from ..model import Record


class Begrepp(Record):
    """A term with a short explanation."""

    kind = "begrepp"
    singular = "Begrepp"
    plural = "Begrepp A–Ö"
    about = "Ord som används om validering, förklarade i korthet."

    forkortning: Annotated[Line | None, Shown()] = field("Förkortning", default=None)

    def search_words(self) -> tuple[str, ...]:
        """The abbreviation leads to the term."""
        return (*super().search_words(), *([self.forkortning] if self.forkortning else []))
