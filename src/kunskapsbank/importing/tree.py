"""The tree of a text that is being brought in: its blocks, its words, and signs put into it."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from .notes import without_marks

GROUPS = frozenset("div section article main header address details summary fieldset legend picture figure".split())
LOOKS = frozenset("font span u center mark small big abbr time label source".split())  #: And what means nothing here.
BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre hr".split()) | (GROUPS - {"picture"})


def words(one: Tag) -> str:
    """The text of *one* on a line."""
    parts = (" " if isinstance(part, Tag) and part.name == "br" else part for part in one.descendants)
    return " ".join(without_marks("".join(part for part in parts if isinstance(part, str))).split())


def _soup() -> BeautifulSoup:
    return BeautifulSoup("", "html.parser")


def new_tag(name: str, text: str = "") -> Tag:
    """An element that lies nowhere yet."""
    made = _soup().new_tag(name)
    if text:
        made.append(NavigableString(text))
    return made


def mark(one: Tag, sign: str) -> None:
    """Put *sign* at the beginning of what *one* says; in a table or list, of its first cell or item."""
    inner = one.find(["th", "td", "li", "p"]) if one.name in ("table", "ul", "ol", "blockquote", "figure") else one
    (inner if isinstance(inner, Tag) else one).insert(0, NavigableString(sign))


def mark_near(one: Tag, sign: str) -> None:
    """Put *sign* where something is about to go: in the block before it, else in the one after."""
    before = one.find_previous(["p", "h2", "h3", "h4", "li"])
    if isinstance(before, Tag) and words(before):
        before.append(NavigableString(sign))
        return
    after = one.find_next(["p", "h1", "h2", "h3", "h4", "li"])
    if isinstance(after, Tag):
        after.insert(0, NavigableString(sign))
