"""The list of industry models, its comparison, the place chooser and the occupations, in a real browser."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kunskapsbank.pipeline.build import Build

from .pages import started
from .walk import violations

PHONE = {"width": 360, "height": 640}
NARROW = {"width": 320, "height": 640}
LIST = "branschmodeller/"
COMPARED = "branschmodeller/jamfor/?jamfor=fastighet-faval,fastighet-sobona,stad-och-service"
ORDER = [
    "del-vem",
    "del-resultat",
    "del-tid",
    "del-kostnad",
    "del-niva",
    "del-kontakt",
    "del-osakert",
    "del-steg",
    "del-mer",
    "del-agare",
    "del-relaterat",
]
MOST_BYTES = 60_000  #: Of the list page as it is sent.


@pytest.fixture
def open_list(open_page):
    """Opens the list and waits until it filters."""

    def opened(query: str = "", **options) -> Page:
        page = open_page(LIST + query, **options)
        page.locator("[data-katalog][data-svar]").wait_for()
        return page

    return opened


def visible(page: Page) -> list[str]:
    return [e.get_attribute("id") for e in page.locator("[data-post]:visible").all()]


def ask(page: Page, words: str) -> None:
    page.get_by_label("Yrke, bransch eller modell").fill(words)
    expect(page.locator("[data-katalog]")).to_have_attribute("data-svar", words)


def test_a_filter_stands_in_the_address_survives_reload_and_back_undoes_it(open_list):
    page = open_list()
    page.get_by_label("Bransch", exact=True).select_option("industri")
    expect(page.locator("[data-liststatus]")).to_have_text("Visar 12 av 38 modeller.")
    page.get_by_label("SeQF-nivå", exact=True).select_option("saknas")
    page.get_by_label("Sätt att pröva").select_option("webbtest")
    chosen = visible(page)
    assert set(chosen) == {"automation-bas", "industriteknik-bas", "tryckeri", "underhall-bas"}
    assert page.url.endswith("?branschgrupp=industri&seqf_niva=saknas&genomforande=webbtest")

    page.reload()
    started(page)
    expect(page.locator("[data-liststatus]")).to_have_text("Visar 4 av 38 modeller.")
    assert visible(page) == chosen
    page.go_back()
    expect(page.locator("[data-liststatus]")).to_have_text("Visar 12 av 38 modeller.")
    page.go_back()
    page.go_back()
    expect(page.locator("[data-liststatus]")).to_have_text("Visar alla 38 modeller.")


def test_the_count_beside_a_choice_is_what_the_choice_would_leave(open_list):
    page = open_list("?branschgrupp=fastighet-och-stad")
    choices = page.get_by_label("Bevis", exact=True).locator("option:not([value=''])")
    for choice in choices.all():
        number = int(re.search(r"\((\d+)\)", choice.inner_text())[1])
        value = choice.get_attribute("value")
        if not number:
            assert choice.is_disabled()
            continue
        page.get_by_label("Bevis", exact=True).select_option(value)
        expect(page.locator("[data-liststatus]")).to_have_text(f"Visar {number} av 38 modeller.")
        page.get_by_label("Bevis", exact=True).select_option("")


def test_typed_words_are_one_step_back(open_list):
    page = open_list()
    page.get_by_label("Yrke, bransch eller modell").press_sequentially("svetsare", delay=150)
    expect(page.locator("[data-katalog]")).to_have_attribute("data-svar", "svetsare")
    assert visible(page) == ["svets"]
    page.go_back()
    expect(page.locator("[data-liststatus]")).to_have_text("Visar alla 38 modeller.")
    assert page.get_by_label("Yrke, bransch eller modell").input_value() == ""


def test_a_nearby_occupation_is_told_as_such(open_list):
    page = open_list()
    ask(page, "kassör")
    assert visible(page) == ["handel-butikssaljare"]
    expect(page.locator("#handel-butikssaljare")).to_contain_text("ingen källa säger att modellen gäller det")
    ask(page, "butiksbiträde")
    expect(page.locator("#handel-butikssaljare .katalognara")).to_be_hidden()


def test_a_shared_address_shows_question_filter_place_and_compared_models(open_list):
    page = open_list("?q=målare&branschgrupp=bygg-och-installation&kommun=sala&jamfor=maleri,el")
    assert visible(page) == ["maleri"]
    assert page.get_by_label("Yrke, bransch eller modell").input_value() == "målare"
    assert page.get_by_label("Var finns ni?").input_value() == "Sala"
    expect(page.locator("[data-platsvald]")).to_contain_text("Sala ligger i Västmanlands län.")
    assert page.locator("#maleri").get_by_role("checkbox").is_checked()
    expect(page.get_by_role("link", name="Jämför de 2 valda")).to_be_visible()
    page.get_by_role("button", name="Rensa allt").click()
    expect(page.locator("[data-liststatus]")).to_have_text("Visar alla 38 modeller.")
    assert page.url.endswith(LIST)


def test_a_fourth_model_to_compare_is_refused_and_why_is_said(open_list):
    page = open_list("?jamfor=el,vvs,maleri")
    page.locator("#svets").get_by_role("checkbox").click()
    expect(page.get_by_role("status").filter(has_text="Högst 3 modeller")).to_be_visible()
    assert not page.locator("#svets").get_by_role("checkbox").is_checked()
    assert page.url.endswith("?jamfor=el,vvs,maleri")


def test_the_comparison_is_a_table_with_headers_that_can_be_changed_and_shared(open_page):
    page = open_page(COMPARED)
    headers = page.get_by_role("columnheader")
    expect(headers).to_have_count(3)
    assert page.get_by_role("row", name=re.compile("^Kostnad")).get_by_role("cell").first.inner_text() == (
        "Uppgift saknas – fråga Fastighetsbranschens Utbildningsnämnd (FU)"
    )
    expect(page.get_by_label("Lägg till en modell")).to_be_disabled()
    page.get_by_role("button", name="Ta bort FAVAL").press("Enter")
    expect(headers).to_have_count(2)
    page.get_by_label("Lägg till en modell").select_option("el")
    expect(headers).to_have_count(2)
    page.get_by_role("button", name="Lägg till").press("Enter")
    expect(page.get_by_role("region", name="Jämförelse av branschmodeller")).to_be_focused()
    expect(page.get_by_role("columnheader", name="Elteknisk validering")).to_be_visible()
    assert page.url.endswith("?jamfor=fastighet-sobona,stad-och-service,el")
    page.reload()
    started(page)
    expect(headers).to_have_count(3)
    page.go_back()
    expect(headers).to_have_count(2)


def test_an_address_with_unknown_or_too_many_models_shows_three_known(open_page):
    page = open_page("branschmodeller/jamfor/?jamfor=el,finns-inte,el,vvs,maleri,svets")
    expect(page.get_by_role("columnheader")).to_have_count(3)


def test_the_comparison_prints_on_landscape_a4(open_whole, tmp_path):
    page = open_whole(COMPARED)
    expect(page.get_by_role("columnheader")).to_have_count(3)
    printed = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed)

    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(842, 595)}


def test_everything_in_the_list_is_done_by_keyboard(open_list):
    page = open_list()
    page.get_by_label("Yrke, bransch eller modell").focus()
    page.keyboard.type("snickare")
    expect(page.locator("[data-katalog]")).to_have_attribute("data-svar", "snickare")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "plats-falt":
            break
    page.keyboard.type("vesterås")
    field = page.get_by_label("Var finns ni?")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    assert (
        page.evaluate(
            "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))"
            ".getAttribute('aria-selected')"
        )
        == "true"
    )
    page.keyboard.press("Enter")
    expect(field).to_have_value("Västerås")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(page.locator("[data-platsstatus]")).to_have_text("Västerås: visar kontakten i Västmanlands län.")
    box = page.locator("#bygg-och-anlaggning").get_by_role("checkbox")
    for _ in range(40):
        if box.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("jamfor=bygg-och-anlaggning"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("vast", "Västerås"),
        ("Norköpping", "Norrköping"),
        ("sörmland", "Södermanlands län"),
        ("Upsala", "Uppsala"),
        ("skinskatteberj", "Skinnskatteberg"),
        ("håbo", "Håbo"),
    ],
)
def test_a_place_is_found_as_people_spell_it(open_page, typed, first):
    page = open_page("regioner/", **PHONE)
    page.get_by_label("Vilken kommun eller vilket län?").fill(typed)
    options = page.get_by_role("option")
    options.first.wait_for()
    assert any(one.startswith(first) for one in options.all_text_contents()[:2])


def test_escape_closes_the_suggestions_and_an_unknown_place_is_said(open_page):
    page = open_page("regioner/")
    field = page.get_by_label("Vilken kommun eller vilket län?")
    field.fill("köp")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.fill("göteborg")
    assert page.get_by_role("option").count() == 0
    field.press("Enter")
    expect(page.locator("[data-platsfel]")).to_have_text(
        "Ingen kommun och inget län av de fem heter ”göteborg”. Rätta namnet, eller ta bort det."
    )


def test_a_chosen_place_is_shared_and_undone_but_never_stored(open_page):
    page = open_page("regioner/?region=orebro")
    expect(page.locator("[data-platsvald]")).to_contain_text("Region Örebro län")
    page.get_by_label("Vilken kommun eller vilket län?").fill("heby")
    page.get_by_role("option").click()
    expect(page.locator("[data-platsvald]")).to_contain_text("Heby ligger i Uppsala län.")
    page.go_back()
    expect(page.locator("[data-platsvald]")).to_contain_text("Region Örebro län")
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_without_javascript_the_whole_list_is_read_by_industry(open_page):
    page = open_page(LIST, java_script_enabled=False)
    assert len(visible(page)) == 38
    dead = page.locator("form[data-katalogfilter], [data-platsfalt], [data-jamforlank]")
    assert dead.filter(visible=True).count() == 0
    groups = page.locator("[data-grupp] h2").all_inner_texts()
    assert len(groups) == 9
    assert page.locator("[data-grupp]").first.locator("[data-post]").count() > 1
    page.get_by_text("Visa vem ni frågar").click()
    page.get_by_text("Alla län").click()
    assert page.locator("[data-platsvy]:visible").count() == 5


def test_without_javascript_the_comparison_says_so_and_leads_to_the_models(open_page):
    page = open_page(COMPARED, java_script_enabled=False)
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.locator("noscript p")).to_contain_text("Jämförelsen behöver JavaScript.")
    page.get_by_text("Alla branschmodeller").click()
    page.get_by_role("link", name="FAVAL").click()
    assert page.locator("h1").inner_text() == "FAVAL"


@pytest.mark.parametrize(
    "address",
    [
        f"{LIST}?q=undersköterska&kommun=skinnskatteberg",
        f"{LIST}?seqf_niva=4&resultat_typ=licens",
        COMPARED,
        "yrken/?q=kassör",
        "branschmodeller/avfall-och-atervinning/?kommun=ljusnarsberg",
    ],
)
def test_nothing_scrolls_sideways_at_320_pixels_and_axe_is_content(open_page, address):
    page = open_page(address, **NARROW)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []


def test_axe_finds_nothing_with_the_suggestions_open(open_list):
    page = open_list("", **NARROW)
    page.get_by_text("Visa vem ni frågar").click()
    page.get_by_label("Var finns ni?").fill("k")
    page.locator("#plats-forslag [role=option]").first.wait_for()
    assert violations(page) == []


@pytest.mark.parametrize(
    "selector",
    [
        ".jamforruta",
        "#katalog-q",
        "#plats-falt",
        ".katalogval summary",
        ".platsforslag li",
    ],
)
def test_what_thumbs_go_for_is_44_pixels_high(open_list, selector):
    page = open_list("", **NARROW)
    page.get_by_text("Visa vem ni frågar").click()
    page.get_by_label("Var finns ni?").fill("k")
    page.locator("#plats-forslag [role=option]").first.wait_for()
    assert page.locator(selector).first.bounding_box()["height"] >= 44


def test_an_occupation_leads_from_its_everyday_name(open_page):
    page = open_page("yrken/", **PHONE)
    page.get_by_label("Vad kallar ni yrket?").fill("röris")
    page.locator("[data-nyckeltraffar]").get_by_role("link", name="Branschprov VVS-montör").click()
    assert page.locator("h1").inner_text() == "Branschprov VVS-montör"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_everyday_names_of_a_letter_are_unfolded_below_its_occupations(open_page, scripts):
    page = open_page("yrken/", java_script_enabled=scripts, **PHONE)
    letter = page.locator(".bokstav", has=page.locator("#bokstav-b"))
    assert letter.get_by_role("link", name="bussförare").first.is_visible()
    assert not letter.get_by_text("busschaffis", exact=False).is_visible()

    letter.get_by_text("vardagsnamn på B").click()
    letter.get_by_role("listitem").filter(has_text="busschaffis").get_by_role("link").click()
    assert page.locator("h1").inner_text() == "Bussförare"


def test_every_model_page_answers_in_the_same_order(build: Build, documents):
    for model in build.site.of_kind("branschmodeller"):
        found = [one for one in documents[f"branschmodeller/{model.id}/"].ids if one in ORDER]
        assert found == [one for one in ORDER if one in found], model.id
        assert {"del-kontakt", "del-steg", "del-agare"} <= set(found), model.id


def test_what_is_unknown_about_a_model_is_said_once_with_whom_to_ask(build: Build, documents):
    for model in build.site.of_kind("branschmodeller"):
        text = " ".join("".join(documents[f"branschmodeller/{model.id}/"].tree.itertext()).split())
        assert "uppgift saknas" not in text.casefold(), model.id
        assert text.count("Vi vet inte ännu") == bool(model.obesvarat), model.id
        assert not model.obesvarat or f"{model.obesvarat[-1]}. Fråga {model.fraga}." in text, model.id


def test_the_gaps_of_every_model_stand_in_the_editors_list(build: Build, documents):
    text = " ".join(documents["redaktor/luckor/"].tree.itertext())
    for model in build.site.of_kind("branschmodeller"):
        assert (model.titel in text) == bool(model.gaps), model.id


def test_the_list_works_with_500_models(open_page, site_dir: Path, server):
    """Made of the real rows over and over, under ids of their own; ``make bench-models`` tells how fast it is."""
    html = (site_dir / LIST / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r'<li class="modellrad".*?</li>', html, re.S)
    copies = [rows[n % len(rows)].replace(' id="', f' id="kopia-{n}-', 1) for n in range(500 - len(rows))]
    many = html.replace(rows[-1], "".join([rows[-1], *copies]))
    page = open_page("")
    page.route(f"{server}{LIST}", lambda route: route.fulfill(body=many, content_type="text/html; charset=utf-8"))
    page.goto(server + LIST)
    page.locator("[data-katalog][data-svar]").wait_for()

    expect(page.locator("[data-liststatus]")).to_have_text("Visar alla 500 modeller.")
    page.get_by_label("Bevis", exact=True).select_option("yrkesbevis")
    left = int(re.search(r"\d+", page.locator("[data-liststatus]").inner_text())[0])
    giving = [row for row in (*rows, *copies) if re.search(r'data-resultat_typ="[^"]*yrkesbevis', row)]
    assert left == len(visible(page)) == len(giving)


def test_the_list_is_light_as_it_is_sent(site_dir: Path):
    assert len(gzip.compress((site_dir / LIST / "index.html").read_bytes())) <= MOST_BYTES


def test_a_filter_that_an_old_address_names_and_nothing_has_is_left_out(open_list):
    page = open_list('?branschgrupp=borttagen"')
    expect(page.get_by_text("Visar alla 38 modeller.")).to_be_visible()


@pytest.mark.parametrize("typed", ["Mora", "Lund", "Berg"])
def test_enter_never_guesses_a_place(open_list, typed):
    page = open_list()
    field = page.get_by_label("Var finns ni?")
    field.fill(typed)
    field.press("Enter")
    assert "kommun=" not in page.url


def test_a_place_typed_whole_is_chosen_when_the_field_is_left(open_list):
    page = open_list()
    field = page.get_by_label("Var finns ni?")
    field.fill("Västerås")
    field.press("Tab")
    expect(page.locator("[data-platsvald]")).to_contain_text("Västerås ligger i Västmanlands län.")
    field.fill("Väs")
    page.locator("h1").click()
    expect(field).to_have_value("Väs")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-platsfel]")).to_have_text(
        "Menar du Västerås? Skriv hela namnet, eller välj bland förslagen."
    )


def test_a_place_that_the_question_named_can_be_taken_away(open_list):
    page = open_list("?q=undersköterska köping")
    expect(page.get_by_label("Var finns ni?")).to_have_value("Köping")
    page.get_by_role("button", name="Ta bort plats").click()
    expect(page.get_by_label("Var finns ni?")).to_have_value("")
    expect(page.get_by_label("Yrke, bransch eller modell")).to_have_value("undersköterska")


def test_a_question_is_answered_after_the_register_could_not_be_read_once(open_page):
    page = open_page("branschmodeller/")
    page.locator("[data-katalog][data-svar]").wait_for()
    page.route("**/register/poster.json", lambda route: route.fulfill(body="avbrutet"), times=1)
    field = page.get_by_label("Yrke, bransch eller modell")
    field.fill("plattis")
    expect(page.locator("[data-katalog]")).to_have_attribute("data-svar", "plattis")
    field.fill("plattisar")
    expect(page.locator("#bygg-och-anlaggning")).to_be_visible()
    expect(page.get_by_text("Visar alla")).not_to_be_visible()
