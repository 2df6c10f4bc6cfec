"""The releases of a site: whole folders side by side, and a link that names the one readers see.

``site`` is a link to ``.site-utgavor/7-3f2a9c1b``: the seventh release, with the first letters of the hash of what its
build made. Changing release is one rename of a link, so a reader meets the old site or the new one, never a mixture.
"""

from __future__ import annotations

import hashlib
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..base.fingerprints import VERSIONED

MANIFEST = "manifest.json"  #: Names every file of a release with its SHA-256.
OWN = "utgava.json"  #: Names the versioned folders that the release's own build made; the others are carried.
CARRIED_FROM = 3  #: So many releases back an open page still finds its styles, scripts and search index.
STAGE = "ny"  #: The folder on the shelf where the next release is made.
LINK = "lank"  #: The link on the shelf that is renamed to where readers go.
GOING = "bort-"  #: Before the name of a release that is being removed.
LOCK = "las"  #: The file on the shelf that the build at work holds.
_HASHED = re.compile(r"[0-9a-f]{6,64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"([1-9]\d{0,8})-([0-9a-f]{8})")


def shelf_name(site: str) -> str:
    """The folder beside the link *site* that holds its releases."""
    return f".{site}-utgavor"


@dataclass(frozen=True, slots=True, order=True)
class Release:
    """One whole site."""

    number: int  #: Counts from 1; says which is newer, whatever the clock says.
    digest: str  #: The first 8 hexadecimal digits of the hash of what the build made.

    @classmethod
    def named(cls, name: str) -> Release | None:
        """The release that the folder *name* holds, or None if that is none of our names."""
        match = _NAME.fullmatch(name)
        return cls(int(match[1]), match[2]) if match else None

    @property
    def name(self) -> str:
        """``7-3f2a9c1b``."""
        return f"{self.number}-{self.digest}"


def going(name: str) -> bool:
    """Whether the folder *name* is a release on its way to be removed."""
    return name.startswith(GOING) and Release.named(name.removeprefix(GOING)) is not None


@dataclass(frozen=True)
class Contents:
    """What a release holds."""

    manifest: Mapping[str, str]  #: Path -> SHA-256 of every file but the manifest; empty when it cannot be read.
    own_folders: frozenset[str]  #: The versioned folders that the release's own build made.

    @classmethod
    def parse(cls, manifest: str, own: str) -> Contents:
        """What the texts of :data:`MANIFEST` and :data:`OWN` tell; the latter may be missing."""
        files = _parsed(manifest)
        if not all(isinstance(digest, str) and _SHA256.fullmatch(digest) for digest in files.values()):
            files = {}  # Web applications have another sort of file by that name.
        folders = _parsed(own).get("egna_mappar")
        return cls(files, frozenset(folders) if isinstance(folders, list) else versioned(files))

    @cached_property
    def own(self) -> dict[str, str]:
        """The part of the manifest that the release's own build made."""
        carried = tuple(f"{folder}/" for folder in versioned(self.manifest) - self.own_folders)
        return {name: digest for name, digest in self.manifest.items() if not name.startswith(carried)}


def foreign(entries: Iterable[str], manifest: str) -> list[str]:
    """What among the *entries* of a folder its *manifest* does not name, sorted; nothing in a site that kb built.

    *entries*: the paths of files, links and empty folders in it. *manifest*: the text of :data:`MANIFEST` there.
    """
    named = Contents.parse(manifest, "").manifest
    return sorted({*entries} - named.keys() - ({MANIFEST} if named else set()))


def _parsed(text: str) -> dict[str, str]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def versioned(names: Iterable[str]) -> frozenset[str]:
    """The versioned folders among the paths *names*: ``assets/3f2a9c1b``."""
    parts = (name.split("/", 2) for name in names)
    return frozenset(f"{p[0]}/{p[1]}" for p in parts if len(p) > 2 and p[0] in VERSIONED and _HASHED.fullmatch(p[1]))


def as_json(value: object) -> str:
    """How our files beside the pages are written: the same bytes for the same value."""
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def digest_of(own: Mapping[str, str]) -> str:
    """What names a release: 8 hexadecimal digits of the hash of its own files' manifest."""
    return hashlib.sha256(as_json(own).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Carried:
    """A versioned folder that a release takes over from an earlier one."""

    folder: str  #: ``assets/3f2a9c1b``.
    origin: Release
    files: Mapping[str, str]  #: Path -> SHA-256.


class Shelf(ABC):
    """The releases of one site, wherever they stand. Used under its lock."""

    @abstractmethod
    def releases(self) -> list[Release]:
        """The releases that are kept, the oldest first."""

    @abstractmethod
    def live(self) -> Release | None:
        """The release that readers see."""

    @abstractmethod
    def contents(self, release: Release) -> Contents:
        """What *release* says that it holds."""

    @abstractmethod
    def faults(self, release: Release) -> list[str]:
        """The files of *release* that are missing or changed since it was made."""

    @abstractmethod
    def receive(self, source: Path, own: Mapping[str, str]) -> None:
        """Put the files *own* of the folder *source* in a fresh :data:`STAGE`; fail if they do not arrive whole."""

    @abstractmethod
    def complete(self, folder: str, manifest: Mapping[str, str], carried: Sequence[Carried]) -> None:
        """Add *carried* and the *manifest* of it all to *folder*, open it to web servers, and wait for the disk."""

    @abstractmethod
    def add(self, digest: str) -> Release:
        """Make :data:`STAGE` the newest release; readers do not see it yet."""

    @abstractmethod
    def show(self, release: Release) -> None:
        """Let readers see *release*: one rename."""

    @abstractmethod
    def remove(self, release: Release) -> None:
        """Take *release* out of the list, then away."""

    def next_number(self) -> int:
        """The number of the release that comes."""
        return max((r.number for r in self.releases()), default=0) + 1

    def shows(self, own: Mapping[str, str]) -> bool:
        """Whether readers see just what a build made, undamaged."""
        live = self.live()
        return live is not None and self.contents(live).own == own and not self.faults(live)

    def publish(self, own: Mapping[str, str], keep: int) -> None:
        """Let readers see what stands in :data:`STAGE`, its files *own*; keep the last *keep* releases."""
        live = self.live()  # After a rollback not among the last, and what most open pages are of.
        self._complete(STAGE, own, [*self.releases()[-CARRIED_FROM:], *([live] if live else [])])
        self.show(self.add(digest_of(own)))
        for release in self.releases()[:-keep]:
            if release != self.live():
                self.remove(release)

    def go_back(self, release: Release) -> None:
        """Let readers see an earlier *release*; pages that are open now still find what they were made with."""
        live = self.live()
        self._complete(release.name, self.contents(release).manifest, [live] if live else [])
        self.show(release)

    def _complete(self, folder: str, manifest: Mapping[str, str], earlier: Sequence[Release]) -> None:
        carried = self._to_carry(versioned(manifest), earlier)
        self.complete(folder, {**manifest, **{n: h for one in carried for n, h in one.files.items()}}, carried)

    def _to_carry(self, present: frozenset[str], earlier: Sequence[Release]) -> list[Carried]:
        """The versioned folders that *earlier* builds made and that are not *present*."""
        found: dict[str, Carried] = {}
        for release in reversed(earlier):
            contents = self.contents(release)
            for folder in sorted(contents.own_folders - present - found.keys()):
                files = {n: h for n, h in contents.manifest.items() if n.startswith(f"{folder}/")}
                found[folder] = Carried(folder, release, files)
        return list(found.values())
