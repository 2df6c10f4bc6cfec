"""The preview answers the writer's own browser and nobody else: not a page elsewhere that leads its host name here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..base.texts import LANGUAGES, Phrase, phrase

LOCAL = ("127.0.0.1", "localhost", "[::1]")  #: How the own computer is called.

#: Sent with every answer. No other policy: the engine reloads the page with an inline script.
HEADERS = (
    ("Content-Security-Policy", "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"),
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)

Environ = dict[str, Any]
Start = Callable[..., Any]
App = Callable[[Environ, Start], Iterable[bytes]]


def guarded(app: App, port: int, language: str = LANGUAGES[0]) -> App:
    """*app*, which listens at *port*, for requests that name this computer, read, and ask for an ordinary address.

    *language*: what is refused is told in it.
    """
    hosts = frozenset(f"{name}:{port}" for name in LOCAL) | (frozenset(LOCAL) if port == 80 else frozenset())

    def guard(environ: Environ, start: Start) -> Iterable[bytes]:
        def with_headers(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start(status, [*headers, *HEADERS], *more)

        refused = _refused(environ, hosts)
        if not refused:
            return app(environ, with_headers)
        status, message = refused
        body = f"{message.said(language)}\n".encode()
        length = ("Content-Length", str(len(body)))
        with_headers(status, [("Content-Type", "text/plain; charset=utf-8"), length])
        return [body]

    return guard


def _refused(environ: Environ, hosts: frozenset[str]) -> tuple[str, Phrase] | None:
    """The status and message for a request that is not answered."""
    if environ.get("HTTP_HOST", "").lower() not in hosts:
        return "421 Misdirected Request", phrase("preview.only-here", host=min(hosts))
    if environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
        return "405 Method Not Allowed", phrase("preview.only-pages")
    if not _is_ordinary(environ.get("PATH_INFO", "")):
        return "404 Not Found", phrase("preview.no-address")
    return None


def _is_ordinary(asked: str) -> bool:
    """Whether a path begins with one slash and has no sign that leads elsewhere: the engine redirects to it as it is.

    *asked* is as WSGI gives it, each byte a sign. The engine leaves out bytes that are no UTF-8, which could hide two
    slashes or two dots.
    """
    try:
        path = asked.encode("latin-1").decode()
    except UnicodeError:
        return False
    return (
        path.startswith("/")
        and not path.startswith("//")
        and "\\" not in path
        and ".." not in path.split("/")
        and not any(char < " " or char == "\x7f" for char in path)
    )
