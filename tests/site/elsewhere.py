"""Run ``kb`` where a build must not notice it: in another year, folders listed backwards, the network refused."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator
from typing import Any

import time_machine

YEAR = 2041  #: What the clock says.
_listdir, _scandir = os.listdir, os.scandir


class Backwards:
    """What ``os.scandir`` gives, last name first."""

    def __init__(self, path: Any = ".") -> None:
        with _scandir(path) as entries:
            self._entries: Iterator[os.DirEntry[str]] = iter(sorted(entries, key=lambda e: e.name, reverse=True))

    def __iter__(self) -> Iterator[os.DirEntry[str]]:
        return self._entries

    def __next__(self) -> os.DirEntry[str]:
        return next(self._entries)

    def __enter__(self) -> Backwards:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing is left open."""


def refuse_network(event: str, args: Any) -> None:
    """An audit hook: no name is looked up and no connection made."""
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        raise RuntimeError(f"the build asked the network: {event} {args}")


if __name__ == "__main__":
    from kunskapsbank.cli import main

    os.listdir = lambda path=".": sorted(_listdir(path), reverse=True)  # type: ignore[assignment]
    os.scandir = Backwards  # type: ignore[assignment,misc]
    sys.addaudithook(refuse_network)
    with time_machine.travel(dt.datetime(YEAR, 3, 1, 23, 30, tzinfo=dt.UTC)):
        main()
