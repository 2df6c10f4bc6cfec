"""What can be wrong with content, and how it is printed.

A :class:`Problem` is worded for the person who edits the file it points at. Its words stand in the catalogue,
``standard/texts/problems.<language>.yml``: from code to message and remedy, with places for what was found. Rules yield
problems; only the command line prints, counts and exits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import IntEnum
from itertools import groupby
from typing import Any

from .texts import LANGUAGES, Phrase, Value, phrase, spoken


class Severity(IntEnum):
    """How grave a problem is: errors stop the build, warnings do not."""

    ERROR = 0
    WARNING = 1

    def word(self, language: str) -> str:
        """The word an editor reads."""
        return spoken(language)(f"severity-{self.name.lower()}")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file."""

    path: str  #: Relative to the project, with forward slashes.
    line: int = 1  #: 1-based.
    column: int = 1  #: 1-based, in characters.

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem at one place, worded for the person who edits that file.

    The package makes its problems with :func:`problem`. A project's own rules give message and hint as they are, in the
    project's language; they are printed so whatever language is asked for.
    """

    place: Place
    code: str  #: Permanent, searchable English name. Reword the message, never the code.
    message: str  #: What is wrong, with the value found.
    hint: str = ""  #: What to write instead, imperative.
    severity: Severity = Severity.ERROR
    said: tuple[Phrase, Phrase] | None = field(default=None, compare=False, repr=False)
    """What message and hint are made of, when they stand in the catalogue; then they are in Swedish above."""

    def __str__(self) -> str:
        return self.told(LANGUAGES[0])

    def told(self, language: str) -> str:
        """Place, severity, code and message, and what to write on a line of its own."""
        one = self.worded(language)
        head = f"{self.place}: {self.severity.word(language)} [{self.code}] {one.message}"
        return f"{head}\n    {one.hint}" if one.hint else head

    def worded(self, language: str) -> Problem:
        """The same with message and hint in *language*."""
        if self.said is None:
            return self
        message, hint = (one.said(language) for one in self.said)
        return replace(self, message=message, hint=hint)

    @property
    def key(self) -> str:
        """Where its words stand in the catalogue: the code, or ``code/variant`` where one code has several wordings."""
        return self.said[0].key.removesuffix(".message") if self.said else self.code

    @property
    def values(self) -> Mapping[str, Value]:
        """What was found, by the names of the places in the catalogue."""
        return dict(self.said[0].values) if self.said else {}


def problem(
    place: Place,
    key: str,
    severity: Severity = Severity.ERROR,
    /,
    *,
    remedy: Phrase | None = None,
    **values: Any,
) -> Problem:
    """The problem *key* of the catalogue at *place*, with *values* in its places.

    Args:
        key: A code, or ``code/variant`` where one code has several wordings.
        remedy: Takes the place of the catalogue's, when something better is known.
    """
    message, hint = phrase(f"{key}.message", **values), remedy or phrase(f"{key}.remedy", **values)
    return Problem(place, key.partition("/")[0], str(message), str(hint), severity, (message, hint))


def wordings(language: str) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The catalogue in *language*: from code to the message and the remedy of each of its variants."""
    texts, found = spoken(language).by_key, dict[str, list[tuple[str, str]]]()
    for key in texts:
        if key.endswith(".message"):
            name = key.removesuffix(".message")
            found.setdefault(name.partition("/")[0], []).append((texts[key], texts[f"{name}.remedy"]))
    return {code: tuple(dict.fromkeys(pairs)) for code, pairs in found.items()}


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stop a build."""
    return [p for p in problems if p.severity is Severity.ERROR]


MOST_SHOWN = 50  #: Problems of one file that people are shown; the rest are counted.


def as_text(problems: Iterable[Problem], language: str = LANGUAGES[0]) -> str:
    """One or two lines per problem, for people; at most :data:`MOST_SHOWN` of each file, and how many more it has."""
    return "\n".join(_capped(problems, language))


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  #: What a terminal obeys; names of files may hold it.


def _capped(problems: Iterable[Problem], language: str) -> Iterator[str]:
    for path, grouped in groupby(problems, key=lambda problem: problem.place.path):
        found = list(grouped)
        yield from (_CONTROL.sub("\ufffd", one.told(language)) for one in found[:MOST_SHOWN])
        if len(found) > MOST_SHOWN:
            yield f"{path}: {spoken(language)('and-more', count=len(found) - MOST_SHOWN)}"


def as_json(problems: Iterable[Problem], language: str = LANGUAGES[0]) -> str:
    """A JSON list of flat objects, for programs; ``values`` holds what was found, by name."""
    rows = [
        {
            **asdict(p.place),
            "code": p.code,
            "severity": p.severity.name.lower(),
            "message": worded.message,
            "remedy": worded.hint,
            "values": {name: _flat(value, language) for name, value in p.values.items()},
        }
        for p in problems
        for worded in (p.worded(language),)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _flat(value: Value, language: str) -> Any:
    if isinstance(value, tuple):
        return [_flat(one, language) for one in value]
    return value.said(language) if isinstance(value, Phrase) else value


def as_github(problems: Iterable[Problem], language: str = LANGUAGES[0]) -> str:
    """Workflow commands that GitHub shows as annotations beside the changed lines."""

    def escape(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    return "\n".join(
        f"::{p.severity.name.lower()} file={escape(p.place.path).replace(',', '%2C').replace(':', '%3A')},"
        f"line={p.place.line},col={p.place.column},title={p.code}::{escape(f'{p.message} {p.hint}'.strip())}"
        for p in (one.worded(language) for one in problems)
    )


FORMATS = {"text": as_text, "json": as_json, "github": as_github}  #: What ``--format`` offers.
