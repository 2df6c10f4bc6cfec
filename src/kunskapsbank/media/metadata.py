"""Pictures and PDFs without what they tell about their makers: place, camera, names, programs, dates, earlier versions.

Each function takes the bytes of a file and gives the bytes to publish. Pictures are never decoded and encoded again:
only the parts of the file that hold no picture are left out, so every pixel stays as it is. What decides how a picture
is shown stays too: colour profile, resolution, and the orientation that cameras write beside the pixels.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from PIL import Image, UnidentifiedImageError

from ..base.texts import phrase
from ..reading.folders import Unreadable
from .drawings import cleaned_svg

MAX_PIXELS = 50_000_000  #: Of one picture: a file of some kB can otherwise fill the memory of whoever opens it.

_ORIENTATION = 0x0112  #: The tag's number in EXIF 2.32, section 4.6.4.


def stripped(data: bytes, suffix: str) -> bytes:
    """*data*, a file whose name ends with *suffix*, without metadata; other sorts of files as they are.

    Raises:
        Unreadable: If the file is damaged or of another sort than it says.
    """
    strip = _STRIPPERS.get(suffix)
    if strip is None:
        return data
    try:
        return strip(data)
    except (struct.error, IndexError, zlib.error):
        raise Unreadable(phrase("broken-file")) from None


def tells_of_its_maker(data: bytes, suffix: str) -> bool:
    """Whether *data*, a file whose name ends with *suffix*, holds what :func:`stripped` would leave out.

    Raises:
        Unreadable: As :func:`stripped`.
    """
    return _pdf_tells(data) if suffix == ".pdf" else stripped(data, suffix) != data


def size_of(data: bytes, suffix: str) -> tuple[int, int]:
    """Width and height of a picture in pixels, read without decoding it.

    Raises:
        Unreadable: If it is no picture of the sort that *suffix* says.
    """
    return _opened(data, _FORMATS[suffix]).size


def _opened(data: bytes, form: str) -> Image.Image:
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None  # The caller compares with MAX_PIXELS.
    try:
        with warnings.catch_warnings(action="ignore"):
            return Image.open(io.BytesIO(data), formats=[form])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, IndexError):
        raise Unreadable(phrase("not-that-picture", form=form)) from None
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _orientation(data: bytes, form: str) -> bytes:
    """EXIF that holds nothing but the orientation; nothing when the picture is shown as its pixels lie."""
    try:
        with warnings.catch_warnings(action="ignore"):  # Damaged EXIF is left out, so nobody needs to know.
            value = _opened(data, form).getexif().get(_ORIENTATION, 1)
    except (OSError, ValueError, SyntaxError, struct.error, TypeError):
        return b""
    if not isinstance(value, int) or not 2 <= value <= 8:
        return b""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)


def _jpeg(data: bytes) -> bytes:
    """Keep JFIF, the colour profile (ICC), Adobe's colour transform and the picture; drop all after its end."""
    exif = _orientation(data, "JPEG")
    kept = [b"\xff\xd8", _jpeg_segment(0xE1, b"Exif\0\0" + exif)] if exif else [b"\xff\xd8"]
    for marker, content in _jpeg_segments(data):
        if marker == 0xE0 and content.startswith(b"JFIF\0"):
            kept.insert(1, _jpeg_segment(marker, content[:12] + b"\0\0"))  # Without its thumbnail.
        elif (marker == 0xE2 and content.startswith(b"ICC_PROFILE\0")) or marker == 0xEE:
            kept.append(_jpeg_segment(marker, content))
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(content if marker == 0 else _jpeg_segment(marker, content))
    return b"".join(kept) + b"\xff\xd9"


def _jpeg_segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, content) up to the end of the picture; marker 0 for the coded lines after a scan's header."""
    if not data.startswith(b"\xff\xd8"):
        raise Unreadable(phrase("not-that-picture", form="JPEG"))
    at = 2
    while True:
        while data[at] == data[at + 1] == 0xFF:  # Fill bytes.
            at += 1
        start, marker = data[at], data[at + 1]
        if start != 0xFF:
            raise Unreadable(phrase("broken-file"))
        if marker == 0xD9:
            return
        (length,) = struct.unpack_from(">H", data, at + 2)
        if length < 2 or at + 2 + length > len(data):
            raise Unreadable(phrase("broken-file"))
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == 0xDA:
            end = _SCAN_END.search(data, at)
            if end is None:
                raise Unreadable(phrase("broken-file"))
            yield 0, data[at : end.start()]
            at = end.start()


_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST sPLT cICP mDCV cLLI acTL fcTL fdAT".split()
)
"""All that decides how a picture looks: PNG 3, section 11."""


def _png(data: bytes) -> bytes:
    exif = _orientation(data, "PNG")
    kept = [_PNG_START]
    for name, content in _png_chunks(data):
        if name in _PNG_KEPT:
            kept.append(_png_chunk(name, content))
        if name == b"IHDR" and exif:
            kept.append(_png_chunk(b"eXIf", exif))
    return b"".join(kept)


