"""Files read and replaced without following a link, and names that stay below the folder they are said to lie in.

Between the moment a file is judged and the moment it is read, somebody may put a link in its place, or in the place of
a folder above it; what the link leads to was never judged.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path, PurePath

MAX_NAME_BYTES = 1024  #: Of a path below a folder.
MAX_PART_BYTES = 255  #: Of one name in it: what file systems take.
_PART = 1024 * 1024  #: Bytes that are read of a file at a time.
_PLAIN = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)  #: Windows has none of these three.
_FOLDER = getattr(os, "O_DIRECTORY", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  #: A named pipe is not waited for.
_BINARY = getattr(os, "O_BINARY", 0)  #: Windows alone has this one.


def is_plain_name(name: str) -> bool:
    """Whether *name* is a path with slashes that stays below any folder, on any system, and that a script can quote.

    No empty part, ``.`` or ``..``; no control or formatting sign, half a surrogate pair, backslash or colon (which
    names a disk or a hidden stream on Windows); not longer than file systems take.
    """
    if len(name) <= MAX_PART_BYTES and _PLAIN.fullmatch(name):  # As nearly all are.
        return True
    try:
        parts = [part.encode() for part in name.split("/")]
    except UnicodeEncodeError:
        return False
    return (
        all(part not in (b"", b".", b"..") and len(part) <= MAX_PART_BYTES for part in parts)
        and len(name.encode()) <= MAX_NAME_BYTES
        and not any(char in "\\:" or unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") for char in name)
    )


def suffix_of(name: str) -> str:
    """The ending of the path *name* with its dot, as :attr:`~pathlib.PurePath.suffix` has it, without making a path."""
    last = name.rpartition("/")[2]
    at = last.rfind(".")
    return last[at:] if 0 < at < len(last) - 1 else ""


def names_below(folder: Path) -> Iterator[str]:
    """The paths of all that is below *folder* but folders, with slashes; links too, which are not followed."""
    return (name for name, _ in entries_below(folder))


def entries_below(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """As :func:`names_below`, each with what its folder tells of it, which mostly costs no call of the system more."""
    waiting = [("", os.fspath(folder))]
    while waiting:
        before, top = waiting.pop()
        with os.scandir(top) as found:
            for one in found:
                if one.is_dir(follow_symlinks=False):
                    waiting.append((f"{before}{one.name}/", one.path))
                else:
                    yield f"{before}{one.name}", one


class Seen(dict[tuple[int, int], str]):
    """SHA-256 of files that have been read or written while this lasts, by device and inode: none is read again.

    Whatever names a file is linked to, it holds the same. It lasts for the few seconds of one build.
    """

    def __init__(self) -> None:
        super().__init__()
        self.written: set[tuple[int, int]] = set()  #: Those of them that are new.

    def write(self, path: str, data: bytes, digest: str) -> None:
        """Let the new file *path*, in a folder that may be missing, hold *data*, whose SHA-256 is *digest*.

        Raises:
            OSError: If there is one, or it cannot be written.
        """
        with os.fdopen(_created(path), "wb") as file:
            file.write(data)
            found = os.fstat(file.fileno())
        own = (found.st_dev, found.st_ino)
        self[own] = digest
        self.written.add(own)

    def among(
        self, folder: Path, entries: Mapping[str, os.DirEntry[str]], but: Container[tuple[int, int]] = ()
    ) -> dict[str, str]:
        """Of *entries*, all that is below *folder*, the files that have been read, by name; not those of *but*."""
        device = os.lstat(folder).st_dev if self else 0
        found = ((name, (device, one.inode())) for name, one in entries.items()) if self else ()
        return {name: self[own] for name, own in found if own in self and own not in but}


def _created(path: str) -> int:
    """The new file *path*, open to write; its folder is made if it is missing."""
    new = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
    try:
        return os.open(path, new, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return os.open(path, new, 0o666)


@contextmanager
def opened_plain(path: Path, below: Path | None = None) -> Iterator[BufferedReader]:
    """The ordinary file *path*, to read. No link is followed at its end, nor between it and the folder *below*.

    Raises:
        OSError: If it is missing, a folder (``EISDIR``), a link or another thing than a file (``ELOOP``), or lies
            below a link.
    """
    with _plain(_opened(path) if below is None else _opened_below(below, path.relative_to(below)), path) as file:
        yield file


@contextmanager
def _plain(handle: int, path: Path | str) -> Iterator[BufferedReader]:
    """The open *handle* to read, if *path*, which it is called, is an ordinary file; it is closed afterwards."""
    try:
        _ordinary(handle, path)
    except OSError:
        os.close(handle)
        raise
    with os.fdopen(handle, "rb") as file:
        yield file


def _ordinary(handle: int, path: Path | str) -> os.stat_result:
    """What is told of *path*, which is open as *handle*; raises if it is no ordinary file."""
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EISDIR if stat.S_ISDIR(found.st_mode) else errno.ELOOP, "not an ordinary file", str(path))
    return found


def read_plain(path: Path, max_bytes: int | None = None, below: Path | None = None) -> bytes:
    """What the ordinary file *path* holds; see :func:`opened_plain`.

    Raises:
        OSError: As :func:`opened_plain`, and ``EFBIG`` if it is larger than *max_bytes*: then it is not read.
    """
    with opened_plain(path, below) as file:
        if max_bytes is not None and os.fstat(file.fileno()).st_size > max_bytes:
            raise OSError(errno.EFBIG, "too large", str(path))
        return file.read()


def digest_of(path: Path, below: Path | None = None, seen: Seen | None = None) -> str:
    """The SHA-256 of the ordinary file *path*; empty when there is none. See :func:`opened_plain`.

    *seen*: is told of it, and asked first.

    Raises:
        OSError: If it cannot be read for another reason, such as its permissions.
    """
    try:
        with opened_plain(path, below) as file:
            return _digest(file.fileno(), path, seen)
    except OSError as error:
        return _nothing(error)


def _digest(handle: int, path: Path | str, seen: Seen | None) -> str:
    """The SHA-256 of the ordinary file *path* that is open as *handle*."""
    found = _ordinary(handle, path)
    own = (found.st_dev, found.st_ino)
    if seen and own in seen:
        return seen[own]
    told = hashlib.sha256()
    while part := os.read(handle, _PART):
        told.update(part)
    if seen is not None:
        seen[own] = told.hexdigest()
    return told.hexdigest()


def digests_below(folder: Path, names: Iterable[str], seen: Seen | None = None) -> Iterator[tuple[str, str]]:
    """Each of *names*, paths below *folder*, with its :func:`digest_of`; each folder on the way is opened once.

    Raises:
        OSError: As :func:`digest_of`.
    """
    together = defaultdict[str, list[str]](list)
    for name in names:
        together[name.rpartition("/")[0]].append(name)
    for above, own in sorted(together.items()):
        try:
            with _folder_below(folder, PurePath(above, "a")) as handle:
                found = [_digest_in(handle, folder, name, seen) for name in own]
        except OSError as error:
            found = [_nothing(error)] * len(own)
        yield from zip(own, found, strict=True)


def _digest_in(handle: int | None, folder: Path, name: str, seen: Seen | None) -> str:
    """The SHA-256 of the file *name* below *folder*; its own folder is open as *handle*. See :func:`digest_of`."""
    try:
        opened = _opened(folder / name) if handle is None else _opened(name.rpartition("/")[2], handle)
        try:
            return _digest(opened, name, seen)
        finally:
            os.close(opened)
    except OSError as error:
        return _nothing(error)


def _nothing(error: OSError) -> str:
    """What tells a file from others that is none, as *error* says; any other error is raised."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EISDIR, errno.ENXIO):
        return ""
    raise error


