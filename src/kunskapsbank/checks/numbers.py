"""Rules about budgets and municipalities."""

from __future__ import annotations

from collections.abc import Iterator

from ..bodies import Bodies
from ..problems import Problem
from ..site import Site
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
                    yield Problem(record.source.place((*loc, "totalt")), "budget-row-does-not-add-up",
                                  f"{row.namn}: åren ger {found}, totalt säger {row.totalt}",
                                  "Rätta årens belopp eller totalt.")


@rule
def budget_column_does_not_add_up(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Varje års belopp i en budgettabell ska ge summaradens belopp."""
    for record in site.of_kind("projekt"):
        for t, table in enumerate(record.budget):  # type: ignore[attr-defined]
            for b, total in enumerate(table.summa.belopp):
                found = sum(one.kronor for row in table.rader for one in row.belopp if one.ar == total.ar)
                if found != total.kronor:
                    yield Problem(record.source.place(("budget", t, "summa", "belopp", b, "kronor")),
                                  "budget-column-does-not-add-up",
                                  f"{table.rubrik} {total.ar}: raderna ger {found}, summan säger {total.kronor}",
                                  "Rätta raderna eller summan.")


@rule
def municipality_in_two_regions(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En kommun hör till ett län; koden börjar med länskoden."""
    seen: dict[str, str] = {}
    for region in site.of_kind("regioner"):
        for number, kommun in enumerate(region.kommuner):  # type: ignore[attr-defined]
            place = region.source.place(("kommuner", number, "kod"))
            if kommun.kod in seen:
                yield Problem(place, "municipality-in-two-regions",
                              f"{kommun.namn} ({kommun.kod}) står också i {seen[kommun.kod]}", "Behåll en av dem.")
            elif not kommun.kod.startswith(region.lanskod):  # type: ignore[attr-defined]
                yield Problem(place, "municipality-in-wrong-county",
                              f"{kommun.namn}: {kommun.kod} börjar inte med länskoden {region.lanskod}",  # type: ignore[attr-defined]
                              "Rätta koden eller flytta kommunen.")
            seen.setdefault(kommun.kod, region.titel)
