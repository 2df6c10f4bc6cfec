"""What the editors' handbook is made of: kinds with their keys, rules, macros with examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ..checks import rules
from ..content.addresses import list_address
from ..content.record import Record, refs
from ..content.site import Site
from ..reading.messages import choices_in, groups_in
from .examples import MacroInfo, example_html, read_info
from .macros import macro_names

_ID = re.compile(r'\b(id|for|aria-labelledby|aria-describedby|aria-controls|popovertarget)="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Key:
    """A key that editors can write."""

    name: str  #: With the groups it stands in: ``program.inslag.amne``.
    title: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class KindEntry:
    """A kind in the handbook."""

    kind: type[Record]
    folder: str
    address: str
    own: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """A rule in the handbook."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class MacroEntry:
    """A macro in the handbook."""

    name: str
    info: MacroInfo
    examples: tuple[tuple[str, str, Markup], ...]  #: (name, call, HTML).


def shared_keys() -> tuple[Key, ...]:
    """The keys that every kind has."""
    return tuple(_keys(Record))


def kind_entries(site: Site) -> tuple[KindEntry, ...]:
    """Every kind with the keys that are its own."""
    shared = set(Record.model_fields)
    return tuple(
        KindEntry(
            kind,
            f"content/{name}/",
            f"/{list_address(kind)}",
            tuple(key for key in _keys(kind) if key.name.split(".")[0] not in shared),
        )
        for name, kind in site.kinds.items()
    )


def _keys(model: type[BaseModel], prefix: str = "") -> Iterator[Key]:
    for name, info in model.model_fields.items():
        yield Key(f"{prefix}{name}", info.title or name, info.is_required(), _about(model, name, info))
        for group in groups_in(info.annotation):
            if name != "kallor" or model is Record:
                yield from _keys(group, f"{prefix}{name}.")


def _about(model: type[BaseModel], name: str, info: FieldInfo) -> str:
    """The field's own line, and what follows from its type: choices and what it points at."""
    parts = [info.description or ""]
    choices = list(choices_in(info.annotation))
    if choices:
        parts.append(f"Ett av: {', '.join(choices)}.")
    ref = refs(model).get(name)
    if ref is not None and ref.kind:
        parts.append(f"Pekar på {ref.kind}.")
    return " ".join(filter(None, parts))


def rule_entries() -> tuple[RuleEntry, ...]:
    """Every rule by its code, with its docstring."""
    return tuple(RuleEntry(r.__name__.replace("_", "-"), (r.__doc__ or "").strip()) for r in rules())


def macro_entries(root: Path, site: Site) -> tuple[MacroEntry, ...]:
    """Every macro with its examples drawn.

    Raises:
        ValueError: If a ``macro.yaml`` is faulty.
    """
    return tuple(_macro_entry(root, name, site) for name in macro_names(root))


def _macro_entry(root: Path, name: str, site: Site) -> MacroEntry:
    info = read_info(root, name)
    drawn = [
        (one.namn, one.anrop.strip(), _own_ids(example_html(root, one, site), f"{name}-{number}"))
        for number, one in enumerate(info.exempel)
        if not one.dold and one.kinds <= set(site.kinds)
    ]
    return MacroEntry(name, info, tuple(drawn))


def _own_ids(html: str, prefix: str) -> Markup:
    """Anchors that are unique on the handbook's page, where many examples stand together."""
    return Markup(_ID.sub(lambda m: f'{m[1]}="exempel-{prefix}-{m[2]}"', html))


def functions(root: Path, site: Site) -> dict[str, Callable[[], Any]]:
    """What the handbook's macros call, under Swedish names."""
    return {
        "gemensamma_nycklar": shared_keys,
        "slagen": lambda: kind_entries(site),
        "reglerna": rule_entries,
        "makrona": lambda: macro_entries(root, site),
    }
