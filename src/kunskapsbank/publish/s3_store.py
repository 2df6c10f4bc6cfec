"""The releases of a site in a bucket of a store that speaks S3, which has no folders and no rename.

Beside what readers see, ``site/…``, lies ``.site-utgavor/``: what each release holds, as a list, and each file once by
the hash of what is in it. Showing a release copies from there, inside the store, in an order that gives readers whole
pages all the way: first what pages name, then the pages, then the manifest; what is gone goes last. A pointer says
what is shown and what is on its way, so that whoever comes next finishes what was interrupted.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

from typing_extensions import override

from ..base.fingerprints import CODE, INDEX
from ..base.lock import holder, myself
from ..base.plain_files import is_plain_name, read_plain
from ..base.texts import phrase
from ..hosting.headers import IMMUTABLE, REVALIDATE, VERSION_PATTERN
from ..hosting.media_types import media_type
from ..reading.folders import printable
from .bucket import PRIVATE, Bucket, Looks, at_once
from .publishing import NothingThere, PublishError
from .releases import (
    LOCK,
    MANIFEST,
    OWN,
    STAGE,
    Carried,
    Changed,
    Contents,
    Release,
    Shelf,
    as_json,
    shelf_name,
    versioned,
)

_TARGET = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9_.-]+)*)/?")
GRACE = 3600  #: Seconds that scripts, styles and fonts stay after the last release that names them.
STALE = 180  #: Seconds after which a lock that nobody renews is nobody's.
_RENEW = 45  #: Seconds between renewals.
_POLL = 2.0  #: Seconds between attempts to take a lock that is held.
_FILES = "filer"  #: Each file once, by its hash.
_SHOWN = "visas.json"  #: What readers see, what is on its way there, and what waits to be removed.
_ZIPPED = {".html", ".css", ".js", ".mjs", ".svg"}  #: What browsers alone read: they all understand gzip.
_COPIES = (".gz", ".br")  #: Made for web servers that choose between them; a bucket cannot.


@dataclass(frozen=True, slots=True)
class Place:
    """Where a site lies in a store."""

    bucket: str
    prefix: str  #: ``a/site``; empty for the whole bucket.

    @property
    def site(self) -> str:
        """What the keys of readers' files begin with."""
        return f"{self.prefix}/" if self.prefix else ""

    @property
    def shelf(self) -> str:
        """The same of everything else of ours."""
        above, _, name = self.prefix.rpartition("/")
        own = shelf_name(name) if name else ".utgavor"
        return f"{above}/{own}/" if above else f"{own}/"

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


def place_of(text: str) -> Place | None:
    """The place that *text*, ``s3://bucket/a/site``, names; None when it is meant to name something else.

    Raises:
        PublishError: If it names one badly.
    """
    if not text.startswith("s3:"):
        return None
    match = _TARGET.fullmatch(text)
    prefix = match[2].strip("/") if match else ""
    if not match or (prefix and not is_plain_name(prefix)) or ".." in match[1]:
        raise PublishError(phrase("s3.no-target", text=text))
    return Place(match[1], prefix)


@contextmanager
def opened_in_bucket(place: Place, wait: float = 0) -> Iterator[Shelf]:
    """The releases at *place*, locked; what somebody began to show there is shown whole first.

    Raises:
        PublishError: If something else lies there, the store refuses, or somebody else publishes there now.
    """
    bucket = Bucket(place.bucket)
    BucketShelf(place, bucket).refuse_foreign()
    with _held(bucket, f"{place.shelf}{LOCK}", wait) as lock:
        shelf = BucketShelf(place, bucket, lock)
        shelf.recover()
        try:
            yield shelf
        except Changed as error:
            raise PublishError(phrase("publish.not-arrived", file=error, host=str(place))) from None


@contextmanager
def seen_in_bucket(place: Place) -> Iterator[Shelf]:
    """The releases at *place*, to look at only.

    Raises:
        NothingThere: If there are none.
        PublishError: If the store refuses.
    """
    shelf = BucketShelf(place, Bucket(place.bucket))
    if not shelf.releases():
        raise NothingThere(phrase("publish.no-releases", where=str(place)))
    yield shelf


@dataclass(frozen=True)
class _Pointer:
    """What :data:`_SHOWN` says."""

    shown: Release | None = None
    coming: Release | None = None  #: Being shown; readers may meet pages of both.
    leaving: Mapping[str, float] = field(
        default_factory=dict
    )  #: File that no release names -> when it may go, in seconds of 1970.

    @classmethod
    def parse(cls, text: str) -> _Pointer:
        try:
            told = json.loads(text)
            leaving = {str(name): float(when) for name, when in told.get("lamnar", {}).items()}
            return cls(_named(told.get("visas")), _named(told.get("pa_vag")), leaving)
        except (ValueError, AttributeError, TypeError):
            return cls()

    def text(self) -> str:
        return as_json(
            {
                "visas": self.shown.name if self.shown else None,
                "pa_vag": self.coming.name if self.coming else None,
                "lamnar": dict(self.leaving),
            }
        )


