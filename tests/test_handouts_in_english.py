"""What an English project hands out is in English, from the words on a poster to the columns of its data."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.new_project import write_project
from kunskapsbank.pipeline.project import Project

from .conftest import TODAY
from .test_texts import swedish_words

KINDS = '''\
"""What this project adds."""

from typing import Annotated

from kunskapsbank.kinds import County, Event, Handout, Message, Municipality, Ref, Slug, field


class Sheets(Handout):
    """A sheet."""

    kind = "sheets"
    singular = "Sheet"
    plural = "Sheets"
    about = "To print and hand out."
    data = ("titel", "version", "budskap")

    budskap: tuple[Annotated[Slug, Ref("messages", back="Used in")], ...] = field("Messages", default=())


class Messages(Message):
    """A message."""

    kind = "messages"
    singular = "Message"
    plural = "Messages"
    about = "What we say."
    data = ("titel", "status")


class Counties(County):
    """A county."""

    kind = "counties"
    singular = "County"
    plural = "Counties"
    about = "Where we are."


class Towns(Municipality):
    """A town."""

    kind = "towns"
    singular = "Town"
    plural = "Towns"
    about = "Who decides."

    counties: tuple[Annotated[Slug, Ref("counties", back="Towns")], ...] = field("County", min_length=1)


class Events(Event):
    """An event."""

    kind = "events"
    singular = "Event"
    plural = "Events"
    about = "When we meet."
'''
SOURCE = "kallor: [{url: 'https://www.town.se/'}]\n---\n"
FILES = {
    "sheets/winter.md": "---\ntitel: Before the winter\ningress: Three things to do.\nversion: '1.0'\n"
    "datum: 2026-03-05\nbudskap: [warmth]\nsteg: [Seal the windows., Air the radiators.]\n"
    "fragor: [{fraga: What does it cost?, svar: Some hundred kronor.}]\nkontakt: {text: Ask the adviser of the town.}\n"
    "inlagg: Three things to do before the winter.\nosakert: [Prices vary.]\nsynonymer: [cold]\n"
    f"relaterat: [rad/seal-windows, counties/norrland, events/fair]\n{SOURCE}\n## Why?\n\nIt saves money.\n",
    "messages/warmth.md": "---\ntitel: You keep warm\ningress: With less.\nvinner: the household\nbelagg: The source.\n"
    f"synonymer: [warm]\n{SOURCE}",
    "counties/norrland.md": "---\ntitel: Region North\ningress: A region.\nlan: North County\nlansbokstav: Z\n"
    "lanskod: '20'\nresidensort: Town\nresidensort_lage: 17.64 59.86\nwebb: https://www.north.se/\n"
    f"kontur: [16.70 60.18, 16.95 60.35, 17.10 60.50, 18.60 60.22]\nsynonymer: [north]\n{SOURCE}",
    "towns/east.md": "---\ntitel: East Town\ningress: A town.\nkod: '2001'\nnamn: East\ncounties: [norrland]\n"
    f"synonymer: [e]\n{SOURCE}",
    "towns/west.md": "---\ntitel: West Town\ningress: A town.\nkod: '2002'\nnamn: West\ncounties: [norrland]\n"
    f"synonymer: [w]\n{SOURCE}",
    "events/fair.md": "---\ntitel: The fair\ningress: We meet.\ntyp: fair\nstart: 2026-05-01\n"
    f"synonymer: [f]\n{SOURCE}",
}


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = tmp_path_factory.mktemp("english") / "energy"
    write_project(root, "en")
    (root / "kinds/more.py").write_text(KINDS, encoding="utf-8")
    for name, text in FILES.items():
        (root / "content" / name).parent.mkdir(exist_ok=True)
        (root / "content" / name).write_text(text, encoding="utf-8")
    config = (root / "mkdocs.yml").read_text("utf-8").replace("# site_url:", "site_url:")
    licence = "      licence: {name: CC0 1.0, url: 'https://licence.town.se/'}\n"
    (root / "mkdocs.yml").write_text(config.replace("      languages:", f"{licence}      languages:"), "utf-8")
    made = run(Project(root), TODAY, handouts=True)
    assert [str(problem) for problem in made.problems] == []
    return made


def texts(build: Build) -> Iterator[tuple[str, str]]:
    """What each file that is handed out says, by its address."""
    for address, path in build.handouts.items():
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                told = "".join(
                    str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
                )
                yield address, f"{pdf.docinfo.Keywords} {told}"
            yield address, "\n".join(page.extract_text() for page in PdfReader(path).pages)
        elif path.suffix == ".docx":
            document = docx.Document(str(path))
            section = document.sections[0]
            parts = (document.element.body, section.header._element, section.footer._element)
            yield address, " ".join(one.text or "" for part in parts for one in part.iter(qn("w:t")))
            yield address, " ".join(one.get("descr") for one in document.element.body.iter(qn("wp:docPr")))
            yield address, document.core_properties.keywords
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as held:
                yield from ((name, held.read(name).decode()) for name in held.namelist() if name.endswith(".txt"))
    yield from (
        (address, data.decode("utf-8-sig"))
        for address, data in build.files.items()
        if address.startswith(("api/", "data/"))
    )


def test_no_file_that_an_english_project_hands_out_has_a_swedish_word(build: Build) -> None:
    found = dict(texts(build))
    pattern = swedish_words()
    assert {Path(name).suffix for name in found} == {".pdf", ".docx", ".txt", ".csv", ".json", ".jsonld", ".ttl"}
    assert [(name, hit[0]) for name, text in texts(build) if (hit := pattern.search(text))] == []
    assert [address for address in build.handouts if re.search("faktablad|affisch|forsta|allt|e-post", address)] == []


def test_pdf_and_word_say_that_they_are_in_english(build: Build) -> None:
    for path in build.handouts.values():
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                assert str(pdf.Root.Lang) == "en-GB"
        elif path.suffix == ".docx":
            document = docx.Document(str(path))
            assert document.core_properties.language == "en-GB"
            assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_dates_and_headings_of_a_sheet_are_in_english(build: Build) -> None:
    found = (text for name, text in texts(build) if name == "sheets/winter/fact-sheet-winter-norrland.pdf")
    said = " ".join(" ".join(found).split())

    for words in ("5 March 2026", "What to do", "East and West", "Page 1 of", "For the household", "Not stated"):
        assert words in said


def test_a_sheet_for_no_group_is_just_a_sheet(build: Build) -> None:
    said = "".join(text for name, text in texts(build) if name == "sheets/winter/fact-sheet-winter.pdf")

    assert "Fact sheet:" not in said


def test_the_page_of_a_sheet_offers_its_files_and_texts_to_paste_in_english(build: Build) -> None:
    [page] = [page for page in build.pages if page.address == "sheets/winter/"]

    for words in (
        "What to do",
        "Fact sheet, two A4 pages (PDF, ",
        "Region North",
        "Copy the e-mail text",
        "Most important:",
    ):
        assert words in page.html
    assert swedish_words().findall(re.sub("<[^>]+>", " ", page.html)) == []


def test_english_spreadsheets_open_the_data_and_its_licence_is_that_of_the_site(build: Build) -> None:
    assert build.files["data/sheets.csv"].decode("utf-8-sig").splitlines()[0] == "id,adress,titel,version,budskap"
    data = json.loads(build.files["data/messages.json"])
    assert data["licens"] == {"namn": "CC0 1.0", "adress": "https://licence.town.se/"}
    assert {one["namn"]: one["titel"] for one in data["kolumner"]} == {
        "id": "Id",
        "adress": "Address",
        "titel": "Title",
        "status": "Status",
    }


def test_an_event_is_told_to_search_engines_in_the_language_of_the_site(build: Build) -> None:
    [page] = [page for page in build.pages if page.address == "events/fair/"]

    assert '"@type":"Event"' in page.linked_data
    assert '"inLanguage":"en"' in page.linked_data
