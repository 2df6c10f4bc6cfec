"""What answers questions over the pages of a site, as the browser does over the index."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import groupby
from operator import itemgetter

from ..base.memory import TextMemory, forgetful
from ..content.reads import digest
from ..content.site import Site
from ..language.ordinary import ordinary_words
from ..language.swedish import words
from ..render.page import Page
from .analysis import phrase
from .documents import ASKED_HALF, ASKED_MOST, EXACT, FIELDS, Document, documents
from .learned import Traits, reordered, traits_of
from .lexicon import Word
from .meanings import Meanings, meanings
from .planner import CALLED, NONE, Plan, Vocabulary, places_of, plan
from .ranking import SATURATION, Hit, rank, rarity_of
from .weights import WEIGHTS

MOST = sum(FIELDS.values()) + ASKED_MOST  #: What a term weighs at most.
MOST_OF_RARITY = MOST / (MOST + SATURATION)  #: Share of its rarity it gives at most.
UNLEARNED: Mapping[str, float] = {}
REPLY_LIKENESS = 0.6  #: How like the question is to one that the page shows an answer to, when that is shown.


class Searcher:
    """Answers questions over documents, as the browser does over the index."""

    @classmethod
    def of(
        cls,
        site: Site,
        pages: Sequence[Page],
        found: Sequence[Document] | None = None,
        memory: TextMemory = forgetful,
        weights: Mapping[str, float] = WEIGHTS,
    ) -> Searcher:
        """What answers questions about *pages* of *site*.

        *found*: their documents, when they are there already. *weights*: as when it is made of documents alone.
        """
        found = documents(site, pages) if found is None else found
        said = set[Word]().union(*(one.words.get("b", ()) for one in found))
        own = {word for page in pages for word in words(page.title)}.union(word.text for word in said)
        return cls(found, meanings(site.search_words), ordinary_words(own, memory), weights)

    def __init__(
        self,
        found: Sequence[Document],
        meant: Meanings = NONE,
        others: Collection[str] = (),
        weights: Mapping[str, float] = UNLEARNED,
    ) -> None:
        """What answers questions about *found*.

        Args:
            found: What is searched.
            meant: What words mean that no page is about.
            others: Words in lower case that no page has and that mean themselves.
            weights: How much each of :func:`~.learned.features` counts; without them hits stand as they are ranked.
        """
        self.documents = found
        self.weights = weights
        self.places = places_of(found)
        self.vocabulary = Vocabulary.at(self.places, meant, others)
        self._rarities: dict[str, float] = {}
        self._prints: dict[str, str] = {}
        self._counts: dict[str, Mapping[int, int]] = {}
        told = [(number, question) for number, document in enumerate(found) for question in document.questions]
        self._answering = [number for number, _ in told]  # The page of each question.
        self.asked: dict[str, list[int]] = {}  #: Term -> the questions that have it.
        for place, (_, question) in enumerate(told):
            for one in sorted(frozenset().union(*question)):
                self.asked.setdefault(one, []).append(place)
        #: Page number and weight of all words of each question.
        self.questions = [(number, self._weight(question)) for number, question in told]

    def _weight(self, question: Sequence[frozenset[str]]) -> float:
        """What the words of *question* weigh together, in whole tenths: who asks the very same asks all of it."""
        return math.floor(10 * sum(min(map(self._rarity, spellings)) for spellings in question)) / 10

    def _rarity(self, one: str) -> float:
        if one not in self._rarities:
            self._rarities[one] = rarity_of(self._strengths(one), len(self.documents))
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
        hits = self._ranked(planned)
        if self.weights:
            hits = reordered(planned, hits, self.numbers, self.traits, self.groups, self.weights)
        return planned, hits

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

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Address -> the number of the page."""
        return {document.address: number for number, document in enumerate(self.documents)}

    @cached_property
    def traits(self) -> list[Traits]:
        """What is known of each page, whatever is asked."""
        return traits_of(self.documents)

    def finds(self, question: str, pages: Sequence[int], most: int, memory: TextMemory = forgetful) -> set[int]:
        """Those of *pages*, by number, that are among the first *most* for *question* as pages are ranked.

        What is learned moves them after that; whether a page is found by its own words is not to depend on it.
        """
        planned = plan(question, self.vocabulary)
        made_of = digest("finds", repr((pages, most)), self._print_of(planned))
        found = memory(made_of, lambda: " ".join(map(str, self._finds(planned, pages, most))))
        return {*map(int, found.split())}

    def _print_of(self, planned: Plan) -> str:
        """What tells all that :func:`rank` reads for *planned* from others."""
        slots = [(slot.word, [(one.term, one.how) for one in slot.alternatives]) for slot in planned.slots]
        read = {one for _, readings in slots for one, _ in readings}.union(key for key, _ in planned.phrases)
        told = repr((slots, planned.phrases, planned.asking, planned.english))
        return digest(self._around, told, *map(self._print_of_term, sorted(read)))

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
        near = self._near(planned).union(pages, self._with_english if planned.english else ())
        near = near.union(*(self._sharing.get(self.documents[one].address, ()) for one in near))
        own = {self.documents[number].address: number for number in pages}
        first = self._ranked(planned, frozenset(near))[:most]
        least = min((hit.score for hit in first if hit.address in own), default=math.inf if first else 0.0)
        if round(least, 6) <= round(self._gain(planned) * self._heaviest, 6):
            first = self._ranked(planned)[:most]
        return [own[hit.address] for hit in first if hit.address in own]

    def _near(self, planned: Plan) -> set[int]:
        """The pages that are called what was asked for or part of it, and those that answer a question with a word in
        common, which one word alone gains nothing by.
        """
        compared = planned.slots if planned.asking or len(planned.slots) > 1 else ()
        readings = (one.term for slot in compared for one in slot.alternatives)
        like = (self.questions[one][0] for term in readings for one in self.asked.get(term, ()))
        return {*like, *(one for key, _ in planned.phrases for one in self._exact(key))}

    @cached_property
    def _with_english(self) -> list[int]:
        """The pages that a question in English raises, and those that they translate."""
        raised = {address for pair in self.english for address in pair}
        return [number for number, document in enumerate(self.documents) if document.address in raised]

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
        """Page number -> how much the term weighs there: its fields, and how many of the page's questions have it."""
        found: dict[int, float] = {}
        letters = self.places.get(one, {})
        for letter, weight in FIELDS.items():
            numbers = _of(letters.get(letter, ()), among)
            if not found:
                found = dict.fromkeys(numbers, weight)
                continue
            for number in numbers:
                found[number] = found.get(number, 0.0) + weight
        for number, count in self._asking(one).items():
            if among is None or number in among:
                found[number] = found.get(number, 0.0) + ASKED_MOST * count / (count + ASKED_HALF)
        return found

    def _asking(self, one: str) -> Mapping[int, int]:
        """Page number -> how many of its questions have the term."""
        if one not in self._counts:
            self._counts[one] = Counter(map(self._answering.__getitem__, self.asked.get(one, ())))
        return self._counts[one]

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
