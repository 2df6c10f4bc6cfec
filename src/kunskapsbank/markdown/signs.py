"""What running text shows as it stands though its writer meant something by it. Every pattern is linear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from .reading import Here, Reading

_DELIMITER = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.M)
_ROWS = re.compile(r"^[ \t]*\|[^\n]*\|[ \t]*\n[ \t]*\|[^\n]*\|[ \t]*$", re.M)
_NUMBER = re.compile(
    r"(?<![\d-])(?:19|20)?(\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01]))(?:[-+]|(?<=\d{8}))(\d{4})(?![\d-])"
)
_LIST_LINE = re.compile(r"(?<=\n)[ \t]*(?:[-*+]|\d{1,3}[.)]|[A-Za-zåäöÅÄÖ]\))[ \t]+\S[^\n]{0,40}")
_DASH_LINES = re.compile(r"^[ \t]*[–—][ \t]+[^\n]*\n[ \t]*[–—][ \t]", re.M)
_LIST_IN_CODE = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])[ \t]")
_LINE = r"(?m:^)[ \t]*"

#: (code, what every match holds, pattern) of what is looked for in running text: most has nothing of it, and a text by
#: itself is found fast.
_IN_TEXT: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (code, holds, re.compile(pattern))
    for code, holds, pattern in (
        ("template-code", "{", r"\{\{[^{}\n]{0,40}\}{0,2}|\{%[^{}\n]{0,40}%?\}?"),
        ("mojibake", "Ã", r"Ã[\u0080-\u00bf„†‡…‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"),
        ("mojibake", "â€", r"â€[\u0080-\u00bf™œž“”˜]?"),
        ("mojibake", "Â", r"Â[\u00a0-\u00bf]"),
        ("missing-link-target", "][", r"\[[^\[\]\n]{1,200}\]\[[^\[\]\n]{0,80}\]"),
        ("unlinked-address", "www.", r"(?<![\w./@-])www\.[\w-]{1,63}\.[\w-]{2,63}"),
        ("unlinked-address", "://", r"(?<![\w.+-])(?!https?:)[a-z][a-z0-9+.-]{1,11}://[^\s<>()]{0,60}[\w/]"),
        ("unsupported-sign", "{", r"(?<!\{)\{(?:[:.#][^{}\n]{0,60}|[ \t]*[a-z-]{1,20}=[^{}\n]{0,60})\}"),
        ("unsupported-sign", "===", _LINE + r"=== ?[\"”][^\n]{0,40}"),
        ("unsupported-sign", ":::", _LINE + r":::[^\n]{0,40}"),
        ("unsupported-sign", "[TOC]", _LINE + r"\[TOC\]"),
        ("unsupported-sign", "[!", _LINE + r"\[![A-Za-z]{1,20}\]"),
        ("unsupported-sign", "--8<--", _LINE + r"--8<--[^\n]{0,40}"),
        ("unsupported-sign", "^[", r"\^\[[^\[\]\n]{1,80}\]"),
        ("unsupported-sign", "[[", r"\[\[[^\[\]\n]{1,80}\]\]"),
        ("unsupported-sign", "==", r"(?<![=\w])==(?=[^\s=])[^=\n]{1,80}=="),
        ("unsupported-sign", "$$", r"\$\$[^$\n]{0,60}(?:\$\$)?"),
        ("unsupported-sign", "^", r"(?<=[\w)])\^[\w+-]{1,20}\^"),
        ("unsupported-sign", "~", r"(?<=[A-Za-z])~\w{1,10}~(?=\w|\s|[.,)])"),
        ("unsupported-sign", ":", r":(?<![\w:]:)[a-z][a-z0-9_+-]{1,30}:(?![\w:])"),
    )
)
_DIGITS = re.compile(r"\d{6}")  #: In every personal identity number.
_SPACED_LINK = re.compile(
    r"\[[^\[\]\n]{1,200}\]\s{1,3}\((?:https?://|mailto:|\.{0,2}/|[\w/-]{1,80}\.md)[^()\s]{0,80}\)?"
)
_FOOTNOTE = re.compile(r"\[\^([^\[\]\n]{1,80})\]")


def examine(reading: Reading, here: Here, container: Token) -> None:
    """Note what stands in the running text *here*, which *container* holds, without meaning what it seems to."""
    text = here.prose()
    for code, holds, pattern in _IN_TEXT:
        for match in pattern.finditer(text) if holds in text else ():
            reading.note(code, match[0].strip(), here.spot(match.start() + len(match[0]) - len(match[0].lstrip())))
    for match in _SPACED_LINK.finditer(here.prose(addresses=True)) if "]" in text else ():
        reading.note("space-in-link", match[0], here.spot(match.start()))
    for match in _FOOTNOTE.finditer(text) if "[^" in text else ():
        code = "invalid-footnote" if re.search(r"\s", match[1]) else "missing-footnote"
        reading.note(code, match[1], here.spot(match.start()))
    for match in _NUMBER.finditer(text) if _DIGITS.search(text) else ():
        if _adds_up(match[1] + match[2]):
            reading.note("personal-number", match[0], here.spot(match.start()))
    if container.type == "paragraph_open":
        for code, match in _in_paragraph(text):
            reading.note(code, match[0].strip().partition("\n")[0], here.spot(match.end() - len(match[0].lstrip())))


def _in_paragraph(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """What was meant as a table or a list."""
    table = _DELIMITER.search(text) if "|" in text else None
    table = table or (_ROWS.search(text) if "|" in text else None)
    if table:
        yield "broken-table", table
    listed = (_LIST_LINE.search(text) or _DASH_LINES.search(text)) if "\n" in text else None
    if listed:
        yield "unread-list", listed


def examine_code(reading: Reading, token: Token) -> None:
    """Note an indented block of code that was meant as a list."""
    if token.map and _LIST_IN_CODE.match(token.content):
        reading.note("unread-list", token.content.strip().partition("\n")[0], reading.line_spot(token.map[0]))


def _adds_up(digits: str) -> bool:
    """Whether the last of ten digits checks the others, as in a personal identity number (the Luhn sum)."""
    doubled = (int(digit) * (2 - number % 2) for number, digit in enumerate(digits))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0
