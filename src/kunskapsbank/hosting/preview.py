"""The preview answers the writer's own browser and nobody else: not a page elsewhere that leads its host name here.

The server is the standard library's, as MkDocs' was, and what sees that files change is the package that came with it:
one browser on the same computer asks for little, and nothing new has to be locked and followed.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, quote
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from ..base.parts import STANDARD
from ..base.texts import LANGUAGES, Phrase, phrase
from ..pipeline.preview import Preview
from ..reading.folders import Unreadable
from .bar import EDIT, OWN, bar_of, edit_bar, form_of, room_closed, with_bar
from .desk import Desk
from .media_types import media_type

LOCAL = ("127.0.0.1", "localhost", "[::1]")  #: How the own computer is called.

#: Sent with every answer; what a page may load is told by the policy in it, as in what is published.
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

        try:
            refused = _refused(environ, hosts)
            if not refused:
                return app(environ, with_headers)
            status, message = refused
        except Exception as error:  # The server's own answer has none of the headers.
            status, message = "500 Internal Server Error", phrase("preview.failed", error=type(error).__name__)
        body = f"{message.said(language)}\n".encode()
        length = ("Content-Length", str(len(body)))
        with_headers(status, [("Content-Type", "text/plain; charset=utf-8"), length])
        return [body]

    return guard


def _refused(environ: Environ, hosts: frozenset[str]) -> tuple[str, Phrase] | None:
    """The status and message for a request that is not answered."""
    if environ.get("HTTP_HOST", "").lower() not in hosts:
        return "421 Misdirected Request", phrase("preview.only-here", host=min(hosts))
    if not _asks_itself(environ):
        return "403 Forbidden", phrase("preview.other-site")
    if environ.get("REQUEST_METHOD") not in ("GET", "HEAD"):
        return "405 Method Not Allowed", phrase("preview.only-pages")
    if not _leads_here(environ.get("PATH_INFO", "")):
        return "404 Not Found", phrase("preview.no-address")
    return None


def _asks_itself(environ: Environ) -> bool:
    """Whether the preview's own pages ask, or somebody who opens a page: by a link from elsewhere too.

    Another site can read nothing that it fetches, but each fetch is work: a file to hand out is made when it is asked
    for (Fetch Metadata Request Headers, W3C; browsers send them for this computer's own addresses).
    """
    site, mode, sort = (environ.get(f"HTTP_SEC_FETCH_{name}", "") for name in ("SITE", "MODE", "DEST"))
    return site in ("", "same-origin", "none") or (mode == "navigate" and sort == "document")


def _leads_here(asked: str) -> bool:
    """Whether *asked* is ordinary: a path as WSGI gives it, each byte a sign.

    The engine leaves out bytes that are no UTF-8, which could hide two slashes or two dots.
    """
    try:
        return is_ordinary(asked.encode("latin-1").decode())
    except UnicodeError:
        return False


def is_ordinary(path: str) -> bool:
    """Whether *path* begins with one slash and has no sign that leads elsewhere: a browser may be sent to it."""
    return (
        path.startswith("/")
        and not path.startswith("//")
        and "\\" not in path
        and ".." not in path.split("/")
        and not any(char < " " or char == "\x7f" for char in path)
    )


_FILES = STANDARD / "preview"
_ASKS_FOR = 20.0  #: Seconds that a browser waits for news before it asks again.


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser is sent."""

    status: str
    body: bytes
    type: str = "text/html; charset=utf-8"
    location: str = ""


@dataclass(frozen=True)
class Answers:
    """What the preview of one project answers."""

    preview: Preview
    desk: Desk
    root: Path
    language: str  #: What faults are told in.
    notices: tuple[Phrase, ...] = ()  #: What is said on top of every page.
    room: Callable[[], int | None] = lambda: None  #: At which port of this computer the editing room answers.

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer as WSGI asks."""
        path = environ.get("PATH_INFO", "/").encode("latin-1").decode()[1:]
        question = environ.get("QUERY_STRING", "")
        answer = self._own(path, question) if path.startswith(OWN) else self.desk.ask(partial(self._shown, path))
        length = ("Content-Length", str(len(answer.body)))
        headers = [("Content-Type", answer.type), length]
        start(answer.status, [*headers, *([("Location", answer.location)] if answer.location else [])])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _own(self, path: str, question: str) -> Answer:
        """What the preview itself has: its script and style, and news of a page."""
        if path == f"{OWN}nytt":
            asked = parse_qs(question)
            return self._news(asked.get("sida", ["/"])[0].removeprefix("/"), asked.get("tagg", [""])[0])
        if path == EDIT:
            return self._edited(parse_qs(question).get("fil", [""])[0])
        file = {one.name: one for one in _FILES.iterdir()}.get(path.removeprefix(OWN))
        if file is None:
            return Answer("404 Not Found", b"", "text/plain")
        return Answer("200 OK", file.read_bytes(), media_type(file.name))

    def _edited(self, source: str) -> Answer:
        """The way to the form of the record in the file *source*, or to the room's start; or how the room is opened."""
        port = self.room()
        if port is None:
            return Answer("200 OK", room_closed(self.root, source, self.language).encode())
        return Answer("302 Found", b"", location=f"http://127.0.0.1:{port}{form_of(source)}")

    def _news(self, address: str, tag: str) -> Answer:
        """The tag of the page at *address* as soon as it is another than *tag*; or *tag* after a while."""
        until = time.monotonic() + _ASKS_FOR
        while True:
            version = self.desk.version
            now = self.desk.ask(lambda: self._page(address)[1])
            if now != tag or not self.desk.wait(version, until):
                return Answer("200 OK", json.dumps({"tagg": now}).encode(), "application/json")

    def _shown(self, path: str) -> Answer:
        """The page or the file at *path*."""
        address = path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path
        if not self.preview.has_page(address):
            try:
                file = self.preview.file(f"{address}index.html" if address.endswith("/") else address)
            except (OSError, Unreadable):  # It has been swapped since it was judged.
                file = None
            if file is not None:
                name = "index.html" if address.endswith("/") else address
                return Answer("200 OK", file, media_type(name))
            if self.preview.has_page(f"{address}/"):
                return Answer("302 Found", b"", location=f"/{quote(address)}/")
        html, _, found = self._page(address)
        return Answer("200 OK" if found else "404 Not Found", html.encode())

    def _page(self, address: str) -> tuple[str, str, bool]:
        """The page at *address*, its tag, and whether there is one."""
        shown = self.preview.page(address)
        notices = (*self.notices, *([shown.mark] if shown.mark else []))
        bar = bar_of(self.root, shown.faults, notices, self.language) + edit_bar(shown.source, self.language)
        html, tag = with_bar(shown.html, address, bar, self.preview.name)
        return html, tag, shown.found


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class _Quiet(WSGIRequestHandler):
    """Writes no line for each request: the terminal is for faults. Who says nothing is not waited for."""

    timeout = 2 * _ASKS_FOR

    def handle(self) -> None:
        """Answer, unless whoever asks has gone."""
        with suppress(OSError):
            super().handle()

    def end_headers(self) -> None:
        """Send the headers of :data:`HEADERS` with what is no request too; the rest is answered by the application."""
        for name, value in HEADERS:
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing."""


@contextmanager
def serving(app: App, port: int, language: str = LANGUAGES[0]) -> Iterator[None]:
    """Answer with *app* on *port* of this computer, from threads of its own; *language*: what it refuses in.

    Raises:
        OSError: If the port cannot be used.
    """
    server = _Server(("127.0.0.1", port), _Quiet)
    server.set_app(guarded(app, port, language))
    thread = Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def other_day(day: dt.date) -> Phrase:
    """What is said of a preview that is not of today."""
    return phrase("preview.other-day", day=day.isoformat())
