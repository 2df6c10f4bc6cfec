"""Files that were made before, found again by what they were made from."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import re
import shutil
import stat
import tempfile
from pathlib import Path

INDEX = "index.json"
MAX_INDEX_BYTES = 64 * 1024 * 1024  #: A larger index is not one that we wrote.
MAX_ENTRY_BYTES = 256 * 1024 * 1024  #: The same of a file: it is made anew rather than read.

_ENTRY = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,8})?")
_DRAFT_PREFIX, _DRAFT_SUFFIX = "ny-", ".del"  #: Of a file that is being written.
_DRAFT = re.compile(rf"{_DRAFT_PREFIX}[a-z0-9_]{{8}}\{_DRAFT_SUFFIX}")


class Cache:
    """A folder of files named by their content, and an index from what they were made of to those names.

    A file whose content no longer matches its name counts as missing, and an index that cannot be read as empty: a
    damaged cache costs time, never a wrong file. No link is followed, and nothing is removed but files with names of
    the kind that we give: the folder may hold something else, or lead to it.
    """

    def __init__(self, folder: Path) -> None:
        """*folder* is made when needed; where it is a link or cannot be written, a temporary one serves this run."""
        self._folder = _writable(folder)
        self._known = _read(self._folder / INDEX)
        self._used: dict[str, str] = {}

    def get(self, key: str) -> Path | None:
        """The file that was made from *key*, if it is there and whole."""
        name = self._known.get(key)
        if not isinstance(name, str) or not _ENTRY.fullmatch(name):
            return None
        path = self._folder / name
        if not _is_file(path, MAX_ENTRY_BYTES) or _digest_of(path) != path.stem:
            return None
        self._used[key] = name
        return path

    def put(self, key: str, content: bytes, suffix: str) -> Path:
        """Keep *content*, made from *key*."""
        path = self._folder / f"{_digest(content)}{suffix}"
        _write(path, content)
        self._known[key] = self._used[key] = path.name
        return path

    def save(self) -> None:
        """Write the index, so that the next run finds what this one has made so far."""
        _write(self._folder / INDEX, json.dumps(self._known, indent=0, sort_keys=True).encode())

    def prune(self) -> None:
        """Drop what this run did not ask for, and write the index: for the end of a whole build."""
        self._known = dict(self._used)
        self.save()
        kept = set(self._known.values())
        for path in self._folder.iterdir():
            ours = _ENTRY.fullmatch(path.name) or _DRAFT.fullmatch(path.name)
            if ours and path.name not in kept and _is_file(path):
                path.unlink(missing_ok=True)


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


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_bytes()) if _is_file(path, MAX_INDEX_BYTES) else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


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
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
