"""The generator's own manual: made with itself, right in what it tells to do, and good to look at."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from manual_commands import PAGE, page

import kunskapsbank.kinds
from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.project import Project, clock
from kunskapsbank.reading.texts import standard_texts
from kunskapsbank.render.reference import field_types, kind_attributes, role_entries, setting_entries

from .away import Away, empty
from .conftest import DAY, ROOT
from .pages import serving
from .walk import Seen, walk

MANUAL = ROOT / "manual"
HOWTOS = sorted(path.stem for path in (MANUAL / "content" / "howto").iterdir())
LOOKS = [("light", 320), ("dark", 320), ("light", 1280), ("dark", 1280)]


@pytest.fixture(scope="session")
def manual() -> Build:
    """The core's outcome for the manual."""
    return run(Project(MANUAL), clock(DAY))


@pytest.fixture(scope="session")
def manual_dir(shared: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """The built manual."""

    def make(folder: Path) -> None:
        command = [sys.executable, "-m", "kunskapsbank", "--projekt", str(MANUAL), "--now", DAY, "build", "--out"]
        done = subprocess.run(
            [*command, str(folder / "site")], capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return shared("handbok", make) / "site"


@pytest.fixture(scope="session")
def server(manual_dir: Path) -> Iterator[str]:
    """The address of the manual on loopback; for these tests in place of the real site's."""
    with serving(manual_dir) as address:
        yield address


@pytest.fixture(scope="session")
def manual_seen(in_shares, chromium, server, manual) -> list[Seen]:
    """What a walk over the manual's page types sees."""
    return in_shares(
        "handbok-sedd", manual.page_types(), lambda some: list(walk(chromium, server, some, LOOKS, used=False))
    )


def same_lines(shown: str, printed: str) -> bool:
    """Whether every line of *shown* stands in *printed*, in order; ``…`` is anything."""
    lines = iter(one.strip() for one in printed.splitlines())
    wanted = [".*".join(map(re.escape, one.strip().split("…"))) for one in shown.splitlines()]
    return all(any(re.fullmatch(one, line) for line in lines) for one in wanted if one != ".*")


def do(away: Away, action: Any, where: Path) -> Path:
    """Do what *action* says in the folder *where*; the folder that the reader then stands in."""
    if action.file:
        path = where / action.file
        path.parent.mkdir(parents=True, exist_ok=True)
        old = path.read_text("utf-8") if action.replace else ""
        assert not action.replace or old.count(action.replace) == 1, f"{action.file} has not one {action.replace!r}"
        text = old.replace(action.replace, action.content) if action.replace else f"{action.content}\n"
        path.write_text(text, encoding="utf-8")
    elif action.run.startswith("cd "):
        return where / action.run.removeprefix("cd ")
    elif action.stop:
        assert same_lines(action.shows, away.run_until(action.run, where, action.shows))
    else:
        done = away.run(action.run, where)
        assert done.returncode == int(action.exit), f"{action.run}\n{done.stdout}"
        assert same_lines(action.shows or "", done.stdout), f"{action.run}\n{done.stdout}"
    return where


def test_the_manual_is_built_with_neither_errors_nor_warnings(manual):
    assert manual.problems == ()


def test_the_tutorial_leads_from_nothing_to_a_published_page(manual, tmp_path):
    away, where = empty(tmp_path / "miljo"), tmp_path / "hemma"  # Its own: it installs the package.
    where.mkdir()
    (where / "kunskapsbank").symlink_to(ROOT)
    for step in manual.site.of_kind("tutorial"):
        for action in step.actions:
            where = do(away, action, where)
    assert "The window grant" in (where.parent / "public/grants/window-grant/index.html").read_text("utf-8")


@pytest.fixture(scope="session")
def begun(shared: Callable[[str, Callable[[Path], None]], Path], away: Away) -> Path:
    """The project that every how-to begins with; not to be changed."""

    def make(folder: Path) -> None:
        folder.mkdir()
        assert away.run("kb init energy --sprak en", folder).returncode == 0

    return shared("paborjat", make) / "energy"


@pytest.mark.parametrize("howto", HOWTOS)
def test_each_how_to_does_what_it_says(away, begun, manual, tmp_path, howto):
    where = shutil.copytree(begun, tmp_path / "energy")
    for action in manual.site[f"howto/{howto}"].actions:
        where = do(away, action, where)


def test_the_page_of_commands_is_made_of_the_commands():
    assert PAGE.read_text("utf-8") == page(), "run python tools/manual_commands.py"


def test_every_name_of_the_reference_is_explained():
    entries = [*role_entries(standard_texts("en")), *field_types(), *kind_attributes(), *setting_entries()]
    assert [one.name for one in entries if not one.about] == []
    assert {one.name for one in field_types()} <= set(kunskapsbank.kinds.__all__)


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_axe_finds_nothing_and_nothing_is_cut_off(manual_seen, scheme, width):
    assert {one.address: one.axe[scheme, width] for one in manual_seen if one.axe[scheme, width]} == {}
    assert {one.address: one.wide for one in manual_seen if any(wide > at for at, wide in one.wide.items())} == {}
    assert {one.address: one.faults for one in manual_seen if one.faults} == {}
