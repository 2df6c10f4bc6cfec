"""A real room in a process of its own, and browsers that ask it."""

from __future__ import annotations

import http.client
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from kunskapsbank.editing.accounts import Accounts, roles_up_to
from kunskapsbank.editing.people import Person

from .conftest import PATIENCE, REPO, ended
from .test_cli import free_port

HOST = "redaktion.example.se"  #: How the room of a team is called here.
HOME = f"https://{HOST}"
PASSWORD = "fyra ord som inte hör ihop"
FEW, OWN = "few", "own"  #: Which pages a room has.
APPS = [FEW, *([OWN] if (REPO / "src/kunskapsbank/editing/app.py").is_file() else [])]


@dataclass
class Answer:
    """What a browser was sent."""

    status: int
    headers: Mapping[str, list[str]]
    text: str

    def header(self, name: str) -> str:
        """The one value of the header *name*; empty when there is none."""
        values = self.headers.get(name, [])
        assert len(values) <= 1, (name, values)
        return values[0] if values else ""

    @property
    def csrf(self) -> str:
        """What a form of the page holds."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.text)
        return unescape(found[1]) if found else ""


@dataclass
class RoomHere:
    """A room that runs."""

    root: Path
    port: int
    log: Path  #: All that the process has said.
    process: subprocess.Popen[bytes]

    def accounts(self) -> Accounts:
        """Who may come in."""
        return Accounts(self.root)

    def said(self) -> str:
        """All that the process has said."""
        return self.log.read_text(encoding="utf-8")


@dataclass
class Visitor:
    """A browser that does only what it is told."""

    room: RoomHere
    host: str = HOST
    home: str = HOME
    cookies: dict[str, str] = field(default_factory=dict)
    secure: bool = False  #: Whether it speaks HTTPS, whoever has made the certificate.

    def cookie_line(self, **more: str) -> str:
        """What the browser sends as ``Cookie``, with *more*."""
        return "; ".join(f"{name}={value}" for name, value in {**self.cookies, **more}.items())

    def ask(
        self, method: str, path: str, body: bytes | str | None = None, headers: Mapping[str, str | None] | None = None
    ) -> Answer:
        """The answer to one request; a header that is None is left out."""
        own = {
            "Host": self.host,
            "Cookie": self.cookie_line() or None,
            "Accept": "text/html",
            **({"Origin": self.home} if method == "POST" else {}),
            **(headers or {}),
        }
        connection = self._connection()
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in own.items():
            if value is not None:
                connection.putheader(name, value)
        data = body.encode() if isinstance(body, str) else body
        if data is not None and "Content-Length" not in own:
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        got = connection.getresponse()
        fields: dict[str, list[str]] = {}
        for name, value in got.getheaders():
            fields.setdefault(name.lower(), []).append(value)
        answer = Answer(got.status, fields, got.read().decode(errors="replace"))
        connection.close()
        for line in fields.get("set-cookie", []):
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value.strip('"')
            if not self.cookies[name]:
                del self.cookies[name]
        return answer

    def _connection(self) -> http.client.HTTPConnection:
        if not self.secure:
            return http.client.HTTPConnection("127.0.0.1", self.room.port, timeout=PATIENCE)
        context = ssl._create_unverified_context()
        return http.client.HTTPSConnection("127.0.0.1", self.room.port, timeout=PATIENCE, context=context)

    def get(self, path: str, **headers: str | None) -> Answer:
        """Open an address."""
        return self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, fields: Mapping[str, str], **headers: str | None) -> Answer:
        """Send a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", path, urlencode(fields), {**kind, **more})

    def log_in(self, login: str = "anna", password: str = PASSWORD, **headers: str) -> Answer:
        """Send the form of the log-in page."""
        return self.post("/logga-in", {"login": login, "losenord": password, "vidare": "/"}, **headers)

    def csrf(self) -> str:
        """What the forms of this session hold."""
        return self.get("/").csrf


def let_in(root: Path, *logins: str, role: str = "publicerar", password: str | None = PASSWORD) -> None:
    """Give each of *logins* an account in the room of *root*."""
    for login in logins:
        person = Person(login, login.title(), f"{login}@example.se", roles_up_to(role))
        Accounts(root).add(person, role, password)


@contextmanager
def room_of(root: Path, *command: str, pages: str = FEW) -> Iterator[RoomHere]:
    """``kb *command*`` of the project in *root*, until the block ends; it must still be there then, and stop cleanly.

    *pages*: its own, or a few that the tests know.
    """
    port = free_port()
    log = root.parent / f"{root.name}-{port}.log"
    program = [sys.executable, "-m", "tests.room_server", pages, "--projekt", str(root), *command, "--port", str(port)]
    with log.open("wb") as out, subprocess.Popen(program, cwd=REPO, stdout=out, stderr=out) as process:
        room = RoomHere(root, port, log, process)
        try:
            _until_it_is_open(room)
            yield room
            assert process.poll() is None, room.said()
        finally:
            ended(process)
    assert process.returncode == 0, room.said()


def _until_it_is_open(room: RoomHere) -> None:
    started = time.monotonic()
    while "http" not in room.said():
        assert room.process.poll() is None, room.said()
        assert time.monotonic() - started < PATIENCE, room.said()
        time.sleep(0.05)
