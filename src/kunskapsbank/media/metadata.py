"""Pictures and PDFs without what they tell about their makers: place, camera, names, programs, dates, earlier versions.

Each function takes the bytes of a file and gives the bytes to publish. Pictures are never decoded and encoded again:
only the parts of the file that hold no picture are left out, so every pixel stays as it is. What decides how a picture
is shown stays too: colour profile, resolution, and the orientation that cameras write beside the pixels.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import TypeVar

from ..base.texts import phrase
from ..reading.folders import Unreadable
from .drawings import cleaned_svg
from .jpeg import stripped_jpeg
from .pdf import pdf_tells, stripped_pdf
from .pixels import opened
from .png import stripped_png
from .webp import stripped_webp

Result = TypeVar("Result")

MAX_PIXELS = 50_000_000  #: Of one picture: a file of some kB can otherwise fill the memory of whoever opens it.


def stripped(data: bytes, suffix: str) -> bytes:
    """*data*, a file whose name ends with *suffix*, without metadata; other sorts of files as they are.

    Raises:
        Unreadable: If the file is damaged or of another sort than it says.
    """
    strip = _STRIPPERS.get(suffix)
    if strip is None:
        return data
    return _read(strip, data)


def tells_of_its_maker(data: bytes, suffix: str) -> bool:
    """Whether *data*, a file whose name ends with *suffix*, holds what :func:`stripped` would leave out.

    Raises:
        Unreadable: As :func:`stripped`.
    """
    own = {".pdf": pdf_tells, ".docx": _docx_tells}.get(suffix)
    return _read(own, data) if own else stripped(data, suffix) != data


def _read(function: Callable[[bytes], Result], data: bytes) -> Result:
    try:
        return function(data)
    except (struct.error, IndexError, zlib.error):
        raise Unreadable(phrase("broken-file")) from None


def size_of(data: bytes, suffix: str) -> tuple[int, int]:
    """Width and height of a picture in pixels, read without decoding it.

    Raises:
        Unreadable: If it is no picture of the sort that *suffix* says.
    """
    return opened(data, _FORMATS[suffix]).size


def _docx(data: bytes) -> bytes:
    from .documents import cleaned_document  # Which cleans the pictures inside with this module.

    return cleaned_document(data)


def _docx_tells(data: bytes) -> bool:
    """Whether a document names who made or changed it; ours are made otherwise than :func:`_docx` writes them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            told = b"".join(packed.read(name) for name in packed.namelist() if name.startswith("docProps/"))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        raise Unreadable(phrase("not-a-word-file")) from None
    return bool(_MADE_BY.search(told))


_MADE_BY = re.compile(rb"<(?:dc:creator|cp:lastModifiedBy|Company|Manager)>[^<]")
_FORMATS: Mapping[str, str] = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
_STRIPPERS: Mapping[str, Callable[[bytes], bytes]] = {
    ".jpg": stripped_jpeg,
    ".jpeg": stripped_jpeg,
    ".png": stripped_png,
    ".webp": stripped_webp,
    ".svg": cleaned_svg,
    ".pdf": stripped_pdf,
    ".docx": _docx,
}
PICTURES = frozenset(_FORMATS)  #: The suffixes of pictures made of pixels.
STRIPPED = frozenset(_STRIPPERS)  #: The suffixes of files that :func:`stripped` cleans.
