"""Language help: hints about the Swedish that a record or a page is written in. They never stop anything."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from pydantic import BaseModel

from ..base.problems import Place
from ..base.texts import Phrase, any_of, phrase
from ..content.record import Record
from ..content.roles import Term
from ..content.site import Site
from ..content.translations import group_in, is_fact
from ..language.compounds import Splitter
from ..language.hints import Words, hints, is_poor_link
from ..language.spelling import Speller
from ..language.swedish import words
from ..markdown.body import Spot
from ..markdown.converter import Converter
from ..markdown.glossary import term_stems
from ..markdown.reading import Here
from ..reading.front_matter import Group, Items, Node, Source, Text
from . import place_of

KEY = "spraktips"  #: Where a file says which hints do not hold in it: a list of ``kod``, ``ord`` and ``skal``.
#: Keys whose texts are no running text: what people search for, what others call their own, and what is in English.
_LEFT_OUT = frozenset(("synonymer", "sokfragor", "engelska", "kallor", KEY))
_MARKS = str.maketrans("*[]_~", "     ")
_CALL = re.compile(r"\{\{[^{}]{0,1000}\}\}|\{%[^{}]{0,1000}%\}")
MOST_SIGNS = 300_000  #: Of a file that are read: what comes after, nobody reads.
_NAME = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, order=True)
class Hint:
    """Something that could be said better."""

    place: Place
    code: str  #: Permanent: one of :data:`~..language.hints.CODES`, ``reason-missing`` or ``nothing-put-away``.
    found: str = ""  #: The words it is about, as they stand.
    instead: tuple[str, ...] = ()  #: What to write, when that is known: the likeliest first.
    number: int = 0  #: Words of a sentence, or the readability of a text.

    @property
    def message(self) -> Phrase:
        """What could be better, with the words found and what to write."""
        meant = any_of([f"”{one}”" for one in self.instead]) if self.instead else ""
        return phrase(f"hint.{self.code}", found=self.found, instead=meant, number=self.number)


class SiteWords:
    """What is known of the words of one site; made once, and asked about many texts."""

    def __init__(self, site: Site) -> None:
        names = [text for record in site.records.values() for text in _names(record)]
        lone = frozenset(word for text in names for word in words(text))
        spelled = {word for text in names for word in _NAME.findall(text) if not word.islower()}
        self.words = Words(Speller(lone), Splitter(), term_stems(site), frozenset(spelled))
        self.today: dt.date = site.today
        self.converter = Converter()


def _names(record: Record) -> Iterator[str]:
    """What a record is called and found by. Its title alone may be misspelled: the terms of the glossary are not."""
    yield from (text for text in record.search_words())
    if isinstance(record, Term):
        yield from (record.titel, *record.former)
    else:
        yield from (word for word in _NAME.findall(record.titel) if not word.islower() and not word.istitle())


def hints_of(source: Source, model: type[BaseModel], known: SiteWords, file: str = "") -> list[Hint]:
    """The hints about one file in Swedish, without those that it has put away, in the order of their places.

    Nothing of it is kept: it can be asked again for each draft. A file whose values are not allowed is read as far as
    its keys are those of *model*.

    Args:
        source: The file as read: a record, an easier version of one, or a page.
        model: The kind of the record, or what a page has above its body: it tells which keys hold running text.
        known: What is known of the site's words; made once for a site.
        file: The whole text of the file, when places inside values of the front matter shall be exact; else a hint
            about one stands where the value begins.
    """
    running, links = known.converter.prose(_without_calls(source.body))
    pieces = list(_first((*_front(source, model, file), *(_piece(source, here) for here in running))))
    found = [
        Hint(pieces[number].place(one.at), one.code, one.found, one.instead, one.number)
        for number, one in hints([piece.text for piece in pieces], known.words, known.today)
    ]
    found += [_poor_link(piece.place(0), piece.text) for piece in pieces if piece.of_a_key and is_poor_link(piece.text)]
    found += [_poor_link(place_of(source, link.spot), link.text) for link in links if is_poor_link(link.text)]
    return sorted(_not_put_away(found, source))


def _poor_link(place: Place, text: str) -> Hint:
    return Hint(place, "link-text", text.strip())


def _not_put_away(found: Sequence[Hint], source: Source) -> Iterator[Hint]:
    """*found* without what the file has put away with a reason, and what is wrong with how it does so."""
    node = source.front.values.get(KEY)
    told = list(node.values) if isinstance(node, Items) else []
    away: set[Hint] = set()
    for number, one in enumerate(told):
        place = source.place((KEY, number))
        code, word, reason = (_value(one, name) for name in ("kod", "ord", "skal"))
        meant = {hint for hint in found if hint.code == code and word.casefold() in ("", hint.found.casefold())}
        if not reason:
            yield Hint(place, "reason-missing", " ".join(filter(None, (code, word))))
        elif not meant:
            yield Hint(place, "nothing-put-away", " ".join(filter(None, (code, word))))
        else:
            away |= meant
    yield from (hint for hint in found if hint not in away)


def _value(group: Node, name: str) -> str:
    node = group.values.get(name) if isinstance(group, Group) else None
    return node.value.strip() if isinstance(node, Text) else ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of running text, and where its characters stand."""

    text: str
    place: Callable[[int], Place]
    of_a_key: bool = False  #: Whether it is the whole value of a key.


