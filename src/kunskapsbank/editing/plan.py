"""What publishing would change, in the words of those who write: texts and who changed them, pages, and files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..base.settings import CONTENT
from ..export.handouts.files import CARDS
from ..publish.publishing import addresses, differences
from ..publish.releases import Contents, changed_pages
from .past import Revision
from .repository import Repository

FETCHED = tuple(".pdf .docx .zip .ics .png .jpg .jpeg .webp .avif .gif .svg".split())  #: Beside pages.
_WITH = re.compile(r"^Co-authored-by: (.+?) <", re.MULTILINE)


@dataclass(frozen=True)
class TextChange:
    """A record that readers would see otherwise."""

    key: str  #: ``kind/id``.
    sort: Literal["ny", "andrad", "borta"]
    who: tuple[str, ...]  #: Those who have changed it since what readers see, the last one first.


@dataclass(frozen=True)
class Plan:
    """What readers would meet that they do not meet now. Addresses begin with a slash."""

    texts: tuple[TextChange, ...] | None  #: None when nobody knows of which texts that was made which readers see.
    new: tuple[str, ...]
    changed: tuple[str, ...] | None  #: None when the release does not say.
    gone: tuple[str, ...]
    files: tuple[int, int, int]  #: New, changed and gone, among what is handed out, pictures and the like.
    differs: bool  #: Whether anything at all does: what pages look like and search, too.

    @property
    def is_unseen(self) -> bool:
        """Whether what differs is neither pages nor files that people fetch."""
        return self.differs and not (self.new or self.changed or self.gone or any(self.files))


def planned(repository: Repository, since: str, until: str, before: Contents, after: Contents) -> Plan:
    """What differs between *before*, made of the commit *since*, which is empty if unknown, and *after*, of *until*."""
    pages = changed_pages(before, after)
    files = differences(before, after)
    return Plan(
        _texts(repository, since, until) if since else None,
        _pages(pages.new),
        None if pages.changed is None else _pages(pages.changed),
        _pages(pages.gone),
        (_count(files.new), _count(files.changed), _count(files.gone)),
        bool(files.all),
    )


def _pages(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(addresses(names, "/"))


def _count(names: Iterable[str]) -> int:
    """How many of *names* are files that somebody fetches: documents and pictures."""
    return sum(one.endswith(FETCHED) and not one.startswith(f"/{CARDS}/") for one in addresses(names, "/"))


def _texts(repository: Repository, since: str, until: str) -> tuple[TextChange, ...] | None:
    found = repository.since(since, until, CONTENT)
    if found is None:
        return None
    who: dict[str, dict[str, None]] = {}
    for revision in found:
        for name in revision.names:
            if repository.names.allows(name):
                who.setdefault(name, {}).update(dict.fromkeys(_people(revision)))
    made = ((name, _sort(repository, name, since, until), tuple(people)) for name, people in who.items())
    return tuple(TextChange(_key(name), sort, people) for name, sort, people in sorted(made) if sort)


def _people(revision: Revision) -> list[str]:
    """Who wrote what a commit changed, before who let readers see it."""
    return [*_WITH.findall(revision.message), revision.name]


def _sort(repository: Repository, name: str, since: str, until: str) -> Literal["ny", "andrad", "borta", ""]:
    old, new = (repository.at(name, commit) for commit in (since, until))
    if old == new:
        return ""
    return "ny" if old is None else "borta" if new is None else "andrad"


def _key(name: str) -> str:
    return name.removeprefix(f"{CONTENT}/").removesuffix(".md")
