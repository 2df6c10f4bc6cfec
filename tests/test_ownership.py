"""What whoever publishes must own is listed, refused in what is published, and marked in a trial."""

from __future__ import annotations

from pathlib import Path

import pytest

from kunskapsbank.pipeline.ownership import left_to_owner
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.site_settings import read_settings

from .conftest import REPO, KbHere, write_whole_project
from .test_cli import GOOD

PLACEHOLDER = "Ingen har tagit över"


@pytest.fixture
def unowned(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small project with a phrase that its publisher must replace."""
    project = write_whole_project(tmp_path_factory.mktemp("agare"), GOOD)
    config = project.config.read_text(encoding="utf-8")
    line = "  - kunskapsbank:\n"
    assert line in config
    config = config.replace(line, f"{line}      placeholders: [{PLACEHOLDER}]\n")
    project.config.write_text(config, encoding="utf-8")
    record = next(project.content.rglob("*.md"))
    record.write_text(record.read_text(encoding="utf-8") + f"\n{PLACEHOLDER} än.\n", encoding="utf-8")
    return project


def test_check_lists_what_is_left_and_succeeds(unowned: Project, kb_here: KbHere) -> None:
    code, _, told = kb_here(unowned.root, "check")

    assert code == 0
    assert f"”{PLACEHOLDER}”" in told


@pytest.mark.slow
def test_a_site_with_a_placeholder_is_published_as_a_trial_alone(
    unowned: Project, kb_here: KbHere, tmp_path: Path
) -> None:
    www = str(tmp_path / "webb")
    assert kb_here(unowned.root, "build")[0] == 0
    assert "placeholder-left" in kb_here(unowned.root, "publish", www)[1]

    assert kb_here(unowned.root, "build", "--prov")[0] == 0
    pages = list((unowned.root / "site").rglob("*.html"))
    assert pages
    assert [page.name for page in pages if "provversion" not in page.read_text(encoding="utf-8")] == []
    assert kb_here(unowned.root, "publish", www, "--prov")[0] == 0


def test_this_site_has_no_owner_yet() -> None:
    from .test_municipalities import the_site

    project = Project(REPO)
    told = {
        problem.place.path.rpartition("/")[2]
        for problem in left_to_owner(project, read_settings(project.config)[0], the_site())
    }

    assert told == {"mkdocs.yml", "personuppgifter.md", "tillganglighet.md"}
