"""What a question means, and which pages answer it. The browser runs the same steps (``standard/assets/sok/plan.js``).

A question becomes slots, one per content word. Each slot has alternatives: the word as it is known, the nearest
known word, its parts, a known compound it is part of, or a compound it forms with its neighbour. A page is scored by
its best alternative in every slot, rarer words counting more, times how much of the question it covers.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import groupby, pairwise
from operator import itemgetter

from ..base.memory import TextMemory, forgetful
from ..content.reads import digest
from ..content.site import Site
from ..language.compounds import MIN_PART
from ..language.ordinary import ordinary_words
from ..language.swedish import fold, words
from ..render.pages import Page
from .analysis import DERIVATIONS, phrase, term
from .documents import EXACT, FIELDS, PARTS, Document, documents
from .lexicon import Word
from .meanings import Meanings, meanings
from .stopwords import ENGLISH, ENGLISH_STOP_WORDS, STOP_WORDS

NONE = Meanings()
EMPTY: Mapping[str, int] = {}
STRONG = frozenset("utmqi")  #: Fields that say what a page is about.
CALLED = frozenset("utm")  #: Fields that say what a page is called.
SATURATION = 9.0  #: Field weight at which a term has half its full strength.
MOST_OF_RARITY = sum(FIELDS.values()) / (
    sum(FIELDS.values()) + SATURATION
)  #: Share of its rarity a term gives at most.
RARITY_POWER = 0.75  #: How steeply rare words count more.
ABOUT_SHARE = 0.5  #: How much of a term's rarity is told by the pages that are about it alone.
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
LEAST_COVERAGE = 0.3  #: Share of a question that the best page must be about, for any to be shown.
WEAK = 0.55  #: Share of a question that some page is about, if it is to be told as answered.
#: Share of a question of one, two … words that an entry of a list must be about, for it to stay in the list.
MIN_COVERAGE = (0.45, 0.4, 0.45, 0.45, 0.35)
MENTIONED = 0.6  #: How much of a word a page covers that only mentions it.
COVERAGE_POWER = 1.0  #: How steeply a page counts less that covers less of the question.
COVERAGE_POWER_ASKING = 0.5  #: The same for a whole sentence, whose words are seldom all on the page.
ASKING = 3  #: Words that say nothing in a question that is a whole sentence.
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
REPLY_LIKENESS = 0.6  #: How like the question is to one that the page shows an answer to, when that is shown.
BEFORE_ORIGINAL = (
    1.001  #: How many times as much as its original a page in English counts at least, for such a question.
)
ENGLISH_SHARE = 0.9  #: Share of the best page's score that one in English has at least, for a question in English.
TITLE_WEIGHT = 0.75  #: What a page counts at least that comes first when its title is the question.
GROUP_SHARE = 0.4  #: Share of the first's score that a page of the same title has, to be shown with it.
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


#: Term -> field letter -> the numbers of the pages where it stands so, in order.
Places = Mapping[str, Mapping[str, Sequence[int]]]


def places_of(found: Iterable[Document]) -> Places:
    """Where every term of *found* stands."""
    by_word: dict[str, dict[Word, list[int]]] = defaultdict(lambda: defaultdict(list))
    by_term: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, document in enumerate(found):
        for letter, some in document.words.items():
            own = by_word[letter]
            for word in some:
                own[word].append(number)
        for letter, terms in document.terms.items():
            named = by_term[letter]
            for one in terms:
                named[one].append(number)
    places: dict[str, dict[str, list[list[int]]]] = defaultdict(lambda: defaultdict(list))
    for letter, named in by_term.items():
        for one, numbers in named.items():
            places[one][letter].append(numbers)
    for letter, own in by_word.items():
        for word, numbers in own.items():
            for one in word.terms:
                places[one][letter].append(numbers)
            for one in word.parts if letter in PARTS else ():
                places[one][PARTS[letter]].append(numbers)
    return {one: {letter: _merged(lists) for letter, lists in letters.items()} for one, letters in places.items()}


def _merged(lists: Sequence[list[int]]) -> list[int]:
    """The numbers of *lists*, each once and in order, as they are in each."""
    return lists[0] if len(lists) == 1 else sorted(set().union(*lists))


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
        """All terms that are not only phrases."""
        return tuple(filter(self.known, self.masks))


def plan(question: str, vocabulary: Vocabulary, correct: bool = True) -> Plan:
    """Interpret *question*; without *correct*, unknown words are not read as the nearest known ones."""
    found = [word[:MAX_WORD] for word in words(question[:MAX_QUESTION])]
    english = _is_in_english(found, vocabulary)
    idle = STOP_WORDS | ENGLISH_STOP_WORDS if english else STOP_WORDS
    content = [word for word in found if word not in idle] or found
    slots = [slot for word in content for slot in _slots(word, vocabulary, correct, english)]
    _join(slots, vocabulary)
    asking = len(found) - len(content) >= ASKING
    english = english or any(_is_english(slot, vocabulary) for slot in slots)
    return Plan(question, tuple(slots), tuple(_phrases(found, slots, vocabulary)), asking, english)


def _is_in_english(found: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether words tell that Swedish has not, or most of several words are English ones."""
    content = [word for word in found if word not in STOP_WORDS]
    translated = sum(term(word) in vocabulary.meanings.english for word in content)
    return not ENGLISH.isdisjoint(found) or (len(content) > 1 and 2 * translated > len(content))


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
    if parts:
        return [Slot(word, part, [Alternative(part, "split")]) for part in parts]
    if not vocabulary.ordinary(word):
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
    heads = heads and len(part) > MIN_PART
    found = [
        w
        for w in vocabulary.words
        if len(w) - len(part) >= MIN_PART
        and (w.endswith(part) or (heads and w.startswith(part)))
        and vocabulary.strong(w)
    ]
    return sorted(found, key=lambda w: (len(w), w))[:MAX_COMPOUNDS]


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


