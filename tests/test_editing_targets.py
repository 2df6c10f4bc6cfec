"""From the room to where readers go: a bucket on a server that speaks S3, and another computer with a real sshd."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest

from . import test_editing_publishing, test_remote, test_s3
from .conftest import record
from .room import HOME, OWN, PATIENCE, RoomHere, Visitor, let_in, room_of
from .test_editing_publishing import ANNA, CIA, MORNING, Press

pressed_once, press = test_editing_publishing.pressed_once, test_editing_publishing.press
server, store, sshd = test_s3.server, test_s3.store, test_remote.sshd
SECRETS = ("en-hemlighet", "en-nyckel", "PRIVATE KEY")


@dataclass(frozen=True)
class Place:
    """Where readers go."""

    target: str  #: As ``--mal`` names it.
    page: Callable[[str], str]  #: What a reader gets at an address; empty when there is nothing.
    break_: Callable[[], None]  #: Lets nobody in any longer.
    words: str  #: What the room then says.


@pytest.fixture(params=["s3", "ssh"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A bucket, or another computer."""
    if request.param == "s3":
        bucket: test_s3.Store = request.getfixturevalue("store")

        def read(address: str) -> str:
            try:
                return bucket.read(f"webb/sida/{address}index.html")[0].decode()
            except HTTPError:
                return ""

        def close() -> None:
            bucket.fault = lambda asked: "503" if "HTTP_AUTHORIZATION" in asked else ""  # Readers have no key.

        return Place(f"s3://{bucket.bucket}/webb/sida", read, close, "lagringen säger nej: 503")
    host: str = request.getfixturevalue("sshd")
    there = tmp_path / "andra" / "webb"

    def seen(address: str) -> str:
        file = there / address / "index.html"
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    def lock() -> None:
        (tmp_path / "nyckel.pub").write_text("", encoding="utf-8")

    return Place(f"{host}:{there}", seen, lock, "inloggningen nekades")


def page_when_done(visitor: Visitor) -> str:
    """The page where one publishes, when nothing is under way."""
    started = time.monotonic()
    while "http-equiv" in (page := visitor.get("/publicera").text):
        assert time.monotonic() - started < PATIENCE
        time.sleep(0.2)
    return page


def keeps_its_secrets(room: RoomHere, *pages: str) -> bool:
    """Whether neither the pages, the log of the process nor what the room keeps tells of what lets it in."""
    kept = [path for path in (room.root / ".kb-redaktion").rglob("*") if path.is_file()]
    texts = (*pages, room.said(), *(path.read_text(encoding="utf-8", errors="replace") for path in kept))
    return not any(secret in text for secret in SECRETS for text in texts)


def test_a_room_prepares_publishes_and_goes_back_there_and_says_in_words_that_nobody_lets_it_in(
    press: Press,
    place: Place,
) -> None:
    press.clock.now = dt.datetime.now().astimezone()
    let_in(press.root, "cia")
    with room_of(press.root, "redaktion", "--webbadress", HOME, "--mal", place.target, pages=OWN) as room:
        visitor = Visitor(room)
        assert visitor.log_in("cia").status == 303
        csrf = visitor.csrf()

        def publish() -> str:
            assert visitor.post("/publicera/forbered", {"csrf": csrf}).status == 303
            page = page_when_done(visitor)
            release = page.partition('name="utgava" value="')[2].partition('"')[0]
            assert visitor.post("/publicera/publicera", {"csrf": csrf, "utgava": release}).status == 303
            return page_when_done(visitor)

        assert "Inget är publicerat än." in visitor.get("/publicera").text
        assert "visas för läsarna" in publish()
        assert place.page("begrepp/a/")
        press.release(ANNA, "c", record("Cykel"))
        told = publish()
        assert "visas för läsarna" in told
        assert "Cykel" in place.page("begrepp/c/")

        earlier = told.rpartition('name="utgava" value="')[2].partition('"')[0]
        assert visitor.post("/publicera/tillbaka", {"csrf": csrf, "utgava": earlier}).status == 303
        back = page_when_done(visitor)
        assert f"Läsarna ser utgåva {earlier}" in back
        assert not place.page("begrepp/c/")

        place.break_()
        shown = visitor.get("/publicera").text
        assert place.words in shown
        assert "Inget är publicerat än." not in shown, "Nobody knows."
        refused = visitor.post("/publicera/tillbaka", {"csrf": csrf, "utgava": earlier})
        assert (refused.status, place.words in refused.text) == (409, True)
        assert visitor.post("/publicera/forbered", {"csrf": csrf}).status == 303
        stopped = page_when_done(visitor)
        assert place.words in stopped
        assert place.page("begrepp/a/")
        assert "Traceback" not in room.said()
        assert keeps_its_secrets(room, told, back, shown, refused.text, stopped)


def test_a_text_is_shown_there_at_its_minute_and_waits_while_nobody_lets_the_room_in(
    press: Press,
    place: Place,
) -> None:
    there = dataclasses.replace(press, target=place.target)
    keeper = there.keeper()
    there.save(ANNA, "d", record("Dagens"))
    there.editing.schedule(CIA, "begrepp", "d", MORNING + dt.timedelta(hours=1))
    there.clock.now = MORNING + dt.timedelta(hours=1, seconds=1)
    assert keeper.has_work()
    keeper.tick()
    assert "Dagens" in place.page("begrepp/d/")
    assert not there.publishing.waiting()

    there.save(ANNA, "e", record("Efter"))
    there.editing.schedule(CIA, "begrepp", "e", MORNING + dt.timedelta(hours=2))
    there.clock.now = MORNING + dt.timedelta(hours=2, seconds=1)
    place.break_()
    keeper.tick()
    standing = there.publishing.standing()
    assert [one.key for one in standing.waiting] == ["begrepp/e"]
    assert standing.failed
    assert place.words in standing.failed.why
    assert not place.page("begrepp/e/")
