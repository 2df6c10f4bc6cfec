"""One at a time: a lock that dies with the process that holds it, and says who that is."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from filelock import lock_descriptor

from .texts import Phrase, phrase

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)  #: Windows has none.
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_POLL_SECONDS = 0.2


class Held(RuntimeError):
    """Somebody else holds the lock; its phrase says who."""


@contextmanager
def held(path: Path, wait: float = 0) -> Iterator[None]:
    """Hold the lock file *path*; wait at most *wait* seconds for it.

    Where neither ``fcntl`` nor ``msvcrt`` is there to lock with, nothing is held.

    Raises:
        Held: If another process still holds it then.
        OSError: If the file cannot be opened, is a link, or could be another file of ours or of somebody else's.
    """
    with _opened(path) as file:
        until = time.monotonic() + wait
        while not _taken(file):
            if time.monotonic() >= until:
                raise Held(holder(_read(file)))
            time.sleep(_POLL_SECONDS)
        file.truncate(0)
        file.write(myself())
        file.flush()
        yield


def _opened(path: Path) -> TextIO:
    """The file *path*, made if it is missing, with what stands in it: it may be another's.

    What is written there later empties it, so it must be nothing else: an ordinary file with one name, whose owner is
    this account or that of the folder.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK | _NO_WAIT, 0o644)
    found = os.fstat(handle)
    if not (stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and _is_ours(found, path.parent)):
        os.close(handle)
        raise OSError(errno.EPERM, "not a lock of ours", str(path))
    return open(handle, "r+", encoding="utf-8", errors="replace")


def _is_ours(found: os.stat_result, folder: Path) -> bool:
    return not hasattr(os, "geteuid") or found.st_uid in (os.geteuid(), folder.stat().st_uid)


def _taken(file: TextIO) -> bool:
    try:
        return lock_descriptor(file.fileno(), blocking=False)
    except OSError as error:
        if error.errno != errno.ENOSYS:
            raise
        return True  # Nothing here can lock.


def _read(file: TextIO) -> str:
    """What the holder wrote; nothing where a locked file cannot be read."""
    try:
        file.seek(0)
        return file.read()
    except PermissionError:  # Windows.
        return ""


def myself() -> str:
    """What this process writes into a lock file."""
    since = dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return json.dumps({"process": os.getpid(), "dator": socket.gethostname(), "sedan": since})


def holder(text: str) -> Phrase:
    """Who wrote *text* into a lock file."""
    try:
        found = json.loads(text)
        return phrase("lock.holder", process=found["process"], host=found["dator"], since=found["sedan"])
    except (ValueError, KeyError, TypeError):
        return phrase("lock.newcomer")
