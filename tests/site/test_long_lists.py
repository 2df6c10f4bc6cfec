"""A list that has several pages, in a real browser: what is asked is asked of all of it."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kunskapsbank.cli import main
from kunskapsbank.render import divided

from ..conftest import EMPTY_PAGE, REPO, write_content
from ..test_incremental import small_project
from ..test_long_lists import NAMES, words
from ..test_pages import frame
from .pages import close, serving, started, watch
from .walk import OPTIONS

MODEL = (REPO / "tests/golden/projekt/content/branschmodeller/modell.md").read_text(encoding="utf-8")
TOOL = (REPO / "tests/golden/projekt/content/resurser/verktyget.md").read_text(encoding="utf-8")
GROUPS = ("Bygg och installation", "Industri", "Industri", "Industri", "Handel och frisör")


@pytest.fixture(scope="module")
def site(shared: Callable[[str, Callable[[Path], None]], Path]) -> Iterator[str]:
    """The address of a site whose lists have at most two entries a page."""

    def make(folder: Path) -> None:
        root = small_project(folder).root
        models, data = root / "docs/branschmodeller", root / "docs/data"
        for one, text in (
            (models / "index.md", frame("{{ modellista() }}")),
            (models / "vinster.md", EMPTY_PAGE),
            (data / "index.md", EMPTY_PAGE),
        ):
            one.parent.mkdir(exist_ok=True)
            one.write_text(text, encoding="utf-8")
        shutil.copy(REPO / "docs/branschmodeller/jamfor.md", models)
        write_content(root, words(*NAMES))
        for number, group in enumerate(GROUPS):
            text = MODEL.replace("titel: Provmodellen", f"titel: Modell {number}")
            text = text.replace("branschgrupp: Industri", f"branschgrupp: {group}")
            (root / f"content/branschmodeller/modell-{number}.md").write_text(text, encoding="utf-8")
        group = root / "content/malgrupper/gruppen.md"
        other = group.read_text(encoding="utf-8").replace("titel: Gruppen", "titel: Andra")
        group.with_name("andra.md").write_text(other, encoding="utf-8")
        for title, group_id in (("Passare", "andra"), ("Tumstock", "gruppen"), ("Vinkel", "gruppen")):
            front = f"titel: {title}\nmalgrupper: [{group_id}]"
            path = root / f"content/resurser/{title.lower()}.md"
            path.write_text(TOOL.replace("titel: Verktyget", front), encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(divided, "MOST", 2)
            patch.setattr(sys, "argv", ["kb", "--now", "2026-11-21", "build"])
            patch.chdir(root)
            main()

    with serving(shared("langa-listor", make) / "site") as address:
        yield address


@pytest.fixture
def open_at(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a page; no script failed on it."""
    faults: list[str] = []
    contexts = []

    def opened(address: str, width: int = 1280, **options: object) -> Page:
        contexts.append(chromium.new_context(viewport={"width": width, "height": 800}, **options))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        watch(page, site, faults)
        page.goto(site + address)
        if options.get("java_script_enabled", True):
            started(page)
        return page

    yield opened
    for context in contexts:
        close(context)
    assert faults == []


def status(page: Page, text: str) -> None:
    expect(page.locator("[data-liststatus], [data-filterstatus]")).to_have_text(text)


def visible(page: Page) -> list[str]:
    return [one.get_attribute("id") or "" for one in page.locator("[data-post]:visible").all()]


def test_a_filter_is_of_the_whole_list_stands_in_the_address_and_back_undoes_it(open_at: Callable[..., Page]) -> None:
    page = open_at("branschmodeller/sida-industri/")
    status(page, "Visar 2 av 6 modeller.")
    before = visible(page)
    group = page.get_by_label("Bransch", exact=True)
    expect(group.locator("option", has_text="Industri")).to_have_text("Industri (4)")

    group.select_option("industri")
    status(page, "Visar 4 av 6 modeller.")
    assert len(visible(page)) == 4
    expect(page.locator(".listdelar").first).to_be_hidden()
    expect(page.locator("section[data-grupp=industri]")).to_have_count(1)
    assert page.locator("[id]").evaluate_all("(all) => new Set(all.map((one) => one.id)).size === all.length")
    assert all(page.request.get(one.evaluate("(link) => link.href")).ok for one in page.locator("[data-post] a").all())

    page.reload()
    started(page)
    status(page, "Visar 4 av 6 modeller.")
    page.go_back()
    status(page, "Visar 2 av 6 modeller.")
    assert visible(page) == before
    expect(page.locator(".listdelar").first).to_be_visible()


