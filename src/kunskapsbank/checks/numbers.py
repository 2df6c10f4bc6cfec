"""Rules about budgets and municipalities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..base.problems import Place, Problem
from ..content.record import Record
from ..content.site import Site
from ..markdown.bodies import Bodies
from . import rule


@rule
def budget_row_does_not_add_up(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Årens belopp i en budgetrad ska ge radens totalt."""
    for record, loc, row in _budget_rows(site):
        found = sum(b.kronor for b in row.belopp)
        if found != row.totalt:
            yield Problem(
                record.source.place((*loc, "totalt")),
                "budget-row-does-not-add-up",
                f"{row.namn}: åren ger {found}, totalt säger {row.totalt}",
                "Rätta årens belopp eller totalt.",
            )


@rule
def budget_column_does_not_add_up(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Varje års belopp i en budgettabell ska ge summaradens belopp."""
    for record in site.of_kind("projekt"):
        for t, table in enumerate(record.budget):  # type: ignore[attr-defined]
            by_year = _by_year(one for row in table.rader for one in row.belopp)
            totals = _by_year(table.summa.belopp)
            for year in sorted(by_year.keys() - totals.keys()):
                yield Problem(
                    record.source.place(("budget", t, "summa", "belopp")),
                    "budget-column-does-not-add-up",
                    f"{table.rubrik} {year}: raderna ger {by_year[year]}, summan saknar året",
                    "Lägg till året i summans belopp.",
                )
            first = {one.ar: b for b, one in reversed([*enumerate(table.summa.belopp)])}
            for year, b in first.items():
                found = by_year.get(year, 0)
                if found != totals[year]:
                    yield Problem(
                        record.source.place(("budget", t, "summa", "belopp", b, "kronor")),
                        "budget-column-does-not-add-up",
                        f"{table.rubrik} {year}: raderna ger {found}, summan säger {totals[year]}",
                        "Rätta raderna eller summan.",
                    )


@rule
def budget_year_twice(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett år ska stå högst en gång i en budgetrad."""
    for record, loc, row in _budget_rows(site):
        seen: set[str] = set()
        for b, one in enumerate(row.belopp):
            if one.ar in seen:
                yield Problem(
                    record.source.place((*loc, "belopp", b, "ar")),
                    "budget-year-twice",
                    f"{row.namn}: året {one.ar} står redan i raden",
                    "Rätta året, eller slå ihop beloppen.",
                )
            seen.add(one.ar)


def _budget_rows(site: Site) -> Iterator[tuple[Record, tuple[str | int, ...], Any]]:
    """(record, where in it, row) of every row of a budget, the row of sums last in each table."""
    for record in site.of_kind("projekt"):
        for t, table in enumerate(record.budget):  # type: ignore[attr-defined]
            yield from ((record, ("budget", t, "rader", r), row) for r, row in enumerate(table.rader))
            yield record, ("budget", t, "summa"), table.summa


def _by_year(amounts: Iterable[Any]) -> dict[str, int]:
    """Kronor by year, whatever the order of *amounts*."""
    found: dict[str, int] = {}
    for one in amounts:
        found[one.ar] = found.get(one.ar, 0) + one.kronor
    return found


@rule
def municipality_in_two_regions(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En kommun ska stå i en region."""
    seen: dict[str, str] = {}
    for region, kommun, place in _municipalities(site):
        if kommun.kod in seen:
            yield Problem(
                place,
                "municipality-in-two-regions",
                f"{kommun.namn} ({kommun.kod}) står också i {seen[kommun.kod]}",
                "Behåll en av dem.",
            )
        seen.setdefault(kommun.kod, region.titel)


@rule
def municipality_in_wrong_county(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En kommuns kod ska börja med regionens länskod."""
    for region, kommun, place in _municipalities(site):
        if not kommun.kod.startswith(region.lanskod):
            yield Problem(
                place,
                "municipality-in-wrong-county",
                f"{kommun.namn}: {kommun.kod} börjar inte med länskoden {region.lanskod}",
                "Rätta koden eller flytta kommunen.",
            )


def _municipalities(site: Site) -> Iterator[tuple[Any, Any, Place]]:
    """(region, municipality, place of its code)."""
    for region in site.of_kind("regioner"):
        for number, kommun in enumerate(region.kommuner):  # type: ignore[attr-defined]
            yield region, kommun, region.source.place(("kommuner", number, "kod"))
