"""What is new, changed and gone, for programs that keep a copy: ``data/andringar.json``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from ...content.addresses import address_of
from ...content.history import Change, History
from ...content.site import Site
from .schemas import DIALECT, as_bytes, closed

ADDRESS, SCHEMA = "data/andringar.json", "data/andringar-schema.json"
NEW, CHANGED, GONE = "ny", "andrad", "borttagen"
Row = dict[str, Any]


def files(site: Site, history: History) -> dict[str, bytes]:
    """The list and its schema; nothing in a site where no kind is published as data."""
    if not site.kinds.hands_out_data:
        return {}
    return {ADDRESS: as_bytes(changes(site, history)), SCHEMA: as_bytes(schema())}


def changes(site: Site, history: History) -> dict[str, Any]:
    """The last change of every record that is published as data, the newest first.

    ``senaste_utgava`` is the day that the register was last brought up to date with a change; what has that day, or is
    newer, is what has happened since the release before it. A client that remembers the day asks for what is later.
    """
    rows = sorted([*_published(site, history), *_gone(site, history)], key=lambda row: (row["slag"], row["id"]))
    rows.sort(key=lambda row: row["dag"] or "", reverse=True)
    days = [one.last for one in history.kept.values() if one.last]
    return {"version": 1, "senaste_utgava": max(days).isoformat() if days else None, "andringar": rows}


def _published(site: Site, history: History) -> Iterator[Row]:
    for key, record in site.records.items():
        if type(record).data:
            change = history.of(record)
            what = CHANGED if change.number else NEW
            yield _row(key, f"/{address_of(record)}", what, change.last, change, history.is_pending(record))


def _gone(site: Site, history: History) -> Iterator[Row]:
    for key, known in history.kept.items():
        kind = site.kinds.get(key.partition("/")[0])
        if key not in site.records and kind is not None and kind.data:
            yield _row(key, None, GONE, None if known.digest else known.last, known, bool(known.digest))


def _row(key: str, address: str | None, what: str, day: dt.date | None, change: Change, pending: bool) -> Row:
    kind, _, id_ = key.partition("/")
    return {
        "slag": kind,
        "id": id_,
        "adress": address,
        "handelse": what,
        "dag": day.isoformat() if day else None,
        "forsta_dag": change.first.isoformat() if change.first else None,
        "nummer": change.number,
        "vantar": pending,
    }


def schema() -> dict[str, Any]:
    """What :func:`changes` gives."""
    text, day = {"type": "string"}, {"type": ["string", "null"], "format": "date"}
    row = closed(
        {
            "slag": text,
            "id": text,
            "adress": {"type": ["string", "null"], "pattern": "^/"},
            "handelse": {"enum": [NEW, CHANGED, GONE]},
            "dag": day,
            "forsta_dag": day,
            "nummer": {"type": "integer", "minimum": 0},
            "vantar": {"type": "boolean"},
        }
    )
    top = closed({"version": {"const": 1}, "senaste_utgava": day, "andringar": {"type": "array", "items": row}})
    return {"$schema": DIALECT, "title": ADDRESS, **top}
