"""Rules about dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..base.problems import Problem, problem
from ..content.roles import Event
from ..content.site import Site
from ..markdown.bodies import Bodies
from . import rule

PAIRS = (
    ("start", "slut"),
    ("publiceras", "avpubliceras"),
    ("granskad", "granskas_senast"),
    ("bedomd", "uppdaterad"),
    ("publicerad", "uppdaterad"),
    ("galler_fran", "galler_till"),
)  #: Earlier, later.


@rule
def turned_date_range(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett slut får inte komma före sin början."""
    for record in (*site.records.values(), *site.unpublished):
        for early, late in PAIRS:
            first, last = getattr(record, early, None), getattr(record, late, None)
            if first is not None and last is not None and _before(last, first):
                yield problem(
                    record.source.key_place(late), "turned-date-range", late=late, last=last, early=early, first=first
                )


def _before(last: Any, first: Any) -> bool:
    """Whether *last* is surely before *first*; a month that holds the day is not."""
    late, early = str(last), str(first)
    length = min(len(late), len(early))
    return late[:length] < early[:length]


@rule(role=Event)
def event_without_year(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett möte utan årtal ska säga under osäkert att året är okänt."""
    for record in site.taking(Event):
        if record.start is None and not record.osakert:
            yield problem(record.source.key_place("start"), "event-without-year", title=record.titel)
