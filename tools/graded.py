"""Questions with what answers them, and how well a search did: shared by bench_search.py and strangers.py.

A file is a list of {q, klass, ratt: [addresses worth 2], ok: [addresses worth 1]}; a question without either must find
nothing, and one with *ok* alone, which is answered nearly, counts for neither. An address is a part of the page's, or
with a leading slash the whole of it. *person* parts a file into halves.
"""

from __future__ import annotations

import math
import random
import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

DEPTH = 10  #: Hits that count.
TRANSLATED = ("en/", "lattlast/")  #: Where pages lie that say what others do, in another language.
SAMPLES = 2000  #: Times that the questions are drawn anew for an interval.
SEED = 20261129  #: Of those draws.


@dataclass(frozen=True)
class Question:
    """A question with what answers it."""

    text: str
    group: str
    right: tuple[str, ...]
    fair: tuple[str, ...]
    person: str = ""
    again: tuple[tuple[str, ...], tuple[str, ...]] | None = None  #: Right and fair, as judged a second time.

    @property
    def is_unanswered(self) -> bool:
        """Whether no page answers it, not nearly either."""
        return not self.right and not self.fair

    def grades(self) -> list[tuple[str, int]]:
        """Addresses with what they are worth, each counted once."""
        return [(part, 2) for part in self.right] + [(part, 1) for part in self.fair]


@dataclass(frozen=True)
class Answer:
    """What a search gave."""

    question: Question
    addresses: tuple[str, ...]
    milliseconds: float = 0.0
    weak: bool = False  #: Whether it tells readers that this may not be what they asked for.


def read(path: Path) -> list[Question]:
    """The questions of *path*."""
    return [_question(row) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]


def _question(row: dict[str, object]) -> Question:
    def listed(of: object, key: str) -> tuple[str, ...]:
        value = of.get(key) if isinstance(of, dict) else None
        return tuple(value or ())

    again = row.get("igen")
    return Question(
        str(row["q"]),
        str(row.get("klass", "?")),
        listed(row, "ratt"),
        listed(row, "ok"),
        str(row.get("person", "")),
        (listed(again, "ratt"), listed(again, "ok")) if again else None,
    )


def is_meant(part: str, address: str) -> bool:
    """Whether *address* is what *part* of a file means: the page in another language is the same answer."""
    return f"/{address}" == part or f"/{_original(address)}" == part if part.startswith("/") else part in address


def _original(address: str) -> str:
    return next(
        (address.removeprefix(one) for one in TRANSLATED if address.startswith(one) and address != one), address
    )


def ndcg(answer: Answer) -> float:
    """Normalised discounted cumulative gain at 10: gain 2^grade - 1, each address counted once."""
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains(answer)[:DEPTH]))


def gains(answer: Answer) -> list[float]:
    """What each address is worth, as a share of the best order there is: that sum, each by how far down it is."""
    left = answer.question.grades()
    ideal: float = sum((2**grade - 1) / math.log2(place + 2) for place, (_, grade) in enumerate(left[:DEPTH]))
    found = []
    for address in answer.addresses:
        hit = next((one for one in left if is_meant(one[0], address)), None)
        if hit:
            left.remove(hit)
        found.append((2 ** hit[1] - 1) / ideal if hit else 0.0)
    return found


def success(answer: Answer, depth: int) -> bool:
    """Whether a right page is among the first *depth*."""
    return any(is_meant(part, one) for one in answer.addresses[:depth] for part in answer.question.right)


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The bounds that 95 of 100 means lie between when *values* are drawn anew with replacement."""
    rng = random.Random(SEED)
    means = sorted(statistics.fmean(rng.choices(values, k=len(values))) for _ in range(SAMPLES))
    return means[int(SAMPLES * 0.025)], means[int(SAMPLES * 0.975) - 1]


def report(name: str, answers: Sequence[Answer]) -> None:
    """Print one row per class and one for all, with intervals for all."""
    graded = [a for a in answers if a.question.right]
    empty = [a for a in answers if a.question.is_unanswered]
    groups = defaultdict(list)
    for answer in graded:
        groups[answer.question.group].append(answer)
    print(f"\n{name}\n{'':16}{'n':>4}{'nDCG@10':>9}{'s@1':>7}{'s@3':>7}{'zero':>7}")
    for group, found in [*groups.items(), ("all", graded)]:
        print(
            f"{group:16}{len(found):4}"
            + f"{_mean(ndcg, found):9.3f}"
            + "".join(f"{_mean(m, found):7.2f}" for m in _SHARES)
        )
    if graded:
        bounds = (f"{low:.3f}–{high:.3f}" for low, high in (interval([m(a) for a in graded]) for m in (ndcg, *_SHARES)))
        print(f"{'95 % interval':16}    " + "  ".join(bounds))
    if empty:
        _shares("hits where there is no answer", [bool(a.addresses) for a in empty])
        _shares("the same, not told as weak", [bool(a.addresses) and not a.weak for a in empty])
        _shares("told as weak though there is an answer", [bool(a.addresses) and a.weak for a in graded])


def _shares(label: str, found: Sequence[bool]) -> None:
    if found:
        values = [float(one) for one in found]
        low, high = interval(values)
        print(f"{label}: {statistics.fmean(values):.2f} ({low:.2f}–{high:.2f}) of {len(values)}")


def _mean(measure: Callable[[Answer], float], answers: Sequence[Answer]) -> float:
    return statistics.fmean(map(measure, answers))


_SHARES: tuple[Callable[[Answer], float], ...] = (
    lambda answer: success(answer, 1),
    lambda answer: success(answer, 3),
    lambda answer: not answer.addresses,
)
