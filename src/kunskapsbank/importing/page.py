"""The part of a web page, or of a document that has become one, that is its text; the rest is left out and told."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag, UnusualUsageWarning
from bs4.builder._html5lib import HTML5TreeBuilder, TreeBuilderForHtml5lib
from bs4.element import Comment, NavigableString, PreformattedString

from .notes import without_private_signs

HEADINGS = [f"h{level}" for level in range(1, 7)]
MAX_DEPTH = 200  #: Elements inside each other: what comes after reads them by calling itself.
MOST_OPEN = 2 * MAX_DEPTH  #: Elements that are begun and not ended: the parser takes the square of their number.
_NEVER = (
    "script style noscript template link meta svg math canvas object embed applet map area button input select textarea"
).split()
_AROUND = "nav aside footer dialog form menu".split()  #: What stands around the text of a page.
_ROLES = frozenset("navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar".split())
_NAMED = re.compile(
    r"(?i)(?:^|[-_ ])(?:cookies?|cookiebanner|consent|samtycke|kakor|gdpr|breadcrumbs?|brodsmul\w*|skip\w*|"
    r"share|sharing|dela|social|sidebar|related|relaterat|newsletter|nyhetsbrev|feedback|pagination|toolbar|sr-only|"
    r"toc|table-of-contents|innehallsforteckning|visually-hidden|screen-reader-text)(?:$|[-_ ])"
)
_ONCE = re.compile(r"(?i)cookie|consent|samtycke")  #: In a name that is written together.
_OF_THE_TEXT = re.compile(
    r"(?i)(?:^|[-_ ])(?:notes?|example|footnotes?|callout|admonition|fakta\w*|exempel)(?:$|[-_ ])"
)
_WITHOUT_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\u2028\u2029\x0b\x0c]")
_LIGATURES = {ligature: unicodedata.normalize("NFKC", ligature) for ligature in map(chr, range(0xFB00, 0xFB07))}


@dataclass
class Page:
    """What was read out of one document."""

    text: Tag  #: The element that holds the text.
    title: str = ""  #: What the document says that it is called, when no heading does.
    address: str = ""  #: Where on the web it says that it lies.
    left_out: tuple[str, ...] = ()  #: What stood around the text.


def page_of(html: str) -> Page:
    """The text of *html*, whole web page or not.

    Raises:
        RecursionError: If elements lie more than :data:`MAX_DEPTH` inside each other.
    """
    with warnings.catch_warnings():  # XHTML, or a text that looks like a file's name, is what was asked for.
        warnings.simplefilter("ignore", UnusualUsageWarning)
        soup = BeautifulSoup(html, builder=_Builder())
    if any(depth > MAX_DEPTH for _, depth in _depths(soup)):
        raise RecursionError
    for one in list(soup.find_all(string=lambda text: isinstance(text, PreformattedString | Comment))):
        one.extract()
    for one in list(soup.find_all(string=True)):
        one.replace_with(NavigableString(plain_signs(str(one))))
    title, address = _title(soup), _address(soup)
    text = _main(soup)
    left_out = [_words(one) for one in _around(text)]
    return Page(text, title, address, tuple(filter(None, left_out)))


def plain_signs(text: str) -> str:
    """*text* with composed letters and ordinary spaces, and without signs of no width or for private use."""
    text = _SPACES.sub(" ", _WITHOUT_WIDTH.sub("", without_private_signs(text)))
    for ligature, letters in _LIGATURES.items():
        text = text.replace(ligature, letters)
    return unicodedata.normalize("NFC", text)


class _Open(list[Any]):
    """The elements that the parser has begun and not ended: it alone knows which tags begin and end one."""

    def append(self, element: Any) -> None:
        if len(self) >= MOST_OPEN:
            raise RecursionError
        super().append(element)


class _Tree(TreeBuilderForHtml5lib):
    def reset(self) -> None:
        super().reset()
        self.openElements = _Open()


class _Builder(HTML5TreeBuilder):
    def create_treebuilder(self, namespaceHTMLElements: bool) -> TreeBuilderForHtml5lib:
        self.underlying_builder = _Tree(namespaceHTMLElements, self.soup, store_line_numbers=self.store_line_numbers)
        return self.underlying_builder


def _depths(soup: Tag) -> Iterator[tuple[Tag, int]]:
    stack: list[tuple[Tag, int]] = [(soup, 0)]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        stack += [(child, depth + 1) for child in node.children if isinstance(child, Tag)]


def _main(soup: BeautifulSoup) -> Tag:
    for chosen in ("main", "[role=main]", "article"):
        found = soup.select(chosen)
        if len(found) == 1 and (len(_words(found[0])) > 100 or found[0].find("h1")):
            return found[0]
    return soup.body or soup


def _around(text: Tag) -> Iterator[Tag]:
    """What is no part of the text, taken out of it."""
    whole = len(_words(text)) or 1
    for one in list(text.find_all(_NEVER)):
        if not one.decomposed:
            one.decompose()
    for one in list(text.find_all(True)):
        if one.decomposed or not any(above is text for above in one.parents) or not _is_around(one):
            continue
        if len(_words(one)) / whole < 0.5 or one.name == "nav":  # A whole text may lie in an element with such a name.
            yield one.extract()


def _is_around(one: Tag) -> bool:
    classes = " ".join(one.get_attribute_list("class")) if one.get("class") else ""
    names = classes if _is_called_as_its_heading(one, classes) else f"{one.get('id') or ''} {classes}"
    return (
        (one.name in _AROUND and not (one.name == "aside" and _OF_THE_TEXT.search(classes)))
        or (one.name == "header" and one.find("h1") is None)
        or one.get("role") in _ROLES
        or one.has_attr("hidden")
        or one.get("aria-hidden") == "true"
        or _NAMED.search(names) is not None
        or _ONCE.search(names) is not None
    )


def _is_called_as_its_heading(one: Tag, classes: str) -> bool:
    """Whether the id of *one* only repeats a heading, as programs that make pages of texts write it."""
    if one.name in HEADINGS:
        return True
    heading = one.find(HEADINGS) if one.name in ("section", "article") or "section" in classes.split() else None
    return isinstance(heading, Tag) and _letters(str(one.get("id") or "")) == _letters(_words(heading))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", text.casefold()))


def _title(soup: BeautifulSoup) -> str:
    said = soup.select_one('meta[property="og:title"]')
    if said and said.get("content"):
        return plain_signs(str(said["content"])).strip()
    written = soup.title.get_text() if soup.title else ""
    return re.split(r" [|–—-] ", " ".join(plain_signs(written).split()))[0]


def _address(soup: BeautifulSoup) -> str:
    said = soup.select_one("link[rel=canonical]")
    address = str(said.get("href", "")) if said else ""
    return address if is_on_the_web(address) else ""


def is_on_the_web(address: str) -> bool:
    """Whether *address* leads to a name that others reach, and not to the writer's own machine or network."""
    return re.match(r"(?i)https?://(?:[^\s/?#@.:]+\.)+[^\W\d_][^\s/?#@.:]+\.?(?::\d+)?(?:[/?#]|$)", address) is not None


def _words(one: Tag) -> str:
    return " ".join(one.get_text(" ").split())
