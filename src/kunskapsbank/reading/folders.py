"""Which files may lie in a folder, judged by name, sort and size before any of them is opened.

What a content folder holds comes from many people's machines: links, pipes, backups, keys and what office programs
leave behind. Only what is on the list of types is read or published; everything else is a problem.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import cache, cached_property, lru_cache, partial
from operator import attrgetter
from pathlib import Path

from pathspec import GitIgnoreSpec

from ..base.fingerprints import ASSETS, CODE, INDEX, VERSION_NAME
from ..base.os_errors import reason
from ..base.parts import CODE_TYPES
from ..base.problems import Place, Problem, problem
from ..base.texts import Phrase, phrase
from .fields import DEVICES

MAX_FOLDERS_DEEP = 12  #: Folders inside each other.

_MIB = 1024**2
_HANDED_IN: Mapping[str, int] = {
    ".json": 2 * _MIB,
    ".csv": 2 * _MIB,
    ".txt": _MIB,
    ".svg": _MIB,
    ".png": 5 * _MIB,
    ".jpg": 5 * _MIB,
    ".jpeg": 5 * _MIB,
    ".webp": 5 * _MIB,
    ".pdf": 20 * _MIB,
    ".docx": 20 * _MIB,
}
"""What people may put in ``docs/assets/``, with the greatest size in bytes: nothing that a browser runs or styles."""

TYPES: Mapping[str, int] = {".md": 5 * _MIB, ".xml": 2 * _MIB, ".webmanifest": _MIB, **_HANDED_IN}
"""What may be published as it is elsewhere in ``docs/``, with the greatest size in bytes."""


_SAVE_AS: Mapping[str, Phrase] = {
    **dict.fromkeys((".docm", ".dotm"), phrase("save-without-macros")),
    **dict.fromkeys((".doc", ".dotx", ".odt", ".rtf"), phrase("save-as-document")),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), phrase("save-as-table")),
    **dict.fromkeys((".pptx", ".pptm", ".ppt", ".odp"), phrase("save-as-pdf")),
}
"""What to save as, for the files of office programs that are not published."""

PRIVATE = (
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.ppk",
    "*.jks",
    "*.kdbx",
    "*.gpg",
    "id_rsa*",
    "id_dsa*",
    "id_ecdsa*",
    "id_ed25519*",
    ".env",
    ".env.*",
    "*.env",
    ".htpasswd",
    ".netrc",
    ".pgpass",
    ".npmrc",
    ".pypirc",
    ".git-credentials",
    ".ssh",
    ".aws",
    ".gnupg",
)
"""Names of keys and passwords, in lower case."""
LEFTOVER = (
    "~$*",
    "*.tmp",
    "*.bak",
    "*.old",
    "*.orig",
    "*.rej",
    "*~",
    "#*#",
    "*.sw[a-eg-p]",
    "*.temp",
    "*.part",
    "*.autosave",
    "*.crdownload",
    "thumbs.db",
    "desktop.ini",
)
"""Names of what programs leave behind, in lower case."""
_PASSED_OVER = (
    ".ds_store",
    ".gitkeep",
    ".gitignore",
    ".gitattributes",
    ".editorconfig",
    ".*.sw[op]",
    ".#*",
    ".~lock.*#",
    "._*",
)
"""Hidden files that programs make while people work. They are never published and no reason to stop a preview."""

_ORDERS = frozenset(
    (
        "_routes.json app.json appsettings.json bingsiteauth.xml clientaccesspolicy.xml composer.json crossdomain.xml "
        "deno.json firebase.json function.json host.json now.json package-lock.json package.json proxies.json "
        "requirements.txt routes.json runtime.txt serve.json settings.json static.json vercel.json wrangler.json"
    ).split()
)
"""Names, in lower case, of files in which some host, server or program reads how to build, serve or trust a site. (What
has two endings, as ``staticwebapp.config.json``, is refused by :func:`ordering` for that.)"""
_NO_ORDERS = frozenset({"cdx"})  #: An ending before the last that means nothing to servers: CycloneDX' own.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")


class Unreadable(ValueError):
    """The bytes are not a whole file of the sort that its name says; its phrase says why."""


@dataclass(frozen=True)
class Found:
    """The ordinary files of a folder, in the order of their paths, and what is wrong with the rest."""

    folder: Path
    names: tuple[str, ...]  #: Of the files, as paths below the folder with ``/`` between names.
    problems: tuple[Problem, ...]

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """The files themselves: to make a path takes longer than to find a file."""
        return tuple(self.folder / name for name in self.names)


def survey(folder: Path, name: str) -> Found:
    """Everything below *folder*, which problems call *name*. Links are never followed, and nothing is opened."""
    names: list[str] = []
    problems: list[Problem] = []
    for one in _walked(str(folder), name, ""):
        if isinstance(one, str):
            names.append(one)
        else:
            problems.append(one)
    return Found(folder, tuple(names), tuple(problems))


def _walked(root: str, name: str, below: str) -> Iterator[str | Problem]:
    """Every ordinary file in the folder *below* of *root*, by its path, and what is wrong with what is none."""
    try:
        with os.scandir(os.path.join(root, below)) as scan:
            entries = sorted(scan, key=attrgetter("name"))
    except OSError as error:
        yield problem(_place(name, below.rstrip("/")), "unreadable-folder", reason=reason(error))
        return
    looks: dict[str, str] = {}
    for entry in entries:
        if _judged(entry.name).passed_over:
            continue
        here = f"{below}{entry.name}"
        found = _fault(entry, root, here, partial(_place, name, here), looks)
        if found:
            yield found
        elif entry.is_dir(follow_symlinks=False):
            yield from _walked(root, name, f"{here}/")
        else:
            yield here


def published(folder: Path, name: str, excluded: str = "") -> Found:
    """As :func:`survey`, of a folder whose files are published: their names, types and sizes are judged too.

    *excluded*: the files that are not, as lines of a ``.gitignore``. Links, keys and what programs leave behind are
    told among them too: somebody will move them one day.
    """
    found = survey(folder, name)
    left = left_out(excluded)
    names = [one for one in found.names if not left(one)]
    judged = ((one, _unpublishable(folder / one, folder, _place(name, one))) for one in names)
    faults = {one: fault for one, fault in judged if fault}
    return Found(folder, tuple(one for one in names if one not in faults), (*found.problems, *faults.values()))


def left_out(lines: str) -> Callable[[str], bool]:
    """Whether a path below a folder is among those that *lines*, as of a ``.gitignore``, name; as MkDocs reads them.

    Raises:
        ValueError: If a line is no pattern.
    """
    return GitIgnoreSpec.from_lines(lines.splitlines()).match_file


def _fault(
    entry: os.DirEntry[str], root: str, below: str, place: Callable[[], Place], looks: dict[str, str]
) -> Problem | None:
    """What is wrong with an entry of any sort, at the path *below* the folder *root*.

    *looks*: the names already seen in its folder, by what they look like.
    """
    judged = _judged(entry.name)
    if judged.is_odd:
        return _odd_name(entry.name, place())
    if entry.is_symlink():
        return _symbolic_link(Path(entry.path), Path(root), place())
    twin = looks.setdefault(judged.look, entry.name)
    if twin != entry.name:
        return problem(place(), "twin-name", twin=printable(twin))
    if entry.is_file(follow_symlinks=False):
        return None
    if entry.is_dir(follow_symlinks=False):
        deep = below.count("/") + 1
        return problem(place(), "too-deep-folder", most=MAX_FOLDERS_DEEP) if deep > MAX_FOLDERS_DEEP else None
    return problem(place(), "not-a-file")


def _odd_name(name: str, place: Place) -> Problem:
    if matches(name, PRIVATE):
        return problem(place, "private-file", name=printable(name))
    if matches(name, LEFTOVER):
        return problem(place, "leftover-file", name=printable(name))
    return problem(place, "hidden-file", name=printable(name))


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a name alone says of an entry."""

    look: str  #: What it looks like: two entries that look the same are twins.
    passed_over: bool
    is_odd: bool  #: Whether nothing of that name may lie in a folder.


