"""What readers filter a list by: the values that its records have, each with how many have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..content.kinds import Kinds
from ..content.record import Record, refs, swedish_key
from ..content.site import Site
from ..language.swedish import slug

MISSING = "saknas"  #: The key of a record without the value.
MISSING_LABEL = "Uppgift saknas"  #: Its label when nothing else is said.


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to filter by."""

    key: str  #: As it stands in addresses.
    label: str
    count: int  #: Records that have it.


@dataclass(frozen=True, slots=True)
class Facet:
    """A field to filter by."""

    name: str  #: The field's key in content, and its name in addresses.
    label: str
    choices: tuple[Choice, ...]  #: In Swedish order, the missing value last.


def values_of(site: Site, record: Record, name: str, missing: str = MISSING_LABEL) -> tuple[tuple[str, str], ...]:
    """The values of the field *name* as (key, label); :data:`MISSING`, labelled *missing*, when there is none."""
    value = getattr(record, name)
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    if name in refs(type(record)):
        found = tuple((target.id, _capitalized(target.titel)) for target in site.targets(record, name))
    else:
        found = tuple((slug(str(one)), _capitalized(str(one))) for one in values)
    return found or ((MISSING, missing),)


def facets(site: Site, records: Iterable[Record], missing: str = MISSING_LABEL) -> tuple[Facet, ...]:
    """What the kind of *records* says that readers filter by; a field with one value only is left out."""
    records = tuple(records)
    found = (_facet(site, records, name, missing) for name in (records[0].facets if records else ()))
    return tuple(facet for facet in found if len(facet.choices) > 1)


def filters_of(kind: type[Record], kinds: Kinds) -> Iterator[tuple[str, str]]:
    """What readers filter lists of *kind* by: the field's name, and what one of those it points at is called."""
    pointing = refs(kind)
    for name in kind.filters:
        ref = pointing.get(name)
        if ref is not None and (target := kinds.get(ref.kind or "")) is not None:
            yield name, target.singular


def filters(site: Site, records: Iterable[Record]) -> tuple[Facet, ...]:
    """What readers filter the list of *records*, of one kind, by; a filter with one choice only is left out."""
    records = tuple(records)
    found = (_filter(site, records, name, label) for name, label in _named(site, records))
    return tuple(facet for facet in found if len(facet.choices) > 1)


def _named(site: Site, records: tuple[Record, ...]) -> Iterator[tuple[str, str]]:
    return filters_of(type(records[0]), site.kinds) if records else iter(())


def _filter(site: Site, records: tuple[Record, ...], name: str, label: str) -> Facet:
    """The choices are the records pointed at, in their own order, whatever readers call them."""
    counts = Counter(target.key for record in records for target in site.targets(record, name))
    targets = sorted((site[key] for key in counts), key=lambda target: target.sort_key())
    return Facet(name, label, tuple(Choice(one.id, one.titel, counts[one.key]) for one in targets))


def _facet(site: Site, records: tuple[Record, ...], name: str, missing: str) -> Facet:
    labels: dict[str, str] = {}
    counts: dict[str, int] = {}
    for record in records:
        for key, label in values_of(site, record, name, missing):
            labels[key] = label
            counts[key] = counts.get(key, 0) + 1
    order = sorted(labels, key=lambda key: (key == MISSING, swedish_key(labels[key])))
    return Facet(
        name,
        type(records[0]).model_fields[name].title or name,
        tuple(Choice(key, labels[key], counts[key]) for key in order),
    )


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
