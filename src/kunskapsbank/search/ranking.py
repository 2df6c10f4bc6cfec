"""Which pages answer a question, and how surely. The browser runs the same steps (``standard/assets/sok/rang.js``).

A page is scored by its best alternative in every slot, rarer words counting more, times how much of the question it
covers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .documents import EXACT
from .planner import CONFIDENCE, Plan, Slot

EMPTY: Mapping[str, int] = {}
SATURATION = 9.0  #: Field weight at which a term has half its full strength.
RARITY_POWER = 0.75  #: How steeply rare words count more.
ABOUT_SHARE = 0.5  #: How much of a term's rarity is told by the pages that are about it alone.
LEAST_COVERAGE = 0.3  #: Share of a question that the best page must be about, for any to be shown.
WEAK = 0.77  #: Share of a question that some page is about, if it is to be told as answered, but for what follows.
WEAK_LESS = 0.05  #: So much less for each of its words: the longer it is, the more is said by the way.
WEAK_WORDS = 8  #: Words beyond which it gets no less; and a page that mentions every word is always enough.
#: Share of a question of one, two … words that an entry of a list must be about, for it to stay in the list.
MIN_COVERAGE = (0.45, 0.4, 0.45, 0.45, 0.35)
MENTIONED = 0.6  #: How much of a word a page covers that only mentions it.
COVERAGE_POWER = 1.0  #: How steeply a page counts less that covers less of the question.
COVERAGE_POWER_ASKING = 0.5  #: The same for a whole sentence, whose words are seldom all on the page.
ABOUT = 2.6  #: Strength from which a page is about a term: more than body and ingress give.
LONG_QUESTION = 3  #: Words of a question that is compared with those that pages are said to answer.
SAME_QUESTION = 3.0  #: What a page gains that is said to answer the very question.
VERY_LIKE = 0.99  #: How like a question is to one that is the very same, evened out.
ANSWER_LEAD = 2.0  #: So many times the second page's score the first has when it is the answer.
ANSWER_LIKENESS = 0.3  #: How like the question is to one that the page is said to answer, when it is the answer.
ANSWER_CALLED = 0.6  #: Share of the question that the page is called, when it is the answer.
ANSWER_LIKENESS_ONE_WORD = 0.9  #: The same for a whole sentence of which one word says something.
ANSWER_COVERAGE = 0.9  #: Share of the question that the answer is about at least.
ENGLISH_RAISE = 4.0  #: How many times as much pages in English count for a question in English.
BEFORE_ORIGINAL = (
    1.001  #: How many times as much as its original a page in English counts at least, for such a question.
)
ENGLISH_SHARE = 0.9  #: Share of the best page's score that one in English has at least, for a question in English.
TITLE_WEIGHT = 0.75  #: What a page counts at least that comes first when its title is the question.
GROUP_SHARE = 0.4  #: Share of the first's score that a page of the same title has, to be shown with it.


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that answers."""

    address: str
    score: float
    coverage: float  #: Share of the question that the page covers, 0–1.
    about: float  #: The same, where what the page only mentions counts less.
    why: tuple[str, ...]  #: For ``kb sok``: each with how it was found in brackets, by its name.
    whole: bool = False  #: Whether the question is the page's title, or one of its other words or questions.
    like: float = 0.0  #: How like the question is to the likest that the page is said to answer, 0–1.
    likest: int = -1  #: The number of that question, none when they have nothing in common.
    called: float = 0.0  #: Share of the question that the page is called, by its title or its other words.
    begins: bool = False  #: Whether the first word of the question stands on the page.
    titled: bool = False  #: Whether the question is the page's title, so that it comes first.
    parts: tuple[tuple[str, float], ...] = ()  #: What its place is told by, where that is learned: each with its name.

    @property
    def order(self) -> float:
        """What its place is told by, in all."""
        return sum(value for _, value in self.parts)


#: Term -> field letter -> the numbers of the pages where it stands so, in order.


