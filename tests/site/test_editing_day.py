"""A communicator's day and a reviewer's in the editing room, over a copy of the real content."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from docx import Document
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from kunskapsbank.base.seal import key_of, read_sealed, write_sealed
from kunskapsbank.export.handouts.cache import Cache
from kunskapsbank.export.handouts.files import CACHE
from kunskapsbank.pipeline.keeper import MAX_BYTES
from kunskapsbank.reading import front_matter

from ..conftest import PATIENCE, REPO, ended
from ..room import PASSWORD, let_in
from ..test_cli import free_port
from ..test_editing_forms import copied
from .engines import until

SLOW = 30_000  #: Milliseconds for what a busy machine draws.


@dataclass
class Day:
    """A room over a copy of the site, and its clock."""

    root: Path
    home: str
    clock: Path

    @property
    def log(self) -> str:
        """What the room has written."""
        return (self.root.parent / "logg").read_text()

    def at(self, time: str) -> None:
        """Let it be *time*."""
        self.clock.write_text(time)

    def git(self, *command: str) -> str:
        """What git says."""
        return subprocess.run(["git", *command], cwd=self.root, capture_output=True, text=True, check=True).stdout


def begin_with_kept_of(built: Path, root: Path) -> None:
    """Let the project in *root* find what the last build of the one in *built* kept, as if it had been its own."""
    shutil.copytree(built / CACHE, root / CACHE)
    ours, theirs = key_of(root), key_of(built)
    for path in (root / CACHE).glob("*.json"):
        kept = read_sealed(path, theirs, MAX_BYTES)
        if kept:
            write_sealed(path, ours, kept, root)
    Cache(root / CACHE, ours, trusting=True).save()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory, site_dir: Path) -> Iterator[Day]:
    """A room that anna, who writes, and siv, who publishes, may come into. The site has been built before."""
    root = copied(tmp_path_factory.mktemp("dag") / "projekt")
    begin_with_kept_of(REPO, root)
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=x", "-c", "user.email=x@example.se", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=root, check=True)
    let_in(root, "anna", role="skriver")
    let_in(root, "siv", role="publicerar")
    clock, port = root.parent / "klocka", free_port()
    one = Day(root, f"http://127.0.0.1:{port}", clock)
    one.at("2026-11-30T08:30:00+01:00")
    command = [sys.executable, "-m", "tests.room_by_clock", str(root), str(port), str(clock)]
    log = root.parent / "logg"
    with log.open("wb") as out, subprocess.Popen(command, cwd=REPO, stdout=out, stderr=out) as process:
        try:
            _until_it_answers(one.home, process, log)
            yield one
        finally:
            ended(process)
    assert process.returncode == 0, log.read_text()


def _until_it_answers(home: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(f"{home}/logga-in", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


Enter = Callable[..., Page]


def go(page: Page, day: Day, address: str) -> None:
    """Open *address* of the room; it answers with what was asked for."""
    answer = page.goto(f"{day.home}{address}")
    assert answer is not None
    assert answer.ok, f"{answer.status} {page.url}: {page.locator('body').inner_text()}\n{day.log}"


@pytest.fixture
def enter(chromium: Browser, day: Day) -> Iterator[Enter]:
    """Come in as somebody; at the end no script has failed."""
    contexts, faults = [], []

    def come_in(login: str, width: int = 1280, scripts: bool = True) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SLOW)
        page.on("pageerror", lambda error: faults.append(str(error)))
        go(page, day, "/")
        page.get_by_label("Inloggningsnamn").fill(login)
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Logga in").click()
        page.get_by_role("heading", name="Det här väntar").wait_for()
        return page

    yield come_in
    for context in contexts:
        context.close()
    assert faults == []


def report(folder: Path) -> Path:
    """A conference report as somebody writes it in Word: bold headings, typed bullets, a table and two pictures."""
    document = Document()
    document.add_heading("Konferens om validering i Örebro", 0)
    document.add_paragraph("Sjuttio personer möttes i Örebro den 12 november 2026 och talade om validering.")
    document.add_paragraph().add_run("Förmiddagen").bold = True
    document.add_paragraph("Dagen började med en genomgång av hur validering går till i vuxenutbildningen.")
    for one in ("- Kartläggning först", "- Sedan bedömning", "- Till sist intyg"):
        document.add_paragraph(one)
    table = document.add_table(rows=2, cols=2)
    for at, text in enumerate(("Tid", "Vad", "10.00", "Inledning")):
        table.cell(at // 2, at % 2).text = text
    for colour in ("navy", "teal"):
        data = io.BytesIO()
        Image.new("RGB", (640, 360), colour).save(data, "PNG")
        document.add_picture(io.BytesIO(data.getvalue()))
    document.add_paragraph("Nästa konferens hålls våren 2027.")
    path = folder / "Rapport från Örebro.docx"
    document.save(str(path))
    return path


def kept(page: Page) -> None:
    """Wait until what was written is kept."""
    expect(page.locator("#sparlage")).to_contain_text("Behållet", timeout=SLOW)


def write(page: Page, name: str, text: str) -> None:
    """Write *text* in the field *name*, and wait until it is kept and the page beside is drawn anew."""
    with page.expect_response(lambda answer: answer.url.endswith("/visa"), timeout=SLOW):
        page.locator(f'[id="{name}"]').fill(text)
    kept(page)


def save(page: Page) -> None:
    """Save the proposal."""
    page.get_by_role("button", name="Spara förslaget").last.click()
    page.get_by_text("Förslaget är sparat.").wait_for()


ID = "konferenser/rapport-fran-orebro"


def test_a_report_comes_in_from_word_and_what_is_asked_is_mended_where_it_stands(
    day: Day, enter: Enter, tmp_path: Path
) -> None:
    page = enter("anna")
    page.get_by_role("link", name="Hämta in dokument").click()
    page.get_by_label("Vad ska det bli?").select_option("konferenser")
    page.get_by_label("Dokument (").set_input_files(report(tmp_path))
    page.get_by_role("button", name="Gör ett utkast").click()
    page.get_by_role("heading", name="Utkastet är gjort").wait_for()
    notes = page.locator("main").inner_text()
    assert "rapport-fran-orebro-1.png" in notes
    assert "rapport-fran-orebro-2.png" in notes
    page.get_by_role("link", name="Öppna utkastet").click()

    body = page.locator("#kropp").input_value()
    assert "## Förmiddagen" in body
    assert "- Sedan bedömning" in body
    assert "| Tid | Vad |" in body
    list_ = page.locator(".rumsfellista")
    assert "typ" in list_.inner_text().lower()
    missing = list_.get_by_role("link").filter(has_text="typ").first
    missing.click()
    assert page.evaluate("location.hash") == "#f.typ"
    write(page, "f.typ", "konferens")
    write(page, "f.start", "2026-11-12")
    write(page, "f.kallor.0.url", "https://www.example.se/rapport")
    for number, alt in ((1, "Deltagare i samtal"), (2, "Scenen i Örebro")):
        body = re.sub(rf"!\[[^\]]*\](\([^)]*-{number}\.png\))", rf"![{alt}]\1", body)
    write(page, "kropp", body)
    frame = page.frame_locator("#visning")
    expect(frame.get_by_role("heading", name="Förmiddagen")).to_be_visible(timeout=SLOW)
    expect(frame.get_by_alt_text("Scenen i Örebro")).to_be_visible(timeout=SLOW)
    assert frame.get_by_alt_text("Scenen i Örebro").evaluate("one => one.naturalWidth") == 640
    save(page)
    assert not page.locator(".rumsfel:not(.rumsvarning)").count(), page.locator("#fellista").inner_text()
    assert page.get_by_text("Visas", exact=True).count() == 0, "No reader has seen it."
    assert "# " not in (day.root / f"redaktion/{ID}.md").read_text().split("---")[1]


def test_what_to_look_at_in_the_document_stands_in_the_form_until_somebody_says_that_it_is_done(
    day: Day, enter: Enter
) -> None:
    page = enter("anna", 360)
    go(page, day, f"/post/{ID}")
    page.get_by_text("Ur dokumentet:").click()
    expect(page.get_by_text("Fet rad som blev rubrik: Förmiddagen")).to_be_visible()
    page.get_by_role("button", name="Allt är genomgånget").click()
    page.get_by_text("Listan från dokumentet är borta.").wait_for()
    assert page.get_by_text("Ur dokumentet:").count() == 0


def test_what_is_saved_is_a_proposal_by_the_person_in_git_and_readers_see_nothing(day: Day, enter: Enter) -> None:
    assert (day.root / f"redaktion/{ID}.md").is_file()
    assert not (day.root / f"content/{ID}.md").exists()
    assert day.git("log", "-1", "--format=%an <%ae>").strip() == "Anna <anna@example.se>"
    assert day.git("status", "--porcelain", "content", "redaktion", "docs/assets/bilder") == ""


def test_the_writer_sends_it_and_the_reviewer_approves_it_with_a_note(day: Day, enter: Enter) -> None:
    page = enter("anna")
    go(page, day, f"/post/{ID}")
    assert page.get_by_role("button", name="Godkänn").count() == 0
    page.get_by_label("Anteckning").fill("Bilderna är våra egna.")
    page.get_by_role("button", name="Skicka till granskning").click()
    page.get_by_text("Skickat till granskning.").wait_for()

    reviewer = enter("siv")
    waiting = reviewer.get_by_role("region", name="Förslag som inte visas än")
    assert "Bilderna är våra egna." in waiting.inner_text()
    waiting.get_by_role("link", name="Konferens om validering i Örebro").click()
    reviewer.get_by_role("link", name="Se vad förslaget ändrar").click()
    assert "Konferens om validering i Örebro" in reviewer.locator("ins").first.inner_text()
    reviewer.go_back()
    reviewer.get_by_role("button", name="Godkänn").click()
    reviewer.get_by_text("Godkänt.", exact=True).wait_for()


def a_message(day: Day) -> str:
    """The key of a message of the site."""
    return f"budskap/{sorted((day.root / 'content/budskap').glob('*.md'))[0].stem}"


def test_two_who_change_one_page_lose_nothing_and_choose_where_they_collide(day: Day, enter: Enter) -> None:
    key = a_message(day)
    anna, siv = enter("anna"), enter("siv")
    for page in (anna, siv):
        go(page, day, f"/post/{key}")
    title = anna.locator('[id="f.titel"]').input_value()
    write(anna, "f.titel", f"{title} – Anna")
    write(siv, "f.titel", f"{title} – Siv")
    write(siv, "f.synonymer", "ett nytt sökord")
    save(siv)
    anna.get_by_role("button", name="Spara förslaget").last.click()
    anna.get_by_role("heading", name="Någon annan har ändrat samma sida").wait_for()
    said = anna.locator("main").inner_text()
    assert "Siv" in said
    assert f"{title} – Anna" in said
    assert f"{title} – Siv" in said
    anna.get_by_label("Din text").check()
    anna.get_by_role("button", name="Spara med de valen").click()
    anna.get_by_text("Förslaget är sparat.").wait_for()
    text = (day.root / f"redaktion/{key}.md").read_text()
    assert f"{title} – Anna" in text
    assert "ett nytt sökord" in text
    anna.get_by_role("button", name="Kasta förslaget").click()
    assert not (day.root / f"redaktion/{key}.md").exists() or anna.get_by_text("kräver rollen").count()
    go(siv, day, f"/post/{key}")
    if siv.get_by_role("button", name="Kasta förslaget").count():
        siv.get_by_role("button", name="Kasta förslaget").click()


def test_a_record_on_a_list_is_shown_where_it_stands_and_the_room_stays_at_its_top(day: Day, enter: Enter) -> None:
    key = a_message(day)
    page = enter("anna", 360)
    go(page, day, f"/post/{key}")
    anchor = key.partition("/")[2]
    inside = "(id) => Math.abs(document.getElementById(id).getBoundingClientRect().top) < 5"
    frame = page.locator("#visning").element_handle().content_frame()
    frame.wait_for_selector(f"[id='{anchor}']")
    page.wait_for_timeout(500)
    assert page.evaluate("scrollY") == 0
    until(lambda: frame.evaluate(inside, anchor), "the record where it stands")


def test_a_save_changes_one_value_and_no_other_byte(day: Day, enter: Enter) -> None:
    key = a_message(day)
    before = (day.root / f"content/{key}.md").read_bytes()
    page = enter("siv")
    go(page, day, f"/post/{key}")
    lead = page.locator('[id="f.ingress"]').input_value()
    write(page, "f.ingress", f"{lead} Mer.")
    save(page)
    after = (day.root / f"redaktion/{key}.md").read_bytes()
    source, _ = front_matter.parse(before, "a.md")
    assert source is not None
    place = source.place(("ingress",))
    changed = [n for n, (a, b) in enumerate(zip(before.split(b"\n"), after.split(b"\n"), strict=True), 1) if a != b]
    assert changed == [place.line]
    page.get_by_role("button", name="Lägg till nästa publicering").click()
    page.get_by_text("Texten följer med nästa gång").wait_for()
    assert (day.root / f"content/{key}.md").read_bytes() == after

    page.get_by_role("link", name="Tidigare versioner").click()
    page.get_by_role("button", name="Gör den till ett förslag").last.click()
    page.get_by_text("Den tidigare versionen är nu ett förslag.").wait_for()
    page.get_by_role("button", name="Lägg till nästa publicering").click()
    page.get_by_text("Texten följer med nästa gång").wait_for()
    assert (day.root / f"content/{key}.md").read_bytes() == before


def sheets_of(root: Path) -> dict[str, tuple[str, str, str]]:
    """Version, day and mark of every sheet."""
    found = {}
    for path in sorted((root / "content/material").glob("*.md")):
        source, _ = front_matter.read(path, path.name)
        assert source is not None
        front = front_matter.plain(source.front)
        if "kannetecken" in front:
            found[path.stem] = (front["version"], front["datum"], front["kannetecken"])
    return found


def published(day: Day, address: str) -> str:
    """The page at *address* as readers see it; empty when there is none."""
    path = day.root / "site" / address / "index.html"
    return path.read_text() if path.is_file() else ""


def publish(day: Day, page: Page) -> None:
    """Prepare and publish what there is, as a trial: this site has no contact yet."""
    go(page, day, "/publicera")
    trial = page.get_by_label("Det är ett prov")
    if trial.count():
        trial.check()
    page.get_by_role("button", name=re.compile("^Förbered")).click()
    page.get_by_role("heading", name="Det här ändras för läsarna").wait_for(timeout=20 * SLOW)
    page.get_by_role("button", name="Publicera", exact=True).click()
    page.get_by_text(re.compile("visas för läsarna sedan")).wait_for(timeout=20 * SLOW)


@pytest.mark.timeout(1800)
def test_it_is_published_at_its_minute_and_a_changed_message_takes_page_sheet_and_card_with_it_and_is_undone(
    day: Day, enter: Enter
) -> None:
    siv = enter("siv")
    publish(day, siv)
    assert published(day, "konferenser/konferens-vastmanland-2024")
    assert not published(day, ID)

    go(siv, day, f"/post/{ID}")
    siv.get_by_label("Visa från en viss minut").fill("2026-11-30T10:00")
    siv.get_by_role("button", name="Schemalägg").click()
    siv.get_by_text("Tiden är satt.").wait_for()
    before = sheets_of(day.root)
    key = "budskap/validering-behover-hanga-ihop"
    day.at("2026-11-30T09:59:30+01:00")
    go(siv, day, f"/post/{key}")
    short = siv.locator('[id="f.kort"]').input_value()
    write(siv, "f.kort", f"{short} Nytt i dag.")
    save(siv)
    assert not published(day, ID)
    siv.get_by_role("button", name="Lägg till nästa publicering").click()
    siv.get_by_text("Texten följer med nästa gång").wait_for()

    after = sheets_of(day.root)
    changed = {name for name in after if after[name] != before[name]}
    assert changed
    for name in changed:
        assert after[name][1] == "2026-11-30"
        assert after[name][0] != before[name][0]
        assert after[name][2] != before[name][2]
    assert "changed-sheet" not in kb(day, "check")

    day.at("2026-11-30T10:00:10+01:00")
    until = time.monotonic() + 20 * SLOW / 1000
    while not published(day, ID) and time.monotonic() < until:
        time.sleep(0.5)
    assert "Konferens om validering i Örebro" in published(day, ID)
    assert day.git("log", "-1", "--format=%an").strip() == "Siv"
    one = sorted(changed)[0]
    version = after[one][0]
    assert version in published(day, f"material/{one}")
    files = sorted(path for path in (day.root / "site/material" / one).rglob("*") if path.is_file())
    assert {path.suffix for path in files} >= {".pdf", ".docx"}, files
    assert (day.root / f"site/delningskort/material/{one}.png").is_file()
    papers = (PdfReader(str(path)) for path in files if path.suffix == ".pdf")
    assert any(version in "".join(sheet.extract_text() for sheet in paper.pages) for paper in papers)

    go(siv, day, "/publicera")
    siv.locator("form[action='/publicera/tillbaka'] button").first.click(timeout=20 * SLOW)
    siv.get_by_text(re.compile("Läsarna ser utgåva")).wait_for(timeout=20 * SLOW)
    assert not published(day, ID)


def kb(day: Day, *words: str) -> str:
    """What ``kb`` says of the project."""
    command = [sys.executable, "-m", "kunskapsbank", "--projekt", str(day.root), "--now", "2026-11-30", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return done.stdout + done.stderr


def test_what_is_written_when_the_network_goes_is_offered_again(day: Day, enter: Enter) -> None:
    page = enter("anna")
    go(page, day, f"/post/{ID}")
    page.context.set_offline(True)
    page.locator('[id="f.ingress"]').fill("Skrivet på tåget.")
    expect(page.locator("#sparlage")).to_contain_text("kvar i webbläsaren", timeout=SLOW)
    context = page.context
    page.close()  # While the network is gone: an open page would send it as soon as it is back.
    context.set_offline(False)
    page = context.new_page()
    page.set_default_timeout(SLOW)
    go(page, day, f"/post/{ID}")
    page.get_by_role("button", name="Hämta det du skrev").click()
    expect(page.locator("#sparlage")).to_contain_text("Behållet", timeout=SLOW)
    go(page, day, f"/post/{ID}")
    assert page.locator('[id="f.ingress"]').input_value() == "Skrivet på tåget."
    page.get_by_role("button", name="Kasta det påbörjade").click()
    page.get_by_text("Det påbörjade är kastat.").wait_for()


def test_without_scripts_a_row_is_added_and_a_text_is_saved(day: Day, enter: Enter) -> None:
    page = enter("anna", scripts=False)
    go(page, day, f"/post/{ID}")
    page.get_by_role("button", name="Lägg till: program").click()
    assert page.locator('[id="f.program.0"]').is_visible()
    assert page.locator(":focus").get_attribute("id") == "f.program.0.rubrik"
    page.locator('[id="f.program.0.rubrik"]').fill("Förmiddag")
    page.get_by_role("button", name="Spara förslaget").last.click()
    page.get_by_text("Förslaget är sparat.").wait_for()
    assert "rubrik: Förmiddag" in (day.root / f"redaktion/{ID}.md").read_text()
    assert "Program 1: Inslag: inget är ifyllt" in page.locator("#fellista").inner_text()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_screens_have_no_fault_that_axe_finds_and_fit_the_width(day: Day, enter: Enter, width: int) -> None:
    page = enter("siv", width)
    for address in ("/", "/poster?slag=konferenser", "/ny/konferenser", "/bilder", "/importera", "/lage", f"/post/{ID}",
                    "/post/vagledning/avgifter.en", f"/post/{ID}/andringar", f"/post/{ID}/historik"):  # fmt: skip
        go(page, day, address)
        found = Axe().run(page, options={"iframes": False})
        assert found.violations_count == 0, f"{address} {width}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} {width}"


def test_on_a_phone_the_menu_and_the_toolbar_are_one_row_each(day: Day, enter: Enter) -> None:
    page = enter("anna", 360)
    go(page, day, f"/post/{ID}")
    page.get_by_role("toolbar").wait_for()

    for one in (page.get_by_role("toolbar"), page.get_by_role("navigation", name="Redaktionens meny")):
        box = one.bounding_box()
        assert box is not None
        assert box["height"] < 80, one
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_message_says_while_it_is_written_which_sheets_it_changes(day: Day, enter: Enter) -> None:
    page = enter("anna", 360)
    go(page, day, "/post/budskap/ansvaret-star-i-lagen")
    changes = page.locator("#blad").get_by_text("Ändras av det du har skrivit.")
    assert changes.count() > 0
    expect(changes.first).to_be_hidden()
    write(page, "f.titel", "Det är kommunen som har ansvaret")
    expect(changes.first).to_be_visible(timeout=SLOW)
    page.reload()
    page.get_by_role("button", name="Kasta det påbörjade").click()


def test_the_draft_beside_runs_no_script_and_is_shown_to_nobody_who_is_not_in(day: Day, enter: Enter) -> None:
    page = enter("anna")
    go(page, day, f"/post/{ID}")
    source = page.locator("#visning").get_attribute("src")
    card = page.get_by_role("link", name="Bilden som visas när någon delar sidan").get_attribute("href")
    assert page.request.get(f"{day.home}{card}").body().startswith(b"\x89PNG")
    headers = page.request.get(f"{day.home}{source}").headers
    assert headers["content-security-policy"].startswith("sandbox")
    assert "allow-scripts" not in headers["content-security-policy"]
    with urllib.request.urlopen(f"{day.home}{source}", timeout=PATIENCE) as answer:
        assert answer.url.startswith(f"{day.home}/logga-in")


def begun(day: Day, page: Page, title: str) -> None:
    """Begin a new term called *title*."""
    go(page, day, "/ny/begrepp")
    page.get_by_label("Titel").fill(title)
    page.get_by_role("button", name="Skapa och börja skriva").click()
    page.get_by_role("toolbar").wait_for()  # The script is there.


def test_a_page_that_cannot_be_drawn_says_so_and_appears_when_it_can(day: Day, enter: Enter) -> None:
    page = enter("anna")
    begun(day, page, "lärling på prov")
    expect(page.get_by_text("Sidan kan inte visas än.")).to_be_visible()
    write(page, "f.ingress", "En som lär sig ett yrke på en arbetsplats.")
    expect(page.get_by_text("Sidan kan inte visas än.")).to_be_hidden(timeout=SLOW)
    expect(page.frame_locator("#visning").get_by_role("heading", name="lärling på prov")).to_be_visible(timeout=SLOW)


def test_what_the_toolbar_asks_stands_in_sight_and_a_link_is_whole_however_it_was_written(
    day: Day, enter: Enter
) -> None:
    page = enter("anna", 390)
    begun(day, page, "handledare på prov")
    body = page.locator("#kropp")
    body.fill("Rad.\n\n" * 60 + "Se ")
    body.press("Control+End")
    page.get_by_role("button", name="Länk till sida").click()
    asked = page.locator("#rumsfraga-svar")
    asked.fill("en sida som ingen har skrivit")
    asked.press("Enter")
    expect(page.get_by_text("Ingen sida heter ”en sida som ingen har skrivit”.")).to_be_in_viewport()
    assert asked.evaluate("one => one.matches(':focus') && document.elementFromPoint(...(({x, y}) => [x + 9, y + 9])"
                          "(one.getBoundingClientRect())) === one")  # fmt: skip
    asked.press("Escape")
    expect(body).to_be_focused()
    page.get_by_role("button", name="Länk", exact=True).click()
    page.keyboard.type("www.example.se/(a)")
    page.keyboard.press("Enter")
    expect(body).to_have_value(re.compile(r"Se \[www\.example\.se/\(a\)\]\(https://www\.example\.se/%28a%29\)$"))


def test_what_is_pasted_begins_a_paragraph_only_when_it_is_one(day: Day, enter: Enter) -> None:
    page = enter("anna")
    begun(day, page, "inklistrat på prov")
    body = page.locator("#kropp")
    body.fill("Se ")
    for html, then in (
        ("<p><b>ett ord</b></p>", "Se **ett ord**"),
        ("<h2>Rubrik</h2><p>Text.</p>", "Se **ett ord**\n\n## Rubrik\n\nText.\n\n"),
    ):
        body.evaluate(
            """(one, html) => {
                const data = new DataTransfer();
                data.setData("text/html", html);
                const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
                one.dispatchEvent(event);
            }""",
            html,
        )
        expect(body).to_have_value(then, timeout=SLOW)


def test_a_fault_in_the_body_leads_to_its_line_and_a_new_row_to_its_first_field(day: Day, enter: Enter) -> None:
    page = enter("anna")
    begun(day, page, "rader på prov")
    write(page, "f.ingress", "Ett ord om rader.")
    write(page, "kropp", "Ett stycke.\n\nHär står en [sida](../finns/inte.md).\n\nOch ett till.")
    page.locator("#fellista a[data-rad]").first.click()
    marked = page.locator("#kropp").evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
    assert marked == "Här står en [sida](../finns/inte.md)."
    page.get_by_role("button", name="Lägg till: källor").click()
    expect(page.locator('[id="f.kallor.0.url"]')).to_be_focused(timeout=SLOW)


def test_the_page_beside_stays_where_one_reads(day: Day, enter: Enter) -> None:
    page = enter("anna")
    go(page, day, "/post/vagledning/avgifter")
    page.get_by_role("toolbar").wait_for()
    page.frame_locator("#visning").get_by_role("heading", level=1).wait_for()
    scroll = "one => one.contentWindow.scrollTo({ top: 500, behavior: 'instant' })"
    page.locator("#visning").evaluate(scroll)
    write(page, "kropp", "En ny början.\n\n" + page.locator("#kropp").input_value())
    expect(page.frame_locator("#visning").get_by_text("En ny början.")).to_be_attached(timeout=SLOW)
    place = "one => one.contentWindow.scrollY"
    until(lambda: page.locator("#visning").evaluate(place) == 500, "the place where one reads")  # No eval: the policy.
    page.wait_for_timeout(500)
    assert page.locator("#visning").evaluate(place) == 500
    page.reload()
    page.get_by_role("button", name="Kasta det påbörjade").click()
    page.get_by_text("Det påbörjade är kastat.").wait_for()


def test_a_page_leads_to_its_translations_and_a_step_that_failed_back_to_the_text(day: Day, enter: Enter) -> None:
    page = enter("siv")
    go(page, day, "/post/vagledning/avgifter")
    page.get_by_role("link", name="engelska", exact=True).click()
    page.get_by_role("link", name="originalet").click()
    expect(page).to_have_url(re.compile(r"/post/vagledning/avgifter$"))
    begun(day, page, "tider på prov")
    body = page.locator("#kropp")
    body.fill("Mer.")
    expect(page.get_by_role("button", name="Skicka till granskning")).to_be_disabled()
    expect(page.get_by_text("Spara först.")).to_be_visible()
    save(page)
    page.get_by_role("button", name="Schemalägg").click()
    page.get_by_role("link", name="Tillbaka till texten").click()
    expect(page).to_have_url(re.compile(r"/post/begrepp/tider-pa-prov$"))


def test_records_are_found_by_title(day: Day, enter: Enter) -> None:
    page = enter("anna")
    found = json.loads(page.request.get(f"{day.home}/sok?q=validering&slag=begrepp").text())
    assert found[0] == {"nyckel": "begrepp/validering", "titel": "validering", "slag": "Begrepp"}
