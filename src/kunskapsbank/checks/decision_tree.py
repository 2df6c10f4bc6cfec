"""Rules about the decision helper."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Place, Problem
from ..content.decision_tree import MAX_QUESTIONS, Answer, Choices
from ..content.roles import End, Question
from ..content.site import Site
from ..markdown.bodies import Bodies
from . import rule


@rule(role=Question)
def not_one_first_question(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Exakt en fråga i vägvalet ska vara först."""
    choices = Choices.of(site)
    first, *more = choices.starts or (None,)
    if first is None and choices.questions:
        yield Problem(
            choices.questions[0].source.place(),
            "not-one-first-question",
            "ingen fråga är först",
            "Skriv forst: ja i den fråga som alla börjar med.",
        )
    for question in more:
        yield Problem(
            question.source.place(("forst",)),
            "not-one-first-question",
            f"{first.source.path if first else ''} är redan först",
            "Behåll forst: ja i en av dem.",
        )


@rule(role=Question)
def dead_end(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett svar i vägvalet ska leda till en publicerad fråga eller ett publicerat slut."""
    unpublished = {record.key for record in site.unpublished}
    leading = (*site.kinds.taking(Question), *site.kinds.taking(End))
    for answer in _answers(site):
        if answer.written in unpublished:
            yield Problem(
                _place(answer),
                "dead-end",
                f"'{answer.written}' är inte publicerad: svaret leder ingenstans",
                "Publicera den eller låt svaret leda till en annan.",
            )
        elif answer.target is not None and not isinstance(answer.target, (Question, End)):
            yield Problem(
                _place(answer),
                "dead-end",
                f"'{answer.written}' är varken en fråga eller ett slut",
                f"Skriv {' eller '.join(f'{kind.kind}/id' for kind in leading)}.",
            )


@rule(role=Question)
def choice_loop(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Svaren i vägvalet får inte leda tillbaka till en fråga som redan är ställd."""
    for answer in Choices.of(site).loops:
        asked = answer.target.titel if answer.target else ""
        yield Problem(
            _place(answer),
            "choice-loop",
            f"svaret leder tillbaka till frågan ”{asked}”",
            "Låt svaret leda vidare till ett slut.",
        )


@rule(role=Question)
def unreachable_choice(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Varje fråga och slut i vägvalet ska gå att nå från den första frågan."""
    choices = Choices.of(site)
    if not choices.starts:
        return
    for record in (*choices.questions, *choices.ends):
        if record.key not in choices.reached:
            yield Problem(
                record.source.place(),
                "unreachable-choice",
                f"inget svar leder till ”{record.titel}”",
                "Låt ett svar leda hit, eller ta bort filen.",
            )


@rule(role=Question)
def too_many_questions(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ingen ska behöva svara på fler än fem frågor i vägvalet."""
    for question in Choices.of(site).asked_as(MAX_QUESTIONS + 1):
        yield Problem(
            question.source.place(),
            "too-many-questions",
            f"frågan kommer som nummer {MAX_QUESTIONS + 1}, högst {MAX_QUESTIONS} får ställas",
            "Slå ihop frågor, eller låt ett tidigare svar leda till ett slut.",
        )


def _answers(site: Site) -> Iterator[Answer]:
    choices = Choices.of(site)
    for question in choices.questions:
        yield from choices.answers(question)


def _place(answer: Answer) -> Place:
    return answer.question.source.place(("alternativ", answer.number, "till"))
