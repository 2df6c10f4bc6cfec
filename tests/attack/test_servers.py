"""nginx, Apache and Caddy with the shipped configurations: what each answers to whatever it is asked."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import pytest
from local_servers import HOST, Served, apache, caddy, nginx

from kunskapsbank.hosting.headers import HEADERS, IMMUTABLE, REVALIDATE

from ..conftest import program

pytestmark = pytest.mark.slow

SERVERS = {"nginx": nginx, "apache2": apache, "caddy": caddy}
VERSION = "/kod/0123456789abcdef"
FILES = {
    "index.html": "start",
    "404.html": "saknas",
    "sida/index.html": "sida",
    f"{VERSION[1:]}/stil.css": "a{}",
    "assets/a.txt": "abcdef",
}


@dataclass(frozen=True)
class Server:
    """One that runs."""

    name: str
    served: Served

    def ask(self, request: bytes, secure: bool = True) -> Answer | None:
        """What it answers to the bytes *request*; None when it hangs up."""
        port = self.served.https if secure else self.served.http
        said = b""
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 10) as plain:
            context = ssl._create_unverified_context()
            connection = context.wrap_socket(plain, server_hostname=HOST) if secure else plain
            connection.sendall(request)
            while more := connection.recv(65536):
                said += more
        return Answer.read(said) if said else None


@dataclass(frozen=True)
class Answer:
    """An answer, read without any library's leniency."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    @classmethod
    def read(cls, data: bytes) -> Answer:
        """Read one."""
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return cls(int(first.split()[1]), [(name.lower(), value.strip()) for name, _, value in pairs], body)

    def all(self, name: str) -> list[str]:
        """The values of the header *name*."""
        return [value for one, value in self.headers if one == name.lower()]


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    program(request.param, *(["httpd"] if request.param == "apache2" else []))
    work = tmp_path_factory.mktemp(request.param)
    for name, text in FILES.items():
        (work / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (work / "site" / name).write_text(text, encoding="utf-8")
    (work / "site").chmod(0o755)
    with SERVERS[request.param](work / "site", work / "server") as served:
        yield Server(request.param, served)


def asked(line: str, *more: str, host: str = HOST) -> bytes:
    """A request."""
    return "".join(
        f"{one}\r\n" for one in (f"{line} HTTP/1.1", f"Host: {host}", "Connection: close", *more, "")
    ).encode()


REQUESTS: Mapping[str, tuple[bytes, set[int]]] = {
    "the start page": (asked("GET /"), {200}),
    "a page": (asked("GET /sida/"), {200}),
    "a style": (asked(f"GET {VERSION}/stil.css"), {200}),
    "the head of a page": (asked("HEAD /sida/"), {200}),
    "a part": (asked("GET /assets/a.txt", "Range: bytes=0-2"), {206}),
    "a part that is not there": (asked("GET /assets/a.txt", "Range: bytes=99-"), {416}),
    "a page without its slash": (asked("GET /sida"), {301, 308}),
    "a page that is not there": (asked("GET /finns-inte/"), {404}),
    "a style that is not there": (asked(f"GET {VERSION}/finns-inte.css"), {404}),
    "a folder": (asked("GET /assets/"), {404}),
    "a slash in disguise": (asked("GET /kod%2f..%2fassets/a.txt"), {404}),
    "a slash in disguise, in capitals": (asked("GET /kod/..%2Fassets/a.txt"), {404}),
    "a slash in disguise behind a dot in disguise": (asked("GET /kod/%2e%2e%2fassets/a.txt"), {404}),
    "a slash in disguise in a good address": (asked("GET /kod%2F0123456789abcdef%2Fstil.css"), {404}),
    "a backslash in disguise": (asked("GET /kod%5c..%5cassets%5ca.txt"), {404}),
    "a slash in disguise twice": (asked("GET /kod/%252e%252e%252fassets/a.txt"), {404}),
    "up from the root": (asked("GET /../../../../etc/passwd"), {400, 404}),
    "up from the root in disguise": (asked("GET /%2e%2e/%2e%2e/%2e%2e/etc/passwd"), {400, 404}),
    "a zero": (asked("GET /sida%00/"), {400, 404}),
    "another host in the address": (asked("GET //ond.example/..%2fsida"), {404}),
    "a line break": (asked("GET /sida%0d%0aX-Ond:%20a"), {404}),
    "TRACE": (asked("TRACE /sida/", "X-Ond: a"), {405}),
    "POST": (asked("POST /sida/", "Content-Length: 0"), {405}),
    "PUT": (asked("PUT /sida/", "Content-Length: 0"), {405}),
    "DELETE": (asked("DELETE /sida/"), {405}),
    "OPTIONS": (asked("OPTIONS /sida/"), {405}),
    "PROPFIND": (asked("PROPFIND /sida/"), {405}),
    "a method that is none": (asked("OND /sida/"), {405, 501}),
    "two lengths": (asked("POST /sida/", "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n", {400, 405}),
    "a very long address": (asked(f"GET /{'a' * 20_000}"), {404, 414, 500}),
}
STRANGE: Mapping[str, bytes] = {
    "another host": asked("GET /", host="ond.example"),
    "another host that ends as ours": asked("GET /sida", host=f"ond.{HOST}"),
    "another host with an account": asked("GET /sida", host=f"{HOST}@ond.example"),
    "another host as an address": asked("GET https://ond.example/sida"),
    "no host": b"GET /sida HTTP/1.1\r\nConnection: close\r\n\r\n",
    "two hosts": asked("GET /sida", "Host: ond.example"),
    "an old request without a host": b"GET /sida HTTP/1.0\r\n\r\n",
    "half a sign in disguise": asked("GET /%"),
    "no request": b"\0\1\2\r\n\r\n",
    "a version that is none": b"GET /sida HTTP/9.9\r\nHost: ond.example\r\nConnection: close\r\n\r\n",
}
"""What is no question to the site: refused, or not answered at all."""


@pytest.mark.parametrize("name", REQUESTS)
def test_every_server_answers_as_it_should_with_every_header_once(name: str, server: Server) -> None:
    request, statuses = REQUESTS[name]

    answer = server.ask(request)

    assert answer
    assert answer.status in statuses
    assert {header: answer.all(header) for header in HEADERS} == {header: [value] for header, value in HEADERS.items()}
    assert answer.all("cache-control") == [IMMUTABLE if name == "a style" else REVALIDATE]
    assert all(location in ("/sida/", f"https://{HOST}/sida/") for location in answer.all("location"))
    assert answer.all("x-ond") == []
    assert b"X-Ond" not in answer.body
    assert b"root:" not in answer.body
    assert answer.status == 206 or b"abc" not in answer.body


def test_what_a_reader_has_already_is_not_sent_again_and_has_every_header(server: Server) -> None:
    first = server.ask(asked("GET /sida/"))
    assert first
    again = server.ask(asked("GET /sida/", f"If-None-Match: {first.all('etag')[0]}"))

    assert again
    assert (again.status, again.body) == (304, b"")
    assert {header: again.all(header) for header in HEADERS} == {header: [value] for header, value in HEADERS.items()}


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "secure"])
@pytest.mark.parametrize("request_", STRANGE.values(), ids=STRANGE)
def test_what_is_no_question_to_the_site_is_refused_and_nothing_of_it_is_sent_back(
    request_: bytes, secure: bool, server: Server
) -> None:
    answer = server.ask(request_, secure)

    if answer:
        assert 400 <= answer.status < 600 or (not secure and answer.all("location") == [f"https://{HOST}/sida"])
        assert b"ond.example" not in answer.body
        assert [one for one in answer.all("location") if not one.startswith(f"https://{HOST}/")] == []


