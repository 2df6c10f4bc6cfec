"""What a file is called in ``Content-Type``, by its name: the same on every computer."""

from __future__ import annotations

from mimetypes import MimeTypes
from pathlib import PurePosixPath

_KNOWN = MimeTypes()  #: Python's own list; what this computer believes is left out.
_MORE = {
    ".atom": "application/atom+xml",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".ics": "text/calendar",
    ".js": "text/javascript",
    ".jsonld": "application/ld+json",
    ".map": "text/plain",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".ttl": "text/turtle",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yml": "text/plain",
}


def media_type(name: str) -> str:
    """The value of ``Content-Type`` for the file *name*; our texts are all in UTF-8."""
    ending = PurePosixPath(name).suffix
    known = _MORE.get(ending) or _KNOWN.guess_type(f"a{ending}")[0] or "application/octet-stream"
    return f"{known}; charset=utf-8" if known.startswith("text/") or known.endswith(("json", "xml")) else known
