"""The self-assessment played through in a browser, on a small site about energy; every file that it hands out is read
back by a library that knows nothing of it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import docx
import icalendar
import pytest
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kunskapsbank.export.data.assessment import file_schema

from .assessment import built, english, files
from .pages import close, serving, started, watch
from .walk import CUT_OFF, violations

ADDRESS = "energikollen/"
KEPT = "localStorage.getItem('kb-skattning')"
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def sites(shared: Callable[[str, Callable[[Path], None]], Path]) -> Iterator[dict[int, str]]:
    """The address of the small site in both versions; as number 3, the second in English."""

    def make(folder: Path) -> None:
        for number, project in enumerate((files(1), files(2), english()), 1):
            built(folder / str(number), project)

    folder = shared("energikollen", make)
    with ExitStack() as stack:
        yield {number: stack.enter_context(serving(folder / str(number) / "site")) for number in (1, 2, 3)}


@pytest.fixture
def opened(chromium: Browser, sites: dict[int, str]) -> Iterator[Open]:
    """Opens the tool in a context of its own, or in that of another page; no script failed and nothing was sent."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_at(
        anchor: str = "", version: int = 2, beside: Page | None = None, script: str = "", **options: Any
    ) -> Page:
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        context = beside.context if beside else chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        if script:
            page.add_init_script(script)
        watch(page, sites[version], faults)
        page.on("request", lambda r: faults.append(f"{r.method} {r.url}") if r.method != "GET" else None)
        page.goto(f"{sites[version]}{ADDRESS}{anchor}")
        if options.get("java_script_enabled", True):
            started(page)
        return page

    yield open_at
    for context in dict.fromkeys(contexts):
        close(context)
    assert faults == []


def begin(page: Page, who: str = "Skola", name: str = "Ekskolan") -> None:
    """Say who answers."""
    page.get_by_role("radio", name=who).check()
    page.get_by_role("textbox", name="Namn").fill(name)
    page.get_by_role("button", name="Börja svara").click()


def answer(page: Page, *levels: str) -> None:
    """Choose a level for each statement from the one that is shown: ``1``–``4``, ``Vet inte`` or nothing."""
    for level in levels:
        if level:
            page.locator(".skattning-vy").get_by_role("radio", name=level).check()
        onward = page.get_by_role("link", name="Nästa").or_(page.get_by_role("link", name="Hoppa över"))
        if onward.count():
            onward.click()
            expect(page.locator(".skattning-vy h2")).to_be_focused()


def view(page: Page, name: str) -> None:
    """Go to a part of the tool."""
    link = page.get_by_role("navigation", name="Arbetets delar").get_by_role("link", name=name)
    if link.get_attribute("aria-current") is None:
        link.click()
        expect(page.locator(".skattning-vy h2").first).to_be_focused()


def handed_out(page: Page, button: str) -> tuple[str, bytes]:
    """The name and content of the file that *button* gives."""
    view(page, "Spara och dela")
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def open_files(page: Page, label: str, *files: tuple[str, bytes]) -> None:
    """Open *files*, each a name and its content, in the field *label*."""
    page.get_by_text("Öppna en sparad fil, eller lägg ihop flera").click()
    held = [{"name": name, "mimeType": "application/json", "buffer": content} for name, content in files]
    page.get_by_label(label).set_input_files(held)  # type: ignore[arg-type]


