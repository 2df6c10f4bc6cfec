"""Rules about budgets and municipalities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..base.problems import Place, Problem
from ..content.site import Site
from ..markdown.bodies import Bodies
from . import rule


@rule
def budget_row_does_not_add_up(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Årens belopp i en budgetrad ska ge radens totalt."""
    for record in site.of_kind("projekt"):
        for t, table in enumerate(record.budget):  # type: ignore[attr-defined]
            rows = [(("budget", t, "rader", r), row) for r, row in enumerate(table.rader)]
            for loc, row in [*rows, (("budget", t, "summa"), table.summa)]:
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
            by_year: dict[str, int] = {}
            for one in (one for row in table.rader for one in row.belopp):
                by_year[one.ar] = by_year.get(one.ar, 0) + one.kronor
            for year in sorted(by_year.keys() - {total.ar for total in table.summa.belopp}):
                yield Problem(
                    record.source.place(("budget", t, "summa", "belopp")),
                    "budget-column-does-not-add-up",
                    f"{table.rubrik} {year}: raderna ger {by_year[year]}, summan saknar året",
                    "Lägg till året i summans belopp.",
                )
            for b, total in enumerate(table.summa.belopp):
                found = by_year.get(total.ar, 0)
                if found != total.kronor:
                    yield Problem(
                        record.source.place(("budget", t, "summa", "belopp", b, "kronor")),
                        "budget-column-does-not-add-up",
                        f"{table.rubrik} {total.ar}: raderna ger {found}, summan säger {total.kronor}",
                        "Rätta raderna eller summan.",
                    )


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
