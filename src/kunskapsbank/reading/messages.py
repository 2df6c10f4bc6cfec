"""The validation library's errors in the editors' words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from ..base.problems import Place, Problem
from .front_matter import Group, Items, Source, Text, one_line

_ONE_VALUE = (
    "här ska stå ett enda värde, inte en lista eller grupp",
    "Skriv värdet på samma rad som nyckeln, utan bindestreck och hakparentes.",
)

_WEB_ADDRESS = ("{value} är ingen webbadress", "Skriv hela adressen, med https:// först.")

_BY_TYPE: dict[str, tuple[str, str]] = {
    # pydantic's error type -> (message after the field name, hint); {…} are filled from the error's context
    "day": ("{value} är inget datum som finns", "Skriv ett datum som finns, till exempel 2026-11-21."),
    "day_out_of_reach": ("{value} ligger utanför åren 1980–2107", "Kontrollera årtalet."),
    "partial_date": ("{value} är inget datum som finns", "Skriv dag, månad eller år: 2024-04-16, 2019-02 eller 2018."),
    "whole_number": ("{value} är inget heltal", "Skriv ett heltal med siffror, till exempel 140."),
    "year": ("{value} är inget årtal", "Skriv ett årtal med fyra siffror, till exempel 2024."),
    "kronor": (
        "{value} är inget belopp i hela kronor",
        "Skriv hela kronor med bara siffror, utan mellanslag och enhet, till exempel 1396000.",
    ),
    "yes_no": ("{value} duger inte", "Skriv ja eller nej."),
    "web_address": _WEB_ADDRESS,
    "true_false": ("{value} duger inte", "Skriv true eller false."),
    "plain_text": ("{value} innehåller < eller >", "Skriv ren text, utan HTML."),
    "time_zone": ("{value} är ingen tidszon", "Skriv till exempel Europe/Stockholm."),
    "folder_below": ("{value} är ingen mapp i projektet", "Skriv mappens namn, till exempel kinds."),
    "one_line": ("texten går över flera rader", "Skriv på en rad, eller flytta texten till brödtexten."),
    "string_too_long": ("{length} tecken, högst {max_length} får plats", "Korta texten."),
    "too_short": ("listan har {actual_length} av minst {min_length} värden", "Lägg till det som saknas."),
    "too_long": ("listan har {actual_length} värden, högst {max_length} får plats", "Ta bort det som är för mycket."),
    "greater_than_equal": ("{value} är för litet", "Minsta tillåtna värde är {ge}."),
    "less_than_equal": ("{value} är för stort", "Största tillåtna värde är {le}."),
    "dict_type": ("här ska stå en grupp av nycklar", "Skriv nycklarna indragna på egna rader."),
    "tuple_type": ("här ska stå en lista", "Skriv varje värde på en egen rad med bindestreck: - värde."),
    "model_type": ("här ska stå en grupp av nycklar", "Skriv nycklarna indragna på egna rader."),
    "model_attributes_type": ("här ska stå en grupp av nycklar", "Skriv nycklarna indragna på egna rader."),
    "string_type": (
        "här ska stå en text, inte en lista eller grupp",
        "Skriv en text; sätt citattecken runt den om den innehåller kolon, # eller hakparentes.",
    ),
    "date_type": _ONE_VALUE,
    "int_type": _ONE_VALUE,
    "bool_type": _ONE_VALUE,
    "literal_error": ("{value} duger inte", "Välj ett av: {choices}."),
}

_BY_PATTERN: dict[str, tuple[str, str]] = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": (
        "{value} är inget id",
        "Skriv postens filnamn utan .md: små bokstäver a–z, siffror och bindestreck.",
    ),
    r"^[a-z0-9-]+/[a-z0-9-]+$": (
        "{value} är ingen post",
        "Skriv slag/id: postens mapp, ett snedstreck och filnamnet utan .md.",
    ),
    r"^https?://[^\s<>\"]+$": _WEB_ADDRESS,
    r"^[0-9]{4}$": ("{value} är ingen kommunkod", "Skriv fyra siffror, till exempel 0305."),
    r"^[0-9]{2}$": ("{value} är ingen länskod", "Skriv två siffror, till exempel 03."),
    r"^\d{1,2}\.\d{1,2} \d{2}\.\d{1,2}$": (
        "{value} är inget läge",
        "Skriv öst och nord i grader med decimalpunkt, till exempel 15.21 59.27.",
    ),
    r"^[1-4]\.[1-5]\.[0-9]{1,2}$": (
        "{value} är inget kriterium i WCAG",
        "Skriv kriteriets nummer, till exempel 1.4.10.",
    ),
    r"^kb-[a-z0-9]+(-[a-z0-9]+)*$": (
        "{value} kan inte vara nyckel",
        "Skriv kb- och sedan små bokstäver a–z, siffror och bindestreck.",
    ),
    r"^/([a-z0-9-]+/)+$": (
        "{value} är ingen gammal adress på webbplatsen",
        "Skriv adressen med / först och sist, till exempel /mapp/gammalt-id/.",
    ),
    r"^/([a-z0-9-]+/)*(#[a-z0-9-]+)?$": (
        "{value} är ingen adress på webbplatsen",
        "Skriv adressen med / först och sist, till exempel /mapp/nytt-id/.",
    ),
    r"^assets/[a-z0-9/-]+\.(svg|png)$": (
        "{value} är ingen bildfil i docs/assets/",
        "Skriv filens plats under docs/, till exempel assets/logotyper/uppsala.svg.",
    ),
    r"^(https?://[^\s<>\"]+|mailto:[^\s<>\"@]+@[^\s<>\"@]+|tel:\+?[0-9-]+)$": (
        "{value} går inte att nå någon på",
        "Skriv mailto: och en e-postadress, tel: och ett nummer, eller en webbadress med https:// först.",
    ),
    r"^(https?://[^\s<>\"]+|/([a-z0-9-]+/)*(#[a-z0-9-]+)?)$": (
        "{value} är ingen adress",
        "Skriv en adress på webbplatsen med / först och sist, eller en webbadress med https:// först.",
    ),
    r"^(https?://\S+|/\S*)$": (
        "{value} är ingen adress",
        "Skriv en webbadress med https:// först, eller en sökväg som börjar med /.",
    ),
}


def problems_of(error: ValidationError, source: Source, model: type[BaseModel]) -> Iterator[Problem]:
    """Each error of *error* as a problem at the value, or at the key for an unknown key."""
    for item in error.errors():
        if not _follows_from_items(item):
            yield _problem(item, source, model)


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
        group = model_at(model, loc[:-1])
        info = group.model_fields[str(loc[-1])]
        hint = f"Lägg till {loc[-1]}: {(info.description or info.title or '').rstrip('.')}."
        return Problem(source.place(loc[:-1]), "missing-key", f"{_name(loc)}: nyckeln saknas", hint)
    message, hint = _words(item, model)
    return Problem(source.place(loc), "invalid-value", f"{_name(loc)}: {message}", hint)


def _words(item: Any, model: type[BaseModel]) -> tuple[str, str]:
    """What is wrong with a value that stands where it should, and what to write instead."""
    loc, kind, given = tuple(item["loc"]), item["type"], item["input"]
    context = {**item.get("ctx", {}), "value": _quoted(given)}
    if isinstance(given, str):
        if not given.strip():
            return "värdet är tomt", _hint_for_empty(loc, model)
        context["length"] = len(given.strip())
        kind = "string_too_long" if kind == "too_long" else kind
    elif kind == "literal_error":
        return _ONE_VALUE
    if kind == "own":
        return f"{_quoted(given)} {context['said']}", context["hint"]
    suggestion = ""
    if kind == "literal_error":
        words = _choices(model, loc)
        context["choices"], suggestion = _listed(words), did_you_mean(given, words)
    table = _BY_PATTERN if kind == "string_pattern_mismatch" else _BY_TYPE
    message, hint = table.get(context.get("pattern", kind), _ANYTHING)
    return message.format(**context), hint.format(**context) + suggestion


_ANYTHING = ("{value} duger inte", "Läs om nyckeln i handboken: /redaktor/slag/.")


def _hint_for_empty(loc: tuple[str | int, ...], model: type[BaseModel]) -> str:
    if isinstance(loc[-1], int):
        return "Skriv ett värde eller ta bort raden."
    info = model_at(model, loc[:-1]).model_fields[loc[-1]]
    if info.is_required():
        return f"Skriv ett värde: {(info.description or info.title or '').rstrip('.')}."
    return "Skriv ett värde eller ta bort nyckeln."


def _unknown_key(loc: tuple[str | int, ...], source: Source, model: type[BaseModel]) -> Problem:
    known = [*model_at(model, loc[:-1]).model_fields]
    close = did_you_mean(str(loc[-1]), known)
    return Problem(
        _key_place(source, loc),
        "unknown-key",
        f"{_name(loc)}: nyckeln finns inte",
        close.strip() or f"Nycklarna som finns: {', '.join(known)}.",
    )


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


def _quoted(value: Any) -> str:
    if not isinstance(value, str):
        return "en lista eller grupp"
    return f"'{one_line(value)}'"


def _listed(words: Sequence[str]) -> str:
    quoted = [f"'{w}'" for w in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} eller {quoted[-1]}"


def nearest(found: str, known: Iterable[str]) -> str:
    """The one of *known* that looks most like *found*, or nothing."""
    return next(iter(get_close_matches(found.lower(), list(known), n=1, cutoff=0.6)), "")


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """`` Menade du 'x'?``, to put after a sentence, for the nearest of *known*; or nothing."""
    close = nearest(found, known)
    return f" Menade du '{close}'?" if close else ""
