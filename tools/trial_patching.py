"""One value of a content file changed, by us and by ruamel.yaml: what else changes, and what is refused.

Usage: trial_patching.py CHANGES FOLDER...
Takes every Markdown file of the folders whose front matter our reader takes. First each is written back unchanged; then
CHANGES random changes of one value are made, by seed: a text, an item of a list added, taken away or moved, a key added
or taken away. A change that is made is read back with our reader. *Outside* are the bytes of the file that are no
longer there though they are no part of what was changed: the text, the item's or the key's lines, or, between brackets,
the list. ruamel.yaml is helped as far as it goes: the file's own indentation, no line width, quotation marks kept,
several lines as a literal block.
"""

from __future__ import annotations

import io
import itertools
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString, ScalarString
from ruamel.yaml.util import load_yaml_guess_indent

from kunskapsbank.reading.front_matter import FENCE, parse, plain
from kunskapsbank.reading.patching import NotPatched, changed

WORDS = (
    "ett två: tre #fyra 'fem' \"sex\" - sju [åtta] {nio} | tio, elva * & ! % @ ? ~ yes 0114 2024-01-01 köp null".split()
)
SORTS = ("text", "item added", "item removed", "item moved", "key added", "key removed")
Path_ = tuple[str | int, ...]


class Case(NamedTuple):
    """A file, a place in its front matter and what is to be done there."""

    name: str
    data: bytes
    sort: str
    path: Path_  #: Of the value that changes, or of the list or group that gets or loses one.
    value: str
    at: int | str  #: The item or key.


class Result(NamedTuple):
    """How one change went."""

    said: str  #: ``right``, ``wrong`` or ``refused``
    outside: int = 0


def main(count: int, folders: list[Path]) -> None:
    """Print both trials for *folders*."""
    files = [(str(path), path.read_bytes()) for folder in folders for path in sorted(folder.rglob("*.m*d*"))]
    files = [(name, data) for name, data in files if b"\n" in data and parse(data, name)[0]]
    print(f"{len(files)} files")
    tools: dict[str, Callable[[Case], bytes]] = {"ours": ours, "ruamel": theirs}
    for tool, change in tools.items():
        same = sum(_kept(change, name, data) for name, data in files)
        print(f"{tool}: {same} of {len(files)} come back unchanged to the byte")
    drawn = (made(random.Random(seed), files) for seed in itertools.count())
    cases = list(itertools.islice(filter(None, drawn), count))
    for tool, change in tools.items():
        began = time.perf_counter()
        results = [(case, judged(case, change)) for case in cases]
        each = (time.perf_counter() - began) / len(cases) * 1000
        print(f"{tool}: {each:.1f} ms a change")
        for sort in (*SORTS, "all"):
            found = [result for case, result in results if sort in (case.sort, "all")]
            said = Counter(result.said for result in found)
            touched = [result.outside for result in found if result.outside]
            print(
                f"  {sort:<13} {len(found):>5}: "
                f"right {said['right']}, wrong {said['wrong']}, refused {said['refused']}; "
                f"{len(touched)} touch bytes outside, {sum(touched)} bytes in all"
            )


def _kept(change: Callable[[Case], bytes], name: str, data: bytes) -> bool:
    try:
        return change(Case(name, data, "none", (), "", 0)) == data
    except Exception:  # Any refusal of another's program is a file that does not come back.
        return False


def made(by: random.Random, files: list[tuple[str, bytes]]) -> Case | None:
    """A random change of a random file; None if it has nothing to change so."""
    name, data = by.choice(files)
    source, _ = parse(data, name)
    assert source is not None
    values = list(_values((), plain(source.front)))
    sort = by.choice(SORTS)
    wanted = {"text": str, "item": list, "key ": dict}[sort[:4]]
    places = [path for path, value in values if isinstance(value, wanted)]
    if not places:
        return None
    path = by.choice(places)
    held = _at(plain(source.front), path)
    text = _text(by, held if sort == "text" else "")
    if sort == "text":
        return None if text == held else Case(name, data, sort, path, text, 0)
    least = {"item moved": 2, "key removed": 2, "item removed": 1}.get(sort, 0)
    if len(held) < least:
        return None
    keys = {"key added": ["ny_nyckel"], "key removed": list(held), "item added": range(len(held) + 1)}
    at = by.choice(keys.get(sort, range(len(held))))
    return Case(name, data, sort, path, text, at)


def _text(by: random.Random, held: str) -> str:
    new = " ".join(by.choice(WORDS) for _ in range(by.choice([1, 1, 2, 3, 8, 40])))
    if by.random() < 0.1:
        new = new.replace(" ", "\n", 2)
    words = held.split(" ")
    if held and by.random() < 0.6:
        words[by.randrange(len(words))] = new.split(" ")[0]
        return " ".join(words)
    return new


def _values(path: Path_, value: Any) -> Iterator[tuple[Path_, Any]]:
    yield path, value
    steps = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for step, one in steps:
        yield from _values((*path, step), one)


