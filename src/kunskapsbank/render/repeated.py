"""What a macro draws for the same values is drawn once, where it pays: the view of a county stands on every model.

That is right since a macro is a function of what it is given and of the site: templates have no other state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import NoneType
from typing import Any

from markupsafe import Markup

from ..content.record import Record
from ..content.site import Site

_PLAIN = frozenset({str, int, float, bool, NoneType, Markup})
_TRIED = 256  #: Calls until it shows whether a macro is asked for the same again.
_SHARE = 4  #: One call of so many must be.
_MOST = 512  #: What is kept of one macro at a time.


class Repeated:
    """What one macro has drawn."""

    def __init__(self) -> None:
        self._kept: dict[Any, Any] = {}
        self._calls = self._same = 0

    def drawn(self, site: Site, draw: Callable[..., Markup], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Markup:
        """What *draw* gives for these values; who is given it again has read of *site* what it read."""
        pays = self._calls < _TRIED or self._same * _SHARE >= self._calls
        # With how many have no name, or a name would be told from a text by nothing.
        key = _key((len(args), *args, *kwargs, *kwargs.values())) if pays else None
        if key is None:
            return draw(*args, **kwargs)
        self._calls += 1
        self._same += key in self._kept
        if len(self._kept) >= _MOST or (self._calls == _TRIED and self._same * _SHARE < _TRIED):
            self._kept.clear()
        # With its values, so that no other value gets the identity of one of them.
        found: tuple[Any, Markup] = site.once(self._kept, key, lambda: ((args, kwargs), draw(*args, **kwargs)))
        return found[1]


def _key(values: Iterable[Any]) -> tuple[Any, ...] | None:
    """What tells *values* from others; None when one of them is neither plain nor a record, nor a tuple of such.

    A record is itself: comparing all its fields would cost more than drawing. True is not 1, nor is HTML a text.
    """
    found: list[Any] = []
    for one in values:
        if type(one) in _PLAIN:
            found += (type(one), one)
        elif isinstance(one, Record):
            found.append(id(one))
        elif type(one) is tuple and (inner := _key(one)) is not None:
            found.append(inner)
        else:
            return None
    return tuple(found)
