"""Pages -> what is indexed of each: index terms by field, filters, and the text that excerpts are cut from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from ..content.kinds import Kinds
from ..content.record import Record, references, refs
from ..content.roles import Term
from ..content.site import Site
from ..language.swedish import words
from ..reading.texts import Texts
from ..render.facets import filters_of
from ..render.page import Later, Page
from .lexicon import Body, Lexicon, Word
from .stopwords import ENGLISH, ENGLISH_STOP_WORDS, STOP_WORDS

#: The fields of the index, one letter each, and how much a term in them weighs.
#: A page's strength for a term is the sum, evened out by :data:`SATURATION`.
FIELDS: Mapping[str, float] = {
    "u": 9.0,  # title of one or two words
    "t": 4.5,  # longer title
    "m": 4.0,  # synonyms and other words the record is to be found by
    "i": 1.2,  # ingress and headings
    "c": 1.5,  # body, often
    "b": 0.8,  # body
    "p": 3.0,  # part of a compound in the title
    "n": 2.0,  # part of a compound among the synonyms
    "r": 0.2,  # part of a compound in the body
}
ASKED = "q"  #: The letter of the terms that people use when this page is their answer; they count by how many do.
ASKED_MOST = 12.0  #: What a term weighs that very many of the page's questions have.
ASKED_HALF = 12  #: How many of them have it when it weighs half of that.
#: The field of a compound's parts, by that of the compound.
PARTS: Mapping[str, str] = {"u": "p", "t": "p", "m": "n", "b": "r"}
EXACT: Mapping[str, float] = {"x": 9.5, "y": 8.0}  #: The whole title, a whole synonym or question, as one key: added.
SHORT_TITLE = 2  #: Content words in a title that counts as "u".
SHORT_QUESTION = 3  #: Words of a question that is one key too; a longer one is known by the words it has in common.
SHORT_WORD = 2  #: Letters of a word that is no part of a compound, though it stands alone.
KIND_FILTER = "typ"  #: The name, in addresses, of the filter on the kind of page.


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
    words: Mapping[str, Collection[Word]] = field(default_factory=dict)  #: By field letter, what has its terms there.
    key: str = ""  #: Its title as one key, where that is known.
    record: str = ""  #: The record that it is the page of, in the site's language.
    leads: tuple[str, ...] = ()  #: The records that this one points at, each once.
    weight_at_length: float = 0.0  #: How much higher hits of this kind stand, the longer the question is.


#: Gives what words are, when these stand alone on the site.
Lexicons = Callable[[frozenset[str]], Lexicon]


def documents(site: Site, pages: Iterable[Page], lexicon: Lexicons = Lexicon) -> list[Document]:
    """The documents of the pages that are to be found. *lexicon*: of the words that were worked out before."""
    return list(each_document(site, pages, lexicon))


def each_document(site: Site, pages: Iterable[Page], lexicon: Lexicons = Lexicon) -> Iterator[Document]:
    """The documents of the pages that are to be found, one by one."""
    in_words, spellings = cache(words), cache(_spellings)  # Many pages have the same synonyms.
    wanted = [(page, _search_words(site, page)) for page in pages if page.searched and not _is_simpler_term(page)]
    texts = {text for page, lay in wanted if not page.translated for text in (page.title, *lay)}
    found = lexicon(frozenset(word for text in texts for word in in_words(text) if len(word) > SHORT_WORD))
    for page, lay in wanted:
        yield _document(site, page, lay, found, in_words, spellings)


def _is_simpler(page: Page) -> bool:
    """Whether *page* says in simpler words what another says in the same language: it is found by name alone."""
    return page.translated and "-" in page.lang


def _counts_less(page: Page) -> bool:
    """Whether *page* is a translation, but for those that lead to the simpler pages: they stand beside the others."""
    return page.translated and not (_is_simpler(page) and page.record is None)


def _is_simpler_term(page: Page) -> bool:
    return _is_simpler(page) and isinstance(page.record, Term)


def _search_words(site: Site, page: Page) -> tuple[str, ...]:
    return search_words(site, page.record) if page.record else page.words


def search_words(site: Site, record: Record) -> tuple[str, ...]:
    """What *record* is to be found by beside its title, with the names of records that lend it theirs."""
    lenders = (site.get(f"{ref.kind}/{id}") for _, ref, id in references(record) if ref.lends_words)
    lent = (word for one in lenders if one for word in (one.titel, *one.search_words()))
    return tuple(dict.fromkeys((*record.search_words(), *lent)))


def _document(
    site: Site,
    page: Page,
    lay: tuple[str, ...],
    lexicon: Lexicon,
    in_words: Callable[[str], list[str]],
    spellings: Callable[[Word], frozenset[str]],
) -> Document:
    """*lay*: what *page* is to be found by beside its title. *in_words*: the words of a text. *spellings*: the terms of
    a word.
    """
    record, simpler = page.record, _is_simpler(page)
    asked = record.search_questions() if record else page.questions
    title = lexicon.of(in_words(page.title))
    others, questions = ([lexicon.of(in_words(text)) for text in texts] for texts in (lay, asked))
    telling = [lexicon.of(_content(in_words(text))) for text in asked]
    body = Body() if simpler else lexicon.body(page.later("text"))
    short = sum(word.text not in STOP_WORDS for word in title) <= SHORT_TITLE
    exact = [*map(_key, others), *(_key(question) for question in questions if len(question) <= SHORT_QUESTION)]
    return Document(
        page.address,
        page.title,
        page.kind,
        page.description,
        page.later("text"),
        {"c": body.often, "x": _keys(["" if simpler else _key(title)]), "y": _keys(exact)},
        tuple(_filters(site, record)) if record else (),
        (record.search_weight if record else FRAME_WEIGHT) * (TRANSLATION_WEIGHT if _counts_less(page) else 1),
        _date(record) if record else "",
        _basis(record) if record else ("", ""),
        tuple(tuple(map(spellings, question)) for question in telling),
        (*lay, *asked),
        {word.term: word.text for text in (*others, *questions) for word in text if word.term != word.text},
        page.lang,
        page.original,
        _replies(site, record, asked) if record else {},
        {
            "u" if short else "t": _once([title]),
            "m": _once(others),
            ASKED: _once(telling),
            "i": _once([lexicon.of(in_words(page.description))]),
            "b": body.words,
        },
        _key(title),
        record.key if record and not page.translated else "",
        _leads(record) if record and not page.translated else (),
        0.0 if _counts_less(page) else record.weight_at_length if record else FRAME_WEIGHT_AT_LENGTH,
    )


def _leads(record: Record) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{ref.kind}/{id}" if ref.kind else id for _, ref, id in references(record)))


def _once(texts: Iterable[Iterable[Word]]) -> tuple[Word, ...]:
    """The words of *texts*, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(texts)))


