"""A text goes from what somebody writes to what readers see, a step at a time; nobody overwrites anybody."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from kunskapsbank.base.problems import Place, Problem
from kunskapsbank.editing.accounts import Accounts, roles_now
from kunskapsbank.editing.git import Unready
from kunskapsbank.editing.names import Names, OutOfBounds
from kunskapsbank.editing.people import Person
from kunskapsbank.editing.proposals import ROLES, Editing, Role
from kunskapsbank.editing.repository import ROOM, Repository
from kunskapsbank.editing.results import Conflict, Faulty, NotAllowed, Refused, Saved
from kunskapsbank.pipeline.project import Project

from .test_editing_repository import git

ANNA = Person("anna", "Anna Ek", "anna@example.org", frozenset({"skriver"}))
BO = Person("bo", "Bo Alm", "bo@example.org", frozenset({"granskar"}))
CIA = Person("cia", "Cia Asp", "cia@example.org", frozenset({"publicerar"}))
START = dt.datetime(2026, 11, 30, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
ETT = (
    "---\ntitel: Ett  # kort\ningress: En text.\n---\n\nFörsta stycket.\n\nAndra stycket.\n\nTredje stycket.\n".encode()
)


@dataclass
class Clock:
    """A clock that is set."""

    now: dt.datetime = START

    def __call__(self) -> dt.datetime:
        return self.now


@dataclass
class Desk:
    """A room over a small project."""

    root: Path
    clock: Clock = field(default_factory=Clock)
    editing: Editing = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Start the room again."""
        repository = Repository.of(self.root, Names(frozenset({"ord"}), frozenset({"en"})))
        roles = partial(roles_now, Accounts(self.root, PasswordHasher(1, 8, 1)), None)
        self.editing = Editing(Project(self.root), repository, self.clock, judge, roles=roles)

    def save(self, person: Person, text: bytes, id_: str = "ett") -> Saved:
        """Open, change and save, as the form does."""
        opened = self.editing.opened(person, "ord", id_)
        saved = self.editing.save(person, "ord", id_, text, opened.base)
        assert isinstance(saved, Saved)
        return saved

    def content(self, id_: str = "ett") -> bytes:
        """What readers see."""
        return (self.root / f"content/ord/{id_}.md").read_bytes()

    def log(self) -> list[str]:
        """Who did what, the oldest first."""
        return [f"{line['vem']} {line['vad']}" for line in reversed(self.editing.repository.audit.lines())]


def judge(name: str, data: bytes) -> list[Problem]:
    """A text with a cross in it has a fault."""
    return [Problem(Place(name), "cross", "ett kryss", "Ta bort krysset.")] if b"\xe2\x9c\x97" in data else []


