"""Swedish compounds and their parts, by how common the parts are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

MIN_PART = 3  #: Letters in the shortest part of a compound.
MAX_COMPOUND = 60  #: Letters in a word that is parted; what is longer is no word, and takes the square of its length.
MIN_ZIPF = 2.6  #: Parts are words that people use: 10^2.6 per billion, about once in 2.5 million words.
SITE_ZIPF = 3.2  #: A word that stands alone in a title or among the synonyms counts as this common at least.
KNOWN_ZIPF = 3.9  #: A word this common is read as itself: "beskriver" is not "besk" + "river".

#: Endings that word lists hold but that are no words of their own: "hantering" is not "hant" + "ering".
NOT_TAILS = frozenset(
    """
    ande andet ade ades are aren arens ares arna arnas ation ationen ationer bar bara bart dom else elsen
    elser elserna ende ens er era erad erade eras erat erar ering eringar eringarna eringen eringens erna ers
    het heten heter heterna hets ing inga ingar ingen ings isk iska iskt ism ist ister iteten lig liga ligen
    ligt lös löst lösa ment ning ningar ningarna ningen ningens nings orna orn ors ring ringar ringen sam
    samma samt sion sionen skap skapen skaper skapet ster tion tionen tioner enhet enheten
""".split()
)
#: Beginnings that are prefixes or scraps, not heads.
NOT_HEADS = frozenset(
    """
    bes besk den det ett från för inte kom kun kunn les med mot ned ner om per pro res sam ställ till und
    under upp ut val valid ver väl över
""".split()
)
_NOT_FIRST = NOT_HEADS | NOT_TAILS
VERY_LONG = 28  #: So many letters do not fit a narrow column.
MIN_PIECE = 5  #: Letters before a soft hyphen; what follows has more, since short ends are often no words.
_LETTERS = re.compile(r"[^\W\d_]+")
LONG_WORD = 18  #: So many letters do not fit a heading on the narrowest screens.


class Splitter:
    """Parts compounds by how common the parts are, in Swedish at large and on this site.

    The frequencies of Swedish are wordfreq's, so the result is the same on every machine.
    """

    def __init__(self, site_words: Iterable[str] = ()) -> None:
        """*site_words*: words that stand alone in titles and synonyms, in lower case."""
        self._site = frozenset(site_words)
        #: The parts of a word (lower case) from left to right; empty when it is no compound.
        self.parts = cache(self._parts)  # Asked for every word of every page.

    def _parts(self, word: str) -> tuple[str, ...]:
        return self._divided(word) if len(word) >= 2 * MIN_PART and _zipf(word) < KNOWN_ZIPF else ()

    def soft(self, text: str, shortest: int = LONG_WORD) -> str:
        """*text* with soft hyphens between the parts of its longest words, so that they break there where they must.

        *shortest*: letters in the shortest word that is parted.
        """
        return _LETTERS.sub(
            lambda match: "\u00ad".join(self._pieces(match[0])) if len(match[0]) >= shortest else match[0], text
        )

    def _pieces(self, word: str) -> Iterator[str]:
        start = at = 0
        for part, following in pairwise(self._divided(word.lower()) or self._chain(word.lower())):
            at += len(part)
            at += not word.lower().startswith(following, at)  # An s between the parts belongs to the first.
            if at - start >= MIN_PIECE and len(following) > MIN_PIECE:
                yield word[start:at]
                start = at
        yield word[start:]

    def _divided(self, word: str) -> tuple[str, ...]:
        if not 2 * MIN_PART <= len(word) <= MAX_COMPOUND:
            return ()
        best = max(self._ways(word), default=None)
        if best is None:
            return ()
        return tuple(part for side in best[1:] for part in self.parts(side) or (side,))

    def _chain(self, word: str) -> tuple[str, ...]:
        """The fewest known words that a very long *word* begins with, and what is left of it, for where it breaks.

        Where it does not end in a known word, only an s that binds tells where the last known one ends.
        """
        if not VERY_LONG < len(word) <= 2 * MAX_COMPOUND:
            return ()
        best: list[tuple[str, ...] | None] = [(), *[None] * len(word)]
        for end in range(MIN_PART + 1, len(word) + 1):
            for start in range(max(0, end - LONG_WORD), end - MIN_PART):
                before, bare = best[start], self._bare(word[start:end], end == len(word))
                if before is not None and bare and len(before) + 1 < len(best[end] or word):
                    best[end] = (*before, bare)
        bound = (at for at in range(len(word) - MIN_PIECE) if self._is_bound(word, at, best[at]))
        at = max(bound, default=0)
        return best[-1] or (*(best[at] or ()), word[at:])

    @staticmethod
    def _is_bound(word: str, at: int, parts: tuple[str, ...] | None) -> bool:
        return bool(parts) and word[at - 1] == "s" and not (parts or ("",))[-1].endswith("s")

    def _bare(self, piece: str, last: bool) -> str:
        """*piece* as a word of a chain, without the s that binds it to the next; empty when it is none."""
        forms = (piece[:-1] if piece.endswith("s") and not last else "", piece)
        known = (
            one for one in forms if len(one) > MIN_PART and one not in _NOT_FIRST and self._commonness(one) >= MIN_ZIPF
        )
        return next(known, "")

    def _ways(self, word: str) -> Iterator[tuple[float, str, str]]:
        """Every way to part *word* in two words, with how good it is."""
        for at in range(MIN_PART, len(word) - MIN_PART + 1):
            head, tail = word[:at], word[at:]
            if tail in NOT_TAILS:
                continue
            for bare in (head, head[:-1] if head.endswith("s") else ""):
                if len(bare) < MIN_PART or bare in _NOT_FIRST or self._commonness(bare) < MIN_ZIPF:
                    continue
                rarest = min(self._commonness(bare), self._tail_commonness(tail))
                if rarest >= MIN_ZIPF:
                    yield rarest + min(len(bare), len(tail)) / 8, bare, tail

    def _commonness(self, word: str) -> float:
        return max(_zipf(word), SITE_ZIPF if word in self._site else 0.0)

    def _tail_commonness(self, word: str) -> float:
        """A tail may be a compound itself: then it counts as a word, if a rare one."""
        found = self._commonness(word)
        if found >= MIN_ZIPF:
            return found
        parts = self.parts(word)
        return MIN_ZIPF if parts and min(map(len, parts)) > MIN_PART else found


@cache
def _zipf(word: str) -> float:
    """How common *word* is in Swedish: log10 of its uses per billion words; 0 for a word that the list lacks."""
    from wordfreq import get_frequency_dict  # Takes long to load, and most commands ask for no word.

    frequency = get_frequency_dict("sv", "small").get(word)
    return math.log10(frequency) + 9 if frequency else 0.0