def rank(
    planned: Plan,
    total: int,
    strengths: Callable[[str], Mapping[int, float]],
    rare_of: Callable[[str], float],
    exact: Callable[[str], Mapping[int, float]],
    pages: Sequence[tuple[str, float]],
    tail: bool = True,
    english: Sequence[tuple[str, str]] = (),
    asked: Callable[[str], Iterable[int]] = lambda one: (),
    questions: Sequence[tuple[int, float]] = (),
    groups: Mapping[str, int] = EMPTY,
    called: Callable[[str], Iterable[int]] = lambda one: (),
) -> list[Hit]:
    """The pages that answer *planned*, best first.

    Args:
        planned: The question.
        total: How many pages there are.
        strengths: Term -> page number -> sum of field weights.
        rare_of: Term -> how much it says, by the pages of the whole site.
        exact: Phrase -> page number -> bonus.
        pages: Address and weight of each page.
        english: Addresses of the pages that are in English, where the others are not, each with that of the page it
            translates; the one to begin at first.
        asked: Term -> the questions that have it.
        questions: Page number and weight of each question that a page is said to answer.
        groups: Address -> its group, of the pages that share a title.
        called: Term -> the pages that are called it.
        tail: Whether pages are hits too that are about less of the question than the best must be.
    """
    rarest = rarity(0, total)
    scores: dict[int, float] = {}
    covered: dict[int, float] = {}
    said: dict[int, float] = {}
    whys: dict[int, list[str]] = {}
    meant: set[int] = set()
    titled: set[str] = set()
    shared: dict[int, float] = {}
    held: dict[int, float] = {}
    named: dict[int, float] = {}
    whole = 0.0
    begins: set[int] = set()
    for slot in planned.slots:
        best: dict[int, tuple[float, float, float, str]] = {}
        weight = rarest
        for nth, reading in enumerate(slot.alternatives):
            places = strengths(reading.term)
            rare = rare_of(reading.term)
            weight = rare if nth == 0 else max(weight, rare) if reading.how == "part-of" else weight
            sure = CONFIDENCE[reading.how]
            most = sure * (weight if reading.how == "related" else rare)
            why = f"{slot.word} → {reading.term} ({reading.how})"
            for number, strength in places.items():
                value = most * strength / (strength + SATURATION)
                if value > (best[number][0] if number in best else 0.0):
                    tells = 1.0 if strength >= ABOUT else MENTIONED
                    best[number] = (value, sure, tells, why)
        whole += weight
        begins |= best.keys() if slot is planned.slots[0] else set()
        twice = {one for reading in slot.alternatives if reading.how == "joined" for one in asked(reading.term)}
        for one, sure in _surest(slot, asked).items():
            shared[one] = shared.get(one, 0.0) + sure * weight
            held[one] = held.get(one, 0.0) + sure * weight * (0.5 if one in twice else 1.0)
        for number, sure in _surest(slot, called).items():
            named[number] = named.get(number, 0.0) + sure * weight
        for number, (value, sure, tells, why) in best.items():
            scores[number] = scores.get(number, 0.0) + value
            covered[number] = covered.get(number, 0.0) + sure * weight
            said[number] = said.get(number, 0.0) + sure * weight * tells
            whys.setdefault(number, []).append(why)
    for key, share in planned.phrases:
        is_question = share >= 1 and not titled and (len(planned.slots) > 1 or not planned.asking)
        for number, bonus in exact(key).items():
            meant |= {number} if share >= 1 else set()
            address, kind_weight = pages[number]
            if is_question and bonus >= EXACT["x"] and kind_weight >= TITLE_WEIGHT:
                titled.add(address)
            scores[number] = scores.get(number, 0.0) + bonus * share * share
            covered[number] = max(covered.get(number, 0.0), share * whole)
            said[number] = max(said.get(number, 0.0), share * whole)
            whys.setdefault(number, []).append(f"{key} (whole-phrase)")
    same = _likenesses(shared, held, whole, questions)
    for number, (like, _) in same.items():
        if like >= VERY_LIKE and len(planned.slots) > 1 and number not in meant:
            meant.add(number)
            scores[number] = scores.get(number, 0.0) + EXACT["y"]
            covered[number] = said[number] = whole
    least = (LEAST_COVERAGE if tail else MIN_COVERAGE[min(len(planned.slots), len(MIN_COVERAGE)) - 1]) * whole
    if not said or max(said.values()) < least:
        return []
    gain = SAME_QUESTION if planned.asking or len(planned.slots) >= LONG_QUESTION else 0.0
    power = COVERAGE_POWER_ASKING if planned.asking else COVERAGE_POWER
    hits = []
    for number, score in sorted(scores.items()):
        coverage = covered[number] / whole if whole else 0.0
        address, kind_weight = pages[number]
        like, likest = same.get(number, (0.0, -1))
        told = score * coverage**power + gain * like
        if tail or said[number] >= least:
            # Both are held against limits: what is just as much is that, however it was added up.
            about, share = (round(of.get(number, 0.0) / whole, 6) if whole else 0.0 for of in (said, named))
            reasons = tuple(whys.get(number, ()))
            hits.append(
                Hit(
                    address,
                    told * kind_weight,
                    coverage,
                    about,
                    reasons,
                    number in meant,
                    like,
                    likest,
                    share,
                    number in begins,
                    address in titled,
                )
            )
    if planned.english:
        place = {address: number for number, (address, _) in enumerate(pages)}
        hits = sorted(_with_english(hits, english), key=lambda hit: place[hit.address])
    return together(sorted(hits, key=lambda hit: (not hit.titled, -round(hit.score, 6))), groups)


