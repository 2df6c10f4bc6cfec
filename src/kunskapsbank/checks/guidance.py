"""Rules about guidance."""

from __future__ import annotations

from collections.abc import Iterator

from ..bodies import Bodies
from ..kinds.vagledning import Vagledning
from ..problems import Problem
from ..site import Site
from . import rule


@rule
def repeated_step(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Varje steg i processen ska ha högst en sida, så att adressen till steget är entydig."""
    taken: dict[int, str] = {}
    for record in site.of_kind("vagledning"):
        step = record.steg if isinstance(record, Vagledning) else None
        if step in taken:
            yield Problem(record.source.place(("steg",)), "repeated-step",
                          f"steg {step} är redan {taken[step]}", "Ge sidan ett annat steg, eller ta bort nyckeln.")
        if step is not None:
            taken.setdefault(step, record.source.path)
