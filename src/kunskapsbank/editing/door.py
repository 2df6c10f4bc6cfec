"""The way in and out: passwords, the organisation's own log-in, or the one person whose computer it is."""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ..base.parts import ASSETS, STYLE
from ..hosting.media_types import media_type
from ..hosting.preview import is_ordinary
from .accounts import Accounts, same_login
from .attempts import ADDRESS, KNOWN, LOGIN, Attempts, Key, network_of
from .pages import ROOM, handlers, page
from .people import Person
from .policy import ENTER, LOG_IN, LOG_OUT, OPEN, Policy, Refused
from .private import read_private, room_folder, write_private
from .sessions import Entered

LOG = logging.getLogger("kunskapsbank.editing")
FETCHED = (".css", ".js", ".svg", ".woff2")  #: Types of the files beside the templates that a browser may fetch.
KNOWN_FOR = 90 * 24 * 3600  #: Seconds that a browser is known after a log-in.
_SECRET_BYTES = 32
_HASHES_AT_ONCE = 2  #: Each takes 64 MB.
_MOST_WAITING = 20


def by_account(accounts: Accounts, login: str) -> Entered | None:
    """Who *login* is among *accounts*."""
    account = accounts.find(login)
    return Entered(account.person, account.stamp) if account else None


@dataclass(frozen=True)
class Passwords:
    """People of a team, with passwords that are kept here."""

    accounts: Accounts
    secret: bytes = field(repr=False)  #: What browsers that have been here are known by.
    attempts: Attempts = field(default_factory=Attempts)
    hashes: asyncio.Semaphore = field(default_factory=partial(asyncio.Semaphore, _HASHES_AT_ONCE))
    waiting: list[None] = field(default_factory=list)  #: One for each who waits for a password to be judged.

    def entered(self, login: str) -> Entered | None:
        """Who *login* is now."""
        return by_account(self.accounts, login)

    async def checked(self, login: str, password: str, address: str, browser: str) -> str | None:
        """The login that *password* opens, or None. *browser*: what the browser was given the last time.

        Raises:
            Refused: If there were too many attempts, or too many log in at once.
        """
        login = same_login(login)[:100]
        known: Key = (KNOWN, browser) if self.knows(login, browser) else (LOGIN, login)
        keys = (known, (ADDRESS, network_of(address)))
        wait = self.attempts.begin(*keys)
        if wait:
            raise Refused(429, "room.too-many-attempts", {"retry-after": str(wait)}, seconds=wait)
        if len(self.waiting) >= _MOST_WAITING:
            self.attempts.succeeded(*keys)
            raise Refused(503, "room.too-many-at-once", {"retry-after": "5"})
        self.waiting.append(None)
        try:
            async with self.hashes:
                account = await run_in_threadpool(self.accounts.checked, login, password)
        finally:
            self.waiting.pop()
        if account is None:
            return None
        self.attempts.succeeded(*keys)
        return account.person.login

    def mark(self, login: str) -> str:
        """What a browser is given where *login* has logged in."""
        number = secrets.token_hex(16)
        return f"{number}.{self._proof(login, number)}"

    def knows(self, login: str, browser: str) -> bool:
        """Whether *browser* is a mark that *login* was given, and the account is as it was."""
        number, _, proof = browser.partition(".")
        return hmac.compare_digest(proof.encode(), self._proof(login, number).encode())

    def _proof(self, login: str, number: str) -> str:
        entered = self.entered(login)
        said = f"{login}\0{entered.stamp if entered else ''}\0{number}"
        return hmac.new(self.secret, said.encode(), "sha256").hexdigest()


def secret_of(root: Path) -> bytes:
    """The secret of the room of the project in *root*, made the first time."""
    path = room_folder(root) / "nyckel"
    secret = read_private(path, _SECRET_BYTES)
    if len(secret) != _SECRET_BYTES:
        secret = secrets.token_bytes(_SECRET_BYTES)
        write_private(path, secret)
    return secret


@dataclass(frozen=True)
class Trusted:
    """People of a team that a proxy has logged in, and tells of in a header that it lets nobody else send."""

    accounts: Accounts
    header: str  #: Its name, in small letters.

    def entered(self, login: str) -> Entered | None:
        """Who *login* is now."""
        return by_account(self.accounts, login)