def _at(value: Any, path: Path_) -> Any:
    for step in path:
        value = value[step]
    return value


def apply(case: Case, front: Any, text: Callable[[Any, str], Any]) -> None:
    """Make the change of *case* in *front*; *text* makes a new text of an old value."""
    if case.sort == "none":
        return
    if case.sort == "text":
        holder = _at(front, case.path[:-1])
        holder[case.path[-1]] = text(holder[case.path[-1]], case.value)
        return
    holder = _at(front, case.path)
    if case.sort == "item added":
        holder.insert(case.at, text(None, case.value))
    elif case.sort == "item moved":
        holder.insert(0 if case.at else len(holder) - 1, holder.pop(case.at))
    elif case.sort == "key added":
        holder[case.at] = text(None, case.value)
    else:
        del holder[case.at]


def ours(case: Case) -> bytes:
    """The file of *case* with its change."""
    gone = [str(case.at)] if case.sort == "key removed" and not case.path else []
    return changed(case.data, case.name, {**wanted(case), **dict.fromkeys(gone)}, None)


def wanted(case: Case) -> dict[str, Any]:
    """What the front matter is to say."""
    source, _ = parse(case.data, case.name)
    assert source is not None
    front = plain(source.front)
    apply(case, front, lambda _, new: new)
    return dict(front)


def theirs(case: Case) -> bytes:
    """The file of *case* with its change, by ruamel.yaml."""
    before, front, after = split(case.data)
    yaml_ = YAML(typ="rt")
    yaml_.preserve_quotes = True
    yaml_.width = 1_000_000
    _, indent, offset = load_yaml_guess_indent(front)
    yaml_.indent(mapping=2, sequence=indent or 4, offset=2 if offset is None else offset)
    held = yaml_.load(front)

    def text(old: Any, new: str) -> Any:
        if "\n" in new:
            return LiteralScalarString(new)
        return type(old)(new) if isinstance(old, ScalarString) else new

    apply(case, held, text)
    out = io.StringIO()
    yaml_.dump(held, out)
    return (before + out.getvalue() + after).encode()


def split(data: bytes) -> tuple[str, str, str]:
    """What stands before the front matter, the front matter and what follows."""
    text = data.decode()
    start = text.index("\n") + 1
    end = start
    for line in text[start:].splitlines(keepends=True):
        if line.rstrip() == FENCE:
            break
        end += len(line)
    return text[:start], text[start:end], text[end:]


def judged(case: Case, change: Callable[[Case], bytes]) -> Result:
    """How *change* does with *case*."""
    try:
        data = change(case)
    except NotPatched:
        return Result("refused")
    except Exception:  # Whatever another's program says, it does not make the change.
        return Result("refused")
    source, _ = parse(data, case.name)
    right = source is not None and plain(source.front) == wanted(case)
    return Result("right" if right else "wrong", outside(case, data))


def outside(case: Case, data: bytes) -> int:
    """Bytes of the file that are gone, though they are no part of what was to change."""
    old, new = case.data.decode(), data.decode()
    start, end = span(case, old)
    if case.sort.endswith("added") and not end:  # Anywhere, as long as nothing goes.
        head = _shared(old, new)
        return len(old) - head - min(_shared(old[::-1], new[::-1]), len(old) - head)
    head = min(_shared(old, new), start)
    tail = min(_shared(old[::-1], new[::-1]), len(old) - end, len(new) - head)
    return len((old[head:start] + old[end : len(old) - tail]).encode())


def _shared(one: str, other: str) -> int:
    """How many signs both begin with."""
    least = min(len(one), len(other))
    return next((at for at in range(least) if one[at] != other[at]), least)


def span(case: Case, text: str) -> tuple[int, int]:
    """The signs of *text* that *case* may change."""
    before, front, _ = split(case.data)
    node: Any = yaml.compose(front, Loader=yaml.CBaseLoader)
    flow = False
    for step in case.path:
        flow = flow or node.flow_style
        node = _child(node, step)[1]
    base = len(before)
    if case.sort == "text":
        return node.start_mark.index + base, node.end_mark.index + base
    if flow or node.flow_style or case.sort == "item moved":  # A move may touch all between.
        return node.start_mark.index + base, node.end_mark.index + base
    if case.sort.endswith("added"):
        return 0, 0
    key, value = _child(node, case.at)
    start, end = key.start_mark.index + base, value.end_mark.index + base
    end = text.find("\n", max(start, end - 1)) + 1
    rest = text[end:]  # What is taken away from behind a dash moves the next key there, and its indentation goes.
    return len(text[: text.rfind("\n", 0, start) + 1].rstrip()), end + len(rest) - len(rest.lstrip(" "))


def _child(node: Any, step: int | str) -> tuple[Any, Any]:
    if isinstance(step, int):
        return node.value[step], node.value[step]
    return next((key, value) for key, value in node.value if key.value == step)


if __name__ == "__main__":
    main(int(sys.argv[1]), [Path(one) for one in sys.argv[2:]])
