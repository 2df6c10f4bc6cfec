"""axe-core finds nothing on any page type, in any state that people meet."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(page) -> list[str]:
    """What axe finds on *page*, one line a fault."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{v['id']}: {n['target']} {n['failureSummary'].splitlines()[-1].strip()}" for v in found for n in v["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
def test_axe_finds_nothing_on_any_page_type(open_page, page_types, server, scheme, width):
    page = open_page("", width=width, color_scheme=scheme)
    found = {}
    for address in page_types:
        page.goto(server + address)
        faults = violations(page)
        if faults:
            found[address] = faults
    assert found == {}


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
