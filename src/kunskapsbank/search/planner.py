"""What a question means. The browser runs the same steps (``standard/assets/sok/plan.js``).

A question becomes slots, one per content word. Each slot has alternatives: the word as it is known, the nearest
known word, its parts, a known compound it is part of, or a compound it forms with its neighbour.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, takewhile

from ..language.compounds import MIN_PART
from ..language.swedish import fold, words
from .analysis import DERIVATIONS, term
from .documents import EXACT, PARTS, Document
from .lexicon import Word
from .meanings import Meanings
from .stopwords import ENGLISH, ENGLISH_STOP_WORDS, STOP_WORDS, SWEDISH

NONE = Meanings()
STRONG = frozenset("utmi")  #: Fields that say what a page is about.
CALLED = frozenset("utm")  #: Fields that say what a page is called.
CONFIDENCE: Mapping[str, float] = {
    "exact": 1.0,
    "joined": 1.0,
    "corrected": 0.8,
    "related": 0.9,
    "meant": 0.7,
    "part-of": 0.6,
    "split": 0.8,
    "part": 0.5,
}
ONE_EDIT_FROM = 4  #: Letters a word has before one edit is forgiven.
TWO_EDITS_FROM = 8  #: Letters a word has before two edits are.
SHORTEST_DERIVED = 4  #: Letters a verb has left before its noun is looked for.
LONG_PART = 5  #: Letters in the shortest end of an unknown word that is looked for by itself.
SHORTEST_TAIL = 4  #: Letters in the shortest last part of an unknown compound.
MAX_COMPOUNDS = 8  #: Known compounds tried for a word that is a part of them.
ASKING = 3  #: Words that say nothing in a question that is a whole sentence.
MAX_PHRASE = 20  #: Words in the longest phrase looked up as a whole.
MAX_WORD = 60  #: Letters of a word that are read; the longest on the pages has half as many.
MAX_QUESTION = 300  #: Characters of a question that are read.


@dataclass(frozen=True, slots=True)
class Alternative:
    """One reading of a word."""

    term: str
    how: str  #: A key of :data:`CONFIDENCE`.


@dataclass(slots=True)
class Slot:
    """A content word of the question and its readings."""

    word: str
    term: str
    alternatives: list[Alternative] = field(default_factory=list)

    @property
    def how(self) -> str:
        """The surest reading, or nothing when the word is unknown."""
        return max((a.how for a in self.alternatives), key=lambda h: CONFIDENCE[h], default="")


@dataclass(frozen=True)
class Plan:
    """A question, interpreted."""

    question: str
    slots: tuple[Slot, ...]
    phrases: tuple[tuple[str, float], ...]  #: (key, share of the question), looked up as whole titles and synonyms.
    asking: bool = False  #: Whether it is a whole sentence.
    english: bool = False  #: Whether it is in English, as words tell that Swedish has not.


Places = Mapping[str, Mapping[str, Sequence[int]]]


def places_of(found: Iterable[Document]) -> Places:
    """Where every term of *found* stands."""
    by_word: dict[str, dict[Word, array[int]]] = defaultdict(lambda: defaultdict(_numbers))
    by_term: dict[str, dict[str, array[int]]] = defaultdict(lambda: defaultdict(_numbers))
    for number, document in enumerate(found):
        for letter, some in document.words.items():
            own = by_word[letter]
            for word in some:
                own[word].append(number)
        for letter, terms in document.terms.items():
            named = by_term[letter]
            for one in terms:
                named[one].append(number)
    places: dict[str, dict[str, list[array[int]]]] = defaultdict(lambda: defaultdict(list))
    for letter in [*by_term]:  # What is gone through is let go of: it is as large as all that comes of it.
        for one, numbers in by_term.pop(letter).items():
            places[one][letter].append(numbers)
    for letter in [*by_word]:
        for word, numbers in by_word.pop(letter).items():
            for one in word.terms:
                places[one][letter].append(numbers)
            for one in word.parts if letter in PARTS else ():
                places[one][PARTS[letter]].append(numbers)
    return {one: {letter: _merged(lists) for letter, lists in places.pop(one).items()} for one in [*places]}


def _numbers(found: Iterable[int] = ()) -> array[int]:
    """Numbers of pages, 32 bits each: a list takes twice as much, and these are most of what a search holds."""
    return array("I", found)


def _merged(lists: Sequence[array[int]]) -> array[int]:
    """The numbers of *lists*, each once and in order, as they are in each."""
    return lists[0] if len(lists) == 1 else _numbers(sorted(set[int]().union(*lists)))


class Vocabulary:
    """The terms of an index and the fields each stands in."""

    def __init__(self, masks: Mapping[str, str], meant: Meanings = NONE, others: Collection[str] = ()) -> None:
        """*others*: words in lower case that no page has and that mean themselves."""
        self.masks = masks
        self.meanings = meant.among(self.known)
        self.others = others

    @classmethod
    def of(cls, found: Iterable[Document], meant: Meanings = NONE, others: Collection[str] = ()) -> Vocabulary:
        """Every term of *found* with its field letters."""
        return cls.at(places_of(found), meant, others)

    @classmethod
    def at(cls, places: Places, meant: Meanings = NONE, others: Collection[str] = ()) -> Vocabulary:
        """Every term of *places* with its field letters."""
        return cls({one: "".join(sorted(letters)) for one, letters in sorted(places.items())}, meant, others)

    def ordinary(self, word: str) -> bool:
        """Whether *word* is one that people use elsewhere: it means itself, and is not misspelt."""
        return word in self.others

    def known(self, one: str) -> bool:
        """Whether *one* is a term, not only a whole phrase."""
        return bool(set(self.masks.get(one, "")) - EXACT.keys())

    def strong(self, one: str) -> bool:
        """Whether some page is about *one*."""
        return not STRONG.isdisjoint(self.masks.get(one, ""))

    def called(self, one: str) -> bool:
        """Whether some page is called *one*, by its title or by its other words."""
        return not CALLED.isdisjoint(self.masks.get(one, ""))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All terms that are not only phrases, in order."""
        return tuple(sorted(filter(self.known, self.masks)))

    @cached_property
    def backwards(self) -> tuple[str, ...]:
        """The same, each written from its end, in order."""
        return tuple(sorted(one[::-1] for one in self.words))