def saved(page: Page) -> dict[str, Any]:
    """What a saved file holds; it keeps the schema."""
    name, content = handed_out(page, "Spara som fil")
    found: dict[str, Any] = json.loads(content)
    Draft202012Validator(file_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(found)
    assert name.endswith(".json")
    return found


def as_file(value: Any, name: str = "fil.json") -> tuple[str, bytes]:
    return name, json.dumps(value).encode()


def planned(page: Page) -> None:
    """Take the best suggestion about lamps into the plan, and fill it in."""
    view(page, "Handlingsplan")
    page.get_by_text("Vi byter lampor. (1 Inte börjat)").click()
    page.get_by_role("button", name="Ta med i planen: Utse någon för lampor").click()
    expect(page.get_by_text("Finns i planen.")).to_be_visible()
    page.get_by_role("button", name="Visa planen").first.click()
    page.locator(".skattning-plan summary").first.click()
    page.get_by_label("Ansvarig").fill("Rektor; =1+1")
    page.get_by_label("Börjar").fill("2026-12-01")
    page.get_by_label("Klart senast").fill("2027-03-31")
    page.get_by_label("Uppföljning").fill("På mötet i maj")
    page.get_by_label("Status").select_option("Pågår")
    page.get_by_role("textbox", name="Egen åtgärd").last.fill("=HYPERLINK(1)")
    page.locator(".skattning-vy > form").get_by_role("button", name="Lägg till i planen").click()


@pytest.fixture
def region(opened: Open) -> Page:
    """One who answers alone has come to a plan."""
    page = opened()
    begin(page)
    page.get_by_role("textbox", name="Anteckning").fill("Fråga vaktmästaren.\nSnart.")
    answer(page, "4 Följs upp", "Vet inte", "1 Inte börjat", "2 På väg")
    planned(page)
    return page


def test_one_alone_sees_where_they_stand_and_what_is_not_known(region: Page) -> None:
    view(region, "Resultat")

    charts = region.get_by_role("img")
    assert [charts.nth(at).get_attribute("aria-label") for at in range(2)] == [
        "Värme. 4 Följs upp: 1, Vet inte: 1",
        "El. 1 Inte börjat: 1, 2 På väg: 1",
    ]
    region.get_by_text("Visa som tabell").click()
    rows = region.get_by_role("row").all_inner_texts()
    assert [row.split("\t") for row in rows[1:]] == [
        ["Värme", "0", "0", "0", "1", "1", "0", "2"],
        ["El", "1", "1", "0", "0", "0", "0", "2"],
        ["Alla områden", "1", "1", "0", "1", "1", "0", "4"],
    ]
    parts = region.locator(".skattning-vy h3").all_inner_texts()
    assert parts == ["Mest kvar att göra", "Det här fungerar", "Det här vet ni inte"]
    assert region.get_by_role("listitem").filter(has_text="(1 Inte börjat)").count() == 1


def test_a_saved_file_out_and_in_again_is_the_same_plan(region: Page, opened: Open) -> None:
    found = saved(region)
    other = opened()
    open_files(other, "Fortsätt på en fil", as_file(found))
    expect(other.get_by_text("Filen är öppnad.")).to_be_visible()

    assert saved(other) == found
    assert found["svar"]["element"] == {"niva": 4, "anteckning": "Fråga vaktmästaren.\nSnart."}
    assert [one["text"] for one in found["plan"]] == ["Utse någon för lampor", "=HYPERLINK(1)"]
    assert found["plan"][0]["mal"] == "Någon är utsedd."


def test_word_reads_the_document_with_its_headings_and_tables(region: Page) -> None:
    name, content = handed_out(region, "Word (.docx)")
    document = docx.Document(io.BytesIO(content))
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style and p.style.name != "Normal"]

    assert name.startswith("handlingsplan-ekskolan-")
    assert headings[0] == ("Title", "Läge och handlingsplan: Ekskolan")
    assert ("Heading 1", "Handlingsplan") in headings
    assert ("Heading 2", "1. Utse någon för lampor") in headings
    assert ("List Bullet", "Vi byter lampor. (1 Inte börjat)") in headings
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {"Rektor; =1+1", "31 mars 2027", "På mötet i maj", "Fråga vaktmästaren.\nSnart."} <= set(cells)
    assert document.core_properties.title == "Läge och handlingsplan: Ekskolan"


def test_a_calendar_program_reads_the_day_when_an_action_is_due(region: Page) -> None:
    _, content = handed_out(region, "Kalender (.ics)")
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")

    assert (str(event["SUMMARY"]), event.decoded("DTSTART").isoformat()) == ("Utse någon för lampor", "2027-03-31")
    assert event.decoded("DTEND").isoformat() == "2027-04-01"
    assert "Ansvarig: Rektor; =1+1\n" in str(event["DESCRIPTION"])


