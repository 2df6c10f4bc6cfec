"""Write the index of a site: small files of JSON that the planner in the browser reads only as far as a question needs.

``regler.json`` is read first: the vocabulary, and every weight, limit and table that the planner shares with ours.
``ord/N.json`` holds where some of the terms stand; a term's file follows from its spelling. ``sidor/N.json`` is what a
hit shows of page N. ``urval.json`` is for filters and dates, read after the first hits are drawn. The same site gives
the same bytes.

Why not Pagefind: its first question cost 195–270 kB here (70 kB of program alone) against the 160 kB allowed, a memory
of 0.25 MB a page when it indexes, and a second ranking beside the planner's.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from snowballstemmer.swedish_stemmer import SwedishStemmer

from ..base.fingerprints import INDEX, fingerprint
from ..base.plain_files import read_plain
from ..language.compounds import MIN_PART
from . import planner
from .analysis import DERIVATIONS
from .documents import EXACT, FIELDS, Document
from .planner import Vocabulary
from .stopwords import STOP_WORDS

SHARD_PLACES = 4000  #: Places, about, in one file of terms: some 10 kB as it is sent.


def write_index(found: Sequence[Document], site_dir: Path, labels: Mapping[str, str]) -> str:
    """Write the index of *found* below *site_dir*, to a folder named by its content; returns its address.

    *labels*: what readers see of each filter, in the order they stand on the page.

    Raises:
        OSError: If it cannot be written.
    """
    out = site_dir / INDEX / "ny"
    for folder in ("ord", "sidor"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for name, text in index_files(found, labels):
        (out / name).write_text(text, encoding="utf-8")
    files = sorted(path for path in out.rglob("*") if path.is_file())
    version = fingerprint((path.relative_to(out).as_posix(), path.read_bytes()) for path in files)
    shutil.rmtree(out.with_name(version), ignore_errors=True)
    out.rename(out.with_name(version))
    return f"{INDEX}/{version}"


def addresses_in(site_dir: Path) -> set[str]:
    """The addresses that the index below *site_dir* shows hits for; none when there is no index.

    Raises:
        ValueError: If it is another sort of index.
        OSError: If it cannot be read.
    """
    pages = [json.loads(read_plain(path)) for path in (site_dir / INDEX).glob("*/sidor/*.json")]
    if not all(isinstance(page, list) and page and isinstance(page[0], str) for page in pages):
        raise ValueError(INDEX)
    return {page[0] for page in pages}


def index_files(found: Sequence[Document], labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The index of *found*: the name and text of each file. *labels*: as :func:`write_index` takes them."""
    for name, value in term_files(found).items():
        yield name, as_text(value)
    yield "urval.json", as_text(_selections(found, labels))
    for number, document in enumerate(found):
        shown = [document.address, document.title, document.kind, document.ingress, document.text]
        yield f"sidor/{number}.json", as_text(shown)


def term_files(found: Sequence[Document]) -> dict[str, Any]:
    """What the planner reads to answer, by name: ``regler.json`` and the files of terms."""
    shards = _shards(found)
    return {
        "regler.json": rules(found, len(shards)),
        **{f"ord/{number}.json": shard for number, shard in enumerate(shards)},
    }


