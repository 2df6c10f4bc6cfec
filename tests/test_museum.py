"""The museum: every mistake we know, each in a file of its own, and one report that names them all."""

from __future__ import annotations

import ast
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from kunskapsbank.base.problems import as_text
from kunskapsbank.base.texts import Labelling, Phrase, spoken
from kunskapsbank.checks import rules
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.front_matter import MAX_FILE_BYTES, MAX_FRONT_MATTER_BYTES

from .conftest import KINDS, REPO, TODAY, all_problems, record
from .test_problem_texts import is_swedish

MUSEUM = Path(__file__).parent / "museum"
EXPECTED = (MUSEUM / "forvantat.txt").read_text(encoding="utf-8").rstrip()

#: Exhibits without a mistake: they stand close to one, and must not be reported.
FAULTLESS = {
    "begrepp/borjar-som-en-nyckel.md",
    "begrepp/a-markdown-som-far-sta.md",
    "begrepp/felfri.md",
    "begrepp/granskas-i-dag.md",
    "begrepp/html-som-far-sta.md",
    "begrepp/pekar-pa-utkast.md",
    "begrepp/utkast.md",
    "kommuner/felfri.md",
    "konferenser/manad-som-rymmer-dagen.md",
    "organisationer/felfri.md",
    "regioner/felfri.md",
    "tillganglighet/bedomd-for-ett-ar-sedan.md",
    "utgangstexter/felfri.md",
    "vagar/felfri.md",
    "vagfragor/djup-2.md",
    "vagfragor/djup-3.md",
    "vagfragor/djup-4.md",
    "vagfragor/djup-5.md",
    "vagfragor/forsta.md",
    "vagledning/steg-ett.md",
    "vagsvar/felfritt.md",
    "vagsvar/utkast.md",
}

#: Codes that no exhibit here can show, and the file of tests that shows each.
SHOWN_ELSEWHERE = {
    "unreadable-file": "test_source.py",  # needs a file system that fails
    "unreadable-folder": "test_source.py",
    "template-syntax": "test_pages.py",
    "template-undefined": "test_pages.py",
    "template-error": "test_pages.py",
    "invalid-argument": "test_pages.py",
    "broken-style": "test_parts.py",
    "not-a-document": "test_editing_forms.py",
    "page-among-assets": "corpus.py",
    "broken-page-link": "test_pages.py",
    "broken-anchor": "test_pages.py",  # known only when every page is drawn
    "page-replaces-page": "test_pages.py",
    **dict.fromkeys(  # of records in other languages, which the museum has none of
        (
            "fact-of-translation",
            "missing-text",
            "repeated-translation",
            "term-without-english-name",
            "translated-fact",
            "translation-adds",
            "translation-length",
            "translation-without-body",
            "translation-without-original",
            "unknown-language",
        ),
        "test_translations.py",
    ),
    "unbalanced-html": "test_verify.py",  # needs a fault in the generator itself
    "breaks-security-policy": "test_verify.py",
    "repeated-id": "test_verify.py",
    "broken-built-link": "test_verify.py",
    "private-file": "test_verify.py",
    "changed-file": "test_verify.py",
    "metadata-left": "test_verify.py",
    "unpublished-page": "test_verify.py",
    "lost-page": "test_verify.py",
    "internal-error": "test_failures.py",  # needs a fault in the code
    "engine-fault": "test_publish_command.py",  # needs a faulty template
    "too-costly-body": "corpus.py",  # takes ten seconds, or needs a file that no editor's program writes
    "too-costly-page": "test_limits.py",
    "too-costly-file": "test_limits.py",
    "too-costly-mending": "test_mending.py",
    "text-outside-block": "test_page_blocks.py",
    "unknown-block": "test_page_blocks.py",
    "leftover-file": "corpus.py",
    "hidden-file": "corpus.py",
    "twin-name": "corpus.py",
    "too-deep-folder": "corpus.py",
    "invalid-file-name": "corpus.py",
    "damaged-file": "corpus.py",
    "picture-too-large": "corpus.py",
    "active-picture": "corpus.py",
    "active-xml": "corpus.py",
    "active-table": "corpus.py",
    "misplaced-call": "attack/test_frame_pages.py",
    "too-long-text": "corpus.py",
    "code-out-of-place": "corpus.py",
    "reserved-folder": "corpus.py",
    "active-pdf": "corpus.py",
    "redirect-replaces-page": "test_redirects.py",  # known only when every page is drawn
    "broken-redirect": "test_redirects.py",
    "lost-address": "test_permanent.py",
    "placeholder-left": "test_ownership.py",  # known only when a site is published
    "unreadable-register": "test_permanent.py",
    "kind-not-loaded": "test_project_kinds.py",  # faults in code, not in content
    "kind-name-taken": "test_project_kinds.py",
    "kind-without-label": "test_project_kinds.py",
    "kind-names-no-field": "test_project_kinds.py",
    "invalid-kind-name": "test_project_kinds.py",
    "filter-without-reference": "test_project_kinds.py",
    "missing-kinds-folder": "test_project_kinds.py",
    "file-without-kind": "test_project_kinds.py",
    "reference-to-unknown-kind": "test_project_kinds.py",
    "not-a-text-file": "test_known_faults.py",
    "active-document": "test_documents.py",
    "server-orders": "attack/test_orders.py",
    "comment-after-value": "test_known_faults.py",  # a warning, where the museum has errors only beside others
    "file-replaces-file": "test_known_faults.py",  # needs files beside the content
    "sheet-template-fault": "test_handouts.py",
    "missing-logo": "test_handouts.py",  # needs files beside the content, and Typst
    "sheet-too-long": "test_handouts.py",
    "sheet-not-accessible": "test_handouts.py",
    "changed-sheet": "test_handouts_as_known_faults.py",
    "sheet-not-made": "test_handouts.py",
    "card-not-made": "test_handouts.py",
    "not-one-assessment": "test_assessment.py",  # faults of several records together, about a site of their own
    "repeated-statement": "test_assessment.py",
    "level-without-action": "test_assessment.py",
    "unknown-answerer": "test_assessment.py",
    "version-without-history": "test_assessment.py",
    "replaced-statement-still-asked": "test_assessment.py",
    "missing-plugin": "test_settings.py",  # stands in mkdocs.yml
    "missing-contact": "test_settings.py",
    "not-a-trial": "test_settings.py",
    "a-trial": "test_settings.py",
}


