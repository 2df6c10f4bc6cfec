"""What the room asks of git, without git on the machine: what HEAD says, and one commit more.

A commit is made from the tree of HEAD and the files that it is about; what else is changed, staged or untracked stays
as it is. Everything is written so that a process may be killed at any moment: nothing of git's is left locked.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import stat
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dulwich.errors import NotGitRepository
from dulwich.filters import FilterBlobNormalizer
from dulwich.index import ConflictedIndexEntry, Index, IndexChecksumWriter, index_entry_from_stat, write_index_dict
from dulwich.object_store import DiskObjectStore, commit_tree_changes, tree_lookup_path
from dulwich.objects import ZERO_SHA, Blob, Commit, ObjectID, ShaFile, Tree
from dulwich.reflog import format_reflog_line
from dulwich.refs import DiskRefsContainer, Ref
from dulwich.repo import Repo
from dulwich.walk import WalkEntry

from ..base.plain_files import read_plain, settle
from ..base.texts import phrase
from .past import Past, Revision, revision
from .people import Person

WAIT_SECONDS = 5.0  #: For git itself, when somebody works with it in the same folder.
_FILE = stat.S_IFREG | 0o644
_HEAD = Ref(b"HEAD")
_UNDER_WAY: Mapping[str, str] = {
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
}
"""Names in git's folder while such a thing is not finished."""
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Unready(RuntimeError):
    """Nothing can be written now; its phrase says why, and what to do."""


def top_of(root: Path) -> Path | None:
    """The folder of the repository that holds the project in *root*; None when there is none.

    One further up that holds nothing of the project is another's: somebody's own settings, for instance.

    Raises:
        Unready: If the repository is of a sort that we cannot read.
    """
    try:
        with _told(), Repo.discover(root) as repo:
            top = Path(repo.path).resolve()
            return top if top == root or _holds(repo, top, root) else None
    except NotGitRepository:
        return None


def make(root: Path) -> Path:
    """Make a repository of the folder *root*."""
    with _told():
        Repo.init(root, default_branch=b"main").close()
    return root


