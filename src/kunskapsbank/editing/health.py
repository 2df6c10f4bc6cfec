"""How the site stands, as the room tells it: what is missing, hard to find, unused, left to fill in or changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from ..content.addresses import address_of
from ..content.site import Site
from ..pipeline.outward import links_out, outward, read_kept
from ..pipeline.ownership import left_to_owner
from ..pipeline.preview import Surveyed
from ..pipeline.project import Project
from ..pipeline.readability import Readability, readability
from ..pipeline.standing import Review, owners_of, standing
from .forms import asked_by
from .naming import Labels
from .view import CHANGED_SHEET

SOON = 60  #: Days ahead that reviews are told of.


@dataclass(frozen=True)
class Row:
    """Something to do with a page, a record or a file."""

    title: str
    key: str = ""  #: ``kind/id``; empty when it is no record.
    owner: str = ""  #: Who answers for the record; empty when it does not say.
    about: str = ""  #: What of it: labels, a day, an address.


@dataclass(frozen=True)
class Section:
    """What there is to do of one sort; its words are under ``room.sajten.<name>``."""

    name: str
    rows: tuple[Row, ...]
    day: str = ""  #: When it was asked for, if it was not just now; ``aldrig`` when it never was.


@dataclass(frozen=True)
class Health:
    """How a site stands on a day."""

    day: str
    sections: tuple[Section, ...]
    read_by: Readability

    @property
    def owners(self) -> tuple[str, ...]:
        """Those who answer for anything in it."""
        return tuple(sorted({row.owner for one in self.sections for row in one.rows if row.owner}))

    def of(self, owner: str) -> Health:
        """The same, of what *owner* answers for; all of it for an empty one."""
        if not owner:
            return self
        kept = (replace(one, rows=tuple(row for row in one.rows if row.owner == owner)) for one in self.sections)
        return replace(self, sections=tuple(kept))


def health(project: Project, surveyed: Surveyed, language: str) -> Health:
    """How the site in *surveyed* stands, in *language*."""
    inputs, site = surveyed.inputs, surveyed.inputs.site
    used = {link.split("#")[0] for page in surveyed.pages for link in page.links}
    own = (address for address, path in inputs.assets.items() if path.is_relative_to(project.docs))
    stands = standing(site, own, used)
    links = outward(links_out(inputs), read_kept(project))
    of = partial(_of_record, site)
    said = (one for one in left_to_owner(project, inputs.settings, site) if one.code == "placeholder-left")
    left = (of(_key(one.place.path), one.worded(language).message) for one in said)
    asked = str(links.last) if links.last else "aldrig"
    sections = (
        Section("granskas", tuple(map(_of_review, stands.overdue))),
        Section("strax", tuple(_of_review(one) for one in stands.reviews if 0 <= (one.day - site.today).days <= SOON)),
        Section("luckor", tuple(of(key, _labelled(site, key, names, language)) for key, names in stands.gaps.items())),
        Section("svarfunna", tuple(_hard(site, surveyed.hard))),
        Section("doda", tuple(of(link.key, link.address) for link, _ in links.dead), asked),
        Section("flyttade", tuple(of(link.key, answer.moved) for link, answer in links.moved), asked),
        Section("bilder", tuple(Row(path) for path in stands.unused)),
        Section("platshallare", tuple(dict.fromkeys(left))),
        Section("blad", tuple(of(_key(one.place.path)) for one in surveyed.problems if one.code == CHANGED_SHEET)),
    )
    read_by = readability(project, site, surveyed.pages, inputs.settings.languages)
    return Health(str(site.today), sections, read_by)


def _of_record(site: Site, key: str, about: str = "") -> Row:
    record = site.version(key) or site.get(key.partition(".")[0])
    if record is None:
        return Row(key or about, about=about if key else "")
    return Row(record.titel, key, owners_of(site, site.originals.get(record.key, record)), about)


def _of_review(one: Review) -> Row:
    return Row(one.title, one.key, one.owner, str(one.day))


def _labelled(site: Site, key: str, names: Iterable[str], language: str) -> str:
    labels = Labels(asked_by(site.kinds[key.partition("/")[0]]), language)
    return ", ".join(labels.of((name,)) for name in names)


def _hard(site: Site, listed: bytes) -> Iterator[Row]:
    by_address = {address_of(one): one.key for one in site.records.values()}
    for address, title in json.loads(listed or b"[]"):
        key = by_address.get(address)
        yield _of_record(site, key) if key else Row(title, about=f"/{address}")


def _key(path: str) -> str:
    return path.partition("/")[2].removesuffix(".md")
