"""What is written and not yet shown is seen by nobody but those who write."""

from __future__ import annotations

from pathlib import Path

import pytest

from kunskapsbank.editing.proposals import Editing
from kunskapsbank.editing.repository import Repository
from kunskapsbank.pipeline.new_project import write_project
from kunskapsbank.pipeline.project import Project

from .conftest import kb
from .test_editing_proposals import ANNA, Clock
from .test_editing_repository import git


@pytest.mark.slow
def test_what_is_written_and_proposed_is_neither_checked_built_nor_published(tmp_path: Path) -> None:
    made = Project(tmp_path / "projekt")
    write_project(made.root, "sv")
    assert kb(made, "build").returncode == 0
    editing = Editing(made, Repository.of(made.root), Clock())
    text = "---\ntitel: Qvintor\nkonstig: nyckel ✗\n---\n\nQvintor.\n".encode()
    editing.create(ANNA, "ord", "ny", text)
    editing.keep(ANNA, "ord", "energiklass", text, "")

    check, build = kb(made, "check"), kb(made, "build")

    assert (check.returncode, "redaktion" in check.stdout) == (0, False)
    assert (build.returncode, build.stdout.startswith("Inget har ändrats")) == (0, True)
    assert kb(made, "stage", "ut").returncode == 0
    published = [path for folder in ("site/", "ut") for path in (made.root / folder).rglob("*") if path.is_file()]
    assert len(published) > 20
    assert [path for path in published if "vintor" in path.read_text(encoding="utf-8", errors="replace")] == []


def test_what_the_room_keeps_to_itself_is_seen_by_no_git(tmp_path: Path) -> None:
    root = tmp_path / "projekt"
    write_project(root, "sv")

    editing = Editing(Project(root), Repository.of(root), Clock())
    editing.keep(ANNA, "ord", "energiklass", b"halv", "")

    assert editing.repository.made
    assert "/.kb-redaktion/" in (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "redaktion" not in git(root, "status", "--porcelain", "--untracked-files=all", "--ignored=no")
    assert (root / ".kb-redaktion").stat().st_mode & 0o777 == 0o700
