"""Bodies: Markdown in, HTML and links out.

Record bodies are content, not code: nothing in them is a template, and of HTML only the tags in :data:`RAW_TAGS` mean
anything; all other HTML is shown as text. What Markdown makes of a body is then cleaned by a sanitiser, so that a
mistake in the one line of defence is caught by the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

_FIXED_ANCHOR = re.compile(r"\s*\{#([a-z0-9]+(?:-[a-z0-9]+)*)\}\s*$")
_SWEDISH = str.maketrans("åäöÅÄÖéÉ", "aaoAAOeE")
EXTENSIONS = ("tables", "fenced_code", "footnotes", "def_list", "sane_lists", "toc")
"""What Markdown can do beyond its core. None of them reads files or runs programs."""
_FOOTNOTE_WORDS = {"BACKLINK_TITLE": "Tillbaka till not {} i texten"}

RAW_TAGS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys("abbr bdi br cite dfn kbd mark q samp span sub sup var wbr".split(), frozenset({"lang"})),
    "abbr": frozenset({"lang", "title"}),
}
"""The tags that editors may write in a body, with their attributes: words inside a sentence that Markdown has no sign
for. None of them can load anything, run anything, or change the page around it."""
VOID_TAGS = frozenset({"br", "wbr"})  #: Have no end tag.

_RAW_TAG = re.compile(r'<(?:/(?P<end>[a-z]+)|(?P<start>[a-z]+)(?P<attributes>(?:\s+[a-z]+="[^"<>]*")*)\s*/?)>')
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")

_MADE_TAGS = set(
    "a blockquote code dd div dl dt em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong table tbody td th "
    "thead tr ul".split()
)
_CLEANER = nh3.Cleaner(
    tags=_MADE_TAGS | set(RAW_TAGS),
    attributes={
        **{tag: set(allowed) for tag, allowed in RAW_TAGS.items()},
        **{f"h{level}": {"id"} for level in range(1, 7)},
        "a": {"href", "title", "class"},
        "img": {"src", "alt", "title"},
        "code": {"class"},
        "div": {"class"},
        "li": {"id"},
        "ol": {"start"},
        "sup": {"id", "lang"},
        "td": {"class"},
        "th": {"class", "scope"},
    },
    url_schemes={"http", "https", "mailto", "term"},  # The last is replaced by the term's button.
    link_rel=None,
)


@dataclass(frozen=True, slots=True)
class RawTag:
    """A tag that an editor wrote and may write."""

    name: str
    end: bool


def raw_tag(text: str) -> RawTag | None:
    """What *text*, ``<kbd>`` or ``</kbd>``, is among the allowed tags; None if it is not allowed as it stands."""
    match = _RAW_TAG.fullmatch(text)
    if match is None:
        return None
    name = match["end"] or match["start"]
    given = dict(re.findall(r'([a-z]+)="([^"]*)"', match["attributes"] or ""))
    known = name in RAW_TAGS and given.keys() <= RAW_TAGS[name]
    if not known or (match["end"] and name in VOID_TAGS):
        return None
    if "lang" in given and not _LANGUAGE.fullmatch(given["lang"]):
        return None
    return RawTag(name, bool(match["end"]))


@dataclass(frozen=True, slots=True)
class Body:
    """A body as HTML, with what the checks need to know about it."""

    html: str
    links: tuple[str, ...] = ()  #: As the editor wrote them.
    images: tuple[tuple[str, str], ...] = ()  #: (source, alt text).
    refused: str = ""  #: Why there is no HTML: what there was too much of, in Swedish.

    @property
    def targets(self) -> tuple[str, ...]:
        """Where links and images lead, as the editor wrote them."""
        return (*self.links, *(source for source, _ in self.images))


def slugify(text: str, separator: str = "-") -> str:
    """An anchor from a heading: å and ä become a, ö becomes o."""
    folded = unicodedata.normalize("NFKD", text.translate(_SWEDISH)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", separator, folded).strip(separator) or "avsnitt"


class _FixedAnchors(Treeprocessor):
    """``## Rubrik {#ankare}``: an anchor that stays when the heading is reworded."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if re.fullmatch("h[1-6]", element.tag):
                _take_anchor(element)


