"""What is written for those who maintain the generator is true of it, and is not published with a site."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
import yaml

from kunskapsbank import cli
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.folders import published
from kunskapsbank.reading.site_settings import read_settings

from .conftest import REPO, kb

DECISIONS = REPO / "docs" / "beslut"
RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))
DOCUMENTS = [REPO / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "deploy/README.md", *RECORDS)]
PARTS = ("Context", "Choice", "Measured", "Costs")  #: Of every record, in this order.
#: Where a build puts things, and files of a built site or of a host.
MADE = (
    "site",
    ".site-utgavor/",
    ".kb-cache/",
    ".kb-redaktion/",
    "kod/",
    "sokindex/",
    "manual/site/",
    "dist/",
    "_headers",
    "_redirects",
)
MADE += ("404.html", "index.html", "robots.txt", "sitemap.xml", "omdirigeringar.map", "manifest.json", "utgava.json")
MADE += ("api/", "badda-in/", "data/", "del.html")
MADE += ("overrides/", "mallar/", "docs/assets/", "file.yml")  #: Or a project has.
MADE += ("kinds/redskap.py", "content/redskap/hammare.md")  #: Or is made by a recipe.
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"\.?[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_.*-]+)*/?")
_SUFFIX = re.compile(r"\.(md|py|yml|yaml|toml|txt|sh|js|json|css|conf|map|j2|html)$")
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def codes(document: Path) -> list[str]:
    """What stands in backticks in *document*, and the lines of its blocks of commands."""
    text = document.read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)
    running = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    return [
        *_CODE.findall(running),
        *(line.partition("#")[0].strip() for block in blocks for line in block.split("\n")),
    ]


def paths(document: Path) -> Iterator[str]:
    """What in backticks looks like the path of a file or folder: it ends as one."""
    for code in codes(document):
        for word in code.split():
            if _PATH.fullmatch(word) and (word.endswith("/") or _SUFFIX.search(word)):
                yield word


def exists(path: str) -> bool:
    """Whether *path* is in the repository, seen from its root or from the package; a bare name may lie deeper."""
    roots = (REPO, REPO / "src" / "kunskapsbank")
    deeper = () if "/" in path else (REPO / "src", REPO / "deploy")
    found = [*(root.glob(path.rstrip("/")) for root in roots), *(root.rglob(path) for root in deeper)]
    return any(next(one, None) for one in found)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_is_written_for_a_maintainer_is_there(document: Path) -> None:
    assert [p for p in paths(document) if not p.startswith(MADE) and not exists(p)] == []


@pytest.mark.parametrize("document", [*DOCUMENTS, DECISIONS / "README.md"], ids=lambda path: path.name)
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    links = _LINK.findall(document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_is_written_for_a_maintainer_is_there(document: Path) -> None:
    targets = re.findall(r"^([a-z-]+):", (REPO / "Makefile").read_text(encoding="utf-8"), re.M)
    commands = {"kb": set(cli.kb.list_commands(click.Context(cli.kb))), "make": set(targets)}
    written = re.findall(
        r"(?:^|[ /])(kb|make)((?: --?[a-z]+(?: [0-9-]{10}| [a-z]{2,}(?= [a-z]))?)*) ([a-z-]+)",
        "\n".join(codes(document)),
        re.M,
    )

    assert [(program, name) for program, _, name in written if name not in commands[program]] == []


def test_the_look_through_of_documents_finds_something() -> None:
    read = {path for document in DOCUMENTS for path in paths(document)}

    assert {"tests/corpus.py", "kinds/", "src/kunskapsbank/standard/"} <= read
    assert not exists("src/kunskapsbank/finns-inte.py")


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_decision_is_a_page_with_context_choice_measures_and_costs(record: Path) -> None:
    text = record.read_text(encoding="utf-8")

    assert text.startswith(f"# {int(record.name[:4])}. ")
    assert [part for part in re.findall(r"^\*\*([A-Z][a-z]+)\.\*\*", text, re.M) if part in PARTS] == list(PARTS)
    assert len(text.splitlines()) <= 60
    assert f"]({record.name})" in (DECISIONS / "README.md").read_text(encoding="utf-8")


def test_the_numbers_of_decisions_have_no_gap() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_the_manual_tells_of_each_decision_once() -> None:
    told = [
        yaml.safe_load(page.read_text(encoding="utf-8").split("---\n")[1])["record"]
        for page in (REPO / "manual" / "content" / "why").glob("*.md")
    ]

    assert sorted(told) == [record.name for record in RECORDS]


def test_nothing_of_the_decisions_is_published_with_the_site() -> None:
    settings, problems = read_settings(REPO / "mkdocs.yml")
    files = published(REPO / "docs", "docs", settings.excluded).files

    assert problems == []
    assert RECORDS
    assert [file for file in files if file.is_relative_to(DECISIONS)] == []


@pytest.mark.slow
def test_what_a_project_excludes_is_neither_read_nor_built(whole_project: Callable[..., Project]) -> None:
    made = whole_project({}, {"beslut/a.md": "# Without keys {{ no macro }}\n", "beslut/b.csv": "a;b\n"})
    faulty = kb(made, "check")
    config = made.config.read_text(encoding="utf-8")
    made.config.write_text(f"{config}exclude_docs: |\n  /beslut/\n  *.utkast.md\n", encoding="utf-8")
    (made.docs / "ny.utkast.md").write_text("Inte klar.\n", encoding="utf-8")

    assert (faulty.returncode, "docs/beslut/a.md" in faulty.stdout) == (1, True)
    assert kb(made, "check").returncode == 0
    assert kb(made, "build").returncode == 0
    assert [
        p.name for p in (made.root / "site").rglob("*") if p.name in ("beslut", "b.csv") or "utkast" in p.name
    ] == []
    assert kb(made, "stage", "ut").returncode == 0
    assert [p.name for p in (made.root / "ut").rglob("*") if p.name in ("beslut", "b.csv") or "utkast" in p.name] == []


@pytest.mark.slow
def test_a_key_among_what_is_excluded_is_told_all_the_same(whole_project: Callable[..., Project]) -> None:
    made = whole_project({}, {"beslut/a.pem": "hemligt\n"})
    made.config.write_text(made.config.read_text(encoding="utf-8") + "exclude_docs: /beslut/\n", encoding="utf-8")

    assert "docs/beslut/a.pem" in kb(made, "check").stdout


def test_a_version_is_one_version() -> None:
    version = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    bill = json.loads((REPO / "docs" / "om" / "sbom.cdx.json").read_text(encoding="utf-8"))
    closed = re.findall(
        r"^## (\d+\.\d+\.\d+), \d{4}-\d\d-\d\d$", (REPO / "CHANGELOG.md").read_text(encoding="utf-8"), re.M
    )

    assert (bill["metadata"]["component"]["version"], closed[:1]) == (version, [version])
