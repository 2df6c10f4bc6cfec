"""What axe cannot see: where the keyboard goes, and what each way of seeing gets."""

from __future__ import annotations

import re

import pytest

from .walk import ENDS

STEPS = 40  #: Tab presses on each page type: enough for the head, the menu and what comes first.
PHONE = {"width": 320, "height": 640}

# What has focus: where it is, how the browser marks it, and whether anything covers its middle.
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  const inner = e.querySelector ? e.querySelector('polygon, .bild-steg') : null;
  const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
    || (inner && parseFloat(getComputedStyle(inner).strokeWidth) >= 4);
  const rects = [...e.getClientRects()];
  const onScreen = rects.some((r) => r.width > 0 && r.height > 0 && r.bottom > 0 && r.right > 0
    && r.top < innerHeight && r.left < innerWidth);
  const r = rects[0] ?? box;
  const top = document.elementFromPoint(Math.max(0, r.left + r.width / 2), Math.max(0, r.top + r.height / 2));
  const covered = top && !(e === top || e.contains(top) || top.contains(e));
  const all = [...document.querySelectorAll('*')];
  return {name: e.outerHTML.slice(0, 90), marked, onScreen, covered: Boolean(covered), place: all.indexOf(e)};
}"""


@pytest.mark.parametrize("width", ENDS)
def test_tab_walks_every_page_type_in_order_with_visible_uncovered_focus(open_page, page_types, server, width):
    page = open_page("", width=width)
    faults = {}
    for address in page_types:
        page.goto(server + address)
        places, found = [], []
        for _ in range(STEPS):
            page.keyboard.press("Tab")
            focus = page.evaluate(FOCUS)
            if focus is None or focus["place"] in places:
                break  # Once around.
            places.append(focus["place"])
            good = {"marked": True, "onScreen": True, "covered": False}
            found += [f"{key}: {focus['name']}" for key in good if focus[key] is not good[key]]
        if places != sorted(places):
            found.append(f"order: {places}")
        if len(places) < min(STEPS, 8):
            found.append(f"only {len(places)} stops")
        if found:
            faults[address] = found
    assert faults == {}


@pytest.mark.parametrize("width", ENDS)
def test_wider_text_spacing_cuts_nothing_off_and_scrolls_nothing_sideways(seen, width):
    found = {one.address: one.spaced[width] for one in seen}
    assert {address: said for address, said in found.items() if said[0] > width or said[1:]} == {}


def test_zoomed_to_400_percent_nothing_scrolls_sideways(open_page, page_types, server):
    """1280 by 1024 at 400 % is 320 by 256 CSS pixels at four device pixels each."""
    page = open_page("", width=320, height=256, device_scale_factor=4)
    faults = {}
    for address in page_types:
        page.goto(server + address)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            faults[address] = page.evaluate("document.documentElement.scrollWidth")
    assert faults == {}


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


def test_nothing_moves_for_people_who_ask_for_stillness(open_page, page_types, server):
    moving = """() => [...document.querySelectorAll('*')].map((e) => getComputedStyle(e))
      .filter((s) => parseFloat(s.transitionDuration) > 0 || parseFloat(s.animationDuration) > 0).length"""
    usual, still = open_page(""), open_page("", reduced_motion="reduce")
    assert usual.evaluate(moving) > 0
    for address in page_types:
        still.goto(server + address)
        assert still.evaluate(moving) == 0, address


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
