"""axe-core finds nothing on any page type, in any state that people meet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
LOOKS = [("light", 1280), ("dark", 1280), ("light", 320)]
SHARES = 8  #: Parts of the page types that are walked apart.


def violations(page) -> list[str]:
    """What axe finds on *page*, one line a fault."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{v['id']}: {n['target']} {n['failureSummary'].splitlines()[-1].strip()}" for v in found for n in v["nodes"]
    ]


def walk(page, server: str, addresses: Sequence[str]) -> Iterator[tuple[str, int, str, str]]:
    """(scheme, width, address, fault) of all that axe finds; each page is opened once, and seen in every look."""
    for address in addresses:
        page.goto(server + address)
        for scheme, width in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            yield from ((scheme, width, address, fault) for fault in violations(page))


@pytest.fixture
def found_by_axe(open_page, page_types, server, shared, worker_id) -> list[list[Any]]:
    """What :func:`walk` gives for every page type. Workers that ask at the same time begin at either end."""

    def of_share(share: int) -> list[list[Any]]:
        def make(folder: Path) -> None:
            found = list(walk(open_page(""), server, page_types[share::SHARES]))
            folder.mkdir()
            (folder / "fel.json").write_text(json.dumps(found), encoding="utf-8")

        return json.loads((shared(f"axe-{share}", make) / "fel.json").read_text(encoding="utf-8"))

    order = range(SHARES) if worker_id in ("master", "gw0") else reversed(range(SHARES))
    return [fault for share in order for fault in of_share(share)]


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_axe_finds_nothing_on_any_page_type(found_by_axe, scheme, width):
    assert [fault for fault in found_by_axe if fault[:2] == [scheme, width]] == []


def test_axe_finds_nothing_with_the_menu_open_on_a_phone(open_page):
    page = open_page("", width=320, height=640)
    page.get_by_role("button", name="Meny").click()
    assert violations(page) == []


def test_axe_finds_nothing_with_a_term_open(open_page):
    page = open_page("vagledning/bedomning/")
    page.locator(".term-knapp").first.click()
    assert violations(page) == []


def test_axe_finds_nothing_among_search_hits(open_page):
    page = open_page("sok/?q=validering")
    page.locator("[data-search-results] a").first.wait_for()
    assert violations(page) == []
