"""Files that were made before, found again by what they were made from."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

INDEX = "index.json"


class Cache:
    """A folder of files named by their content, and an index from what they were made of to those names.

    A file whose content no longer matches its name counts as missing, and an index that cannot be read as empty: a
    damaged cache costs time, never a wrong file.
    """

    def __init__(self, folder: Path) -> None:
        """*folder* is made when needed; where it cannot be written, a temporary one serves this run."""
        self._folder = _writable(folder)
        self._known = _read(self._folder / INDEX)
        self._used: dict[str, str] = {}

    def get(self, key: str) -> Path | None:
        """The file that was made from *key*, if it is there and whole."""
        name = self._known.get(key)
        path = self._folder / str(name)
        if not isinstance(name, str) or Path(name).name != name or not path.is_file():
            return None
        if _digest(path.read_bytes()) != path.stem:
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
        kept = {*self._known.values(), INDEX}
        for path in self._folder.iterdir():
            if path.name not in kept:
                path.unlink(missing_ok=True)


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / ".prov", b"")
        (folder / ".prov").unlink()
    except OSError:
        made = Path(tempfile.mkdtemp(prefix="kunskapsbank-"))
        atexit.register(shutil.rmtree, made, ignore_errors=True)  # Not before: the site is made of its files.
        return made
    return folder


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all: two builds may do it at once."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o644)
    os.replace(name, path)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
