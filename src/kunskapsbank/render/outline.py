"""Every page there will be, known before any is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..content.addresses import address_of, list_address
from ..content.record import Record
from ..content.site import Site
from .frames import FramePage


@dataclass(frozen=True, slots=True)
class Entry:
    """A page there will be."""

    address: str
    title: str
    label: str = ""  #: Tells pages with one title apart.
    about: str = ""  #: What the page says first.


def outline(site: Site, frames: Iterable[FramePage]) -> tuple[Entry, ...]:
    """The pages in the order they are drawn: frame pages, then each kind's list and records."""
    found = [Entry(frame.address, frame.meta.title, about=frame.meta.description) for frame in frames]
    taken = {entry.address for entry in found}
    for kind in site.kinds.values():
        if not kind.single and list_address(kind) not in taken:
            found.append(Entry(list_address(kind), kind.plural, about=kind.about))
        if kind.single or kind.pages:
            found += map(_entry_of, site.of_kind(kind.kind))
    return tuple(found)


def _entry_of(record: Record) -> Entry:
    return record.once("entry", lambda: Entry(address_of(record), record.titel, label_of(record), record.ingress))


def label_of(record: Record) -> str:
    """What tells the page of *record* from others with its title: its kind, unless the title says just that."""
    return "" if record.titel == record.singular else record.singular
