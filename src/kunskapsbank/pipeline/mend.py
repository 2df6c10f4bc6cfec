"""A project's files mended where there is one right answer: which files would change, and the change written."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass
from difflib import unified_diff
from functools import partial
from pathlib import Path

from ..base.budgets import Budget, TooCostly
from ..base.plain_files import read_plain, replace_plain
from ..base.problems import Place, Problem, Severity, problem
from ..base.settings import CONTENT
from ..base.texts import phrase, told
from ..content.failures import failure
from ..content.record import Record
from ..mending.mend import CURABLE, Mender
from ..reading.folders import printable, published, survey
from ..reading.front_matter import MAX_FILE_BYTES, newlines
from ..reading.site_settings import read_settings
from ..render.frames import DOCS
from .project import Project
from .read import read_kinds


@dataclass(frozen=True)
class MendedFile:
    """A file that mending would change."""

    path: Path
    name: str  #: Relative to the project, with forward slashes, as any terminal can show it.
    before: bytes
    after: str
    repairs: tuple[str, ...]  #: What was done; see :class:`~..mending.mend.Mended`.
    difference: str  #: The change as a unified diff that any terminal can show; empty when only ends of lines differ.

    def write(self, root: Path) -> None:
        """Write the change to the file.

        Raises:
            OSError: If it cannot be written, is a link by now, or has been changed meanwhile.
        """
        replace_plain(self.path, self.after.encode(), self.before, root)


def mend(project: Project, only: Container[str] | None = None) -> tuple[list[MendedFile], list[Problem]]:
    """The files of *project* that mending would change, and what hindered it from looking at some; nothing is written.

    *only*: the names of the files to look at, when not all of them.
    """
    mender, budget, kinds = Mender(), Budget(), read_kinds(project)[0]
    files: list[MendedFile] = []
    problems: list[Problem] = []
    for path in (*survey(project.content, CONTENT).files, *_frames(project)):
        name = printable(path.relative_to(project.root).as_posix())
        if path.suffix != ".md" or (only is not None and name not in only):
            continue
        kind = kinds.get(name.split("/")[1]) if name.startswith(f"{CONTENT}/") else None
        try:
            found = budget.spend(name, partial(_mended, mender, path, name, project.root, kind))
            files += [found] if found else []
        except (OSError, UnicodeError):  # What the check tells of.
            mender = Mender()
        except TooCostly as reason:
            mender = Mender()
            problems.append(problem(Place(name), "too-costly-mending", Severity.WARNING, reason=told(reason)))
        except Exception as error:
            mender = Mender()
            problems.append(failure(phrase("work-on-mending"), error, name))
    return files, problems


def mendable(project: Project, problems: Iterable[Problem]) -> int:
    """How many of the files that *problems* are in mending would change."""
    named = {one.place.path for one in problems if one.key in CURABLE}
    return len(mend(project, named)[0]) if named else 0


def _frames(project: Project) -> tuple[Path, ...]:
    """The site's own frame pages; those of a theme are none of our business."""
    settings, _ = read_settings(project.config)
    if settings.in_theme or not project.docs.is_dir():
        return ()
    return published(project.docs, DOCS, settings.excluded).files


def _mended(mender: Mender, path: Path, name: str, root: Path, kind: type[Record] | None) -> MendedFile | None:
    before = read_plain(path, MAX_FILE_BYTES, root)
    text = before.decode()
    after, repairs = mender.record(text, name, kind) if name.startswith(f"{CONTENT}/") else mender.frame(text)
    return MendedFile(path, name, before, after, repairs, _difference(name, text, after)) if after != text else None


def _difference(name: str, before: str, after: str) -> str:
    old, new = (_visible(text).split("\n") for text in (newlines(before), after))
    return "\n".join(unified_diff(old, new, name, name, n=2, lineterm=""))


def _visible(text: str) -> str:
    """*text* with signs that nobody sees, or that a terminal obeys, as ``<U+200B>``; tabs and ends of lines stay."""
    return "".join(f"<U+{ord(c):04X}>" if unicodedata.category(c) in _UNSEEN and c not in "\t\n" else c for c in text)


_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
