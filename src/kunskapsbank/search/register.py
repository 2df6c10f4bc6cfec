"""A small index of industry models and occupations, for the list of models and the list of occupations.

The planner that searches the whole site reads it too (``standard/assets/sok/``), so that inflected, misspelt and
everyday words mean the same everywhere. Letters of :data:`kunskapsbank.search.documents.FIELDS` hold: ``u`` and ``t``
the name, ``m`` occupations, synonyms and industry, ``i`` nearby occupations, which no source says that the model
covers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..content.record import Record
from ..content.site import Site
from ..kinds.branschmodeller import Branschmodell
from ..kinds.yrken import Yrke
from ..language.swedish import words
from .analysis import phrase, terms
from .documents import SHORT_TITLE, Document, search_words
from .index import as_text, term_files
from .stopwords import STOP_WORDS

FOLDER = "modellregister"  #: Below the site.
NOT_ASKED = frozenset("validera validering papper intyg jobb jobba arbeta certifikat bevis".split())
"""Words of many models' synonyms that do not tell models apart."""


def files(site: Site) -> dict[str, bytes]:
    """The index by address; ``poster.json`` says what its numbers stand for."""
    found = {**term_files(documents(site)), "poster.json": [_entry(site, record) for record in _records(site)]}
    return {f"{FOLDER}/{name}": as_text(value).encode() for name, value in found.items()}


def documents(site: Site) -> list[Document]:
    """What is indexed of each model and occupation, in the order of ``poster.json``."""
    return [_document(site, record) for record in _records(site)]


def _records(site: Site) -> list[Record]:
    return [*site.of_kind(Branschmodell.kind), *site.of_kind(Yrke.kind)]


def _document(site: Site, record: Record) -> Document:
    title = words(record.titel)
    nearby = record.narliggande_yrken if isinstance(record, Branschmodell) else ()
    names = [name for name in search_words(site, record) if name not in nearby]
    short = sum(word not in STOP_WORDS for word in title) <= SHORT_TITLE
    fields = {
        "u" if short else "t": set(_terms(title)),
        "m": set(_terms(_words(names))),
        "i": set(_terms(_words(nearby))),
        "x": {phrase(record.titel)},
        "y": set(map(phrase, names)),
    }
    return Document(
        record.key,
        record.titel,
        record.singular,
        record.ingress,
        "",
        {letter: frozenset(found - {""}) for letter, found in fields.items()},
        (),
        1.0,
        "",
    )


def _words(names: Iterable[str]) -> Iterator[str]:
    return (word for name in names for word in words(name) if word not in NOT_ASKED and word not in STOP_WORDS)


def _terms(found: Iterable[str]) -> Iterator[str]:
    return (one for word in found for one in terms(word))


def _entry(site: Site, record: Record) -> dict[str, object]:
    """A model tells its id and name; an occupation also the models that cover it, and the nearest when none does."""
    if not isinstance(record, Yrke):
        return {"modell": record.id, "titel": record.titel}
    covering = [model.id for model in site.pointing(record, Branschmodell.kind)]
    return {"yrke": record.id, "titel": record.titel, "modeller": covering, "narmast": list(record.narmast)}
