"""The self-assessment: what the build makes of it, and what editors are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kunskapsbank.export.data.assessment import FILE, SCHEMA_FILE, file_schema
from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.project import Project

from .conftest import REPO, TODAY
from .site.assessment import files

Energy = Callable[..., Project]
COPY = Path(__file__).parent / "scripts/assessment_schema.json"


@pytest.fixture
def energy(tmp_path: Path) -> Energy:
    """The small project in version 2; each of *changes* puts another text in the place of one in a file."""

    def make(*changes: tuple[str, str, str]) -> Project:
        found = files(2)
        for name, old, new in changes:
            assert old in found[name], old
            found[name] = found[name].replace(old, new, 1)
        for name, text in found.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Project(tmp_path)

    return make


def built(project: Project) -> Build:
    """The outcome, which must be faultless."""
    build = run(project, TODAY)
    assert list(map(str, build.problems)) == []
    return build


TOOL, HEAT, POWER = "content/kollen/kollen.md", "content/omraden/varme.md", "content/omraden/el.md"


@pytest.mark.parametrize(
    ("change", "code", "remedy"),
    [
        pytest.param(
            (POWER, "id: avtal", "id: lampor"),
            "repeated-statement",
            "Ge det ett id som inget annat påstående har.",
            id="an id twice in an area",
        ),
        pytest.param(
            (POWER, "id: avtal", "id: fonster"),
            "repeated-statement",
            "Ge det ett id som inget annat påstående har.",
            id="an id in two areas",
        ),
        pytest.param(
            (POWER, "id: avtal", "id: ljus"),
            "repeated-statement",
            "Ge det ett nytt id, så att gamla svar inte hamnar under nya ord.",
            id="the id of what has been taken away",
        ),
        pytest.param(
            (POWER, "{niva: 2, text", "{niva: 3, text"),
            "level-without-action",
            "Lägg till en under atgarder, med niva: 2.",
            id="a level without an action",
        ),
        pytest.param(
            (POWER, "[skola, kontor]", "[skola, kontro]"), "unknown-answerer", "Menade du 'kontor'?", id="who answers"
        ),
        pytest.param(
            (TOOL, "version: 2\nhist", "version: 3\nhist"),
            "version-without-history",
            "Skriv en rad i historik om vad versionen ändrar, eller rätta version.",
            id="a version without history",
        ),
        pytest.param(
            (POWER, "sedan: 1", "sedan: 3"),
            "version-without-history",
            "Höj version där, och skriv en rad i historik om vad den ändrar.",
            id="a statement of a later version",
        ),
        pytest.param(
            (HEAT, "ersatter: [ljus]", "ersatter: [ljuss]"),
            "replaced-statement-still-asked",
            "Menade du 'ljus'?",
            id="what is replaced",
        ),
        pytest.param(
            (POWER, 'kallor: [{url: "https://www.energimyndigheten.se/", namn', "kallor: [{namn"),
            "source-without-address",
            "Lägg till den.",
            id="a statement's source without an address",
        ),
    ],
)
def test_what_a_self_assessment_lacks_is_told_once_with_what_to_write(
    energy: Energy, change: tuple[str, str, str], code: str, remedy: str
) -> None:
    found = run(energy(change), TODAY).problems

    assert [(problem.code, problem.hint) for problem in found] == [(code, remedy)]
    assert found[0].place.path == change[0]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param((POWER, ", Alla gör det och vi följer upp.]", "]"), "invalid-value", id="three levels"),
        pytest.param((POWER, "följer upp.]", "följer upp., Mer.]"), "invalid-value", id="five levels"),
        pytest.param((POWER, "    varfor: Det kostar annars.\n", ""), "missing-key", id="why"),
        pytest.param((POWER, "{niva: 3, text", "{niva: 4, text"), "invalid-value", id="an action from the top"),
        pytest.param((POWER, "effekt: 3", "effekt: 4"), "invalid-value", id="an effect of four"),
        pytest.param((POWER, "lagring/lagring", "lagring/lager"), "broken-reference", id="a link that leads nowhere"),
    ],
)
def test_a_statement_that_is_not_whole_is_an_error(energy: Energy, change: tuple[str, str, str], code: str) -> None:
    found = run(energy(change), TODAY).problems

    assert code in {problem.code for problem in found}, list(map(str, found))


def test_areas_without_one_record_for_the_whole_are_told(energy: Energy) -> None:
    project = energy()
    (project.root / TOOL).unlink()

    assert {problem.code for problem in run(project, TODAY).problems} == {"not-one-assessment"}


def test_the_page_reads_every_statement_with_links_that_lead_somewhere(energy: Energy) -> None:
    build = built(energy())
    tool: dict[str, Any] = json.loads(build.files[FILE])
    statement = tool["omraden"][0]["pastaenden"][0]

    assert [area["id"] for area in tool["omraden"]] == ["varme", "el"]
    assert (statement["id"], statement["ersatter"], statement["sedan"]) == ("element", ["ljus"], 2)
    assert statement["lankar"] == [{"titel": "Lagring (lagring)", "adress": "/lagring/"}]
    assert statement["kallor"] == [{"titel": "Energimyndigheten", "adress": "https://www.energimyndigheten.se/"}]
    assert tool["lagring"] == "/lagring/"
    assert {page.address for page in build.pages} >= {tool["omraden"][0]["adress"].strip("/") + "/"}


def test_without_a_script_the_page_is_the_whole_form(energy: Energy) -> None:
    [html] = [page.html for page in built(energy()).pages if page.address == "energikollen/"]

    for id_ in ("element", "fonster", "lampor", "avtal"):
        assert f'<fieldset class="skattningsfraga" id="{id_}">' in html
        assert html.count(f'name="{id_}"') == 5
        assert f'name="{id_}-anteckning"' in html


def test_the_schema_of_saved_files_is_a_schema_and_is_published(energy: Energy) -> None:
    build = built(energy())

    Draft202012Validator.check_schema(file_schema())
    assert json.loads(build.files[SCHEMA_FILE]) == json.loads(build.files[FILE])["schema"] == file_schema()


def test_the_copy_of_the_schema_that_the_scripts_are_tested_with_is_fresh() -> None:
    assert json.loads(COPY.read_text(encoding="utf-8")) == file_schema()


def test_a_project_where_no_kind_takes_the_role_has_none_of_it(energy: Energy) -> None:
    project = energy()
    for name in (TOOL, HEAT, POWER, "docs/energikollen/index.md"):
        (project.root / name).unlink()
    text = (project.root / "kinds/energi.py").read_text(encoding="utf-8")
    start, end = text.index("class Omrade"), text.index("class Lagring")
    kinds = (text[:start] + text[end:]).replace("Assessment, AssessmentArea, ", "")
    (project.root / "kinds/energi.py").write_text(kinds, encoding="utf-8")

    build = built(project)

    assert [name for name in (*build.code, *build.files) if "skattning" in name] == []
    assert b"skattning/" not in build.code["kunskapsbank.js"]


@pytest.mark.slow
def test_every_statement_of_this_site_is_asked_of_somebody_and_has_four_levels() -> None:
    build = run(Project(REPO), TODAY)
    tool = json.loads(build.files[FILE])
    statements = [one for area in tool["omraden"] for one in area["pastaenden"]]

    assert all(area["pastaenden"] for area in tool["omraden"])
    assert all(one["svarar"] and len(one["nivaer"]) == 4 and one["kallor"] for one in statements)
    for who in tool["svarande"]:
        assert len([one for one in statements if who["id"] in one["svarar"]]) >= 8, who["id"]
