"""How a site stands: what is shown and what waits, what is to be reviewed when and by whom, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel

from ..content.record import Record
from ..content.roles import Event
from ..content.site import Site

State = Literal["shown", "scheduled", "draft", "withdrawn", "archived"]
STATES: tuple[State, ...] = ("shown", "scheduled", "draft", "withdrawn", "archived")
MOST_A_DAY = 5  #: Reviews that fall on one day before they are spread.
SPREAD_OVER = 300  #: Days before the last day that crowded reviews are spread over: nearly a year.
FIRST_AFTER = 90  #: Days from today before any review is moved to a day: a quarter to plan in.
_HOLIDAY = 7  #: The month when nobody is there to review.


class Review(NamedTuple):
    """A record that is to be compared with its sources."""

    day: dt.date  #: The last day for it.
    owner: str  #: Who answers for the record; empty when the record does not say.
    key: str  #: ``kind/id``.
    title: str
    file: str  #: Where the day is written.


@dataclass(frozen=True)
class Standing:
    """What there is to know of a site on one day."""

    today: dt.date
    states: Mapping[str, Counter[State]]  #: By kind.
    reviews: tuple[Review, ...]  #: Of what is shown or waits, by day.
    withdrawn: tuple[tuple[dt.date, str], ...]  #: The day and key of what is withdrawn, the newest first.
    undated: tuple[str, ...]  #: Keys of what is shown and has no day of review.
    gaps: Mapping[str, tuple[str, ...]]  #: Fields that readers ask for and that are empty, by key.
    unused: tuple[str, ...]  #: Pictures and other files that no page shows or leads to.

    @property
    def overdue(self) -> tuple[Review, ...]:
        """The reviews whose day has passed."""
        return tuple(review for review in self.reviews if review.day < self.today)


def standing(site: Site, files: Iterable[str], used: Iterable[str]) -> Standing:
    """How *site* stands. *files*: what may be shown, by path on the site; *used*: what its pages show or lead to."""
    every = (*site.records.values(), *site.unpublished)
    states: dict[str, Counter[State]] = {}
    for record in every:
        states.setdefault(record.kind, Counter())[state_of(record, site.today)] += 1
    living = [one for one in every if state_of(one, site.today) in ("shown", "scheduled", "draft")]
    reviews = sorted(_review(site, one, one.granskas_senast) for one in living if one.granskas_senast)
    undated = (one.key for one in site.records.values() if one.granskas_senast is None and one.sourced)
    days = ((one.avpubliceras, one.key) for one in every if state_of(one, site.today) == "withdrawn")
    withdrawn = sorted(((day, key) for day, key in days if day), reverse=True)
    gaps = {one.key: one.gaps for one in site.records.values() if one.gaps}
    return Standing(
        site.today,
        states,
        tuple(reviews),
        tuple(withdrawn),
        tuple(sorted(undated)),
        gaps,
        tuple(sorted(set(files) - set(used))),
    )


def state_of(record: Record, today: dt.date) -> State:
    """In which state *record* is on *today*."""
    if record.status == "utkast":
        return "draft"
    if record.status == "arkiverad":
        return "archived"
    if record.avpubliceras is not None and record.avpubliceras <= today:
        return "withdrawn"
    return "scheduled" if record.publiceras is not None and record.publiceras > today else "shown"


def turned(site: Site, since: dt.date) -> tuple[str, ...]:
    """What readers meet otherwise on the day of *site* than on the earlier day *since* though no text has changed.

    That is what has begun or ceased to be shown, events that are over, and what else is shown and has a day in that
    time, as a review or a rule. Named as :attr:`Record.version_key`, sorted.
    """
    if since >= site.today:
        return ()
    translated = (one for them in site.translations.values() for one in them.values())
    every = {one.version_key: one for one in (*site.records.values(), *site.unpublished, *translated, *site.withdrawn)}
    return tuple(key for key, one in sorted(every.items()) if _differs(one, since, site.today))


def _differs(record: Record, since: dt.date, today: dt.date) -> bool:
    before, now = state_of(record, since), state_of(record, today)
    if before != now or now != "shown":
        return before != now
    over = record.days[1] if isinstance(record, Event) and record.days else None
    days = (*_days_in(record, _OF_THE_PAST), *([over] if over else []))
    return any(since <= day <= today for day in days)


#: Fields whose days say what has been done, or have been asked about already.
_OF_THE_PAST = frozenset({"publicerad", "granskad", "kallor", "publiceras", "avpubliceras"})


def _days_in(value: Any, but: Container[str] = ()) -> Iterator[dt.date]:
    """The days in *value* and the groups inside it, but for the fields *but*."""
    match value:
        case dt.date():
            yield value
        case tuple():
            for one in value:
                yield from _days_in(one)
        case BaseModel():
            for name in type(value).model_fields:
                if name not in but:
                    yield from _days_in(getattr(value, name))


def _review(site: Site, record: Record, day: dt.date) -> Review:
    return Review(day, owners_of(site, record), record.key, record.titel, record.source.path)


def owners_of(site: Site, record: Record) -> str:
    """The titles of those who answer for *record*; empty when it does not say."""
    owners = site.targets(record, record.owner) if record.owner else ()
    return ", ".join(one.titel for one in owners)


def by_month(reviews: Iterable[Review]) -> dict[tuple[str, str], int]:
    """How many of *reviews* each owner has each month, ``2027-05``, in order."""
    return dict(sorted(Counter((f"{one.day:%Y-%m}", one.owner) for one in reviews).items()))


def spread(reviews: Iterable[Review], today: dt.date) -> Iterator[tuple[Review, dt.date]]:
    """A day for each review that falls on a day with more than :data:`MOST_A_DAY`, never later than it was.

    They lie evenly over the working days before, records of one kind together; no review is moved to a day within
    :data:`FIRST_AFTER` days, nor to July.
    """
    crowded: dict[dt.date, list[Review]] = {}
    for review in reviews:
        crowded.setdefault(review.day, []).append(review)
    for last, there in sorted(crowded.items()):
        first = max(today + dt.timedelta(FIRST_AFTER), last - dt.timedelta(SPREAD_OVER))
        days = [day for day in _days(first, last) if day.weekday() < 5 and day.month != _HOLIDAY]
        if len(there) <= MOST_A_DAY or not days:
            continue
        ordered = sorted(there, key=lambda review: review.key)
        for number, review in enumerate(ordered):
            day = days[number * len(days) // len(ordered)]
            if day != review.day:
                yield review, day


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + dt.timedelta(number)
