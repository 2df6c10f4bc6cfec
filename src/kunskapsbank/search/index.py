"""Write the index of a site: small files of JSON that the planner in the browser reads only as far as a question needs.

``regler.json`` is read first: the vocabulary, and every weight, limit and table that the planner shares with ours.
``ord/N.json`` holds where some of the terms stand; a term's file follows from its spelling. ``ovriga/N.json`` holds
words that no page has and that mean themselves, read before a word is taken for a misspelling. ``sidor/N.json`` is what
a hit shows of page N, the answers that it shows to questions, and its language. ``urval.json`` is for filters and
dates, read after the first hits are drawn. ``svara.json`` is for editors: the pages that no phrase of their own finds.
The same site gives the same bytes.

Why not Pagefind: its first question cost 195–270 kB here (70 kB of program alone) against the 160 kB allowed, a memory
of 0.25 MB a page when it indexes, and a second ranking beside the planner's.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter, sub
from pathlib import Path
from typing import Any

from snowballstemmer.swedish_stemmer import SwedishStemmer

from ..base.fingerprints import INDEX, fingerprint_of
from ..base.memory import TextMemory, forgetful
from ..base.plain_files import read_plain
from ..content.reads import digest
from ..language.compounds import MIN_PART
from ..language.swedish import fold
from ..render.page import Later, content_of, print_of
from . import learned, planner, ranking
from .analysis import DERIVATIONS, KEPT, term
from .documents import ASKED, ASKED_HALF, ASKED_MOST, EXACT, FIELDS, Document
from .explain import hard_to_find
from .planner import Vocabulary
from .searcher import REPLY_LIKENESS, Searcher
from .stopwords import ENGLISH, ENGLISH_STOP_WORDS, STOP_WORDS

OTHERS_IN_FILE = 500  #: Words, about, in one file of those that no page has: some 2 kB as it is sent.
SHARD_PLACES = 4000  #: Places, about, in one file of terms: some 10 kB as it is sent.
HARD_TO_FIND = "svara.json"  #: The file that lists the pages that are hard to find.


def write_index(
    searcher: Searcher,
    site_dir: Path,
    labels: Mapping[str, str],
    memory: TextMemory = forgetful,
    there: Callable[[str, Later, Path], bool] = lambda *_: False,
) -> str:
    """Write what *searcher* answers from below *site_dir*, to a folder named by its content; returns its address.

    *labels*: what readers see of each filter, in the order they stand on the page. *memory*: of what costs to work out.
    *there*: puts this file in its place below *site_dir*, unless that is left to us.

    Raises:
        OSError: If it cannot be written.
    """
    files = sorted(index_files(searcher, labels, memory), key=lambda one: one[0].split("/"))
    address = f"{INDEX}/{fingerprint_of((name, file.print) for name, file in files)}"
    out = site_dir / address
    shutil.rmtree(out, ignore_errors=True)
    for folder in ("ord", "ovriga", "sidor"):
        (out / folder).mkdir(parents=True)
    for name, file in files:
        if not there(f"{address}/{name}", file, site_dir):
            (out / name).write_bytes(content_of(file))
    return address


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


def index_files(
    searcher: Searcher, labels: Mapping[str, str], memory: TextMemory = forgetful
) -> Iterator[tuple[str, Later]]:
    """What *searcher* answers from: the name and text of each file. *labels*, *memory*: as in :func:`write_index`."""
    for name, value in term_files(searcher, memory=memory):
        yield name, Later.of(as_text(value))
    titles = {document.address: document.title for document in searcher.documents}
    hard = [[address, titles[address]] for address in hard_to_find(searcher, memory)]
    yield HARD_TO_FIND, Later.of(as_text(hard))
    yield "urval.json", Later.of(as_text(_selections(searcher.documents, labels)))
    for number, document in enumerate(searcher.documents):
        yield f"sidor/{number}.json", _shown(document, memory)


def _shown(document: Document, memory: TextMemory) -> Later:
    """What a hit shows of *document*, as JSON; its text is not read where what it gives is known."""
    before = [document.address, document.title, document.kind, document.ingress]
    after = [*document.basis, document.replies, document.language]

    def text() -> str:
        return as_text([*before, document.text.read(), *after])

    made_of = digest("shown", document.text.print, as_text([before, after]))
    return Later(memory(made_of, lambda: print_of(text())), text)


def term_files(
    searcher: Searcher, tail: bool = True, memory: TextMemory = forgetful
) -> Iterator[tuple[str, dict[str, Any] | str]]:
    """What the planner reads to answer, by name: ``regler.json``, the files of terms and those of other words.

    One by one, since all together take more room than the search itself. *tail*: whether pages are hits that cover less
    of the question than the best must.
    """
    shards = _shards(searcher)
    others = _others(searcher.vocabulary, memory)
    yield "regler.json", rules(searcher, len(shards), len(others), tail)
    spelled = {one: word for document in searcher.documents for one, word in document.spelled.items()}
    for number, shard in enumerate(shards):
        yield f"ord/{number}.json", {one: _letters(searcher, one, spelled.get(one)) for one in shard}
    for number, words in enumerate(others):
        yield f"ovriga/{number}.json", words


def _others(vocabulary: Vocabulary, memory: TextMemory = forgetful) -> list[str]:
    """The words that mean themselves and that no page has, spread over files as terms are, one text a file.

    A word is stemmed only where some term begins as it does: a small site has few.
    """
    begun = {one[:KEPT] for one in vocabulary.masks}
    stemmed = sorted(word for word in vocabulary.others if fold(word)[:KEPT] in begun)
    terms = memory(digest("terms", *stemmed), lambda: "\n".join(map(term, stemmed))).split("\n")
    known = {word for word, one in zip(stemmed, terms, strict=bool(stemmed)) if vocabulary.known(one)}
    unknown = sorted({*vocabulary.others} - known)
    files: list[list[str]] = [[] for _ in range(-(-len(unknown) // OTHERS_IN_FILE))]
    for word in unknown:
        files[shard_of(word, len(files))].append(word)
    return [" ".join(file) for file in files]


def as_text(value: Any) -> str:
    """*value* as JSON without a space too many."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def shard_of(term: str, shards: int) -> int:
    """The file that *term* is in (FNV-1a over its code points, 32 bits)."""
    found = 0x811C9DC5
    for char in term:
        found = (found ^ ord(char)) * 0x01000193 & 0xFFFFFFFF
    return found % shards


