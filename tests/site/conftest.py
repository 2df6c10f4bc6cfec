"""The real content, built once for all tests here, served on loopback and shown in a real Chromium."""

from __future__ import annotations

import datetime as dt
import functools
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from kunskapsbank.base.fingerprints import EMBEDDED
from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.project import Project, clock

from ..conftest import InShares
from .away import Away, prepare
from .pages import close, serving, started, watch
from .walk import Seen, walk

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-30"  #: The day of the builds here, so that no review becomes overdue under the tests.
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
        done = subprocess.run([*BUILD, str(folder / "site")], capture_output=True, text=True, timeout=900, check=False)
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


def parsed(site: Path, path: Path) -> Document:
    """The page in *path*, as a browser reads it."""
    address = path.parent.relative_to(site).as_posix().removeprefix(".")
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    tree = parser.parse(path.read_text(encoding="utf-8"))
    return Document(
        f"{address}/" if address else "", tree, tuple(f"{place}: {code}" for place, code, _ in parser.errors)
    )


@pytest.fixture(scope="session")
def documents(in_shares: InShares[Path, Document], site_dir: Path) -> dict[str, Document]:
    """Every page of the built site by address, parsed as a browser would; not what other sites show in a frame."""
    pages = sorted(path for path in site_dir.rglob("index.html") if not path.is_relative_to(site_dir / EMBEDDED))
    found = in_shares("sidor", pages, lambda some: [parsed(site_dir, path) for path in some])
    return {one.address: one for one in sorted(found, key=lambda one: one.address)}


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


@pytest.fixture(scope="session")
def server(site_dir: Path) -> Iterator[str]:
    """The address of the built site on loopback."""
    with serving(site_dir) as address:
        yield address


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, server: str) -> Iterator[OpenPage]:
    """Open a page of the site; at the end, no script failed, nothing broke its content security policy, and nothing was
    asked of another host."""
    with _opening(chromium, server) as open_at:
        yield open_at


@pytest.fixture
def open_whole(whole_chromium: Browser, server: str) -> Iterator[OpenPage]:
    """Like ``open_page``, in the whole browser: for what is printed."""
    with _opening(whole_chromium, server) as open_at:
        yield open_at


@contextmanager
def _opening(browser: Browser, server: str) -> Iterator[OpenPage]:
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_at(address: str, width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        watch(page, server, faults)
        page.goto(server + address)
        if options.get("java_script_enabled", True):
            started(page)
        return page

    yield open_at
    for context in contexts:
        close(context)
    assert faults == []


@pytest.fixture(scope="session")
def seen(in_shares: InShares[str, Seen], chromium: Browser, server: str, page_types: tuple[str, ...]) -> list[Seen]:
    """What a walk over every page type sees."""
    return in_shares("sett", page_types, lambda addresses: list(walk(chromium, server, addresses)))


@pytest.fixture(scope="session")
def away(shared: Callable[[str, Callable[[Path], None]], Path], tmp_path_factory: pytest.TempPathFactory) -> Away:
    """An environment where the wheel is installed, the same for all workers."""

    def make(folder: Path) -> None:
        one = prepare(tmp_path_factory.mktemp("borta"))
        done = one.run("pip install --quiet kunskapsbank", one.folder)
        assert done.returncode == 0, done.stdout
        folder.mkdir()
        (folder / "var").write_text(str(one.folder), encoding="utf-8")

    return Away(Path((shared("borta", make) / "var").read_text(encoding="utf-8")))
