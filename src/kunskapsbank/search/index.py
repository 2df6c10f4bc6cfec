"""Index a built site with Pagefind, whose wheel carries the program."""

from __future__ import annotations

import subprocess
from pathlib import Path

from pagefind.service import get_executable

_UNUSED = ("pagefind-ui*", "pagefind-modular-ui*", "pagefind-component-ui*", "pagefind-highlight*")
TIMEOUT_SECONDS = 600  #: Indexing 10 000 pages takes under a minute; past this something hangs.


class SearchIndexError(RuntimeError):
    """The index could not be made."""


def write_index(site_dir: Path) -> None:
    """Index the pages in *site_dir* and write the index to ``pagefind/`` there.

    Raises:
        SearchIndexError: If the program is missing, fails or hangs.
    """
    program = get_executable()
    if program is None:
        raise SearchIndexError("sökprogrammet pagefind är inte installerat")
    command = [str(program), "--site", str(site_dir), "--force-language", "sv", "--quiet"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SearchIndexError(f"sökprogrammet kunde inte köras: {error}") from error
    if done.returncode:
        raise SearchIndexError(f"sökindexet kunde inte göras: {(done.stderr or done.stdout).strip()}")
    for pattern in _UNUSED:
        for file in (site_dir / "pagefind").glob(pattern):
            file.unlink()
