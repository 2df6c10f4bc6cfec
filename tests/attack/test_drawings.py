"""SVG drawings come out inert and look the same, or the editor is told where they are dangerous."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kunskapsbank.media.drawings import active_parts_of_svg, cleaned
from kunskapsbank.media.metadata import stripped, tells_of_its_maker
from kunskapsbank.media.xmldata import active_parts_of_xml
from kunskapsbank.reading.folders import Unreadable
from kunskapsbank.verify.built import Expected, verify

from . import svg as attacks
from .independent import SVG, active_in_svg
from .svg import MARK, RUN, svg


def inert(data: bytes) -> None:
    """What comes out of *data* is inert, stays the same when it is cleaned again, and says nothing of its makers."""
    clean = stripped(data, ".svg")
    assert list(active_in_svg(clean)) == []
    assert stripped(clean, ".svg") == clean
    assert active_parts_of_svg(clean) == []
    assert not tells_of_its_maker(clean, ".svg")


@pytest.mark.parametrize("inside", attacks.INSIDE.values(), ids=attacks.INSIDE)
def test_what_runs_moves_links_or_fetches_in_a_drawing_is_told_at_its_line_and_left_out(inside: str) -> None:
    dangers = active_parts_of_svg(svg(inside))

    assert {danger.line for danger in dangers} == {2}
    assert all(danger.what and danger.hint and danger.column >= 1 for danger in dangers)
    inert(svg(inside))


@pytest.mark.parametrize("inside", attacks.TEXT.values(), ids=attacks.TEXT)
def test_what_only_looks_dangerous_stays_text_or_is_left_out_without_a_word(inside: str) -> None:
    assert active_parts_of_svg(svg(inside)) == []
    inert(svg(inside))


@pytest.mark.parametrize("data", attacks.WHOLE.values(), ids=attacks.WHOLE)
def test_an_attack_by_a_whole_file_is_refused_or_made_inert(data: bytes) -> None:
    with suppress(Unreadable):
        inert(data)


@pytest.mark.parametrize("data", attacks.files().values(), ids=attacks.files())
def test_verification_passes_no_attack_that_has_reached_the_built_site(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(data)

    assert {p.code for p in verify(tmp_path, Expected())} & {"breaks-security-policy", "metadata-left"}


def test_a_danger_is_told_with_its_line_and_column_and_what_to_do() -> None:
    [danger] = active_parts_of_svg(svg(f"<g>å<script>{RUN}</script></g>"))

    assert (danger.line, danger.column, str(danger.what)) == (2, 5, "<script>")
    assert "spara om bilden som vanlig SVG" in str(danger.hint)


KEPT = {
    "shapes": '<g transform="translate(1,2) rotate(5)"><path d="M0 0a1,1 0 0 0 1-1e-5z"/><circle cx="1" r="3%"/></g>',
    "colours": '<rect fill="#fff" stroke="rgb(1, 2, 3)" stroke-dasharray="1 2" opacity=".5" fill-opacity="50%"/>',
    "a gradient": '<linearGradient id="a" gradientUnits="userSpaceOnUse"><stop offset="0" stop-color="red"/>'
    '</linearGradient><g fill="url(#a) none"/>',
    "its own parts": '<symbol id="å-1"><path d="M0 0"/></symbol><use href="#å-1" x="4"/>',
    "text": '<text x="1" font-family="\'Source Sans 3\', Arial"><tspan dy="1em">5 &lt; 6 &amp; ”7”</tspan> </text>',
    "a style sheet": "<style>.a, g &gt; .b{fill:red;stroke:url(#a) !important}</style>",
    "styles": '<g style="fill:#00f;font-family:Arial, sans-serif"/>',
    "a filter": '<filter id="f"><feGaussianBlur in="SourceGraphic" stdDeviation="2 1"/></filter><g filter="url(#f)"/>',
    "title and description": '<title id="t">En ring</title><desc>Och mer</desc>',
    "what readers' programs need": '<g role="img" aria-label="En &quot;ring&quot;" aria-labelledby="t" lang="sv"/>',
    "space": '<text xml:space="preserve">  a  </text>',
}


@pytest.mark.parametrize("inside", KEPT.values(), ids=KEPT)
def test_what_draws_is_kept_as_it_is_written(inside: str) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>\n'.encode()

    assert cleaned(data).dangers == ()
    assert cleaned(data).data == data


def test_a_part_named_the_old_way_is_kept() -> None:
    assert cleaned(svg('<g id="a"/><use xlink:href="#a"/>')).data == (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 99 99">'
        b'<g id="a"/><use xlink:href="#a"/></svg>\n'
    )


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
        "<!DOCTYPE svg>",
    ],
)
def test_a_doctype_as_drawing_programs_write_it_is_left_out(doctype: str) -> None:
    assert cleaned(svg("<g/>", before=doctype)) == cleaned(svg("<g/>"))


LONG = 500_000


@pytest.mark.parametrize(
    "inside",
    [
        " " * LONG,
        f'<g d="{" " * LONG}"/>',
        f'<g style="{";" * LONG}"/>',
        f'<g style="fill:{"url(" * (LONG // 4)}"/>',
        f"<style>{'/*' * (LONG // 2)}</style>",
        f"<style>{'}' * LONG}</style>",
        f"<style>{'{' * LONG}</style>",
        f"<style>{' ' * LONG}</style>",
        f"<style>a{{fill:{' ' * LONG}}}</style>",
        "<g/>" * (LONG // 4),
        f'<g fill="{chr(39) * LONG}"/>',
        f"<text>{'<!---->x' * (LONG // 8)}</text>",
        "<script/>" * (LONG // 9),
        f"<g {' '.join(f'a{n}={chr(34)}{chr(34)}' for n in range(LONG // 10))}/>",
        '<use href="#a"/>' * (LONG // 16) + '<g id="a"/>',
    ],
    ids=lambda inside: inside[:12],
)
def test_the_time_for_a_large_drawing_grows_with_its_size_only(inside: str) -> None:
    start = time.process_time()
    with suppress(Unreadable):
        cleaned(svg(inside))

    assert time.process_time() - start < 3


_NAMES = st.sampled_from(
    "g s:script script h:script style text use set title s:g h:a metadata foreignObject "
    "linearGradient i:x image svg a desc".split()
)
_KEYS = st.sampled_from(
    "href xlink:href style onload fill id class i:a ev:event aria-label d xml:space xml:base "
    "attributeName to filter x:y".split()
)
_BITS = st.sampled_from(
    [
        *"""url(#a) url(/a) javascript:a ]]> <![CDATA[ <!-- --> </style> /* */ @import { } ; : ' " &
                         \\ #a <s:script> å fill a""".split(),
        " i:a='1'",
        "\t",
        "\r",
    ]
)
_TEXTS = st.lists(_BITS | st.text(max_size=3), max_size=5).map("".join)


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


