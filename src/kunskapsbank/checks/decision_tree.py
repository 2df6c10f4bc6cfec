"""Rules about the decision helper."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Place, Problem, problem
from ..base.texts import any_of
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
    if first is None and choices.questions and "forst" not in site.unread_words:
        yield problem(choices.questions[0].source.place(), "not-one-first-question")
    for question in more:
        yield problem(
            question.source.place(("forst",)),
            "not-one-first-question/several",
            other=first.source.path if first else "",
        )


@rule(role=Question)
def dead_end(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett svar i vägvalet ska leda till en publicerad fråga eller ett publicerat slut."""
    unpublished = {record.key for record in site.unpublished}
    leading = (*site.kinds.taking(Question), *site.kinds.taking(End))
    for answer in _answers(site):
        if answer.written in unpublished:
            yield problem(_place(answer), "dead-end", written=answer.written)
        elif answer.target is not None and not isinstance(answer.target, (Question, End)):
            yield problem(
                _place(answer),
                "dead-end/no-question",
                written=answer.written,
                forms=any_of([f"{kind.kind}/id" for kind in leading]),
            )


@rule(role=Question)
def choice_loop(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Svaren i vägvalet får inte leda tillbaka till en fråga som redan är ställd."""
    for answer in Choices.of(site).loops:
        asked = answer.target.titel if answer.target else ""
        yield problem(_place(answer), "choice-loop", asked=asked)


@rule(role=Question)
def unreachable_choice(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Varje fråga och slut i vägvalet ska gå att nå från den första frågan."""
    choices = Choices.of(site)
    if not choices.starts:
        return
    told = [one for one in choices.questions if one.id in site.unread_words]  # By a faulty question, it may be.
    reached = choices.reached_from((*choices.starts, *told))
    for record in (*choices.questions, *choices.ends):
        if record.key not in reached and record.id not in site.unread_words:
            yield problem(record.source.place(), "unreachable-choice", title=record.titel)


@rule(role=Question)
def too_many_questions(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ingen ska behöva svara på fler än fem frågor i vägvalet."""
    for question in Choices.of(site).asked_as(MAX_QUESTIONS + 1):
        yield problem(question.source.place(), "too-many-questions", number=MAX_QUESTIONS + 1, most=MAX_QUESTIONS)


def _answers(site: Site) -> Iterator[Answer]:
    choices = Choices.of(site)
    for question in choices.questions:
        yield from choices.answers(question)


def _place(answer: Answer) -> Place:
    return answer.question.source.place(("alternativ", answer.number, "till"))
