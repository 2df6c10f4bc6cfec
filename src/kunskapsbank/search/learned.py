"""The order of hits as judged questions taught it: a few numbers of each hit, and how much each of them counts.

:func:`~.ranking.rank` finds the hits and tells how sure they are; this only puts them in another order. The weights
speak of no kind, and hold for any site: a kind says what its hits are worth (``weight``, ``weight_at_length``).
The browser does the same (``standard/assets/sok/ordning.js``). ``tools/fit_ranking.py`` fits the weights.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .documents import Document
from .planner import Plan
from .ranking import Hit, together
from .weights import WEIGHTS

BEST_NEIGHBOURS = 3  #: Neighbours of a page whose scores tell of it.
LEAST = 1e-6  #: What a score or a weight counts as at least, where its logarithm is taken.


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a page, whatever is asked."""

    weight: float  #: How much hits of its kind count.
    at_length: float  #: How much higher they stand, the longer the question is.
    questions: int  #: How many questions it is said to answer.
    leads: tuple[int, ...]  #: The numbers of the pages whose records its own points at, in order.
    led: tuple[int, ...]  #: The numbers of the pages whose records point at its own, in order.


def traits_of(found: Sequence[Document]) -> list[Traits]:
    """The traits of each of *found*."""
    numbers = {document.record: number for number, document in enumerate(found) if document.record}
    leads = [
        sorted({numbers[one] for one in document.leads if one in numbers} - {at}) for at, document in enumerate(found)
    ]
    led: list[list[int]] = [[] for _ in found]
    for number, targets in enumerate(leads):
        for target in targets:
            led[target].append(number)
    return [
        Traits(
            document.weight,
            document.weight_at_length,
            len(document.questions),
            tuple(leads[number]),
            tuple(led[number]),
        )
        for number, document in enumerate(found)
    ]


def reordered(
    planned: Plan,
    hits: Sequence[Hit],
    numbers: Mapping[str, int],
    pages: Sequence[Traits],
    groups: Mapping[str, int],
    weights: Mapping[str, float] = WEIGHTS,
) -> list[Hit]:
    """*hits* in the order that is learned, each with its parts; a question in English keeps the order it has.

    Pages with the very title come first, then those that have the question among their other words or questions; and
    pages that share a title stay together.

    Args:
        planned: The question.
        hits: Every page that answers, as :func:`~.ranking.rank` gives them.
        numbers: Address -> the number of the page.
        pages: What is known of each page.
        groups: Address -> its group, of the pages that share a title.
        weights: How much each of :func:`features` counts.
    """
    if planned.english:
        return list(hits)
    found = [
        replace(hit, parts=tuple((name, weight * told[name]) for name, weight in weights.items()))
        for hit, told in zip(hits, features(planned, hits, numbers, pages), strict=True)
    ]
    placed = sorted(found, key=lambda hit: (not hit.titled, not hit.whole, -round(hit.order, 6), numbers[hit.address]))
    return together(placed, groups)


def features(
    planned: Plan, hits: Sequence[Hit], numbers: Mapping[str, int], pages: Sequence[Traits]
) -> list[dict[str, float]]:
    """What tells of each of *hits*, by name; parameters as those of :func:`reordered`."""
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    shares = {numbers[hit.address]: hit.score / best for hit in hits}
    length = math.log(max(1, len(planned.slots)))
    return [
        _features(hit, length, pages[number], shares[number], shares) for hit, number in zip(hits, shares, strict=True)
    ]


def _features(hit: Hit, length: float, page: Traits, share: float, shares: Mapping[int, float]) -> dict[str, float]:
    """What tells of *hit*, by name.

    *length*: the logarithm of the number of words in the question. *share*, *shares*: the score of the hit, and by page
    that of every hit, as a share of the best.
    """
    return {
        "score": _log(share),
        "called": hit.called,
        "like": hit.like,
        "begins": float(hit.begins),
        "leads": _mean_of_best(page.leads, shares),
        "led": _mean_of_best(page.led, shares),
        "questions": math.log(1 + page.questions),
        "kind": _log(page.weight) * length,
        "at_length": page.at_length * length,
    }


def _mean_of_best(pages: Iterable[int], shares: Mapping[int, float]) -> float:
    """The mean of the best scores of *pages*, those that are no hits counting as nothing."""
    return sum(sorted((shares.get(one, 0.0) for one in pages), reverse=True)[:BEST_NEIGHBOURS]) / BEST_NEIGHBOURS


def _log(value: float) -> float:
    return math.log(max(value, LEAST))
