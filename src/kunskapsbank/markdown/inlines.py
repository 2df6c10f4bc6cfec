"""Rules for running text that CommonMark lacks, and the places of what it has."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.common.html_re import HTML_TAG_RE
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ..reading.front_matter import FORBIDDEN
from .body import CodeSpan, Image, Link, RawTag, Spot, plain_text
from .reading import Here, reading_of
from .tags import RAW_TAGS, is_allowed

InlineRule = Callable[[StateInline, bool], bool]

#: What stands in place of a description of a picture that is there for its looks alone: readers are told of no picture.
DECORATIVE = frozenset({"dekorativ", "decorative"})
MAX_OPEN_BRACKETS = 50  #: In one paragraph. The end of each is looked for, so the cost is their square.
_TARGET = re.compile(r"\(\s*<?")
_TAG_NAME = re.compile(r"<(/?)([a-z]+)")
#: What browsers take for a tag though CommonMark does not, and instructions.
_LOOSE_TAG = re.compile(r"<(?:\?|!?/?[A-Za-z\[])[^<>\n]{0,200}>")
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9_-]*+\.)+[a-z]{2,}", re.I)
_URL = re.compile(r"[^\s<>\[\]`|]*")
_URL_END = "?!.,:;*_~'\"”’»"
_LOCAL = re.compile(r"(?<![\w.+-])[a-z0-9][a-z0-9._+-]*\Z", re.I)
_LONGEST_LOCAL = 64  #: RFC 5321, 4.5.3.1.1.
_BEFORE_URL = frozenset(" \t\n*_~(\"'”»–—/:")
_SIMPLE_CODE = re.compile(r"`[^`\n]*`")
_BRACKET = re.compile(r"[\[(]|[\])]")


def add_inline_rules(md: MarkdownIt) -> None:
    """Teach *md* bare addresses, and to note where links, pictures, code and tags stand."""
    ruler = md.inline.ruler
    ruler.push("address", _address)
    ruler.push("mail", _mail)
    ruler.at("html_inline", _raw_html)
    for name, rule in (
        ("link", _link),
        ("image", _image),
        ("backticks", _code),
        ("autolink", _angled),
        ("escape", _taken),
    ):
        _wrap(md, name, rule)
    _wrap(md, "footnote_ref", _taken)
    _wrap(md, "entity", _entity)
    _wrap(md, "emphasis", _emphasis)
    md.inline.ruler2.before("fragments_join", "strays", _strays)


def too_many_brackets(text: str) -> int | None:
    """Where more than :data:`MAX_OPEN_BRACKETS` square brackets or parentheses are open at once, or None."""
    if text.count("[") + text.count("(") <= MAX_OPEN_BRACKETS:
        return None
    opened = 0
    for match in _BRACKET.finditer(_SIMPLE_CODE.sub(lambda m: " " * len(m[0]), text)):
        opened = opened + 1 if match[0] in "[(" else max(opened - 1, 0)
        if opened > MAX_OPEN_BRACKETS:
            return match.start()
    return None


def _wrap(md: MarkdownIt, name: str, rule: Callable[[InlineRule], InlineRule]) -> None:
    ruler = md.inline.ruler
    original = next(one.fn for one in ruler.__rules__ if one.name == name)
    ruler.at(name, rule(original))


def _here(state: StateInline) -> Here | None:
    """The running text that *state* reads; None inside the description of a picture."""
    here = reading_of(state.env).here
    return here if here is not None and here.text is state.src else None


def _taken(original: InlineRule) -> InlineRule:
    """The rule, with its characters noted as no prose."""

    def rule(state: StateInline, silent: bool) -> bool:
        start, here = state.pos, _here(state)
        if not original(state, silent):
            return False
        if not silent and here:
            here.taken.append((start, state.pos))
        return True

    return rule


def _code(original: InlineRule) -> InlineRule:
    taken = _taken(original)

    def rule(state: StateInline, silent: bool) -> bool:
        start, before, here = state.pos, len(state.tokens), _here(state)
        if not taken(state, silent):
            return False
        if not silent and here and len(state.tokens) > before and state.tokens[-1].type == "code_inline":
            reading_of(state.env).code.append(CodeSpan(state.tokens[-1].content, here.spot(start)))
        return True

    return rule


def _entity(original: InlineRule) -> InlineRule:
    taken = _taken(original)

    def rule(state: StateInline, silent: bool) -> bool:
        start, here = state.pos, _here(state)
        if not taken(state, silent):
            return False
        if not silent and here and FORBIDDEN.search(state.tokens[-1].content):
            reading_of(state.env).note("hidden-entity", state.src[start : state.pos], here.spot(start))
            state.tokens.pop()
        return True

    return rule


def _link(original: InlineRule) -> InlineRule:
    """A link, with its place; its target is no prose."""

    def rule(state: StateInline, silent: bool) -> bool:
        start, before, here = state.pos, len(state.tokens), _here(state)
        if not original(state, silent):
            return False
        if not silent and here:
            after = state.md.helpers.parseLinkLabel(state, start, True) + 1
            here.taken.append((after, state.pos))
            opening = state.tokens[_first(state, before)]
            spot = _target_spot(state, here, after, opening, here.spot(start))
            if not str(opening.meta.get("label", "")).startswith("^"):  # A footnote with a faulty name, told as such.
                _note_link(state, before, here.spot(start), spot)
        return True

    return rule


def _first(state: StateInline, before: int) -> int:
    """Which token a rule made first: text that was waiting came before it."""
    return before + (state.tokens[before].type == "text")


def _target_spot(state: StateInline, here: Here, after: int, token: Token, otherwise: Spot) -> Spot:
    """Where the target of a link or picture is written, *after* its text or in a definition elsewhere."""
    match = _TARGET.match(state.src, after, state.pos)
    if match:
        return here.spot(match.end())
    definition = state.env.get("references", {}).get(token.meta.get("label"))
    if not definition:
        return otherwise
    reading, line = reading_of(state.env), definition["map"][0]
    column = reading.lines[line].find(definition["href"])
    return reading.spot(line, column) if column >= 0 else reading.line_spot(line)


def _note_link(state: StateInline, before: int, spot: Spot, at: Spot) -> None:
    first = _first(state, before)
    text = plain_text(state.tokens[first + 1 : -1]).strip()
    shown = text or ("bild" if any(map(is_telling, state.tokens[first:])) else "")
    reading_of(state.env).links.append(Link(str(state.tokens[first].attrs["href"]), shown, spot, at))


def _image(original: InlineRule) -> InlineRule:
    """A picture, with its place and its description."""
    taken = _taken(original)

    def rule(state: StateInline, silent: bool) -> bool:
        start, here = state.pos, _here(state)
        if not taken(state, silent):
            return False
        if not silent:
            token = state.tokens[-1]
            token.content = _description(token.children or [])
            decorative = token.content.strip().casefold() in DECORATIVE
            if decorative:
                token.content, token.meta = "", {**token.meta, "decorative": True}
            if here:
                after = state.md.helpers.parseLinkLabel(state, start + 1, False) + 1
                spot = here.spot(start)
                at = _target_spot(state, here, after, token, spot)
                image = Image(str(token.attrs["src"]), token.content, spot, at, decorative)
                reading_of(state.env).images.append(image)
        return True

    return rule


def is_telling(token: Token) -> bool:
    """Whether it is a picture that is not there for its looks alone: a link must have a name, and a heading."""
    return token.type == "image" and not token.meta.get("decorative")


def _description(tokens: list[Token]) -> str:
    return "".join(_description(one.children or []) if one.type == "image" else plain_text([one]) for one in tokens)


def _angled(original: InlineRule) -> InlineRule:
    """``<https://…>``."""

    def rule(state: StateInline, silent: bool) -> bool:
        start, before, here = state.pos, len(state.tokens), _here(state)
        if not original(state, silent):
            return False
        if not silent and here:
            here.taken.append((start, state.pos))
            _note_link(state, before, here.spot(start), here.spot(start + 1))
        return True

    return rule


