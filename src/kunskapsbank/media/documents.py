"""Word documents to hand out, written anew of the parts and namespaces on a list; they can neither run nor fetch.

What tells of who made the document (properties, revision marks, templates, paths) is left out. What a reader would miss
(comments, changes that are not accepted, embedded objects, fetched pictures) is not dropped in silence: it is a danger,
and the document is not published. :mod:`.office` judges what others may have put in place of files that we made, which
are published as they are: there, also what is left out here in silence would be dangerous.

Format: ECMA-376, WordprocessingML and Open Packaging Conventions.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from ..base.contact_links import is_plain_contact
from ..base.texts import Phrase, one_line, phrase
from ..reading.folders import Unreadable
from .metadata import PICTURES, stripped

MAX_PARTS, MAX_UNPACKED = 1000, 100 * 1024**2  #: Files inside a document, and their bytes together.

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/"
_SPACES: Mapping[str, str] = {
    _W: "w",
    _R: "r",
    f"{_DRAWN}main": "a",
    f"{_DRAWN}picture": "pic",
    f"{_DRAWN}wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
"""The namespaces that are kept, with their prefixes; what Word adds in others is for Word alone."""

_PARTS: Mapping[str, str] = {
    "styles": "styles+xml",
    "numbering": "numbering+xml",
    "fontTable": "fontTable+xml",
    "footnotes": "footnotes+xml",
    "endnotes": "endnotes+xml",
    "header": "header+xml",
    "footer": "footer+xml",
    "theme": "theme+xml",
}
"""The sorts of relations whose targets are kept, with the ends of their content types."""
_IGNORED = frozenset(
    "settings webSettings customXml glossaryDocument stylesWithEffects attachedTemplate printerSettings "
    "commentsExtended commentsIds commentsExtensible people keyMapCustomizations recipientData".split()
)
"""Sorts that are left out: what they say is for the program that wrote the document."""

_CHANGES = frozenset("ins del moveFrom moveTo delText delInstrText cellIns cellDel cellMerge".split())
_COMMENTS = frozenset("commentReference commentRangeStart commentRangeEnd annotationRef".split())
_ACTIVE = frozenset("object control altChunk subDoc pict dataBinding movie OLEObject fldData ole".split())
_LEFT_OUT = frozenset(
    "proofErr lastRenderedPageBreak rsid rsids permStart permEnd rPrChange pPrChange sectPrChange tblPrChange "
    "tcPrChange trPrChange tblGridChange numberingChange docVars attachedTemplate extLst placeholder smartTagPr "
    "customXmlPr embedRegular embedBold embedItalic embedBoldItalic alias tag id".split()
)
_FIELDS = frozenset(
    "PAGE NUMPAGES SECTION SECTIONPAGES PAGEREF REF NOTEREF STYLEREF SEQ TOC HYPERLINK = SYMBOL QUOTE ADVANCE".split()
)
"""The fields that are kept (ECMA-376 part 1, 17.16.5): they count, refer inside the document, or are links."""
_SAFE = re.compile(r"(?:https?://|mailto:)[^\s\"<>]+", re.I)
_PIECE = re.compile(r'"[^"]*"?|[^\s"]+')  #: Of a field's code.
_TAKING = frozenset(("\\l", "\\o", "\\t", "\\s"))  #: Switches of a HYPERLINK that take a text: anchor, tip, frame.


@dataclass(frozen=True, slots=True)
class Document:
    """A document written anew."""

    data: bytes  #: Inert, whatever was read.
    dangers: tuple[Phrase, ...]  #: What was left out that a reader would miss, or that could run.


def is_harmless_field(code: str) -> bool:
    """Whether a field with *code* only counts, refers inside the document, or leads to the web or an e-mail address."""
    word, *arguments = _PIECE.findall(code) or [""]
    if word.upper() != "HYPERLINK":
        return word.upper() in _FIELDS
    before = ["", *arguments]
    addresses = [
        one.strip('"')
        for one, last in zip(arguments, before, strict=False)
        if one[0] != "\\" and last.lower() not in _TAKING
    ]
    inside = any(one.lower() == "\\l" for one in arguments)
    return all(map(_is_safe, addresses)) and (inside or bool(addresses))


def _is_safe(address: str) -> bool:
    return _SAFE.fullmatch(address) is not None and is_plain_contact(address)


def cleaned_document(data: bytes) -> bytes:
    """The bytes of :func:`document`, which raises the same."""
    return document(data).data


def document(data: bytes) -> Document:
    """*data*, a .docx, written anew of what is allowed, and judged once more as it comes out.

    Raises:
        Unreadable: If it is no whole Word document, or one with macros.
    """
    first = _Writer(data).written()
    again = _Writer(first.data).written()
    if again.dangers or again.data != first.data:
        raise Unreadable(phrase("word-unsafe"))
    return first


class _Writer:
    def __init__(self, data: bytes) -> None:
        self._parts = unpacked(data)
        self._dangers: dict[Phrase, None] = {}
        self._out: dict[str, bytes] = {}
        self._types: dict[str, str] = {}

    def written(self) -> Document:
        main = next((t for sort, t, outside, _ in self._relations("") if sort == "officeDocument" and not outside), "")
        if not main or main not in self._parts:
            raise Unreadable(phrase("word-none"))
        if any("vbaProject" in name or "macroEnabled" in name for name in self._parts):
            raise Unreadable(phrase("word-macros"))
        if b"macroEnabled" in self._parts.get("[Content_Types].xml", b""):
            raise Unreadable(phrase("word-macros"))
        self._write(main, "document.main+xml")
        self._out["_rels/.rels"] = _relations_file([("rId1", "officeDocument", main, False)])
        self._out["[Content_Types].xml"] = self._types_file()
        return Document(_packed(self._out), tuple(self._dangers))

    def _write(self, part: str, kind: str) -> None:
        """Write the XML of *part*, and what it shows."""
        self._types[part] = f"{_MAIN.rpartition('.')[0]}.{kind}" if kind == "theme+xml" else f"{_MAIN}.{kind}"
        self._out[part] = b""  # Parts may refer to each other in a ring.
        root = _tree(self._parts[part])
        self._clean(root)
        self._judge_fields(root)
        used = {value for one in root.iter() for key, value in one.attrib.items() if key.startswith(f"{{{_R}}}")}
        kept, known = [], set()
        for sort, target, outside, name in self._relations(part):
            if self._keeps(sort, target, outside, name in used):
                kept.append((name, sort, target, outside))
                known.add(name)
        for one in root.iter():
            for key in [k for k, v in one.attrib.items() if k.startswith(f"{{{_R}}}") and v not in known]:
                del one.attrib[key]
        self._out[part] = _written_tree(root)
        if kept:
            folder, name = posixpath.split(part)
            self._out[f"{folder}/_rels/{name}.rels"] = _relations_file(sorted(kept), folder)

    def _keeps(self, sort: str, target: str, outside: bool, used: bool) -> bool:
        """Whether a relation is kept; what it leads to is written."""
        if not used and sort not in _PARTS:
            return False
        if outside:
            if sort == "hyperlink" and _is_safe(target):
                return True
            if sort not in _IGNORED:
                link = phrase("word-link", target=one_line(target, 40))
                self._tell(link if sort == "hyperlink" else phrase("word-fetched"))
            return False
        if target not in self._parts or sort in _IGNORED:
            return False
        suffix = posixpath.splitext(target)[1].lower()
        if sort == "image" and suffix in PICTURES:
            self._out[target] = stripped(self._parts[target], suffix)
            return True
        if sort in _PARTS:
            if target not in self._out:
                self._write(target, _PARTS[sort])
            return True
        if sort == "comments":
            return False  # The references tell of them, where there are any.
        picture = phrase("word-picture", suffix=one_line(suffix))
        self._tell(picture if sort == "image" else phrase("word-file-inside", sort=one_line(sort)))
        return False

    def _tell(self, what: Phrase) -> None:
        self._dangers[what] = None

    def _clean(self, node: ET.Element) -> None:
        """Leave out of *node* what is not allowed, all the way down."""
        kept_attributes = {
            key: value
            for key, value in node.attrib.items()
            if _name(key)[1].startswith("rsid") is False and (_name(key)[0] in _SPACES or "}" not in key)
        }
        node.attrib.clear()
        node.attrib.update(kept_attributes)
        if _name(node.tag)[1] in ("docPr", "cNvPr"):
            node.set("name", "Bild")  # Word writes where the picture lay.
        inside = list(node)
        for child in inside:
            node.remove(child)
        for child in inside:
            for one in self._allowed(child):
                self._clean(one)
                node.append(one)

    def _allowed(self, child: ET.Element) -> Iterator[ET.Element]:
        space, name = _name(child.tag)
        if name == "AlternateContent":  # A newer form of something, and an older one for older programs.
            self._tell(phrase("word-shape"))
        elif space == _W and name in _CHANGES:
            self._tell(phrase("word-changes"))
        elif space == _W and name in _COMMENTS:
            self._tell(phrase("word-comments"))
        elif name in _ACTIVE:
            self._tell(phrase("word-object"))
        elif space in _SPACES and not (space == _W and name in _LEFT_OUT):
            yield child

    def _judge_fields(self, root: ET.Element) -> None:
        """Tell of fields that fetch, run or say who wrote, and make page numbers of them."""
        for pieces in _fields(root):
            code = "".join(one.get(_INSTR, "") or one.text or "" for one in pieces)
            if not is_harmless_field(code):
                self._tell(phrase("word-field", code=one_line(" ".join(code.split()), 40) or phrase("without-name")))
                for number, one in enumerate(pieces):
                    if _INSTR in one.attrib:
                        one.set(_INSTR, "PAGE")
                    else:
                        one.text = "" if number else "PAGE"

    def _relations(self, part: str) -> Iterator[tuple[str, str, bool, str]]:
        """(sort, target, whether outside, name) of each relation of *part*; targets inside as names of parts."""
        folder, name = posixpath.split(part)
        file = posixpath.join(folder, "_rels", f"{name}.rels")
        for one in _tree(self._parts[file]) if file in self._parts else ():
            sort = one.get("Type", "").rpartition("/")[2]
            target, outside = one.get("Target", ""), one.get("TargetMode") == "External"
            inside = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
            yield sort, target if outside else inside, outside, one.get("Id", "")

    def _types_file(self) -> bytes:
        suffixes = sorted({posixpath.splitext(name)[1].lower()[1:] for name in self._out if name not in self._types})
        mime = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "jpg": "image/jpeg"}
        lines = [
            f'<Default Extension="{one}" ContentType="{mime.get(one, f"image/{one}")}"/>' for one in suffixes if one
        ]
        lines += [
            f"<Override PartName={_quoted(f'/{name}')} ContentType={_quoted(kind)}/>"
            for name, kind in sorted(self._types.items())
        ]
        return f'{_HEAD}<Types xmlns="{_TYPES}">{"".join(lines)}</Types>'.encode()


_INSTR = f"{{{_W}}}instr"


def _fields(root: ET.Element) -> Iterator[list[ET.Element]]:
    """The elements that hold the code of each field: it may stand in several runs, and fields in each other."""
    open_: list[list[ET.Element]] = []
    for one in root.iter():
        kind = one.get(f"{{{_W}}}fldCharType") if one.tag == f"{{{_W}}}fldChar" else None
        if one.tag == f"{{{_W}}}fldSimple":
            yield [one]
        elif kind == "begin":
            open_.append([])
        elif one.tag == f"{{{_W}}}instrText":
            if open_:
                open_[-1].append(one)
            else:
                yield [one]
        elif kind == "end" and open_:
            yield open_.pop()
    yield from open_


_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


_OUTSIDE = ' TargetMode="External"'


def _quoted(value: str) -> str:
    """*value* as an attribute has it."""
    from xml.sax.saxutils import quoteattr  # Here: it loads all that asks the web.

    return quoteattr(value)


def _relations_file(relations: list[tuple[str, str, str, bool]], folder: str = "") -> bytes:
    lines = [
        f'<Relationship Id={_quoted(name)} Type="{_R}/{sort}" '
        f"Target={_quoted(target if outside else posixpath.relpath(target, folder or '.'))}{_OUTSIDE * outside}/>"
        for name, sort, target, outside in relations
    ]
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{"".join(lines)}</Relationships>'.encode()


def _name(tag: str) -> tuple[str, str]:
    space, _, name = tag.rpartition("}")
    return space[1:], name


def is_plain_xml(data: bytes) -> bool:
    """Whether *data* is XML in which nothing stands for something else: no DTD, and no encoding that would hide one."""
    wide = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
    return b"<!DOCTYPE" not in data and b"<!ENTITY" not in data and not data.startswith(wide)


def _tree(data: bytes) -> ET.Element:
    if not is_plain_xml(data):
        raise Unreadable(phrase("word-dtd"))
    try:
        return ET.fromstring(data)
    except ET.ParseError:
        raise Unreadable(phrase("word-damaged")) from None


def _written_tree(root: ET.Element) -> bytes:
    for space, prefix in _SPACES.items():
        if prefix != "xml":
            ET.register_namespace(prefix, space)
    return _HEAD.encode() + ET.tostring(root)


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a .docx file by name.

    Raises:
        Unreadable: If it is no whole zip, or holds more than :data:`MAX_PARTS` and :data:`MAX_UNPACKED`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = [one for one in packed.infolist() if not one.is_dir()]
            names = [one.filename for one in infos]
            too_much = len(infos) > MAX_PARTS or sum(one.file_size for one in infos) > MAX_UNPACKED
            if too_much or len({name.casefold() for name in names}) < len(names) or any(".." in n for n in names):
                raise Unreadable(phrase("word-swelling"))
            return {one.filename: packed.read(one) for one in infos}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, OSError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(phrase("word-locked")) from None


def _packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            packed.writestr(info, parts[name])
    return out.getvalue()
