"""The two ways to run the room: for oneself on the own computer, and for a team behind HTTPS."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from .accounts import Accounts
from .door import OneTime, Passwords, Trusted, secret_of
from .people import Person
from .policy import Policy
from .sessions import Sessions

OWN = "127.0.0.1"  #: The own computer, which nobody else reaches.
_PORT = 80  #: Which no address names.


def for_oneself(root: Path, person: Person, port: int, language: str) -> tuple[Policy, str]:
    """How *person* alone reaches the room of the project in *root* on the own computer, and the address that opens it.

    Cookies know no ports, so the session's name has one: two rooms can be open at once.
    """
    entry = OneTime(person)
    names = (OWN, "localhost")
    hosts = frozenset({f"{name}:{port}" for name in names} | (set(names) if port == _PORT else set()))
    sessions = Sessions(root, entry.entered)
    policy = Policy("http", hosts, sessions, entry, language, cookie=f"kb-rum-{port}")
    return policy, f"http://{OWN}:{port}{entry.path}"


def for_a_team(
    root: Path, address: str, language: str, proxies: Iterable[str] = (), header: str | None = None
) -> Policy:
    """How a team reaches the room of the project in *root* at the web address *address*.

    *header*: what a proxy at one of the addresses *proxies* tells the login in; without it there are passwords.

    Raises:
        ValueError: If *address* is not one of a whole host with HTTPS.
    """
    accounts = Accounts(root)
    entry = Trusted(accounts, header.lower()) if header else Passwords(accounts, secret_of(root))
    sessions = Sessions(root, entry.entered)
    return Policy("https", frozenset({host_of(address)}), sessions, entry, language, frozenset(proxies))


def host_of(address: str) -> str:
    """The host that the web address *address* names, as ``Host`` says it.

    Raises:
        ValueError: If it is not ``https://`` and a host: a session is to be sent nowhere else.
    """
    parts = urlsplit(address)
    port = parts.port
    bare = parts.hostname and not parts.username and parts.path in ("", "/") and not parts.query and not parts.fragment
    if parts.scheme != "https" or not bare:
        raise ValueError(address)
    return f"{parts.hostname}:{port}" if port and port != 443 else str(parts.hostname)