def _raw_html(state: StateInline, silent: bool) -> bool:
    """Lets the allowed tags through, leaves comments out, and shows all other tags as text."""
    start = state.pos
    if state.src[start] != "<":
        return False
    if state.src.startswith("<!--", start):
        return _inline_comment(state, silent)
    match = HTML_TAG_RE.match(state.src, start) or _LOOSE_TAG.match(state.src, start)
    if match is None:
        return False
    if not silent:
        _tag(state, match[0])
    state.pos = match.end()
    return True


def _tag(state: StateInline, text: str) -> None:
    reading, here, known = reading_of(state.env), _here(state), is_allowed(text)
    if here:
        here.taken.append((state.pos, state.pos + len(text)))
    name = _TAG_NAME.match(text)
    if here and name and name[2] in RAW_TAGS:
        reading.tags.append(RawTag(name[2], bool(name[1]), here.spot(state.pos), here.number))
    if known:
        state.push("html_inline", "", 0).content = text
        return
    state.append_pending(text)
    if here:
        reading.note("html-in-body", text, here.spot(state.pos))


def _inline_comment(state: StateInline, silent: bool) -> bool:
    start, here = state.pos, _here(state)
    if state.html_terminator_last("-->") < start + 4:
        if not silent and here:
            reading_of(state.env).note("html-in-body", "<!--", here.spot(start))
        return False
    end = state.src.find("-->", start + 4) + 3
    if not silent and here:
        here.taken.append((start, end))
        reading_of(state.env).comments.append(CodeSpan(state.src[start:end], here.spot(start)))
    state.pos = end
    return True


