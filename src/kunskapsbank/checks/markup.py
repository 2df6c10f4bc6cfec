"""Rules about what a body may hold: HTML, links out, and no more than can be converted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from itertools import groupby

from ..base.contact_links import calls_premium_number, is_plain_contact
from ..base.problems import Problem, problem
from ..base.texts import Phrase, one_line, phrase
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..markdown.body import RawTag
from ..markdown.converter import MAX_TEXT
from ..markdown.inlines import MAX_OPEN_BRACKETS
from ..markdown.tags import RAW_TAGS, SAFE_SCHEMES, VOID_TAGS
from . import marked, place_of, rule

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_ALLOWED = ", ".join(f"<{name}>" for name in RAW_TAGS)
_INSTEAD = {  #: Tag -> its name among the texts that say what to write instead.
    "a": "link",
    "img": "picture",
    "iframe": "frame",
    "video": "video",
    "audio": "audio",
    "script": "script",
    "style": "style",
    **dict.fromkeys(("form", "input", "button"), "form"),
    **dict.fromkeys(("table", "tr", "td", "th"), "table"),
    **dict.fromkeys(("b", "strong"), "bold"),
    "u": "underline",
    **dict.fromkeys(("s", "del", "strike"), "strike"),
    "hr": "rule",
    "code": "code",
    "blockquote": "quote",
    **dict.fromkeys(("details", "summary"), "details"),
    **dict.fromkeys(("i", "em"), "emphasis"),
    **dict.fromkeys(("ul", "ol", "li"), "list"),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("p", "div"), "paragraph"),
}


@rule
def html_in_body(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Brödtext skrivs i Markdown. Av HTML är bara taggar för enstaka ord tillåtna, som <abbr>, <kbd> och <sub>."""
    for source, body in bodies.texts():
        begun: set[str] = set()
        for mark in body.marked("html-in-body"):
            tag = _TAG_NAME.match(mark.text)
            name = tag[2].lower() if tag else ""
            if not (tag and tag[1] and name in begun):  # Of an end tag something is said only when not of its start.
                begun.add(name)
                yield problem(
                    place_of(source, mark.spot),
                    "html-in-body",
                    remedy=_instead(mark.text, name),
                    text=one_line(mark.text, 30),
                    allowed=_ALLOWED,
                )


def _instead(text: str, name: str) -> Phrase | None:
    """What to write in place of a tag or a comment, when there is something nearer than Markdown."""
    if name in RAW_TAGS:
        only = ", ".join(sorted(RAW_TAGS[name]))
        return phrase("html-lower-case", name=name, only=only)
    if text == "<!--":
        return phrase("html-end-comment")
    return phrase(f"html-instead.{_INSTEAD[name]}") if name in _INSTEAD else None


@rule
def unpaired_tag(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En tagg som börjar i ett stycke ska avslutas i samma stycke, den sista först."""
    for source, body in bodies.texts():
        for tag in _unbalanced(body.tags):
            place = place_of(source, tag.spot)
            if tag.end:
                yield problem(place, "unpaired-tag/not-begun", name=tag.name)
            else:
                yield problem(place, "unpaired-tag", name=tag.name)


def _unbalanced(tags: Iterable[RawTag]) -> Iterator[RawTag]:
    """Tags that do not pair up within their paragraph: ends without a beginning, and beginnings without an end."""
    for _, paragraph in groupby(tags, key=lambda tag: tag.paragraph):
        opened: list[RawTag] = []
        for tag in paragraph:
            if tag.name in VOID_TAGS:
                continue
            if not tag.end:
                opened.append(tag)
            elif opened and opened[-1].name == tag.name:
                opened.pop()
            else:
                yield tag
        yield from opened


@rule
def dangerous_link(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En länk leder till https:, http:, mailto: eller tel:, inte till ett betalnummer, eller till en fil."""
    for source, body in bodies.texts():
        for link, spot in body.targets:
            if calls_premium_number(_as_browsers_read(link)):
                yield problem(place_of(source, spot), "dangerous-link/premium-number", link=one_line(link, 40))
            elif not is_plain_contact(_as_browsers_read(link)):
                yield problem(place_of(source, spot), "dangerous-link/contact", link=one_line(link, 40))
            if _is_dangerous(link):
                yield problem(place_of(source, spot), "dangerous-link", link=one_line(link, 40))


def _is_dangerous(link: str) -> bool:
    """Whether *link* leads anywhere but to the web, an e-mail address or a file of the site."""
    read = _as_browsers_read(link)
    scheme = _SCHEME.match(read)
    return read.startswith("//") or bool(scheme and scheme[1].lower() not in SAFE_SCHEMES)


@lru_cache(maxsize=1 << 14)  # Most links stand in many bodies.
def _as_browsers_read(link: str) -> str:
    """*link* with entities resolved, without the spaces and control characters that browsers skip, and / for \\."""
    return re.sub(r"[\x00-\x20]", "", unescape(link)).replace("\\", "/")


@rule
def foreign_image(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En bild ska ligga i docs/assets/. Sidorna hämtar ingenting från andra webbplatser."""
    for source, body in bodies.texts():
        for image in body.images:
            if image.source.lower().startswith(("http:", "https:")):
                yield problem(place_of(source, image.at), "foreign-image", source=one_line(image.source))


@rule
def unclosed_code_block(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett kodblock som börjar med ``` ska sluta med en likadan rad."""
    for place, _ in marked(bodies, "unclosed-code-block"):
        yield problem(place, "unclosed-code-block")


@rule
def nested_brackets(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """I ett stycke får högst 50 parenteser och hakparenteser vara öppna samtidigt."""
    for place, _ in marked(bodies, "nested-brackets"):
        yield problem(place, "nested-brackets", most=MAX_OPEN_BRACKETS)


@rule
def deep_nesting(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Listor och citat får stå i varandra i högst 28 nivåer."""
    for place, _ in marked(bodies, "deep-nesting"):
        yield problem(place, "deep-nesting")


@rule
def too_long_text(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett stycke, en rubrik eller ett kodblock får ha högst 100 000 tecken."""
    for place, text in marked(bodies, "too-long-text"):
        yield problem(place, "too-long-text", count=text, most=MAX_TEXT)


@rule
def too_costly_body(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En brödtext ska kunna göras om till en webbsida på högst 10 sekunder och med högst 1 GB minne."""
    for source, body in bodies.texts():
        if body.refused:
            yield problem(source.body_place(), "too-costly-body", reason=body.refused)
