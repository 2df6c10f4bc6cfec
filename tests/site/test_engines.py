"""What people do most, in Firefox, in WebKit and in one without popover: phone and desk, with and without scripts."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from pypdf import PdfReader

from ..conftest import program
from . import engines
from .engines import ENTER, Window, until

PHONE, DESK = 360, 1280
WIDTHS = {"firefox": (PHONE, DESK), "webkit": (PHONE, DESK), "old webkit": (800,)}
STEP, HELPER, MODELS = "vagledning/bedomning/", "verktyg/vilken-vag/", "branschmodeller/"
LIST = "vagledning/checklistor/papper-att-ta-med/"
TOOL = "verktyg/kartlaggning/"
BOX = "#kryss-papper-att-ta-med-betyg"
#: Note the names of files that are handed out, and hand out none.
NOTE_FILES = """window.gjorda = [];
HTMLAnchorElement.prototype.click = function () { gjorda.push(this.getAttribute("download")); };"""
Opened = Callable[[str], Window]


def started(name: str, folder: Path, scripts: bool) -> AbstractContextManager[Window]:
    """The engine *name*."""
    if name == "firefox":
        return engines.firefox(program("firefox-esr", "firefox", optional=True), folder, scripts)
    if name == "webkit":
        drivers = program("WebKitWebDriver", optional=True), program("Xvfb", optional=True)
        return engines.webkit(*drivers, folder, scripts)
    return engines.old_webkit(program("WPEWebDriver", optional=True), program("cog", optional=True), folder, scripts)


def engine(request: pytest.FixtureRequest, folders: pytest.TempPathFactory, scripts: bool) -> Iterator[Window]:
    """The engine that *request* names, at the width it names."""
    name, width = request.param
    with started(name, folders.mktemp(name.replace(" ", "-")), scripts) as window:
        if name != "old webkit":
            window.carrier.narrow(width)
        yield window


EVERYWHERE = [pytest.param((name, width), id=f"{name}, {width}") for name, widths in WIDTHS.items() for width in widths]


@pytest.fixture(scope="module", params=EVERYWHERE)
def window(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """A window of each engine at each width."""
    yield from engine(request, tmp_path_factory, True)


@pytest.fixture(scope="module", params=[one for one in EVERYWHERE if DESK not in one.values[0]])
def plain(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """The same on a phone where no script runs."""
    yield from engine(request, tmp_path_factory, False)


@pytest.fixture
def opened(window: Window, server: str) -> Iterator[Opened]:
    """Opens a page in the window; at the end, no script of it failed."""
    before = len(window.faults())

    def at(address: str) -> Window:
        window.open(server + address)
        window.run("localStorage.clear()")
        window.started()
        return window

    yield at
    assert window.faults()[before:] == []


@pytest.fixture
def read(plain: Window, server: str) -> Opened:
    """Opens a page in the window without scripts."""

    def at(address: str) -> Window:
        plain.open(server + address)
        return plain

    return at


def popovers(window: Window) -> bool:
    """Whether the engine has them."""
    return bool(window.run("return 'popover' in HTMLElement.prototype"))


def test_the_menu_leads_on(opened: Opened) -> None:
    page = opened(STEP)
    if page.shown(".menyknapp"):
        page.gone("#meny a")
        page.press(".menyknapp")
        page.press(".menystang")
        page.gone("#meny a")
        page.press(".menyknapp")
    page.follow("#meny a", "Branschmodeller")

    page.seen("h1", "Branschmodeller")


def test_a_term_is_explained_or_leads_to_its_page(opened: Opened) -> None:
    """E0c: without popover there is no button that does nothing."""
    page = opened(STEP)
    if popovers(page):
        page.press(".term-knapp")
        page.seen(".term-ruta", "Kunnande är")
        page.press(".term-ruta button", "Stäng")
        page.gone(".term-ruta")
    else:
        assert not page.shown(".term-knapp")
    page.follow(".term a")

    page.seen("h1", "kunnande")


def test_a_search_is_as_it_was_when_somebody_comes_back_to_it(opened: Opened) -> None:
    page = opened(STEP)
    page.write("#sok-huvud", f"murare{ENTER}")
    page.follow("a.traff-rubrik")
    page.gone("#sok-falt")
    page.back()

    page.holds("#sok-falt", "murare")
    page.seen("a.traff-rubrik")


def test_the_models_are_as_they_were_when_somebody_comes_back_to_them(opened: Opened) -> None:
    page = opened(MODELS)
    page.write("main input[type=search]", "svetsare")
    page.seen("[data-katalog][data-svar=svetsare]")
    page.follow("#svets a")
    page.seen("h1", "svetsare")
    page.back()

    page.seen("[data-katalog][data-svar=svetsare]")
    page.holds("main input[type=search]", "svetsare")
    until(lambda: len(page.shown("[data-post]")) == 1, "one model")


def test_two_models_are_compared(opened: Opened) -> None:
    page = opened(f"{MODELS}?jamfor=fastighet-faval")
    page.press("#fastighet-sobona input[type=checkbox]")
    page.follow("[data-jamforlank]")
    page.seen("main table")
    until(lambda: page.run("return document.querySelectorAll('main thead th[scope=col]').length") == 2, "two columns")


def test_the_helper_asks_on_and_leads_back(opened: Opened) -> None:
    page = opened(HELPER)
    page.press("a[data-svar]", "Betyg från komvux")
    page.seen("h1", "Hur mycket av kursen kan du redan?")
    page.press("a[data-svar]", "Lite eller inget")
    page.seen("h1", "Läs kursen")
    page.back()
    page.seen("h1", "Hur mycket av kursen kan du redan?")
    page.back()

    page.seen("h1", "Vilken väg passar?")


def test_a_meeting_is_led_to_its_summary_and_left(opened: Opened) -> None:
    page = opened("vagledning/inledande-kartlaggning/")
    page.press("[data-mote]")
    page.seen(".mote h1", "Inledande kartläggning")
    page.press(".mote button", "Nästa")
    page.seen(".mote h1", "Vem har rätt?")
    page.press(".mote button", "Sammanfattning")
    page.seen(".mote h2", "Anteckningar")
    page.press(".mote button", "Avsluta")
    page.gone(".mote")

    page.seen("h1", "Inledande kartläggning")


def test_a_checklist_keeps_its_ticks_when_asked_and_not_else(opened: Opened) -> None:
    page = opened(LIST)
    page.press(BOX)
    page.reload()
    page.started()
    assert not page.ticked(BOX), "what nobody saved is gone"
    page.press(BOX)
    page.press("[data-spara]")
    page.reload()
    page.started()
    assert page.ticked(BOX)
    page.press("[data-radera]")
    page.reload()
    page.started()

    assert not page.ticked(BOX)


def test_work_is_mapped_and_its_plan_is_kept_when_asked_until_it_is_deleted(opened: Opened) -> None:
    page = opened(TOOL)
    page.press(".skattning-vy label", "Enhet i komvux")
    page.press(".skattning-vy button", "Börja svara")
    page.seen(".skattning-vy h2", "påstående 1 av")
    page.press(".skattning-fraga label", "2 På väg")
    page.press(".skattning-vy a", "Nästa")
    page.seen(".skattning-vy h2", "påstående 2 av")
    page.press(".skattning-steg a", "Resultat")
    page.seen(".skattning-stapel")
    page.press(".skattning-steg a", "Handlingsplan")
    page.press(".skattning-vy summary", "2 På väg")
    page.press(".skattning-forslag button")
    page.seen(".skattning-forslag [role=status]", "Finns i planen.")
    page.press(".skattning-steg a", "Spara och dela")
    page.press(".skattning-vy button", "Spara på den här enheten")
    page.reload()
    page.started()
    page.press(".skattning-steg a", "Handlingsplan")
    page.seen(".skattning-plan summary")
    page.press(".skattning-steg a", "Spara och dela")
    page.press(".skattning-vy button", "Radera det sparade")
    page.seen(".skattning-vy button", "Spara på den här enheten")

    assert page.run("return localStorage.length") == 0


def test_a_mapping_is_handed_on_as_files(opened: Opened) -> None:
    page = opened(TOOL)
    page.run(NOTE_FILES)
    page.press(".skattning-vy label", "Region")
    page.press(".skattning-vy button", "Börja svara")
    page.press(".skattning-steg a", "Spara och dela")
    for number, words in enumerate(("Spara som fil", "Word", "Svaren som tabell"), 1):
        page.press(".skattning-vy button", words)
        until(lambda number=number: page.run("return gjorda.length") == number, words)

    assert [name.rpartition(".")[2] for name in page.run("return gjorda")] == ["json", "docx", "csv"]


def test_a_checklist_is_copied(opened: Opened) -> None:
    page = opened(LIST)
    page.press(BOX)
    page.press("[data-kopiera]")

    said = "Kopierat." if page.run("return 'clipboard' in navigator") else "Markera listan och kopiera den själv."
    page.seen("[data-checkstatus]", said)


@pytest.mark.parametrize("window", [pytest.param(("firefox", DESK), id="firefox, 1280")], indirect=True)
def test_a_comparison_is_printed_on_one_landscape_sheet(opened: Opened) -> None:
    """E0e: no WebKit's driver prints, so there the page says what to choose."""
    page = opened(f"{MODELS}jamfor/?jamfor=fastighet-faval,fastighet-sobona,stad-och-service")
    page.seen("main table")
    (sheet,) = PdfReader(io.BytesIO(base64.b64decode(page.carrier.ask("Print")))).pages

    assert sheet.mediabox.width > sheet.mediabox.height


