"""A fault in our own code, told as a problem: one rule, kind or converter that fails must not stop the others."""

from __future__ import annotations

import logging
from pathlib import Path
from traceback import walk_tb
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from ..base.problems import Place, Problem, problem
from ..base.settings import KINDS_PACKAGE
from ..base.texts import Phrase, one_line, phrase

if TYPE_CHECKING:
    from .record import Record

PACKAGE = Path(__file__).parent.parent
LOG = logging.getLogger("kunskapsbank")  #: Gets the traceback; ``kb --felsok`` shows it.


def failure(what: Phrase, error: Exception, path: str = "") -> Problem:
    """The problem of *what*, something definite, which stopped with *error* at work on the file *path*.

    Without *path* it stands at the record that was at hand, else at the line of code. The message names that line.
    """
    LOG.debug("%s", what, exc_info=error)
    file, line = _last(error)
    code = Place(file, line)
    record = None if path else _record_at_hand(error.__traceback__)
    place = Place(path) if path else record.source.place() if record else code
    if not file.startswith(f"{PACKAGE.name}/"):
        return problem(place, "internal-error/in-kind", what=what, error=described(error), file=file)
    return problem(place, "internal-error", what=what, error=described(error))


def described(error: Exception) -> Phrase:
    """The error in the words of the library that raised it, and the line of code."""
    path, line = _last(error)
    return phrase("error-at-line", error=one_line(f"{type(error).__name__}: {error}", 200), path=path, line=line)


def _last(error: Exception) -> tuple[str, int]:
    """The last line of our own code that led to *error*: its file, from the package's name on, and its number."""
    frames = [*walk_tb(error.__traceback__)]
    ours = [one for one in frames if _is_ours(one[0])] or frames
    if not ours:
        return PACKAGE.name, 1
    frame, line = ours[-1]
    path = Path(frame.f_code.co_filename)
    inside = path.relative_to(PACKAGE.parent) if path.is_relative_to(PACKAGE) else Path(path.parent.name, path.name)
    return inside.as_posix(), line


def is_our_fault(error: Exception) -> bool:
    """Whether *error* was raised by our own code, not by a library that it called."""
    frames = [*walk_tb(error.__traceback__)]
    return bool(frames) and _is_ours(frames[-1][0])


def _is_ours(frame: FrameType) -> bool:
    """Whether the code belongs to the package or to the project's kinds."""
    own = Path(frame.f_code.co_filename).is_relative_to(PACKAGE)
    return own or str(frame.f_globals.get("__name__", "")).startswith(KINDS_PACKAGE)


def _record_at_hand(trace: TracebackType | None) -> Record | None:
    """The record that the innermost call was at work on, when it has one."""
    found = None
    while trace is not None:
        found = _record_in(trace.tb_frame) or found
        trace = trace.tb_next
    return found


def _record_in(frame: FrameType) -> Record | None:
    """The record, or the one where a link starts, among the variables of *frame*."""
    from .record import Record  # It takes time to load, and as a rule nothing fails.

    values = frame.f_locals.values()
    return next(
        (one for value in values for one in (value, getattr(value, "origin", None)) if isinstance(one, Record)), None
    )
