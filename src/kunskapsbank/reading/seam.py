"""Where the front matter ends: a stray line ``---`` cuts off the keys below it, ``status: utkast`` too."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ..base.problems import Place, Problem, problem
from ..base.texts import one_line
from .front_matter import Source
from .messages import nearest

_KEY = re.compile(r"[\"']?([A-Za-zÅÄÖåäö_]+)[\"']?\s*:(?:\s|$)")
_INSIDE = re.compile(r"\s|-(?:\s|$)|#\s")  #: What may stand between keys: indented lines, items of lists, comments.
_FENCES = ("---", "...")


def ends_too_early(source: Source, keys: Collection[str]) -> Problem | None:
    """The problem of a file whose body begins with some of *keys*, which its kind has; None when it does not.

    A key that is nearly one of them counts where another ``---`` follows, as below a front matter.
    """
    run = list(_run(source.body))
    fenced = bool(run) and run[-1] in _FENCES
    for line in run:
        key = _KEY.match(line)
        if key and (key[1] in keys or (fenced and _meant(key[1], keys))):
            return problem(Place(source.path, source.body_line - 1), "front-matter-ends-early", line=one_line(line))
    return None


def _meant(word: str, keys: Collection[str]) -> bool:
    """Whether *word* is one of *keys* in capitals, or, in small letters, misspelt: ``Obs: text`` may be a heading."""
    return word.casefold() in keys or (word.islower() and bool(nearest(word, keys)))


def _run(body: str) -> Iterator[str]:
    """The lines that *body* begins with and that could stand in a front matter, and the fence after them, if any."""
    begun = False
    for line in map(str.rstrip, body.split("\n")):
        if line in _FENCES and not begun:
            continue
        if line in _FENCES:
            yield line
            return
        if line and not _KEY.match(line) and not _INSIDE.match(line):
            return
        begun = begun or bool(line)
        if line:
            yield line
