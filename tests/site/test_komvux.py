"""Guidance for the meeting, as a counsellor uses it: in a real browser, by keyboard, without JavaScript, on paper."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kunskapsbank.content.decision_tree import Choices
from kunskapsbank.content.places import municipalities_of

from .pages import started
from .walk import violations

PHONE = {"width": 360, "height": 780}
HELPER = "verktyg/vilken-vag/"

#: Eight meetings, written before the questions were: who comes, what they answer, and what must stand on the paper.
CASES = [
    pytest.param(
        ["Få en utbildning från ett annat land erkänd", "Ja", "Ja, i vården"],
        ["Socialstyrelsen", "examensbevis", "inledande kartläggning"],
        id="a nurse with foreign papers",
    ),
    pytest.param(
        ["Ett bevis på ett yrke", "Bygg och installation", "Nej, jag är arbetslös"],
        ["Arbetsförmedlingen", "branschmodellerna"],
        id="an unemployed carpenter with fifteen years",
    ),
    pytest.param(
        ["Jag vet inte än", "Ja"],
        ["sfi", "på ditt språk", "skollagen 20 kap. 25 §"],
        id="someone who reads Swedish poorly",
    ),
    pytest.param(
        ["Ett bevis på ett yrke", "Vård, omsorg och assistans"],
        ["undersköterska", "skollagen 20 kap. 8 §", "Arbetsgivarintyg"],
        id="a nurse assistant by experience abroad, without papers",
    ),
    pytest.param(
        ["Betyg från komvux", "En hel del, men inte säkert allt", "Ja"],
        ["läraren eller rektorn", "skollagen 20 kap. 42 §"],
        id="a student who knows much of the course",
    ),
    pytest.param(
        ["Betyg från komvux", "Allt, och jag kan visa det på en gång"],
        ["när, hur anmäler jag mig", "500 kronor"],
        id="someone who wants a higher grade",
    ),
    pytest.param(
        ["Byta yrke och kunna försörja mig under tiden", "Jag är uppsagd eller har nyss slutat"],
        ["omställningsorganisation", "CSN"],
        id="a warehouse worker who was given notice",
    ),
    pytest.param(
        ["En utbildning efter gymnasiet", "Högskola eller universitet", "Jag saknar betyg för att bli behörig"],
        ["Antagning.se", "reell kompetens"],
        id="a project leader without upper secondary grades",
    ),
]


def answer(page, text: str) -> None:
    """Choose the answer *text* and wait for the next page."""
    before = page.url
    shown = page.locator(".mote" if page.locator(".mote").count() else "main")
    links = shown.locator("a[data-svar]")
    said = links.evaluate_all("all => all.map((link) => link.firstChild.data.trim())")
    links.nth(said.index(text)).click()
    page.wait_for_url(lambda url: url != before)


def summary(page) -> str:
    """What the meeting view shows."""
    return page.locator(".mote").inner_text()


def pages_of(pdf: bytes) -> int:
    """How many sheets a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize(("answers", "said"), CASES)
def test_a_meeting_ends_in_a_right_summary_on_one_sheet(open_whole, answers, said):
    page = open_whole(f"{HELPER}?mote=1")
    page.locator(".mote").wait_for()
    for text in answers:
        answer(page, text)
        page.locator(".mote h1:focus").wait_for()
    page.keyboard.press("End")

    text = summary(page)
    for words in said:
        assert words in text
    assert all(one in text for one in answers), "the answers stand on the paper"
    assert {"Det här kan passa", "Nästa steg", "Kontakt", "Anteckningar"} <= set(text.splitlines())
    assert page.locator(".mote input, .mote textarea").count() == 0, "no field for a name or a personal number"
    assert pages_of(page.pdf(format="A4")) == 1


@pytest.mark.parametrize(("answers", "said"), CASES)
def test_the_same_meeting_without_javascript_reaches_the_same_end(open_page, answers, said):
    page = open_page(HELPER, java_script_enabled=False)
    for text in answers:
        answer(page, text)

    text = page.locator("main").inner_text()
    assert {"Nästa steg", "Kontakt"} <= set(page.locator("main h2").all_inner_texts())
    for words in said:
        assert words in text


def test_every_end_has_steps_contact_and_a_reason_for_each_way(build, documents):
    ends = {record.id for record in Choices.of(build.site).reached.values() if record.kind == "vagsvar"}
    assert ends == {record.id for record in build.site.of_kind("vagsvar")}
    for id_ in ends:
        ids = documents[f"verktyg/vilken-vag/svar/{id_}/"].ids
        assert {"del-forslag", "del-steg", "del-kontakt"} <= set(ids), id_


