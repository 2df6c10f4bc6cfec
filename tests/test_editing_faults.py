"""Whatever happens while the room writes, all of it is done or nothing: a kill, a full disk, at any moment."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from kunskapsbank.editing.git import Unready

from .editing_load import Crowd, make, told, verify
from .test_editing_proposals import ANNA, BO, CIA, ETT, Desk
from .test_editing_proposals import desk as desk
from .test_editing_repository import git

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")

NEW = ETT.replace(b"En text.", b"Ny text.")
#: What changes something on a disk, as Python tells of it before it is done.
CHANGING = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.chmod", "os.utime"}
TAKING_ROOM = {"open", "os.rename", "os.mkdir", "os.link"}


def is_changing(event: str, args: tuple[object, ...]) -> bool:
    """Whether *event*, that Python tells of, is the beginning of a change on the disk."""
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT
    return event in CHANGING or (event == "open" and isinstance(args[2], int) and bool(args[2] & writing))


#: Of so many moments the tests try one; tools/soak_editing.py tries all.
STRIDE = 5


def attempt(work: Callable[[], object], at: int, fault: Callable[[str], None]) -> int:
    """How a process ended that did *work*, with *fault* at change number *at*: 0 when it came to the end before."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    seen = 0

    def counted(event: str, args: tuple[object, ...]) -> None:
        nonlocal seen
        if is_changing(event, args):
            seen += 1
            if seen >= at:
                fault(event)

    sys.addaudithook(counted)
    try:
        work()
    except OSError:
        os._exit(1)
    except BaseException:
        os._exit(3)
    os._exit(0 if seen < at else 2)


def killed(_: str) -> None:
    """The process ends here."""
    os.kill(os.getpid(), signal.SIGKILL)


def full(event: str) -> None:
    """There is no room for what takes some."""
    if event in TAKING_ROOM:
        raise OSError(errno.ENOSPC, "no space left")


class Once:
    """A disk that is full for a moment."""

    def __init__(self) -> None:
        self.happened = False

    def __call__(self, event: str) -> None:
        if not self.happened:
            self.happened = event in TAKING_ROOM
            full(event)


def copies(desk: Desk, tmp_path: Path, stride: int) -> Iterator[tuple[int, Desk]]:
    """The project of *desk* again and again, each time as it is now, with the number of the change to fail."""
    shutil.rmtree(desk.root / ".kb-redaktion/underlag")
    for number in count(1, stride):
        root = tmp_path / f"kopia-{number}"
        shutil.copytree(desk.root, root, symlinks=True)
        yield number, Desk(root, desk.clock)
        shutil.rmtree(root)


def is_whole(desk: Desk, done: str, head: str) -> bool:
    """Whether the change is done in the project, as *done* says in git; all there must fit together."""
    desk.open()
    root = desk.root
    last, parent, told = git(root, "log", "-1", "--format=%H%n%P%n%an|%cn|%s").splitlines()
    changed = last != head
    if changed:
        assert (parent, told) == (head, done)
        assert git(root, "fsck", "--strict", "--no-dangling") == ""
    assert git(root, "status", "--porcelain") == ""
    assert os.listdir(root / ".kb-redaktion/journal") == []
    assert not [path for path in (root / ".git").rglob("*") if path.suffix == ".lock" or "kb-redaktion" in path.name]
    logged = [line["commit"] for line in desk.editing.repository.audit.lines() if "commit" in line]
    assert logged[0] == last
    assert logged.count(last) == 1
    assert len(logged) == 1 + changed  # Of nothing that is not.
    return changed


def release(desk: Desk) -> None:
    desk.editing.release(CIA, "ord", "ett")


def save(desk: Desk) -> None:
    opened = desk.editing.opened(BO, "ord", "ett")
    desk.editing.save(BO, "ord", "ett", NEW + b"Mer.\n", opened.base)


#: What is done, and how git then tells of it.
WORK = {
    "release": (release, "Cia Asp|Cia Asp|Visade för läsarna: ord/ett"),
    "save": (save, "Bo Alm|Bo Alm|Sparade ett förslag: ord/ett"),
}


def try_kills(desk: Desk, tmp_path: Path, what: str, stride: int) -> int:
    """Kill a process at every *stride*-th change that it makes; how many that was."""
    work, done = WORK[what]
    desk.save(ANNA, NEW)
    head, outcomes = git(desk.root, "rev-parse", "HEAD"), []
    for at, one in copies(desk, tmp_path, stride):
        ended = attempt(partial(work, one), at, killed)
        assert ended in (0, -signal.SIGKILL)
        outcomes.append(is_whole(one, done, head))
        if ended == 0:
            break
        if not outcomes[-1]:
            work(one)
            assert is_whole(one, done, head)
    assert (outcomes[0], outcomes[-1]) == (False, True)
    assert outcomes == sorted(outcomes)  # From one moment on it is done.
    return len(outcomes)


