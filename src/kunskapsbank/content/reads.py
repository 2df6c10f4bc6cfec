"""What is read of a site while something is made of it, and whether that has changed since.

A page is a function of what it reads: records, which records there are of a kind, relations, the day. Each question
that is put to the site while a page is drawn is noted, with a digest of the answer. The page need not be drawn again
until an answer is another.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from .kinds import Kinds
from .links import Link
from .record import Record
from .redirects import Redirect
from .search_words import SearchWords
from .site import Site

T = TypeVar("T")


def digest(*parts: str) -> str:
    """What tells *parts* from others: 32 hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Reads:
    """Keeps account of what is read of *site*.

    A question is its name and what it is about: ``("record", "ord/lan")``. The names that the site does not answer
    itself are answered by *others*, which give any text that is another when the answer is. A record is what its front
    matter says: who draws its body asks for that too.
    """

    def __init__(self, site: Site, others: Mapping[str, Callable[[str], str]]) -> None:
        self._site, self._others = site, others
        self._noted: set[tuple[str, str]] | None = None
        self._digests: dict[tuple[str, str], str] = {}
        self._together: dict[tuple[tuple[str, str], ...], str] = {}
        self.site: Site = _Watched(site, self)  #: The same site, whose every answer is noted.

    def note(self, name: str, about: str = "") -> None:
        """Something is about to be read."""
        if self._noted is not None:
            self._noted.add((name, about))

    def during(self, work: Callable[[], T]) -> tuple[T, frozenset[tuple[str, str]]]:
        """What *work* gives, and what it read. Inside other such work, that has read it too."""
        outer, self._noted = self._noted, set()
        try:
            value = work()
            return value, frozenset(self._noted)
        finally:
            inner, self._noted = self._noted, outer
            if outer is not None:
                outer |= inner

    def again(self, noted: Iterable[tuple[str, str]]) -> None:
        """What was *noted* before is read by this work too."""
        if self._noted is not None:
            self._noted.update(noted)

    def digest(self, noted: Iterable[tuple[str, str]]) -> str:
        """What tells the answers to all the questions that were *noted* from other answers."""
        asked = tuple(sorted(noted))
        if asked not in self._together:
            self._together[asked] = digest(*map(self._answer, asked))
        return self._together[asked]

    def _answer(self, question: tuple[str, str]) -> str:
        if question not in self._digests:
            self._digests[question] = self._of(*question)
        return self._digests[question]

    def _of(self, name: str, about: str) -> str:
        site = self._site
        match name:
            case "record":
                return self._record(about)
            case "all":
                return self._these(site.records.values())
            case "kind":
                return self._these(site.of_kind(about))
            case "incoming":
                return digest(*(f"{one.loc}{one.heading}{self._key(one.origin)}" for one in self._links_to(about)))
            case "neighbours":
                around = site.neighbours(site[about]) if about in site.records else ()
                return digest(*(self._key(one) if one else "" for one in around))
            case "relations":
                own = site.outgoing(site[about]) if about in site.records else ()
                targets = (f"{one.loc}{one.target}\0{self._record(one.target)}" for one in own)
                return digest(self._answer(("incoming", about)), *targets)
            case "links":
                return self._these(site.records.values())
            case "today":
                return site.today.isoformat()
            case "hidden":
                return digest(*sorted(site.hidden))
            case "unpublished":
                return digest(*(f"{one.key}{one.source.digest}" for one in site.unpublished))
            case "withdrawn":
                return digest(*(f"{one.version_key}{one.source.digest}" for one in site.withdrawn))
            case "redirects":
                return digest(*map(repr, site.redirects))
            case "unread-translations":
                waiting = site.unread_translations.items()
                return digest(
                    *(f"{name}{one.key}{one.source.digest}" for name, them in waiting for one in them.values())
                )
            case "unread-words":
                return digest(*sorted(site.unread_words))
            case "files":
                return digest(*sorted(site.files))
            case "search-words":
                return digest(repr(site.search_words))
        return digest(self._others[name](about)) if name in self._others else _UNKNOWN

    def _links_to(self, key: str) -> Sequence[Link]:
        return self._site.incoming(self._site[key]) if key in self._site.records else ()

    def _these(self, records: Iterable[Record]) -> str:
        return digest(*map(self._key, records))

    def _record(self, key: str) -> str:
        record = self._site.get(key)
        return self._key(record) if record else ""

    def _key(self, record: Record) -> str:
        """What tells the front matters of *record*, in every language, from others."""
        original, *others = self._site.versions(record)
        fronts = [one.source.front_digest for one in others]
        return original.once(
            f"fronts {' '.join(fronts)}", lambda: digest(record.key, original.source.front_digest, *fronts)
        )