def _named(value: Any) -> Release | None:
    return Release.named(value) if isinstance(value, str) else None


class BucketShelf(Shelf):
    """The releases at *place* in *bucket*, under *lock* if anything is to change."""

    def __init__(self, place: Place, bucket: Bucket, lock: _Lock | None = None) -> None:
        """Nothing is asked yet."""
        self.place = place
        self.bucket = bucket
        self.lock = lock

    def refuse_foreign(self) -> None:
        """Never write among anything but a site that kb published.

        Raises:
            PublishError: If there are files where readers' go, and no release of ours.
        """
        if self.releases():
            return
        found = sorted(key for key in self.bucket.sizes(self.place.site) if not self._is_shelf(key))
        if found:
            raise PublishError(phrase("publish.foreign", out=str(self.place), found=printable(found[0])))

    def _is_shelf(self, key: str) -> bool:
        return not self.place.prefix and key.startswith(self.place.shelf)

    def recover(self) -> None:
        """Show whole what somebody began to show."""
        coming = self._pointer().coming
        if coming and coming in self.releases():
            self.show(coming)

    def _pointer(self) -> _Pointer:
        return _Pointer.parse(self.bucket.read(self._own(_SHOWN)))

    def _own(self, name: str) -> str:
        return f"{self.place.shelf}{name}"

    def _list(self, folder: str) -> str:
        return self._own(f"{folder}/{MANIFEST}")

    @override
    def releases(self) -> list[Release]:
        return sorted(filter(None, map(Release.named, self.bucket.folders(self.place.shelf))))

    @override
    def live(self) -> Release | None:
        shown = self._pointer().shown
        return shown if shown in self.releases() else None

    @override
    def contents(self, release: Release) -> Contents:
        manifest = self.bucket.read(self._list(release.name))
        own = Contents.parse(manifest, "").manifest.get(OWN)
        return Contents.parse(manifest, self.bucket.read(self._key(_kept(OWN, own))) if own else "")

    def _key(self, kept: str) -> str:
        return self._own(f"{_FILES}/{kept}")

    def _there(self) -> dict[str, int]:
        """What is kept, by :func:`_kept`, with sizes in bytes."""
        return self.bucket.sizes(self._own(f"{_FILES}/"))

    @override
    def differing(self, folder: str, manifest: Mapping[str, str]) -> list[str]:
        there, wanted = self._there(), _served(manifest)
        wrong = {name for name, digest in wanted.items() if _kept(name, digest) not in there}
        live = self.live()
        if live and folder == live.name:
            shown = self.bucket.sizes(self.place.site)
            wrong.update(name for name, digest in wanted.items() if shown.get(name) != there.get(_kept(name, digest)))
        return sorted(wrong)

    @override
    def strange(self, folder: str) -> list[str]:
        return []  # A bucket holds nothing but files.

    @override
    def receive(self, source: Path, own: Mapping[str, str]) -> None:
        there = self._there()
        missing = {_kept(name, digest): name for name, digest in _served(own).items()}

        def send(kept: str) -> None:
            name = missing[kept]
            data = read_plain(source / name, below=source)
            if hashlib.sha256(data).hexdigest() != own[name]:
                raise Changed(name)
            self.bucket.write(self._key(kept), _packed(name, data))

        at_once(sorted(missing.keys() - there.keys()), send)

    @override
    def complete(self, folder: str, manifest: Mapping[str, str], carried: Sequence[Carried]) -> None:
        self.bucket.write(self._list(folder), as_json(manifest).encode())  # What is carried over is kept already.

    @override
    def add(self, digest: str) -> Release:
        release = Release(self.next_number(), digest)
        self.bucket.copy(self._list(STAGE), self._list(release.name), PRIVATE)
        self.bucket.delete(self._list(STAGE))
        return release

    @override
    def show(self, release: Release) -> None:
        pointer, now = self._pointer(), time.time()
        goal = self.contents(release).manifest
        seen = [self.contents(one).manifest for one in (pointer.shown, pointer.coming) if one in self.releases()]
        self._point(_Pointer(pointer.shown, release, pointer.leaving))
        self._copy(_served(goal), seen)
        self.bucket.write(f"{self.place.site}{MANIFEST}", as_json(goal).encode(), _looks(MANIFEST))
        gone = {name for one in seen for name in _served(one)} - goal.keys()
        code = {name: now + GRACE for name in gone if name.startswith(f"{CODE}/")}
        staying = {name: due for name, due in {**code, **pointer.leaving}.items() if due > now and name not in goal}
        self._remove({*gone, *pointer.leaving} - staying.keys() - goal.keys())
        self._point(_Pointer(release, None, staying))

    def _point(self, pointer: _Pointer) -> None:
        if self.lock:
            self.lock.check()
        self.bucket.write(self._own(_SHOWN), pointer.text().encode())

    def _copy(self, goal: Mapping[str, str], seen: Sequence[Mapping[str, str]]) -> None:
        """Let readers see *goal*, wherever they see something else, or may do so by any of the manifests *seen*."""
        there, shown = self._there(), self.bucket.sizes(self.place.site)
        stale = [
            name
            for name, digest in goal.items()
            if shown.get(name) != there.get(_kept(name, digest)) or any(digest != one.get(name) for one in seen)
        ]

        def turn(name: str) -> int:
            return _turn(name, name in shown)

        def copy(name: str) -> None:
            self.bucket.copy(self._key(_kept(name, goal[name])), f"{self.place.site}{name}", _looks(name))

        for _, names in groupby(sorted(stale, key=turn), turn):
            at_once(names, copy)

    def _remove(self, names: Iterable[str]) -> None:
        at_once(sorted(names), lambda name: self.bucket.delete(f"{self.place.site}{name}"))

    @override
    def remove(self, release: Release) -> None:
        self.bucket.delete(self._list(release.name))
        self._tidy()

    def _tidy(self) -> None:
        """Delete what is kept and no release names."""
        lists = [self.contents(release).manifest for release in self.releases()]
        named = {_kept(name, digest) for one in lists for name, digest in one.items()}
        at_once(sorted(self._there().keys() - named), lambda kept: self.bucket.delete(self._key(kept)))

    @override
    def discard(self, release: Release, gone: Iterable[str], lists: Mapping[str, str]) -> None:
        names = [*gone]
        for name, text in lists.items():
            data = text.encode()
            kept = _kept(name, hashlib.sha256(data).hexdigest())
            self.bucket.write(self._list(release.name) if name == MANIFEST else self._key(kept), data)
            if release == self.live():
                self.bucket.write(f"{self.place.site}{name}", data, _looks(name))
        if release == self.live():
            self._remove(names)
        self._tidy()

    @override
    def log(self, name: str, lines: Sequence[str]) -> None:
        text = self.logged(name) + "".join(f"{line}\n" for line in lines)
        self.bucket.write(self._own(name), text.encode())

    @override
    def logged(self, name: str) -> str:
        return self.bucket.read(self._own(name))


