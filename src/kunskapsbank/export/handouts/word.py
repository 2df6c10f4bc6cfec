"""A sheet as a Word file, with the styles of the template ``referens.docx``."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import docx
import segno
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from ...base.parts import TYPST
from .pictures import for_word
from .typesetting import Refused

REFERENCE = "referens.docx"  #: In the templates' folder.
HIGHEST = Mm(120)  #: Of a picture.
STEP = Mm(7)  #: How far in what stands inside something else is.
DEEPEST = 3  #: Level of headings that the reference document has a style for.
CODE_FONT = "Consolas"
SHORT = 88.5  #: Lines (:func:`_lines`) of a sheet whose second page is a third empty: those of this site were measured.
NOTE_LINES = 4
HEIGHTS = {"Title": (38, 3.0), "Subtitle": (100, 1.2), "Heading 1": (60, 2.2), "Heading 2": (95, 1.4)}
"""By style: how many letters a line has, and how many lines of plain text it is as high as."""
EXAMPLE, CONTACT = "Exempelruta", "Kontaktruta"  #: Styles of our own in it.


def sheet_docx(root: Path, data: dict[str, Any], _: Any = None) -> bytes:
    """The sheet as .docx; the same values give the same bytes.

    Raises:
        Refused: If the reference document cannot be read.
    """
    try:
        return packed(_written(_reference(root), root, data), tuple(data["day"]))
    except KeyError as error:
        raise Refused(f"{TYPST.folder}/{REFERENCE}: {error}") from error


def _reference(root: Path) -> Document:
    """The reference document without its text."""
    try:
        document = docx.Document(str(TYPST.files(root)[REFERENCE]))
    except (OSError, KeyError, ValueError) as error:
        raise Refused(f"{TYPST.folder}/{REFERENCE}: {error}") from error
    for element in list(document.element.body):
        if element.tag != qn("w:sectPr"):
            document.element.body.remove(element)
    return document


def _written(document: Document, root: Path, data: dict[str, Any]) -> Document:
    _properties(document, data)
    _speak(document, data["locale"])
    _frame(document, root, data)
    document.add_paragraph(data["title"], "Title")
    document.add_paragraph(data["ingress"], "Subtitle")
    _blocks(document, root, data["sections"])
    _notes(document, root, data)
    _messages(document, data)
    document.add_heading(_t(data, "blad.steg"), 1)
    _steps(document, root, data["steps"])
    if data["example"]:
        document.add_heading(_t(data, "blad.exempel"), 1)
        document.add_heading(data["example"][0], 2)
        document.add_paragraph(data["example"][1], EXAMPLE)
    document.add_heading(_t(data, "blad.fragor"), 1)
    for question, answer in data["questions"]:
        document.add_heading(question, 2)
        document.add_paragraph(answer)
    _contact(document, data)
    if data["uncertain"]:
        document.add_heading(_t(data, "blad.osakert"), 1)
        for one in data["uncertain"]:
            document.add_paragraph(one)
    if _lines(document) < SHORT:
        _own_notes(document, data)
    _about(document, data)
    return document


def _lines(document: Document) -> float:
    """About how many lines of plain text the text of *document* is as high as."""
    names = {style.style_id: style.name or "" for style in document.styles}  # Asked of each, they take long to find.

    def height(paragraph: Paragraph) -> float:
        style = names.get(paragraph._p.style or "", "")
        letters, lines = HEIGHTS.get(style, (112, 1.0))
        return lines * max(1, math.ceil(len(paragraph.text) / letters)) + (0 if style in HEIGHTS else 0.35)

    return sum(map(height, document.paragraphs))


def _own_notes(document: Document, data: dict[str, Any]) -> None:
    """Lines to write on, as the sheet of paper has, where the second page would be a third empty."""
    document.add_heading(_t(data, "blad.anteckningar"), 1)
    page: Any = document.sections[0]
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = 2.0
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(
        page.page_width - page.left_margin - page.right_margin, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES
    )
    paragraph.add_run("\n".join(["\t"] * NOTE_LINES))


def _properties(document: Document, data: dict[str, Any]) -> None:
    properties = document.core_properties
    properties.title, properties.subject = data["title"], data["ingress"]
    properties.author = properties.last_modified_by = data["website"]["name"]
    version, mark = _t(data, "blad.version", version=data["version"]), _t(data, "blad.kannetecken", marke=data["mark"])
    properties.keywords = f"{version}, {mark}"
    properties.language, properties.comments, properties.revision = data["locale"], "", 1
    properties.created = properties.modified = dt.datetime(*data["day"])


def _speak(document: Document, locale: str) -> None:
    """Say in every style in which language the text is: what reads it aloud and checks its spelling asks."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)


