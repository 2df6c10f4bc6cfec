"""What a page says as Markdown, and in feeds, is what it says: no code, address or title becomes something else."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable
from html import escape, unescape
from xml.etree import ElementTree

import feedparser
import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kunskapsbank.export import plain
from kunskapsbank.pipeline.build import Build
from kunskapsbank.reading.site_settings import read_settings
from kunskapsbank.render.plain_markdown import as_markdown, destination, escaped, resolved

from .conftest import REPO
from .test_beside import EVENT, MODEL, made  # noqa: F401

IMG, SCRIPT = "<img src=x onerror=alert(1)>", "<script>alert(1)</script>"
BODIES = {
    "the one that was found": f"Hej ``` `` {IMG} ``` hej.\n\n~~~\n```\n\n{SCRIPT}\n~~~\n",
    "indented": f"Text.\n\n    ```\n\n    {SCRIPT}\n",
    "in a list": f"- Ett\n\n    ~~~\n    ```\n\n    {SCRIPT}\n    ~~~\n",
    "in a quotation": f"> Ett\n>\n> ~~~\n> ````\n>\n> {SCRIPT}\n> ~~~\n",
    "in a cell": f"| a | b |\n|---|---|\n| ``` `` {IMG} ``` | x |\n",
    "in the text of a link": f"[``` `` {IMG} ```](https://a.se/)\n",
    "after tildes": f"\\~~~a\n\n```\n~~~\n\n{SCRIPT}\n```\n",
    "two after each other": f"``` ` ``` [a](https://a.se/)``` `` {IMG} ```\n",
}
_READER = MarkdownIt("commonmark").enable("table")
_TAGS = re.compile(r"<(/?[a-z][a-z0-9]*)[^>]*>")


def _same(address: str) -> str:
    return address


def _read(html: str) -> str:
    """*html* as Markdown, as a program reads it that lets HTML through."""
    return str(_READER.render(as_markdown(html, _same)))


def _texts(build: Build) -> list[str]:
    """All that programs are given of the page, as HTML."""
    listed = json.loads(build.files["flode.json"])["items"]
    atom = build.files["flode.atom"].decode()
    return [
        _READER.render(build.files["branschmodeller/modellen/index.md"].decode()),
        *(one["content_html"] for one in listed),
        *map(unescape, re.findall(r'<content type="html">(.*?)</content>', atom, re.S)),
    ]


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_code_with_backticks_is_code_in_feeds_and_markdown(made: Callable[..., Build], body: str) -> None:  # noqa: F811
    build = made({"branschmodeller/modellen.md": MODEL.replace("Texten om modellen.", body)})
    texts = _texts(build)

    assert not build.failed
    assert len(texts) == 5
    for text in texts:
        assert not re.search("<(?:script|img)", text)
    assert sum("&lt;script&gt;" in one or "&lt;img" in one for one in texts) == 3


def test_a_feed_has_only_what_the_sanitiser_lets_through(
    made: Callable[..., Build],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each wall by itself: HTML in the Markdown is text, and an address with another scheme is no address."""
    monkeypatch.setattr(
        "kunskapsbank.export.feeds.blocks_of",
        lambda *_: ["En modell.", f"{SCRIPT} {IMG}", "[a](ms-x:calc) [b](tel:1)"],
    )
    for text in _texts(made())[1:]:
        assert not re.search("<(?:script|img)", text)
        assert "&lt;script&gt;" in text
        assert "ms-x" not in text
        assert 'href="tel:1"' in text


