"""axe-core finds nothing on any page type, in any state that people meet."""

from __future__ import annotations

import pytest

from .walk import LOOKS, violations


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_axe_finds_nothing_on_any_page_type(seen, scheme, width):
    assert {one.address: one.axe[scheme, width] for one in seen if one.axe[scheme, width]} == {}


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
