"""A build that uses what earlier builds have made gives the same as one that makes everything."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from kunskapsbank.markdown.body import Body
from kunskapsbank.markdown.kept import KeptBody
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.pipeline.store import BODIES, PAGES, Store
from kunskapsbank.publish.local_store import LocalShelf
from kunskapsbank.reading.site_settings import read_settings

from .conftest import HERE, REPO, TODAY, kb
from .random_changes import CACHE, changed, told

STEPS = 40
GUIDE = "---\ntitle: Vägledning\ndescription: Så går det till.\nrender_macros: true\n---\n\n{{ stegoversikt() }}\n"


def small_project(root: Path) -> Project:
    """The project of the golden pages, with all that it is drawn by: a record of every kind."""
    shutil.copytree(HERE / "golden" / "projekt", root)
    for part in ("kinds", "macros", "texter"):
        shutil.copytree(REPO / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "docs/vagledning").mkdir()
    (root / "docs/vagledning/index.md").write_text(GUIDE, encoding="utf-8")
    return Project(root)


def _published(root: Path) -> dict[str, str]:
    """The SHA-256 of every file that the last build of the project *root* gave."""
    shelf = LocalShelf(root / "site")
    live = shelf.live()
    assert live
    return shelf.contents(live).own


def test_a_kept_body_has_all_that_a_body_has_but_what_is_made_again() -> None:
    whole, kept = ({one.name for one in fields(sort)} for sort in (Body, KeptBody))

    assert whole - {"tokens", "refused", "failure"} == kept - {"text", "answers"}


def test_after_any_change_what_is_used_again_is_what_would_be_made(tmp_path: Path) -> None:
    seed = secrets.randbelow(10**6)
    print(f"seed {seed}")  # Shown when it fails.
    root = small_project(tmp_path / "projekt").root
    drawn = []
    for change, found, clean, count in changed(root, seed, STEPS, TODAY):
        assert found.problems == clean.problems, f"{change}, seed {seed}"
        assert [*map(told, found.pages)] == [*map(told, clean.pages)], f"{change}, seed {seed}"
        assert (found.files, found.around) == (clean.files, clean.around), f"{change}, seed {seed}"
        drawn += [] if found.failed else [count / len(found.pages)]

    assert min(drawn) < 0.2, "nothing was used again"


def test_the_whole_site_folder_is_the_same_to_the_byte(tmp_path: Path) -> None:
    root = small_project(tmp_path / "projekt").root
    assert kb(root, "build").returncode == 0
    with (root / "content/begrepp/alfa.md").open("a", encoding="utf-8") as file:
        file.write("\nEtt tillägg.\n")
    assert kb(root, "build").returncode == 0
    clean = shutil.copytree(root, tmp_path / "rent", ignore=shutil.ignore_patterns(CACHE, "site", ".site-utgavor"))
    assert kb(clean, "build").returncode == 0

    assert _published(root) == _published(clean)


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda cache: (cache / BODIES).replace(cache / PAGES), id="one in the place of another"),
        pytest.param(lambda cache: (cache / PAGES).write_bytes(b"[" * 100_000), id="not ours"),
        pytest.param(lambda cache: _forge(cache / PAGES), id="another's text under an old seal"),
        pytest.param(lambda cache: (cache / PAGES).unlink(), id="gone"),
    ],
)
def test_what_somebody_else_wrote_in_the_store_counts_as_nothing(
    tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    project = small_project(tmp_path / "projekt")
    settings = read_settings(project.config)[0]
    first = Store.of(project, settings, TODAY)
    clean = run(project, TODAY, store=first)
    first.save()
    harm(project.root / CACHE)

    second = Store.of(project, settings, TODAY)
    found = run(project, TODAY, store=second)

    assert second.drawn == len(clean.pages)
    assert [*map(told, found.pages)] == [*map(told, clean.pages)]


def _forge(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Alfa", b"Beta"))