def test_what_is_chosen_to_compare_goes_with_the_reader_to_the_next_page(open_at: Callable[..., Page]) -> None:
    page = open_at("branschmodeller/")
    page.locator("[data-post]:visible .jamforruta input").first.check()
    status(page, "Visar 1 av 6 modeller. 1 vald att jämföra, välj en till.")
    page.get_by_role("link", name="Nästa").click()
    started(page)
    page.locator("[data-post]:visible .jamforruta input").first.check()

    expect(page.locator("[data-jamforlank]")).to_have_text("Jämför de 2 valda")
    assert re.search(r"\?jamfor=modell-0,modell-4$", page.locator("[data-jamforlank]").get_attribute("href") or "")


def test_the_cards_of_a_kind_are_filtered_over_all_pages(open_at: Callable[..., Page]) -> None:
    page = open_at("resurser/sida-t/")
    status(page, "Visar 1 av 4.")
    page.locator("[data-filterpanel] summary").click()
    page.locator("[data-filter] select").select_option("andra")
    expect(page.locator("[data-post]:visible .kort-rubrik")).to_have_text("Passare")
    status(page, "Visar 1 av 4.")

    page.locator("[data-post]:visible a").click()
    expect(page.locator("h1")).to_have_text("Passare")


def test_a_reader_is_told_when_the_rest_of_a_list_cannot_be_read_and_may_try_again(
    chromium: Browser, site: str
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{site}branschmodeller/")
    started(page)
    page.route("**/sida-*/**", lambda route: route.abort())
    group = page.get_by_label("Bransch", exact=True)
    group.select_option("bygg-och-installation")
    status(
        page,
        "Resten av listan kunde inte hämtas. Välj igen för att försöka en gång till. Visar alla 1 modeller.",
    )
    expect(page.locator(".listdelar").first).to_be_visible()

    page.unroute_all()
    group.select_option("industri")
    status(page, "Visar 4 av 6 modeller.")
    close(context)


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("a-o/#bokstav-ae", "a-o/sida-ae/#bokstav-ae"),
        ("branschmodeller/#modell-4", "branschmodeller/sida-handel-och-frisor/#modell-4"),
        ("branschmodeller/#finns-inte", "branschmodeller/#finns-inte"),
    ],
)
def test_an_address_of_what_another_page_of_the_list_has_leads_there(
    open_at: Callable[..., Page], site: str, asked: str, led: str
) -> None:
    open_at(asked).wait_for_url(site + led)


def test_without_a_script_the_list_is_read_page_after_page(open_at: Callable[..., Page]) -> None:
    page = open_at("a-o/", java_script_enabled=False)
    titles = page.locator(".ordlista a").all_inner_texts()
    while page.get_by_role("link", name="Nästa").count():
        page.get_by_role("link", name="Nästa").click()
        titles += page.locator(".ordlista a").all_inner_texts()

    assert len(titles) == len(set(titles)) > 40
    assert [one for one in titles if one.startswith(NAMES)]
    expect(page.get_by_role("link", name="Föregående")).to_have_count(1)


@pytest.mark.parametrize("address", ["a-o/sida-b/", "branschmodeller/sida-industri/", "begrepp/"])
def test_a_page_of_a_list_fits_a_narrow_screen_and_has_no_fault_that_axe_sees(
    open_at: Callable[..., Page], address: str
) -> None:
    page = open_at(address, 320)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert [one["id"] for one in Axe().run(page, options=OPTIONS).response["violations"]] == []


def test_an_address_of_a_page_that_a_list_has_no_longer_leads_to_the_list(chromium: Browser, site: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    missing = page.request.get(f"{site}404.html").text()
    page.route("**/a-o/sida-q/", lambda route: route.fulfill(status=404, content_type="text/html", body=missing))
    page.goto(f"{site}a-o/sida-q/")

    page.wait_for_url(f"{site}a-o/")
    close(context)


def test_an_address_that_is_made_to_lead_elsewhere_stays_on_the_site(chromium: Browser, site: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    missing = page.request.get(f"{site}404.html").text()
    page.route("**/sida-q/", lambda route: route.fulfill(status=404, content_type="text/html", body=missing))
    page.route("http://annan.example/**", lambda route: route.fulfill(body="En annan plats"))
    page.goto(f"{site}/annan.example/sida-q/")  # A path that begins with two slashes.

    page.wait_for_url(f"{site}/annan.example/")
    close(context)


def test_an_anchor_that_means_nothing_stops_no_script(open_at: Callable[..., Page]) -> None:
    page = open_at("a-o/#%")

    assert page.url.endswith("/a-o/#%")
