"""A record in another language: a file beside the original, ``content/<kind>/<id>.<language>.md``.

It says texts alone. Numbers, dates, addresses and references are the original's: a fact stands once for all languages.
What the original says and the translation does not is left out, and never shown in another language than the page's; a
text that the kind requires must be there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from ..base.problems import Problem, problem
from ..base.texts import phrase
from ..reading import messages
from ..reading.fields import Ref
from ..reading.front_matter import Source, plain
from .failures import failure
from .record import Record

UNREAD = "olast"  #: The status of a translation that nobody has read whose mother tongue it is: as a draft's.
#: What a translation says of itself: the rest is text, or the original's.
_OWN = frozenset(
    "status granskad granskas_senast publicerad publiceras avpubliceras synonymer sokfragor engelska spraktips".split()
)

Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """What a translation's file name says: ``avgifter.en``."""

    id: str
    language: str

    @classmethod
    def of(cls, stem: str) -> Name | None:
        """*stem* read so; None for a record's own."""
        id_, mark, language = stem.partition(".")
        return cls(id_, language) if mark else None


def translated(original: Record, source: Source, language: str, folder: str) -> tuple[Record | None, list[Problem]]:
    """*original* in *language*, with the texts of the file *source*; and what is wrong with them.

    *folder*: where the pages in the language lie.
    """
    given = plain(source.front)
    unread = given.get("status") == UNREAD
    merging = _Merging(source)
    values = merging.group(type(original), plain(original.source.front), given | _draft(unread), ())
    if merging.problems:
        return None, merging.problems
    try:
        record = type(original).of(source, original.id, values)
        record._language, record._folder, record._unread = language, folder, unread
        record.sort_key()
    except ValidationError as error:
        return None, list(messages.problems_of(error, source, type(original)))
    except Exception as error:
        return None, [failure(phrase("work-of-kind", kind=original.kind), error, source.path)]
    return record, []


def _draft(unread: bool) -> dict[str, str]:
    return {"status": "utkast"} if unread else {}


class _Merging:
    """Puts the texts of a translation in the place of its original's."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.problems: list[Problem] = []

    def group(self, model: type[BaseModel], original: Any, given: Mapping[str, Any], loc: Loc) -> dict[str, Any]:
        """The values of *model*: texts of *given*, all else of *original*."""
        found = {}
        for name, info in model.model_fields.items():
            here = (*loc, name)
            if not loc and name in _OWN:
                value = given.get(name)
            elif name in given and is_fact(model, name, info):
                self.problems.append(problem(self._source.place(here), "translated-fact", key=name))
                value = None
            else:
                value = self._field(info, original.get(name), given.get(name), here, is_fact(model, name, info))
            if value is not None:
                found[name] = value
        return {**found, **{name: value for name, value in given.items() if name not in model.model_fields}}

    def _field(self, info: FieldInfo, original: Any, given: Any, here: Loc, fact: bool) -> Any:
        if fact:
            return original
        if given is not None and original is None:
            self.problems.append(problem(self._source.place(here), "translation-adds", key=here[-1]))
            return None
        model = group_in(info.annotation)
        if model is None or given is None:
            return given
        if isinstance(original, list) and isinstance(given, list):
            if len(original) != len(given):
                self.problems.append(
                    problem(
                        self._source.place(here),
                        "translation-length",
                        key=here[-1],
                        found=len(given),
                        wanted=len(original),
                    )
                )
                return None
            pairs = enumerate(zip(original, given, strict=True))
            return [self._part(model, one, other, (*here, number)) for number, (one, other) in pairs]
        return self._part(model, original, given, here)

    def _part(self, model: type[BaseModel], original: Any, given: Any, here: Loc) -> Any:
        known = isinstance(original, dict) and isinstance(given, dict)
        return self.group(model, original, given, here) if known else given


def is_fact(model: type[BaseModel], name: str, info: FieldInfo) -> bool:
    """Whether the field is the same in every language: a number, a day, an address, a reference, a choice."""
    same = model.same if issubclass(model, Record) else frozenset()
    return name in same or not _holds_text(info.annotation, tuple(info.metadata))


def _holds_text(annotation: Any, about: tuple[Any, ...]) -> bool:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _holds_text(inner, (*about, *more))
    if annotation is str:
        patterns = [one.pattern for one in about if isinstance(one, StringConstraints)]
        return bool(patterns) and not any(patterns) and not any(isinstance(one, Ref) for one in about)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return any(_holds_text(info.annotation, tuple(info.metadata)) for info in annotation.model_fields.values())
    return any(_holds_text(inner, about) for inner in get_args(annotation) if inner is not Ellipsis)


def group_in(annotation: Any) -> type[BaseModel] | None:
    """The group that a field of this type holds, one or many of them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(group_in, get_args(annotation))), None)


def texts_of(value: Any) -> Iterator[str]:
    """Every text in *value*, plain values of a front matter."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from texts_of(inner)
        case list():
            for inner in value:
                yield from texts_of(inner)


def first_texts(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """What a translation of a record of *model*, whose front matter is *values*, begins with: its texts, as they are.

    Lists keep their items, so that each has its place; what readers search by is not translated word for word, and is
    left out.
    """
    found = {
        name: _first(info, values[name])
        for name, info in model.model_fields.items()
        if name in values and name not in _OWN and not is_fact(model, name, info)
    }
    return {name: value for name, value in found.items() if value is not None}


def _first(info: FieldInfo, value: Any) -> Any:
    model = group_in(info.annotation)
    if model is None:
        return value
    if isinstance(value, list):
        return [first_texts(model, one) if isinstance(one, dict) else one for one in value]
    return first_texts(model, value) if isinstance(value, dict) else value
