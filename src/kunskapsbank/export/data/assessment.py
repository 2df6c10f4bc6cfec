"""The self-assessment as a file that its page reads, and the form of the files that people save their answers in.

A saved file comes from anywhere, so the page judges it by :func:`file_schema` before it believes a word of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ...content.addresses import address_of
from ...content.record import Record
from ...content.roles import Assessment, AssessmentArea, Statement, StorageTable
from ...content.roles.assessment import LEVELS
from ...content.site import Site
from ...reading.fields import SLUG_PATTERN, Kalla

FORMAT = "kb-skattning"  #: What a saved file says it is.
FORMAT_VERSION = 1  #: Of the form; raise it when an older page could not read the file.
FILE = "data/skattning.json"  #: Address of what the page reads.
SCHEMA_FILE = "data/skattningsfil-schema.json"  #: Address of the schema of saved files.
STATES = ("ej-paborjad", "pagar", "klar", "avford")  #: Of an action in a plan.
UNKNOWN = "vet-inte"  #: The answer of those who do not know.


def files(site: Site) -> dict[str, bytes]:
    """The files by their addresses; none where no record takes the role."""
    found = site.taking(Assessment)[:1]
    return {address: _json(value) for one in found for address, value in _values(site, one).items()}


def _values(site: Site, assessment: Assessment) -> dict[str, Any]:
    return {FILE: tool(site, assessment), SCHEMA_FILE: file_schema()}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def tool(site: Site, assessment: Assessment) -> dict[str, Any]:
    """What the page needs to ask, to tell the result and to suggest what to do. Addresses start with a slash."""
    told = [f"/{address_of(one)}" for one in site.taking(StorageTable)[:1]]
    return {
        "version": assessment.version,
        "titel": assessment.titel,
        "skala": list(assessment.skala),
        "svarande": [_given(one.model_dump()) for one in assessment.svarande],
        "historik": [{"version": one.version, "andring": one.andring} for one in assessment.historik],
        "grupper": [{"id": one.id, "titel": one.short_title} for one in site.targets(assessment, "grupper")],
        "utgangna": [one.model_dump() for one in assessment.utgangna],
        "omraden": [_area(site, area) for area in site.taking(AssessmentArea)],
        **({"lagring": told[0]} if told else {}),
        "schema": file_schema(),
    }


def _area(site: Site, area: AssessmentArea) -> dict[str, Any]:
    return {
        "id": area.id,
        "titel": area.titel,
        "ingress": area.ingress,
        "adress": f"/{address_of(area)}",
        "om": [_link(found) for key in area.about_records() if (found := site.get(key))],
        "pastaenden": [_statement(site, one) for one in area.pastaenden],
    }


def _statement(site: Site, one: Statement) -> dict[str, Any]:
    return _given(
        {
            **one.model_dump(include={"id", "text", "svarar", "varfor", "nivaer", "sedan", "andrad", "ersatter"}),
            "lankar": [_named(found) for link in one.lankar if (found := site.get(link.till))],
            "kallor": [named for kalla in one.kallor for named in _sources(site, kalla)],
            "atgarder": [_given(action.model_dump()) for action in one.atgarder],
        }
    )


def _sources(site: Site, kalla: Kalla) -> Iterable[dict[str, str]]:
    """The names and addresses of *kalla*: of records that it names, or of its page on the web."""
    law = ", ".join(filter(None, (kalla.forfattning, kalla.lagrum)))
    if kalla.url:
        return [{"titel": kalla.namn or law or kalla.url, "adress": kalla.url}]
    return [_link(found) for name in kalla.addresses for found in site.targets(kalla, name)]


def _named(record: Record) -> dict[str, str]:
    """A link whose text says which sort of page it leads to: several may have one title."""
    return {**_link(record), "titel": f"{record.titel} ({record.singular.lower()})"}


def _link(record: Record) -> dict[str, str]:
    return {"titel": record.titel, "adress": f"/{address_of(record)}"}


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """*values* without those that are empty."""
    return {key: value for key, value in values.items() if value not in (None, (), [], "")}


def file_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a saved file, in the words that the page's own small validator knows."""
    line, text = _text(300), _text(4000)
    day = {"type": "string", "format": "date"}
    slug = {"type": "string", "pattern": SLUG_PATTERN, "maxLength": 100}
    level = {"enum": [*range(1, LEVELS + 1), UNKNOWN]}
    step = {"type": "integer", "minimum": 1, "maximum": 3}
    comment = _object({"fran": line, "text": text}, "fran", "text")
    answer = _object(
        {
            "niva": level,
            "anteckning": text,
            "antal": {
                "type": "array",
                "items": {"type": "integer", "minimum": 0, "maximum": 9999},
                "minItems": LEVELS + 1,
                "maxItems": LEVELS + 1,
            },
            "kommentarer": {"type": "array", "items": comment, "maxItems": 300},
        }
    )
    action = _object(
        {
            "id": slug,
            "pastaende": slug,
            "omrade": slug,
            "fran": {"type": "integer", "minimum": 1, "maximum": LEVELS},
            "text": text,
            "mal": text,
            "ansvarig": line,
            "partner": line,
            "start": day,
            "klart": day,
            "uppfoljning": text,
            "status": {"enum": list(STATES)},
            "effekt": step,
            "insats": step,
            "grupper": {"type": "array", "items": slug, "maxItems": 50},
        },
        "id",
        "text",
        "status",
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_object(
            {
                "format": {"const": FORMAT},
                "formatversion": {"const": FORMAT_VERSION},
                "version": {"type": "integer", "minimum": 1, "maximum": 100_000},
                "svarande": slug,
                "namn": line,
                "deltagare": {"type": "array", "items": line, "maxItems": 300},
                "svar": {
                    "type": "object",
                    "propertyNames": slug,
                    "additionalProperties": answer,
                    "maxProperties": 1000,
                },
                "plan": {"type": "array", "items": action, "maxItems": 500},
                "uppdaterad": {"type": "string", "format": "date-time"},
            },
            *("format", "formatversion", "version", "svarande", "namn", "svar", "plan", "uppdaterad"),
        ),
    }


def _text(most: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": most}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
