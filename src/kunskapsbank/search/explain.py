"""``kb sok``: what a question becomes, in the words of whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..base.texts import spoken
from .planner import Hit, Plan

SHOWN = 10  #: Hits printed.
_HOW = {  #: How a word was read -> what we call it.
    "exact": "search.exact",
    "joined": "search.joined",
    "corrected": "search.corrected",
    "related": "search.related",
    "part-of": "search.part-of",
    "split": "search.split",
    "part": "search.part",
}


def explain(plan: Plan, hits: Sequence[Hit], language: str) -> Iterator[str]:
    """Lines that tell an editor in *language* how *plan* came about and why each of *hits* is there."""
    said = spoken(language)
    how = {name: said(key) for name, key in _HOW.items()}
    yield said("search.question", question=plan.question)
    for slot in plan.slots:
        readings = ", ".join(f"{a.term} ({how[a.how]})" for a in slot.alternatives)
        yield f"  {slot.word}: {readings or said('search.unknown')}"
    for key, share in plan.phrases:
        yield f"  {said('search.phrase', key=key, share=f'{share:.0%}')}"
    yield said("search.hits", count=len(hits)) if hits else said("search.no-hits")
    for number, hit in enumerate(hits[:SHOWN], 1):
        worth = said("search.worth", score=f"{hit.score:.2f}", coverage=f"{hit.coverage:.0%}")
        yield f"{number:3}. /{hit.address}  {worth}"
        yield f"     {'; '.join(_why(one, how) for one in hit.why)}"


def _why(reason: str, how: Mapping[str, str]) -> str:
    for name, words in how.items():
        reason = reason.replace(f"({name})", f"({words})")
    return reason
