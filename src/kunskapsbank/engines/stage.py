"""The same site for any engine: a folder of plain Markdown pages with a configuration that needs no plugin or theme.

ProperDocs builds it without MkDocs and Material installed, so the end of either is not the end of the site.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from ..base.fingerprints import CODE
from ..base.parts import PAGE
from ..base.plain_files import read_plain
from ..base.texts import phrase
from ..export.embeds import STYLE, style_address
from ..hosting.headers import CSP
from ..media.metadata import stripped
from ..pipeline.build import Build
from ..pipeline.project import Project
from ..render.page import Page
from ..render.presentation import icon_file

_ICON = re.compile(r'{% include "\.icons/([a-z0-9/-]+)\.svg" %}')


class Unstageable(ValueError):
    """The site cannot be written for other engines; its phrase says why."""


def write_stage(project: Project, build: Build, target: Path) -> None:
    """Write *build* to *target* as ``docs/``, ``overrides/`` and ``mkdocs.yml``.

    Raises:
        Unstageable: If ``mkdocs.yml`` cannot be read as plain YAML, or a file has changed since it was judged.
        OSError: If *target* cannot be written.
        FileExistsError: If *target* is not empty.
    """
    config = _derived_config(project, build)
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(target)
    templates = PAGE.files(project.root)
    for name, path in templates.items():
        _write(target / "overrides" / name, path.read_bytes())
    for name in _icons(templates.values()):
        _write(target / "overrides" / ".icons" / f"{name}.svg", icon_file(name).encode())
    for address, asset in sorted(build.assets.items()):
        below = project.docs if asset.is_relative_to(project.docs) else None
        data = stripped(read_plain(asset, below=below), asset.suffix)
        _write(target / "docs" / address, _as_judged(address, data, build))
    for name, content in sorted(build.code.items()):
        _write(target / "docs" / CODE / name, content)
    if STYLE in build.code:  # The pages for other sites' frames name it as it is published.
        _write(target / "docs" / style_address(build.code), build.code[STYLE])
    for page in build.pages:
        _write(target / "docs" / _file(page), _without_markdown(page).markdown().encode())
    for address in build.files:
        if not address.endswith(".md"):  # Another engine draws a page of each.
            _write(target / "docs" / address, build.file(address))
    for address, made in build.handouts.items():
        _write(target / "docs" / address, _as_judged(address, read_plain(made), build))
    (target / "mkdocs.yml").write_text(config, encoding="utf-8")


def _as_judged(address: str, data: bytes, build: Build) -> bytes:
    """*data*, which lies where *address* was judged. Parts of the package are code: nobody judges them."""
    if hashlib.sha256(data).hexdigest() != build.digests.get(address, hashlib.sha256(data).hexdigest()):
        raise Unstageable(phrase("changed-while-staging", address=address))
    return data


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _file(page: Page) -> str:
    """Where the page is written: in a folder of its own, for an engine may take links to start from the file."""
    return f"{page.address}index.md"


def _without_markdown(page: Page) -> Page:
    """*page* without a link to itself as Markdown, which lies where the other engine reads it."""
    return page.but(alternates=tuple(one for one in page.alternates if not one.address.endswith(".md")))


def _icons(templates: Iterable[Path]) -> Iterator[str]:
    """The theme's icons that *templates* include."""
    for template in sorted(path for path in templates if path.suffix == ".html"):
        yield from _ICON.findall(template.read_text(encoding="utf-8"))


def _derived_config(project: Project, build: Build) -> str:
    """``mkdocs.yml`` without our plugin, and with the templates in ``overrides/`` as the whole theme.

    What is not published is not written either, so no engine has to leave anything out.
    """
    config = _config(project)
    others = [p for p in config.get("plugins") or [] if p != "kunskapsbank" and "kunskapsbank" not in p]
    theme = {"name": None, "custom_dir": "overrides", "static_templates": ["404.html"]}
    nav = _moved(config.get("nav"), {page.file: _file(page) for page in build.pages})
    extra = {**(config.get("extra") or {}), "csp": CSP, "assets": CODE, "kunskapsbank": dict(build.around)}
    derived = {**config, "plugins": others, "theme": theme, "nav": nav, "extra": extra}
    derived.pop("exclude_docs", None)
    return yaml.safe_dump(derived, allow_unicode=True, sort_keys=False)


def _config(project: Project) -> dict[str, Any]:
    try:
        config = yaml.safe_load((project.root / "mkdocs.yml").read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError):
        config = None
    if not isinstance(config, dict):
        raise Unstageable(phrase("unreadable-mkdocs"))
    return config


def _moved(nav: Any, files: Mapping[str, str]) -> Any:
    """*nav* with *files* under their new names; titles and web addresses stay."""
    if isinstance(nav, list):
        return [_moved(item, files) for item in nav]
    if isinstance(nav, dict):
        return {title: _moved(item, files) for title, item in nav.items()}
    return files.get(nav, nav)
