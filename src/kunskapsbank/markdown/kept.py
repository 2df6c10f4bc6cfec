"""Bodies that were converted before, as a store keeps them: all but the tokens, which are made again when asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, overload

from markdown_it.token import Token

from .body import Body, CodeSpan, Heading, Image, Link, Mark, RawTag, Table


@dataclass(frozen=True, slots=True)
class KeptBody:
    """A body without its tokens, and all that it was made of."""

    text: str  #: :func:`print_of` what was converted.
    answers: Mapping[str, str | None]  #: Where each link that it asked about leads.
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    images: tuple[Image, ...]
    tables: tuple[Table, ...]
    tags: tuple[RawTag, ...]
    code: tuple[CodeSpan, ...]
    comments: tuple[CodeSpan, ...]
    marks: tuple[Mark, ...]
    moved: Mapping[int, int]

    @classmethod
    def of(cls, text: str, answers: Mapping[str, str | None], body: Body) -> KeptBody:
        """*body*, converted of *text* when its links lead where *answers* say."""
        return cls(print_of(text), answers, **{name: getattr(body, name) for name in _PARTS})

    def body(self, convert: Callable[[], Body]) -> Body:
        """The body again; *convert* makes it anew when somebody asks for its tokens."""
        return Body(_Later(lambda: convert().tokens), **{name: getattr(self, name) for name in _PARTS})


_PARTS = tuple(one.name for one in fields(KeptBody) if one.name not in ("text", "answers"))


def print_of(text: str) -> str:
    """What tells *text* from others: 32 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class _Later(Sequence[Token]):
    """Tokens that are made when somebody looks."""

    def __init__(self, make: Callable[[], Sequence[Token]]) -> None:
        self._make = make

    @cached_property
    def _tokens(self) -> Sequence[Token]:
        return self._make()

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Token]: ...
    def __getitem__(self, index: Any) -> Any:
        return self._tokens[index]

    def __iter__(self) -> Iterator[Token]:
        return iter(self._tokens)

    def __len__(self) -> int:
        return len(self._tokens)
