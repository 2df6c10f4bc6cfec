"""Fit how much each number of a hit counts for its place (kunskapsbank.search.learned) to judged questions.

Usage: fit_ranking.py [--project DIR] [--write] [--without NAME]... [QUERIES.yml]...
Asks the questions of the files given, or of FITTED, and prints what is gained on questions that were not fitted to: in
ten folds, all of a person's in the same one. Then the weights fitted to all of them, which --write writes, and what
`weight_at_length` each kind of this site is to have, which is written by hand ("" is pages without a record,
FRAME_WEIGHT_AT_LENGTH). Without NAME they are fitted as if that number were not there. The same questions always give
the same. It takes some minutes.

What is raised is nDCG itself, made smooth: the place of a page that answers is one and the hits before it, each counted
as the logistic function of how far it is before, in units of SMOOTH. Losses over pairs of hits, which pages that no
order can reach decide, have made the search worse (docs/beslut/0028-what-a-learned-ranking-gives.md).
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import mul
from pathlib import Path
from zlib import crc32

from bench import ROOT
from graded import Answer, Question, gains, ndcg, read, success

from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project, clock
from kunskapsbank.search import weights as table
from kunskapsbank.search.documents import Document
from kunskapsbank.search.learned import Traits, features, reordered
from kunskapsbank.search.planner import Plan
from kunskapsbank.search.ranking import Hit
from kunskapsbank.search.searcher import UNLEARNED, Searcher

FITTED = (
    "framlingar.yml",
    "framlingar-last.yml",
    "framlingar-tredje.yml",
    "framlingar-fjarde.yml",
    "framlingar-femte.yml",
    "framlingar-sjatte.yml",
    "sokfragor.yml",
    "sokfragor-engelska.yml",
)
FOLDS = 10
SMOOTH = 0.1  #: Difference in order at which a hit is told from another.
SURE = 12.0  #: Differences, in that unit, beyond which nothing is to be won.
DEPTH = 50  #: Hits of a question that are looked at, as they are ranked.
PENALTY = 2e-3  #: What the square of a weight costs, halved; weights begin at the order as it is ranked.
STEPS = 80
STEP = 1.0  #: How far a weight goes along its gradient.
MOMENTUM = 0.9  #: Share of a step that the next one keeps.

AT_LENGTH = "at_length"  #: The number of a hit that its kind gives: one weight is fitted for each kind in its place.

Weights = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Asked:
    """A question with its hits as they are ranked, what tells of each, and what each is worth."""

    question: Question
    known: bool  #: Whether it was asked by somebody who knows the subject.
    plan: Plan
    hits: list[Hit]
    told: list[tuple[float, ...]]  #: Of the first hits: the numbers, then what each kind gives.
    gains: list[float]  #: Of the same.

    @property
    def person(self) -> str:
        """Whose questions are kept together; one that nobody is named for stands alone."""
        return self.question.person or self.question.text

    @property
    def teaches(self) -> bool:
        """Whether its order can be learned from."""
        return not self.plan.english and any(self.gains)

    def answer(self, hits: Iterable[Hit]) -> Answer:
        """What *hits* answer to it."""
        return Answer(self.question, tuple(hit.address for hit in hits))


def kind_of(document: Document) -> str | None:
    """The kind of the record that *document* is the page of, empty for a page without one; none for a translation."""
    return document.record.partition("/")[0] if document.record or not document.original else None


def ask(searcher: Searcher, question: Question, names: Sequence[str], kinds: Sequence[str], known: bool) -> Asked:
    """*question* as *searcher* ranks its hits, with those of their numbers that are called *names*."""
    planned, hits = searcher.search(question.text)
    length = math.log(max(1, len(planned.slots)))
    told = []
    for hit, one in zip(hits[:DEPTH], features(planned, hits, searcher.numbers, searcher.traits), strict=False):
        own = kind_of(searcher.documents[searcher.numbers[hit.address]])
        told.append((*map(one.__getitem__, names), *(length * (kind == own) for kind in kinds)))
    answer = Answer(question, tuple(hit.address for hit in hits[:DEPTH]))
    return Asked(question, known, planned, hits, told, gains(answer))


def gradient(asked: Asked, weights: Sequence[float]) -> list[float]:
    """How the smooth nDCG of *asked* changes with each of *weights*."""
    order = [sum(map(mul, weights, told)) for told in asked.told]
    pull = [0.0] * len(order)  # How it changes with the order of each hit.
    for at, gain in enumerate(asked.gains):
        if gain:
            slopes, place = {}, 1.0
            for other, value in enumerate(order):
                before = (value - order[at]) / SMOOTH
                share = 1 / (1 + math.exp(-max(-SURE, min(SURE, before))))
                place += share if other != at else 0.0
                if other != at and abs(before) < SURE:
                    slopes[other] = share * (1 - share) / SMOOTH
            down = gain * math.log(2) / (math.log(1 + place) ** 2 * (1 + place))
            for other, slope in slopes.items():
                pull[other] -= down * slope
                pull[at] += down * slope
    moved = [(value, told) for value, told in zip(pull, asked.told, strict=True) if value]
    return [math.fsum(value * told[number] for value, told in moved) for number in range(len(weights))]


def fit(asked: Iterable[Asked], names: Sequence[str]) -> list[float]:
    """The weights, of *names* and then of each kind, that raise the smooth nDCG of *asked* the most, less costs."""
    learned = [one for one in asked if one.teaches]
    start = [float(number == names.index("score")) for number in range(len(learned[0].told[0]))]
    weights, speed = start, [0.0] * len(start)
    for _ in range(STEPS):
        slopes = map(math.fsum, zip(*(gradient(one, weights) for one in learned), strict=True))
        costs = (PENALTY * (weight - first) for weight, first in zip(weights, start, strict=True))
        speed = [
            MOMENTUM * last + STEP * (slope / len(learned) - cost)
            for last, slope, cost in zip(speed, slopes, costs, strict=True)
        ]
        weights = [weight + step for weight, step in zip(weights, speed, strict=True)]
    return [round(weight, 3) for weight in weights]


def in_folds(asked: Sequence[Asked]) -> list[list[Asked]]:
    """*asked* in :data:`FOLDS` parts, all of a person's questions in the same one."""
    people = sorted({one.person for one in asked}, key=lambda person: crc32(person.encode()))
    fold = {person: number % FOLDS for number, person in enumerate(people)}
    return [[one for one in asked if fold[one.person] == number] for number in range(FOLDS)]