@pytest.fixture(scope="module")
def museum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the exhibits, with those that git or an editor's program would spoil."""
    folder = tmp_path_factory.mktemp("museum") / "content"
    shutil.copytree(MUSEUM / "content", folder)
    begrepp = folder / "begrepp"
    good = record("Felfri", "begrepp: [felfri]")
    (begrepp / "latin-1.md").write_bytes("---\ntitel: Åäö i Latin-1\n---\n\nÅäö.\n".encode("latin-1"))
    (begrepp / "latin-1-langst-ned.md").write_bytes(good.encode() + "\nÅ är rätt men ".encode() + b"\xe5 inte.\n")
    (begrepp / "utf-16.md").write_bytes(good.encode("utf-16"))
    (begrepp / "nolltecken.md").write_text(good.replace("Ett prov", "Ett \0prov"), encoding="utf-8")
    (begrepp / "vand-skrivriktning.md").write_text(good + "Text som \u202evänder.\n", encoding="utf-8")
    (begrepp / "radskiljare.md").write_text(good + "Ett radbyte\u2028som ingen ser.\n", encoding="utf-8")
    (begrepp / "bom-mitt-i.md").write_text(good.replace("prov]", "\ufeffprov]"), encoding="utf-8")
    (begrepp / "åäö.md").write_text(good, encoding="utf-8")
    (begrepp / "for-stora-nycklar.md").write_text(
        record("Stora nycklar", "osakert:", f"  - {'x' * MAX_FRONT_MATTER_BYTES}"), encoding="utf-8"
    )
    (begrepp / "for-stor-fil.md").write_bytes(good.encode().ljust(MAX_FILE_BYTES + 1, b"x"))
    (begrepp / "symbolisk-lank.md").symlink_to("felfri.md")
    (folder / "lankad-mapp").symlink_to("begrepp")
    os.mkfifo(begrepp / "ror.md")
    Path(os.fsdecode(os.fsencode(begrepp) + b"/trasigt-namn-\xff.md")).write_text(good, encoding="utf-8")
    Path(os.fsdecode(os.fsencode(begrepp) + b"/trasig-typ.\xff")).write_text(good, encoding="utf-8")
    return folder


def test_every_mistake_in_the_museum_is_reported_once_with_its_place_and_its_remedy(museum: Path) -> None:
    """Editors act on these words, so they are pinned to the letter. ``KB_GOLDEN=1`` writes them anew."""
    said = "\n".join(map(str, all_problems(museum)))
    if os.environ.get("KB_GOLDEN"):
        (MUSEUM / "forvantat.txt").write_text(f"{said}\n", encoding="utf-8")
    else:
        assert said == EXPECTED


