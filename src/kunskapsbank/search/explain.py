"""``kb sok``: what a question becomes, in the words of whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..base.memory import TextMemory, forgetful
from ..base.texts import spoken
from .planner import Plan
from .ranking import Hit, is_answer, is_weak
from .searcher import Searcher

SHOWN = 10  #: Hits printed.
FOUND = 3  #: A page that stands lower is not found.
_HOW = {  #: How a word was read, or a page found -> what we call it.
    "exact": "search.exact",
    "joined": "search.joined",
    "corrected": "search.corrected",
    "related": "search.related",
    "meant": "search.meant",
    "part-of": "search.part-of",
    "split": "search.split",
    "part": "search.part",
    "whole-phrase": "search.whole-phrase",
    "english": "search.english",
}

_PARTS = {  #: A number of a hit that tells its place -> what we call it.
    "score": "search.by-points",
    "called": "search.by-name",
    "like": "search.by-questions",
    "begins": "search.by-first-word",
    "leads": "search.by-what-it-leads-to",
    "led": "search.by-what-leads-to-it",
    "questions": "search.by-count-of-questions",
    "kind": "search.by-weight-of-kind",
    "at_length": "search.by-kind-at-length",
}


def explain(plan: Plan, hits: Sequence[Hit], language: str, reply: str = "") -> Iterator[str]:
    """Lines that tell an editor in *language* how *plan* came about and why each of *hits* is there.

    *reply*: the answer that the first of them shows to a question like it.
    """
    said = spoken(language)
    how = {name: said(key) for name, key in _HOW.items()}
    yield said("search.question", question=plan.question)
    for slot in plan.slots:
        readings = ", ".join(f"{a.term} ({how[a.how]})" for a in slot.alternatives)
        yield f"  {slot.word}: {readings or said('search.unknown')}"
    for key, share in plan.phrases:
        yield f"  {said('search.phrase', key=key, share=f'{share:.0%}')}"
    yield said("search.hits", count=len(hits)) if hits else said("search.no-hits")
    if is_answer(plan, hits):
        yield said("search.is-answer")
        yield from (f"  {reply}",) if reply else ()
    for number, hit in enumerate(hits[:SHOWN], 1):
        worth = said("search.worth", score=f"{hit.score:.2f}", coverage=f"{hit.coverage:.0%}")
        yield f"{number:3}. /{hit.address}  {worth}"
        yield f"     {'; '.join(_why(one, how) for one in hit.why)}"
        if hit.parts:
            parts = ", ".join(f"{said(_PARTS[name])} {value:+.2f}" for name, value in hit.parts if value)
            yield f"     {said('search.order', order=f'{hit.order:+.2f}', parts=parts)}"


def explain_many(searcher: Searcher, questions: Iterable[str], language: str) -> Iterator[str]:
    """A line for each of *questions* with its first page, then which find nothing, which are weak, and pages that no
    phrase of their own finds.
    """
    said = spoken(language)
    nowhere = said("search.none")
    nothing, weak = [], []
    for question in questions:
        planned, hits = searcher.search(question)
        yield f"{question} → {f'/{hits[0].address}' if hits else nowhere}"
        if not hits:
            nothing.append(question)
        elif is_weak(planned, hits):
            weak.append(question)
    yield from _listed(said("search.finds-nothing"), nothing)
    yield from _listed(said("search.weak"), weak)
    yield from _listed(said("search.hard"), [f"/{address}" for address in hard_to_find(searcher)])


def _listed(heading: str, found: Sequence[str]) -> Iterator[str]:
    yield f"{heading}: {len(found)}"
    yield from (f"  {one}" for one in found)


def hard_to_find(searcher: Searcher, memory: TextMemory = forgetful) -> list[str]:
    """The addresses of pages that none of their own synonyms and questions finds among the first :data:`FOUND` hits."""
    having: dict[str, list[int]] = {}
    for number, one in enumerate(searcher.documents):
        for phrase in one.phrases:
            having.setdefault(phrase, []).append(number)
    found: set[int] = set()
    asked: set[str] = set()
    for number, one in enumerate(searcher.documents):
        for phrase in sorted(one.phrases, key=len):
            if number not in found and phrase not in asked:
                asked.add(phrase)
                found |= searcher.finds(phrase, having[phrase], FOUND, memory)
    return [one.address for number, one in enumerate(searcher.documents) if one.phrases and number not in found]


def _why(reason: str, how: Mapping[str, str]) -> str:
    for name, words in how.items():
        reason = reason.replace(f"({name})", f"({words})")
    return reason
