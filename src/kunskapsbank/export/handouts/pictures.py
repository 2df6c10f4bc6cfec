"""Pictures of a site -> pictures that a Word file can hold: PNG, and JPEG as JFIF and in the colours of screens."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import typst
from PIL import Image, ImageOps, UnidentifiedImageError

from ...base.plain_files import read_plain
from .typesetting import fonts

DRAWN_PPI = 200  #: Of a drawing, which has no pixels of its own.
_QUALITY = 90  #: JPEG's.
_DRAWING = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(json(bytes(sys.inputs.data)), width: 160mm)
"""  #: As wide as the text of the page.
_JFIF = b"\xff\xd8\xff\xe0"


def for_word(root: Path, path: Path) -> io.BytesIO:
    """The picture at *path*, a file in the project in *root*, as it is where that can be.

    Raises:
        ValueError: If it cannot be read.
    """
    try:
        if path.suffix == ".svg":
            return io.BytesIO(_drawn(root, path))
        data = read_plain(path, below=root)
        with Image.open(io.BytesIO(data)) as picture:
            return io.BytesIO(data if _is_plain(picture, data) else _converted(picture))
    except (OSError, UnidentifiedImageError, typst.TypstError) as error:
        raise ValueError(f"file not found or not readable: {path.relative_to(root).as_posix()}") from error


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


def _drawn(root: Path, path: Path) -> bytes:
    given = {"data": json.dumps(f"/{path.relative_to(root).as_posix()}")}
    files: Any = {"main.typ": _DRAWING.encode()}  # Typst's own types leave out that files can be given as data.
    compiler = typst.Compiler(root=str(root), font_paths=fonts())
    made: Any = compiler.compile(files, format="png", ppi=DRAWN_PPI, sys_inputs=given)
    drawn: bytes = made[0] if isinstance(made, list) else made
    return drawn