def as_text(value: Any) -> str:
    """*value* as JSON without a space too many."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def shard_of(term: str, shards: int) -> int:
    """The file that *term* is in (FNV-1a over its code points, 32 bits)."""
    found = 0x811C9DC5
    for char in term:
        found = (found ^ ord(char)) * 0x01000193 & 0xFFFFFFFF
    return found % shards


def _shards(found: Sequence[Document]) -> list[dict[str, dict[str, list[int]]]]:
    """Term -> field letter -> page numbers as steps from the one before, spread over files."""
    places: dict[str, dict[str, list[int]]] = {}
    for number, document in enumerate(found):
        for letter, terms in document.terms.items():
            for term in terms:
                places.setdefault(term, {}).setdefault(letter, []).append(number)
    total = sum(len(numbers) for letters in places.values() for numbers in letters.values())
    shards: list[dict[str, dict[str, list[int]]]] = [{} for _ in range(total // SHARD_PLACES + 1)]
    for term in sorted(places):
        letters = {letter: _steps(places[term][letter]) for letter in sorted(places[term])}
        shards[shard_of(term, len(shards))][term] = letters
    return shards


def _steps(numbers: Iterable[int]) -> list[int]:
    steps, before = [], 0
    for number in numbers:
        steps.append(number - before)
        before = number
    return steps


def _selections(found: Sequence[Document], labels: Mapping[str, str]) -> dict[str, Any]:
    """The filters' labels, filter -> value -> pages (as steps), and each page's date."""
    filters: dict[str, dict[str, list[int]]] = {}
    for number, document in enumerate(found):
        for name, value in document.filters:
            filters.setdefault(name, {}).setdefault(value, []).append(number)
    return {
        "etiketter": dict(labels),
        "filter": {
            name: {value: _steps(filters[name][value]) for value in sorted(filters[name])} for name in sorted(filters)
        },
        "datum": [document.date for document in found],
    }


def rules(found: Sequence[Document], shards: int) -> dict[str, Any]:
    """What the planner in the browser needs: the vocabulary, and every weight, limit and table it shares with ours."""
    by_mask: dict[str, list[str]] = {}
    for one, mask in Vocabulary.of(found).masks.items():
        by_mask.setdefault(mask, []).append(one)
    return {
        "total": len(found),
        "shards": shards,
        "fields": dict(FIELDS),
        "exact": dict(EXACT),
        "strong": "".join(sorted(planner.STRONG)),
        "confidence": dict(planner.CONFIDENCE),
        "saturation": planner.SATURATION,
        "min_coverage": planner.MIN_COVERAGE,
        "min_coverage_weak": planner.MIN_COVERAGE_WEAK,
        "about": planner.ABOUT,
        "min_part": MIN_PART,
        "long_part": planner.LONG_PART,
        "one_edit_from": planner.ONE_EDIT_FROM,
        "two_edits_from": planner.TWO_EDITS_FROM,
        "max_compounds": planner.MAX_COMPOUNDS,
        "max_phrase": planner.MAX_PHRASE,
        "max_word": planner.MAX_WORD,
        "max_question": planner.MAX_QUESTION,
        "derivations": DERIVATIONS,
        "shortest_derived": planner.SHORTEST_DERIVED,
        "stop_words": sorted(STOP_WORDS),
        "stemmer": stemmer_tables(),
        "weights": [[weight, len(list(run))] for weight, run in groupby(document.weight for document in found)],
        "terms": {mask: _front_coded(by_mask[mask]) for mask in sorted(by_mask)},
    }


def _front_coded(terms: Iterable[str]) -> str:
    """Sorted *terms* in one text: each begins with how many letters it shares with the one before, one digit."""
    out, before = [], ""
    for term in terms:
        shared = 0
        while shared < min(9, len(term), len(before)) and term[shared] == before[shared]:
            shared += 1
        out.append(f"{shared}{term[shared:]}")
        before = term
    return " ".join(out)


def stemmer_tables() -> dict[str, Any]:
    """The suffixes of the Swedish Snowball stemmer, out of the library itself."""

    def suffixes(table: Iterable[Any]) -> list[list[Any]]:
        return [[among.s, among.result] for among in table]

    return {
        "main": suffixes(SwedishStemmer.a_1),
        "pairs": suffixes(SwedishStemmer.a_2),
        "other": suffixes(SwedishStemmer.a_3),
        "not_et": [among.s for among in SwedishStemmer.a_0],
        "s_ending": "".join(sorted(SwedishStemmer.g_s_ending)),
        "ost_ending": "".join(sorted(SwedishStemmer.g_ost_ending)),
    }
