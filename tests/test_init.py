"""kb init writes what a project must own, and nothing over anything else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kunskapsbank.base.parts import STANDARD
from kunskapsbank.base.texts import LANGUAGES
from kunskapsbank.pipeline.new_project import name_of, write_project
from kunskapsbank.reading.folders import published, survey
from kunskapsbank.reading.site_settings import read_settings

INIT = STANDARD / "init"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_project_owns_at_most_fifteen_files(tmp_path, language):
    written = write_project(tmp_path / "energi", language)

    assert len(written) <= 15
    assert sorted(written) == sorted(p for p in (tmp_path / "energi").rglob("*") if p.is_file())
    assert {".gitignore", "README.md", "mkdocs.yml", ".vscode/settings.json", "kinds/rad.py", "docs/index.md"} <= {
        path.relative_to(tmp_path / "energi").as_posix() for path in written
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_is_sound(tmp_path, language):
    root = tmp_path / "spara energi: 100 %"
    write_project(root, language)

    settings, problems = read_settings(root / "mkdocs.yml")
    assert problems == []
    assert (settings.website.name, settings.languages) == ("Spara energi 100", (language,))
    assert survey(root / "content", "content").problems == published(root / "docs", "docs").problems == ()
    for kind in (root / "kinds").glob("*.py"):
        compile(kind.read_text("utf-8"), kind.name, "exec")
    schemas = json.loads((root / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    assert set(schemas.values()) == {f"content/{path.stem}/*.md" for path in (root / "kinds").glob("*.py")}
    assert (root / "README.md").read_text("utf-8").startswith("# Spara energi 100\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_written_names_a_package_registry(language):
    texts = [path.read_text("utf-8") for path in (INIT / language).rglob("*") if path.is_file()]

    assert not any("pypi" in text or "index-url" in text for text in texts)


def link(path: Path) -> None:
    path.symlink_to(path.parent)


def file(path: Path) -> None:
    path.write_text("", encoding="utf-8")


def folder(path: Path) -> None:
    path.mkdir()
    (path / ".dold").touch()


@pytest.mark.parametrize(
    ("occupy", "why"),
    [(link, "är en länk"), (file, "är ingen mapp"), (folder, "är inte tom")],
    ids=["link", "file", "folder"],
)
def test_what_is_there_is_not_touched(kb_here, tmp_path, occupy, why):
    occupy(tmp_path / "energi")
    before = sorted(tmp_path.rglob("*"))

    code, _, errors = kb_here(tmp_path, "init", "energi")

    assert (code, errors.splitlines()[0]) == (2, f"energi {why}. Skriv namnet på en ny eller tom mapp.")
    assert sorted(tmp_path.rglob("*")) == before


def test_the_command_tells_what_it_wrote_and_what_to_do_next(kb_here, tmp_path):
    (tmp_path / "min energi").mkdir()
    code, out, _ = kb_here(tmp_path, "init", "min energi", "--sprak", "en")

    *files, last = out.splitlines()
    assert code == 0
    assert files == sorted(
        p.relative_to(tmp_path / "min energi").as_posix() for p in (tmp_path / "min energi").rglob("*") if p.is_file()
    )
    assert last.endswith("Fortsätt så här: cd 'min energi' && kb build && kb serve")


@pytest.mark.parametrize(
    ("folder", "name"), [("spara-energi", "Spara energi"), ("å", "Å"), ("<b>", "B"), ("--", "Webbplats")]
)
def test_a_site_is_called_as_its_folder_until_somebody_says_otherwise(folder, name):
    assert name_of(Path(folder)) == name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_build_of_a_new_project_has_neither_errors_nor_warnings(kb_here, tmp_path, language):
    root = tmp_path / "energi"
    assert kb_here(tmp_path, "init", "energi", "--sprak", language)[0] == 0

    code, out, errors = kb_here(root, "build")

    assert (code, errors) == (0, "")
    counts = {"sv": "4 poster, 0 fel, 0 varningar.\n", "en": "4 records, 0 errors, 0 warnings.\n"}
    assert out.endswith(counts[language])
    assert 'popovertarget="term-' in "".join(page.read_text("utf-8") for page in root.glob("site/rad/*/index.html"))
    assert (root / "site/sok/index.html").is_file()
