"""All that decides what a build gives, as one hash: files, the engine's own code, packages, and what was asked for."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import stat
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from ..base.parts import MACROS, PAGE, STANDARD, TYPST
from ..base.plain_files import digests_below
from ..base.settings import CONFIG, CONTENT, Settings
from ..reading.texts import FOLDER as TEXTS
from .project import ADDRESSES, CHANGES, Project

MAX_BYTES = 64 * 1024 * 1024  #: Of a file; a larger one is refused by every build, and may have no end.
_ENGINE = STANDARD.parent


def inputs_of(project: Project, settings: Settings, options: Iterable[object]) -> str | None:
    """The hash of all that decides what a build of *project* gives.

    None when something else may decide: files that are no ordinary ones, and settings that let MkDocs read other files
    or run other code. *options*: what the build was asked for, the day among it.
    """
    own = {settings.docs, settings.kinds, CONTENT, MACROS.folder, PAGE.folder, TYPST.folder, TEXTS}
    return _hash(project, settings, {CONFIG, ADDRESSES, CHANGES, *own}, options)


def code_of(project: Project, settings: Settings, options: Iterable[object]) -> str | None:
    """The hash of all that decides how a page is drawn, but for the records and pages that it is drawn of."""
    return _hash(project, settings, {CONFIG, settings.kinds, MACROS.folder, TEXTS}, options)


def _hash(project: Project, settings: Settings, parts: Iterable[str], options: Iterable[object]) -> str | None:
    if not settings.closed:
        return None
    told = hashlib.sha256(json.dumps([_engine(), *map(repr, options)]).encode())
    try:
        for line in _lines(project.root, sorted(parts)):
            told.update(line.encode(errors="surrogateescape"))
    except _NoFile:
        return None
    return told.hexdigest()


@cache
def _engine() -> str:
    """The same of the engine and of what it is run by; it stays while a program runs."""
    told = hashlib.sha256(json.dumps([platform.platform(), sys.version, *_packages()]).encode())
    for line in _lines(_ENGINE, [""]):
        told.update(line.encode())
    return told.hexdigest()


def _lines(root: Path, parts: Iterable[str]) -> Iterator[str]:
    """The name and the digest of every file among *parts* of *root*.

    A part may be a link to a folder that projects share, as each that reads it takes it: what lies there decides.
    """
    for part in parts:
        real = Path(os.path.realpath(root / part))
        folder, below = (real, "") if real.is_dir() else (root, part)
        yield from (f"{part}\0{name}\0{digest}\0" for name, digest in digests_below(folder, _files(folder, below)))


class _NoFile(Exception):
    """There is something else than files and folders, or a file that no build takes."""


def _files(root: Path, part: str) -> Iterator[str]:
    """Every file of *part* of *root*, as a path below it, sorted; what Python has compiled is passed over.

    Raises:
        _NoFile: If something is neither a file nor a folder, or larger than :data:`MAX_BYTES`.
    """
    above = len(f"{root}{os.sep}")
    path = root / part
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        yield _plain(str(path), above)
        return
    for top, folders, files in os.walk(path, onerror=_fail):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        links = [name for name in folders if os.path.islink(os.path.join(top, name))]
        yield from (_plain(os.path.join(top, name), above) for name in (*links, *sorted(files)))


def _plain(path: str, above: int) -> str:
    """The ordinary file *path* below a folder whose path, with what parts it from names, has *above* signs."""
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
        raise _NoFile(path)
    return path[above:].replace(os.sep, "/")


def _fail(error: OSError) -> None:
    if error.filename and os.path.lexists(error.filename):
        raise _NoFile(error.filename)


def _packages() -> list[str]:
    """The names and versions of what is installed, as pip names the folders that say so."""
    folders = [folder for folder in sys.path if os.path.isdir(folder)]
    return sorted(
        {name for folder in folders for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info"))}
    )
