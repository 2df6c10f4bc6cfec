"""What a rule is: a small function over the whole site that yields problems. Its docstring is its handbook entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, overload

from ..base.problems import Problem
from .record import Record

Find = Callable[[Any, Any], Iterator[Problem]]  #: Takes the site and the bodies of its records.


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over the whole site."""

    find: Find
    role: type[Record] | None  #: The role it is about, or None: a site where no kind takes the role does not have it.

    def __call__(self, site: Any, bodies: Any) -> Iterator[Problem]:
        """What the rule finds."""
        return self.find(site, bodies)

    @property
    def code(self) -> str:
        """The code of its problems: the function's name."""
        return self.find.__name__.replace("_", "-")

    @property
    def text(self) -> str:
        """What it says, for the handbook."""
        return (self.find.__doc__ or "").strip()


@overload
def rule(find: Find) -> Rule: ...
@overload
def rule(*, role: type[Record]) -> Callable[[Find], Rule]: ...
def rule(find: Find | None = None, *, role: type[Record] | None = None) -> Rule | Callable[[Find], Rule]:
    """Make a function a rule; with *role*, one that only sites with a kind of that role have."""
    return Rule(find, role) if find is not None else lambda function: Rule(function, role)