def _shards(searcher: Searcher) -> list[list[str]]:
    """The terms, sorted, spread over files."""
    places = searcher.places
    total = sum(len(numbers) for letters in places.values() for numbers in letters.values())
    shards: list[list[str]] = [[] for _ in range(total // SHARD_PLACES + 1)]
    for one in sorted(places):
        shards[shard_of(one, len(shards))].append(one)
    return shards


def _letters(searcher: Searcher, one: str, spelled: str | None) -> dict[str, Any]:
    """Where the term *one* stands: field letter -> page numbers as steps from the one before.

    ``f`` is the numbers of the questions that have the term: they tell the pages of :data:`~.documents.ASKED`, too.
    ``s`` is *spelled*, a word with a term that pages do not show.
    """
    places = searcher.places[one]
    letters: dict[str, Any] = {letter: _steps(places[letter]) for letter in sorted(places) if letter != ASKED}
    if spelled is not None and not {"u", "t", "i", "b"} & letters.keys():
        letters["s"] = spelled
    if one in searcher.asked:
        letters["f"] = _steps(searcher.asked[one])
    return letters


def _steps(numbers: Sequence[int]) -> list[int]:
    return [*map(sub, numbers, (0, *numbers))]


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


def rules(searcher: Searcher, shards: int, others: int, tail: bool) -> dict[str, Any]:
    """What the planner in the browser needs: the vocabulary, and every weight, limit and table it shares with ours."""
    found, vocabulary = searcher.documents, searcher.vocabulary
    by_mask: dict[str, list[str]] = {}
    for one, mask in vocabulary.masks.items():
        by_mask.setdefault(mask, []).append(one)
    return {
        "total": len(found),
        "shards": shards,
        "others": others,
        "tail": tail,
        "fields": dict(FIELDS),
        "asked_most": ASKED_MOST,
        "asked_half": ASKED_HALF,
        "exact": dict(EXACT),
        "strong": "".join(sorted(planner.STRONG)),
        "called": "".join(sorted(planner.CALLED)),
        "confidence": dict(planner.CONFIDENCE),
        "saturation": ranking.SATURATION,
        "least_coverage": ranking.LEAST_COVERAGE,
        "weak": ranking.WEAK,
        "weak_less": ranking.WEAK_LESS,
        "weak_words": ranking.WEAK_WORDS,
        "min_coverage": ranking.MIN_COVERAGE,
        "mentioned": ranking.MENTIONED,
        "long_question": ranking.LONG_QUESTION,
        "same_question": ranking.SAME_QUESTION,
        "questions": [
            [page, [weight for _, weight in run]] for page, run in groupby(searcher.questions, itemgetter(0))
        ],
        "answer_lead": ranking.ANSWER_LEAD,
        "answer_coverage": ranking.ANSWER_COVERAGE,
        "english_raise": ranking.ENGLISH_RAISE,
        "before_original": ranking.BEFORE_ORIGINAL,
        "very_like": ranking.VERY_LIKE,
        "answer_called": ranking.ANSWER_CALLED,
        "answer_likeness": ranking.ANSWER_LIKENESS,
        "answer_likeness_one_word": ranking.ANSWER_LIKENESS_ONE_WORD,
        "reply_likeness": REPLY_LIKENESS,
        "english_share": ranking.ENGLISH_SHARE,
        "shortest_tail": planner.SHORTEST_TAIL,
        "coverage_power": ranking.COVERAGE_POWER,
        "coverage_power_asking": ranking.COVERAGE_POWER_ASKING,
        "asking": planner.ASKING,
        "rarity_power": ranking.RARITY_POWER,
        "about": ranking.ABOUT,
        "about_share": ranking.ABOUT_SHARE,
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
        "english": sorted(ENGLISH),
        "english_stop_words": sorted(ENGLISH_STOP_WORDS - ENGLISH),
        "title_weight": ranking.TITLE_WEIGHT,
        "group_share": ranking.GROUP_SHARE,
        "groups": _groups(searcher),
        "learned": _learned(searcher) if searcher.weights else None,
        "english_pages": _english(searcher),
        "names": _meanings(vocabulary.meanings.names),
        "translations": _meanings(vocabulary.meanings.english),
        "stemmer": stemmer_tables(),
        "weights": [[weight, len(list(run))] for weight, run in groupby(document.weight for document in found)],
        "terms": {mask: _front_coded(by_mask[mask]) for mask in sorted(by_mask)},
    }


def _english(searcher: Searcher) -> list[tuple[int, int]]:
    """As :attr:`Searcher.english`, by number; -1 where an original is not to be found."""
    return [(searcher.numbers[one], searcher.numbers.get(original, -1)) for one, original in searcher.english]


def _learned(searcher: Searcher) -> dict[str, Any]:
    """How much each number of a hit counts for the order, and what is known of each page whatever is asked."""
    return {
        "weights": dict(searcher.weights),
        "least": learned.LEAST,
        "best_neighbours": learned.BEST_NEIGHBOURS,
        "at_length": [page.at_length for page in searcher.traits],
        "leads": [_steps(page.leads) for page in searcher.traits],
    }


def _groups(searcher: Searcher) -> list[list[int]]:
    """The numbers of the pages of each group, as :attr:`Searcher.groups` has them."""
    found: list[list[int]] = [[] for _ in range(len(set(searcher.groups.values())))]
    for number, document in enumerate(searcher.documents):
        if document.address in searcher.groups:
            found[searcher.groups[document.address]].append(number)
    return found


def _meanings(found: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Terms that mean the same, front coded, by what they mean: known terms with spaces between."""
    by_target: dict[str, list[str]] = {}
    for one, to in sorted(found.items()):
        by_target.setdefault(" ".join(to), []).append(one)
    return {target: _front_coded(by_target[target]) for target in sorted(by_target)}


def _front_coded(terms: Iterable[str]) -> str:
    """Sorted *terms* in one text: each begins with how many letters it shares with the one before, one digit."""
    out, before = [], ""
    for one in terms:
        shared = 0
        while shared < min(9, len(one), len(before)) and one[shared] == before[shared]:
            shared += 1
        out.append(f"{shared}{one[shared:]}")
        before = one
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
