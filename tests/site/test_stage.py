"""``kb stage`` and the plugin: the same site from other engines, when MkDocs and Material are no more."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
import yaml

from kunskapsbank.hosting.headers import CSP
from kunskapsbank.pipeline.project import Project

from ..conftest import record
from .conftest import DAY, NOON, ROOT, differing, files_of

_MENU = re.compile(r'<li><a href="([^"]+)"( aria-current="[a-z]+")?>')
_MAIN = re.compile(r'<main id="innehall".*?</main>', re.S)

#: Runs ProperDocs where importing MkDocs or Material fails, as it does where they are not installed.
WITHOUT_MKDOCS = (
    "import sys; from properdocs.__main__ import cli; sys.modules.update({'mkdocs': None, 'material': None}); cli()"
)
ENGINES: Mapping[str, list[str]] = {
    "MkDocs": ["-m", "mkdocs", "build", "-q", "--strict"],
    "ProperDocs without MkDocs and Material": ["-c", WITHOUT_MKDOCS, "build", "-q", "--strict"],
    "Zensical": ["-m", "zensical", "build", "--strict"],
}


def body_of(page: Path) -> str | None:
    """What stands inside ``<main>``."""
    found = _MAIN.search(page.read_text(encoding="utf-8"))
    return found and found[0]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``kb stage`` of the real project."""
    folder = tmp_path_factory.mktemp("stage") / "staged"
    command = [sys.executable, "-m", "kunskapsbank", "--projekt", str(ROOT), "--now", DAY, "stage", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def engine_sites(stage: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The site that each engine makes of the stage, all at once."""

    def site_of(name: str) -> Path:
        folder = shutil.copytree(stage, tmp_path_factory.mktemp("motor") / "staged")
        done = subprocess.run(
            [sys.executable, *ENGINES[name], "-f", "mkdocs.yml"],
            cwd=folder,
            timeout=300,
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "SOURCE_DATE_EPOCH": NOON},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return folder / "site"

    with ThreadPoolExecutor() as pool:
        return dict(zip(ENGINES, pool.map(site_of, ENGINES), strict=True))


def test_the_stage_names_no_plugin_and_no_theme(stage: Path) -> None:
    config = yaml.safe_load((stage / "mkdocs.yml").read_text(encoding="utf-8"))

    assert (config["plugins"], config["theme"]["name"]) == ([], None)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_without_our_plugin_gives_the_same_page_bodies(
    engine: str, engine_sites: dict[str, Path], site_dir: Path
) -> None:
    made = engine_sites[engine]
    pages = sorted(p.relative_to(made) for p in made.rglob("index.html"))

    assert len(pages) > 200
    assert [str(page) for page in pages if body_of(made / page) != body_of(site_dir / page)] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_shows_the_menu_and_the_page_for_missing_addresses(
    engine: str, engine_sites: dict[str, Path], site_dir: Path
) -> None:
    made = engine_sites[engine]
    menus = [
        _MENU.findall((site / "vagledning" / "index.html").read_text(encoding="utf-8")) for site in (made, site_dir)
    ]

    assert len(menus[1]) > 5
    assert menus[0] == menus[1]
    assert body_of(made / "404.html") == body_of(site_dir / "404.html")


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_tells_the_policy_and_finds_the_styles_without_a_version(
    engine: str, engine_sites: dict[str, Path]
) -> None:
    page = unescape((engine_sites[engine] / "sok" / "index.html").read_text(encoding="utf-8"))

    assert f'<meta http-equiv="Content-Security-Policy" content="{CSP}">' in page
    assert 'href="../kod/stil.css"' in page
    assert (engine_sites[engine] / "kod" / "stil.css").is_file()


def test_properdocs_gives_the_site_of_mkdocs_to_the_byte(engine_sites: dict[str, Path]) -> None:
    assert differing(engine_sites["MkDocs"], engine_sites["ProperDocs without MkDocs and Material"]) == []


def test_our_plugin_gives_the_same_site_in_either_engine_wherever_it_is_started(
    whole_project: Callable[..., Project], tmp_path: Path
) -> None:
    root = whole_project({"begrepp/a.md": record("A")}).root
    for engine in ("mkdocs", "properdocs"):
        subprocess.run(
            [
                sys.executable,
                "-m",
                engine,
                "build",
                "-q",
                "-f",
                f"{root.name}/mkdocs.yml",
                "-d",
                str(tmp_path / f"ut-{engine}"),
            ],
            check=True,
            timeout=60,
            cwd=root.parent,
            env={**os.environ, "SOURCE_DATE_EPOCH": NOON},
        )

    assert differing(tmp_path / "ut-mkdocs", tmp_path / "ut-properdocs") == []
    assert any(name.endswith("stil.css") for name in files_of(tmp_path / "ut-properdocs"))
