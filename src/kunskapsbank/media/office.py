"""Whole files judged by what they hold, whatever made them: PDF, pictures, Word files, and zips of these.

They are published as they are: what :mod:`.documents` leaves out of an editor's document in silence (a template,
settings) must not be there. Our own documents hold properties, which that leaves out, so that neither can serve for the
other.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from ..base.contact_links import is_plain_contact
from ..base.plain_files import is_plain_name
from ..base.texts import phrase
from ..reading.folders import Unreadable
from .dangers import once
from .documents import is_harmless_field
from .metadata import MAX_PIXELS, PICTURES, size_of, stripped
from .pdf import active_parts_of_pdf
from .xmldata import Reader

MAX_UNPACKED_BYTES = 256 * 1024 * 1024  #: Of all that a zip or Word file holds: some kB can otherwise fill a memory.
MAX_MEMBERS = 10_000
_WORD_PARTS = frozenset((".xml", ".rels", ".png", ".jpg", ".jpeg"))  #: No programs, objects or other documents.
_WORD_NEEDS = frozenset(("[Content_Types].xml", "_rels/.rels", "word/document.xml"))
_ZIP_PARTS = frozenset((".pdf", ".docx", ".txt", ".png", ".webp"))  #: What a zip to hand out may hold.
_ACTIVE_TYPE = re.compile(r"(?i)macro|vba|activex|oleobject|control|octet-stream|msdownload")
_RELATIONS = frozenset(
    """officeDocument core-properties extended-properties custom-properties thumbnail styles stylesWithEffects settings
    webSettings fontTable theme customXml customXmlProps numbering header footer footnotes endnotes image
    hyperlink""".split()
)  #: How a part of a Word file may lead to another; not as its template, program, object or data source.
_RUNS_IN_WORD = frozenset(("altChunk", "object", "control", "OLEObject", "subDoc", "attachedTemplate"))
_WEB = ("https://", "http://", "mailto:")


def is_harmless(data: bytes, suffix: str) -> bool:
    """Whether *data*, a file whose name ends with *suffix*, is one to hand out.

    It must be whole, of the sort that its name says, and neither run nor fetch anything.
    """
    try:
        if suffix in PICTURES:
            return _is_picture(data, suffix)
        match suffix:
            case ".pdf":
                return not active_parts_of_pdf(data)
            case ".docx":
                return _is_word(data)
            case ".zip":
                return all(_is_member(name, content) for name, content in _members(data))
            case ".txt":
                return _is_text(data)
    except Unreadable:
        pass
    return False


def _is_picture(data: bytes, suffix: str) -> bool:
    """Whether it is nothing but a picture, and none that fills a memory."""
    width, height = size_of(data, suffix)
    return width * height <= MAX_PIXELS and stripped(data, suffix) == data


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False


def _is_member(name: str, content: bytes) -> bool:
    suffix = PurePosixPath(name).suffix
    return suffix in _ZIP_PARTS and is_harmless(content, suffix)


@once
def _is_word(data: bytes) -> bool:
    names = set()
    for name, content in _members(data):
        names.add(name)
        if not _is_word_part(name, content):
            return False
    return names >= _WORD_NEEDS


def _is_word_part(name: str, content: bytes) -> bool:
    suffix = f".{name.rpartition('.')[2]}"  # That of `.rels` too.
    if suffix in PICTURES:
        size_of(content, suffix)
    elif suffix in _WORD_PARTS:
        return not _is_active(content)
    return suffix in _WORD_PARTS


def _is_active(data: bytes) -> bool:
    """Whether something in one XML part runs, fetches, or brings in another document."""
    found: list[str] = []
    fields: list[str] = []  #: The code of each field; Word may spread it over elements, and put fields in each other.
    opened: list[int] = []  #: The numbers of those that have not ended.

    def start(space: str, name: str, attributes: dict[str, str]) -> None:
        local = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        active_type = name in ("Override", "Default") and _ACTIVE_TYPE.search(local.get("ContentType", ""))
        if name in _RUNS_IN_WORD or active_type or (name == "Relationship" and not _leads_nowhere(local)):
            found.append(name)
        if name == "fldSimple" or local.get("fldCharType") == "begin":
            opened.extend([len(fields)] * (name == "fldChar"))
            fields.append(local.get("instr", ""))
        elif local.get("fldCharType") == "end" and opened:
            opened.pop()
        inside.append(name)

    def end() -> None:
        inside.pop()

    def text(value: str) -> None:
        if inside and inside[-1] == "instrText":
            if not opened:
                fields.append("")
            fields[opened[-1] if opened else -1] += value

    inside: list[str] = []
    Reader(start, end, text).read(data, phrase("word-file"))
    return bool(found) or not all(map(is_harmless_field, fields))


def _leads_nowhere(relationship: dict[str, str]) -> bool:
    """Whether a relation leads to what a document is made of, or is a link that a reader follows."""
    kind, target = relationship.get("Type", "").rpartition("/")[2], relationship.get("Target", "")
    if relationship.get("TargetMode", "Internal") == "Internal":
        return kind in _RELATIONS and ":" not in target and "\\" not in target
    return kind == "hyperlink" and target.lower().startswith(_WEB) and is_plain_contact(target)


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file in the zip *data*, none of which leads out of it or fills the memory.

    Raises:
        Unreadable: If it is no zip, or not one that we would make.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            entries = opened.infolist()
            names = [entry.filename for entry in entries]
            if len(names) > MAX_MEMBERS or len({name.casefold() for name in names}) != len(names):
                raise Unreadable(phrase("crowded-zip"))
            if not all(map(is_plain_name, names)) or any(entry.flag_bits & 1 for entry in entries):
                raise Unreadable(phrase("zip-leading-out"))
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES or data[:2] != b"PK":
                raise Unreadable(phrase("swelling-zip"))
            for entry in entries:
                yield entry.filename, opened.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(phrase("broken-file")) from None
