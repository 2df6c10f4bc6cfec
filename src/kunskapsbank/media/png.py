"""PNG: the picture and its colours, chunk by chunk."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from ..base.texts import phrase
from ..reading.folders import Unreadable
from .pixels import orientation

_START = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST sPLT cICP mDCV cLLI acTL fcTL fdAT".split()
)
"""All that decides how a picture looks: PNG 3, section 11."""
_TELLING = frozenset((b"eXIf", b"tEXt", b"zTXt", b"iTXt"))  #: What may say how it is turned; most have none of it.


def stripped_png(data: bytes) -> bytes:
    """Keep what decides how the picture looks; drop all after its end."""
    chunks = [*_chunks(data)]
    exif = orientation(data, "PNG") if any(name in _TELLING for name, _ in chunks) else b""  # It decodes the picture.
    kept = [_START]
    for name, content in chunks:
        if name in _KEPT:
            kept.append(_chunk(name, content))
        if name == b"IHDR" and exif:
            kept.append(_chunk(b"eXIf", exif))
    return b"".join(kept)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, content) of each chunk up to the last; what lies after it is no part of the picture."""
    if not data.startswith(_START):
        raise Unreadable(phrase("not-that-picture", form="PNG"))
    at, name = len(_START), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        content = data[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, at + 8 + length)
        if checksum != zlib.crc32(name + content):
            raise Unreadable(phrase("broken-file"))
        yield name, content
        at += 12 + length
