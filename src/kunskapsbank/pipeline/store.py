"""Finished work, kept from one build to the next: bodies that were converted, and pages that were drawn.

A page is kept with the questions that it put to the site while it was drawn, and with what tells their answers from
others. It is used again when the answers are the same, and never else. What is kept is text and numbers, in files that
are sealed with a key that lies outside the project: what somebody else has written there counts as nothing. It may be
deleted at any time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from pydantic import TypeAdapter

from ..base.seal import key_of, read_sealed, write_sealed
from ..base.settings import Settings
from ..content.reads import Reads
from ..export.handouts.files import CACHE
from ..markdown.kept import KeptBody
from ..render.pages import Page, Pages
from .inputs import code_of
from .project import Project

BODIES, PAGES = "texter.json", "sidor.json"  #: In the project's cache.
MAX_BYTES = 1024 * 1024 * 1024  #: A larger file is not one that we wrote.


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page, what it read, and what tells the answers from others."""

    reads: tuple[tuple[str, str], ...]
    answers: str
    record: str  #: The key of its record, or nothing.
    page: dict[str, Any]  #: All that a page is, but for its record.


@dataclass(frozen=True, slots=True)
class _Of:
    """What all of it was made by."""

    code: str
    bodies: dict[str, KeptBody] = field(default_factory=dict)
    pages: dict[str, KeptPage] = field(default_factory=dict)


_KEPT = TypeAdapter(_Of)
_TUPLES = ("words", "questions", "links", "texts", "alternates")


class Store:
    """What one build finds of those before it, and leaves to the next."""

    def __init__(self, project: Project, code: str | None) -> None:
        self._project, self._code = project, code
        self._key = key_of(project.root)
        self._bodies = self._read(BODIES).bodies
        self._pages = self._read(PAGES).pages
        self.pages: dict[str, KeptPage] = {}  #: Of this build.
        self.bodies: dict[str, KeptBody] = {}  #: Of this build.
        self.drawn = 0  #: How many pages had to be drawn.

    @classmethod
    def of(cls, project: Project, settings: Settings, today: dt.date) -> Store:
        """The store of *project*, for a build as of *today*."""
        return cls(project, code_of(project, settings, [today]))

    @property
    def converted(self) -> Mapping[str, KeptBody]:
        """The bodies of the build before, by file."""
        return self._bodies

    def page(
        self, address: str, draw: Callable[[], Page | None], pages: Pages, reads: Reads, around: str
    ) -> Page | None:
        """The page at *address*, drawn by *draw* if it must be. *around*: what all are drawn of beside the site."""
        kept = self._pages.get(address)
        if kept and kept.answers == _answers(reads, kept.reads, around):
            page = _page(kept, reads)
            if pages.again(page):
                self.pages[address] = kept
                return page
        before = len(pages.problems)
        self.drawn += 1
        drawn, noted = reads.during(draw)
        if drawn and len(pages.problems) == before:
            told = tuple(sorted(noted))
            self.pages[address] = KeptPage(told, _answers(reads, told, around), _key(drawn), _values(drawn))
        return drawn

    def save(self) -> None:
        """Keep what this build has made or used, and nothing else."""
        if self._code is not None and self.pages:
            self._write(BODIES, _Of(self._code, bodies=self.bodies))
            self._write(PAGES, _Of(self._code, pages=self.pages))

    def _write(self, name: str, what: _Of) -> None:
        root = self._project.root
        write_sealed(root / CACHE / name, self._key, _KEPT.dump_json(what), root)

    def _read(self, name: str) -> _Of:
        found = read_sealed(self._project.root / CACHE / name, self._key, MAX_BYTES) if self._code else b""
        kept = _KEPT.validate_json(found) if found else _Of("")
        return kept if kept.code == self._code else _Of("")


def _answers(reads: Reads, noted: tuple[tuple[str, str], ...], around: str) -> str:
    return f"{reads.digest(noted)}{around}"


def _key(page: Page) -> str:
    return page.record.key if page.record else ""


def _values(page: Page) -> dict[str, Any]:
    return {one.name: getattr(page, one.name) for one in fields(page) if one.name != "record"}


def _page(kept: KeptPage, reads: Reads) -> Page:
    values = {**kept.page, **{name: tuple(kept.page[name]) for name in _TUPLES}}
    translations = tuple((lang, address) for lang, address in kept.page["translations"])
    return Page(**{**values, "translations": translations, "record": reads.site.get(kept.record)})