def _take_anchor(heading: Element) -> None:
    """Move an anchor written at the end of *heading* to its ``id``."""
    last = heading[-1] if len(heading) else None
    text = (last.tail if last is not None else heading.text) or ""
    match = _FIXED_ANCHOR.search(text)
    if match is None:
        return
    heading.set("id", match[1])
    if last is not None:
        last.tail = text[: match.start()]
    else:
        heading.text = text[: match.start()]


class _Collector(Treeprocessor):
    """Notes links and images, and lets *resolve* rewrite each link's target; None leaves the text alone."""

    links: list[str]
    images: list[tuple[str, str]]
    resolve: Callable[[str], str | None]

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag == "a" and "href" in element.attrib:
                self.links.append(element.attrib["href"].replace(AMP_SUBSTITUTE, "&"))
                self._lead(element, "href", element.text)
            elif element.tag == "img":
                self.images.append((element.get("src", ""), element.get("alt", "")))
                self._lead(element, "src", element.get("alt"))
            elif element.tag in _ALIGNED:
                _align(element)

    def _lead(self, element: Element, attribute: str, text: str | None) -> None:
        """Let *element* lead where its target does; when that is nowhere, *text* is all that remains of it."""
        target = self.resolve(element.get(attribute, ""))
        if target is not None:
            element.set(attribute, target)
            return
        element.attrib.clear()
        element.tag, element.text = "span", text


class _RawTags(InlineProcessor):
    """Lets the allowed tags through and leaves all others as text."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int] | tuple[None, None, None]:
        if raw_tag(m[0]) is None:
            return None, None, None
        return self.md.htmlStash.store(m[0]), m.start(0), m.end(0)


_ALIGNED = {"th", "td"}
_ALIGNMENTS = {"text-align: right;": "hoger", "text-align: center;": "mitten"}


def _align(cell: Element) -> None:
    """A column's alignment as a class, since the site's policy allows no style attributes."""
    name = _ALIGNMENTS.get(cell.attrib.pop("style", ""))
    if name:
        cell.set("class", name)
    if cell.tag == "th":
        cell.set("scope", "col")


class Converter:
    """Turns Markdown into HTML; one instance serves all pages of a build."""

    def __init__(self, trusted: bool = False) -> None:
        """*trusted*: let all HTML through, as in frame pages; content never is."""
        self._trusted = trusted
        self._markdown = Markdown(
            extensions=list(EXTENSIONS),
            extension_configs={"toc": {"slugify": slugify}, "footnotes": _FOOTNOTE_WORDS},
        )
        if not trusted:
            self._markdown.preprocessors.deregister("html_block")
            self._markdown.inlinePatterns.register(_RawTags(_RAW_TAG.pattern, self._markdown), "html", 90)
        self._collector = _Collector(self._markdown)
        self._markdown.treeprocessors.register(self._collector, "kunskapsbank", -1)  # When backslashes are gone.
        self._markdown.treeprocessors.register(_FixedAnchors(self._markdown), "fixed_anchors", 6)  # Before toc, at 5.

    def convert(self, text: str, resolve: Callable[[str], str | None] = lambda target: target) -> Body:
        """Convert *text*; *resolve* turns a link as written into the link to publish, or into None for no link."""
        self._markdown.reset()
        collector = self._collector
        collector.links, collector.images, collector.resolve = [], [], resolve
        html = self._markdown.convert(text)
        if not self._trusted:
            html = _CLEANER.clean(html)
        return Body(_focusable_tables(html), tuple(collector.links), tuple(collector.images))


def _focusable_tables(html: str) -> str:
    """Let wide tables scroll sideways by themselves, reachable with the keyboard (WCAG 2.1.1)."""
    frame = '<div class="tabell" tabindex="0" role="region" aria-label="Tabell">'
    return html.replace("<table>", f"{frame}<table>").replace("</table>", "</table></div>")
