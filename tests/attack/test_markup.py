"""Verification finds in a page whatever a browser would run or fetch, however it is written."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kunskapsbank.verify.markup import Markup, read_html

from .payloads import TEXTS
from .svg import MARK, RUN

_IMAGE = f"<img src=x onerror={RUN}>"
ATTACKS = {
    "a comment that ends at once": f"<!-->{_IMAGE}-->",
    "a comment that ends at once, with a dash": f"<!--->{_IMAGE}-->",
    "a comment that ends with an exclamation mark": f"<!-- --!>{_IMAGE} -->",
    "a comment in a comment": f"<!-- <!-- -->{_IMAGE}",
    "the end of what is shown without scripts, in a value": f'<noscript><p title="</noscript>{_IMAGE}"></p></noscript>',
    "the end of what is shown without scripts, in a comment": f"<noscript><!--</noscript>{_IMAGE}--></noscript>",
    "an old example": f'<xmp><p title="</xmp>{_IMAGE}"></p></xmp>',
    "what is shown without objects": f'<noembed><p title="</noembed>{_IMAGE}"></p></noembed>',
    "what is shown without frames": f'<noframes><p title="</noframes>{_IMAGE}"></p></noframes>',
    "text to the end": "<plaintext></plaintext>",
    "the title of a drawing": f"<svg><title><style><!--</style>{_IMAGE}--></title></svg>",
    "a field in a drawing": f"<svg><textarea>{_IMAGE}</textarea></svg>",
    "data in a drawing": f'<svg><script type="application/json">{_IMAGE}</script></svg>',
    "a cut of XML in a drawing": f"<svg><![CDATA[>{_IMAGE}]]></svg>",
    "a comment in data": f'<script type="application/json"><!--<script></script>{_IMAGE}</script>',
    "a zero in a name": f"<im\0g src=x onmouseover={RUN}>",
    "an event without a space": f'<img src="x"onerror={RUN}>',
    "an event behind a slash": f'<img/src="x"/onerror={RUN}>',
    "an address that is told of each click": f'<a href="/" ping="{MARK}">a</a>',
    "a picture behind the page": '<body background="//evil.example/a.png"></body>',
    "a source that is told of": '<img src="/a.png" attributionsrc="https://evil.example/">',
    "pictures to fetch beforehand": '<link rel="preload" as="image" imagesrcset="https://evil.example/a.png 1x">',
    "paint from elsewhere": '<svg><rect fill="url(https://evil.example/a.svg#a)"></rect></svg>',
    "a filter from elsewhere": "<svg><rect filter='url(\"//evil.example/a.svg#a\")'></rect></svg>",
    "another host with a backslash": '<form action="/\\evil.example/"></form>',
    "another host with backslashes": '<img src="\\/evil.example/a.png">',
    "another host with a line break": '<img src="/&#10;/evil.example/a.png">',
    "another host in a set": '<img src="/a.png" srcset="/a.png,https://evil.example/b.png 2x">',
    "a link that runs, with a tab": f'<a href="java&Tab;script:{RUN}">a</a>',
    "a link that runs, behind a sign": f'<a href="&#1;javascript:{RUN}">a</a>',
    "rules for fetching beforehand": '<script type="speculationrules">{}</script>',
    "a map of modules": '<script type="importmap">{}</script>',
    "a page from elsewhere": '<fencedframe src="https://evil.example/"></fencedframe>',
}


def read(text: str) -> Markup:
    """What verification reads in a page."""
    return read_html(f"<html><head><title>a</title></head><body>{text}</body></html>")


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_no_attack_is_hidden_from_verification(text: str) -> None:
    found = read(text)

    assert found.unsafe or found.unbalanced


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<!-- a -> b -- c --><p>a</p>", id="a comment"),
        pytest.param('<p title="a &gt; b &lt; c">a > b</p>', id="signs that are written out"),
        pytest.param("<noscript><p>a</p></noscript>", id="what is shown without scripts"),
        pytest.param('<script type="application/ld+json">{"a":"\\u003cb>"}</script>', id="data"),
        pytest.param('<svg><rect fill="url(#a)"></rect></svg>', id="paint of the drawing's own"),
        pytest.param('<a href="https://evil.example/">a</a>', id="a link to another site"),
    ],
)
def test_what_is_harmless_is_no_fault(text: str) -> None:
    found = read(text)

    assert (found.unsafe, found.unbalanced) == ((), ())


PIECES = st.sampled_from(
    [
        *TEXTS.values(),
        *ATTACKS.values(),
        *"< > / = \" ' & ! - -- --> <!-- --!> ]]> <![CDATA[ <? a \t \n \0 \f".split(" "),
        *(f"<{name}>" for name in "p b a svg math title style textarea noscript script template select table".split()),
        *(f"</{name}>" for name in "p b a svg math title style textarea noscript script template select table".split()),
        f" onerror={RUN}",
        f"onclick='{RUN}'",
        "<img src=x",
        "<p ",
        "<br>",
        "&lt;",
        'title="',
        "href='",
        "javascript:",
    ]
)


def active(text: str, scripting: bool) -> list[str]:
    """The events and scripts that another parser finds in a page."""
    page = f"<html><head><title>a</title></head><body>{text}</body></html>"
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(page, scripting=scripting)
    found = []
    for element in root.iter():
        if isinstance(element.tag, str):
            found += [key for key in element.attrib if str(key).lower().startswith("on")]
            data = element.get("type", "").lower() in ("application/json", "application/ld+json")
            found += ["script"] if element.tag.endswith("script") and not data and not element.get("src") else []
    return found


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join), st.booleans())
def test_whatever_another_parser_finds_active_verification_finds_too(text: str, scripting: bool) -> None:
    found = read(text)

    assert found.unsafe or found.unbalanced or active(text, scripting) == []
