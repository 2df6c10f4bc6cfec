"""Files to hand out that are made when somebody asks for them: in a preview, where a writer is not to wait for all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from ...base.lazily import Lazily
from ...base.seal import key_of
from ...base.settings import Website
from ...content.record import Record
from ...content.site import Site
from ...reading.texts import Texts
from ...render.outline import Entry
from .cache import Cache
from .document import Sender, senders
from .files import CACHE, DocumentFiles, File, HandoutFiles, card_address
from .handouts import Handouts
from .jobs import Failure, Job, Maker
from .make import Archives, addresses_of, archive_address, card_job, jobs_of, preview_address, splitter_for, type_of


@dataclass(frozen=True)
class OnDemand:
    """The files of the documents of *site*, in every county's variant, and share cards; no zip of all together."""

    root: Path
    site: Site
    handouts: Handouts
    pages: tuple[Entry, ...]  #: Those that get a share card.
    website: Website
    texts: Texts  #: The words of the language of the site.
    tagline: str = ""
    trusts_cache: bool = False
    spoken: Mapping[str, Texts] = field(default_factory=dict)  #: Those of the languages that there are translations to.

    @cached_property
    def files(self) -> HandoutFiles:
        """What pages need to know of the files; none of them is there yet."""
        documents = Lazily({record.version_key: partial(self._document, record) for record in self._handed_out})
        return HandoutFiles(dict.fromkeys((*self._records, *self._cards), Path()), documents)

    def get(self, address: str) -> bytes | None:
        """The file at *address*; None when there is none, or it cannot be made.

        Raises:
            OSError: If it cannot be kept, or has been swapped since.
        """
        if address in self._cards:
            splitter = splitter_for(self.site, self.texts)
            card = card_job(self._cards[address], self.website, self.texts, self.tagline, splitter)
            return self._made(address, self._maker.make([card]))
        record = self._records.get(address)
        if record is None:
            return None
        jobs = self._jobs(record)
        is_archive = address == archive_address(record)
        failures = self._maker.make(jobs if is_archive else [job for job in jobs if job.address == address])
        if is_archive and not failures:
            Archives(self.site, self.handouts, self._variants, self._maker, self._words(record)).of(record)
        return self._made(address, failures)

    def _made(self, address: str, failures: Sequence[Failure]) -> bytes | None:
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
    def _cards(self) -> Mapping[str, Entry]:
        """The page of every share card, by the card's address."""
        return {card_address(page.address): page for page in self.pages}

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
        words = self._words(record)
        return DocumentFiles(
            self._variant(record, None),
            tuple((one.name, self._variant(record, one)) for one in self._variants if one),
            _promised(words.plain("filer.alla"), archive_address(record), words),
            _promised(words.plain("filer.forsta"), preview_address(record, words), words),
        )

    def _variant(self, record: Record, sender: Sender | None) -> tuple[File, ...]:
        words = self._words(record)
        return tuple(_promised(title, address, words) for address, title in addresses_of(record, sender, words))


def _promised(title: str, address: str, words: Texts) -> File:
    return File(title, f"/{address}", type_of(Path(address).suffix, words), words.plain("filer.gors_vid_hamtning"))
