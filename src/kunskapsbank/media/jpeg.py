"""JPEG: the picture and its colours, segment by segment."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from ..base.texts import phrase
from ..reading.folders import Unreadable
from .pixels import orientation

_KEPT = frozenset((*range(0xC0, 0xC8), *range(0xC9, 0xD0), *range(0xDA, 0xE0)))
"""The segments that make the picture: its frames, tables and scans. ITU-T T.81, table B.1."""


def stripped_jpeg(data: bytes) -> bytes:
    """Keep JFIF, the colour profile (ICC), Adobe's colour transform and the picture; drop all after its end.

    Of Adobe's segment only the transform is kept, the one byte that decides how the picture looks (T.872, 6.5.3).
    """
    exif = orientation(data, "JPEG")
    kept = [b"\xff\xd8", _segment(0xE1, b"Exif\0\0" + exif)] if exif else [b"\xff\xd8"]
    for marker, content in _segments(data):
        if marker == 0xE0 and content.startswith(b"JFIF\0"):
            kept.insert(1, _segment(marker, content[:12] + b"\0\0"))  # Without its thumbnail.
        elif marker == 0xEE and content.startswith(b"Adobe") and len(content) >= 12 and content[11] <= 2:
            kept.append(_segment(marker, b"Adobe\0\x64\0\0\0\0" + content[11:12]))
        elif marker == 0xE2 and content.startswith(b"ICC_PROFILE\0"):
            kept.append(_segment(marker, content))
        elif marker == 0 or marker in _KEPT:
            kept.append(content if marker == 0 else _segment(marker, content))
    return b"".join(kept) + b"\xff\xd9"


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, content) up to the end of the picture; marker 0 for the coded lines after a scan's header."""
    if not data.startswith(b"\xff\xd8"):
        raise Unreadable(phrase("not-that-picture", form="JPEG"))
    at = 2
    while True:
        while data[at] == data[at + 1] == 0xFF:  # Fill bytes.
            at += 1
        start, marker = data[at], data[at + 1]
        if start != 0xFF or marker < 0xC0:
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
