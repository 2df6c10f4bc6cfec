"""The site as it would look with a text that is not published: one preview, of a copy of the records.

The copy holds what is published, and the one text that was last asked about in the place of what it changes. All of it
is touched by the desk's thread alone.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from ..base.parts import STYLE
from ..base.plain_files import names_below, read_plain, write_plain
from ..base.problems import Problem, errors
from ..base.settings import CONTENT
from ..base.texts import phrase
from ..content.addresses import address_of
from ..content.record import Record
from ..content.site import Site
from ..export.handouts.files import File
from ..hosting.desk import Desk
from ..pipeline.preview import Engine, Preview
from ..pipeline.project import Project
from ..reading.folders import Unreadable
from .private import room_folder

CHANGED_SHEET = "changed-sheet"  #: The problem of a sheet that says something else than its version.
PAPER = "papper/"  #: Before an address: the page as it is printed.
_Stamp = tuple[int, int]


@dataclass(frozen=True)
class Drawn:
    """A text as readers would see it."""

    html: str  #: The whole page; empty when it could not be drawn.
    address: str  #: Of the page, without a leading slash and with an anchor if it stands on a list.
    record: Record | None
    problems: tuple[Problem, ...]  #: Of the text itself.
    breaks: tuple[Problem, ...]  #: Errors that it would cause in other files.
    sheets: tuple[Problem, ...]  #: Sheets, itself too, that would say something else than their version says.


class View:
    """The preview of *project* with what is being written in it, as of the day that *clock* says."""

    def __init__(self, project: Project, clock: Callable[[], dt.datetime], engine: Engine) -> None:
        self._clock = clock
        self._root = project.root
        self._copy = room_folder(project.root, "visning") / CONTENT
        self._seen: dict[str, _Stamp] = {}  #: What the copy was made of, by name in it.
        self._known: frozenset[Problem] = frozenset()  #: Errors of the project without it.
        self._sheets: frozenset[Problem] = frozenset()  #: Sheets that wait for a new version without it.
        self._is_judged = False  #: Whether both are known.
        self.desk = Desk()
        shutil.rmtree(self._copy, ignore_errors=True)
        self._copy.mkdir()
        self._project, self._engine = replace(project, mirror=self._copy), engine
        self._preview = self._of_today()

    def _of_today(self) -> Preview:
        self._day = self._clock().date()
        return Preview(self._project, self._day, self._engine, self.desk.tell, drafts=True)

    def steps(self) -> Iterator[None]:
        """Take in what has changed on disk; for :meth:`Desk.run`."""
        self._take_in()
        if self._clock().date() != self._day:  # The room is open overnight.
            self._preview = self._of_today()
        steps = self._preview.steps()
        for number, _ in enumerate(steps):
            if number == 1:
                self._known = frozenset(errors(self._preview.problems))
                self._sheets = frozenset(one for one in self._preview.problems if one.code == CHANGED_SHEET)
                self._is_judged = True
            if self._is_judged:  # Until then a fault anywhere would be blamed on the text that is asked about.
                yield

    @property
    def site(self) -> Site:
        """The records, drafts too; waits until they have been read.

        Raises:
            Unreadable: If the project cannot be read as it is.
        """
        inputs = self._preview.inputs
        if inputs is None:  # Answered after the first step. The desk's own thread does not ask before that.
            inputs = self.desk.ask(lambda: self._preview.inputs)
        if inputs is None:
            raise Unreadable(phrase("room.unreadable"))
        return inputs.site

    @property
    def preview(self) -> Preview:
        """For what is asked about the project as a whole; see the module."""
        return self._preview

    def drawn(self, name: str, data: bytes, others: Mapping[str, bytes] = MappingProxyType({})) -> Drawn:
        """The page of the record in the file *name* (``kind/id.md``) were it *data*, and what would be wrong.

        *others*: other files that would be changed at the same time.
        """
        return self.desk.ask(lambda: self._drawn(name, data, others))

    def judged(self, name: str, data: bytes) -> tuple[Problem, ...]:
        """What would be wrong with the record in the file *name* were it *data*, which nobody is shown."""
        return self.desk.ask(lambda: self._judged(name, data))

    def _judged(self, name: str, data: bytes) -> tuple[Problem, ...]:
        with self._preview.aside():
            return self._drawn(name, data, {}).problems

    def file(self, address: str) -> bytes | None:
        """The page or the file at *address* of the site, without a leading slash; None when there is none."""
        return self.desk.ask(lambda: self._file(address))

    def files_of(self, record: Record) -> tuple[File, ...]:
        """What is handed out of *record*: PDF, Word, pictures."""
        return self.desk.ask(lambda: self._preview.files_of(record))

    def card_of(self, drawn: Drawn) -> str:
        """Where the share card of the page of *drawn* is; empty when it has none of its own."""
        return "" if "#" in drawn.address else self.desk.ask(lambda: self._preview.card_of(drawn.address))

    def _drawn(self, name: str, data: bytes, others: Mapping[str, bytes]) -> Drawn:
        self._take_in()
        for file, content in {name: data, **others}.items():
            write_plain(self._copy / file, content, self._copy)
            self._seen.pop(file, None)
        steps = self._preview.steps()
        next(steps, None)
        next(steps, None)
        record = self._record(name)
        address = address_of(record) if record else ""
        page = self._preview.page(address.partition("#")[0]) if record else None
        found = self._preview.problems
        place = f"{CONTENT}/{name}"
        own = tuple(one for one in found if one.place.path == place)
        breaks = tuple(one for one in errors(found) if one.place.path != place and one not in self._known)
        sheets = tuple(one for one in found if one.code == CHANGED_SHEET and one not in self._sheets)
        return Drawn(page.html if page else "", address, record, own, breaks, sheets)

    def _record(self, name: str) -> Record | None:
        kind, _, file = name.partition("/")
        key, site = f"{kind}/{file.removesuffix('.md')}", self.site
        return site.version(key) or next((one for one in site.withdrawn if one.version_key == key), None)

    def _file(self, address: str) -> bytes | None:
        paper = address.startswith(PAPER)
        address = address.removeprefix(PAPER)
        if self._preview.has_page(address):
            return self._preview.page(address).html.encode()
        try:
            found = self._preview.file(address)
        except (OSError, Unreadable):  # It has been swapped since it was judged.
            return None
        return as_printed(found) if found and paper and address.endswith(f"/{STYLE}") else found

    def _take_in(self) -> None:
        """Make the copy what is published."""
        wanted = _files(self._root / CONTENT)
        for name in self._seen.keys() - wanted.keys():
            del self._seen[name]
        for name in [name for name in names_below(self._copy) if name not in wanted]:
            (self._copy / name).unlink(missing_ok=True)
        for name, path in wanted.items():
            stamp = _stamp(path)
            if self._seen.get(name) != stamp:
                try:
                    write_plain(self._copy / name, read_plain(path, below=self._root), self._copy)
                except OSError:  # Gone, or swapped for a link: the next time it is seen.
                    continue
                self._seen[name] = stamp


def _files(folder: Path) -> Mapping[str, Path]:
    return {name: folder / name for name in names_below(folder)} if folder.is_dir() else {}


def _stamp(path: Path) -> _Stamp:
    try:
        found = os.lstat(path)
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def as_printed(style: bytes) -> bytes:
    """*style* with what it says of paper said of screens, and the other way round."""
    text = style.decode("utf-8", "surrogateescape")
    text = re.sub(r"@media\s+print\b", "@media screen", re.sub(r"@media\s+screen\b", "@media tty", text))
    return text.encode("utf-8", "surrogateescape")
