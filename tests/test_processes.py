"""Work shared between processes."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from kunskapsbank.base import processes
from kunskapsbank.base.plain_files import digests_below, names_below
from kunskapsbank.base.processes import at_once, beside, in_shares
from kunskapsbank.engines import mkdocs
from kunskapsbank.engines.mkdocs import build_with_mkdocs
from kunskapsbank.pipeline import store
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.store import Store
from kunskapsbank.publish.again import Again
from kunskapsbank.publish.local_store import LocalShelf
from kunskapsbank.reading.site_settings import read_settings

from .conftest import TODAY
from .random_changes import told
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
    assert (alone.files, alone.problems) == (together.files, together.problems)


@pytest.mark.parametrize("fails", [False, True])
def test_pages_that_are_written_beside_the_index_are_the_same_as_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    """And so are those of a process that fails when it has written them."""
    project, told = small_project(tmp_path / "projekt"), Again.told

    def tell(again: Again) -> bytes:
        (tmp_path / "av").write_text(str(os.getpid()), encoding="utf-8")
        return told(again) if not fails else b""

    monkeypatch.setattr(Again, "told", tell)
    monkeypatch.setattr(mkdocs, "MIN_BESIDE", 1)
    written = []
    for count in (1, 2):
        monkeypatch.setattr(processes, "at_once", lambda count=count: count)
        store, shelf = (
            Store.of(project, read_settings(project.config)[0], TODAY),
            LocalShelf(tmp_path / f"{count}/site"),
        )
        assert build_with_mkdocs(project, run(project, TODAY, store=store), shelf.out, again=Again(store, shelf)) == []
        written.append((dict(digests_below(shelf.out, names_below(shelf.out))), sorted(shelf.seen.values())))

    assert written[0] == written[1]
    assert int((tmp_path / "av").read_text(encoding="utf-8")) != os.getpid()


def test_what_is_done_beside_is_waited_for_and_a_failure_gives_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "at_once", lambda: 2)
    for work, given in ((lambda: b"%d" % os.getppid(), b"%d" % os.getpid()), (lambda: 1 / 0, b"")):
        with beside(work) as done:
            assert done() == given

    with beside(lambda: b"x", worth=False) as done:
        assert done() == b""
