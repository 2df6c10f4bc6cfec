"""Rules about dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import Any

from ..base.problems import Problem, problem
from ..content.record import Record
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
        for early, late in _pairs(type(record)):
            first, last = getattr(record, early), getattr(record, late)
            if first is not None and last is not None and _before(last, first):
                yield problem(
                    record.source.key_place(late), "turned-date-range", late=late, last=last, early=early, first=first
                )


@cache
def _pairs(kind: type[Record]) -> tuple[tuple[str, str], ...]:
    """Those of :data:`PAIRS` that records of *kind* have."""
    return tuple(pair for pair in PAIRS if all(name in kind.model_fields or hasattr(kind, name) for name in pair))


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


@rule(role=Event)
def event_without_time_zone(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett möte med klockslag ska säga i vilken tidszon."""
    for record in _events(site):
        timed = next((key for key in ("borjar", "slutar") if getattr(record, key)), "")
        if timed and record.tidszon is None:
            yield problem(record.source.key_place(timed), "event-without-time-zone", title=record.titel)


@rule(role=Event)
def impossible_event_time(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett mötes klockslag ska höra till en dag, komma i ordning och finnas den dagen."""
    for record in _events(site):
        source = record.source
        if record.slutar and not record.borjar:
            yield problem(source.key_place("slutar"), "impossible-event-time/without-beginning", found=record.slutar)
        elif record.borjar and record.days is None:
            yield problem(source.key_place("borjar"), "impossible-event-time/without-day", found=record.borjar)
        elif record.borjar and record.slutar and record.days and _turned(record):
            yield problem(
                source.key_place("slutar"), "impossible-event-time/turned", late=record.slutar, early=record.borjar
            )
        else:
            yield from _skipped(record)


def _events(site: Site) -> Iterator[Event]:
    yield from site.taking(Event)
    yield from (one for one in site.unpublished if isinstance(one, Event))


def _turned(record: Event) -> bool:
    first, last = record.days or (None, None)
    return first == last and (record.slutar or "") <= (record.borjar or "")


def _skipped(record: Event) -> Iterator[Problem]:
    """The times that fall in the hour that is skipped when summer time begins."""
    begins, ends = record.moments or (None, None)
    for key, moment in (("borjar", begins), ("slutar", ends)):
        if moment is not None and moment.astimezone(dt.UTC).astimezone(moment.tzinfo).hour != moment.hour:
            yield problem(
                record.source.key_place(key),
                "impossible-event-time/skipped",
                key=key,
                found=moment.strftime("%H:%M"),
                day=moment.date().isoformat(),
                zone=record.tidszon,
            )
