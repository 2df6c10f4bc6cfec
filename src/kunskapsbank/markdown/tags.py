"""HTML in bodies: the few tags that editors may write, and the sanitiser that is the second wall.

What editors write in records and frame pages is content, not code: of HTML only the tags in :data:`RAW_TAGS` mean
anything; all other HTML is shown as text. What Markdown makes of a body is then cleaned, so that a mistake in the one
line of defence is caught by the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import nh3

RAW_TAGS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys("abbr bdi br cite dfn kbd mark q samp span sub sup var wbr".split(), frozenset({"lang"})),
    "abbr": frozenset({"lang", "title"}),
}
"""The tags that editors may write in a body, with their attributes: words inside a sentence that Markdown has no sign
for. None of them can load anything, run anything, or change the page around it."""
VOID_TAGS = frozenset({"br", "wbr"})  #: Have no end tag.
SAFE_SCHEMES = ("https", "http", "mailto", "tel")  #: What a link may begin with.
TERM_SCHEME = "term:"  #: Before the key of a term: stands in for a link to it until the term macro draws it.

_RAW_TAG = re.compile(r'<(?:/(?P<end>[a-z]+)|(?P<start>[a-z]+)(?P<attributes>(?:\s+[a-z]+="[^"<>]*")*)\s*/?)>')
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")

_MADE_TAGS = set(
    "a blockquote code dd div dl dt em h1 h2 h3 h4 h5 h6 hr img li ol p pre s strong table tbody td th "
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
        "div": {"class", "tabindex", "role", "aria-label"},
        "p": {"class"},
        "pre": {"tabindex"},
        "li": {"id", "class"},
        "ol": {"start"},
        "span": {"lang", "class", "role", "aria-label"},
        "sup": {"id", "lang"},
        "td": {"class"},
        "th": {"class", "scope"},
    },
    url_schemes={*SAFE_SCHEMES, TERM_SCHEME.rstrip(":")},  # The last is replaced by the term's button.
    link_rel=None,
)


def clean(html: str) -> str:
    """*html* without anything that Markdown cannot have made of an allowed body."""
    return _CLEANER.clean(html)


def is_allowed(text: str) -> bool:
    """Whether *text*, ``<kbd>`` or ``</kbd>``, is a tag that is allowed as it stands."""
    match = _RAW_TAG.fullmatch(text)
    if match is None:
        return False
    name = match["end"] or match["start"]
    given = dict(re.findall(r'([a-z]+)="([^"]*)"', match["attributes"] or ""))
    known = name in RAW_TAGS and given.keys() <= RAW_TAGS[name]
    if not known or (match["end"] and name in VOID_TAGS):
        return False
    return "lang" not in given or _LANGUAGE.fullmatch(given["lang"]) is not None
