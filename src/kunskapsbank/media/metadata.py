"""Pictures and PDFs without what they tell about their makers: place, camera, names, programs, dates, earlier versions.

Each function takes the bytes of a file and gives the bytes to publish. Pictures are never decoded and encoded again:
only the parts of the file that hold no picture are left out, so every pixel stays as it is. What decides how a picture
is shown stays too: colour profile, resolution, and the orientation that cameras write beside the pixels.
"""

from __future__ import annotations

import struct
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
    return _read(pdf_tells, data) if suffix == ".pdf" else stripped(data, suffix) != data


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


_FORMATS: Mapping[str, str] = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
_STRIPPERS: Mapping[str, Callable[[bytes], bytes]] = {
    ".jpg": stripped_jpeg,
    ".jpeg": stripped_jpeg,
    ".png": stripped_png,
    ".webp": stripped_webp,
    ".svg": cleaned_svg,
    ".pdf": stripped_pdf,
}
PICTURES = frozenset(_FORMATS)  #: The suffixes of pictures made of pixels.
STRIPPED = frozenset(_STRIPPERS)  #: The suffixes of files that :func:`stripped` cleans.
