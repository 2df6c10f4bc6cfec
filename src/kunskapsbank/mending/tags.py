"""Repairs of HTML that has one exact form in Markdown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from ..markdown.body import Body
from ..markdown.reading import MOST_MARKS
from ..markdown.tags import RAW_TAGS
from .drafts import Change, Draft, Edit

_STRONG, _EMPHASIS, _STRIKE, _CODE = "**", "*", "~~", "`"
_SIGNS: Mapping[str, str] = {
    **dict.fromkeys(("b", "strong"), _STRONG),
    **dict.fromkeys(("i", "em"), _EMPHASIS),
    **dict.fromkeys(("s", "del", "strike"), _STRIKE),
    "code": _CODE,
}
"""Tags around words -> the sign of Markdown around them."""
_LOOKS = frozenset("align border class decoding height id loading referrerpolicy rel style target width".split())
"""Attributes of links and pictures that change nothing of what they say."""
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<attributes>[^<>]*?)\s*/?>")
_ATTRIBUTE = re.compile(r"""\s+([A-Za-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+)))?""")
_SIGN, _ESCAPED = re.compile(r"([][\\*_`<])"), r"\\\1"
_MOST = MOST_MARKS - 1  #: Tags of one body: of more than can be marked nothing is mended.
_HEADING = re.compile(r"<h([1-6])>(?P<text>[^\n]*)</h\1>", re.I)
_PARAGRAPH = re.compile(r"<p>(?P<text>[^\n]*)</p>", re.I)
_RULE = re.compile(r"<hr\s*/?>", re.I)
_LIST = re.compile(r"<(ul|ol)>\s*((?:<li>(?:(?!</?(?:ul|ol|li)\b)[^\n])*</li>\s*)+)</\1>", re.I)
_ITEM = re.compile(r"<li>([^\n]*?)</li>", re.I)


@dataclass(frozen=True)
class _Found:
    """A tag as it stands in the file."""

    start: int
    text: str
    name: str
    end: bool
    attributes: Mapping[str, str]


def tags(draft: Draft) -> Iterator[Change]:
    """Tags inside a sentence: bold, emphasis, struck out, code, links and pictures."""
    for paragraph in _by_paragraph(draft):
        opened: list[_Found] = []
        for tag in paragraph:
            if tag.name == "img":
                yield from _picture(tag)
            elif tag.name in RAW_TAGS:
                yield from _small(tag)
            elif not tag.end:
                opened.append(tag)
            elif any(one.name == tag.name for one in opened):
                while opened and opened[-1].name != tag.name:
                    opened.pop()
                yield from _pair(draft, opened.pop(), tag)


def _by_paragraph(draft: Draft) -> Iterable[list[_Found]]:
    """The tags that are shown as text, by the piece of running text that they stand in."""
    pieces = [token.map for token in draft.body.tokens if token.type == "inline" and token.map]
    piece_of = {line: number for number, (first, end) in enumerate(pieces) for line in range(first, end)}
    found: defaultdict[int, list[_Found]] = defaultdict(list)
    marks = list(draft.body.marked("html-in-body"))
    for mark in marks if len(marks) <= _MOST else ():
        tag, start = _TAG.fullmatch(mark.text), draft.at(mark.spot, mark.text)
        if tag and start is not None:
            one = _Found(start, mark.text, tag["name"].lower(), bool(tag["end"]), _attributes(tag["attributes"]))
            found[piece_of.get(mark.spot.line - 1, -1)].append(one)
    return found.values()


def _attributes(written: str) -> Mapping[str, str]:
    return {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(written)}


def _whole(tag: _Found, text: str) -> Edit:
    return Edit(tag.start, tag.start + len(tag.text), text)


def _small(tag: _Found) -> Iterator[Change]:
    """A tag that is allowed, in small letters."""
    if not tag.attributes and tag.text != tag.text.lower():
        yield (_whole(tag, tag.text.lower()),)


def _pair(draft: Draft, start: _Found, end: _Found) -> Iterator[Change]:
    inside = draft.text[start.start + len(start.text) : end.start]
    if start.name == "a":
        yield from _link(start, end, inside)
    elif start.name in _SIGNS and not start.attributes and inside.strip():
        sign = _SIGNS[start.name]
        around = draft.text[start.start - 1 : start.start], draft.text[end.start + len(end.text) :][:1]
        if sign == _EMPHASIS and (inside[0] in "*<" or inside[-1] in "*>" or any(one in "*<>" for one in around)):
            sign = "_"  # Stars beside stars would be read as one sign.
        left, right = len(inside) - len(inside.lstrip()), len(inside) - len(inside.rstrip())
        if sign == _CODE and (left or right or "`" in inside):
            return
        yield (
            Edit(start.start, start.start + len(start.text) + left, inside[:left] + sign),
            Edit(end.start - right, end.start + len(end.text), sign + inside[len(inside) - right :]),
        )


def _link(start: _Found, end: _Found, inside: str) -> Iterator[Change]:
    target = _target(start.attributes.get("href", ""))
    if target and inside.strip() and start.attributes.keys() <= _LOOKS | {"href", "title"}:
        yield (_whole(start, "["), _whole(end, f"]({target}{_title(start)})"))


def _picture(tag: _Found) -> Iterator[Change]:
    source, alt = _target(tag.attributes.get("src", "")), " ".join(tag.attributes.get("alt", "").split())
    if source and not tag.end and tag.attributes.keys() <= _LOOKS | {"src", "alt", "title"}:
        yield (_whole(tag, f"![{_SIGN.sub(_ESCAPED, alt)}]({source}{_title(tag)})"),)


def _target(address: str) -> str:
    """*address* as it stands in a link of Markdown; empty when it cannot."""
    address = address.strip()
    if not address or re.search(r"[<>\n\\]", address):
        return ""
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def _title(tag: _Found) -> str:
    title = " ".join(tag.attributes.get("title", "").split())
    return ' "{}"'.format(title.replace('"', "&quot;")) if title else ""


def blocks(draft: Draft) -> Iterator[Change]:
    """Tags on lines of their own: headings, paragraphs, rules and lists."""
    for token in draft.body.tokens:
        if token.type != "paragraph_open" or token.level or not token.map:
            continue
        first, end = token.map
        for line in range(first, end):
            written = draft.line(line)
            text = _as_block(written.strip())
            if text:
                below = line < end - 1 and not _as_block(draft.line(line + 1).strip())
                yield (_line(draft, line, len(written), text, line > first, below),)
        start = draft.line_start(first)
        found = _LIST.fullmatch("\n".join(draft.line(line) for line in range(first, end)).strip())
        if found:
            items = _ITEM.findall(found[2])
            signs = ["-"] * len(items) if found[1].lower() == "ul" else [f"{n}." for n in range(1, len(items) + 1)]
            text = "\n".join(f"{sign} {item.strip()}" for sign, item in zip(signs, items, strict=True))
            yield (Edit(start, max(draft.line_start(end) - 1, start), text),)


def _as_block(line: str) -> str:
    """What a whole line of HTML is in Markdown; empty when it has no one form."""
    heading, paragraph = _HEADING.fullmatch(line), _PARAGRAPH.fullmatch(line)
    if heading:
        return f"{'#' * int(heading[1])} {heading['text'].strip()}"
    if paragraph:
        return paragraph["text"].strip()
    return "---" if _RULE.fullmatch(line) else ""


def _line(draft: Draft, line: int, length: int, text: str, above: bool, below: bool) -> Edit:
    """*text* in place of a line, with empty lines between it and the text *above* and *below*."""
    start = draft.line_start(line)
    return Edit(start, start + length, "\n" * above + text + "\n" * below)


def signs(draft: Draft) -> Iterator[Change]:
    """Signs that only some programs know, and that have a tag that is allowed; and those that say nothing."""
    for mark in draft.body.marked("unsupported-sign"):
        start, meant = draft.at(mark.spot, mark.text), _meant(mark.text)
        if start is not None and meant is not None:
            yield (Edit(start, start + len(mark.text), meant),)


def _meant(text: str) -> str | None:
    if text.startswith("???"):
        return "!!!"
    for sign, tag in (("==", "mark"), ("^", "sup"), ("~", "sub")):
        inside = text.removeprefix(sign).removesuffix(sign)
        if text == f"{sign}{inside}{sign}" and inside:
            return f"<{tag}>{inside}</{tag}>"
    return None


def keeps(before: Body, after: Body) -> bool:
    """Whether the tags that were shown as text are what Markdown now makes."""
    return _canonical(before.html) == _canonical(after.html)


_ALIKE = {"b": "strong", "i": "em", "del": "s", "strike": "s"}


def _canonical(html: str) -> str:
    """*html* with the tags it shows as tags, without what Markdown adds, or leaves out, of its own."""
    return re.sub(r"\s+", "", _TAG.sub(_canonical_tag, unescape(html)))


def _canonical_tag(tag: re.Match[str]) -> str:
    name = tag["name"].lower()
    name = _ALIKE.get(name, name)
    if name == "p":
        return ""
    given = _attributes(tag["attributes"])
    kept = sorted(
        f'{one}="{" ".join(given[one].split())}"' for one in ("href", "src", "alt", "title") if given.get(one)
    )
    return f"<{tag['end']}{name}{''.join(kept)}>"


def keeps_signs(before: Body, after: Body) -> bool:
    """Whether the words are the same: the signs around them are gone."""
    return _letters(before) == _letters(after)


def _letters(body: Body) -> str:
    return re.sub(r"\W+", "", body.text)
