"""Who works in the editing room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody who works in the room."""

    login: str
    name: str
    email: str
    roles: frozenset[str]
