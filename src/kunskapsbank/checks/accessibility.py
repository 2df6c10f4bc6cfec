"""Rules about the accessibility statement: it is fresh, and says no more than the tests have shown."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Problem, Severity
from ..content.roles import AccessibilityStatement
from ..content.site import Site
from ..markdown.bodies import Bodies
from . import rule


@rule(role=AccessibilityStatement)
def old_accessibility_assessment(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Webbplatsens tillgänglighet ska bedömas minst en gång om året."""
    for statement in site.taking(AccessibilityStatement):
        if statement.valid_until < site.today:
            yield Problem(
                statement.source.key_place("bedomd"),
                "old-accessibility-assessment",
                f"bedomd: {statement.bedomd} är mer än ett år sedan",
                "Pröva webbplatsen igen, rätta redogörelsen och skriv dagen i bedomd.",
            )


@rule(role=AccessibilityStatement)
def overclaimed_accessibility(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En webbplats är helt förenlig med lagen först när allt är prövat och ingen brist är känd."""
    for statement in site.taking(AccessibilityStatement):
        untested = [one.metod for one in statement.granskningar if one.utfall != "inga fel"]
        against = ["kända brister"] * bool(statement.brister) + [
            f"”{method}” gav brister eller är inte gjord" for method in untested
        ]
        if statement.forenlighet == "helt förenlig" and against:
            yield Problem(
                statement.source.place(("forenlighet",)),
                "overclaimed-accessibility",
                f"forenlighet: 'helt förenlig' går inte ihop med {'; '.join(against)}",
                "Skriv delvis förenlig eller inte förenlig tills bristerna är avhjälpta och allt är prövat.",
            )


@rule(role=AccessibilityStatement)
def accessibility_tested_in_future(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En bedömning eller prövning kan inte ha gjorts i framtiden."""
    for statement in site.taking(AccessibilityStatement):
        days = [
            (("bedomd",), statement.bedomd),
            (("uppdaterad",), statement.uppdaterad),
            *((("granskningar", number, "gjord"), one.gjord) for number, one in enumerate(statement.granskningar)),
        ]
        for loc, day in days:
            if day is not None and day > site.today:
                yield Problem(
                    statement.source.place(loc),
                    "accessibility-tested-in-future",
                    f"{loc[-1]}: {day} har inte varit, i dag är {site.today}",
                    "Skriv dagen då det gjordes.",
                )


@rule(role=AccessibilityStatement)
def accessibility_test_without_day(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En gjord tillgänglighetsprövning har en dag, och en som inte är gjord har ingen."""
    for statement in site.taking(AccessibilityStatement):
        for number, one in enumerate(statement.granskningar):
            if (one.gjord is None) != (one.utfall == "inte gjord"):
                place = statement.source.place(("granskningar", number, "utfall"))
                yield Problem(
                    place,
                    "accessibility-test-without-day",
                    f"utfall: '{one.utfall}' {'saknar' if one.gjord is None else 'har ändå'} dag i gjord",
                    "Skriv gjord när prövningen är gjord, och utfall: inte gjord när den inte är det.",
                )


@rule(role=AccessibilityStatement)
def overdue_accessibility_fix(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En brist vars dag har passerat ska vara avhjälpt eller få en ny dag."""
    for statement in site.taking(AccessibilityStatement):
        for number, brist in enumerate(statement.brister):
            if brist.klart_senast < site.today:
                yield Problem(
                    statement.source.place(("brister", number, "klart_senast")),
                    "overdue-accessibility-fix",
                    f"klart_senast: {brist.klart_senast} har passerat",
                    "Ta bort bristen om den är avhjälpt, annars skriv en ny dag.",
                    Severity.WARNING,
                )
