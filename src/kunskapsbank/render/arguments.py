"""The values of a call on a frame page -> what the macro takes, by the types that its ``macro.yaml`` names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..base.texts import Phrase, one_line, phrase
from ..content.record import Record
from ..content.site import Site
from ..reading.messages import did_you_mean
from .calls import Argument, Call, Fault, Value
from .macro_info import MacroInfo, Parameter


class _Unfit(ValueError):
    """The value does not fit."""

    def __init__(self, what: Phrase, remedy: Phrase) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


class _Unread(Exception):
    """The value is a record whose file is faulty, which is told there."""


def _text(site: Site, value: Value) -> str:
    if not isinstance(value, str):
        raise _Unfit(phrase("not-a-text", value=_shown(value)), phrase("write-text"))
    return value


def _number(site: Site, value: Value) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _Unfit(phrase("not-a-number", value=_shown(value)), phrase("write-number"))
    return value


def _yes_no(site: Site, value: Value) -> bool:
    if not isinstance(value, bool):
        raise _Unfit(phrase("not-true-or-false", value=_shown(value)), phrase("write-true-or-false"))
    return value


def _list(site: Site, value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise _Unfit(phrase("not-a-list", value=_shown(value)), phrase("write-list"))
    return value


def _record(site: Site, value: Value) -> Record:
    key = _text(site, value)
    record = site.get(key)
    if key in site.unread:
        raise _Unread
    if record is None:
        raise _Unfit(
            phrase("no-such-record", key=_shown(key)),
            did_you_mean(key, site.records) or phrase("write-key"),
        )
    return record


def _records(site: Site, value: Value) -> tuple[Record, ...]:
    if isinstance(value, list):
        return tuple(_record(site, one) for one in value)
    kind = _text(site, value)
    if kind not in site.kinds:
        raise _Unfit(
            phrase("no-such-kind", kind=_shown(kind)),
            site.kinds.unknown(kind),
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
                phrase("macro-for-macros", name=call.name),
                phrase("choose-macro"),
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
                raise _Unfit(phrase("value-twice", name=parameter.namn), phrase("remove-one-value"))
            found[parameter.namn] = _value(parameter, argument.value, site)
        except _Unread:
            faults.append(Fault(argument.at, None))
            found.setdefault(parameter.namn if parameter else "", None)
        except _Unfit as unfit:
            faults.append(Fault(argument.at, phrase("fault-of", name=call.name, fault=unfit.what), unfit.remedy))
            found.setdefault(parameter.namn if parameter else "", None)
    missing = [one for one in info.parametrar if one.obligatorisk and one.namn not in found]
    faults += [
        Fault(
            call.name_at,
            phrase("fault-of", name=call.name, fault=phrase("value-missing", name=one.namn)),
            phrase("write-value", type=one.typ, about=one.beskrivning),
        )
        for one in missing
    ]
    return found, tuple(faults)


def _unknown(call: Call, argument: Argument, known: Mapping[str, Parameter]) -> _Unfit:
    if not known:
        return _Unfit(phrase("takes-nothing"), phrase("write-empty-call", name=call.name))
    takes = phrase("macro-takes", parameters=tuple(known))
    if not argument.name:
        return _Unfit(phrase("value-too-many", value=_shown(argument.value)), takes)
    return _Unfit(
        phrase("no-such-parameter", name=one_line(argument.name)), did_you_mean(argument.name, known) or takes
    )


def _value(parameter: Parameter, value: Value, site: Site) -> Any:
    if value is None and not parameter.obligatorisk:
        return None
    if parameter.typ not in TYPES:
        raise _Unfit(phrase("parameter-for-macros", name=parameter.namn, type=parameter.typ), phrase("remove-value"))
    try:
        return TYPES[parameter.typ](site, value)
    except _Unfit as unfit:
        raise _Unfit(phrase("fault-of", name=parameter.namn, fault=unfit.what), unfit.remedy) from None


def _shown(value: Value) -> Phrase | str:
    """*value* as a message quotes it."""
    if isinstance(value, list):
        return phrase("a-list")
    words = {True: "true", False: "false", None: "none"}
    return words[value] if value is None or isinstance(value, bool) else f"'{one_line(str(value))}'"
