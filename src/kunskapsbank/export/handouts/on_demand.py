"""Files to hand out that are made when somebody asks for them: in a preview, where a writer is not to wait for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ...content.record import Record
from ...content.roles import Handout
from ...content.site import Site
from ...reading.texts import Texts
from .cache import Cache
from .document import Sender, senders
from .files import CACHE, DocumentFiles, File, HandoutFiles
from .handouts import Handouts
from .jobs import Job, Maker
from .make import Archives, addresses_of, archive_address, jobs_of, preview_address, splitter_for, type_of
from .seal import key_of


@dataclass(frozen=True)
class OnDemand:
    """The files of the documents of *site*, in every county's variant; no zip of all documents together."""

    root: Path
    site: Site
    handouts: Handouts
    texts: Texts  #: The words of the language of the site.
    trusts_cache: bool = False

    @cached_property
    def files(self) -> HandoutFiles:
        """What pages need to know of the files; none of them is there yet."""
        documents = {record.key: self._document(record) for record in self.site.taking(Handout)}
        return HandoutFiles(dict.fromkeys(self._records, Path()), documents)

    def get(self, address: str) -> bytes | None:
        """The file at *address*; None when there is none, or it cannot be made.

        Raises:
            OSError: If it cannot be kept, or has been swapped since.
        """
        record = self._records.get(address)
        if record is None:
            return None
        jobs = self._jobs(record)
        is_archive = address == archive_address(record)
        failures = self._maker.make(jobs if is_archive else [job for job in jobs if job.address == address])
        if is_archive and not failures:
            Archives(self.site, self.handouts, self._variants, self._maker, self.texts).of(record)
        self._maker.cache.save()
        return None if failures else self._maker.cache.read(self._maker.paths[address])

    @cached_property
    def _variants(self) -> tuple[Sender | None, ...]:
        return (None, *senders(self.site))

    @cached_property
    def _maker(self) -> Maker:
        return Maker(self.root, Cache(self.root / CACHE, key_of(self.root), self.trusts_cache))

    @cached_property
    def _records(self) -> Mapping[str, Record]:
        """The record of every file, by the file's address."""
        return {address: record for record in self.site.taking(Handout) for address in self._addresses(record)}

    def _addresses(self, record: Record) -> Iterator[str]:
        yield from (address for one in self._variants for address, _ in addresses_of(record, one, self.texts))
        yield archive_address(record)
        yield preview_address(record, self.texts)

    def _jobs(self, record: Record) -> list[Job]:
        document = self.handouts.documents[record.key]
        return list(jobs_of(record, document, self._variants, self.texts, splitter_for(self.site, self.texts)))

    def _document(self, record: Record) -> DocumentFiles:
        return DocumentFiles(
            self._variant(record, None),
            tuple((one.name, self._variant(record, one)) for one in self._variants if one),
            self._promised(self.texts.plain("filer.alla"), archive_address(record)),
            self._promised(self.texts.plain("filer.forsta"), preview_address(record, self.texts)),
        )

    def _variant(self, record: Record, sender: Sender | None) -> tuple[File, ...]:
        return tuple(self._promised(title, address) for address, title in addresses_of(record, sender, self.texts))

    def _promised(self, title: str, address: str) -> File:
        type_ = type_of(Path(address).suffix, self.texts)
        return File(title, f"/{address}", type_, self.texts.plain("filer.gors_vid_hamtning"))
