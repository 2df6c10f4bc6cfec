"""When each record and page was new, and when it has changed since: what feeds, calendars and site maps must know.

The day cannot be read out of a record, and must not be that of the build: the same content gives the same bytes. So it
is kept beside the content, in a file that ``kb andringar`` brings up to date (:mod:`..pipeline.change_register`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from ..base.memory import TextMemory, forgetful
from .record import Record

_NO_CHANGE = {"status", "publiceras", "avpubliceras", "granskad", "granskas_senast", "sokfragor", "synonymer"}
"""Fields that say nothing new to a reader: what steers the site, that somebody has looked, and words of the search."""
DIGITS = 16  #: Of a digest, hexadecimal.


@dataclass(frozen=True, slots=True)
class Change:
    """The history of one record, or of one page that is none."""

    first: dt.date | None  #: The day it was first published, as far as anybody knows.
    last: dt.date | None  #: The day it last changed.
    number: int = 0  #: How many times it has changed.
    digest: str = ""  #: What tells its content from other content; empty once it is no longer published.


@dataclass(frozen=True)
class History:
    """What the register says, and what follows for the records of today."""

    kept: Mapping[str, Change] = field(default_factory=dict)  #: Of records, by ``kind/id``.
    pages: Mapping[str, Change] = field(default_factory=dict)  #: Of frame pages, by address with a slash before it.
    memory: TextMemory = field(default=forgetful, compare=False, repr=False)  #: Of the digests of contents.

    def of(self, record: Record) -> Change:
        """The history of *record*. What the register does not know yet has the day that the record itself says."""
        if record.version_key not in self._told or self._told[record.version_key][0] is not record:
            self._told[record.version_key] = record, self._of(record)
        return self._told[record.version_key][1]

    @cached_property
    def _told(self) -> dict[str, tuple[Record, Change]]:
        """What has been worked out, by :attr:`Record.version_key`, each with its record: many ask."""
        return {}

    def _of(self, record: Record) -> Change:
        known, digest = self.kept.get(record.key), self._digest_of(record)
        if known is None:
            return Change(record.publicerad or record.changed, record.changed, 0, digest)
        if known.digest == digest:
            return known
        days = filter(None, (known.last, record.changed))
        return Change(known.first, max(days, default=None), known.number + 1, digest)

    def of_page(self, address: str, digest: str) -> Change:
        """The history of the frame page at *address*, whose text *digest* tells from others. It says no day itself."""
        known = self.pages.get(f"/{address}", Change(None, None, digest=digest))
        return known if known.digest == digest else replace(known, number=known.number + 1, digest=digest)

    def is_pending(self, record: Record) -> bool:
        """Whether *record* is new or another since the register was brought up to date."""
        known = self.kept.get(record.key)
        return known is None or known.digest != self._digest_of(record)

    def _digest_of(self, record: Record) -> str:
        """:func:`digest_of` *record*, which the text of its file tells, but for a translation."""
        if record.language:
            return digest_of(record)
        return self.memory(f"content {record.kind} {record.source.digest}", partial(digest_of, record))


def digest_of(record: Record) -> str:
    """What tells the content of *record* from other content. A field that the kind gets later changes nothing."""
    return record.once(
        "content digest",
        lambda: digest_of_text(
            record.model_dump_json(exclude_defaults=True, exclude=_NO_CHANGE), record.source.body.strip()
        ),
    )


def digest_of_text(*parts: str) -> str:
    """What tells *parts*, that somebody wrote, from others."""
    said = "\0".join(parts)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
