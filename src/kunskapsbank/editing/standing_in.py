"""A text that lacks what its page cannot do without, made whole with stand-ins: so that rules can judge the rest.

The schema stops at what a record lacks, and then nothing that looks at the whole (relations, rules of kinds, what other
records say) is asked. What stands in is never kept nor shown, and what is wrong with it is nobody's fault.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from ..content.record import Record
from ..reading.front_matter import Source, plain
from ..reading.messages import model_at
from .forms import Asked, Plain, asked_by
from .merging import Path
from .naming import Titles

_ROUNDS = 5  #: What is missing inside a stand-in is seen in the next round.


@dataclass(frozen=True)
class Whole:
    """A front matter without faults of its own."""

    values: Mapping[str, Plain | None]  #: Of the keys that differ from the file's; None: without it.
    invented: frozenset[Path]  #: Where something stands in, or was taken away.

    def has_invented(self, path: Path) -> bool:
        """Whether what stands at *path* is not the author's own."""
        return any(path[: len(one)] == one for one in self.invented)


def made_whole(kind: type[Record], source: Source, id_: str, titles: Titles, today: dt.date) -> Whole | None:
    """The front matter of *source* as a record of *kind* could have it; None when it is whole, or cannot be made so."""
    before = plain(source.front)
    values, invented = deepcopy(before), set[Path]()
    for _ in range(_ROUNDS):
        try:
            kind.of(source, id_, values)
        except ValidationError as error:
            items = [tuple(item["loc"]) for item in error.errors()]
            if not all(items) or not all(_mend(values, kind, loc, titles, today) for loc in _outermost(items)):
                return None
            invented |= set(items)
        except Exception:  # A fault in the kind's own code is told of elsewhere.
            return None
        else:
            differing = {key: values.get(key) for key in {*before, *values} if before.get(key) != values.get(key)}
            return Whole(differing, frozenset(invented)) if invented else None
    return None


def _outermost(locs: list[Path]) -> list[Path]:
    """*locs* without those inside another, each once."""
    once = dict.fromkeys(locs)
    return [one for one in once if not any(one[: len(other)] == other for other in once if other != one)]


def _mend(values: dict[str, Any], kind: type[Record], loc: Path, titles: Titles, today: dt.date) -> bool:
    """Let something that may stand at *loc* stand there; whether that could be done."""
    at: Any = values
    for step in loc[:-1]:
        at = at[step]
    last = loc[-1]
    if isinstance(last, int):
        name = next(step for step in reversed(loc) if isinstance(step, str))
        items = _stand_in(model_at(kind, loc[: loc.index(name)]), name, titles, today)
        if not isinstance(items, list) or not items:
            return False
        at[last] = items[0]
        return True
    model = model_at(kind, loc[:-1])
    info = model.model_fields.get(last)
    if info is None or not info.is_required():
        at.pop(last, None)
        return True
    found = _stand_in(model, last, titles, today)
    if found is not None:
        at[last] = found
    return found is not None


def _stand_in(model: type[BaseModel], name: str, titles: Titles, today: dt.date) -> Plain | None:
    """Something that may stand under *name* in a group of *model*, but for what is missing in it."""
    asked = next(one for one in asked_by(model) if one.name == name)
    for value in _candidates(asked, titles, today):
        given: Plain = [value] if asked.several or asked.sort == "lines" else value
        try:
            model.model_validate({name: given})
        except ValidationError as error:
            if any(item["loc"][:1] == (name,) and item["type"] != "missing" for item in error.errors()):
                continue
        return given
    return None


def _candidates(asked: Asked, titles: Titles, today: dt.date) -> Iterator[Plain]:
    if asked.sort == "group":
        yield {}
        return
    yield from filter(None, (asked.example, *asked.choices))
    if asked.ref:
        yield from list(titles(asked.ref.kind))[:1]
    yield from ("Exempel", "exempel", "Ett exempel.", today.isoformat(), "1", str(today.year), "ja", "09:00")
    yield from ("https://www.example.se/", "a/a", "/a/", "mailto:namn@example.se")
