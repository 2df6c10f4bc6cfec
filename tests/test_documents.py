"""Word documents that people hand in are published without what tells of their makers, and never with what can act."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache

import docx
import pytest
from docx import Document

from kunskapsbank.media.documents import document
from kunskapsbank.media.metadata import stripped, tells_of_its_maker
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.folders import Unreadable

from .conftest import TODAY, record
from .corpus import picture

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@cache
def made(change: Callable[[docx.document.Document], object] = lambda one: None) -> bytes:
    """A document with a heading, a table and a picture, by somebody."""
    one = Document()
    one.core_properties.author = one.core_properties.last_modified_by = "Eva Hemlig"
    one.add_heading("Rubrik", 1)
    one.add_paragraph("Text med åäö.")
    one.add_table(2, 2).cell(0, 0).text = "Cell"
    one.add_picture(io.BytesIO(picture("PNG")))
    change(one)
    out = io.BytesIO()
    one.save(out)
    return out.getvalue()


def with_parts(data: bytes, **parts: Callable[[bytes], bytes] | bytes) -> bytes:
    """*data* with parts changed or added; ``word__document`` is ``word/document.xml``."""
    names = {key.replace("__", "/").replace("_bin", ".bin"): to for key, to in parts.items()}
    names = {name if "." in name else f"{name}.xml": to for name, to in names.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            to = names.get(name)
            new.writestr(name, to(old.read(name)) if callable(to) else old.read(name))
        for name, to in names.items():
            if isinstance(to, bytes):
                new.writestr(name, to)
    return out.getvalue()


def in_body(xml: str) -> Callable[[bytes], bytes]:
    return lambda old: old.replace(b"<w:body>", f"<w:body>{xml}".encode(), 1)


def field(*pieces: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return f"<w:p>{begin}{runs}{end}</w:p>"


def test_c13_a_document_keeps_its_content_and_loses_its_makers() -> None:
    cleaned = document(made())
    again = Document(io.BytesIO(cleaned.data))

    assert cleaned.dangers == ()
    assert [p.text for p in again.paragraphs][:2] == ["Rubrik", "Text med åäö."]
    assert (again.tables[0].cell(0, 0).text, len(again.inline_shapes)) == ("Cell", 1)
    assert again.paragraphs[0].style.name == "Heading 1"
    assert tells_of_its_maker(made(), ".docx")
    assert not tells_of_its_maker(cleaned.data, ".docx")
    names = zipfile.ZipFile(io.BytesIO(cleaned.data)).namelist()
    assert not [name for name in names if name.startswith(("docProps", "customXml")) or "settings" in name]
    assert stripped(cleaned.data, ".docx") == cleaned.data


def relation(sort: str, target: str, more: str = ' TargetMode="External"') -> Callable[[bytes], bytes]:
    new = f'<Relationship Id="rIdX" Type="{RELATION}/{sort}" Target="{target}"{more}/>'
    return lambda old: old.replace(b"</Relationships>", f"{new}</Relationships>".encode())


BLIP = (
    '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{RELATION}" r:{{}}="rIdX"/></w:drawing></w:r></w:p>'
)
LINK = f'<w:p><w:hyperlink xmlns:r="{RELATION}" r:id="rIdX"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>'


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (field("DDEAUTO c:\\\\x"), "fältet DDEAUTO"),
        (field("INCLUDE", "PICTURE https://evil.example/x"), "fältet INCLUDEPICTURE"),
        (field("AUTHOR"), "fältet AUTHOR"),
        (field('HYPERLINK "file:///c:/x"'), "fältet HYPERLINK"),
        ('<w:p><w:fldSimple w:instr="INCLUDETEXT x"/></w:p>', "fältet INCLUDETEXT"),
        ("<w:p><w:r><w:instrText>DDE x</w:instrText></w:r></w:p>", "fältet DDE"),
        ("<w:p><w:r><w:object/></w:r></w:p>", "ett inbäddat objekt"),
        ("<w:p><w:r><w:control/></w:r></w:p>", "ett inbäddat objekt"),
        ("<w:p><w:r><w:pict/></w:r></w:p>", "ett inbäddat objekt"),
        ("<w:altChunk/>", "ett inbäddat objekt"),
        ("<w:p><w:del><w:r><w:delText>hemligt</w:delText></w:r></w:del></w:p>", "ändringar som inte är godkända"),
        ("<w:p><w:r><w:commentReference w:id='0'/></w:r></w:p>", "kommentarer"),
        ('<mc:AlternateContent xmlns:mc="urn:x"/>', "en form, ett textfält"),
    ],
)
def test_c13_what_can_act_or_would_be_missed_is_told_and_gone(body: str, told: str) -> None:
    cleaned = document(with_parts(made(), word__document=in_body(body)))

    assert any(str(one).startswith(told) for one in cleaned.dangers), cleaned.dangers
    assert b"hemligt" not in b"".join(
        zipfile.ZipFile(io.BytesIO(cleaned.data)).read(name)
        for name in zipfile.ZipFile(io.BytesIO(cleaned.data)).namelist()
    )


@pytest.mark.parametrize(
    ("sort", "target", "body", "told"),
    [
        ("image", "https://evil.example/x.png", BLIP.format("link"), "något som hämtas utifrån"),
        ("image", "\\\\evil\\x.png", BLIP.format("embed"), "något som hämtas utifrån"),
        ("hyperlink", "file:///c:/x", LINK, "en länk till file:"),
        ("hyperlink", "javascript:alert(1)", LINK, "en länk till javascript:"),
        ("hyperlink", "https://www.skolverket.se/", LINK, ""),
        ("attachedTemplate", "https://evil.example/x.dotm", "", ""),
    ],
)
def test_c13_what_leads_out_is_kept_only_when_it_is_a_link_to_the_web(
    sort: str, target: str, body: str, told: str
) -> None:
    data = with_parts(made(), word__document=in_body(body))
    cleaned = document(_with_relation(data, relation(sort, target)))
    out = zipfile.ZipFile(io.BytesIO(cleaned.data)).read("word/_rels/document.xml.rels").decode()

    assert [one for one in cleaned.dangers if not str(one).startswith(told or "-")] == []
    assert bool(cleaned.dangers) == bool(told)
    assert (target in out) == (target.startswith("https://www"))


def _with_relation(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            read = old.read(name)
            new.writestr(name, change(read) if name == "word/_rels/document.xml.rels" else read)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        with_parts(made(), word__vbaProject_bin=b"x"),
        with_parts(made(), word__document=lambda old: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + old),
        with_parts(made(), word__document=lambda old: old[:200]),
    ],
    ids=["nothing", "a broken zip", "macros", "a DTD", "cut off"],
)
def test_c13_a_damaged_document_or_one_with_macros_is_no_document(data: bytes) -> None:
    with pytest.raises(Unreadable):
        document(data)


def test_c13_a_document_among_the_assets_is_judged_and_other_office_files_are_told_what_to_be_saved_as(
    project: Callable[..., Project],
) -> None:
    one = project({"begrepp/a.md": record("A", "relaterat: [begrepp/b]"), "begrepp/b.md": record("B")})
    folder = one.docs / "assets"
    folder.mkdir()
    (folder / "bra.docx").write_bytes(made())
    (folder / "falt.docx").write_bytes(with_parts(made(), word__document=in_body(field("DDE x"))))
    (folder / "tabell.xlsx").write_bytes(b"x")
    (folder / "makro.docm").write_bytes(b"x")

    assert [(str(p.place), p.code, p.hint) for p in run(one, TODAY).problems] == [
        (
            "docs/assets/falt.docx:1:1",
            "active-document",
            "Ändra det i Word och spara på nytt, eller spara som PDF.",
        ),
        ("docs/assets/makro.docm:1:1", "wrong-file-type", "Spara dokumentet som .docx, utan makron."),
        ("docs/assets/tabell.xlsx:1:1", "wrong-file-type", "Spara tabellen som .csv, eller som PDF."),
    ]
