"""WebP: the picture and its colours, chunk by chunk."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ..reading.folders import Unreadable
from .pixels import orientation

_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_EXIF, _XMP = 0x08, 0x04  #: Flags of the chunk VP8X.


def stripped_webp(data: bytes) -> bytes:
    """Keep what decides how the picture looks; drop all after its end."""
    exif = orientation(data, "WEBP")
    kept = [b"WEBP"]
    for name, content in _chunks(data):
        if name == b"VP8X":
            flags = content[0] & ~(_EXIF | _XMP) | (_EXIF if exif else 0)
            content = bytes([flags]) + content[1:]
        if name in _KEPT:
            kept.append(_chunk(name, content))
    if exif:
        kept.append(_chunk(b"EXIF", exif))
    whole = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    riff, length, kind = struct.unpack_from("<4sI4s", data)
    if (riff, kind) != (b"RIFF", b"WEBP"):
        raise Unreadable("filen är ingen WEBP-bild, fastän namnet säger det")
    at, end = 12, 8 + length
    if end > len(data):
        raise Unreadable("filen är skadad eller avbruten")
    while at < end:
        name, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > end:
            raise Unreadable("filen är skadad eller avbruten")
        yield name, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
