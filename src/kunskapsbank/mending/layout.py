"""Repairs of how a body is laid out: what is not shown, and the lines between its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ..markdown.body import Body
from .drafts import Change, Draft, Edit
from .signs import is_without_width

_BLOCKS = ("bullet_list_open", "ordered_list_open", "blockquote_open", "table_open", "fence", "heading_open")
"""What begins a line below a paragraph, and other programs want an empty line before."""
_NUMBERED = re.compile(r"(\d{1,3})([.)])[ \t]+\S")
_TAB = 4  #: Columns, as Markdown counts them.
_SPACE_IN_LINK = re.compile(r"\](\s{1,3})\(")


def same(before: Body, after: Body) -> bool:
    """Whether a reader sees no difference at all."""
    return before.html == after.html


def anything(before: Body, after: Body) -> bool:
    """True: the repair was meant to change what is shown."""
    return True


def comments(draft: Draft) -> Iterator[Change]:
    """Comments, which readers never see: with their lines, where they stand alone on them."""
    for comment in draft.body.comments:
        start = draft.at(comment.spot, comment.text)
        if start is None:
            continue
        end = start + len(comment.text)
        line = draft.text.rfind("\n", 0, start) + 1
        after = draft.text.find("\n", end)
        after = len(draft.text) if after < 0 else after
        if draft.text[line:start].strip() or draft.text[end:after].strip():
            yield (Edit(start, end, ""),)
        elif _is_empty_above(draft, line) and line:
            yield (Edit(line, _past_empty(draft.text, after), ""),)
        else:
            yield (Edit(line, after, ""),)


def _is_empty_above(draft: Draft, start: int) -> bool:
    above = draft.text[draft.text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]
    return not above.strip() or above.rstrip() == "---"


def _past_empty(text: str, at: int) -> int:
    """Where the next line with text begins, after the line that ends at *at*."""
    match = re.compile(r"\n(?:[ \t]*\n)*").match(text, at)
    return match.end() if match else at


def hidden_entities(draft: Draft) -> Iterator[Change]:
    """Signs without width, written as ``&#8203;``."""
    for mark in draft.body.marked("hidden-entity"):
        start = draft.at(mark.spot, mark.text)
        if start is not None and is_without_width(unescape(mark.text)):
            yield (Edit(start, start + len(mark.text), ""),)


def mojibake(draft: Draft) -> Iterator[Change]:
    """Letters that were read in the wrong encoding: ``Ã¶`` for ö."""
    for mark in draft.body.marked("mojibake"):
        start, meant = draft.at(mark.spot, mark.text), _decoded(mark.text)
        if start is not None and meant:
            yield (Edit(start, start + len(mark.text), meant),)


def _decoded(text: str) -> str:
    try:
        return b"".join(_byte(sign) for sign in text).decode()
    except UnicodeError:
        return ""


def _byte(sign: str) -> bytes:
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")


def links(draft: Draft) -> Iterator[Change]:
    """The space between the text of a link and its address."""
    for mark in draft.body.marked("space-in-link"):
        start, space = draft.at(mark.spot, mark.text), _SPACE_IN_LINK.search(mark.text)
        if start is not None and space and mark.text.endswith(")"):
            yield (Edit(start + space.start(1), start + space.end(1), ""),)


def indents(draft: Draft) -> Iterator[Change]:
    """Tabs before the text of a line, but in code."""
    code = {
        line
        for token in draft.body.tokens
        if token.type in ("fence", "code_block") and token.map
        for line in range(*token.map)
    }
    for number, line in enumerate(draft.lines[draft.first :]):
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in indent and number not in code and line.strip():
            start = draft.line_start(number)
            yield (Edit(start, start + len(indent), indent.expandtabs(_TAB)),)


def list_indents(draft: Draft) -> Iterator[Change]:
    """Spaces before what belongs to a numbered item, which other programs would read as something after it."""
    edits = ((draft.line_start(line), " " * count) for line, count in draft.body.moved.items())
    if draft.body.moved:
        yield tuple(Edit(start, start, spaces) for start, spaces in edits)


def empty_lines(draft: Draft) -> Iterator[Change]:
    """An empty line before a list, table, quotation, code or heading right below a text."""
    end = -1
    for token in draft.body.tokens:
        if token.level or not token.map:
            continue
        if token.type in _BLOCKS and token.map[0] == end:
            yield _before(draft, end)
        if token.nesting >= 0:
            end = token.map[1] if token.type == "paragraph_open" else -1


def _before(draft: Draft, line: int) -> Change:
    start = draft.line_start(line)
    return (Edit(start, start, "\n"),)


def unread_lists(draft: Draft) -> Iterator[Change]:
    """An empty line before a list of numbers that begins in the middle of a text: two lines, with 2 and 3 or so."""
    for token in draft.body.tokens:
        if token.type != "paragraph_open" or token.level or not token.map:
            continue
        for line in range(token.map[0] + 1, token.map[1] - 1):
            one, two = (_NUMBERED.match(draft.line(number)) for number in (line, line + 1))
            if one and two and one[2] == two[2] and int(two[1]) == int(one[1]) + 1:
                yield _before(draft, line)
                break
