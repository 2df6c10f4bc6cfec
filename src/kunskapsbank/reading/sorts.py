"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

from ..base.texts import Phrase, phrase

_OFFICE = (
    (b"word/", "sort.word"),
    (b"xl/", "sort.excel"),
    (b"ppt/", "sort.powerpoint"),
    (b"mimetypeapplication/vnd.oasis", "sort.opendocument"),
)
_STARTS = (
    (b"\xd0\xcf\x11\xe0", "sort.old-office"),
    (b"{\\rtf", "sort.rtf"),
    (b"%PDF-", "sort.pdf"),
    (b"\x89PNG", "sort.picture"),
    (b"\xff\xd8\xff", "sort.picture"),
    (b"GIF8", "sort.picture"),
)


def sort_of(data: bytes) -> Phrase | None:
    """The sort of file, with its article, when it is one of those people mistake for text; else nothing."""
    if data.startswith(b"PK\x03\x04"):
        return phrase(next((name for part, name in _OFFICE if part in data), "sort.zip"))
    found = next((name for start, name in _STARTS if data.startswith(start)), "")
    return phrase(found) if found else None
