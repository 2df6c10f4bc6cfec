"""``kb new``: a file to start from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ..reading.messages import groups_in
from .record import Record

OFF = "# "  #: Before a key that may be left out: one sign to remove.


def skeleton(kind: type[Record]) -> str:
    """A record of *kind* with its required keys to fill in, and the optional ones as comments.

    Below a key that holds a group, or a list of groups, stand the group's keys, as they are to be indented.
    """
    fields = kind.model_fields.items()
    lines = [
        "---",
        *(line for name, info in fields if info.is_required() for line in _key(name, info)),
        "# Valfria nycklar: ta bort # framför dem du behöver.",
        *(line for name, info in fields if not info.is_required() for line in _switched_off(*_key(name, info))),
        "---",
        "",
        "Skriv brödtexten här. Rubriker börjar med ##.",
        "",
    ]
    return "\n".join(lines)


def _key(name: str, info: FieldInfo) -> Iterator[str]:
    """The line of the key *name*, with [] where a list of values goes, and those of the keys inside it as comments."""
    group = next(groups_in(info.annotation), None)
    empty = " []" if group is None and _is_list(info.annotation) else ""
    yield f"{name}:{empty}  # {_about(info)}"
    if group is not None:
        yield from (f"{OFF}{line}" for line in _inside(group, _is_list(info.annotation)))


def _switched_off(key: str, *inner: str) -> Iterator[str]:
    yield f"{OFF}{key}"
    yield from inner


def _inside(group: type[BaseModel], listed: bool) -> Iterator[str]:
    """The keys of *group*, indented as they stand below its own; *listed*: the first of them after a hyphen."""
    for number, (name, info) in enumerate(group.model_fields.items()):
        before = "  - " if listed and not number else "    " if listed else "  "
        key, *inner = _key(name, info)
        yield before + key
        yield from (f"{'    ' if listed else '  '}{line.removeprefix(OFF)}" for line in inner)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(map(_is_list, get_args(annotation)))


def _about(info: FieldInfo) -> str:
    return " ".join(filter(None, (f"{info.title}.", info.description)))
