"""Rules about guidance."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Problem
from ..content.site import Site
from ..kinds.vagledning import Vagledning
from ..markdown.bodies import Bodies
from . import rule


@rule
def repeated_step(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Varje steg i processen ska ha högst en sida, så att adressen till steget är entydig."""
    taken: dict[int, str] = {}
    for record in site.of_kind("vagledning"):
        step = record.steg if isinstance(record, Vagledning) else None
        if step in taken:
            yield Problem(
                record.source.place(("steg",)),
                "repeated-step",
                f"steg {step} är redan {taken[step]}",
                "Ge sidan ett annat steg, eller ta bort nyckeln.",
            )
        if step is not None:
            taken.setdefault(step, record.source.path)