class Git:
    """The repository in *top*, as it is now, for the project in *root*. Names are below the project's folder.

    Raises:
        Unready: From every method, if the repository is damaged.
    """

    def __init__(self, top: Path, root: Path) -> None:
        with _told(missing=True):
            self._repo = Repo(top)
        self._repo.object_store.fsync_object_files = True
        self._store = _Objects(self._repo.object_store)
        prefix = root.relative_to(top).as_posix()
        self._prefix = "" if prefix == "." else f"{prefix}/"
        self._root = root
        mark = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
        self._own = Path(self._repo.controldir(), f"kb-redaktion-{mark}")

    def close(self) -> None:
        """Let go of its files."""
        self._repo.close()

    @property
    def head(self) -> str:
        """The commit that HEAD leads to; empty before the first."""
        with _told():
            return (self._repo.refs.follow(_HEAD)[1] or b"").decode()

    @contextmanager
    def locked(self) -> Iterator[Locked]:
        """Hold git's own lock on the index, as ``git commit`` does, around reading HEAD and moving it.

        Raises:
            Unready: If a merge or the like is not finished, HEAD is on no branch, or git goes on holding the lock.
        """
        self._refuse()
        self._lock_of_branch().clear()  # What a killed process left.
        with _Lock(Path(self._repo.index_path()), self._own.with_suffix(".index")) as lock:
            with _told():
                index = self._repo.open_index()
            self._refuse_index(index)
            yield Locked(index, lock)

    def at(self, name: str, commit: str) -> bytes | None:
        """What *commit* says that the file *name* holds, as it would lie on the disk; None if there is none then.

        Raises:
            KeyError: If there is no such commit.
        """
        if not _ID.fullmatch(commit):
            raise KeyError(commit)
        with _told():
            made = self._commit(commit)
            if made is None:
                raise _NoCommit(commit)
            found = self._lookup(made.tree, name)
            return found and bytes(self._line_ends.checkout_normalize(found[1], self._path(name)).data)

    def is_told(self, name: str, data: bytes | None) -> bool:
        """Whether HEAD says that the file *name* holds *data*; None: that there is none."""
        with _told():
            head = self._head()
            there = self._lookup(head.tree, name) if head else None
            if data is None or there is None:
                return data is None and there is None
            return bool(there[1].id == self._blob(name, data).id)

    def commit(self, changes: Mapping[str, bytes | None], person: Person, message: str, when: dt.datetime) -> str:
        """Store a commit on HEAD that changes these files alone; nobody sees it until :meth:`move`.

        The same on the same HEAD has the same id.
        """
        with _told():
            head = self._head()
            tree: Any = self._repo.get_object(head.tree) if head else Tree()
            edits: list[tuple[bytes, int | None, ObjectID | None]] = []
            for name, data in changes.items():
                there = self._lookup(head.tree, name) if head else None
                if data is not None:
                    blob = self._blob(name, data)
                    self._store.add_object(blob)
                    edits.append((self._path(name), there[0] if there else _FILE, blob.id))
                elif there:
                    edits.append((self._path(name), None, None))
            commit = Commit()
            commit.tree = commit_tree_changes(self._store, tree, edits)  # type: ignore[arg-type]
            commit.parents = [head.id] if head else []
            commit.author = commit.committer = identity(person).encode()
            commit.author_time = commit.commit_time = int(when.timestamp())
            commit.author_timezone = commit.commit_timezone = _seconds_east(when)
            commit.encoding = b"UTF-8"
            commit.message = message.replace("\0", "").rstrip("\n").encode() + b"\n"
            self._store.add_object(commit)
            return commit.id.decode()

    def move(self, commit: str) -> None:
        """Let the branch that HEAD is on lead to *commit*, made by :meth:`commit` in the same :meth:`locked`."""
        with _told():
            before = self.head
            with self._lock_of_branch() as lock:
                if self.head != before:
                    raise Unready(phrase("editing.moved-on"))
                lock.write(commit.encode() + b"\n")
                lock.done()
            self._note(before, commit)

    def renew(self, locked: Locked, names: Iterable[str]) -> None:
        """Let the index say of the files *names* what HEAD does, and the rest as before; its lock is let go."""
        index = locked.index
        with _told():
            head = self._head()
            for name in names:
                path, there = self._path(name), self._lookup(head.tree, name) if head else None
                if there:
                    mode, blob = there
                    index[path] = index_entry_from_stat(self._stat_of(name, blob), blob.id, mode=mode)
                elif path in index:
                    del index[path]
            out = IndexChecksumWriter(locked.lock.file, index.object_format)
            # Without extensions: all are made again by git, and one of them holds the ids of trees that were.
            write_index_dict(out, index._byname, version=index._version, object_format=index.object_format)
            out.write_checksum()
            locked.lock.done()

    def _stat_of(self, name: str, blob: Blob) -> os.stat_result:
        """What git compares with to see whether a file was changed; nothing, when this one is not as *blob* says."""
        with suppress(OSError):
            found = os.stat(self._root / name, follow_symlinks=False)
            if self._blob(name, read_plain(self._root / name, below=self._root)).id == blob.id:
                return found
        return os.stat_result([0] * 10)

    def history(self, names: Sequence[str], most: int, past: Past) -> tuple[Revision, ...]:
        """The last *most* commits that changed one of the files *names*, the newest first."""
        with _told():
            head, paths = self.head, {self._path(name): name for name in names}
            return past.revisions(self._store, ObjectID(head.encode()), paths, most) if head else ()

    def _head(self) -> Commit | None:
        """The commit that HEAD leads to; None before the first."""
        if not self.head:
            return None
        found = self._repo.get_object(ObjectID(self.head.encode()))
        assert isinstance(found, Commit)
        return found

    def since(self, commit: str, until: str, folder: str, most: int) -> tuple[Revision, ...] | None:
        """The commits up to *until* and after *commit* that changed files in *folder*, the newest first.

        They are found by who was made from whom, whatever the clock said. None when there is no such commit as
        *commit*, or it is none of the *most* before *until*.
        """
        with _told():
            new = self._commit(until) if _ID.fullmatch(until) else None
            found: dict[ObjectID, Commit] = {}
            queue = deque([new] if new else [])
            is_met = False
            while queue and len(found) < most:
                one = queue.popleft()
                if one.id.decode() == commit:
                    is_met = True
                elif one.id not in found:
                    found[one.id] = one
                    queue.extend(filter(None, (self._commit(parent.decode()) for parent in one.parents)))
            if not is_met or new is None:
                return None
            walk, prefix = self._repo.get_walker(include=[new.id]), len(self._prefix.encode())
            entries = (WalkEntry(walk, one) for one in found.values())
            named = ((entry, _below(entry, self._path(f"{folder}/"), prefix)) for entry in entries)
            return tuple(revision(entry.commit, names) for entry, names in named if names)

    def state(self, but: str) -> str:
        """What tells the project as HEAD has it from any other state, its folder *but* left out; empty without HEAD."""
        with _told():
            head = self._commit(self.head) if self.head else None
            if head is None:
                return ""
            folder = self._prefix.rstrip("/")
            id_ = tree_lookup_path(self._repo.get_object, head.tree, folder.encode())[1] if folder else head.tree
            tree = self._repo.get_object(id_)
            assert isinstance(tree, Tree), "the folder of a project"
            told = [b"%o %s %s" % (one.mode, one.sha, one.path) for one in tree.items() if one.path != but.encode()]
            return hashlib.sha256(b"\0".join(told)).hexdigest()

    def _commit(self, id_: str) -> Commit | None:
        if ObjectID(id_.encode()) not in self._repo.object_store:
            return None
        found = self._repo.get_object(ObjectID(id_.encode()))
        return found if isinstance(found, Commit) else None

    def _lookup(self, tree: ObjectID, name: str) -> tuple[int, Blob] | None:
        """The file *name* in *tree*, with its permissions as git keeps them."""
        try:
            mode, id_ = tree_lookup_path(self._repo.get_object, tree, self._path(name))
        except (KeyError, NotADirectoryError) as error:
            if isinstance(error, KeyError) and error.args and error.args[0] == tree:
                raise
            return None
        found = self._repo.get_object(id_) if stat.S_ISREG(mode) else None
        return (mode, found) if isinstance(found, Blob) else None

    def _blob(self, name: str, data: bytes) -> Blob:
        """*data* as git keeps it: with the line ends that the repository asks for."""
        return self._line_ends.checkin_normalize(Blob.from_string(data), self._path(name))

    @cached_property
    def _line_ends(self) -> FilterBlobNormalizer:
        return self._repo.get_blob_normalizer()

    def _path(self, name: str) -> bytes:
        return f"{self._prefix}{name}".encode()

    def _branch(self) -> Ref:
        """The branch that HEAD is on."""
        names, _ = self._repo.refs.follow(_HEAD)
        if names[-1] == _HEAD:
            raise Unready(phrase("editing.on-no-branch"))
        return names[-1]

    def _refuse(self) -> None:
        with _told():
            self._branch()
            if not isinstance(self._repo.refs, DiskRefsContainer):
                raise Unready(phrase("editing.odd-repository", what="reftable"))
            if self._repo.object_format.name != "sha1":
                raise Unready(phrase("editing.odd-repository", what=self._repo.object_format.name))
        for name, what in _UNDER_WAY.items():
            if os.path.lexists(os.path.join(self._repo.controldir(), name)):
                raise Unready(phrase("editing.git-under-way", what=what))

    def _refuse_index(self, index: Index) -> None:
        """Stop at what we cannot write again as it was."""
        if any(isinstance(entry, ConflictedIndexEntry) for _, entry in index.items()):
            raise Unready(phrase("editing.git-under-way", what="merge"))
        if any(not isinstance(entry, ConflictedIndexEntry) and stat.S_ISDIR(entry.mode) for _, entry in index.items()):
            raise Unready(phrase("editing.odd-repository", what="index.sparse"))
        if any(Path(self._repo.controldir()).glob("sharedindex.*")):
            raise Unready(phrase("editing.odd-repository", what="core.splitIndex"))

    def _lock_of_branch(self) -> _Lock:
        path = Path(self._repo.commondir(), os.fsdecode(self._branch()))
        path.parent.mkdir(parents=True, exist_ok=True)
        return _Lock(path, self._own.with_suffix(".ref"))

    def _note(self, before: str, commit: str) -> None:
        """Write in git's own log of what branches led to. It is not needed for anything that is kept."""
        found = self._repo.get_object(ObjectID(commit.encode()))
        assert isinstance(found, Commit)
        line = format_reflog_line(
            before.encode() or ZERO_SHA,
            commit.encode(),
            found.committer,
            found.commit_time,
            found.commit_timezone,
            b"commit: " + found.message.split(b"\n", 1)[0],
        )
        for folder, name in ((self._repo.controldir(), b"HEAD"), (self._repo.commondir(), bytes(self._branch()))):
            path = Path(folder, "logs", os.fsdecode(name))
            with suppress(OSError):
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("ab") as file:
                    file.write(line + b"\n")


