"""Swedish words: how they are cut out of text and what inflected forms have in common.

The search index and the glossary both read words this way. It stands left of both, so that a page can be explained
without loading the search.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from functools import lru_cache

from snowballstemmer.swedish_stemmer import SwedishStemmer

SOFT_HYPHEN = "\u00ad"  #: Where a word may break; no part of it.
WORD = re.compile(rf"[^\W_]++(?:{SOFT_HYPHEN}++[^\W_]++)*+")  #: A run of letters and digits; a hyphen parts words.
_swedish = SwedishStemmer()  # The class itself: the package would pick another stemmer where one is installed.


def words(text: str) -> list[str]:
    """The words of *text* in lower case, without punctuation; a hyphen parts words."""
    return WORD.findall(unicodedata.normalize("NFC", text.replace(SOFT_HYPHEN, "")).casefold())


def fold(word: str) -> str:
    """*word* without diacritics: å and ä become a, ö becomes o, é becomes e."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def slug(text: str) -> str:
    """*text* in a–z, 0–9 and single hyphens: ``Praktiskt prov, Køge`` is ``praktiskt-prov-koge``; it may be empty."""
    plain = fold(text.casefold().replace("ø", "o").replace("æ", "ae"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Snowball stem of one lower-case word."""
    found: str = _swedish.stemWord(word)
    return found


LONG = 6  #: A word with more letters than this is long.
HARD = 50  #: The index from which a text is hard to read.
_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)|\n+")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of *text*, each with where it begins; what holds no sign but space is none.

    A line break ends a sentence, as between headings and items of a list, and so does a colon.
    """
    at = 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)):
        if text[at:end].strip():
            yield at, text[at:end]
        at = end


def lix(text: str, without: Container[str] = ()) -> float:
    """How hard *text* is to read: words a sentence plus long words a hundred words; 0 for no words.

    *without*: stems of words to leave out. Under 40 is easy, over :data:`HARD` is hard to read.
    Source: Björnsson, C. H., Läsbarhet (1968).
    """
    counted = [
        kept
        for _, sentence in sentences(text)
        if (kept := [word for word in words(sentence) if stem(word) not in without])
    ]
    found = [word for sentence in counted for word in sentence]
    if not found:
        return 0.0
    return len(found) / len(counted) + 100 * sum(len(word) > LONG for word in found) / len(found)
