"""Bodies: Markdown in, HTML and links out.

Record bodies are content, not code: HTML in them is shown as text, and nothing in them is a template.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

_SWEDISH = str.maketrans("åäöÅÄÖéÉ", "aaoAAOeE")
_EXTENSIONS = ["tables", "fenced_code", "footnotes", "def_list", "sane_lists", "toc"]
_FOOTNOTE_WORDS = {"BACKLINK_TITLE": "Tillbaka till not {} i texten"}


@dataclass(frozen=True, slots=True)
class Body:
    """A body as HTML, with what the checks need to know about it."""

    html: str
    links: tuple[str, ...] = ()  #: As the editor wrote them.
    images: tuple[tuple[str, str], ...] = ()  #: (source, alt text).


def slugify(text: str, separator: str = "-") -> str:
    """An anchor from a heading: å and ä become a, ö becomes o."""
    folded = unicodedata.normalize("NFKD", text.translate(_SWEDISH)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", separator, folded).strip(separator) or "avsnitt"


class _Collector(Treeprocessor):
    """Notes links and images, and lets *resolve* rewrite each link's target."""

    links: list[str]
    images: list[tuple[str, str]]
    resolve: Callable[[str], str]

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag == "a" and "href" in element.attrib:
                self.links.append(element.attrib["href"].replace(AMP_SUBSTITUTE, "&"))
                element.set("href", self.resolve(element.attrib["href"]))
            elif element.tag == "img":
                self.images.append((element.get("src", ""), element.get("alt", "")))
                element.set("src", self.resolve(element.get("src", "")))
            elif element.tag == "th":
                element.set("scope", "col")


class Converter:
    """Turns Markdown into HTML; one instance serves all pages of a build."""

    def __init__(self, trusted: bool = False) -> None:
        """*trusted*: let HTML through, as in frame pages; content never is."""
        self._markdown = Markdown(
            extensions=_EXTENSIONS,
            extension_configs={"toc": {"slugify": slugify}, "footnotes": _FOOTNOTE_WORDS},
        )
        if not trusted:
            self._markdown.preprocessors.deregister("html_block")
            self._markdown.inlinePatterns.deregister("html")
        self._collector = _Collector(self._markdown)
        self._markdown.treeprocessors.register(self._collector, "kunskapsbank", 4)

    def convert(self, text: str, resolve: Callable[[str], str] = lambda target: target) -> Body:
        """Convert *text*; *resolve* turns a link as written into the link to publish."""
        self._markdown.reset()
        collector = self._collector
        collector.links, collector.images, collector.resolve = [], [], resolve
        html = self._markdown.convert(text)
        return Body(_focusable_tables(html), tuple(collector.links), tuple(collector.images))


def _focusable_tables(html: str) -> str:
    """Let wide tables scroll sideways by themselves, reachable with the keyboard (WCAG 2.1.1)."""
    frame = '<div class="tabell" tabindex="0" role="region" aria-label="Tabell">'
    return html.replace("<table>", f"{frame}<table>").replace("</table>", "</table></div>")
