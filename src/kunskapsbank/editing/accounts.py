"""The people of a team that has no log-in of its own: one file, for the server's account alone.

A password is kept as argon2id (RFC 9106) and nothing else. An unknown login costs as much work as a known one, so that
time does not tell which there are.
"""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..base.lock import held
from ..base.texts import Phrase, phrase
from ..reading.fields import DEVICES
from .people import Person
from .private import read_private, room_folder, write_private

ROLES = ("skriver", "granskar", "publicerar")  #: Each may what those before it may.
FILE = "konton.json"
MIN_PASSWORD = 12  #: Characters, when nothing else protects it (NIST SP 800-63B asks for at least 8).
MAX_PASSWORD = 200  #: Characters: each costs work to hash.
MAX_FILE_BYTES = 1_000_000
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{0,62}[a-z0-9])?")
_FEWEST_SIGNS = 5  #: Different ones in a password.
_PATIENCE = 10  #: Seconds to wait for another who writes the file.


class NotAnAccount(ValueError):
    """What was asked of the accounts cannot be; its phrase says why."""


@dataclass(frozen=True)
class Account:
    """One who may come in."""

    person: Person
    role: str  #: The highest of :data:`ROLES` that the person has.
    secret: str = field(default="", repr=False)  #: The password as argon2id; empty where none opens.
    stamp: str = ""  #: Another after every change that is to end sessions.


def roles_up_to(role: str) -> frozenset[str]:
    """*role* and those that it includes."""
    return frozenset(ROLES[: ROLES.index(role) + 1])


def same_login(text: str) -> str:
    """*text* as logins are compared: case does not count, nor how letters are put together."""
    return unicodedata.normalize("NFC", text.strip()).lower()


def same_password(text: str) -> str:
    """*text* as passwords are compared: keyboards put letters together in their own ways."""
    return unicodedata.normalize("NFC", text)


def is_login(login: str) -> bool:
    """Whether *login* can name a person: it names a folder too, on any system."""
    return bool(_LOGIN.fullmatch(login)) and ".." not in login and login.split(".")[0] not in DEVICES


def weakness(login: str, password: str) -> Phrase | None:
    """Why *password* is too easily guessed for *login*, or nothing."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        return phrase("room.password-length", least=MIN_PASSWORD, most=MAX_PASSWORD)
    if len(set(password)) < _FEWEST_SIGNS:
        return phrase("room.password-signs", least=_FEWEST_SIGNS)
    if len(password.lower().replace(login, "")) < MIN_PASSWORD:
        return phrase("room.password-login", least=MIN_PASSWORD)
    return None


class Accounts:
    """The accounts of the project in a folder; read anew each time, since ``kb konto`` changes them beside the room."""

    def __init__(self, root: Path, hasher: PasswordHasher | None = None) -> None:
        self._folder = room_folder(root)
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex())  #: What an unknown login is measured by.

    def all(self) -> Mapping[str, Account]:
        """Every account by its login, sorted.

        Raises:
            OSError: As ``read_private``.
            NotAnAccount: If the file holds something else.
        """
        data = read_private(self._folder / FILE, MAX_FILE_BYTES)
        try:
            return dict(sorted((login, _account(login, values)) for login, values in json.loads(data or b"{}").items()))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise NotAnAccount(phrase("room.accounts-unreadable", file=FILE)) from None

    def find(self, login: str) -> Account | None:
        """The account of *login*."""
        return self.all().get(same_login(login))

    def checked(self, login: str, password: str) -> Account | None:
        """The account of *login* if *password* is its own. The same work is done whatever is wrong."""
        account = self.find(login)
        secret = account.secret if account and account.secret else self._nobody
        with suppress(VerificationError, InvalidHashError):
            if self._hasher.verify(secret, same_password(password[: MAX_PASSWORD + 1])) and secret != self._nobody:
                return account
        return None

    def add(self, person: Person, role: str, password: str | None) -> None:
        """Let *person* in with *role*; without a *password* only through the log-in of the organisation.

        Raises:
            NotAnAccount: If the login cannot be used or is taken, or the password is weak.
        """
        if not is_login(person.login):
            raise NotAnAccount(phrase("room.no-login", login=person.login))
        secret = "" if password is None else self._hashed(person.login, password)
        with self._changing() as accounts:
            if person.login in accounts:
                raise NotAnAccount(phrase("room.login-taken", login=person.login))
            accounts[person.login] = Account(person, role, secret, _stamp())

    def set_password(self, login: str, password: str) -> None:
        """Let *password* open the account of *login*, and nothing that was open before.

        Raises:
            NotAnAccount: If there is none, or the password is weak.
        """
        secret = self._hashed(login, password)
        self._change(login, lambda one: replace(one, secret=secret))

    def set_role(self, login: str, role: str) -> None:
        """Give *login* another *role*.

        Raises:
            NotAnAccount: If there is none.
        """
        self._change(login, lambda one: replace(one, role=role, person=replace(one.person, roles=roles_up_to(role))))

    def remove(self, login: str) -> None:
        """Let *login* in no more.

        Raises:
            NotAnAccount: If there is none.
        """
        with self._changing() as accounts:
            _known(accounts, login)
            del accounts[login]

    def _hashed(self, login: str, password: str) -> str:
        weak = weakness(login, same_password(password))
        if weak:
            raise NotAnAccount(weak)
        return self._hasher.hash(same_password(password))

    def _change(self, login: str, changed: Callable[[Account], Account]) -> None:
        with self._changing() as accounts:
            accounts[login] = replace(changed(_known(accounts, login)), stamp=_stamp())

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Account]]:
        with held(self._folder / f"{FILE}.las", _PATIENCE):
            accounts = dict(self.all())
            yield accounts
            text = json.dumps({login: _plain(one) for login, one in accounts.items()}, ensure_ascii=False, indent=1)
            write_private(self._folder / FILE, text.encode())


def roles_now(accounts: Accounts, own: Person | None, login: str) -> frozenset[str] | None:
    """What *login* may do now; None where nobody keeps accounts. *own*: the one whose computer it is, if it is one's.

    Whoever comes in through a proxy has an account here, too.

    Raises:
        OSError: As :meth:`Accounts.all`.
        NotAnAccount: As :meth:`Accounts.all`.
    """
    known = accounts.all()
    if own and own.login == login:
        return own.roles
    return known[login].person.roles if login in known else frozenset() if known else None


def _known(accounts: Mapping[str, Account], login: str) -> Account:
    if login not in accounts:
        raise NotAnAccount(phrase("room.unknown-login", login=login))
    return accounts[login]


def _stamp() -> str:
    return secrets.token_hex(8)


def _plain(account: Account) -> dict[str, Any]:
    person = {key: value for key, value in asdict(account.person).items() if key in ("name", "email")}
    return {**person, "role": account.role, "secret": account.secret, "stamp": account.stamp}


def _account(login: str, values: Mapping[str, str]) -> Account:
    role = values["role"]
    person = Person(login, values["name"], values["email"], roles_up_to(role))
    return Account(person, role, values["secret"], values["stamp"])
