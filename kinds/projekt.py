"""The project behind the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from kunskapsbank.kinds import Bodies, Kronor, Line, Part, Problem, Prose, Ref, Shown, Site, Slug, When, field, rule

from ._post import Post


class Belopp(Part):
    """Kronor for one year."""

    ar: Line = field("År")
    kronor: Kronor = field("Kronor")


class Budgetrad(Part):
    """One row of the budget: an amount per year and their total."""

    namn: Line = field("Namn")
    region: Annotated[Slug, Ref("regioner", back="Finansierade")] | None = field("Region", default=None)
    belopp: tuple[Belopp, ...] = field("Belopp", "Ett belopp per år.", min_length=1)
    totalt: Kronor = field("Totalt", "Summan av årens belopp.")


class Budgettabell(Part):
    """Rows and the sum row that they add up to."""

    rubrik: Line = field("Rubrik")
    rader: tuple[Budgetrad, ...] = field("Rader", min_length=1)
    summa: Budgetrad = field("Summa")


class Fas(Part):
    """A phase of the project."""

    namn: Line = field("Namn")
    nar: Line = field("När")


class Grupp(Part):
    """A part of the project's organisation."""

    namn: Line = field("Namn")
    uppgift: tuple[Line, ...] = field("Uppgift", min_length=1)
    deltagare: tuple[Line, ...] = field("Deltagare", default=())


class Projektperson(Part):
    """Somebody with an official role in the project."""

    namn: Line = field("Namn")
    roll: Line = field("Roll")
    organisation: Annotated[Slug, Ref("organisationer", back="Personer i projektet")] = field("Organisation")


class Hallpunkt(Part):
    """A date in the project's history."""

    nar: When = field("När", "År, månad eller dag.")
    vad: Line = field("Vad")


class Projekt(Post):
    """The project behind the site."""

    kind = "projekt"
    singular = "Projekt"
    plural = "Projektet"
    about = "Projektet Regionala strukturer för validering i Östra Mellansverige."
    weight = 1.2
    weight_at_length = -0.21
    single = "om/projektet"
    parent = "om"

    start: Annotated[When, Shown()] = field("Start")
    slut_i_kallan: Annotated[Line, Shown()] = field("Slut enligt källan", "Ordagrant, även om datumet inte finns.")
    projektagare: Annotated[Slug, Ref("organisationer", back="Äger projektet"), Shown()] = field("Projektägare")
    parter: Annotated[tuple[Annotated[Slug, Ref("organisationer", back="Samverkanspart i")], ...], Shown()] = field(
        "Samverkansparter", min_length=1
    )
    diarienummer: Annotated[Line, Shown()] = field("Diarienummer")
    syfte: tuple[Prose, ...] = field("Syfte", min_length=1)
    faser: tuple[Fas, ...] = field("Faser", default=())
    organisation: tuple[Grupp, ...] = field("Organisation", default=())
    personer: tuple[Projektperson, ...] = field("Personer i offentlig roll", default=())
    hallpunkter: tuple[Hallpunkt, ...] = field("Hållpunkter", default=())
    budget: tuple[Budgettabell, ...] = field("Budget", "Kostnader och finansiering i hela kronor.", min_length=1)


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
    for record in site.taking(Projekt):
        for t, table in enumerate(record.budget):
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


def _budget_rows(site: Site) -> Iterator[tuple[Projekt, tuple[str | int, ...], Budgetrad]]:
    """(record, where in it, row) of every row of a budget, the row of sums last in each table."""
    for record in site.taking(Projekt):
        for t, table in enumerate(record.budget):
            yield from ((record, ("budget", t, "rader", r), row) for r, row in enumerate(table.rader))
            yield record, ("budget", t, "summa"), table.summa


def _by_year(amounts: Iterable[Belopp]) -> dict[str, int]:
    """Kronor by year, whatever the order of *amounts*."""
    found: dict[str, int] = {}
    for one in amounts:
        found[one.ar] = found.get(one.ar, 0) + one.kronor
    return found
