"""The releases of a site on this computer."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from typing_extensions import override

from ..base.plain_files import Seen, digest_of, digests_below, entries_below, opened_plain, read_plain
from .releases import (
    GOING,
    LINK,
    LOCK,
    MANIFEST,
    MAX_LIST_BYTES,
    NOTHING,
    OWN,
    STAGE,
    Carried,
    Changed,
    Contents,
    Release,
    Shelf,
    as_json,
    folders_above,
    foreign,
    going,
    name_of,
    own_list,
    print_of,
    shelf_name,
    versioned,
)

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)  #: Windows has none.
_SYNC_THREADS = 16  #: Syncs that wait together share the disk's journal.


@dataclass(frozen=True, slots=True)
class LocalShelf(Shelf):
    """The link *out* that readers follow, and the folder with releases beside it."""

    out: Path  #: Absolute.
    seen: Seen = field(default_factory=Seen, compare=False, repr=False)  #: What the build at work has read of it.

    @property
    def folder(self) -> Path:
        """``.site-utgavor`` for ``site``."""
        return self.out.with_name(shelf_name(self.out.name))

    @property
    def stage(self) -> Path:
        """Where the next release is made."""
        return self.folder / STAGE

    @property
    def lock(self) -> Path:
        """The file that the build at work holds."""
        return self.folder / LOCK

    def path(self, release: Release) -> Path:
        """The folder of *release*."""
        return self.folder / release.name

    @override
    def releases(self) -> list[Release]:
        names = os.listdir(self.folder) if self.folder.is_dir() else []
        return sorted(r for r in filter(None, map(Release.named, names)) if not self.path(r).is_symlink())

    def is_ours(self) -> bool:
        """Whether *out* is a link into our folder."""
        return self.out.is_symlink() and Path(os.readlink(self.out)).parent == Path(self.folder.name)

    def foreign(self) -> list[str]:
        """What stands in the folder *out* and is no part of a site that kb built, sorted.

        Raises:
            OSError: If a folder cannot be read.
        """
        return foreign(_entries(self.out), _text(self.out / MANIFEST))

    @override
    def live(self) -> Release | None:
        release = Release.named(os.path.basename(os.readlink(self.out))) if self.is_ours() else None
        there = release and self.path(release).is_dir() and not self.path(release).is_symlink()
        return release if there else None

    @override
    def contents(self, release: Release) -> Contents:
        folder = self.path(release)
        return Contents.parse(_text(folder / MANIFEST), _text(folder / OWN))

    @override
    def differing(self, folder: str, manifest: Mapping[str, str]) -> list[str]:
        inside = self.folder / folder
        there = dict(entries_below(inside))
        known = self.seen.among(inside, there)
        found = {**known, **dict(digests_below(inside, manifest.keys() & there.keys() - known.keys()))}
        wrong = {name for name, digest in manifest.items() if found.get(name) != digest}
        return sorted(wrong.union(_strange(inside, there.items())))

    @override
    def strange(self, folder: str) -> list[str]:
        return sorted(_strange(self.folder / folder, entries_below(self.folder / folder)))

    @override
    def receive(self, source: Path, own: Mapping[str, str]) -> None:
        self.stage.mkdir()
        live = self.live()
        there = self.contents(live).manifest if live and not self.strange(live.name) else {}
        for name, digest in own.items():
            target = self.stage / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if live and there.get(name) == digest and (self.path(live) / name).is_file():
                link(self.path(live) / name, target)
            if digest_of(target) != digest:
                target.unlink(missing_ok=True)  # Never write to a file that the live release shares.
                _copy(source, name, target)
                if digest_of(target) != digest:
                    raise Changed(name)

    @override
    def complete(self, folder: str, manifest: Mapping[str, str], carried: Sequence[Carried]) -> None:
        for one in carried:
            origin, target = self.path(one.origin), self.folder / folder
            for name in one.files:  # Thousands: a path costs more than its link.
                link(f"{origin}/{name}", f"{target}/{name}")
        write_manifest(self.folder / folder, manifest)
        _make_lasting(self.folder / folder, self.seen)

    @override
    def add(self, digest: str) -> Release:
        release = Release(self.next_number(), digest)
        self.stage.rename(self.path(release))
        sync(self.folder)
        return release

    @override
    def show(self, release: Release) -> None:
        link = self.folder / LINK
        link.unlink(missing_ok=True)
        link.symlink_to(f"{self.folder.name}/{release.name}")  # Relative, so that the project's folder can be moved.
        os.replace(link, self.out)
        sync(self.out.parent)

    @override
    def remove(self, release: Release) -> None:
        away = self.folder / f"{GOING}{release.name}"  # First out of the list: what stands there is always whole.
        self.path(release).rename(away)
        shutil.rmtree(away, ignore_errors=True)

    @override
    def discard(self, release: Release, gone: Iterable[str], lists: Mapping[str, str]) -> None:
        inside = self.path(release)
        for name in gone:
            (inside / name).unlink(missing_ok=True)
            for above in (inside / name).parents:
                if above == inside or any(above.iterdir()):
                    break
                above.rmdir()
        for name, text in lists.items():
            _write_whole(inside / name, text)
        _make_lasting(inside, Seen())

    @override
    def log(self, name: str, lines: Sequence[str]) -> None:
        handle = os.open(self.folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _NO_LINK, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)

    @override
    def logged(self, name: str) -> str:
        try:
            return _text(self.folder / name)
        except PermissionError:
            return ""

    def recover(self) -> None:
        """Clear what a killed build left, and take over the folder that plain ``mkdocs build`` made.

        What is not named as ours stays.
        """
        gone = (self.folder / name for name in os.listdir(self.folder) if going(name))
        for left in (self.stage, *gone):
            shutil.rmtree(left, ignore_errors=True)  # Refuses links.
        if self.out.is_dir() and not self.out.is_symlink():
            self._take_over()
        releases = self.releases()
        if releases and not self.live():
            self.show(releases[-1])

    def _take_over(self) -> None:
        """Make the folder that stands in the link's place a release; :meth:`recover` ends what is killed halfway."""
        if not any(self.out.iterdir()):
            self.out.rmdir()
            return
        release = Release(self.next_number(), name_of(Contents.parse(_text(self.out / MANIFEST), "").own))
        self.out.rename(self.path(release))
        self.show(release)


