"""From the room to readers: they see the old site or the new one, and whoever publishes knows what it changes."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kunskapsbank.base.lock import held
from kunskapsbank.content.load import load
from kunskapsbank.editing.people import Person
from kunskapsbank.editing.plan import TextChange
from kunskapsbank.editing.proposals import Editing
from kunskapsbank.editing.publishing import Ended, Prepared, Publishing
from kunskapsbank.editing.repository import Repository
from kunskapsbank.editing.results import NotAllowed, Refused
from kunskapsbank.editing.timekeeper import Timekeeper
from kunskapsbank.pipeline.project import Project
from kunskapsbank.pipeline.standing import turned
from kunskapsbank.publish.local_store import LocalShelf

from .conftest import KINDS, copied_with_kept, kb, record, write_whole_project
from .room import HOME, OWN, PATIENCE, Visitor, let_in, room_of
from .test_cli import GOOD
from .test_editing_proposals import Clock
from .test_editing_repository import git

ANNA = Person("anna", "Anna Ek", "anna@example.org", frozenset({"skriver"}))
CIA = Person("cia", "Cia Asp", "cia@example.org", frozenset({"skriver", "granskar", "publicerar"}))
DAN = Person("dan", "Dan Ask", "dan@example.org", CIA.roles)
MORNING = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))


@dataclass
class Press:
    """A small project whose site is published."""

    root: Path
    target: str = ""
    clock: Clock = field(default_factory=lambda: Clock(MORNING))
    editing: Editing = field(init=False)
    publishing: Publishing = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Start the room again."""
        project = Project(self.root)
        repository = Repository.of(self.root)
        self.editing = Editing(project, repository, self.clock)
        self.publishing = Publishing(project, repository, self.clock, "sv", self.target)

    def release(self, person: Person, id_: str, text: str, kind: str = "begrepp") -> None:
        """Write a text and let it go to readers with the next publishing."""
        self.save(person, id_, text, kind)
        self.editing.release(CIA, kind, id_)

    def save(self, person: Person, id_: str, text: str, kind: str = "begrepp") -> None:
        """Propose a text."""
        base = ""
        if self.editing.published(kind, id_) is not None:
            base = self.editing.opened(person, kind, id_).base
        self.editing.save(person, kind, id_, text.encode(), base)

    def until_done(self) -> Ended:
        """How the job at hand ends."""
        started = time.monotonic()
        while self.publishing.job():
            assert time.monotonic() - started < PATIENCE
            time.sleep(0.02)
        ended = self.publishing.ended()
        assert ended is not None
        return ended

    def prepare(self, *, trial: bool = False) -> Prepared:
        """Build the site, which goes well."""
        self.publishing.prepare(CIA, trial=trial)
        ended = self.until_done()
        prepared = self.publishing.prepared()
        assert prepared is not None, ended
        return prepared

    def publish(self) -> Ended:
        """Build and publish, which goes well."""
        self.publishing.publish(CIA, self.prepare().release)
        ended = self.until_done()
        assert not ended.why, ended
        return ended

    @property
    def site(self) -> LocalShelf:
        """What readers see."""
        return LocalShelf(self.root / "site")

    def page(self, address: str) -> str:
        """A page as readers see it; empty when there is none."""
        file = self.root / "site" / address / "index.html"
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    def keeper(self) -> Timekeeper:
        """What lets readers see what is due, as a room that is started now has it."""

        def turned_since(since: dt.date, today: dt.date) -> tuple[str, ...]:
            return turned(load(self.root / "content", today, KINDS)[0], since)

        return Timekeeper(self.editing, self.publishing, self.clock, turned_since)

    def is_whole(self) -> bool:
        """Whether readers see a whole release."""
        live = self.site.live()
        return live is not None and self.site.faults(live) == []

    def log(self) -> list[dict[str, str]]:
        """What was published and gone back to, the oldest first."""
        return [*reversed(self.editing.repository.audit.all_of("publicerat", "tillbaka"))]


