"""The pictures of the editing room in the handbook, taken of a real room over a copy of the real content.

Each picture lies in ``docs/redaktor/bilder/``. In ``tests/skarmar/`` stands what its screen says to those who do not
see it: by that a picture that shows what the room no longer does is found. After a change of the room that is meant to
be seen, one of colours alone too: ``make pictures``, and look at them.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest
from docx import Document
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from kunskapsbank.cli import kb
from kunskapsbank.editing.accounts import Accounts, roles_up_to
from kunskapsbank.editing.people import Person

from ..conftest import REPO
from ..room import PASSWORD, PATIENCE
from ..test_cli import free_port
from ..test_editing_forms import copied
from .conftest import Document as ReadPage
from .test_editing_day import SLOW, _until_it_answers, save, write

PICTURES = REPO / "docs/redaktor/bilder"
SAID = REPO / "tests/skarmar"
ANEW = bool(os.environ.get("KB_GOLDEN"))
RATIO = (800, 520)  #: Pixels of CSS, as ``macros/skarmbild`` tells browsers.
WIDE = (1240, 806)  #: The same shape, for a form with its page beside.
MOST_BYTES = 60_000
WRITER, REVIEWER = "skribent", "granskare"
PEOPLE = {WRITER: ("Skribenten", "skriver"), REVIEWER: ("Granskaren", "publicerar")}
REPORT = "/post/konferenser/exempel-pa-rapport"
#: What a browser in Swedish shows in a field for a time: the one here speaks English.
IN_SWEDISH = "one => Object.assign(one, { type: 'text', value: '2026-12-01 08:00' })"
#: In place of a picture, which may be missing until it is taken.
NO_PICTURE = "{% macro skarmbild(fil, alt) %}{{ alt }}{% endmacro %}"
FIRST = {"GIT_AUTHOR_DATE": "2026-11-02T09:00:00+0100", "GIT_COMMITTER_DATE": "2026-11-02T09:00:00+0100"}


@dataclass(frozen=True)
class Screen:
    """A screen as it was seen."""

    png: bytes
    said: str  #: The accessible tree of what the picture is about; numbers, which the content decides, as 0.


@dataclass
class Studio:
    """A room whose screens are taken."""

    home: str
    chromium: Browser
    screens: dict[str, Screen] = field(default_factory=dict)  #: By the names of their pictures.

    def enter(self, login: str, size: tuple[int, int] = RATIO) -> Page:
        """The room as *login* sees it."""
        context = self.chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=1.25 if size == RATIO else 1,
            reduced_motion="reduce",
            locale="sv-SE",
        )
        page = context.new_page()
        page.set_default_timeout(SLOW)
        page.goto(self.home)
        page.get_by_label("Inloggningsnamn").fill(login)
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Logga in").click()
        page.get_by_role("heading", name="Det här väntar").wait_for()
        return page

    def go(self, page: Page, address: str) -> None:
        """Open *address* of the room."""
        answer = page.goto(self.home + address)
        assert answer is not None
        assert answer.ok, page.locator("body").inner_text()

    def take(self, name: str, page: Page, *about: str, top: str = "body") -> None:
        """Take the picture *name* of what is seen when *top* stands on top; *about*: the elements it is of."""
        page.wait_for_load_state("networkidle")
        page.locator(top).first.evaluate("one => one.scrollIntoView()")
        said = "\n".join(page.locator(one).first.aria_snapshot() for one in about)
        plain = re.sub(r"\d+", "0", re.sub(r"\n *- /url: .*", "", said))
        self.screens[name] = Screen(page.screenshot(), f"{plain}\n")


def report(folder: Path) -> Path:
    """A report as somebody writes it in Word: a bold heading, typed bullets and a picture."""
    document = Document()
    document.add_heading("Exempel på rapport", 0)
    document.add_paragraph("Här står ingressen: vad som hände, var och när.")
    document.add_paragraph().add_run("Förmiddagen").bold = True
    document.add_paragraph("Här står vad som sades om validering i vuxenutbildningen.")
    for one in ("- Den första punkten", "- Den andra punkten"):
        document.add_paragraph(one)
    document.add_picture(io.BytesIO(picture()))
    path = folder / "Exempel på rapport.docx"
    document.save(str(path))
    return path


def picture() -> bytes:
    """A picture of nothing."""
    data = io.BytesIO()
    Image.new("RGB", (640, 360), "teal").save(data, "PNG")
    return data.getvalue()


def project(root: Path) -> Path:
    """A copy of the site with nothing to hand out, which takes longest, and with somebody who answers for it."""
    copied(root)
    settings = root / "mkdocs.yml"
    own = "      handouts: false\n      contact: {text: redaktionen, url: 'mailto:redaktionen@example.se'}\n"
    text = re.sub(r"\n +placeholders: .*\n", f"\n{own}", settings.read_text(encoding="utf-8"))
    settings.write_text(text, encoding="utf-8")
    (root / "macros/skarmbild/macro.j2").write_text(
        NO_PICTURE, encoding="utf-8"
    )  # They may be missing until they are taken.
    person = ["-c", "user.name=Webbgruppen", "-c", "user.email=webb@example.se"]
    for command in (["init", "-q"], ["add", "."], [*person, "commit", "-qm", "Den första versionen"]):
        subprocess.run(["git", *command], cwd=root, check=True, env={**os.environ, **FIRST})
    for login, (name, role) in PEOPLE.items():
        Accounts(root).add(Person(login, name, f"{login}@example.se", roles_up_to(role)), role, PASSWORD)
    return root


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[dict[str, Screen]]:
    """Every screen of the handbook, as the room shows it now."""
    root = project(tmp_path_factory.mktemp("bilder") / "projekt")
    clock, log, port = root.parent / "klocka", root.parent / "logg", free_port()
    clock.write_text("2026-11-30T08:30:00+01:00")
    studio = Studio(f"http://127.0.0.1:{port}", chromium)
    command = [sys.executable, "-m", "tests.room_by_clock", str(root), str(port), str(clock)]
    with log.open("wb") as out, subprocess.Popen(command, cwd=REPO, stdout=out, stderr=out) as process:
        try:
            _until_it_answers(studio.home, process, log)
            a_text_comes_in(studio, root.parent)
            a_text_is_written(studio)
            it_is_reviewed_and_shown(studio)
            two_write_the_same(studio)
            yield studio.screens
        finally:
            process.terminate()
            process.wait(PATIENCE)


def a_text_comes_in(studio: Studio, folder: Path) -> None:
    """The writer begins a page, then takes in a report instead, mends it and sends it on."""
    page = studio.enter(WRITER)
    studio.go(page, "/ny/konferenser")
    page.get_by_label("Titel").fill("Exempel på möte")
    studio.take("nytt", page, "main")
    studio.go(page, "/importera")
    page.get_by_label("Vad ska det bli?").select_option("konferenser")
    page.get_by_label("Dokument (").set_input_files(report(folder))
    page.get_by_role("button", name="Gör ett utkast").click()
    page.get_by_role("heading", name="Utkastet är gjort").wait_for()
    studio.take("hamta-in", page, "main")
    page.get_by_role("link", name="Öppna utkastet").click()
    page.get_by_role("toolbar").wait_for()
    studio.take("fel", page, "#fellista", top="h1")
    write(page, "f.typ", "konferens")
    write(page, "f.start", "2026-11-12")
    write(page, "f.kallor.0.url", "https://www.example.se/rapport")
    write(page, "kropp", re.sub(r"!\[[^\]]*\]", "![Deltagare i samtal]", page.locator("#kropp").input_value()))
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Bild", exact=True).click()
    chooser.value.set_files({"name": "sal.png", "mimeType": "image/png", "buffer": picture()})
    page.locator("#rumsfraga-svar").fill("Publiken i salen, sedd från scenen")
    studio.take("bild", page, ".rumsverktyg", top=".rumskropp")
    page.locator("#rumsfraga-svar").press("Escape")
    save(page)
    page.get_by_label("Anteckning").fill("Bilden är vår egen.")
    studio.take("skicka", page, ".rumssteg", top=".rumssteg")
    page.get_by_role("button", name="Skicka till granskning").click()
    page.get_by_text("Skickat till granskning.").wait_for()
    page.context.close()


def a_text_is_written(studio: Studio) -> None:
    """A page is changed with itself beside, and a link is put in."""
    page = studio.enter(WRITER, WIDE)
    studio.go(page, "/post/vagledning/avgifter")
    page.get_by_role("toolbar").wait_for()
    page.frame_locator("#visning").get_by_role("heading", level=1).wait_for()
    studio.take("text", page, ".rumsverktyg", ".rumsvyer", top=".rumskropp")
    page.context.close()
    page = studio.enter(WRITER)
    studio.go(page, "/post/vagledning/avgifter")
    page.get_by_role("button", name="Länk till sida").click()
    page.locator("#rumsfraga-svar").fill("validering")
    studio.take("lank", page, ".rumsverktyg", top=".rumskropp")
    page.context.close()


def it_is_reviewed_and_shown(studio: Studio) -> None:
    """The reviewer sees what waits, sets a time, and sees what a publishing changes."""
    page = studio.enter(REVIEWER)
    studio.take("start", page, "main > h1", "[aria-labelledby='vantar']", top="main > h1")
    page.get_by_text("Granskningar per månad").click()
    studio.take("vid-liv", page, "#granskas", "[aria-labelledby='granskas'] thead", top="#granskas")
    prepare(studio, page)
    page.get_by_role("button", name="Publicera", exact=True).click()
    expect(page.get_by_text(re.compile("visas för läsarna sedan"))).to_be_visible(timeout=6 * SLOW)
    studio.go(page, REPORT)
    page.get_by_label("Visa från en viss minut").evaluate(IN_SWEDISH)
    page.get_by_label("Anteckning").focus()
    studio.take("schemalagg", page, ".rumssteg", top=".rumssteg")
    page.get_by_role("button", name="Lägg till nästa publicering").click()
    page.get_by_text("Texten följer med nästa gång").wait_for()
    prepare(studio, page)
    about = ("[aria-labelledby='forberett'] > h2", "form[action='/publicera/publicera']")
    studio.take("publicera", page, *about, top="h1")
    page.context.close()


def prepare(studio: Studio, page: Page) -> None:
    """Have the site built and checked beside."""
    studio.go(page, "/publicera")
    page.get_by_role("button", name=re.compile("^Förbered")).click()
    ready = page.get_by_role("heading", name="Det här ändras för läsarna")
    expect(ready.or_(page.locator("#gick-inte"))).to_be_visible(timeout=6 * SLOW)
    assert ready.is_visible(), page.locator("main").inner_text()


def two_write_the_same(studio: Studio) -> None:
    """Two change one sentence; one of them is asked, and then sees what the text was."""
    first, second = studio.enter(WRITER), studio.enter(REVIEWER)
    for page in (first, second):
        studio.go(page, REPORT)
    write(first, "f.ingress", "Här står ingressen: vad som hände, i Örebro den 12 november.")
    write(second, "f.ingress", "Här står ingressen: vad som hände, var, när och för vem.")
    save(second)
    first.get_by_role("button", name="Spara förslaget").last.click()
    first.get_by_role("heading", name="Någon annan har ändrat samma sida").wait_for()
    studio.take("krock", first, "main")
    first.get_by_role("button", name="Spara med de valen").click()
    first.get_by_text("Förslaget är sparat.").wait_for()
    studio.go(second, f"{REPORT}/andringar")
    studio.take("andringar", second, "main")
    studio.go(second, f"{REPORT}/historik")
    studio.take("historik", second, "main")
    for page in (first, second):
        page.context.close()


def as_picture(screen: Screen) -> Image.Image:
    """What is seen."""
    return Image.open(io.BytesIO(screen.png)).convert("RGB")


def shown(documents: dict[str, ReadPage]) -> dict[str, str]:
    """The pictures of the room that the handbook shows, and what they say to those who do not see them."""
    images = [one for page in ("redaktor/", "redaktor/redaktionen/") for one in documents[page].all("img")]
    return {Path(one.get("src")).stem: one.get("alt") for one in images if "bilder/" in one.get("src")}


def test_every_picture_in_the_handbook_shows_what_the_room_shows(screens: dict[str, Screen]) -> None:
    if ANEW:
        for folder in (PICTURES, SAID):
            folder.mkdir(exist_ok=True)
            for path in folder.iterdir():
                path.unlink()
        for name, screen in screens.items():
            image = as_picture(screen)
            quality = 50 if image.width == WIDE[0] else 70  # More is written in a wide one.
            image.save(PICTURES / f"{name}.webp", quality=quality, method=6)
            (SAID / f"{name}.txt").write_text(screen.said, encoding="utf-8")
    remedy = "The room has changed: run `make pictures`, look at docs/redaktor/bilder/, and commit them."

    assert {path.stem for path in PICTURES.iterdir()} == screens.keys(), remedy
    for name, screen in screens.items():
        assert (SAID / f"{name}.txt").read_text(encoding="utf-8") == screen.said, remedy


def test_the_pictures_are_small_and_of_one_shape_and_every_one_is_shown_with_what_it_says(
    documents: dict[str, ReadPage],
) -> None:
    said = shown(documents)

    assert said.keys() == {path.stem for path in PICTURES.iterdir()}
    assert all(len(alt) > 40 for alt in said.values()), said
    for path in PICTURES.iterdir():
        assert path.stat().st_size <= MOST_BYTES, path.name
        with Image.open(path) as one:
            assert one.width * RATIO[1] == one.height * RATIO[0], path.name


def commands(documents: dict[str, ReadPage]) -> Sequence[tuple[str, ...]]:
    """Every command of the handbook that stands alone, word by word."""
    blocks = ["".join(one.itertext()) for one in documents["redaktor/redaktionen/"].all("pre")]
    return [tuple(line.split()) for block in blocks for line in block.splitlines() if "bin/kb" in line]


def test_every_command_of_the_handbook_exists_with_its_options(documents: dict[str, ReadPage]) -> None:
    found = commands(documents)
    assert len(found) >= 8
    for program, *words in found:
        assert program == ".venv/bin/kb"
        command = kb.commands[words[0]]
        options = {name for one in command.params if isinstance(one, click.Option) for name in one.opts}
        assert {word for word in words if word.startswith("--")} <= options, words
