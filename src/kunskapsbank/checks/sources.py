"""Rules about sources and reviews."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Problem, Severity
from ..content.record import Record
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
            yield Problem(
                record.source.key_place("kallor"),
                "missing-source",
                f"{record.titel}: ingen källa",
                f"Lägg till kallor med {_addresses(record)}.",
            )


@rule
def source_without_address(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En källa ska ha en adress: url, eller en annan nyckel som slagets källor har."""
    for record in site.records.values():
        for number, kalla in enumerate(record.kallor):
            if not _given(kalla):
                yield Problem(
                    record.source.place(("kallor", number)),
                    "source-without-address",
                    f"källan saknar {' och '.join(kalla.addresses)}",
                    "Lägg till en av dem." if len(kalla.addresses) > 1 else "Lägg till den.",
                )


@rule
def source_with_two_addresses(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En källa ska ha en enda adress."""
    for record in site.records.values():
        for number, kalla in enumerate(record.kallor):
            if len(_given(kalla)) > 1:
                yield Problem(
                    record.source.place(("kallor", number)),
                    "source-with-two-addresses",
                    f"källan har både {' och '.join(_given(kalla))}",
                    "Behåll en av dem, eller dela upp källan i två.",
                )


def _given(kalla: Kalla) -> list[str]:
    """The keys that say where *kalla* is."""
    return [name for name in kalla.addresses if getattr(kalla, name) is not None]


def _addresses(record: Record) -> str:
    """What an editor can write of a source of *record*: ``url och ar``, and the keys that its kind has beside them."""
    sources = next(groups_in(type(record).model_fields["kallor"].annotation), Kalla)
    others = [name for name in getattr(sources, "addresses", ()) if name != "url"]
    return ", eller ".join(["url och ar", *others])


@rule
def overdue_review(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En post vars dag för granskning har passerat ska granskas om."""
    for record in site.records.values():
        if record.granskas_senast is not None and record.granskas_senast < site.today:
            yield Problem(
                record.source.key_place("granskas_senast"),
                "overdue-review",
                f"{record.titel}: skulle ha granskats senast {record.granskas_senast}",
                "Jämför med källorna och skriv nya datum i granskad och granskas_senast.",
                Severity.WARNING,
            )


@rule
def reviewed_in_future(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En granskning eller kontroll kan inte ha gjorts i framtiden."""
    for record in site.records.values():
        for key in ("granskad", "kontrollerad"):
            day = getattr(record, key, None)
            if day is not None and day > site.today:
                yield Problem(
                    record.source.key_place(key),
                    "reviewed-in-future",
                    f"{record.titel}: {key} {day}, men i dag är {site.today}",
                    "Skriv dagen då granskningen gjordes.",
                )


@rule
def missing_synonyms(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En post ska ha synonymer: ord som folk skriver när de söker den."""
    for record in site.records.values():
        if not record.synonymer:
            yield Problem(
                record.source.key_place("synonymer"),
                "missing-synonyms",
                f"{record.titel}: inga synonymer",
                "Lägg till 3–8 vardagsord eller fraser under synonymer.",
                Severity.WARNING,
            )