ADDRESSES = (
    "https://a.se/x)![p](https://evil.se/p.png",
    "https://a.se/x)[j](ms-x:calc",
    "https://a.se/(b)",
    "https://a.se/x y\tz\nå\\",
    "https://a.se/<b>",
    "https://a.se/`",
    "javascript&colon;alert(1)",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_ends_where_it_ends(address: str) -> None:
    html = f'<p><a href="{escape(address)}">a</a> och <img src="{escape(address)}" alt="b"> <code>`&lt;i&gt;</code></p>'
    read = _read(html)

    assert [*map(str.strip, _TAGS.findall(read))] == ["p", "a", "/a", "img", "code", "/code", "/p"]
    assert not re.search(r"[()<>\\`\s]", destination(address))
    [href] = re.findall('href="([^"]*)"', read)
    assert not unescape(href).startswith("javascript:")
    assert href.startswith("https://a.se/") or ":" not in href


def test_a_link_after_an_exclamation_mark_is_no_picture() -> None:
    assert _read('<p>Hej!<a href="https://a.se/p.png">a</a></p>') == '<p>Hej!<a href="https://a.se/p.png">a</a></p>\n'


@pytest.mark.parametrize(
    ("html", "same"),
    [
        ("<code>`</code>", "<code>`</code>"),
        ("<code>``a</code>", "<code>``a</code>"),
        ("<code>a</code><code>b</code>", "<code>a</code> <code>b</code>"),
        ("&amp;lt;b&gt;", "&amp;lt;b&gt;"),
        ("a<br>~~~ b", "a<br />\n~~~ b"),
        ("## a", "## a"),
        ("&gt;a", "&gt;a"),
    ],
)
def test_what_stands_in_a_sentence_is_read_back(html: str, same: str) -> None:
    assert _read(f"<p>{html}</p>") == f"<p>{same}</p>\n"


def test_titles_and_descriptions_are_text_in_llms_txt(made: Callable[..., Build]) -> None:  # noqa: F811
    build, known = made(), read_settings(REPO / "mkdocs.yml")[0]
    [start] = [page for page in build.pages if not page.address]
    page = start.but(title="Ett ](https://evil.se/) `kod", description=f"En ![bild](https://evil.se/p.png) med {IMG}")
    guide = plain.files(build.site, [page], known, known.website, build.texts)["llms.txt"].decode()
    read = _READER.render(guide)

    assert ">Ett ](https://evil.se/) `kod</a>: En ![bild](https://evil.se/p.png) med &lt;img" in read
    assert "<img" not in read
    assert 'href="https://evil.se' not in read


def test_days_begin_at_midnight_so_that_nothing_is_dated_after_a_build_in_the_morning(
    made: Callable[..., Build],  # noqa: F811
) -> None:
    build = made()
    [event] = icalendar.Calendar.from_ical(build.files["konferenser/motet/kalender.ics"]).events
    feed = feedparser.parse(build.files["flode.atom"])

    assert event["DTSTAMP"].dt.isoformat() == "2026-11-20T00:00:00+00:00"
    assert feed.entries[0].updated == feed.entries[0].published == "2026-11-20T00:00:00Z"
    assert json.loads(build.files["flode.json"])["items"][0]["date_modified"] == "2026-11-20T00:00:00Z"


def test_the_feed_of_all_is_called_as_the_site_is(made: Callable[..., Build]) -> None:  # noqa: F811
    titles = {one.address: one.title for page in made({"konferenser/motet.md": EVENT}).pages for one in page.alternates}

    assert titles["flode.atom"] == titles["flode.json"] == "Flöde: Prov"
    assert titles["regioner/uppsala/flode.atom"] == "Flöde: Region Uppsala"


@pytest.mark.parametrize("scheme", ["javascript", "JavaScript", "data", "vbscript", "ms-x", "file"])
def test_what_leads_to_a_scheme_that_bodies_may_not_have_leads_nowhere(scheme: str) -> None:
    html = f'<p><a href="{scheme}:alert(1)">a*</a> <img src="{scheme}:x" alt="b*"></p>'

    assert as_markdown(html, _same) == "a\\* b\\*\n"


@pytest.mark.parametrize("scheme", ["https", "HTTP", "mailto", "tel"])
def test_what_bodies_may_have_is_kept(scheme: str) -> None:
    assert as_markdown(f'<p><a href="{scheme}:x">a</a></p>', _same) == f"[a]({scheme}:x)\n"


@pytest.mark.parametrize("word", ["hidden", "x popover y", "src=", "aria-hidden=", "a src="])
def test_what_a_picture_says_is_no_attribute_of_it(word: str) -> None:
    html = f'<p><img alt="{word}" src="https://a.se/b.png" title=" href="></p>'

    assert as_markdown(html, _same) == f"![{word}](https://a.se/b.png)\n"


def test_an_address_with_a_bracket_that_closes_nothing_stops_no_build() -> None:
    assert as_markdown('<p><a href="//[a">a</a></p>', resolved("b/", "https://c.se/")) == "[a](//[a)\n"


def test_what_a_sentence_said_on_one_page_leads_from_another_where_it_does_there() -> None:
    links = ("#x", "?q=1", "../d/", "../../e/", "f.pdf", "https://a.se/", "//b.se/")
    html = "".join(f'<ul><li><a href="{link}">a</a> b</li></ul>' for link in links)
    known: dict[str, str] = {}

    for page in ("a/b/", "a/c/", "a/b/"):
        absolute = resolved(page, "https://c.se/")
        assert as_markdown(html, absolute, known) == as_markdown(html, absolute)
    assert len(known) == 3


def test_a_feed_begins_after_the_lead_whatever_signs_it_has(made: Callable[..., Build]) -> None:  # noqa: F811
    lead = "1. En *modell* [som] finns."
    build = made({"branschmodeller/modellen.md": MODEL.replace("En modell.", f'"{lead}"')})
    [item] = [one for one in json.loads(build.files["flode.json"])["items"] if one["url"].endswith("/modellen/")]

    assert item["summary"] == lead
    assert "finns" not in item["content_html"]


HOSTILE = f"x]({IMG}) `{SCRIPT} | ![b](https://evil.se/b.png) </script><!-- ]]> & &lt;b&gt;"


def test_a_title_and_a_lead_are_text_in_all_that_is_made_for_programs(made: Callable[..., Build]) -> None:  # noqa: F811
    names = {"branschmodeller/modellen.md": MODEL, "konferenser/motet.md": EVENT}
    build = made(
        {
            file: re.sub("(titel|ingress): .*", lambda match: f"{match[1]}: {json.dumps(HOSTILE)}", text)
            for file, text in names.items()
        }
    )
    assert not build.failed

    for address in ("branschmodeller/modellen/index.md", "branschmodeller/index.md", "index.md", "llms.txt"):
        read = _READER.render(build.files[address].decode())
        assert not re.search("<(?:script|img|b|!--)", read)
        assert "evil.se/b.png" not in "".join(re.findall('(?:src|href)="[^"]*"', read))
    items = json.loads(build.files["flode.json"])["items"]
    tree = ElementTree.fromstring(build.files["flode.atom"].decode())
    assert {one["title"] for one in items} == {one["summary"] for one in items} == {HOSTILE}
    for name in ("title", "summary"):
        assert {one.text for one in tree.iterfind(f"{{*}}entry/{{*}}{name}")} == {HOSTILE}
    contents = [one.text or "" for one in tree.iterfind("{*}entry/{*}content")] + [one["content_html"] for one in items]
    assert len(contents) == 4
    assert not any(re.search("<(?:script|img|b|!--)", one) for one in contents)
    [event] = icalendar.Calendar.from_ical(build.files["konferenser/motet/kalender.ics"]).events
    assert str(event["SUMMARY"]) == HOSTILE
    for page in build.pages:
        assert "<" not in page.linked_data
        assert not page.linked_data or json.loads(page.linked_data)["@graph"]
    embedded = {
        one: text.decode() for one, text in build.files.items() if one.startswith("badda-in/") and one.endswith(".html")
    }
    assert any("onerror" in text for text in embedded.values())
    for text in embedded.values():
        assert not re.search("<(?:script|img)|<!--", text)


_WORDS = st.text(alphabet="`~<>!b/ \n\\[]()&lt;#-*_|", max_size=12)
_INLINE = st.one_of(
    _WORDS.map(escape),
    _WORDS.map(lambda text: f"<code>{escape(text)}</code>"),
    _WORDS.map(lambda text: f'<a href="https://a.se/{escape(text)}">{escape(text)}</a>'),
    st.just("<br>"),
)
_SENTENCES = st.lists(_INLINE, max_size=5).map("".join)
_PIECES = st.recursive(
    st.one_of(
        _SENTENCES.map(lambda text: f"<p>{text}</p>"),
        _WORDS.map(lambda text: f"<pre><code>{escape(text)}</code></pre>"),
        _SENTENCES.map(lambda text: f"<h2>{text}</h2>"),
        _SENTENCES.map(lambda text: f"<table><tr><th>{text}</th></tr><tr><td>{text}</td></tr></table>"),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda found: f"<blockquote>{''.join(found)}</blockquote>"),
        st.lists(inner, max_size=3).map(lambda found: f"<ul>{''.join(f'<li>{one}</li>' for one in found)}</ul>"),
        st.lists(inner, max_size=3).map(lambda found: f"<dl><dt>x</dt><dd>{''.join(found)}</dd></dl>"),
    ),
    max_leaves=5,
)


