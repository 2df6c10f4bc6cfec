"""The room's own folder in a project: nobody else may read it, git passes it by, and nothing published knows of it."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from pathlib import Path

from ..base.plain_files import read_plain

FOLDER = ".kb-redaktion"  #: Below the project's folder.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)  #: Windows has none.
_UNSEEN = b"*\n"  #: What its .gitignore says: a project that came before the room has no line about it.


def room_folder(root: Path, *names: str) -> Path:
    """The room's folder of the project in *root*, or one *names* deep in it; made, for its owner alone.

    Raises:
        OSError: ``ELOOP`` if it is a link, ``EPERM`` if it is another's or others may read it.
    """
    folder = root / FOLDER
    for name in ("", *names):
        folder = folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
        _refuse_open(folder)
    unseen = root / FOLDER / ".gitignore"
    if not unseen.exists():
        write_private(unseen, _UNSEEN)
    return folder


def read_private(path: Path, max_bytes: int) -> bytes:
    """What the file *path* in the room's folder holds; nothing when it is missing.

    Raises:
        OSError: ``EPERM`` if others may read it or it is another's, and as ``read_plain``.
    """
    try:
        data = read_plain(path, max_bytes)
    except FileNotFoundError:
        return b""
    _refuse_open(path)
    return data


def write_private(path: Path, data: bytes) -> None:
    """Put *data* in the file *path* in the room's folder: all of it or nothing, on the disk, for its owner alone."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _refuse_open(path: Path) -> None:
    """Stop where *path* is a link, or others could read what is to be ours alone."""
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise OSError(errno.ELOOP, "a link", str(path))
    if hasattr(os, "geteuid") and (found.st_uid != os.geteuid() or found.st_mode & 0o077):
        raise OSError(errno.EPERM, "others may read it", str(path))
