"""Rules over the whole site. Each rule is one function; its docstring is its entry in the handbook."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ..base.problems import Place, Problem
from ..base.texts import phrase
from ..content.failures import failure
from ..content.kinds import Kinds
from ..content.rules import Rule, rule
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..markdown.body import Spot
from ..reading.front_matter import Source

__all__ = ["about_writing", "all_rules", "check", "marked", "place_of", "rule", "rules"]


@cache
def all_rules() -> tuple[Rule, ...]:
    """The engine's rules, whatever roles are taken."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    return tuple(one for module in modules for one in vars(module).values() if isinstance(one, Rule))


def about_writing() -> tuple[Rule, ...]:
    """The engine's rules about how a body is written, whatever it points at."""
    return tuple(one for one in all_rules() if one.find.__module__.rpartition(".")[2] in ("markup", "pages", "writing"))


def rules(kinds: Kinds) -> tuple[Rule, ...]:
    """The rules of a site with *kinds*, its own too, in the order of their names."""
    needed = [one for one in all_rules() if one.role is None or kinds.taking(one.role)]
    return tuple(sorted((*needed, *kinds.rules), key=lambda one: one.code))


def check(site: Site, bodies: Bodies) -> list[Problem]:
    """What every rule finds, and the rules and bodies that a fault in our own code stopped."""
    found = [problem for one in rules(site.kinds) for problem in _found(one, site, bodies)]
    return [*found, *(body.failure for _, body in bodies.texts() if body.failure)]


def _found(one: Rule, site: Site, bodies: Bodies) -> Iterator[Problem]:
    """What *one* finds until it fails; that too is a problem, so that the other rules are heard."""
    try:
        yield from one(site, bodies)
    except Exception as error:
        yield failure(phrase("work-of-rule", code=one.code), error)


def marked(bodies: Bodies, code: str) -> Iterator[tuple[Place, str]]:
    """(place, what stands there) of everything that was marked with *code* when the bodies were read."""
    return ((place_of(source, mark.spot), mark.text) for source, mark in bodies.marked(code))


def place_of(source: Source, spot: Spot) -> Place:
    """The place in the file *source* of a place in its body."""
    return source.body_place(spot.line, spot.column)
