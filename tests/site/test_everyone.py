"""What axe does not see: large text, what is said and when, where the focus goes, names and words as they are heard."""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import expect

from kunskapsbank.base.parts import STANDARD
from kunskapsbank.content.addresses import address_of

from ..conftest import REPO
from .engines import until
from .pages import started
from .walk import PHONES

LIST = "branschmodeller/"
HELPER = "verktyg/vilken-vag/"
COMPARED = "branschmodeller/jamfor/?modeller=bygg-och-anlaggning,automation-bas,avfall-och-atervinning"
PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("width", PHONES)
def test_text_twice_as_large_fits_a_phone_on_every_page_type(seen, width):
    found = {one.address: one.enlarged[width] for one in seen}
    assert {address: seen for address, seen in found.items() if seen[0] > width or seen[1:]} == {}


@pytest.mark.parametrize(("typed", "said"), [("Malmö", "Malmö"), ("Eskilst", "Menar du Eskilstuna?")])
def test_a_place_that_is_not_found_stays_in_the_field_with_what_to_do_below_it(open_page, typed, said):
    page = open_page("regioner/")
    field = page.get_by_label("Vilken kommun eller vilket län?")
    field.fill(typed)
    field.blur()

    expect(field).to_have_value(typed)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#plats-fel")).to_contain_text(said)
    assert "plats-fel" in field.get_attribute("aria-describedby")
    field.fill("Eskilstuna")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#plats-fel")).to_be_hidden()


def test_an_entry_to_compare_that_is_not_chosen_is_asked_for(open_page):
    page = open_page(COMPARED.rpartition(",")[0])
    page.get_by_role("button", name="Lägg till").click()

    expect(page.get_by_role("status").filter(has_text="Välj en post i listan först.")).to_be_visible()
    expect(page.locator("#jamfor-lagg-till")).to_be_focused()


@pytest.mark.parametrize("width", [360, 480])
def test_nothing_covers_what_has_the_focus_in_a_comparison(open_page, width):
    page = open_page(COMPARED, width=width, height=740)
    page.get_by_role("columnheader").first.wait_for()
    page.locator("#jamfor-lagg-till").focus()
    covered = """() => { if (document.activeElement.matches('.tabell, body')) return false;
      const box = document.activeElement.getBoundingClientRect();
      const top = document.elementFromPoint(box.x + 4, box.y + box.height / 2);
      return top === null || !(document.activeElement.contains(top) || top.contains(document.activeElement)); }"""
    for key in ("Tab", "Shift+Tab"):
        for _ in range(12):
            page.keyboard.press(key)
            assert page.evaluate(covered) is False, page.evaluate("document.activeElement.outerHTML")


def test_the_list_speaks_after_rest_and_only_of_change(open_page):
    page = open_page(LIST)
    page.locator("[data-katalog][data-svar]").wait_for()
    page.evaluate("""() => { window.said = [];
      new MutationObserver((all) => said.push(...all.map((one) => one.target.textContent)))
        .observe(document.querySelector('[data-liststatus]'), { childList: true, subtree: true }); }""")
    page.get_by_label("Yrke, bransch eller modell").press_sequentially("undersköterska", delay=150)
    expect(page.locator("[data-katalog]")).to_have_attribute("data-svar", "undersköterska")
    until(lambda: page.evaluate("said.length"), "what the list says")
    page.wait_for_timeout(500)

    assert len(page.evaluate("said")) == 1


def test_how_many_are_chosen_to_compare_is_said(open_page):
    page = open_page(LIST)
    for row in page.locator("[data-post]").all()[:2]:
        row.get_by_role("checkbox").check()

    expect(page.locator("[data-liststatus]")).to_contain_text("2 valda att jämföra.")


def test_copied_is_said_beside_the_button(open_page):
    page = open_page("material/arbetsgivare/")
    button = page.get_by_role("button", name="Kopiera").last
    button.click()
    status = page.locator("[data-kopierat]")

    expect(status).to_have_text(re.compile("kopi"))
    places = [one.bounding_box() for one in (button, status)]
    assert 0 <= places[1]["y"] - places[0]["y"] < 120


def test_the_meeting_view_says_where_one_is_once(open_page):
    page = open_page("vagledning/inledande-kartlaggning/")
    page.get_by_role("button", name="Mötesläge").click()
    page.locator(".mote h1:focus", has_text="Inledande kartläggning").wait_for()
    page.keyboard.press("ArrowRight")
    heading = page.locator(".mote h1:focus", has_text="Vem har rätt?")
    heading.wait_for()

    assert page.get_by_role("dialog", name="Mötesläge", exact=True).count() == 1
    described = heading.evaluate("e => document.getElementById(e.getAttribute('aria-describedby')).textContent")
    assert re.fullmatch(r"Del 2 av \d+", described)
    page.keyboard.press("End")
    expect(page.locator(".mote h1")).to_be_focused()