class Searcher:
    """Answers questions over documents, as the browser does over the index."""

    @classmethod
    def of(
        cls, site: Site, pages: Sequence[Page], found: Sequence[Document] | None = None, memory: TextMemory = forgetful
    ) -> Searcher:
        """What answers questions about *pages* of *site*. *found*: their documents, when they are there already."""
        found = documents(site, pages) if found is None else found
        said = set[Word]().union(*(one.words.get("b", ()) for one in found))
        own = {word for page in pages for word in words(page.title)}.union(word.text for word in said)
        return cls(found, meanings(site.search_words), ordinary_words(own, memory))

    def __init__(self, found: Sequence[Document], meant: Meanings = NONE, others: Collection[str] = ()) -> None:
        self.documents = found
        self.places = places_of(found)
        self.vocabulary = Vocabulary.at(self.places, meant, others)
        self._rarities: dict[str, float] = {}
        self._prints: dict[str, str] = {}
        self.questions: list[tuple[int, float]] = []  #: Page number and weight of all words of each question.
        self.asked: dict[str, list[int]] = {}  #: Term -> the questions that have it.
        for number, document in enumerate(found):
            for question in document.questions:
                self._ask(number, question)

    def _ask(self, number: int, question: Sequence[frozenset[str]]) -> None:
        weight = sum(min(map(self._rarity, spellings)) for spellings in question)
        for one in sorted(frozenset().union(*question)):
            self.asked.setdefault(one, []).append(len(self.questions))
        self.questions.append((number, round(weight, 2)))

    def _rarity(self, one: str) -> float:
        if one not in self._rarities:
            self._rarities[one] = _rarity_of(self._strengths(one), len(self.documents))
        return self._rarities[one]

    @cached_property
    def english(self) -> list[tuple[str, str]]:
        """The pages in English, where others are not, each with its original; the one to begin at first."""
        found = ((document.address, document.original) for document in self.documents if document.language == "en")
        return sorted(found, key=lambda pair: (len(pair[0]), pair))

    def search(self, question: str, english: bool = False) -> tuple[Plan, list[Hit]]:
        """The plan and every page that answers, best first. *english*: whether it is asked on a page in English."""
        planned = plan(question, self.vocabulary)
        planned = replace(planned, english=planned.english or english)
        return planned, self._ranked(planned)

    def _ranked(self, planned: Plan, among: frozenset[int] | None = None) -> list[Hit]:
        """The pages that answer *planned*, best first. *among*: the pages that are looked at, when not all are."""
        return rank(
            planned,
            len(self.documents),
            partial(self._strengths, among=among),
            self._rarity,
            partial(self._exact, among=among),
            self._weights,
            english=self.english,
            asked=lambda one: self.asked.get(one, ()),
            questions=self.questions,
            groups=self.groups,
            called=partial(self._called, among=among),
        )

    def finds(self, question: str, pages: Sequence[int], most: int, memory: TextMemory = forgetful) -> set[int]:
        """Those of *pages*, by number, that are among the first *most* that :meth:`search` gives for *question*."""
        planned = plan(question, self.vocabulary)
        made_of = digest("finds", repr((pages, most)), self._print_of(planned))
        found = memory(made_of, lambda: " ".join(map(str, self._finds(planned, pages, most))))
        return {*map(int, found.split())}

    def _print_of(self, planned: Plan) -> str:
        """What tells all that :func:`rank` reads for *planned* from others."""
        read = {one.term for slot in planned.slots for one in slot.alternatives}.union(
            key for key, _ in planned.phrases
        )
        return digest(self._around, repr(planned), *map(self._print_of_term, sorted(read)))

    @cached_property
    def _around(self) -> str:
        """What tells that of the pages which decides their rank whatever the question is."""
        return digest(repr((self._weights, self.english, self.groups)))

    def _print_of_term(self, one: str) -> str:
        """What tells the pages and questions that have *one* from others."""
        if one not in self._prints:
            asked = [self._named_questions[number] for number in self.asked.get(one, ())]
            letters = sorted(self.places.get(one, {}).items())
            told = repr([(letter, len(numbers)) for letter, numbers in letters])
            self._prints[one] = digest(
                told, repr(asked), *(array("I", numbers).tobytes().hex() for _, numbers in letters)
            )
        return self._prints[one]

    @cached_property
    def _named_questions(self) -> list[tuple[int, int, float]]:
        """Each question by its page and its place there, with its weight: those of other pages change nothing."""
        together = (enumerate(run) for _, run in groupby(self.questions, itemgetter(0)))
        return [(page, place, weight) for run in together for place, (page, weight) in run]

    def _finds(self, planned: Plan, pages: Iterable[int], most: int) -> list[int]:
        """All pages are ranked only where those may come before one of *pages* that are not :meth:`_near`."""
        own = {self.documents[number].address: number for number in pages}
        sharing = (self._sharing.get(address, ()) for address in own)
        first = self._ranked(planned, frozenset(self._near(planned).union(own.values(), *sharing)))[:most]
        least = min((hit.score for hit in first if hit.address in own), default=math.inf if first else 0.0)
        if planned.english or round(least, 6) <= round(self._gain(planned) * self._heaviest, 6):
            first = self._ranked(planned)[:most]
        return [own[hit.address] for hit in first if hit.address in own]

    def _near(self, planned: Plan) -> set[int]:
        """The pages that are called what was asked for or part of it, those that answer a question with a word in
        common, and those that share a title with one of them.
        """
        readings = (one.term for slot in planned.slots for one in slot.alternatives)
        like = (self.questions[one][0] for term in readings for one in self.asked.get(term, ()))
        near = {*like, *(one for key, _ in planned.phrases for one in self._exact(key))}
        return near.union(*(self._sharing.get(self.documents[one].address, ()) for one in near))

    def _gain(self, planned: Plan) -> float:
        """What a page that is not :meth:`_near` gains at most: a share of how rare each word is."""
        words = ([self._rarity(one.term) for one in slot.alternatives] for slot in planned.slots)
        return MOST_OF_RARITY * sum(max(rarities, default=0.0) for rarities in words)

    @cached_property
    def _weights(self) -> list[tuple[str, float]]:
        """The address and the weight of each page."""
        return [(document.address, document.weight) for document in self.documents]

    @cached_property
    def _heaviest(self) -> float:
        """The weight of the pages that count most."""
        return max((document.weight for document in self.documents), default=0.0)

    @cached_property
    def _sharing(self) -> dict[str, list[int]]:
        """Address -> the numbers of the pages that share its title, of those in :attr:`groups`."""
        found: dict[int, list[int]] = {}
        for number, document in enumerate(self.documents):
            if document.address in self.groups:
                found.setdefault(self.groups[document.address], []).append(number)
        return {address: found[group] for address, group in self.groups.items()}

    def reply(self, hit: Hit) -> str:
        """The answer that the page of *hit* shows to a question like the one asked; empty when it shows none."""
        if hit.likest < 0 or hit.like < REPLY_LIKENESS:
            return ""
        number = self.questions[hit.likest][0]
        first = next(place for place, (page, _) in enumerate(self.questions) if page == number)
        return self.documents[number].replies.get(hit.likest - first, "")

    @cached_property
    def groups(self) -> dict[str, int]:
        """Address -> the group of the pages that share a title, written alike or not; none has a title of its own."""
        titles = [document.key or phrase(document.title) for document in self.documents]
        shared = sorted({title for title, count in Counter(titles).items() if count > 1})
        numbers = {title: number for number, title in enumerate(shared)}
        return {one.address: numbers[t] for one, t in zip(self.documents, titles, strict=True) if t in numbers}

    def _strengths(self, one: str, among: frozenset[int] | None = None) -> dict[int, float]:
        """Page number -> sum of the weights of the fields that hold the term."""
        found: dict[int, float] = {}
        letters = self.places.get(one, {})
        for letter, weight in FIELDS.items():
            numbers = _of(letters.get(letter, ()), among)
            if not found:
                found = dict.fromkeys(numbers, weight)
                continue
            for number in numbers:
                found[number] = found.get(number, 0.0) + weight
        return found

    def _called(self, one: str, among: frozenset[int] | None = None) -> set[int]:
        """The numbers of the pages that are called *one*."""
        letters = self.places.get(one, {})
        return set().union(*(_of(letters.get(letter, ()), among) for letter in CALLED))

    def _exact(self, key: str, among: frozenset[int] | None = None) -> dict[int, float]:
        found: dict[int, float] = {}
        letters = self.places.get(key, {})
        for letter, weight in EXACT.items():
            for number in _of(letters.get(letter, ()), among):
                found[number] = max(found.get(number, 0.0), weight)
        return found