def test_a_spreadsheet_reads_answers_and_plan_without_a_formula(region: Page) -> None:
    plan, answers = (handed_out(region, name)[1].decode("utf-8-sig") for name in ("Planen som tabell", "Svaren som"))
    planned_rows = list(csv.DictReader(io.StringIO(plan), delimiter=";"))
    answered = {row["id"]: row for row in csv.DictReader(io.StringIO(answers), delimiter=";")}

    assert [row["text"] for row in planned_rows] == ["Utse någon för lampor", "'=HYPERLINK(1)"]
    assert planned_rows[0]["ansvarig"] == "Rektor; =1+1"
    assert {id_: row["niva"] for id_, row in answered.items()} == {
        "element": "4",
        "fonster": "vet-inte",
        "lampor": "1",
        "avtal": "2",
    }
    assert answered["element"]["anteckning"] == "Fråga vaktmästaren.\nSnart."


def test_what_is_printed_is_a_document_to_decide_on_and_nothing_of_the_tool(region: Page) -> None:
    region.evaluate("dispatchEvent(new Event('beforeprint'))")
    region.emulate_media(media="print")

    assert region.locator("h1:visible").all_inner_texts() == ["Läge och handlingsplan: Ekskolan"]
    headings = region.locator("h2:visible").all_inner_texts()
    assert headings == ["Läget", "Handlingsplan", "Beslut", "Bilaga: alla svar"]
    assert region.locator("button:visible, input:visible, nav:visible").count() == 0
    region.evaluate("dispatchEvent(new Event('afterprint'))")
    region.emulate_media(media="screen")
    assert region.locator("h1:visible").all_inner_texts() == ["Energikollen"]


def test_a_group_of_four_files_is_one_where_disagreement_is_seen_until_they_agree(opened: Open) -> None:
    files = []
    for number, levels in enumerate(
        [("1", "2", "3", ""), ("4", "2", "3", ""), ("4", "2", "Vet inte", ""), ("1", "2", "", "")], 1
    ):
        page = opened()
        begin(page, name=f"Deltagare {number}")
        page.get_by_role("textbox", name="Anteckning").fill(f"Tanke {number}")
        answer(page, *levels)
        files.append(as_file(saved(page), f"{number}.json"))
    page = opened()
    open_files(page, "Lägg ihop flera filer", *files)

    expect(page.get_by_text("4 filer är sammanlagda.")).to_be_visible()
    assert page.get_by_role("heading", name="Här tycker ni olika").is_visible()
    assert page.get_by_text("från nivå 1 till nivå 4").count() == 1
    whole = saved(page)
    assert whole["deltagare"] == [f"Deltagare {number}" for number in range(1, 5)]
    assert whole["svar"]["element"]["antal"] == [2, 0, 0, 2, 0]
    assert [one["text"] for one in whole["svar"]["element"]["kommentarer"]] == [f"Tanke {n}" for n in range(1, 5)]
    assert whole["svar"]["lampor"]["antal"] == [0, 0, 2, 0, 1]

    view(page, "Svara")
    page.goto(page.url.partition("#")[0] + "#element")
    assert page.get_by_label("1 Inte börjat").first.input_value() == "2"
    page.get_by_role("radio", name="2 På väg").check()
    assert page.get_by_role("heading", name="Vad gör vi åt det?").is_visible()
    page.get_by_role("button", name="Ta med i planen: Skriv en rutin för element").click()
    after = saved(page)
    assert after["svar"]["element"]["niva"] == 2
    assert after["svar"]["element"]["antal"] == [2, 0, 0, 2, 0]
    assert [one["text"] for one in after["plan"]] == ["Skriv en rutin för element"]


def test_a_show_of_hands_is_entered_as_numbers_and_its_spread_is_drawn(opened: Open) -> None:
    page = opened()
    page.get_by_role("checkbox", name="Vi svarar tillsammans i ett möte").check()
    begin(page)
    for number, count in enumerate((3, 1, 0, 4, 2)):
        page.get_by_role("spinbutton").nth(number).fill(str(count))

    shown = "Inte enade. 1 Inte börjat: 3, 2 På väg: 1, 4 Följs upp: 4, Vet inte: 2"
    assert page.get_by_role("img").get_attribute("aria-label") == shown
    page.get_by_role("spinbutton").first.fill("-7")
    assert saved(page)["svar"]["element"]["antal"] == [0, 1, 0, 4, 2]


