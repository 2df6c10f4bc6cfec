"""Rules about sources and reviews."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from ..base.problems import Problem, Severity, problem
from ..base.texts import Phrase, all_of, any_of, phrase
from ..content.record import Record, group_fields
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..reading.fields import Kalla
from ..reading.messages import groups_in
from . import rule


@rule
def missing_source(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Varje post ska ha minst en källa, om inte slaget säger att det inte behövs (sourced)."""
    for record in site.records.values():
        if record.sourced and not record.kallor:
            yield problem(
                record.source.key_place("kallor"), "missing-source", title=record.titel, addresses=_addresses(record)
            )


@rule
def source_without_address(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En källa ska ha en adress: url, eller en annan nyckel som slagets källor har."""
    for record in site.records.values():
        for loc, kalla in _sources(record):
            if not _given(kalla):
                yield problem(
                    record.source.place(loc),
                    "source-without-address",
                    remedy=phrase("add-it") if len(kalla.addresses) == 1 else None,
                    addresses=all_of(kalla.addresses),
                )


@rule
def source_with_two_addresses(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En källa ska ha en enda adress."""
    for record in site.records.values():
        for loc, kalla in _sources(record):
            if len(_given(kalla)) > 1:
                yield problem(
                    record.source.place(loc),
                    "source-with-two-addresses",
                    addresses=all_of(_given(kalla)),
                )


def _sources(value: BaseModel, loc: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Kalla]]:
    """Every source in *value* and its groups, with where it stands."""
    for name in group_fields(type(value)):
        content = getattr(value, name)
        several = isinstance(content, tuple)
        for number, one in enumerate(content if several else (content,)):
            here = (*loc, name, number) if several else (*loc, name)
            if isinstance(one, Kalla):
                yield here, one
            elif isinstance(one, BaseModel):
                yield from _sources(one, here)


def _given(kalla: Kalla) -> list[str]:
    """The keys that say where *kalla* is."""
    return [name for name in kalla.addresses if getattr(kalla, name) is not None]


def _addresses(record: Record) -> Phrase:
    """What an editor can write of a source of *record*: ``url och ar``, and the keys that its kind has beside them."""
    sources = next(groups_in(type(record).model_fields["kallor"].annotation), Kalla)
    others = [name for name in getattr(sources, "addresses", ()) if name != "url"]
    first = phrase("url-and-year")
    return phrase("either-of", first=first, others=any_of(others)) if others else first


@rule
def overdue_review(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En post vars dag för granskning har passerat ska granskas om."""
    for record in site.records.values():
        if record.granskas_senast is not None and record.granskas_senast < site.today:
            yield problem(
                record.source.key_place("granskas_senast"),
                "overdue-review",
                Severity.WARNING,
                title=record.titel,
                day=record.granskas_senast,
            )


@rule
def reviewed_in_future(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En granskning eller kontroll kan inte ha gjorts i framtiden."""
    for record in site.records.values():
        for key in ("granskad", "kontrollerad"):
            day = getattr(record, key, None)
            if day is not None and day > site.today:
                yield problem(
                    record.source.key_place(key),
                    "reviewed-in-future",
                    title=record.titel,
                    key=key,
                    day=day,
                    today=site.today,
                )


@rule
def missing_synonyms(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En post ska ha synonymer: ord som folk skriver när de söker den."""
    for record in site.records.values():
        if not record.synonymer:
            yield problem(
                record.source.key_place("synonymer"), "missing-synonyms", Severity.WARNING, title=record.titel
            )
