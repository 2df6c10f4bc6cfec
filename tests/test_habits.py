"""Nothing is fetched or installed unasked, one version is one version, and tests share what takes long to make."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import yaml

from . import conftest
from .conftest import REPO, WHOLE, is_whole, program

ASSETS = REPO / "src" / "kunskapsbank" / "standard" / "assets"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["packages.sh", "finns-inte=paket"], id="a package"),
        pytest.param(["debian.sh", "finns-inte", "-", "paket"], id="an unpacked program"),
        pytest.param(["chromium.sh"], id="a browser"),
        pytest.param(["chromium.sh", "shell"], id="the engine of a browser"),
        pytest.param(["engines.sh"], id="other browsers"),
    ],
)
def test_without_leave_nothing_is_installed_and_it_is_said(command: list[str], tmp_path: Path) -> None:
    for name in ("sh", "dirname", "id"):
        (tmp_path / name).symlink_to(program(name))
    surroundings = {"PATH": str(tmp_path), "KB_INSTALL": "nej"}
    done = subprocess.run(
        ["sh", str(REPO / "tools" / command[0]), *command[1:]],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")
    assert "KB_INSTALL=nej: the tests" in done.stderr


@pytest.mark.parametrize(("surroundings", "code"), [({}, 0), ({"CI": "true"}, 1)])
def test_where_nobody_can_install_other_browsers_it_is_said_aloud_and_ci_stops(
    tmp_path: Path, surroundings: dict[str, str], code: int
) -> None:
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    (tmp_path / "id").chmod(0o755)
    (tmp_path / "sh").symlink_to(program("sh"))
    done = subprocess.run(
        ["sh", str(REPO / "tools" / "engines.sh")],
        env={"PATH": str(tmp_path), **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (code, "")
    assert "NOT TRIED IN EVERY BROWSER. Missing: firefox-esr webkit2gtk-driver" in done.stderr


def test_a_browser_that_nobody_has_signed_is_not_fetched(tmp_path: Path) -> None:
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    (tmp_path / "id").chmod(0o755)
    (tmp_path / "sh").symlink_to(program("sh"))
    done = subprocess.run(
        ["sh", str(REPO / "tools" / "chromium.sh")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert "CHROMIUM=/path" in done.stderr


@pytest.mark.parametrize(
    ("surroundings", "told"),
    [
        pytest.param({}, "chromium-headless-shell", id="found"),
        pytest.param({"CHROMIUM": "/own/chromium"}, "", id="a whole browser is named"),
        pytest.param({"CHROMIUM": "/own/chromium", "CHROMIUM_SHELL": "other"}, "other", id="both are named"),
    ],
)
def test_who_names_a_browser_has_every_test_run_in_it(tmp_path: Path, surroundings: dict[str, str], told: str) -> None:
    (tmp_path / "sh").symlink_to(program("sh"))
    for name in ("chromium-headless-shell", "other"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        ["sh", str(REPO / "tools" / "chromium.sh"), "shell"],
        env={"PATH": str(tmp_path), **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (f"{tmp_path / told}\n" if told else "")


def test_a_missing_program_leaves_tests_out_only_where_nothing_may_be_installed_and_never_in_ci(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("KB_INSTALL", raising=False)
    with pytest.raises(AssertionError, match="finns-inte is missing"):
        program("finns-inte")

    with pytest.raises(pytest.skip.Exception, match=r"see tools/engines\.sh"):
        program("finns-inte", optional=True)

    monkeypatch.setenv("KB_INSTALL", "nej")
    with pytest.raises(pytest.skip.Exception):
        program("finns-inte")

    monkeypatch.setenv("CI", "true")
    for optional in (False, True):
        with pytest.raises(AssertionError):
            program("finns-inte", optional=optional)


def test_hooks_at_a_commit_fetch_nothing() -> None:
    repos = yaml.safe_load((REPO / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]

    assert {repo["repo"] for repo in repos} == {"local"}
    assert {hook["language"] for repo in repos for hook in repo["hooks"]} == {"system"}


def test_the_build_backend_is_the_one_that_is_locked() -> None:
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    [backend] = project["build-system"]["requires"]

    assert re.fullmatch(r"hatchling==[\d.]+", backend)
    assert f"\n{backend} \\\n" in (REPO / "requirements" / "site.txt").read_text(encoding="utf-8")


def test_modules_that_are_named_as_whole_or_slow_are_there() -> None:
    assert {*WHOLE, *conftest.SLOW} <= {path.name for path in Path(conftest.__file__).parent.rglob("test_*.py")}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        pytest.param('@pytest.fixture(scope="module")\ndef day(): ...\n', True, id="one room for a day's tests"),
        pytest.param('@pytest.fixture(scope="module", params=[1])\ndef server(): ...\n', True, id="servers"),
        pytest.param("@pytest.fixture\ndef root(): ...\n", False, id="each its own"),
    ],
)
def test_tests_that_share_what_a_fixture_of_their_module_makes_are_run_by_one_worker(
    text: str, whole: bool, tmp_path: Path
) -> None:
    """Two workers had a room each, and the second day began without what was written on the first."""
    module = tmp_path / "test_rummet.py"
    module.write_text(text, encoding="utf-8")

    assert is_whole(module) == whole


def test_what_is_shared_is_made_once(shared) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        folder.mkdir()

    name = f"prov-{os.getpid()}"
    assert shared(name, make) == shared(name, make)
    assert len(made) == 1


@pytest.mark.parametrize("script", sorted(ASSETS.rglob("*.js")), ids=lambda path: path.relative_to(ASSETS).as_posix())
def test_no_script_waits_before_it_can_be_used(script: Path) -> None:
    """Safari hands on such a module unfinished when two that need it are read at once: the list of models vanished."""
    assert re.findall(r"^(?![/ *}\])]).*\bawait\b.*$", script.read_text(encoding="utf-8"), re.M) == []


@pytest.mark.parametrize(
    ("free", "taken"), [pytest.param(0, True, id="enough"), pytest.param(1 << 80, False, id="too little")]
)
def test_what_tests_write_lies_in_memory_where_there_is_room_and_is_gone_with_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, taken: bool
) -> None:
    monkeypatch.setenv("TMPDIR", "/var/tmp")  # So that it is as it was afterwards.
    monkeypatch.delenv("TMPDIR")
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(conftest, "IN_MEMORY", tmp_path)
    monkeypatch.setattr(conftest, "ROOM", free)
    running, killed = (tmp_path / f"{conftest.TRACE}{number}" for number in (os.getppid(), 1 << 23))
    running.mkdir()
    killed.mkdir()
    ends: list[Callable[[], None]] = []
    config = SimpleNamespace(option=SimpleNamespace(basetemp=None), add_cleanup=ends.append)
    conftest.pytest_configure(cast(pytest.Config, config))
    own = tmp_path / f"{conftest.TRACE}{os.getpid()}"

    assert (own.is_dir(), running.is_dir(), killed.is_dir()) == (taken, True, False)
    assert os.environ.get("TMPDIR") == (str(own) if taken else None)
    for end in ends:
        end()
    assert not own.exists()
