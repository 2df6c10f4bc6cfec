"""Glossary terms where they stand in running text.

The first time a term occurs in a body it becomes a link with the address ``term:<kind>/<id>``, as the links that
editors write to terms do; the renderer draws both. Inflected forms count: words are compared by their stems, from the
longest term to the shortest. Headings, links, code and buttons are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TypeVar

from markdown_it.token import Token

from ..content.roles import Term
from ..content.site import Site
from ..language.swedish import SOFT_HYPHEN, WORD, stem, words
from .body import Body
from .tags import TERM_SCHEME

_DEFINED = re.compile(r"<(/?)dfn\b")
_LEFT_ALONE = frozenset(["heading_open", "th_open"])
_BETWEEN = frozenset([" ", "\n", "-", "- ", "\u00a0"])  #: What may stand between the words of a term.
_VERBAL = "nde"

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a term."""

    term: str  #: Key of the record.
    stems: tuple[str, ...]  #: One for each word.
    exact: str  #: An abbreviation, which only counts as it is written; empty for other forms.
    verbal: bool  #: A noun in -nde, such as kunnande: the verb it comes from has the same stem but is another word.


class _ByWord(dict[str, Value]):
    """What a function gives, by its argument: a word is looked up in it at the cost of a dictionary's."""

    def __init__(self, work: Callable[[str], Value]) -> None:
        self._work = work

    def __missing__(self, word: str) -> Value:
        self[word] = value = self._work(word)
        return value


class Glossary:
    """The terms of one site, ready to be found."""

    def __init__(self, site: Site) -> None:
        self._by_first: dict[str, list[Form]] = {}
        for form in sorted((f for f in _forms(site) if f.stems), key=lambda f: (-len(f.stems), f.term)):
            self._by_first.setdefault(form.stems[0], []).append(form)
        self._beginning = _ByWord(self._forms_from)  #: By a word as it is written, the terms that may begin with it.
        self._compared = _ByWord(_compared)

    def explain(self, body: Body, own: str = "") -> Body:
        """*body* with the first occurrence of each term linked; *own*: the term it is about."""
        return replace(body, tokens=tuple(self._explained([*body.tokens], own)))

    def _explained(self, tokens: Sequence[Token], own: str) -> Iterator[Token]:
        done = {own, *_terms_in(tokens)}
        for number, token in enumerate(tokens):
            if token.type == "inline" and token.children and tokens[number - 1].type not in _LEFT_ALONE:
                children = list(self._running_text(token.children, done))
                yield token if children == token.children else token.copy(children=children)
            else:
                yield token

    def _running_text(self, tokens: list[Token], done: set[str]) -> Iterator[Token]:
        """*tokens* of running text with terms linked; those inside links and definitions are left alone."""
        closed, run = 0, list[Token]()
        for token in tokens:
            if token.type in ("text", "softbreak") and not closed:
                run.append(token)
                continue
            yield from self._linked(run, done)
            run = []
            closed += _opens(token)
            yield token
        yield from self._linked(run, done)

    def _linked(self, run: list[Token], done: set[str]) -> Iterator[Token]:
        """The text of *run*, which may go over several lines, with terms linked."""
        if not run:
            return
        text = "".join(token.content if token.type == "text" else "\n" for token in run)
        pieces = list(self._pieces(text, done))
        if not pieces:
            yield from run
            return
        at = 0
        for start, end, term in pieces:
            yield Token("text", "", 0, content=text[at:start])
            yield Token("link_open", "a", 1, attrs={"href": f"{TERM_SCHEME}{term}"})
            yield Token("text", "", 0, content=text[start:end])
            yield Token("link_close", "a", -1)
            at = end
        yield Token("text", "", 0, content=text[at:])

    def _pieces(self, text: str, done: set[str]) -> Iterator[tuple[int, int, str]]:
        """(start, end, term) of what is to be linked in *text*."""
        found = list(WORD.finditer(text))
        free, beginning = 0, self._beginning
        for number, word in enumerate(found):
            candidates = beginning[word[0]]
            form = self._form_at(candidates, text, found, number, done) if candidates and number >= free else None
            if form:
                free = number + len(form.stems)
                yield word.start(), found[free - 1].end(), form.term
                done.add(form.term)

    def _form_at(
        self, candidates: Sequence[Form], text: str, found: list[re.Match[str]], number: int, done: set[str]
    ) -> Form | None:
        """The longest of *candidates*, terms that may begin with the word *number*, that has not been linked before."""
        after = self._compared[found[number + 1][0]] if number + 1 < len(found) else ()
        for form in candidates:
            fits = len(form.stems) == 1 or form.stems[1] in after  # Most that begin with the same word fall here.
            if fits and form.term not in done and self._is_at(form, text, found, number):
                return form
        return None

    def _forms_from(self, word: str) -> list[Form]:
        found = [form for key in dict.fromkeys(self._compared[word]) for form in self._by_first.get(key, ())]
        return sorted(found, key=lambda form: -len(form.stems))

    def _is_at(self, form: Form, text: str, found: list[re.Match[str]], number: int) -> bool:
        """Whether the words from *number* on are *form*; a cheap look before the whole comparison."""
        run = found[number : number + len(form.stems)]
        return (
            len(run) == len(form.stems)
            and all(wanted in self._compared[one[0]] for wanted, one in zip(form.stems, run, strict=True))
            and _matches(form, text, run)
        )


def _compared(word: str) -> tuple[str, str]:
    """*word* as it is compared: its stem, and itself."""
    low = plain(word)
    return stem(low), low


def _opens(token: Token) -> int:
    """1 where something begins whose words are left alone, -1 where it ends, else 0."""
    if token.type == "html_inline":
        defined = _DEFINED.match(token.content)
        return 0 if defined is None else -1 if defined[1] else 1
    return token.nesting if token.tag == "a" else 0


def _terms_in(tokens: Iterable[Token]) -> Iterator[str]:
    """The terms that *tokens* link to."""
    for token in tokens:
        for child in token.children or ():
            href = str(child.attrs.get("href", "")) if child.type == "link_open" else ""
            if href.startswith(TERM_SCHEME):
                yield href.removeprefix(TERM_SCHEME)


def _matches(form: Form, text: str, run: list[re.Match[str]]) -> bool:
    """Whether *run*, whose words are those of *form*, is written as it: a hyphen before or after makes another word."""
    end = run[-1].end()
    if text[run[0].start() - 1 : run[0].start()] == "-" or text[end : end + 1] == "-":
        return False
    if form.exact:
        return run[0][0].replace(SOFT_HYPHEN, "") == form.exact
    if form.verbal and _VERBAL not in plain(run[-1][0]):
        return False
    return all(text[before.end() : after.start()] in _BETWEEN for before, after in pairwise(run))


def plain(word: str) -> str:
    """*word* in lower case, without the places where it may break."""
    return word.replace(SOFT_HYPHEN, "").casefold()


def _forms(site: Site) -> Iterator[Form]:
    """Every way to write every term that is explained in text."""
    for record in site.taking(Term):
        if record.i_text:
            yield from record.once("forms", partial(_forms_of, record))


def _forms_of(record: Term) -> list[Form]:
    written = (record.titel, *([record.forkortning] if record.forkortning else []), *record.former)
    return [Form(record.key, key, _exact(one), one.endswith(_VERBAL)) for one in written for key in _keys(one)]


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
