"""An hour of writing in ``kb serve`` on a copy of the real site, played in a real browser: thirty edits, ten faulty."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ..conftest import PATIENCE
from ..served import Served, serving
from .conftest import ROOT
from .pages import REPORT_VIOLATIONS

ADDRESS = "begrepp/validering/"
FILE = "content/begrepp/validering.md"
_PARTS = ("content", "docs", "kinds", "macros", "texter", "mallar", "overrides", "mkdocs.yml", "adresser.txt")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The preview of a copy of the real site."""
    root = tmp_path_factory.mktemp("sajt")
    for name in _PARTS:
        there = ROOT / name
        if there.is_dir():
            shutil.copytree(there, root / name)
        elif there.is_file():
            shutil.copy(there, root / name)
    with serving(root) as one:
        yield one


@pytest.fixture
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    """The page that is written on, with room to scroll; no script of it fails or breaks the policy."""
    context = chromium.new_context(viewport={"width": 1280, "height": 500})
    context.set_default_timeout(PATIENCE * 1000)
    shown, faults = context.new_page(), list[str]()
    shown.add_init_script(REPORT_VIOLATIONS)
    shown.on("pageerror", lambda error: faults.append(str(error)))
    shown.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    shown.goto(served.home + ADDRESS)
    yield shown
    context.close()
    assert faults == []


def changed(served: Served, file: str, old: str, new: str) -> str:
    """Save *file* with *new* in place of *old*; returns what it held."""
    before = (served.root / file).read_text(encoding="utf-8")
    assert old in before, file
    served.write(file, before.replace(old, new, 1))
    return before


#: (file, what is written there, in place of what, what the page then says on top) of the faulty edits.
FAULTS = (
    (FILE, "titel:", "tittel:", "tittel"),
    (FILE, "titel:", "titel: [", FILE),
    (FILE, "ingress:", "granskad: 2024-11-31\ningress:", "granskad"),
    (FILE, "\n---\n", "\n---\n\nSe [ingenting](finns-inte.md).\n", "finns-inte.md"),
    (FILE, "\n---\n", "\n---\n\n<script>alert(1)</script>\n", "script"),
    ("docs/index.md", "title:", "tittel:", "docs/index.md"),
    ("macros/vinjett/macro.j2", "{% macro", "{% makro", "macros/vinjett/macro.j2"),
    ("kinds/begrepp.py", "class ", "clas ", "kinds/begrepp.py"),
    ("mkdocs.yml", "site_name:", "site_name: [", "mkdocs.yml"),
    ("content/begrepp/ny.md", "", "titel: utan avgränsare", "content/begrepp/ny.md"),
)


def test_an_hour_of_writing(page: Page, served: Served) -> None:
    """Every second edit or so is whole; a fault leaves the page with the fault on top, and goes when it is mended."""
    bar = page.locator(".kb-ruta details[open]")
    original = (served.root / FILE).read_text(encoding="utf-8")
    for number, (file, old, new, said) in enumerate(FAULTS):
        text = f"Stycke nummer {number} skrivs nu."
        served.write(FILE, f"{original}\n\n{text}\n")
        expect(page.get_by_text(text)).to_be_visible()
        expect(bar).to_have_count(0)

        path = served.root / file
        if path.exists():
            before: str | None = changed(served, file, old, new)
        else:
            before = None
            served.write(file, new)
        expect(bar).to_contain_text(said)
        expect(page.locator("main")).to_contain_text(text)

        if before is None:
            path.unlink()
        else:
            served.write(file, before)
        expect(bar).to_have_count(0)
        expect(page.locator("main")).to_contain_text(text)
    served.write(FILE, original)
    expect(page.get_by_text("skrivs nu")).to_have_count(0)


def until_at(page: Page, place: int) -> None:
    """Wait until *page* is scrolled to *place*. The policy in the page lets no expression be waited for there."""
    started = time.monotonic()
    while abs(page.evaluate("scrollY") - place) > 2:
        assert time.monotonic() - started < PATIENCE
        page.wait_for_timeout(50)


def test_the_page_is_shown_again_without_losing_its_place(page: Page, served: Served) -> None:
    original = (served.root / FILE).read_text(encoding="utf-8")
    page.evaluate("scrollTo(0, 700)")
    until_at(page, 700)

    served.write(FILE, f"{original}\n\nSist på sidan.\n")
    expect(page.get_by_text("Sist på sidan.")).to_be_attached()

    until_at(page, 700)
    served.write(FILE, original)
    expect(page.get_by_text("Sist på sidan.")).to_have_count(0)


def test_another_page_is_left_alone(page: Page, served: Served) -> None:
    page.evaluate("window.same = true")
    other = next(path for path in sorted((Path(served.root) / "content/kakor").glob("*.md")))

    served.write(other.relative_to(served.root).as_posix(), f"{other.read_text(encoding='utf-8')}\n")
    served.write(FILE + "x", "halv")
    (served.root / f"{FILE}x").unlink()
    served.until(f"/{ADDRESS}", lambda html: "<details open>" not in html)

    assert page.evaluate("window.same")


def test_a_file_to_hand_out_is_made_when_somebody_fetches_it(served: Served) -> None:
    sheet = "/material/larare/"
    begins = {".pdf": "%PDF", ".docx": "PK", ".zip": "PK", ".webp": "RIFF"}
    links = re.findall(r'(?:href|src)="([^"/]*(\.pdf|\.docx|\.zip|\.webp))"', served.ask(sheet)[1])

    assert {suffix for _, suffix in links} == begins.keys()
    for link, suffix in {suffix: (link, suffix) for link, suffix in reversed(links)}.values():
        status, body = served.ask(sheet + link)
        assert (status, body.startswith(begins[suffix])) == (200, True), link


def test_the_search_finds_what_was_written_just_now(page: Page, served: Served) -> None:
    original = (served.root / FILE).read_text(encoding="utf-8")
    served.write(FILE, f"{original}\n\nKvistfrihetsgraden avgör.\n")
    served.until("/sok/", lambda html: "sokindex/0/" not in html)
    page.goto(f"{served.home}sok/?q=kvistfrihetsgraden")

    expect(page.locator(f"main a[href*='{ADDRESS}']").first).to_be_visible()

    served.write(FILE, original)
