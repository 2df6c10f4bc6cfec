"""A read-only API of files, ``api/v1/``: a list of each kind and a file of each record, described with OpenAPI 3.1.

Whole kinds are the files of :mod:`.tables`; nothing is said twice. What is in ``v1`` keeps its keys: a change that
clients must know of is a ``v2`` beside it.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ...base.settings import Settings, Website
from ...content.addresses import address_of
from ...content.history import History
from ...content.record import Record
from ...content.site import Site
from ...reading.texts import Texts
from . import changes, schemas
from .schemas import as_bytes, closed
from .tables import Table
from .values import Rows

FOLDER = "api/v1"
ENTRY, DESCRIPTION = f"{FOLDER}/index.json", f"{FOLDER}/openapi.json"
_MISSING = "saknas"  #: What answers a request for what is not there, or is there no longer.
_TEXT: schemas.Schema = {"type": "string"}
_PATH: schemas.Schema = {"type": "string", "pattern": "^/"}
_DAY: schemas.Schema = {"type": ["string", "null"], "format": "date"}


def files(
    site: Site,
    known: tuple[Table, ...],
    history: History,
    settings: Settings,
    website: Website,
    texts: Texts,
    rows: Rows,
) -> dict[str, bytes]:
    """Every file by its address; none in a site where no kind is published as data. *known*: the kinds that are."""
    if not known:
        return {}
    found: dict[str, Any] = {ENTRY: _entry(known, settings, website)}
    for table in known:
        records = site.of_kind(table.kind.kind)
        found[_list_address(table)] = _list(table, records, history)
        found |= {record_address(record): rows[record.key] for record in records}
    found[DESCRIPTION] = describe(site, known, settings, website, texts)
    return {address: as_bytes(value) for address, value in found.items()}


def record_address(record: Record) -> str:
    """Where the API has *record*."""
    return f"{FOLDER}/{record.kind}/{record.id}.json"


def _list_address(table: Table) -> str:
    return f"{FOLDER}/{table.kind.kind}.json"


def _entry(known: tuple[Table, ...], settings: Settings, website: Website) -> dict[str, Any]:
    return {
        "version": 1,
        "namn": website.name,
        "licens": schemas.licence(settings.licence),
        "beskrivning": f"/{DESCRIPTION}",
        "andringar": f"/{changes.ADDRESS}",
        "slag": [
            {
                "slag": one.kind.kind,
                "namn": one.kind.plural,
                "antal": one.rows,
                "lista": f"/{_list_address(one)}",
                "allt": f"/{one.json}",
                "schema": f"/{one.schema}",
            }
            for one in known
        ],
    }


def _list(table: Table, records: tuple[Record, ...], history: History) -> dict[str, Any]:
    return {
        "version": 1,
        "slag": table.kind.kind,
        "poster": [
            {
                "id": record.id,
                "titel": record.titel,
                "adress": f"/{address_of(record)}",
                "andrad": change.last.isoformat() if change.last else None,
                "nummer": change.number,
                "post": f"/{record_address(record)}",
            }
            for record, change in ((one, history.of(one)) for one in records)
        ],
    }


def describe(
    site: Site, known: tuple[Table, ...], settings: Settings, website: Website, texts: Texts
) -> dict[str, Any]:
    """The API in the words of OpenAPI 3.1. Every answer has a schema of its own name."""
    paths, named = {}, _common()
    for table in known:
        kind = site.kinds[table.kind.kind]
        post, parts = schemas.of_record(kind, table.columns, texts)
        post, parts = _renamed((post, parts), kind.kind)
        named |= {f"{kind.kind}.{name}": part for name, part in parts.items()}
        named[kind.kind] = post
        ids = [one.id for one in site.of_kind(kind.kind)]
        paths[f"/{_list_address(table)}"] = _path(kind.plural, f"lista-{kind.kind}", "lista")
        paths[f"/{FOLDER}/{kind.kind}/{{id}}.json"] = {
            **_path(kind.singular, f"post-{kind.kind}", kind.kind),
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": _TEXT, "example": ids[0] if ids else "id"}
            ],
        }
    paths[f"/{ENTRY}"] = _path(texts.plain("data.api_ingang"), "ingang", "ingang")
    paths[f"/{changes.ADDRESS}"] = _path(texts.plain("data.api_andringar"), "andringar", "andringar")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": website.name or "API",
            "version": "1.0.0",
            "description": texts.plain("data.api_om"),
            **({"license": asdict(settings.licence)} if settings.licence else {}),
        },
        "servers": [{"url": website.url.rstrip("/") or "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "responses": {_MISSING: {"description": texts.plain("data.api_saknas"), "content": {"text/html": {}}}},
            "schemas": dict(sorted(named.items())),
        },
    }


def _path(summary: str, name: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "responses": {
                "200": {"description": summary, "content": content},
                "404": {"$ref": f"#/components/responses/{_MISSING}"},
            },
        }
    }


def _common() -> dict[str, Any]:
    kind: dict[str, schemas.Schema] = {
        "slag": _TEXT,
        "namn": _TEXT,
        "antal": {"type": "integer"},
        "lista": _PATH,
        "allt": _PATH,
        "schema": _PATH,
    }
    item: dict[str, schemas.Schema] = {
        "id": _TEXT,
        "titel": _TEXT,
        "adress": _PATH,
        "andrad": _DAY,
        "nummer": {"type": "integer", "minimum": 0},
        "post": _PATH,
    }
    listed: dict[str, schemas.Schema] = {
        "version": {"const": 1},
        "slag": _TEXT,
        "poster": {"type": "array", "items": closed(item)},
    }
    entry: dict[str, schemas.Schema] = {
        "version": {"const": 1},
        "namn": _TEXT,
        "licens": schemas.LICENCE,
        "beskrivning": _PATH,
        "andringar": _PATH,
        "slag": {"type": "array", "items": closed(kind)},
    }
    changed = {key: value for key, value in changes.schema().items() if key != "$schema"}
    return {"ingang": closed(entry), "lista": closed(listed), "andringar": changed}


def _renamed(value: Any, kind: str) -> Any:
    """*value*, of JSON, with references to parts of *kind* as they are called among those of all kinds."""
    return json.loads(json.dumps(value).replace('"$ref": "#/$defs/', f'"$ref": "#/components/schemas/{kind}.'))
