"""Many people who write the same records at once, are cut off, and write again; and what must be true afterwards.

Each person has a paragraph of their own in every record, and counts in it. So of any text one can see whose work it
holds, and how far they had come. What a person was told is saved stands in a file of their own, written after it was.

Usage: editing_load.py FOLDER PERSON SEED: that person writes in the project in FOLDER until somebody ends the process.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kunskapsbank.editing.git import Unready
from kunskapsbank.editing.names import Names
from kunskapsbank.editing.people import Person
from kunskapsbank.editing.proposals import Editing
from kunskapsbank.editing.repository import Repository
from kunskapsbank.editing.results import Conflict, Refused
from kunskapsbank.pipeline.project import Project

RECORDS = 5
_NAMES = Names(frozenset({"ord"}))
_START = dt.datetime(2026, 11, 30, 8, 0, tzinfo=dt.UTC)
_OUTSIDE = "utanfor@example.org"  #: Who uses git itself.
_COUNTED = re.compile(r"^(p\d+): (\d+)$", re.M)


@dataclass(frozen=True)
class Told:
    """What somebody was told is saved."""

    person: str
    id: str
    count: int
    commit: str
    joined: bool  #: Whether what others had saved meanwhile was joined with it.


def make(root: Path, people: int) -> None:
    """A project with records that so many *people* have a paragraph in."""
    folder = root / "content/ord"
    folder.mkdir(parents=True)
    (root / "mkdocs.yml").write_text("site_name: Ord\n", encoding="utf-8")
    (root / "svar").mkdir()
    for number in range(RECORDS):
        paragraphs = "\n\n".join(f"p{one}: 0" for one in range(people))
        (folder / f"r{number}.md").write_text(f"---\ntitel: R{number}\n---\n\n{paragraphs}\n", encoding="utf-8")
    _git(root, "init", "-q", "-b", "main")
    _git(root, "add", "content", "mkdocs.yml")
    _git(root, "-c", "user.name=Start", "-c", f"user.email={_OUTSIDE}", "commit", "-qm", "Start")


def write_on(root: Path, who: str, seed: int) -> None:
    """Write in record after record as the person *who*, with a clock that jumps, until the process ends."""
    chance = random.Random(seed)

    def clock() -> dt.datetime:
        return _START + dt.timedelta(minutes=chance.randint(-500_000, 500_000))

    person = Person(who, f"Namn {who}", f"{who}@example.org", frozenset({"publicerar"}))
    editing = Editing(Project(root), Repository.of(root, _NAMES), clock)
    while True:
        id_ = f"r{chance.randrange(RECORDS)}"
        try:
            _write_once(editing, person, id_, root, chance)
        except (Unready, Refused, OSError) as error:
            print(f"{who}: {error}", file=sys.stderr)
            time.sleep(0.01)


def _write_once(editing: Editing, person: Person, id_: str, root: Path, chance: random.Random) -> None:
    opened = editing.opened(person, "ord", id_)
    text = opened.data.decode()
    count = dict(_COUNTED.findall(text))[person.login]
    new = re.sub(rf"^{person.login}: {count}$", f"{person.login}: {int(count) + 1}", text, flags=re.M)
    editing.keep(person, "ord", id_, new.encode(), opened.base)
    time.sleep(chance.uniform(0, 0.3))  # Others save meanwhile.
    saved = editing.save(person, "ord", id_, new.encode(), opened.base)
    if isinstance(saved, Conflict):  # Work that was saved before the kill, and is not new.
        editing.forget(person, "ord", id_)
        return
    if saved.commit:
        with (root / "svar" / person.login).open("a", encoding="utf-8") as file:
            file.write(f"{id_} {int(count) + 1} {saved.commit} {saved.joined}\n")
            file.flush()
            os.fsync(file.fileno())
    if chance.random() < 0.1:
        editing.release(person, "ord", id_)


def told(root: Path) -> list[Told]:
    """All that people were told is saved."""
    rows = ((path.name, line.split()) for path in (root / "svar").iterdir() for line in path.read_text().splitlines())
    whole = ((who, row) for who, row in rows if len(row) == 4 and row[3] in ("True", "False"))
    return [Told(who, row[0], int(row[1]), row[2], row[3] == "True") for who, row in whole]


@dataclass
class Crowd:
    """People who write in the project in *root*, each in a process."""

    root: Path
    people: int
    chance: random.Random
    kills: int = 0

    def __post_init__(self) -> None:
        self.processes = [self._begun(number) for number in range(self.people)]

    def _begun(self, number: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.editing_load", str(self.root), f"p{number}", str(self.chance.random())]
        log = (self.root.parent / f"{self.root.name}.log").open("ab")
        with log:
            return subprocess.Popen(command, cwd=Path(__file__).parent.parent, stderr=log)

    def kill_one(self) -> None:
        """Kill somebody's process, and let them begin again."""
        number = self.chance.randrange(self.people)
        self.processes[number].send_signal(signal.SIGKILL)
        self.processes[number].wait()
        self.kills += 1
        self.processes[number] = self._begun(number)

    def disturb(self) -> None:
        """Commit something else with git itself, and hold its lock for a moment."""
        number = self.chance.randrange(10**9)
        (self.root / "annat.txt").write_text(f"{number}\n", encoding="utf-8")
        lock = self.root / ".git/index.lock"
        by = ["-c", "user.name=Start", "-c", f"user.email={_OUTSIDE}", "-c", "gc.auto=0"]
        for words in (["add", "annat.txt"], [*by, "commit", "-qm", "Annat", "--", "annat.txt"]):
            for _ in range(100):  # Git itself gives up at once where a file is locked.
                if subprocess.run(["git", *words], cwd=self.root, capture_output=True, check=False).returncode == 0:
                    break
                time.sleep(0.02)
        with suppress(FileExistsError):
            lock.touch(exist_ok=False)
            time.sleep(0.3)
            lock.unlink()

    def end(self) -> None:
        """Kill all."""
        for one in self.processes:
            one.kill()
        for one in self.processes:
            one.wait()