def test_the_helper_flows_in_place_and_the_back_button_works(open_page):
    page = open_page(HELPER)
    page.evaluate("window.samma = true")
    answer(page, "Betyg från komvux")
    page.get_by_role("heading", level=1, name="Hur mycket av kursen kan du redan?").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    answer(page, "Lite eller inget")
    page.get_by_role("heading", level=1, name="Läs kursen").wait_for()
    assert "Lite eller inget" in page.locator("[data-mina-svar]").inner_text()
    page.go_back()
    page.get_by_role("heading", level=1, name="Hur mycket av kursen kan du redan?").wait_for()
    page.go_back()
    page.get_by_role("heading", level=1, name="Vilken väg passar?").wait_for()

    assert page.evaluate("window.samma") is True, "no page was loaded anew"
    page.get_by_role("link", name="Material", exact=True).click()
    assert page.url.endswith("/material/"), "the menu leads right after the address changed its depth"


@pytest.mark.parametrize(
    ("end", "link"),
    [
        ("Ja, jag är anställd", "Sök yrket bland branschmodellerna"),
        ("Nej, jag är arbetslös", "Sök bland branschmodellerna"),
    ],
)
def test_the_answer_about_the_industry_fills_in_the_search_among_models(open_page, end, link):
    page = open_page(HELPER)
    for text in ("Ett bevis på ett yrke", "Bygg och installation", end):
        answer(page, text)
        page.locator("main h1:focus").wait_for()
    page.reload()
    started(page)
    page.get_by_role("link", name=link).click()
    page.get_by_text("Visar 6 av 38 modeller.").wait_for()

    assert page.url.endswith("/branschmodeller/?branschgrupp=bygg-och-installation")


def test_from_a_guidance_page_to_the_printed_summary_in_three_taps(open_page):
    page = open_page("vagledning/inledande-kartlaggning/", **PHONE, has_touch=True)
    page.evaluate("window.print = () => (window.utskriven = true)")
    page.get_by_role("button", name="Mötesläge").tap()
    page.get_by_role("button", name="Sammanfattning").tap()
    page.get_by_role("dialog").get_by_role("button", name="Skriv ut").tap()

    assert page.evaluate("window.utskriven") is True
    assert "skollagen 20 kap. 8 §" in summary(page)


def test_the_meeting_view_by_keyboard(open_page):
    page = open_page("vagledning/inledande-kartlaggning/")
    link = page.get_by_role("button", name="Mötesläge")
    link.focus()
    page.keyboard.press("Enter")
    page.locator(".mote h1:focus", has_text="Inledande kartläggning").wait_for()
    page.keyboard.press("ArrowRight")
    page.locator(".mote h1:focus", has_text="Vem har rätt?").wait_for()
    page.keyboard.press("ArrowLeft")
    page.locator(".mote h1:focus", has_text="Inledande kartläggning").wait_for()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.mote') !== null"), "Tab stays inside"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.textContent") == "Sammanfattning"
    page.keyboard.press("Home")
    page.keyboard.press("Escape")

    assert page.locator(".mote").count() == 0
    assert page.evaluate("document.activeElement.textContent").strip() == "Mötesläge"
    assert "mote" not in page.url


def test_what_is_ticked_in_the_meeting_is_what_stands_on_the_paper(open_page):
    page = open_page("vagledning/inledande-kartlaggning/?mote=1")
    page.locator(".mote").wait_for()
    while page.locator(".mote h1").inner_text() != "Papper att ta med":
        page.keyboard.press("ArrowRight")
    page.get_by_role("checkbox", name="Betyg, intyg och arbetsgivarintyg").check()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("checkbox", name="Betyg, intyg och arbetsgivarintyg").is_checked()
    page.keyboard.press("End")

    papers = page.locator(".mote section", has=page.get_by_role("heading", name="Ta med")).locator("li")
    assert papers.all_inner_texts() == ["Betyg, intyg och arbetsgivarintyg som finns"]


@pytest.mark.parametrize("address", ["branschmodeller/svets/", "vagledning/alla-steg/", "vagledning/avgifter/"])
def test_other_pages_open_in_the_meeting_view_and_store_nothing(open_page, address):
    page = open_page(f"{address}#mote")
    page.locator(".mote").wait_for()
    page.keyboard.press("End")

    assert "Anteckningar" in summary(page)
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


