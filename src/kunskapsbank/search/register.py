"""A small index of each catalogue, for lists that are searched where they stand: its entries, and the keywords to them.

The planner that searches the whole site reads it too (``standard/assets/sok/``), so that inflected, misspelt and
everyday words mean the same everywhere. Letters of :data:`kunskapsbank.search.documents.FIELDS` hold: ``u`` and ``t``
the name, ``m`` names and synonyms, ``i`` names that are near, which no source says that the entry is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..content.record import Record
from ..content.roles import Entry, Keyword
from ..content.site import Site
from ..language.swedish import words
from ..render.page import Later
from .analysis import phrase, terms
from .documents import SHORT_TITLE, Document, search_words
from .index import as_text, term_files
from .searcher import Searcher
from .stopwords import STOP_WORDS

FOLDER = "register"  #: Below the site, with a folder for each kind of entry.


def files(site: Site) -> dict[str, bytes]:
    """The indexes by address; ``poster.json`` says what the numbers of one stand for. None without entries."""
    return {
        f"{FOLDER}/{kind.kind}/{name}": as_text(value).encode()
        for kind in site.kinds.taking(Entry)
        for name, value in _files(site, kind).items()
    }


def _files(site: Site, kind: type[Entry]) -> dict[str, object]:
    return {
        **dict(term_files(Searcher(documents(site, kind)), tail=False)),
        "poster.json": [_entry(site, kind, record) for record in _records(site, kind)],
    }


def documents(site: Site, kind: type[Entry]) -> list[Document]:
    """What is indexed of each entry of *kind* and each keyword to them, in the order of ``poster.json``."""
    return [_document(site, record, kind.unasked | STOP_WORDS) for record in _records(site, kind)]


def _records(site: Site, kind: type[Entry]) -> list[Record]:
    """The entries of *kind*, and the keywords but for those that only another kind's entries point at."""
    others = [one.kind for one in site.kinds.taking(Entry) if one is not kind]
    keywords = (
        one
        for one in site.taking(Keyword)
        if site.pointing(one, kind.kind) or not any(site.pointing(one, other) for other in others)
    )
    return [*site.of_kind(kind.kind), *keywords]


def _document(site: Site, record: Record, left_out: frozenset[str]) -> Document:
    title = words(record.titel)
    nearby = record.nearby_words() if isinstance(record, Entry) else ()
    names = [name for name in search_words(site, record) if name not in nearby]
    short = sum(word not in STOP_WORDS for word in title) <= SHORT_TITLE
    fields = {
        "u" if short else "t": set(_terms(title)),
        "m": set(_terms(_words(names, left_out))),
        "i": set(_terms(_words(nearby, left_out))),
        "x": {phrase(record.titel)},
        "y": set(map(phrase, names)),
    }
    return Document(
        record.key,
        record.titel,
        record.singular,
        record.ingress,
        Later.of(""),
        {letter: frozenset(found - {""}) for letter, found in fields.items()},
        (),
        1.0,
        "",
    )


def _words(names: Iterable[str], left_out: frozenset[str]) -> Iterator[str]:
    return (word for name in names for word in words(name) if word not in left_out)


def _terms(found: Iterable[str]) -> Iterator[str]:
    return (one for word in found for one in terms(word))


def _entry(site: Site, kind: type[Entry], record: Record) -> dict[str, object]:
    """An entry tells its id and name; a keyword also the entries that point at it, and the nearest when none does."""
    if not isinstance(record, Keyword):
        return {"post": record.id, "titel": record.titel}
    pointing = [one.id for one in site.pointing(record, kind.kind)]
    return {"ord": record.id, "titel": record.titel, "poster": pointing, "narmast": list(record.narmast)}