def together(hits: Sequence[Hit], groups: Mapping[str, int]) -> list[Hit]:
    """*hits* with those of one group after the first of them, if they are worth a share of it."""
    placed: list[list[Hit]] = []
    firsts: dict[int, list[Hit]] = {}
    for hit in hits:
        group = groups.get(hit.address)
        first = firsts.get(group) if group is not None else None
        if first and hit.score >= GROUP_SHARE * first[0].score:
            first.append(hit)
            continue
        placed.append([hit])
        if group is not None and not first:
            firsts[group] = placed[-1]
    return [hit for some in placed for hit in some]


def _likenesses(
    shared: Mapping[int, float], held: Mapping[int, float], whole: float, questions: Sequence[tuple[int, float]]
) -> dict[int, tuple[float, int]]:
    """Page number -> how like the question, which weighs *whole*, is to the likest that the page is said to answer,
    and which that is.

    *shared*: question number -> the weight of what the question has in common with it. *held*: the same, where a word
    that two neighbours form counts once.
    """
    same: dict[int, tuple[float, int]] = {}
    for one, weight in sorted(shared.items()):
        number, length = questions[one]
        likeness = round(weight / whole * min(1.0, held[one] / length), 6) if length else 0.0
        if likeness > same.get(number, (0.0, -1))[0]:
            same[number] = likeness, one
    return same


def _surest(slot: Slot, having: Callable[[str], Iterable[int]]) -> dict[int, float]:
    """The questions or pages *having* the word of *slot*, with how sure its best reading there is."""
    found: dict[int, float] = {}
    for reading in slot.alternatives:
        for one in having(reading.term):
            found[one] = max(found.get(one, 0.0), CONFIDENCE[reading.how])
    return found


def is_weak(planned: Plan, hits: Iterable[Hit]) -> bool:
    """Whether none of *hits* is about enough of the question: readers are then told where else to go, too."""
    least = min(MENTIONED, WEAK - WEAK_LESS * min(len(planned.slots), WEAK_WORDS))
    return not any(hit.about >= least for hit in hits)


def is_answer(planned: Plan, hits: Sequence[Hit]) -> bool:
    """Whether the first of *hits* is the answer and can be told as it: about the question, and what was asked for,
    called most of it, said to answer one like it and no other page one more like, or far above the others.

    One word in a whole sentence is what was asked for only when the page answers that very question.
    """
    if not hits or hits[0].about < ANSWER_COVERAGE:
        return False
    first, others = hits[0], hits[1:]
    if planned.asking and len(planned.slots) == 1:
        return first.like >= ANSWER_LIKENESS_ONE_WORD
    likest = max((hit.like for hit in others), default=0.0)
    if first.whole or first.called >= ANSWER_CALLED or (first.like >= ANSWER_LIKENESS and first.like >= likest):
        return True
    return bool(others) and first.score >= ANSWER_LEAD * max(hit.score for hit in others)


def _with_english(hits: Sequence[Hit], english: Sequence[tuple[str, str]]) -> list[Hit]:
    """*hits* as they stand for a question in English.

    Pages in English are raised, and stand before the page that they translate, which may be the one that was found.
    The first is worth at least :data:`ENGLISH_SHARE` of the best in Swedish: who asks in English finds a way in.
    """
    known = {address for address, _ in english}
    found = {
        hit.address: replace(hit, score=hit.score * ENGLISH_RAISE) if hit.address in known else hit for hit in hits
    }
    best = max((hit.score for hit in hits if hit.address not in known), default=0.0)
    for nth, (address, original) in enumerate(english):
        told = found.get(original)
        least = max(told.score * BEFORE_ORIGINAL if told else 0.0, 0.0 if nth else ENGLISH_SHARE * best)
        if address in found:
            found[address] = replace(found[address], score=max(found[address].score, least))
        elif least:
            found[address] = Hit(address, least, 0.0, 0.0, ("(english)",))
    return [*found.values()]


def rarity_of(places: Mapping[int, float], total: int) -> float:
    """The rarity of a term with these *places*, those of pages that are about it counting more."""
    about = sum(strength >= ABOUT for strength in places.values())
    mixed = (1 - ABOUT_SHARE) * len(places) + ABOUT_SHARE * about
    return rarity(mixed, total)


def rarity(places: float, total: int) -> float:
    """How much a term that stands on *places* of *total* pages says (the idf of BM25, evened out)."""
    return math.pow(math.log(1 + (total - places + 0.5) / (places + 0.5)), RARITY_POWER)
