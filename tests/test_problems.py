"""How problems print, for people, programs and GitHub."""

from __future__ import annotations

import json

import pytest

from kunskapsbank.base.problems import FORMATS, Place, Problem, Severity, as_github, as_json, as_text, errors

WRONG = Problem(Place("content/begrepp/a.md", 4, 7), "invalid-value", "ar: 'x' är inget heltal", "Skriv ett heltal.")
BARE = Problem(Place("content/begrepp/b.md"), "not-a-file", "det här är ingen fil", severity=Severity.WARNING)


def test_text_says_where_what_and_then_what_to_do() -> None:
    assert as_text([WRONG, BARE]) == (
        "content/begrepp/a.md:4:7: fel [invalid-value] ar: 'x' är inget heltal\n"
        "    Skriv ett heltal.\n"
        "content/begrepp/b.md:1:1: varning [not-a-file] det här är ingen fil"
    )


@pytest.mark.parametrize("order", ["\x1b[2J", "\x1b]0;a\x07", "\r", "\x08", "\x9b2J", "\x7f"])
def test_text_orders_no_terminal_about_whatever_a_file_is_called(order: str) -> None:
    assert order not in as_text([Problem(Place(f"kinds/a{order}.py"), "not-a-file", f"a{order}", "b.")])


def test_json_is_a_list_of_flat_objects_with_readable_swedish() -> None:
    text = as_json([WRONG, BARE])

    assert json.loads(text) == [
        {
            "path": "content/begrepp/a.md",
            "line": 4,
            "column": 7,
            "code": "invalid-value",
            "severity": "error",
            "message": "ar: 'x' är inget heltal",
            "remedy": "Skriv ett heltal.",
            "values": {},
        },
        {
            "path": "content/begrepp/b.md",
            "line": 1,
            "column": 1,
            "code": "not-a-file",
            "severity": "warning",
            "message": "det här är ingen fil",
            "remedy": "",
            "values": {},
        },
    ]
    assert "är" in text


def test_github_gets_one_annotation_per_line() -> None:
    assert as_github([WRONG, BARE]) == (
        "::error file=content/begrepp/a.md,line=4,col=7,title=invalid-value"
        "::ar: 'x' är inget heltal Skriv ett heltal.\n"
        "::warning file=content/begrepp/b.md,line=1,col=1,title=not-a-file::det här är ingen fil"
    )


def test_github_annotations_cannot_be_forged_by_what_a_file_is_called_or_holds() -> None:
    tricky = Problem(Place("a,b:c%\n.md"), "x", "100 %\r\n::error file=b::klart")

    assert as_github([tricky]) == (
        "::error file=a%2Cb%3Ac%25%0A.md,line=1,col=1,title=x::100 %25%0D%0A::error file=b::klart"
    )


def test_no_problems_print_as_nothing_and_as_an_empty_json_list() -> None:
    assert {name: show([]) for name, show in FORMATS.items()} == {"text": "", "json": "[]", "github": ""}


def test_problems_sort_by_file_line_and_column_and_not_by_line_as_text() -> None:
    places = [Place("b.md", 1, 1), Place("a.md", 10, 1), Place("a.md", 9, 2), Place("a.md", 9, 1), Place("a.md", 9, 10)]
    problems = sorted(Problem(place, "x", "y") for place in places)

    assert [str(p.place) for p in problems] == ["a.md:9:1", "a.md:9:2", "a.md:9:10", "a.md:10:1", "b.md:1:1"]


def test_only_errors_stop_a_build() -> None:
    assert errors([WRONG, BARE]) == [WRONG]
