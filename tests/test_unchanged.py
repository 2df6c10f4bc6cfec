"""A build that has nothing to do does nothing, and is never mistaken about it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kunskapsbank.export.handouts.files import CACHE
from kunskapsbank.pipeline.inputs import inputs_of
from kunskapsbank.pipeline.project import Project
from kunskapsbank.publish.local_store import LocalShelf
from kunskapsbank.publish.unchanged import FILE
from kunskapsbank.reading.site_settings import read_settings

from .conftest import copied_with_kept, kb, record, write_whole_project
from .test_cli import GOOD

NOTHING = "Inget har ändrats"

#: Prints every file below the working folder that is opened while ``kb build`` runs, but for what it writes itself.
WATCH = """
import os, sys
here, opened = os.getcwd() + os.sep, set()
def hook(event, args):
    if event == "open" and isinstance(args[0], str) and args[0].startswith(here):
        opened.add(os.path.relpath(args[0], here))
sys.addaudithook(hook)
from kunskapsbank.cli import main
sys.argv = ["kb", "--now", "2026-11-21", "build"]
main()
print("OPENED", *sorted(opened), sep="\\n")
"""


@pytest.fixture(scope="session")
def built_once(shared: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A small project, built; not to be changed."""

    def make(root: Path) -> None:
        root.mkdir()
        project = write_whole_project(root, GOOD)
        for link in (one for one in root.iterdir() if one.is_symlink()):
            target = link.resolve()
            link.unlink()
            shutil.copytree(target, link)
        done = kb(project, "build")
        assert done.returncode == 0, done.stderr

    return shared("inget-andrat", make)


@pytest.fixture
def built(built_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project of the test's own, that has just been built."""
    root = copied_with_kept(built_once, tmp_path / "projekt")
    assert kb(root, "build").returncode == 0  # What it notes of its files is of this copy.
    return root


def _rewritten(path: Path) -> None:
    """Other bytes of the same length, and the time that the file had."""
    times = path.stat()
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_a_build_of_what_is_built_already_makes_no_release_and_says_so(built: Path) -> None:
    before = LocalShelf(built / "site").releases()

    done = kb(built, "build")

    assert (done.returncode, done.stdout.startswith(NOTHING)) == (0, True), done.stdout
    assert "2 poster, 0 fel, 0 varningar." in done.stdout
    assert LocalShelf(built / "site").releases() == before


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda site: _rewritten(site / "begrepp/a/index.html"), id="changed within its length and time"),
        pytest.param(lambda site: (site / "begrepp/a/index.html").unlink(), id="removed"),
        pytest.param(lambda site: (site / "begrepp/annan.html").write_text("x"), id="added"),
        pytest.param(lambda site: (site / "manifest.json").write_text("{}"), id="its list forged"),
    ],
)
def test_what_somebody_did_in_the_site_is_noticed(built: Path, harm: Callable[[Path], object]) -> None:
    harm((built / "site").resolve())

    done = kb(built, "build")

    assert NOTHING not in done.stdout + done.stderr


def test_a_note_that_was_sealed_with_another_key_is_not_believed(built: Path, tmp_path: Path) -> None:
    done = kb(built, "build", XDG_STATE_HOME=str(tmp_path / "annan"))

    assert NOTHING not in done.stdout
    assert kb(built, "build", XDG_STATE_HOME=str(tmp_path / "annan")).stdout.startswith(NOTHING)


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b"\xff", b"0" * 64 + b'\n{"inputs": 1}'])
def test_a_damaged_note_costs_a_build_and_nothing_else(built: Path, content: bytes) -> None:
    (built / CACHE / FILE).write_bytes(content)

    assert "sidor i site/ på" in kb(built, "build").stdout
    assert kb(built, "build").stdout.startswith(NOTHING)


def _inputs(root: Path, *options: object) -> str | None:
    project = Project(root)
    return inputs_of(project, read_settings(project.config)[0], options)


