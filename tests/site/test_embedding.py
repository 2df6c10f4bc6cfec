"""What is made for other sites can be shown there and read by their scripts, and nothing else can: in a real nginx."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from local_servers import HOST, Served, nginx
from playwright.sync_api import Browser

from kunskapsbank.hosting.headers import policy

from ..conftest import answering, program

PAGE = '<!doctype html><html lang="sv"><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n'
FILES = {
    "index.html": PAGE.format("Start"),
    "404.html": PAGE.format("Finns inte"),
    "badda-in/v1/kommuner/a/index.html": PAGE.format("Inbäddad"),
    "badda-in/v1/kommuner/a/del.html": "<p>Del</p>\n",
    "api/v1/index.json": '{"version": 1}\n',
    "data/katalog.ttl": "# Turtle\n",
    "data/graf.jsonld": "{}\n",
    "flode.atom": '<feed xmlns="http://www.w3.org/2005/Atom"/>\n',
    "konferenser/kalender.ics": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "index.md": "# Start\n",
}
TYPES = {
    "api/v1/index.json": "application/json",
    "data/katalog.ttl": "text/turtle",
    "data/graf.jsonld": "application/ld+json",
    "flode.atom": "application/atom+xml",
    "konferenser/kalender.ics": "text/calendar",
    "index.md": "text/markdown",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    program("nginx")
    root = tmp_path_factory.mktemp("inbaddat")
    for name, text in FILES.items():
        (root / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / name).write_text(text, encoding="utf-8")
    with nginx(root / "site", tmp_path_factory.mktemp("nginx")) as running:
        yield running


def headers(served: Served, path: str) -> tuple[int, dict[str, list[str]]]:
    """The status and the headers of what nginx sends for *path*, each value of a name."""
    connection = http.client.HTTPSConnection("127.0.0.1", served.https, context=ssl._create_unverified_context())
    connection.request("GET", f"/{path}", headers={"Host": HOST})
    answer = connection.getresponse()
    found: dict[str, list[str]] = {}
    for name, value in answer.getheaders():
        found.setdefault(name.lower(), []).append(value)
    connection.close()
    return answer.status, found


@pytest.mark.parametrize(
    "path", ["", "index.html", "api/v1/index.json", "badda-in/v1/saknas/", "badda-in", "x/badda-in/"]
)
def test_what_is_not_made_for_other_sites_cannot_be_framed(served: Served, path: str) -> None:
    assert headers(served, path)[1]["content-security-policy"] == [policy("/")]


@pytest.mark.parametrize("path", ["badda-in/v1/kommuner/a/", "badda-in/v1/kommuner/a/del.html"])
def test_what_is_made_for_other_sites_has_a_policy_of_its_own(served: Served, path: str) -> None:
    status, found = headers(served, path)

    assert (status, found["content-security-policy"]) == (200, [policy("/", framed=True)])
    assert found["x-content-type-options"] == ["nosniff"]


def test_scripts_of_other_sites_may_read_what_is_open_and_nothing_else(served: Served) -> None:
    given = {
        path: headers(served, path)[1].get("access-control-allow-origin") for path in (*FILES, "", "api/v1/x.json")
    }
    closed = {"", "index.html", "404.html", "index.md", "api/v1/x.json"}

    assert {path for path, value in given.items() if value is None} == closed
    assert all(value == ["*"] for path, value in given.items() if path not in closed)


@pytest.mark.parametrize(("path", "media"), TYPES.items())
def test_each_file_for_programs_is_called_what_it_is(served: Served, path: str, media: str) -> None:
    assert headers(served, path)[1]["content-type"][0].partition(";")[0] == media


def test_a_page_of_another_site_shows_the_frame_and_is_refused_the_start_page(
    served: Served, whole_chromium: Browser, tmp_path: Path
) -> None:
    frames = "".join(
        f'<iframe title="{name}" src="{served.address}/{path}"></iframe>'
        for name, path in (("inbäddad", "badda-in/v1/kommuner/a/"), ("start", ""))
    )
    (tmp_path / "index.html").write_text(f'<!doctype html><html lang="sv"><title>Värd</title>{frames}', "utf-8")
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    with answering(host), closing(whole_chromium.new_context(ignore_https_errors=True)) as context:
        page = context.new_page()
        page.route(
            f"{served.address}/**", lambda route: route.continue_(headers={**route.request.headers, "host": HOST})
        )
        page.goto(f"http://127.0.0.1:{host.server_port}/")
        shown, refused = page.frames[1:]
        assert shown.locator("h1").inner_text() == "Inbäddad"
        assert refused.url.startswith("chrome-error:")
