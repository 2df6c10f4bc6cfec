"""What readers see already and a build would write again to the byte: it is linked, not made.

A written page is what was drawn, and what stands around it. Of each page of the last build is kept a digest of all that
it was made of, and of the bytes that it became. When the first is the same, and readers see a file with the second,
that file is the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter

from ..base.plain_files import digest_of, digests_below
from ..pipeline.keeper import Keeper
from ..pipeline.store import Store
from ..render.page import Later, content_of, file_print
from .local_store import LocalShelf, link

FILE, COPIES = "skrivna.json", "komprimerat.json"  #: In the project's cache.
_ENDINGS = (".gz", ".br")


@dataclass(frozen=True, slots=True)
class Written:
    """A page that was written."""

    made_of: str
    digest: str  #: SHA-256 of the file.


_WRITTEN = TypeAdapter(dict[str, Written])
_COPIES = TypeAdapter(dict[str, tuple[str, str]])


class Again:
    """What readers of *shelf* see of what a build would write."""

    def __init__(self, store: Store, shelf: LocalShelf) -> None:
        self.store = store
        live = shelf.live()
        self._live = shelf.path(live) if live else None
        self._seen = shelf.seen
        there = shelf.contents(live).own if live else {}
        written = store.keeper.read(FILE, _WRITTEN) or {}
        self._there = {name: one for name, one in written.items() if there.get(name) == one.digest}
        self._made_of: dict[str, str] = {}
        self._own = there
        self._names = {digest: name for name, digest in there.items()}

    @property
    def writes(self) -> bool:
        """Whether files may be written by :meth:`put`: nobody but us decides what a build gives."""
        return self.store.keeper.keeps

    def put(self, name: str, file: bytes | Later, out: Path) -> bool:
        """Let the file *name* in *out*, which is not there, hold *file*; False where that is the engine's to do."""
        if self.writes:
            digest = file_print(file)
            if not self._links(self._names.get(digest, ""), digest, f"{out}/{name}"):
                self._seen.write(f"{out}/{name}", content_of(file), digest)
        return self.writes

    def linked(self, name: str, made_of: str, out: Path) -> bool:
        """Whether the file *name*, made of what *made_of* tells, is one that readers see; then it is in *out* too."""
        self._made_of[name] = made_of
        one = self._there.get(name)
        return one is not None and one.made_of == made_of and self._links(name, one.digest, f"{out}/{name}")

    def _links(self, name: str, digest: str, target: str) -> bool:
        if not name or self._now.get(name) != digest:
            return False  # Readers do not see it, or somebody has been there.
        link(f"{self._live}/{name}", target)
        return True

    @cached_property
    def _now(self) -> dict[str, str]:
        """What each file that readers see holds now, whatever its list says."""
        return dict(digests_below(self._live, self._own, self._seen)) if self._live else {}

    def save(self, manifest: Mapping[str, str]) -> None:
        """Keep what this build has written or linked. *manifest*: path -> SHA-256 of what it gave."""
        pages = self._made_of.items()
        kept = {name: Written(made_of, manifest[name]) for name, made_of in pages if name in manifest}
        self.store.keeper.write(FILE, _WRITTEN, kept)


class KeptCopies:
    """The compressed copies that the last build wrote and readers of *shelf* see, by what they are copies of."""

    def __init__(self, keeper: Keeper, shelf: LocalShelf) -> None:
        self._keeper = keeper
        live = shelf.live()
        self._live = shelf.path(live) if live else None
        self._seen = shelf.seen
        self._names = {digest: name for name, digest in shelf.contents(live).manifest.items()} if live else {}
        self._kept = keeper.read(COPIES, _COPIES) or {}
        self._used: dict[str, tuple[str, str]] = {}

    def there(self, digest: str, path: Path) -> bool:
        """Whether the copies of the file *path*, whose SHA-256 is *digest*, are known; then they are beside it."""
        copies = self._kept.get(digest)
        names = [self._names.get(one, "") for one in copies or ()]
        if copies is None or self._live is None or not all(names):
            return False
        pairs = zip(names, copies, strict=True)
        if any(digest_of(self._live / name, self._live, self._seen) != one for name, one in pairs):
            return False  # Somebody has been there.
        for name, ending in zip(names, _ENDINGS, strict=True):
            link(self._live / name, path.with_name(f"{path.name}{ending}"))
        self._used[digest] = copies
        return True

    def made(self, digest: str, path: Path) -> None:
        """The copies of the file *path* have been written beside it."""
        gz, br = (digest_of(path.with_name(f"{path.name}{ending}")) for ending in _ENDINGS)
        self._used[digest] = (gz, br)

    def save(self) -> None:
        """Keep what this build has made or used, if it made any."""
        if self._used:
            self._keeper.write(COPIES, _COPIES, self._used)
