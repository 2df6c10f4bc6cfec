"""``kb sok``: what a question becomes, in the editors' words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .planner import Hit, Plan

SHOWN = 10  #: Hits printed.
_HOW = {
    "exact": "känt ord",
    "joined": "sammansatt med grannordet",
    "corrected": "stavningen rättad",
    "related": "besläktat ord",
    "part-of": "del av ett känt ord",
    "split": "del av frågans ord",
    "part": "känd del av ett okänt ord",
}


def explain(plan: Plan, hits: Sequence[Hit]) -> Iterator[str]:
    """Lines that tell an editor how *plan* came about and why each of *hits* is there."""
    yield f"Frågan: {plan.question}"
    for slot in plan.slots:
        readings = ", ".join(f"{a.term} ({_HOW[a.how]})" for a in slot.alternatives)
        yield f"  {slot.word}: {readings or 'okänt ord. Lägg till det under synonymer på den sida som svarar.'}"
    for key, share in plan.phrases:
        yield f"  hel titel eller synonym: {key} ({share:.0%} av frågan)"
    yield f"{len(hits)} träffar." if hits else "Inga träffar."
    for number, hit in enumerate(hits[:SHOWN], 1):
        yield f"{number:3}. /{hit.address}  {hit.score:.2f} poäng, täcker {hit.coverage:.0%}"
        yield f"     {'; '.join(_why(one) for one in hit.why)}"


def _why(reason: str) -> str:
    for how, swedish in _HOW.items():
        reason = reason.replace(f"({how})", f"({swedish})")
    return reason