def desk_in(folder: Path) -> Desk:
    """A project in *folder*, with one record, in git."""
    root = folder / "projekt"
    (root / "content/ord").mkdir(parents=True)
    (root / "content/ord/ett.md").write_bytes(ETT)
    (root / "mkdocs.yml").write_text("site_name: Ord\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Start")
    return Desk(root)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("HOME", str(tmp_path / "hem"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return desk_in(tmp_path)


def test_a_text_goes_from_draft_to_readers_by_those_who_may(desk: Desk) -> None:
    changed = ETT.replace(b"En text.", b"En annan text.")
    editing = desk.editing
    desk.save(ANNA, changed)
    assert desk.content() == ETT

    assert editing.send(ANNA, "ord", "ett", "Titta på ingressen").state == "till-granskning"
    [waiting] = editing.waiting()
    assert (waiting.key, waiting.last().note) == ("ord/ett", "Titta på ingressen")  # type: ignore[union-attr]
    assert editing.approve(BO, "ord", "ett", seen=waiting.digest).state == "godkand"
    commit = editing.release(CIA, "ord", "ett")

    assert desk.content() == changed
    assert editing.waiting() == ()
    assert git(desk.root, "status", "--porcelain") == ""
    assert git(desk.root, "log", "--format=%an: %s").splitlines() == [
        "Cia Asp: Visade för läsarna: ord/ett",
        "Bo Alm: Godkände: ord/ett",
        "Anna Ek: Skickade till granskning: ord/ett",
        "Anna Ek: Sparade ett förslag: ord/ett",
        "Git: Start",
    ]
    assert git(desk.root, "log", "-1", "--format=%b") == "Co-authored-by: Anna Ek <anna@example.org>"
    assert git(desk.root, "rev-parse", "HEAD") == commit
    assert desk.log() == ["anna spara", "anna sand", "bo godkann", "cia slapp"]


def test_how_a_proposal_stands_is_read_as_it_was_written(desk: Desk) -> None:
    note = 'Rad ett\r\n"Citat": # nej\n- och\u2028mer \U0001f600\x07 ' + "å" * 5000
    desk.save(ANNA, ETT + b"Mer.\n")
    proposal = desk.editing.send(ANNA, "ord", "ett", note)
    when = START + dt.timedelta(days=1)

    scheduled = desk.editing.schedule(CIA, "ord", "ett", when)

    assert desk.editing.proposal("ord", "ett") == scheduled
    assert scheduled.show == when
    assert scheduled.steps[:2] == proposal.steps
    assert proposal.steps[-1].note.startswith('Rad ett\n"Citat": # nej\n- ochmer \U0001f600 ååå')


ASKED: dict[str, tuple[Role, Callable[[Editing, Person], object]]] = {
    "keep": ("skriver", lambda e, p: e.keep(p, "ord", "ett", b"", "")),
    "open": ("skriver", lambda e, p: e.opened(p, "ord", "ett")),
    "save": ("skriver", lambda e, p: e.save(p, "ord", "ett", b"", "")),
    "create": ("skriver", lambda e, p: e.create(p, "ord", "ny", b"")),
    "forget": ("skriver", lambda e, p: e.forget(p, "ord", "ett")),
    "discard": ("skriver", lambda e, p: e.discard(p, "ord", "ett")),
    "send": ("skriver", lambda e, p: e.send(p, "ord", "ett")),
    "restore": ("skriver", lambda e, p: e.restore(p, "ord", "ett", "0" * 40)),
    "approve": ("granskar", lambda e, p: e.approve(p, "ord", "ett")),
    "send back": ("granskar", lambda e, p: e.send_back(p, "ord", "ett", "Nej")),
    "schedule": ("publicerar", lambda e, p: e.schedule(p, "ord", "ett", START + dt.timedelta(1))),
    "unschedule": ("publicerar", lambda e, p: e.unschedule(p, "ord", "ett")),
    "release": ("publicerar", lambda e, p: e.release(p, "ord", "ett")),
    "unpublish": ("publicerar", lambda e, p: e.unpublish(p, "ord", "ett")),
}


@pytest.mark.parametrize("what", ASKED)
def test_nobody_does_what_their_role_does_not_allow(desk: Desk, what: str) -> None:
    role, do = ASKED[what]
    desk.save(ANNA, ETT + b"Mer.\n")
    before = git(desk.root, "rev-parse", "HEAD")
    lesser = [frozenset[str](), *(frozenset({one}) for one in ROLES[: ROLES.index(role)]), frozenset({"admin"})]

    for roles in lesser:
        with pytest.raises(NotAllowed):
            do(desk.editing, Person("dan", "Dan", "", roles))

    assert git(desk.root, "rev-parse", "HEAD") == before


def test_two_who_change_different_things_both_have_them(desk: Desk) -> None:
    mine, theirs = (desk.editing.opened(one, "ord", "ett") for one in (ANNA, BO))
    desk.editing.save(BO, "ord", "ett", ETT.replace(b"En text.", b"Bos text."), theirs.base)

    saved = desk.editing.save(ANNA, "ord", "ett", ETT.replace(b"Tredje", b"Sista"), mine.base)

    assert isinstance(saved, Saved)
    assert saved.joined
    assert saved.proposal is not None
    assert saved.proposal.data == ETT.replace(b"En text.", b"Bos text.").replace(b"Tredje", b"Sista")
    assert [step.person.login for step in saved.proposal.steps] == ["bo", "anna"]


def test_two_who_change_the_same_are_asked_and_nothing_is_lost(desk: Desk) -> None:
    mine, theirs = (desk.editing.opened(one, "ord", "ett") for one in (ANNA, BO))
    desk.editing.save(BO, "ord", "ett", ETT.replace(b"En text.", b"Bos text."), theirs.base)
    text = ETT.replace(b"En text.", b"Annas text.").replace(b"Tredje", b"Sista")

    conflict = desk.editing.save(ANNA, "ord", "ett", text, mine.base)

    assert isinstance(conflict, Conflict)
    assert (conflict.who, conflict.when, conflict.base, conflict.mine) == ("Bo Alm", START, ETT, text)
    [collision] = conflict.joined.collisions
    assert (collision.theirs, collision.mine) == ("Bos text.", "Annas text.")
    kept = desk.editing.opened(ANNA, "ord", "ett")
    assert (kept.data, kept.base, kept.origin, kept.moved) == (text, mine.base, "arbete", True)

    saved = desk.editing.save(ANNA, "ord", "ett", text, mine.base, chosen={collision.key: "mine"})

    assert isinstance(saved, Saved)
    assert saved.proposal is not None
    assert saved.proposal.data == text
    assert desk.editing.opened(ANNA, "ord", "ett").origin == "forslag"


def test_a_text_begun_from_what_nobody_remembers_overwrites_nothing(desk: Desk) -> None:
    for base in ("", "0" * 64):
        conflict = desk.editing.save(ANNA, "ord", "ett", ETT.replace(b"En text.", b"Annas."), base)

        assert isinstance(conflict, Conflict)
        assert conflict.joined.collisions
    assert desk.editing.proposal("ord", "ett") is None


def test_what_is_written_is_kept_for_that_person_and_others_are_told(desk: Desk) -> None:
    opened = desk.editing.opened(ANNA, "ord", "ett")
    desk.editing.keep(ANNA, "ord", "ett", b"halv mening", opened.base)
    desk.open()

    [again, other] = (desk.editing.opened(one, "ord", "ett") for one in (ANNA, BO))

    assert (again.data, again.base, again.origin, again.kept) == (b"halv mening", opened.base, "arbete", START)
    assert (other.data, other.origin) == (ETT, "visat")
    assert [(work.login, work.name) for work in desk.editing.others("ord", "ett")] == [("anna", "Anna Ek")]
    assert git(desk.root, "status", "--porcelain") == ""

    desk.editing.forget(ANNA, "ord", "ett")
    assert desk.editing.opened(ANNA, "ord", "ett").data == ETT
    assert desk.log() == ["anna glom"]


@pytest.mark.parametrize("login", ["../../x", "Anna", "anna@example.org", "con", "a/b", ".", "", "å" * 200, "a\0b"])
def test_work_is_kept_apart_whatever_somebody_is_called(desk: Desk, login: str) -> None:
    person = Person(login, "Namn", "", frozenset({"skriver"}))
    desk.editing.keep(person, "ord", "ett", b"mitt", "")
    desk.editing.keep(ANNA, "ord", "ett", b"Annas", "")

    assert desk.editing.opened(person, "ord", "ett").data == b"mitt"
    assert sorted(work.login for work in desk.editing.others("ord", "ett")) == sorted((login, "anna"))
    made = {path.relative_to(desk.root).parts[0] for path in desk.root.rglob("*")}
    assert made == {".git", ".kb-redaktion", "content", "mkdocs.yml"}


def test_a_new_record_is_made_once(desk: Desk) -> None:
    desk.editing.create(ANNA, "ord", "ny", b"---\ntitel: Ny\n---\n")

    for id_ in ("ny", "ett"):
        with pytest.raises(Refused):
            desk.editing.create(BO, "ord", id_, b"x")
    for id_ in ("index", "../x", "Ny", "ny.de"):
        with pytest.raises(OutOfBounds):
            desk.editing.create(BO, "ord", id_, b"x")

    desk.editing.create(ANNA, "ord", "ett.en", b"---\ntitel: One\n---\n")
    desk.editing.release(CIA, "ord", "ett.en")
    assert desk.content("ett.en") == b"---\ntitel: One\n---\n"


def test_a_text_that_is_changed_after_it_was_approved_is_a_draft_again(desk: Desk) -> None:
    desk.save(ANNA, ETT + b"Mer.\n")
    desk.editing.send(ANNA, "ord", "ett")
    read = desk.editing.waiting()[0].digest
    desk.save(ANNA, ETT + b"Helt annat.\n")
    desk.editing.send(ANNA, "ord", "ett")

    with pytest.raises(Refused):
        desk.editing.approve(BO, "ord", "ett", seen=read)
    with pytest.raises(Refused):
        desk.editing.release(CIA, "ord", "ett", seen=read)

    desk.editing.approve(BO, "ord", "ett")
    desk.save(BO, ETT + b"Efter.\n")
    assert desk.editing.waiting()[0].state == "utkast"


def test_what_has_faults_is_a_draft_and_never_shown(desk: Desk) -> None:
    desk.save(ANNA, ETT + "✗\n".encode())

    with pytest.raises(Faulty) as raised:
        desk.editing.release(CIA, "ord", "ett")
    with pytest.raises(Faulty):
        desk.editing.schedule(CIA, "ord", "ett", START + dt.timedelta(1))

    assert [one.code for one in raised.value.problems] == ["cross"]
    assert desk.content() == ETT


def test_a_proposal_begun_before_a_change_by_git_is_joined_with_it_when_it_is_shown(desk: Desk) -> None:
    desk.save(ANNA, ETT.replace(b"Tredje", b"Sista"))
    (desk.root / "content/ord/ett.md").write_bytes(ETT.replace(b"En text.", b"Med git."))
    git(desk.root, "commit", "-qam", "Med git")
    shutil.rmtree(desk.root / ".kb-redaktion/underlag")  # As in another clone.
    desk.open()
    assert desk.editing.is_behind(desk.editing.waiting()[0])

    desk.editing.release(CIA, "ord", "ett")

    assert desk.content() == ETT.replace(b"En text.", b"Med git.").replace(b"Tredje", b"Sista")


def test_a_proposal_that_collides_with_what_readers_see_asks_when_it_is_shown(desk: Desk) -> None:
    desk.save(ANNA, ETT.replace(b"En text.", b"Annas text."))
    other = ETT.replace(b"En text.", b"Med git.")
    (desk.root / "content/ord/ett.md").write_bytes(other)
    git(desk.root, "commit", "-qam", "Med git")

    conflict = desk.editing.release(CIA, "ord", "ett")

    assert isinstance(conflict, Conflict)
    assert desk.content() == other
    [collision] = conflict.joined.collisions
    desk.editing.release(CIA, "ord", "ett", {collision.key: "mine"})
    assert desk.content() == ETT.replace(b"En text.", b"Annas text.")


def test_what_is_scheduled_is_shown_at_its_time_by_who_scheduled_it(desk: Desk) -> None:
    desk.save(ANNA, ETT + b"Mer.\n")
    desk.editing.create(ANNA, "ord", "ny", b"---\ntitel: Ny\n---\n")
    desk.editing.schedule(CIA, "ord", "ett", START + dt.timedelta(hours=2))
    desk.editing.schedule(CIA, "ord", "ny", START + dt.timedelta(hours=1))
    with pytest.raises(Refused):
        desk.editing.schedule(CIA, "ord", "ny", START)

    assert desk.editing.release_due(START) == ()
    for hours in (-50, 1, -3):  # The clock jumps.
        desk.clock.now = START + dt.timedelta(hours=hours)
        desk.editing.release_due(desk.clock.now)
    desk.clock.now = START + dt.timedelta(hours=2)
    [outcome] = desk.editing.release_due(desk.clock.now)

    assert (outcome.proposal.key, outcome.fault) == ("ord/ett", "")
    assert desk.content() == ETT + b"Mer.\n"
    assert desk.content("ny") == b"---\ntitel: Ny\n---\n"
    assert git(desk.root, "log", "-2", "--format=%an").splitlines() == ["Cia Asp", "Cia Asp"]
    assert desk.editing.release_due(desk.clock.now) == ()


def test_what_has_got_faults_when_it_is_to_be_shown_is_given_back_with_the_reason(desk: Desk) -> None:
    desk.save(ANNA, ETT + b"Mer.\n")
    desk.editing.schedule(CIA, "ord", "ett", START + dt.timedelta(hours=1))
    (desk.root / "content/ord/ett.md").write_bytes(ETT + b"Annat.\n")
    git(desk.root, "commit", "-qam", "Med git")

    [outcome] = desk.editing.release_due(START + dt.timedelta(hours=1))

    assert (outcome.commit, desk.content()) == ("", ETT + b"Annat.\n")
    [back] = desk.editing.waiting()
    assert (back.state, back.show) == ("utkast", None)
    assert "ord/ett" in back.fault
    assert git(desk.root, "log", "-1", "--format=%an") == ROOM.name
    assert desk.editing.release_due(START + dt.timedelta(hours=2)) == ()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda accounts: accounts.remove("cia"), id="removed"),
        pytest.param(lambda accounts: accounts.set_role("cia", "granskar"), id="of a lower role"),
    ],
)
def test_what_somebody_scheduled_who_may_no_longer_publish_is_given_back(
    desk: Desk, change: Callable[[Accounts], None]
) -> None:
    accounts = Accounts(desk.root, PasswordHasher(1, 8, 1))
    for person, role in ((CIA, "publicerar"), (BO, "granskar")):
        accounts.add(person, role, None)  # Through the organisation's own log-in: they have accounts, too.
    desk.save(ANNA, ETT + b"Mer.\n")
    desk.editing.schedule(CIA, "ord", "ett", START + dt.timedelta(hours=1))
    change(accounts)

    [outcome] = desk.editing.release_due(START + dt.timedelta(hours=1))

    [back] = desk.editing.waiting()
    assert (outcome.commit, back.state, desk.content()) == ("", "utkast", ETT)
    assert back.fault.startswith("Cia Asp satte tiden och får inte publicera längre.")


