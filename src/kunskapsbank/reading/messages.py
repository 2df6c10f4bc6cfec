"""The validation library's errors as problems of the catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from ..base.problems import Place, Problem, problem
from ..base.texts import Phrase, any_of, one_line, phrase
from .dates import meant_date, meant_day
from .front_matter import Group, Items, Source, Text
from .labels import help_on, label

_BY_TYPE = {  #: pydantic's error type -> key in the catalogue.
    "clock": "invalid-value/clock",
    "day": "invalid-value/day",
    "day_out_of_reach": "invalid-value/day-out-of-reach",
    "partial_date": "invalid-value/partial-date",
    "whole_number": "invalid-value/whole-number",
    "year": "invalid-value/year",
    "kronor": "invalid-value/kronor",
    "yes_no": "invalid-value/yes-no",
    "web_address": "invalid-value/web-address",
    "query_in_address": "invalid-value/query-in-address",
    "true_false": "invalid-value/true-false",
    "plain_text": "invalid-value/html",
    "premium_number": "invalid-value/premium-number",
    "time_zone": "invalid-value/time-zone",
    "folder_below": "invalid-value/folder-below",
    "no_call": "invalid-value/no-call",
    "two_calls": "invalid-value/two-calls",
    "invisible": "invalid-value/invisible",
    "no_surface": "invalid-value/no-surface",
    "path_patterns": "invalid-value/path-patterns",
    "one_line": "invalid-value/several-lines",
    "string_too_long": "invalid-value/long-text",
    "too_short": "invalid-value/short-list",
    "too_long": "invalid-value/long-list",
    "greater_than_equal": "invalid-value/too-small",
    "less_than_equal": "invalid-value/too-large",
    "dict_type": "invalid-value/not-a-group",
    "tuple_type": "invalid-value/not-a-list",
    "string_type": "invalid-value/not-a-text",
    "date_type": "invalid-value/not-one-value",
    "int_type": "invalid-value/not-one-value",
    "bool_type": "invalid-value/not-one-value",
    "literal_error": "invalid-value/choice",
}

_BY_PATTERN = {  #: The pattern of a text -> key in the catalogue.
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "invalid-value/id",
    r"^[a-z0-9-]+/[a-z0-9-]+$": "invalid-value/record",
    r"^https?://[^\s<>\"]+$": "invalid-value/web-address",
    r"^[0-9]{4}$": "invalid-value/municipality-code",
    r"^[0-9]{2}$": "invalid-value/county-code",
    r"^\d{1,2}\.\d{1,2} \d{2}\.\d{1,2}$": "invalid-value/position",
    r"^[1-4]\.[1-5]\.[0-9]{1,2}$": "invalid-value/criterion",
    r"^kb-[a-z0-9]+(-[a-z0-9]+)*$": "invalid-value/storage-key",
    r"^/([a-z0-9-]+/)+$": "invalid-value/old-address",
    r"^/([a-z0-9-]+/)*(#[a-z0-9-]+)?$": "invalid-value/site-address",
    r"^assets/[a-z0-9/-]+\.(svg|png)$": "invalid-value/picture-file",
    r"^(https?://[^\s<>\"]+|mailto:[^\s<>\"@]+@[^\s<>\"@]+|tel:\+?[0-9-]+)$": "invalid-value/contact",
    r"^(https?://[^\s<>\"]+|/([a-z0-9-]+/)*(#[a-z0-9-]+)?)$": "invalid-value/address",
    r"^(https?://\S+|/([^/\\\s]\S*)?)$": "invalid-value/destination",
}


def problems_of(error: ValidationError, source: Source, model: type[BaseModel]) -> Iterator[Problem]:
    """Each error of *error* as a problem at the value, or at the key for an unknown key."""
    items = error.errors()
    misspelt = {_meant_key(item["loc"], model) for item in items if item["type"] == "extra_forbidden"}
    for item in items:
        follows = item["type"] == "missing" and item["loc"] in misspelt
        if not follows and not _follows_from_items(item):
            yield _problem(item, source, model)


def _meant_key(loc: tuple[str | int, ...], model: type[BaseModel]) -> tuple[str | int, ...]:
    """Where the key that nobody knows at *loc* would stand, were it written as the one it looks most like."""
    return (*loc[:-1], nearest(str(loc[-1]), model_at(model, loc[:-1]).model_fields))


def _follows_from_items(item: Any) -> bool:
    """Whether a list is called too short only because pydantic does not count its faulty values."""
    return (
        item["type"] == "too_short"
        and len(item["input"]) >= item["ctx"]["min_length"]
        and not isinstance(item["input"], str)
    )


def _problem(item: Any, source: Source, model: type[BaseModel]) -> Problem:
    loc, kind = tuple(item["loc"]), item["type"]
    if kind == "extra_forbidden":
        return _unknown_key(loc, source, model)
    if kind == "missing":
        about = _about(model_at(model, loc[:-1]), str(loc[-1]))
        return problem(source.place(loc[:-1]), "missing-key", key=_name(loc), last=loc[-1], about=about)
    key, values = _words(item, model)
    return problem(source.place(loc), key, key=_name(loc), **values)


def _words(item: Any, model: type[BaseModel]) -> tuple[str, dict[str, Any]]:
    """What is wrong with a value that stands where it should: a key of the catalogue, and values for its places."""
    loc, kind, given = tuple(item["loc"]), item["type"], item["input"]
    context = {**item.get("ctx", {}), "value": _quoted(given)}
    if isinstance(given, str):
        if not given.strip():
            return _empty(loc, model)
        context["length"] = len(given.strip())
        kind = "string_too_long" if kind == "too_long" else kind
    elif kind == "literal_error":
        return "invalid-value/not-one-value", context
    if kind in ("model_type", "model_attributes_type"):
        return _instead_of_a_group(loc, given, model_at(model, loc))
    if kind == "own":
        return "invalid-value/own", context
    meant = _MEANT[kind](given) if kind in _MEANT and isinstance(given, str) else ""
    if meant:
        return "invalid-value/meant-date", {"value": context["value"], "meant": meant}
    if kind == "invisible":
        return "invalid-value/invisible", {"signs": " ".join(_numbers(given))}
    if kind == "literal_error":
        words = list(_choices(model, loc))
        close = nearest(given, words)
        values = {"value": context["value"], "choices": any_of([f"'{word}'" for word in words]), "close": close}
        return "invalid-value/near-choice" if close else "invalid-value/choice", values
    table = _BY_PATTERN if kind == "string_pattern_mismatch" else _BY_TYPE
    return table.get(context.pop("pattern", kind), "invalid-value"), context


_MEANT: dict[str, Callable[[str], str]] = {"day": meant_day, "partial_date": meant_date}


def _numbers(signs: str) -> Iterator[str]:
    yield from dict.fromkeys(f"U+{ord(sign):04X}" for sign in signs if sign != " ")


def _instead_of_a_group(loc: Sequence[str | int], given: Any, group: type[BaseModel]) -> tuple[str, dict[str, Any]]:
    """What to write where the keys of *group* belong: which they are, and an example with what was *given*."""
    keys = list(group.model_fields)
    key = _key_for(given, group) if isinstance(given, str) else ""
    value = given if _PLAIN.fullmatch(str(given)) else json.dumps(one_line(str(given)), ensure_ascii=False)
    before = "-" if isinstance(loc[-1], int) else f"{loc[-1]}:"
    return "invalid-value/instead-of-a-group", {
        "value": _quoted(given) if isinstance(given, str) else phrase("a-list"),
        "keys": phrase("keys-are", first=tuple(keys[:-1]), last=keys[-1])
        if len(keys) > 1
        else phrase("key-is", key=keys[0]),
        "example": f"{before} {{{key or keys[0]}: {value if key else '…'}}}",
    }


_PLAIN = re.compile(r"[A-Za-zÅÄÖåäöé0-9][A-Za-zÅÄÖåäöé0-9 ./-]*(?<! )")  #: What YAML reads as it is written.


def _key_for(given: str, group: type[BaseModel]) -> str:
    """The first of the keys of *group* that may have the value *given*, a required one before the others."""
    for key in sorted(group.model_fields, key=lambda name: not group.model_fields[name].is_required()):
        try:
            group.model_validate({key: given})
        except ValidationError as error:
            if any(item["loc"][:1] == (key,) for item in error.errors()):
                continue
        return key
    return ""


def _about(model: type[BaseModel], name: str) -> Phrase:
    """What is asked for under the key *name*."""
    return help_on(model, name) or label(model, name)


def _empty(loc: tuple[str | int, ...], model: type[BaseModel]) -> tuple[str, dict[str, Any]]:
    if isinstance(loc[-1], int):
        return "invalid-value/empty-item", {}
    group = model_at(model, loc[:-1])
    if group.model_fields[loc[-1]].is_required():
        return "invalid-value/empty-required", {"about": _about(group, loc[-1])}
    return "invalid-value/empty", {}


def _unknown_key(loc: tuple[str | int, ...], source: Source, model: type[BaseModel]) -> Problem:
    known = [*model_at(model, loc[:-1]).model_fields]
    place = _key_place(source, loc)
    return problem(place, "unknown-key", key=_name(loc), keys=known, remedy=did_you_mean(str(loc[-1]), known))


def _key_place(source: Source, loc: Sequence[str | int]) -> Place:
    node: Text | Items | Group = source.front
    for step in loc[:-1]:
        if isinstance(node, Group):
            node = node.values[str(step)]
        elif isinstance(node, Items):
            node = node.values[int(step)]
    key = node.keys.get(str(loc[-1])) if isinstance(node, Group) else None
    return Place(source.path, key.line, key.column) if key else source.place(tuple(loc))


def model_at(model: type[BaseModel], loc: Sequence[str | int]) -> type[BaseModel]:
    """The group of keys that *loc* leads to inside *model*."""
    for step in loc:
        if isinstance(step, str):
            model = next(groups_in(model.model_fields[step].annotation))
    return model


def groups_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The groups of keys that a field's annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from groups_in(inner)


def parts_of(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """*model* and every group of keys inside it, as often as it is named."""
    yield model
    for info in model.model_fields.values():
        for group in groups_in(info.annotation):
            yield from parts_of(group)


def _choices(model: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    name = next(step for step in reversed(loc) if isinstance(step, str))
    at = max(i for i, step in enumerate(loc) if step == name)
    return list(choices_in(model_at(model, loc[:at]).model_fields[name].annotation))


def choices_in(annotation: Any) -> Iterator[str]:
    """The texts that a field's annotation allows, when it lists them."""
    for inner in get_args(annotation):
        if isinstance(inner, str):
            yield inner
        else:
            yield from choices_in(inner)


def _name(loc: Sequence[str | int]) -> str:
    """``kallor → 2 → ar``: list places count from 1, as editors do."""
    return " → ".join(str(step + 1) if isinstance(step, int) else one_line(step) for step in loc)


def _quoted(value: Any) -> str | Phrase:
    return f"'{one_line(value)}'" if isinstance(value, str) else phrase("list-or-group")


def nearest(found: str, known: Iterable[str]) -> str:
    """The one of *known* that looks most like *found*, or nothing."""
    return next(iter(get_close_matches(found.lower(), list(known), n=1, cutoff=0.6)), "")


def did_you_mean(found: str, known: Iterable[str]) -> Phrase | None:
    """``Menade du 'x'?`` for the nearest of *known*; or nothing."""
    close = nearest(found, known)
    return phrase("did-you-mean", close=close) if close else None
