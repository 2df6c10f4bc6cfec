"""JSON Schema for every kind, so that editors' programs can complete and check keys."""

from __future__ import annotations

import json
from collections.abc import Mapping

from .record import Record


def schemas(kinds: Mapping[str, type[Record]]) -> dict[str, str]:
    """The text of ``schema/<kind>.json`` for every kind, by file name."""
    return {f"{name}.json": _text(kind) for name, kind in kinds.items()}


def _text(kind: type[Record]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **kind.model_json_schema()}
    schema["title"], schema["description"] = kind.singular, kind.about
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
