"""Which commits changed a file: what ``git log`` of a path tells, asked of the objects themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Protocol

from dulwich.objects import Commit, ObjectID, ShaFile, Tree

State = tuple[ObjectID | None, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit that changed a file that was asked about."""

    commit: str
    when: dt.datetime  #: With the zone that it was made in.
    name: str  #: Who made it.
    email: str
    message: str
    names: tuple[str, ...]  #: Which of the files.


class Objects(Protocol):
    """What gives an object of git's by its id."""

    def __getitem__(self, id_: ObjectID, /) -> ShaFile: ...


@dataclass
class Past:
    """What is remembered of a repository from one question to the next: all of it holds for ever."""

    commits: dict[ObjectID, tuple[ObjectID, tuple[ObjectID, ...], int]] = field(default_factory=dict)
    """Tree, parents and time of each commit."""
    entries: dict[tuple[ObjectID, bytes], ObjectID | None] = field(default_factory=dict)
    """What a tree holds under a name."""

    def revisions(
        self, objects: Objects, head: ObjectID, names: Mapping[bytes, str], most: int
    ) -> tuple[Revision, ...]:
        """The last *most* commits up to *head* that changed one of the files *names*, the newest first.

        *names*: from paths in the repository to what the files are called. Where a merge took a side as it was, only
        that side is followed, as git does.
        """
        paths = [path.split(b"/") for path in names]
        found = []
        for id_, changed in self._walk(objects, head, paths):
            commit = objects[id_]
            assert isinstance(commit, Commit)
            which = zip(names.values(), changed, strict=True)
            found.append(revision(commit, tuple(name for name, is_new in which if is_new)))
            if len(found) == most:
                break
        return tuple(found)

    def _walk(
        self, objects: Objects, head: ObjectID, paths: Sequence[Sequence[bytes]]
    ) -> Iterator[tuple[ObjectID, list[bool]]]:
        """Each commit that changed one of *paths*, the newest first, with which of them it changed."""
        waiting, seen = [(0, head)], {head}
        while waiting:
            _, id_ = heappop(waiting)
            _, parents, _ = self._commit(objects, id_)
            now = self._state(objects, id_, paths)
            before = [self._state(objects, one, paths) for one in parents]
            same = [one for one, state in zip(parents, before, strict=True) if state == now][:1]
            if not same and (parents or any(now)):
                first = before[0] if before else (None,) * len(now)
                yield id_, [old != new for old, new in zip(first, now, strict=True)]
            for one in same or parents:
                if one not in seen:
                    seen.add(one)
                    heappush(waiting, (-self._commit(objects, one)[2], one))

    def _commit(self, objects: Objects, id_: ObjectID) -> tuple[ObjectID, tuple[ObjectID, ...], int]:
        if id_ not in self.commits:
            commit = objects[id_]
            assert isinstance(commit, Commit)
            self.commits[id_] = (commit.tree, tuple(commit.parents), commit.commit_time)
        return self.commits[id_]

    def _state(self, objects: Objects, id_: ObjectID, paths: Sequence[Sequence[bytes]]) -> State:
        """What each of *paths* leads to in a commit."""
        return tuple(self._lookup(objects, self._commit(objects, id_)[0], path) for path in paths)

    def _lookup(self, objects: Objects, tree: ObjectID, path: Sequence[bytes]) -> ObjectID | None:
        here: ObjectID | None = tree
        for part in path:
            if here is None:
                return None
            if (here, part) not in self.entries:
                found = objects[here]
                self.entries[here, part] = found[part][1] if isinstance(found, Tree) and part in found else None
            here = self.entries[here, part]
        return here


def revision(commit: Commit, names: tuple[str, ...]) -> Revision:
    """What is told of *commit*, which changed the files *names*."""
    zone = dt.timezone(dt.timedelta(seconds=commit.author_timezone))
    name, _, email = commit.author.decode(errors="replace").partition(" <")
    return Revision(
        commit.id.decode(),
        dt.datetime.fromtimestamp(commit.author_time, zone),
        name,
        email.rstrip(">"),
        commit.message.decode(errors="replace").rstrip("\n"),
        names,
    )
