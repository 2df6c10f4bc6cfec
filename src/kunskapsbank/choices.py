"""The decision helper as a graph: answers lead from questions to questions or to ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .kinds.vagfragor import Vagfraga
from .kinds.vagsvar import Vagsvar
from .model import Record
from .site import Site

MAX_QUESTIONS = 5  #: How many questions lie at most between the start and an end.


@dataclass(frozen=True)
class Answer:
    """One answer of one question."""

    question: Vagfraga
    number: int  #: From 0, in the order of the file.
    target: Record | None  #: None when nothing of that name is published.

    @property
    def written(self) -> str:
        """The target as the editor wrote it."""
        return self.question.alternativ[self.number].till


@dataclass(frozen=True)
class Choices:
    """All questions and ends of a site."""

    questions: tuple[Vagfraga, ...]
    ends: tuple[Vagsvar, ...]
    _site: Site

    @classmethod
    def of(cls, site: Site) -> Choices:
        """The graph of *site*."""
        return cls(tuple(r for r in site.of_kind("vagfragor") if isinstance(r, Vagfraga)),
                   tuple(r for r in site.of_kind("vagsvar") if isinstance(r, Vagsvar)), site)

    @property
    def starts(self) -> tuple[Vagfraga, ...]:
        """The questions that say they come first; a faultless site has one."""
        return tuple(q for q in self.questions if q.forst)

    def answers(self, question: Vagfraga) -> Iterator[Answer]:
        """The answers of *question*."""
        for number, choice in enumerate(question.alternativ):
            yield Answer(question, number, self._site.get(choice.till))

    def paths(self) -> Iterator[tuple[Answer, ...]]:
        """Every way through the questions, as the answers given.

        A path stops at an end, at an answer that leads to no question or end, and at the answer that leads back to a
        question already asked: that question is then the target of the last answer.
        """
        for start in self.starts:
            yield from self._paths(start, (), frozenset({start.key}))

    def _paths(self, question: Vagfraga, given: tuple[Answer, ...], asked: frozenset[str]
               ) -> Iterator[tuple[Answer, ...]]:
        for answer in self.answers(question):
            target = answer.target
            if isinstance(target, Vagfraga) and target.key not in asked:
                yield from self._paths(target, (*given, answer), asked | {target.key})
            else:
                yield (*given, answer)

    def longest_from(self, question: Vagfraga) -> int:
        """How many questions remain at most, *question* included."""
        return max(map(len, self._paths(question, (), frozenset({question.key}))))
