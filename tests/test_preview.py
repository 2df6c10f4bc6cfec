"""The preview answers the writer's own browser and nobody else."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import pytest

from kunskapsbank.base.texts import phrase
from kunskapsbank.editing.nearby import open_at, port_of
from kunskapsbank.hosting import desk as desk_module
from kunskapsbank.hosting.desk import Desk
from kunskapsbank.hosting.preview import HEADERS, Answers, _Quiet, serving
from kunskapsbank.pipeline.preview import Preview, Shown
from kunskapsbank.reading.folders import Unreadable

from .conftest import PATIENCE, record, write_whole_project
from .test_cli import free_port

PAGES = {"": "start", "mapp/": "mapp"}


class Two:
    """A preview of two pages."""

    name = "Prov"

    def has_page(self, address: str) -> bool:
        return address in PAGES

    def page(self, address: str) -> Shown:
        return Shown(f"<head></head><body>{PAGES.get(address, 'finns inte')}</body>", address in PAGES, ())

    def file(self, address: str) -> bytes | None:
        match address:
            case "skadad.png":
                raise Unreadable(phrase("not-whole-json"))
            case "fel.png":
                raise ZeroDivisionError
        return None


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of a preview of two pages, which nothing that is asked of it changes."""
    desk, number = Desk(), free_port()
    threading.Thread(target=desk.run, args=(lambda: iter(()),), daemon=True).start()
    with serving(Answers(cast(Preview, Two()), desk, Path(), "sv"), number):
        yield number