def test_a_page_asks_the_browser_to_print(opened: Opened) -> None:
    page = opened(STEP)
    page.run("window.print = () => document.body.setAttribute('data-utskriven', '')")
    page.press("[data-skriv-ut]")

    page.seen("body[data-utskriven]")


@pytest.mark.parametrize(
    "address", ["", STEP, MODELS, HELPER, LIST, TOOL, f"{MODELS}jamfor/?jamfor=svets,el", "sok/?q=murare"]
)
def test_nothing_scrolls_sideways(opened: Opened, address: str) -> None:
    page = opened(address)

    assert page.run("return document.documentElement.scrollWidth - innerWidth") <= 0


def test_without_scripts_the_menu_and_the_register_lead_on(read: Opened) -> None:
    page = read("begrepp/")
    if page.shown(".menyknapp"):
        page.press(".menyknapp")
    page.follow("#meny a", "Vägledning")
    page.seen("h1", "Vägledning")
    page.write("#sok-huvud", "murare")
    page.follow(".sokruta--liten button")
    page.follow("main a", "A–Ö")

    page.seen("h1", "Alla sidor A–Ö")


def test_without_scripts_the_helper_reaches_an_end(read: Opened) -> None:
    page = read(HELPER)
    page.follow("a[data-svar]", "Betyg från komvux")
    page.follow("a[data-svar]", "Lite eller inget")

    page.seen("h1", "Läs kursen")


def test_without_scripts_the_mapping_is_a_form_to_print(read: Opened) -> None:
    page = read(TOOL)
    page.press("#ansvar-beslutat label", "2 På väg")

    assert page.ticked("#ansvar-beslutat input[value='2']")


def test_without_scripts_nothing_dead_is_shown(read: Opened) -> None:
    page = read(MODELS)
    assert len(page.shown("[data-post] a")) >= 38
    assert not page.shown("form[data-katalogfilter]")
    page = read(LIST)
    page.press(BOX)
    assert page.ticked(BOX)

    assert not page.shown("[data-spara], [data-kopiera], [data-mote]")