@lru_cache(maxsize=1 << 16)  # A preview asks for the same names after each edit.
def _judged(name: str) -> _Judged:
    is_odd = name.startswith(".") or matches(name, PRIVATE + LEFTOVER)
    return _Judged(unicodedata.normalize("NFC", name).casefold(), matches(name, _PASSED_OVER), is_odd)


def _symbolic_link(path: Path, root: Path, place: Place) -> Problem:
    inside = Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))
    if inside:
        return problem(place, "symbolic-link")
    return problem(place, "symbolic-link/outwards")


def _unpublishable(path: Path, root: Path, place: Place) -> Problem | None:
    """Why an ordinary file is not published."""
    parts = path.relative_to(root).parts
    odd = next((part for part in parts if not _NAME.fullmatch(part)), None)
    if odd:
        return problem(place, "invalid-file-name", odd=printable(odd))
    device = next((part for part in parts if part.partition(".")[0].lower() in DEVICES), None)
    if device:
        return problem(place, "invalid-file-name/device", device=device)
    address = path.relative_to(root)
    if address.parts[0] in (CODE, INDEX):
        return problem(place, "reserved-folder", folder=address.parts[0], assets=ASSETS)
    if parts[0] == ASSETS and len(parts) > 2 and VERSION_NAME.fullmatch(parts[1]):
        return problem(place, "reserved-folder/version", assets=ASSETS, parts=parts[1])
    if path.suffix == ".md" and parts[0].lower() == ASSETS:
        return problem(place, "page-among-assets", name=path.name)
    allowed = _HANDED_IN if address.parts[0] == ASSETS else TYPES
    if path.suffix in CODE_TYPES:
        return problem(place, "code-out-of-place", name=printable(path.name))
    why = ordering(path.name)
    if why:
        return problem(place, "server-orders", why=why)
    limit = allowed.get(path.suffix)
    if limit is None:
        better = _SAVE_AS.get(path.suffix.lower())
        return problem(
            place, "wrong-file-type/published", remedy=better, suffix=printable(path.suffix), types=tuple(allowed)
        )
    if path.stat().st_size > limit:
        return problem(place, "file-too-large/published", size=path.stat().st_size, limit=limit)
    return None


def ordering(name: str) -> Phrase | None:
    """Why some server would take the file *name* for orders, whatever its last ending says; None where none would.

    Apache obeys every ending of a name (mod_mime, "Files with Multiple Extensions"): as Debian sets it up,
    ``a.var.txt`` is a type map, which may hold a page and say that it is HTML.
    """
    if name.lower() in _ORDERS:
        return phrase("name-of-orders", name=printable(name))
    for one in name.lower().split(".")[1:-1]:
        if not one[:1].isdigit() and one not in _NO_ORDERS:
            return phrase("ending-that-orders", name=printable(name), ending=printable(one))
    return None


def matches(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether *name*, in any case, is as one of *patterns*."""
    return _any_of(patterns).fullmatch(name.lower()) is not None


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)))


def _place(name: str, below: str) -> Place:
    return Place(printable(f"{name}/{below}" if below else name))


def printable(name: str) -> str:
    """A file name that any terminal can show: undecodable bytes and control characters as U+FFFD."""
    if name.isprintable():
        return name
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in name)