class OneTime:
    """The one person whose computer it is; the key opens once."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._stamp = secrets.token_hex(8)  #: Sessions end with the process.
        self._key = secrets.token_urlsafe(32)
        self._used = False

    @property
    def path(self) -> str:
        """The address that opens the room, once, without its host."""
        return f"{ENTER}?nyckel={self._key}"

    def entered(self, login: str) -> Entered | None:
        """Who *login* is now."""
        return Entered(self.person, self._stamp) if login == self.person.login else None

    def opens(self, key: str) -> bool:
        """Whether *key* opens the room; from now on it does not."""
        if self._used or not hmac.compare_digest(key.encode(), self._key.encode()):
            return False
        self._used = True
        return True


def door(policy: Policy) -> Starlette:
    """The pages of the way in and out."""
    return Starlette(
        routes=[
            Route(LOG_IN, partial(_log_in_page, policy), methods=["GET"]),
            Route(LOG_IN, partial(_log_in, policy), methods=["POST"]),
            Route(LOG_OUT, partial(_log_out, policy), methods=["POST"]),
            Route(ENTER, partial(_enter, policy), methods=["GET"]),
            Route(f"{OPEN}{{name:path}}", _fetched, methods=["GET"]),
        ],
        exception_handlers=handlers(policy.language),
    )


async def _log_in_page(policy: Policy, request: Request) -> Response:
    return _asks(policy, _onward(request.query_params.get("vidare", "")))


def _asks(policy: Policy, onward: str, wrong: bool = False, login: str = "") -> Response:
    """The page that asks who somebody is; *wrong*: what was answered the last time opens nothing."""
    match policy.entry:
        case Passwords():
            status = 401 if wrong else 200
            return page("logga-in.html", policy.language, status, onward=onward, wrong=wrong, login=login)
        case Trusted():
            raise Refused(401, "room.not-through-the-proxy")
    raise Refused(401, "room.key-is-used")


async def _log_in(policy: Policy, request: Request) -> Response:
    entry, form = policy.entry, request.state.form
    if not isinstance(entry, Passwords):
        raise Refused(404, "room.no-address")
    onward, login = _onward(_text(form, "vidare")), _text(form, "login")
    mark = f"{policy.cookie}-kand"
    address = request.client.host if request.client else ""
    found = await entry.checked(login, _text(form, "losenord"), address, request.cookies.get(mark, ""))
    if found is None:  # What was typed is not told: it may be the password in the wrong field.
        LOG.warning("log-in refused, from %s", address)
        return _asks(policy, onward, wrong=True, login=login)
    LOG.info("%s logged in, from %s", found, address)
    policy.sessions.end(request.cookies.get(policy.cookie, ""))
    answer = policy.give(RedirectResponse(onward, 303), policy.sessions.begin(found))
    return policy.give(answer, entry.mark(found), mark, KNOWN_FOR)


async def _log_out(policy: Policy, request: Request) -> Response:
    policy.sessions.end(request.cookies.get(policy.cookie, ""))
    return policy.take(page("utloggad.html", policy.language, again=isinstance(policy.entry, Passwords)))


async def _enter(policy: Policy, request: Request) -> Response:
    entry = policy.entry
    if not isinstance(entry, OneTime):
        raise Refused(404, "room.no-address")
    if not entry.opens(request.query_params.get("nyckel", "")):
        raise Refused(403, "room.key-is-used")
    return policy.give(RedirectResponse("/", 302), policy.sessions.begin(entry.person.login))


ICON = "ikon.svg"  #: Of the standard assets.


def _fetched(request: Request) -> Response:
    """A file of the room's own: one of the few names that there are."""
    fonts = {name: path for name, path in ASSETS.standard_files().items() if path.suffix == ".woff2"}
    ours = (
        ASSETS.standard / STYLE,
        ASSETS.standard / ICON,
        *(path for path in ROOM.iterdir() if path.suffix in FETCHED),
    )
    files = {**fonts, **{path.name: path for path in ours}}
    path = files.get(request.path_params["name"])
    if path is None:
        raise Refused(404, "room.no-address")
    return Response(path.read_bytes(), media_type=media_type(path.name), headers={"cache-control": "no-cache"})


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _onward(path: str) -> str:
    """Where somebody goes on to who has come in: an address of the room's own, else its start."""
    ours = path.isascii() and path.isprintable() and is_ordinary(path) and not path.startswith((LOG_IN, LOG_OUT, ENTER))
    return path if ours else "/"
