"""Files to hand out that are made when somebody asks for them: in a preview, where a writer is not to wait for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ...base.seal import key_of
from ...content.record import Record
from ...content.site import Site
from ...reading.texts import Texts
from .cache import Cache
from .document import Sender, senders
from .files import CACHE, DocumentFiles, File, HandoutFiles
from .handouts import Handouts
from .jobs import Job, Maker
from .make import Archives, addresses_of, archive_address, jobs_of, preview_address, splitter_for, type_of


@dataclass(frozen=True)
class OnDemand:
    """The files of the documents of *site*, in every county's variant; no zip of all documents together."""

    root: Path
    site: Site
    handouts: Handouts
    texts: Texts  #: The words of the language of the site.
    trusts_cache: bool = False
    spoken: Mapping[str, Texts] = field(default_factory=dict)  #: Those of the languages that there are translations to.

    @cached_property
    def files(self) -> HandoutFiles:
        """What pages need to know of the files; none of them is there yet."""
        documents = {record.version_key: self._document(record) for record in self._handed_out}
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
            Archives(self.site, self.handouts, self._variants, self._maker, self._words(record)).of(record)
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
        return {address: record for record in self._handed_out for address in self._addresses(record)}

    @cached_property
    def _handed_out(self) -> tuple[Record, ...]:
        """Every record of which there are files, and their translations."""
        return tuple(filter(None, map(self.site.version, self.handouts.documents)))

    def _words(self, record: Record) -> Texts:
        return self.spoken[record.language] if record.language else self.texts

    def _addresses(self, record: Record) -> Iterator[str]:
        words = self._words(record)
        yield from (address for one in self._variants for address, _ in addresses_of(record, one, words))
        yield archive_address(record)
        yield preview_address(record, words)

    def _jobs(self, record: Record) -> list[Job]:
        document, words = self.handouts.documents[record.version_key], self._words(record)
        return list(jobs_of(record, document, self._variants, words, splitter_for(self.site, words)))

    def _document(self, record: Record) -> DocumentFiles:
        return DocumentFiles(
            self._variant(record, None),
            tuple((one.name, self._variant(record, one)) for one in self._variants if one),
            self._promised(self._words(record).plain("filer.alla"), archive_address(record)),
            self._promised(self._words(record).plain("filer.forsta"), preview_address(record, self._words(record))),
        )

    def _variant(self, record: Record, sender: Sender | None) -> tuple[File, ...]:
        return tuple(
            self._promised(title, address) for address, title in addresses_of(record, sender, self._words(record))
        )

    def _promised(self, title: str, address: str) -> File:
        type_ = type_of(Path(address).suffix, self.texts)
        return File(title, f"/{address}", type_, self.texts.plain("filer.gors_vid_hamtning"))
