"""The site is built beside what readers see, shown, and then put in its place: by one person at a time, or by nobody.

What is heavy is done by ``kb`` in a process of its own, with the same words as when somebody runs it: a build that dies
takes nothing of the room with it, and readers see the old site until the new one is whole. Whoever publishes has been
told what it changes: when a text has been released since, or another release is shown, it must be prepared anew.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from ..base.budgets import let_go
from ..base.lock import Held, held
from ..base.os_errors import reason
from ..base.texts import first_spoken, phrase, spoken, told
from ..pipeline.project import Project
from ..publish.local_store import LocalShelf
from ..publish.publishing import PublishError
from ..publish.releases import CARRIED_FROM, Changes, Contents, changes
from ..publish.targets import looked_at
from .git import Unready
from .names import PROPOSALS
from .people import Person
from .plan import Plan, planned
from .private import read_private, room_folder, write_private
from .repository import Repository
from .results import NotAllowed, Refused

LOG = logging.getLogger("kunskapsbank.editing")
FOLDER = "publicering"  #: In the room's folder.
SITE = "site"  #: What is prepared, in that folder.
LOST = "lost-page"  #: The problem that a page would be gone and lead nowhere.
UNREACHABLE = "missing-contact"  #: The problem that only a trial may have.
PUBLISHED, BACK = "publicerat", "tillbaka"  #: In the log: somebody let readers see a release, or an earlier one.
MAX_BYTES = 16 * 1024 * 1024  #: Of a file of ours.
_LOCK, _JOB, _PREPARED, _ENDED, _WAITING, _STAGE, _LOOKED = (
    "las",
    "arbete.json",
    "forberett.json",
    "senast.json",
    "vantar.json",
    "framsteg.json",
    "dag",
)
_QUIET_SECONDS = 1.0  #: That somebody may look at whether the lock is held.

Act = Literal["forbered", "publicera", "tillbaka"]
T = TypeVar("T")


@dataclass(frozen=True)
class Job:
    """What somebody does now."""

    act: Act
    login: str
    name: str
    since: dt.datetime
    live: str = ""  #: The release that readers saw when it was begun.
    release: str = ""  #: What is published, or gone back to.
    commit: str = ""
    trial: bool = False
    due: tuple[str, ...] = ()  #: The texts whose time it was, when it is done by itself.
    day: str = ""  #: By which it was built, when something is published.


@dataclass(frozen=True)
class Fault:
    """A problem as ``kb`` tells it to programs."""

    path: str
    line: int
    column: int
    code: str
    severity: str
    message: str
    remedy: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = (f"{self.path}:{self.line}:{self.column}: [{self.code}] {self.message}", f"    {self.remedy}")
        return "\n".join(line for line in lines if line.strip())


@dataclass(frozen=True)
class Prepared:
    """A site that is built and checked, and that nobody sees yet."""

    release: str  #: Its name beside.
    commit: str  #: What it was built of.
    state: str  #: See :meth:`Git.state`.
    live: str  #: The release that readers saw then.
    login: str
    name: str
    when: dt.datetime
    trial: bool
    lost: tuple[str, ...]  #: Addresses that would be gone and lead nowhere.
    warnings: int
    day: str = ""  #: By which it was built.


@dataclass(frozen=True)
class Ended:
    """How the last job ended."""

    act: Act
    login: str
    name: str
    when: dt.datetime
    release: str = ""  #: What readers see since then; empty when nothing was published.
    why: str = ""  #: Why it did not go well; empty when it did.
    faults: tuple[Fault, ...] = ()
    state: str = ""  #: Of the project, as :meth:`Git.state`.
    trial: bool = False
    due: tuple[str, ...] = ()

    @property
    def is_unreachable(self) -> bool:
        """Whether it would do as a trial."""
        return any(one.code == UNREACHABLE for one in self.faults)


@dataclass(frozen=True)
class Waiting:
    """A text whose time has come, which readers do not see until the site is built."""

    key: str
    show: dt.datetime
    login: str
    name: str


@dataclass(frozen=True)
class Shown:
    """A release that is kept."""

    name: str
    when: str
    who: str
    changes: Changes | None  #: Against the one before; None for the oldest.
    is_live: bool


@dataclass(frozen=True)
class Stage:
    """How far a job has come."""

    name: str
    done: int = 0
    total: int = 0  #: 0 where nobody knows.


@dataclass(frozen=True)
class Standing:
    """What the start page tells."""

    job: Job | None
    failed: Ended | None
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True)
class _Done:
    """What a process has said."""

    code: int
    faults: tuple[Fault, ...]
    said: str


class Publishing:
    """Publishes *project* to *target*, as ``kb publish`` names it; by default the folder ``site/`` of the project."""

    def __init__(
        self,
        project: Project,
        repository: Repository,
        clock: Callable[[], dt.datetime],
        language: str,
        target: str = "",
    ) -> None:
        self.folder = room_folder(project.root, FOLDER)
        self.target = target or str(project.root / SITE)
        self._root, self._repository, self._clock = project.root, repository, clock
        self._language = first_spoken([language])
        self._turn = threading.Lock()
        self._job: Job | None = None
        self._stage = Stage("")
        self._child: subprocess.Popen[bytes] | None = None
        self._stopped = False

    # What is.

    @property
    def source(self) -> LocalShelf:
        """Where what is prepared lies."""
        return LocalShelf(self.folder / SITE)

    def job(self) -> Job | None:
        """What is being done now, here or by another process; what a killed one left is told of as ended."""
        if self._job:
            return self._job
        found = self._read(_JOB, Job)
        if found is None:
            return None
        try:
            with held(self.folder / _LOCK):
                self._clear(found)
        except Held:
            return found
        return None

    def stage(self) -> Stage:
        """How far it has come."""
        if self._stage.name != "bygger":
            return self._stage
        with suppress(OSError, ValueError, KeyError, TypeError):
            found = json.loads((self.folder / _STAGE).read_bytes())
            return Stage(str(found["steg"]), int(found["klart"]), int(found["av"]))
        return Stage("reading")

    def prepared(self) -> Prepared | None:
        """What is built and waits for somebody to publish it."""
        found, live = self._read(_PREPARED, Prepared), self.source.live()
        return found if found and live and live.name == found.release else None

    def has_moved(self, prepared: Prepared) -> bool:
        """Whether something has been released since, or readers see another release."""
        return self._state()[1] != prepared.state or self._live()[0] != prepared.live

    def is_other(self, ended: Ended) -> bool:
        """Whether something has been released since *ended*."""
        return self._state()[1] != ended.state

    def ended(self) -> Ended | None:
        """How the last job ended."""
        return self._read(_ENDED, Ended)

    def waiting(self) -> tuple[Waiting, ...]:
        """The texts whose time has come, and which readers do not see."""
        return self._read(_WAITING, tuple[Waiting, ...]) or ()

    def standing(self) -> Standing:
        """What the start page of the room tells."""
        ended = self.ended()
        return Standing(self.job(), ended if ended and ended.why else None, self.waiting())

    def plan(self, prepared: Prepared) -> Plan:
        """What readers would meet that they do not meet now.

        Raises:
            PublishError: If where it is published cannot be reached.
        """
        live, before = self._live()
        release = self.source.live()
        assert release is not None, "asked about what is prepared"
        known = self._known().get(live)
        since = known["commit"] if known else ""
        return planned(self._repository, since, prepared.commit, before, self.source.contents(release))

    def releases(self) -> tuple[Shown, ...]:
        """The releases that are kept, the newest first.

        Raises:
            PublishError: As :meth:`plan`.
        """
        with looked_at(self.target) as shelf:
            if shelf is None:
                return ()
            live, makers, known = shelf.live(), shelf.makers(), self._known()
            found: list[Shown] = []
            before: Contents | None = None
            for release in shelf.releases():
                contents = shelf.contents(release)
                maker = makers.get(release.name, "")
                ours = known.get(release.name, {"tid": maker[:16], "namn": maker[20:]})
                when = ours["tid"].replace("T", " ")[:16]
                differing = changes(before, contents) if before else None
                found.append(Shown(release.name, when, ours.get("namn", ""), differing, release == live))
                before = contents
            return tuple(reversed(found))

    # What people do.

    def prepare(self, person: Person, *, trial: bool = False) -> None:
        """Begin to build the site beside.

        Raises:
            NotAllowed: If the person may not publish.
            Refused: If somebody is at work.
        """
        _ask(person)
        self._begin(replace(self._new("forbered", person), trial=trial), self._prepare)

    def publish(self, person: Person, release: str, *, may_lose: bool = False) -> None:
        """Begin to let readers see what is prepared, which the person knows as *release*.

        Raises:
            NotAllowed: If the person may not publish.
            Refused: If somebody is at work; if that is not what is prepared any longer; or if pages would be lost, and
                nobody says that they may.
        """
        _ask(person)
        prepared = self.prepared()
        if prepared is None or prepared.release != release:
            raise Refused(phrase("room.publicera.inget-forberett"))
        if self.has_moved(prepared):
            raise Refused(phrase("room.publicera.har-andrats"))
        if prepared.lost and not may_lose:
            raise Refused(phrase("room.publicera.svara", count=len(prepared.lost)))
        job = replace(self._new("publicera", person), **_of(prepared))
        self._begin(job, lambda job: self._publish(job, prepared, may_lose=may_lose))

    def go_back(self, person: Person, release: str) -> None:
        """Begin to let readers see the earlier *release*; raises as :meth:`prepare`."""
        _ask(person)
        live = {one.name: one.is_live for one in self.releases()}
        if live.get(release, True):
            raise Refused(phrase("room.publicera.ingen-utgava"))
        shown = next((name for name, is_live in live.items() if is_live), "")
        self._begin(replace(self._new("tillbaka", person), release=release, live=shown), self._go_back)

    # What happens by itself.

    def await_(self, texts: Sequence[Waiting]) -> None:
        """Remember that the time of *texts* has come, until they are published or :meth:`forget` says otherwise."""
        found = {one.key: one for one in (*self.waiting(), *texts)}
        write_private(self.folder / _WAITING, TypeAdapter(tuple[Waiting, ...]).dump_json(tuple(found.values())))

    def forget(self, keys: Sequence[str]) -> None:
        """Wait no more for the texts *keys*."""
        left = tuple(one for one in self.waiting() if one.key not in keys)
        write_private(self.folder / _WAITING, TypeAdapter(tuple[Waiting, ...]).dump_json(left))

    def looked_on(self) -> str:
        """The last day on which somebody asked what the date alone changes; empty before the first."""
        return read_private(self.folder / _LOOKED, MAX_BYTES).decode(errors="replace")

    def look_no_more(self, day: dt.date) -> None:
        """Remember that nobody need ask again on *day*."""
        write_private(self.folder / _LOOKED, day.isoformat().encode())

    def shown_as_of(self) -> dt.date | None:
        """The day by which what readers see was built; None when they see nothing, or what somebody went back to.

        Raises:
            PublishError: If where it is published cannot be reached.
        """
        with looked_at(self.target) as shelf:
            live = shelf.live() if shelf else None
            if shelf is None or live is None:
                return None
            maker = shelf.makers().get(live.name, "")
        rows = self._repository.audit.all_of(PUBLISHED, BACK)
        row = next((one for one in rows if one.get("vilken") == live.name), {"tid": maker})
        with suppress(ValueError):
            return None if row.get("vad") == BACK else dt.date.fromisoformat(row.get("dag") or row["tid"][:10])
        return None

    def publish_waiting(self) -> Ended:
        """Build and publish, here and now, as whoever decided that it was to be; a trial when the site is one.

        Raises:
            Refused: If somebody is at work.
        """
        texts = self.waiting()
        login, name = (texts[-1].login, texts[-1].name) if texts else ("", "")
        last = next(iter(self._repository.audit.all_of(PUBLISHED)), {})
        due, trial = tuple(one.key for one in texts), bool(last.get("prov"))
        job = Job("publicera", login, name, self._clock(), due=due, trial=trial)
        with self._at_work(job):
            return self._ending(job, self._all_at_once)

    def stop(self) -> None:
        """Stop what is under way: readers see the old site or the new one."""
        self._stopped = True
        child = self._child
        if child:
            with suppress(OSError):
                child.terminate()

    # How.

    def _new(self, act: Act, person: Person) -> Job:
        return Job(act, person.login, person.name, self._clock())

    def _begin(self, job: Job, work: Callable[[Job], Ended]) -> None:
        """Do *work* in a thread of its own, if nobody else is at work."""
        stack = ExitStack()
        stack.enter_context(self._at_work(job))

        def carried_out() -> None:
            with stack:
                self._ending(job, work)

        threading.Thread(target=carried_out, daemon=True).start()

    @contextmanager
    def _at_work(self, job: Job) -> Iterator[None]:
        if not self._turn.acquire(blocking=False):
            raise self._busy(self._job)
        try:
            with ExitStack() as stack:
                try:
                    stack.enter_context(held(self.folder / _LOCK, _QUIET_SECONDS))
                except Held:
                    raise self._busy(self._read(_JOB, Job)) from None
                left = self._read(_JOB, Job)
                if left:
                    self._clear(left)
                self._job, self._stage = job, Stage("")
                self._write(_JOB, Job, job)
                try:
                    yield
                finally:
                    (self.folder / _JOB).unlink(missing_ok=True)
                    self._job = None
        finally:
            self._turn.release()

    def _busy(self, job: Job | None) -> Refused:
        name, since = (job.name, job.since.strftime("%H:%M")) if job else ("", "")
        return Refused(
            phrase("room.publicera.upptaget", name=name, time=since) if job else phrase("room.publicera.strax")
        )

    def _ending(self, job: Job, work: Callable[[Job], Ended]) -> Ended:
        """What *work* comes to, kept for who looks; whatever goes wrong in it."""
        try:
            ended = work(job)
        except (Unready, PublishError) as error:
            ended = self._failed(job, phrase("room.publicera.hindrat", why=told(error)).said(self._language))
        except OSError as error:
            why = phrase("room.publicera.hindrat", why=reason(error))
            ended = self._failed(job, why.said(self._language))
        except Exception as error:
            LOG.error("%s: %s", job.act, type(error).__name__)
            LOG.debug("", exc_info=error)
            ended = self._failed(job, self._said("gick-inte"))
        self._write(_ENDED, Ended, ended)
        return ended

    def _prepare(self, job: Job) -> Ended:
        (self.folder / _PREPARED).unlink(missing_ok=True)
        (self.folder / _STAGE).unlink(missing_ok=True)
        self._log(job, "forbered", "")
        commit, state = self._state()
        day = self._clock().date().isoformat()
        self._stage = Stage("bygger")
        site, trial = str(self.source.out), ("--prov",) if job.trial else ()
        built = self._kb(
            *("build", "--out", site, "--framsteg", str(self.folder / _STAGE), "--format", "json", "--ta-bort-sidor"),
            *("--behall", str(CARRIED_FROM), *trial),
        )
        if built.code:
            return self._failed(job, built.said, built.faults, state)
        self._stage = Stage("provar")
        tried = self._kb("publish", self.target, "--fran", site, "--torrkor", "--format", "json", *trial)
        lost = tuple(str(one.values.get("name", one.path)) for one in tried.faults if one.code == LOST)
        faults = tuple(one for one in tried.faults if one.code != LOST)
        if tried.code not in (0, 1) or faults:
            return self._failed(job, tried.said, faults, state)
        release = self.source.live()
        if release is None:
            return self._failed(job, self._said("gick-inte"), (), state)
        warnings = sum(one.severity != "error" for one in built.faults)
        prepared = Prepared(
            release.name,
            commit,
            state,
            self._live()[0],
            job.login,
            job.name,
            self._clock(),
            job.trial,
            lost,
            warnings,
            day,
        )
        self._write(_PREPARED, Prepared, prepared)
        return Ended(job.act, job.login, job.name, self._clock(), state=state, trial=job.trial, due=job.due)

    def _publish(self, job: Job, prepared: Prepared, *, may_lose: bool) -> Ended:
        self._stage = Stage("publicerar")
        if self.prepared() != prepared:
            return self._failed(job, self._said("inget-forberett"), (), prepared.state)
        more = (*(("--prov",) if prepared.trial else ()), *(("--ta-bort-sidor",) if may_lose else ()))
        by = ("--av", f"{job.name} ({job.login})") if job.login else ()
        done = self._kb("publish", self.target, "--fran", str(self.source.out), "--format", "json", *by, *more)
        if done.code:
            return self._failed(job, done.said, done.faults, prepared.state)
        return self._is_shown(job, prepared.state)

    def _go_back(self, job: Job) -> Ended:
        self._stage = Stage("byter")
        done = self._kb("publish", self.target, "--rollback", job.release)
        if done.code:
            return self._failed(job, done.said)
        return self._is_shown(job)

    def _all_at_once(self, job: Job) -> Ended:
        ended = self._prepare(job)
        prepared = self.prepared()
        if ended.why or prepared is None:
            return ended
        if prepared.lost:
            why = phrase("room.publicera.svara", count=len(prepared.lost)).said(self._language)
            return self._failed(job, why, (), prepared.state)
        job = replace(job, **_of(prepared))
        self._job = job
        self._write(_JOB, Job, job)
        return self._publish(job, prepared, may_lose=False)

    def _is_shown(self, job: Job, state: str = "") -> Ended:
        """*job* is done: readers see what it was about."""
        live = self._live()[0]
        known = self._known().get(live, {})
        commit = job.commit or known.get("commit", "")
        if job.act == "publicera":
            (self.folder / _PREPARED).unlink(missing_ok=True)
            texts = self.waiting()
            people = {one.login: one.name for one in texts if one.key in job.due} or {job.login: job.name}
            for login, name in people.items():
                self._log(job, PUBLISHED, live, login=login, namn=name, commit=commit, dag=job.day)
            self.forget([one.key for one in texts if state])
        else:
            self._log(job, BACK, live, namn=job.name, commit=commit)
        return Ended(job.act, job.login, job.name, self._clock(), live, state=state, trial=job.trial, due=job.due)

    def _failed(self, job: Job, why: str, faults: Sequence[Fault] = (), state: str = "") -> Ended:
        self._log(job, f"{job.act}-misslyckades", job.release)
        why = why or self._said("fel-om")
        return Ended(job.act, job.login, job.name, self._clock(), "", why, tuple(faults), state, job.trial, job.due)

    def _clear(self, left: Job) -> None:
        """Tell what became of a job whose process is gone; under the lock."""
        live = self._live_or_nothing()
        if left.act != "forbered" and live and live != left.live:
            ended = self._is_shown(left)
        else:
            ended = self._failed(left, self._said("avbrots"))
        self._write(_ENDED, Ended, ended)
        (self.folder / _JOB).unlink(missing_ok=True)

    def _kb(self, *words: str) -> _Done:
        """Run ``kb`` with *words* for the project, as of the room's day."""
        program = [
            *(sys.executable, "-P", "-m", "kunskapsbank", "--projekt", str(self._root)),
            *("--now", self._clock().date().isoformat(), "--sprak", self._language, *words),
        ]
        quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        with subprocess.Popen(
            program, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=quiet
        ) as process:
            let_go(process.pid)
            self._child = process
            if self._stopped:
                process.terminate()
            out, err = process.communicate()
            self._child = None
        said = err.decode(errors="replace").strip()
        if self._stopped and process.returncode:
            said = self._said("avbrots")
        elif process.returncode not in (0, 1, 2):
            said = phrase("room.publicera.dog", code=process.returncode).said(self._language)
        return _Done(process.returncode, _faults_in(out), said)

    def _state(self) -> tuple[str, str]:
        return self._repository.state(PROPOSALS)

    def _live(self) -> tuple[str, Contents]:
        """The release that readers see, by its name, and what it holds; nothing where nothing has been published."""
        with looked_at(self.target) as shelf:
            live = shelf.live() if shelf else None
            return (live.name, shelf.contents(live)) if shelf and live else ("", Contents({}, frozenset()))

    def _live_or_nothing(self) -> str:
        try:
            return self._live()[0]
        except (PublishError, OSError):
            return ""

    def _known(self) -> dict[str, dict[str, str]]:
        """What the log says of each release that was published from here, by its name."""
        rows = self._repository.audit.all_of(PUBLISHED)
        return {row["vilken"]: row for row in reversed(rows) if row.get("vilken") and row.get("commit")}

    def _log(self, job: Job, what: str, which: str, *, login: str = "", **more: str) -> None:
        told_ = {"prov": "ja" if job.trial else "", "tid-for": " ".join(job.due), **more}
        with self._repository.alone():
            self._repository.audit.write(self._clock(), login or job.login, what, which, **told_)

    def _said(self, key: str) -> str:
        return spoken(self._language)(f"room.publicera.{key}")

    def _read(self, name: str, sort: type[T]) -> T | None:
        data = read_private(self.folder / name, MAX_BYTES)
        try:
            return TypeAdapter(sort).validate_json(data) if data else None
        except ValidationError:  # Of another version.
            return None

    def _write(self, name: str, sort: type[T], value: T) -> None:
        write_private(self.folder / name, TypeAdapter(sort).dump_json(value))


def _ask(person: Person) -> None:
    if "publicerar" not in person.roles:
        raise NotAllowed(phrase("editing.not-allowed", role="publicerar"))


def _of(prepared: Prepared) -> dict[str, Any]:
    """What a job that publishes *prepared* says of it."""
    return {name: getattr(prepared, name) for name in ("release", "commit", "live", "trial", "day")}


def _faults_in(text: bytes) -> tuple[Fault, ...]:
    """What ``--format json`` says; nothing when it says nothing."""
    try:
        return TypeAdapter(tuple[Fault, ...]).validate_json(text)
    except ValidationError:
        return ()