class _Objects:
    """An object store where what a killed process left half written is in nobody's way."""

    def __init__(self, store: DiskObjectStore) -> None:
        self._store = store

    def __getitem__(self, id_: ObjectID) -> ShaFile:
        return self._store[id_]

    def add_object(self, one: ShaFile) -> None:
        """Keep *one*, and wait for the disk."""
        id_ = one.id.decode()
        draft = Path(self._store.path, id_[:2], f"{id_[2:]}.lock")
        draft.unlink(missing_ok=True)  # Git itself does not lock objects, and of us one writes at a time.
        try:
            self._store.add_object(one)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise


class _Lock:
    """The lock *path*``.lock`` that git too asks for before it writes *path*, under a second name, *own*, of our own.

    By that name what a process of ours left when it was killed is told from what somebody else's git holds.

    Raises:
        Unready: If somebody else holds it for :data:`WAIT_SECONDS`.
    """

    def __init__(self, path: Path, own: Path) -> None:
        self._path, self._own = path, own
        self._lock = path.with_name(f"{path.name}.lock")
        self._is_done = False

    def __enter__(self) -> _Lock:
        self.clear()
        self.file = open(self._own, "xb")
        try:
            self._take()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _take(self) -> None:
        until = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                os.link(self._own, self._lock)
                return
            except FileExistsError:
                if time.monotonic() > until:
                    raise Unready(phrase("editing.locked-by-git", file=self._lock.name)) from None
                time.sleep(0.05)

    def write(self, data: bytes) -> None:
        """Write to what will take the file's place."""
        self.file.write(data)

    def done(self) -> None:
        """Let what was written take the file's place, and let go."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        os.replace(self._lock, self._path)
        self._is_done = True
        with suppress(OSError):  # Whoever comes next takes it away.
            self._own.unlink()
        settle(self._path.parent)

    def __exit__(self, *_: object) -> None:
        self.file.close()
        if not self._is_done:
            self.clear()

    def clear(self) -> None:
        """Take the lock away, if it is ours."""
        with suppress(FileNotFoundError):
            if os.path.samefile(self._own, self._lock):
                self._lock.unlink()
        self._own.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Locked:
    """Git's index while nobody else may write it."""

    index: Index
    lock: _Lock


