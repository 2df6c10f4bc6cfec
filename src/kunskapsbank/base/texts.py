"""What the package says, by key and language, from ``standard/texts/``: words are data.

A file is a mapping of keys to texts; a key inside a key is written with a dot between. ``{name}`` in a text is a place
for a value, and ``{name|one|more}`` is one of two words, by the number that ``{name}`` is. Braces that hold anything
but these stand as they are, so that texts can show calls of macros.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, Union, get_args

import yaml

from .parts import STANDARD

Language = Literal["sv", "en"]  #: What the package speaks, by its code in ISO 639-1.
LANGUAGES: tuple[Language, ...] = get_args(Language)  #: All of them; the first where nothing else is said.
TEXTS = STANDARD / "texts"
#: Reads YAML and leaves every value a text; in a tenth of the time where PyYAML has what is written in C.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")  #: Where a value goes.
CHOICE = re.compile(r"\{([a-z][a-z0-9_]*)\|([^{}|]*)\|([^{}|]*)\}")  #: Where a word goes, for one and for more.

Value = Union[str, int, float, "Phrase", "tuple[Value, ...]"]


class Catalogue:
    """What the files ``<name>.<language>.yml`` say, for each of *names*; called with a key and values."""

    def __init__(self, language: str, *names: str) -> None:
        self.language = language
        self.by_key: Mapping[str, str] = {
            key: text for name in names for key, text in _read(f"{name}.{language}.yml").items()
        }

    def __call__(self, key: str, /, **values: Value) -> str:
        """The text *key* with *values* in their places.

        Raises:
            KeyError: If there is no such text, or a place has no value.
        """
        text = CHOICE.sub(lambda choice: choice[2 if values[choice[1]] == 1 else 3], self.by_key[key])
        return PLACE.sub(lambda place: self._said(values[place[1]]), text)

    def _said(self, value: Value) -> str:
        if isinstance(value, tuple):
            return ", ".join(map(self._said, value))
        return value.said(self.language) if isinstance(value, Phrase) else str(value)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text of the program's own that can be said in every language; as a string it is in the first of them."""

    key: str
    values: tuple[tuple[str, Value], ...] = ()
    longest: int = 0  #: In characters; what is longer is cut. 0: nothing is.

    def said(self, language: str) -> str:
        """The text in *language*."""
        whole = spoken(language)(self.key, **dict(self.values))
        return one_line(whole, self.longest) if self.longest else whole

    def cut(self, longest: int = 60) -> Phrase:
        """The same, on one line of at most so many characters."""
        return replace(self, longest=longest)

    def __str__(self) -> str:
        return self.said(LANGUAGES[0])

    def __lt__(self, other: Phrase) -> bool:
        return str(self) < str(other)


@dataclass(frozen=True, slots=True)
class Labelling(Phrase):
    """What a field is called or asks for, without a full stop: among the words of the language when the package has
    declared it, else in the words *own*."""

    own: str = ""

    def said(self, language: str) -> str:
        """The words in *language*."""
        return _read(f"{language}.yml").get(self.key, self.own).rstrip(".")


def phrase(key: str, /, **values: Any) -> Phrase:
    """The text *key* with *values*: texts, numbers and lists of them; anything else as it is written."""
    return Phrase(key, tuple((name, _plain(value)) for name, value in values.items()))


def any_of(values: Sequence[Any]) -> Value:
    """*values*, at least one, as a choice between them: ``a, b or c``."""
    return _joined("any-of", values)


def all_of(values: Sequence[Any]) -> Value:
    """*values*, at least one, as they belong together: ``a, b and c``."""
    return _joined("all-of", values)


def semicolons(values: Sequence[Any]) -> Value:
    """*values*, at least one, that may hold commas: ``a; b``."""
    first, *more = map(_plain, values)
    for one in more:
        first = phrase("semicolon", first=first, last=one)
    return first


def _joined(key: str, values: Sequence[Any]) -> Value:
    *first, last = map(_plain, values)
    return phrase(key, first=first, last=last) if first else last


def one_line(text: str, longest: int = 60) -> str:
    """*text* as a message quotes it: on one line, cut when it is long."""
    found = " ".join(text.split())
    return f"{found[:longest]}…" if len(found) > longest else found


def told(error: BaseException) -> Value:
    """What *error* says: the text that it was raised with, when it was."""
    return error.args[0] if error.args and isinstance(error.args[0], Phrase) else str(error)


def _plain(value: Any) -> Value:
    if isinstance(value, (list, tuple)):
        return tuple(map(_plain, value))
    return value if isinstance(value, (int, float, Phrase)) else str(value)


def first_spoken(languages: Iterable[str]) -> Language:
    """The first of *languages* that the package speaks, or what it speaks when nothing is said."""
    wanted = dict.fromkeys(languages)
    return min(LANGUAGES, key=lambda one: [*wanted, *LANGUAGES].index(one))


@cache
def spoken(language: str) -> Catalogue:
    """What ``kb`` says in *language*: problems, the words of its commands, and those of the editing room."""
    return Catalogue(language, "problems", "kb", "room")


@cache
def _read(name: str) -> Mapping[str, str]:
    return dict(_flat(yaml.load((TEXTS / name).read_bytes(), LOADER) or {}))


def _flat(group: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in group.items():
        if isinstance(value, str):
            yield prefix + key, value
        else:
            yield from _flat(value, f"{prefix}{key}.")
