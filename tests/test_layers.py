"""Rooms are entered one way, and MkDocs only through one module."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "kunskapsbank"

#: The rooms, in the order that data travels: a module imports only from its own room and from those before it.
ROOMS = [
    "base",
    "language",
    "reading",
    "content",
    "media",
    "markdown",
    "checks",
    "mending",
    "importing",
    "render",
    "search",
    "export",
    "pipeline",
    "hosting",
    "verify",
    "publish",
    "engines",
    "editing",
    "cli",
    "__main__",
    "kinds",  # What projects import: nothing else in the package does.
]


def room(module: str) -> str:
    """The room that *module* lies in."""
    return module.partition(".")[0]


@cache
def modules() -> dict[str, Path]:
    """Every module of the package by its name inside it."""
    found = {
        ".".join(p.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): p
        for p in PACKAGE.rglob("*.py")
    }
    del found["__init__"]
    return found


def own_imports(name: str, path: Path) -> Iterator[tuple[str, int]]:
    """What the module imports of ours, wherever in the file, with the line."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                base = [*package[: len(package) - node.level + 1], *(node.module or "").split(".")]
            elif (node.module or "").split(".")[0] == "kunskapsbank":
                base = (node.module or "").split(".")[1:]
            else:
                continue
            target = ".".join(filter(None, base))
            for alias in node.names:
                full = f"{target}.{alias.name}".lstrip(".")
                yield (full if full in modules() else target), node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("kunskapsbank."):
                    yield alias.name.removeprefix("kunskapsbank."), node.lineno


def outside_imports(body: list[ast.stmt]) -> Iterator[str]:
    """The packages that the statements import when the module is loaded: not what functions import."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from outside_imports([n for n in ast.iter_child_nodes(node) if isinstance(n, ast.stmt)])


def test_every_module_lies_in_a_room() -> None:
    assert {room(name) for name in modules()} == set(ROOMS)


@pytest.mark.parametrize(("name", "path"), sorted(modules().items()), ids=sorted(modules()))
def test_a_module_imports_only_from_its_room_and_those_before(name: str, path: Path) -> None:
    for target, line in own_imports(name, path):
        assert target in modules(), f"{path}:{line}: {target}"
        assert ROOMS.index(room(target)) <= ROOMS.index(room(name)), f"{path}:{line}: {name} may not import {target}"


def test_only_the_adapter_imports_mkdocs_when_it_is_loaded() -> None:
    importing = {
        name
        for name, path in modules().items()
        if "mkdocs" in outside_imports(ast.parse(path.read_text(encoding="utf-8")).body)
    }

    assert importing == {"engines.mkdocs"}


def test_only_the_adapter_knows_mkdocs_at_all() -> None:
    naming = {
        name
        for name, path in modules().items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        and any(
            n.split(".")[0] == "mkdocs"
            for n in (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if not node.level
                else []
            )
        )
    }

    assert naming == {"engines.mkdocs"}


WITHOUT_MKDOCS = ("kunskapsbank.pipeline.build", "kunskapsbank.cli", "kunskapsbank.engines.stage")


@cache
def of_mkdocs_after() -> dict[str, str]:
    """What of MkDocs one program has loaded after each of :data:`WITHOUT_MKDOCS`, in that order."""
    found = "print([m for m in sys.modules if m.split('.')[0] in ('mkdocs', 'material')])"
    code = "\n".join(["import sys", *(f"import {module}; {found}" for module in WITHOUT_MKDOCS)])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return dict(zip(WITHOUT_MKDOCS, done.stdout.splitlines(), strict=True))


@pytest.mark.parametrize("module", WITHOUT_MKDOCS)
def test_checking_and_drawing_does_not_load_mkdocs(module: str) -> None:
    assert of_mkdocs_after()[module] == "[]"


def test_only_one_module_makes_a_jinja_environment() -> None:
    assert [name for name, path in sorted(modules().items()) if "Environment)" in path.read_text(encoding="utf-8")] == [
        "render.macros"
    ]


#: What the site in this repository is about. The engine must read the same to somebody whose site is about energy.
SUBJECT = re.compile(
    r"begrepp|bransch|budskap/|exempel/|fokusområde|fokusomrad|kakor/|komvux|konferenser|malgrupper|målgrupper|"
    r"mellansverige|modellregister|organisationer|regioner|regler/|seqf|skollag|skolverket|utgangstext|vagar\b|"
    r"vagfrag|vagledning|vagsvar|validering|vägledning|yrke",
    re.IGNORECASE,
)


def test_no_module_names_the_subject_of_the_site_in_this_repository() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{number}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if SUBJECT.search(line)
    ]

    assert found == []


def test_the_command_loads_no_word_lists_and_nothing_that_reads_foreign_documents_before_they_are_asked_for() -> None:
    """They took a third of the time that each command needs before it does anything."""
    foreign = {"botocore", "bs4", "icalendar", "mammoth", "pikepdf", "typst", "wordfreq"}
    large = {*foreign, "kunskapsbank.render.example_kinds"}
    shown = f"print(*sorted({large} & sys.modules.keys()))"
    code = f"import sys; from kunskapsbank.cli import kb; [*kb.commands.values()]; {shown}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "\n"
