"""The releases of a site: whole folders side by side, and a link that names the one readers see.

``site`` is a link to ``.site-utgavor/7-3f2a9c1b``: the seventh release, with the first letters of the hash of what its
build made. Changing release is one rename of a link, so a reader meets the old site or the new one, never a mixture.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from ..base.fingerprints import INDEX, VERSION_NAME, VERSIONED
from ..base.fingerprints import MANIFEST as MANIFEST
from ..base.fingerprints import OWN as OWN
from ..base.plain_files import is_plain_name
from ..export.handouts.files import CARDS
from ..reading.folders import printable

MAX_LIST_BYTES = 64 * 1024 * 1024  #: Of a manifest; a larger one is not one that we wrote.
KEEP = 5  #: Releases that are kept unless somebody says otherwise.
CARRIED_FROM = 3  #: So many releases back an open page still finds its styles, scripts and search index.
STAGE = "ny"  #: The folder on the shelf where the next release is made.
LINK = "lank"  #: The link on the shelf that is renamed to where readers go.
GOING = "bort-"  #: Before the name of a release that is being removed.
PURGED = "rensat.txt"  #: The log on the shelf of what was deleted from kept releases, by whom and when.
MADE = "publicerat.txt"  #: The same of who made each release. It is never in a release, which all can read.
LOCK = "las"  #: The file on the shelf that the build at work holds.
_DRAFT = f".{MANIFEST}"  #: The manifest while it is written.
_CODE = re.compile(r".*\.(css|js|woff2)(\.gz|\.br)?")  #: What lives on in a folder of an older version.
_VERSIONS = [  # One each: Python finds what a pattern begins with, where that is one text, six times as fast.
    re.compile(rb"%s/(?<![\w-]%s/)%s(?=/)" % (name.encode(), name.encode(), VERSION_NAME.pattern.encode()))
    for name in VERSIONED
]
_IN_VERSIONED = tuple(f"{name}/" for name in VERSIONED)
_DIGITS = 64  #: Of a SHA-256.
_HEXADECIMAL = re.compile(r"[0-9a-f]*")
_NAME = re.compile(r"([1-9]\d{0,8})-([0-9a-f]{8})")


def is_elsewhere(text: str) -> bool:
    """Whether *text* is meant to name another computer, well or badly: there is a colon or an @ before any slash."""
    return bool({":", "@"} & {*text.split("/")[0]}) and not os.path.splitdrive(text)[0]


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
    """What a release holds. Nothing of it leads out of the release: a list that tries to is no list of ours."""

    manifest: Mapping[str, str]  #: Path -> SHA-256 of every file but the manifest; empty when it cannot be read.
    own_folders: frozenset[str]  #: The versioned folders that the release's own build made.
    shown: frozenset[str] | None = None  #: Addresses that its search shows; None in releases that do not say.
    prints: Mapping[str, str] | None = None  #: File of a page -> :func:`print_of` it; None in releases that do not say.

    @classmethod
    @lru_cache(maxsize=8)
    def parse(cls, manifest: str, own: str) -> Contents:
        """What the texts of :data:`MANIFEST` and :data:`OWN` tell; the latter may be missing."""
        files, told = _files_of(manifest), _parsed(own)
        there = versioned(files)
        folders, shown = _texts(told.get("egna_mappar")), _texts(told.get("sidor"))
        return cls(files, there if folders is None else folders & there, shown, _prints(told.get("innehall")))

    @cached_property
    def own(self) -> dict[str, str]:
        """The part of the manifest that the release's own build made."""
        carried = tuple(f"{folder}/" for folder in versioned(self.manifest) - self.own_folders)
        return {name: digest for name, digest in self.manifest.items() if not name.startswith(carried)}

    @property
    def alone(self) -> Contents:
        """The same without what was carried over."""
        return Contents(self.own, self.own_folders, self.shown, self.prints)

    def has_page(self, address: str) -> bool:
        """Whether the release shows a page at *address*, or its search does."""
        return f"{address}/index.html" in self.manifest or any(_is_of(address, one) for one in self.shown or ())

    def lost_to(self, later: Contents) -> bool:
        """Whether a page, or an entry of the search, is gone in *later*: then nothing that tells of it may live on."""
        pages = {name for name in self.own if name.endswith(".html")}
        return not pages <= later.manifest.keys() or self.shown is None or not self.shown <= (later.shown or set())


