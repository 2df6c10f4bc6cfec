"""The key that says what in a cache is ours: kept with the user, outside the project and what is handed on."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
import sys
from contextlib import suppress
from pathlib import Path

from .plain_files import read_plain, write_plain

_BYTES = 32  #: Of a key.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)  #: Windows has neither.
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  #: A named pipe is not waited for.


def key_of(project: Path) -> bytes:
    """The key of the folder *project*, made the first time; one for this run only where none can be kept safely.

    It lies in the user's folder for state, readable by the user alone. A cache that came from elsewhere was sealed with
    another key, and so counts as empty.
    """
    try:
        file = key_file(project)
        if file.parent.resolve().is_relative_to(project.resolve()):  # It could have come with the project.
            return secrets.token_bytes(_BYTES)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _kept(file)
    except (OSError, RuntimeError):
        return secrets.token_bytes(_BYTES)


def key_file(project: Path) -> Path:
    """Where the key of the folder *project* lies: in the user's folder for state, called by where the project lies."""
    return _state() / f"{hashlib.sha256(os.fsencode(project.resolve())).hexdigest()[:32]}.nyckel"


def seal(key: bytes, content: bytes) -> str:
    """What proves that whoever has *key* wrote *content*."""
    return hmac.new(key, content, "sha256").hexdigest()


def read_sealed(path: Path, key: bytes, max_bytes: int) -> bytes:
    """What :func:`write_sealed` wrote to *path* with *key*; nothing when there is none, or it is another's.

    What it is called is sealed too, so that no file can take the place of another.
    """
    try:
        mark, _, content = read_plain(path, max_bytes).partition(b"\n")
    except OSError:
        return b""
    return content if hmac.compare_digest(mark, _mark(path, key, content)) else b""


def write_sealed(path: Path, key: bytes, content: bytes, below: Path) -> None:
    """Keep *content* in the file *path*; no link between it and the folder *below* is followed.

    Where that cannot be done nothing is kept: it only costs time.
    """
    with suppress(OSError):
        write_plain(path, (_mark(path, key, content), b"\n", content), below)


def _mark(path: Path, key: bytes, content: bytes) -> bytes:
    found = hmac.new(key, path.name.encode() + b"\0", "sha256")
    found.update(content)
    return found.hexdigest().encode()


def _state() -> Path:
    """The user's folder for what programs remember (XDG Base Directory), or what Windows has instead."""
    given = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_STATE_HOME", "")
    base = Path(given) if os.path.isabs(given) else Path.home() / ".local" / "state"
    return base / "kunskapsbank"


def _kept(path: Path) -> bytes:
    """The key in the file *path*, made if it is missing.

    Raises:
        OSError: If the file is a link, or another's, or others may read it, or it holds no key.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
    handle = os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAIT)
    with os.fdopen(handle, "rb") as file:
        found, key = os.fstat(handle), file.read(_BYTES + 1)
    if len(key) != _BYTES or not _is_private(found):
        raise OSError("not a key of ours")
    return key


def _is_private(found: os.stat_result) -> bool:
    if not hasattr(os, "geteuid"):
        return True  # Windows keeps the folder of one account from the others.
    return stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077
