"""What the generator's own manual is made of: what the code says of roles, kinds, types of field and settings.

Comments that begin with ``#:`` belong to the attribute on their line, or to the one below when they have lines of
their own, as Sphinx reads them.
"""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from ..base.settings import Settings
from ..content import roles
from ..content.record import Record
from ..reading import fields
from ..reading.site_settings import PluginSettings
from ..reading.texts import Texts
from .handbook import Key, keys

_COMMENT = re.compile(r"#: (.*)")
_MARKUP = re.compile(r":\w+:`~?([^`]*)`|``([^`]*)``|`([^`]*)`")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that the code offers, and what it says of it."""

    name: str
    about: str
    default: str = ""  #: As it is written; empty when there is none worth telling.


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """A role that a kind can take."""

    name: str
    about: str
    keys: tuple[Key, ...]  #: That records of the role have beside every record's.


def role_entries(texts: Texts) -> tuple[RoleEntry, ...]:
    """Every role, by name; its keys with the labels of *texts*."""
    found = [getattr(roles, name) for name in sorted(roles.__all__)]
    return tuple(_role(one, texts) for one in found if issubclass(one, Record))


def _role(role: type[Record], texts: Texts) -> RoleEntry:
    own = tuple(key for key in keys(role, texts) if key.name.split(".")[0] not in Record.model_fields)
    return RoleEntry(role.__name__, plain(inspect.getdoc(role) or ""), own)


def field_types() -> tuple[Name, ...]:
    """The types that a kind's fields can have, in the order of the code."""
    told = documented(fields)
    return tuple(Name(name, told[name]) for name in told if told[name] and name[0].isupper() and not name.isupper())


def kind_attributes() -> tuple[Name, ...]:
    """What a kind can say of itself."""
    return tuple(
        Name(name, about, "" if getattr(Record, name) in ("", None, ()) else str(getattr(Record, name)))
        for name, about in documented(Record).items()
        if not name.startswith("_") and name not in Record.model_fields
    )


def setting_entries() -> tuple[Name, ...]:
    """The plugin's settings, in the order of the code."""
    told = documented(Settings)
    return tuple(
        Name(name, told[name], "" if info.default in (None, ()) else _yaml(info.default))
        for name, info in PluginSettings.model_fields.items()
    )


def _yaml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def documented(source: ModuleType | type) -> dict[str, str]:
    """The attributes of *source*, a module or a class, with what the code says of each; empty when it says nothing."""
    lines = inspect.getsource(source).splitlines()
    body = ast.parse("\n".join(lines)).body
    if isinstance(source, type) and isinstance(body[0], ast.ClassDef):
        body = body[0].body
    found = {}
    for node in body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and node.end_lineno:
            found[target.id] = plain(_comment(lines, node.lineno - 1, node.end_lineno - 1))
    return found


def _comment(lines: list[str], first: int, last: int) -> str:
    """What is said of the statement on the lines from *first* to *last*."""
    beside = _COMMENT.search(lines[last])
    if beside:
        return beside[1]
    above: list[str] = []
    while first and (one := _COMMENT.fullmatch(lines[first - 1].strip())):
        above.insert(0, one[1])
        first -= 1
    return " ".join(above)


def plain(text: str) -> str:
    """The first paragraph of *text*, a docstring or a comment, without marks for code and links."""
    return _MARKUP.sub(lambda mark: next(filter(None, mark.groups()), ""), " ".join(text.split("\n\n")[0].split()))


def functions(texts: Texts) -> dict[str, Any]:
    """What templates of the manual call, under English names: the manual is in English."""
    return {
        "roles": lambda: role_entries(texts),
        "field_types": field_types,
        "kind_attributes": kind_attributes,
        "setting_entries": setting_entries,
    }
