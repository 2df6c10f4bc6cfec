"""Files that attack do nothing in a real browser once they have been through the project, though no policy is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from kunskapsbank.hosting.headers import HEADERS
from kunskapsbank.media.metadata import stripped
from kunskapsbank.reading.folders import Unreadable

from ..conftest import REPO, answering
from .svg import INSIDE, MARK, files, svg
from .test_drawings import KEPT

pytestmark = pytest.mark.slow

TYPES = {
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
}


@dataclass
class Bare:
    """A server that sends files with their type and no header of safety, and remembers who asked for the mark."""

    address: str
    files: dict[str, bytes] = field(default_factory=dict)  #: By name.
    marked: set[str] = field(default_factory=set)  #: The names of those that asked.
    headers: Mapping[str, str] = field(default_factory=dict)  #: Sent with every answer.


@pytest.fixture
def bare() -> Iterator[Bare]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = urlsplit(self.path).path.lstrip("/")
            if self.path.startswith(MARK):
                served.marked.add(urlsplit(self.headers.get("Referer", "unknown")).path.lstrip("/"))
            self.send_response(200 if name in served.files else 404)
            self.send_header("Content-Type", TYPES.get(name[name.rfind(".") :], "text/plain"))
            for header, value in served.headers.items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(served.files.get(name, b""))

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = Bare(f"http://127.0.0.1:{httpd.server_port}/")
    with answering(httpd):
        yield served


@pytest.fixture
def page(whole_chromium: Browser) -> Iterator[Page]:
    opened = whole_chromium.new_page(viewport={"width": 300, "height": 300})
    yield opened
    opened.close()


FOLLOW = "for (const a of document.querySelectorAll('a')) a.dispatchEvent(new MouseEvent('click'))"
Frames = Callable[[Mapping[str, bytes]], set[str]]


@pytest.fixture
def marked(bare: Bare, page: Page) -> Frames:
    """Shows files as documents, objects and pictures on one page and follows their links; gives the names of those
    whose attack worked."""

    def show(attacks: Mapping[str, bytes]) -> set[str]:
        numbered = dict(enumerate(attacks))
        bare.files = {f"{number}.svg": attacks[name] for number, name in numbered.items()}
        bare.files["alla.html"] = "".join(
            f'<iframe src="{number}.svg"></iframe><object data="{number}.svg"></object><img src="{number}.svg">'
            for number in numbered
        ).encode()
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.goto(f"{bare.address}alla.html", wait_until="load")
        for frame in page.frames[1:]:
            with suppress(Exception):  # The frame may have gone where its link led.
                frame.evaluate(FOLLOW)
        page.goto("about:blank")
        return {numbered[int(name.removesuffix(".svg"))] if name.endswith(".svg") else name for name in bare.marked}

    return show


def cleaned(attacks: Mapping[str, bytes]) -> dict[str, bytes]:
    """What would be published of *attacks* if nobody listened to the errors."""
    found = {}
    for name, data in attacks.items():
        with suppress(Unreadable):
            found[name] = stripped(data, ".svg")
    return found


def test_no_drawing_that_attacks_does_anything_once_it_is_cleaned(marked: Frames) -> None:
    attacks = cleaned(files())

    assert len(attacks) >= len(INSIDE)
    assert marked(attacks) == set()


def test_the_same_drawings_do_attack_as_they_came(marked: Frames) -> None:
    worked = marked({name: svg(text) for name, text in INSIDE.items()})

    assert {
        "a script with a prefix",
        "a script of HTML",
        "a style that imports",
        "a link that runs",
        "a picture from elsewhere",
    } <= worked
    assert len(worked) > 30


DRAWINGS = {
    **{path.name: path.read_bytes() for path in sorted((REPO / "docs").rglob("*.svg"))},
    **{name: svg(f"{inside}<text y='50'>prov</text>", 'fill="#14524a"') for name, inside in KEPT.items()},
}


@pytest.mark.parametrize("data", DRAWINGS.values(), ids=DRAWINGS)
def test_a_drawing_looks_the_same_before_and_after_it_is_cleaned(data: bytes, bare: Bare, page: Page) -> None:
    bare.files = {
        "a.svg": data,
        "b.svg": stripped(data, ".svg"),
        "a.html": b'<img src="a.svg" width="280">',
        "b.html": b'<img src="b.svg" width="280">',
    }
    shown = []
    for name in ("a.svg", "b.svg", "a.html", "b.html"):
        page.goto(bare.address + name)
        shown.append(page.screenshot())

    assert shown[0] == shown[1]
    assert shown[2] == shown[3]
    assert len(set(shown)) > 1


def xhtml(folder: str) -> bytes:
    """A page in XML that runs a script and takes a style from *folder*."""
    return f"""<html xmlns="http://www.w3.org/1999/xhtml"><head><title>a</title>
        <link rel="stylesheet" href="{folder}a.css"/></head><body><script src="{folder}a.js"></script></body></html>
        """.strip().encode()


@pytest.mark.parametrize(
    ("folder", "runs"),
    [
        ("/kod/0123456789abcdef/", True),
        ("/assets/bilder/", False),
        ("", False),
        ("/assets/kod/", False),
        ("/kodad/", False),
        ("/material/", False),
        ("/kod/../assets/", False),
        ("/KOD/", False),
    ],
)
def test_the_policy_lets_scripts_and_styles_come_from_their_own_folder_only(
    folder: str, runs: bool, bare: Bare, page: Page
) -> None:
    name = "assets/bilder/data.xml"
    where = folder.lstrip("/") if folder.startswith("/") else "assets/bilder/"
    bare.headers = HEADERS
    bare.files = {name: xhtml(folder)} | {
        f"{one}{file}": text
        for one in (where, "assets/")
        for file, text in {"a.js": b"document.title = 'b'", "a.css": b"body { color: rgb(1, 2, 3) }"}.items()
    }
    page.goto(bare.address + name)

    assert page.title() == ("b" if runs else "a")
    assert (page.evaluate("getComputedStyle(document.body).color") == "rgb(1, 2, 3)") is runs


def test_the_policy_lets_no_script_come_from_another_host(bare: Bare, page: Page) -> None:
    bare.headers = HEADERS
    elsewhere = bare.address.replace("127.0.0.1", "localhost")
    bare.files = {
        "a.html": f'<script src="{elsewhere}kod/a.js"></script>'.encode(),
        "kod/a.js": b"document.title = 'b'",
    }
    page.goto(f"{bare.address}a.html")

    assert page.title() == ""
