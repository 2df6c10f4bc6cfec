"""The files that are handed out, as pages tell of them. Loads none of the libraries that make them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ...base.problems import Problem

CACHE = ".kb-cache"  #: Folder in the project, of files made before.
CARDS = "delningskort"  #: Folder of the share cards.


@dataclass(frozen=True, slots=True)
class File:
    """A file to fetch, as pages show it."""

    title: str
    address: str  #: With a leading slash, as templates write links.
    type: str  #: PDF, Word, zip or picture.
    size: str  #: As readers see it: see :func:`size_in_words`.


@dataclass(frozen=True, slots=True)
class DocumentFiles:
    """The files of one document."""

    neutral: tuple[File, ...]
    regions: tuple[tuple[str, tuple[File, ...]], ...]  #: The county's name with its files.
    archive: File
    preview: File


@dataclass(frozen=True, slots=True)
class Cards:
    """The share cards of a site that were being made while its pages were drawn."""

    paths: Mapping[str, Path] = field(default_factory=dict)  #: As of :class:`HandoutFiles`.
    made: int = 0  #: How many were not there before.
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoutFiles:
    """The files that were made of the hand-outs of a site."""

    paths: Mapping[str, Path] = field(default_factory=dict)  #: Address below the site -> a file with its content.
    of_document: Mapping[str, DocumentFiles] = field(default_factory=dict)  #: By the record's key.
    of_text: Mapping[str, File] = field(default_factory=dict)  #: In large type, by the translation's key.
    of_kind: Mapping[str, File] = field(default_factory=dict)  #: The zip of all documents of a kind, by its name.
    made: int = 0  #: How many files were not there before.
    coming: frozenset[str] = frozenset()  #: Addresses of the share cards, of which :attr:`cards` knows the paths.
    cards: Callable[[], Cards] = Cards  #: Waits until they are made. To be asked once.

    def hold(self, address: str) -> bool:
        """Whether there is a file at *address*, or will be."""
        return address in self.coming or address in self.paths


def size_in_words(size: int, decimal: str) -> str:
    """``61 kB`` or ``1,2 MB`` of *size* bytes (1 kB = 1 000 bytes); *decimal*: the sign before tenths."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}\u00a0kB"
    return f"{size / 1_000_000:.1f}\u00a0MB".replace(".", decimal)


@lru_cache(maxsize=1 << 16)  # A preview asks for those of the same pages after each edit.
def card_address(page: str) -> str:
    """The share card of the page at the address *page*."""
    return f"{CARDS}/{page.rstrip('/') or 'start'}.png"