def test_a_time_that_has_been_is_told_as_people_tell_it(desk: Desk) -> None:
    desk.save(ANNA, ETT + b"Mer.\n")

    with pytest.raises(Refused) as refused:
        desk.editing.schedule(CIA, "ord", "ett", START - dt.timedelta(hours=1))

    assert refused.value.args[0].said("sv").startswith("2026-11-30 07:00 har redan varit.")


def test_a_record_is_unpublished_and_what_is_proposed_for_it_stays(desk: Desk) -> None:
    desk.save(ANNA, ETT + b"Mer.\n")

    desk.editing.unpublish(CIA, "ord", "ett", "Gäller inte längre")

    hidden = ETT.replace(b"En text.\n", b"En text.\navpubliceras: 2026-11-30\n")
    assert desk.content() == hidden
    assert desk.editing.waiting()[0].data == ETT + b"Mer.\n"
    desk.editing.release(CIA, "ord", "ett")
    assert desk.content() == hidden + b"Mer.\n"


def test_a_record_that_should_never_have_been_shown_is_archived_and_leaves_nothing(desk: Desk) -> None:
    desk.editing.unpublish(CIA, "ord", "ett", "Fel", whole=True)

    assert desk.content() == ETT.replace(b"En text.\n", b"En text.\nstatus: arkiverad\n")