def replace_plain(path: Path, data: bytes, before: bytes, below: Path) -> None:
    """Let the ordinary file *path*, which holds *before*, hold *data*: all of it or nothing, with its permissions.

    No link is followed, as in :func:`opened_plain`; the draft lies beside the file.

    Raises:
        OSError: As :func:`opened_plain`; ``EBUSY`` if the file holds something else by now.
    """
    with _folder_below(below, path.relative_to(below)) as folder:
        name = path.name if folder is not None else str(path)
        with os.fdopen(_opened(name, folder), "rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if file.read() != before:
                raise OSError(errno.EBUSY, "changed meanwhile", str(path))
        draft = f"{name}.{secrets.token_hex(4)}.tmp"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY, mode, dir_fd=folder)
        try:
            with os.fdopen(handle, "wb") as file_:
                file_.write(data)
                file_.flush()
                os.fsync(handle)
            os.replace(draft, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            os.unlink(draft, dir_fd=folder)
            raise


def place_plain(draft: Path, path: Path, below: Path) -> None:
    """Let the ordinary file *draft*, on the same disk, be the file *path*: one rename, and the disk is waited for.

    No link is followed, as in :func:`opened_plain`; folders that are missing between it and *below* are made. It gets
    the permissions of the file whose place it takes, or may be read and written as its folder.

    Raises:
        OSError: ``EISDIR`` if *path* is a folder; ``ELOOP`` if it is a link or another thing than a file, or lies
            below one.
    """
    with _folder_below(below, path.relative_to(below), make=True) as folder:
        name = path.name if folder is not None else str(path)
        os.chmod(draft, _mode(name, folder, path.parent))
        os.replace(draft, name, dst_dir_fd=folder)
        settle(path.parent)


def remove_plain(path: Path, below: Path) -> None:
    """Take the ordinary file *path* away, and wait for the disk; no link is followed, as in :func:`opened_plain`.

    Raises:
        OSError: As :func:`place_plain`, and ``ENOENT`` if there is none.
    """
    with _folder_below(below, path.relative_to(below)) as folder:
        name = path.name if folder is not None else str(path)
        _mode(name, folder, path.parent)
        os.unlink(name, dir_fd=folder)
        settle(path.parent)


def settle(folder: Path) -> None:
    """Wait until the disk has the names in *folder*; Windows does without being asked."""
    if _FOLDER:
        handle = os.open(folder, os.O_RDONLY | _FOLDER)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _mode(name: str, folder: int | None, parent: Path) -> int:
    """The permissions of the file *name* in *folder*, or those that a new one there has."""
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return (os.fstat(folder) if folder is not None else os.stat(parent)).st_mode & 0o666
    if not stat.S_ISREG(found):
        raise OSError(errno.EISDIR if stat.S_ISDIR(found) else errno.ELOOP, "not an ordinary file", name)
    return stat.S_IMODE(found)


@contextmanager
def _folder_below(root: Path, name: PurePath, *, make: bool = False) -> Iterator[int | None]:
    """A handle to the folder of *name* below *root*, reached over no link; None where there are no handles.

    *make*: folders that are missing are made.
    """
    if os.open not in os.supports_dir_fd:
        _refuse_links(root, name)
        if make:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
        yield None
        return
    folder = _folder_of(root, name, make=make)
    try:
        yield folder
    finally:
        os.close(folder)


def write_plain(path: Path, data: bytes | Iterable[bytes], below: Path) -> None:
    """Put *data* in the file *path*, all of it at once; folders that are missing between it and *below* are made.

    A project may come from somebody else, and a link in it lead to a file of whoever works in it.

    Raises:
        OSError: ``EISDIR`` if *path* is a folder; ``ELOOP`` if it is a link or another thing than a file, or a folder
            between it and *below* is a link; ``EEXIST`` if such a folder is a file.
    """
    above = str(below)
    for part in path.relative_to(below).parts[:-1]:
        above = os.path.join(above, part)
        mode = _mode_of(above)
        if mode is None:
            with suppress(FileExistsError):  # Somebody was quicker.
                os.mkdir(above)
        elif not stat.S_ISDIR(mode):
            raise OSError(errno.ELOOP if stat.S_ISLNK(mode) else errno.EEXIST, "no folder", above)
    mode = _mode_of(path)
    if mode is not None and not stat.S_ISREG(mode):
        raise OSError(errno.EISDIR if stat.S_ISDIR(mode) else errno.ELOOP, "not an ordinary file", str(path))
    draft = os.path.join(above, f".{path.name}.ny")
    with suppress(FileNotFoundError):
        os.unlink(draft)
    with open(draft, "xb") as file:
        file.writelines([data] if isinstance(data, bytes) else data)
    os.replace(draft, path)


def _mode_of(path: str | Path) -> int | None:
    """What sort of thing *path* is, a link as itself; None when there is nothing."""
    try:
        return os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def _opened(path: PurePath | str, folder: int | None = None, flags: int = 0) -> int:
    if not _NO_LINK and os.path.islink(path):
        raise OSError(errno.ELOOP, "a link", str(path))
    return os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAIT | _BINARY | flags, dir_fd=folder)


def _opened_below(root: Path, name: PurePath) -> int:
    with _folder_below(root, name) as folder:
        return _opened(root / name if folder is None else name.name, folder)


def _refuse_links(root: Path, name: PurePath) -> None:
    for above in reversed(name.parents[:-1]):
        if (root / above).is_symlink():
            raise OSError(errno.ELOOP, "a link", str(root / above))


def _folder_of(root: Path, name: PurePath, *, make: bool = False) -> int:
    folder = os.open(root, os.O_RDONLY | _FOLDER)
    try:
        for part in name.parts[:-1]:
            if make and not _is_there(part, folder):
                with suppress(FileExistsError):  # Somebody was quicker.
                    os.mkdir(part, dir_fd=folder)
                os.fsync(folder)
            deeper = _opened(part, folder, _FOLDER)
            os.close(folder)
            folder = deeper
    except BaseException:
        os.close(folder)
        raise
    return folder


def _is_there(name: str, folder: int) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True