def _for_group(data: dict[str, Any]) -> str:
    return _t(data, "blad.grupp", grupp=data["group"]) if data["group"] else _t(data, "blad.slag")


def _frame(document: Document, root: Path, data: dict[str, Any]) -> None:
    """What stands above and below the text of every page."""
    section, sender = document.sections[0], data["sender"]
    header = section.header.paragraphs[0]
    if sender and sender["logo"]:
        logo = _t(data, "blad.logotyp", namn=sender["name"])
        _picture(document, header, _file(root, sender["logo"]), Mm(11), logo)
    header.add_run(" · ".join(filter(None, [data["website"]["name"], sender and sender["name"], _for_group(data)])))
    section.footer.paragraphs[0].add_run(_t(data, "blad.fot", version=data["version"], datum=data["date"]))


def _blocks(document: Document, root: Path, blocks: Iterable[dict[str, Any]], indent: int = 0, style: str = "") -> None:
    """*blocks*, *indent* steps in; *style*: of the first paragraph."""
    for block in blocks:
        _block(document, root, block, indent, style)
        style = ""


def _block(document: Document, root: Path, block: dict[str, Any], indent: int, style: str) -> None:
    match block["kind"]:
        case "heading":
            _runs(document.add_heading(level=min(block["level"] - 1, DEEPEST)), block["runs"])
        case "paragraph":
            _runs(_paragraph(document, indent, style), block["runs"])
        case "list":
            _list(document, root, block, indent)
        case "table":
            _table(document, block["header"], block["rows"])
        case "picture":
            paragraph = _paragraph(document, indent)
            _picture(document, paragraph, _file(root, block["source"].lstrip("/")), None, block["alt"])
        case "code":
            _runs(_paragraph(document, indent), [{"text": block["code"], "code": True}])
        case "quote":
            _blocks(document, root, block["blocks"], indent + 1)
        case "note":
            _blocks(document, root, block["blocks"], indent, EXAMPLE)


def _paragraph(document: Document, indent: int, style: str = "") -> Paragraph:
    paragraph = document.add_paragraph(style=style or None)
    if indent:
        own = paragraph.style.paragraph_format.left_indent if paragraph.style else None
        paragraph.paragraph_format.left_indent = (own or Mm(0)) + indent * STEP
    return paragraph


def _notes(document: Document, root: Path, data: dict[str, Any]) -> None:
    """The footnotes, after the text: their numbers stand there."""
    if data["notes"]:
        document.add_heading(_t(data, "blad.noter"), 1)
        items = {"items": data["notes"], "ordered": True, "start": 1}
        _list(document, root, items, 0)


def _messages(document: Document, data: dict[str, Any]) -> None:
    if data["messages"]:
        document.add_heading(_t(data, "blad.viktigast"), 1)
    for message in data["messages"]:
        document.add_heading(message["claim"], 2)
        document.add_paragraph(f"{_t(data, 'blad.for', vem=message['gain'])}. {message['text']}")


def _contact(document: Document, data: dict[str, Any]) -> None:
    contact, sender = data["contact"], data["sender"]
    document.add_heading(_t(data, "blad.kontakt"), 1)
    document.add_paragraph(contact["text"], CONTACT)
    if contact["url"]:
        _runs(document.add_paragraph(style=CONTACT), [{"text": contact["label"], "link": contact["url"]}])
    if sender:
        _runs(
            document.add_paragraph(style=CONTACT),
            [
                {"text": sender["name"], "bold": True},
                {"text": f", {sender['county']}, "},
                {"text": sender["host"], "link": sender["url"]},
            ],
        )
        if sender["municipalities"]:
            document.add_paragraph(_t(data, "blad.kommuner", namn=_enumerated(data, sender["municipalities"])), CONTACT)
    _runs(
        document.add_paragraph(),
        [
            {"text": f"{_t(data, 'blad.pa_webben')} "},
            {"text": f"{data['title']} – {data['website']['name']}", "link": data["address"]},
        ],
    )
    _picture(
        document,
        document.add_paragraph(),
        io.BytesIO(_qr(data["address"])),
        Mm(24),
        _t(data, "blad.qr", adress=data["address"]),
    )


def _enumerated(data: dict[str, Any], names: Sequence[str]) -> str:
    *first, last = names
    return _t(data, "blad.och", forst=", ".join(first), sist=last) if first else last