def test_an_older_text_is_proposed_again(desk: Desk) -> None:
    for text in (ETT + b"Ett.\n", ETT + b"Tva.\n"):
        desk.save(ANNA, text)
        desk.editing.release(CIA, "ord", "ett")
    shown = [one for one in desk.editing.history("ord", "ett") if one.message.startswith("Visade")]

    saved = desk.editing.restore(ANNA, "ord", "ett", shown[-1].commit)

    assert saved.proposal is not None
    assert (saved.proposal.data, saved.proposal.state) == (ETT + b"Ett.\n", "utkast")
    assert desk.content() == ETT + b"Tva.\n"
    with pytest.raises(Refused):
        desk.editing.restore(ANNA, "ord", "ett", shown[-1].commit)
    desk.editing.release(CIA, "ord", "ett")
    assert desk.content() == ETT + b"Ett.\n"


def test_a_proposal_is_taken_back_by_who_wrote_it_or_a_reviewer_and_history_has_it(desk: Desk) -> None:
    desk.save(BO, ETT + b"Mer.\n")
    with pytest.raises(NotAllowed):
        desk.editing.discard(ANNA, "ord", "ett")

    desk.editing.discard(BO, "ord", "ett")

    assert desk.editing.waiting() == ()
    assert desk.editing.opened(BO, "ord", "ett").data == ETT
    saved = desk.editing.history("ord", "ett")[1]
    assert desk.editing.at("ord", "ett", saved.commit) == ETT + b"Mer.\n"
    with pytest.raises(Refused):
        desk.editing.discard(BO, "ord", "ett")


