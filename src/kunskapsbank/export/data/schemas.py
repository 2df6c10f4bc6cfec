"""JSON Schema of what is published: that of the fields in content, with references as they are handed out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from ...base.settings import Licence
from ...content.record import Record, data_fields, refs
from ...reading.fields import Ref
from ...reading.messages import parts_of
from ...reading.texts import Texts
from ...render.presentation import help_of, label_of
from .values import Column

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
LICENCE: Schema = {
    "type": ["object", "null"],
    "properties": {"namn": _TEXT, "adress": {"type": "string", "format": "uri"}},
    "required": ["namn", "adress"],
    "additionalProperties": False,
}


def licence(given: Licence | None) -> dict[str, str] | None:
    """What others may do with the data, as :data:`LICENCE` says; None when nothing is said of it."""
    return {"namn": given.name, "adress": given.url} if given else None


def as_bytes(value: Any) -> bytes:
    """*value* as a file of JSON."""
    return to_json(value, indent=1) + b"\n"


def closed(properties: Mapping[str, Schema]) -> Schema:
    """A group that has *properties*, all of them and no others."""
    named = dict(properties)
    return {"type": "object", "properties": named, "required": [*named], "additionalProperties": False}


def of_table(kind: type[Record], columns: Iterable[Column], texts: Texts) -> Schema:
    """What ``data/<kind>.json`` follows; ``$defs/post`` is one record, as the API gives it alone."""
    post, parts = of_record(kind, columns, texts)
    column = closed({"namn": _TEXT, "titel": _TEXT, "beskrivning": _TEXT})
    top = closed(
        {
            "version": {"const": 1},
            "licens": LICENCE,
            "kolumner": {"type": "array", "items": column},
            "poster": {"type": "array", "items": {"$ref": "#/$defs/post"}},
        }
    )
    about = {"$schema": DIALECT, "title": kind.plural, "description": kind.about}
    return {**about, **top, "$defs": {"post": post, **parts}}


def of_record(kind: type[Record], columns: Iterable[Column], texts: Texts) -> tuple[Schema, Schema]:
    """The schema of one record of *kind*, and those of the groups that it is made of, by name.

    Explained in the language of *texts*, as the columns are.
    """
    whole = _as_written(kind)
    parts: Schema = dict(whole.get("$defs", {}))
    for part in _groups(kind):
        if part.__name__ in parts:
            fields = _with_references(part, parts[part.__name__]["properties"])
            parts[part.__name__] = closed({name: _explained(one, part, name, texts) for name, one in fields.items()})
    fields = _with_references(kind, {name: whole["properties"][name] for name in data_fields(kind)})
    post = closed({"id": _TEXT, "adress": {"type": "string", "pattern": "^/"}, **fields})
    for column in columns:
        post["properties"][column.name] = {
            **post["properties"][column.name],
            "title": column.title,
            "description": column.about,
        }
    return post, parts


@lru_cache(maxsize=256)  # Most of what data cost in a small build; kinds are the same classes until their files change.
def _as_written(kind: type[Record]) -> Schema:
    """The schema of *kind* as its fields are written; the same one each time, so nobody changes it."""
    return kind.model_json_schema(mode="serialization")


@lru_cache(maxsize=256)
def _groups(kind: type[Record]) -> frozenset[type[BaseModel]]:
    """The groups of keys that *kind* is made of."""
    return frozenset(parts_of(kind)) - {kind}


def _explained(schema: Schema, model: type[BaseModel], name: str, texts: Texts) -> Schema:
    """*schema* of the field *name* with its label and help, where it has them, in the language of *texts*."""
    said = {"title": label_of(model, name, texts), "description": help_of(model, name, texts)}
    return {key: said.get(key, value) for key, value in schema.items()}


def _with_references(model: type[BaseModel], properties: Mapping[str, Schema]) -> dict[str, Schema]:
    """*properties* of *model* as they are handed out: references as groups, and no default values."""
    marked = refs(model)
    return {
        name: _reference(marked[name], "array" in json.dumps(one))
        if name in marked
        else {key: value for key, value in one.items() if key != "default"}
        for name, one in properties.items()
    }


def _reference(ref: Ref, several: bool) -> Schema:
    target = closed({**({} if ref.kind else {"slag": _TEXT}), "id": _TEXT, "titel": _TEXT})
    return {"type": "array", "items": target} if several else {"anyOf": [target, {"type": "null"}]}
