"""Make the standard ``referens.docx``: the styles that every Word file of ours begins with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from kunskapsbank.base.parts import TYPST
from kunskapsbank.export.handouts.typesetting import colours
from kunskapsbank.export.handouts.word import packed

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = {
    "Title": (24, 0, 4),
    "Subtitle": (11.5, 0, 12),
    "Heading 1": (13.5, 9, 2),
    "Heading 2": (10.5, 5, 1),
    "Heading 3": (10.5, 7, 1),
}  #: Size, space before and space after, in points.
BOXES = {"Kontaktruta": "primar-svag", "Exempelruta": "accent-svag"}  #: Our own styles, and the colour behind the text.
KEPT = {
    "Title",
    "Subtitle",
    "header",
    "footer",
    "List Bullet",
    "List Number",
    "Table Grid",
    "heading 1",
    "heading 2",
    "heading 3",
    *BOXES,
}  #: As the file itself names them, beside the default of each sort.
BEFORE = (
    "w:pBdr",
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:outlineLvl",
)  #: The order that Word wants these properties of a paragraph in.


def main() -> None:
    """Write the file."""
    tokens = colours(ROOT)
    document = Document()
    for section in document.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(21)
        section.top_margin, section.bottom_margin = Mm(19), Mm(16)
        section.header_distance = section.footer_distance = Mm(9)
    style(document, "Normal", "Calibri", 10.5, tokens["text"], 0, 4, line=1.0)
    style(document, "List Bullet", "Calibri", 10.5, tokens["text"], 0, 2, line=1.0)
    style(document, "List Number", "Calibri", 10.5, tokens["text"], 0, 2, line=1.0)
    for name, (size, before, after) in HEADINGS.items():
        serif = name in ("Title", "Heading 1")
        colour = tokens["text"] if name in ("Subtitle", "Heading 2", "Heading 3") else tokens["primar"]
        made = style(document, name, "Georgia" if serif else "Calibri", size, colour, before, after, line=1.1)
        made.font.bold, made.font.italic = name != "Subtitle", False
        made.paragraph_format.keep_with_next = name != "Subtitle"
    for name in ("Title", "Subtitle"):
        document.styles[name].font.color.rgb = RGBColor.from_string("FFFFFF")
        box(document.styles[name], tokens["primar"], padding=10)
    for name, colour in BOXES.items():
        made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles["Normal"]
        made.quick_style = True
        box(made, tokens[colour], padding=6)
    table_lines(document.styles["Table Grid"], tokens["linje-stark"])
    for name in ("Header", "Footer"):
        style(document, name, "Calibri", 9, tokens["text-svag"], 0, 0)
    swedish(document)
    slim(document)
    (TYPST.standard / "referens.docx").write_bytes(packed(document, (2026, 11, 21)))


def style(
    document: Any, name: str, font: str, size: float, colour: str, before: float, after: float, line: float = 1.0
) -> Any:
    """Set letters and spaces of one style."""
    made = document.styles[name]
    made.font.name, made.font.size = font, Pt(size)
    made.font.color.rgb = RGBColor.from_string(colour[1:].upper())
    fonts = made.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in list(fonts.attrib):
        if kind.endswith("Theme"):
            del fonts.attrib[kind]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), font)
    form = made.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.MULTIPLE, line
    return made


def box(made: Any, colour: str, padding: int) -> None:
    """Colour behind the paragraphs of one style, *padding* points beyond their text."""
    properties = made.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    borders = element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(f"w:{side}", val="single", sz="8", space=str(padding), color=colour[1:].upper()))
    properties.insert_element_before(borders, *BEFORE[1:])
    properties.insert_element_before(element("w:shd", val="clear", color="auto", fill=colour[1:].upper()), *BEFORE[2:])
    spacing = made.element.get_or_add_rPr().find(qn("w:spacing"))
    if spacing is not None:
        spacing.getparent().remove(spacing)


def table_lines(made: Any, colour: str) -> None:
    """Lines between rows, none between columns."""
    properties = made.element.find(qn("w:tblPr"))
    properties.remove(properties.find(qn("w:tblBorders")))
    borders = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(f"w:{side}", val="single", sz="6", space="0", color=colour[1:].upper()))
    properties.append(borders)


def slim(document: Any) -> None:
    """Leave out what our sheets never use: a tenth of the size, and as much quicker to open."""
    root = document.styles.element
    for made in root.findall(qn("w:style")):
        name = made.find(qn("w:name")).get(qn("w:val"))
        if name not in KEPT and not made.get(qn("w:default")):
            root.remove(made)
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/customXml", "/thumbnail")):
                del part.rels[key]


def element(name: str, **values: str) -> Any:
    """An XML element with attributes of Word's own name space."""
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def swedish(document: Any) -> None:
    """Swedish as the language of all text."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    for kind in ("val", "eastAsia"):
        language.set(qn(f"w:{kind}"), "sv-SE")


if __name__ == "__main__":
    main()
