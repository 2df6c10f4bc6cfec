"""How the room may be reached: by which names, how somebody comes in, and what is said with every answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from starlette.responses import Response

from ..base.texts import Phrase, phrase
from ..hosting.headers import HEADERS as OF_THE_SITE
from .sessions import Entered, Sessions

#: What the room's own pages may load and do. A page of the site is shown in a frame, of :data:`FRAMED`.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
#: For an answer that shows somebody's draft in a frame of the room: nothing in it runs, sends or leads out of it. It is
#: of the same origin, since it fetches its pictures with the session; without scripts that gives it no power.
FRAMED = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'none'; frame-ancestors 'self'; base-uri 'none'"
)
SECURITY, FRAMES = "content-security-policy", "x-frame-options"

#: Sent with every answer. A browser says where a form comes from (``Origin``) only when it may tell the own origin.
HEADERS: Mapping[str, str] = {
    **{
        name.lower(): OF_THE_SITE[name]
        for name in (
            "X-Content-Type-Options",
            "Permissions-Policy",
            "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy",
        )
    },
    SECURITY: CSP,
    FRAMES: "DENY",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
TRANSPORT = "strict-transport-security"

LOG_IN = "/logga-in"
LOG_OUT = "/logga-ut"
ENTER = "/in"
OPEN = "/rum/"  #: What everybody may fetch: the room's own scripts and styles, which hold nothing of a site.
UPLOADS = ("/bilder", "/importera")  #: Addresses that take files.


class Refused(Exception):
    """A request that is not answered; the status and the words why."""

    def __init__(self, status: int, key: str, /, headers: Mapping[str, str] | None = None, **values: object) -> None:
        super().__init__(status, key)
        self.status = status
        self.words: Phrase = phrase(key, **values)
        self.headers = headers or {}


class Entry(Protocol):
    """A way in."""

    def entered(self, login: str) -> Entered | None:
        """Who *login* is now, or None when it may not be in the room."""


@dataclass(frozen=True)
class Policy:
    """How one room may be reached."""

    scheme: str  #: ``https``, or ``http`` on the own computer.
    hosts: frozenset[str]  #: What ``Host`` may say.
    sessions: Sessions
    entry: Entry
    language: str
    proxies: frozenset[str] = frozenset()  #: Addresses that are believed about who asks.
    uploads: tuple[str, ...] = UPLOADS
    cookie: str = field(default="__Host-kb-rum")

    @property
    def secure(self) -> bool:
        """Whether nothing is sent but through HTTPS."""
        return self.scheme == "https"

    def headers(self) -> dict[str, str]:
        """What is sent with every answer."""
        more = {TRANSPORT: OF_THE_SITE["Strict-Transport-Security"]} if self.secure else {}
        return {**HEADERS, **more}

    def give(self, answer: Response, token: str, name: str = "", lasts: int | None = None) -> Response:
        """*answer*, with *token* for the browser to keep: under *name*, else as the session."""
        answer.set_cookie(
            name or self.cookie,
            token,
            max_age=lasts,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )
        return answer

    def take(self, answer: Response) -> Response:
        """*answer*, which has the browser forget its session."""
        answer.delete_cookie(self.cookie, path="/", secure=self.secure, httponly=True, samesite="strict")
        return answer
