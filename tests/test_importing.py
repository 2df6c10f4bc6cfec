"""Documents from elsewhere come in as drafts: every word of the text, nothing of what stood around it, nothing run."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from PIL import Image

from kunskapsbank.importing.document import Imported, read_document
from kunskapsbank.importing.draft import days_in, shortened
from kunskapsbank.importing.notes import Note, Notes
from kunskapsbank.markdown.converter import Converter
from kunskapsbank.pipeline.bring_in import id_of
from kunskapsbank.pipeline.new_project import write_project
from kunskapsbank.reading.folders import Unreadable

from .conftest import KbHere
from .test_cli import ENGLISH

TITLE = "Dag om kompetens i Köping"
LONG = (
    "Den 16 april 2024 möttes skola och arbetsliv för att prata om hur kunskaper kan bli synliga. "
    "Drygt hundra personer kom, och många av dem hade med sig egna exempel från sin arbetsplats."
)
ITEMS = ("Göra en kartläggning", "Sprida den i nätverken", "Följa upp varje år")
COOKIES = "Vi använder kakor (cookies) för att webbplatsen ska fungera och för statistik."


def read(path: Path) -> tuple[Imported, str, list[Note]]:
    """What *path* holds, its Markdown, and the notes on it."""
    notes = Notes()
    found = read_document(path, "dag", "../bilder", notes)
    body, placed = notes.placed(found.read.body)
    return found, body, placed


def keys(notes: list[Note]) -> list[str]:
    return [note.what.key.removeprefix("imported.") for note in notes]


def picture(mode: str = "RGB", sort: str = "PNG", size: tuple[int, int] = (30, 20)) -> io.BytesIO:
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode == "P" else None).save(out, sort)
    out.seek(0)
    return out


def with_styles(path: Path) -> Path:
    """As somebody writes who uses Word's styles."""
    doc = Document()
    doc.add_heading(TITLE, 0)
    doc.add_paragraph(LONG)
    doc.add_heading("Spår 1: Verktyg", 2)
    doc.add_paragraph("Det här sades om ett verktyg som alla regioner kan använda i sitt arbete.")
    for item in ITEMS:
        doc.add_paragraph(item, style="List Bullet")
    doc.add_paragraph("Ett citat om saken.", style="Quote")
    table = doc.add_table(rows=2, cols=2)
    for number, text in enumerate(("Ort", "Antal", "Köping", "100 | fler")):
        table.cell(number // 2, number % 2).text = text
    doc.add_picture(picture())
    doc.add_paragraph("På bilden: salen i Köping.", style="Caption")
    doc.save(str(path))
    return path


def by_hand(path: Path) -> Path:
    """As somebody writes who does not: bold lines for headings, and bullets typed."""
    doc = Document()
    doc.add_paragraph().add_run(TITLE).bold = True
    doc.add_paragraph(LONG)
    doc.add_paragraph().add_run("Spår 1: Verktyg").bold = True
    doc.add_paragraph("Det här sades om ett verktyg som alla regioner kan använda i sitt arbete.")
    for item in ITEMS:
        doc.add_paragraph(f"•\t{item}")
    doc.add_paragraph("Läs mer om dagen här")
    doc.add_paragraph(COOKIES)
    doc.save(str(path))
    return path


def test_a_word_file_with_styles_comes_in_whole(tmp_path: Path) -> None:
    found, body, notes = read(with_styles(tmp_path / "dag.docx"))
    assert (found.read.title, found.read.lead) == (TITLE, LONG)
    assert body == (
        "## Spår 1: Verktyg\n\n"
        "Det här sades om ett verktyg som alla regioner kan använda i sitt arbete.\n\n"
        "- Göra en kartläggning\n- Sprida den i nätverken\n- Följa upp varje år\n\n"
        "> Ett citat om saken.\n\n"
        "| Ort | Antal |\n| --- | --- |\n| Köping | 100 \\| fler |\n\n"
        "![](../bilder/dag-1.png)\n\n"
        "På bilden: salen i Köping.\n"
    )
    assert keys(notes) == ["table-head", "picture-without-alt"]
    assert [note.line for note in notes] == [11, 15]
    assert list(found.pictures) == ["dag-1.png"]


def test_a_word_file_written_without_styles_comes_in_whole(tmp_path: Path) -> None:
    found, body, notes = read(by_hand(tmp_path / "dag.docx"))
    assert found.read.title == TITLE
    assert body == (
        "## Spår 1: Verktyg\n\n"
        "Det här sades om ett verktyg som alla regioner kan använda i sitt arbete.\n\n"
        "- Göra en kartläggning\n- Sprida den i nätverken\n- Följa upp varje år\n"
    )
    assert keys(notes) == ["bold-heading", "typed-list", "row", "row"]


def test_a_heading_is_one_by_its_outline_level_whatever_its_style_is_called(tmp_path: Path) -> None:
    doc = Document()
    style = doc.styles.add_style("Myndighetens egen", 1)
    style.base_style = doc.styles["Heading 2"]
    doc.add_heading(TITLE, 0)
    doc.add_paragraph("Bakgrunden", style=style)
    doc.add_paragraph(LONG)
    doc.save(str(tmp_path / "a.docx"))
    assert read(tmp_path / "a.docx")[1].startswith("## Bakgrunden\n\n")


def test_changes_count_as_accepted_and_are_told(tmp_path: Path) -> None:
    doc = Document()
    doc.add_heading(TITLE, 0)
    paragraph = doc.add_paragraph(f"{LONG} {LONG} ")
    inserted = OxmlElement("w:ins")
    run = paragraph.add_run("Det här är tillagt.")
    inserted.append(run._r)
    paragraph._p.append(inserted)
    doc.save(str(tmp_path / "a.docx"))
    _, body, notes = read(tmp_path / "a.docx")
    assert "Det här är tillagt." in body
    assert keys(notes) == ["changes"]


PAGE = f"""<!doctype html><html><head><title>{TITLE} | Regionen</title>
<link rel="canonical" href="https://example.com/dag"></head><body>
<header><a href="/">Regionens logotyp</a></header><nav><ul><li><a href="/a">Start</a></li></ul></nav>
<div id="cookie-banner"><p>{COOKIES}</p><button>Acceptera alla</button></div>
<main><h1>{TITLE}</h1><p>{LONG}</p><div class="share-buttons">Dela på Facebook</div>
<h3>Efter\u00adåt</h3><p>Se <a href="/rapport.pdf">rapporten</a>, <a href="javascript:alert(1)">den andra</a> eller
<a href="https://example.com/x">här</a>.<br>2 &lt;b&gt; * 3 [a](b) {{{{ sida() }}}} snake_case &amp;amp;</p>
<table><tr><th rowspan=2>A</th><th>B</th></tr><tr><td>c</td></tr></table>
<dl><dt>Ord</dt><dd>Vad det betyder</dd></dl>
<p><img src="https://example.com/spy.png" alt="Spion"><img src="../hemlig.png"></p>
<iframe src="https://example.com/film"></iframe><p><a href="https://example.com/mer">Läs mer</a></p></main>
<footer>Kontakta oss på telefon</footer></body></html>"""


def test_a_web_page_comes_in_without_what_stands_around_its_text(tmp_path: Path) -> None:
    (tmp_path / "hemlig.png").write_bytes(picture().read())
    (tmp_path / "sida").mkdir()
    (tmp_path / "sida" / "a.html").write_text(PAGE, encoding="utf-8")
    found, body, notes = read(tmp_path / "sida" / "a.html")
    assert found.read.title == TITLE
    assert found.read.source == {"namn": TITLE, "url": "https://example.com/dag"}
    assert body == (
        "## Efteråt\n\n"
        "Se [rapporten](https://example.com/rapport.pdf), den andra eller [här](https://example.com/x).\\\n"
        "2 \\<b> \\* 3 [a\\](b) \\{{ sida() }} snake_case \\&amp;\n\n"
        "| A | B |\n| --- | --- |\n|  | c |\n\n"
        "**Ord**\n\nVad det betyder\n"
    )
    assert found.pictures == {}
    told = " ".join(note.what.said("sv") for note in notes)
    assert "spy.png" in told
    assert "hemlig.png" in told
    assert "https://example.com/film" in told
    assert "Kontakta" not in body + told
    assert {"link-gone", "link-without-name", "picture-gone", "film", "row-with-link", "table-spans"} <= set(
        keys(notes)
    )


def test_what_comes_in_means_to_readers_what_it_said(tmp_path: Path) -> None:
    """Signs that mean something in Markdown, at the beginnings of lines too, are read as themselves."""
    odd = [
        "# inte rubrik",
        "> inte citat",
        "3. inte lista",
        "+ inte punkt",
        "---",
        "*ej* _ej_ `ej` ~~ej~~ [^1] ![a](b)",
    ]
    html = f"<h1>Titel</h1><p>{LONG}{LONG}</p>" + "".join(f"<p>{line} och vidare i texten.</p>" for line in odd)
    (tmp_path / "a.html").write_text(f"<main>{html}</main>", encoding="utf-8")
    _, body, _ = read(tmp_path / "a.html")
    shown = Converter().convert(body).text
    assert all(f"{line} och vidare" in shown for line in odd)


def of_html(tmp_path: Path, html: str, around: str = "") -> tuple[Imported, str, list[Note]]:
    (tmp_path / "sida.html").write_text(f"{around}<main><p>{LONG}{LONG}</p>{html}</main>", encoding="utf-8")
    return read(tmp_path / "sida.html")


def with_style(doc: DocxDocument, name: str) -> str:
    """*name*, which *doc* has as a style of paragraphs then."""
    if name not in [style.name for style in doc.styles]:
        doc.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    return name


def test_a_table_that_only_places_others_lets_them_come_in(tmp_path: Path) -> None:
    """Such a one stopped the whole document, when the inner table was of one cell, and else lost the inner cells."""
    cell = "<table><tr><td>Ensam</td></tr></table>"
    inner = f"<table><tr><th>Ort</th><th>Antal</th></tr><tr><td>Köping</td><td>{cell}</td></tr></table>"
    _, body, notes = of_html(tmp_path, f"<table><tr><td>{inner}</td></tr></table>")
    assert "| Ort | Antal |\n| --- | --- |\n| Köping | Ensam |" in body
    assert {"table-of-one", "table-in-table"} <= set(keys(notes))


def test_a_picture_in_a_table_in_a_table_comes_along(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture().read())
    inner = '<table><tr><td>Karta</td><td><img src="a.png" alt="En karta"></td></tr></table>'
    html = f"<table><tr><th>Ort</th><th>Läge</th></tr><tr><td>Köping</td><td>{inner}</td></tr></table>"
    found, body, _ = of_html(tmp_path, html)
    assert "Karta" in body
    assert f"![En karta](../bilder/{next(iter(found.pictures))})" in body


def test_what_is_named_as_its_heading_is_not_taken_for_what_stands_around(tmp_path: Path) -> None:
    """A heading about consent, or a part with such a heading, has got its id from the words of the heading."""
    html = (
        f'<h2 id="samtycke-till-intervju">Samtycke till intervju</h2><p>{LONG}</p>'
        f'<section id="nyhetsbrev"><h2>Nyhetsbrev</h2><p>Det går ut varje månad.</p></section>'
        f'<section id="dela"><p>Dela med andra</p></section>'
    )
    _, body, notes = of_html(tmp_path, html)
    assert "## Samtycke till intervju" in body
    assert "## Nyhetsbrev\n\nDet går ut varje månad." in body
    assert "Dela" not in body
    assert keys(notes) == ["around"]


def test_what_stands_around_is_told_once_and_a_fact_in_the_text_is_text(tmp_path: Path) -> None:
    nav = '<nav><ul class="menu social"><li class="social">Hem</li></ul></nav>'
    aside = '<aside class="faktaruta"><p>Ett kort faktum om saken.</p></aside><aside><p>Andra sidor</p></aside>'
    toc = '<div class="toc"><ul><li>Mål</li></ul></div>'
    _, body, notes = of_html(tmp_path, nav + aside + toc)
    assert "Ett kort faktum" in body
    assert [dict(note.what.values)["text"] for note in notes] == ["Hem", "Andra sidor", "Mål"]


def test_a_short_text_with_its_heading_is_the_text_of_the_page(tmp_path: Path) -> None:
    menu = "<div><a href='https://example.com/a'>En annan sida</a></div>" * 9
    (tmp_path / "a.html").write_text(f"{menu}<main><h1>Öppettider</h1><p>Alla dagar.</p></main>", encoding="utf-8")
    found, body, _ = read(tmp_path / "a.html")
    assert (found.read.title, found.read.lead + body) == ("Öppettider", "Alla dagar.")


@pytest.mark.parametrize("host", ["localhost:1313", "127.0.0.1", "intranatet", "[::1]:80"])
def test_an_address_that_nobody_else_reaches_is_no_source_and_no_link(host: str, tmp_path: Path) -> None:
    html = f'<h2>Mer</h2><p>Se <a href="http://{host}/b">den andra sidan</a> också.</p>'
    found, body, notes = of_html(tmp_path, html, f'<link rel="canonical" href="http://{host}/a">')
    assert found.read.source == {"namn": "sida.html"}
    assert "Se den andra sidan också." in body
    assert "link-gone" in keys(notes)


def test_line_breaks_at_the_edges_of_a_block_and_rows_that_turn_pages_are_left_out(tmp_path: Path) -> None:
    html = (
        "<h2>Att göra</h2><ul><li><br>Ring<br> </li><li>Skriv<br><ul><li>brev</li></ul></li></ul>"
        "<p>Rad ett<br>rad två<br></p><p>← Föregående sida</p><p>Nästa sida →</p>"
        "<table><tr><th>Namn</th><th>Vald</th></tr><tr><td><p>A</p></td><td><p>X</p></td></tr></table>"
    )
    _, body, notes = of_html(tmp_path, html)
    assert body.endswith(
        "- Ring\n- Skriv\n  - brev\n\nRad ett\\\nrad två\n\n| Namn | Vald |\n| --- | --- |\n| A | X |\n"
    )
    assert keys(notes) == ["row", "row"]


def test_a_page_without_a_heading_is_called_as_it_says_itself(tmp_path: Path) -> None:
    text = f"<p>Upphovsrätt 2024</p><h2>Inledning</h2><p>{LONG}{LONG}</p>"
    (tmp_path / "a.html").write_text(f"<title>Om samlingen | Verket</title>{text}", encoding="utf-8")
    found, body, _ = read(tmp_path / "a.html")
    assert found.read.title == "Om samlingen"
    assert "Upphovsrätt 2024" in body
    assert "## Inledning" in body


def test_a_page_that_a_program_is_to_finish_gives_its_title_and_not_its_settings(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"---\ntitle: Press\nlayout: sida\n---\n<p>{LONG}{LONG}</p>", encoding="utf-8")
    found, body, _ = read(tmp_path / "a.html")
    assert found.read.title == "Press"
    assert "layout" not in found.read.lead + body


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("page", ['<?xml version="1.0"?><html><body><p>Kort.</p>', "sida.html"])
def test_nothing_is_warned_of_in_the_words_of_a_library(page: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    read(tmp_path / "a.html")


def test_fields_that_nobody_has_filled_in_are_told_where_they_stand(tmp_path: Path) -> None:
    fields = ("Klicka eller tryck här för att ange text.", "Click or tap to enter a date.")
    _, _, notes = of_html(tmp_path, f"<p>Namn:</p><p>{fields[0]}</p><p>{fields[1]}</p>")
    assert [note.what.key for note in notes] == ["imported.unfilled"] * 2
    assert [note.line for note in notes] == [5, 7]


def test_bold_words_in_slanted_ones_are_shown_so(tmp_path: Path) -> None:
    """As Word gives them: three runs, of which the one in the middle is bold, too."""
    _, body, _ = of_html(tmp_path, "<p>Här <em>(kallad ”</em><strong><em>Parten</em></strong><em>”)</em> står det.</p>")
    assert "*(kallad ”**Parten**”)*" in body


def test_a_word_file_of_chapters_is_called_as_it_says_above_them_and_lists_no_contents(tmp_path: Path) -> None:
    """The first chapter became the title and lost its heading, and the list of chapters came in as text."""
    for style in ("Normal", "Dokumentrubrik"):
        doc = Document()
        doc.add_paragraph("2024-01-01")
        doc.add_paragraph("Avtal om mätning", style=with_style(doc, style))
        doc.add_paragraph("Datum: i dag")
        for line in ("Bakgrund\t2", "Villkor\t3"):
            doc.add_paragraph(line, style=with_style(doc, "toc 1"))
        for chapter in ("Bakgrund", "Villkor"):
            doc.add_heading(chapter, 1)
            doc.add_paragraph(LONG)
        doc.save(str(tmp_path / "a.docx"))
        found, body, notes = read(tmp_path / "a.docx")
        assert (found.read.title, found.read.lead) == ("Avtal om mätning", "")
        assert body == f"2024-01-01\n\nDatum: i dag\n\n## Bakgrund\n\n{LONG}\n\n## Villkor\n\n{LONG}\n"
        assert keys(notes) == ["contents"]


def test_numbers_that_begin_anew_and_text_styled_as_a_heading_are_told(tmp_path: Path) -> None:
    doc = Document()
    doc.add_heading(TITLE, 0)
    doc.add_heading(f"{LONG} {LONG}", 2)
    for item in ("Öppning", "Nästa möte"):
        doc.add_paragraph(item, style="List Number")
        doc.add_paragraph("Alla var där.")
    doc.save(str(tmp_path / "a.docx"))
    _, body, notes = read(tmp_path / "a.docx")
    assert body.startswith(f"{LONG} {LONG}\n")
    assert {"numbers", "text-heading"} == set(keys(notes))


def test_signs_that_part_words_lose_none(tmp_path: Path) -> None:
    """A hyphen that does not break, and words with other signs between them here than there, were told as lost."""
    doc = Document()
    doc.add_heading(TITLE, 0)
    run = doc.add_paragraph(f"{LONG} Ett möte om av").runs[0]
    run._r.append(OxmlElement("w:noBreakHyphen"))
    run._r.append(doc.add_paragraph("tal").runs[0]._r[0])
    struck = doc.add_paragraph("gammalt")
    struck.runs[0].font.strike = True
    struck.add_run("nytt")
    doc.save(str(tmp_path / "a.docx"))
    assert "lost" not in keys(read(tmp_path / "a.docx")[2])


def test_what_lay_beside_markdown_and_a_second_title_are_told(tmp_path: Path) -> None:
    text = "---\ntitle: Ett\n---\n# Två\n\n![Karta](bilder/karta.png) [dit](https://example.com) [upp](#upp)\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    _, body, notes = read(tmp_path / "a.md")
    assert body == text.partition("# Två\n\n")[2]
    assert sorted(keys(notes)) == ["beside", "lost"]


@pytest.mark.parametrize("sort", ["GIF", "BMP", "TIFF", "WEBP", "JPEG"])
def test_a_picture_comes_in_as_the_web_shows_it(sort: str, tmp_path: Path) -> None:
    wide = picture(sort=sort, size=(2000, 10))
    (tmp_path / "a.bin").write_bytes(wide.read())
    (tmp_path / "a.html").write_text(
        f'<main><p>{LONG}{LONG}</p><p><img src="a.bin" alt="En sal"></p></main>', encoding="utf-8"
    )
    found, body, _ = read(tmp_path / "a.html")
    [(name, data)] = found.pictures.items()
    assert f"![En sal](../bilder/{name})" in body
    with Image.open(io.BytesIO(data)) as shown:
        assert shown.width == 1600
        assert shown.format == ("JPEG" if sort == "JPEG" else "PNG")


def test_a_description_that_a_program_made_is_asked_for_anew(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(picture().read())
    (tmp_path / "a.html").write_text(
        f'<main><p>{LONG}{LONG}</p><img src="a.png" alt="En hund. Automatiskt genererad beskrivning"></main>',
        encoding="utf-8",
    )
    _, body, notes = read(tmp_path / "a.html")
    assert "![](../bilder/dag-1.png)" in body
    assert "picture-without-alt" in keys(notes)


def test_plain_text_gets_headings_and_lists_and_loses_what_asks_for_consent(tmp_path: Path) -> None:
    text = f"{TITLE}\n\n{LONG}\n\nFoto: Anna\n\nVad hände sedan\n\n{LONG}\n\n- ett\n- två\n\n{COOKIES}\n\nLäs mer\n"
    (tmp_path / "a.txt").write_bytes(text.encode("cp1252"))
    found, body, notes = read(tmp_path / "a.txt")
    assert (found.read.title, found.read.lead) == (TITLE, LONG)
    assert body == f"Foto: Anna\n\n## Vad hände sedan\n\n{LONG}\n\n- ett\n- två\n"
    assert keys(notes) == ["line-heading", "typed-list", "row", "row"]


def test_a_text_about_cookies_keeps_them(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Om kakor\n\n{COOKIES}\n\nKakor är små filer.\n", encoding="utf-8")
    assert "Kakor är små filer." in read(tmp_path / "a.txt")[1]


def test_markdown_comes_in_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Ett\n---\n# Två\n\nText *här*.\n", encoding="utf-8")
    found, body, _ = read(tmp_path / "a.md")
    assert (found.read.title, body) == ("Ett", "Text *här*.\n")


def test_signs_that_look_like_our_own_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{TITLE}\n\n{LONG}\ue0000\ue001\ue00099\ue001\n", encoding="utf-8")
    assert read(tmp_path / "a.txt")[2] == []


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zip",
        zipped(a=b"1"),
        zipped(_rels__xrels=b"<a/>", word__document_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    ],
)
def test_what_is_no_word_file_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(Unreadable):
        read(tmp_path / "a.docx")


def test_a_word_file_that_names_another_part_than_most_is_read(tmp_path: Path) -> None:
    whole = with_styles(tmp_path / "a.docx").read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            renamed = name.replace("document.xml", "annat.xml")
            new.writestr(renamed, old.read(name).replace(b"document.xml", b"annat.xml"))
    (tmp_path / "b.docx").write_bytes(out.getvalue())
    assert read(tmp_path / "b.docx")[0].read.title == TITLE


def test_days_are_found_as_they_are_written() -> None:
    text = "Den 16 april 2024, 2024-05-02 och igen 16 April 2024. Inte den 31 februari 2024 eller 3 maj."
    assert [str(day) for day in days_in(text)] == ["2024-04-16", "2024-05-02"]


@pytest.mark.parametrize(
    ("name", "id_"),
    [("Dag på Ön 2024", "dag-pa-on-2024"), ("...", "1"), ("con", "con-1"), ("ab" * 50, ("ab" * 50)[:60])],
)
def test_an_id_is_made_of_any_name(name: str, id_: str) -> None:
    assert id_of(name) == id_


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A new project."""
    root = tmp_path / "p"
    write_project(root, "sv")
    return root


def kind_of(project: Path) -> str:
    return sorted(folder.name for folder in (project / "content").iterdir() if folder.is_dir())[0]


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if "__pycache__" not in path.parts}


def test_a_folder_comes_in_as_drafts_that_nobody_reads_yet(project: Path, tmp_path: Path, kb_here: KbHere) -> None:
    documents = tmp_path / "in"
    (documents / "under").mkdir(parents=True)
    with_styles(documents / "Dag ett.docx")
    by_hand(documents / "under" / "dag-ett.docx")
    (documents / "~$Dag ett.docx").write_bytes(b"locked")
    (documents / "bild.png").write_bytes(b"no document")
    kind = kind_of(project)
    code, out, err = kb_here(project, "importera", str(documents), "--typ", kind)
    assert code == 0
    assert f"content/{kind}/dag-ett.md:" in out
    assert "2 utkast skapade" in err
    texts = [(project / "content" / kind / f"dag-ett{end}.md").read_text(encoding="utf-8") for end in ("", "-2")]
    assert all("status: utkast" in text for text in texts)
    assert (project / "docs/assets/bilder/dag-ett-1.png").is_file()
    assert kb_here(project, "build", "--out", str(tmp_path / "site"))[0] == 0
    built = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "site").rglob("*.html"))
    assert TITLE not in built


@pytest.mark.parametrize("sort", ["md", "txt", "html"])
def test_a_title_that_is_cut_is_told_whole(sort: str, project: Path, tmp_path: Path, kb_here: KbHere) -> None:
    title = f"Hur {'mycket ' * 20}kan en region göra?"
    document = tmp_path / f"a.{sort}"
    around = {"md": "# {}\n\nText.\n", "txt": "{}\n\nText.\n", "html": "<h1>{}</h1><p>Text.</p>"}
    document.write_text(around[sort].format(title), encoding="utf-8")
    kind = kind_of(project)
    code, out, _ = kb_here(project, "importera", str(document), "--typ", kind)

    assert len(title) > 150
    assert code == 0
    if sort != "txt":  # Where so long a line is no heading but text, and stands whole in the body.
        assert (
            f"content/{kind}/a.md:2: Titeln är längre än 150 tecken och avkortad. I dokumentet heter det: {title}"
            in out
        )
    text = (project / "content" / kind / "a.md").read_text(encoding="utf-8")
    assert "mycket kan en" in text if sort == "txt" else text.startswith(f"---\ntitel: Hur {'mycket ' * 20}kan en\n")


def test_a_title_of_one_word_is_cut_where_it_must_be() -> None:
    assert shortened("a" * 200) == "a" * 150
    assert shortened("a" * 150) == "a" * 150
    assert shortened(f"{'a' * 149} b") == "a" * 149


def test_suggestions_that_there_is_no_room_for_are_told(project: Path, tmp_path: Path, kb_here: KbHere) -> None:
    terms = [f"mätord{chr(ord('a') + number)}" for number in range(14)]
    example = next((project / "content" / "ord").glob("*.md")).read_text(encoding="utf-8")
    for term in terms:
        text = re.sub(r"(?m)^titel: .*$", f"titel: {term}", example)
        (project / "content" / "ord" / f"{id_of(term)}.md").write_text(text, encoding="utf-8")
    (tmp_path / "a.txt").write_text(f"{TITLE}\n\nHär står {', '.join(terms)}.\n", encoding="utf-8")
    _, out, _ = kb_here(project, "importera", str(tmp_path / "a.txt"), "--typ", "rad", "--torrkor")
    assert "ord har plats för 12 förslag. Titlarna på de här står också i texten: matordm, matordn." in out


def test_a_dry_run_writes_nothing(project: Path, tmp_path: Path, kb_here: KbHere) -> None:
    with_styles(tmp_path / "a.docx")
    before = files_in(project)
    assert kb_here(project, "importera", str(tmp_path / "a.docx"), "--typ", kind_of(project), "--torrkor")[0] == 0
    assert files_in(project) == before


def test_nothing_is_written_over(project: Path, tmp_path: Path, kb_here: KbHere) -> None:
    with_styles(tmp_path / "a.docx")
    kind = kind_of(project)
    assert kb_here(project, "importera", str(tmp_path / "a.docx"), "--typ", kind, "--id", "mitt")[0] == 0
    assert kb_here(project, "importera", str(tmp_path / "a.docx"), "--typ", kind, "--id", "mitt")[0] == 2
    (project / "content" / kind / "mitt.md").unlink()
    assert (
        kb_here(project, "importera", str(tmp_path / "a.docx"), "--typ", kind, "--id", "mitt")[0] == 1
    )  # Its picture.


@pytest.mark.parametrize(
    "arguments",
    [
        ["finns-inte.docx", "--typ", "KIND"],
        ["a.pdf", "--typ", "KIND"],
        ["a.docx"],
        ["a.docx", "--typ", "okant"],
        ["a.docx", "--typ", "KIND", "--id", "Å"],
        ["a.docx", "--typ", "KIND", "--id", "con"],
        [".", "--typ", "KIND", "--id", "b"],
    ],
)
def test_misuse_is_told_in_swedish(arguments: list[str], project: Path, tmp_path: Path, kb_here: KbHere) -> None:
    for name in ("a.docx", "b.docx"):
        with_styles(tmp_path / name)
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    kind = kind_of(project)
    first = str(tmp_path / arguments[0])
    rest = [kind if one == "KIND" else one for one in arguments[1:]]
    before = files_in(project)
    code, _, err = kb_here(project, "importera", first, *rest)
    assert code == 2
    assert files_in(project) == before
    assert not ENGLISH.search(err.replace(str(tmp_path), ""))


@pytest.mark.parametrize(
    "html",
    [
        '<a href="http://[x">dit</a>',
        '<link rel="canonical" href="http://[x/"><a href="b">dit</a>',
        '<img src="http://[x">',
        '<img src="data:image/png;base64,åä">',
        "<meta charset=undefined>",
        "<meta charset=unicode_escape>\\ud800",
    ],
)
def test_an_address_or_a_coding_that_is_none_hinders_nothing(html: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<head>{html}</head><main><p>{LONG}{LONG}</p>{html}</main>", encoding="utf-8")

    _, body, _ = read(tmp_path / "a.html")

    assert LONG in body
    assert body.encode()


def test_a_word_file_with_a_dtd_anywhere_or_another_coding_is_refused(tmp_path: Path) -> None:
    hidden = b"<!--" + b"x" * 3000 + b"--><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
    for part in (hidden, hidden.decode().encode("utf-16"), hidden.decode().encode("utf-16-le")):
        (tmp_path / "a.docx").write_bytes(zipped(_rels__xrels=b"<a/>", word__document_xml=part))
        with pytest.raises(Unreadable):
            read(tmp_path / "a.docx")


def test_no_folder_is_made_through_a_link(project: Path, tmp_path: Path, kb_here: KbHere) -> None:
    outside = tmp_path / "utanfor"
    outside.mkdir()
    shutil.rmtree(project / "docs" / "assets", ignore_errors=True)
    (project / "docs" / "assets").symlink_to(outside)
    with_styles(tmp_path / "a.docx")

    assert kb_here(project, "importera", str(tmp_path / "a.docx"), "--typ", kind_of(project))[0] != 0
    assert list(outside.iterdir()) == []


def test_a_dry_run_tells_of_what_is_there_already(project: Path, tmp_path: Path, kb_here: KbHere) -> None:
    kind = kind_of(project)
    (project / "docs/assets/bilder").mkdir(parents=True, exist_ok=True)
    (project / "docs/assets/bilder/a-1.png").write_bytes(picture().read())
    with_styles(tmp_path / "a.docx")

    for options in (("--torrkor",), ()):
        code, _, err = kb_here(project, "importera", str(tmp_path / "a.docx"), "--typ", kind, *options)
        assert code == 1
        assert "docs/assets/bilder/a-1.png finns redan." in err
    assert not (project / "content" / kind / "a.md").exists()


def test_a_faulty_document_does_not_hinder_the_others(project: Path, tmp_path: Path, kb_here: KbHere) -> None:
    documents = tmp_path / "in"
    documents.mkdir()
    with_styles(documents / "a.docx")
    (documents / "b.docx").write_bytes(b"PK")
    (documents / "c.html").write_text("<div>" * 5000, encoding="utf-8")
    kind = kind_of(project)
    code, told, _ = kb_here(project, "importera", str(documents), "--typ", kind)
    assert code == 1
    assert "b.docx:1:1: fel [damaged-file]" in told
    assert "c.html:1:1: fel [too-costly-file]" in told
    assert (project / "content" / kind / "a.md").is_file()