def _t(data: dict[str, Any], key: str, **values: str) -> str:
    """The text *key* of the document with *values* in its places."""
    text: str = data["texts"][key]
    return text.format(**values)


def _about(document: Document, data: dict[str, Any]) -> None:
    document.add_heading(_t(data, "blad.om"), 1)
    _table(document, *_about_rows(data))


def _about_rows(data: dict[str, Any]) -> tuple[list[Any], list[list[Any]]]:
    cells = {
        _t(data, "blad.om_version"): data["version"],
        _t(data, "blad.om_datum"): data["date"],
        _t(data, "blad.om_granskad"): data["reviewed"],
        _t(data, "blad.om_kannetecken"): data["mark"],
    }
    return [[{"text": name}] for name in cells], [[[{"text": value}] for value in cells.values()]]


def _runs(paragraph: Paragraph, runs: Iterable[dict[str, Any]]) -> None:
    for run in runs:
        made = paragraph.add_run(run["text"] if not run.get("note") else str(run["note"]))  # It breaks lines at "\n".
        made.bold, made.italic = run.get("bold") or None, run.get("italic") or None
        made.font.strike = run.get("struck") or None
        if run.get("note") or run.get("raised") == "super":
            made.font.superscript = True
        elif run.get("raised") == "sub":
            made.font.subscript = True
        if run.get("code"):
            made.font.name = CODE_FONT
        if run.get("link"):
            made.font.underline = True
            target = paragraph.part.relate_to(run["link"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), target)
            made._r.addprevious(link)
            link.append(made._r)


def _steps(document: Document, root: Path, steps: Iterable[str]) -> None:
    items = [[{"kind": "paragraph", "runs": [{"text": step}]}] for step in steps]
    _list(document, root, {"items": items, "ordered": True, "start": 1}, 0)


def _list(document: Document, root: Path, block: dict[str, Any], indent: int) -> None:
    style = "List Number" if block["ordered"] else "List Bullet"
    number = _restarted(document, style, block["start"]) if block["ordered"] else None
    for item in block["items"]:
        at = len(document.paragraphs)
        _blocks(document, root, item[:1], indent, style)
        _blocks(document, root, item[1:], indent + 1)
        if number is not None and len(document.paragraphs) > at:
            properties = document.paragraphs[at]._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, number


def _restarted(document: Document, style: str, start: int) -> int:
    """A numbering like *style*'s own that begins at *start*: without it a list goes on where the last one ended."""
    numbering = document.part.numbering_part.element
    own = document.styles[style].element.pPr.numPr.numId.val
    number = numbering.add_num(numbering.num_having_numId(own).abstractNumId.val)
    number.add_lvlOverride(0).add_startOverride(start)
    return int(number.numId)


def _table(document: Document, header: list[Any], rows: list[Any]) -> None:
    table = document.add_table(0, len(header), "Table Grid")
    for row in (header, *rows):
        for cell, runs in zip(table.add_row().cells, row, strict=True):
            _runs(cell.paragraphs[0], [{**run, "bold": row is header or run.get("bold")} for run in runs])
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    document.add_paragraph()


def _picture(document: Document, paragraph: Paragraph, source: io.BytesIO, height: Mm | None, alt: str) -> None:
    """Put in the picture *source*, never wider than the text nor higher than :data:`HIGHEST`."""
    shape: Any = paragraph.add_run().add_picture(source, height=height)
    page: Any = document.sections[0]  # Which the library says may have no width.
    widest = page.page_width - page.left_margin - page.right_margin
    part = min(1, widest / shape.width, HIGHEST / shape.height)
    shape.width, shape.height = round(shape.width * part), round(shape.height * part)
    shape._inline.docPr.set("descr", alt)
    if not alt:
        shape._inline.docPr.append(parse_xml(_DECORATIVE))


#: What says that a picture is there for its looks alone, so that nobody is told of it (Word 2019 and newer).
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)


def _file(root: Path, name: str) -> io.BytesIO:
    """The picture *name*, below ``docs/``, as Word takes it."""
    try:
        return for_word(root, name)
    except ValueError as error:
        raise Refused(str(error)) from error


@lru_cache(maxsize=8)  # All variants of a document show the same.
def _qr(address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="png", border=1, scale=6)
    return out.getvalue()


def packed(document: Document, day: tuple[int, ...]) -> bytes:
    """*document* as bytes that tell nothing of when and where it was packed."""
    written, out = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(
                zipfile.ZipInfo(entry.filename, (day[0], day[1], day[2], 0, 0, 0)),
                source.read(entry),
                zipfile.ZIP_DEFLATED,
            )
    return out.getvalue()
