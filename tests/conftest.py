"""What several test files share."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from kunskapsbank.base.problems import Problem
from kunskapsbank.checks import check
from kunskapsbank.cli.commands import main
from kunskapsbank.content.load import load
from kunskapsbank.content.site import Site
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.pipeline.build import Project

REPO = Path(__file__).parent.parent
TODAY = dt.date(2026, 11, 21)  #: The day of every build in the tests.
START_PAGE = "---\ntitle: Start\ndescription: Startsidan.\n---\n\nVälkommen.\n"
EMPTY_PAGE = "---\ntitle: Ramsida\ndescription: Ramsida.\n---\n"

# The same examples in every run: a test that fails now and then teaches people to run it again.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.load_profile("same")


@pytest.fixture
def content(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Writes files below ``content/`` and returns that folder."""

    def write(files: Mapping[str, str]) -> Path:
        folder = tmp_path / "content"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def small_site(content: Callable[[Mapping[str, str]], Path]) -> Callable[[Mapping[str, str]], Site]:
    """The site of a few files."""
    return lambda files: load(content(files), TODAY)[0]


@pytest.fixture
def project(content: Callable[[Mapping[str, str]], Path], tmp_path: Path) -> Callable[..., Project]:
    """A project with the real macros, a start page and the given files."""

    def make(files: Mapping[str, str], docs: Mapping[str, str] | None = None) -> Project:
        content(files)
        for name, text in {"index.md": START_PAGE, **(docs or {})}.items():
            path = tmp_path / "docs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (tmp_path / "mkdocs.yml").write_text(
            "site_name: Prov\nsite_url: https://prov.example/\n"
            "plugins:\n  - kunskapsbank:\n      handouts: false\n"
            "      standard_pages: false\n"
            "      contact: {text: webb@prov.se, url: 'mailto:webb@prov.se'}\n"
            "theme: {name: material, language: sv, font: false}\n"
            "nav: [index.md]\nvalidation: {nav: {omitted_files: ignore}}\n",
            encoding="utf-8",
        )
        (tmp_path / "macros").symlink_to(REPO / "macros")
        return Project(tmp_path)

    return make


#: Pages of records that every page links to.
RECORDS_OF_THE_FOOTER = ("om/kakor.md", "om/personuppgifter.md", "om/tillganglighet.md")


@pytest.fixture
def whole_project(project: Callable[..., Project]) -> Callable[..., Project]:
    """A project that can be built: with all that every page's template links to, the frame pages empty."""

    def make(files: Mapping[str, str], docs: Mapping[str, str] | None = None) -> Project:
        real = (p.relative_to(REPO / "docs").as_posix() for p in (REPO / "docs").rglob("*.md"))
        frames = dict.fromkeys((*real, *RECORDS_OF_THE_FOOTER), EMPTY_PAGE)
        return project(files, {**frames, "index.md": START_PAGE, **(docs or {})})

    return make


def kb(project: Project | Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``kb`` in the folder of *project*."""
    root = project.root if isinstance(project, Project) else project
    return subprocess.run(
        [sys.executable, "-m", "kunskapsbank", "--now", "2026-11-21", *args],
        cwd=root,
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


KbHere = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kb_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Like :func:`kb`, but in this process, which is faster; gives (exit code, output, errors)."""

    def call(root: Path, *args: str) -> tuple[int, str, str]:
        monkeypatch.chdir(root)
        monkeypatch.setattr(sys, "argv", ["kb", "--now", "2026-11-21", *args])
        code: object = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        assert isinstance(code, int)
        return (code, *capsys.readouterr())

    return call


def record(titel: str = "Prov", *lines: str, body: str = "") -> str:
    """The text of a record of kind ``begrepp`` without mistakes, with more front matter and a body."""
    front = [
        f"titel: {titel}",
        "ingress: Ett prov.",
        "synonymer: [prov]",
        "kallor: [{url: 'https://www.skolverket.se/'}]",
        *lines,
    ]
    return "\n".join(["---", *front, "---", "", body, ""])


def all_problems(folder: Path) -> list[Problem]:
    """Everything that reading and checking *folder* finds, in the order it is printed."""
    site, problems = load(folder, TODAY)
    return sorted({*problems, *check(site, Bodies(site))})