@pytest.mark.parametrize(
    "address",
    [
        "vagledning/alla-steg/",
        "vagledning/roller-och-ansvar/",
        "vagledning/betyg-eller-intyg/",
        "verktyg/vilken-vag/svar/sfi-och-validering/",
        "verktyg/vilken-vag/svar/uppsagd/",
        "branschmodeller/bygg-och-anlaggning/",
    ],
)
def test_the_summary_of_a_page_with_much_on_it_is_one_sheet_with_room_for_notes(open_whole, address):
    page = open_whole(f"{address}?mote=1")
    page.locator(".mote").wait_for()
    page.keyboard.press("End")
    page.emulate_media(media="print")

    assert page.locator(".mote-anteckning").bounding_box()["height"] >= 90  # 2.4 cm
    assert pages_of(page.pdf(format="A4")) == 1


def test_what_was_ticked_on_the_way_to_another_answer_is_not_printed(open_page):
    page = open_page(f"{HELPER}?mote=1")
    page.locator(".mote").wait_for()
    for text in ("Betyg från komvux", "En hel del, men inte säkert allt", "Ja"):
        answer(page, text)
        page.locator(".mote h1:focus").wait_for()
    page.keyboard.press("ArrowRight")
    page.locator(".mote-kryss").first.check()
    page.go_back()
    page.locator(".mote h1", has_text="Är du elev i komvux nu?").wait_for()
    answer(page, "Nej")
    page.locator(".mote h1:focus").wait_for()

    page.keyboard.press("End")
    assert "Be läraren" not in summary(page)


def test_the_meeting_goes_on_by_keyboard_after_a_click_on_its_text(open_page):
    page = open_page("vagledning/inledande-kartlaggning/?mote=1")
    page.locator(".mote p.ingress, .mote .mote-del p").first.click()
    page.keyboard.press("ArrowRight")
    page.locator(".mote h1", has_text="Vem har rätt?").wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".mote").count() == 0


def test_a_model_in_the_meeting_has_no_field_that_does_nothing_and_no_doubt_to_tick(open_page):
    page = open_page("branschmodeller/svets/?mote=1")
    page.locator(".mote").wait_for()
    seen = []
    while page.get_by_role("button", name="Nästa").count():
        seen.append(page.locator(".mote h1").inner_text())
        assert page.locator(".mote [role=combobox], .mote [data-kommun]").count() == 0
        page.keyboard.press("ArrowRight")

    assert len(seen) > 4
    assert not [heading for heading in seen if "osäkert" in heading]


def test_an_anchor_on_the_way_keeps_the_answers(open_page):
    page = open_page(HELPER)
    for text in ("Ett bevis på ett yrke", "Vård, omsorg och assistans"):
        answer(page, text)
        page.locator("main h1:focus").wait_for()
    page.get_by_role("link", name="Nästa steg").click()
    page.get_by_role("button", name="Mötesläge").click()
    page.locator(".mote").wait_for()
    page.keyboard.press("End")

    assert "Vård, omsorg och assistans" in summary(page)


def test_back_and_forward_before_the_earlier_page_has_come_stays_on_the_page_of_the_address(open_page):
    page = open_page(HELPER)
    answer(page, "Betyg från komvux")
    page.locator("main h1:focus", has_text="Hur mycket av kursen").wait_for()
    page.evaluate("""() => {
        const real = window.fetch;
        window.fetch = async (...asked) => {
            await new Promise((go) => setTimeout(go, 400));
            return real(...asked);
        };
        history.back();
        setTimeout(() => history.forward(), 100);
    }""")
    page.wait_for_timeout(1200)

    assert "hur-mycket" in page.url
    assert page.locator("main h1").inner_text().startswith("Hur mycket av kursen")


def test_back_after_the_meeting_was_left_shows_the_page_and_moves_focus_to_it(open_page):
    page = open_page(f"{HELPER}?mote=1")
    page.locator(".mote").wait_for()
    answer(page, "Betyg från komvux")
    page.locator(".mote h1:focus").wait_for()
    page.get_by_role("button", name="Avsluta").click()
    page.go_back()
    page.locator("main h1:focus", has_text="Vilken väg passar?").wait_for()

    assert "mote" not in page.url