@pytest.fixture(scope="session")
def pressed_once(shared: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A small project that was published from the room; not to be changed."""

    def make(root: Path) -> None:
        root.mkdir()
        write_whole_project(root, GOOD)
        (root / ".gitignore").write_text("site\n.site-utgavor/\n.kb-cache/\n.kb-redaktion/\n", encoding="utf-8")
        git(root, "init", "-q", "-b", "main")
        git(root, "add", "-A")
        git(root, "commit", "-qm", "Start")
        Press(root).publish()

    return shared("tryckt", make)


@pytest.fixture
def press(pressed_once: Path, tmp_path: Path) -> Press:
    """A small project that was published from the room; the test's own to change."""
    return Press(copied_with_kept(pressed_once, tmp_path / "projekt"))


def test_what_publishing_changes_is_told_before_and_then_just_that_is_done(press: Press) -> None:
    press.release(ANNA, "a", record("A", "begrepp: [b]", body="Nya ord."))
    press.release(ANNA, "c", record("C"))
    before = press.site.live()

    prepared = press.prepare()
    plan = press.publishing.plan(prepared)

    assert press.site.live() == before
    assert plan.texts == (
        TextChange("begrepp/a", "andrad", ("Anna Ek", "Cia Asp")),
        TextChange("begrepp/c", "ny", ("Anna Ek", "Cia Asp")),
    )
    assert plan.new == ("/begrepp/c/",)
    assert "/begrepp/a/" in (plan.changed or ())
    assert (plan.gone, prepared.lost) == ((), ())

    press.publishing.publish(DAN, prepared.release)
    ended = press.until_done()

    live = press.site.live()
    assert live is not None
    assert (ended.why, ended.release, ended.name) == ("", live.name, "Dan Ask")
    assert "Nya ord." in press.page("begrepp/a")
    assert press.is_whole()
    assert press.publishing.prepared() is None
    last = press.log()[-1]
    assert (last["vem"], last["vilken"], last["commit"]) == ("dan", live.name, prepared.commit)
    [newest, oldest] = press.publishing.releases()
    assert (newest.name, newest.who, newest.when, newest.is_live) == (live.name, "Dan Ask", "2026-11-21 08:00", True)
    assert newest.changes is not None
    assert newest.changes.new == 1
    assert (oldest.who, oldest.is_live) == ("Cia Asp", False)
    assert "Dan Ask (dan)" in press.site.makers()[live.name]


def test_two_never_publish_at_once_and_the_second_is_told_who_does(press: Press) -> None:
    press.publishing.prepare(CIA)

    with pytest.raises(Refused, match="Cia Asp"):
        press.publishing.prepare(DAN)
    assert press.until_done().why == ""

    with held(press.publishing.folder / "las"), pytest.raises(Refused, match="Vänta"):
        press.publishing.prepare(DAN)


def test_a_text_that_is_released_after_the_preparation_asks_for_another(press: Press) -> None:
    press.release(ANNA, "a", record("A", "begrepp: [b]", body="Först."))
    prepared = press.prepare()
    press.save(ANNA, "b", record("B", body="Bara ett förslag."))
    assert not press.publishing.has_moved(prepared)

    press.editing.release(CIA, "begrepp", "b")

    assert press.publishing.has_moved(prepared)
    with pytest.raises(Refused, match="Förbered på nytt"):
        press.publishing.publish(CIA, prepared.release)
    with pytest.raises(Refused, match="inte längre det som är förberett"):
        press.publishing.publish(CIA, "7-00000000")
    assert "Först." not in press.page("begrepp/a")


def test_faults_stop_it_in_the_words_of_the_check_and_readers_see_what_they_saw(press: Press) -> None:
    before = press.site.live()
    press.release(ANNA, "a", record("A", "begrepp: [saknas]"))

    press.publishing.prepare(CIA)
    ended = press.until_done()

    told = kb(press.root, "check", "--format", "json").stdout
    assert press.publishing.prepared() is None
    assert [one.path for one in ended.faults if one.severity == "error"] == ["content/begrepp/a.md"]
    assert ended.faults[0].message in told
    assert "inte ändrad" in ended.why
    assert press.site.live() == before
    assert press.publishing.standing().failed == ended


def test_a_page_that_would_be_gone_is_a_question(press: Press) -> None:
    (press.root / "content/begrepp/b.md").unlink()
    press.release(ANNA, "a", record("A"))
    git(press.root, "commit", "-qam", "Bort med b")

    prepared = press.prepare()

    assert prepared.lost == ("/begrepp/b/",)
    with pytest.raises(Refused, match="1 sida försvinner"):
        press.publishing.publish(CIA, prepared.release)
    assert press.page("begrepp/b")
    press.publishing.publish(CIA, prepared.release, may_lose=True)
    assert press.until_done().why == ""
    assert not press.page("begrepp/b")


def test_a_site_without_contact_is_refused_and_may_be_a_trial(press: Press) -> None:
    config = press.root / "mkdocs.yml"
    lines = config.read_text(encoding="utf-8").splitlines(keepends=True)
    config.write_text("".join(one for one in lines if "contact:" not in one), encoding="utf-8")

    press.publishing.prepare(CIA)
    ended = press.until_done()
    assert ended.is_unreachable
    assert press.publishing.prepared() is None

    prepared = press.prepare(trial=True)
    press.publishing.publish(CIA, prepared.release)
    assert press.until_done().why == ""
    assert press.log()[-1]["prov"] == "ja"


def test_an_earlier_release_is_shown_again(press: Press) -> None:
    first = press.site.live()
    assert first is not None
    press.release(ANNA, "a", record("A", "begrepp: [b]", body="Nya ord."))
    press.publish()
    second = press.site.live()
    assert second is not None

    press.publishing.go_back(CIA, first.name)
    ended = press.until_done()

    assert (ended.why, ended.release, press.site.live()) == ("", first.name, first)
    assert "Nya ord." not in press.page("begrepp/a")
    assert [(one["vad"], one["vilken"]) for one in press.log()][-1] == ("tillbaka", first.name)
    assert [one.is_live for one in press.publishing.releases()] == [False, True]
    with pytest.raises(Refused):
        press.publishing.go_back(CIA, first.name)
    with pytest.raises(Refused):
        press.publishing.go_back(CIA, "../../etc")
    plan = press.publishing.plan(press.prepare())
    assert [one.key for one in plan.texts or ()] == ["begrepp/a"]


def test_only_who_may_publish_does(press: Press) -> None:
    live = press.site.live()
    assert live is not None
    for work in (
        lambda: press.publishing.prepare(ANNA),
        lambda: press.publishing.publish(ANNA, live.name),
        lambda: press.publishing.go_back(ANNA, live.name),
    ):
        with pytest.raises(NotAllowed):
            work()


def test_a_text_is_shown_at_its_minute_by_who_scheduled_it(press: Press) -> None:
    press.save(ANNA, "a", record("A", "begrepp: [b]", body="Klockan nio."))
    press.editing.schedule(DAN, "begrepp", "a", MORNING + dt.timedelta(hours=1))
    keeper = press.keeper()

    press.clock.now = MORNING + dt.timedelta(minutes=59)
    assert not keeper.has_work()
    press.clock.now = MORNING - dt.timedelta(days=2)  # A clock that is set back shows nothing too early.
    assert not keeper.has_work()
    press.clock.now = MORNING + dt.timedelta(hours=1)
    assert keeper.has_work()
    keeper.tick()

    assert "Klockan nio." in press.page("begrepp/a")
    assert press.publishing.waiting() == ()
    assert not keeper.has_work()
    last = press.log()[-1]
    assert (last["vem"], last["namn"], last["tid-for"]) == ("dan", "Dan Ask", "begrepp/a")


def test_a_text_is_shown_at_its_minute_also_when_nobody_can_tell_what_the_date_changes(press: Press) -> None:
    def broken(since: dt.date, today: dt.date) -> tuple[str, ...]:
        raise ValueError

    press.publish()
    press.save(ANNA, "a", record("A", "begrepp: [b]", body="Klockan nio."))
    press.editing.schedule(DAN, "begrepp", "a", MORNING + dt.timedelta(hours=1))
    press.clock.now = MORNING + dt.timedelta(hours=1)
    keeper = Timekeeper(press.editing, press.publishing, press.clock, broken)

    assert keeper.has_work()
    keeper.tick()

    assert "Klockan nio." in press.page("begrepp/a")


def test_a_scheduled_text_waits_and_is_told_of_until_the_site_can_be_built(press: Press) -> None:
    press.release(ANNA, "b", record("B", "begrepp: [saknas]"))
    press.save(ANNA, "a", record("A", "begrepp: [b]", body="Klockan nio."))
    press.editing.schedule(DAN, "begrepp", "a", MORNING + dt.timedelta(hours=1))
    keeper = press.keeper()
    press.clock.now = MORNING + dt.timedelta(hours=1)
    keeper.tick()

    standing = press.publishing.standing()
    assert [one.key for one in standing.waiting] == ["begrepp/a"]
    assert standing.failed is not None
    assert standing.failed.faults[0].path == "content/begrepp/b.md"
    assert "Klockan nio." not in press.page("begrepp/a")

    press.open()  # The room is started again meanwhile.
    keeper = press.keeper()
    assert keeper.has_work()
    keeper.tick()  # Nothing has changed: it is not built again and again.
    assert press.publishing.ended() == standing.failed
    press.release(ANNA, "b", record("B"))
    keeper.tick()

    assert "Klockan nio." in press.page("begrepp/a")
    assert press.publishing.standing().waiting == ()


def test_what_is_due_waits_while_somebody_publishes(press: Press) -> None:
    press.save(ANNA, "a", record("A", "begrepp: [b]", body="Klockan nio."))
    press.editing.schedule(DAN, "begrepp", "a", MORNING + dt.timedelta(hours=1))
    press.clock.now = MORNING + dt.timedelta(hours=1)
    keeper = press.keeper()

    with held(press.publishing.folder / "las"), pytest.raises(Refused):
        keeper.tick()
    keeper.tick()

    assert "Klockan nio." in press.page("begrepp/a")


def test_a_build_that_dies_is_told_and_changes_nothing(press: Press) -> None:
    before = press.site.live()
    press.release(ANNA, "a", record("A", "begrepp: [b]", body="Nya ord."))
    press.publishing.prepare(CIA)
    while press.publishing._child is None:
        time.sleep(0.01)
    os.kill(press.publishing._child.pid, signal.SIGKILL)

    ended = press.until_done()

    assert "slutade oväntat (-9)" in ended.why
    assert press.site.live() == before
    assert press.publish().why == ""


def test_a_room_that_is_killed_while_it_publishes_leaves_a_whole_site_and_the_next_one_says_so(press: Press) -> None:
    press.release(ANNA, "a", record("A", "begrepp: [b]", body="Nya ord."))
    release = press.prepare().release
    program = (
        "import sys\nfrom pathlib import Path\nfrom tests.test_editing_publishing import CIA, Press\n"
        "press = Press(Path(sys.argv[1]))\npress.publishing.publish(CIA, sys.argv[2])\n"
        "print('igang', flush=True)\npress.until_done()\n"
    )
    words = [sys.executable, "-c", program, str(press.root), release]
    for wait in (0.0, 1.0):
        with subprocess.Popen(words, stdout=subprocess.PIPE, start_new_session=True) as room:
            assert room.stdout is not None
            room.stdout.readline()
            time.sleep(wait)
            os.killpg(room.pid, signal.SIGKILL)
        assert press.is_whole()

    press.open()
    assert press.publishing.job() is None
    ended = press.publishing.ended()
    assert ended is not None
    assert "avbröts" in ended.why or "Nya ord." in press.page("begrepp/a")
    press.publish()
    assert "Nya ord." in press.page("begrepp/a")


def test_a_job_that_was_done_when_the_room_was_killed_stands_in_the_log(press: Press) -> None:
    """The site was in place, and nobody had written down whose work it was."""
    press.release(ANNA, "a", record("A", "begrepp: [b]", body="Nya ord."))
    prepared = press.prepare()
    source = str(press.publishing.source.out)
    work = press.publishing._publish

    def killed(*args: object, **more: object) -> Ended:
        assert kb(press.root, "publish", "site", "--fran", source).returncode == 0
        raise SystemExit

    press.publishing._publish = killed  # type: ignore[method-assign, assignment]
    unlink = Path.unlink
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading, "excepthook", lambda _: None)
        patch.setattr(Path, "unlink", lambda path, **more: None if path.name == "arbete.json" else unlink(path, **more))
        press.publishing.publish(DAN, prepared.release)
        while press.publishing._job:
            time.sleep(0.02)
    press.publishing._publish = work  # type: ignore[method-assign]

    press.open()
    assert press.publishing.job() is None

    live = press.site.live()
    assert live is not None
    last = press.log()[-1]
    assert (last["vem"], last["vilken"], last["commit"]) == ("dan", live.name, prepared.commit)


