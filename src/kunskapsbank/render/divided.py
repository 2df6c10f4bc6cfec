"""A list that has grown: its first part stands on the page of the list, and each of the others on a page of its own.

The macro of a list says where parts begin (``delad`` in templates), the list is drawn as one, and :func:`divided` cuts
what was drawn. A short list has one part, which nothing tells of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from markupsafe import Markup

from ..content.record import Record
from ..language.swedish import slug
from ..reading.texts import Texts
from .presentation import by_letter, letter_anchor

MOST = 200  #: Entries of a list that stand on one page.
FOLDER = "sida-"  #: What the last step of a part's address begins with: no record's does by chance.
RELATED = f"{FOLDER}relaterat/"  #: Where all that belongs with a page is listed, below it, when that is much.

_FROM, _TO = "<!--lista:fran-->", "<!--lista:slut-->"
_PART = re.compile(r"<!--lista:([a-z0-9-]*)\|([^|>]*)\|([^|>]*)-->")
_ID = re.compile(r'<[a-z][^<>]*? id="([^"]+)"')
_HERE = re.compile(r'(<a [^<>]*?href=")#([^"]+)"')

_NOTHING = Markup()
Group = tuple[str, Sequence[Any]]  #: A heading, or nothing, and the entries under it.


@dataclass(frozen=True, slots=True)
class Section:
    """Entries of one group that stand on one page."""

    heading: str
    entries: Sequence[Any]
    number: int  #: 1 for the first of its group, whose heading the others repeat.
    start: Markup = _NOTHING  #: What the macro puts before it.


@dataclass(frozen=True, slots=True)
class InParts:
    """A list for the macro that draws it."""

    sections: tuple[Section, ...]
    start: Markup = _NOTHING  #: What the macro puts where the list begins, before what stands on each of its pages.
    end: Markup = _NOTHING  #: What it puts after the last section.


def is_long(count: int) -> bool:
    """Whether *count* entries are more than stand on one page."""
    return count > MOST


def in_parts(groups: Iterable[Group], texts: Texts, packad: bool = False) -> InParts:
    """The *groups* of a list: as they are up to :data:`MOST` entries in all; else a page for each, or several pages.

    *packad*: whether small groups share a page, which then is called by its number.
    """
    groups = [(heading, list(entries)) for heading, entries in groups]
    if not is_long(sum(len(entries) for _, entries in groups)):
        return InParts(tuple(Section(heading, entries, 1) for heading, entries in groups))
    sections = _packed(groups, texts) if packad else _each(groups, texts)
    return InParts(tuple(sections), Markup(_FROM), Markup(_TO))


def _packed(groups: Iterable[Group], texts: Texts) -> Iterator[Section]:
    """The sections of *groups*, as many on a page as there is room for."""
    page = room = 0
    for heading, entries in groups:
        for number, at in enumerate(range(0, len(entries), MOST), 1):
            some, start = entries[at : at + MOST], _NOTHING
            if len(some) > room:
                page, room = page + 1, MOST
                start = _start(str(page), str(page), texts.plain("lista.sida", nr=page))
            room -= len(some)
            yield Section(heading, some, number, start)


def _start(step: str, label: str, title: str) -> Markup:
    told = "|".join(escape(one).replace("|", "&#124;") for one in (label, title))
    return Markup(f"<!--lista:{step}|{told}-->")


def _each(groups: Iterable[Group], texts: Texts) -> Iterator[Section]:
    """The sections of *groups*, each on a page of its own."""
    taken: set[str] = set()
    for heading, entries in groups:
        yield from _sections(heading, entries, texts, taken)


def _sections(heading: str, entries: Sequence[Any], texts: Texts, taken: set[str]) -> Iterator[Section]:
    """The sections of a group. *taken*: the last steps of addresses that other parts have; it is added to."""
    name = slug(letter_anchor(heading))
    for number, at in enumerate(range(0, len(entries), MOST), 1):
        count = str(number) if number > 1 or not name else ""
        step = "-".join(filter(None, (name, count)))
        while step in taken:
            step += "x"
        taken.add(step)
        label = " ".join(filter(None, (heading, count))) if heading else count
        title = label if heading else texts.plain("lista.sida", nr=number)
        yield Section(heading, entries[at : at + MOST], number, _start(step, label, title))


def to_divide(records: Sequence[Record]) -> list[Group]:
    """*records* in groups for :func:`in_parts`: by letter those in the order of their titles, when they are many."""
    titled = bool(records) and type(records[0]).order == Record.order
    return list(by_letter(records)) if titled and is_long(len(records)) else [("", records)]


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a list that has several."""

    address: str  #: Without a leading slash.
    label: str  #: What links to it say.
    name: str  #: What its title says beside that of the list.
    html: str  #: What stands between the links to the others.
    anchor: str  #: The first of its anchors.


@dataclass(frozen=True, slots=True)
class Divided:
    """A page with a list that has several."""

    before: str  #: What stands before the list: on the first page.
    start: str  #: What every page has before the list's entries.
    parts: tuple[Part, ...]
    end: str  #: What every page has after them.
    of: Mapping[str, str]  #: The address of the page that has each anchor.

    def led(self, html: str, page: str) -> str:
        """*html* of the part at *page*, whose links to anchors of other parts lead to their pages."""

        def led(link: re.Match[str]) -> str:
            address = self.of.get(unescape(link[2]), page)
            return link[0] if address == page else f'{link[1]}/{address}#{link[2]}"'

        return _HERE.sub(led, html)


def divided(html: str, address: str) -> Divided | None:
    """The parts of the first list of *html*, a page at *address*, that has several; None when none has."""
    before, begins, rest = html.partition(_FROM)
    if not begins:
        return None
    inside, _, end = rest.partition(_TO)
    start, *pieces = _PART.split(inside)
    parts: list[Part] = []
    for name, label, told, drawn in zip(*(pieces[nth::4] for nth in range(4)), strict=True):
        anchor = _ID.search(drawn)
        where = f"{address}{FOLDER}{name}/" if parts else address
        parts.append(Part(where, unescape(label), unescape(told), drawn, anchor[1] if anchor else ""))
    of = {anchor: part.address for part in parts for anchor in _ID.findall(part.html)}
    of |= dict.fromkeys(_ID.findall(before), address)
    return Divided(before, start, tuple(parts), end, of)
