"""A project changes one part of the page around the content without a copy of the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kunskapsbank.base.parts import PAGE
from kunskapsbank.pipeline.project import Project
from kunskapsbank.render.page_blocks import BASE, block_names, lost

from .conftest import REPO, kb

MAIN = "overrides/main.html"


def written(project: Project, template: str) -> Project:
    """*project* with a page template of its own."""
    path = project.root / MAIN
    path.parent.mkdir()
    path.write_text(template, encoding="utf-8")
    return project


@pytest.mark.slow
def test_a_block_of_the_projects_own_takes_the_place_of_the_standard_one_and_the_rest_stays(
    whole_project: Callable[..., Project],
) -> None:
    made = written(
        whole_project({}),
        '{% extends "base.html" %}\n'
        '{% block tagline %}<b>{{ config.site_name }}, {{ t["sida.meny"] }}</b>{% endblock %}\n'
        '{% block extrahead %}<link rel="stylesheet" href="{{ rot }}/{{ assets }}/egen.css">{% endblock %}\n'
        "{% block footer_text %}{{ super() }}<p>Vi finns i huset.</p>{% endblock %}\n",
    )

    (made.root / "overrides/assets").mkdir()
    (made.root / "overrides/assets/egen.css").write_text(".rad { color: red; }\n", encoding="utf-8")

    done = kb(made, "build")

    assert done.returncode == 0, done.stdout + done.stderr
    page = (made.root / "site/index.html").read_text(encoding="utf-8")
    assert "<span><span>Prov</span><b>Prov, Meny</b></span></a>" in page
    assert re.search(r'kunskapsbank\.js"></script><link rel="stylesheet" href="\./kod/\w+/egen\.css">\n</head>', page)
    assert "webb@prov.se</a></p><p>Vi finns i huset.</p>" in page
    assert '<nav id="meny"' in page


@pytest.mark.parametrize(
    ("template", "line", "code", "words"),
    [
        pytest.param(
            '{% extends "base.html" %}\n\n{% block haeder %}x{% endblock %}\n',
            3,
            "unknown-block",
            "header",
            id="a misspelt block",
        ),
        pytest.param(
            '{% extends "main.html" %}\n{% block header %}x{% endblock %}\n\n  <p>Vi flyttar.</p>\n',
            4,
            "text-outside-block",
            "<p>Vi flyttar.</p>",
            id="text outside blocks",
        ),
    ],
)
def test_what_no_page_would_show_is_told_at_its_line(
    project: Callable[..., Project], template: str, line: int, code: str, words: str
) -> None:
    [found] = lost(written(project({}), template).root)

    assert (found.place.path, found.place.line, found.code) == (MAIN, line, code)
    assert words in str(found)


@pytest.mark.parametrize(
    "template",
    [
        pytest.param("<!doctype html>\n{% block mine %}x{% endblock %}", id="a page of its own"),
        pytest.param("{% extends", id="a fault of another sort"),
        pytest.param(
            '{% extends "base.html" %}{# why #}{% block header %}{% block mine %}x{% endblock %}{% endblock %}',
            id="a new block inside a known one",
        ),
    ],
)
def test_other_templates_are_left_alone(project: Callable[..., Project], template: str) -> None:
    assert list(lost(written(project({}), template).root)) == []


def test_the_manual_names_every_block() -> None:
    body = (REPO / "manual/content/howto/change-the-header.md").read_text(encoding="utf-8")

    assert re.findall(r"^\| `(\w+)` \|", body, re.M) == list(block_names(PAGE.standard / BASE))


def test_a_standard_page_has_nothing_that_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "overrides").symlink_to(PAGE.standard)

    assert list(lost(tmp_path)) == []
