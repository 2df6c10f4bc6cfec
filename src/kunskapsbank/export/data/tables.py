"""The records of a kind as CSV and JSON, with the columns explained. A kind says with ``data`` which fields it gives.

The same records give the same bytes. Columns have the names that the keys have in content, in every language, so that
programs read any site alike; what explains them is in the language of the site, and so is the CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ...base.settings import Licence
from ...content.kind_info import KindInfo, kind_info
from ...content.record import Record, data_fields, refs
from ...content.site import Site
from ...media.texts import may_be_formula
from ...reading.messages import choices_in
from ...reading.texts import Texts
from ...render.presentation import help_of, label_of
from . import schemas
from .values import Column, Rows, Value

FOLDER = "data"  #: Address of the files, below the site.
VERSION = 1  #: Of how files of data are made: raised when what reads them must change.
BETWEEN = " | "  #: Between several values in one cell.
DELIMITERS = {"sv": ";", "en": ","}  #: Between cells, as spreadsheets of each language expect.


@dataclass(frozen=True, slots=True)
class Table:
    """A kind as data."""

    kind: KindInfo
    columns: tuple[Column, ...]
    rows: int
    csv: str  #: Address of the file for spreadsheets of the site's language.
    plain: str  #: Of the same with commas, for programs.
    json: str
    schema: str  #: Of the JSON Schema that the JSON follows.


def tables(site: Site, texts: Texts) -> tuple[Table, ...]:
    """Every kind that is published as data, explained in the language of *texts*."""
    return tuple(
        Table(
            kind_info(kind),
            columns(kind, texts),
            len(site.of_kind(name)),
            f"{FOLDER}/{name}.csv",
            f"{FOLDER}/{name}-komma.csv",
            f"{FOLDER}/{name}.json",
            f"{FOLDER}/{name}-schema.json",
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
    return (*first, *(_column(kind, name, texts) for name in data_fields(kind)))


def _column(kind: type[Record], name: str, texts: Texts) -> Column:
    choices = _choices(kind, name)
    pointing = refs(kind).get(name)
    parts = [
        help_of(kind, name, texts),
        texts.plain("data.val", val=", ".join(choices)) if choices else "",
        _pointing_at(pointing.kind, texts) if pointing else "",
    ]
    return Column(name, label_of(kind, name, texts), " ".join(filter(None, parts)))


@lru_cache(maxsize=4096)  # A field of a kind is what it is until the kind's file changes, and then in another class.
def _choices(kind: type[Record], name: str) -> tuple[str, ...]:
    """The texts that the field *name* of *kind* allows, when it lists them."""
    return tuple(choices_in(kind.model_fields[name].annotation))


def _pointing_at(kind: str | None, texts: Texts) -> str:
    return texts.plain("data.pekar", slag=kind) if kind else texts.plain("data.pekar_alla")


def files(site: Site, known: Iterable[Table], texts: Texts, licence: Licence | None, rows: Rows) -> dict[str, bytes]:
    """Every file of data by its address: those of the *known* kinds, as :func:`tables` gives them."""
    found = {}
    for table in known:
        own = [rows[record.key] for record in site.of_kind(table.kind.kind)]
        cells = [[cell(value, texts) for value in one.values()] for one in own]
        found[table.csv] = as_csv(table, cells, DELIMITERS[texts.language]).encode("utf-8-sig")
        found[table.plain] = as_csv(table, cells, ",").encode()
        found[table.json] = as_json(table, own, licence)
        found[table.schema] = schemas.as_bytes(schemas.of_table(site.kinds[table.kind.kind], table.columns, texts))
    return found


def as_csv(table: Table, cells: Iterable[Iterable[str]], delimiter: str) -> str:
    """*table* with *delimiter* between *cells* and CRLF between rows (RFC 4180).

    No cell is a formula: :func:`as_json` has each text as it was written.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows(cells)
    return out.getvalue()


def as_json(table: Table, rows: Sequence[Mapping[str, Value]], licence: Licence | None) -> bytes:
    """The *rows* of *table*, its columns, and its licence, if any; a missing value is null or an empty list."""
    data = {
        "version": VERSION,
        "licens": schemas.licence(licence),
        "kolumner": [{"namn": c.name, "titel": c.title, "beskrivning": c.about} for c in table.columns],
        "poster": rows,
    }
    return schemas.as_bytes(data)


def cell(value: Any, texts: Texts) -> str:
    """A value of JSON as one cell, with yes and no in the language of *texts*.

    Before a text that would be a formula stands an apostrophe, as people write there.
    """
    text = _text(value, texts)
    return f"'{text}" if not isinstance(value, (int, float)) and may_be_formula(text) else text


def _text(value: Any, texts: Texts) -> str:
    """*value* as people read it: a group by its title or else by all that it says, and nothing of what is empty."""
    if isinstance(value, Mapping):
        return _text(value.get("titel") or [*value.values()], texts)
    if isinstance(value, (list, tuple)):
        return BETWEEN.join(filter(None, (_text(one, texts) for one in value)))
    if isinstance(value, bool):
        return texts.plain("ja" if value else "nej")
    return "" if value is None else str(value)


def functions(site: Site, texts: Texts, licence: Licence | None) -> dict[str, Any]:
    """What templates may call, under Swedish names."""
    return {"datatabeller": lambda: tables(site, texts), "datalicens": licence}