def test_what_is_due_is_shown_once_by_a_timer(press: Press) -> None:
    now = dt.datetime.now().astimezone()
    assert kb(press.root, "redaktion", "--forfallna").returncode == 0
    press.save(ANNA, "a", record("A", "begrepp: [b]", body="Av en timer."))
    press.clock.now = now - dt.timedelta(hours=1)
    press.editing.schedule(DAN, "begrepp", "a", now - dt.timedelta(minutes=1))

    done = kb(press.root, "redaktion", "--forfallna")

    assert (done.returncode, done.stdout, done.stderr) == (0, "begrepp/a: visas\n", "")
    assert "Av en timer." in press.page("begrepp/a")
    press.save(ANNA, "b", record("B", body="Också."))
    press.editing.schedule(DAN, "begrepp", "b", now - dt.timedelta(minutes=1))
    (press.root / "content/begrepp/c.md").write_text(record("C", "begrepp: [saknas]"), encoding="utf-8")

    with held(press.publishing.folder / "las"):
        assert kb(press.root, "redaktion", "--forfallna").returncode == 2
    done = kb(press.root, "redaktion", "--forfallna")
    assert done.returncode == 1
    assert "content/begrepp/c.md" in done.stderr


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("publiceras: 2026-11-22", id="is shown"),
        pytest.param("avpubliceras: 2026-11-22", id="is withdrawn"),
        pytest.param("granskad: 2026-05-01\ngranskas_senast: 2026-11-21", id="should have been reviewed"),
    ],
)
def test_what_a_new_day_changes_is_published_when_it_has_come_by_the_room_itself(press: Press, line: str) -> None:
    press.release(ANNA, "a", record("A", line, "begrepp: [b]"))
    press.publish()
    before = press.site.live()
    keeper = press.keeper()
    assert not keeper.has_work()

    press.clock.now = dt.datetime(2026, 11, 22, 0, 0, 5, tzinfo=MORNING.tzinfo)
    assert keeper.has_work()
    assert [(one.key, one.name) for one in press.publishing.standing().waiting] == [("begrepp/a", "Kunskapsbank")]
    keeper.tick()

    assert press.site.live() != before
    assert ("avpublicerad sedan" in press.page("begrepp/a")) == line.startswith("avpubliceras")
    last = press.log()[-1]
    assert (last["vem"], last["tid-for"], last["dag"]) == ("kunskapsbank", "begrepp/a", "2026-11-22")
    assert not press.keeper().has_work()


