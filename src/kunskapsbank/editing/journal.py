"""What is about to be written, on the disk before it is: what a killed process had begun is carried out after it.

An entry is a folder: the new files, the old ones, and last the plan. Without a plan nothing was begun.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from ..base.plain_files import digest_of, place_plain, read_plain, remove_plain, settle
from .people import Person
from .private import read_private, room_folder, write_private

FOLDER = "journal"  #: In the room's folder.
ASIDE = "ej-klart"  #: In the room's folder: entries that could not be carried out since somebody else changed a file.
MAX_BYTES = 64 * 1024 * 1024  #: Of a file that is written.
_PLAN, _DONE = "plan.json", "klar"
_NUMBER = re.compile(r"[0-9]{6}-[0-9a-f]{16}")


class Moved(RuntimeError):
    """A file holds something else by now; the message is its name."""


@dataclass(frozen=True, slots=True)
class Step:
    """A file that is written or removed."""

    name: str
    before: str  #: SHA-256 of what it held; empty: there was none.
    after: str  #: SHA-256 of what it is to hold; empty: it is removed.


@dataclass(frozen=True, slots=True)
class Plan:
    """A commit that is to be made, and how it is told of in the log."""

    number: str
    person: Person
    message: str
    when: dt.datetime
    what: str
    which: str
    steps: tuple[Step, ...]


_PLANS = TypeAdapter(Plan)


class Journal:
    """The entries in the room's folder of the project in *root*; used under the room's lock."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.folder = room_folder(root, FOLDER)

    def put(
        self,
        changes: Mapping[str, bytes | None],
        before: Mapping[str, bytes | None],
        person: Person,
        message: str,
        when: dt.datetime,
        told: tuple[str, str],
    ) -> Entry:
        """Write down that the files *changes* are to hold other bytes than *before*; None: that there is none.

        *told*: what is done and with what, for the log. When this returns, the disk has it.
        """
        taken = [int(name[:6]) for name in os.listdir(self.folder) if _NUMBER.fullmatch(name)]
        number = f"{max(taken, default=0) + 1:06}-{secrets.token_hex(8)}"
        steps = tuple(Step(name, _digest(before[name]), _digest(data)) for name, data in changes.items())
        plan = Plan(number, person, message, when, *told, steps)
        entry = Entry(room_folder(self._root, FOLDER, number), self._root, plan)
        try:
            for place, name in enumerate(changes):
                for suffix, data in (("ny", changes[name]), ("gammal", before[name])):
                    if data is not None:
                        write_private(entry.folder / f"{place}.{suffix}", data)
            write_private(entry.folder / _PLAN, _PLANS.dump_json(plan))
            settle(entry.folder)
            settle(self.folder)
        except BaseException:
            entry.drop()
            raise
        return entry

    def left(self) -> Iterator[Entry]:
        """What was begun and not finished, in its order; what was not even begun is cleared away."""
        for name in sorted(os.listdir(self.folder)):
            folder = self.folder / name
            if not _NUMBER.fullmatch(name) or folder.is_symlink():
                continue
            data = read_private(folder / _PLAN, MAX_BYTES)
            if data:
                yield Entry(folder, self._root, _PLANS.validate_json(data))
            else:
                shutil.rmtree(folder)

    def set_aside(self, entry: Entry) -> None:
        """Keep *entry* for whoever wants to see it; it is not carried out."""
        os.replace(entry.folder, room_folder(self._root, ASIDE) / entry.plan.number)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the journal."""

    folder: Path
    root: Path
    plan: Plan

    def data(self) -> dict[str, bytes | None]:
        """What the files are to hold.

        Raises:
            Moved: If somebody else has written one of them since the entry was begun.
        """
        return {step.name: self._data(place, step) for place, step in enumerate(self.plan.steps)}

    def _data(self, place: int, step: Step) -> bytes | None:
        path = self.root / step.name
        if digest_of(path, self.root) not in (step.before, step.after):
            raise Moved(step.name)
        if not step.after:
            return None
        draft = self.folder / f"{place}.ny"
        data = read_plain(draft if draft.exists() else path, MAX_BYTES)
        if _digest(data) != step.after:
            raise Moved(step.name)
        return data

    def carry_out(self) -> None:
        """Put the files in their places; what was done already is not done again.

        Raises:
            Moved: If somebody else has written one of them meanwhile.
        """
        for place, step in enumerate(self.plan.steps):
            path, draft = self.root / step.name, self.folder / f"{place}.ny"
            found = digest_of(path, self.root)
            if found == step.after:
                continue
            if found != step.before:
                raise Moved(step.name)
            if step.after:
                place_plain(draft, path, self.root)
            else:
                remove_plain(path, self.root)

    def put_back(self) -> None:
        """Let the files that were put in their places be as they were before."""
        for place, step in enumerate(self.plan.steps):
            path, kept = self.root / step.name, self.folder / f"{place}.gammal"
            if digest_of(path, self.root) != step.after or step.after == step.before:
                continue
            if step.before:
                place_plain(kept, path, self.root)
            else:
                remove_plain(path, self.root)

    def done(self) -> None:
        """Remember that all of it is done, but for what git keeps to be quick."""
        with suppress(OSError):
            (self.folder / _DONE).touch(0o600)

    @property
    def is_done(self) -> bool:
        """Whether :meth:`done` was said."""
        return (self.folder / _DONE).exists()

    def drop(self) -> None:
        """Forget the entry: the plan first, so that half an entry is none."""
        (self.folder / _PLAN).unlink(missing_ok=True)
        shutil.rmtree(self.folder)


def _digest(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()