def test_a_page_with_more_points_than_a_sheet_holds_says_so_until_some_are_ticked(open_page):
    page = open_page("vagledning/alla-steg/?mote=1")
    page.locator(".mote").wait_for()
    page.keyboard.press("End")
    assert "Gå tillbaka och kryssa det som gäller" in summary(page)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.get_by_role("checkbox", name="En lista över jobb").check()
    page.keyboard.press("End")

    papers = page.locator(".mote section", has=page.get_by_role("heading", name="Ta med")).locator("li")
    assert papers.all_inner_texts() == ["En lista över jobb, kurser och uppdrag"]


@pytest.mark.parametrize("width", [320, 768])
def test_the_meeting_view_never_scrolls_sideways(open_page, width):
    page = open_page("vagledning/betyg-eller-intyg/?mote=1", width=width)
    page.locator(".mote").wait_for()
    for _ in range(20):
        assert page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.mote'))")
        page.keyboard.press("ArrowRight")


def test_a_checklist_is_stored_only_when_asked_and_erased_in_the_same_place(open_page):
    page = open_page("vagledning/checklistor/papper-att-ta-med/")
    stored = "Object.entries(localStorage)"
    page.get_by_label("Betyg och kursbevis").check()
    assert page.evaluate(stored) == []
    page.get_by_role("button", name="Spara på den här enheten").click()
    assert page.evaluate(stored) == [["kb-checklistor", '{"papper-att-ta-med":["betyg"]}']]
    assert page.locator("[data-checkstatus]").inner_text() == "Sparat på den här enheten."
    page.reload()
    started(page)
    assert page.get_by_label("Betyg och kursbevis").is_checked()
    page.get_by_role("button", name="Radera det sparade").click()
    assert page.evaluate(stored) == []
    page.reload()
    started(page)
    assert not page.get_by_label("Betyg och kursbevis").is_checked()


def test_ticks_that_another_version_stored_are_left_out_and_replaced(open_page):
    page = open_page("vagledning/checklistor/papper-att-ta-med/")
    page.evaluate("""localStorage.setItem("kb-checklistor", '{"papper-att-ta-med":5}')""")
    page.reload()
    started(page)
    page.get_by_label("Betyg och kursbevis").check()
    page.get_by_role("button", name="Spara på den här enheten").click()
    assert page.evaluate("localStorage.getItem('kb-checklistor')") == '{"papper-att-ta-med":["betyg"]}'


def test_the_browser_keeps_no_ticks_of_its_own(documents):
    inputs = [one for page in documents.values() for one in page.all("input")]
    boxes = [one for one in inputs if (one.get("id") or "").startswith("kryss-")]
    assert {box.get("autocomplete") for box in boxes} == {"off"}


def test_a_checklist_copies_as_text(open_page):
    page = open_page("vagledning/checklistor/infor-bedomningen/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_label("Tagit med studieplanen").check()
    page.get_by_role("button", name="Kopiera som text").click()
    page.get_by_text("Kopierat.").wait_for()

    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Inför bedömningen\n\n[ ] ")
    assert "[x] Tagit med studieplanen" in text


def test_a_checklist_can_be_ticked_without_javascript(open_page):
    page = open_page("vagledning/checklistor/papper-att-ta-med/", java_script_enabled=False)
    page.get_by_label("Betyg och kursbevis").check()
    assert not page.get_by_role("button", name="Spara på den här enheten").is_visible()


def test_two_ways_stand_side_by_side_and_the_choice_in_the_address(open_page):
    page = open_page("vagledning/jamfor-vagar/", **PHONE)
    heads = page.locator(".sidavidtabell thead th:visible")
    assert heads.all_inner_texts() == ["Validering", "Prövning", "Kurs", "Branschvalidering"]
    page.get_by_label("Den första").select_option("Prövning")
    page.get_by_label("Den andra").select_option("Branschvalidering")
    assert heads.all_inner_texts() == ["Prövning", "Branschvalidering"]
    assert page.url.endswith("?a=provning&b=branschvalidering")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.reload()
    started(page)
    assert heads.all_inner_texts() == ["Prövning", "Branschvalidering"]
    page.go_back()
    expect(page.locator(".sidavidtabell thead th:not([hidden])")).to_have_count(4)


@pytest.mark.parametrize("address", ["vagledning/jamfor-vagar/", "vagledning/alla-steg/"])
def test_pages_for_paper_fit_the_width_of_a4(open_page, address):
    page = open_page(address)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 672, "height": 980})  # A4 less margins of 16 mm, at 96 dots an inch

    rights = "[...document.querySelectorAll('main *')].map((e) => e.getBoundingClientRect().right)"
    assert max(page.evaluate(rights)) <= 673


