"""Repairs of the front matter: each in the line that a problem names, so that all else stays to the letter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..base.problems import Problem
from ..reading.dates import meant_date
from ..reading.front_matter import FENCE
from .drafts import Change, Draft, Edit

_INDENT = "  "  #: What takes the place of a tab: two spaces, as the problem says.
_QUOTED = re.compile(r"'([^'\n]*)'|\"([^\"\\\n]*)\"")
_IN_BRACKETS = re.compile(r"[^,\[\]{}#\n]+?(?=\s*(?:[,\]}]|\s#|$))")
_PLAIN = re.compile(r"[^#\n]+?(?=\s*[,\]}]*\s*$|\s+#)")
_INDENTED = re.compile(r"\A[ \t]+")


def dates(draft: Draft) -> Iterator[Change]:
    """Dates that are written in another way, where only one day can be meant."""
    for one in draft.problems:
        if one.key == "invalid-value/meant-date":
            edit = _value(draft, one, str(one.values["meant"]))
            if edit:
                yield (edit,)


def _value(draft: Draft, one: Problem, meant: str) -> Edit | None:
    """*meant* in place of the value that *one* stands at, between the quotation marks that it has."""
    line = draft.lines[one.place.line - 1]
    at = one.place.column - 1
    quoted = _QUOTED.match(line, at)
    start = draft.starts[one.place.line - 1]
    inside = _in_brackets(draft.lines, one.place.line - 1, at)
    found = quoted or (_IN_BRACKETS if inside else _PLAIN).match(line, at)
    group = next((number for number, text in enumerate(found.groups(), 1) if text is not None), 0) if found else 0
    if not found or meant_date(found[group]) != meant:  # Written over several lines.
        return None
    return Edit(start + found.start(group), start + found.end(group), meant)


def _in_brackets(lines: Sequence[str], line: int, column: int) -> bool:
    """Whether a value stands in a list or group on one line, ``[a, b]``."""
    before = re.sub(r"'[^']*'|\"[^\"]*\"", "", lines[line][:column])
    return before.count("[") + before.count("{") > before.count("]") + before.count("}")


def mended_front(text: str, problem: Problem) -> str | None:
    """*text* without the fault *problem*, which hinders it from being read; None when it has no one right answer."""
    lines = text.split("\n")
    number, at = problem.place.line - 1, problem.place.column - 1
    if problem.key == "tab-indentation":
        end = next((n for n in range(number, len(lines)) if lines[n].rstrip() == FENCE), len(lines))
        lines[number:end] = [
            _INDENTED.sub(lambda found: found[0].replace("\t", _INDENT), one) for one in lines[number:end]
        ]
    elif problem.key == "forbidden-character/space":
        lines[number] = f"{lines[number][:at]} {lines[number][at + 1 :]}"
    else:
        return None
    return "\n".join(lines)


UNREADABLE = {"tab-indentation": "tabs", "forbidden-character/space": "spaces"}
"""The problems that :func:`mended_front` ends -> the name of the repair."""
