"""Markdown that is built of parts whose words are known: what a page must say, whatever stands beside what."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

NOTE_NAME = "Tips"  #: What a note in a box is called that has no title.


class Part(NamedTuple):
    """A part of a body, and the words that a reader sees of it, in their order."""

    lines: list[str]
    words: list[str]


#: Letters alone: no word can be taken for a sign of Markdown, a scheme or an identity number.
WORD = st.text("abdefgjkmprtuvåäöÅÄÖ", min_size=2, max_size=9)
WORDS = st.lists(WORD, min_size=1, max_size=6)
_AROUND = st.sampled_from(["{}", "{}", "{}", "**{}**", "*{}*", "_{}_", "~~{}~~", "`{}`", "<kbd>{}</kbd>", "[{}](b.md)"])


def _of(items: list[list[str]]) -> list[str]:
    return [word for words in items for word in words]


@st.composite
def sentences(draw: st.DrawFn) -> Part:
    """One to three lines of running text, some words marked."""
    lines = draw(st.lists(WORDS, min_size=1, max_size=3))
    marked = [" ".join(draw(_AROUND).format(word) for word in words) for words in lines]
    return Part(marked, _of(lines))


@st.composite
def headings(draw: st.DrawFn) -> Part:
    """A heading of one of two sorts."""
    words = draw(WORDS)
    text = " ".join(words)
    return Part(draw(st.sampled_from([[f"## {text}"], [f"### {text} ##"], [text, "----"]])), words)


@st.composite
def lists(draw: st.DrawFn) -> Part:
    """A list, some items with a list inside; the indentation is enough for any reader."""
    lines, words = list[str](), list[str]()
    sign = draw(st.sampled_from(["-", "*", "+", "1."]))
    for item in draw(st.lists(WORDS, min_size=1, max_size=4)):
        lines.append(f"{sign} {' '.join(item)}")
        words += item
        for inner in draw(st.lists(WORDS, max_size=2)):
            lines.append(f"{' ' * (len(sign) + 1)}- {' '.join(inner)}")
            words += inner
    return Part(lines, words)


@st.composite
def quotations(draw: st.DrawFn) -> Part:
    """A quotation, or a note in a box, which says one word of its own."""
    inside = draw(sentences())
    title = draw(st.sampled_from([[], ["> [!TIP]"]]))
    return Part([*title, *(f"> {line}" for line in inside.lines)], [*([NOTE_NAME] if title else []), *inside.words])


@st.composite
def tables(draw: st.DrawFn) -> Part:
    """A table of one to three columns."""
    width = draw(st.integers(1, 3))
    rows = draw(st.lists(st.lists(WORDS, min_size=width, max_size=width), min_size=2, max_size=4))
    lines = [f"| {' | '.join(' '.join(cell) for cell in row)} |" for row in rows]
    return Part([lines[0], "|---" * width + "|", *lines[1:]], [word for row in rows for cell in row for word in cell])


@st.composite
def code(draw: st.DrawFn) -> Part:
    """A block of code."""
    rows = draw(st.lists(WORDS, min_size=1, max_size=3))
    fence = draw(st.sampled_from(["```", "~~~~"]))
    return Part([fence, *(" ".join(row) for row in rows), fence], _of(rows))


PARTS = st.one_of(sentences(), headings(), lists(), quotations(), tables(), code())


@st.composite
def bodies(draw: st.DrawFn) -> Part:
    """A body: parts with an empty line between them."""
    parts = draw(st.lists(PARTS, min_size=1, max_size=6))
    lines = [line for part in parts for line in (*part.lines, "")]
    return Part(lines, [word for part in parts for word in part.words])
