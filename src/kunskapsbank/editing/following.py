"""What follows from a text that readers are to see: sheets that say something else get a new version and its day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from ..base.plain_files import read_plain
from ..base.settings import CONTENT
from ..reading.patching import changed
from .view import View


def followed(view: View, root: Path, clock: Callable[[], dt.datetime], name: str, data: bytes) -> Mapping[str, bytes]:
    """The file *name* (``content/kind/id.md``) with *data*, and the sheets that it changes, by name.

    Raises:
        NotPatched: If a sheet cannot be changed as it is written.
        OSError: If one cannot be read.
    """
    files, own = {name: data}, name.removeprefix(f"{CONTENT}/")
    for one in view.drawn(own, data).sheets:
        sheet = one.place.path
        before = files.get(sheet) or read_plain(root / sheet, below=root)
        values = {"version": next_version(str(one.values["version"])), "datum": clock().date().isoformat()}
        files[sheet] = changed(before, sheet, values, None)
    others = {file.removeprefix(f"{CONTENT}/"): content for file, content in files.items() if file != name}
    for one in view.drawn(own, files[name], others).sheets:  # The mark is of the version and the day, too.
        if one.place.path in files:
            mark = {"kannetecken": str(one.values["mark"])}
            files[one.place.path] = changed(files[one.place.path], one.place.path, mark, None)
    return files


def next_version(version: str) -> str:
    """*version* with its last number one higher: ``1.3`` after ``1.2``."""
    found = re.search(r"(\d+)(\D*)$", version)
    return f"{version[: found.start()]}{int(found[1]) + 1}{found[2]}" if found else f"{version} 2"
