"""Swedish words -> index terms: stems without diacritics.

The order matters: stem first, then fold å ä ö. Folding first conflates wrongly, since the stemmer knows the vowels.
The browser does the same to what people type (``standard/assets/sok/analys.js``); shared vectors test that they agree.
"""

from __future__ import annotations

from functools import lru_cache

from ..language.swedish import fold, stem, words

KEPT = (
    3  #: So many letters begin a word and its term alike: https://snowballstem.org/algorithms/swedish/stemmer.html, R1.
)


@lru_cache(maxsize=200_000)
def term(word: str) -> str:
    """The index term of one lower-case word: its Snowball stem, folded."""
    return fold(stem(word))


@lru_cache(maxsize=200_000)
def terms(word: str) -> tuple[str, ...]:
    """The index terms of a word on a page.

    Also the one that people get who type it without å ä ö, and the word itself when it ends in s: the stemmer takes the
    s of *kurs* for an ending, but not that of *kursen*.
    """
    whole = (fold(word),) if word.endswith("s") else ()
    return tuple(dict.fromkeys((term(word), term(fold(word)), *whole)))


#: Endings that make nouns of verbs, folded: who asks how to *ansöka* wants the page on *ansökan*.
DERIVATIONS = ("an", "ning", "ing", "ande", "else", "nad", "or")


def phrase(text: str) -> str:
    """*text* as one key: its words' terms written together, so that ways of parting a compound agree."""
    return "".join(map(term, words(text)))