def _of(numbers: Iterable[int], among: frozenset[int] | None) -> Iterable[int]:
    """Those of *numbers* that are *among* others; all where that is None."""
    return numbers if among is None else among.intersection(numbers)


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
    named: dict[int, float] = {}
    whole = 0.0
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
        for one, sure in _surest(slot, asked).items():
            shared[one] = shared.get(one, 0.0) + sure * weight
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
    same = _likenesses(shared, whole, questions)
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
                Hit(address, told * kind_weight, coverage, about, reasons, number in meant, like, likest, share)
            )
    if planned.english:
        place = {address: number for number, (address, _) in enumerate(pages)}
        hits = sorted(_with_english(hits, english), key=lambda hit: place[hit.address])
    return _together(sorted(hits, key=lambda hit: (hit.address not in titled, -round(hit.score, 6))), groups)


def _together(hits: Sequence[Hit], groups: Mapping[str, int]) -> list[Hit]:
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
    shared: Mapping[int, float], whole: float, questions: Sequence[tuple[int, float]]
) -> dict[int, tuple[float, int]]:
    """Page number -> how like the question, which weighs *whole*, is to the likest that the page is said to answer,
    and which that is.

    *shared*: question number -> the weight of what it has in common with the question.
    """
    same: dict[int, tuple[float, int]] = {}
    for one, weight in sorted(shared.items()):
        number, length = questions[one]
        likeness = round(weight / whole * min(1.0, weight / length), 6) if length else 0.0
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


def is_weak(hits: Iterable[Hit]) -> bool:
    """Whether none of *hits* is about enough of the question: readers are then told where else to go, too."""
    return not any(hit.about >= WEAK for hit in hits)


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


def _rarity_of(places: Mapping[int, float], total: int) -> float:
    """The rarity of a term with these *places*, those of pages that are about it counting more."""
    about = sum(strength >= ABOUT for strength in places.values())
    mixed = (1 - ABOUT_SHARE) * len(places) + ABOUT_SHARE * about
    return rarity(mixed, total)


def rarity(places: float, total: int) -> float:
    """How much a term that stands on *places* of *total* pages says (the idf of BM25, evened out)."""
    return math.pow(math.log(1 + (total - places + 0.5) / (places + 0.5)), RARITY_POWER)
