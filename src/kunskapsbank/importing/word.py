"""A Word file as HTML. Mammoth reads it; what it needs to be told of styles is found out here.

Format: ECMA-376, WordprocessingML. A style that has an outline level, or is based on one that has, is a heading of that
level whatever it is called (part 1, 17.3.1.20): Word in Swedish, templates of authorities and numbered styles all do.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

import mammoth

from ..base.texts import phrase
from ..media.documents import is_plain_xml, unpacked
from ..reading.folders import Unreadable

CAPTION, LEAD, TITLE = "bildtext", "ingress", "titel"  #: Classes of paragraphs that are more than paragraphs.
DOCX_PICTURE = "docx-picture:"  #: What the address of a picture inside the file begins with; its number follows.
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BODY_LEVEL = 9  #: The outline level of text that is no heading.
_NAMED = {
    **dict.fromkeys(
        ("title", "document title", "dokumentrubrik", "dokumenttitel", "dokumenttittel"), f"h1.{TITLE}:fresh"
    ),
    "subtitle": f"p.{LEAD}:fresh",
    "caption": f"p.{CAPTION}:fresh",
    "quote": "blockquote > p:fresh",
    "intense quote": "blockquote > p:fresh",
}
"""What styles become: those that every Word has, under these names whatever its language, and titles in templates."""
_CONTENTS = re.compile(r"toc (?:\d|heading)|table of figures")  #: Styles of what Word makes itself of the headings.


def html_of_word(data: bytes) -> tuple[str, tuple[bytes, ...]]:
    """What the .docx file *data* holds as HTML, and its pictures as they are.

    Raises:
        Unreadable: If it is no whole Word file, or one that unpacks to more than it may.
    """
    parts = unpacked(data)
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")) and not is_plain_xml(part):
            raise Unreadable(phrase("word-dtd"))
    pictures: list[bytes] = []

    def keep(picture: mammoth.documents.Image) -> dict[str, str]:
        try:
            with picture.open() as file:
                pictures.append(file.read())
        except (KeyError, OSError, ValueError, AttributeError):  # It lies elsewhere, or is not there: told as not read.
            pictures.append(b"")
        return {"src": f"{DOCX_PICTURE}{len(pictures) - 1}"}

    try:
        styles = "\n".join(_style_map(_styles(parts)))
        html = mammoth.convert_to_html(
            io.BytesIO(data), style_map=styles, convert_image=mammoth.images.img_element(keep)
        ).value
    except (KeyError, ValueError, AttributeError, TypeError, IndexError, OSError, ET.ParseError) as error:
        raise Unreadable(phrase("word-damaged")) from error
    except Exception as error:  # Its XML reader has errors of its own.
        if type(error).__module__.startswith("xml."):
            raise Unreadable(phrase("word-damaged")) from error
        raise
    return html, tuple(pictures)


def left_in_word(data: bytes) -> tuple[int, int, int]:
    """How many comments, changes that nobody has accepted, and lines of contents the .docx file *data* holds."""
    parts = unpacked(data)
    main = ET.fromstring(parts[_main_part(parts)])
    comments = sum(1 for _ in main.iter(f"{_W}commentReference"))
    changes = sum(1 for one in main.iter() if one.tag in (f"{_W}ins", f"{_W}del"))
    contents = _contents(parts)
    return comments, changes, sum(1 for one in main.iter(f"{_W}p") if _style_of(one) in contents)


def paragraphs_of_word(data: bytes) -> Iterator[str]:
    """The text of each paragraph of the .docx file *data*, but for what changes strike out and lines of contents."""
    parts = unpacked(data)
    root = ET.fromstring(parts[_main_part(parts)])
    contents = _contents(parts)
    for older in [*root.iter(f"{_MC}AlternateContent")]:  # The same once more, for programs that know less.
        for fallback in older.findall(f"{_MC}Fallback"):
            older.remove(fallback)
    for paragraph in root.iter(f"{_W}p"):
        if _style_of(paragraph) not in contents:
            yield "".join(_text(paragraph))


def _main_part(parts: Mapping[str, bytes]) -> str:
    """The name of the part that holds the text (ECMA-376 part 2, 8.3: the package says which it is)."""
    for one in ET.fromstring(parts.get("_rels/.rels", b"<none/>")):
        if one.get("Type", "").endswith("/officeDocument") and one.get("Target", "").lstrip("/") in parts:
            return one.get("Target", "").lstrip("/")
    raise Unreadable(phrase("word-none"))


def _text(node: ET.Element) -> Iterator[str]:
    for child in node:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            yield " "
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag not in (f"{_W}p", f"{_W}del", f"{_W}moveFrom"):  # A paragraph inside is one of its own.
            yield from _text(child)


def _styles(parts: Mapping[str, bytes]) -> dict[str, ET.Element]:
    """The paragraph styles, by id."""
    written = parts.get(f"{_main_part(parts).rpartition('/')[0]}/styles.xml", b"<none/>")
    found = {one.get(f"{_W}styleId", ""): one for one in ET.fromstring(written).iter(f"{_W}style")}
    return {id_: style for id_, style in found.items() if id_ and style.get(f"{_W}type") == "paragraph"}


def _contents(parts: Mapping[str, bytes]) -> frozenset[str]:
    """The ids of the styles of lines that only list the headings."""
    return frozenset(id_ for id_, style in _styles(parts).items() if _CONTENTS.fullmatch(_name(style)))


def _style_of(paragraph: ET.Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style.get(f"{_W}val", "") if style is not None else ""


def _name(style: ET.Element) -> str:
    return _value(style, "name").casefold()


def _style_map(styles: Mapping[str, ET.Element]) -> Iterator[str]:
    """What each paragraph style becomes, as Mammoth is told."""
    for id_, style in styles.items():
        level = _outline_level(id_, styles)
        heading = f"h{min(level + 1, 6)}:fresh" if level < _BODY_LEVEL else ""
        target = "!" if _CONTENTS.fullmatch(_name(style)) else _NAMED.get(_name(style)) or heading
        if target:
            yield f"p[style-name={_quoted(_value(style, 'name'))}] => {target}"


def _outline_level(id_: str, styles: Mapping[str, ET.Element]) -> int:
    seen: set[str] = set()
    while id_ in styles and id_ not in seen:
        seen.add(id_)
        level = styles[id_].find(f"{_W}pPr/{_W}outlineLvl")
        if level is not None:
            written = level.get(f"{_W}val", "")
            return int(written) if written.isdecimal() else _BODY_LEVEL
        id_ = _value(styles[id_], "basedOn")
    return _BODY_LEVEL


def _value(style: ET.Element, name: str) -> str:
    one = style.find(f"{_W}{name}")
    return one.get(f"{_W}val", "") if one is not None else ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
