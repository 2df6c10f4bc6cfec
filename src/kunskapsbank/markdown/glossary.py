"""Glossary terms where they stand in running text.

The first time a term occurs in a section it becomes a link with the address ``term:<kind>/<id>``, as the links that
editors write to terms do; the renderer draws both. Inflected forms count: words are compared by their stems, from the
longest term to the shortest. Headings, links, code and buttons are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from ..content.roles import Term
from ..content.site import Site
from ..language.swedish import WORD, stem, words
from .links import TERM_SCHEME

_PIECE = re.compile(r"<[^>]*>|[^<]+")
_TAG_NAME = re.compile(r"</?([a-z][a-z0-9]*)")
_SECTION = re.compile(r"(?=<h2\b)")
_LINKED = re.compile(rf'href="{TERM_SCHEME}([a-z0-9/-]+)"')
_LEFT_ALONE = frozenset(["a", "button", "code", "dfn", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "summary", "th"])
_BETWEEN = frozenset([" ", "\n", "-", "- ", "\u00a0"])  #: What may stand between the words of a term.
_VERBAL = "nde"


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a term."""

    term: str  #: Key of the record.
    stems: tuple[str, ...]  #: One for each word.
    exact: str  #: An abbreviation, which only counts as it is written; empty for other forms.
    verbal: bool  #: A noun in -nde, such as kunnande: the verb it comes from has the same stem but is another word.


class Glossary:
    """The terms of one site, ready to be found."""

    def __init__(self, site: Site) -> None:
        self._by_first: dict[str, list[Form]] = {}
        for form in sorted((f for f in _forms(site) if f.stems), key=lambda f: (-len(f.stems), f.term)):
            self._by_first.setdefault(form.stems[0], []).append(form)
        self._seen_words: dict[str, list[Form]] = {}

    def explain(self, html: str, own: str = "") -> str:
        """*html* with the first occurrence of each term in each section linked; *own*: the term it is about."""
        return "".join(self._section(part, own) for part in _SECTION.split(html))

    def _section(self, html: str, own: str) -> str:
        done = {own, *_LINKED.findall(html)}
        closed, out = 0, []
        for piece in _PIECE.findall(html):
            if piece[0] == "<":
                name = _TAG_NAME.match(piece)
                if name and name[1] in _LEFT_ALONE:
                    closed += -1 if piece[1] == "/" else 1
                out.append(piece)
            else:
                out.append(piece if closed else self._text(piece, done))
        return "".join(out)

    def _text(self, text: str, done: set[str]) -> str:
        found = list(WORD.finditer(text))
        out, at, number = [], 0, 0
        while number < len(found):
            form = self._form_at(text, found, number, done)
            if form is None:
                number += 1
                continue
            first, last = found[number], found[number + len(form.stems) - 1]
            out += [
                text[at : first.start()],
                f'<a href="{TERM_SCHEME}{form.term}">{text[first.start() : last.end()]}</a>',
            ]
            at, number = last.end(), number + len(form.stems)
            done.add(form.term)
        return "".join([*out, text[at:]]) if out else text

    def _form_at(self, text: str, found: list[re.Match[str]], number: int, done: set[str]) -> Form | None:
        """The longest term that begins with the word *number* and has not been linked before."""
        for form in self._candidates(found[number][0]):
            if form.term not in done and _matches(form, text, found[number : number + len(form.stems)]):
                return form
        return None

    def _candidates(self, word: str) -> list[Form]:
        known = self._seen_words.get(word)
        if known is None:
            low = word.casefold()
            known = [f for key in dict.fromkeys((stem(low), low)) for f in self._by_first.get(key, ())]
            self._seen_words[word] = known = sorted(known, key=lambda f: -len(f.stems))
        return known


def _matches(form: Form, text: str, run: list[re.Match[str]]) -> bool:
    """Whether the words *run* are *form*; a hyphen before or after means that they are part of another word."""
    if (
        len(run) < len(form.stems)
        or text[run[0].start() - 1 : run[0].start()] == "-"
        or text[run[-1].end() :][:1] == "-"
    ):
        return False
    if form.exact:
        return run[0][0] == form.exact
    if form.verbal and _VERBAL not in run[-1][0].casefold():
        return False
    for before, after in pairwise(run):
        if text[before.end() : after.start()] not in _BETWEEN:
            return False
    return all(_same(wanted, one[0].casefold()) for wanted, one in zip(form.stems, run, strict=True))


def _same(wanted: str, word: str) -> bool:
    return wanted in (stem(word), word)


def _forms(site: Site) -> Iterator[Form]:
    """Every way to write every term that is explained in text."""
    for record in site.taking(Term):
        if record.i_text:
            written = (record.titel, *([record.forkortning] if record.forkortning else []), *record.former)
            yield from (
                Form(record.key, key, _exact(one), one.endswith(_VERBAL)) for one in written for key in _keys(one)
            )


def _exact(written: str) -> str:
    """*written* itself when it is an abbreviation in capitals."""
    return written if len(written) < 6 and sum(map(str.isupper, written)) > 1 and WORD.fullmatch(written) else ""


def _keys(written: str) -> Iterable[tuple[str, ...]]:
    """The stems of the words of *written*; twice for a last word in s, which the stemmer takes for an ending."""
    parts = words(written)
    stems = tuple(map(stem, parts))
    return dict.fromkeys([stems, (*stems[:-1], parts[-1])] if parts and parts[-1].endswith("s") else [stems])


def term_stems(site: Site) -> frozenset[str]:
    """The stems of all words in the glossary's own terms."""
    written = (
        text for record in site.taking(Term) for text in (record.titel, record.forkortning or "", *record.former)
    )
    return frozenset(stem(word) for text in written for word in words(text))


def linked_terms(html: str) -> Mapping[str, None]:
    """The keys of the terms that *html* links to, each once, in order."""
    return dict.fromkeys(_LINKED.findall(html))
