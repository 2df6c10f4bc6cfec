"""Who is logged in: the browser has a secret, and the server only what it can know the secret by."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from .people import Person
from .private import read_private, room_folder, write_private

FOLDER = "sessioner"
LASTS = 8 * 3600  #: Seconds from log-in: a working day.
IDLE = 3600  #: Seconds without a request. What is being written is kept all the while, and each time is one.
MOST_AT_ONCE = 20  #: Of one person; the oldest ends.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  #: 256 bits, as ``secrets.token_urlsafe(32)`` writes them.
_NOTED_EVERY = 60  #: Seconds between two notes that a session is in use.
_SKEW = 300  #: Seconds that the clock may have been turned back.
_MAX_BYTES = 1000  #: Of a session's file.


@dataclass(frozen=True)
class Entered:
    """Somebody who may be in the room now."""

    person: Person
    stamp: str  #: Another when sessions from before are to end.


@dataclass(frozen=True)
class Session:
    """One person in one browser."""

    person: Person
    csrf: str  #: What a form of this session must hold.


@dataclass(frozen=True)
class _Kept:
    """What the file of a session holds; its name is the SHA-256 of the secret."""

    login: str
    stamp: str
    made: float  #: Seconds since 1970.
    seen: float


class Sessions:
    """The sessions of the project in a folder; they last while the server starts anew."""

    def __init__(
        self, root: Path, entered: Callable[[str], Entered | None], clock: Callable[[], float] = time.time
    ) -> None:
        """*entered*: who a login is now, or None when it may not be in the room."""
        self._folder = room_folder(root, FOLDER)
        self._entered = entered
        self._clock = clock

    def begin(self, login: str) -> str:
        """A session for *login*, who has shown who it is: the secret for the browser.

        Raises:
            LookupError: If *login* may not be in the room.
        """
        entered = self._entered(login)
        if entered is None:
            raise LookupError(login)
        self._clear(login)
        token, now = secrets.token_urlsafe(32), self._clock()
        self._keep(token, _Kept(login, entered.stamp, now, now))
        return token

    def of(self, token: str) -> Session | None:
        """The session of *token* while it lasts and the account is as it was; what has ended is forgotten."""
        kept = self._read(self._file(token)) if _TOKEN.fullmatch(token) else None
        if kept is None:
            return None
        entered = self._entered(kept.login)
        if entered is None or not hmac.compare_digest(entered.stamp, kept.stamp) or not self._lasts(kept):
            self.end(token)
            return None
        if abs(self._clock() - kept.seen) > _NOTED_EVERY:
            self._keep(token, _Kept(kept.login, kept.stamp, kept.made, self._clock()))
        return Session(entered.person, hmac.new(token.encode(), b"csrf", "sha256").hexdigest())

    def end(self, token: str) -> None:
        """Forget the session of *token*."""
        if _TOKEN.fullmatch(token):
            self._file(token).unlink(missing_ok=True)

    def _lasts(self, kept: _Kept) -> bool:
        now = self._clock()
        return -_SKEW <= now - kept.made <= LASTS and -_SKEW <= now - kept.seen <= IDLE

    def _clear(self, login: str) -> None:
        """Forget what has ended, and the oldest sessions of *login* beside those that may stand by a new one."""
        theirs = []
        for path, kept in self._each():
            if kept is None or not self._lasts(kept):
                path.unlink(missing_ok=True)
            elif kept.login == login:
                theirs.append((kept.made, path))
        for _, path in sorted(theirs)[: -(MOST_AT_ONCE - 1)]:
            path.unlink(missing_ok=True)

    def _each(self) -> Iterator[tuple[Path, _Kept | None]]:
        for path in self._folder.glob("*.json"):
            yield path, self._read(path)

    def _file(self, token: str) -> Path:
        return self._folder / f"{hashlib.sha256(token.encode()).hexdigest()}.json"

    def _keep(self, token: str, kept: _Kept) -> None:
        write_private(self._file(token), json.dumps(vars(kept)).encode())

    def _read(self, path: Path) -> _Kept | None:
        with suppress(ValueError, TypeError):  # What cannot be read is no session.
            data = json.loads(read_private(path, _MAX_BYTES) or b"null")
            kept = _Kept(str(data["login"]), str(data["stamp"]), float(data["made"]), float(data["seen"]))
            return kept
        return None
