"""The reader's municipality: named in the address or kept after a click, and told where the page says to ask it."""

from __future__ import annotations

import pytest

from .pages import started

ASKING = (
    "vagledning/jamfor-vagar/kartlaggning/",
    "yrken/bagare/",
    "vagledning/",
    "verktyg/vilken-vag/svar/utan-papper/",
)
STORED = "Object.entries(localStorage)"


@pytest.mark.parametrize("address", ASKING)
def test_the_municipality_in_the_address_is_told_where_the_page_says_to_ask_it(open_page, address):
    page = open_page(f"{address}?kommun=koping", width=320, height=640)
    line = page.locator(".dinkommun").first

    assert line.inner_text() == "Din kommun: Köping, ring 0221-250 00 (uppgift från 2019)"
    assert line.get_by_role("link", name="ring").get_attribute("href") == "tel:+4622125000"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(STORED) == []


def test_every_municipality_has_a_way_that_the_line_can_tell(open_page, build):
    page = open_page("yrken/bagare/")
    for record in build.site.of_kind("kommuner"):
        page.goto(f"{page.url.split('?')[0]}?kommun={record.id}")
        started(page)
        way = page.locator(".dinkommun a").last
        wanted = record.telefon[0].lank if record.telefon else record.epost[0].lank if record.epost else record.webb
        assert (way.get_attribute("href") or "").rstrip("/") == wanted.rstrip("/"), record.id


def test_a_municipality_is_kept_only_after_a_click_and_forgotten_beside_it_by_keyboard(open_page, server):
    page = open_page("kommuner/koping/", width=320, height=640)
    assert page.evaluate(STORED) == []

    page.get_by_role("button", name="Kom ihåg Köping på den här enheten").press("Enter")
    forget = page.get_by_role("button", name="Glöm kommunen")
    assert forget.evaluate("(button) => button === document.activeElement")
    assert page.get_by_text("Sparat på den här enheten.").is_visible()
    assert page.evaluate(STORED) == [["kb-kommun", "koping"]]

    page.goto(f"{server}{ASKING[0]}")
    started(page)
    assert page.locator(".dinkommun").first.inner_text() == "Din kommun: Köping, ring 0221-250 00 (uppgift från 2019)"

    page.goto(f"{server}kommuner/koping/")
    started(page)
    forget.press("Enter")
    assert page.get_by_role("button", name="Kom ihåg Köping").evaluate("(button) => button === document.activeElement")
    assert page.evaluate(STORED) == []


@pytest.mark.parametrize("address", ["yrken/bagare/", "yrken/bagare/?kommun=finns-inte"])
def test_without_a_known_municipality_the_page_leads_to_all_of_them(open_page, address):
    page = open_page(address)

    assert page.locator(".dinkommun").count() == 0
    assert page.get_by_role("link", name="hitta kommunen").is_visible()


def test_without_javascript_there_is_no_dead_button_and_the_list_is_linked(open_page):
    page = open_page("kommuner/koping/", java_script_enabled=False)
    assert not page.get_by_role("button", name="Kom ihåg").is_visible()

    page = open_page("yrken/bagare/?kommun=koping", java_script_enabled=False)
    assert page.get_by_role("link", name="hitta kommunen").is_visible()