def test_work_goes_on_after_two_weeks_when_the_statements_have_changed_and_nothing_is_lost(opened: Open) -> None:
    page = opened(version=1)
    begin(page)
    answer(page, "3 På plats", "2 På väg", "1 Inte börjat", "4 Följs upp")
    planned(page)
    old = saved(page)
    assert (old["version"], old["svar"]["ljus"]) == (1, {"niva": 3})

    page = opened(version=2)
    open_files(page, "Fortsätt på en fil", as_file(old))
    news = page.get_by_role("region", name="Det här har ändrats")
    expect(news).to_contain_text("Arbetet började med version 1")
    for said in (
        "Ljus är utbytt mot element.",
        "Vi sänker elementen när vi går. ersätter Vi släcker ljus när vi går. (3 På plats)",
        "Vi tätar fönster och dörrar. (2 På väg)",
    ):
        expect(news).to_contain_text(said)
    now = saved(page)
    assert now == {**old, "version": 2}
    view(page, "Resultat")
    expect(page.locator(".skattning-vy")).to_contain_text("Vi släcker ljus när vi går. (3 På plats)")

    page.get_by_text("Jämför med en tidigare fil").click()
    page.get_by_label("Tidigare fil").set_input_files(
        [
            {
                "name": "a.json",
                "mimeType": "application/json",
                "buffer": as_file({**old, "svar": {"avtal": {"niva": 1}}})[1],
            }
        ]
    )
    expect(page.locator(".skattning-vy")).to_contain_text("Vi har rätt avtal. 1 Inte börjat → 4 Följs upp")


EMPTY = {
    "format": "kb-skattning",
    "formatversion": 1,
    "version": 2,
    "svarande": "skola",
    "namn": "",
    "svar": {},
    "plan": [],
    "uppdaterad": "2026-11-30T10:00:00Z",
}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b'{"format": "kb-skatt', "Filen är trasig", id="broken"),
        pytest.param(b"\xff\xfe\x00PK", "Filen är trasig", id="not text"),
        pytest.param(b'{"a": 1}', "Filen är inte sparad härifrån", id="foreign"),
        pytest.param(b" " * 2_000_001, "Filen är för stor", id="huge"),
        pytest.param(as_file({**EMPTY, "version": 3})[1], "nyare version (3)", id="newer"),
        pytest.param(as_file({**EMPTY, "plan": [{"id": "p1"}]})[1], "plan.0.text", id="half an action"),
        pytest.param(as_file({**EMPTY, "__proto__": {}})[1], "__proto__", id="a hostile key"),
    ],
)
def test_a_bad_file_is_refused_with_a_reason_and_the_open_work_is_untouched(
    opened: Open, content: bytes, said: str
) -> None:
    page = opened()
    begin(page)
    answer(page, "3 På plats")
    before = saved(page)
    view(page, "Börja")
    open_files(page, "Fortsätt på en fil", ("<img src=x>.json", content))

    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    expect(page.get_by_text("Det ni arbetar med är inte ändrat.")).to_be_visible()
    assert saved(page)["svar"] == before["svar"]


def test_the_words_of_a_stranger_are_text_wherever_they_are_shown(opened: Open) -> None:
    hostile = "<img src=x onerror=\"document.title='hacked'\"></title><script>document.title='hacked'</script>\u202e"
    action = {
        "id": "p1",
        "text": hostile,
        "status": "pagar",
        "mal": hostile,
        "ansvarig": hostile,
        "klart": "2020-01-01",
    }
    answers = {
        "element": {"niva": 1, "anteckning": hostile},
        "borta": {"antal": [1, 0, 0, 1, 0], "kommentarer": [{"fran": hostile, "text": hostile}]},
    }
    page = opened()
    open_files(
        page,
        "Fortsätt på en fil",
        as_file(
            {
                **EMPTY,
                "namn": hostile,
                "plan": [{**action, "omrade": "finns-inte"}],
                "svar": answers,
                "deltagare": [hostile],
            }
        ),
    )

    for name in ("Svara", "Resultat", "Handlingsplan", "Spara och dela", "Börja"):
        view(page, name)
        assert page.locator(".skattning-verktyg :is(img, script)").count() == 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".skattning-rapport :is(img, script)").count() == 0
    assert "hacked" not in page.title()
    _, content = handed_out(page, "Word (.docx)")
    assert any(
        "<script>" in cell.text for t in docx.Document(io.BytesIO(content)).tables for r in t.rows for cell in r.cells
    )