def test_a_day_that_changes_nothing_builds_nothing_nor_what_somebody_went_back_to(press: Press) -> None:
    press.release(ANNA, "a", record("A", "publiceras: 2026-11-24", "granskas_senast: 2027-05-01", "begrepp: [b]"))
    press.publish()
    first = press.site.live()
    assert first is not None

    press.clock.now = MORNING + dt.timedelta(days=1)
    assert not press.keeper().has_work()
    press.release(ANNA, "b", record("B", body="Annat."))
    press.publish()
    press.publishing.go_back(CIA, first.name)
    press.until_done()
    press.clock.now = MORNING + dt.timedelta(days=4)
    assert not press.keeper().has_work()


def test_a_timer_publishes_what_a_new_day_changes(press: Press) -> None:
    press.release(ANNA, "a", record("A", "avpubliceras: 2026-11-25", "begrepp: [b]"))
    press.publish()

    done = kb(press.root, "redaktion", "--forfallna")
    assert (done.returncode, done.stdout) == (0, "begrepp/a: publicerad efter dagens datum\n"), done.stderr
    assert "avpublicerad sedan" in press.page("begrepp/a")


@pytest.fixture
def visitor(press: Press) -> Iterator[Visitor]:
    """Somebody who may publish, in a room that runs."""
    let_in(press.root, "cia")
    let_in(press.root, "anna", role="skriver")
    with room_of(press.root, "redaktion", "--webbadress", HOME, pages=OWN) as room:
        visitor = Visitor(room)
        assert visitor.log_in("cia").status == 303
        yield visitor


