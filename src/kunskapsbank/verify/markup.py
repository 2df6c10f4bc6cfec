"""One published file -> what it points at, its anchors, and what a browser under our security policy would not take.

The reader is strict on purpose: every ``<`` must begin a tag that both we and a browser read alike. What does not is a
fault, so nothing can hide from the rules behind markup that browsers mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from html.parser import HTMLParser

from ..base.contact_links import is_plain_contact
from ..base.texts import Phrase, phrase

#: No ``<`` in a value, nor in what is text whatever stands in it: where an element ends otherwise than we think, as in
#: ``<noscript>`` or in a drawing, a browser would find a tag there.
_INSIDE = r"""[^"'<>\0]*+(?:"[^"<\0]*"[^"'<>\0]*+|'[^'<\0]*'[^"'<>\0]*+)*+"""
_TOKEN = re.compile(
    r"<(?:!--(?!-?>)(?:(?!<!--|--!>|</).)*?-->|"  # As HTML 13.2.5.43-51 ends comments.
    rf"![a-z][^<>]*>|\?[^<>]*>|((script|style|textarea|title)(?=[\s>]){_INSIDE}>)[^<]*</\2\s*>|"
    rf"/?[a-z]{_INSIDE}>|)",
    re.I | re.S,
)
_PLAIN_TAG = re.compile(r'<([a-z][a-z0-9-]*)((?: [a-z][a-z0-9-]*(?:="[^"<>&\0]*")?)*)>')  #: That begins an element.
_ATTRIBUTE = re.compile(r' ([a-z][a-z0-9-]*)(?:="([^"]*)")?')
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
"""Escape begins another encoding where a page says that it is in ISO-2022-JP, or says nothing: marks are hidden so."""
_NO_SPACE = re.compile(r"[\x00-\x20]")
_PAINT = re.compile(r"url\(\s*[\"']?([^\"')]*)", re.I)  #: In an attribute of a drawing.
_PAINTED = frozenset("fill stroke filter mask clip-path marker marker-start marker-mid marker-end cursor".split())
_CSS_LINK = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
_JS_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""")

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())  #: HTML 13.1.2, 2026.
_FORBIDDEN = frozenset(
    "applet base embed fencedframe frame frameset iframe noembed noframes object plaintext portal style xmp".split()
)
_FORBIDDEN_IN_SVG = frozenset(
    (
        "animate animatecolor animatemotion animatetransform discard feimage foreignobject handler image listener set"
    ).split()
)
"""What a drawing in a page has no need of: what moves can change an address or start a script."""
_DATA_TYPES = frozenset({"application/ld+json", "application/json"})  #: Scripts that browsers never run.
_BAD_SCHEMES = frozenset({"javascript:", "vbscript:", "data:", "blob:", "file:"})
_URLS = frozenset(
    "href src action formaction poster data background attributionsrc lowsrc dynsrc manifest longdesc".split()
)
_SETS = frozenset(("srcset", "imagesrcset"))
_NAMED = frozenset({"canonical", "alternate", "license", "author", "next", "prev", "search", "me"})
_NAVIGATES = frozenset({"a", "area"})


@dataclass(frozen=True, slots=True)
class Markup:
    """What one file holds."""

    ids: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()  #: As written, each once: to pages and to what a page loads.
    canonical: str = ""  #: The page's full address, if it says so.
    repeated: tuple[str, ...] = ()  #: Anchors that stand more than once.
    unbalanced: tuple[Phrase, ...] = ()  #: What opens or closes in the wrong place. Swedish.
    unsafe: tuple[Phrase, ...] = ()  #: What the security policy stops. Swedish.


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    opens: bool
    closes: bool
    ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    canonical: str = ""
    unsafe: tuple[Phrase, ...] = ()


def read_html(text: str) -> Markup:
    """The markup of an HTML file, with the drawings in it."""
    tags, unbalanced, controlled = _tags(text)
    ids = frozenset(i for tag in tags for i in tag.ids)
    links = tuple(dict.fromkeys(link for tag in tags for link in tag.links))
    unsafe = tuple(dict.fromkeys(one for tag in tags for one in tag.unsafe))
    if controlled:
        unsafe = (*unsafe, phrase("a-control-sign"))
    canonical = next((t.canonical for t in tags if t.canonical), "")
    return Markup(ids, links, canonical, _repeated(tags), tuple(unbalanced), unsafe)


def read_svg(text: str) -> Markup:
    """What an SVG file points at. Whether it is inert is told by :mod:`.drawings`, which reads it as XML."""
    return replace(read_html(text), unsafe=())


def read_css(text: str) -> Markup:
    """What a style sheet loads."""
    links = tuple(dict.fromkeys(a or b for a, b in _CSS_LINK.findall(text)))
    return Markup(links=links, unsafe=tuple(_loading(links)))


def read_js(text: str) -> Markup:
    """What a module imports of ours."""
    return Markup(links=tuple(dict.fromkeys(_JS_IMPORT.findall(text))))


def _tags(text: str) -> tuple[list[_Tag], list[Phrase], bool]:
    """The tags that say something, the first fault in the order of all, and whether there is a control sign.

    A tag with an anchor is there as often as in the text.
    """
    tags = _tags_by_line(text)
    return (tags, [], False) if tags is not None else (*_tags_one_by_one(text), bool(_CONTROL.search(text)))


def _repeated(tags: Iterable[_Tag]) -> tuple[str, ...]:
    """The anchors that stand more than once."""
    anchors: dict[str, bool] = {}
    for one in (one for tag in tags for one in tag.ids):
        anchors[one] = one in anchors
    return tuple(one for one, repeated in anchors.items() if repeated)


def _tags_by_line(text: str) -> list[_Tag] | None:
    """As :func:`_tags`, of a text without a fault, where every tag ends on its line; None of any other.

    Most lines of a site stand on many of its pages, and are read once.
    """
    opened: list[str] = []
    found: list[_Tag] = []
    for line in map(_read_line, text.split("\n")):
        if line is _PLAIN_LINE:
            continue
        if line is None:
            return None
        for name in line.closes:
            if not opened or opened.pop() != name:
                return None
        opened += line.opens
        found += line.tags
    return None if opened else found


@dataclass(frozen=True, slots=True)
class _Line:
    """What one line holds, each tag in it whole and in order."""

    closes: tuple[str, ...] = ()  #: Elements that were opened before it.
    opens: tuple[str, ...] = ()  #: Elements that are closed after it.
    tags: tuple[_Tag, ...] = ()  #: Those that say something.


_PLAIN_LINE = _Line()


@lru_cache(maxsize=16384)
def _read_line(line: str) -> _Line | None:
    """What *line* holds; None when something in it is not in order, or goes on after it."""
    if _CONTROL.search(line):
        return None
    closes: list[str] = []
    opened: list[str] = []
    found: list[_Tag] = []
    for match in _TOKEN.finditer(line):
        raw = match[1]
        tag = _read_tag(f"<{raw}" if raw else match[0])
        if match[0] == "<":
            return None
        if tag.opens and not raw:
            opened.append(tag.name)
        elif tag.closes and opened:
            if opened.pop() != tag.name:
                return None
        elif tag.closes:
            closes.append(tag.name)
        if tag.ids or tag.links or tag.canonical or tag.unsafe:
            found.append(tag)
    return _Line(tuple(closes), tuple(opened), tuple(found)) if closes or opened or found else _PLAIN_LINE


def _tags_one_by_one(text: str) -> tuple[list[_Tag], list[Phrase]]:
    """As :func:`_tags`, of a text that may be out of order anywhere."""
    found: list[_Tag] = []
    unbalanced: list[Phrase] = []
    opened: list[str] = []
    for match in _TOKEN.finditer(text):
        raw = f"<{match[1]}" if match[1] else match[0]
        if raw == "<":
            unbalanced.append(phrase("lone-less-than", text=_excerpt(text, match.start())))
            continue
        tag = _read_tag(raw)
        found.append(tag)
        if tag.opens and match[1] is None:
            opened.append(tag.name)
        elif tag.closes and (not opened or opened.pop() != tag.name):
            unbalanced.append(phrase("closes-wrong-element", name=tag.name, text=_excerpt(text, match.end() - 1)))
            break  # What follows would only echo it.
    else:
        unbalanced += [phrase("never-closed", name=name) for name in opened]
    return found, unbalanced


def _excerpt(text: str, start: int) -> str:
    return " ".join(text[start + 1 : start + 60].split())[:40]


class _OneTag(HTMLParser):
    """Reads a single tag."""

    tag = _Tag("", False, False)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = _described(tag, {k: v or "" for k, v in reversed(attrs)}, opens=tag not in VOID)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = _described(tag, {k: v or "" for k, v in reversed(attrs)}, opens=False)

    def handle_endtag(self, tag: str) -> None:
        self.tag = _Tag(tag, False, True)


@lru_cache(maxsize=8192)  # A site has few different tags: most of them stand on every page.
def _read_tag(raw: str) -> _Tag:
    plain = _PLAIN_TAG.fullmatch(raw)
    if plain:
        return _described(plain[1], dict(reversed(_ATTRIBUTE.findall(plain[2]))), opens=plain[1] not in VOID)
    parser = _OneTag()
    parser.feed(raw)
    return parser.tag


def _described(name: str, attrs: dict[str, str], opens: bool) -> _Tag:
    urls = list(_urls(name, attrs))
    links = tuple(url for url in urls if not _SCHEME.match(url.lower()) or url.startswith(("https:", "http:")))
    named = name == "link" and "canonical" in attrs.get("rel", "").split()
    ids = tuple(filter(None, (attrs.get("id"), attrs.get("name") if name == "a" else None)))
    return _Tag(
        name, opens, False, ids, links, attrs.get("href", "") if named else "", tuple(_unsafe(name, attrs, urls))
    )


def _no_space(text: str) -> str:
    """*text* without what browsers skip in an address."""
    return _NO_SPACE.sub("", text)


def _urls(name: str, attrs: dict[str, str]) -> Iterator[str]:
    """Every address in a tag, as a browser reads it."""
    for key, value in attrs.items():
        if key.rpartition(":")[2] in _URLS:
            yield _no_space(value)
        elif key in _SETS:
            yield from (one.split()[0] for one in value.split(",") if one.strip())
        elif key in _PAINTED:
            yield from (one for one in map(_no_space, _PAINT.findall(value)) if not one.startswith("#"))
    if name == "meta" and attrs.get("http-equiv", "").lower() == "refresh":
        yield re.sub(r"(?i)^[\s\d.;,]*(?:url\s*=\s*)?['\"]?|['\"]?\s*$", "", attrs.get("content", ""))


def _unsafe(written: str, attrs: dict[str, str], urls: Iterable[str]) -> Iterator[Phrase]:
    """*written*: the element's name; a prefix means nothing to HTML, but does when somebody reads the page as XML."""
    name = written.rpartition(":")[2]
    if name in _FORBIDDEN | _FORBIDDEN_IN_SVG:
        yield phrase("the-element", written=written)
    if (
        name == "script"
        and (name != written or "src" not in attrs)
        and (attrs.get("type", "").lower() not in _DATA_TYPES)
    ):
        yield phrase("a-script-on-the-page")
    yield from (phrase("the-attribute", key=key) for key in attrs if _runs(key))
    yield from (
        phrase("address-beginning-with", scheme=scheme) for url in urls if (scheme := _scheme(url)) in _BAD_SCHEMES
    )
    yield from (phrase("contact-that-orders", url=url) for url in urls if not is_plain_contact(url))
    if name not in _NAVIGATES and not (name == "link" and set(attrs.get("rel", "").lower().split()) <= _NAMED):
        yield from _loading(url for url in urls if _scheme(url) not in _BAD_SCHEMES)


@lru_cache(maxsize=512)
def _runs(attribute: str) -> bool:
    prefix, _, name = attribute.rpartition(":")
    return name in ("style", "srcdoc", "ping") or name.startswith("on") or prefix == "ev" or attribute == "xml:base"


def _loading(urls: Iterable[str]) -> Iterator[Phrase]:
    """What is fetched from elsewhere when the file is shown."""
    for url in urls:
        if _scheme(url) == "data:":
            yield phrase("address-beginning-with", scheme="data:")
        elif _scheme(url) or url.replace("\\", "/").startswith("//"):
            yield phrase("from-another-site", url=url)


def _scheme(url: str) -> str:
    found = _SCHEME.match(url.lower())
    return found[0] if found else ""
