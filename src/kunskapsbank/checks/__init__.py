"""Rules over the whole site. Each rule is one function; its docstring is its entry in the handbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ..base.problems import Problem
from ..content.failures import failure
from ..content.site import Site
from ..markdown.bodies import Bodies

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
    """What every rule finds, and the rules and bodies that a fault in our own code stopped."""
    found = [problem for one in rules() for problem in _found(one, site, bodies)]
    return [*found, *bodies.problems]


def _found(one: Rule, site: Site, bodies: Bodies) -> Iterator[Problem]:
    """What *one* finds until it fails; that too is a problem, so that the other rules are heard."""
    try:
        yield from one(site, bodies)
    except Exception as error:
        yield failure(f"regeln {one.__name__.replace('_', '-')}", error)
