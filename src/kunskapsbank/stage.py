"""The same site for any engine: a folder of plain Markdown pages with a configuration that needs no plugin."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from .build import Build, Project


def write_stage(project: Project, build: Build, target: Path) -> None:
    """Write *build* to *target* as ``docs/``, ``overrides/`` and ``mkdocs.yml``.

    Raises:
        OSError: If *target* cannot be written.
        FileExistsError: If *target* is not empty.
    """
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(target)
    shutil.copytree(project.docs, target / "docs", ignore=shutil.ignore_patterns("*.md"))
    shutil.copytree(project.overrides, target / "overrides")
    for page in build.pages:
        file = target / "docs" / page.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page.markdown(), encoding="utf-8")
    (target / "mkdocs.yml").write_text(_derived_config(project), encoding="utf-8")


def _derived_config(project: Project) -> str:
    """``mkdocs.yml`` without our plugin."""
    config = yaml.safe_load((project.root / "mkdocs.yml").read_text(encoding="utf-8"))
    others = [p for p in config.get("plugins", []) if p != "kunskapsbank" and "kunskapsbank" not in p]
    return yaml.safe_dump({**config, "plugins": others}, allow_unicode=True, sort_keys=False)