def test_what_is_ticked_in_a_meeting_is_the_label_of_its_box(open_page):
    page = open_page("vagledning/inledande-kartlaggning/?mote=1")
    while page.locator(".mote h1").inner_text() != "Papper att ta med":
        page.keyboard.press("ArrowRight")

    names = page.locator(".mote-kryss").evaluate_all(
        "all => all.map((e) => [e.ariaLabel, e.closest('label') !== null])"
    )
    assert names
    assert {tuple(one) for one in names} == {(None, True)}


def test_the_menu_and_the_box_of_a_term_close_when_the_focus_leaves_them(open_page):
    page = open_page("vagledning/inledande-kartlaggning/", **PHONE)
    page.get_by_role("button", name="Meny").click()
    page.locator("#meny a").last.focus()
    page.keyboard.press("Tab")
    expect(page.locator("#meny")).to_be_hidden()

    page.locator(".term-knapp").first.click()
    box = page.locator(".term-ruta:popover-open")
    box.locator("button").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".term-ruta:popover-open")).to_have_count(0)


@pytest.mark.parametrize(("address", "label"), [("vagledning/jamfor-vagar/", "Den första"), (LIST, "Bransch")])
def test_arrow_keys_in_a_choice_are_one_step_of_the_history(open_page, address, label):
    page = open_page(address)
    before = page.evaluate("history.length")
    page.get_by_label(label, exact=True).focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")

    assert page.evaluate("location.search") != ""
    assert page.evaluate("history.length") == before + 1


def heard(element) -> str:
    """What a link says: hidden text too, but not what is kept from screen readers."""
    if element.get("aria-hidden") == "true":
        return ""
    parts = [element.text or "", *(heard(one) + (one.tail or "") for one in element if isinstance(one.tag, str))]
    return re.sub(r"[\u2060\u00ad]", "", "".join(parts))


@pytest.mark.parametrize("address", ["material/", "material/arbetsgivare/", "a-o/", "yrken/vardbitrade/"])
def test_links_with_different_addresses_have_different_names(documents, address):
    by_name = defaultdict(set)
    [main] = documents[address].all("main")
    for link in main.iter("{http://www.w3.org/1999/xhtml}a"):
        target = urljoin(f"https://a.example/{address}", link.get("href") or "")
        by_name[" ".join(heard(link).lower().split())].add(urlsplit(target)._replace(query="").geturl())

    assert {name: sorted(targets) for name, targets in by_name.items() if len(targets) > 1} == {}


def test_every_icon_is_named_or_hidden(documents):
    faults = set()
    for document in documents.values():
        parents = {child: parent for parent in document.tree.iter() for child in parent}
        for icon in document.tree.iter("{http://www.w3.org/2000/svg}svg"):
            hidden = any(e is not None and e.get("aria-hidden") == "true" for e in (icon, parents[icon]))
            if not hidden and not icon.get("aria-label") and not icon.get("aria-labelledby"):
                faults.add(document.address)
    assert faults == set()


def test_no_style_takes_the_role_of_a_list_away():
    """Safari reads a list with ``list-style: none`` as loose text; an empty marker looks the same and stays a list."""
    sheets = [*STANDARD.rglob("*.css"), *(REPO / "macros").rglob("*.css")]
    assert len(sheets) > 20
    assert [
        sheet for sheet in sheets if re.search(r"list-style(-type)?: none", sheet.read_text(encoding="utf-8"))
    ] == []


def test_the_budget_is_read_as_a_table_and_not_as_one_string(documents):
    [main] = documents["om/projektet/"].all("main")
    drawings = [e for e in main.iter("{http://www.w3.org/2000/svg}svg") if e.get("class") == "stapel"]
    assert drawings
    assert {e.get("aria-hidden") for e in drawings} == {"true"}
    assert documents["om/projektet/"].all("table")


def test_english_names_of_occupations_are_marked(documents, build):
    named = [record for record in build.site.of_kind("yrken") if record.engelska_namn]
    assert len(named) > 15
    for record in named:
        for address in (f"yrken/{record.id}/", "yrken/"):
            marked = {e.text for e in documents[address].all("span") if e.get("lang") == "en"}
            assert set(record.engelska_namn) <= marked, address
    swedish = {"".join(e.itertext()) for e in documents["en/"].all("span") if e.get("lang") == "sv"}
    assert {"komvux", "prövning", "Arbetsförmedlingen"} <= swedish


def test_without_styles_icons_keep_their_size(open_page):
    page = open_page("")
    page.evaluate("document.querySelectorAll('link[rel=stylesheet]').forEach((e) => e.remove())")
    sizes = page.locator("svg.ikon").evaluate_all("all => all.map((e) => e.getBoundingClientRect().width)")

    assert sizes
    assert max(sizes) <= 32


@pytest.mark.parametrize("address", [COMPARED, "vagledning/jamfor-vagar/"])
def test_a_comparison_is_stacked_on_a_phone_and_stays_a_table(open_page, address):
    page = open_page(address, **PHONE)
    page.get_by_role("columnheader").first.wait_for()
    frame = page.locator(".tabell").first

    assert frame.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert page.get_by_role("rowheader").count() > 3
    assert page.get_by_role("cell").count() > 10
    assert page.locator("td[data-kolumn]").first.evaluate("e => getComputedStyle(e, '::before').content").strip('"')