def _png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, content) of each chunk up to the last; what lies after it is no part of the picture."""
    if not data.startswith(_PNG_START):
        raise Unreadable(phrase("not-that-picture", form="PNG"))
    at, name = len(_PNG_START), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, at + 8 + length)
        if checksum != zlib.crc32(name + content):
            raise Unreadable(phrase("broken-file"))
        yield name, content
        at += 12 + length


_WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04  #: Flags of the chunk VP8X.


def _webp(data: bytes) -> bytes:
    exif = _orientation(data, "WEBP")
    kept = [b"WEBP"]
    for name, content in _webp_chunks(data):
        if name == b"VP8X":
            flags = content[0] & ~(_WEBP_EXIF | _WEBP_XMP) | (_WEBP_EXIF if exif else 0)
            content = bytes([flags]) + content[1:]
        if name in _WEBP_KEPT:
            kept.append(_webp_chunk(name, content))
    if exif:
        kept.append(_webp_chunk(b"EXIF", exif))
    whole = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


def _webp_chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    riff, length, kind = struct.unpack_from("<4sI4s", data)
    if (riff, kind) != (b"RIFF", b"WEBP"):
        raise Unreadable(phrase("not-that-picture", form="WEBP"))
    at, end = 12, 8 + length
    if end > len(data):
        raise Unreadable(phrase("broken-file"))
    while at < end:
        name, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > end:
            raise Unreadable(phrase("broken-file"))
        yield name, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


_PDF_KEPT_INFO = ("/Title", "/Trapped")
_PDF_MADE_BY = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
_PDF_COMMENT_BY = ("/T", "/M", "/CreationDate")  #: On a form's field, /T is the name of the field instead.
_XMP_KEPT = {"dc:title", "dc:language", "pdfuaid:part", "pdfuaid:rev", "pdfaid:part", "pdfaid:conformance"}
"""What readers' programs need: the title and language, and which accessibility standard the file follows."""


def _pdf(data: bytes) -> bytes:
    """Leave out who made the file, with what and when, comments' names, and EXIF in its photographs."""
    with _opened_pdf(data) as pdf:
        before = pdf.open_metadata()
        kept = {key: before[key] for key in _XMP_KEPT if key in before}
        for part in _parts_of_pdf(pdf):
            _strip_pdf_part(part)
        for key in [key for key in pdf.docinfo if key not in _PDF_KEPT_INFO]:
            del pdf.docinfo[key]
        if kept:
            with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as after:
                for key, value in sorted(kept.items()):
                    after[key] = value
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


@contextmanager
def _opened_pdf(data: bytes) -> Iterator[Any]:
    """The PDF *data*; whatever is found damaged while it is looked through makes it :class:`Unreadable`."""
    import pikepdf

    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # It tells of metadata that it cannot read, with a trace.
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True, attempt_recovery=False) as pdf:
            yield pdf
    except pikepdf.PasswordError:
        raise Unreadable(phrase("locked-file")) from None
    except Unreadable:
        raise
    except (pikepdf.PdfError, ValueError, TypeError):
        raise Unreadable(phrase("not-whole-pdf")) from None


def _parts_of_pdf(pdf: Any) -> Iterator[Any]:
    """Every dictionary and stream of a PDF, also those that lie inside others."""
    import pikepdf

    waiting = list(pdf.objects)
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Array):
            inside = list(part)
        elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
            yield part
            inside = [part[key] for key in part.keys()]  # noqa: SIM118 - iterating over a stream is another thing
        else:
            continue
        waiting += [one for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect]


def _strip_pdf_part(part: Any) -> None:
    """Remove what says who made *part*, one object of a PDF: the document, a page, a picture or a comment."""
    for key in _told_by_pdf_part(part):
        del part[key]
    if _is_photograph(part):
        filters: Any = part["/Filter"]
        parameters: Any = part.get("/DecodeParms")
        part.write(_jpeg(part.read_raw_bytes()), filter=filters, decode_parms=parameters)


def _told_by_pdf_part(part: Any) -> list[str]:
    names = [*_PDF_MADE_BY, *(_PDF_COMMENT_BY if "/Rect" in part and "/FT" not in part else ())]
    return [name for name in names if name in part]


def _is_photograph(part: Any) -> bool:
    import pikepdf

    return isinstance(part, pikepdf.Stream) and part.get("/Filter") == "/DCTDecode"


def _pdf_tells(data: bytes) -> bool:
    """A PDF is written anew when it is stripped, so its bytes say nothing of what it told."""
    with _opened_pdf(data) as pdf:
        xmp = pdf.open_metadata()
        kept = sum(key in xmp for key in _XMP_KEPT)
        return (
            len(xmp) > kept
            or any(key not in _PDF_KEPT_INFO for key in pdf.docinfo)
            or any(
                {*_told_by_pdf_part(part)} - ({"/Metadata"} if part == pdf.Root else set())
                or (_is_photograph(part) and _jpeg(part.read_raw_bytes()) != part.read_raw_bytes())
                for part in _parts_of_pdf(pdf)
            )
        )


_RUNS_IN_PDF = ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/RichMedia", "/XFA")


def active_parts_of_pdf(data: bytes) -> list[str]:
    """The names of what a PDF could run or carry: scripts, programs, other files.

    Raises:
        Unreadable: If it is no whole PDF, or locked.
    """
    found: set[str] = set()
    with _opened_pdf(data) as pdf:
        for part in _parts_of_pdf(pdf):
            names = {*part.keys(), *(str(part[key]) for key in ("/S", "/Type", "/Subtype") if key in part)}
            found |= names & set(_RUNS_IN_PDF)
    return sorted(found)


_FORMATS: Mapping[str, str] = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
_STRIPPERS: Mapping[str, Callable[[bytes], bytes]] = {
    ".jpg": _jpeg,
    ".jpeg": _jpeg,
    ".png": _png,
    ".webp": _webp,
    ".svg": cleaned_svg,
    ".pdf": _pdf,
}
PICTURES = frozenset(_FORMATS)  #: The suffixes of pictures made of pixels.
STRIPPED = frozenset(_STRIPPERS)  #: The suffixes of files that :func:`stripped` cleans.
