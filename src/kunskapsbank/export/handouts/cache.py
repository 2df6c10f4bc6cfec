"""Files that were made before, found again by what they were made from."""

from __future__ import annotations

import atexit
import errno
import hashlib
import json
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path

from ...base.lock import Held, held
from ...base.plain_files import digest_of, read_plain
from ...base.seal import seal
from ...media.office import is_harmless

INDEX = "index.json"
MAX_INDEX_BYTES = 64 * 1024 * 1024  #: A larger index is not one that we wrote.
MAX_ENTRY_BYTES = 256 * 1024 * 1024  #: The same of a file: it is made anew rather than read.
GRACE_SECONDS = 3600  #: What was made or used so lately may be what another build is about to publish.

_LOCK = "las"
_PATIENCE_SECONDS = 10  #: For another build that writes the index.
_ENTRY = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,8})?")
_DRAFT_PREFIX, _DRAFT_SUFFIX = "ny-", ".del"  #: Of a file that is being written.
_DRAFT = re.compile(rf"{_DRAFT_PREFIX}[a-z0-9_]{{8}}\{_DRAFT_SUFFIX}")


class Cache:
    """A folder of files named by their content, and an index from what they were made of to those names.

    The index is sealed with a key that lies elsewhere: one that we did not write counts as empty, for it could name any
    file as made of anything. A file whose content no longer matches its name counts as missing, and an index that
    cannot be read as empty: a damaged cache costs time, never a wrong file. No link is followed, and nothing is removed
    but files with names of the kind that we give: the folder may hold something else, or lead to it. Several builds may
    use it at once.
    """

    def __init__(self, folder: Path, key: bytes, trusting: bool = False) -> None:
        """*folder* is made when needed; where it is a link or cannot be written, a temporary one serves this run.

        *trusting*: use an index that was sealed elsewhere too. Its files are judged before they are used, but whoever
        wrote it may have put one harmless file in the place of another.
        """
        self.folder = _writable(folder)  #: Where the files are.
        self._key = key
        self._known, sealed = _read(self.folder / INDEX, key)
        self._judging = trusting and not sealed
        if not sealed and not trusting:
            self._known = {}
        self._used: dict[str, str] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been kept."""
        return not self._known

    def get(self, key: str, suffix: str) -> Path | None:
        """The file with *suffix* that was made from *key*, if it is there and whole."""
        name = self._known.get(key)
        if not isinstance(name, str) or not _ENTRY.fullmatch(name) or Path(name).suffix != suffix:
            return None
        path = self.folder / name
        if not _is_file(path, MAX_ENTRY_BYTES) or not self._is_right(path):
            return None
        self._used[key] = name
        _touch(path)
        return path

    def put(self, key: str, content: bytes, suffix: str) -> Path:
        """Keep *content*, made from *key*."""
        path = written(self.folder, content, suffix)
        self.know(key, path)
        return path

    def know(self, key: str, path: Path) -> None:
        """Find the file *path*, which :func:`written` gave, by *key* from now on."""
        self._known[key] = self._used[key] = path.name

    def read(self, path: Path) -> bytes:
        """What the file *path* of this cache holds, in one read.

        Raises:
            OSError: If it is no file, or holds something else than its name says.
        """
        data = read_plain(path, MAX_ENTRY_BYTES)
        if _digest(data) != path.stem:
            raise OSError(errno.EBUSY, "changed meanwhile", str(path))
        return data

    def save(self) -> None:
        """Write the index, so that the next run finds what this one has made so far."""
        self._locked(lambda: self._save(_read(self.folder / INDEX, self._key)))

    def prune(self) -> None:
        """Drop what no build has asked for lately, and write the index: for the end of a whole build."""
        self._locked(self._prune)

    def _prune(self) -> None:
        kept = {*self._used.values()}
        for path in self.folder.iterdir():
            ours = _ENTRY.fullmatch(path.name) or _DRAFT.fullmatch(path.name)
            if ours and path.name not in kept and _is_file(path) and not _is_fresh(path):
                path.unlink(missing_ok=True)
        self._known = dict(self._used)
        self._save(_read(self.folder / INDEX, self._key))

    def _save(self, there: tuple[dict[str, str], bool]) -> None:
        """Write the index with what other builds have written *there* meanwhile, if it is ours and the file is left."""
        others, sealed = there
        known = {key: name for key, name in others.items() if sealed and _is_file(self.folder / str(name))}
        entries = json.dumps({**known, **self._known}, indent=0, sort_keys=True)
        _write(self.folder / INDEX, f"{seal(self._key, entries.encode())}\n{entries}".encode())

    def _locked(self, work: Callable[[], None]) -> None:
        """Do *work* alone; leave it undone when that cannot be: the cache then only costs more time or room."""
        with suppress(Held, OSError), held(self.folder / _LOCK, _PATIENCE_SECONDS):
            work()

    def _is_right(self, path: Path) -> bool:
        """Whether the file at *path* is what its name says, and one to hand out if we do not know who made it."""
        if not self._judging:
            return _digest_of(path) == path.stem
        try:
            data = read_plain(path, MAX_ENTRY_BYTES)
        except OSError:
            return False
        return _digest(data) == path.stem and is_harmless(data, path.suffix)


def written(folder: Path, content: bytes, suffix: str) -> Path:
    """The file in *folder*, a cache's, that holds *content*."""
    path = folder / f"{_digest(content)}{suffix}"
    _write(path, content)
    return path


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not folder.is_symlink():
            with tempfile.TemporaryFile(dir=folder):
                return folder
    except OSError:
        pass
    made = Path(tempfile.mkdtemp(prefix="kunskapsbank-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)  # Not before: the site is made of its files.
    return made


def _read(path: Path, key: bytes) -> tuple[dict[str, str], bool]:
    """What the index at *path* names, and whether it was sealed with *key*; nothing when it cannot be read."""
    try:
        mark, _, entries = read_plain(path, MAX_INDEX_BYTES).partition(b"\n")
        found = json.loads(entries)
    except (OSError, ValueError, RecursionError):
        return {}, False
    return found if isinstance(found, dict) else {}, compare_digest(mark, seal(key, entries).encode())


def _touch(path: Path) -> None:
    with suppress(OSError, NotImplementedError):  # It is used all the same.
        os.utime(path, follow_symlinks=False)


def _is_fresh(path: Path) -> bool:
    try:
        return time.time() - path.lstat().st_mtime < GRACE_SECONDS
    except OSError:
        return False


def _is_file(path: Path, max_bytes: float = float("inf")) -> bool:
    """Whether *path* is a regular file, and no link to one, of at most *max_bytes*."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size <= max_bytes


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all: two builds may do it at once. A folder that has taken the name is moved aside."""
    handle, name = tempfile.mkstemp(_DRAFT_SUFFIX, _DRAFT_PREFIX, path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    if path.is_dir() and not path.is_symlink():
        path.rename(Path(tempfile.mkdtemp(prefix="undanlagt-", dir=path.parent)) / path.name)
    os.replace(name, path)


def _digest_of(path: Path) -> str:
    """The digest of the file at *path*; empty when it cannot be read."""
    try:
        return digest_of(path)
    except OSError:
        return ""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
