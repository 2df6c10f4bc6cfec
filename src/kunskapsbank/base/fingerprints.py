"""Folders named by what they hold: ``assets/<hash>/`` and ``sokindex/<hash>/``.

Such an address never changes its content, so browsers keep it for a year, and a page of an older release keeps working
as long as its folders stay in the newer ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import PurePosixPath

VERSIONED = ASSETS, INDEX = "assets", "sokindex"  #: Below the site; each holds folders of versions.
DIGITS = 16  #: Of a version's name, hexadecimal: 64 bits.

_CODE = {".css", ".js", ".mjs", ".woff2"}
_DATA = {".json", ".svg"}


def moves(path: str) -> bool:
    """Whether the file *path* in ``assets/`` is reached through its version only: scripts, styles and fonts."""
    return path.startswith(f"{ASSETS}/") and PurePosixPath(path).suffix in _CODE


def is_versioned(path: str) -> bool:
    """Whether *path* in ``assets/`` belongs to a version: what :func:`moves`, and data that scripts read beside them.

    Pictures and documents keep their addresses: people link to them.
    """
    return moves(path) or (path.startswith(f"{ASSETS}/") and PurePosixPath(path).suffix in _DATA)


def fingerprint(files: Iterable[tuple[str, bytes]]) -> str:
    """The version's name for *files*, (path, content) in a fixed order."""
    found = hashlib.sha256()
    for path, content in files:
        found.update(f"{path}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()[:DIGITS]
