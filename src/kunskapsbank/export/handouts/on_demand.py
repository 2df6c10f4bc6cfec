"""Files to hand out that are made when somebody asks for them: in a preview, where a writer is not to wait for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...content.record import Record
from ...content.roles import Handout
from ...content.site import Site
from .cache import Cache
from .factory import (
    ARCHIVE_TITLE,
    PREVIEW_TITLE,
    TYPES,
    Archives,
    addresses_of,
    archive_address,
    jobs_of,
    preview_address,
)
from .formats import CACHE, Download, Downloads, HandoutFiles, Handouts
from .production import Job, Production
from .seal import key_of
from .sheets import Sender, senders


class Promised(Download):
    """A file that is made when it is fetched."""

    @property
    def size(self) -> str:
        """What stands where readers see how large it is."""
        return "görs när du hämtar den"


@dataclass(frozen=True)
class OnDemand:
    """The files of the sheets of *site*, in every county's variant; no zip of all sheets together."""

    root: Path
    site: Site
    handouts: Handouts
    trusts_cache: bool = False

    @cached_property
    def files(self) -> HandoutFiles:
        """What pages need to know of the files; none of them is there yet."""
        downloads = {record.key: self._downloads(record) for record in self.site.taking(Handout)}
        return HandoutFiles(dict.fromkeys(self._records, Path()), downloads)

    def get(self, address: str) -> bytes | None:
        """The file at *address*; None when there is none, or it cannot be made.

        Raises:
            OSError: If it cannot be kept.
        """
        record = self._records.get(address)
        if record is None:
            return None
        jobs = self._jobs(record)
        is_archive = address == archive_address(record)
        failures = self._production.make(jobs if is_archive else [job for job in jobs if job.address == address])
        if is_archive and not failures:
            Archives(self.site, self.handouts, self._variants, self._production).of(record)
        self._production.cache.save()
        return None if failures else self._production.files[address].read_bytes()

    @cached_property
    def _variants(self) -> tuple[Sender | None, ...]:
        return (None, *senders(self.site))

    @cached_property
    def _production(self) -> Production:
        return Production(self.root, Cache(self.root / CACHE, key_of(self.root), self.trusts_cache))

    @cached_property
    def _records(self) -> Mapping[str, Record]:
        """The record of every file, by the file's address."""
        return {address: record for record in self.site.taking(Handout) for address in self._addresses(record)}

    def _addresses(self, record: Record) -> Iterator[str]:
        yield from (address for one in self._variants for address, _ in addresses_of(record, one))
        yield archive_address(record)
        yield preview_address(record)

    def _jobs(self, record: Record) -> list[Job]:
        return list(jobs_of(record, self.handouts.sheets[record.key], self._variants))

    def _downloads(self, record: Record) -> Downloads:
        return Downloads(
            self._variant(record, None),
            tuple((one.name, self._variant(record, one)) for one in self._variants if one),
            _promised(ARCHIVE_TITLE, archive_address(record)),
            _promised(PREVIEW_TITLE, preview_address(record)),
        )

    def _variant(self, record: Record, sender: Sender | None) -> tuple[Download, ...]:
        return tuple(_promised(title, address) for address, title in addresses_of(record, sender))


def _promised(title: str, address: str) -> Download:
    return Promised(title, f"/{address}", TYPES[Path(address).suffix], 0)
