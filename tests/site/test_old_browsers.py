"""E0c: a browser without popover, or texts for screen readers in ``content``, shows what it can (iOS 15.4–16)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from .pages import close

NEWER = re.compile(r'content: "[^"]*" / "[^"]*";')  #: What such a browser drops.


def as_read_there(route: Route) -> None:
    """The style sheet without what an old browser does not read, and with what only it reads."""
    answer = route.fetch()
    style = NEWER.sub("", answer.text()).replace("@supports not selector(:popover-open)", "@supports (color: red)")
    route.fulfill(response=answer, body=style)


@pytest.fixture
def old_page(chromium: Browser, server: str) -> Iterator[Page]:
    """A page in a browser that knows neither."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script("delete HTMLElement.prototype.popover; delete HTMLElement.prototype.showPopover;")
    page.route("**/*.css", as_read_there)
    page.goto(f"{server}vagledning/bedomning/")
    yield page
    close(context)


def test_e0c_a_term_is_a_link_and_shows_no_dead_button(old_page: Page) -> None:
    term = old_page.locator(".huvudspalt .term").first
    expect(term).to_be_visible()
    expect(term.locator(".term-knapp")).to_be_hidden()
    assert old_page.locator(".term-ruta:visible").count() == 0

    term.locator("a").click()

    assert "/begrepp/" in old_page.url


def test_e0c_the_way_to_the_page_has_its_signs(old_page: Page) -> None:
    signs = old_page.locator(".brodsmulor li + li").evaluate_all(
        "items => items.map(item => getComputedStyle(item, '::before').content)"
    )

    assert signs
    assert set(signs) == {'"›"'}