def describe(folder: Path, live: Path | None = None, seen: Seen | None = None) -> Contents:
    """Write :data:`OWN` to *folder*, and return what is in it: every file but the manifest.

    *live*: a release that may have the same pages. *seen*: files that the build has read and linked in *folder*.

    Raises:
        Changed: If something in it is neither a file nor a folder.
        OSError: If it cannot be read or written.
    """
    there = dict(entries_below(folder))
    for name in _strange(folder, there.items()):
        raise Changed(name)
    names = {*there} - {OWN, MANIFEST}
    own, shown = versioned(names), _shown(folder)
    linked = seen.among(folder, there) if seen else {}
    digests = {**linked, **dict(digests_below(folder, names - linked.keys()))}
    before = Contents.parse(_text(live / MANIFEST), _text(live / OWN)) if live else NOTHING
    old = {name: one for name, one in (before.prints or {}).items() if digests.get(name) == before.manifest.get(name)}
    pages = sorted(name for name in names if name.endswith(".html"))
    prints = {name: old.get(name) or print_of(read_plain(folder / name, below=folder)) for name in pages}
    _write_whole(folder / OWN, own_list(own, shown, prints))
    digests[OWN] = digest_of(folder / OWN, folder)
    return Contents({name: digests[name] for name in sorted({*names, OWN})}, own, shown, prints)


def _shown(folder: Path) -> frozenset[str] | None:
    try:
        from ..search.index import addresses_in  # It loads all that searches.

        return frozenset(addresses_in(folder))
    except ValueError:
        return None


def write_manifest(folder: Path, manifest: Mapping[str, str]) -> None:
    """Write *manifest* to *folder*, all of it or nothing."""
    _write_whole(folder / MANIFEST, as_json(manifest))


