"""``kb sok``: what a question becomes, in the editors' words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .planner import Hit, Plan, Searcher, is_answer

SHOWN = 10  #: Hits printed.
FOUND = 3  #: A page that stands lower is not found.
WEAK = 0.5  #: Share of a question that its best page covers at least, if it is not weak.
_HOW = {
    "exact": "känt ord",
    "joined": "sammansatt med grannordet",
    "corrected": "stavningen rättad",
    "related": "besläktat ord",
    "meant": "vad ordet leder till enligt content/sokord.yml",
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
    if is_answer(plan, hits):
        yield "Den första visas som svar."
    for number, hit in enumerate(hits[:SHOWN], 1):
        yield f"{number:3}. /{hit.address}  {hit.score:.2f} poäng, täcker {hit.coverage:.0%}"
        yield f"     {'; '.join(_why(one) for one in hit.why)}"


def explain_many(searcher: Searcher, questions: Iterable[str]) -> Iterator[str]:
    """A line for each of *questions* with its first page, then which find nothing, which are weak, and pages that no
    phrase of their own finds.
    """
    nothing, weak = [], []
    for question in questions:
        _, hits = searcher.search(question)
        yield f"{question} → {f'/{hits[0].address}' if hits else 'inga träffar'}"
        if not hits:
            nothing.append(question)
        elif hits[0].coverage < WEAK:
            weak.append(question)
    yield from _listed("Hittar inget", nothing)
    yield from _listed("Svaga", weak)
    yield from _listed("Svåra att hitta", [f"/{address}" for address in hard_to_find(searcher)])


def _listed(heading: str, found: Sequence[str]) -> Iterator[str]:
    yield f"{heading}: {len(found)}"
    yield from (f"  {one}" for one in found)


def hard_to_find(searcher: Searcher) -> list[str]:
    """The addresses of pages that none of their own synonyms and questions finds among the first :data:`FOUND` hits."""
    return [
        one.address
        for one in searcher.documents
        if one.phrases and not any(_finds(searcher, phrase, one.address) for phrase in one.phrases)
    ]


def _finds(searcher: Searcher, phrase: str, address: str) -> bool:
    return address in [hit.address for hit in searcher.search(phrase)[1][:FOUND]]


def _why(reason: str) -> str:
    for how, swedish in _HOW.items():
        reason = reason.replace(f"({how})", f"({swedish})")
    return reason
