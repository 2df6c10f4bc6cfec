"""All records, read-only, with relations both ways."""

from __future__ import annotations

import datetime as dt
from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel

from ..base.settings import DOCS
from .kinds import Kinds
from .links import Incoming, Link, links_of
from .record import Record, named, swedish_key
from .redirects import Redirect
from .search_words import SearchWords

R = TypeVar("R", bound=Record)
T = TypeVar("T")


@dataclass(frozen=True)
class Site:
    """The records of one build, as of one day."""

    records: Mapping[str, Record]  #: By ``kind/id``, in the order of :meth:`Record.sort_key` within each kind.
    today: dt.date  #: The build's clock, Europe/Stockholm.
    kinds: Kinds
    hidden: frozenset[str] = frozenset()  #: Keys of files that exist but are faulty, drafts or outside their schedule.
    unpublished: tuple[Record, ...] = ()  #: The faultless ones among the hidden.
    withdrawn: tuple[Record, ...] = ()
    """Those of them that were shown until a day that has come, and translations of such, which have a page each: it
    keeps the address and says so. Sorted by :attr:`Record.version_key`."""
    redirects: tuple[Redirect, ...] = ()  #: Addresses that have moved, in the order of their file.
    unread_words: frozenset[str] = frozenset()  #: Words of faulty files, the ids that they point at among them.
    files: frozenset[str] = frozenset()  #: Pictures and other files to link to, as ``docs/assets/bild.png``.
    docs: str = DOCS  #: Folder of the pages that are no records, as links in bodies name it.
    search_words: SearchWords = field(default_factory=SearchWords)  #: What words mean here that no page is about.
    translations: Mapping[str, Mapping[str, Record]] = field(default_factory=dict)  #: By language, then ``kind/id``.
    unread_translations: Mapping[str, Mapping[str, Record]] = field(default_factory=dict)
    """Translations that nobody has read whose mother tongue it is, as :attr:`translations`; a preview shows them."""
    language: str = ""  #: What its records are in where there is a translation; empty: as they were written.
    linked: Incoming | None = field(
        default=None, repr=False, compare=False
    )  #: Its links, where they are known already.

    @classmethod
    def of(
        cls,
        records: Iterable[Record],
        today: dt.date,
        kinds: Kinds | None = None,
        hidden: Iterable[str] = (),
        unpublished: Iterable[Record] = (),
        redirects: Iterable[Redirect] = (),
        unread_words: Iterable[str] = (),
    ) -> Site:
        """Sort *records* into a site; those with the same place stay in the order that they have."""
        given = {record.key: record for record in records}
        return cls.keyed(given, today, kinds, hidden, unpublished, redirects, unread_words)

    @classmethod
    def keyed(
        cls,
        given: Mapping[str, Record],
        today: dt.date,
        kinds: Kinds | None = None,
        hidden: Iterable[str] = (),
        unpublished: Iterable[Record] = (),
        redirects: Iterable[Redirect] = (),
        unread_words: Iterable[str] = (),
        before: Site | None = None,
    ) -> Site:
        """As :meth:`of`, of records by their keys. *before*: the site as it was: what holds still is taken from it."""
        old = before.records if before else {}
        new = {key: record for key, record in given.items() if old.get(key) is not record}
        gone = [record for key, record in old.items() if given.get(key) is not record]
        follows = before if len(new) + len(gone) < len(old) else None
        kept = [key for key in old if key in given and key not in new] if follows else []
        ordered = {key: given[key] for key in _with(kept, new, given)}
        return cls(
            MappingProxyType(ordered),
            today,
            kinds or Kinds(),
            frozenset(hidden),
            tuple(unpublished),
            redirects=tuple(redirects),
            unread_words=frozenset(unread_words),
            linked=Incoming(ordered, follows._incoming, gone, new.values()) if follows else None,
        )

    def __len__(self) -> int:
        return len(self.records)

    def note(self, name: str, about: str = "") -> None:
        """Something that belongs to the site and is kept elsewhere is about to be read: for :mod:`.reads`."""

    def once(self, memo: dict[Any, Any], key: Any, work: Callable[[], T]) -> T:
        """What *work* gives, done once for each *key* of *memo*; all who ask have read what it read."""
        if key not in memo:
            memo[key] = work()
        value: T = memo[key]
        return value

    @cached_property
    def unread(self) -> frozenset[str]:
        """The keys of the faulty files. What lacks them may be whole once they are mended."""
        return self.hidden.difference(record.key for record in self.unpublished)

    def get(self, key: str) -> Record | None:
        """The record called ``kind/id``, or None."""
        return self.records.get(key)

    def __getitem__(self, key: str) -> Record:
        return self.records[key]

    def version(self, name: str) -> Record | None:
        """The record or translation called ``kind/id`` or ``kind/id.language``, or None."""
        key, mark, language = name.partition(".")
        return self.translations.get(language, {}).get(key) if mark else self.get(key)

    def versions(self, record: Record) -> tuple[Record, ...]:
        """*record* in every language, its original first; that alone when there is no translation."""
        others = (of_language.get(record.key) for of_language in self.translations.values())
        original = self.originals.get(record.key)
        return tuple(filter(None, (original, *others)))

    @cached_property
    def originals(self) -> Mapping[str, Record]:
        """The records as they were written."""
        return self.records

    def speaking(self, language: str) -> Site:
        """The same site with the translations to *language* in the place of their originals."""
        own = self.translations.get(language, {})
        if not own or self.language:
            return self
        if language not in self._spoken:
            self._spoken[language] = replace(self.but(own), language=language)
            self._spoken[language].__dict__["originals"] = self.records
        return self._spoken[language]

    def but(self, records: Mapping[str, Record]) -> Site:
        """The same site with *records*, by key, in the place of its own or beside them."""
        other = Site.keyed({**self.records, **records}, self.today, self.kinds, before=self)
        return replace(other, **{name: getattr(self, name) for name in _SHARED})

    @cached_property
    def _spoken(self) -> dict[str, Site]:
        return {}

    @cached_property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """The titles and synonyms of all records; who tells how a word is parted by them notes that word alone."""
        return tuple(record.names for record in self.records.values())

    def renamed(self, key: str) -> Record | None:
        """The record whose page took over the address of *key*, ``kind/id``; None when it has not moved."""
        target = next((one.target for one in self.redirects if one.origin == f"{key}/"), "")
        return self.get(target.replace("/#", "/").rstrip("/"))

    def of_kind(self, kind: str) -> tuple[Record, ...]:
        """All records of one kind, sorted; empty for a kind without records."""
        return self._by_kind.get(kind, ())

    def replies_of(self, record: Record) -> tuple[tuple[str, str], ...]:
        """The questions that the page of *record* shows, each with its answer; none that is without one."""
        found = ((one.question, one.text or self._told_by(one.at)) for one in record.replies())
        return tuple((question, answer) for question, answer in found if answer)

    def _told_by(self, key: str) -> str:
        other = self.get(key)
        return other.short_answer() if other else ""

    def neighbours(self, record: Record) -> tuple[Record | None, Record | None]:
        """The records before and after *record* in the list of its kind.

        None at the ends, and where the order is that of titles: the next one has nothing to do with this one.
        """
        return self._neighbours.get(record.key, (None, None))

    @cached_property
    def _neighbours(self) -> dict[str, tuple[Record | None, Record | None]]:
        ordered = [(None, *records, None) for records in self._by_kind.values() if records[0].order != Record.order]
        return {
            record.key: (before, after)
            for row in ordered
            for before, record, after in zip(row, row[1:], row[2:], strict=False)
            if record
        }

    def taking(self, role: type[R]) -> tuple[R, ...]:
        """All records of the kinds that take *role*, kind by kind; empty when none does."""
        return tuple(r for kind in self.kinds.taking(role) for r in self.of_kind(kind.kind) if isinstance(r, role))

    def targets(self, value: BaseModel, name: str) -> tuple[Record, ...]:
        """The published records that the field *name* of *value* points at; empty when it has no such reference."""
        return tuple(found for key in named(value, name) if (found := self.get(key)) is not None)

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Record, ...]]:
        found: dict[str, list[Record]] = {}
        for key, record in self.records.items():
            found.setdefault(key.partition("/")[0], []).append(record)
        return {kind: tuple(records) for kind, records in found.items()}

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every reference in every front matter, whether its target exists or not."""
        return tuple(chain.from_iterable(map(links_of, self.records.values())))

    @cached_property
    def _incoming(self) -> Incoming:
        return self.linked or Incoming(self.records)

    def outgoing(self, record: Record) -> Sequence[Link]:
        """The links from *record*, as the site has it."""
        own = self.records.get(record.key)
        return links_of(own) if own else ()

    def incoming(self, record: Record) -> Sequence[Link]:
        """The links that point at *record*."""
        return self._incoming.of(record.key)

    def pointing(self, record: Record, kind: str) -> tuple[Record, ...]:
        """The records of *kind* that point at *record*, each once, sorted."""
        found = {link.origin.key: link.origin for link in self.incoming(record) if link.origin.kind == kind}
        return tuple(sorted(found.values(), key=lambda r: r.sort_key()))

    def relations(self, record: Record) -> dict[str, tuple[Record, ...]]:
        """What *record* is related to, both ways: heading -> records, each once, headings in Swedish order.

        Outgoing references stand under the plural of the kind they point at; incoming ones under the heading
        that the pointing field names (``back``), else under the pointing kind's plural.
        """
        return self.once(self._related, record.key, lambda: self._relations(record))

    @cached_property
    def _related(self) -> dict[str, dict[str, tuple[Record, ...]]]:
        return {}

    def _relations(self, record: Record) -> dict[str, tuple[Record, ...]]:
        found: dict[str, dict[str, Record]] = {}
        for link in self.outgoing(record):
            target = self.get(link.target)
            if target is not None and link.loc[0] != "kallor":
                found.setdefault(target.plural, {})[target.key] = target
        for link in self.incoming(record):
            found.setdefault(link.heading, {})[link.origin.key] = link.origin
        return {
            heading: tuple(sorted(found[heading].values(), key=lambda r: (r.kind, r.sort_key())))
            for heading in sorted(found, key=swedish_key)
        }


def _with(kept: list[str], new: Mapping[str, Record], given: Mapping[str, Record]) -> list[str]:
    """The keys of all records that are *given*, sorted: *kept*, which is, and the *new* ones in their places."""
    if not kept:
        return sorted(given, key=lambda key: given[key].placed)
    turn = {key: number for number, key in enumerate(given)}
    for key in new:
        insort(kept, key, key=lambda one: (given[one].placed, turn[one]))
    return kept


#: What a site with other records has of the one that it is made of, beside day and kinds.
_SHARED = (
    "hidden",
    "unpublished",
    "withdrawn",
    "redirects",
    "unread_words",
    "files",
    "docs",
    "search_words",
    "translations",
    "unread_translations",
)
