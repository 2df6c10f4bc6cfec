"""Every file that is handed out: accessible, the same text as the page, and reachable from it."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PageObject, PdfReader

from kunskapsbank.export.handouts.document import Document, senders
from kunskapsbank.export.handouts.handouts import read_handouts
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.reading.site_settings import read_settings
from kunskapsbank.render.finished import plain_text

from .conftest import ROOT

VARIANTS = ("", "-orebro", "-ostergotland", "-sormland", "-uppsala", "-vastmanland")
COMPARED = ("individ", "arbetsgivare", "regionpolitiker-ledning", "utrikes-fodda")  #: Four quite different readers.


@pytest.fixture(scope="session")
def sheets(build) -> dict[str, Document]:
    """Every sheet by its record's id, as it was written; its translations are left out."""
    found = read_handouts(
        build.site, Bodies(build.site), read_settings(ROOT / "mkdocs.yml")[0].website, build.texts
    ).documents
    return {one.id: found[one.version_key] for one in build.site.of_kind("material")}


@pytest.fixture(scope="session")
def pdfs(site_dir: Path) -> list[Path]:
    return sorted((site_dir / "material").rglob("*.pdf"))


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The structure elements in reading order."""

    def walk(node: Any) -> Iterator[Any]:
        if isinstance(node, pikepdf.Array):
            for each in node:
                yield from walk(each)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
            yield from walk(node.get("/K", pikepdf.Array()))

    yield from walk(pdf.Root.StructTreeRoot.K)


def faults_of(path: Path) -> Iterator[str]:
    """What keeps the PDF at *path* from being accessible."""
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        if not bool(root.get("/MarkInfo", {}).get("/Marked", False)):
            yield "not marked"
        if str(root.get("/Lang", "")) not in ("sv", "sv-SE"):
            yield f"language {root.get('/Lang')}"
        if not bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)) or not str(pdf.docinfo.Title):
            yield "no title shown"
        with pdf.open_metadata() as xmp:
            if xmp.get("pdfuaid:part") != "1":
                yield "does not claim PDF/UA-1"
        if "/Outlines" not in root:
            yield "no bookmarks"
        if any(page.get("/Tabs") != "/S" for page in pdf.pages if "/Annots" in page):
            yield "tab order is not the reading order"
        yield from _faults_of_elements(list(elements(pdf)))
        yield from _faults_of_fonts(pdf)


def _faults_of_elements(found: list[Any]) -> Iterator[str]:
    kinds = [str(e.S)[1:] for e in found]
    levels = [int(kind[1]) for kind in kinds if re.fullmatch("H[1-6]", kind)]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"headings begin {levels[:3]}"
    yield from (f"H{b} after H{a}" for a, b in pairwise(levels) if b > a + 1)
    for element, kind in zip(found, kinds, strict=True):
        if kind in ("Figure", "Formula") and not str(element.get("/Alt", "")).strip():
            yield "a picture without description"
        if kind == "TH" and not _attribute(element, "/Scope"):
            yield "a header cell without scope"
        if kind == "Link" and not _text_length(element):
            yield "an empty link"
    if "Table" in kinds and "TH" not in kinds:
        yield "a table without header cells"


def _attribute(element: Any, name: str) -> Any:
    given = element.get("/A", pikepdf.Array())
    return next((a[name] for a in (given if isinstance(given, pikepdf.Array) else [given]) if name in a), None)


def _text_length(element: Any) -> int:
    """How many pieces of marked content stand in *element*."""

    def count(node: Any) -> int:
        if isinstance(node, pikepdf.Array):
            return sum(map(count, node))
        if isinstance(node, pikepdf.Dictionary):
            return count(node.K) if "/K" in node else int("/MCID" in node)
        return 1

    return count(element.get("/K", pikepdf.Array()))


def _faults_of_fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for font in pdf.objects:
        described = isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/FontDescriptor"
        if described and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys()):
            yield f"{font.FontName} is not embedded"


def test_there_is_a_sheet_and_a_poster_for_each_group_in_each_variant(build, pdfs):
    wanted = {
        f"{form}-{sheet.id}{variant}.pdf"
        for sheet in build.site.of_kind("material")
        for variant in VARIANTS
        for form in ("faktablad", "affisch")
    }
    assert {path.name for path in pdfs} == wanted
    assert len(wanted) == 192


def test_every_pdf_is_accessible(pdfs):
    assert {path.name: found for path in pdfs if (found := sorted(set(faults_of(path))))} == {}


def test_a_sheet_has_two_a4_pages_and_a_poster_one(pdfs):
    for path in pdfs:
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages) == (1 if path.name.startswith("affisch") else 2), path.name
            assert [round(float(x)) for x in pdf.pages[0].MediaBox[2:]] == [595, 842], path.name


def test_only_the_open_fonts_of_our_dependencies_are_used(pdfs):
    for path in pdfs:
        with pikepdf.open(path) as pdf:
            names = {
                str(o.FontName).partition("+")[2]
                for o in pdf.objects
                if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
            }
        assert {re.match("[A-Za-z]+[0-9]?", name)[0] for name in names} <= {"SourceSans3", "Fraunces"}, path.name


def keywords_of(path: Path) -> str:
    if path.suffix == ".docx":
        return docx.Document(str(path)).core_properties.keywords
    with pikepdf.open(path) as pdf:
        return str(pdf.docinfo.Keywords)


def test_every_format_of_a_variant_carries_its_mark_and_the_neutral_one_that_of_the_page(
    build, site_dir, sheets, documents
):
    counties = {f"-{one.id}": one for one in senders(build.site)}
    assert {"", *counties} == set(VARIANTS)
    for key, sheet in sheets.items():
        [shown] = [
            m.get("content") for m in documents[f"material/{key}/"].all("meta") if m.get("name") == "kannetecken"
        ]
        assert shown == sheet.mark
        marks = set()
        for variant in VARIANTS:
            mark = sheet.of(counties.get(variant)).mark
            names = (f"faktablad-{key}{variant}.pdf", f"affisch-{key}{variant}.pdf", f"faktablad-{key}{variant}.docx")
            said = {keywords_of(site_dir / "material" / key / name) for name in names}
            assert said == {f"version {sheet.version}, kännetecken {mark}"}
            marks.add(mark)
        assert len(marks) == len(VARIANTS)


def squeezed(text: str) -> str:
    """*text* without what a format may add or take: spaces, hyphens at line ends, the shape of hyphens."""
    return re.sub(r"[\s\u00ad\u2010\u2060-]+", "", text)


def statements(sheet: Document) -> Iterator[str]:
    """Everything that *sheet* says, piece by piece."""
    yield from (sheet.title, sheet.ingress, sheet.contact.text, sheet.version, sheet.date, sheet.mark)
    for block in sheet.sections:
        yield from block.texts
    for message in sheet.messages:
        yield from (message.claim, message.text, f"För {message.gain}")
    yield from sheet.steps
    for question, answer in sheet.questions:
        yield from (question, answer)
    yield from sheet.uncertain
    if sheet.example:
        yield from sheet.example


def web_text(element: Any) -> str:
    """The text of the page without the boxes and buttons that explain terms."""
    if "popover" in element.attrib or str(element.tag).endswith("}button"):
        return ""
    return "".join([element.text or "", *(web_text(child) + (child.tail or "") for child in element)])


def pdf_text(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def docx_text(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*("".join(t.text or "" for t in p._p.iter(qn("w:t"))) for p in document.paragraphs), *cells])


@pytest.mark.parametrize("key", COMPARED)
def test_web_page_pdf_and_word_say_the_same(site_dir, documents, sheets, key):
    sheet, folder = sheets[key], site_dir / "material" / key
    texts = {
        "web": web_text(documents[f"material/{key}/"].all("main")[0]),
        **{path.name: pdf_text(path) for path in folder.glob("faktablad-*.pdf")},
        **{path.name: docx_text(path) for path in folder.glob("*.docx")},
    }
    assert len(texts) == 13
    for name, text in texts.items():
        found = squeezed(text)
        assert [one for one in statements(sheet) if squeezed(one) not in found] == [], name


def test_a_regions_variant_names_the_region_and_its_municipalities(build, site_dir):
    for sender in senders(build.site):
        folder = site_dir / "material/individ"
        for text in (
            pdf_text(folder / f"faktablad-individ-{sender.id}.pdf"),
            docx_text(folder / f"faktablad-individ-{sender.id}.docx"),
        ):
            assert {squeezed(n) for n in (sender.name, sender.host, *sender.municipalities)} <= {
                n for n in map(squeezed, (sender.name, sender.host, *sender.municipalities)) if n in squeezed(text)
            }


def test_every_word_file_has_headings_language_title_header_rows_and_descriptions(site_dir):
    paths = sorted((site_dir / "material").rglob("*.docx"))
    assert len(paths) == 96
    for path in paths:
        document = docx.Document(str(path))
        styles = [p.style.name for p in document.paragraphs if p.text]
        levels = [int(s[-1]) for s in styles if s.startswith("Heading")]
        assert styles[:2] == ["Title", "Subtitle"], path.name
        assert levels[0] == 1
        assert all(b <= a + 1 for a, b in pairwise(levels)), path.name
        assert document.core_properties.title == document.paragraphs[0].text
        assert document.core_properties.language == "sv-SE"
        assert 'w:lang w:val="sv-SE"' in document.styles.element.xml
        assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
        pictures = document.inline_shapes
        assert [s._inline.docPr.get("descr") for s in pictures if not s._inline.docPr.get("descr")] == []
        assert len(pictures) >= 1


def test_every_page_has_a_share_card_of_its_own_and_says_so(build, documents, site_dir):
    """Cards are made for originals: a translation of a record has none, and no page claims one that is not there.

    The pages of a long list share that of the list.
    """
    translations = {page.address for page in build.pages if page.record and page.translated}
    parts = {page.address: page.part_of for page in build.pages if page.part_of is not None}
    shown = {page.address: page.picture for page in build.pages}
    assert translations
    assert parts
    assert [one for one, whole in parts.items() if shown[one] != shown[whole]] == []
    seen: dict[str, str] = {}
    for address, document in documents.items():
        said = {m.get("property") or m.get("name"): m.get("content") for m in document.all("meta")}
        if address in translations:
            assert not {"og:image", "twitter:image"} & said.keys(), address
            assert said["twitter:card"] == "summary", address
            continue
        base = "https://kunskapsbanken.example/"
        assert said["og:image"].startswith(base), address
        assert said["twitter:card"] == "summary_large_image"
        assert said["twitter:image"] == said["og:image"]
        assert said["og:image:alt"].strip()
        path = site_dir / said["og:image"].removeprefix(base)
        with Image.open(path) as image:
            assert image.size == (1200, 630), address
        assert path.stat().st_size < 40_000, address
        seen[said["og:image"]] = hashlib.sha256(path.read_bytes()).hexdigest()
    assert len(seen) == len(documents.keys() - translations - parts.keys())
    assert len(set(seen.values())) == len(seen)


def test_the_zips_hold_the_very_files_that_the_pages_offer(site_dir, sheets):
    everything = zipfile.ZipFile(site_dir / "material/allt-material.zip")
    assert everything.testzip() is None
    for key in sheets:
        folder = site_dir / "material" / key
        held = zipfile.ZipFile(folder / f"material-{key}.zip")
        names = {path.name for path in [*folder.glob("*.pdf"), *folder.glob("*.docx")]}
        assert {n for n in held.namelist() if not n.endswith(".txt")} == names
        assert all(held.read(n) == (folder / n).read_bytes() == everything.read(f"{key}/{n}") for n in names)
        assert everything.read(f"{key}/inlagg.txt") == held.read("inlagg.txt")


def test_a_post_fits_where_it_is_pasted_with_its_whole_address(site_dir, sheets):
    for key, sheet in sheets.items():
        post = zipfile.ZipFile(site_dir / f"material/{key}/material-{key}.zip").read("inlagg.txt").decode().strip()
        assert len(post) <= 280, key  # Characters; what the narrowest of the social media take.
        assert post.endswith(sheet.address)


def test_the_files_on_a_page_are_as_large_as_it_says(documents, site_dir):
    links = [a for a in documents["material/individ/"].all("a") if "download" in a.attrib]
    assert len(links) == 19
    for link in links:
        if link.get("href").endswith((".pdf", ".docx")):
            size = (site_dir / "material/individ" / link.get("href")).stat().st_size
            assert f"{round(size / 1000)}\u00a0kB" in "".join(link.itertext())


def test_the_overview_shows_every_group_with_picture_files_version_and_date(documents, sheets):
    page = documents["material/"]
    assert len([i for i in page.all("img") if i.get("alt")]) == len(sheets) == 16
    assert (
        len([a for a in page.all("a") if "download" in a.attrib]) == 16 * 3 + 1
    )  # Three files of each sheet, and all in one.
    posts = {
        li.get("id"): plain_text(" ".join(li.itertext()))
        for li in page.all("li")
        if "materialpost" in li.get("class", "").split()
    }
    assert posts.keys() == sheets.keys()
    for key, sheet in sheets.items():
        for words in (sheet.title, f"För: {sheet.group}", f"Version {sheet.version}, {sheet.date}."):
            assert words in posts[key], key


def test_copy_buttons_copy_what_is_shown_and_say_so(open_page, server):
    page = open_page("material/individ/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.rstrip("/"))
    status = page.locator("[data-kopierat]")
    for name in ("Kopiera e-posttexten", "Kopiera inlägget", "Kopiera nyhetsbrevets text"):
        button = page.get_by_role("button", name=name)
        button.click()
        status.get_by_text("Texten är kopierad").wait_for()
        shown = page.locator(f"#{button.get_attribute('data-kopiera')}").input_value()
        assert page.evaluate("navigator.clipboard.readText()") == shown
    page.get_by_role("button", name="Kopiera e-posten med länkar").click()
    status.get_by_text("Texten är kopierad").wait_for()
    html = page.evaluate("""async () => { const [item] = await navigator.clipboard.read();
        return await (await item.getType("text/html")).text(); }""")
    assert '<a href="https://kunskapsbanken.example/material/individ/">' in html
    assert "<li>" in html


def test_where_the_browser_keeps_its_clipboard_the_text_is_marked_and_copied_the_old_way(open_page):
    page = open_page("material/individ/")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Kopiera inlägget").click()
    page.locator("[data-kopierat]").get_by_text(re.compile("kopierad|markerad")).wait_for()

    assert page.evaluate("document.activeElement.id") == "klipp-inlagg"
    start, end, length = page.evaluate(
        "(() => { const e = document.activeElement;return [e.selectionStart, e.selectionEnd, e.value.length] })()"
    )
    assert (start, end) == (0, length)


def test_without_javascript_the_texts_are_there_and_no_dead_button(open_page):
    page = open_page("material/individ/", java_script_enabled=False)

    assert page.locator("[data-kopiera]:visible").count() == 0
    assert page.locator("#klipp-epost").input_value().startswith("Hej!")


@pytest.mark.parametrize("address", ["material/", "material/individ/", "begrepp/validering/"])
def test_a_page_prints_on_a4_with_only_what_paper_needs(open_whole, address):
    page = open_whole(address)
    page.emulate_media(media="print")

    assert page.locator("form:visible, a[download]:visible, nav:visible").count() == 0
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert [round(float(x)) for x in PdfReader(io.BytesIO(printed)).pages[0].mediabox[2:]] in ([595, 842], [594, 842])


@pytest.mark.parametrize(
    ("address", "sheets"),
    [
        ("yrken/bagare/", 1),
        ("resurser/kompetensplattformar/", 1),
        ("vagledning/checklistor/papper-att-ta-med/", 1),
        ("material/", 3),
        ("budskap/", 11),
        ("organisationer/", 13),
    ],
)
def test_a_page_prints_on_no_more_sheets_than_its_content_needs(open_whole, address, sheets):
    """Not what only leads elsewhere, and no sheet for the sources alone."""
    page = open_whole(address)
    page.emulate_media(media="print")

    assert page.locator(":is(.relationer, .uppslag-relationer, .marken, .engelska):visible").count() == 0
    assert len(PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages) <= sheets


def test_the_published_files_are_in_the_manifest(site_dir):
    manifest = json.loads((site_dir / "manifest.json").read_text(encoding="utf-8"))
    assert "material/individ/faktablad-individ.pdf" in manifest


def test_no_sheet_writes_a_paragraph_or_a_price_of_its_own(build):
    """They come from the rules, which carry the day somebody read them: a sheet lives for years on a wall."""
    without_a_rule = re.compile(
        r"förordningen 2015:545, 4 §|förordningen \(2011:1108\) om vuxenutbildning 1 kap. 5 §|lagen \(2022:850\), 5 §"
    )
    budget = " ".join(record.ingress for record in build.site.of_kind("projekt"))
    said = {
        sheet.id: json.dumps(sheet.model_dump(exclude={"kallor"}, mode="json"), ensure_ascii=False) + sheet.source.body
        for sheet in build.site.of_kind("material")
    }
    written = {
        (sheet, found.group())
        for sheet, text in said.items()
        for found in re.finditer(r"\d[\d \u00a0]* kronor|.{20}(§|\d kap\.)", without_a_rule.sub("", text))
        if found.group() not in budget
    }

    assert written == set()
    assert any(question.regler for sheet in build.site.of_kind("material") for question in sheet.fragor)


def test_a_word_file_has_two_pages_the_second_not_a_third_empty(site_dir, tmp_path):
    """Counted by LibreOffice with Carlito, whose letters are as wide as Calibri's; left out where they are missing."""
    office, fonts = shutil.which("soffice"), shutil.which("fc-match")
    if not office or not fonts or "Carlito" not in subprocess.check_output([fonts, "Calibri"], text=True):
        pytest.skip("LibreOffice or Carlito is missing: nobody counts the pages of Word files")
    files = sorted((site_dir / "material").rglob("*.docx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *files],
        check=True,
        capture_output=True,
        timeout=300,
    )
    sheets = {path.stem: PdfReader(path) for path in tmp_path.glob("*.pdf")}

    assert len(sheets) == len(files)
    assert {name: len(sheet.pages) for name, sheet in sheets.items() if len(sheet.pages) != 2} == {}
    used = {name: used_of(sheet.pages[1]) for name, sheet in sheets.items()}
    assert {name: part for name, part in used.items() if part < 0.6} == {}


def used_of(page: PageObject) -> float:
    """How far down the text of *page* comes, but for its foot: from 0 to 1."""
    height, places = float(page.mediabox.height), list[float]()

    def see(text: str, outer: list[float], inner: list[float], *_: object) -> None:
        if text.strip():
            places.append(1 - (inner[4] * outer[1] + inner[5] * outer[3] + outer[5]) / height)

    page.extract_text(visitor_text=see)
    return max(place for place in places if place < 0.95)
