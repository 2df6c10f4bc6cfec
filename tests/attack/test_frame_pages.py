"""A frame page is no more trusted than a record: what attacks is told at its line, or shown as text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kunskapsbank.base.problems import errors
from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.project import Project

from ..conftest import TODAY, record
from .payloads import TEXTS
from .svg import RUN
from .test_kit import html_faults

_FRONT = "---\ntitle: Ram\ndescription: En sida.\nrender_macros: {macros}\n---\n\n"
_LINE = 7  #: Of the file, where its body begins.


@pytest.fixture
def framed(project: Callable[..., Project]) -> Callable[..., Build]:
    """What comes of a project whose frame page has the body that is given."""

    def build(body: str, macros: str = "false") -> Build:
        front = _FRONT.format(macros=macros)
        return run(project({"begrepp/a.md": record()}, {"ram.md": f"{front}{body}\n"}), TODAY)

    return build


@pytest.mark.parametrize("macros", ["false", "true"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_attack_on_a_frame_page_is_told_at_its_line_or_shown_as_text(
    text: str, macros: str, framed: Callable[..., Build]
) -> None:
    build = framed(f"Text.\n\n{text}", macros)
    told = [problem.place for problem in errors(build.problems) if problem.place.path == "docs/ram.md"]

    assert {place.line for place in told} <= {_LINE + 2}
    [page] = [page for page in build.pages if page.source == "docs/ram.md"] or [None]
    assert told or page
    if page:
        assert list(html_faults(f"<!doctype html><title>a</title><main>{page.html}</main>".encode())) == []


@pytest.mark.parametrize(
    ("body", "code", "column"),
    [
        pytest.param(f"Text <script>{RUN}</script>", "html-in-body", 6, id="a script"),
        pytest.param(f'<div onclick="{RUN}">\n\na\n\n</div>', "html-in-body", 1, id="a block of HTML"),
        pytest.param('<p style="color:red">a</p>', "html-in-body", 1, id="a style"),
        pytest.param(f"[a](javascript:{RUN})", "dangerous-link", 5, id="a link that runs"),
        pytest.param("[a](//ond.example/)", "dangerous-link", 5, id="a link to another host"),
        pytest.param("![a](https://ond.example/a.png)", "foreign-image", 6, id="a picture from elsewhere"),
        pytest.param("a &#x202e; b", "hidden-entity", 3, id="a sign that nobody sees"),
        pytest.param("<<<<<<< HEAD", "conflict-mark", 1, id="what git could not merge"),
        pytest.param("# Rubrik", "top-heading-in-body", 1, id="a second title"),
        pytest.param("![](/assets/a.png)", "missing-alt-text", 1, id="a picture without a description"),
    ],
)
def test_the_text_of_a_frame_page_is_judged_as_that_of_a_record_is(
    body: str, code: str, column: int, framed: Callable[..., Build]
) -> None:
    found = [one.place for one in errors(framed(body).problems) if one.code == code]

    assert str(found[0]) == f"docs/ram.md:{_LINE}:{column}"


CALL = "{{ lanklista(['begrepp/a']) }}"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"[a]({CALL})", id="a link"),
        pytest.param(f'[a](/ "{CALL}")', id="the title of a link"),
        pytest.param(f"![{CALL}](/assets/a.png)", id="the description of a picture"),
        pytest.param(f"![a]({CALL})", id="the source of a picture"),
        pytest.param(f"[a][b]\n\n[b]: {CALL}", id="an address elsewhere"),
        pytest.param(f"## {CALL}", id="a heading"),
        pytest.param(f'<abbr title="{CALL}">a</abbr>', id="the attribute of a tag"),
        pytest.param(f"ABC\n\n*[ABC]: {CALL}", id="the meaning of an abbreviation"),
        pytest.param(f"<https://a.example/{CALL}>", id="a bare address"),
    ],
)
def test_what_a_macro_draws_never_stands_inside_a_tag(body: str, framed: Callable[..., Build]) -> None:
    """There the text that it was given could become an attribute."""
    assert {"misplaced-call"} & {one.code for one in errors(framed(body, "true").problems)}
