"""Folders named by what they hold: ``kod/<hash>/`` and ``sokindex/<hash>/``.

Such an address never changes its content, so browsers keep it for a year, and a page of an older release keeps working
as long as its folders stay in the newer ones.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

ASSETS = "assets"  #: In ``docs/``: what people put there. Published releases of before had versions of code here.
CODE, INDEX = "kod", "sokindex"  #: Below the site; each holds folders of versions, and nothing that people put in.
EMBEDDED = "badda-in"  #: Below the site: what is made to be shown on other sites.
VERSIONED = (CODE, INDEX, ASSETS)  #: Where published releases hold versions.
VERSION_NAME = re.compile(r"[0-9a-f]{6,64}")  #: What versions are called, now and in published releases.
MANIFEST = "manifest.json"  #: Names every file of a release with its SHA-256.
OWN = "utgava.json"  #: Names the versioned folders that the release's own build made, and what its search shows.
DIGITS = 16  #: Of a version's name, hexadecimal: 64 bits.


def fingerprint(files: Iterable[tuple[str, bytes]]) -> str:
    """The version's name for *files*, (path, content) in a fixed order."""
    return fingerprint_of((path, hashlib.sha256(content).hexdigest()) for path, content in files)


def fingerprint_of(files: Iterable[tuple[str, str]]) -> str:
    """The same of *files* that need not be read: (path, SHA-256)."""
    return hashlib.sha256("".join(f"{path}\0{digest}\0" for path, digest in files).encode()).hexdigest()[:DIGITS]
