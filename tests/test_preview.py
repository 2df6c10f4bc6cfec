"""The preview answers the writer's own browser and nobody else."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from kunskapsbank.hosting.desk import Desk
from kunskapsbank.hosting.preview import HEADERS, Answers, serving
from kunskapsbank.pipeline.preview import Preview, Shown

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
        return None


@pytest.fixture
def port() -> Iterator[int]:
    """The port of a preview of two pages."""
    desk, number = Desk(), free_port()
    threading.Thread(target=desk.run, args=(lambda: iter(()),), daemon=True).start()
    with serving(Answers(cast(Preview, Two()), desk, Path(), "sv"), number):
        yield number


def ask(port: int, path: str = "/", host: str | None = None, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of one request, its path sent as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    if host != "":
        connection.putheader("Host", host or f"127.0.0.1:{port}")
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


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


@pytest.mark.parametrize("path", ["/", "/mapp", "/mapp/", "/saknas", "/%00", "/__kb/visa.js", "/__kb/nytt?tagg=x"])
def test_no_answer_may_be_framed_or_read_by_another_site(port: int, path: str) -> None:
    _, headers, _ = ask(port, path)

    assert {name.lower(): value for name, value in HEADERS}.items() <= headers.items()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_a_preview_is_only_read(port: int, method: str) -> None:
    assert ask(port, method=method)[0] == 405


def test_a_folder_without_its_slash_leads_to_itself(port: int) -> None:
    status, headers, _ = ask(port, "/mapp")

    assert (status, headers["location"]) == (302, "/mapp/")