def _address(state: StateInline, silent: bool) -> bool:
    """A bare ``https://…``."""
    colon = state.pos
    if silent or state.linkLevel or state.src[colon] != ":" or not state.src.startswith("://", colon):
        return False
    scheme = _scheme_before(state.src, colon)
    start = colon - len(scheme)
    if not scheme or (start and state.src[start - 1] not in _BEFORE_URL):
        return False
    if not _DOMAIN.match(state.src, colon + 3, state.posMax):
        return False
    match = _URL.match(state.src, colon, state.posMax)
    assert match is not None  # It matches nothing too.
    url = _trimmed(scheme + match[0])
    return _push_link(state, start, url, url)


def _scheme_before(text: str, colon: int) -> str:
    for scheme in ("https", "http"):
        if text[max(colon - len(scheme), 0) : colon].lower() == scheme:
            return text[colon - len(scheme) : colon]
    return ""


def _trimmed(url: str) -> str:
    """*url* without what ends the sentence it stands in."""
    surplus = url.count(")") - url.count("(")
    end = len(url)
    while end and (url[end - 1] in _URL_END or (url[end - 1] == ")" and surplus > 0)):
        surplus -= url[end - 1] == ")"
        end -= 1
    return url[:end]


def _mail(state: StateInline, silent: bool) -> bool:
    """A bare ``namn@exempel.se``."""
    at = state.pos
    if silent or state.linkLevel or state.src[at] != "@":
        return False
    local = _LOCAL.search(state.src[max(at - _LONGEST_LOCAL - 1, 0) : at])
    domain = _DOMAIN.match(state.src, at + 1, state.posMax)
    if not local or not domain or len(local[0]) > _LONGEST_LOCAL:
        return False
    written = f"{local[0]}@{domain[0]}"
    return _push_link(state, at - len(local[0]), f"mailto:{written}", written)


def _push_link(state: StateInline, start: int, target: str, text: str) -> bool:
    """A link that shows itself, of which the part before the current place waits as text."""
    waiting, pending = state.pos - start, state.pending
    if not pending.endswith(state.src[start : state.pos]):
        return False
    here = _here(state)
    state.pending = pending[: len(pending) - waiting]
    state.push("link_open", "a", 1).attrs = {"href": target}
    state.push("text", "", 0).content = text
    state.push("link_close", "a", -1)
    state.pos = start + len(text)
    if here:
        here.addresses.append((start, state.pos))
        reading_of(state.env).links.append(Link(target, text, here.spot(start), here.spot(start)))
    return True


def _emphasis(original: InlineRule) -> InlineRule:
    """Remembers where each star stands, should it find no partner."""

    def rule(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not original(state, silent):
            return False
        marker = state.src[start]
        stars = [token for token in state.tokens[before:] if token.content == marker]
        for number, token in enumerate(stars[-(state.pos - start) :]):
            token.meta["at"] = start + number
        return True

    return rule


def _strays(state: StateInline) -> None:
    """Notes ``**`` that neither begins nor ends anything."""
    here = _here(state)
    if here is None:
        return
    last = -2
    for token in state.tokens:
        at = token.meta.get("at") if token.type == "text" and token.content == "*" else None
        if at is None:
            continue
        if at == last + 1:
            reading_of(state.env).note("stray-emphasis", "**", here.spot(last))
            last = -2
        else:
            last = at
