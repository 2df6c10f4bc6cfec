"""What people do on the site, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .pages import started
from .walk import WIDTHS

PHONE = {"width": 360, "height": 780}
NARROW = {"width": 320, "height": 640}


def focused(page) -> str:
    """What has the keyboard's focus: its id, text or name."""
    return page.evaluate("(e => e.id || e.innerText || e.name || e.tagName)(document.activeElement)").strip()


def test_every_page_type_is_seen(seen, page_types):
    assert {one.address for one in seen} == set(page_types)


def test_every_page_type_opens_without_faults_or_requests_to_other_hosts(seen):
    assert {one.address: one.faults for one in seen if one.faults} == {}
    assert {one.address: one.headings for one in seen if one.headings != 1} == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_type_scrolls_sideways(seen, width):
    assert {one.address: one.wide[width] for one in seen if one.wide[width] > width} == {}


@pytest.mark.parametrize("width", [320, 360, 768])
def test_many_words_under_the_name_leave_the_menu_button_beside_it(open_page, width):
    page = open_page("begrepp/", width=width)
    page.evaluate(
        "document.querySelector('.sajtnamn-under').textContent = 'om validering i fem län i Östra Mellansverige'"
    )
    name, button = (page.locator(one).bounding_box() for one in (".sajtnamn", ".menyknapp"))

    assert button["y"] < name["y"] + name["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [768, 1280])
def test_the_picture_on_the_start_page_stands_beside_what_the_site_is(open_page, width):
    page = open_page("", width=width)
    told, picture, spoken = (page.locator(one).bounding_box() for one in (".sidhuvud", ".vinjett", ".sprakval"))

    assert picture["x"] >= told["x"] + told["width"]
    assert picture["y"] < told["y"] + told["height"]
    assert spoken["x"] == told["x"]


def test_a_search_from_the_header_leads_to_the_page(open_page):
    page = open_page("begrepp/")
    page.get_by_label("Sök på webbplatsen").first.fill("fördjupad kartläggning")
    page.keyboard.press("Enter")

    hit = page.locator("[data-search-results] a[href]").first
    hit.wait_for()
    assert page.url.endswith("/sok/?q=f%C3%B6rdjupad+kartl%C3%A4ggning")
    assert page.locator("#sok-falt").input_value() == "fördjupad kartläggning"
    hit.click()
    assert page.locator("h1").inner_text().lower() == "fördjupad kartläggning"


def test_search_filters_narrow_the_hits_and_stand_in_the_address(open_page):
    page = open_page("sok/?q=validering")
    page.locator("[data-search-results] a").first.wait_for()
    before = page.locator("[data-sokstatus]").inner_text()
    page.get_by_text("Filtrera och sortera").click()
    page.get_by_label("Slag").select_option("Konferenser och möten")
    expect(page.locator("[data-sokstatus]")).not_to_have_text(before)

    assert "typ=Konferenser" in page.url
    assert set(page.locator(".traff .slag").all_inner_texts()) == {"Konferens"}
    page.go_back()
    expect(page.locator("[data-sokstatus]")).to_have_text(before)


def test_a_search_without_hits_says_so(open_page):
    page = open_page("sok/?q=xyzzyplugh")
    page.get_by_text("Inga träffar").wait_for()
    assert page.locator("[data-search-results] a").count() == 0


def test_without_javascript_the_search_page_points_at_the_register(open_page):
    page = open_page("sok/?q=validering", java_script_enabled=False)
    page.get_by_role("link", name="registret A–Ö").click()
    page.locator("[data-listdelar]").first.get_by_role("link", name="V", exact=True).click()
    assert page.get_by_role("link", name=re.compile("^validering ?Begrepp$")).count() == 1


def test_the_menu_opens_closes_and_leads_on_by_keyboard_on_a_phone(open_page):
    page = open_page("", **PHONE)
    page.keyboard.press("Tab")
    assert focused(page) == "Hoppa till innehållet"
    for _ in range(12):
        if focused(page) == "Meny":
            break
        page.keyboard.press("Tab")
    assert focused(page) == "Meny"
    page.keyboard.press("Enter")
    assert page.locator("#meny").is_visible()
    page.keyboard.press("Tab")
    assert focused(page) == "Stäng menyn"
    page.keyboard.press("Tab")
    assert focused(page) == "Vilken väg"
    page.keyboard.press("Escape")
    assert not page.locator("#meny").is_visible()
    assert focused(page) == "Meny"
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "Branschmodeller"


def test_the_skip_link_leads_to_the_content(open_page):
    page = open_page("begrepp/validering/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert focused(page) == "innehall"


@pytest.mark.parametrize("how", ["keyboard", "touch"])
def test_a_term_shows_its_explanation(open_page, how):
    page = open_page("vagledning/bedomning/", **PHONE, has_touch=True)
    button = page.locator(".term-knapp").first
    box = page.locator(f"#{button.get_attribute('popovertarget')}")
    if how == "keyboard":
        button.focus()
        page.keyboard.press("Enter")
    else:
        button.tap()
    assert box.is_visible()
    bounds = box.bounding_box()
    assert bounds["x"] >= 0
    assert bounds["x"] + bounds["width"] <= PHONE["width"]
    page.keyboard.press("Escape")
    assert not box.is_visible()


def test_a_filter_choice_stands_in_the_address_and_back_undoes_it(open_page):
    page = open_page("resurser/")
    assert page.locator("[data-post]:visible").count() == 28
    page.get_by_text("Filtrera listan").click()
    page.get_by_label("Fokusområde").select_option("komvux")
    chosen = page.locator("[data-post]:visible").count()
    assert 0 < chosen < 28
    assert page.locator("[data-filterstatus]").inner_text() == f"Visar {chosen} av 28."
    page.reload()
    started(page)
    assert page.locator("[data-post]:visible").count() == chosen
    assert page.get_by_label("Fokusområde").is_visible()
    page.go_back()
    assert page.locator("[data-post]:visible").count() == 28


@pytest.mark.parametrize("address", ["resurser/", "exempel/", "malgrupper/", "fokusomraden/"])
def test_on_a_phone_a_list_begins_with_what_it_holds_and_its_filter_is_a_line_above(open_page, address):
    page = open_page(address, **PHONE)
    panel = page.locator("[data-filter]")
    assert panel.bounding_box()["height"] < 120
    panel.get_by_text("Filtrera listan").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") == "select"


def test_without_javascript_a_list_shows_everything_and_no_dead_filter(open_page):
    page = open_page("resurser/", java_script_enabled=False)
    assert page.locator("[data-post]:visible").count() == 28
    assert not page.locator("[data-filter]").is_visible()


def test_nothing_is_stored_in_the_browser(open_page):
    page = open_page("sok/?q=validering")
    page.locator("[data-search-results] a").first.wait_for()
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_the_page_for_missing_addresses_is_whole_and_leads_on(open_page):
    page = open_page("404.html")
    assert page.locator(".sajthuvud").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(18, 66, 59)"
    page.get_by_role("link", name="Alla sidor A–Ö").first.click()
    assert page.locator("h1").inner_text() == "Alla sidor A–Ö"


def test_the_menu_is_closed_by_touch_at_320_px(open_page):
    page = open_page("begrepp/validering/", 320, 640, has_touch=True)
    page.get_by_role("button", name="Meny", exact=True).tap()
    page.get_by_role("button", name="Stäng menyn").tap()
    assert not page.locator("#meny").is_visible()