def try_full_disks(desk: Desk, tmp_path: Path, what: str, stride: int, *, lasting: bool) -> int:
    """Let every *stride*-th change that a process makes find a full disk; how many that was."""
    work, done = WORK[what]
    desk.save(ANNA, NEW)
    head, outcomes = git(desk.root, "rev-parse", "HEAD"), []
    for at, one in copies(desk, tmp_path, stride):
        ended = attempt(partial(work, one), at, full if lasting else Once())
        outcomes.append(is_whole(one, done, head))
        if ended == 0:
            break
        assert ended in (1, 2)
        if ended == 2:  # It said that it was done.
            assert outcomes[-1]
        elif not outcomes[-1]:
            work(one)
            assert is_whole(one, done, head)
    assert (outcomes[0], outcomes[-1]) == (False, True)
    return len(outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("what", WORK)
def test_a_process_that_is_killed_at_any_moment_leaves_all_or_nothing(desk: Desk, tmp_path: Path, what: str) -> None:
    assert try_kills(desk, tmp_path, what, STRIDE) > 10


@pytest.mark.slow
@pytest.mark.parametrize("lasting", [False, True], ids=["for a moment", "and stays so"])
@pytest.mark.parametrize("what", WORK)
def test_a_disk_that_is_full_at_any_moment_leaves_all_or_nothing_and_it_is_said(
    desk: Desk, tmp_path: Path, what: str, lasting: bool
) -> None:
    assert try_full_disks(desk, tmp_path, what, STRIDE, lasting=lasting) > 10


def test_what_was_left_half_done_waits_for_git_and_is_done_before_the_next_change(desk: Desk) -> None:
    desk.save(ANNA, NEW)
    head = git(desk.root, "rev-parse", "HEAD")
    assert attempt(partial(release, desk), 75, killed) == -signal.SIGKILL
    assert os.listdir(desk.root / ".kb-redaktion/journal")
    under_way = desk.root / ".git/rebase-merge"
    under_way.mkdir()

    desk.open()
    opened = desk.editing.opened(ANNA, "ord", "ett")
    with pytest.raises(Unready):
        desk.editing.save(ANNA, "ord", "ett", NEW + b"Mer.\n", opened.base)
    under_way.rmdir()
    desk.editing.forget(ANNA, "ord", "ett")

    assert is_whole(desk, WORK["release"][1], head)


def test_what_was_left_half_done_overwrites_no_change_that_was_made_since(desk: Desk) -> None:
    desk.save(ANNA, NEW)
    head = git(desk.root, "rev-parse", "HEAD")
    assert attempt(partial(release, desk), 40, killed) == -signal.SIGKILL
    (desk.root / "content/ord/ett.md").write_bytes(b"for hand")

    desk.open()

    assert (desk.root / "content/ord/ett.md").read_bytes() == b"for hand"
    assert git(desk.root, "rev-parse", "HEAD") == head
    assert desk.log()[-1] == "cia avbruten"
    assert len(os.listdir(desk.root / ".kb-redaktion/ej-klart")) == 1
    assert desk.editing.proposal("ord", "ett") is not None


def test_work_that_was_half_thrown_away_is_not_offered_as_an_empty_text(desk: Desk) -> None:
    opened = desk.editing.opened(ANNA, "ord", "ett")
    desk.editing.keep(ANNA, "ord", "ett", b"halv", opened.base)
    (desk.root / ".kb-redaktion/arbete/anna/ord/ett.md").unlink()

    assert desk.editing.opened(ANNA, "ord", "ett").data == ETT


@pytest.mark.slow
def test_people_who_write_at_once_and_are_killed_lose_nothing_that_they_were_told_is_saved(tmp_path: Path) -> None:
    root = tmp_path / "projekt"
    make(root, people=4)
    crowd = Crowd(root, 4, random.Random(19))
    try:
        until = time.monotonic() + 240
        while len(told(root)) < 40 and time.monotonic() < until:
            time.sleep(0.5)
            crowd.kill_one()
    finally:
        crowd.end()

    found = verify(root)

    assert found["told"] >= 40
    assert crowd.kills > 3