NOTHING = Contents({}, frozenset())  #: Of a release that is not there.


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages that are new, changed and gone in a release: their files, sorted."""

    new: tuple[str, ...]
    changed: tuple[str, ...] | None  #: None where a release does not say.
    gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """How many pages are new, changed and gone in a release."""

    new: int
    changed: int | None  #: None where a release does not say.
    gone: int


def changed_pages(before: Contents, now: Contents) -> Pages:
    """What differs between the pages of two releases."""
    old, new = ({name for name in one.own if PurePosixPath(name).name == "index.html"} for one in (before, now))
    come, gone = tuple(sorted(new - old)), tuple(sorted(old - new))
    if before.prints is None or now.prints is None:
        return Pages(come, None, gone)
    differing = (name for name in new & old if before.prints.get(name) != now.prints.get(name))
    return Pages(come, tuple(sorted(differing)), gone)


def changes(before: Contents, now: Contents) -> Changes:
    """How many pages differ between two releases."""
    pages = changed_pages(before, now)
    return Changes(len(pages.new), None if pages.changed is None else len(pages.changed), len(pages.gone))


def print_of(page: bytes) -> str:
    """What tells a page from another whatever versions of scripts and search index they name: 16 hexadecimal digits."""
    for version in _VERSIONS:
        page = version.sub(b"", page)
    return hashlib.sha256(page).hexdigest()[:16]


def foreign(entries: Iterable[str], manifest: str) -> list[str]:
    """What among the *entries* of a folder its *manifest* does not name, sorted; nothing in a site that kb built.

    *entries*: the paths of files, links and empty folders in it. *manifest*: the text of :data:`MANIFEST` there.
    """
    named = _files_of(manifest)
    return sorted({*entries} - named.keys() - ({MANIFEST} if named else set()))


@lru_cache(maxsize=8)  # A build asks again and again about the same few releases.
def _files_of(manifest: str) -> Mapping[str, str]:
    """Path -> SHA-256, as the text of a :data:`MANIFEST` tells; nothing where it is none of ours.

    Web applications have another sort of file by that name, and somebody may have forged it.
    """
    files = _parsed(manifest)
    return files if _is_manifest(files) else {}


def _is_manifest(files: Mapping[str, Any]) -> bool:
    """Whether *files* is path -> SHA-256, each path a file of its own below the release on any file system."""
    digests = [one for one in files.values() if isinstance(one, str) and len(one) == _DIGITS]
    if len(digests) < len(files) or not _HEXADECIMAL.fullmatch("".join(digests)):
        return False
    if not all(map(is_plain_name, files)) or files.keys() & {MANIFEST, _DRAFT}:
        return False
    alike = {name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold() for name in files}
    return len(alike) == len(files) and not folders_above(files) & files.keys()


def folders_above(files: Iterable[str]) -> set[str]:
    """Every folder on the way to *files*, paths below a release; the release itself, if any lies there, is ``""``."""
    parents = {f"{name.rpartition('/')[0]}/" for name in files}
    return {folder for name in parents for folder in _folders_of(name)}


def _folders_of(name: str) -> Iterable[str]:
    """``a/b`` and ``a`` of ``a/b/c``."""
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _texts(value: Any) -> frozenset[str] | None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return None
    return frozenset(value)


def _prints(value: Any) -> dict[str, str] | None:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        return None
    return value


def _parsed(text: str) -> dict[str, Any]:
    """The object that *text* holds; empty if it holds something else, or one name twice."""
    try:
        read = json.loads(text, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a name twice")
    return read


def versioned(names: Iterable[str]) -> frozenset[str]:
    """The versioned folders among the paths *names*: ``assets/3f2a9c1b``."""
    above = {name.rpartition("/")[0] for name in names if name.startswith(_IN_VERSIONED)}  # Few: many lie in each.
    parts = (folder.split("/") for folder in above)
    return frozenset(f"{p[0]}/{p[1]}" for p in parts if len(p) > 1 and VERSION_NAME.fullmatch(p[1]))


def as_json(value: object) -> str:
    """How our files beside the pages are written: the same bytes for the same value."""
    return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def own_list(folders: Iterable[str], shown: Iterable[str] | None, prints: Mapping[str, str] | None) -> str:
    """The text of :data:`OWN`; *shown* and *prints* are None where nobody knows."""
    known = {"sidor": None if shown is None else sorted(shown), "innehall": prints}
    return as_json({"egna_mappar": sorted(folders), **{key: one for key, one in known.items() if one is not None}})


def name_of(own: Mapping[str, str]) -> str:
    """What names a release: 8 hexadecimal digits of the hash of its own files' manifest."""
    return hashlib.sha256(as_json(own).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Carried:
    """A versioned folder that a release takes over from an earlier one."""

    folder: str  #: ``assets/3f2a9c1b``.
    origin: Release
    files: Mapping[str, str]  #: Path -> SHA-256.


class Changed(RuntimeError):
    """Files are not what they were said to be; the message names the first."""


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

    def faults(self, release: Release) -> list[str]:
        """The files of *release* that are missing or changed since it was made, and what else has come into it."""
        manifest = self.contents(release).manifest
        return self.differing(release.name, manifest) if manifest else [MANIFEST]

    @abstractmethod
    def differing(self, folder: str, manifest: Mapping[str, str]) -> list[str]:
        """What in *folder* on the shelf is missing, other than *manifest* says, or :meth:`strange`; sorted."""

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

    @abstractmethod
    def discard(self, release: Release, gone: Iterable[str], lists: Mapping[str, str]) -> None:
        """Delete the files *gone* of *release*, then write *lists*, name -> text, anew."""

    @abstractmethod
    def log(self, name: str, lines: Sequence[str]) -> None:
        """Write *lines* last in the log *name*."""

    @abstractmethod
    def logged(self, name: str) -> str:
        """What stands in the log *name*; nothing when this account may not read it."""

    def makers(self) -> dict[str, str]:
        """When each release was made and by whom, by its name; those of before the log are not there."""
        lines = (line.partition(" ") for line in self.logged(MADE).splitlines())
        return {name: printable(who) for name, _, who in lines}

    def next_number(self) -> int:
        """The number of the release that comes."""
        return max((r.number for r in self.releases()), default=0) + 1

    def shows(self, own: Mapping[str, str]) -> bool:
        """Whether readers see just what a build made, undamaged."""
        live = self.live()
        return live is not None and self.contents(live).own == own and not self.faults(live)

    def publish(
        self, own: Contents, keep: int, who: str, judge: Callable[[Mapping[str, str]], None] = lambda _: None
    ) -> None:
        """Let readers see what stands in :data:`STAGE`, what its build made being *own*; keep the last *keep* releases.

        The log tells of it with *who* did it and when.
        *judge* is called when all is there and nobody sees it yet, with the SHA-256 of every file, and raises what is
        to stop it.
        """
        live = self.live()  # After a rollback not among the last, and what most open pages are of.
        earlier = [one for one in self.releases()[-CARRIED_FROM:] if one != live]
        judge(self._complete(STAGE, own, [*earlier, *([live] if live else [])]))
        digest = name_of(own.manifest)
        self.log(MADE, [f"{Release(self.next_number(), digest).name} {who}"])
        self.show(self.add(digest))
        for release in self.releases()[:-keep]:
            if release != self.live():
                self.remove(release)

    def go_back(self, release: Release) -> None:
        """Let readers see an earlier *release*; pages that are open now still find what they were made with."""
        live = self.live()
        self._complete(release.name, self.contents(release), [live] if live else [])
        self.show(release)

    def purge(self, address: str, who: str) -> dict[Release, list[str]]:
        """Delete what is at *address*, and all search indexes that may tell of it, from every release that is kept.

        *address* is that of a page or a file, without slashes around it. The releases stay whole: their lists are made
        anew. Returns what went from each, and logs it with *who* did it and when.
        """
        there = {release: self.contents(release) for release in self.releases()}
        is_page = any(contents.has_page(address) for contents in there.values())
        found = {release: _at(address, contents, is_page) for release, contents in there.items()}
        gone = {release: names for release, names in found.items() if names}
        if gone:  # Told first: what went and was not told of is worse than what was told of and is still there.
            self.log(PURGED, [f"{who} /{address} {release.name}: {len(names)}" for release, names in gone.items()])
        for release, names in gone.items():
            self.discard(release, names, _lists_without(names, address, there[release]))
        return gone

    def _complete(self, folder: str, own: Contents, earlier: Sequence[Release]) -> Mapping[str, str]:
        """Make *folder* whole; the SHA-256 of every file in it but the manifest."""
        carried = self._to_carry(own, earlier)
        manifest = {**own.manifest, **{n: h for one in carried for n, h in one.files.items()}}
        self.complete(folder, manifest, carried)
        wrong = self.differing(folder, manifest)
        if wrong:
            raise Changed(wrong[0])
        return manifest

    def _to_carry(self, own: Contents, earlier: Sequence[Release]) -> list[Carried]:
        """The versioned folders that *earlier* builds made and that are missing beside *own*; of each what lives on."""
        found: dict[str, Carried] = {}
        there = versioned(own.manifest)
        for release in reversed(earlier):
            contents = self.contents(release)
            missing = sorted(contents.own_folders - there - found.keys())
            files = {folder: living for folder in missing if (living := _living_on(folder, contents, own))}
            if any(self.strange(f"{release.name}/{above}") for above in {one.partition("/")[0] for one in files}):
                continue  # Somebody has been there: nothing of it is handed on.
            found |= {folder: Carried(folder, release, living) for folder, living in files.items()}
        return list(found.values())

    @abstractmethod
    def strange(self, folder: str) -> list[str]:
        """What in *folder* on the shelf is neither a file nor a folder: links, pipes."""


def _is_of(address: str, shown: str) -> bool:
    """Whether *shown*, an address of the search, is that of the page at *address* or of a part of it."""
    return shown.partition("#")[0].strip("/") == address


def _at(address: str, contents: Contents, is_page: bool) -> list[str]:
    """What of *contents* is or tells of *address*: the page with the files beside it, or the file; for a page also its
    share card and the search indexes, those that are carried over too."""
    exact = {f"{name}{ending}" for name in (address, f"{CARDS}/{address}.png") for ending in ("", ".gz", ".br")}
    own = {folder for folder in contents.own_folders if contents.shown is not None and not contents.has_page(address)}
    return sorted(
        name
        for name in contents.manifest
        if name in exact
        or name.rpartition("/")[0] == address
        or (is_page and name.startswith(f"{INDEX}/") and "/".join(name.split("/")[:2]) not in own)
    )


def _lists_without(gone: Iterable[str], address: str, contents: Contents) -> dict[str, str]:
    """:data:`OWN` and :data:`MANIFEST` of a release without the files *gone*."""
    shown = None if contents.shown is None else [one for one in contents.shown if not _is_of(address, one)]
    prints = contents.prints and {name: one for name, one in contents.prints.items() if name not in {*gone}}
    told = own_list(contents.own_folders, shown, prints)
    kept = {name: digest for name, digest in contents.manifest.items() if name not in {*gone}}
    kept[OWN] = hashlib.sha256(told.encode()).hexdigest()
    return {OWN: told, MANIFEST: as_json(kept)}


def _living_on(folder: str, before: Contents, now: Contents) -> dict[str, str]:
    """The files in the versioned *folder* of a release *before* that open pages of it still need, path -> SHA-256.

    Scripts, styles and fonts; and the search index, unless it tells of what is published no longer.
    """
    files = {name: digest for name, digest in before.manifest.items() if name.startswith(f"{folder}/")}
    if folder.startswith(f"{INDEX}/"):
        return {} if before.lost_to(now) else files
    return {name: digest for name, digest in files.items() if _CODE.fullmatch(name)}
