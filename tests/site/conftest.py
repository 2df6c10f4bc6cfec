"""The real content, built once for all tests here, served on loopback and shown in a real Chromium."""

from __future__ import annotations

import datetime as dt
import functools
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.project import Project, clock

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-29"  #: The day of the builds here, so that no review becomes overdue under the tests.
NOON = str(int(dt.datetime.fromisoformat(f"{DAY}T12:00+00:00").timestamp()))  #: The same day as SOURCE_DATE_EPOCH.
_HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="session")
def build() -> Build:
    """The core's outcome for the real project."""
    return run(Project(ROOT), clock(DAY))


BUILD = [sys.executable, "-m", "kunskapsbank", "--projekt", str(ROOT), "--now", DAY, "build", "--komprimera", "--out"]


@pytest.fixture(scope="session")
def built(shared: Callable[[str, Callable[[Path], None]], Path]) -> subprocess.CompletedProcess[str]:
    """``kb build`` of the real project, as it is published, run once for all; the folder is the last argument."""

    def make(folder: Path) -> None:
        folder.mkdir()
        done = subprocess.run([*BUILD, str(folder / "site")], capture_output=True, text=True, timeout=300, check=False)
        (folder / "sagt.json").write_text(json.dumps([done.returncode, done.stdout, done.stderr]), encoding="utf-8")

    folder = shared("webbplats", make)
    code, output, errors = json.loads((folder / "sagt.json").read_text(encoding="utf-8"))
    return subprocess.CompletedProcess([*BUILD, str(folder / "site")], code, output, errors)


@pytest.fixture(scope="session")
def site_dir(built: subprocess.CompletedProcess[str]) -> Path:
    """The folder of the built site."""
    assert built.returncode == 0, built.stdout + built.stderr
    return Path(built.args[-1])


@dataclass(frozen=True)
class Document:
    """One parsed page."""

    address: str
    tree: Any
    errors: tuple[str, ...]

    def all(self, tag: str) -> list[Any]:
        """Every element with *tag*, in the order of the page."""
        return list(self.tree.iter(f"{_HTML}{tag}"))

    @functools.cached_property
    def ids(self) -> list[str]:
        """Every id on the page, repeated ones too."""
        return [e.get("id") for e in self.tree.iter() if e.get("id")]


@pytest.fixture(scope="session")
def documents(site_dir: Path) -> dict[str, Document]:
    """Every page of the built site by address, parsed as a browser would."""
    found = {}
    for path in sorted(site_dir.rglob("index.html")):
        address = path.parent.relative_to(site_dir).as_posix().removeprefix(".")
        address = f"{address}/" if address else ""
        parser = html5lib.HTMLParser(namespaceHTMLElements=True)
        tree = parser.parse(path.read_text(encoding="utf-8"))
        found[address] = Document(address, tree, tuple(f"{place}: {code}" for place, code, _ in parser.errors))
    return found


@pytest.fixture(scope="session")
def page_types(build: Build) -> tuple[str, ...]:
    """Addresses to look at, found from the build, so that kinds and pages added later are covered."""
    return build.page_types()


def files_of(site: Path) -> dict[str, bytes]:
    """Every file by its path below *site*."""
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def differing(one: Path, other: Path) -> list[str]:
    """The files that are not the same in two sites."""
    first, second = files_of(one), files_of(other)
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def server(site_dir: Path) -> Iterator[str]:
    """The address of the built site on loopback."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(site_dir)))
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}/"
    httpd.shutdown()


OpenPage = Callable[..., Page]
REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation", (e) =>
    console.error(`CSP refuses ${e.blockedURI || e.sample} for ${e.effectiveDirective}`));"""


def started(page: Page) -> None:
    """Wait until the scripts of *page* answer: before that a button does nothing, and an answer is an ordinary link."""
    page.locator("body[data-startad], html:not(:has(script[type=module])) body").wait_for(state="attached")


def close(context: BrowserContext) -> None:
    """Close *context* when every answer that a test has put in the way is given: one on its way fails the next test."""
    for page in context.pages:
        page.unroute_all(behavior="wait")
    context.close()


@pytest.fixture
def open_page(chromium: Browser, server: str) -> Iterator[OpenPage]:
    """Open a page of the site; at the end, no script failed, nothing broke its content security policy, and nothing was
    asked of another host."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_at(address: str, width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("pageerror", lambda error: faults.append(f"{address}: {error}"))
        page.on("console", lambda m: faults.append(f"{address}: {m.text}") if m.type in ("error", "warning") else None)
        page.on("request", lambda r: None if r.url.startswith(server) else faults.append(f"{address} asks {r.url}"))
        page.goto(server + address)
        if options.get("java_script_enabled", True):
            started(page)
        return page

    yield open_at
    for context in contexts:
        close(context)
    assert faults == []
