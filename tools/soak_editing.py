"""Let people write in the editing room by the thousand while it is killed, starved and disturbed; nothing may be lost.

Three trials: a process is killed, and finds a full disk, at every single change that it makes on the disk; twenty
people in a process each save two thousand times, with clocks that jump, while processes are killed at random, and git
itself commits beside them and holds its lock; and people write on a disk that gets full and is enlarged (as root, who
can mount a small one).

python tools/soak_editing.py [--people 20] [--saves 2000] [--seed N] [--only moments|crowd|disk]
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.editing_load import Crowd, make, told, verify  # noqa: E402  # The tests are no package that is installed.
from tests.test_editing_faults import WORK, try_full_disks, try_kills  # noqa: E402
from tests.test_editing_proposals import desk_in  # noqa: E402

SMALL, LARGE = "6m", "200m"  #: The disk that gets full, and what it is then.
TRIALS = ("moments", "crowd", "disk")
QUIET_SECONDS = 20  #: So long nobody is told of a save before the disk counts as full.


def main() -> None:
    """Run the trials; any that fails says where and ends with 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--saves", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--only", choices=TRIALS)
    given = parser.parse_args()
    print(f"soak_editing: seed {given.seed}", flush=True)
    chance = random.Random(given.seed)
    if given.only in (None, "moments"):
        every_moment()
    if given.only in (None, "crowd"):
        with tempfile.TemporaryDirectory() as folder:
            crowded(Path(folder) / "projekt", given.people, given.saves, chance)
    if given.only in (None, "disk"):
        full_disk(chance)


def every_moment() -> None:
    """A kill and a full disk at each change that a save and a release make."""
    for what in WORK:
        for trial in ("kill", "full once", "full"):
            with tempfile.TemporaryDirectory() as folder:
                desk, copies = desk_in(Path(folder)), Path(folder)
                if trial == "kill":
                    tried = try_kills(desk, copies, what, 1)
                else:
                    tried = try_full_disks(desk, copies, what, 1, lasting=trial == "full")
            print(f"soak_editing: {what}, {trial}: {tried} moments, all or nothing at each", flush=True)


def crowded(root: Path, people: int, saves: int, chance: random.Random) -> None:
    """Many people, until so many *saves* have been told of."""
    make(root, people)
    begun, disturbed = time.monotonic(), 0
    crowd = Crowd(root, people, chance)
    try:
        while len(told(root)) < saves:
            time.sleep(chance.uniform(0.2, 4))
            crowd.kill_one()
            if chance.random() < 0.3:
                crowd.disturb()
                disturbed += 1
    finally:
        crowd.end()
    seconds = time.monotonic() - begun
    found = verify(root)
    print(
        f"soak_editing: {found['people']} people were told of {found['told']} saves in {seconds:.0f} s, "
        f"{found['joined']} of them joined with others', "
        f"{crowd.kills} kills, {disturbed} times git beside; {found['commits']} commits, nothing lost",
        flush=True,
    )


def full_disk(chance: random.Random) -> None:
    """People whose disk gets full, where one can be made."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        print("soak_editing: NO DISK WAS FILLED: only root can mount a small one")
        return
    with small_disk() as disk:
        starved(disk, chance)


@contextmanager
def small_disk() -> Iterator[Path]:
    """A file system of :data:`SMALL`, mounted."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


def starved(disk: Path, chance: random.Random) -> None:
    """People who write until the disk is full and a while on, and then again on a larger one."""
    root = disk / "projekt"
    make(root, 4)
    crowd = Crowd(root, 4, chance)
    try:
        filled = _until_quiet(root, crowd, chance)
        subprocess.run(["mount", "-o", f"remount,size={LARGE}", str(disk)], check=True)
        until = time.monotonic() + 300
        while len(told(root)) < filled + 50 and time.monotonic() < until:
            time.sleep(0.5)
    finally:
        crowd.end()
    found = verify(root)
    if found["told"] < filled + 50:
        raise SystemExit("soak_editing: nobody could write again after the disk was enlarged")
    print(
        f"soak_editing: {filled} saves on {SMALL} until it was full, {found['told']} in all, nothing lost", flush=True
    )


def _until_quiet(root: Path, crowd: Crowd, chance: random.Random) -> int:
    """How many saves were told of when the last was :data:`QUIET_SECONDS` ago, with kills on the way."""
    count, since = 0, time.monotonic()
    while time.monotonic() < since + QUIET_SECONDS:
        time.sleep(chance.uniform(0.5, 2))
        crowd.kill_one()
        if len(told(root)) > count:
            count, since = len(told(root)), time.monotonic()
    return count


if __name__ == "__main__":
    main()
