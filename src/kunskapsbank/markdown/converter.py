"""Markdown in, a value out: the one place where a body is read.

The parser is markdown-it-py: it follows CommonMark to the letter, as the editors' other tools do, and tells for each
piece on which line it stands. Nothing in a body is a template, and of HTML only a few tags mean anything:
in records and in frame pages alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from ..language.swedish import fold
from ..reading.front_matter import newlines
from .blocks import MAX_DEPTH, add_block_rules, add_comments
from .body import Body, Heading, Link, Spot, text_of
from .inlines import add_inline_rules, is_telling, too_many_brackets
from .packed import NOTHING
from .reading import Here, Reading, environment, reading_of
from .repairs import may_need_repair, repaired
from .signs import examine, examine_code

Resolve = Callable[[str], str | None]

_FIXED_ANCHOR = re.compile(r"(?<!\S)\{#([^{}\s]+)\}$")
_ANCHOR = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOTES = {
    "note": "not.observera",
    "info": "not.observera",
    "tip": "not.tips",
    "hint": "not.tips",
    "success": "not.tips",
    "important": "not.viktigt",
    "warning": "not.varning",
    "caution": "not.varning",
    "attention": "not.varning",
    "danger": "not.varning",
    "example": "not.exempel",
    "quote": "not.citat",
}  #: What a note is called when its writer gave it no title: the key of the text.
WALL = 1800  #: Characters in one paragraph that nobody reads.
MAX_TEXT = (
    100_000  #: Characters in one paragraph or block of code: the sanitiser's cost is their square, out of reach of
)
#: any clock.

RESERVED_IDS = frozenset({"gemensamma", "innehall", "meny", "svara-att-hitta"})
"""Anchors of the page's own template, which headings must not take."""
RESERVED_PREFIXES = (
    "bokstav-", "data-", "del-", "filter-", "grupp-", "jamfor-", "katalog-", "klipp-", "kommun-", "kryss-", "lage-",
    "luckor-", "makro-", "omrade-", "plats-", "sidavid-", "slag-", "sok-", "term-",
)  # fmt: skip
"""What the anchors that templates make of records begin with."""
NUMBERED = ("niva-", "skriv-", "steg-")  #: What the anchors that templates make of numbers begin with.


def _lighten(token: Token) -> None:
    """Let *token*, which is finished, say that it has no attributes without a dictionary of its own."""
    token.attrs = token.attrs or NOTHING
    token.meta = token.meta or NOTHING


class Converter:
    """Turns Markdown into a value; one instance serves all pages of a build."""

    def __init__(self) -> None:
        self._markdown = _parser()

    def convert(self, text: str, resolve: Resolve = lambda target: target) -> Body:
        """Convert *text*; *resolve* turns a link as written into the link to publish, or into None for no link."""
        text = newlines(text)
        reading = Reading(text)
        if may_need_repair(text):
            reading = self._repaired(text)
        tokens = self._markdown.parse(reading.text, environment(reading))
        headings = tuple(_headings(reading, tokens))
        _note_notes(reading, tokens)
        for token in tokens:
            _lighten(token)
            if token.children:
                token.children = list(_finished(token.children, resolve, reading.abbreviations))
                for one in token.children:
                    _lighten(one)
        return Body(
            tuple(tokens),
            headings,
            tuple(reading.links),
            tuple(reading.images),
            tuple(reading.tables),
            tuple(reading.tags),
            tuple(reading.code),
            tuple(reading.comments),
            tuple(sorted(reading.marks, key=lambda mark: mark.spot)),
            reading.moved,
        )

    def prose(self, text: str) -> tuple[list[Here], list[Link]]:
        """The running text of *text*, piece by piece (each heading, paragraph, item and cell), and its links."""
        text = newlines(text)
        reading = self._repaired(text) if may_need_repair(text) else Reading(text)
        reading.pieces = []
        self._markdown.parse(reading.text, environment(reading))
        return reading.pieces, reading.links

    def rules(self) -> dict[str, list[str]]:
        """The names of the rules that text is read by, in their order, by the stage of reading."""
        return self._markdown.get_active_rules()

    def _repaired(self, text: str) -> Reading:
        reading, tokens = Reading(text), list[Token]()
        self._markdown.block.parse(text, self._markdown, environment(reading), tokens)
        mended, moved = repaired(text, tokens)
        reading = Reading(mended, moved)
        written, above = text.split("\n"), False
        for line, content in enumerate(written):
            if line in moved and not above:
                reading.note("shallow-indent", content.strip(), reading.line_spot(line))
            above = line in moved or (above and not content.strip())
        return reading


