"""``kb new``: a file to start from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from ..base.texts import spoken
from ..reading.labels import help_on, label
from ..reading.messages import groups_in
from .record import Record, refs

OFF = "# "  #: Before a key that may be left out: one sign to remove.


def skeleton(kind: type[Record], language: str) -> str:
    """A record of *kind* with its required keys to fill in, and the others as comments, told in *language*.

    Of those, the ones that a rule asks for stand first.

    Below a key that holds a group, or a list of groups, stand the group's keys, as they are to be indented.
    """
    said = spoken(language)
    required = [name for name, info in kind.model_fields.items() if info.is_required()]
    asked_for = [name for name in ("kallor", "synonymer") if kind.sourced or name == "synonymer"]
    optional = [name for name in kind.model_fields if name not in (*required, *asked_for)]
    lines = [
        "---",
        *(line for name in required for line in _key(kind, name, language)),
        f"{OFF}{said('scaffold.asked-for')}",
        *(line for name in asked_for for line in _switched_off(*_key(kind, name, language))),
        f"{OFF}{said('scaffold.optional')}",
        *(line for name in optional for line in _switched_off(*_key(kind, name, language))),
        "---",
        "",
        said("scaffold.body"),
        "",
    ]
    return "\n".join(lines)


def _key(model: type[BaseModel], name: str, language: str) -> Iterator[str]:
    """The line of the key *name*, with [] where a list of values goes, and those of the keys inside it as comments."""
    annotation = model.model_fields[name].annotation
    group = next(groups_in(annotation), None)
    empty = " []" if group is None and _is_list(annotation) else ""
    yield f"{name}:{empty}  # {_about(model, name, language)}"
    if group is not None:
        yield from (f"{OFF}{line}" for line in _inside(group, _is_list(annotation), language))


def _switched_off(key: str, *inner: str) -> Iterator[str]:
    yield f"{OFF}{key}"
    yield from inner


def _inside(group: type[BaseModel], listed: bool, language: str) -> Iterator[str]:
    """The keys of *group*, indented as they stand below its own; *listed*: the first of them after a hyphen."""
    for number, name in enumerate(group.model_fields):
        before = "  - " if listed and not number else "    " if listed else "  "
        key, *inner = _key(group, name, language)
        yield before + key
        yield from (f"{'    ' if listed else '  '}{line.removeprefix(OFF)}" for line in inner)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(map(_is_list, get_args(annotation)))


def _about(model: type[BaseModel], name: str, language: str) -> str:
    """Label and line of help of the key *name*, and what it points at, each as a sentence."""
    told = [one.said(language) for one in (label(model, name), help_on(model, name)) if one]
    ref = refs(model).get(name)
    if ref is not None and ref.kind:
        told.append(spoken(language)("scaffold.points-at", kind=ref.kind))
    return " ".join(f"{one}." for one in told)