def test_a_build_reports_the_whole_museum_in_one_run(museum: Path, project: Callable[..., Project]) -> None:
    made = project({})
    made.content.rmdir()
    made.content.symlink_to(museum)

    build = run(made, TODAY)

    assert build.failed
    assert _heads(EXPECTED) <= _heads("\n".join(map(str, build.problems)))


def test_every_exhibit_with_a_mistake_is_reported_and_no_other(museum: Path) -> None:
    exhibits = {path.relative_to(museum).as_posix() for path in museum.rglob("*") if not path.is_dir()}
    reported = {line.removeprefix("content/").rsplit(":", 2)[0] for line in _places(EXPECTED)}

    assert {os.fsencode(name).decode(errors="replace") for name in exhibits} - reported == FAULTLESS


def test_every_message_is_one_line_and_every_problem_says_what_to_do(museum: Path) -> None:
    for problem in all_problems(museum):
        assert "\n" not in problem.message + problem.hint, problem
        assert problem.hint.endswith((".", "?")), problem
        assert not re.search(r"pydantic|Input|should|None|\bint\b|\bstr\b", problem.message + problem.hint), problem


def test_the_museum_in_english_has_the_same_problems_and_no_swedish_outside_what_it_quotes(museum: Path) -> None:
    problems = all_problems(museum)

    def heads(language: str) -> list[str]:
        lines = as_text(problems, language).split("\n")
        return [re.sub(r"(\S+: )\w+ (\[[a-z0-9-]+\]).*", r"\1\2", line) for line in lines if not line.startswith(" ")]

    assert heads("en") == heads("sv")
    for one in problems:
        for said in one.said or ():  # The rules of the site itself have words of their own.
            assert not is_swedish(_without_values(said)), said


def _without_values(said: Phrase) -> str:
    """*said* in English, without what was found: the pieces that are texts of their own stay."""
    if isinstance(said, Labelling):
        return replace(said, own="x").said("en")
    values = {name: _without_values(value) if isinstance(value, Phrase) else "x" for name, value in said.values}
    return spoken("en")(said.key, **values)


def test_the_museum_is_the_same_whatever_order_the_file_system_lists_it(
    museum: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def backwards(folder: Path) -> Any:
        with scandir(folder) as scan:
            return nullcontext(list(scan)[::-1])

    monkeypatch.setattr("kunskapsbank.reading.folders.os.scandir", backwards)

    assert "\n".join(map(str, all_problems(museum))) == EXPECTED


def test_the_report_is_the_same_on_a_machine_without_the_fast_yaml_reader(
    museum: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kunskapsbank.reading.front_matter.LOADER", yaml.BaseLoader)

    assert "\n".join(map(str, all_problems(museum))) == EXPECTED


def test_every_code_in_the_source_has_an_exhibit() -> None:
    shown = {re.search(r"\[([a-z0-9-]+)\]", line)[1] for line in EXPECTED.splitlines() if not line.startswith(" ")}

    assert {*_codes(REPO / "src/kunskapsbank"), *_codes(REPO / "kinds")} == shown | set(SHOWN_ELSEWHERE)


@pytest.mark.parametrize(("code", "file"), SHOWN_ELSEWHERE.items())
def test_a_code_without_an_exhibit_is_shown_in_the_test_file_that_is_named_for_it(code: str, file: str) -> None:
    assert re.search(rf'[" \[]{code}["\] ]', (REPO / "tests" / file).read_text(encoding="utf-8"))


def test_every_rule_reports_under_its_own_name_so_that_the_handbook_lists_every_code() -> None:
    codes = {*_codes(REPO / "src/kunskapsbank/checks"), *_codes(REPO / "kinds")}

    assert {rule.code for rule in rules(KINDS)} == codes


def test_every_rule_has_a_sentence_for_the_handbook() -> None:
    for rule in rules(KINDS):
        assert rule.text.endswith("."), rule.code


def _heads(report: str) -> set[str]:
    return {line for line in report.splitlines() if not line.startswith(" ")}


def _places(report: str) -> Iterator[str]:
    for line in _heads(report):
        yield line.partition(": ")[0]


def _codes(folder: Path) -> Iterator[str]:
    """The second argument of every ``problem(...)`` and ``Problem(...)`` below *folder*, without its variant."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Problem", "problem"):
                key = node.args[1]
                if isinstance(key, ast.Constant):
                    code = key.value.partition("/")[0]
                    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code), code
                    yield code
