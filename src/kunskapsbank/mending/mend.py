"""A file in, the same file without what has one right answer out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import ValidationError

from ..base.problems import Problem
from ..content.record import Record
from ..markdown.converter import Converter
from ..reading import messages
from ..reading.front_matter import Source, parse, plain
from ..reading.seam import ends_too_early
from . import front, headings, layout, tags
from .drafts import Draft, Repair, applied, lasting
from .signs import without_signs

MOST_ROUNDS = 12  #: One repair may make room for another; a file that is never done is left as it was.

REPAIRS = (
    Repair("dates", front.dates, layout.same, frozenset({"invalid-value/meant-date"})),
    Repair("title", headings.repeated_title, headings.keeps_without_title, frozenset({"repeated-title"})),
    Repair("entities", layout.hidden_entities, layout.anything, frozenset({"hidden-entity"})),
    Repair("mojibake", layout.mojibake, layout.anything, frozenset({"mojibake"})),
    Repair("comments", layout.comments, layout.same),
    Repair("blocks", tags.blocks, tags.keeps, frozenset({"html-in-body"})),
    Repair("tags", tags.tags, tags.keeps, frozenset({"html-in-body"})),
    Repair("signs", tags.signs, tags.keeps_signs, frozenset({"unsupported-sign", "unsupported-sign/folded"})),
    Repair(
        "levels",
        headings.levels,
        headings.keeps_headings,
        frozenset({"top-heading-in-body", "skipped-heading-level"}),
    ),
    Repair("links", layout.links, layout.anything, frozenset({"space-in-link"})),
    Repair("indents", layout.indents, layout.same),
    Repair("list-indents", layout.list_indents, layout.same, frozenset({"shallow-indent"})),
    Repair("lists", layout.unread_lists, layout.anything, frozenset({"unread-list"})),
    Repair("empty-lines", layout.empty_lines, layout.same),
)
"""What is mended when a file can be read, in this order."""

CURABLE = frozenset({"forbidden-character", *front.UNREADABLE}).union(*(one.cures for one in REPAIRS))
"""The problems that a repair may end, by their keys in the catalogue."""


MOST_SPACES = 500  #: Odd spaces in one front matter.


class Mended(NamedTuple):
    """A file after mending."""

    text: str
    repairs: tuple[str, ...]  #: The names of what was done, each once, in the order it was done; none: nothing was.


class Mender:
    """Mends files, one after another."""

    def __init__(self) -> None:
        self._converter = Converter()

    def frame(self, text: str) -> Mended:
        """*text* of a frame page mended: of signs only, since its HTML is its own."""
        done: list[str] = []
        return Mended(without_signs(text, done), tuple(done))

    def record(self, text: str, name: str, kind: type[Record] | None = None) -> Mended:
        """*text* of the record *name* mended. *kind*: says which values are dates.

        Nothing is done to a file that would be different again after another round.
        """
        done: list[str] = []
        mended = _readable(without_signs(text, done), name, done)
        signs = Mended(mended, tuple(dict.fromkeys(done)))
        draft = self._draft(mended, name, kind)
        for _ in range(MOST_ROUNDS):
            before = draft
            for repair in REPAIRS:
                if draft is None:
                    return signs
                after = self._repaired(draft, repair)
                if after != draft.text:
                    done.append(repair.name)
                    draft = self._draft(after, name, kind)
            if draft is not None and draft is before:
                return Mended(draft.text, tuple(dict.fromkeys(done)))
        return signs

    def _draft(self, text: str, name: str, kind: type[Record] | None) -> Draft | None:
        source, _ = parse(text.encode(), name)
        if source is None or (kind and ends_too_early(source, kind.model_fields)):
            return None
        return Draft(text, source, tuple(_faults(source, kind)), self._converter.convert(source.body))

    def _repaired(self, draft: Draft, repair: Repair) -> str:
        changes = list(repair.find(draft))

        def holds(text: str) -> bool:
            source, _ = parse(text.encode(), draft.source.path)
            if source is None:
                return False
            body = draft.body if source.body == draft.source.body else self._converter.convert(source.body)
            return repair.keeps(draft.body, body)

        return applied(draft.text, lasting(draft.text, changes, holds)) if changes else draft.text


def _readable(text: str, name: str, done: list[str]) -> str:
    """*text* without what hinders its front matter from being read, as far as that has one right answer."""
    for _ in range(MOST_SPACES):
        source, problems = parse(text.encode(), name)
        mended = None if source or not problems else front.mended_front(text, problems[0])
        if mended is None:
            return text
        done.append(front.UNREADABLE[problems[0].key])
        text = mended
    return text


def _faults(source: Source, kind: type[Record] | None) -> Iterator[Problem]:
    """What is wrong with the values of *source*."""
    if kind is None:
        return
    try:
        kind.of(source, "id", plain(source.front))
    except ValidationError as error:
        yield from messages.problems_of(error, source, kind)
