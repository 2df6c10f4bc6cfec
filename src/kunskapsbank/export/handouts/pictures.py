"""Pictures of a site -> pictures that a Word file can hold: PNG, and JPEG as JFIF and in the colours of screens."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import typst
from PIL import Image, ImageOps, UnidentifiedImageError

from ...reading.folders import Unreadable
from .typesetting import fonts, picture

DRAWN_PPI = 200  #: Of a drawing, which has no pixels of its own.
_QUALITY = 90  #: JPEG's.
_DRAWING = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image("bild.svg", width: 160mm)
"""  #: As wide as the text of the page.
_JFIF = b"\xff\xd8\xff\xe0"


def for_word(root: Path, name: str) -> io.BytesIO:
    """The picture *name*, below ``docs/`` of the project in *root*, as it is published where that can be.

    Raises:
        ValueError: If it cannot be read.
    """
    try:
        data = picture(root, name)
        if name.endswith(".svg"):
            return io.BytesIO(_drawn(data))
        with Image.open(io.BytesIO(data)) as shown:
            return io.BytesIO(data if _is_plain(shown, data) else _converted(shown))
    except (OSError, Unreadable, UnidentifiedImageError, typst.TypstError) as error:
        raise ValueError(f"file not found or not readable: docs/{name}") from error


def _is_plain(picture: Image.Image, data: bytes) -> bool:
    """Whether Word, and what reads as it does, takes the picture as it is, and the right way up."""
    if picture.format == "PNG":
        return True
    upright = picture.getexif().get(0x0112, 1) == 1  # EXIF 2.32, section 4.6.4: orientation.
    return picture.format == "JPEG" and picture.mode in ("RGB", "L") and data.startswith(_JFIF) and upright


def _converted(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    upright: Any = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        upright.convert("RGBA").save(out, "PNG")
    else:
        upright.convert("RGB").save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _drawn(drawing: bytes) -> bytes:
    files: Any = {"main.typ": _DRAWING.encode(), "bild.svg": drawing}  # Typst's types leave out files as data.
    made: Any = typst.Compiler(font_paths=fonts()).compile(files, format="png", ppi=DRAWN_PPI)
    drawn: bytes = made[0] if isinstance(made, list) else made
    return drawn
