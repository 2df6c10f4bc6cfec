"""A record's fields as plain values, with the keys that they have in content.

A reference is the id and the title of the record that it points at; one to a record that is not published is left out,
wherever in the record it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ...content.addresses import address_of
from ...content.record import Record, data_fields, refs
from ...content.site import Site
from ...reading.fields import Ref

Value = Any  #: Text, number, truth, None, or a list or a group of such.


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    title: str
    about: str


Rows = Mapping[str, Mapping[str, Value]]  #: Records as they are published, by ``kind/id``.


def rows(site: Site, kinds: Iterable[str] | None = None) -> Rows:
    """Every record of *kinds*, or of all that are published as data."""
    wanted = [name for name, kind in site.kinds.items() if kind.data] if kinds is None else kinds
    return {record.key: row(site, record) for name in wanted for record in site.of_kind(name)}


def row(site: Site, record: Record) -> dict[str, Value]:
    """*record* as it is published: its id, its address on the site, and the fields that its kind gives."""
    found: dict[str, Value] = {"id": record.id, "adress": f"/{address_of(record)}"}
    return found | {name: value_of(site, record, name) for name in data_fields(type(record))}


def value_of(site: Site, group: BaseModel, name: str) -> Value:
    """The field *name* of *group*. A missing value is None or an empty list."""
    value, ref = getattr(group, name), refs(type(group)).get(name)
    if ref is None:
        return _plain(site, value)
    found = [_pointed(site, ref, id_) for id_ in (value if isinstance(value, tuple) else (value,)) if id_]
    known = [one for one in found if one]
    return known if isinstance(value, tuple) else next(iter(known), None)


def _pointed(site: Site, ref: Ref, id_: str) -> dict[str, str] | None:
    target = site.get(f"{ref.kind}/{id_}" if ref.kind else id_)
    if target is None:
        return None
    return {**({} if ref.kind else {"slag": target.kind}), "id": target.id, "titel": target.titel}


def _plain(site: Site, value: Any) -> Value:
    if isinstance(value, BaseModel):
        return {name: value_of(site, value, name) for name in type(value).model_fields}
    if isinstance(value, (tuple, list)):
        return [_plain(site, one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(site, one) for key, one in value.items()}
    return value if value is None or isinstance(value, (int, float)) else str(value)
