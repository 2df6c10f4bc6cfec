"""Finished HTML -> its text, its headings and its anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_HEADING = re.compile(r'<h2 id="(?!exempel--)([^"]+)"[^>]*>(.*?)</h2>', re.S)  #: Not of examples.
#: Controls and drawings, and files to hand out: a preview is searched as the site is, which has them.
_NOT_TEXT = re.compile(
    r'<(button|svg|form|noscript)\b.*?</\1>|<section class="nedladdningar".*?</section>'
    r'|<a\b[^>]*\sdownload>.*?</a>|<a class="footnote-(?:ref|backref)".*?</a>',
    re.S,
)
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|dt|dd|div|td|th|tr|summary)>|<br>")
_INSIDE = "|".join("a abbr b bdi cite code dfn em i kbd mark q s samp span strong sub sup time var wbr".split())
#: Tags inside a sentence: what stands on either side of one belongs together, unless one part ends where one begins.
#: Written so that it is looked for where a tag begins, and nowhere else.
_IN_SENTENCE = re.compile(rf"<(?:/(?:{_INSIDE})>|(?<!</span><)(?:{_INSIDE})(?:\s[^<>]*)?>)")
_TAG = re.compile(r"<[^>]+>")
_ANCHOR = re.compile(r'<([a-z][a-z0-9]*)\b[^<>]*? id="([^"]+)"')


def anchors_of(html: str) -> Iterator[tuple[str, str]]:
    """(id, name of the element) of every element of *html* that has an id."""
    return ((found[2], found[1]) for found in _ANCHOR.finditer(html))


def plain_text(html: str) -> str:
    """*html* as running text: blocks end in a line break, explanations of terms and buttons are left out."""
    text = _BLOCK_END.sub("\n", _NOT_TEXT.sub("", html))
    text = _TAG.sub(" ", _IN_SENTENCE.sub("", text))
    lines = (" ".join(line.split()) for line in unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def headings_of(html: str) -> tuple[tuple[str, str], ...]:
    """The second-level headings of *html* as (id, text)."""
    return tuple((m[1], unescape(_TAG.sub("", m[2])).strip()) for m in _HEADING.finditer(html))
