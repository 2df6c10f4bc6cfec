"""What goes wrong when pages are drawn, told at the line where the editor wrote it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from types import CodeType

import pytest

from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.project import Project, clock
from kunskapsbank.render.calls import MAX_FAULTS
from kunskapsbank.render.finished import plain_text
from kunskapsbank.render.macros import Sandbox

from .conftest import REPO, TODAY, record
from .test_known_faults import own_macros

MakeProject = Callable[..., Project]


def frame(body: str, *lines: str) -> str:
    """A frame page that calls macros; its body starts on line 6, or later when there are more *lines*."""
    return "\n".join(["---", "title: Sida", "description: En sida.", "render_macros: true", *lines, "---", body, ""])


def shown(build: Build) -> list[tuple[str, str, str]]:
    """(code, place, message) of every problem."""
    return [(p.code, str(p.place), p.message) for p in build.problems]


def test_a_frame_page_and_a_record_that_claim_one_question_are_told(project: MakeProject) -> None:
    files = {"begrepp/a.md": record("A", "sokfragor: [vad kostar det]"), "begrepp/b.md": record("B")}
    pages = {
        "om.md": frame("Text.", "sokfragor:", "  - Vem svarar?", "  - Vad kostar det?"),
        "mer.md": frame("Text.", "sokfragor: [vem svarar]"),
    }
    assert [one for one in shown(run(project(files, pages), TODAY)) if one[0] == "shared-question"] == [
        ("shared-question", "docs/om.md:6:5", "sökfrågan ”Vem svarar?” står också i docs/mer.md"),
        ("shared-question", "docs/om.md:7:5", "sökfrågan ”Vad kostar det?” står också i begrepp/a"),
    ]


def test_a_faultless_project_has_no_problems(project: MakeProject) -> None:
    files = {"begrepp/a.md": record("A", "begrepp: [b]"), "begrepp/b.md": record("B")}
    build = run(project(files, {"om.md": frame("{{ sokruta() }}"), "sok.md": frame("Sök.")}), TODAY)

    assert build.problems == ()
    assert {"", "om/", "begrepp/", "begrepp/a/"} <= {page.address for page in build.pages}


@pytest.mark.parametrize(
    ("body", "code", "place", "message"),
    [
        pytest.param(
            "Text.\n\n{{ kort( }}",
            "template-syntax",
            "docs/om.md:8:10",
            "här ska stå ett värde, inte '}}'",
            id="a call that is not closed",
        ),
        pytest.param(
            "{% if %}",
            "template-syntax",
            "docs/om.md:6:1",
            "'{%' hör till mallspråket, som inte får stå på en ramsida",
            id="a statement",
        ),
        pytest.param(
            "Text.\n\n{{ finnsinte() }}",
            "template-undefined",
            "docs/om.md:8:4",
            "makrot 'finnsinte' finns inte",
            id="a macro that does not exist",
        ),
        pytest.param(
            "Text.\n\n{{ kort('begrepp/borta') }}",
            "invalid-argument",
            "docs/om.md:8:9",
            "kort: post: posten 'begrepp/borta' finns inte eller är inte publicerad",
            id="a record that does not exist",
        ),
        pytest.param(
            "{{ kortlista('begrep') }}",
            "invalid-argument",
            "docs/om.md:6:14",
            "kortlista: poster: slaget 'begrep' finns inte",
            id="a kind that does not exist",
        ),
        pytest.param(
            "\n{{ kort() }}",
            "invalid-argument",
            "docs/om.md:7:4",
            "kort: post saknas",
            id="a parameter that is left out",
        ),
        pytest.param(
            "{{ fokusform(1, 2) }}",
            "invalid-argument",
            "docs/om.md:6:17",
            "fokusform: '2' är ett värde för mycket",
            id="too many parameters",
        ),
        pytest.param(
            "{{ fokusform(n=1, nr=1) }}",
            "invalid-argument",
            "docs/om.md:6:14",
            "fokusform: n är inget som makrot tar",
            id="a parameter that does not exist",
        ),
        pytest.param(
            "{{ fokusform(1, nr=2) }}",
            "invalid-argument",
            "docs/om.md:6:17",
            "fokusform: nr står två gånger",
            id="a parameter twice",
        ),
        pytest.param(
            "{{ sokruta(true) }}",
            "invalid-argument",
            "docs/om.md:6:12",
            "sokruta: id: true är ingen text",
            id="true for a text",
        ),
        pytest.param(
            "{{ fokusform('ett') }}",
            "invalid-argument",
            "docs/om.md:6:14",
            "fokusform: nr: 'ett' är inget tal",
            id="a text for a number",
        ),
        pytest.param(
            "{{ fokusform(true) }}",
            "invalid-argument",
            "docs/om.md:6:14",
            "fokusform: nr: true är inget tal",
            id="true for a number",
        ),
        pytest.param(
            "{{ ordlista(med_ingress='nej') }}",
            "invalid-argument",
            "docs/om.md:6:13",
            "ordlista: med_ingress: 'nej' är varken true eller false",
            id="a text for true or false",
        ),
        pytest.param(
            "{{ steg('ett') }}",
            "invalid-argument",
            "docs/om.md:6:9",
            "steg: lista: 'ett' är ingen lista",
            id="a text for a list",
        ),
        pytest.param(
            "{{ soksida(1) }}",
            "invalid-argument",
            "docs/om.md:6:12",
            "soksida: makrot tar inga värden",
            id="a value for a macro that takes none",
        ),
        pytest.param(
            "{{ sida('om') }}",
            "invalid-argument",
            "docs/om.md:6:4",
            "makrot 'sida' kan bara anropas från andra makron",
            id="a macro for macros only",
        ),
        pytest.param(
            "{{ dorrar([['a', 'b', '/', 'material/finns-inte']]) }}",
            "template-error",
            "docs/om.md:6:4",
            None,
            id="an icon that does not exist",
        ),
        pytest.param(
            "{{ dorrar([['a', 'b', '/', '../../../../../../../x']]) }}",
            "template-error",
            "docs/om.md:6:4",
            "makrot gick inte att rita: ikonen ../../../../../../../x finns inte",
            id="an icon out of its folder",
        ),
        pytest.param(
            "{{ lista('finns-inte') }}", "template-error", "docs/om.md:6:4", None, id="a value no macro can use"
        ),
    ],
)
def test_a_faulty_call_of_a_macro_is_reported_at_its_line(
    project: MakeProject, body: str, code: str, place: str, message: str | None
) -> None:
    build = run(project({}, {"om.md": frame(body)}), TODAY)

    [problem] = build.problems
    assert (problem.code, str(problem.place)) == (code, place)
    assert message in (None, problem.message)
    assert problem.hint


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("{{ ''.__class__.__mro__ }}", id="attributes that lead out of the sandbox"),
        pytest.param("{{ sokruta.__globals__ }}", id="the globals of a function"),
        pytest.param("{% include '/etc/passwd' %}", id="a file outside the macros"),
        pytest.param("{% include '../mkdocs.yml' %}", id="a file above the macros"),
    ],
)
def test_a_frame_page_cannot_reach_outside_the_macros(project: MakeProject, body: str) -> None:
    build = run(project({}, {"om.md": frame(body)}), TODAY)

    assert build.failed
    assert all("root:" not in page.html and "site_name" not in page.html for page in build.pages)


def test_a_template_in_a_record_is_text(project: MakeProject) -> None:
    build = run(project({"begrepp/a.md": record("'{{ 1 + 1 }}'", body="{{ 7 * 7 }} {% if %}")}), TODAY)

    page = next(page for page in build.pages if page.address == "begrepp/a/")
    assert "{{ 7 * 7 }} {% if %}" in page.html
    assert "{{ 1 + 1 }}" in page.html
    assert "49" not in page.html


def test_a_template_in_a_frame_page_that_does_not_ask_for_macros_is_text(project: MakeProject) -> None:
    build = run(project({}, {"om.md": frame("{{ 7 * 7 }}").replace("true", "false")}), TODAY)

    assert "{{ 7 * 7 }}" in next(page.html for page in build.pages if page.address == "om/")


def test_a_word_that_looks_like_a_drawn_macro_is_text(project: MakeProject) -> None:
    body = frame("{{ licenslank() }} och kbmakro9slut.")
    build = run(project({}, {"om.md": body, "kontakt.md": frame("kbmakro0slut och kbmakro9slut.")}), TODAY)

    assert build.problems == ()
    assert [page.html.count("kbmakro9slut") for page in build.pages if page.address in ("om/", "kontakt/")] == [1, 1]


@pytest.mark.parametrize(
    ("name", "body", "place"),
    [
        pytest.param("om.md", "Se\n[borta](/finns-inte/).", "docs/om.md:7:9", id="a frame page links to a page"),
        pytest.param("om.md", "Se [borta](finns-inte.md).", "docs/om.md:6:12", id="a frame page links to a file"),
        pytest.param(
            "om.md",
            "{{ licenslank() }} finns [a](om.md) [b][c]\n\n[c]: finns-inte.md",
            "docs/om.md:8:6",
            id="a reference leads to a file",
        ),
    ],
)
def test_a_link_from_a_frame_page_to_nothing_is_reported(
    project: MakeProject, name: str, body: str, place: str
) -> None:
    build = run(project({}, {name: frame(body)}), TODAY)

    assert shown(build) == [("broken-page-link", place, "sidan länkar till /finns-inte/ som inte finns")]


def test_a_link_from_a_record_to_a_page_that_does_not_exist_is_reported(project: MakeProject) -> None:
    text = record("A", "relaterat: [begrepp/b]", body="[Rätt](../../docs/om.md), [fel](../../docs/fel.md).")
    build = run(project({"begrepp/a.md": text, "begrepp/b.md": record("B")}, {"om.md": frame("Om.")}), TODAY)

    assert shown(build) == [("broken-page-link", "content/begrepp/a.md:9:33", "sidan länkar till /fel/ som inte finns")]


def test_a_link_from_a_record_on_a_list_is_reported_where_it_is_written(project: MakeProject) -> None:
    text = record("A", "sort: region", "roller: [Ägare]", "begrepp: [b]", body="[Fel](../../docs/fel.md#x).")
    build = run(project({"organisationer/a.md": text, "begrepp/b.md": record("B")}), TODAY)

    assert shown(build) == [
        ("broken-page-link", "content/organisationer/a.md:11:7", "sidan länkar till /fel/#x som inte finns")
    ]


def test_a_link_with_an_anchor_or_a_question_leads_to_the_page_before_it(project: MakeProject) -> None:
    build = run(project({}, {"om.md": frame("## Del\n\n[a](/#meny) [c](/om/?q=d) [e](om.md#del)")}), TODAY)

    assert build.problems == ()


@pytest.mark.parametrize(
    ("written", "column", "message", "hint"),
    [
        (
            "[a](#finns-inte)",
            5,
            "#finns-inte finns inte på sidan /begrepp/a/",
            "Skriv ankaret till en rubrik som finns",
        ),
        ("[a](#min-rubrikk)", 5, "#min-rubrikk finns inte på sidan /begrepp/a/", "Menade du 'min-rubrik'?"),
        ("En [b](b.md#borta)", 8, "#borta finns inte på sidan /begrepp/b/", "Skriv ankaret till en rubrik som finns"),
        ("[om](../../docs/om.md#x)", 6, "#x finns inte på sidan /om/", "Skriv ankaret till en rubrik som finns"),
    ],
)
def test_a_link_to_a_part_that_is_not_there_is_reported_where_it_is_written(
    project: MakeProject, written: str, column: int, message: str, hint: str
) -> None:
    """A7."""
    body = f"## Min rubrik\n\n{written}, [rätt](#min-rubrik) och [rätt](b.md#del)."
    files = {
        "begrepp/a.md": record("A", "relaterat: [begrepp/b]", body=body),
        "begrepp/b.md": record("B", body="### Del"),
    }
    build = run(project(files, {"om.md": frame("Om.")}), TODAY)

    [problem] = [one for one in build.problems if one.code == "broken-anchor"]
    assert (problem.place.line, problem.place.column, problem.message) == (11, column, message)
    assert problem.hint.startswith(hint)


def test_a_frame_page_at_the_address_of_a_record_is_reported(project: MakeProject) -> None:
    files = {"begrepp/a.md": record("A", "relaterat: [begrepp/b]"), "begrepp/b.md": record("B")}
    build = run(project(files, {"begrepp/a.md": frame("En annan sida.")}), TODAY)

    assert shown(build) == [
        ("page-replaces-page", "content/begrepp/a.md:1:1", "adressen /begrepp/a/ används redan av docs/begrepp/a.md")
    ]


def test_two_records_of_a_kind_with_one_page_are_reported(project: MakeProject) -> None:
    levels = [f"  - {{niva: {n}, innebar: [Något.]}}" for n in range(1, 9)]
    build = run(project({f"seqf/{name}.md": record(name, "nivaer:", *levels) for name in ("a", "b")}), TODAY)

    assert (
        "address-taken-twice",
        "content/seqf/b.md:2:1",
        "adressen /seqf/ används redan av content/seqf/a.md",
    ) in shown(build)


def test_a_faulty_frame_page_is_reported_in_the_same_words_as_a_record(project: MakeProject) -> None:
    build = run(project({}, {"om.md": "---\ntitel: Om\nrender_macros: ja\n---\n", "utan.md": "Text.\n"}), TODAY)

    assert [(p.code, str(p.place)) for p in build.problems] == [
        ("missing-key", "docs/om.md:2:1"),
        ("unknown-key", "docs/om.md:2:1"),
        ("invalid-value", "docs/om.md:3:16"),
        ("missing-front-matter", "docs/utan.md:1:1"),
    ]
    assert build.problems[1].hint == "Menade du 'title'?"


def test_everything_wrong_in_content_and_pages_is_reported_in_one_run(project: MakeProject) -> None:
    build = run(
        project(
            {
                "begrepp/a.md": record("A", "granskad: 2024-11-31"),
                "begrepp/b.md": record("B", "relaterat: [begrepp/borta]"),
            },
            {"om.md": frame("{{ finnsinte() }}"), "kontakt.md": frame("[x](/borta/)")},
        ),
        TODAY,
    )

    assert [p.code for p in build.problems] == [
        "invalid-value",
        "broken-reference",
        "broken-page-link",
        "template-undefined",
    ]
    assert list(build.problems) == sorted(build.problems)


def test_every_fault_of_a_page_is_reported_in_one_run(project: MakeProject) -> None:
    body = "{% if a %}\n{{ kort(1) }} {{ korta() }}\n{{ 7 * 7 }}\n{# dolt #}"
    build = run(project({}, {"om.md": frame(body)}), TODAY)

    assert [(p.code, str(p.place)) for p in build.problems] == [
        ("template-syntax", "docs/om.md:6:1"),
        ("invalid-argument", "docs/om.md:7:9"),
        ("template-undefined", "docs/om.md:7:18"),
        ("template-syntax", "docs/om.md:8:4"),
        ("template-syntax", "docs/om.md:9:1"),
    ]
    assert build.problems[2].hint == "Menade du 'kort'?"


def test_values_given_by_name_and_by_place_reach_the_macro(project: MakeProject) -> None:
    calls = (
        '{{ kort("begrepp/a", visa_slag=true, niva=4) }}\n\n{{ steg(["Ett <b>.", \'Tv"å\']) }}\n\n'
        '{{ lanklista(["begrepp/a"]) }}\n\n{{ lanklista("begrepp") }}'
    )
    build = run(
        project(
            {"begrepp/a.md": record("Alfa", "relaterat: [begrepp/b]"), "begrepp/b.md": record("Beta")},
            {"om.md": frame(calls)},
        ),
        TODAY,
    )

    assert build.problems == ()
    html = next(page.html for page in build.pages if page.address == "om/")
    assert '<h4 class="kort-rubrik"><a href="../begrepp/a/">Alfa</a></h4>' in html
    assert "<li>Ett &lt;b&gt;.</li>\n<li>Tv&#34;å</li>" in html
    assert html.count('<li><a href="../begrepp/a/">Alfa</a></li>') == 2
    assert html.count('<li><a href="../begrepp/b/">Beta</a></li>') == 1


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("`{{ kort(x) }}`", id="a code span"),
        pytest.param("```\n{{ kort(x) }}\n```", id="a fenced block"),
    ],
)
def test_a_call_shown_as_code_is_text(project: MakeProject, body: str) -> None:
    build = run(project({}, {"om.md": frame(body)}), TODAY)

    assert build.problems == ()
    assert "<code>{{ kort(x) }}" in next(page.html for page in build.pages if page.address == "om/")


def test_an_anchor_for_a_heading_is_no_template(project: MakeProject) -> None:
    build = run(project({}, {"om.md": frame("## Rubrik {#gammal}")}), TODAY)

    assert build.problems == ()


def test_a_fault_in_the_grammar_of_a_macro_is_reported_where_it_stands(project: MakeProject) -> None:
    made = project({}, {"om.md": frame("{{ trasig() }}")})
    made.macros.unlink()
    shutil.copytree(REPO / "macros", made.macros)
    (made.macros / "trasig").mkdir()
    (made.macros / "trasig/macro.j2").write_text("{% macro trasig() %}\n{{ 1 + }}\n{% endmacro %}\n", encoding="utf-8")
    (made.macros / "trasig/macro.yaml").write_text(
        "beskrivning: A.\nexempel:\n  - {namn: a, anrop: trasig()}\n", encoding="utf-8"
    )

    assert ("template-syntax", "macros/trasig/macro.j2:2:1") in {
        code_and_place[:2] for code_and_place in shown(run(made, TODAY))
    }


def test_a_record_that_its_macros_cannot_draw_is_a_problem_and_not_a_crash(project: MakeProject) -> None:
    files = {
        "begrepp/a.md": record("A", "relaterat: [begrepp/b]").replace("url:", "namn:"),
        "begrepp/b.md": record("B"),
    }
    build = run(project(files), TODAY)

    assert "source-without-address" in [p.code for p in build.problems]


def test_two_frame_pages_with_one_address_are_reported(project: MakeProject) -> None:
    build = run(project({}, {"om.md": frame("Ett."), "om/index.md": frame("Två.")}), TODAY)

    assert [p.code for p in build.problems] == ["page-replaces-page"]


def test_the_clock_is_the_day_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795302000")  # 2026-11-21 23:00 UTC is already the 22nd in Stockholm

    assert str(clock("2026-11-21")) == "2026-11-21"
    assert str(clock()) == "2026-11-22"


def test_the_same_project_gives_the_same_pages_every_time(project: MakeProject) -> None:
    made = project({"begrepp/a.md": record("A", "relaterat: [begrepp/b]"), "begrepp/b.md": record("B")})

    assert run(made, TODAY).pages == run(made, TODAY).pages


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p>Läs om <a href="x">prövning</a>, <em>ofta</em>.</p>', "Läs om prövning, ofta."),
        ("<p>H<sub>2</sub>O och <strong><span>ett</span></strong>.</p>", "H2O och ett."),
        ("<p><span>Ett</span><span>två</span></p><p>tre</p>", "Ett två\ntre"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul><figure>c<figcaption>d</figcaption></figure>", "a b\nc d"),
        ('<p>Alla.<sup id="f"><a class="footnote-ref" href="#f">1</a></sup> Nu.</p>', "Alla. Nu."),
    ],
)
def test_e5_text_without_tags_has_spaces_where_a_reader_sees_them(html: str, text: str) -> None:
    """Before, a space stood where each tag had been: "vårdbiträde , undersköterska"."""
    assert plain_text(html) == text


@pytest.mark.slow
def test_a_page_of_faulty_calls_is_told_in_seconds_and_not_of_every_one(project: MakeProject) -> None:
    """Before, as many took minutes: each was compared with every macro, and its place counted from the top."""
    started = time.process_time()
    build = run(project({}, {"om.md": frame("{{ finnsinte() }}\n\n" * 30_000)}), TODAY)

    assert len([one for one in build.problems if one.code == "template-undefined"]) == MAX_FAULTS
    assert time.process_time() - started < 15


@pytest.mark.slow
def test_a_page_of_right_calls_costs_in_proportion_to_its_length(project: MakeProject) -> None:
    made = project({}, {"om.md": frame("")})

    def cost(times: int) -> float:
        started = time.process_time()
        (made.docs / "om.md").write_text(frame("{{ kontakt('A', 'b', '/', 'c') }}\n\n" * times), encoding="utf-8")
        assert not run(made, TODAY).failed
        return time.process_time() - started

    cost(10)
    assert cost(4000) < 6 * cost(1000) + 1


@pytest.mark.parametrize("written", ["## Eget {#eget}", "## Eget"])
def test_an_anchor_that_a_macro_of_the_project_makes_is_not_given_to_a_heading(
    project: MakeProject, written: str
) -> None:
    """The standard macros' anchors are known beforehand; those of a project's own are seen on the finished page."""
    made = own_macros(project({}, {"om.md": frame(f"{{{{ sokruta() }}}}\n\n{written}")}), sokruta=OWN_ANCHOR)

    [problem] = run(made, TODAY).problems

    assert (problem.code, str(problem.place)) == ("reserved-anchor", "docs/om.md:8:1")


OWN_ANCHOR = '{% macro sokruta(etikett="", id="") %}<p id="eget">x</p>{% endmacro %}'


def _files_of(code: CodeType) -> Iterator[str]:
    yield code.co_filename
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _files_of(one)


def test_a_template_that_stands_in_two_projects_is_compiled_once_and_says_in_which_it_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "{% macro lika() %}{% for ett in [1] %}{{ ett }}{% endfor %}{% endmacro %}"
    first = Sandbox().compile(text, "lika/macro.j2", "/ett/macros/lika/macro.j2")
    monkeypatch.setattr(Sandbox, "_compile", lambda *_: pytest.fail("It is compiled anew."))
    second = Sandbox().compile(text, "lika/macro.j2", "/tva/macros/lika/macro.j2")

    assert {*_files_of(first)} == {"/ett/macros/lika/macro.j2"}
    assert {*_files_of(second)} == {"/tva/macros/lika/macro.j2"}
