"""Every reference from one record to another, by where it starts and where it leads."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from sys import intern

from .record import Record, references


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """One record pointing at another. It is itself and no other: a record keeps its links, so comparing them would not
    end.
    """

    origin: Record
    target: str  #: ``kind/id``.
    written: str  #: The reference as it stands in the file: ``id``, or ``kind/id`` where any kind may stand.
    loc: tuple[str | int, ...]  #: Where in the origin's front matter.
    heading: str  #: What the target calls this relation.


def links_of(record: Record) -> tuple[Link, ...]:
    """Every reference in the front matter of *record*, whether its target exists or not."""
    return record.once("links", lambda: tuple(_links_of(record)))


def _links_of(record: Record) -> Iterator[Link]:
    for loc, ref, value in references(record):
        target = intern(f"{ref.kind}/{value}") if ref.kind else value
        yield Link(record, target, value, loc, ref.back or record.plural)


def by_target(records: Iterable[Record]) -> dict[str, list[Link]]:
    """The links of *records* by their targets, in the order of their origins."""
    found: dict[str, list[Link]] = {}
    for record in records:
        for link in links_of(record):
            found.setdefault(link.target, []).append(link)
    return found


class Incoming:
    """The links that point at each of some records.

    After an edit those of a target are put together anew when somebody asks: thousands may point at one.
    """

    def __init__(
        self,
        records: Mapping[str, Record],
        before: Incoming | None = None,
        gone: Iterable[Record] = (),
        new: Iterable[Record] = (),
    ) -> None:
        """*before*: the links as they were, when *records* were others: with those *gone*, without the *new* ones."""
        gone = tuple(gone)
        self._records = records
        self._links = dict(before._all()) if before else by_target(records.values())
        self._more = by_target(new)
        self._gone = {*map(id, gone)}
        self._waiting = {*by_target(gone), *self._more} if before else set()

    def of(self, target: str) -> Sequence[Link]:
        """The links that point at *target*, ``kind/id``, in the order of their origins."""
        if target in self._waiting:
            self._waiting.remove(target)
            links = [link for link in self._links.get(target, ()) if id(link.origin) not in self._gone]
            for link in self._more.get(target, ()):
                insort(links, link, key=lambda one: self._turn[one.origin.key])
            self._links[target] = links
        return self._links.get(target, ())

    def _all(self) -> Mapping[str, list[Link]]:
        for target in tuple(self._waiting):
            self.of(target)
        return self._links

    @cached_property
    def _turn(self) -> dict[str, int]:
        return {key: number for number, key in enumerate(self._records)}
