"""Rules for whole lines that CommonMark lacks, and what is noted of those it has."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from .body import CodeSpan, Table
from .reading import reading_of

BlockRule = Callable[[StateBlock, int, int, bool], bool]

MAX_DEPTH = 60  #: Levels of lists and quotations inside each other; a list has two.
_INTERRUPTS: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
_ABBREVIATION = re.compile(r"\*\[([^\[\]]{1,60})\]:[ \t]*(.*)")
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: .*)?")
_CONFLICT_MIDDLE = "======="
_CELL = re.compile(r"(?:[^|\\]|\\.?)*")


def add_block_rules(md: MarkdownIt) -> None:
    """Teach *md* notes, definitions, footnotes and abbreviations, and to note what is wrong with tables and code."""
    deflist_plugin(md)
    footnote_plugin(md, inline=False)
    admon_plugin(md)
    ruler = md.block.ruler
    ruler.before("table", "depth", _depth)
    ruler.before("table", "conflict", _conflict, _INTERRUPTS)
    ruler.before("table", "abbreviation", _abbreviation, _INTERRUPTS)
    _wrap(md, "table", _table, {"alt": ["paragraph", "reference"]})
    _wrap(md, "fence", _fence, _INTERRUPTS)
    _wrap(md, "code", _indented, {})
    _wrap(md, "lheading", _underlined, {})
    _wrap(md, "footnote_def", _footnote, {"alt": ["paragraph", "reference"]})


def add_comments(md: MarkdownIt) -> None:
    """Teach *md* to leave comments of HTML out."""
    md.block.ruler.before("table", "comment", _comment, _INTERRUPTS)


def _wrap(md: MarkdownIt, name: str, rule: Callable[[BlockRule], BlockRule], options: RuleOptionsType) -> None:
    ruler = md.block.ruler
    original = next(one.fn for one in ruler.__rules__ if one.name == name)
    ruler.at(name, rule(original), options)


def _line(state: StateBlock, line: int) -> str:
    """The text of *line* inside the list or quotation that is being read."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _column(state: StateBlock, line: int) -> int:
    """How many characters stand before :func:`_line` in the file."""
    start = state.bMarks[line] + state.tShift[line]
    return start - (state.src.rfind("\n", 0, start) + 1)


def _depth(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Notes lists and quotations too deep to be read further."""
    if state.level >= MAX_DEPTH - 2 and not silent:
        reading = reading_of(state.env)
        if not reading.counted.get("deep-nesting"):
            reading.note("deep-nesting", "", reading.line_spot(start_line))
    return False


def _conflict(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Lines that git leaves where it could not merge."""
    line = _line(state, start_line).rstrip()
    reading = reading_of(state.env)
    middle = line == _CONFLICT_MIDDLE and reading.conflict
    if state.sCount[start_line] != state.blkIndent or not (middle or _CONFLICT.fullmatch(line)):
        return False
    if not silent:
        reading.conflict = not line.startswith(">")
        if not middle:
            reading.note("conflict-mark", line, reading.line_spot(start_line))
        state.line = start_line + 1
    return True


def _abbreviation(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``*[UHR]: Universitets- och högskolerådet``."""
    match = None if state.is_code_block(start_line) else _ABBREVIATION.fullmatch(_line(state, start_line))
    if match is None:
        return False
    if not silent:
        reading_of(state.env).abbreviations[match[1].strip()] = match[2].strip()
        state.line = start_line + 1
    return True


def _comment(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``<!-- … -->`` on lines of its own."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if state.is_code_block(start_line) or not state.src.startswith("<!--", start):
        return False
    if reading_of(state.env).last_comment_end < start + 4:
        return False
    end = state.src.find("-->", start + 4) + 3
    last = bisect_left(state.eMarks, end, start_line)
    if last >= end_line or state.src[end : state.eMarks[last]].strip():
        return False
    if not silent:
        reading = reading_of(state.env)
        reading.comments.append(CodeSpan(state.src[start:end], reading.spot(start_line, _column(state, start_line))))
        state.line = last + 1
    return True


def _table(original: BlockRule) -> BlockRule:
    """A table, with the place of each cell, and rows whose last cells no column would show."""

    def table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        before = len(state.tokens)
        if not original(state, start_line, end_line, silent):
            return False
        if not silent:
            _note_table(state, state.tokens[before:])
        return True

    return table


def _note_table(state: StateBlock, tokens: list[Token]) -> None:
    reading = reading_of(state.env)
    columns = sum(token.type == "th_open" for token in tokens)
    rows, cells, number = [], [], 0
    for token in tokens:
        if token.type == "tr_open" and token.map:
            line = token.map[0]
            cells, number = _cells(_line(state, line), _column(state, line)), 0
            rows.append((len(cells), reading.line_spot(line)))
            if len(cells) > columns:
                text = f"{len(cells)} {columns}"
                reading.note("surplus-cell", text, reading.spot(line, cells[columns][0]))
        elif token.type == "inline":
            if number < len(cells):
                token.meta["column"] = cells[number][0]
            number += 1
    assert tokens[0].map is not None  # The library maps every table.
    reading.tables.append(Table(columns, tuple(rows), reading.line_spot(tokens[0].map[0])))


def _cells(line: str, column: int) -> list[tuple[int, str]]:
    """(column where its text begins, text) of each cell in a row."""
    parts, at = [], 0
    while True:
        match = _CELL.match(line, at)
        assert match is not None  # It matches nothing too.
        parts.append((at, match[0]))
        at = match.end() + 1
        if at > len(line):
            break
    if not parts[0][1].strip():
        parts = parts[1:]
    if parts and not parts[-1][1].strip():
        parts = parts[:-1]
    return [(column + start + len(text) - len(text.lstrip()), text.strip()) for start, text in parts]


def _fence(original: BlockRule) -> BlockRule:
    """A code block between fences; notes one that never ends."""

    def fence(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if not original(state, start_line, end_line, silent):
            return False
        if not silent:
            reading, token = reading_of(state.env), state.tokens[-1]
            reading.code.append(CodeSpan(token.content, reading.line_spot(start_line), state.line - start_line))
            last = _line(state, state.line - 1).strip() if state.line - 1 > start_line else ""
            if not (last.startswith(token.markup) and not last.strip(token.markup[0])):
                reading.note("unclosed-code-block", token.markup, reading.line_spot(start_line))
        return True

    return fence


def _indented(original: BlockRule) -> BlockRule:
    """A block of code that is one by its indentation."""

    def code(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        if not original(state, start_line, end_line, silent):
            return False
        reading, token = reading_of(state.env), state.tokens[-1]
        reading.code.append(CodeSpan(token.content, reading.line_spot(start_line), state.line - start_line))
        return True

    return code


def _underlined(original: BlockRule) -> BlockRule:
    """A heading underlined with = or -, but not the middle of a conflict."""

    def lheading(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        before = len(state.tokens)
        if not original(state, start_line, end_line, silent):
            return False
        if reading_of(state.env).conflict and _line(state, state.line - 1).rstrip() == _CONFLICT_MIDDLE:
            del state.tokens[before:]
            state.line = start_line
            return False
        return True

    return lheading


def _footnote(original: BlockRule) -> BlockRule:
    """A footnote's text; notes a label that has one already."""

    def footnote(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        before = len(state.tokens)
        if not original(state, start_line, end_line, silent):
            return False
        if not silent:
            reading = reading_of(state.env)
            label = state.tokens[before].meta["label"]
            if label in reading.notes:
                reading.note("repeated-footnote", label, reading.line_spot(start_line))
            reading.notes.setdefault(label, reading.line_spot(start_line))
        return True

    return footnote
