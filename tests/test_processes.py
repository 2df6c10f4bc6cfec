"""Work shared between processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kunskapsbank.base.lock import held
from kunskapsbank.base.processes import at_once, in_shares
from kunskapsbank.pipeline import store
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.store import Store
from kunskapsbank.reading.site_settings import read_settings
from kunskapsbank.verify import looking

from .conftest import TODAY
from .random_changes import all_beside, told
from .test_incremental import small_project


def _whoever(number: int) -> bytes:
    return f"{number} {os.getpid()}".encode()


def test_each_share_is_worked_on_in_a_process_of_its_own_the_first_in_this() -> None:
    numbers, processes = zip(*(one.split() for one in in_shares(_whoever, 3)), strict=True)

    assert numbers == (b"0", b"1", b"2")
    assert len({*processes}) == 3
    assert int(processes[0]) == os.getpid()


@pytest.mark.parametrize("end", [lambda: os._exit(3), lambda: 1 / 0, lambda: os.kill(os.getpid(), 9)])
def test_a_process_that_fails_gives_nothing(end) -> None:
    assert in_shares(lambda number: end() if number == 1 else b"%d" % number, 3) == [b"0", b"", b"2"]


def test_files_that_several_processes_look_into_are_told_of_as_if_one_had(monkeypatch) -> None:
    monkeypatch.setattr(looking, "MIN_SHARED", 1)
    monkeypatch.setattr(looking, "WEIGHT", 2)
    monkeypatch.setattr(looking, "at_once", lambda: 3)
    names, here = ["a.zip", "b", "c", "d.pdf", "e", "f", "g"], os.getpid()

    def look(name: str) -> tuple[str, int]:
        if name == "c" and os.getpid() != here:
            os._exit(3)  # What its process was to do is done here.
        return name * 2, os.getpid()

    def plain(seen: tuple[str, int]) -> list[str | int] | None:
        return None if seen[0] == "ee" else [*seen]  # What cannot be handed over is looked into here.

    found = looking.looked_into(
        names, look, lambda name: name in ("a.zip", "d.pdf"), plain, lambda one: (one[0], one[1])
    )
    who = {name: process for name, (_, process) in found.items()}

    assert [(name, double) for name, (double, _) in found.items()] == [(name, name * 2) for name in names]
    assert who["a.zip"] == who["d.pdf"] == here
    assert who["c"] == who["f"] == who["e"] == here
    assert who["b"] == who["g"] != here


@pytest.mark.parametrize("held", [0, 2, 60, 100])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_each_file_is_looked_into_by_one_process(held: int, count: int) -> None:
    names = [str(number) for number in range(100)]
    shares = looking._shares(names, lambda name: int(name) < held, count)

    assert len(shares) == count
    assert sorted(name for share in shares for name in share) == sorted(names)
    assert {*names[:held]} <= {*shares[0]}


def test_when_this_process_is_stopped_the_others_end_too(tmp_path: Path) -> None:
    def work(number: int) -> bytes:
        if number == 0:
            while not (tmp_path / "begun").exists():
                time.sleep(0.01)
            raise KeyboardInterrupt
        (tmp_path / "ny").write_text(str(os.getpid()))
        (tmp_path / "ny").rename(tmp_path / "begun")
        time.sleep(600)
        return b""

    with pytest.raises(KeyboardInterrupt):
        in_shares(work, 2)

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "begun").read_text()), 0)


LOCKED = """
import sys, time
from pathlib import Path
from kunskapsbank.base.lock import held
from kunskapsbank.base.processes import in_shares

def work(number):
    if number == 1:
        Path(sys.argv[1], "begun").touch()
    time.sleep(600)
    return b""

with held(Path(sys.argv[1], "las")):
    in_shares(work, 2)
"""


def test_when_this_process_is_killed_the_others_end_too_and_hold_no_lock(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", LOCKED, str(tmp_path)])
    while not (tmp_path / "begun").exists():
        assert process.poll() is None, "it ended by itself"
        time.sleep(0.01)
    process.kill()
    process.wait()

    with held(tmp_path / "las", wait=30):
        pass


WORKING = """
import os, sys, time
from pathlib import Path
from kunskapsbank.export.handouts.workers import Workers

with Workers() as workers:
    Path(sys.argv[1], "ny").write_text(str(workers.give(os.getpid)()))
    Path(sys.argv[1], "ny").rename(Path(sys.argv[1], "begun"))
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing ends with what started it")
def test_those_that_make_files_end_with_the_process_that_they_work_for(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", WORKING, str(tmp_path)])
    while not (tmp_path / "begun").exists():
        assert process.poll() is None, "it ended by itself"
        time.sleep(0.01)
    worker = Path(f"/proc/{(tmp_path / 'begun').read_text()}/cmdline")
    assert worker.read_bytes()

    process.kill()
    process.wait()

    while worker.exists() and worker.read_bytes():  # Of one that has ended, and that nobody has waited for: nothing.
        time.sleep(0.01)


def test_beside_other_threads_this_process_works_alone() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert at_once() == 1
    finally:
        done.set()
        thread.join()


def test_pages_are_the_same_in_any_number_of_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = small_project(tmp_path / "projekt")
    monkeypatch.setattr(store, "MIN_SHARED", 1)
    builds = []
    for count in (1, 3):
        monkeypatch.setattr(store, "at_once", lambda count=count: count)
        kept = Store.of(project, read_settings(project.config)[0], TODAY)
        builds.append(run(project, TODAY, store=kept))
        assert kept.drawn == len(builds[-1].pages)

    alone, together = builds
    assert [*map(told, alone.pages)] == [*map(told, together.pages)]
    assert (all_beside(alone), alone.problems) == (all_beside(together), together.problems)