@pytest.mark.parametrize("address", [COMPARED, "vagledning/jamfor-vagar/"])
def test_a_comparison_is_printed_on_one_landscape_sheet(open_whole, address):
    page = open_whole(address)
    page.get_by_role("columnheader").first.wait_for()
    expect(page.get_by_role("button", name="Skriv ut")).to_be_visible()
    printed = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed)

    assert [(round(float(width)), round(float(height))) for width, height in boxes] == [(842, 595)]


def test_the_answer_of_the_model_list_is_on_the_first_screen_of_a_phone(open_page):
    page = open_page(LIST, **PHONE)
    page.locator("[data-katalog][data-svar]").wait_for()

    for part in ("[data-liststatus]", "[data-post]"):
        assert page.locator(part).first.bounding_box()["y"] < PHONE["height"], part


def test_the_summary_has_true_sentences_and_numbers_only_steps(open_page):
    page = open_page("vagledning/inledande-kartlaggning/?mote=1")
    page.locator(".mote").wait_for()
    page.keyboard.press("End")

    [following] = page.locator(".mote section", has=page.get_by_role("heading", name="Det här kan följa")).all()
    assert following.locator("ol").count() == 0
    assert "Personen kan allt och vill ha betyg: prövning." in following.locator("li").all_inner_texts()
    papers = page.locator(".mote section", has=page.get_by_role("heading", name="Ta med")).locator("li")
    assert "Inga papper krävs" not in papers.all_inner_texts()


def test_the_helper_asks_first_leads_back_and_ends_with_the_models_of_the_industry(open_page):
    page = open_page(HELPER, **PHONE)
    tools, answers = page.locator("[data-sidverktyg]"), page.locator("[data-svar]")
    assert tools.bounding_box()["y"] > answers.last.bounding_box()["y"]
    expect(page.get_by_role("button", name="Till förra frågan")).to_be_hidden()
    page.get_by_role("link", name="Ett bevis på ett yrke").click()
    page.locator("main h1:focus").wait_for()
    assert page.locator("[data-sidverktyg]").bounding_box()["y"] > page.locator("[data-svar]").last.bounding_box()["y"]
    page.get_by_role("link", name="Bygg och installation").click()
    page.get_by_role("link", name="Ja, jag är anställd").click()
    page.get_by_role("link", name="Byggbranschens valideringsmodell (BYN)").wait_for()
    page.get_by_role("button", name="Till förra frågan").click()
    page.get_by_role("link", name="Ja, jag är anställd").wait_for()
    started(page)


@pytest.mark.parametrize("address", ["budskap/", "organisationer/", "material/"])
def test_a_long_list_has_a_list_to_jump_by(open_page, address):
    page = open_page(address, **PHONE)
    entries = page.locator(".hopplista a")
    assert entries.count() > 8
    assert all(page.locator(one.get_attribute("href")).count() == 1 for one in entries.all())


def test_the_step_pages_say_each_thing_once(documents):
    for address in (a for a in documents if re.fullmatch(r"vagledning/[a-z-]+/", a)):
        headings = ["".join(e.itertext()) for e in documents[address].all("h2")]
        assert not {"Vad blir resultatet?", "Resultat"} <= set(headings), address
        assert not {"Vad händer sedan?", "Vad som kan följa"} <= set(headings), address


def test_every_letter_of_a_list_on_one_page_leads_back_to_the_letters(documents):
    page = documents["begrepp/"]
    [letters] = [one for one in page.all("nav") if one.get("id") == "bokstav-alla"]
    jumps = list(letters.iter("{http://www.w3.org/1999/xhtml}a"))
    back = [one for one in page.all("a") if one.get("href") == "#bokstav-alla"]

    assert len(back) == len(jumps) > 20


def test_the_register_of_all_pages_has_each_of_them_once_on_a_page_for_each_letter(documents, build):
    pages = {address: one for address, one in documents.items() if re.fullmatch(r"a-o/(sida-[a-z]+/)?", address)}
    listed = [
        urljoin(f"/{address}", link.get("href") or "")[1:]
        for address, page in pages.items()
        for entry in page.all("ul")
        if entry.get("class") == "ordlista"
        for link in entry.iter("{http://www.w3.org/1999/xhtml}a")
    ]

    assert len(pages) > 20
    assert sorted(listed) == sorted(address_of(one) for one in build.site.records.values() if one.pages)


@pytest.mark.parametrize(("width", "most"), [(360, 26_000), (1280, 14_000)])
def test_the_register_is_dense_and_takes_columns_where_there_is_room(open_page, width, most):
    page = open_page("a-o/", width)

    assert page.evaluate("document.documentElement.scrollHeight") < most
    assert page.evaluate("document.documentElement.scrollWidth") <= width