def test_nothing_is_kept_before_a_click_and_what_is_kept_can_be_erased(opened: Open) -> None:
    page = opened()
    begin(page)
    answer(page, "3 På plats")
    view(page, "Spara och dela")
    assert page.evaluate(KEPT) is None
    page.get_by_role("button", name="Spara på den här enheten").press("Enter")
    expect(page.get_by_text("Sparat på den här enheten.")).to_be_visible()
    assert page.evaluate("document.activeElement.textContent") == "Radera det sparade"
    view(page, "Svara")
    answer(page, "1 Inte börjat")

    again = opened(beside=page)
    expect(again.get_by_text("Det som är sparat på enheten visas.")).to_be_visible()
    assert {id_: one["niva"] for id_, one in saved(again)["svar"].items()} == {"element": 3, "fonster": 1}
    again.get_by_role("button", name="Radera det sparade").click()
    assert again.evaluate(KEPT) is None


def test_two_tabs_never_write_over_each_other_in_silence(opened: Open) -> None:
    first = opened()
    begin(first, name="A")
    view(first, "Spara och dela")
    first.get_by_role("button", name="Spara på den här enheten").click()
    second = opened(beside=first)
    view(second, "Svara")
    answer(second, "4 Följs upp")
    told = first.get_by_role("alert").filter(has_text="har ändrats i en annan flik")
    expect(told).to_be_visible()

    view(first, "Svara")
    answer(first, "", "2 På väg")
    assert json.loads(json.loads(first.evaluate(KEPT))["text"])["svar"] == {"element": {"niva": 4}}
    expect(told).to_be_visible()
    first.get_by_role("button", name="Det som står här").click()
    expect(told).to_have_count(0)
    assert json.loads(json.loads(first.evaluate(KEPT))["text"])["svar"] == {"fonster": {"niva": 2}}
    expect(second.get_by_role("alert").filter(has_text="annan flik")).to_be_visible()
    second.get_by_role("button", name="Det från den andra fliken").click()
    assert saved(second)["svar"] == {"fonster": {"niva": 2}}


FULL = """for (let size = 2 ** 22; size >= 1; size /= 2) {
  try { while (true) localStorage.setItem(`f${size}${Math.random()}`, "x".repeat(size)); } catch { }
}"""
BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } });"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        pytest.param(FULL, "Enhetens lagring är full.", id="full"),
        pytest.param(BLOCKED, "Webbläsaren tillåter inte", id="blocked"),
    ],
)
def test_a_store_that_is_full_or_blocked_is_told_and_the_work_can_be_saved_as_a_file(
    opened: Open, script: str, said: str
) -> None:
    page = opened(script=script)
    begin(page)
    answer(page, "3 På plats")
    view(page, "Spara och dela")
    page.get_by_role("button", name="Spara på den här enheten").click()

    expect(page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    assert saved(page)["svar"] == {"element": {"niva": 3}}


def test_a_link_to_a_statement_opens_it(opened: Open) -> None:
    page = opened("#fonster")
    begin(page)

    assert page.locator(".skattning-vy legend").inner_text() == "Vi tätar fönster och dörrar."
    page.goto(page.url.partition("#")[0] + "#omrade-el")
    assert page.locator(".skattning-vy legend").inner_text() == "Vi byter lampor."


def test_back_from_the_second_statement_leads_to_the_first(opened: Open) -> None:
    page = opened()
    begin(page)
    statement = page.locator("legend.skattning-pastaende")  # The view before has a legend too.
    first = statement.inner_text()
    answer(page, "2 På väg")
    expect(statement).not_to_have_text(first)

    page.go_back()

    expect(statement).to_have_text(first)


def test_all_is_reached_and_answered_with_the_keyboard_alone(opened: Open) -> None:
    page = opened(viewport={"width": 320, "height": 640})

    def tab_to(text: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            here = page.evaluate("(e => (e.labels?.[0] ?? e).textContent)(document.activeElement)")
            if text in here:
                return
        raise AssertionError(text)

    tab_to("Skola")
    page.keyboard.press("Space")
    tab_to("Namn")
    page.keyboard.type("Ekskolan")
    tab_to("Börja svara")
    page.keyboard.press("Enter")
    expect(page.locator(".skattning-vy h2")).to_be_focused()
    tab_to("1 Inte börjat")
    page.keyboard.press("Space")
    tab_to("Nästa")
    page.keyboard.press("Enter")
    expect(page.locator(".skattning-vy h2")).to_have_text("Värme: påstående 2 av 2")
    expect(page.locator(".skattning-vy h2")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".skattning-vy h2")).to_have_text("Handlingsplan")
    tab_to("Vi sänker elementen")
    page.keyboard.press("Enter")
    tab_to("Ta med i planen")
    page.keyboard.press("Enter")
    assert len(saved(page)["plan"]) == 1


@pytest.mark.parametrize(("look", "width"), [("light", 320), ("light", 360), ("dark", 1280)])
def test_every_view_is_accessible_and_fits_with_twice_as_large_text_too(opened: Open, look: str, width: int) -> None:
    page = opened(viewport={"width": width, "height": 800}, color_scheme=look)
    found = {"Vem svarar?": violations(page)}
    page.get_by_role("checkbox", name="Vi svarar tillsammans").check()
    begin(page)
    page.get_by_role("spinbutton").first.fill("2")
    page.get_by_role("spinbutton").last.fill("2")
    answer(page, "1 Inte börjat", "4 Följs upp", "1 Inte börjat", "Vet inte")
    planned(page)
    page.locator(".skattning-plan summary").first.click()
    for name in ("Handlingsplan", "Svara", "Resultat", "Spara och dela", "Börja"):
        view(page, name)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found[name] = violations(page)
        for size in ("100%", "200%"):
            page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, size)
        assert page.evaluate(CUT_OFF) == [], name
        page.evaluate("document.documentElement.style.fontSize = ''")
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_without_a_script_the_form_can_be_read_and_printed(opened: Open) -> None:
    page = opened(java_script_enabled=False, viewport={"width": 320, "height": 640})

    assert page.locator("fieldset:visible").count() == 4
    assert page.get_by_role("group", name="1.1 Vi sänker elementen när vi går.").get_by_role("radio").count() == 5
    page.emulate_media(media="print")
    assert page.locator("fieldset:visible").count() == 4


