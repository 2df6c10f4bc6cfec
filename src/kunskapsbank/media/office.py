"""Whole files judged by what they hold, whatever made them: PDF, pictures, Word files, and zips of these."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from ..base.plain_files import is_plain_name
from ..base.texts import Phrase, Value, phrase, told
from ..reading.folders import Unreadable
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
_ACTIVE_FIELD = re.compile(r"(?i)\b(dde|ddeauto|include\w*|import|link|macrobutton|database|autotext\w*|embed)\b")
_RUNS_IN_WORD = frozenset(("altChunk", "object", "control", "OLEObject", "subDoc", "attachedTemplate"))
_WEB = ("https://", "http://", "mailto:")


def dangers_of(data: bytes, suffix: str) -> list[Value]:
    """Why *data*, a file whose name ends with *suffix*, is not one to hand out; nothing if it is harmless.

    It must be whole, of the sort that its name says, and neither run nor fetch anything.
    """
    try:
        if suffix in PICTURES:
            return list(_of_picture(data, suffix))
        match suffix:
            case ".pdf":
                return [one.what for one in active_parts_of_pdf(data)]
            case ".docx":
                return list(_of_word(data))
            case ".zip":
                return list(_of_zip(data))
            case ".txt":
                return [] if _is_text(data) else [phrase("not-plain-text")]
    except Unreadable as fault:
        return [told(fault)]
    return [_other(suffix)]


def _other(suffix: str) -> Phrase:
    return phrase("file-of-type", suffix=suffix) if suffix else phrase("file-without-type")


def _of_picture(data: bytes, suffix: str) -> Iterator[Phrase]:
    width, height = size_of(data, suffix)
    if width * height > MAX_PIXELS:
        yield phrase("many-pixels", width=width, height=height)
    elif stripped(data, suffix) != data:
        yield phrase("more-than-the-picture")


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False


def _of_zip(data: bytes) -> Iterator[Phrase]:
    for name, content in _members(data):
        suffix = PurePosixPath(name).suffix
        found = dangers_of(content, suffix) if suffix in _ZIP_PARTS else [_other(suffix)]
        yield from (phrase("fault-of", name=name, fault=one) for one in found)


def _of_word(data: bytes) -> Iterator[Value]:
    names = set()
    for name, content in _members(data):
        names.add(name)
        suffix = f".{name.rpartition('.')[2]}"  # That of `.rels` too.
        if suffix not in _WORD_PARTS:
            yield name
        elif suffix in PICTURES:
            size_of(content, suffix)
        else:
            yield from (phrase("fault-of", name=name, fault=one) for one in _of_word_part(content))
    if not names >= _WORD_NEEDS:
        raise Unreadable(phrase("not-a-word-file"))


def _of_word_part(data: bytes) -> list[Value]:
    """What in one XML part runs, fetches, or brings in another document."""
    found: list[Value] = []
    field: list[str] = []  #: The text of the field that is being read; Word may spread it over elements.

    def start(space: str, name: str, attributes: dict[str, str]) -> None:
        local = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name in _RUNS_IN_WORD:
            found.append(name)
        if name in ("Override", "Default") and _ACTIVE_TYPE.search(local.get("ContentType", "")):
            found.append(local["ContentType"])
        if name == "Relationship" and not _is_harmless(local):
            found.append(f"{local.get('Type', '').rpartition('/')[2]} {local.get('Target', '')}")
        field[:] = [*field, local["instr"]] if name == "fldSimple" and "instr" in local else field
        inside.append(name)

    def end() -> None:
        inside.pop()

    def text(value: str) -> None:
        if inside and inside[-1] == "instrText":
            field.append(value)

    inside: list[str] = []
    Reader(start, end, text).read(data, phrase("word-file"))
    if _ACTIVE_FIELD.search("".join(field)):
        found.append(phrase("active-field"))
    return found


def _is_harmless(relationship: dict[str, str]) -> bool:
    kind, target = relationship.get("Type", "").rpartition("/")[2], relationship.get("Target", "")
    if relationship.get("TargetMode", "Internal") == "Internal":
        return kind in _RELATIONS and ":" not in target and "\\" not in target
    return kind == "hyperlink" and target.lower().startswith(_WEB)


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
