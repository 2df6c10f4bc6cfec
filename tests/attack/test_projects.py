"""A project that somebody else made leads no command astray: all is written inside it, and nothing is waited for."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project

from ..conftest import TODAY, KbHere, record
from .test_kit import furnished, watched

#: What a command writes, the link that a project can have there, and what it leads to.
WRITING = {
    "a schema": (["schema"], "schema/begrepp.json", ".bashrc"),
    "the folder of schemas": (["schema"], "schema", ".ssh"),
    "a configuration": (["servrar"], "deploy/nginx.conf", ".bashrc"),
    "the folder of configurations": (["servrar"], "deploy", ".ssh"),
    "a part": (["egen", "page/404.html"], "overrides", ".ssh"),
    "a folder of a part": (["egen", "assets/sok/plan.js"], "overrides/assets/sok", ".ssh"),
    "a new record": (["new", "begrepp", "prov"], "content/begrepp", ".ssh"),
    "a new record's file": (["new", "begrepp", "prov"], "content/begrepp/prov.md", ".bashrc"),
    "the register": (["adresser"], "adresser.txt", ".bashrc"),
}


@pytest.mark.parametrize(("command", "link", "target"), WRITING.values(), ids=WRITING)
def test_no_command_writes_through_a_link_that_leads_out_of_the_project(
    command: list[str],
    link: str,
    target: str,
    tmp_path: Path,
    project: Callable[..., Project],
    kb_here: KbHere,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = tmp_path / "hem"
    root = furnished(home)
    monkeypatch.setenv("HOME", str(home))
    made = project({"begrepp/a.md": record()})
    for path in made.root.iterdir():
        if path.name != "hem":
            path.rename(root / path.name)
    if (root / link).is_dir():
        (root / link).rename(tmp_path / "undan")
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).symlink_to(home / target)

    code, said, changed = watched(home, root, lambda: kb_here(root, *command))

    assert code != 0
    assert changed == []
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "name", ["adresser.txt", "mkdocs.yml", "content/omdirigeringar.yml", "docs/a.md", "docs/a.txt"]
)
@pytest.mark.parametrize("sort", ["a pipe", "what never ends"])
def test_no_file_of_a_project_is_waited_for(
    name: str, sort: str, tmp_path: Path, project: Callable[..., Project]
) -> None:
    made = project({"begrepp/a.md": record()})
    path = made.root / name
    path.unlink(missing_ok=True)
    if sort == "a pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    before = time.monotonic()

    problems = run(made, TODAY).problems

    assert problems
    assert time.monotonic() - before < 60


@pytest.mark.parametrize("spaces", [" " * 1_000_000, "\t" * 1_000_000, "\u00a0" * 1_000_000, "&" * 1_000_000])
@pytest.mark.parametrize(
    "around", ["## a{}b", "## a{}{{#", "## a{}{{#b}}", "a{}b", "```\n{}\n```", "    {}", "| a |\n|-|\n| {} |"]
)
def test_a_megabyte_of_one_sign_is_read_in_seconds(spaces: str, around: str, project: Callable[..., Project]) -> None:
    """Linear in the text: what the libraries' clocks cannot stop is not given to them."""
    made = project({"begrepp/a.md": record(body=f"{around.format(spaces)}\n")})
    before = time.process_time()

    found = {problem.code for problem in run(made, TODAY).problems}

    assert not {"too-costly-body", "too-costly-page"} & found
    assert time.process_time() - before < 8
