"""WebP: the picture and its colours, chunk by chunk."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ..base.texts import phrase
from ..reading.folders import Unreadable
from .pixels import orientation

_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_KEPT_IN_FRAME = frozenset((b"VP8 ", b"VP8L", b"ALPH"))  #: Of an animation, each after 16 bytes about the frame.
_EXIF, _XMP = 0x08, 0x04  #: Flags of the chunk VP8X.


def stripped_webp(data: bytes) -> bytes:
    """Keep what decides how the picture looks; drop all after its end."""
    exif = orientation(data, "WEBP")
    kept = [b"WEBP"]
    for name, content in _chunks(data):
        if name == b"VP8X":
            flags = content[0] & ~(_EXIF | _XMP) | (_EXIF if exif else 0)
            content = bytes([flags]) + content[1:]
        if name == b"ANMF":
            inside = (_chunk(*one) for one in _chunks_of(content, 16) if one[0] in _KEPT_IN_FRAME)
            content = content[:16] + b"".join(inside)
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
        raise Unreadable(phrase("not-that-picture", form="WEBP"))
    if 8 + length > len(data):
        raise Unreadable(phrase("broken-file"))
    return _chunks_of(data[: 8 + length], 12)


def _chunks_of(data: bytes, at: int) -> Iterator[tuple[bytes, bytes]]:
    """(name, content) of each chunk of *data* from *at*."""
    while at < len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > len(data):
            raise Unreadable(phrase("broken-file"))
        yield name, data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
