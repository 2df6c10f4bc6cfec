"""Ten things employers come for, each done on a phone in three interactions from the start page, four with a place.

An interaction is a tap, a choice in a list, or a field filled in. Reading and scrolling are none.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

PHONE = {"width": 360, "height": 640}
MOST = 3  #: Interactions allowed for a task.


class Visit:
    """A visit that counts what the employer does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.done = 0
        self.most = MOST

    def tap(self, target: Locator) -> Visit:
        target.click()
        return self._count()

    def fill(self, label: str, text: str, *, enter: bool = False) -> Visit:
        field = self.page.get_by_label(label).filter(visible=True).first
        field.fill(text)
        if enter:
            field.press("Enter")
        return self._count()

    def choose(self, label: str, value: str) -> Visit:
        self.page.get_by_label(label, exact=True).select_option(value)
        return self._count()

    def _count(self) -> Visit:
        self.done += 1
        assert self.done <= self.most
        return self

    @property
    def models(self) -> list[str]:
        """The ids of the models that the list shows."""
        return [e.get_attribute("id") for e in self.page.locator("[data-post]:visible").all()]

    def door(self) -> Visit:
        return self.tap(self.page.get_by_role("link", name="Jag är arbetsgivare"))

    def ask(self, words: str) -> Visit:
        """Type *words* in the list's field, and wait until the list has answered."""
        self.fill("Yrke, bransch eller modell", words)
        expect(self.page.locator("[data-katalog]")).to_have_attribute("data-svar", words)
        return self

    def open(self, name: str) -> Visit:
        return self.tap(self.page.locator("[data-post]:visible").get_by_role("link", name=name))


@pytest.fixture
def visit(open_page) -> Visit:
    return Visit(open_page("", **PHONE, has_touch=True))


def on_first_screen(page: Page, selector: str) -> bool:
    return page.locator(selector).evaluate("e => e.getBoundingClientRect().bottom <= innerHeight && scrollY === 0")


def test_three_assistant_nurses_in_koping(visit):
    visit.door().ask("Vi vill validera tre undersköterskor i Köping")

    assert "vard-och-omsorg" in visit.models
    panel = visit.page.locator("[data-platsvy]:visible")
    expect(panel).to_contain_text("Köping ligger i Västmanlands län")
    expect(panel.get_by_role("link", name="Köpings kommun: validering inom vård")).to_be_visible()
    visit.open("Vård- och omsorgscolleges")
    expect(visit.page.locator("[data-platsvy]:visible")).to_contain_text("Region Västmanland")
    assert "kommun=koping" in visit.page.url


def test_is_there_anything_for_shop_assistants_at_level_four(visit):
    visit.door().ask("Finns något för butikssäljare på SeQF 4?")

    assert visit.models == []
    expect(visit.page.locator("[data-listhjalp]")).to_contain_text(re.compile(r"Utan SeQF-nivå .*1 modell"))
    visit.tap(visit.page.locator("[data-listhjalp]").get_by_role("link", name=re.compile("Utan SeQF-nivå")))
    assert visit.models == ["handel-butikssaljare"]
    expect(visit.page.locator("#handel-butikssaljare")).to_contain_text(re.compile("Okänt: .*SeQF-nivå"))


def test_the_site_search_leads_from_plattis_to_the_model(visit):
    visit.fill("Sök på webbplatsen", "plattis", enter=True)
    visit.tap(visit.page.locator("[data-search-results] a").first)

    expect(visit.page.locator("main")).to_contain_text("Byggbranschens valideringsmodell (BYN)")


def test_whom_to_call_about_welders(visit):
    visit.door().ask("svetsarna").open("Validering av svetsare")

    essentials = visit.page.locator(".modellkarna")
    expect(essentials).to_contain_text("Svetskommissionen")
    assert on_first_screen(visit.page, ".modellkarna")


def test_guards_have_no_model_and_are_shown_other_ways(visit):
    visit.door().ask("väktarn")

    help_ = visit.page.locator("[data-listhjalp]")
    expect(help_).to_contain_text("Vi känner inte till någon branschmodell för väktare")
    visit.tap(help_.get_by_role("link", name="väktare"))
    for way in ("Komvux", "YH-flex", "Kompletterande utbildning"):
        expect(visit.page.locator("main").get_by_role("link", name=re.compile(way)).first).to_be_visible()


def test_two_models_for_the_caretaker_side_by_side(visit):
    visit.door().ask("vaktmästare")

    assert {"fastighet-faval", "fastighet-sobona"} <= set(visit.models)
    visit.tap(visit.page.get_by_role("link", name=re.compile("Jämför de")))
    expect(visit.page.get_by_role("columnheader", name="FAVAL")).to_be_visible()
    expect(visit.page.get_by_role("rowheader", name="Resultat", exact=True)).to_be_visible()


def test_which_models_give_a_vocational_proof(visit):
    visit.door().tap(visit.page.get_by_text("Fler filter")).choose("Bevis", "yrkesbevis")

    assert "utemiljo-tcyk" in visit.models
    assert "svets" not in visit.models
    assert "resultat_typ=yrkesbevis" in visit.page.url


def test_whom_to_call_in_a_misspelt_norrkoping(visit):
    visit.most = 4  # On a phone the place is folded, so that the answer comes first.
    visit.door().tap(visit.page.get_by_text("Visa vem ni frågar")).fill("Var finns ni?", "Norköpping")
    visit.tap(visit.page.get_by_role("option", name=re.compile("Norrköping")))

    panel = visit.page.locator("[data-platsvy]:visible")
    expect(panel.get_by_role("link", name="regionostergotland.se")).to_be_visible()
    assert "kommun=norrkoping" in visit.page.url


def test_what_it_costs_and_how_long_it_takes_to_validate_a_carpenter(visit):
    visit.door().ask("snickare").open("Byggbranschens valideringsmodell")

    expect(visit.page.locator("section[aria-labelledby=del-tid]")).to_contain_text("3–5 dagar")
    unknown = visit.page.locator(".okant")
    expect(unknown).to_contain_text("Vi vet inte ännu vem som betalar. Fråga Byggbranschens yrkesnämnd")


def test_what_we_gain_and_what_nobody_can_promise(visit):
    visit.door().tap(visit.page.get_by_role("link", name="Vad vinner ni?"))

    expect(visit.page.locator("main")).to_contain_text("Kompetensen kan redan finnas hos er")
    expect(visit.page.locator("main")).to_contain_text("Källorna redovisar inte om det nåddes")
    expect(visit.page.get_by_role("heading", name="Frågor att ställa")).to_be_visible()


def test_a_misspelt_lorry_driver_is_found_and_the_old_source_is_told(visit):
    visit.door().ask("lastbilschafför").open("Transportkompetens")

    expect(visit.page.locator("#del-osakert ~ *").first).to_contain_text("2019")


def test_fixare_leads_to_caretaking_and_home_service(visit):
    visit.door().ask("fixare")

    assert {"fastighet-faval", "stad-och-service"} <= set(visit.models)


def test_the_essentials_of_every_model_fit_the_first_screen_of_a_phone(open_page, build, server):
    page = open_page("", **PHONE)
    below = {}
    for model in build.site.of_kind("branschmodeller"):
        page.goto(f"{server}branschmodeller/{model.id}/")
        last = page.locator(".modellknapp" if model.webb else ".modellkarna")
        bottom = last.evaluate("e => e.getBoundingClientRect().bottom")
        if bottom > PHONE["height"]:
            below[model.id] = bottom
    assert below == {}