def _served(manifest: Mapping[str, str]) -> dict[str, str]:
    """The part of *manifest* that a bucket shows: all but the compressed copies of other files."""
    return {name: one for name, one in manifest.items() if not (name.endswith(_COPIES) and name[:-3] in manifest)}


def _is_zipped(name: str) -> bool:
    return PurePosixPath(name).suffix in _ZIPPED or name.startswith(f"{INDEX}/")


def _kept(name: str, digest: str) -> str:
    """What the content of the file *name*, with its SHA-256, is called where each is kept once."""
    return f"{digest}.gz" if _is_zipped(name) else digest


def _packed(name: str, data: bytes) -> bytes:
    """*data* as the bucket holds it: the same bytes each time."""
    return gzip.compress(data, 9, mtime=0) if _is_zipped(name) else data


def _looks(name: str) -> Looks:
    cache = IMMUTABLE if re.match(VERSION_PATTERN, f"/{name}") else REVALIDATE
    return Looks(media_type(name), cache, "gzip" if _is_zipped(name) else "")


def _turn(name: str, known: bool) -> int:
    """When the file *name* is shown: after what it may name. *known*: readers have one of that name."""
    if versioned([name]):
        return 0
    return 5 if name == "index.html" else 1 + name.endswith(".html") + 2 * known


class _Lock:
    """The object *key*, which says that we are at work as long as it is renewed."""

    def __init__(self, bucket: Bucket, key: str, tag: str) -> None:
        self._bucket, self._key = bucket, key
        self._tag: str | None = tag
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raise a :class:`PublishError` when somebody else has taken it: this computer may have slept."""
        if not self._tag:
            raise PublishError(phrase("s3.lock-lost", place=f"s3://{self._bucket.name}/{self._key}"))

    def _renew(self) -> None:
        while self._tag and not self._done.wait(_RENEW):
            with suppress(PublishError):  # The store may answer next time; if not, the lock grows old.
                self._tag = self._bucket.swap(self._key, myself().encode(), self._tag)

    def release(self) -> None:
        """Let others work."""
        self._done.set()
        self._thread.join()
        if self._tag:
            with suppress(PublishError):
                self._bucket.delete(self._key)


@contextmanager
def _held(bucket: Bucket, key: str, wait: float) -> Iterator[_Lock]:
    """Hold the lock *key* until the block ends; wait at most *wait* seconds for it.

    Raises:
        PublishError: If somebody else still holds it then.
    """
    lock = _Lock(bucket, key, _taken(bucket, key, wait))
    try:
        yield lock
    finally:
        lock.release()


def _taken(bucket: Bucket, key: str, wait: float) -> str:
    """Take the lock *key* when nobody holds it, or nobody has renewed it for :data:`STALE` seconds; its tag."""
    until = time.monotonic() + wait
    while True:
        mark = bucket.mark(key)
        if mark is None or mark.age > STALE:
            tag = bucket.swap(key, myself().encode(), mark.tag if mark else None)
            if tag:
                return tag
        if time.monotonic() >= until:
            who = holder(mark.text if mark else "")
            raise PublishError(phrase("publish.busy-host", host=f"s3://{bucket.name}", holder=who))
        time.sleep(_POLL)
