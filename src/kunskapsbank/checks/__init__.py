"""Rules over the whole site. Each rule is one function; its docstring is its entry in the handbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ..base.problems import Place, Problem
from ..content.record import Record
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..markdown.body import Spot

Rule = Callable[[Site, Bodies], Iterator[Problem]]

_rules: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Register *function* as a rule."""
    _rules.append(function)
    return function


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of their names."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return tuple(sorted(_rules, key=lambda r: r.__name__))


def check(site: Site, bodies: Bodies) -> list[Problem]:
    """What every rule finds."""
    return [problem for one in rules() for problem in one(site, bodies)]


def marked(site: Site, bodies: Bodies, code: str) -> Iterator[tuple[Place, str]]:
    """(place, what stands there) of everything that was marked with *code* when the bodies were read."""
    for record in site.records.values():
        yield from ((place_of(record, mark.spot), mark.text) for mark in bodies[record].marked(code))


def place_of(record: Record, spot: Spot) -> Place:
    """The place in *record*'s file of a place in its body."""
    return record.source.body_place(spot.line, spot.column)
