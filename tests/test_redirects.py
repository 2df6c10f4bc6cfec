"""Addresses that have moved are data: checked like a record, and published as pages and server rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kunskapsbank.base.problems import Severity
from kunskapsbank.content.redirects import FILE, read_redirects
from kunskapsbank.engines.stage import write_stage
from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.project import Project

from .conftest import TODAY, record

MakeProject = Callable[..., Project]


@pytest.fixture
def moved(project: MakeProject) -> Callable[..., Build]:
    """The build of two terms, a draft and an organisation, with the given lines of redirects."""

    def build(*lines: str, more: Mapping[str, str] | None = None) -> Build:
        return run(
            project(
                {
                    "begrepp/nytt.md": record("Det nya", "relaterat: [begrepp/annat]"),
                    "begrepp/annat.md": record("Ett annat"),
                    "begrepp/utkast.md": record("Ett utkast", "status: utkast"),
                    "organisationer/kontoret.md": record(
                        "Kontoret", "sort: region", "roller: [Ägare]", "begrepp: [nytt]"
                    ),
                    FILE: "\n".join(["omdirigeringar:", *(f"  - {{{line}}}" for line in lines)]) + "\n",
                    **(more or {}),
                }
            ),
            TODAY,
        )

    return build


def test_a_moved_address_gets_a_page_that_leads_on(moved: Callable[..., Build]) -> None:
    build = moved("fran: /begrepp/gammalt/, till: /begrepp/nytt/")
    page = build.files["begrepp/gammalt/index.html"].decode()

    assert build.problems == ()
    assert '<meta http-equiv="refresh" content="0; url=../nytt/">' in page
    assert '<a href="../nytt/">Det nya</a>' in page
    assert '<link rel="canonical" href="https://prov.example/begrepp/nytt/">' in page
    assert '<meta name="robots" content="noindex">' in page


def test_a_fault_in_the_macro_that_draws_a_moved_page_is_told_in_the_macro(project: MakeProject) -> None:
    made = project(
        {
            "begrepp/nytt.md": record("Det nya", "relaterat: [begrepp/annat]"),
            "begrepp/annat.md": record("Ett annat"),
            FILE: "omdirigeringar: [{fran: /gammalt/, till: /begrepp/nytt/}]\n",
        }
    )
    made.macros.unlink()
    (made.macros / "omdirigering").mkdir(parents=True)
    (made.macros / "omdirigering" / "macro.j2").write_text(
        '{% macro omdirigering(fran, till, titel, kanonisk="") %}{{ titeln }}{% endmacro %}', encoding="utf-8"
    )

    build = run(made, TODAY)

    assert [(p.code, str(p.place)) for p in build.problems] == [
        ("template-undefined", "macros/omdirigering/macro.j2:1:1")
    ]
    assert "gammalt/index.html" not in build.files


def test_servers_get_the_moved_addresses_as_rules(moved: Callable[..., Build]) -> None:
    files = moved(
        "fran: /begrepp/gammalt/, till: /begrepp/nytt/", "fran: /kontoret/, till: /organisationer/#kontoret"
    ).files

    assert files["_redirects"].decode() == (
        "/begrepp/gammalt/ /begrepp/nytt/ 301\n/kontoret/ /organisationer/#kontoret 301\n"
    )
    assert files["omdirigeringar.map"].decode() == (
        "/begrepp/gammalt/ /begrepp/nytt/;\n/kontoret/ /organisationer/#kontoret;\n"
    )


def test_rules_for_servers_begin_where_the_site_begins_on_its_host(project: MakeProject) -> None:
    made = project(
        {"begrepp/nytt.md": record("Nytt"), FILE: "omdirigeringar: [{fran: /gammalt/, till: /begrepp/nytt/}]\n"}
    )
    config = made.root / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("prov.example/", "prov.example/bank"), "utf-8")

    build = run(made, TODAY)

    assert build.files["_redirects"] == b"/bank/gammalt/ /bank/begrepp/nytt/ 301\n"
    assert b"Sitemap: https://prov.example/bank/sitemap.xml" in build.files["robots.txt"]


def test_a_moved_address_is_no_page_of_the_site(moved: Callable[..., Build]) -> None:
    assert "begrepp/gammalt/" not in {page.address for page in moved("fran: /begrepp/gammalt/, till: /").pages}


@pytest.mark.parametrize(
    ("line", "code", "message", "hint"),
    [
        pytest.param(
            "fran: /begrepp/annat/, till: /begrepp/nytt/",
            "redirect-replaces-page",
            "fran: på /begrepp/annat/ finns en sida (content/begrepp/annat.md)",
            "Ta bort omdirigeringen, eller byt namn på sidan.",
            id="from a page",
        ),
        pytest.param(
            "fran: /gammalt/, till: /begrepp/nyt/",
            "broken-redirect",
            "till: /begrepp/nyt/ finns inte",
            "Menade du '/begrepp/nytt/'?",
            id="to a misspelt page",
        ),
        pytest.param(
            "fran: /gammalt/, till: /organisationer/#kontor",
            "broken-redirect",
            "till: #kontor finns inte på /organisationer/",
            "Skriv sidans adress utan ankare, eller rätta ankaret.",
            id="to a missing anchor",
        ),
        pytest.param(
            "fran: begrepp/gammalt, till: /begrepp/nytt/",
            "invalid-value",
            "omdirigeringar → 1 → fran: 'begrepp/gammalt' är ingen gammal adress på webbplatsen",
            "Skriv adressen med / först och sist, till exempel /mapp/gammalt-id/.",
            id="from a path",
        ),
        pytest.param(
            "fran: /gammalt/, till: 'https://annan.example/'",
            "invalid-value",
            "omdirigeringar → 1 → till: 'https://annan.example/' är ingen adress på webbplatsen",
            "Skriv adressen med / först och sist, till exempel /mapp/nytt-id/.",
            id="to another host",
        ),
        pytest.param(
            "fran: /gammalt/, till: /, varför: bytt",
            "unknown-key",
            "omdirigeringar → 1 → varför: nyckeln finns inte",
            "Nycklarna som finns: fran, till.",
            id="with an unknown key",
        ),
    ],
)
def test_a_faulty_redirect_is_told_with_its_line_and_its_remedy(
    moved: Callable[..., Build], line: str, code: str, message: str, hint: str
) -> None:
    build = moved(line)
    [problem] = build.problems

    assert (problem.code, problem.message, problem.hint) == (code, message, hint)
    assert (problem.place.path, problem.place.line) == (f"content/{FILE}", 2)
    assert not [path for path in build.files if path.endswith("index.html")]


def of_redirects(build: Build) -> set[str]:
    """The files that *build* makes for addresses that have moved."""
    return {path for path in build.files if path.endswith("index.html") or path in ("_redirects", "omdirigeringar.map")}


UNPUBLISHED = {
    "checklistor/utkast.md": record("Utkast", "status: utkast", "ordning: 1", "punkter: [{text: Ett.}]"),
    "organisationer/utkast.md": record("Utkast", "status: utkast", "sort: region", "roller: [Ägare]"),
    "seqf/utkast.md": record(
        "Utkast", "status: arkiverad", "nivaer:", *(f"  - {{niva: {n}, innebar: [Något.]}}" for n in range(1, 9))
    ),
    "begrepp/fel.md": record("Fel", "granskad: i går"),
}


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("begrepp/utkast/", id="a draft"),
        pytest.param("begrepp/utkast/#avsnitt", id="a part of a draft"),
        pytest.param("vagledning/checklistor/utkast/", id="of a kind with a place of its own"),
        pytest.param("organisationer/#utkast", id="on a list"),
        pytest.param("seqf/", id="of a kind with one page"),
        pytest.param("begrepp/fel/", id="a faulty record, which has its own report"),
    ],
)
def test_a_redirect_to_a_record_that_is_not_published_waits_until_it_is(
    moved: Callable[..., Build], target: str
) -> None:
    build = moved(f"fran: /gammalt/, till: /{target}", more=UNPUBLISHED)

    assert [p for p in build.problems if FILE in p.place.path] == []
    assert of_redirects(build) == set()


def test_a_redirect_that_waits_must_not_start_at_a_page_either(moved: Callable[..., Build]) -> None:
    [problem] = moved("fran: /begrepp/annat/, till: /begrepp/utkast/").problems

    assert problem.code == "redirect-replaces-page"


def test_a_folder_without_the_file_has_no_redirects(tmp_path: Path) -> None:
    assert read_redirects(tmp_path) == ((), [])


def test_a_link_in_place_of_the_file_is_told_and_not_followed(project: MakeProject, tmp_path: Path) -> None:
    made = project({"begrepp/a.md": record("A"), "../annat.yml": "omdirigeringar: [{fran: /x/, till: /}]\n"})
    (made.content / FILE).symlink_to(tmp_path / "annat.yml")
    build = run(made, TODAY)

    assert [(p.code, p.place.path) for p in build.problems if p.severity is Severity.ERROR] == [
        ("symbolic-link", f"content/{FILE}")
    ]
    assert of_redirects(build) == set()


def test_an_emptied_list_is_told_how_to_be_empty(moved: Callable[..., Build]) -> None:
    [problem] = moved().problems

    assert problem.hint == (
        "Skriv ett värde: En rad för varje adress, som - {fran: /mapp/gammal/, till: /mapp/ny/},"
        " eller [] när inget har flyttat."
    )


def test_unreadable_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("omdirigeringar: [\n", encoding="utf-8")
    redirects, [problem] = read_redirects(tmp_path)

    assert redirects == ()
    assert problem.place.path.endswith(FILE)


def test_a_robots_file_of_ones_own_is_left_alone(project: MakeProject) -> None:
    made = project({"begrepp/a.md": record("A")}, {"robots.txt": "User-agent: *\nDisallow: /\n"})

    assert "robots.txt" not in run(made, TODAY).files


def test_any_engine_gets_the_redirects_with_the_staged_pages(project: MakeProject, tmp_path: Path) -> None:
    made = project(
        {"begrepp/nytt.md": record("Nytt"), FILE: "omdirigeringar: [{fran: /gammalt/, till: /begrepp/nytt/}]\n"}
    )
    build = run(made, TODAY)
    write_stage(made, build, tmp_path / "ut")

    assert {path: (tmp_path / "ut/docs" / path).read_bytes() for path in build.files} == dict(build.files)