def test_a_term_is_explained_in_its_section_with_the_words_of_the_glossary(open_page, build):
    page = open_page("vagledning/komplettering/")
    button = page.get_by_role("button", name="Förklaring av komvux", exact=True).first
    button.focus()
    page.keyboard.press("Enter")
    box = page.locator("#term-komvux")

    assert box.is_visible()
    assert build.site["begrepp/komvux"].ingress in box.inner_text()
    assert page.evaluate("document.activeElement.id") == "term-komvux-namn", "a screen reader reads the box"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Mer om komvux"
    page.keyboard.press("Escape")
    assert not box.is_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Förklaring av komvux"


def test_each_term_has_one_box_on_a_page_and_every_button_opens_one(documents):
    for document in documents.values():
        opens = {e.get("popovertarget") for e in document.all("button") if "term-knapp" in (e.get("class") or "")}
        boxes = [e.get("id") for e in document.all("div") if e.get("class") == "term-ruta"]
        assert sorted(opens) == sorted(boxes), document.address


def test_no_term_is_explained_inside_a_heading_a_link_or_a_button(documents):
    for document in documents.values():
        for outer in ("h1", "h2", "h3", "a", "button"):
            inside = [inner for element in document.all(outer) for inner in element.iter() if inner is not element]
            assert not any("term-knapp" in (inner.get("class") or "") for inner in inside), document.address


def test_a_guidance_page_weighs_at_most_70_kb(site_dir: Path):
    wanted = {"stil.css", "kunskapsbank.js", "mote.js", "vagval.js"}
    files = [
        site_dir / "vagledning/roller-och-ansvar/index.html",
        *(file for file in site_dir.glob("kod/**/*") if file.name in wanted),
    ]
    assert {file.name for file in files} > wanted
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= 70_000


@pytest.mark.parametrize("step", range(1, 8))
def test_a_step_has_an_address_of_its_own_on_both_pages(documents, step):
    for address in ("vagledning/", "vagledning/alla-steg/"):
        assert f"steg-{step}" in documents[address].ids


@pytest.mark.parametrize("address", ["vagledning/ansokan-och-antagning/", "vagledning/alla-steg/"])
def test_the_rules_that_a_steps_text_has_told_stand_folded_on_a_screen_and_open_on_paper(open_page, address):
    page = open_page(address, width=360, height=780)
    told = page.locator(".stegregler .regellista > li")
    untold = page.locator("#del-regler ~ .regellista, .stegblad > .regellista").first

    assert untold.is_visible()
    assert not told.first.is_visible()
    page.emulate_media(media="print")
    assert told.first.is_visible()


def test_all_steps_on_a_phone_are_at_most_seventeen_screens(open_page):
    page = open_page("vagledning/alla-steg/", width=360, height=780)
    assert page.evaluate("document.documentElement.scrollHeight") <= 17 * 780


def test_an_old_check_is_told_to_the_reader_and_stands_on_the_editors_list(documents, build):
    old = [r for r in build.site.of_kind("regler") if r.state(build.site.today) == "gammal"]
    assert old, "the content has rules that nobody has checked for a year"
    page = "".join(documents["vagledning/bedomning/"].tree.itertext())
    assert "Mer än tolv månader sedan" in page
    listed = "".join(documents["redaktor/regler-att-kontrollera/"].tree.itertext())
    assert all(rule.titel in listed for rule in old)


def test_every_municipality_stands_on_its_regions_page_with_a_way_to_reach_it(documents, build):
    for region in build.site.of_kind("regioner"):
        items = {
            e.get("id"): e
            for e in documents[f"regioner/{region.id}/"].all("li")
            if (e.get("id") or "").startswith("kommun-")
        }
        expected = {f"kommun-{one.id}" for one in municipalities_of(build.site, region)}
        assert set(items) == expected
        for item in items.values():
            first, second = (e.get("href") for e in item.iter() if e.get("href"))
            assert first.startswith("../../kommuner/")
            assert second.startswith(("tel:+46", "mailto:", "https://"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["verktyg/vilken-vag/svar/vard-och-omsorg/", "branschmodeller/svets/"])
def test_axe_finds_nothing_in_the_meeting(open_page, scheme, address):
    page = open_page(f"{address}?mote=1", color_scheme=scheme)
    page.locator(".mote").wait_for()
    while page.get_by_role("button", name="Nästa").count():
        assert violations(page) == []
        page.keyboard.press("ArrowRight")
    assert violations(page) == []