def test_a_step_that_does_not_follow_on_the_state_is_refused(desk: Desk) -> None:
    desk.save(ANNA, ETT + b"Mer.\n")
    editing = desk.editing

    with pytest.raises(Refused):
        editing.approve(BO, "ord", "ett")
    with pytest.raises(Refused):
        editing.unschedule(CIA, "ord", "ett")
    editing.send(ANNA, "ord", "ett")
    with pytest.raises(Refused):
        editing.send(ANNA, "ord", "ett")
    with pytest.raises(Refused):
        editing.send_back(BO, "ord", "ett", " \u200b")
    back = editing.send_back(BO, "ord", "ett", "Skriv mer")
    assert (back.state, back.steps[-1].note) == ("utkast", "Skriv mer")


@pytest.mark.parametrize(
    "standing", [b"", b"\xff", b"steg: nej\ntillstand: [a]", b"tillstand: schemalagd\nvisas: i morgon"]
)
def test_a_note_that_cannot_be_read_leaves_a_draft(desk: Desk, standing: bytes) -> None:
    desk.save(ANNA, ETT + b"Mer.\n")
    (desk.root / "redaktion/ord/ett.yml").write_bytes(standing)

    [proposal] = desk.editing.waiting()

    assert (proposal.data, proposal.show) == (ETT + b"Mer.\n", None)
    assert proposal.state in ("utkast", "godkand")


