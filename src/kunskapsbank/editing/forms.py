"""A kind of record as a form: what to ask, in which sort of field, and what was answered as values of a file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ..base.texts import Phrase
from ..content.record import refs
from ..reading.fields import Ref, takes_several_lines
from ..reading.labels import help_on, label
from ..reading.messages import choices_in, groups_in

Plain = str | list[Any] | dict[str, Any]  #: A value of a file, all scalars as text.
Sort = Literal["line", "lines", "text", "choice", "yes_no", "number", "day", "reference", "group"]

#: Fields that the room itself asks for in another way, or that follow from what is done in it.
STEERED = frozenset({"status", "publiceras"})
PREFIX = "f"  #: The first part of every field's name in a form.
MOST_ROWS = 500  #: Of one list in a form.


#: ``lines`` is a list of texts of one line each, in one field: a line for each.


@dataclass(frozen=True)
class Asked:
    """One field of a form, whatever its value is."""

    name: str
    label: Phrase
    help: Phrase | None
    sort: Sort
    required: bool
    several: bool = False  #: Whether it is a list of such.
    longest: int = 0  #: Characters; 0: no limit.
    choices: tuple[str, ...] = ()
    ref: Ref | None = None
    inside: tuple[Asked, ...] = ()  #: The fields of a group.
    example: str = ""


def texts_of(fields: Sequence[Asked], same: Container[str] = ()) -> tuple[Asked, ...]:
    """Those of *fields* that hold texts, but for the names in *same*: what a translation says of its own."""
    found = (replace(one, inside=texts_of(one.inside)) for one in fields if one.name not in same)
    return tuple(one for one in found if one.sort in ("line", "lines", "text") or one.inside)


@dataclass(frozen=True)
class Field:
    """One field of a form with its value, where it stands."""

    asked: Asked
    name: str  #: In the form: ``f.program.0.rubrik``. The id of its element too.
    value: str = ""  #: Of a field that is no list and no group.
    rows: tuple[Field, ...] = ()  #: The items of a list.
    inside: tuple[Field, ...] = ()  #: The fields of a group.
    row: int | None = None  #: Which item of a list it is, from 0.

    @property
    def is_filled(self) -> bool:
        """Whether anything is said in it."""
        return bool(self.value or self.rows or any(one.is_filled for one in self.inside))


@cache
def asked_by(model: type[BaseModel]) -> tuple[Asked, ...]:
    """The fields of a form for *model*, a kind or a group in one, in the order of its fields."""
    return tuple(_asked(model, name, info) for name, info in model.model_fields.items())


def _asked(model: type[BaseModel], name: str, info: FieldInfo) -> Asked:
    annotation = info.annotation
    sort = _sort(model, name, info, next(groups_in(annotation), None))
    several = _is_list(annotation) and sort != "lines"
    group = next(groups_in(annotation), None)
    about = help_on(model, name)
    return Asked(
        name,
        label(model, name),
        about,
        sort,
        info.is_required(),
        several,
        _longest(info),
        tuple(choices_in(annotation)),
        refs(model).get(name),
        asked_by(group) if group else (),
        str(next(iter(info.examples or ()), "")),
    )


def _sort(model: type[BaseModel], name: str, info: FieldInfo, group: type[BaseModel] | None) -> Sort:
    if group:
        return "group"
    if name in refs(model):
        return "reference"
    if next(choices_in(info.annotation), None):
        return "choice"
    types = frozenset(_types(info.annotation))
    if bool in types:
        return "yes_no"
    if dt.date in types:
        return "day"
    if int in types:
        return "number"
    if takes_several_lines((*info.metadata, *_metadata(info.annotation))):
        return "text"
    return "lines" if _is_list(info.annotation) else "line"


def _types(annotation: Any) -> Iterator[Any]:
    inner = get_args(annotation)
    if not inner:
        yield annotation
    for one in inner:
        yield from _types(one)


def _metadata(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from _metadata(inner)


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple or any(map(_is_list, get_args(annotation)))


def _longest(info: FieldInfo) -> int:
    limits = (getattr(one, "max_length", None) for one in (*info.metadata, *_metadata(info.annotation)))
    return next((one for one in limits if one), 0) if not _is_list(info.annotation) else 0


def filled(asked: Sequence[Asked], values: Mapping[str, Plain | None], before: str = PREFIX) -> tuple[Field, ...]:
    """The fields *asked* for with *values* in them; what a value of another shape says is left out."""
    return tuple(_filled(one, values.get(one.name), f"{before}.{one.name}") for one in asked)


def _filled(asked: Asked, value: Plain | None, name: str) -> Field:
    if asked.several:
        items = value if isinstance(value, list) else [value] if value else []
        one = replace(asked, several=False)
        rows = (_filled(one, item, f"{name}.{number}") for number, item in enumerate(items))
        return Field(asked, name, rows=tuple(replace(row, row=number) for number, row in enumerate(rows)))
    if asked.sort == "group":
        return Field(asked, name, inside=filled(asked.inside, value if isinstance(value, dict) else {}, name))
    if asked.sort == "lines":
        items = value if isinstance(value, list) else [value] if value else []
        return Field(asked, name, "\n".join(item for item in items if isinstance(item, str)))
    return Field(asked, name, value if isinstance(value, str) else "")


def each(fields: Sequence[Field]) -> Iterator[Field]:
    """All of *fields*, and those in them."""
    for field in fields:
        yield field
        yield from each(field.rows)
        yield from each(field.inside)


def answered(
    asked: Sequence[Asked], form: Mapping[str, str], *, whole: bool = False, before: str = PREFIX
) -> dict[str, Plain | None]:
    """The values of the fields *asked* for by *form*, from name to text; None for an empty one.

    What *form* does not hold is left out: a form without a field says nothing of it. *whole*: with the empty rows of
    lists, for the form to be shown again as it was.
    """
    tree = _tree(form, before)
    return {one.name: _answer(one, tree[one.name], whole) for one in asked if one.name in tree}


_Tree = dict[str, Any]  #: From a part of a name to a text, or to what is below it.


def _tree(form: Mapping[str, str], before: str) -> _Tree:
    tree: _Tree = {}
    for name, text in form.items():
        parts = name.split(".")
        if parts[0] != before or len(parts) < 2 or len(parts) > 12:
            continue
        at = tree
        for part in parts[1:-1]:
            at = at.setdefault(part, {})
            if not isinstance(at, dict):
                break
        else:
            at.setdefault(parts[-1], text)
    return tree


def _answer(asked: Asked, given: Any, whole: bool) -> Plain | None:
    if asked.several:
        rows = given if isinstance(given, dict) else {}
        numbers = sorted((int(key), key) for key in rows if re.fullmatch(r"[0-9]{1,4}", key))[:MOST_ROWS]
        one = replace(asked, several=False)
        found = [_answer(one, rows[key], whole) for _, key in numbers]
        empty: Plain = {} if asked.sort == "group" else ""
        return [empty if value is None else value for value in found if whole or value is not None] or None
    if asked.sort == "group":
        inner = given if isinstance(given, dict) else {}
        values = {one.name: _answer(one, inner[one.name], whole) for one in asked.inside if one.name in inner}
        return {name: value for name, value in values.items() if value is not None} or None
    text = (given if isinstance(given, str) else "").replace("\r\n", "\n").strip()
    if asked.sort == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()] or None
    return text or None


def with_row(form: Mapping[str, str], act: str, name: str) -> dict[str, str]:
    """*form* after a row of a list was added (``lagg``), taken away (``ta``) or moved (``upp``, ``ned``).

    *name*: of the list where one is added, of the row otherwise. What it does not name is as it was.
    """
    if act == "lagg":
        numbers = [int(part) for part in _rows_of(form, name)]
        return {**form, f"{name}.{max(numbers, default=-1) + 1}": ""}
    of, _, row = name.rpartition(".")
    rows = sorted(_rows_of(form, of), key=int)
    if row not in rows:
        return dict(form)
    at = rows.index(row)
    other = at - 1 if act == "upp" else at + 1
    if act == "ta":
        return {key: text for key, text in form.items() if not _is_below(key, name)}
    if not 0 <= other < len(rows):
        return dict(form)
    swapped = {row: rows[other], rows[other]: row}
    return {_renumbered(key, of, swapped): text for key, text in form.items()}


def _rows_of(form: Mapping[str, str], name: str) -> set[str]:
    skipped = len(name) + 1
    found = {key[skipped:].partition(".")[0] for key in form if key.startswith(f"{name}.")}
    return {one for one in found if re.fullmatch(r"[0-9]{1,4}", one)}


def _is_below(key: str, name: str) -> bool:
    return key == name or key.startswith(f"{name}.")


def _renumbered(key: str, of: str, numbers: Mapping[str, str]) -> str:
    if not key.startswith(f"{of}."):
        return key
    row, dot, rest = key[len(of) + 1 :].partition(".")
    return f"{of}.{numbers.get(row, row)}{dot}{rest}"


def meant_by(text: str, titles: Mapping[str, str]) -> str:
    """The id, or ``kind/id``, that somebody means by *text* in a field that points at records.

    *titles*: of the records that it may point at, by what stands in the file. As it is when nothing is meant by it.
    """
    if text in titles:
        return text
    inside = re.fullmatch(r".*\(([a-z0-9-]+(?:/[a-z0-9-]+)?)\)", text.strip())
    if inside and inside[1] in titles:
        return inside[1]
    named = [key for key, title in titles.items() if title.casefold() == text.strip().casefold()]
    return named[0] if len(named) == 1 else text
