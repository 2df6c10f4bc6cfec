"""A new project: what it must own and no more. The files lie in ``standard/init/<language>/``.

There, ``dot-`` stands for a leading dot, and a name that ends in ``.in`` is a template: ``$name`` is what the site is
called, ``$quoted`` the same as YAML holds it. (Code as a template is not taken for the package's own.)
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Template

from ..base.parts import STANDARD
from ..base.texts import phrase

_TEMPLATE = ".in"


class Occupied(ValueError):
    """There is something in the folder's place; its phrase says what."""


def write_project(target: Path, language: str) -> list[Path]:
    """Write a project in *language* to *target*, which is made; returns its files, sorted.

    Raises:
        Occupied: If *target* is a link, a file, or a folder that holds something; nothing is written then.
        OSError: If *target* cannot be written.
    """
    _refuse(target)
    name = name_of(target)
    written = []
    for source in sorted(path for path in (STANDARD / "init" / language).rglob("*") if path.is_file()):
        file = _name(source.relative_to(STANDARD / "init" / language))
        data = source.read_bytes()
        if source.suffix == _TEMPLATE:
            text = Template(data.decode())
            data = text.substitute(name=name, quoted=json.dumps(name, ensure_ascii=False)).encode()
        path = target / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    return sorted(written)


def name_of(folder: Path) -> str:
    """What a site in *folder* is called until somebody says otherwise: ``spara-energi`` gives ``Spara energi``."""
    words = " ".join(re.findall(r"\w+", folder.absolute().name))
    return f"{words[:1].upper()}{words[1:]}" or "Webbplats"


def _refuse(target: Path) -> None:
    if target.is_symlink():
        raise Occupied(phrase("is-a-link"))
    if target.exists() and not target.is_dir():
        raise Occupied(phrase("is-no-folder"))
    if target.exists() and any(target.iterdir()):
        raise Occupied(phrase("is-not-empty"))


def _name(path: Path) -> Path:
    """The path that *path*, below a language's folder, is written to."""
    parts = (re.sub("^dot-", ".", part) for part in path.parts)
    return Path(*parts).with_suffix("") if path.suffix == _TEMPLATE else Path(*parts)
