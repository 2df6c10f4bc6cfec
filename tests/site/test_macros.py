"""The macros: every one documented, every example drawn."""

from __future__ import annotations

import re

import html5lib
import pytest

from kunskapsbank.base.parts import MACROS
from kunskapsbank.content.site import Site
from kunskapsbank.pipeline.project import clock
from kunskapsbank.render.examples import example_html
from kunskapsbank.render.macro_info import read_info
from kunskapsbank.render.macros import macro_names

from ..conftest import KINDS
from .conftest import DAY, ROOT

NAMES = macro_names(ROOT)
NEEDS_HANDBOOK = {
    "handbok_slag",
    "handbok_regler",
    "handbok_makron",
    "handbok_skriva",
    "handbok_varningar",
}  #: Drawn on the real pages of /redaktor/ only.
#: What they show is made when the whole site is built, or tells of what other records lack.
NOTHING_ALONE = {"kalenderlank", "modellnamn", "oversattningslage", "textfil"}
EXAMPLES = [
    pytest.param(name, one, id=f"{name}: {one.namn}")
    for name in NAMES
    if name not in NEEDS_HANDBOOK
    for one in read_info(ROOT, name).exempel
]


def parameters(name: str) -> list[str]:
    """The parameters in the macro's own signature."""
    template = MACROS.files(ROOT)[f"{name}/macro.j2"].read_text(encoding="utf-8")
    signature = re.search(rf"{{%-? macro {name}\((.*?)\) -?%}}", template)
    assert signature, f"{name}: the file must define a macro of its own name"
    return re.findall(r"(\w+)(?:=[^,]*)?(?:,|$)", signature[1])


@pytest.mark.parametrize("name", NAMES)
def test_each_macro_describes_every_parameter_in_order(name):
    assert [p.namn for p in read_info(ROOT, name).parametrar] == parameters(name)


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_each_example_draws_html_without_errors(name, example):
    html = example_html(ROOT, example, Site.of([], clock(DAY), KINDS))

    parser = html5lib.HTMLParser()
    (parser.parse if html.lstrip().startswith("<!doctype") else parser.parseFragment)(html)
    assert bool(html.strip()) == (name not in NOTHING_ALONE)
    assert parser.errors == []


def test_values_are_escaped():
    [_, hidden] = read_info(ROOT, "fakta").exempel

    assert "&lt;b&gt;verktyg&lt;/b&gt;" in example_html(ROOT, hidden, Site.of([], clock(DAY), KINDS))
