"""Rules about the self-assessment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..base.problems import Place, Problem, problem
from ..content.roles import Assessment, AssessmentArea, Statement
from ..content.roles.assessment import LEVELS
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..reading.messages import did_you_mean
from . import rule


@dataclass(frozen=True, slots=True)
class _Asked:
    """A statement where it stands."""

    area: AssessmentArea
    number: int
    statement: Statement

    def place(self, *loc: str | int) -> Place:
        return self.area.source.place(("pastaenden", self.number, *loc))


@rule(role=AssessmentArea)
def not_one_assessment(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Självskattningens områden ska höra till en enda post med version, skala och svarande."""
    areas, assessments = site.taking(AssessmentArea), site.taking(Assessment)
    if areas and not assessments and not _unread(site):
        yield problem(areas[0].source.place(), "not-one-assessment")
    for other in assessments[1:]:
        yield problem(other.source.place(), "not-one-assessment/several", other=assessments[0].source.path)


@rule(role=AssessmentArea)
def repeated_statement(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett påståendes id ska vara unikt i hela självskattningen, och inte ha tillhört ett påstående som utgått."""
    count = Counter(one.statement.id for one in _asked(site))
    retired = {one.id for assessment in site.taking(Assessment) for one in assessment.utgangna}
    first: dict[str, _Asked] = {}
    for one in _asked(site):
        id_ = one.statement.id
        if id_ in retired:
            yield problem(one.place("id"), "repeated-statement/retired", id=id_)
        elif count[id_] > 1 and id_ in first:
            yield problem(one.place("id"), "repeated-statement", id=id_, other=first[id_].area.source.path)
        first.setdefault(id_, one)


@rule(role=AssessmentArea)
def level_without_action(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Varje påstående ska ha minst en åtgärd för var och en av nivåerna under den högsta."""
    for one in _asked(site):
        for level in range(1, LEVELS):
            if not any(action.niva == level for action in one.statement.atgarder):
                yield problem(one.place("atgarder"), "level-without-action", id=one.statement.id, level=level)


@rule(role=AssessmentArea)
def unknown_answerer(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Den som svarar på ett påstående ska finnas bland de svarande."""
    for assessment in site.taking(Assessment)[:1]:
        known = [one.id for one in assessment.svarande]
        for place, answerer in _not_among(known, site, "svarar"):
            remedy = did_you_mean(answerer, known)
            yield problem(place, "unknown-answerer", remedy=remedy, answerer=answerer, known=tuple(known))


@rule(role=AssessmentArea)
def version_without_history(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Självskattningens version ska vara den högsta i historiken, och inget påstående får höra till en senare."""
    for assessment in site.taking(Assessment)[:1]:
        newest = max(one.version for one in assessment.historik)
        if newest != assessment.version:
            place = assessment.source.place(("version",))
            yield problem(place, "version-without-history", version=assessment.version, newest=newest)
        for one in _asked(site):
            for key in ("sedan", "andrad"):
                if (given := getattr(one.statement, key)) is not None and given > assessment.version:
                    yield problem(
                        one.place(key),
                        "version-without-history/later",
                        key=key,
                        given=given,
                        version=assessment.version,
                    )


@rule(role=AssessmentArea)
def replaced_statement_still_asked(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett påstående som ersätts ska stå bland de utgångna, så att svaren på det kan visas med sina ord."""
    for assessment in site.taking(Assessment)[:1]:
        retired = [one.id for one in assessment.utgangna]
        for place, id_ in _not_among(retired, site, "ersatter"):
            yield problem(place, "replaced-statement-still-asked", remedy=did_you_mean(id_, retired), id=id_)


def _not_among(known: list[str], site: Site, key: str) -> Iterator[tuple[Place, str]]:
    """The ids under *key* in every statement that are not among the *known*, each with its place."""
    for one in _asked(site):
        for number, id_ in enumerate(getattr(one.statement, key)):
            if id_ not in known:
                yield one.place(key, number), id_


def _asked(site: Site) -> Iterator[_Asked]:
    for area in site.taking(AssessmentArea):
        for number, statement in enumerate(area.pastaenden):
            yield _Asked(area, number, statement)


def _unread(site: Site) -> bool:
    """Whether a faulty file may be the assessment."""
    return any(key.startswith(f"{kind.kind}/") for kind in site.kinds.taking(Assessment) for key in site.unread)
