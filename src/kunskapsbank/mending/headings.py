"""Repairs of headings: the title again, and levels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from ..checks.pages import repeats_title
from ..markdown.body import Body, Heading
from .drafts import Change, Draft, Edit

TOP = 2  #: The highest level in a body: the title has the one above.
_DEEPEST = 6
_BEFORE = r"[^#\n]*?"  #: Signs of lists and quotations.


def repeated_title(draft: Draft) -> Iterator[Change]:
    """The title as the first heading of the body, and the empty lines after it."""
    title = draft.source.front.values.get("titel")
    if repeats_title(draft.body, str(getattr(title, "value", ""))):
        lines = draft.body.tokens[0].map or [0, 0]
        end = lines[1]
        while draft.first + end < len(draft.lines) and not draft.line(end).strip():
            end += 1
        yield (Edit(draft.line_start(lines[0]), draft.line_start(end), ""),)


def keeps_without_title(before: Body, after: Body) -> bool:
    """Whether only the first heading is gone."""
    return _outline(before).partition("</h>")[2].strip() == _outline(after).strip()


def levels(draft: Draft) -> Iterator[Change]:
    """Headings one level below the one they stand under, the first of all at :data:`TOP`; all of them or none."""
    tokens = [one for one in draft.body.tokens if one.type == "heading_open"]
    meant = list(_levels(draft.body.headings))
    edits = [_edit(draft, token, level) for token, level in zip(tokens, meant, strict=True) if token.tag != f"h{level}"]
    if edits and max(meant) <= _DEEPEST and None not in edits:
        yield tuple(edit for edit in edits if edit)


def _levels(headings: Sequence[Heading]) -> Iterator[int]:
    """The level of each heading, so that none is skipped and each stands under the same one as before."""
    above: list[int] = []  #: Levels as written, of the headings that the next may stand under.
    for heading in headings:
        while above and above[-1] >= heading.level:
            above.pop()
        above.append(heading.level)
        yield TOP + len(above) - 1


def _edit(draft: Draft, token: Token, level: int) -> Edit | None:
    assert token.map is not None  # The library maps every heading.
    first, end = token.map
    start = draft.line_start(first)
    if token.markup.startswith("#"):
        signs = re.match(rf"{_BEFORE}({token.markup})(?![#])", draft.line(first))
        return Edit(start + signs.start(1), start + signs.end(1), "#" * level) if signs else None
    if token.level:  # Underlined, in a list or a quotation.
        return None
    text = " ".join(draft.line(line).strip() for line in range(first, end - 1))
    return Edit(start, start + len("\n".join(draft.line(line) for line in range(first, end))), f"{'#' * level} {text}")


def keeps_headings(before: Body, after: Body) -> bool:
    """Whether only the levels differ."""
    return _outline(before) == _outline(after)


def _outline(body: Body) -> str:
    return re.sub(r"<(/?)h[1-6][^>]*>", r"<\1h>", body.html)
