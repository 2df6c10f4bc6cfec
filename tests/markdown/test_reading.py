"""A body is read once: whatever it holds, at a cost that follows its length, and each thing with its place."""

from __future__ import annotations

import time
from pathlib import Path

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kunskapsbank.base.parts import MACROS, PAGE
from kunskapsbank.base.problems import MOST_SHOWN, Place, Problem, as_text
from kunskapsbank.markdown.body import Body, Spot
from kunskapsbank.markdown.converter import NUMBERED, RESERVED_IDS, RESERVED_PREFIXES, Converter
from kunskapsbank.markdown.glossary import Glossary
from kunskapsbank.reading.front_matter import newlines

from ..conftest import TODAY, Site

LINES = st.sampled_from(
    [
        "Text med ord.", "- punkt", "  - under", "    - djupt", "* stjärna", "1. ett", "2) två", "  3. tre", "• prick",
        "\t◦ ring", "> citat", "> > djupt", "> [!NOTE]", "```", "~~~~ kod", "    indrag", "## Rubrik", "## Rubrik {#x}",
        "###", "====", "---", "| a | b |", "|---|--:|", "| 1 || 2 |", "[^1]: not", "Se[^1] och [^2].", "[a]: /b 'c'",
        "[a][] och [b](../c.md \"d\")", "![alt [x]](y.png)", "*[MYH]: Myndighet", "MYH och **fet* text_", "Term",
        ": förklaring", "!!! note \"Titel\"", "    i noten", "??? tip", "<!-- dold", "-->", "<kbd>x</kbd> <b>y</b>",
        "<abbr title=\"", "https://a.se/(b) a@b.se www.a.se", "<<<<<<< HEAD", "=======", ">>>>>>> x", "&#8203; &x;",
        "`kod `` x", "rad\\", "", "", "{{ x }} {% y %}", "- [ ] sak", "\u00ad\u00a0å\u0301", "[" * 60, "\\[\\`",
    ]
)  # fmt: skip
BODIES = st.one_of(
    st.text(max_size=200),
    st.lists(LINES, max_size=25).map("\n".join),
    st.text("\n\t -*_`[](){}<>!#|:~^=+1a&;\\", max_size=80),
)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_place_is_right_whatever_ends_a_line(end: str) -> None:
    (mark,) = Converter().convert(f"Ett.{end}{end}- fÃ¶r").marks

    assert mark.spot == Spot(3, 4)


@settings(max_examples=600)
@example("\rÃ\x80")
@given(BODIES)
def test_any_text_becomes_a_value_whose_places_lie_in_it(text: str) -> None:
    body = Converter().convert(text)

    lines = newlines(text).split("\n")
    spots = [*(mark.spot for mark in body.marks), *(link.at for link in body.links), *(one.spot for one in body.tags)]
    spots += [one.spot for one in (*body.headings, *body.images, *body.code, *body.tables, *body.links)]
    assert all(1 <= spot.line <= len(lines) and spot.column >= 1 for spot in spots)
    assert all(spot.column <= len(lines[spot.line - 1].expandtabs(4)) + 1 for spot in spots)
    html5lib.parseFragment(body.html)


@settings(max_examples=200)
@given(BODIES)
def test_a_body_on_a_page_of_many_has_anchors_of_its_own_and_no_heading_below_the_sixth(text: str) -> None:
    body = Converter().convert(text)

    drawn = html5lib.parseFragment(body.drawn(4, "ett-"), namespaceHTMLElements=False)
    ids = [one.get("id") for one in drawn.iter() if one.get("id")]
    assert all(one.startswith("ett-") for one in ids)
    if not list(body.marked("repeated-anchor")):
        assert len(ids) == len(set(ids))
    assert len([one for one in drawn.iter() if str(one.tag) in ("h5", "h6")]) == len(body.headings)


WORDS = st.lists(
    st.text(st.characters(categories=["L", "N"], max_codepoint=0x24F), min_size=1, max_size=12), min_size=1, max_size=8
)