_NODES: Any = st.recursive(
    _TEXTS.map(_quoted)
    | _TEXTS.map(lambda text: f"<![CDATA[{text.replace(']]>', '')}]]>")
    | _TEXTS.map(lambda text: f"<!--{text.replace('-', '')}-->"),
    lambda inner: st.builds(
        lambda name, attributes, inside: "".join(
            [
                f"<{name}",
                *(f' {key}="{_quoted(value)}"' for key, value in attributes.items()),
                ">",
                *inside,
                f"</{name}>",
            ]
        ),
        _NAMES,
        st.dictionaries(_KEYS, _TEXTS, max_size=3),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(_NODES)
@example("<style>a{font-family:'/*';x:y}</style><style>*/</style>")
def test_any_drawing_comes_out_inert_or_is_unreadable(inside: str) -> None:
    with suppress(Unreadable):
        inert(svg(inside.replace("i:", "inkscape:"), 'xmlns:inkscape="urn:i" xmlns:x="urn:x"'))


@given(_TEXTS)
def test_any_text_in_place_of_a_drawing_comes_out_inert_or_is_unreadable(text: str) -> None:
    for data in (text.encode("utf-8", "surrogatepass"), svg(text.encode("utf-8", "replace").decode())):
        with suppress(Unreadable):
            inert(data)


XML_SHOWN = {
    "a page": f'<html xmlns="http://www.w3.org/1999/xhtml"><script src="{MARK}.js"/></html>',
    "a page with a prefix": f'<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:script>{RUN}</h:script></h:html>',
    "a page inside data": f'<a><b><c xmlns="http://www.w3.org/1999/xhtml"/><s:script xmlns:s="{SVG[1:-1]}"/></b></a>',
    "a drawing": f"<svg xmlns='{SVG[1:-1]}'><script>{RUN}</script></svg>",
    "a style": f'<?xml-stylesheet href="{MARK}.xsl" type="text/xsl"?><a/>',
    "rules for pages": '<x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform" version="1.0"/>',
    "formulas": '<math xmlns="http://www.w3.org/1998/Math/MathML"/>',
    "an event": '<a xmlns:e="http://www.w3.org/2001/xml-events" e:event="load"/>',
    "a name space by declaration": '<!DOCTYPE a [<!ATTLIST a xmlns CDATA "http://www.w3.org/1999/xhtml">]><a/>',
    "a doctype": '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "a.dtd"><html/>',
    "a name space by an entity": '<!DOCTYPE a [<!ENTITY x "http://www.w3.org/1999/xhtml">]><a xmlns="&x;"/>',
    "another encoding": '<?xml version="1.0" encoding="UTF-7"?><a>+ADw-</a>',
}


@pytest.mark.parametrize("text", XML_SHOWN.values(), ids=XML_SHOWN)
def test_xml_that_browsers_would_show_or_run_is_found_before_and_after_the_build(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(text, encoding="utf-8")

    assert [p.code for p in verify(tmp_path, Expected())] == ["breaks-security-policy"]
    with suppress(Unreadable):
        assert active_parts_of_xml(text.encode()) != []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_xml_in_another_encoding_is_unreadable(encoding: str) -> None:
    with pytest.raises(Unreadable):
        active_parts_of_xml(XML_SHOWN["a page"].encode(encoding))


@pytest.mark.parametrize(
    "text",
    [
        "<a><b c='1'>å</b><!-- d --></a>",
        '<?xml version="1.0" encoding="utf-8"?><a xmlns="urn:a"/>',
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>",
    ],
)
def test_xml_that_is_data_is_harmless(text: str) -> None:
    assert active_parts_of_xml(text.encode()) == []


RECT = '<rect width="1" height="1"/>'


def growing(sort: str, inside: str) -> str:
    """Nine parts of *sort*, in each of which *inside* shows the one before, {0}, ten times."""
    return "".join(
        f'<{sort} id="p{n}" class="c{n}" width="1" height="1">{inside.format(n - 1, RECT * 10)}</{sort}>'
        for n in range(9)
    )


ENDLESS = {
    "by an attribute of each": growing("pattern", '<rect width="1" height="1" fill="url(#p{0})"/>' * 10),
    "by a class of each": "<style>"
    + "".join(f".d{n}{{fill:url(#p{n})}}" for n in range(9))
    + "</style>"
    + growing("pattern", '<rect class="d{0}" width="1" height="1"/>' * 10),
    "by an id": "<style>"
    + "".join(f"g > #d{n}, #e{n}{{stroke:url('#p{n}')}}" for n in range(9))
    + "</style>"
    + growing("pattern", '<g id="d{0}">{1}</g>'),
    "by what stands around": "<style>"
    + "".join(f".c{n} rect{{fill:url(#p{n - 1})}}" for n in range(9))
    + "</style>"
    + growing("pattern", "{1}"),
    "inherited from a group": growing("pattern", '<g fill="url(#p{0})">{1}</g>'),
    "inherited, in a style": growing("pattern", '<g style="stroke: url(#p{0})">{1}</g>'),
    "inherited by what is used": f'<g id="ten">{RECT * 10}</g>'
    + growing("pattern", '<use href="#ten" fill="url(#p{0})"/>'),
    "by marks on a path": growing("marker", '<g marker-mid="url(#p{0})">' + '<path d="M0 0h1v1"/>' * 10 + "</g>"),
    "by masks": growing("mask", '<rect width="1" height="1" mask="url(#p{0})"/>' * 10),
    "by a thousand filters": '<filter id="f"><feGaussianBlur stdDeviation="9"/></filter>'
    + '<rect width="9" height="9" filter="url(#f)"/>' * 1000,
    "by many rules for all": f"<style>{''.join(f'*{{fill:url(#p{n})}}' for n in range(2000))}</style>{RECT * 2000}",
}


@pytest.mark.parametrize("inside", ENDLESS.values(), ids=ENDLESS)
def test_a_drawing_that_grows_without_end_is_refused_however_its_parts_name_each_other(inside: str) -> None:
    """Without the refusal, those by classes and those that inherit held a real Chromium for more than 15 seconds."""
    with pytest.raises(Unreadable):
        cleaned(svg(inside))


@pytest.mark.parametrize(
    "inside",
    [
        '<style>.cls-1,.cls-2{fill:url(#g)}</style><linearGradient id="g"><stop offset="0"/></linearGradient>'
        + '<rect class="cls-1" width="1" height="1"/>' * 5000,
        '<g fill="url(#g)"><radialGradient id="g"><stop offset="0"/><stop offset="1"/></radialGradient>'
        + RECT * 5000
        + "</g>",
        '<filter id="f"><feGaussianBlur stdDeviation="2"/><feOffset dx="1"/></filter>'
        + '<rect width="9" height="9" filter="url(#f)"/>' * 50,
    ],
    ids=["classes as programs write them", "a gradient for a group", "shadows"],
)
def test_what_drawing_programs_write_is_let_through(inside: str) -> None:
    assert cleaned(svg(inside)).dangers == ()