def _spellings(word: Word) -> frozenset[str]:
    return frozenset(word.terms)


def _keys(found: Iterable[str]) -> tuple[str, ...]:
    """Those of *found* that are keys, each once."""
    return tuple(dict.fromkeys(filter(None, found)))


def _key(text: Iterable[Word]) -> str:
    """*text* as one key, as :func:`~.analysis.phrase` writes it."""
    return "".join(word.term for word in text)


def _replies(site: Site, record: Record, asked: Sequence[str]) -> dict[int, str]:
    """The place among *asked* of each question that the page of *record* shows, with its answer."""
    return {asked.index(question): answer for question, answer in site.replies_of(record) if question in asked}


def _basis(record: Record) -> tuple[str, str]:
    told, day = record.search_basis()
    return told, day.isoformat() if day else ""


def _content(found: list[str]) -> list[str]:
    """Those of the words *found*, of a question in Swedish or English, that say something; all when none does."""
    idle = STOP_WORDS if ENGLISH.isdisjoint(found) else STOP_WORDS | ENGLISH_STOP_WORDS
    return [word for word in found if word not in idle] or found


#: Pages in another language than the site's count less, unless the question is in theirs or asks for it by name.
TRANSLATION_WEIGHT = 0.35
FRAME_WEIGHT = 1.1  #: Pages that hold the site together: who asks broadly is answered by a list or an entrance.
FRAME_WEIGHT_AT_LENGTH = 0.1  #: How much higher those stand, the longer the question is.


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
