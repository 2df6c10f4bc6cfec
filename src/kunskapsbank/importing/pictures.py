"""The pictures of a text that is brought in: fetched from nowhere but the file itself and what lies beside it."""

from __future__ import annotations

import base64
import hashlib
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from bs4 import Tag
from bs4.element import NavigableString
from PIL import Image

from ..base.plain_files import is_plain_name, read_plain
from ..media.metadata import MAX_PIXELS, stripped
from ..reading.folders import Unreadable
from .notes import Notes
from .word import DOCX_PICTURE

MAX_PICTURE_BYTES = 30 * 1024 * 1024
WIDEST = 1600  #: Pixels: twice what the widest page shows.
_KEPT = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}
_REDRAWN = frozenset(("GIF", "BMP", "TIFF"))


@dataclass
class Pictures:
    """The pictures of one text, under the names they get."""

    stem: str  #: What each name begins with.
    files: dict[str, bytes] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def named(self, data: bytes) -> str:
        """The name of the picture *data* as it will be published: without metadata, in a form and size for the web.

        Raises:
            Unreadable: If it is no picture that can be shown.
        """
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._names:
            suffix, ready = _for_the_web(data)
            self._names[digest] = f"{self.stem}-{len(self.files) + 1}{suffix}"
            self.files[self._names[digest]] = ready
        return self._names[digest]


def take_pictures(text: Tag, folder: str, read: Callable[[str], bytes], pictures: Pictures, notes: Notes) -> None:
    """Let each picture in *text* lie in *folder*, as the text sees it; what cannot be shown is left out and told.

    *read* gives the picture at an address; OSError says that there is none.
    """
    for one in list(text.find_all("img")):
        source = str(one.get("src") or one.get("data-src") or "")
        try:
            name = pictures.named(read(source))
        except (OSError, Unreadable):
            told = source if not source.startswith(("data:", DOCX_PICTURE)) else ""
            sign = notes.mark("imported.picture-gone", source=told[:100], alt=str(one.get("alt", "")))
            one.replace_with(NavigableString(sign))
            continue
        one.attrs = {"src": f"{folder}/{name}", "alt": str(one.get("alt") or "")}
        key = "imported.picture" if one["alt"] else "imported.picture-without-alt"
        one.insert_before(NavigableString(notes.mark(key, name=name)))


def from_word(pictures: tuple[bytes, ...]) -> Callable[[str], bytes]:
    """Reads those that the Word file itself held."""

    def read(source: str) -> bytes:
        number = source.removeprefix(DOCX_PICTURE)
        if not source.startswith(DOCX_PICTURE) or not number.isdecimal() or int(number) >= len(pictures):
            raise OSError(source)
        return pictures[int(number)]

    return read


def beside(folder: Path) -> Callable[[str], bytes]:
    """Reads those that lie in *folder* or below it, and those that stand in the address itself."""

    def read(source: str) -> bytes:
        if source.startswith("data:"):
            head, _, data = source.partition(",")
            try:
                return base64.b64decode(data, validate=True) if head.endswith(";base64") else b""
            except ValueError as error:  # Which base64's own errors are, too.
                raise OSError(source[:40]) from error
        name = unquote(source.partition("?")[0].partition("#")[0]).removeprefix("./")
        if "//" in source or not is_plain_name(name):
            raise OSError(source)
        return read_plain(folder / name, MAX_PICTURE_BYTES, folder)

    return read


def _for_the_web(data: bytes) -> tuple[str, bytes]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                sort = picture.format or ""
                if picture.width * picture.height > MAX_PIXELS or sort not in _KEPT.keys() | _REDRAWN:
                    raise Unreadable(sort)
                if sort in _KEPT and picture.width <= WIDEST:
                    return _KEPT[sort], stripped(data, _KEPT[sort])
                return _redrawn(picture, sort)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise error if isinstance(error, Unreadable) else Unreadable(str(error)) from error


def _redrawn(picture: Image.Image, sort: str) -> tuple[str, bytes]:
    """*picture* as PNG, or as JPEG when it was one, at most :data:`WIDEST` wide."""
    suffix = ".jpg" if sort == "JPEG" else ".png"
    shown = picture.convert("RGB" if suffix == ".jpg" else "RGBA")
    if shown.width > WIDEST:
        shown = shown.resize((WIDEST, max(1, shown.height * WIDEST // shown.width)), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    shown.save(out, "JPEG" if suffix == ".jpg" else "PNG", quality=85, optimize=True)
    return suffix, stripped(out.getvalue(), suffix)
