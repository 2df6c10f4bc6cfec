"""What verification saw in files that it has seen before, so that it looks into none of them twice.

Kept of a file without a fault of its own: its anchors, and where its links lead. What the files of a site are to each
other is asked of all of them each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ..base.fingerprints import INDEX, VERSION_NAME

Target = tuple[str, str]  #: A file of the built folder, as a reader asks for it, and an anchor in it.


@dataclass(frozen=True, slots=True)
class Seen:
    """What the other files of a site ask a file about."""

    ids: frozenset[str] = frozenset()
    targets: tuple[Target, ...] = ()  #: Where its links to the site itself lead, each once.


_NOTHING = Seen()
_INDEX = re.compile(rf"{INDEX}/{VERSION_NAME.pattern}/(.+\.json)")


@dataclass(frozen=True, slots=True)
class Kept:
    """What was seen in the files of a faultless site, with what many of them have written once."""

    base: str = ""  #: The site's own address.
    targets: tuple[Target, ...] = ()
    ids: tuple[str, ...] = ()
    #: Name -> what tells the file from others, and the numbers of its anchors and of its targets.
    files: Mapping[str, tuple[str, tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)  #: The same of those, as most are, that have neither.


@dataclass(frozen=True)
class Known:
    """What an earlier verification saw, and what the files are now."""

    kept: Kept = Kept()
    digests: Mapping[str, str] = field(default_factory=dict)  #: Name -> SHA-256, of every file that may be known.

    def print_of(self, name: str, *others: str) -> str:
        """What tells the file *name* from others, when what is wrong with it depends on *others* too; or nothing."""
        found = [self.digests.get(one, "") for one in (name, *others)]
        return " ".join(found) if all(found) else ""

    def seen(self, name: str, print_: str) -> Seen | None:
        """What was seen in the file *name*, if *print_* is what told it from others."""
        if not print_:
            return None
        one = self.kept.files.get(name)
        if one and one[0] == print_:
            return Seen(frozenset(self.kept.ids[n] for n in one[1]), tuple(self.kept.targets[n] for n in one[2]))
        known = self.kept.data.get(name) == print_ or (_in_index(name), print_) in self._in_indexes
        return _NOTHING if known else None

    @cached_property
    def _in_indexes(self) -> frozenset[tuple[str, str]]:
        """The files of search indexes: most are the same in a new one, and only the folder has another name."""
        files = ((_in_index(name), print_) for name, print_ in self.kept.data.items())
        return frozenset(one for one in files if one[0])


def _in_index(name: str) -> str:
    """What the file *name* is called in its search index; nothing where it is in none."""
    found = _INDEX.fullmatch(name)
    return found[1] if found else ""


def kept(base: str, files: Iterable[tuple[str, str, Seen]]) -> Kept:
    """*files* of the site at *base*, as (name, what tells it from others, what was seen in it), to keep.

    Those that nothing tells from others are left out.
    """
    targets: dict[Target, int] = {}
    ids: dict[str, int] = {}
    data: dict[str, str] = {}
    found: dict[str, tuple[str, tuple[int, ...], tuple[int, ...]]] = {}
    for name, print_, seen in files:
        if print_ and not seen.ids and not seen.targets:
            data[name] = print_
        elif print_:
            own = tuple(ids.setdefault(one, len(ids)) for one in sorted(seen.ids))
            found[name] = (print_, own, tuple(targets.setdefault(one, len(targets)) for one in seen.targets))
    return Kept(base, tuple(targets), tuple(ids), found, data)
