"""The log of what is done in the room: who, what, when, with which commit; a line of JSON each, no text, no secret."""

from __future__ import annotations

import datetime as dt
import json
import os
from itertools import islice
from pathlib import Path

from ..base.plain_files import opened_plain, read_plain

LOG = "logg.jsonl"  #: In the room's folder.
MAX_LINE = 1024  #: Bytes of a line, more than nearly all have.
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)  #: Windows has neither.
_BINARY = getattr(os, "O_BINARY", 0)


class Audit:
    """The log in the room's folder *folder*."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOG

    def write(self, time: dt.datetime, login: str, what: str, which: str, **more: str) -> int:
        """Add a line, and wait for the disk; under the room's lock. Returns how long the log was before.

        Args:
            time: By the room's clock, with its zone.
            which: ``kind/id``, or a file.
            more: What else is told, by name; what is empty is left out.

        Raises:
            OSError: If it cannot be written whole; then nothing of it is.
        """
        known = {"tid": time.isoformat(timespec="seconds"), "vem": login, "vad": what, "vilken": which}
        told = known | {name: value for name, value in more.items() if value}
        line = json.dumps(told, ensure_ascii=False).encode() + b"\n"
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | _NO_LINK | _BINARY, 0o600)
        try:
            before = os.lseek(handle, 0, os.SEEK_END)
            data = line if _ended(handle, before) else b"\n" + line
            try:
                if os.write(handle, data) != len(data):
                    raise OSError("the line was cut")
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, before)
                raise
        finally:
            os.close(handle)
        return before

    def forget(self, length: int) -> None:
        """Take back what was written since the log was *length* bytes: it did not happen."""
        os.truncate(self._path, length)

    def lines(self, most: int = 200) -> list[dict[str, str]]:
        """The last *most* things that were done, the newest first; a line that a power failure cut is passed over."""
        try:
            with opened_plain(self._path) as file:
                length = os.fstat(file.fileno()).st_size
                file.seek(max(0, length - most * MAX_LINE))
                text = file.read().decode(errors="replace")
        except FileNotFoundError:
            return []
        found = (_parsed(line) for line in reversed(text.split("\n")))
        return [*islice((one for one in found if one), most)]

    def all_of(self, *what: str) -> list[dict[str, str]]:
        """All that was done of the sorts *what*, the newest first."""
        try:
            text = read_plain(self._path).decode(errors="replace")
        except FileNotFoundError:
            return []
        near = (line for line in reversed(text.split("\n")) if any(f'"{one}"' in line for one in what))
        return [one for one in map(_parsed, near) if one.get("vad") in what]


def _parsed(line: str) -> dict[str, str]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _ended(handle: int, length: int) -> bool:
    """Whether the log, so many bytes long, ends with a whole line; leaves *handle* at its end."""
    if not length:
        return True
    os.lseek(handle, length - 1, os.SEEK_SET)
    return os.read(handle, 1) == b"\n"
