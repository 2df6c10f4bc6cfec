"""Questions that pages are found by: each leads to one page, the one that answers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..base.problems import Place, Problem, Severity, problem
from ..base.texts import one_line
from ..content.rules import rule
from ..content.site import Site
from ..language.swedish import words
from ..markdown.bodies import Bodies
from ..reading.front_matter import Source


@dataclass(frozen=True, slots=True)
class Claim:
    """A question that a page is said to answer, and where that is written."""

    question: str
    page: str  #: ``kind/id`` of a record, or the path of a frame page.
    source: Source
    number: int  #: Of the question there.

    @property
    def place(self) -> Place:
        """Where it is written."""
        return self.source.place(("sokfragor", self.number))


def claims(site: Site) -> Iterator[Claim]:
    """What the records of *site* are said to answer."""
    for record in site.records.values():
        for number, question in enumerate(record.sokfragor):
            yield Claim(question, record.key, record.source, number)


def shared(found: Iterable[Claim]) -> Iterator[Problem]:
    """A warning for each of *found* that an earlier one on another page has in the same words."""
    first: dict[tuple[str, ...], Claim] = {}
    for claim in found:
        other = first.setdefault(tuple(words(claim.question)), claim)
        if other.page != claim.page:
            yield problem(
                claim.place,
                "shared-question",
                Severity.WARNING,
                question=one_line(claim.question),
                other=other.page,
            )


@rule
def shared_question(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En sökfråga ska stå på en post: den som är svaret."""
    yield from shared(claims(site))
