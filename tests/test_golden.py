"""One page of every kind, to the letter.

After a change that is meant to be seen: ``KB_GOLDEN=1 python -m pytest tests/test_golden.py``, and read the diff.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.project import Project

from .conftest import KINDS

HERE = Path(__file__).parent / "golden"
ROOT = Path(__file__).resolve().parents[1]
DAY = dt.date(2026, 3, 1)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The small project, drawn with the real macros."""
    root = tmp_path_factory.mktemp("projekt")
    for part in (HERE / "projekt").iterdir():
        (root / part.name).symlink_to(part)
    for name in ("kinds", "macros", "texter"):
        (root / name).symlink_to(ROOT / name)
    return Project(root)


@pytest.fixture(scope="module")
def golden(project: Project) -> Build:
    return run(project, DAY)


def test_the_small_project_has_every_kind_and_no_problems(golden):
    assert {r.kind for r in golden.site.records.values()} == set(KINDS)
    assert list(map(str, golden.problems)) == []


def test_every_page_is_as_agreed(golden):
    folder = HERE / "sidor"
    pages = {page.file.replace("/", "__").removesuffix(".md") + ".html": page.markdown() for page in golden.pages}
    if os.environ.get("KB_GOLDEN"):
        for old in folder.glob("*.html"):
            old.unlink()
        folder.mkdir(exist_ok=True)
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8")

    agreed = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}
    assert sorted(pages) == sorted(agreed)
    for name, text in pages.items():
        assert text == agreed[name], name


def test_a_second_run_gives_the_same_pages(project, golden):
    assert [p.html for p in run(project, DAY).pages] == [p.html for p in golden.pages]
