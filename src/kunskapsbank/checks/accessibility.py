"""Rules about the accessibility statement: it is fresh, and says no more than the tests have shown."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Problem, Severity, problem
from ..base.texts import phrase, semicolons
from ..content.roles import AccessibilityStatement
from ..content.site import Site
from ..markdown.bodies import Bodies
from . import rule


@rule(role=AccessibilityStatement)
def old_accessibility_assessment(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Webbplatsens tillgänglighet ska bedömas minst en gång om året."""
    for statement in site.taking(AccessibilityStatement):
        if statement.valid_until < site.today:
            yield problem(statement.source.key_place("bedomd"), "old-accessibility-assessment", day=statement.bedomd)


@rule(role=AccessibilityStatement)
def overclaimed_accessibility(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En webbplats är helt förenlig med lagen först när allt är prövat och ingen brist är känd."""
    for statement in site.taking(AccessibilityStatement):
        untested = [one.metod for one in statement.granskningar if one.utfall != "inga fel"]
        against = [phrase("known-flaws")] * bool(statement.brister) + [
            phrase("test-with-flaws", method=method) for method in untested
        ]
        if statement.forenlighet == "helt förenlig" and against:
            yield problem(
                statement.source.place(("forenlighet",)), "overclaimed-accessibility", against=semicolons(against)
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
                yield problem(
                    statement.source.place(loc),
                    "accessibility-tested-in-future",
                    key=loc[-1],
                    day=day,
                    today=site.today,
                )


@rule(role=AccessibilityStatement)
def accessibility_test_without_day(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En gjord tillgänglighetsprövning har en dag, och en som inte är gjord har ingen."""
    for statement in site.taking(AccessibilityStatement):
        for number, one in enumerate(statement.granskningar):
            if (one.gjord is None) != (one.utfall == "inte gjord"):
                place = statement.source.place(("granskningar", number, "utfall"))
                if one.gjord is None:
                    yield problem(place, "accessibility-test-without-day", outcome=one.utfall)
                else:
                    yield problem(place, "accessibility-test-without-day/not-done", outcome=one.utfall)


@rule(role=AccessibilityStatement)
def overdue_accessibility_fix(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En brist vars dag har passerat ska vara avhjälpt eller få en ny dag."""
    for statement in site.taking(AccessibilityStatement):
        for number, brist in enumerate(statement.brister):
            if brist.klart_senast < site.today:
                yield problem(
                    statement.source.place(("brister", number, "klart_senast")),
                    "overdue-accessibility-fix",
                    Severity.WARNING,
                    day=brist.klart_senast,
                )
