"""Fields by what their form calls them, and values by what they stand for: what people see in place of keys and ids."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..base.problems import Problem
from ..base.texts import Phrase, phrase, spoken
from .forms import Asked, Plain
from .merging import BODY, Path

Titles = Callable[[str | None], Mapping[str, str]]
"""The titles of records: by id of one kind, by ``kind/id`` of any; as :meth:`.room.Room.titles`."""
_FIELDS = ("key", "field", "last")  #: Values of a problem that may name a field.
_IN_FORMS = {  #: What is said otherwise where there are fields instead of keys, and records to choose.
    "missing-key": "room.falt.saknas",
    "broken-reference": "room.falt.finns-inte",
}
_NO_WORD = "url"  #: A key that is nothing else, though its label is another word.
_QUOTED = re.compile(r"('[^']*'|”[^”]*”)")


@dataclass(frozen=True)
class Labels:
    """What the fields of a form are called, in one language."""

    asked: tuple[Asked, ...]
    language: str

    def of(self, path: Sequence[str | int]) -> str:
        """``Källor 1: Adress`` for what stands at *path*; a step that no field has, as it is."""
        say = spoken(self.language)
        if not path:
            return say("room.andringar.filen")
        if path[0] == BODY:
            return say("room.andringar.stycke", number=int(path[1]) + 1) if path[1:] else say("room.post.kropp")
        parts: list[str] = []
        fields = self.asked
        for step in path:
            if isinstance(step, int):
                parts.append(f"{parts.pop()} {step + 1}" if parts else str(step + 1))
                continue
            one = _named(fields, step)
            parts.append(one.label.said(self.language) if one else step)
            fields = one.inside if one else ()
        return ": ".join(parts)

    def at(self, path: Sequence[str | int]) -> Asked | None:
        """The field at *path*."""
        fields, one = self.asked, None
        for step in path:
            if isinstance(step, str):
                one = _named(fields, step)
                fields = one.inside if one else ()
        return one

    def lines(self, path: Path, value: Plain | None, titles: Titles) -> Iterator[str]:
        """*value*, at *path*, a line for each text in it, with titles in the place of ids."""
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from self.lines((*path, number), item, titles)
        elif isinstance(value, dict):
            for key, inner in value.items():
                for line in self.lines((*path, key), inner, titles):
                    yield f"{self.of((*path, key)).rpartition(': ')[2]}: {line}" if isinstance(inner, str) else line
        elif value:
            yield self.value(path, value, titles)

    def value(self, path: Path, text: str, titles: Titles) -> str:
        """*text*, the value at *path*, or the title of the record that it points at."""
        one = self.at(path)
        return titles(one.ref.kind).get(text, text) if one and one.ref else text

    def worded(self, problem: Problem, at: Sequence[str | int] = ()) -> Problem:
        """*problem*, of what stands at *at*, in the words of the form; the same in code, place and severity."""
        if problem.said is None:
            return replace(problem, message=self._in_words(problem.message), hint=self._in_words(problem.hint))
        key = _IN_FORMS.get(problem.key, "")
        message, hint = (
            self._phrase(one, at, f"{key}.{part}" if key and one.key == f"{problem.key}.{part}" else one.key)
            for one, part in zip(problem.said, ("message", "remedy"), strict=True)
        )
        worded = replace(problem, said=(message, hint)).worded(self.language)
        return replace(worded, message=self._in_words(worded.message), hint=self._in_words(worded.hint), said=None)

    def _phrase(self, said: Phrase, at: Sequence[str | int], key: str) -> Phrase:
        values = dict(said.values)
        for name in _FIELDS:
            given = values.get(name)
            if isinstance(given, str):
                path = steps_of(given)
                named = tuple(step for step in at if isinstance(step, str))
                path = tuple(at) if named[-len(path) :] == path else path
                values[name] = self.of(path) if self.at(path) else given
        return replace(phrase(key, **values), longest=said.longest) if values or key != said.key else said

    def _in_words(self, text: str) -> str:
        """*text* with labels in the place of keys that are no words; what it quotes is as it was."""
        parts = _QUOTED.split(text)
        return "".join(part if quoted else self._keys.sub(self._label, part) for quoted, part in _odd(parts))

    def _label(self, found: re.Match[str]) -> str:
        return self._by_key[found[0]]

    @cached_property
    def _by_key(self) -> dict[str, str]:
        """The labels of keys that nobody takes for words: with an underscore, or without the dots of å, ä and ö."""
        found: dict[str, str] = {}
        for one in _each(self.asked):
            label = one.label.said(self.language)
            if "_" in one.name or one.name == _NO_WORD or (one.name != label.lower() and one.name == _folded(label)):
                found.setdefault(one.name, label)
        return found

    @cached_property
    def _keys(self) -> re.Pattern[str]:
        names = "|".join(sorted(map(re.escape, self._by_key), key=len, reverse=True)) or r"(?!)"
        return re.compile(rf"(?<![\w/.#-])(?:{names})(?![\w/:-]|\.\w)")


def steps_of(name: str) -> Path:
    """The path that a problem calls ``kallor → 1 → url``, or a form ``kallor.0.url``."""
    if "." in name and " " not in name:
        return tuple(int(step) if step.isdecimal() else step for step in name.split("."))
    return tuple(int(step) - 1 if step.isdecimal() else step for step in name.split(" → "))


def _named(fields: Sequence[Asked], name: str) -> Asked | None:
    return next((one for one in fields if one.name == name), None)


def _each(fields: Sequence[Asked]) -> Iterator[Asked]:
    for one in fields:
        yield one
        yield from _each(one.inside)


def _folded(label: str) -> str:
    """*label* as a key is written: without å, ä and ö, with underscores between words."""
    plain = "".join(c for c in unicodedata.normalize("NFD", label.lower()) if not unicodedata.combining(c))
    return plain.replace(" ", "_").replace("-", "_")


def _odd(parts: Sequence[str]) -> Iterator[tuple[bool, str]]:
    return ((bool(number % 2), part) for number, part in enumerate(parts))