def verify(root: Path) -> dict[str, int]:
    """See that nothing that anybody was told is lost, no file is torn, and nobody has written as another.

    Returns how much of each there was.
    """
    Repository.of(root, _NAMES)  # Finishes what was cut off.
    acknowledged = told(root)
    shown = _shown(root)
    for one in acknowledged:
        author, texts = shown[one.commit]
        assert author == one.person, one
        assert texts[one.id][one.person] == one.count, one
    for id_, counts in _now(root).items():
        for person in {one.person for one in acknowledged}:
            last = max((one.count for one in acknowledged if (one.person, one.id) == (person, id_)), default=0)
            assert counts[person] >= last, (id_, person, counts[person], last)
    _refuse_others_words(root, shown)
    assert _git(root, "status", "--porcelain", "--untracked-files=all", "--", "content", "redaktion") == ""
    assert _git(root, "fsck", "--strict", "--no-dangling") == ""
    assert os.listdir(root / ".kb-redaktion/journal") == []
    assert not [path for path in (root / ".git").rglob("*") if path.suffix == ".lock" or "kb-redaktion" in path.name]
    logged = Counter(line["commit"] for line in Repository.of(root, _NAMES).audit.lines(100_000) if "commit" in line)
    assert {*logged} == {commit for commit, (author, _) in shown.items() if f"{author}@example.org" != _OUTSIDE}
    assert set(logged.values()) <= {1}
    people = len({one.person for one in acknowledged})
    joined = sum(one.joined for one in acknowledged)
    return {"told": len(acknowledged), "joined": joined, "commits": len(shown), "people": people}


def _shown(root: Path) -> dict[str, tuple[str, dict[str, dict[str, int]]]]:
    """Every commit: who made it, and how far each had counted in each record after it."""
    texts: dict[str, dict[str, int]] = {}
    found: dict[str, tuple[str, dict[str, dict[str, int]]]] = {}
    log = _git(root, "log", "--reverse", "--format=%x00%H %ae", "--raw", "--no-abbrev")
    for entry in filter(None, log.split("\0")):
        head, *rows = entry.strip().splitlines()
        commit, _, email = head.partition(" ")
        for row in filter(None, rows):
            _, _, _, blob, status, name = row.split(maxsplit=5)
            if name.endswith(".md") and status != "D":
                texts = {**texts, Path(name).stem: _counts(_git(root, "cat-file", "blob", blob))}
        found[commit] = (email.partition("@")[0], texts)
    return found


def _refuse_others_words(root: Path, shown: dict[str, tuple[str, dict[str, dict[str, int]]]]) -> None:
    """Stop at a commit that changes another's paragraph than its author's."""
    before: dict[str, dict[str, int]] = {}
    for commit, (author, texts) in shown.items():
        for id_, counts in texts.items():
            old = before.get(id_, counts)
            changed = {person for person, number in counts.items() if number != old[person]}
            assert changed <= {author}, (commit, author, changed)
        before = texts


def _now(root: Path) -> dict[str, dict[str, int]]:
    """How far each has counted in each record: in what is proposed, else in what readers see."""
    texts = {path.stem: path for folder in ("content", "redaktion") for path in root.glob(f"{folder}/ord/*.md")}
    return {id_: _counts(path.read_text(encoding="utf-8")) for id_, path in texts.items()}


def _counts(text: str) -> dict[str, int]:
    assert text.startswith("---\ntitel: R"), text[:40]
    return {person: int(count) for person, count in _COUNTED.findall(text)}


def _git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    write_on(Path(sys.argv[1]), sys.argv[2], hash(sys.argv[3]))