def gained(searcher: Searcher, asked: Asked, weights: Weights, pages: Sequence[Traits]) -> tuple[float, float]:
    """What *weights* give a question: in nDCG, and in whether a right page is among the first three."""
    after = asked.answer(reordered(asked.plan, asked.hits, searcher.numbers, pages, searcher.groups, weights))
    before = asked.answer(asked.hits)
    return ndcg(after) - ndcg(before), float(success(after, 3)) - float(success(before, 3))


def of_kinds(searcher: Searcher, weights: Weights) -> list[Traits]:
    """What is known of each page, if its kind has the one of *weights* that is called as it is."""
    own = (kind_of(document) for document in searcher.documents)
    return [
        replace(page, at_length=0.0 if kind is None else weights[kind])
        for page, kind in zip(searcher.traits, own, strict=True)
    ]


def told(label: str, found: Collection[tuple[float, float]]) -> str:
    """A line of what was *found*, with the standard error."""
    better, among = zip(*found, strict=True)
    error = statistics.stdev(better) / math.sqrt(len(better))
    gain = f"nDCG@10 {statistics.fmean(better):+.4f} ({error:.4f})"
    return f"{label:10}{len(found):4}  {gain}  s@3 {statistics.fmean(among):+.3f}"


def written(weights: Weights) -> str:
    """The module that holds *weights*."""
    path = Path(table.__file__)
    before, _, _ = path.read_text(encoding="utf-8").partition("{\n")
    return before + "{\n" + "".join(f'    "{name}": {weight},\n' for name, weight in weights.items()) + "}\n"


def main() -> None:
    """Build the site, ask, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", type=Path, default=ROOT)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--without", action="append", default=[], metavar="NAME")
    parser.add_argument("queries", nargs="*", type=Path, default=[ROOT / "tests" / name for name in FITTED])
    given = parser.parse_args()
    build = run(Project(given.project), clock(None))
    searcher = Searcher.of(build.site, build.pages, weights=UNLEARNED)
    names = [name for name in table.WEIGHTS if name not in (AT_LENGTH, *given.without)]
    kinds = sorted({kind for kind in map(kind_of, searcher.documents) if kind is not None})
    asked = [
        ask(searcher, question, names, kinds, known=path.stem.startswith("sokfragor"))
        for path in given.queries
        for question in read(path)
        if question.right
    ]

    def fitted(some: Iterable[Asked]) -> tuple[dict[str, float], dict[str, float]]:
        found = fit(some, names)
        weights = {**dict(zip(names, found, strict=False)), AT_LENGTH: 1.0}
        return weights, dict(zip(kinds, found[len(names) :], strict=True))

    found: dict[str, list[tuple[float, float]]] = {}
    for fold in in_folds(asked):
        weights, lengths = fitted(one for one in asked if one not in fold)
        pages = of_kinds(searcher, lengths)
        for one in fold:
            label = "English" if one.plan.english else "known" if one.known else "strangers"
            found.setdefault(label, []).append(gained(searcher, one, weights, pages))
    for label, some in sorted(found.items()):
        print(told(label, some))
    weights, lengths = fitted(asked)
    print(weights, lengths, sep="\n")
    if given.write:
        Path(table.__file__).write_text(written(weights), encoding="utf-8")


if __name__ == "__main__":
    main()