class _NoCommit(Exception):
    """There is no commit of that id."""


@contextmanager
def _told(*, missing: bool = False) -> Iterator[None]:
    """Tell what the library says of a damaged repository, which may be anything, as :class:`Unready`.

    *missing*: also that there is none.
    """
    try:
        yield
    except (OSError, Unready):
        raise
    except _NoCommit as error:
        raise KeyError(*error.args) from None
    except NotGitRepository as error:
        if not missing:
            raise
        raise Unready(phrase("editing.broken-repository", reason=_short(error))) from error
    except Exception as error:
        raise Unready(phrase("editing.broken-repository", reason=_short(error))) from error


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _holds(repo: Repo, top: Path, root: Path) -> bool:
    """Whether *repo* knows a file of the project in *root*."""
    prefix = f"{root.relative_to(top).as_posix()}/".encode()
    return any(path.startswith(prefix) for path in repo.open_index())


def identity(person: Person) -> str:
    """``Name <address>`` as git has it: on one line, without the signs that end one of the two."""
    name = " ".join(re.sub(r"[<>\x00-\x1f\x7f\x85\u2028\u2029]", " ", person.name).split()).strip(".,;:'\"")
    email = re.sub(r"[<>\x00-\x20\x7f\x85\u2028\u2029]", "", person.email)
    return f"{name or person.login} <{email}>"


def _seconds_east(when: dt.datetime) -> int:
    offset = when.utcoffset()
    assert offset is not None, "a time of the room has a zone"
    return int(offset.total_seconds()) // 60 * 60


def _below(entry: Any, folder: bytes, prefix: int) -> tuple[str, ...]:
    """The files in *folder* that a commit changed: their paths without the first *prefix* bytes."""
    changes = [one for change in entry.changes() for one in (change if isinstance(change, list) else [change])]
    paths = {side.path for one in changes for side in (one.old, one.new) if side and side.path}
    return tuple(path[prefix:].decode(errors="replace") for path in sorted(paths) if path.startswith(folder))
