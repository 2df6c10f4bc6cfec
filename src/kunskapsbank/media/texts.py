"""Texts and data that are published as they are: what their names say, and nothing else that is called so."""

from __future__ import annotations

import json

from ..base.texts import phrase
from ..reading.folders import Unreadable
from .dangers import Danger


def active_parts_of_text(data: bytes) -> list[Danger]:
    """Nothing: a whole text in UTF-8 is inert when it is sent as one.

    Raises:
        Unreadable: If it is no text in UTF-8; it may be a program, a picture, or a page in an encoding of its own.
    """
    _text(data)
    return []


def active_parts_of_json(data: bytes) -> list[Danger]:
    """Nothing, as of a text.

    Raises:
        Unreadable: If it is no whole JSON in UTF-8.
    """
    try:
        json.loads(_text(data))
    except (ValueError, RecursionError):
        raise Unreadable(phrase("not-whole-json")) from None
    return []


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(phrase("no-text-in-utf8")) from None
    if "\0" in text:
        raise Unreadable(phrase("text-with-nul"))
    return text
