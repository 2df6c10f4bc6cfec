"""A budget's amounts stand under their own years, however the rows are written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kunskapsbank.base.problems import Problem
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project

from .conftest import TODAY

MUSEUM = Path(__file__).parent / "museum" / "content"
HEAD = (MUSEUM / "projekt" / "tva-projekt.md").read_text(encoding="utf-8").partition("budget:")[0]
ZERO = {"2022": 0, "2023": 0}

Drawn = Callable[..., tuple[list[list[str]], list[str], list[Problem]]]


def amounts(row: list[tuple[str, int]]) -> str:
    return ", ".join(f"{{ar: {year}, kronor: {kronor}}}" for year, kronor in row)


@pytest.fixture
def drawn(project: Callable[..., Project]) -> Drawn:
    """The cells, the bars and the budget's problems of a project with *rows*, and *total* as the row of sums."""

    def draw(
        total: list[tuple[str, int]], **rows: list[tuple[str, int]]
    ) -> tuple[list[list[str]], list[str], list[Problem]]:
        lines = [
            line
            for name, row in rows.items()
            for line in (
                f"      - namn: {name}",
                f"        belopp: [{amounts(row)}]",
                f"        totalt: {sum(k for _, k in row)}",
            )
        ]
        text = "\n".join(
            [
                "budget:",
                "  - rubrik: Kostnader",
                "    rader:",
                *lines,
                "    summa:",
                "      namn: Summa",
                f"      belopp: [{amounts(total)}]",
                f"      totalt: {sum(k for _, k in total)}",
                "---",
                "",
            ]
        )
        build = run(project({"projekt/p.md": HEAD + text}), TODAY)
        html = "".join(page.html for page in build.pages if page.address == "om/projektet/")
        table = html.partition('<table id="budget-1-tabell">')[2].partition("</table>")[0]
        cells = [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row) for row in table.split("</tr>")[:-1]]
        bars = re.findall(r'<rect class="(ar-\d)" x="([\d.]+)" y="\d+" width="([\d.]+)" height="20"', html)
        about = [p for p in build.problems if p.code.startswith(("budget", "template", "too"))]
        return cells, [" ".join(bar) for bar in bars], about

    return draw


def test_b3_rows_with_their_years_in_another_order_than_the_sums(drawn: Drawn) -> None:
    cells, bars, problems = drawn(
        [("2023", 30), ("2022", 12)], A=[("2023", 20), ("2022", 10)], B=[("2022", 2), ("2023", 10)]
    )

    assert cells == [
        ["Kostnader", "2022", "2023", "Totalt"],
        ["A", "10", "20", "30"],
        ["B", "2", "10", "12"],
        ["Summa", "12", "30", "42"],
    ]
    assert bars == ["ar-1 0 213.3", "ar-2 213.3 426.7", "ar-1 0 42.7", "ar-2 42.7 213.3"]
    assert problems == []


@pytest.mark.parametrize(
    ("row", "shown", "bar"),
    [
        pytest.param([("2023", 5)], ["–", "5", "–"], "ar-2", id="B3: without the first year and the last"),
        pytest.param([("2024", 5)], ["–", "–", "5"], "ar-3", id="B3: with the last year only"),
        pytest.param([("2024", 5), ("2022", 0)], ["0", "–", "5"], "ar-3", id="B3: nought is not the same as missing"),
    ],
)
def test_b3_a_row_that_lacks_a_year_has_an_empty_cell_there(
    drawn: Drawn, row: list[tuple[str, int]], shown: list[str], bar: str
) -> None:
    own = dict(row)
    total = [(year, 10 + own.get(year, 0)) for year in ("2022", "2023", "2024")]
    cells, bars, problems = drawn(total, A=[("2022", 10), ("2023", 10), ("2024", 10)], B=row)

    assert cells[2] == ["B", *shown, "5"]
    assert bars[-1].startswith(bar)
    assert problems == []


def test_b3_a_year_that_stands_twice_is_told_once_at_its_line_in_rows_and_sums(drawn: Drawn) -> None:
    _, _, problems = drawn([("2022", 3), ("2022", 4)], A=[("2022", 3), ("2022", 4)])

    assert [(p.code, p.place.line, p.place.column) for p in problems] == [
        ("budget-year-twice", 18, 46),
        ("budget-year-twice", 22, 44),
    ]


def test_b3_a_year_that_stands_twice_among_the_sums_is_compared_as_a_whole(drawn: Drawn) -> None:
    _, _, problems = drawn([("2022", 3), ("2022", 4)], A=[("2022", 9)])

    assert [(p.code, p.message) for p in problems if "column" in p.code] == [
        ("budget-column-does-not-add-up", "Kostnader 2022: raderna ger 9, summan säger 7")
    ]


def test_b3_a_budget_of_nought_is_drawn(drawn: Drawn) -> None:
    cells, bars, problems = drawn([*ZERO.items()], A=[*ZERO.items()])

    assert cells[1:] == [["A", "0", "0", "0"], ["Summa", "0", "0", "0"]]
    assert bars == ["ar-1 0 0.0", "ar-2 0.0 0.0"]
    assert problems == []
