"""Markdown as people write it: small pieces with the HTML that they become."""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
import pytest

from kunskapsbank.markdown.converter import Converter
from kunskapsbank.reading.texts import standard_texts

PIECES = Path(__file__).parent / "pieces.txt"  #: ``=== name``, what is written, ``-->``, what it becomes.


def pieces() -> list[tuple[str, str, str]]:
    """(name, Markdown, HTML); the names begin with the row of the list of faults that they come from."""
    found = []
    for block in PIECES.read_text(encoding="utf-8").split("=== ")[1:]:
        name, _, rest = block.partition("\n")
        written, _, html = rest.partition("\n-->\n")
        found.append((name, written, html.rstrip("\n")))
    return found


@pytest.mark.parametrize(("written", "html"), [pytest.param(md, html, id=name) for name, md, html in pieces()])
def test_what_people_write_becomes_what_they_meant(written: str, html: str) -> None:
    assert Converter().convert(written).html == html


def test_there_are_at_least_60_pieces() -> None:
    assert len({name for name, _, _ in pieces()}) == len(pieces()) >= 60


@pytest.mark.parametrize(("written", "html"), [pytest.param(md, html, id=name) for name, md, html in pieces()])
def test_a_body_knows_the_anchors_links_and_pictures_that_its_html_has(written: str, html: str) -> None:
    """The value is what rules and pages read instead of the HTML."""
    body = Converter().convert(written)
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    drawn = [one for one in tree.iter() if str(one.tag) in ("h1", "h2", "h3", "h4", "h5", "h6")]

    assert [heading.id for heading in body.headings] == [one.get("id") for one in drawn]
    assert [heading.text for heading in body.headings] == ["".join(one.itertext()) for one in drawn]
    links = [one for one in tree.iter("a") if not (one.get("class") or "").startswith("footnote")]
    assert [link.text for link in body.links] == ["".join(one.itertext()) for one in links]
    assert [image.alt for image in body.images] == [one.get("alt") for one in tree.iter("img")]


def test_tables_of_a_body_are_told_apart_by_their_names() -> None:
    body = Converter().convert("| a |\n|---|\n| b |\n\n| c |\n|---|\n| d |\n", lambda link: link)

    assert re.findall('aria-label="([^"]*)"', body.drawn(texts=standard_texts("sv"))) == ["Tabell", "Tabell 2"]
