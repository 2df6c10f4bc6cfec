"""Pages -> what is indexed of each: index terms by field, filters, and the text that excerpts are cut from."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..content.kinds import Kinds
from ..content.reads import digest
from ..content.record import Record, references, refs
from ..content.roles import Term
from ..content.site import Site
from ..language.compounds import Splitter
from ..language.swedish import words
from ..reading.texts import Texts
from ..render.facets import filters_of
from ..render.pages import Later, Page
from .analysis import phrase, term, terms
from .stopwords import ENGLISH, ENGLISH_STOP_WORDS, STOP_WORDS

#: The fields of the index, one letter each, and how much a term in them weighs.
#: A page's strength for a term is the sum, evened out by :data:`SATURATION`.
FIELDS: Mapping[str, float] = {
    "u": 9.0,  # title of one or two words
    "t": 4.5,  # longer title
    "m": 4.0,  # synonyms and other words the record is to be found by
    "q": 3.0,  # what people ask when this page is their answer
    "i": 1.2,  # ingress and headings
    "c": 1.5,  # body, three times or more
    "b": 0.8,  # body
    "p": 3.0,  # part of a compound in the title
    "n": 2.0,  # part of a compound among the synonyms
    "r": 0.2,  # part of a compound in the body
}
EXACT: Mapping[str, float] = {"x": 9.5, "y": 8.0}  #: The whole title, a whole synonym or question, as one key: added.
SHORT_TITLE = 2  #: Content words in a title that counts as "u".
SHORT_QUESTION = 3  #: Words of a question that is one key too; a longer one is known by the words it has in common.
KIND_FILTER = "typ"  #: The name, in addresses, of the filter on the kind of page.
OFTEN = 3  #: How many times a word stands in the body to count as "c".


@dataclass(frozen=True, slots=True)
class Document:
    """What the index holds of one page."""

    address: str
    title: str
    kind: str  #: Label shown with the hit.
    ingress: str
    text: Later
    terms: Mapping[str, Collection[str]]  #: By field letter, :data:`EXACT` letters too; each once.
    filters: tuple[tuple[str, str], ...]  #: (name, value).
    weight: float  #: How much hits of this kind count.
    date: str  #: For sorting by date, YYYY-MM-DD, or empty.
    basis: tuple[str, str] = ("", "")  #: What its answer rests on, and the day that was checked, YYYY-MM-DD.
    questions: tuple[tuple[frozenset[str], ...], ...] = ()  #: The terms of each word of each question it answers.
    phrases: tuple[str, ...] = ()  #: What the page is to be found by beside its title.
    spelled: Mapping[str, str] = field(default_factory=dict)  #: Terms of synonyms and questions, as words have them.
    language: str = ""  #: Of the page.
    original: str = ""  #: The address of the page that it translates.
    replies: Mapping[int, str] = field(default_factory=dict)  #: Place of a question -> the answer the page shows to it.
    said: Collection[str] = ()  #: The words of its title and text.


@dataclass(frozen=True, slots=True)
class Terms:
    """What costs to work out of a page: the terms of its texts, by field letter, and the words."""

    by_field: Mapping[str, tuple[str, ...]]
    said: tuple[str, ...]


#: Gives the terms of the page at an address, made of what a text tells, which else are worked out.
TermsMemory = Callable[[str, str, Callable[[], Terms]], Terms]


def _forgetful(address: str, made_of: str, work: Callable[[], Terms]) -> Terms:
    return work()


def documents(site: Site, pages: Iterable[Page], memory: TermsMemory = _forgetful) -> list[Document]:
    """The documents of the pages that are to be found. *memory*: of the terms that were worked out before."""
    return list(each_document(site, pages, memory))


def each_document(site: Site, pages: Iterable[Page], memory: TermsMemory = _forgetful) -> Iterator[Document]:
    """The documents of the pages that are to be found, one by one."""
    wanted = [page for page in pages if page.searched and not _is_simpler_term(page)]
    lone = _lone_words(site, (page for page in wanted if not page.translated))
    splitter, around = Splitter(lone), digest(*sorted(lone))
    for page in wanted:
        yield _document(site, page, splitter, around, memory)


def _is_simpler(page: Page) -> bool:
    """Whether *page* says in simpler words what another says in the same language: it is found by name alone."""
    return page.translated and "-" in page.lang


def _counts_less(page: Page) -> bool:
    """Whether *page* is a translation, but for those that lead to the simpler pages: they stand beside the others."""
    return page.translated and not (_is_simpler(page) and page.record is None)


def _is_simpler_term(page: Page) -> bool:
    return _is_simpler(page) and isinstance(page.record, Term)


def _lone_words(site: Site, pages: Iterable[Page]) -> set[str]:
    """The words of titles and synonyms."""
    return {
        word
        for page in pages
        for text in (page.title, *_search_words(site, page))
        for word in words(text)
        if len(word) > 2
    }


def _search_words(site: Site, page: Page) -> tuple[str, ...]:
    return search_words(site, page.record) if page.record else page.words


def search_words(site: Site, record: Record) -> tuple[str, ...]:
    """What *record* is to be found by beside its title, with the names of records that lend it theirs."""
    lenders = (site.get(f"{ref.kind}/{id}") for _, ref, id in references(record) if ref.lends_words)
    lent = (word for one in lenders if one for word in (one.titel, *one.search_words()))
    return tuple(dict.fromkeys((*record.search_words(), *lent)))


def _document(site: Site, page: Page, splitter: Splitter, around: str, memory: TermsMemory) -> Document:
    """*around*: what tells *splitter* from others."""
    lay = _search_words(site, page)
    asked = page.record.search_questions() if page.record else page.questions
    texts = (page.title, page.description, page.later("text").print)
    made_of = digest(around, page.lang, repr(page.translated), *texts, repr((lay, asked)))
    found = memory(page.address, made_of, lambda: _terms_of(page, lay, asked, splitter))
    record = page.record
    return Document(
        page.address,
        page.title,
        page.kind,
        page.description,
        page.later("text"),
        found.by_field,
        tuple(_filters(site, record)) if record else (),
        (record.search_weight if record else FRAME_WEIGHT) * (TRANSLATION_WEIGHT if _counts_less(page) else 1),
        _date(record) if record else "",
        _basis(record) if record else ("", ""),
        tuple(tuple(frozenset(terms(word)) for word in _content(text)) for text in asked),
        (*lay, *asked),
        {term(word): word for text in (*lay, *asked) for word in words(text) if term(word) != word},
        page.lang,
        page.original,
        _replies(site, record, asked) if record else {},
        found.said,
    )


def _terms_of(page: Page, lay: Iterable[str], asked: Iterable[str], splitter: Splitter) -> Terms:
    """The terms of *page*. *lay*: what it is to be found by beside its title. *asked*: the questions it answers."""
    body = Counter(() if _is_simpler(page) else map(sys.intern, words(page.text)))
    counts: dict[str, int] = {}
    for word, count in body.items():
        for one in terms(word):
            counts[one] = counts.get(one, 0) + count
    title = words(page.title)
    short = sum(word not in STOP_WORDS for word in title) <= SHORT_TITLE
    fields = {
        "u" if short else "t": _terms(title),
        "m": _terms(word for text in lay for word in words(text)),
        "q": _terms(word for text in asked for word in _content(text)),
        "i": _terms(words(page.description)),
        "c": {one for one, count in counts.items() if count >= OFTEN},
        "b": set(counts),
        "p": _part_terms(title, splitter),
        "n": _part_terms((word for text in lay for word in words(text)), splitter),
        "r": _part_terms(body, splitter),
        "x": set() if _is_simpler(page) else {phrase(page.title)},
        "y": {phrase(text) for text in (*lay, *(one for one in asked if len(words(one)) <= SHORT_QUESTION))},
    }
    by_field = {letter: tuple(sorted(found - {""})) for letter, found in fields.items()}
    return Terms(by_field, tuple(sorted({*title, *body})))


def _replies(site: Site, record: Record, asked: Sequence[str]) -> dict[int, str]:
    """The place among *asked* of each question that the page of *record* shows, with its answer."""
    return {asked.index(question): answer for question, answer in site.replies_of(record) if question in asked}


def _basis(record: Record) -> tuple[str, str]:
    told, day = record.search_basis()
    return told, day.isoformat() if day else ""


def _content(text: str) -> list[str]:
    """The words of *text*, a question in Swedish or English, that say something; all when none does."""
    found = words(text)
    idle = STOP_WORDS if ENGLISH.isdisjoint(found) else STOP_WORDS | ENGLISH_STOP_WORDS
    return [word for word in found if word not in idle] or found


def _terms(found: Iterable[str]) -> set[str]:
    return {one for word in found for one in terms(word)}


#: Pages in another language than the site's count less, unless the question is in theirs or asks for it by name.
TRANSLATION_WEIGHT = 0.35
FRAME_WEIGHT = 1.1  #: Pages that hold the site together: who asks broadly is answered by a list or an entrance.


def _part_terms(found: Iterable[str], splitter: Splitter) -> set[str]:
    return {term(part) for parts in map(splitter.parts, found) if parts for part in parts}


def filter_labels(kinds: Kinds, texts: Texts) -> dict[str, str]:
    """What readers see of each filter that the search page offers: the kind of page, then what kinds say."""
    return {
        KIND_FILTER: texts.plain("sok.slag"),
        **{name: label for kind in kinds.values() for name, label in filters_of(kind, kinds)},
    }


def _filters(site: Site, record: Record) -> Iterator[tuple[str, str]]:
    """What a choice of each filter finds: records that point at it, and the very one."""
    yield KIND_FILTER, record.plural
    for name, ref in refs(type(record)).items():
        if name in record.filters:
            found = (*site.targets(record, name), *([record] if record.kind == ref.kind else []))
            yield from dict.fromkeys((name, target.short_title) for target in found)


def _date(record: Record) -> str:
    """The day something begins, if it is known; of records that begin no day, the day they were reviewed."""
    start = getattr(record, "start", None)
    day = start.first_day if start else None if hasattr(record, "start") else record.granskad
    return day.isoformat() if day else ""
