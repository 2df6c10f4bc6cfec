"""The files of a project and its git repository, as the room writes them: all of a change or nothing, in one commit.

One process at a time writes. What it is about to do lies on the disk before it is done, in the journal; a process that
is killed leaves either nothing or what the next one finishes, by the same person, with the same time. When a commit has
been given back, the disk has it.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from ..base.lock import Held, held
from ..base.plain_files import read_plain
from ..base.texts import phrase
from ..base.texts import told as said_by
from ..pipeline.project import Project
from .audit import Audit
from .git import Git, Unready, make, top_of
from .journal import MAX_BYTES, Entry, Journal, Moved
from .names import Names, OutOfBounds
from .past import Past, Revision
from .people import Person
from .private import room_folder

LOCK = "las"  #: In the room's folder: whoever holds it may write.
WAIT_SECONDS = 30.0  #: For the lock.
ROOM = Person("kunskapsbank", "Kunskapsbank", "", frozenset())
"""Who commits what nobody in the room has written: files that were changed beside it."""


class Repository:
    """The project in *root*, in the git repository *top*; only files that *names* allows are written."""

    def __init__(self, root: Path, top: Path, names: Names, *, made: bool = False) -> None:
        self.root = root
        self.names = names
        self.made = made  #: Whether the repository was made now.
        self.folder = room_folder(root)
        self.audit = Audit(self.folder)
        self._top = top
        self._journal = Journal(root)
        self._past = Past()
        self._turn = threading.RLock()
        self._alone = False

    @classmethod
    def of(cls, root: Path, names: Names | None = None) -> Repository:
        """The repository that holds the project in *root*, or is made for it.

        What was left half done is finished, now or, where git is at something else, before the next change.

        Raises:
            Unready: If it cannot be read.
        """
        root = root.resolve()
        top = top_of(root)
        repository = cls(root, top or make(root), names or Names.of(Project(root)), made=top is None)
        with suppress(Unready), repository.alone():
            pass
        return repository

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else in the room writes meanwhile. May be entered again by who is in it.

        Raises:
            Unready: If somebody goes on writing, or what a killed process left cannot be finished now.
        """
        with self._turn:
            if self._alone:
                yield
                return
            with self._held():
                self._alone = True
                try:
                    self._finish()
                    yield
                finally:
                    self._alone = False

    def read(self, name: str) -> bytes | None:
        """What the file *name* holds now; None when there is none.

        Raises:
            OutOfBounds: If it is none of the room's files.
            OSError: If it cannot be read, is a link or lies below one.
        """
        if not self.names.allows(name):
            raise OutOfBounds(name)
        try:
            return read_plain(self.root / name, MAX_BYTES, self.root)
        except FileNotFoundError:
            return None

    def commit(
        self,
        changes: Mapping[str, bytes | None],
        person: Person,
        message: str,
        when: dt.datetime,
        told: tuple[str, str] = ("skriv", ""),
        seen: Mapping[str, bytes | None] | None = None,
    ) -> str:
        """Let the files *changes* hold what they say, None meaning that there is none, and commit just that.

        What lay in one of them and was not committed is first, as nobody's. Without a difference nothing is done.

        Args:
            when: By the room's clock, with its zone.
            told: What is done and with what, for the log; with what: else the first file.
            seen: What the caller read in the same :meth:`alone`, and made the change from.

        Returns:
            The id of the commit, or of HEAD when nothing differs.

        Raises:
            OutOfBounds: If one of the files is none of the room's.
            Unready: If git is at something else, or damaged.
            Moved: If one of the files was changed while this was done.
            OSError: If the disk is full, for instance. After any of these all is as it was.
        """
        for name in changes:
            if not self.names.allows(name):
                raise OutOfBounds(name)
        with self.alone():
            before = {name: self.read(name) for name in changes}
            moved = [name for name, data in (seen or {}).items() if before.get(name, data) != data]
            if moved:
                raise Moved(moved[0])
            with self._git() as git:
                beside = {name: data for name, data in before.items() if not git.is_told(name, data)}
                head = git.head
            if beside:
                self._write(
                    beside, beside, ROOM, str(phrase("editing.beside", files=tuple(beside))), when, ("beside", "")
                )
            changed = {name: data for name, data in changes.items() if data != before[name]}
            return self._write(changed, before, person, message, when, told) if changed else head

    def _write(
        self,
        changes: Mapping[str, bytes | None],
        before: Mapping[str, bytes | None],
        person: Person,
        message: str,
        when: dt.datetime,
        told: tuple[str, str],
    ) -> str:
        with self._git() as git, ExitStack() as stack:
            entry = self._journal.put(changes, before, person, message, when, told)
            try:  # After the entry: by it a lock that is left is found and taken away.
                locked = stack.enter_context(git.locked())
            except BaseException:
                entry.drop()
                raise
            commit = self._carry_out(git, entry)
            with suppress(OSError, Unready):  # It is done; whoever writes next sees to the rest.
                git.renew(locked, list(changes))
                entry.drop()
            return commit

    def _carry_out(self, git: Git, entry: Entry) -> str:
        """Do what *entry* says: all of it, or nothing, and then it is forgotten."""
        plan, length, commit = entry.plan, None, ""
        try:
            data = entry.data()
            changed = {name: one for name, one in data.items() if not git.is_told(name, one)}
            commit = git.commit(changed, plan.person, plan.message, plan.when) if changed else git.head
            if changed and not self._is_logged(plan.number, commit):
                which = plan.which or plan.steps[0].name
                length = self.audit.write(
                    plan.when, plan.person.login, plan.what, which, commit=commit, nummer=plan.number
                )
            entry.carry_out()
            if changed:
                git.move(commit)
        except BaseException as error:
            if commit and commit == git.head:
                raise  # It is done, though the disk could not be waited for; whoever writes next sees to the rest.
            entry.put_back()  # Where that fails too, the entry stays, and is carried out by whoever writes next.
            if length is not None:
                self.audit.forget(length)
            if isinstance(error, Moved):
                self._journal.set_aside(entry)
            else:
                entry.drop()
            raise
        entry.done()
        return commit

    def _is_logged(self, number: str, commit: str) -> bool:
        return any(one.get("nummer") == number and one.get("commit") == commit for one in self.audit.lines(1))

    def _finish(self) -> None:
        """Carry out what a process that was killed had begun."""
        for entry in self._journal.left():
            plan = entry.plan
            with self._git() as git, git.locked() as locked:
                try:
                    if not entry.is_done:
                        self._carry_out(git, entry)
                except Moved:
                    self.audit.write(plan.when, plan.person.login, "avbruten", plan.which, nummer=plan.number)
                    continue
                git.renew(locked, [step.name for step in plan.steps])
            entry.drop()

    @contextmanager
    def _git(self) -> Iterator[Git]:
        with closing(Git(self._top, self.root)) as git:
            yield git

    @contextmanager
    def _held(self) -> Iterator[None]:
        try:
            with held(self.folder / LOCK, WAIT_SECONDS):
                yield
        except Held as error:
            raise Unready(phrase("editing.busy", holder=said_by(error))) from None

    def history(self, names: tuple[str, ...], most: int = 50) -> tuple[Revision, ...]:
        """The last *most* commits that changed one of the files *names*, the newest first."""
        with self._git() as git:
            return git.history(names, most, self._past)

    def at(self, name: str, commit: str) -> bytes | None:
        """What *commit* says that the file *name* holds; None if there was none then.

        Raises:
            KeyError: If there is no such commit.
            OutOfBounds: If it is none of the room's files.
        """
        if not self.names.allows(name):
            raise OutOfBounds(name)
        with self._git() as git:
            return git.at(name, commit)

    def head(self) -> str:
        """The commit that HEAD leads to; empty before the first."""
        with self._git() as git:
            return git.head

    def since(self, commit: str, until: str, folder: str, most: int = 5000) -> tuple[Revision, ...] | None:
        """The commits after *commit*, up to *until*, that changed files in *folder*, the newest first.

        None when *commit* is none of the *most* before *until*.
        """
        with self._git() as git:
            return git.since(commit, until, folder, most)

    def state(self, but: str) -> tuple[str, str]:
        """HEAD's commit, and what tells its files from any others', those in the folder *but* left out."""
        with self._git() as git:
            return git.head, git.state(but)