@settings(max_examples=300)
@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=6))
def test_a_page_of_plain_paragraphs_says_what_its_source_says(paragraphs: list[str]) -> None:
    body = Converter().convert("\n\n".join(paragraphs))

    shown = html5lib.parseFragment(body.html, namespaceHTMLElements=False)
    assert ["".join(one.itertext()) for one in shown.iter("p")] == paragraphs
    assert body.text.split("\n") == paragraphs


@settings(max_examples=200)
@given(BODIES)
def test_explaining_terms_changes_no_word(text: str) -> None:
    body = Converter().convert(text)

    assert Glossary(Site.of([], TODAY)).explain(body).text == body.text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("brackets on one line", "[" * 100_000),
        ("tags that never end", '<abbr title="' * 100_000),
        ("lines of a tag", "<b>\n" * 50_000),
        ("comments that never end", "<!-- " * 50_000),
        ("stars", "**a " * 50_000),
        ("backticks", "".join("`" * number + " " for number in range(1, 1500))),
        ("bare addresses", "https://" * 50_000),
        ("mail", "a@b.se " * 20_000),
        ("colons", ":" * 100_000),
        ("quotations", ">" * 100_000),
        ("items", "- " * 100_000),
        ("cells", f"{'| a ' * 20_000}|\n{'|--' * 20_000}|"),
        ("bullets", "• a\n" * 15_000),
        ("numbers and lists below them", "1. a\n  - b\n" * 10_000),
        ("definitions", "[a]: /x\n" * 20_000),
        ("headings alike", "## a\n\n" * 10_000),
        ("identity numbers", "19121212-1212 " * 20_000),
    ],
)
def test_a_body_costs_seconds_however_it_is_written(name: str, text: str) -> None:
    started = time.process_time()

    Converter().convert(text)

    assert time.process_time() - started < 8, name


def spots_of(body: Body, code: str) -> list[Spot]:
    return [mark.spot for mark in body.marked(code)]


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        pytest.param("{{ x }}", Spot(1, 1), id="at the start"),
        pytest.param("Rad\när {{ x }}", Spot(2, 4), id="on the second line of a paragraph"),
        pytest.param("- ett\n  - två {{ x }}", Spot(2, 9), id="in a list in a list"),
        pytest.param("> Hej\n> du {{ x }}", Spot(2, 6), id="in a quotation"),
        pytest.param("## Om {{ x }} ##", Spot(1, 7), id="in a heading"),
        pytest.param("| a | b |\n|---|---|\n| {{ y | {{ x }} |", Spot(3, 3), id="in a cell"),
        pytest.param("1. ett\n  - {{ x }}", Spot(2, 5), id="in a list that was indented for its writer"),
        pytest.param("• {{ x }}", Spot(1, 3), id="after a bullet"),
        pytest.param("- [x] {{ x }}", Spot(1, 7), id="after a box"),
        pytest.param("a `kod` <kbd>b</kbd> {{ x }}", Spot(1, 22), id="after code and tags"),
    ],
)
def test_what_is_noted_stands_where_the_editor_wrote_it(text: str, spot: Spot) -> None:
    assert spots_of(Converter().convert(text), "template-code")[0] == spot


def test_reserved_anchors_are_those_of_the_standard_templates() -> None:
    """A6: a list that exists twice is compared."""
    found = set()
    for path in (*MACROS.standard_files().values(), *PAGE.standard_files().values()):
        if path.suffix in (".j2", ".html"):
            found |= set(_ids(path))

    assert {one for one in found if "{" not in one and not one.startswith(RESERVED_PREFIXES)} == RESERVED_IDS
    prefixes = {one.partition("{")[0] for one in found if "{" in one} - {""}
    assert {one for one in prefixes if not one.startswith(RESERVED_PREFIXES)} <= set(NUMBERED)


def _ids(path: Path) -> list[str]:
    return [part.partition('"')[0] for part in path.read_text(encoding="utf-8").split(' id="')[1:]]


def test_at_most_fifty_problems_of_one_file_are_printed_and_the_rest_are_counted() -> None:
    problems = [Problem(Place("a.md", line), "x", "y") for line in range(1, 952)]

    lines = as_text([*problems, Problem(Place("b.md"), "x", "y")]).split("\n")

    assert len(lines) == MOST_SHOWN + 2
    assert lines[-2:] == ["a.md: och 901 till", "b.md:1:1: fel [x] y"]
