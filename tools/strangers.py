"""How good the search is on questions as strangers type them, asked of the planner itself (the browser's is the same).

Usage: strangers.py [--last] [QUERIES.yml]
Asks the half of tests/framlingar.yml that is there to work with; with --last the locked half, which is run once, when
all is done. A file of another name is asked whole: tests/framlingar-last.yml and those after it are locked as wholes.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench import ROOT
from graded import Answer, Question, interval, is_meant, ndcg, read, report

from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project, clock
from kunskapsbank.search.ranking import is_answer, is_weak
from kunskapsbank.search.searcher import Searcher

STRANGERS = ROOT / "tests" / "framlingar.yml"
LOCKED = frozenset({"hr_industri", "kommunikator", "politiker", "uppsagd", "utlandsk", "utan-svar-last"})


def asked(searcher: Searcher, question: Question) -> Answer:
    """What the planner answers to *question*."""
    began = time.perf_counter()
    planned, hits = searcher.search(question.text)
    took = (time.perf_counter() - began) * 1000
    return Answer(question, tuple(hit.address for hit in hits), took, is_weak(planned, hits))


def on_top(searcher: Searcher, questions: list[Question]) -> None:
    """Print how often a page is told as the answer, and how often that page is one that the judgement names."""
    told: dict[bool, list[float]] = {True: [], False: []}
    right = []
    for question in questions:
        planned, hits = searcher.search(question.text)
        sure = is_answer(planned, hits)
        if question.right or question.is_unanswered:
            told[bool(question.right)].append(float(sure))
        if sure and question.right:
            named = (*question.right, *question.fair)
            right.append(float(any(is_meant(part, hits[0].address) for part in named)))
    for label, values in (("told", told[True]), ("of those right", right), ("told where none is", told[False])):
        if values:
            low, high = interval(values)
            print(f"answer on top, {label}: {sum(values) / len(values):.2f} ({low:.2f}–{high:.2f}) of {len(values)}")


def ceiling(questions: list[Question]) -> None:
    """Print how well one judgement does against the other: what no ranking is likely to pass."""
    twice = [(q, q.again) for q in questions if q.again and any(q.again) and q.grades()]
    if not twice:
        return
    scores = []
    for one, (right, fair) in twice:
        second = Question(one.text, one.group, right, fair)
        scores.append(ndcg(Answer(one, tuple(part[1:] for part in (*right, *fair)))))
        scores.append(ndcg(Answer(second, tuple(part[1:] for part in (*one.right, *one.fair)))))
    print(f"ceiling, {len(twice)} questions judged twice: {sum(scores) / len(scores):.3f}")


def main() -> None:
    """Build the site, ask, print."""
    given = [one for one in sys.argv[1:] if one != "--last"]
    path = Path(given[0]) if given else STRANGERS
    questions = read(path)
    ceiling(questions)
    if not given:
        questions = [q for q in questions if (q.person in LOCKED) == ("--last" in sys.argv)]
    build = run(Project(ROOT), clock(None))
    searcher = Searcher.of(build.site, build.pages)
    report(path.stem, [asked(searcher, question) for question in questions])
    on_top(searcher, questions)


if __name__ == "__main__":
    main()
