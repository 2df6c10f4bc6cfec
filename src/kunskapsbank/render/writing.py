"""What the handbook's page on Markdown is made of: examples in ``standard/writing/``, drawn and judged as bodies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from ..base.parts import STANDARD
from ..base.problems import Problem
from ..base.texts import LANGUAGES
from ..checks import about_writing
from ..content.kinds import Kinds
from ..content.record import Record
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..markdown.converter import Converter
from ..reading.front_matter import Group, Source, plain, read_config
from ..reading.texts import Texts

EXAMPLES = STANDARD / "writing"
_DOCS = "../../docs"  #: How a record writes the way to what lies beside the pages.
_KINDS_PAGE = "/redaktor/slag/"  #: Where links to records lead, which not every site has.


@dataclass(frozen=True, slots=True)
class Way:
    """Something that can be written in a body."""

    name: str
    written: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that the check tells of."""

    written: str
    code: str
    message: str
    remedy: str


def functions(texts: Texts) -> dict[str, Callable[[], Any]]:
    """What the handbook's macros call, under Swedish names."""
    return {"skrivsatten": lambda: _ways(texts), "skrivvarningarna": lambda: _warned(texts.language)}


@cache
def examples(language: str) -> dict[str, Any]:
    """The examples in *language*, or in the first that the package has."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    read, problems = read_config(EXAMPLES / f"{known}.yml", f"standard/writing/{known}.yml")
    assert read is not None, problems
    found: dict[str, Any] = plain(read.front)
    return found


def _ways(texts: Texts) -> Iterator[Way]:
    """The examples drawn one level below the page's own headings, with anchors that only they have."""
    for number, one in enumerate(examples(texts.language)["satt"], 1):
        body = Converter().convert(one["skriv"], _led)
        yield Way(one["namn"], one["skriv"].rstrip(), Markup(body.drawn(1, f"skriv-{number}-", texts)))


def _led(target: str) -> str:
    if target.startswith(_DOCS):
        return target.removeprefix(_DOCS)
    return _KINDS_PAGE if target.startswith("../") else target


def _warned(language: str) -> Iterator[Warned]:
    for one in examples(language)["varningar"]:
        found = next(problem for problem in problems_of(one["skriv"]) if problem.code == one["kod"])
        worded = found.worded(language)
        yield Warned(one["skriv"], one["kod"], worded.message, worded.hint)


def problems_of(body: str) -> list[Problem]:
    """What the package's own rules say of *body*, in a record of a site that has nothing else."""
    source = Source("content/prov/prov.md", Group({}, {}, 1, 1), body, 1)
    record = Record.of(source, "prov", {"titel": "Prov", "ingress": "Ett prov."})
    site = Site.of([record], dt.date(2000, 1, 1), Kinds([Record]))
    bodies = Bodies(site)
    return [problem for rule in about_writing() for problem in rule(site, bodies)]