_UNKNOWN = ""  #: The answer to a question that nobody puts any longer: of an older engine's.


class _Records(Mapping[str, Record]):
    """The records of a site; who looks at one has read that one, who goes through them has read all."""

    def __init__(self, records: Mapping[str, Record], reads: Reads) -> None:
        self._records, self._reads = records, reads

    def __getitem__(self, key: str) -> Record:
        self._reads.note("record", key)
        return self._records[key]

    def get(self, key: str, default: Any = None) -> Any:
        self._reads.note("record", key)
        return self._records.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._reads.note("record", str(key))
        return key in self._records

    def __iter__(self) -> Iterator[str]:
        self._reads.note("all")
        return iter(self._records)

    def __len__(self) -> int:
        self._reads.note("all")
        return len(self._records)


class _Watched(Site):
    """A site whose answers are those of another, and noted."""

    def __init__(self, site: Site, reads: Reads) -> None:
        self.__dict__.update(_site=site, _reads=reads, _records=_Records(site.records, reads))

    _site: Site
    _reads: Reads
    _records: _Records

    @property
    def records(self) -> Mapping[str, Record]:
        return self._records

    @property
    def kinds(self) -> Kinds:
        return self._site.kinds  # They are code, as the engine is.

    @property
    def names(self) -> tuple[tuple[str, ...], ...]:
        return self._site.names

    @property
    def docs(self) -> str:
        return self._site.docs  # A setting.

    @property
    def today(self) -> dt.date:
        self._reads.note("today")
        return self._site.today

    @property
    def hidden(self) -> frozenset[str]:
        self._reads.note("hidden")
        return self._site.hidden

    @property
    def unpublished(self) -> tuple[Record, ...]:
        self._reads.note("unpublished")
        return self._site.unpublished

    @property
    def withdrawn(self) -> tuple[Record, ...]:
        self._reads.note("withdrawn")
        return self._site.withdrawn

    @property
    def redirects(self) -> tuple[Redirect, ...]:
        self._reads.note("redirects")
        return self._site.redirects

    @property
    def unread_words(self) -> frozenset[str]:
        self._reads.note("unread-words")
        return self._site.unread_words

    @property
    def files(self) -> frozenset[str]:
        self._reads.note("files")
        return self._site.files

    @property
    def search_words(self) -> SearchWords:
        self._reads.note("search-words")
        return self._site.search_words

    @property
    def unread(self) -> frozenset[str]:
        self._reads.note("hidden")
        self._reads.note("unpublished")
        return self._site.unread

    @property
    def links(self) -> tuple[Link, ...]:
        self._reads.note("links")
        return self._site.links

    def note(self, name: str, about: str = "") -> None:
        self._reads.note(name, about)

    def once(self, memo: dict[Any, Any], key: Any, work: Callable[[], T]) -> T:
        if key not in memo:
            memo[key] = self._reads.during(work)
        value: T
        value, noted = memo[key]
        self._reads.again(noted)
        return value

    @property
    def translations(self) -> Mapping[str, Mapping[str, Record]]:
        self._reads.note("all")
        return self._site.translations

    @property
    def unread_translations(self) -> Mapping[str, Mapping[str, Record]]:
        self._reads.note("unread-translations")
        return self._site.unread_translations

    @property
    def language(self) -> str:
        return self._site.language

    def version(self, name: str) -> Record | None:
        self._reads.note("record", name.partition(".")[0])
        return self._site.version(name)

    def versions(self, record: Record) -> tuple[Record, ...]:
        self._reads.note("record", record.key)
        return self._site.versions(record)

    def speaking(self, language: str) -> Site:
        spoken = self._site.speaking(language)
        return self if spoken is self._site else _Watched(spoken, self._reads)

    def of_kind(self, kind: str) -> tuple[Record, ...]:
        self._reads.note("kind", kind)
        return self._site.of_kind(kind)

    def neighbours(self, record: Record) -> tuple[Record | None, Record | None]:
        self._reads.note("neighbours", record.key)
        return self._site.neighbours(record)

    def outgoing(self, record: Record) -> Sequence[Link]:
        self._reads.note("record", record.key)
        return self._site.outgoing(record)

    def incoming(self, record: Record) -> Sequence[Link]:
        self._reads.note("incoming", record.key)
        return self._site.incoming(record)

    def relations(self, record: Record) -> dict[str, tuple[Record, ...]]:
        self._reads.note("relations", record.key)
        return self._site.relations(record)
