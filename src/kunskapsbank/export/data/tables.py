"""The records of a kind as CSV and JSON, with the columns explained. A kind says with ``data`` which fields it gives.

The same records give the same bytes. Columns have the names that the keys have in content, in every language, so that
programs read any site alike; what explains them is in the language of the site, and so is the CSV.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ...base.settings import Licence
from ...content.addresses import address_of
from ...content.kind_info import KindInfo, kind_info
from ...content.record import Record, refs
from ...content.site import Site
from ...reading.messages import choices_in
from ...reading.texts import Texts
from ...render.presentation import help_of, label_of

FOLDER = "data"  #: Address of the files, below the site.
BETWEEN = " | "  #: Between several values in one cell.
DELIMITERS = {"sv": ";", "en": ","}  #: Between cells, as spreadsheets of each language expect.
_FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""How a text begins that a spreadsheet takes for a formula, which could fetch or run something (CSV injection, OWASP):
also after spaces, and in the wide forms of East Asian keyboards."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Table:
    """A kind as data."""

    kind: KindInfo
    columns: tuple[Column, ...]
    rows: int
    csv: str  #: Address of the file.
    json: str


def tables(site: Site, texts: Texts) -> tuple[Table, ...]:
    """Every kind that is published as data, explained in the language of *texts*."""
    return tuple(
        Table(
            kind_info(kind),
            columns(kind, texts),
            len(site.of_kind(name)),
            f"{FOLDER}/{name}.csv",
            f"{FOLDER}/{name}.json",
        )
        for name, kind in site.kinds.items()
        if kind.data
    )


def columns(kind: type[Record], texts: Texts) -> tuple[Column, ...]:
    """The columns of *kind*: id, address and the fields that it gives."""
    first = (
        Column("id", texts.plain("data.id"), texts.plain("data.id_om")),
        Column("adress", texts.plain("data.adress"), texts.plain("data.adress_om")),
    )
    return (*first, *(_column(kind, name, texts) for name in kind.data))


def _column(kind: type[Record], name: str, texts: Texts) -> Column:
    info = kind.model_fields[name]
    choices = list(choices_in(info.annotation))
    pointing = refs(kind).get(name)
    parts = [
        help_of(kind, name, texts),
        texts.plain("data.val", val=", ".join(choices)) if choices else "",
        texts.plain("data.pekar", slag=pointing.kind) if pointing else "",
    ]
    return Column(name, label_of(kind, name, texts), " ".join(filter(None, parts)))


def files(site: Site, texts: Texts, licence: Licence | None) -> dict[str, bytes]:
    """Every file of data by its address."""
    found = {}
    for table in tables(site, texts):
        found[table.csv] = as_csv(site, table, DELIMITERS[texts.language])
        found[table.json] = as_json(site, table, licence)
    return found


def as_csv(site: Site, table: Table, delimiter: str) -> bytes:
    """*table* for spreadsheets: *delimiter* between cells, UTF-8 with a byte order mark, CRLF (RFC 4180).

    No cell is a formula: :func:`as_json` has each text as it was written.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    for record in site.of_kind(table.kind.kind):
        writer.writerow(map(_cell, _row(site, table, record).values()))
    return out.getvalue().encode("utf-8-sig")


def as_json(site: Site, table: Table, licence: Licence | None) -> bytes:
    """*table* with its licence, if there is one, and columns; a missing value is null or an empty list."""
    data = {
        **({"licens": {"namn": licence.name, "adress": licence.url}} if licence else {}),
        "kolumner": [{"namn": c.name, "titel": c.title, "beskrivning": c.about} for c in table.columns],
        "poster": [_row(site, table, record) for record in site.of_kind(table.kind.kind)],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _row(site: Site, table: Table, record: Record) -> dict[str, Any]:
    row: dict[str, Any] = {"id": record.id, "adress": f"/{address_of(record)}"}
    return row | {name: _value(site, record, name) for name in site.kinds[table.kind.kind].data}


def _value(site: Site, record: Record, name: str) -> Any:
    """The field as JSON has it: references as id and title."""
    value = getattr(record, name)
    ref = refs(type(record)).get(name)
    if ref is None:
        return [_plain(one) for one in value] if isinstance(value, tuple) else _plain(value)
    targets = (site.get(f"{ref.kind}/{id}") for id in (value if isinstance(value, tuple) else (value,)))
    return [{"id": target.id, "titel": target.titel} for target in targets if target is not None]


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return value if value is None or isinstance(value, (str, int)) else str(value)


def _cell(value: Any) -> str:
    """A value of JSON as one cell; before a text that would be a formula an apostrophe, as people write there."""
    text = _text(value)
    is_formula = not isinstance(value, (int, float)) and _FORMULA.match(text)
    return f"'{text}" if is_formula else text


def _text(value: Any) -> str:
    if isinstance(value, list):
        return BETWEEN.join(map(_text, value))
    if isinstance(value, Mapping):
        return str(value.get("titel", BETWEEN.join(map(str, value.values()))))
    return "" if value is None else str(value)


def functions(site: Site, texts: Texts, licence: Licence | None) -> dict[str, Any]:
    """What templates may call, under Swedish names."""
    return {"datatabeller": lambda: tables(site, texts), "datalicens": licence}