class _Parser(MarkdownIt):
    """The library's parser, which leaves all addresses as they are: rules judge them, and the sanitiser."""

    def validateLink(self, url: str) -> bool:
        return True

    def normalizeLink(self, url: str) -> str:
        return url

    def normalizeLinkText(self, link: str) -> str:
        return link


def _parser() -> MarkdownIt:
    options = {"html": False, "tasklists": True, "alerts": True, "maxNesting": MAX_DEPTH, "store_labels": True}
    md = _Parser("js-default", options)
    add_block_rules(md)
    add_inline_rules(md)
    add_comments(md)
    md.disable(["html_block", "linkify", "replacements", "smartquotes"])
    md.core.ruler.at("inline", _inline)
    md.core.ruler.before("inline", "given_anchors", _given_anchors)
    return md


def slugify(text: str, separator: str = "-") -> str:
    """An anchor from a heading: å and ä become a, ö becomes o. What ASCII lacks parts no word, and never may: anchors
    last."""
    folded = fold(text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", separator, folded).strip(separator) or "avsnitt"


def is_reserved(anchor: str) -> bool:
    """Whether the page around a body may have *anchor*."""
    numbered = anchor.startswith(NUMBERED) and anchor.rpartition("-")[2].isdigit()
    return numbered or anchor in RESERVED_IDS or anchor.startswith(RESERVED_PREFIXES)


def _given_anchors(state: StateCore) -> None:
    """``## Rubrik {#ankare}``: an anchor that stays when the heading is reworded."""
    for number, token in enumerate(state.tokens):
        if token.type == "inline" and state.tokens[number - 1].type == "heading_open":
            match = _FIXED_ANCHOR.search(token.content)
            if match and _ANCHOR.fullmatch(match[1]):
                state.tokens[number - 1].attrs["id"] = match[1]
                state.tokens[number - 1].meta["given"] = True
                token.content = token.content[: match.start()].rstrip()


def _inline(state: StateCore) -> None:
    """Reads running text, and what in it means nothing though it seems to."""
    reading = reading_of(state.env)
    for number, token in enumerate(state.tokens):
        if token.type == "inline":
            container = state.tokens[number - 1]
            name = ""
            if container.type in ("alert_title_open", "admonition_title_open"):
                name = _name_note(reading, state.tokens[number - 2], container, token)
            reading.here = Here(reading, token, number)
            _read_running_text(state, reading, reading.here, token)
            if name:
                token.children = [Token("note_name", "", 0, meta={"key": name})]
            examine(reading, reading.here, container)
            if reading.pieces is not None:
                reading.pieces.append(reading.here)
            if len(token.content) > MAX_TEXT:
                reading.note("too-long-text", str(len(token.content)), reading.here.spot(0))
                token.children = [Token("text", "", 0, content=token.content[:WALL])]
            if container.type == "paragraph_open" and len(token.content) > WALL:
                reading.note("wall-of-text", str(len(token.content)), reading.here.spot(0))
        elif token.type in ("code_block", "fence"):
            if token.type == "code_block":
                examine_code(reading, token)
            if len(token.content) > MAX_TEXT:
                reading.note(
                    "too-long-text", str(len(token.content)), reading.line_spot(token.map[0] if token.map else 0)
                )
                token.content = token.content[:WALL]
    reading.here = None


def _read_running_text(state: StateCore, reading: Reading, here: Here, token: Token) -> None:
    at = too_many_brackets(token.content)
    if at is not None:
        reading.note("nested-brackets", "", here.spot(at))
        token.children = [Token("text", "", 0, content=token.content)]
        return
    token.children = []
    state.md.inline.parse(token.content, state.md, state.env, token.children)


def _name_note(reading: Reading, note: Token, line: Token, title: Token) -> str:
    """The key of the title that a note of its kind has, or nothing when its writer gave it one; tells of one that was
    meant to fold."""
    if note.markup.startswith("???") and note.map:
        reading.note("unsupported-sign", note.markup, reading.line_spot(note.map[0]))
    kind = str(note.meta.get("kind") or note.meta.get("tag", "")).lower()
    named = kind in _NOTES and title.content.casefold() in (kind, "")
    title.content = "" if named else title.content.strip('"')
    level = "varning" if _NOTES.get(kind) == "not.varning" else "obs"
    line.attrs = {"class": "not-titel"}
    note.attrs = {"class": f"not not--{level}", "role": "note"}
    return _NOTES[kind] if named else ""


def _headings(reading: Reading, tokens: Sequence[Token]) -> Iterator[Heading]:
    """Every heading, each with an anchor of its own."""
    given: dict[str, Spot] = {}
    opened = [(token, tokens[number + 1]) for number, token in enumerate(tokens) if token.type == "heading_open"]
    for token, _ in opened:
        spot = reading.line_spot(token.map[0] if token.map else 0)
        anchor = str(token.attrs.get("id", ""))
        if anchor in given:
            reading.note("repeated-anchor", anchor, spot)
        elif anchor and is_reserved(anchor):
            reading.note("reserved-anchor", anchor, spot)
        if anchor:
            given.setdefault(anchor, spot)
    anchors = _Anchors(given)
    for token, inline in opened:
        spot, level, text = reading.line_spot(token.map[0] if token.map else 0), int(token.tag[1]), text_of(inline)
        if "id" not in token.attrs:
            token.attrs["id"] = anchors.next_for(text)
        if not text and not any(map(is_telling, inline.children or ())):
            reading.note("empty-heading", token.markup, spot)
        yield Heading(level, str(token.attrs["id"]), text, spot)


class _Anchors:
    """Gives out anchors, each once."""

    def __init__(self, taken: dict[str, Spot]) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def next_for(self, text: str) -> str:
        """A free anchor for the heading *text*: ``rubrik``, ``rubrik_1``, ``rubrik_2``."""
        slug = anchor = slugify(text)
        number = self._last.get(slug, 0)
        while anchor in self._taken or (is_reserved(anchor) and number == 0):
            number += 1
            anchor = f"{slug}_{number}"
        self._last[slug] = number
        self._taken.add(anchor)
        return anchor


def _note_notes(reading: Reading, tokens: Sequence[Token]) -> None:
    """Footnotes that nothing refers to."""
    used = {token.meta["label"] for token in tokens if token.type == "footnote_open"}
    for label, spot in reading.notes.items():
        if label not in used:
            reading.note("unused-footnote", label, spot)


def _finished(tokens: Sequence[Token], resolve: Resolve, abbreviations: dict[str, str]) -> Iterator[Token]:
    """Running text with links that lead to addresses, and abbreviations explained."""
    closing: list[str] = []
    explained = _pattern(abbreviations)
    inside = 0
    for token in tokens:
        if token.type == "link_open":
            closing.append(_lead(token, "href", resolve))
        elif token.type == "link_close":
            token.tag = closing.pop()
        elif token.type == "image" and not _lead_image(token, resolve):
            token = Token("text", "", 0, content=token.content)
        elif token.type == "html_inline":
            inside += 1 if token.content.startswith("<abbr") else -1 if token.content.startswith("</abbr") else 0
        elif token.type == "text" and explained and not inside:
            yield from _explained(token, explained, abbreviations)
            continue
        yield token


def _lead(token: Token, attribute: str, resolve: Resolve) -> str:
    """Let *token* lead where its target does; gives the tag it then needs."""
    target = resolve(str(token.attrs[attribute]))
    if target is None:
        token.attrs, token.tag = {}, "span"
    else:
        token.attrs[attribute] = target
    return token.tag


def _lead_image(token: Token, resolve: Resolve) -> bool:
    target = resolve(str(token.attrs["src"]))
    if target is not None:
        token.attrs["src"] = target
    return target is not None


def _pattern(abbreviations: dict[str, str]) -> re.Pattern[str] | None:
    words = "|".join(map(re.escape, sorted(abbreviations, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else None


def _explained(token: Token, pattern: re.Pattern[str], meanings: dict[str, str]) -> Iterator[Token]:
    at = 0
    for match in pattern.finditer(token.content):
        yield Token("text", "", 0, content=token.content[at : match.start()])
        yield Token("abbr_open", "abbr", 1, attrs={"title": meanings[match[0]]})
        yield Token("text", "", 0, content=match[0])
        yield Token("abbr_close", "abbr", -1)
        at = match.end()
    yield Token("text", "", 0, content=token.content[at:])
