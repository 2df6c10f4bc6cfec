"""Plain text as HTML: what was a heading, a list or a paragraph is guessed from its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import pairwise

from .rows import is_row

LONGEST_HEADING = 90  #: Characters; longer lines are text.
LONGEST_TITLE = 150
LETTERS_A_WORD = 7  #: With the space after; what has more words for its length is a sentence.
FIRST_BLOCKS = 4  #: Where the title stands, below a logotype or two.
GUESSED = "gissad"  #: The class of a heading that was only a short line.
_ENDS_A_SENTENCE = tuple(".,;:!…")
_BLANK = re.compile(r"\n[ \t]*\n+")
BULLET = re.compile(r"^[ \t]*(?:[•·▪◦‣●○∙\uf0b7]|[-–—*o](?=[ \t]))[ \t]*")  #: What people type before an item.
_LABEL = re.compile(r"(?i)^(?:foto|bild|illustration|källa|text|dnr|diarienummer|telefon|tfn|e-post|datum|på scen)\s*:")
NUMBER = re.compile(r"^[ \t]*(?:\(?[0-9]{1,2}[.)]|[a-zåäö]\))[ \t]+")


def html_of_text(text: str) -> str:
    """*text* as HTML: a paragraph for each block of lines, or for each line when no line is empty."""
    blocks = [block.strip("\n") for block in _BLANK.split(text.replace("\t", " ")) if block.strip()]
    if len(blocks) == 1:
        blocks = [line for line in blocks[0].split("\n") if line.strip()]
    return "\n".join(_tagged(blocks))


def looks_like_heading(text: str, longest: int = LONGEST_HEADING) -> bool:
    """Whether *text*, a line of its own, is short, begins with a capital or a number, and ends as no sentence does."""
    return (
        0 < len(text) <= longest
        and len(text.split()) <= longest // LETTERS_A_WORD
        and not text.endswith(_ENDS_A_SENTENCE)
        and (text[0].isupper() or text[0].isdigit())
        and "\n" not in text
        and not _LABEL.match(text)
    )


def looks_like_title(text: str) -> bool:
    """Whether *text* looks like the heading of all of it, which may be longer and exclaim or ask."""
    return looks_like_heading(text.strip().rstrip("!?"), LONGEST_TITLE)


def _tagged(blocks: list[str]) -> Iterator[str]:
    """Each block in its element; a heading is one only where text follows it, and the first of all is the title."""
    title = next((number for number, block in enumerate(blocks[:FIRST_BLOCKS]) if looks_like_title(block)), -1)
    for number, (block, after) in enumerate(pairwise([*blocks, ""])):
        lines = [line.strip() for line in block.split("\n")]
        if number == title:
            yield f"<h1>{escape(block.strip())}</h1>"
        elif looks_like_heading(block.strip()) and len(after.strip()) > LONGEST_HEADING:
            yield f'<h2 class="{GUESSED}">{escape(block.strip())}</h2>'
        elif any(BULLET.match(line) or NUMBER.match(line) or is_row(line) for line in lines):
            yield "".join(f"<p>{escape(line)}</p>" for line in lines)
        else:
            yield f"<p>{escape(' '.join(lines))}</p>"
