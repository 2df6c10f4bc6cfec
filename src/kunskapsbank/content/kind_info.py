"""What is told of a kind of record, as a value: templates never see the class itself."""

from __future__ import annotations

from dataclasses import dataclass

from .addresses import list_address
from .record import Record


@dataclass(frozen=True, slots=True)
class KindInfo:
    """A kind of record as templates see it; each attribute but the address is :class:`~.model.Record`'s."""

    kind: str
    singular: str
    plural: str
    about: str
    pages: bool
    alone: bool
    meeting: bool
    filters: tuple[str, ...]
    expected: tuple[str, ...]
    translated: tuple[str, ...]
    address: str  #: Of the list, with a leading slash, as templates write links.


def kind_info(kind: type[Record]) -> KindInfo:
    """What is told of *kind*."""
    return KindInfo(
        kind.kind,
        kind.singular,
        kind.plural,
        kind.about,
        kind.pages,
        kind.alone,
        kind.meeting,
        kind.filters,
        kind.expected,
        kind.translated,
        f"/{list_address(kind)}",
    )
