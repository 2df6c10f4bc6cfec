"""The kinds of record. Each module here declares one; this package finds them by itself."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from ..content.record import Record


@cache
def registry() -> MappingProxyType[str, type[Record]]:
    """All kinds by folder name, in the order of their names."""
    found = {}
    for module in iter_modules(__path__):
        for value in vars(import_module(f"{__name__}.{module.name}")).values():
            if (
                isinstance(value, type)
                and issubclass(value, Record)
                and value.kind
                and value.__module__.startswith(f"{__name__}.")
            ):
                found[value.kind] = value
    return MappingProxyType(dict(sorted(found.items())))