def plan(question: str, vocabulary: Vocabulary, correct: bool = True) -> Plan:
    """Interpret *question*; without *correct*, unknown words are not read as the nearest known ones."""
    found = [word[:MAX_WORD] for word in words(question[:MAX_QUESTION])]
    english = _is_in_english(found, vocabulary)
    idle = STOP_WORDS | ENGLISH_STOP_WORDS if english else STOP_WORDS
    content = [word for word in found if word not in idle] or found
    slots = [slot for word in content for slot in _slots(word, vocabulary, correct, english)]
    _join(slots, vocabulary)
    asking = len(found) - len(content) >= ASKING
    english = english or (SWEDISH.isdisjoint(found) and any(_is_english(slot, vocabulary) for slot in slots))
    return Plan(question, tuple(slots), tuple(_phrases(found, slots, vocabulary)), asking, english)


def _is_in_english(found: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether words tell that Swedish has not, or most of several are English ones and none tells the contrary."""
    content = [word for word in found if word not in STOP_WORDS]
    translated = sum(term(word) in vocabulary.meanings.english for word in content)
    most = len(content) > 1 and 2 * translated > len(content)
    return not ENGLISH.isdisjoint(found) or (most and SWEDISH.isdisjoint(found))


def _is_english(slot: Slot, vocabulary: Vocabulary) -> bool:
    """Whether *slot* is an English word that no page has."""
    return slot.term in vocabulary.meanings.english and slot.how == "meant"


def _slots(word: str, vocabulary: Vocabulary, correct: bool, english: bool) -> list[Slot]:
    """The slot of *word*; two for an unknown compound of known words."""
    slot = Slot(word, term(word))
    slot.alternatives = _readings(slot, vocabulary, correct, english)
    parts = () if english and slot.alternatives else split_known(word, vocabulary)
    if slot.alternatives:
        whole = vocabulary.known(slot.term)
        slot.alternatives += [Alternative(part, "part") for part in parts if whole and _says_enough(part, vocabulary)]
        return [slot]
    ordinary = vocabulary.ordinary(word)
    if parts and (not ordinary or vocabulary.strong(parts[0])):  # An ordinary word is more than what it is made of.
        return [Slot(word, part, [Alternative(part, "split")]) for part in parts]
    if not ordinary:
        slot.alternatives = [Alternative(part, "part") for part in _long_part(word, vocabulary)]
    return [slot]


def _says_enough(part: str, vocabulary: Vocabulary) -> bool:
    """Whether *part* of a known compound is looked for too: pages on a part of it are nearer than none."""
    return len(part) >= SHORTEST_TAIL and vocabulary.strong(part)


def _readings(slot: Slot, vocabulary: Vocabulary, correct: bool, english: bool) -> list[Alternative]:
    spellings = dict.fromkeys((slot.term, fold(slot.word)) if slot.word.endswith("s") else (slot.term,))
    readings = [Alternative(one, "exact") for one in spellings if vocabulary.known(one)]
    readings += [Alternative(r, "related") for r in _related(slot.term) if vocabulary.strong(r) and not english]
    meant = [Alternative(one, "meant") for one in _meant(slot.term, vocabulary, english, bool(readings))]
    if meant or any(vocabulary.strong(reading.term) for reading in readings):
        return readings + meant
    misspelt = correct and not readings and not vocabulary.ordinary(slot.word)
    near = nearest(slot, vocabulary) if misspelt else None
    if near and vocabulary.strong(near):
        return [Alternative(near, "corrected")]
    compounds = _compounds_of(slot.term, vocabulary, heads=not readings)
    readings += [Alternative(compound, "part-of") for compound in compounds]
    return readings or ([Alternative(near, "corrected")] if near else [])


def _meant(one: str, vocabulary: Vocabulary, english: bool, known: bool) -> Iterable[str]:
    """The known terms that *one* stands for."""
    meanings = vocabulary.meanings
    names = () if vocabulary.called(one) else meanings.names.get(one, ())
    translated = meanings.english.get(one, ()) if english or not known else ()
    return (to for to in (*translated, *names) if to != one)


def _related(one: str) -> Iterable[str]:
    """The nouns of a verb, and the verb of a noun."""
    for ending in DERIVATIONS:
        if len(one) >= SHORTEST_DERIVED:
            yield one + ending
        if one.endswith(ending) and len(one) - len(ending) >= SHORTEST_DERIVED:
            yield one[: -len(ending)]


def _compounds_of(part: str, vocabulary: Vocabulary, heads: bool) -> list[str]:
    """Known compounds that end with *part*, with *heads* also those that begin with it, the shortest first."""
    if len(part) < MIN_PART:
        return []
    ending = (w[::-1] for w in _beginning(part[::-1], vocabulary.backwards))
    begun = _beginning(part, vocabulary.words) if heads and len(part) > MIN_PART else ()
    found = {w for w in (*ending, *begun) if len(w) - len(part) >= MIN_PART and vocabulary.strong(w)}
    return sorted(found, key=lambda w: (len(w), w))[:MAX_COMPOUNDS]


def _beginning(part: str, ordered: Sequence[str]) -> Iterable[str]:
    """Those of the words *ordered* that begin with *part*."""
    return takewhile(lambda w: w.startswith(part), ordered[bisect_left(ordered, part) :])


def _long_part(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The longest end of *word* that pages are about: the end of a compound says what it is, its beginning does not."""
    for part in (word[at:] for at in range(1, len(word) - LONG_PART + 1)):
        found = term(part)
        if len(found) >= LONG_PART and vocabulary.strong(found):
            return (found,)
    return ()


def split_known(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The two terms of *word* written together, when both are known and pages are about the last; longest tail wins."""
    for at in range(MIN_PART, len(word) - SHORTEST_TAIL + 1):
        tail = term(word[at:])
        for head in (word[:at], word[: at - 1] if word[at - 1] == "s" else "") if vocabulary.strong(tail) else ():
            if len(head) >= MIN_PART and vocabulary.known(term(head)):
                return term(head), tail
    return ()


def nearest(slot: Slot, vocabulary: Vocabulary) -> str | None:
    """The known term nearest to the word: one edit away, two for long words that begin alike.

    Both the word and its stem are tried, since a slip at the end misleads the stemmer. What pages are about goes first.
    """
    spellings = dict.fromkeys((slot.term, fold(slot.word)))
    length = len(fold(slot.word))
    allowed = 2 if length >= TWO_EDITS_FROM else 1 if length >= ONE_EDIT_FROM else 0
    best: tuple[int, bool, bool, str] | None = None
    for known in vocabulary.words:
        if len(known) < ONE_EDIT_FROM:
            continue
        distance = min(edits(one, known, allowed) for one in spellings)
        alike = known[0] == slot.term[0]
        if distance <= (allowed if alike else min(allowed, 1)):
            rank = (distance, not vocabulary.strong(known), not alike, known)
            best = min(best, rank) if best else rank
    return best[3] if best else None


def edits(a: str, b: str, most: int) -> int:
    """Edits from *a* to *b*, two letters in the wrong order counting as one; *most* + 1 when there are more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        now = [i]
        for j, y in enumerate(b, 1):
            cost = min(row[j] + 1, now[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, row = row, now
    return min(row[-1], most + 1)


def _join(slots: Sequence[Slot], vocabulary: Vocabulary) -> None:
    """Let neighbours that form a known compound, with or without a linking s, be read as it."""
    for one, two in pairwise(slots):
        for link in ("", "s"):
            joined = term(f"{one.word}{link}{two.word}")
            if vocabulary.known(joined):
                for slot in (one, two):
                    slot.alternatives.insert(0, Alternative(joined, "joined"))


def _phrases(found: Sequence[str], slots: Sequence[Slot], vocabulary: Vocabulary) -> Iterable[tuple[str, float]]:
    """The runs of words that are a whole title or synonym, with the share of the content words they hold."""
    seen: dict[str, float] = {}
    content = {slot.word: slot.alternatives[0].term if slot.how == "corrected" else term(slot.word) for slot in slots}
    for length in range(min(MAX_PHRASE, len(found)), 0, -1):
        for start in range(len(found) - length + 1):
            run = found[start : start + length]
            held = sum(word in content for word in run)
            key = "".join(content.get(word) or term(word) for word in run)
            if held and key not in seen and not EXACT.keys().isdisjoint(vocabulary.masks.get(key, "")):
                seen[key] = min(1.0, held / len(content))
    return seen.items()
