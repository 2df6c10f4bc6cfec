"""Write the index of a site with Pagefind, whose wheel carries the program.

Pagefind gets enriched copies of the pages in a temporary folder, never the published pages. A copy holds the page's
text, for excerpts, and one metadata field with a token for every index term and field: ``kartlaggningqzt`` is the term
*kartlaggning* in the field *t*. The planner in the browser looks such tokens up one by one, so that weights and
coverage are ours, and the same in ``kb sok``. Beside the index stands :data:`RULES`, all that the planner must know.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from pagefind.service import get_executable
from snowballstemmer.swedish_stemmer import SwedishStemmer

from . import planner
from .analysis import DERIVATIONS, MIN_PART
from .documents import EXACT, FIELDS, Document
from .planner import Vocabulary
from .stopwords import STOP_WORDS

RULES = "kunskapsbank.json"  #: Beside the index: vocabulary, weights and tables for the planner in the browser.
MARK = "qz"  #: Between term and field letter in a token; no Swedish word has it.
WEIGHT_LETTERS = "bcdfghjklmp"  #: One for each weight that kinds have.
TIMEOUT_SECONDS = 600  #: Indexing 10 000 pages takes under a minute; past this something hangs.
_UNUSED = ("pagefind-ui*", "pagefind-modular-ui*", "pagefind-component-ui*", "pagefind-highlight*")


class SearchIndexError(RuntimeError):
    """The index could not be made."""


def write_index(found: Sequence[Document], site_dir: Path) -> None:
    """Index *found* and write the index to ``pagefind/`` in *site_dir*.

    Raises:
        SearchIndexError: If the program is missing, fails or hangs.
    """
    out = site_dir / "pagefind"
    weights = _weight_letters(found)
    with tempfile.TemporaryDirectory(prefix="kunskapsbank-") as folder:
        for document in found:
            file = Path(folder, document.address, "index.html")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_copy(document, weights), encoding="utf-8")
        _run(["--site", folder, "--output-path", str(out), "--force-language", "sv", "--quiet"])
    for pattern in _UNUSED:
        for unused in out.glob(pattern):
            unused.unlink()
    (out / RULES).write_text(json.dumps(rules(found), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _run(arguments: list[str]) -> None:
    program = get_executable()
    if program is None:
        raise SearchIndexError("sökprogrammet pagefind är inte installerat")
    try:
        done = subprocess.run([str(program), *arguments], capture_output=True, text=True, timeout=TIMEOUT_SECONDS,
                              check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SearchIndexError(f"sökprogrammet kunde inte köras: {error}") from error
    if done.returncode:
        raise SearchIndexError(f"sökindexet kunde inte göras: {(done.stderr or done.stdout).strip()}")


def _weight_letters(found: Iterable[Document]) -> dict[float, str]:
    """A letter for each weight but 1."""
    weights = sorted({document.weight for document in found} - {1.0})
    return dict(zip(weights, WEIGHT_LETTERS, strict=False))


def _copy(document: Document, weights: dict[float, str]) -> str:
    """The page that Pagefind reads."""
    tokens = [f"{one}{MARK}{letter}" for letter, terms in document.terms.items() for one in sorted(terms)]
    if document.weight in weights:
        tokens.append(f"{MARK}vikt{MARK}{weights[document.weight]}")
    meta = {"title": document.title, "slag": document.kind, "ingress": document.ingress, "ord": " ".join(tokens)}
    spans = [f'<i data-pagefind-meta="{name}[data-v]" data-v="{escape(value)}"></i>' for name, value in meta.items()]
    spans += [f'<i data-pagefind-filter="{name}[data-v]" data-v="{escape(value)}"></i>'
              for name, value in document.filters]
    if document.date:
        spans.append(f'<i data-pagefind-sort="datum[data-v]" data-v="{document.date}"></i>')
    text = "".join(f"<p>{escape(line)}</p>" for line in document.text.split("\n"))
    return f'<!doctype html><html lang="sv"><body data-pagefind-body>{"".join(spans)}{text}</body></html>'


def rules(found: Sequence[Document]) -> dict[str, Any]:
    """What the planner in the browser needs: the vocabulary, and every weight, limit and table it shares with ours."""
    by_mask: dict[str, list[str]] = {}
    for one, mask in Vocabulary.of(found).masks.items():
        by_mask.setdefault(mask, []).append(one)
    return {
        "total": len(found), "mark": MARK, "fields": dict(FIELDS), "exact": dict(EXACT),
        "strong": "".join(sorted(planner.STRONG)), "confidence": dict(planner.CONFIDENCE),
        "saturation": planner.SATURATION, "min_coverage": planner.MIN_COVERAGE, "min_part": MIN_PART,
        "long_part": planner.LONG_PART, "one_edit_from": planner.ONE_EDIT_FROM,
        "two_edits_from": planner.TWO_EDITS_FROM, "max_compounds": planner.MAX_COMPOUNDS,
        "max_phrase": planner.MAX_PHRASE, "derivations": DERIVATIONS, "shortest_derived": planner.SHORTEST_DERIVED,
        "stop_words": sorted(STOP_WORDS), "stemmer": stemmer_tables(),
        "weights": {letter: weight for weight, letter in _weight_letters(found).items()},
        "terms": {mask: " ".join(terms) for mask, terms in by_mask.items()},
    }


def stemmer_tables() -> dict[str, Any]:
    """The suffixes of the Swedish Snowball stemmer, out of the library itself."""
    def suffixes(table: Iterable[Any]) -> list[list[Any]]:
        return [[among.s, among.result] for among in table]

    return {
        "main": suffixes(SwedishStemmer.a_1), "pairs": suffixes(SwedishStemmer.a_2),
        "other": suffixes(SwedishStemmer.a_3), "not_et": [among.s for among in SwedishStemmer.a_0],
        "s_ending": "".join(sorted(SwedishStemmer.g_s_ending)),
        "ost_ending": "".join(sorted(SwedishStemmer.g_ost_ending)),
    }
