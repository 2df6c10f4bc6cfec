"""The standard parts that travel with the package, and the files of a project that take their places.

A part is a file: a macro's template, a theme template, a style, a font, a Typst template. A project's file of the same
name, in the folder of its sort, takes the part's place. Parts are trusted as code is; still only ordinary files count.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

STANDARD = Path(__file__).parents[1] / "standard"


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of part."""

    folder: str  #: Of the project's own, below its root.
    standard: Path  #: Of those in the package.

    def standard_files(self) -> Mapping[str, Path]:
        """The package's own parts, by name: the path below the folder, with ``/``. They stay while a program runs."""
        return _standard(self.standard)

    def own_files(self, root: Path) -> dict[str, Path]:
        """The parts of the project in *root*, by name."""
        return dict(_files(root / self.folder))

    def find(self, root: Path, name: str) -> Path | None:
        """The part *name* of the project in *root*, or None."""
        own = root / self.folder / name
        return own if own.is_file() and not own.is_symlink() else self.standard_files().get(name)

    def files(self, root: Path) -> dict[str, Path]:
        """Every part that the project in *root* has, its own first, sorted by name."""
        return dict(sorted({**self.standard_files(), **self.own_files(root)}.items()))


MACROS = Sort("macros", STANDARD / "macros")
PAGE = Sort("overrides", STANDARD / "page")
ASSETS = Sort("overrides/assets", STANDARD / "assets")
TYPST = Sort("mallar", STANDARD / "typst")
PAGES = Sort("docs", STANDARD / "pages")
STYLE = "stil.css"
"""The name of a style sheet: among :data:`ASSETS` that of what all pages share, in a macro's folder that of its look.
They are joined to one of this name."""
CODE_TYPES = frozenset({".css", ".js", ".woff2"})
"""Scripts, styles and fonts. They are published from :data:`ASSETS` and from nowhere else: who puts in a picture below
``docs/`` cannot put in a program."""
SORTS = {
    "macros": MACROS,
    "page": PAGE,
    "pages": PAGES,
    "assets": ASSETS,
    "typst": TYPST,
}  #: By the name of the standard folder.


@cache
def _standard(folder: Path) -> Mapping[str, Path]:
    return MappingProxyType(dict(_files(folder)))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The ordinary files below *folder*; links are not followed and hidden files are passed over."""
    waiting = [(folder, "")] if folder.is_dir() else []
    while waiting:
        here, above = waiting.pop()
        with os.scandir(here) as scan:
            for entry in scan:
                if entry.name.startswith(".") or entry.name == "__pycache__":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((Path(entry.path), f"{above}{entry.name}/"))
                elif entry.is_file(follow_symlinks=False):
                    yield f"{above}{entry.name}", Path(entry.path)
