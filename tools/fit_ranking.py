"""Fit how much each number of a hit counts for its place (kunskapsbank.search.learned) to judged questions.

Usage: fit_ranking.py [--write] [--without NAME]... [QUERIES.yml]...
Asks the questions of the files given, or of FITTED, and prints what the weights give on questions that they were not
fitted to: in ten folds, all of a person's in the same one. With --write the weights fitted to all of them are written;
without NAME they are fitted as if that number were not there. The same questions give the same weights.

What is raised is nDCG itself, made smooth: the place of a page that answers is one and the hits before it, each counted
as the logistic function of how far it is before, in units of SMOOTH. Losses over pairs of hits, which pages that no
order can reach decide, have made the search worse (docs/beslut/0028-what-a-learned-ranking-gives.md).
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from pathlib import Path
from zlib import crc32

from bench import ROOT
from graded import Answer, Question, gains, ndcg, read, success

from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project, clock
from kunskapsbank.search import weights as table
from kunskapsbank.search.learned import features, reordered
from kunskapsbank.search.planner import Plan
from kunskapsbank.search.ranking import Hit
from kunskapsbank.search.searcher import UNLEARNED, Searcher

FITTED = (
    "framlingar.yml",
    "framlingar-last.yml",
    "framlingar-tredje.yml",
    "framlingar-fjarde.yml",
    "sokfragor.yml",
    "sokfragor-engelska.yml",
)
FOLDS = 10
SMOOTH = 0.1  #: Difference in order at which a hit is told from another.
SURE = 12.0  #: Differences, in that unit, beyond which nothing is to be won.
DEPTH = 50  #: Hits of a question that are looked at, as they are ranked.
PENALTY = 5e-3  #: What the square of a weight costs, halved; weights begin at the order as it is ranked.
STEPS = 80
STEP = 1.0  #: How far a weight goes along its gradient.
MOMENTUM = 0.9  #: Share of a step that the next one keeps.

Weights = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Asked:
    """A question with its hits as they are ranked, what tells of each, and what each is worth."""

    question: Question
    known: bool  #: Whether it was asked by somebody who knows the subject.
    plan: Plan
    hits: list[Hit]
    told: list[tuple[float, ...]]  #: Of the first hits, in the order of the weights' names.
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


def ask(searcher: Searcher, question: Question, names: Sequence[str], known: bool) -> Asked:
    """*question* as *searcher* ranks its hits, with those of their numbers that are called *names*."""
    planned, hits = searcher.search(question.text)
    told = features(planned, hits, searcher.numbers, searcher.traits)[:DEPTH]
    answer = Answer(question, tuple(hit.address for hit in hits[:DEPTH]))
    return Asked(question, known, planned, hits, [tuple(map(one.__getitem__, names)) for one in told], gains(answer))


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


def fit(asked: Iterable[Asked], names: Sequence[str]) -> dict[str, float]:
    """The weights of *names* that raise the smooth nDCG of *asked* the most, less what they cost."""
    learned = [one for one in asked if one.teaches]
    start = [float(name == "score") for name in names]
    weights, speed = start, [0.0] * len(names)
    for _ in range(STEPS):
        slopes = map(math.fsum, zip(*(gradient(one, weights) for one in learned), strict=True))
        costs = (PENALTY * (weight - first) for weight, first in zip(weights, start, strict=True))
        speed = [
            MOMENTUM * last + STEP * (slope / len(learned) - cost)
            for last, slope, cost in zip(speed, slopes, costs, strict=True)
        ]
        weights = [weight + step for weight, step in zip(weights, speed, strict=True)]
    return {name: round(weight, 3) for name, weight in zip(names, weights, strict=True)}


def in_folds(asked: Sequence[Asked]) -> list[list[Asked]]:
    """*asked* in :data:`FOLDS` parts, all of a person's questions in the same one."""
    people = sorted({one.person for one in asked}, key=lambda person: crc32(person.encode()))
    fold = {person: number % FOLDS for number, person in enumerate(people)}
    return [[one for one in asked if fold[one.person] == number] for number in range(FOLDS)]


def gained(searcher: Searcher, asked: Asked, weights: Weights) -> tuple[float, float]:
    """What *weights* give a question: in nDCG, and in whether a right page is among the first three."""
    after = asked.answer(reordered(asked.plan, asked.hits, searcher.numbers, searcher.traits, searcher.groups, weights))
    before = asked.answer(asked.hits)
    return ndcg(after) - ndcg(before), float(success(after, 3)) - float(success(before, 3))


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
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--without", action="append", default=[], metavar="NAME")
    parser.add_argument("queries", nargs="*", type=Path, default=[ROOT / "tests" / name for name in FITTED])
    given = parser.parse_args()
    build = run(Project(ROOT), clock(None))
    searcher = Searcher.of(build.site, build.pages, weights=UNLEARNED)
    names = [name for name in table.WEIGHTS if name not in given.without]
    asked = [
        ask(searcher, question, names, known=path.stem.startswith("sokfragor"))
        for path in given.queries
        for question in read(path)
        if question.right
    ]
    found: dict[str, list[tuple[float, float]]] = {}
    for fold in in_folds(asked):
        weights = fit((one for one in asked if one not in fold), names)
        for one in fold:
            label = "English" if one.plan.english else "known" if one.known else "strangers"
            found.setdefault(label, []).append(gained(searcher, one, weights))
    for label, some in sorted(found.items()):
        print(told(label, some))
    weights = fit(asked, names)
    print(weights)
    if given.write:
        Path(table.__file__).write_text(written(weights), encoding="utf-8")


if __name__ == "__main__":
    main()