@pytest.mark.parametrize(
    "name",
    [
        "content/begrepp/a.md", "content/begrepp/ny.md", "content/omdirigeringar.yml", "docs/index.md",
        "docs/assets/bild.png", "docs/.dold", "kinds/ny.py", "macros/kort/macro.j2", "macros/kort/stil.css",
        "overrides/main.html", "overrides/assets/stil.css", "mallar/delningskort.typ", "texter/sv.yml", "mkdocs.yml",
        "adresser.txt", "andringar.txt",
    ],
)  # fmt: skip
def test_every_sort_of_input_decides(built_once: Path, tmp_path: Path, name: str) -> None:
    root = shutil.copytree(built_once, tmp_path / "projekt", symlinks=True)
    before = _inputs(root)
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    with (root / name).open("ab") as file:
        file.write(b"\n")

    assert before is not None
    assert _inputs(root) not in (before, None)


def test_the_day_and_what_was_asked_for_decide(built_once: Path) -> None:
    assert len({_inputs(built_once, day, mark) for day in "ab" for mark in (True, False)}) == 4


@pytest.mark.parametrize(
    "line",
    ["hooks: [krok.py]", "INHERIT: ../bas.yml", "markdown_extensions: [toc]", "copyright: !ENV UPPHOV"],
)
def test_a_project_where_mkdocs_reads_something_else_is_always_built(
    built_once: Path, tmp_path: Path, line: str
) -> None:
    shutil.copy(built_once / "mkdocs.yml", tmp_path)
    with (tmp_path / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    assert _inputs(tmp_path) is None


def test_a_link_among_the_files_means_that_nothing_is_known(built_once: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built_once, tmp_path / "projekt", symlinks=True)
    (root / "content" / "lank").symlink_to(tmp_path)

    assert _inputs(root) is None


def test_a_folder_that_projects_share_may_be_a_link_and_what_lies_in_it_decides(
    built_once: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(built_once, tmp_path / "projekt", symlinks=True)
    (root / "kinds").rename(tmp_path / "delade")
    (root / "kinds").symlink_to(tmp_path / "delade")
    before = _inputs(root)
    (tmp_path / "delade" / "ny.py").write_text("", encoding="utf-8")
    (tmp_path / "delade" / "lank.py").symlink_to(tmp_path / "delade" / "ny.py")
    with_a_link = _inputs(root)
    (tmp_path / "delade" / "lank.py").unlink()

    assert before is not None
    assert with_a_link is None
    assert _inputs(root) not in (before, None)


@pytest.mark.parametrize("kinds", ["kinds", "kinds/inre"])
def test_a_kind_that_is_changed_in_a_folder_above_which_a_link_stands_is_another(
    built_once: Path, tmp_path: Path, kinds: str
) -> None:
    root = shutil.copytree(built_once, tmp_path / "projekt", symlinks=True)
    shutil.rmtree(root / "kinds")
    (tmp_path / "delade" / "inre").mkdir(parents=True)
    (root / "kinds").symlink_to(tmp_path / "delade")
    config = root / "mkdocs.yml"
    config.write_text(config.read_text().replace("handouts: false", f"handouts: false\n      kinds: {kinds}"))
    (tmp_path / "delade" / "inre" / "ny.py").write_text("A = 1\n", encoding="utf-8")
    before = _inputs(root)
    (tmp_path / "delade" / "inre" / "ny.py").write_text("A = 2\n", encoding="utf-8")

    assert _inputs(root) not in (before, None)


def test_a_build_opens_no_file_of_the_project_but_those_that_decide(built_once: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built_once, tmp_path / "projekt", symlinks=True)
    (root / "content/begrepp/c.md").write_text(record("C", "begrepp: [a]"), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", WATCH], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    opened = done.stdout.partition("OPENED\n")[2].splitlines()
    outputs = ("site", ".site-utgavor", CACHE)

    inside = {path.partition("/")[0] for path in opened if not path.startswith(outputs)}

    assert "content" in inside
    assert inside <= {
        "content",
        "docs",
        "kinds",
        "macros",
        "overrides",
        "mallar",
        "texter",
        "mkdocs.yml",
        "adresser.txt",
    }