def test_the_pages_prepare_publish_and_go_back_without_a_script(press: Press, visitor: Visitor) -> None:
    press.clock.now = dt.datetime.now().astimezone()
    press.release(ANNA, "c", record("Cykel"))

    def done() -> str:
        started = time.monotonic()
        while "http-equiv" in (page := visitor.get("/publicera").text):
            assert "<progress" in page
            assert time.monotonic() - started < PATIENCE
            time.sleep(0.2)
        return page

    csrf = visitor.csrf()
    assert visitor.post("/publicera/forbered", {"csrf": csrf}).status == 303
    assert '"pagar":' in visitor.get("/publicera/lage", Accept="application/json").text
    page = done()
    assert "Cykel" in page
    release = page.partition('name="utgava" value="')[2].partition('"')[0]
    writer = Visitor(visitor.room)
    assert writer.log_in("anna").status == 303
    assert "Förbered" not in writer.get("/publicera").text
    for path in ("forbered", "publicera", "tillbaka"):
        assert writer.post(f"/publicera/{path}", {"csrf": writer.csrf(), "utgava": release}).status == 403

    assert visitor.post("/publicera/publicera", {"csrf": csrf, "utgava": release}).status == 303
    page = done()
    assert "visas för läsarna" in page
    assert press.page("begrepp/c")
    refused = visitor.post("/publicera/publicera", {"csrf": csrf, "utgava": release})
    assert (refused.status, "inte längre det som är förberett" in refused.text) == (409, True)

    [earlier] = [one.name for one in press.publishing.releases() if not one.is_live]
    assert visitor.post("/publicera/tillbaka", {"csrf": csrf, "utgava": earlier}).status == 303
    done()
    assert not press.page("begrepp/c")
