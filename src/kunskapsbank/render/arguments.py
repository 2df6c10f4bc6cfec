"""The values of a call on a frame page -> what the macro takes, by the types that its ``macro.yaml`` names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..content.record import Record
from ..content.site import Site
from ..reading.front_matter import one_line
from ..reading.messages import did_you_mean
from .calls import Argument, Call, Fault, Value
from .macro_info import MacroInfo, Parameter


class _Unfit(ValueError):
    """The value does not fit; the arguments are the message and the hint."""


def _text(site: Site, value: Value) -> str:
    if not isinstance(value, str):
        raise _Unfit(f"{_shown(value)} är ingen text", "Skriv texten inom citattecken.")
    return value


def _number(site: Site, value: Value) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _Unfit(f"{_shown(value)} är inget tal", "Skriv ett tal med siffror, utan citattecken.")
    return value


def _yes_no(site: Site, value: Value) -> bool:
    if not isinstance(value, bool):
        raise _Unfit(f"{_shown(value)} är varken true eller false", "Skriv true eller false, utan citattecken.")
    return value


def _list(site: Site, value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise _Unfit(f"{_shown(value)} är ingen lista", 'Skriv värdena inom hakparenteser: ["ett", "två"].')
    return value


def _record(site: Site, value: Value) -> Record:
    key = _text(site, value)
    record = site.get(key)
    if record is None:
        raise _Unfit(
            f"posten {_shown(key)} finns inte eller är inte publicerad",
            did_you_mean(key, site.records).strip() or 'Skriv "slag/id".',
        )
    return record


def _records(site: Site, value: Value) -> tuple[Record, ...]:
    if isinstance(value, list):
        return tuple(_record(site, one) for one in value)
    kind = _text(site, value)
    if kind not in site.kinds:
        raise _Unfit(
            f"slaget {_shown(kind)} finns inte",
            did_you_mean(kind, site.kinds).strip() or f"Slagen är: {', '.join(site.kinds)}.",
        )
    return site.of_kind(kind)


TYPES: Mapping[str, Callable[[Site, Value], Any]] = {
    "text": _text,
    "tal": _number,
    "ja eller nej": _yes_no,
    "lista": _list,
    "post": _record,
    "lista av poster": _records,
}
"""The types of parameters that a frame page can give. A record is given by its key, all of a kind by its name."""


def callable_from_pages(info: MacroInfo) -> bool:
    """Whether a frame page can give all that the macro must have."""
    return all(one.typ in TYPES for one in info.parametrar if one.obligatorisk)


def bind(call: Call, info: MacroInfo, site: Site) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """What the macro gets from *call*, by parameter, and everything in the call that does not fit it."""
    found: dict[str, Any] = {}
    faults = []
    if not callable_from_pages(info):
        return {}, (
            Fault(
                call.name_at,
                f"makrot '{call.name}' kan bara anropas från andra makron",
                "Välj ett makro som tar text, tal eller poster: /redaktor/makron/.",
            ),
        )
    by_name = {one.namn: one for one in info.parametrar}
    by_place = iter(info.parametrar)
    for argument in call.arguments:
        parameter = by_name.get(argument.name) if argument.name else next(by_place, None)
        try:
            if parameter is None:
                raise _unknown(call, argument, by_name)
            if parameter.namn in found:
                raise _Unfit(f"{parameter.namn} står två gånger", "Ta bort det ena värdet.")
            found[parameter.namn] = _value(parameter, argument.value, site)
        except _Unfit as unfit:
            message, hint = unfit.args
            faults.append(Fault(argument.at, f"{call.name}: {message}", hint))
            found.setdefault(parameter.namn if parameter else "", None)
    missing = [one for one in info.parametrar if one.obligatorisk and one.namn not in found]
    faults += [
        Fault(call.name_at, f"{call.name}: {one.namn} saknas", f"Skriv ett värde ({one.typ}): {one.beskrivning}")
        for one in missing
    ]
    return found, tuple(faults)


def _unknown(call: Call, argument: Argument, known: Mapping[str, Parameter]) -> _Unfit:
    if not known:
        return _Unfit("makrot tar inga värden", f"Skriv {{{{ {call.name}() }}}}.")
    takes = f"Makrot tar {', '.join(known)}."
    if not argument.name:
        return _Unfit(f"{_shown(argument.value)} är ett värde för mycket", takes)
    return _Unfit(
        f"{one_line(argument.name)} är inget som makrot tar", did_you_mean(argument.name, known).strip() or takes
    )


def _value(parameter: Parameter, value: Value, site: Site) -> Any:
    if value is None and not parameter.obligatorisk:
        return None
    if parameter.typ not in TYPES:
        raise _Unfit(f"{parameter.namn} ({parameter.typ}) kan bara ges av andra makron", "Ta bort värdet.")
    try:
        return TYPES[parameter.typ](site, value)
    except _Unfit as unfit:
        message, hint = unfit.args
        raise _Unfit(f"{parameter.namn}: {message}", hint) from None


def _shown(value: Value) -> str:
    """*value* as a message quotes it."""
    if isinstance(value, list):
        return "en lista"
    words = {True: "true", False: "false", None: "none"}
    return words[value] if value is None or isinstance(value, bool) else f"'{one_line(str(value))}'"