@given(st.lists(_PIECES, max_size=4).map("".join))
@example("<p>~~~b</p><pre><code>~~~\n\n<b></code></pre>".replace("<b>", "&lt;b&gt;"))
def test_no_page_becomes_markdown_with_html_in_it(html: str) -> None:
    found = [
        token.type
        for block in _READER.parse(as_markdown(html, _same))
        for token in (block, *(block.children or ()))
        if token.type in ("html_block", "html_inline", "image")
    ]

    assert found == []


_FOLDERS = st.lists(st.sampled_from(["a", "b-c", "å", "3"]), max_size=3)
_STEPS = st.lists(st.sampled_from(["a", "..", ".", "", "b-c", "d.pdf"]), max_size=6).map("/".join)


@given(_FOLDERS, _STEPS, st.sampled_from(["", "#x", "?q=1", "?q=1#x"]))
@example(["a"], "../../../b-c", "")
@example(["a", "b-c"], "../", "#x")
def test_a_link_on_a_page_leads_where_a_browser_goes(folders: list[str], steps: str, rest: str) -> None:
    page = "".join(f"{one}/" for one in folders)
    if steps.startswith("/") or not steps:
        return

    whole = resolved(page, "https://a.se/")(steps + rest)

    path = posixpath.normpath(posixpath.join("/", page, steps)).lstrip("/")
    slash = "/" if path and steps.endswith(("/", ".")) else ""
    assert whole == f"https://a.se/{path}{slash}{rest}"


@given(_WORDS)
def test_running_text_is_read_back(text: str) -> None:
    read = _READER.renderInline(f"x {escaped(text)}")

    assert unescape(read).split() == ["x", *text.split()]


@pytest.mark.parametrize("name", ["ol", "ul"])
def test_two_lists_in_a_row_are_two_to_who_reads_them(name: str) -> None:
    lists = f"<{name}><li>ett</li><li>två</li></{name}><{name}><li>tre</li></{name}>"

    assert _read(lists).count(f"<{name}>") == 2