def test_where_the_statements_cannot_be_read_the_form_stays(chromium: Browser, sites: dict[int, str]) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/skattning.json", lambda route: route.abort())
    page.goto(sites[2] + ADDRESS)
    started(page)

    expect(page.get_by_role("alert").filter(has_text="Verktyget kunde inte starta")).to_be_visible()
    assert page.locator("fieldset:visible").count() == 4
    close(context)


def test_on_an_english_page_the_tool_speaks_english(opened: Open) -> None:
    page = opened(version=3)
    page.get_by_role("radio", name="Skola").check()
    page.get_by_role("button", name="Begin to answer").click()

    expect(page.locator(".skattning-vy h2")).to_have_text("Värme: statement 1 of 2")
    assert page.get_by_role("radio", name="Do not know").is_visible()


def read_with(code: Path, name: str) -> set[str]:
    """The scripts that are read with the script *name*, it too: what it imports, and what that imports."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        path = (code / waiting.pop()).resolve()
        one = path.relative_to(code.resolve()).as_posix()
        if one not in found:
            found.add(one)
            imported = re.findall(r"""^import[^"]*"([^"]+)";$""", path.read_text(encoding="utf-8"), re.M)
            waiting += [(path.parent / target).resolve().relative_to(code.resolve()).as_posix() for target in imported]
    return found


def test_the_page_of_this_site_weighs_at_most_70_kb_and_the_script_that_only_it_reads_40(site_dir: Path) -> None:
    [code] = (site_dir / "kod").iterdir()
    scripts = read_with(code, "skattning/start.js") - read_with(code, "kunskapsbank.js")
    page = [
        site_dir / "verktyg/kartlaggning/index.html",
        code / "stil.css",
        code / "skattning/stil.css",
        code / "kunskapsbank.js",
    ]

    def weight(files: list[Path]) -> int:
        return sum(len(gzip.compress(file.read_bytes())) for file in files)

    own = [code / name for name in sorted(scripts) if name.startswith(("skattning/", "texter/skattning/"))]
    assert len(own) > 10
    assert weight(own) <= 40_000
    assert weight([*page, site_dir / "data/skattning.json"]) <= 70_000
