"""What differs between two texts of a record, and two changes of one text made one.

Both go by what the file says, not by its lines: a value deep in a group has a path, and the body is paragraphs, items
of lists and rows of tables. The front matter's other bytes are left to :func:`..reading.patching.changed`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from ..reading import front_matter
from ..reading.aligning import Plain, aligned
from ..reading.patching import NotPatched, changed

Path = tuple[str | int, ...]  #: Keys, and numbers of items from 0.
BODY = ""  #: The key that paths into the body start with; after it comes the number of a paragraph, from 0.
Side = Literal["mine", "theirs"]
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_APART = re.compile(r"\n(?:[ \t]*\n)+|\n(?=[ \t]*(?:[-*+]|\d+[.)])[ \t])|\n(?=[ \t]*\|)")
_COMMENT = re.compile(r"(?:^|\s)#.*$", re.MULTILINE)


class Piece(NamedTuple):
    """Part of a text."""

    text: str
    changed: bool  #: Whether the other text does not have it.


@dataclass(frozen=True, slots=True)
class Difference:
    """One value or paragraph that is not the same in two texts of a record."""

    path: Path  #: With numbers as in the later text; as in the earlier one for what is only there.
    before: tuple[Piece, ...]  #: None where there was nothing.
    after: tuple[Piece, ...]  #: None where there is nothing any more.

    @property
    def texts(self) -> tuple[str, str]:
        """The whole text before and after."""
        return "".join(piece.text for piece in self.before), "".join(piece.text for piece in self.after)


@dataclass(frozen=True, slots=True)
class Collision:
    """A place that two people have changed in different ways."""

    key: str  #: Names this place and these texts: a choice for it holds for no other.
    path: Path  #: With numbers as in the base; empty: the whole file, whose texts are given.
    base: Plain | None  #: None: nothing was there.
    theirs: Plain | None  #: What stands until something is chosen; None: taken away.
    mine: Plain | None


@dataclass(frozen=True, slots=True)
class Merged:
    """Two changes of a text in one."""

    data: bytes  #: The file with both; theirs where they collide and mine is not chosen.
    collisions: tuple[Collision, ...]  #: Those for which nothing is chosen yet.
    joined: tuple[Difference, ...]  #: From mine to *data*: what the other has changed, apart from collisions.


def differences(before: bytes, after: bytes, name: str) -> tuple[Difference, ...]:
    """What differs between two texts of the content file *name*, an empty one being a file that is not there.

    Raises:
        NotPatched: If one of them cannot be read.
    """
    old, new = _Text.of(before, name), _Text.of(after, name)
    values = (
        one for key in _keys(old.front, new.front) for one in _between((key,), old.front.get(key), new.front.get(key))
    )
    return (*values, *_between((BODY,), old.shown, new.shown))


def merged(
    base: bytes,
    theirs: bytes,
    mine: bytes,
    name: str,
    order: Sequence[str] = (),
    chosen: Mapping[str, Side] | None = None,
) -> Merged:
    """The changes from *base* to *theirs* and from *base* to *mine* in one file.

    Every value that either has changed is in the result or in a collision. Lists are merged by item, so that two that
    add to the same list both have their items. A file that cannot be read collides as a whole.

    Args:
        base: What both began from; empty if each made the file.
        theirs: What is kept now. Comments and the way it is written stay as here.
        mine: What somebody wants to keep instead.
        name: How problems call the file.
        order: Keys in the order in which they are wanted, as for :func:`..reading.patching.changed`.
        chosen: For collisions of an earlier try, by their key: whose text is to stand.
    """
    if mine in (base, theirs) or theirs == base:
        return _told(theirs if mine in (base, theirs) else mine, [], mine, name)
    merging = _Merging(chosen or {})
    try:
        data = _by_value(merging, (_Text.of(base, name), _Text.of(theirs, name), _Text.of(mine, name)), name, order)
    except NotPatched:
        data = None
    if data is None:
        merging = _Merging(chosen or {})
        texts = [one.decode(errors="replace") for one in (base, theirs, mine)]
        data = mine if merging.collide((), *texts) == texts[2] else theirs
    return _told(data, merging.collisions, mine, name)


def _told(data: bytes, collisions: list[Collision], mine: bytes, name: str) -> Merged:
    try:
        found = differences(mine, data, name)
    except NotPatched:
        found = ()
    joined = (one for one in found if not any(_is_of(one, collision) for collision in collisions))
    return Merged(data, tuple(collisions), tuple(joined))


def _is_of(difference: Difference, collision: Collision) -> bool:
    """Whether *difference*, from mine to theirs, is that of *collision*."""
    if difference.texts == (collision.mine or "", collision.theirs or ""):
        return True
    at = len(collision.path)
    return difference.path[:at] == collision.path and all(isinstance(step, str) for step in collision.path)


@dataclass(frozen=True, slots=True)
class _Text:
    """What a content file says, with its body in paragraphs."""

    data: bytes
    front: dict[str, Plain]
    body: str
    units: list[Plain]  #: Paragraphs, items and rows, each after the line ends that stand before it.
    start: str  #: Empty lines before the first paragraph.
    end: str  #: And after the last.

    @classmethod
    def of(cls, data: bytes, name: str) -> _Text:
        if not data:
            return cls(data, {}, "", [], "\n", "\n")
        source, problems = front_matter.parse(data, name)
        if source is None:
            raise NotPatched(name, problems)
        held = source.body.strip("\n")
        start = source.body[: len(source.body) - len(source.body.lstrip("\n"))] if held else source.body
        end = source.body[len(start) + len(held) :]
        places = [0, *(found.start() for found in _APART.finditer(held)), len(held)]
        units: list[Plain] = [held[a:b] for a, b in pairwise(places) if held]
        if units:
            units[0] = f"\n\n{units[0]}"
        return cls(data, front_matter.plain(source.front), source.body, units, start, end)

    @property
    def shown(self) -> Plain:
        """The paragraphs without what stands between them."""
        return [_shown(unit) for unit in self.units]


def _shown(unit: Plain | None) -> str:
    return str(unit or "").strip("\n")


def _by_value(merging: _Merging, texts: tuple[_Text, _Text, _Text], name: str, order: Sequence[str]) -> bytes | None:
    """The merge of the three, on the text that has comments of its own; None if both have."""
    base, theirs, mine = texts
    if not theirs.data:
        return None
    values = {
        key: merging.value((key,), base.front.get(key), theirs.front.get(key), mine.front.get(key))
        for key in _keys(theirs.front, {**base.front, **mine.front})
    }
    body = _body(merging, base, theirs, mine)
    for one, other in ((theirs, mine), (mine, theirs)):
        data = changed(one.data, name, values, body, order)
        if not _comments(other) - _comments(base) - _comments(_Text.of(data, name)):
            return data
    return None


def _comments(text: _Text) -> Counter[str]:
    written = text.data.decode(errors="replace")
    return Counter(found.strip() for found in _COMMENT.findall(written[: len(written) - len(text.body)]))


def _body(merging: _Merging, base: _Text, theirs: _Text, mine: _Text) -> str:
    if mine.body in (base.body, theirs.body):
        return theirs.body
    if theirs.body == base.body:
        return mine.body
    units = merging.items((BODY,), base.units, theirs.units, mine.units)
    start = mine.start if theirs.start == base.start else theirs.start
    end = mine.end if theirs.end == base.end else theirs.end
    return f"{start}{''.join(map(str, units)).lstrip(chr(10))}{end}"


def _keys(first: Mapping[str, Plain], then: Mapping[str, Plain]) -> list[str]:
    """The keys of both, each of *then* after the one that it stands after there."""
    keys = [*first]
    before: str | None = None
    for key in then:
        if key not in first:
            keys.insert(keys.index(before) + 1 if before in keys else 0 if before is None else len(keys), key)
        before = key
    return keys


@dataclass(slots=True)
class _Merging:
    chosen: Mapping[str, Side]
    collisions: list[Collision] = field(default_factory=list)

    def value(self, path: Path, base: Plain | None, theirs: Plain | None, mine: Plain | None) -> Plain | None:
        """What is to stand at *path*; None for nothing."""
        if mine in (base, theirs):
            return theirs
        if theirs == base:
            return mine
        if isinstance(theirs, dict) and isinstance(mine, dict) and isinstance(base, dict | None):
            old = base or {}
            values = (
                (key, self.value((*path, key), old.get(key), theirs.get(key), mine.get(key)))
                for key in _keys(theirs, {**old, **mine})
            )
            return {key: one for key, one in values if one is not None}
        if isinstance(theirs, list) and isinstance(mine, list) and isinstance(base, list | None):
            return self.items(path, base or [], theirs, mine)
        return self.collide(path, base, theirs, mine)

    def items(self, path: Path, base: list[Plain], theirs: list[Plain], mine: list[Plain]) -> list[Plain]:
        """The merge of three lists."""
        their, my = _Fates.of(base, theirs), _Fates.of(base, mine)
        if any(
            their.moves(at) != my.moves(at) and base[at] not in (their.kept[at], my.kept[at])
            for at in range(len(base))
            if their.moves(at) or my.moves(at)
        ):  # One has moved an item that the other has changed, taken away or moved elsewhere.
            whole = self.collide(path, base, theirs, mine)
            assert isinstance(whole, list)
            return whole
        result: list[Plain] = []
        doubled = [one for added in their.added.values() for one in added]
        for at in range(len(base) + 1):
            result += their.added.get(at, [])
            for one in my.added.get(at, []):
                if one in doubled:
                    doubled.remove(one)
                else:
                    result.append(one)
            if at < len(base):
                value = self.value((*path, at), base[at], their.kept[at], my.kept[at])
                result += [] if value is None else [value]
        return result

    def collide(self, path: Path, base: Plain | None, theirs: Plain | None, mine: Plain | None) -> Plain | None:
        """*theirs*, and a collision to choose in; or what has been chosen."""
        seen = [_seen(path, one) for one in (base, theirs, mine)]
        told = json.dumps([path, *seen], sort_keys=True)
        key = f"{'/'.join(map(str, path))}:{hashlib.sha256(told.encode()).hexdigest()[:16]}"
        if key not in self.chosen:
            self.collisions.append(Collision(key, path, *seen))
        return mine if self.chosen.get(key) == "mine" else theirs


def _seen(path: Path, value: Plain | None) -> Plain | None:
    """*value* as a person is asked about it."""
    if path[:1] != (BODY,) or value is None:
        return value
    return [_shown(one) for one in value] if isinstance(value, list) else _shown(value)


@dataclass(frozen=True, slots=True)
class _Fates:
    """What became of the items of a list."""

    kept: list[Plain | None]  #: What each is now; None if it is not there.
    added: dict[int, list[Plain]]  #: What is new before the item of that number.
    base: list[Plain]

    @classmethod
    def of(cls, base: list[Plain], after: list[Plain]) -> _Fates:
        fates = cls([], {}, base)
        for i, j in aligned(base, after):
            if i is None and j is not None:
                fates.added.setdefault(len(fates.kept), []).append(after[j])
            elif i is not None:
                fates.kept.append(None if j is None else after[j])
        return fates

    def moves(self, at: int) -> list[int]:
        """Before which items the one of number *at* stands now, if it has been moved."""
        if self.kept[at] is not None:
            return []
        return [place for place, added in self.added.items() if self.base[at] in added]


def _between(path: Path, before: Plain | None, after: Plain | None) -> Iterator[Difference]:
    """What differs at *path*, value by value."""
    if before == after:
        return
    if None in (before, after) and not (before or after):  # An empty list or group, or nothing.
        yield Difference(path, *_pieces(None if before is None else "", None if after is None else ""))
    elif isinstance(before, dict | None) and isinstance(after, dict | None):
        old, new = before or {}, after or {}
        for key in _keys(old, new):
            yield from _between((*path, key), old.get(key), new.get(key))
    elif isinstance(before, list | None) and isinstance(after, list | None):
        for i, j in aligned(before or [], after or []):
            old_item, new_item = None if i is None else (before or [])[i], None if j is None else (after or [])[j]
            yield from _between((*path, (i or 0) if j is None else j), old_item, new_item)
    elif isinstance(before, str | None) and isinstance(after, str | None):
        yield Difference(path, *_pieces(before, after))
    else:
        yield from _between(path, before, None)
        yield from _between(path, None, after)


def _pieces(before: str | None, after: str | None) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts, each with what the other does not have marked."""
    if before is None or after is None:
        return tuple(Piece(one, True) for one in (before,) if one is not None), tuple(
            Piece(one, True) for one in (after,) if one is not None
        )
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    sorts = SequenceMatcher(None, old, new).get_opcodes()
    return (
        _joined((Piece("".join(old[i:i_end]), sort != "equal") for sort, i, i_end, _, _ in sorts)),
        _joined((Piece("".join(new[j:j_end]), sort != "equal") for sort, _, _, j, j_end in sorts)),
    )


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    groups = groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.changed)
    return tuple(Piece("".join(piece.text for piece in group), is_changed) for is_changed, group in groups)
