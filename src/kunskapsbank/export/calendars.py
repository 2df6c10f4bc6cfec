"""Calendars (RFC 5545): of every event, of all, of what one filters events by, and for editors of when to review what.

Nothing in them is of the build: DTSTAMP is the day that the record last changed and SEQUENCE how many times it has
(:mod:`..content.history`), so a programme that has an event takes the new one in its place. An event that is called off
stays as such; verification stops a build that has lost one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..base.settings import Website
from ..content.addresses import address_of, list_address
from ..content.history import History
from ..content.record import Record
from ..content.roles import Event
from ..content.site import Site
from ..reading.texts import Texts

if TYPE_CHECKING:
    from icalendar import Calendar
    from icalendar import Event as Entry

NAME = "kalender.ics"
TYPE = "text/calendar"
REVIEWS = "redaktor/granskas.ics"
_STATUS = {"genomförd": "CONFIRMED", "planerad": "CONFIRMED", "inställd": "CANCELLED"}  #: Else TENTATIVE.
_MIDNIGHT = dt.time(0, tzinfo=dt.UTC)  #: A day as a moment, which is never later than a build on that day.


def dated(site: Site) -> tuple[Event, ...]:
    """The events whose day is known, the first first: others cannot stand in a calendar."""
    return tuple(sorted((one for one in site.taking(Event) if one.days), key=lambda one: (str(one.start), one.key)))


def own_address(event: Record) -> str:
    """Where the calendar of one event is."""
    return f"{address_of(event)}{NAME}"


def calendars(site: Site) -> Mapping[str, tuple[str, tuple[Event, ...]]]:
    """Every calendar of events by its address: its title and what is in it."""
    found: dict[str, tuple[str, tuple[Event, ...]]] = {}
    groups: dict[str, list[Event]] = {}
    for event in dated(site):
        kind = type(event)
        found[own_address(event)] = (event.titel, (event,))
        groups.setdefault(f"{list_address(kind)}{NAME}\0{kind.plural}", []).append(event)
        for name in kind.filters:
            for target in site.targets(event, name):
                if target.pages:
                    groups.setdefault(f"{address_of(target)}{NAME}\0{target.titel}", []).append(event)
    for named, events in groups.items():
        address, _, title = named.partition("\0")
        found[address] = (title, tuple(events))
    return dict(sorted(found.items()))


def files(site: Site, history: History, website: Website, texts: Texts) -> dict[str, bytes]:
    """The calendars as files; none without an address of the site, which events are named by."""
    if not website.url:
        return {}
    known = calendars(site)
    entries = {one.key: _event(one, history, website) for one in dated(site)} if known else {}
    found = {
        address: _written(
            title if len(events) == 1 and address.startswith(address_of(events[0])) else f"{title} – {website.name}",
            [entries[one.key] for one in events],
            [moment for one in events for moment in one.moments or () if moment],
            website,
            texts,
        )
        for address, (title, events) in known.items()
    }
    reviews = reviews_of(site, history, website, texts)
    return found | ({REVIEWS: reviews} if reviews else {})


def reviews_of(site: Site, history: History, website: Website, texts: Texts) -> bytes:
    """The calendar for editors, of what is to be reviewed by which day; empty when nothing is."""
    entries = [*_reviews(site, history, website, texts)]
    title = texts.plain("kalender.granskas", namn=website.name)
    return _written(title, entries, [], website, texts) if entries else b""


def _written(title: str, entries: Iterable[Entry], moments: list[dt.datetime], website: Website, texts: Texts) -> bytes:
    from icalendar import Calendar

    calendar = Calendar()  # Not Calendar.new, which makes up an id of its own each time.
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{_host(website)}//Kunskapsbank//{texts.language.upper()}")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)  # What programs older than RFC 7986 read.
    for zone in _zones(moments):
        calendar.add_component(zone)
    for entry in entries:
        calendar.add_component(entry)
    written: bytes = calendar.to_ical()
    return written


def _zones(moments: list[dt.datetime]) -> Iterator[Calendar | Any]:
    """The rules of every zone that *moments* are in, from the year before the first to the year after the last."""
    from icalendar import Timezone

    by_name: dict[str, list[int]] = {}
    for moment in moments:
        by_name.setdefault(str(moment.tzinfo), []).append(moment.year)
    for name, years in sorted(by_name.items()):
        first, last = dt.date(min(years) - 1, 1, 1), dt.date(max(years) + 2, 1, 1)
        zone = Timezone.from_tzid(name, first_date=first, last_date=last)
        zone.pop("comment", None)
        yield zone


def _event(event: Event, history: History, website: Website) -> Entry:
    from icalendar import Event as Entry

    change, entry, url = history.of(event), Entry(), website.absolute(address_of(event))
    first, last = event.days or (dt.date.min, dt.date.min)
    begins, ends = event.moments or (first, last + dt.timedelta(days=1))
    entry.add("uid", f"{event.kind}-{event.id}@{_host(website)}")
    entry.add("dtstamp", _moment(change.last or first))
    entry.add("last-modified", _moment(change.last or first))
    entry.add("sequence", change.number)
    entry.add("dtstart", begins)
    if ends is not None:
        entry.add("dtend", ends)
    entry.add("summary", event.titel)
    entry.add("description", "\n\n".join(filter(None, [event.ingress, ", ".join(event.arrangorer), url])))
    entry.add("url", url)
    if event.plats:
        place = (event.plats.lokal, event.plats.ort, *event.plats.lan)
        if any(place):
            entry.add("location", ", ".join(filter(None, place)))
    entry.add("categories", [event.typ])
    entry.add("status", _STATUS.get(event.genomforande, "TENTATIVE"))
    if event.moments is None:
        entry.add("transp", "TRANSPARENT")
    return entry


def _reviews(site: Site, history: History, website: Website, texts: Texts) -> Iterator[Entry]:
    """A day for all that is to be reviewed by then.

    SEQUENCE may never fall, and what stands under a day comes and goes: so it is the number of all changes ever.
    """
    from icalendar import Event as Entry

    days: dict[dt.date, list[Record]] = {}
    for record in site.records.values():
        if record.granskas_senast:
            days.setdefault(record.granskas_senast, []).append(record)
    total = sum(history.of(one).number for one in site.records.values()) + sum(
        known.number + 1 for key, known in history.kept.items() if key not in site.records
    )
    for day, records in sorted(days.items()):
        newest = max(filter(None, (history.of(one).last for one in records)), default=day)
        entry = Entry()
        entry.add("uid", f"granskas-{day}@{_host(website)}")
        entry.add("dtstamp", _moment(newest))
        entry.add("sequence", total)
        entry.add("dtstart", day)
        entry.add("dtend", day + dt.timedelta(days=1))
        entry.add("summary", texts.plain("kalender.att_granska", antal=len(records)))
        entry.add("description", "\n".join(f"{one.titel}: {website.absolute(address_of(one))}" for one in records))
        entry.add("transp", "TRANSPARENT")
        yield entry


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, _MIDNIGHT)


def _host(website: Website) -> str:
    return urlsplit(website.url).hostname or "localhost"
