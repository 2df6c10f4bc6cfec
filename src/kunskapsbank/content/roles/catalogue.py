"""A catalogue to search, filter and compare: its entries, and keywords, names that lead to entries."""

from __future__ import annotations

from typing import ClassVar

from ...reading.fields import Slug, field
from ..record import Record


class Entry(Record):
    """An entry of the catalogue."""

    role: ClassVar[str] = "uppslag"

    unasked: ClassVar[frozenset[str]] = frozenset()
    """Words of many entries' synonyms that do not tell entries apart."""

    def nearby_words(self) -> tuple[str, ...]:
        """Names that are near, though no source says that the entry is about them: found last, and said to be near."""
        return ()


class Keyword(Record):
    """A name that people use and that leads to entries: those that point at it, or else the nearest."""

    role: ClassVar[str] = "nyckelord"

    narmast: tuple[Slug, ...] = field(
        "Närmast", "De poster som ligger närmast, när ingen källa säger att någon handlar om ordet.", default=()
    )
