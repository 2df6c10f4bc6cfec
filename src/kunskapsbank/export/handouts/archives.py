"""Files -> a zip, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def archive(files: Mapping[str, bytes], day: tuple[int, int, int]) -> bytes:
    """A zip of *files* by name, sorted, all dated *day*. What is compressed already is stored as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (*day, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            stored = name.endswith((".pdf", ".docx", ".png"))
            target.writestr(entry, files[name], zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()
