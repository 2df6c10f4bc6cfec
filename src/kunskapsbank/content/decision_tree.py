"""The decision helper as a graph: answers lead from questions to questions or to ends.

The number of ways through it doubles with every question where two answers meet again, so nothing here walks them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from .record import Record
from .roles import End, Question
from .site import Site

MAX_QUESTIONS = 5  #: How many questions lie at most between the start and an end.


@dataclass(frozen=True)
class Answer:
    """One answer of one question."""

    question: Question
    number: int  #: From 0, in the order of the file.
    target: Record | None  #: None when nothing of that name is published.

    @property
    def written(self) -> str:
        """The target as the editor wrote it."""
        return self.question.alternativ[self.number].till


@dataclass(frozen=True)
class Choices:
    """All questions and ends of a site."""

    questions: tuple[Question, ...]
    ends: tuple[End, ...]
    _site: Site

    @classmethod
    def of(cls, site: Site) -> Choices:
        """The graph of *site*."""
        return cls(site.taking(Question), site.taking(End), site)

    @property
    def starts(self) -> tuple[Question, ...]:
        """The questions that say they come first; a faultless site has one."""
        return tuple(q for q in self.questions if q.forst)

    def answers(self, question: Question) -> Iterator[Answer]:
        """The answers of *question*."""
        for number, choice in enumerate(question.alternativ):
            yield Answer(question, number, self._site.get(choice.till))

    @cached_property
    def reached(self) -> Mapping[str, Record]:
        """What readers can come to, by key: the first questions, and whatever answers lead on to."""
        return self.reached_from(self.starts)

    def reached_from(self, starts: Iterable[Question]) -> Mapping[str, Record]:
        """The same from other questions."""
        found: dict[str, Record] = {question.key: question for question in starts}
        waiting = [one for one in found.values() if isinstance(one, Question)]
        while waiting:
            for answer in self.answers(waiting.pop()):
                if answer.target is not None and answer.target.key not in found:
                    found[answer.target.key] = answer.target
                    waiting += [answer.target] if isinstance(answer.target, Question) else []
        return found

    def asked_as(self, number: int) -> tuple[Question, ...]:
        """The questions that can come as number *number*, from 1."""
        asked = {question.key: question for question in self.starts}
        for _ in range(number - 1):
            asked = {after.key: after for question in asked.values() for after in self._following(question)}
        return tuple(asked.values())

    def longest_from(self, question: Question) -> int:
        """How many questions remain at most, *question* included."""
        return self._remaining[question.key]

    @property
    def loops(self) -> tuple[Answer, ...]:
        """The answers that lead back to a question already asked: without them, every way has an end."""
        return self._walk[1]

    @cached_property
    def _remaining(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for question in self._walk[0]:
            found[question.key] = 1 + max((found[after.key] for after in self._following(question)), default=0)
        return found

    def _following(self, question: Question) -> Iterator[Question]:
        """The questions that the answers of *question* lead on to."""
        for answer in self.answers(question):
            if isinstance(answer.target, Question) and (question.key, answer.number) not in self._back:
                yield answer.target

    @cached_property
    def _back(self) -> frozenset[tuple[str, int]]:
        return frozenset((answer.question.key, answer.number) for answer in self.loops)

    @cached_property
    def _walk(self) -> tuple[tuple[Question, ...], tuple[Answer, ...]]:
        """Depth first: all questions, each after those that follow it, and the answers that lead back."""
        done: dict[str, Question] = {}
        back: list[Answer] = []
        for start in (*self.starts, *self.questions):
            asked = {} if start.key in done else {start.key: (start, self.answers(start))}
            while asked:
                question, answers = next(reversed(asked.values()))
                answer = next(answers, None)
                if answer is None:
                    done[question.key] = question
                    del asked[question.key]
                elif isinstance(answer.target, Question) and answer.target.key in asked:
                    back.append(answer)
                elif isinstance(answer.target, Question) and answer.target.key not in done:
                    asked[answer.target.key] = (answer.target, self.answers(answer.target))
        return tuple(done.values()), tuple(back)