def test_what_is_saved_in_a_damaged_repository_is_kept_and_can_be_saved_when_it_is_whole(desk: Desk) -> None:
    head = desk.root / ".git/refs/heads/main"
    commit = head.read_bytes()
    opened = desk.editing.opened(ANNA, "ord", "ett")
    head.write_bytes(b"0" * 39 + b"1\n")

    with pytest.raises(Unready):
        desk.editing.save(ANNA, "ord", "ett", ETT + b"Mer.\n", opened.base)

    assert desk.editing.opened(ANNA, "ord", "ett").data == ETT + b"Mer.\n"
    assert not (desk.root / "redaktion/ord/ett.md").exists()
    head.write_bytes(commit)
    desk.save(ANNA, ETT + b"Mer.\n")
    assert git(desk.root, "log", "-1", "--format=%an") == "Anna Ek"


def test_work_that_is_the_same_as_what_is_saved_is_not_offered_again(desk: Desk) -> None:
    opened = desk.editing.opened(ANNA, "ord", "ett")
    desk.save(ANNA, ETT + b"Mer.\n")
    desk.editing.keep(ANNA, "ord", "ett", ETT + b"Mer.\n", opened.base)  # As when a process was killed after saving.

    assert desk.editing.opened(ANNA, "ord", "ett").origin == "forslag"


def test_people_in_threads_of_one_process_all_have_what_they_saved(desk: Desk) -> None:
    people = [Person(f"p{number}", f"P {number}", "", frozenset({"skriver"})) for number in range(6)]

    def write(person: Person) -> None:
        for number in range(3):
            desk.editing.create(person, "ord", f"{person.login}-{number}", f"---\ntitel: {number}\n---\n".encode())

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(write, people))

    assert len(desk.editing.waiting()) == 18
    written = git(desk.root, "log", "--format=%an %s").splitlines()[:-1]
    assert sorted(written) == sorted(
        f"{person.name} Sparade ett förslag: ord/{person.login}-{number}" for person in people for number in range(3)
    )
    assert git(desk.root, "status", "--porcelain") == ""
