"""Tokens as bytes: as objects they take more room than all else a site is made of, some 16 kB a page; so 2 or 3."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Any, overload

from markdown_it.token import Token

NOTHING: Any = MappingProxyType({})
"""What a finished token has in place of attributes when there are none: a dictionary of its own is a third of it."""
_FAST = 1  #: zlib's level: a third of the time of its usual one.


class Packed(Sequence[Token]):
    """Tokens that are made anew each time somebody goes through them: who asks for them more than once takes a copy."""

    __slots__ = ("_data",)

    def __init__(self, tokens: Iterable[Token]) -> None:
        self._data = zlib.compress(json.dumps(_packed(tokens)).encode(), _FAST)

    def _tokens(self) -> list[Token]:
        return _unpacked(json.loads(zlib.decompress(self._data)))

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Token]: ...
    def __getitem__(self, index: Any) -> Any:
        return self._tokens()[index]

    def __iter__(self) -> Iterator[Token]:
        return iter(self._tokens())

    def __len__(self) -> int:
        return len(self._tokens())


def _packed(tokens: Iterable[Token]) -> list[tuple[Any, ...]]:
    return [
        (
            *(one.type, one.tag, one.nesting, one.attrs or None, one.map, one.level),
            _packed(one.children) if one.children else one.children,
            *(one.content, one.markup, one.info, one.meta or None, one.block, one.hidden),
        )
        for one in tokens
    ]


def _unpacked(rows: list[tuple[Any, ...]]) -> list[Token]:
    found = []
    for type_, tag, nesting, attrs, map_, level, children, content, markup, info, meta, block, hidden in rows:
        token = _new(Token)  # Past its constructor, which looks through attributes that are as they should be.
        token.type, token.tag, token.nesting, token.attrs = type_, tag, nesting, attrs or NOTHING
        token.map, token.level, token.children = map_, level, _unpacked(children) if children else children
        token.content, token.markup, token.info, token.meta = content, markup, info, meta or NOTHING
        token.block, token.hidden = block, hidden
        found.append(token)
    return found


_new = object.__new__