def _first(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """The first of *pieces*, no more than :data:`MOST_SIGNS` together."""
    left = MOST_SIGNS
    for piece in pieces:
        left -= len(piece.text)
        if left < 0:
            return
        yield piece


def _without_calls(body: str) -> str:
    """*body* with the calls of macros blanked out."""
    return _CALL.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), body)


def _piece(source: Source, here: Here) -> _Piece:
    return _Piece(_one_line(here.prose().translate(_MARKS)), partial(_place, source, here.spot))


def _place(source: Source, spot: Callable[[int], Spot], at: int) -> Place:
    return place_of(source, spot(at))


def _front(source: Source, model: type[BaseModel], file: str) -> Iterator[_Piece]:
    lines = file.split("\n") if file else []
    for text in _texts(source.front, model):
        yield _Piece(_one_line(text.value), _Inside(source.path, text, lines), of_a_key=True)


def _one_line(text: str) -> str:
    """*text* with its signs where they were: a line that is cut ends no sentence."""
    return text.replace("\n", " ")


def _texts(group: Group, model: type[BaseModel]) -> Iterator[Text]:
    """The values of *group* that are running text."""
    for key, node in group.values.items():
        info = model.model_fields.get(key)
        if info is None or key in _LEFT_OUT or is_fact(model, key, info):
            continue
        inner = group_in(info.annotation)
        for one in node.values if isinstance(node, Items) else (node,):
            if isinstance(one, Text):
                yield one
            elif isinstance(one, Group) and inner:
                yield from _texts(one, inner)


@dataclass(frozen=True, slots=True)
class _Inside:
    """Where the characters of a value stand: quotation marks and folded lines move them."""

    path: str
    text: Text
    lines: Sequence[str]

    def __call__(self, at: int) -> Place:
        """The place of the character number *at*."""
        word = re.match(r"\w+|.", self.text.value[at:], re.S)
        if not self.lines or word is None:
            return Place(self.path, self.text.line, self.text.column)
        before = len(re.findall(_alone(word[0]), self.text.value[:at]))
        line, column = self.text.line - 1, self.text.column - 1
        for number, written in enumerate(self.lines[line:]):
            for match in re.finditer(_alone(word[0]), written):
                if (number or match.start() >= column) and not before:
                    return Place(self.path, line + number + 1, match.start() + 1)
                before -= number > 0 or match.start() >= column
        return Place(self.path, self.text.line, self.text.column)


def _alone(word: str) -> str:
    return rf"(?<!\w){re.escape(word)}(?!\w)" if word.isalnum() else re.escape(word)
