"""Copies of standard parts, for a project to change."""

from __future__ import annotations

from pathlib import Path

from ..base.parts import SORTS, Sort
from ..base.plain_files import write_plain


class NotAPart(ValueError):
    """There is no standard part of that name."""


def part_names() -> list[str]:
    """Every standard part by the name that :func:`copy_part` takes: ``macros/lista``, ``page/main.html``."""
    return [f"{name}/{part}" for name, sort in SORTS.items() for part in sorted(_wholes(sort))]


def copy_part(root: Path, name: str) -> list[Path]:
    """Copy the standard part *name* into the project *root*; returns the files that were written.

    Raises:
        NotAPart: If there is no such part.
        FileExistsError: With the path below *root* of what the project already has there; nothing is written then.
        OSError: If the project cannot be written.
    """
    sort_name, _, part = name.strip("/").partition("/")
    sort = SORTS.get(sort_name)
    files = _wholes(sort).get(part) if sort else None
    if sort is None or not files:
        raise NotAPart(name)
    targets = {sort.standard / file: root / sort.folder / _own_name(sort, file) for file in files}
    for target in targets.values():
        if target.exists() or target.is_symlink():
            raise FileExistsError(str(target.relative_to(root)))
    for source, target in targets.items():
        write_plain(target, source.read_bytes(), root)
    return list(targets.values())


def _own_name(sort: Sort, file: str) -> str:
    """What the copy of *file* is called: standard pages lie in a folder of their language, a project's own do not."""
    return file.partition("/")[2] if sort is SORTS["pages"] else file


def _wholes(sort: Sort) -> dict[str, list[str]]:
    """The files of each part of *sort*: a macro is its folder, any other part one file."""
    found: dict[str, list[str]] = {}
    for file in sorted(sort.standard_files()):
        found.setdefault(file.partition("/")[0] if sort is SORTS["macros"] else file, []).append(file)
    return found
