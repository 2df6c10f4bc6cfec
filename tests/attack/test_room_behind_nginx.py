"""The editing room behind nginx, as both are shipped: nginx is believed about who asks, and nobody else."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from local_servers import HOST, SHIPPED, Served, nginx_before

from ..conftest import program, write_whole_project
from ..room import FEW, PASSWORD, RoomHere, Visitor, let_in, room_of
from ..site.engines import until
from ..test_editing_security import MULTIPART, multipart

pytestmark = pytest.mark.slow

NAME = f"redaktion.{HOST}"
HOME = f"https://{NAME}"
UNITS = ["redaktion.service", "redaktion-forfallna.service", "redaktion-forfallna.timer"]


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RoomHere, Served]]:
    """A room with passwords, and nginx before it."""
    program("NGINX", "nginx")
    folder = tmp_path_factory.mktemp("bakom")
    with room_behind(folder, "anna") as found:
        yield found


@contextmanager
def room_behind(
    folder: Path, login: str, *options: str, password: str | None = PASSWORD
) -> Iterator[tuple[RoomHere, Served]]:
    """A room of *login* in *folder* with *options*, and nginx before it."""
    (folder / FEW).mkdir()
    root = write_whole_project(folder / FEW, {}).root
    let_in(root, login, password=password)
    command = ("redaktion", "--webbadress", HOME, "--proxy", "127.0.0.1", *options)
    with room_of(root, *command) as room, nginx_before(room.port, folder / "nginx") as served:
        yield replace(room, port=served.https), served


def visitor_of(room: RoomHere) -> Visitor:
    """A browser before nginx."""
    return Visitor(room, NAME, HOME, secure=True)


def test_somebody_logs_in_through_nginx_and_each_header_comes_once(behind: tuple[RoomHere, Served]) -> None:
    visitor = visitor_of(behind[0])
    assert visitor.get("/").header("location") == "/logga-in?vidare=%2F"
    assert visitor.log_in().status == 303

    page = visitor.get("/")

    assert "<p>anna</p>" in page.text
    assert all(len(values) == 1 for values in page.headers.values()), page.headers
    assert page.header("server") == "nginx"  # Without its version.
    assert page.header("strict-transport-security")
    assert visitor.post("/spara", {"csrf": page.csrf, "text": "hej"}).text == "anna: hej"


def test_who_asks_is_who_nginx_sees_whatever_the_browser_says(behind: tuple[RoomHere, Served]) -> None:
    room, _ = behind
    claims = {"X_Forwarded_For": "203.0.113.77", "X_Real_IP": "203.0.113.77", "Forwarded": "for=203.0.113.77"}
    visitor_of(room).log_in("anna", "fel lösenord", **claims)

    assert "log-in refused, from 127.0.0.1" in room.said()
    assert "203.0.113.77" not in room.said()


def test_nobody_names_themselves_through_nginx(tmp_path: Path) -> None:
    program("NGINX", "nginx")
    with room_behind(tmp_path, "anna", "--betrodd-rubrik", "X-Remote-User", password=None) as (room, _):
        for name in ("X_Remote_User", "x_remote_user"):
            assert visitor_of(room).get("/", **{name: "anna"}).status == 401
        assert visitor_of(room).ask("GET", "/", headers={"X_Remote_User": "anna"}).status == 401


def test_a_file_that_is_too_large_is_refused_and_in_words_when_it_is_a_little_so(
    behind: tuple[RoomHere, Served],
) -> None:
    visitor = visitor_of(behind[0])
    visitor.log_in()
    csrf = visitor.csrf()

    for size, status in ((5_000_000, 200), (26_000_000, 413)):
        answer = visitor.ask("POST", "/bilder", multipart({"csrf": csrf}, ("fil", "a.png", b"a" * size)), MULTIPART)
        assert answer.status == status
    assert "Högst 25 MB tas emot." in answer.text
    assert visitor.ask("POST", "/bilder", b"", {**MULTIPART, "Content-Length": "99000000"}).status == 413


def test_no_question_of_an_address_is_written_down(behind: tuple[RoomHere, Served]) -> None:
    room, served = behind
    visitor_of(room).get("/poster?ord=hemligt-sokord")
    log = served.log.parent / "access.log"
    written = until(lambda: '"GET /poster" 303' in (text := log.read_text(encoding="utf-8")) and text, "a line")

    assert "hemligt-sokord" not in written + served.log.read_text(encoding="utf-8") + room.said()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is missing")
def test_the_units_are_sound_and_give_the_room_little_power(tmp_path: Path) -> None:
    for name in UNITS:
        unit = (SHIPPED / name).read_text(encoding="utf-8")
        unit = unit.replace("/srv/kunskapsbank/venv/bin/kb", "/bin/true").replace("/srv/kunskapsbank/projekt", "/tmp")
        (tmp_path / name).write_text(unit, encoding="utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")
    for name in UNITS[:2]:
        offline = ["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=20"]  # 2.0 of 10.
        judged = subprocess.run([*offline, str(tmp_path / name)], capture_output=True, text=True, check=False)
        assert judged.returncode == 0, judged.stdout


def test_both_units_give_the_same_power() -> None:
    """What one may and the other may not would be found the night when something is due."""
    first, second = ({*(SHIPPED / name).read_text(encoding="utf-8").splitlines()} for name in UNITS[:2])
    hardening = {
        line for line in first if line.startswith(("Protect", "Restrict", "Private", "System", "Capab", "UMask"))
    }

    assert len(hardening) > 15
    assert hardening <= second