def _write_whole(path: Path, text: str) -> None:
    """Write *text* to *path* all at once; a link in its place or in the draft's is replaced, never written through."""
    draft = path.with_name(f".{path.name}")
    draft.unlink(missing_ok=True)
    with draft.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    os.replace(draft, path)


def sync(path: Path | str) -> None:
    """Wait until the disk has the file or folder *path*."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _entries(folder: Path) -> Iterator[str]:
    """The paths in *folder* of all files, links and empty folders."""
    waiting = [("", os.fspath(folder))]
    while waiting:
        before, top = waiting.pop()
        with os.scandir(top) as found:
            entries = [*found]
        for one in entries:
            if one.is_dir(follow_symlinks=False):
                waiting.append((f"{before}{one.name}/", one.path))
            else:
                yield f"{before}{one.name}"
        if before and not entries:
            yield before


def _strange(folder: Path, entries: Iterable[tuple[str, os.DirEntry[str]]]) -> Iterator[str]:
    """The paths of what is neither a file nor a folder among *entries*, all that is in *folder*; ``.`` when it is a
    link itself.
    """
    if folder.is_symlink():
        yield "."
    yield from (name for name, one in entries if not one.is_file(follow_symlinks=False))


def _text(path: Path) -> str:
    """What the list *path* says; nothing when it is missing, a link, not text, or larger than ours are."""
    try:
        return read_plain(path, MAX_LIST_BYTES).decode()
    except UnicodeDecodeError:
        return ""
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EISDIR, errno.EFBIG):
            return ""
        raise


def copy_files(source: Path, files: Mapping[str, str], target: Path) -> None:
    """Give the empty folder *target* the *files*, path -> SHA-256, of the folder *source*, each in one read.

    Raises:
        Changed: If one is missing, a link, or holds something else.
    """
    for name, digest in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            _copy(source, name, target / name)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EISDIR):
                raise Changed(name) from None
            raise
        if digest_of(target / name) != digest:
            raise Changed(name)


def _copy(source: Path, name: str, target: Path) -> None:
    with opened_plain(source / name, source) as file, target.open("xb") as out:
        shutil.copyfileobj(file, out)


def link(source: Path | str, target: Path | str) -> None:
    """Give *target* the content of *source*, without using more of the disk where that is possible."""
    try:  # As it nearly always is: its folder is there, and it is not.
        os.link(source, target, follow_symlinks=False)
        return
    except (OSError, NotImplementedError):
        pass
    source, target = Path(source), Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        _copy(source.parent, source.name, target)


def _make_lasting(folder: Path, seen: Seen) -> None:
    """Let any web server read everything in *folder*, whatever the umask, and wait until the disk has it.

    Files that are linked, as those *seen* are that are not new, have been in a release before.
    """
    there = dict(entries_below(folder))
    linked = seen.among(folder, there, but=seen.written)
    paths = (one.path for name, one in there.items() if name not in linked)
    new = [path for path in paths if os.lstat(path).st_nlink == 1]
    folders = sorted({f"{folder}", *(f"{folder}/{one}" for one in folders_above(there) if one)})
    for path in new:
        os.chmod(path, 0o644)
    for path in folders:
        os.chmod(path, 0o755)
    if not _settled(folder):
        with ThreadPoolExecutor(_SYNC_THREADS) as pool:
            list(pool.map(sync, [*new, *reversed(folders)]))


def _settled(folder: Path) -> bool:
    """Wait until the disk has all that is written on that of *folder*, where one question is enough: Linux alone.

    Raises:
        OSError: If the disk could not take all of it.
    """
    import ctypes  # Here: most commands write no release.

    settle = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if sys.platform == "linux" else None
    if settle is None:
        return False
    handle = os.open(folder, os.O_RDONLY)
    try:
        if settle(handle) == 0:
            return True
        failed = ctypes.get_errno()
    finally:
        os.close(handle)
    if failed == errno.ENOSYS:
        return False
    raise OSError(failed, os.strerror(failed), str(folder))
