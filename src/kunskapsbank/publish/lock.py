"""One at a time: a lock that dies with the process that holds it, and says who that is."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_POLL_SECONDS = 0.2


class Held(RuntimeError):
    """Somebody else holds the lock; the message says who, in Swedish."""


@contextmanager
def held(path: Path, wait: float = 0) -> Iterator[None]:
    """Hold the lock file *path*; wait at most *wait* seconds for it.

    Raises:
        Held: If another process still holds it then.
        OSError: If the file cannot be opened.
    """
    with open(path, "a+", encoding="utf-8", opener=_not_through_a_link) as file:
        until = time.monotonic() + wait
        while not _taken(file):
            if time.monotonic() >= until:
                raise Held(holder(_read(file)))
            time.sleep(_POLL_SECONDS)
        file.truncate(0)
        file.write(myself())
        file.flush()
        yield


def _not_through_a_link(path: str, flags: int) -> int:
    """Open the file itself: what is written must not empty one that somebody has elsewhere."""
    return os.open(path, flags | os.O_NOFOLLOW, 0o666)


def _taken(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(file: TextIO) -> str:
    file.seek(0)
    return file.read()


def myself() -> str:
    """What this process writes into a lock file."""
    since = dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return json.dumps({"process": os.getpid(), "dator": socket.gethostname(), "sedan": since})


def holder(text: str) -> str:
    """Who wrote *text* into a lock file."""
    try:
        found = json.loads(text)
        return f"process {found['process']} på datorn {found['dator']}, sedan {found['sedan']}"
    except (ValueError, KeyError, TypeError):
        return "en process som just har börjat"
