"""Questions of the decision helper."""

from __future__ import annotations

from collections.abc import Iterator

from kunskapsbank.kinds import Bodies, Choice, Line, Problem, Question, Site, field, rule, swedish_key

from ._post import Post
from .branschmodeller import Branschmodell


class Alternativ(Choice):
    """An answer, and where it leads."""

    branschgrupp: Line | None = field(
        "Bransch",
        "Den branschgrupp som svaret fyller i när sökningen bland branschmodeller öppnas längre fram.",
        default=None,
    )


class Vagfraga(Question, Post):
    """A question with two answers or more. ``titel`` is the question."""

    kind = "vagfragor"
    singular = "Fråga"
    plural = "Vilken väg passar?"
    translated = ("en", "sv-simple")
    about = "Högst fem frågor leder till den väg som passar, med skäl, nästa steg och kontakt."
    place = "verktyg/vilken-vag"
    weight = 0.5
    meeting = True
    lasting = True

    alternativ: tuple[Alternativ, ...] = field("Alternativ", "Svaren att välja mellan.", min_length=2)


@rule
def answer_without_models(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En branschgrupp som ett svar fyller i ska ha minst en branschmodell."""
    groups = {model.branschgrupp for model in site.taking(Branschmodell)}
    for question in site.taking(Vagfraga):
        for number, answer in enumerate(question.alternativ):
            if answer.branschgrupp is not None and answer.branschgrupp not in groups:
                yield Problem(
                    question.source.place(("alternativ", number, "branschgrupp")),
                    "answer-without-models",
                    f"ingen branschmodell hör till '{answer.branschgrupp}'",
                    f"Skriv en av grupperna: {', '.join(sorted(groups, key=swedish_key)) or 'inga finns'}.",
                )
