"""What axe cannot see: where the keyboard goes, and what each way of seeing gets."""

from __future__ import annotations

import re

import pytest

from .walk import ENDS

PHONE = {"width": 320, "height": 640}


@pytest.mark.parametrize("width", ENDS)
def test_tab_walks_every_page_type_in_order_with_visible_uncovered_focus(seen, width):
    faults = {}
    for one in seen:
        stops = one.stops[width]
        places = [stop["place"] for stop in stops]
        good = {"marked": True, "onScreen": True, "covered": False}
        found = [f"{key}: {stop['name']}" for stop in stops for key in good if stop[key] is not good[key]]
        if places != sorted(places):
            found.append(f"order: {places}")
        if len(places) < 8:
            found.append(f"only {len(places)} stops")
        if found:
            faults[one.address] = found
    assert faults == {}


@pytest.mark.parametrize("width", ENDS)
def test_wider_text_spacing_cuts_nothing_off_and_scrolls_nothing_sideways(seen, width):
    found = {one.address: one.spaced[width] for one in seen}
    assert {address: said for address, said in found.items() if said[0] > width or said[1:]} == {}


def test_zoomed_to_400_percent_nothing_scrolls_sideways(seen):
    """1280 by 1024 at 400 % is 320 by 256 CSS pixels at four device pixels each."""
    assert {one.address: one.zoomed for one in seen if one.zoomed != (4, 320)} == {}


@pytest.mark.parametrize("width", ENDS)
def test_controls_are_large_enough_to_hit(seen, width):
    assert {one.address: one.small[width] for one in seen if one.small[width]} == {}


def test_every_page_has_its_landmarks_once_and_names_for_those_it_repeats(documents):
    faults = []
    for document in documents.values():
        for tag in ("main", "footer"):
            if len(document.all(tag)) != 1:
                faults.append(f"{document.address}: {len(document.all(tag))} {tag}")
        names = [e.get("aria-label") or e.get("aria-labelledby") for e in document.all("nav")]
        if None in names or len(set(names)) < len(names):
            faults.append(f"{document.address}: nav {names}")
    assert faults == []


def test_every_table_has_header_cells_and_a_frame_that_can_be_scrolled_by_keyboard(documents):
    faults, count = [], 0
    for document in documents.values():
        parents = {child: parent for parent in document.tree.iter() for child in parent}
        for table in document.all("table"):
            count += 1
            cells = [e for e in table.iter() if str(e.tag).endswith("}th")]
            frame = parents[table]
            if not cells or any(c.get("scope") not in ("col", "row", "colgroup", "rowgroup") for c in cells):
                faults.append(f"{document.address}: header cells")
            if frame.get("tabindex") != "0" or frame.get("role") != "region" or not frame.get("aria-label"):
                faults.append(f"{document.address}: frame {dict(frame.attrib)}")
    assert faults == []
    assert count > 5


def test_english_is_marked_as_english_and_what_is_named_in_swedish_as_swedish(documents):
    english = documents["en/"]
    assert english.all("html")[0].get("lang") == "en"
    for tag in ("header", "footer"):
        [frame] = [e for e in english.all(tag) if (e.get("class") or "").startswith("sajt")]
        assert [e for e in frame.iter() if e.get("lang") == "sv"], tag
    marked = [e for d in documents.values() for e in d.tree.iter() if "engelska" in (e.get("class") or "").split()]
    assert len(marked) > 100
    assert [e for e in marked if not any(c.get("lang") == "en" for c in e)] == []


COLOURS = """() => ['.brodsmulor ol', '.sajthuvud', '.modellkarna'].map((name) => {
  const style = getComputedStyle(document.querySelector(name));
  return [style.color, style.borderBottomColor, style.borderBottomStyle].join(' ');
})"""


@pytest.mark.parametrize("way", [{"forced_colors": "active"}, {"contrast": "more"}], ids=["forced colours", "contrast"])
def test_people_who_ask_for_other_colours_get_them(open_page, way):
    usual = open_page("branschmodeller/bygg-och-anlaggning/").evaluate(COLOURS)
    assert open_page("branschmodeller/bygg-och-anlaggning/", **way).evaluate(COLOURS) != usual


def test_nothing_moves_for_people_who_ask_for_stillness(seen):
    assert {one.address: one.moving["reduce"] for one in seen if one.moving["reduce"]} == {}
    assert any(one.moving["no-preference"] for one in seen)


def test_without_javascript_every_page_type_shows_its_text_and_no_dead_control(open_page, page_types, server):
    page = open_page("", java_script_enabled=False)
    faults = []
    for address in page_types:
        page.goto(server + address)
        text = page.locator("main").inner_text()
        if len(text) < 80:
            faults.append(f"{address}: {text}")
        dead = [
            b.inner_text()
            for b in page.locator("main button:visible").all()
            if not b.evaluate("b => b.form?.action || b.hasAttribute('popovertarget')")
        ]
        faults += [f"{address}: {text}" for text in dead]
    assert faults == []


def test_every_status_message_is_in_a_live_region(documents):
    """Scripts write into these places; a screen reader hears of it only when they are live."""
    pattern = re.compile(r"status$")
    places = [
        (d.address, e)
        for d in documents.values()
        for e in d.tree.iter()
        if any(pattern.search(name) for name in e.attrib if name.startswith("data-"))
    ]
    assert len(places) > 5
    silent = [f"{a}: {dict(e.attrib)}" for a, e in places if e.get("role") != "status" and e.get("aria-live") is None]
    assert silent == []
