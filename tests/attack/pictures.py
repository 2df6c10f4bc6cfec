"""Pictures that carry what is no picture, as data. What they carry is :data:`CARRIED`."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping

from PIL import Image

CARRIED = b"<script>fetch(`/marke`)</script>"


def picture(form: str, **options: object) -> bytes:
    """A small picture in *form*."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((48, 32)).convert("RGB").save(out, form, **options)
    return out.getvalue()


def with_segment(marker: int, content: bytes) -> bytes:
    """A JPEG picture with one segment more."""
    whole = picture("JPEG")
    return whole[:2] + struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content + whole[2:]


def with_chunk(name: bytes, content: bytes) -> bytes:
    """A PNG picture with one chunk more."""
    whole = picture("PNG")
    chunk = struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
    return whole[:33] + chunk + whole[33:]


def with_riff(content: bytes, at_end: bytes = b"") -> bytes:
    """A WebP picture with one chunk more."""
    whole = picture("WEBP", lossless=True) + content
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:] + at_end


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def moving() -> bytes:
    """A WebP picture that moves, with something else in its first frame."""
    still = picture("WEBP", lossless=True)[12:]
    frame = bytes(6) + struct.pack("<I", 47)[:3] + struct.pack("<I", 31)[:3] + bytes(4)
    head = _chunk(b"VP8X", b"\x02\0\0\0" + struct.pack("<I", 47)[:3] + struct.pack("<I", 31)[:3])
    body = head + _chunk(b"ANIM", bytes(6)) + _chunk(b"ANMF", frame + still + _chunk(b"evil", CARRIED))
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


FILES: Mapping[str, tuple[str, bytes]] = {
    "Adobe's segment of a JPEG": (".jpg", with_segment(0xEE, CARRIED)),
    "Adobe's segment of a JPEG, after its name": (".jpg", with_segment(0xEE, b"Adobe" + CARRIED)),
    "Adobe's segment of a JPEG, after its end": (".jpg", with_segment(0xEE, b"Adobe\0\x64\0\0\0\0\1" + CARRIED)),
    "a comment of a JPEG": (".jpg", with_segment(0xFE, CARRIED)),
    "the name of a JPEG": (".jpg", with_segment(0xE0, b"JFXX\0" + CARRIED)),
    "a segment for later of a JPEG": (".jpg", with_segment(0xF7, CARRIED)),
    "another segment for later of a JPEG": (".jpg", with_segment(0xC8, CARRIED)),
    "a program's segment of a JPEG": (".jpeg", with_segment(0xE2, CARRIED)),
    "behind the end of a JPEG": (".jpg", picture("JPEG") + CARRIED),
    "a chunk of a PNG": (".png", with_chunk(b"eviL", CARRIED)),
    "a text of a PNG": (".png", with_chunk(b"tEXt", b"a\0" + CARRIED)),
    "behind the end of a PNG": (".png", picture("PNG") + CARRIED),
    "a chunk of a WebP": (".webp", with_riff(_chunk(b"evil", CARRIED))),
    "behind the end of a WebP": (".webp", with_riff(b"", CARRIED)),
    "a frame of a WebP": (".webp", moving()),
}
"""By what carries something: the suffix and the file."""

SMUGGLED: Mapping[str, tuple[str, bytes]] = {
    "a segment without a number": (".jpg", with_segment(0x00, b"\xff\xfe\0\x22" + CARRIED)),
    "a segment with a number that nobody has": (".jpg", with_segment(0x4A, CARRIED)),
    "a page that is called a picture": (".png", CARRIED),
    "a page that is called a photograph": (".jpg", CARRIED),
    "a drawing that is called a picture": (".webp", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "a picture of another sort": (".png", picture("JPEG")),
    "an animation that is called a picture": (".png", b"GIF89a" + CARRIED),
}
"""What is not a picture of its sort, or not whole."""
