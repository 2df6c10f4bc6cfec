"""The recipes of CONTRIBUTING.md, followed to the end in a copy of the repository: what they say is enough."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import REPO, record

#: What recipes change, and what their commands and tests read.
PARTS = "content docs kinds macros schema src texter tests tools mkdocs.yml pyproject.toml".split()
GOLDEN = "KB_GOLDEN=1 .venv/bin/python -m pytest tests/test_golden.py"
PAGES = "tests/golden/sidor"  #: The golden pages.


@dataclass
class Copy:
    """A copy of the repository, and a recipe."""

    root: Path
    recipe: str  #: Its text; a line ends where it did not matter.

    def run(self, command: str, **words: str) -> str:
        """What *command* prints, which the recipe shows, with *words* in place of those it holds for the reader."""
        assert f"`{command}`" in self.recipe, command
        for shown, meant in words.items():
            command = command.replace(shown, meant)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        environment |= {"PYTHONPATH": str(self.root / "src"), "TMPDIR": str(self.root.parent)}
        if command.startswith("KB_GOLDEN=1 "):
            environment["KB_GOLDEN"] = "1"
        program, *arguments = shlex.split(command.removeprefix("KB_GOLDEN=1 "))
        done = subprocess.run(
            [sys.executable, *(["-m", "kunskapsbank"] if program == "kb" else []), *arguments],
            cwd=self.root,
            env=environment,
            text=True,
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def passes(self, tests: str, which: str) -> None:
        """Those of *tests* that *which* names have nothing against what was done."""
        command = f".venv/bin/python -m pytest {tests} -k '{which}'"
        Copy(self.root, f"`{command}`").run(command)

    def put(self, file: str, text: str) -> None:
        """Write *file*."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self, file: str) -> str:
        """What *file* holds."""
        return (self.root / file).read_text(encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Put *new* in the place of *old*, which stands once in *file*."""
        text = self.read(file)
        assert text.count(old) == 1, (file, old)
        self.put(file, text.replace(old, new))

    def put_by_key(self, file: str, entry: str) -> None:
        """Put *entry* where it belongs in *file*, which is sorted by key."""
        entries = [*re.split(r"^(?=[a-z])", self.read(file), flags=re.M), entry]
        self.put(file, "".join([entries[0], *sorted(entries[1:], key=lambda one: one.partition(":")[0])]))


@pytest.fixture
def following(tmp_path: Path) -> Callable[[str], Copy]:
    """A copy of the repository for who follows the recipe with a heading."""

    def of(heading: str) -> Copy:
        root = tmp_path / "kopia"
        root.mkdir()
        for part in PARTS:
            there = REPO / part
            if there.is_dir():
                shutil.copytree(there, root / part, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(there, root / part)
        text = (REPO / "CONTRIBUTING.md").read_text(encoding="utf-8")
        [recipe] = re.findall(rf"^### {re.escape(heading)}$(.*?)^###? ", text, re.M | re.S)
        return Copy(root, " ".join(recipe.split()))

    return of


def test_a_kind_is_one_file_one_command_for_a_record_and_one_for_the_schema(following: Callable[[str], Copy]) -> None:
    copy = following("A kind")
    kind = copy.read("kinds/resurser.py").replace('"resurser"', '"redskap"').replace("class Resurs", "class Redskap")
    copy.put("kinds/redskap.py", kind)
    copy.run("kb new redskap hammare")
    assert "titel:" in copy.read("content/redskap/hammare.md")
    hammer = record("Hammare", "sort: verktyg", "relaterat: [resurser/verktyget]")
    copy.put("content/redskap/hammare.md", hammer.replace("resurser/verktyget", "begrepp/validering"))
    copy.run("kb schema")
    assert (copy.root / "schema/redskap.json").is_file()

    golden = "tests/golden/projekt/content"
    copy.put(f"{golden}/redskap/hammare.md", hammer)
    copy.change(f"{golden}/konferenser/motet.md", "[resurser/verktyget]", "[resurser/verktyget, redskap/hammare]")
    copy.run(GOLDEN)

    assert "Hammare" in copy.read(f"{PAGES}/redskap__hammare.html")
    copy.passes("tests/test_kinds.py", "schema or redskap")


RULE = '''

@rule
def distant_review(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En granskning får inte läggas mer än tio år fram."""
    for record in site.records.values():
        first, last = getattr(record, "granskad", None), getattr(record, "granskas_senast", None)
        if first and last and last.year > first.year + 10:
            yield problem(record.source.key_place("granskas_senast"), "distant-review", last=last)
'''


def test_a_rule_is_a_function_its_words_in_two_languages_and_an_exhibit(following: Callable[[str], Copy]) -> None:
    copy = following("A rule")
    file = "src/kunskapsbank/checks/dates.py"
    copy.put(file, copy.read(file) + RULE)
    texts = "src/kunskapsbank/standard/texts"
    for language, message, remedy in (
        ("sv", "granskas_senast: {last} är långt fram", "Skriv en dag inom tio år."),
        ("en", "granskas_senast: {last} is far away", "Write a day within ten years."),
    ):
        entry = f'distant-review:\n  message: "{message}"\n  remedy: "{remedy}"\n'
        copy.put_by_key(f"{texts}/problems.{language}.yml", entry)
    copy.put_by_key(f"{texts}/en.yml", 'om.regel.distant-review: "A review may be set ten years ahead at most."\n')
    days = ("granskad: 2026-01-15", "granskas_senast: 2046-01-15", "begrepp: [felfri]")
    copy.put("tests/museum/content/begrepp/langt-fram.md", record("Långt fram", *days))
    copy.run("KB_GOLDEN=1 .venv/bin/python -m pytest tests/test_museum.py -k reported_once")

    said = copy.read("tests/museum/forvantat.txt")
    assert "begrepp/langt-fram.md:7:1: fel [distant-review] granskas_senast: 2046-01-15 är långt fram" in said
    copy.passes("tests/test_museum.py tests/test_problem_texts.py tests/test_texts.py", "rule or exhibit or same_texts")


def test_a_macro_is_a_folder_that_a_frame_page_calls(following: Callable[[str], Copy]) -> None:
    copy = following("A macro")
    shutil.copytree(copy.root / "macros/vinjett", copy.root / "macros/spiral")
    for file in ("macro.j2", "macro.yaml", "stil.css"):
        copy.put(f"macros/spiral/{file}", copy.read(f"macros/spiral/{file}").replace("vinjett", "spiral"))
    index = "tests/golden/projekt/docs/index.md"
    copy.put(index, copy.read(index) + "\n{{ spiral() }}\n")
    copy.run(GOLDEN)

    assert '<svg class="spiral"' in copy.read(f"{PAGES}/index.html")
    assert "{{ vinjett() }}" in copy.recipe
    copy.passes("tests/test_styles.py", "")


def test_a_label_is_found_and_said_otherwise_on_this_site_alone(following: Callable[[str], Copy]) -> None:
    copy = following("A text")
    assert "kallor.rubrik: Källor" in copy.run("kb texter ORD", ORD="Källor").splitlines()
    copy.put_by_key("texter/sv.yml", 'kallor.rubrik: "Varifrån vi vet det"\n')
    Copy(copy.root, f"`{GOLDEN}`").run(GOLDEN)  # "As for a macro."

    assert '<h2 id="del-kallor">Varifrån vi vet det</h2>' in copy.read(f"{PAGES}/begrepp__alfa.html")


def test_a_text_of_the_package_stands_in_both_languages_and_is_made_for_scripts(
    following: Callable[[str], Copy],
) -> None:
    copy = following("A text")
    for language, text in (("sv", "Så vet vi det"), ("en", "How we know")):
        copy.put_by_key(f"src/kunskapsbank/standard/texts/{language}.yml", f'kallor.ingang: "{text}"\n')
        copy.put_by_key(f"src/kunskapsbank/standard/texts/{language}.yml", f'skript.prov: "{text}"\n')
    heading = '<h2 id="del-kallor">{{ t("kallor.rubrik") }}</h2>\n'
    said = '<p>{{ t("kallor.ingang") }}</p>\n'
    copy.change("src/kunskapsbank/standard/macros/kallor/macro.j2", heading, heading + said)
    script = "src/kunskapsbank/standard/assets/kunskapsbank.js"
    copy.put(script, copy.read(script) + '\ndocument.title ||= t("prov");\n')
    copy.run(".venv/bin/python tools/texts.py")

    assert "Så vet vi det" in copy.read("src/kunskapsbank/standard/assets/texter/sv.js")
    copy.passes("tests/test_texts.py", "text and not site")
