"""What has one right reading though CommonMark reads it in another way: mended before it is read.

``•`` begins the item of a list, as programs for writing paste it. What is indented by less than its number needs is
still inside that item.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markdown_it.token import Token

_BULLETS = "•‣◦▪●∙·"
_BULLET = re.compile(rf"[{_BULLETS}][ \t\u00a0]+(?=\S)")
_MAY_NEED = re.compile(
    rf"^[ \t>]*[{_BULLETS}][ \t\u00a0]|^[ ]*\d{{1,9}}[.)][ ][^\n]*\n(?:[ ]*\n)?[ ]{{1,5}}(?:[-*+]|\d{{1,9}}[.)])[ ]"
    r"|^[ ]*\d{1,9}[.)][ ][^\n]*\n[ ]*\n[ ]{2}\S",
    re.M,
)
_MEANT = 2  #: Spaces more than the item above has: one is a slip.
_ITEM = re.compile(r"([ ]*)(?:[-*+]|\d{1,9}[.)])[ ]+")


def may_need_repair(text: str) -> bool:
    """Whether *text* holds anything that :func:`repaired` could change."""
    return _MAY_NEED.search(text) is not None


def repaired(text: str, tokens: Sequence[Token]) -> tuple[str, Mapping[int, int]]:
    """*text*, of which *tokens* were made, mended; and by line how many columns stand before what the editor wrote."""
    lines = text.split("\n")
    moved: dict[int, int] = {}
    for number, token in enumerate(tokens):
        if token.type == "inline" and token.map and tokens[number - 1].type == "paragraph_open":
            _mend_bullets(lines, token)
            _mend_paragraph(lines, moved, tokens, number)
        elif token.type in ("bullet_list_open", "ordered_list_open") and token.map:
            before = tokens[number - 1]
            if before.type == "ordered_list_close" and before.level == token.level:
                _mend_indent(lines, moved, *token.map)
            if token.type == "ordered_list_open":
                _mend_items(lines, moved, tokens, number)
    return "\n".join(lines), moved


def _mend_bullets(lines: list[str], token: Token) -> None:
    assert token.map is not None  # The caller has looked.
    for number, written in enumerate(token.content.split("\n"), token.map[0]):
        bullet = _BULLET.match(written.lstrip())
        if bullet:
            start = len(lines[number].rstrip()) - len(written.strip())
            lines[number] = f"{lines[number][:start]}- {lines[number][start + 2 :]}"


def _mend_paragraph(lines: list[str], moved: dict[int, int], tokens: Sequence[Token], number: int) -> None:
    """Indent the paragraph of the text at *number* when it belongs to the numbered item above, or to one that does."""
    before, text = tokens[number - 2], tokens[number]
    if before.level != text.level - 1 or text.map is None:
        return
    if before.type == "ordered_list_close":
        _mend_indent(lines, moved, *text.map)
    above = tokens[number - 3].map if before.type == "paragraph_close" else None
    if above and above[0] in moved and lines[text.map[0]].startswith(" " * _MEANT):
        _move(lines, moved, moved[above[0]], *text.map)


def _mend_items(lines: list[str], moved: dict[int, int], tokens: Sequence[Token], number: int) -> None:
    """Indent those items of a numbered list that were meant as a list inside the item above."""
    indent, opening = None, tokens[number]
    for at in range(number, len(tokens)):  # A slice would cost the square of many lists.
        token = tokens[at]
        if token.type == "ordered_list_close" and token.level == opening.level:
            return
        if token.type == "list_item_open" and token.level == opening.level + 1 and token.map:
            own = len(lines[token.map[0]]) - len(lines[token.map[0]].lstrip(" "))
            indent = own if indent is None else indent
            if own >= indent + _MEANT and token.map[0] not in moved:
                _mend_indent(lines, moved, *token.map)


def _mend_indent(lines: list[str], moved: dict[int, int], first: int, end: int) -> None:
    """Indent the lines from *first* to *end* as far as the number in a line above asks."""
    above, own = _nearest_number(lines, moved, first), len(lines[first]) - len(lines[first].lstrip(" "))
    if above is None or not own or (own < _MEANT and not lines[first - 1].strip()):
        return
    missing = above - own
    if missing <= 0:
        return
    _move(lines, moved, missing, first, end)


def _move(lines: list[str], moved: dict[int, int], columns: int, first: int, end: int) -> None:
    for number in range(first, end):
        if lines[number].strip():
            lines[number] = " " * columns + lines[number]
            moved[number] = columns


def _nearest_number(lines: list[str], moved: Mapping[int, int], first: int) -> int | None:
    """Where the text of the numbered item above line *first* begins; at most one empty line may stand between."""
    number = first - 1 if lines[first - 1].strip() else first - 2
    while number >= 0 and lines[number].strip():
        item = _ITEM.match(lines[number])
        if item and number not in moved and re.match(r"[ ]*\d", lines[number]):
            return len(item[0])
        number -= 1
    return None