def ask(
    port: int, path: str = "/", host: str | None = None, method: str = "GET", fetch: tuple[str, ...] = ()
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one request, its path sent as it is. *fetch*: what a browser says of who asks."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.putrequest(method, path, skip_host=True)
    if host != "":
        connection.putheader("Host", host or f"127.0.0.1:{port}")
    for name, value in zip(("Site", "Mode", "Dest"), fetch, strict=False):
        connection.putheader(f"Sec-Fetch-{name}", value)
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def test_cycles_are_looked_for_once_all_is_done_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a large site that takes as long as many pages, and else comes when the memory fills: while somebody waits."""
    desk, done = Desk(), list[str]()

    def look() -> None:
        done.append("cycles")
        desk.stop()

    def steps() -> Iterator[None]:
        for step in ("read", "draw"):
            done.append(step)
            yield

    monkeypatch.setattr("kunskapsbank.hosting.desk._look_for_cycles", look)
    desk.run(steps)

    assert done == ["read", "draw", "cycles"]


@pytest.mark.parametrize("host", ["127.0.0.1:{}", "localhost:{}", "LOCALHOST:{}", "[::1]:{}"])
def test_the_writers_own_browser_is_answered(port: int, host: str) -> None:
    status, _, body = ask(port, host=host.format(port))

    assert (status, body.endswith(b"<body>start</body>")) == (200, True)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{}",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost:{}.evil.example",
        "evil.example,localhost:{}",
        "localhost:{}@evil.example",
        "127.0.0.1.nip.io:{}",
        "0.0.0.0:{}",
        "",
    ],
)
def test_a_name_that_somebody_else_led_here_is_not_answered(port: int, host: str) -> None:
    status, headers, body = ask(port, host=host.format(port) if host else "")

    assert status == 421
    assert b"start" not in body
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/mapp%00/",
        "/a%0d%0aSet-Cookie:x",
        "//evil.example/../mapp",
        "//evil.example",
        "/%5cevil.example/%2e%2e/mapp",
        "/\\evil.example",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "http://evil.example/",
        "/%1b[2J",
        f"/{'a' * 9000}",
        f"/{'a' * 300}",
        "/%ff%fe",
        "/%ff/mapp",
        "/mapp/.%ff./mapp",
        "*",
    ],
)
def test_an_odd_address_is_not_found_and_leads_nowhere(port: int, path: str) -> None:
    status, headers, _ = ask(port, path)

    assert status == 404
    assert "location" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/mapp",
        "/mapp/",
        "/saknas",
        "/%00",
        "/__kb/visa.js",
        "/__kb/nytt?tagg=x",
        "/skadad.png",
        "/fel.png",
        f"/{'a' * 70_000}",
    ],
)
def test_no_answer_may_be_framed_or_read_by_another_site(port: int, path: str) -> None:
    _, headers, _ = ask(port, path)

    assert {name.lower(): value for name, value in HEADERS}.items() <= headers.items()


@pytest.mark.parametrize(("path", "status"), [("/skadad.png", 404), ("/fel.png", 500)])
def test_a_file_that_is_swapped_or_fails_is_an_answer_of_ours(port: int, path: str, status: int) -> None:
    answered, _, body = ask(port, path)

    assert answered == status
    assert b"administrator" not in body


@pytest.mark.parametrize(
    "fetch",
    [
        ("cross-site", "no-cors", "image"),
        ("cross-site", "no-cors", "script"),
        ("cross-site", "cors", "empty"),
        ("same-site", "no-cors", "empty"),
        ("cross-site", "navigate", "iframe"),
        ("cross-site", "navigate", "embed"),
        ("same-site", "websocket", "websocket"),
        ("cross-site", "navigate"),
        ("cross-site",),
    ],
)
@pytest.mark.parametrize("path", ["/", "/__kb/nytt?tagg=x", "/blad.pdf"])
def test_another_site_has_no_work_done(port: int, path: str, fetch: tuple[str, ...]) -> None:
    status, _, body = ask(port, path, fetch=fetch)

    assert (status, b"start" in body) == (403, False)


@pytest.mark.parametrize(
    "fetch",
    [(), ("none", "navigate", "document"), ("same-origin", "cors", "empty"), ("cross-site", "navigate", "document")],
)
def test_who_opens_a_page_is_answered_wherever_the_link_is(port: int, fetch: tuple[str, ...]) -> None:
    assert ask(port, fetch=fetch)[0] == 200


def test_who_says_nothing_or_no_request_is_answered_with_every_header_or_left(port: int) -> None:
    """And no request waits for the others."""
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(50)]
    for one in silent:
        one.sendall(b"GET / HTTP/1.1\r\n")
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as other:
        other.sendall(b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 300 + b"\r\n")
        said = b"".join(iter(lambda: other.recv(65536), b"")).decode()

    assert all(f"{name}: {value}" in said for name, value in HEADERS)
    assert ask(port)[0] == 200
    assert _Quiet.timeout
    for one in silent:
        one.close()


@pytest.mark.parametrize("name", ["visa.js", "visa.css"])
def test_the_previews_own_files_are_those_beside_it_and_no_others(port: int, name: str) -> None:
    assert ask(port, f"/__kb/{name}")[0] == 200
    for odd in (
        f"/__kb/./{name}",
        f"/__kb//{name}",
        f"/__kb/{name}/",
        "/__kb/",
        "/__kb//etc/hostname",
        "/__kb/C:visa.js",
    ):
        assert ask(port, odd)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_a_preview_is_only_read(port: int, method: str) -> None:
    assert ask(port, method=method)[0] == 405


def test_a_folder_without_its_slash_leads_to_itself(port: int) -> None:
    status, headers, _ = ask(port, "/mapp")

    assert (status, headers["location"]) == (302, "/mapp/")


def test_after_a_change_questions_come_before_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "_TURN", 3600.0)
    desk, done = Desk(), list[str]()

    def steps() -> Iterator[None]:
        done.append("first")
        yield
        done.append("rest")

    thread = threading.Thread(target=desk.run, args=(steps,))
    thread.start()
    answers = [desk.ask(lambda: [*done]) for _ in range(3)]
    desk.stop()
    thread.join()

    assert answers == [["first"]] * 3


LOST = """
import os, signal
from kunskapsbank.pipeline.preview import Preview

class Deaf:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(10_000):
            pass  # The handler runs here, where Python lets no exception through.

def steps(self):
    Deaf()
    yield

Preview.steps = steps
from kunskapsbank.__main__ import main
main()
"""


def test_a_preview_stops_also_when_the_signal_comes_where_no_exception_gets_through(tmp_path: Path) -> None:
    write_whole_project(tmp_path, {"begrepp/a.md": record()})
    command = [sys.executable, "-c", LOST, "serve", "--port", str(free_port())]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def beside_room(tmp_path: Path) -> Iterator[tuple[int, list[int]]]:
    """The port of a preview, and where the room answers: nowhere, until somebody says."""
    desk, number, rooms = Desk(), free_port(), list[int]()
    threading.Thread(target=desk.run, args=(lambda: iter(()),), daemon=True).start()
    answers = Answers(cast(Preview, Two()), desk, tmp_path, "sv", room=lambda: rooms[0] if rooms else None)
    with serving(answers, number):
        yield number, rooms


@pytest.mark.parametrize(
    ("source", "form"),
    [
        pytest.param("content/ord/lan.md", "/post/ord/lan", id="a record"),
        pytest.param("content/ord/lan.sv-x-lattlast.md", "/post/ord/lan.sv-x-lattlast", id="a translation"),
        pytest.param("docs/index.md", "/", id="a page that is no record"),
        pytest.param("", "/", id="nothing"),
        pytest.param("content/ord/../../x.md", "/", id="a way out"),
        pytest.param("content//evil.example/x.md", "/", id="another host"),
        pytest.param("content/ord/lan.md\r\nSet-Cookie: a", "/", id="a header"),
    ],
)
def test_a_page_leads_to_its_form_in_the_room_that_is_open_and_nowhere_else(
    beside_room: tuple[int, list[int]], source: str, form: str
) -> None:
    port, rooms = beside_room
    rooms.append(4321)

    status, headers, _ = ask(port, f"/__kb/andra?{urlencode({'fil': source})}")

    assert (status, headers["location"], headers.get("set-cookie")) == (302, f"http://127.0.0.1:4321{form}", None)


def test_a_page_says_how_the_room_is_opened_when_it_is_not(beside_room: tuple[int, list[int]]) -> None:
    status, headers, body = ask(beside_room[0], "/__kb/andra?fil=content/ord/lan.md")

    assert (status, "location" in headers) == (200, False)
    assert "Skriv kb redigera i en terminal" in body.decode()
    assert "/__kb/andra?fil=content%2Ford%2Flan.md" in body.decode()


def test_the_room_is_known_while_it_answers_and_no_longer(tmp_path: Path) -> None:
    assert port_of(tmp_path) is None
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number = listening.getsockname()[1]
        with open_at(tmp_path, number):
            assert port_of(tmp_path) == number
        assert port_of(tmp_path) is None
        stale = open_at(tmp_path, number)
        stale.__enter__()
    assert port_of(tmp_path) is None
    for foreign in (99_999, 0, -1):
        with open_at(tmp_path, foreign):
            assert port_of(tmp_path) is None