MALFORMED: Mapping[str, bytes] = {
    "no host": STRANGE["no host"],
    "two hosts": STRANGE["two hosts"],
    "a host with an account": STRANGE["another host with an account"],
    "a host with a space": asked("GET /", host="ond.example a"),
    "half a sign in disguise": STRANGE["half a sign in disguise"],
    "no request": STRANGE["no request"],
    "a version that is none": STRANGE["a version that is none"],
    "a header with a space in its name": asked("GET /", "Ond Header: ond"),
    "a header without a value": asked("GET /", "ond"),
    "a header with a sign of control": asked("GET /", "Ond: a\x01ond"),
    "a header without an end": asked("GET /", f"Ond: {'a' * 1_100_000}"),
    "a length that is none": asked("POST /", "Content-Length: ond"),
    "a length below nothing": asked("POST /", "Content-Length: -5"),
    "two other lengths": asked("POST /", "Content-Length: 5", "Content-Length: 6"),
    "an encoding that is none": asked("POST /", "Transfer-Encoding: ond"),
    "an expectation that is none": asked("GET /", "Expect: ond"),
    "an address with a space": asked("GET /ond ond"),
    "an address that does not begin": asked("GET ond"),
    "an address with half a host": asked("GET http://[::1"),
}
"""What no server can read as a request, or need not."""
CADDY_ALONE = {400, 417, 431, 501, 505}  #: What the library below Caddy answers itself, before its configuration.


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_malformed_has_every_header_or_an_answer_that_holds_nothing_of_it(name: str, server: Server) -> None:
    """Caddy's library (Go's net/http) sends a line of plain text without headers; no configuration can reach it."""
    answer = server.ask(MALFORMED[name])

    if not answer:
        return
    assert b"ond" not in answer.body
    assert answer.all("location") == []
    if server.name == "caddy" and answer.status in CADDY_ALONE:
        assert answer.all("content-type") in ([], ["text/plain; charset=utf-8"])
        assert len(answer.body) < 100
        return
    assert {header: answer.all(header) for header in HEADERS} == {header: [value] for header, value in HEADERS.items()}
    assert answer.status == 200 or 400 <= answer.status < 600


def test_plain_http_leads_to_the_same_address_over_https(server: Server) -> None:
    answer = server.ask(asked("GET /sida/?a=b"), secure=False)

    assert answer
    assert (answer.status, answer.all("location")) == (301, [f"https://{HOST}/sida/?a=b"])
    assert answer.all("strict-transport-security") == []
