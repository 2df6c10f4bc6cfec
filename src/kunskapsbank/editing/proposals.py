"""What people do with the texts of a site: write, save, review, schedule, show, take back. Nobody overwrites anybody.

A text has three places: what one person is writing, what is proposed to readers, and what they see. Each step from one
to the next is a method here; each asks whether the person may, is one commit by that person, and stands in the log.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from ..base.plain_files import names_below
from ..base.problems import Problem, errors
from ..base.settings import Settings
from ..base.texts import Phrase, phrase
from ..pipeline.project import Project
from ..reading.front_matter import MAX_FILE_BYTES
from ..reading.patching import NotPatched, changed
from ..reading.site_settings import read_settings
from .brought import Brought
from .git import Unready, identity
from .journal import Moved
from .merging import Side, merged
from .names import PICTURE_FOLDER, PROPOSALS, Names
from .past import Revision
from .people import Person
from .repository import ROOM, Repository
from .results import Conflict, Faulty, NotAllowed, Opened, Outcome, Refused, Saved
from .state import Proposal, State, Step, as_yaml, cleaned, from_yaml
from .work import Work, Works

Role = Literal["skriver", "granskar", "publicerar"]
ROLES: tuple[Role, ...] = ("skriver", "granskar", "publicerar")  #: Each may do what those before it may.
Choices = Mapping[str, Side]
Judge = Callable[[str, bytes], list[Problem]]
"""What is wrong with a text, as it would stand in the file of that name."""
Order = Callable[[str], Sequence[str]]
"""The keys of a kind, in the order that they are written in."""
Follow = Callable[[str, bytes], Mapping[str, bytes]]
"""Files by name: that of a text that readers are to see, and others that it changes."""
Roles = Callable[[str], frozenset[str] | None]
"""What a login may do now; None where nobody keeps accounts."""


class Editing:
    """The texts of *project*, as people in the room change them.

    Args:
        repository: Of the same project.
        clock: What time it is, with the zone of the site.
        judge: Tells the faults of a text before readers see it.
        order: How the keys of a kind are ordered in its files.
        follow: What is written when readers are to see a text: it, and what follows from it in other files.
    """

    def __init__(
        self,
        project: Project,
        repository: Repository,
        clock: Callable[[], dt.datetime],
        judge: Judge = lambda name, data: [],
        order: Order = lambda kind: (),
        follow: Follow = lambda name, data: {name: data},
        roles: Roles = lambda login: None,
    ) -> None:
        self.repository = repository
        self.names: Names = repository.names
        self.works = Works(repository.root, repository.names)
        self._clock, self._judge, self._order, self._follow, self._roles = clock, judge, order, follow, roles
        self.brought = Brought(repository.root, repository.names)
        settings: Settings = read_settings(project.config)[0]
        self._language = settings.languages[0]
        self.works.tidy()

    # What is there.

    def opened(self, person: Person, kind: str, id_: str) -> Opened:
        """The record to write in: the person's own work, else what is proposed, else what readers see.

        Raises:
            NotAllowed: If the person may not write.
            KeyError: If there is no such record, nor work on one.
            OutOfBounds: If there can be none.
        """
        self._ask(person, "skriver")
        shared, proposal = self._shared(kind, id_)
        work = self.works.of(person, kind, id_)
        if work and work.data != shared:  # It is the same when a process was killed just after it was saved.
            return Opened(work.data, work.base, "arbete", proposal, work.kept, work.base != _digest(shared))
        if shared is None:
            raise KeyError(f"{kind}/{id_}")
        base = self.works.keep_base(shared)
        return Opened(shared, base, "forslag" if proposal else "visat", proposal, None, moved=False)

    def proposal(self, kind: str, id_: str) -> Proposal | None:
        """What is proposed for the record, if anything."""
        data = self.repository.read(self.names.proposal(kind, id_))
        if data is None:
            return None
        return from_yaml(kind, id_, data, self.repository.read(self.names.standing(kind, id_)))

    def published(self, kind: str, id_: str) -> bytes | None:
        """The text of the record as readers see it; None when it is new."""
        return self.repository.read(self.names.content(kind, id_))

    def is_behind(self, proposal: Proposal) -> bool:
        """Whether what readers see has changed since *proposal* was begun: it is joined when it is shown."""
        return proposal.base != _digest(self.published(proposal.kind, proposal.id))

    def waiting(self) -> tuple[Proposal, ...]:
        """All proposals, what was done last first."""
        found = [one for kind, id_ in self._proposed() if (one := self.proposal(kind, id_))]
        oldest = dt.datetime.min.replace(tzinfo=dt.UTC)
        return tuple(sorted(found, key=lambda one: one.steps[-1].when if one.steps else oldest, reverse=True))

    def due(self, now: dt.datetime) -> tuple[Proposal, ...]:
        """The proposals that were to be shown by *now*, in that order."""
        found = [(one.show, one.key, one) for one in self.waiting() if one.show and one.show <= now]
        return tuple(one for _, _, one in sorted(found, key=lambda row: row[:2]))

    def others(self, kind: str, id_: str) -> tuple[Work, ...]:
        """Who has work on the record that is not saved, the last kept first; the person who asks too."""
        return tuple(work for work in self.works.all() if (work.kind, work.id) == (kind, id_))

    def history(self, kind: str, id_: str, most: int = 50) -> tuple[Revision, ...]:
        """The last *most* commits of what readers see and of what was proposed, the newest first."""
        return self.repository.history((self.names.content(kind, id_), self.names.proposal(kind, id_)), most)

    def at(self, kind: str, id_: str, commit: str) -> bytes | None:
        """The text as it was shown with *commit*, else as it was proposed then.

        Raises:
            KeyError: If there is no such commit.
        """
        shown = self.repository.at(self.names.content(kind, id_), commit)
        proposed = self.repository.at(self.names.proposal(kind, id_), commit)
        return proposed if proposed is not None else shown

    # Writing.

    def keep(self, person: Person, kind: str, id_: str, data: bytes, base: str) -> None:
        """Keep what the person is writing; see :meth:`Works.keep`. The log does not tell of it.

        Raises:
            NotAllowed: If the person may not write.
            Refused: If the text is larger than a content file may be.
        """
        self._ask(person, "skriver")
        if len(data) > MAX_FILE_BYTES:
            raise Refused(phrase("editing.too-large", most=MAX_FILE_BYTES // 1024**2))
        self.works.keep(person, kind, id_, data, base, self._clock())

    def forget(self, person: Person, kind: str, id_: str) -> None:
        """Throw away what the person has kept and not saved."""
        self._ask(person, "skriver")
        with self.repository.alone():
            if self.works.drop(person, kind, id_):
                self.repository.audit.write(self._clock(), person.login, "glom", f"{kind}/{id_}")

    def create(self, person: Person, kind: str, id_: str, data: bytes, note: str = "") -> Saved:
        """Propose a new record.

        Raises:
            Refused: If there is one of that name.
            OutOfBounds: If there can be none.
        """
        self._ask(person, "skriver")
        with self.repository.alone():
            if self._shared(kind, id_)[0] is not None:
                raise Refused(phrase("editing.taken", key=f"{kind}/{id_}"))
            saved = self.save(person, kind, id_, data, "", note)
            assert isinstance(saved, Saved), "nobody else has it"
            self.brought.drop(kind, id_)  # One that was released by a process that was killed before it forgot.
            return saved

    def looked_through(self, person: Person, kind: str, id_: str) -> None:
        """Say that what a document brought with it has been looked at."""
        self._ask(person, "skriver")
        with self.repository.alone():
            if self.brought.drop(kind, id_):
                self.repository.audit.write(self._clock(), person.login, "sett", f"{kind}/{id_}")

    def save(
        self,
        person: Person,
        kind: str,
        id_: str,
        data: bytes,
        base: str,
        note: str = "",
        chosen: Choices | None = None,
    ) -> Saved | Conflict:
        """Let the text be what is proposed, joined with what others have saved since *base*.

        What was approved or scheduled must be so again. The text is kept whatever happens: also when this fails, or
        gives a conflict.

        Args:
            base: What :meth:`opened` gave with the text.
            chosen: What to take where it collided, by the keys of the collisions.
        """
        self.keep(person, kind, id_, data, base)
        with self.repository.alone():
            shared, proposal = self._shared(kind, id_)
            result: bytes | Conflict = data
            if shared is not None and base != _digest(shared):
                result = self._joined(kind, id_, self.works.base(base), shared, data, chosen or {})
            if isinstance(result, Conflict):
                return result
            if result == shared:
                self.works.drop(person, kind, id_)
                return Saved(proposal, "", joined=result != data)
            new = proposal or self._begun(kind, id_)
            new = replace(new, data=result).after("utkast", self._done("spara", person, note))
            commit = self._put(person, new, "spara", note)
            self.works.keep_base(result)
            self.works.drop(person, kind, id_)
            return Saved(new, commit, joined=result != data)

    def discard(self, person: Person, kind: str, id_: str, note: str = "") -> str:
        """Take the proposal back; history has its text. Gives the commit.

        Raises:
            NotAllowed: If somebody else saved it last and the person does not review.
        """
        self._ask(person, "skriver")
        with self.repository.alone():
            proposal = self._there(kind, id_)
            last = proposal.last("spara")
            if last is None or last.person.login != person.login:
                self._ask(person, "granskar")
            files = dict.fromkeys((self.names.proposal(kind, id_), self.names.standing(kind, id_)))
            commit = self._commit(files, person, "kasta", proposal.key, note)
            self.brought.drop(kind, id_)
            return commit

    def picture(self, file: str) -> bytes | None:
        """The picture *file* in the folder for them; None when there is none.

        Raises:
            OutOfBounds: If there can be none.
        """
        return self.repository.read(f"{PICTURE_FOLDER}/{file}")

    def add_picture(self, person: Person, file: str, data: bytes) -> str:
        """Put the picture *data* in the folder for them as *file*; gives the commit. The same may be there already.

        Raises:
            Refused: If there is another of that name.
            OutOfBounds: If there can be none.
        """
        self._ask(person, "skriver")
        name = f"{PICTURE_FOLDER}/{file}"
        with self.repository.alone():
            before = self.repository.read(name)
            if before == data:
                return self.repository.head()
            if before is not None:
                raise Refused(phrase("editing.taken", key=file))
            return self._commit({name: data}, person, "bild", file, "", {name: None})

    # Review.

    def send(self, person: Person, kind: str, id_: str, note: str = "") -> Proposal:
        """Ask for a review."""
        return self._step(person, "skriver", kind, id_, "sand", ("utkast",), "till-granskning", note)

    def approve(self, person: Person, kind: str, id_: str, note: str = "", seen: str = "") -> Proposal:
        """Say that readers may see it. *seen*: SHA-256 of the text that the person has read.

        Raises:
            Refused: If somebody has saved another text since.
        """
        return self._step(person, "granskar", kind, id_, "godkann", ("till-granskning",), "godkand", note, seen=seen)

    def send_back(self, person: Person, kind: str, id_: str, note: str) -> Proposal:
        """Give it back to whoever writes, with a note of what to change."""
        states: tuple[State, ...] = ("till-granskning", "godkand", "schemalagd")
        if not cleaned(note):
            raise Refused(phrase("editing.no-note"))
        return self._step(person, "granskar", kind, id_, "skicka-tillbaka", states, "utkast", note)

    # What readers see.

    def schedule(self, person: Person, kind: str, id_: str, when: dt.datetime, seen: str = "") -> Proposal:
        """Let readers see it from *when*, which has a zone.

        Raises:
            Faulty: If the text has faults today.
            Refused: If *when* has been.
        """
        if when.tzinfo is None:
            raise ValueError("a time without a zone")
        with self.repository.alone():
            self._ask(person, "publicerar")
            if when <= self._clock():
                raise Refused(phrase("editing.past", when=f"{when:%Y-%m-%d %H:%M}"))
            self._judged(self._there(kind, id_))
            states: tuple[State, ...] = ("utkast", "till-granskning", "godkand", "schemalagd")
            return self._step(
                person, "publicerar", kind, id_, "schemalagg", states, "schemalagd", "", seen=seen, show=when
            )

    def unschedule(self, person: Person, kind: str, id_: str) -> Proposal:
        """Let it wait for somebody to show it."""
        return self._step(person, "publicerar", kind, id_, "ta-ur-schema", ("schemalagd",), "godkand", "")

    def release(
        self, person: Person, kind: str, id_: str, chosen: Choices | None = None, seen: str = ""
    ) -> str | Conflict:
        """Let readers see it from the next build on; gives the commit.

        What has changed for readers since it was begun is joined with it.

        Raises:
            Faulty: If the text has faults.
            Refused: If somebody has saved another text than the person has *seen*.
        """
        self._ask(person, "publicerar")
        with self.repository.alone():
            proposal = self._there(kind, id_, seen)
            data = self._whole(proposal, chosen or {})
            if isinstance(data, Conflict):
                return data
            self._refuse_faults(proposal, data)
            return self._shown(person, proposal, data)

    def unpublish(self, person: Person, kind: str, id_: str, note: str = "", *, whole: bool = False) -> str:
        """Let readers not see the record from today on; gives the commit. What is proposed for it stays.

        Its address tells that it is withdrawn; *whole*: nothing is left of it.

        Raises:
            KeyError: If there is no such record.
            Faulty: If its text has faults.
            Refused: If its file cannot be changed as it is written.
        """
        self._ask(person, "publicerar")
        with self.repository.alone():
            name, data = self.names.content(kind, id_), self.published(kind, id_)
            if data is None:
                raise KeyError(f"{kind}/{id_}")
            ending = {"status": "arkiverad"} if whole else {"avpubliceras": self._clock().date().isoformat()}
            try:
                without = changed(data, name, ending, None, self._order(kind))
            except NotPatched as error:
                raise Refused(phrase("editing.not-patched", name=name)) from error
            faults = errors(self._judge(name, without))
            if faults:
                raise Faulty(faults)
            return self._commit({name: without}, person, "avpublicera", f"{kind}/{id_}", note, {name: data})

    def restore(self, person: Person, kind: str, id_: str, commit: str, note: str = "") -> Saved:
        """Propose the text as it was with *commit*.

        Raises:
            KeyError: If it was not there then.
            Refused: If something else is proposed.
        """
        self._ask(person, "skriver")
        with self.repository.alone():
            if self.proposal(kind, id_):
                raise Refused(phrase("editing.proposed-already", key=f"{kind}/{id_}"))
            data = self.at(kind, id_, commit)
            if data is None:
                raise KeyError(commit)
            shown = self.published(kind, id_)
            if data == shown:
                return Saved(None, "")
            step = self._done("aterstall", person, note)
            new = replace(self._begun(kind, id_), data=data).after("utkast", step)
            return Saved(new, self._put(person, new, "aterstall", note))

    def release_due(self, now: dt.datetime) -> tuple[Outcome, ...]:
        """Show what was to be shown by *now*, each by whoever scheduled it.

        What has got faults, collides with what readers see by now, or was scheduled by somebody who may publish no
        longer, is given back with the reason.
        """
        return tuple(outcome for one in self.due(now) if (outcome := self._released(one)))

    def _released(self, known: Proposal) -> Outcome | None:
        with self.repository.alone():
            proposal = self.proposal(known.kind, known.id)
            if proposal is None or proposal.state != "schemalagd" or proposal.show != known.show:
                return None  # Somebody was quicker.
            step = proposal.last("schemalagg")
            try:
                if step:
                    self._ask_still(step.person)
                data = self._judged(proposal)
            except (Faulty, Refused) as error:
                fault = (
                    self._said(error.args[0]) if isinstance(error, Refused) else error.problems[0].told(self._language)
                )
                back = self._done("hindrad", ROOM, fault)
                new = proposal.after("utkast", back, fault=fault)
                self._put(ROOM, new, "hindrad", "")
                return Outcome(new, "", fault)
            return Outcome(proposal, self._shown(step.person if step else ROOM, proposal, data))

    # How.

    def _ask(self, person: Person, role: Role) -> None:
        if not person.roles & set(ROLES[ROLES.index(role) :]):
            raise NotAllowed(phrase("editing.not-allowed", role=role))

    def _ask_still(self, person: Person) -> None:
        """Refuse what somebody decided who may not decide it any longer."""
        roles = self._roles(person.login)
        if roles is not None and "publicerar" not in roles:
            raise Refused(phrase("editing.may-no-longer", name=person.name))

    def _done(self, what: str, person: Person, note: str) -> Step:
        return Step(what, replace(person, roles=frozenset()), self._clock(), cleaned(note))

    def _shared(self, kind: str, id_: str) -> tuple[bytes | None, Proposal | None]:
        """The text that all share: what is proposed, else what readers see."""
        proposal = self.proposal(kind, id_)
        return (proposal.data, proposal) if proposal else (self.published(kind, id_), None)

    def _there(self, kind: str, id_: str, seen: str = "") -> Proposal:
        proposal = self.proposal(kind, id_)
        if proposal is None:
            raise Refused(phrase("editing.nothing-proposed", key=f"{kind}/{id_}"))
        if seen and seen != proposal.digest:
            raise Refused(phrase("editing.saved-since", key=proposal.key))
        return proposal

    def _begun(self, kind: str, id_: str) -> Proposal:
        """A proposal that changes what readers see."""
        shown = self.published(kind, id_)
        return Proposal(
            kind, id_, b"", base=self.works.keep_base(shown), commit=self.repository.head() if shown else ""
        )

    def _joined(
        self, kind: str, id_: str, base: bytes | None, theirs: bytes, mine: bytes, chosen: Choices
    ) -> bytes | Conflict:
        """What *theirs* and *mine* are together, both of them begun from *base*."""
        name = self.names.content(kind, id_)
        joined = merged(base or b"", theirs, mine, name, self._order(kind), chosen)
        if not joined.collisions:
            return joined.data
        last = self.history(kind, id_, 1)
        who, when = (last[0].name, last[0].when) if last else ("", None)
        return Conflict(who, when, base, theirs, mine, joined)

    def _whole(self, proposal: Proposal, chosen: Choices) -> bytes | Conflict:
        """The text that readers would see: *proposal* with what has changed for them since it was begun."""
        shown = self.published(proposal.kind, proposal.id)
        if shown is None or proposal.base == _digest(shown):
            return proposal.data
        base = self.works.base(proposal.base) or self._base_in_git(proposal)
        return self._joined(proposal.kind, proposal.id, base, shown, proposal.data, chosen)

    def _base_in_git(self, proposal: Proposal) -> bytes | None:
        try:
            data = self.repository.at(self.names.content(proposal.kind, proposal.id), proposal.commit)
        except KeyError:
            return None
        return data if _digest(data) == proposal.base else None

    def _judged(self, proposal: Proposal) -> bytes:
        """The text that readers would see, without faults."""
        data = self._whole(proposal, {})
        if isinstance(data, Conflict):
            raise Refused(phrase("editing.collides", key=proposal.key))
        self._refuse_faults(proposal, data)
        return data

    def _refuse_faults(self, proposal: Proposal, data: bytes) -> None:
        faults = errors(self._judge(self.names.content(proposal.kind, proposal.id), data))
        if faults:
            raise Faulty(faults)

    def _step(
        self,
        person: Person,
        role: Role,
        kind: str,
        id_: str,
        what: str,
        states: tuple[State, ...],
        to: State,
        note: str,
        seen: str = "",
        show: dt.datetime | None = None,
    ) -> Proposal:
        self._ask(person, role)
        with self.repository.alone():
            proposal = self._there(kind, id_, seen)
            if proposal.state not in states:
                raise Refused(phrase("editing.other-state", key=proposal.key, state=proposal.state))
            new = proposal.after(to, self._done(what, person, note), show=show)
            self._put(person, new, what, note)
            return new

    def _put(self, person: Person, proposal: Proposal, what: str, note: str) -> str:
        kind, id_ = proposal.kind, proposal.id
        files = {self.names.proposal(kind, id_): proposal.data, self.names.standing(kind, id_): as_yaml(proposal)}
        return self._commit(files, person, what, proposal.key, note)

    def _shown(self, person: Person, proposal: Proposal, data: bytes) -> str:
        kind, id_ = proposal.kind, proposal.id
        gone = dict.fromkeys((self.names.proposal(kind, id_), self.names.standing(kind, id_)))
        files = {**self._follow(self.names.content(kind, id_), data), **gone}
        commit = self._commit(files, person, "slapp", proposal.key, _writers(proposal, person))
        self.brought.drop(kind, id_)
        return commit

    def _commit(
        self,
        files: Mapping[str, bytes | None],
        person: Person,
        what: str,
        key: str,
        more: str = "",
        seen: Mapping[str, bytes | None] | None = None,
    ) -> str:
        """Commit *files*, saying *what* was done with the record *key*, and *more* of it."""
        message = "\n\n".join(
            part for part in (self._said(phrase(f"editing.done.{what}", key=key)), cleaned(more)) if part
        )
        try:
            return self.repository.commit(files, person, message, self._clock(), (what, key), seen)
        except Moved:
            raise Unready(phrase("editing.moved-on")) from None

    def _fault(self, error: Faulty | Refused) -> str:
        return error.problems[0].told(self._language) if isinstance(error, Faulty) else self._said(error.args[0])

    def _said(self, text: Phrase) -> str:
        return text.said(self._language)

    def _proposed(self) -> Iterator[tuple[str, str]]:
        """Kind and id of all proposals."""
        for kind in sorted(self.names.kinds):
            folder = self.repository.root / PROPOSALS / kind
            for path in names_below(folder) if folder.is_dir() else ():
                id_, _, suffix = path.rpartition(".")
                if suffix == "md" and self.names.has(kind, id_) and not (folder / path).is_symlink():
                    yield kind, id_


def _digest(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _writers(proposal: Proposal, person: Person) -> str:
    """Who else has written it, as git's hosts read it."""
    people = dict.fromkeys(step.person for step in proposal.steps if step.what == "spara")
    others = [one for one in people if one.login != person.login]
    return "\n".join(f"Co-authored-by: {identity(one)}" for one in others)
