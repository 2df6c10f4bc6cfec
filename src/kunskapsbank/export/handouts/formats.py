"""What pages need to know of the files that are handed out. Loads none of the libraries that make them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...base.settings import Imprint
from ...content.roles import Handout
from ...content.site import Site
from ...markdown.bodies import Bodies
from ...markdown.body import Body
from .paste import Texts, texts_of
from .sheets import Sheet, sheet_of

CACHE = ".kb-cache"  #: Folder in the project, of files made before.
CARDS = "delningskort"  #: Folder of the share cards.


@dataclass(frozen=True, slots=True)
class Download:
    """A file to fetch."""

    title: str
    address: str  #: With a leading slash, as templates write links.
    type: str  #: PDF, Word, zip or bild.
    bytes: int

    @property
    def size(self) -> str:
        """As readers see it: 61 kB, 1,2 MB (1 kB = 1 000 bytes)."""
        if self.bytes < 1_000_000:
            return f"{max(1, round(self.bytes / 1000))}\u00a0kB"
        return f"{self.bytes / 1_000_000:.1f}\u00a0MB".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Downloads:
    """The files of one sheet."""

    neutral: tuple[Download, ...]
    regions: tuple[tuple[str, tuple[Download, ...]], ...]  #: The county's name with its files.
    archive: Download
    preview: Download


@dataclass(frozen=True, slots=True)
class Handouts:
    """What the hand-outs of a site say, each by its record's key."""

    sheets: Mapping[str, Sheet]
    texts: Mapping[str, Texts]
    bodies: Mapping[str, Body]  #: What the sheets are made of.


@dataclass(frozen=True, slots=True)
class HandoutFiles:
    """The files that were made of the hand-outs of a site."""

    files: Mapping[str, Path] = field(default_factory=dict)  #: Address below the site -> a file with its content.
    downloads: Mapping[str, Downloads] = field(default_factory=dict)  #: By the record's key.
    everything: Mapping[str, Download] = field(default_factory=dict)  #: The zip of all sheets of a kind, by its name.
    made: int = 0  #: How many files were not there before.


def template_functions(handouts: Handouts, files: HandoutFiles) -> dict[str, Any]:
    """What templates may call, under Swedish names."""
    return {
        "blad_av": lambda record: handouts.sheets[record.key],
        "texter_av": lambda record: handouts.texts[record.key],
        "filer_av": lambda record: files.downloads.get(record.key),
        "alla_filer": files.everything.get,
    }


def read_handouts(site: Site, bodies: Bodies, imprint: Imprint) -> Handouts:
    """What the hand-outs of *site* say, before any file is made."""
    records = site.taking(Handout)
    sheets = {record.key: sheet_of(site, bodies, record, imprint) for record in records}
    texts = {record.key: texts_of(sheets[record.key], record.inlagg) for record in records}
    return Handouts(sheets, texts, {record.key: bodies[record] for record in records})


def card_address(page: str) -> str:
    """The share card of the page at the address *page*."""
    return f"{CARDS}/{page.rstrip('/') or 'start'}.png"
