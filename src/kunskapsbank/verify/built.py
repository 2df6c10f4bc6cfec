"""A built folder -> everything in it that must not reach readers. Runs before the swap: the last net, not the first."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from ..base.fingerprints import VERSIONED
from ..base.plain_files import digest_of, entries_below, is_plain_name, suffix_of
from ..base.problems import Place, Problem, problem
from ..base.texts import Phrase, Value, phrase
from ..media.inert import JUDGED, dangers
from ..media.metadata import STRIPPED, tells_of_its_maker
from ..reading.folders import LEFTOVER, PRIVATE, Unreadable, matches, printable
from ..render.divided import FOLDER
from .known import Kept, Known, Seen, Target, kept
from .looking import looked_into
from .markup import Markup, read_css, read_html, read_js, read_svg
from .orders import COMPRESSED, orders

_READERS = {".html": read_html, ".svg": read_svg, ".css": read_css, ".js": read_js}
_HELD = frozenset({".pdf", ".docx", ".zip"})  #: Archives, and what they hold: the same files lie beside them.
_CODE = re.compile(r"(?i).*\.(css|js|mjs|cjs|wasm)(\.gz|\.br)?")
_OURS = re.compile(rf"({'|'.join(VERSIONED)})/[0-9a-f]{{8,}}/.*")  #: Where code of ours is published, now and before.
_PAGE = re.compile(r".*\.html(\.gz|\.br)?")
_PROGRAM = re.compile(r"(?i).*\.([sx]?html?|xht|mht|mhtml|xslt?|xul|rdf|svgz|swf|jar|hta|htc|php|cgi)(\.gz|\.br)?")
_LOC = re.compile(r"<loc>\s*([^<\s]+)")
_HIDDEN_NAME = re.compile(r"\.(?!well-known$|nojekyll$)")
_PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_REFRESH = re.compile(rb"(?i)<meta[^>]+http-equiv=[\"']?refresh")

_ABOVE = re.compile(r"(?:\.\./)+(?=[a-z0-9])")  #: Before the rest of a link that begins in a folder further up.
_ITSELF = "."  #: The page that a link stands on: no file is called so.
NOTHING = Known()  #: Where no file has been seen before.

Finding = tuple[str, Phrase]  #: A file of the built folder, and what is wrong with it.


@dataclass(frozen=True)
class Expected:
    """What a built folder is held against."""

    sources: Mapping[str, str] = field(default_factory=dict)  #: Address of a page -> the content file that made it.
    unpublished: frozenset[str] = frozenset()  #: Addresses of drafts and of records outside their schedule.
    withdrawn: frozenset[str] = frozenset()  #: Those of them where a page tells that the record was there.
    before: frozenset[str] = frozenset()  #: The files readers can reach now.
    may_lose_pages: bool = False
    drawn: frozenset[str] = frozenset()  #: Files that the build drew itself: what they say of their maker is meant.
    waiting: frozenset[str] = frozenset()  #: Files of moved addresses that lead to unpublished ones: they may be gone.
    digests: Mapping[str, str] = field(default_factory=dict)  #: File -> SHA-256 of what was judged before the build.
    may_tell: bool = False  #: Whether files may say who made them: that is nobody's business but their makers'.
    folder: str = "site"  #: What problems call the built folder.
    base: str | None = None  #: The site's own address, if it has one; None where its start page is to say it.


def verify(tree: Path, expected: Expected) -> list[Problem]:
    """Every fault of the built folder *tree*, sorted; nothing in it is changed.

    Raises:
        OSError: If a file cannot be read.
    """
    return verified(Tree(tree, expected), expected)


def verified(built: Tree, expected: Expected) -> list[Problem]:
    """As :func:`verify`, of a folder in which files may be known."""
    active, refused = list(_active(built)), [*_code(built), *_private(built)]
    told = {problem.place.path for problem in (*active, *refused)}
    problems = [
        *_balance(built),
        *_anchors(built),
        *_policy(built),
        *active,
        *refused,
        *(one for one in orders(built, built.said_base) if one.place.path not in told),
        *_links(built),
        *_changed(built, expected),
        *_metadata(built, told),
        *_unpublished(built, expected),
    ]
    if not expected.may_lose_pages:
        problems += lost_pages(expected.before, built.files, expected.unpublished | expected.waiting)
    return sorted(_placed(problem, expected) for problem in problems)


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is in one file."""

    markup: Markup | None  #: Of those that :data:`_READERS` read.
    risks: list[Value]  #: What it would run, fetch or carry.
    tells: bool  #: Whether it says who made it, where that is asked.

    def plain(self) -> list[Any] | None:
        """The same as JSON can hold it; None where something is wrong, which words tell that are no plain values."""
        one = self.markup
        if self.risks or (one and (one.unbalanced or one.unsafe)):
            return None
        return [self.tells, one and [[*one.ids], one.links, one.canonical, one.repeated]]

    @classmethod
    def meant(cls, plain: Any) -> Looked:
        """What :meth:`plain` told."""
        tells, one = plain
        ids, links, canonical, repeated = one or ((), (), "", ())
        markup = Markup(frozenset(ids), tuple(links), canonical, tuple(repeated)) if one else None
        return cls(markup, [], tells)


class Tree:
    """The files of a built folder, each read once; those that are *known* are not read."""

    def __init__(self, folder: Path, expected: Expected, known: Known = NOTHING) -> None:
        self.folder, self._expected = folder, expected
        self._entries = dict(entries_below(folder))
        self.files = frozenset(self._entries)
        self._known = known if known.kept.base == self.base else replace(known, kept=Kept())
        self._prints = {name: self._print_of(name) for name in self.files}
        seen = {name: self._known.seen(name, print_) for name, print_ in self._prints.items()}
        self._seen = {name: one for name, one in seen.items() if one}
        self.new = sorted(self.files - self._seen.keys())  #: The files that nobody has looked into, sorted.
        self._leading: dict[tuple[str, str], Target | None] = {}

    def _print_of(self, name: str) -> str:
        """What tells the file *name* from others, with all that decides what is wrong with it alone."""
        whole = [_uncompressed(name)] if name.endswith(COMPRESSED) else []
        found = self._known.print_of(name, *whole)
        return f"{found} {self._expected.may_tell or name in self._expected.drawn}" if found else ""

    def digest(self, name: str) -> str:
        """The SHA-256 of the file *name*."""
        return self._known.digests.get(name) or digest_of(self.folder / name, self.folder)

    def is_file(self, name: str) -> bool:
        """Whether *name* is an ordinary file; it may also be a link or a pipe."""
        return self._entries[name].is_file(follow_symlinks=False)

    def size(self, name: str) -> int:
        """How many bytes the file *name* has."""
        return self._entries[name].stat(follow_symlinks=False).st_size

    def data(self, name: str) -> bytes:
        """What the file *name* holds."""
        with open(f"{self.folder}/{name}", "rb", buffering=0) as file:  # Thousands of files: a path costs more.
            return file.read()

    def text(self, name: str) -> str:
        """The text in the file *name*."""
        with open(f"{self.folder}/{name}", encoding="utf-8", errors="replace") as file:
            return file.read()

    @cached_property
    def looked_into(self) -> dict[str, Looked]:
        """What there is in every new file."""
        return looked_into(
            self.new, self._look, lambda name: suffix_of(name).lower() in _HELD, Looked.plain, Looked.meant
        )

    def _look(self, name: str) -> Looked:
        suffix, ordinary = suffix_of(name).lower(), self.is_file(name)
        risks: list[Value] = []
        if suffix in JUDGED and ordinary:
            risks += (danger.what.cut() for danger in dangers(self.data(name), suffix))
        asked = not (self._expected.may_tell or name in self._expected.drawn or risks)
        tells = asked and ordinary and suffix_of(name) in STRIPPED and _tells(self.data(name), suffix_of(name))
        return Looked(self._read(name) if suffix_of(name) in _READERS else None, risks, tells)

    @cached_property
    def markup(self) -> dict[str, Markup]:
        """What every new page, drawing, style sheet and script holds."""
        return {name: one.markup for name, one in self.looked_into.items() if one.markup}

    def _read(self, name: str) -> Markup:
        return _READERS[suffix_of(name)](self.text(name))

    @cached_property
    def seen(self) -> dict[str, Seen]:
        """What every file is asked about by the others, by name, sorted."""
        read = {name: self._read_of(name, markup) for name, markup in self.markup.items()}
        old = {name: one for name, one in self._seen.items() if suffix_of(name) in _READERS}
        return dict(sorted({**old, **read}.items()))

    def _read_of(self, name: str, markup: Markup) -> Seen:
        targets = (self.target(name, link) for link in markup.links)
        return Seen(markup.ids, tuple(dict.fromkeys(filter(None, targets))))

    def kept(self) -> Kept:
        """All that was seen, when nothing is wrong with it."""
        nothing = Seen()
        found = ((name, self._prints[name], self.seen.get(name, nothing)) for name in sorted(self.files))
        return kept(self.base, found)

    @cached_property
    def base(self) -> str:
        """The site's own address, as its start page gives it; else a lone slash."""
        start = self._read("index.html") if "index.html" in self.files else None
        return start.canonical if start and start.canonical.endswith("/") else "/"

    @property
    def said_base(self) -> str:
        """The site's own address, as who asks has it, else as :attr:`base`."""
        return self.base if self._expected.base is None else self._expected.base or "/"

    @cached_property
    def base_path(self) -> str:
        """Where the site begins on its host."""
        return urlsplit(self.base).path

    def target(self, page: str, link: str) -> Target | None:
        """What *link* on *page* asks for; None when it leads to another site. Whether it is there is not asked."""
        folder, above = page.rpartition("/")[0], _ABOVE.match(link)
        if above and ":" not in link:  # Most links are the same from all pages, but for how far up they go.
            link, steps = link[above.end() :], above.end() // 3
            folder = folder.rsplit("/", steps)[0] if folder.count("/") >= steps else ""
        key = (folder, link)
        if key not in self._leading:
            self._leading[key] = self._target(*key)
        found = self._leading[key]
        return (page, found[1]) if found and found[0] == _ITSELF else found

    def _target(self, folder: str, link: str) -> Target | None:
        """What *link* on a page in *folder* asks for."""
        if self.base != "/" and link.startswith(self.base):
            link = self.base_path + link.removeprefix(self.base)
        try:
            parts = urlsplit(link)
        except ValueError:  # Browsers cannot make an address of it either.
            return link, ""
        if parts.scheme or parts.netloc:
            return None
        path, anchor = unquote(parts.path), unquote(parts.fragment)
        if not path:
            return _ITSELF, anchor
        above = "/" if path.startswith("/") else f"/{folder}"
        if path.startswith("/"):
            path = path.removeprefix(self.base_path.rstrip("/"))
        found = posixpath.normpath(posixpath.join(above, path.lstrip("/"))).lstrip("/")
        if path.endswith(("/", "/.", "/..")) or path in (".", ".."):
            found = f"{found}/index.html".lstrip("/")
        return found, anchor

    def asked(self, target: Target) -> Target:
        """*target* as a server answers: a folder is asked for its page. A file that is missing is given too."""
        file, anchor = target
        return (f"{file}/index.html", anchor) if f"{file}/index.html" in self.files else target

    def leads_on(self, address: str, target: str) -> bool:
        """Whether the page at *address* sends readers to *target*; neither has a slash first."""
        name = f"{address}index.html"
        page, wanted = self.seen.get(name), self.target("index.html", f"{self.base_path}{target}")
        return (
            page is not None
            and wanted is not None
            and _REFRESH.search(self.data(name)) is not None
            and self.asked(wanted) in map(self.asked, page.targets)
        )


def lost_pages(before: Iterable[str], now: Iterable[str], unpublished: frozenset[str]) -> list[Problem]:
    """One problem for each page of *before* that is missing *now*, unless it is of one of *unpublished*, in any folder.

    A moved page stays as a redirect: a page at the old address that leads to the new one. The other pages of a list
    come and go with its entries, and nothing is to be done about them.
    """
    lost = {name for name in set(before) - set(now) if name.endswith(".html") and name != "404.html"}
    lost = {name for name in lost if not posixpath.basename(posixpath.dirname(name)).startswith(FOLDER)}
    return [
        problem(Place(name), "lost-page", name=_address(name), row=f"- {{fran: {_address(name)}, till: /…/}}")
        for name in sorted(lost)
        if not any(f"/{address}" in f"/{name}" for address in unpublished)
    ]


def _balance(tree: Tree) -> Iterator[Problem]:
    found = [
        (name, phrase("html-does-not-fit", fault=fault))
        for name, markup in tree.markup.items()
        for fault in markup.unbalanced
    ]
    for name, message in _grouped(found):
        yield problem(Place(name), "unbalanced-html", message=message)


def _anchors(tree: Tree) -> Iterator[Problem]:
    found = [
        (name, phrase("anchor-repeated", anchor=anchor))
        for name, markup in tree.markup.items()
        for anchor in markup.repeated
    ]
    for name, message in _grouped(found):
        yield problem(Place(name), "repeated-id", message=message)


def _policy(tree: Tree) -> Iterator[Problem]:
    found = [
        (name, phrase("stopped-by-policy", fault=fault))
        for name, markup in tree.markup.items()
        for fault in markup.unsafe
    ]
    for name, message in _grouped(found):
        yield problem(Place(name), "breaks-security-policy", message=message)


def _active(tree: Tree) -> Iterator[Problem]:
    """No picture, PDF or XML runs, fetches, carries other files or is shown as a page, whoever made it."""
    for name, one in tree.looked_into.items():
        if one.risks:
            yield problem(Place(name), "breaks-security-policy/file", name=_address(name), found=one.risks[:5])


def _code(tree: Tree) -> Iterator[Problem]:
    """Scripts and styles lie in versions only, where nobody but the build puts files; pages are .html."""
    for name in tree.new:
        program = _PROGRAM.fullmatch(name) and not _PAGE.fullmatch(name)
        if program or (_CODE.fullmatch(name) and not _OURS.fullmatch(name)):
            yield problem(Place(name), "breaks-security-policy/code", name=_address(name))


def _links(tree: Tree) -> Iterator[Problem]:
    for name, message in _grouped(_broken(tree)):
        yield problem(Place(name), "broken-built-link", message=message)


def _broken(tree: Tree) -> Iterator[Finding]:
    site_maps = {name: _site_map(tree, name) for name in tree.files if posixpath.basename(name) == "sitemap.xml"}
    asking = {**{name: one.targets for name, one in tree.seen.items()}, **site_maps}
    faults = {one: _fault_of(tree, one) for one in {*chain.from_iterable(asking.values())}}
    if any(faults.values()):
        for name, targets in asking.items():
            yield from ((name, fault) for one in targets if (fault := faults[one]))


def _site_map(tree: Tree, name: str) -> tuple[Target, ...]:
    """What the site map *name* leads to."""
    return tuple(dict.fromkeys(filter(None, (tree.target(name, link) for link in _LOC.findall(tree.text(name))))))


def _fault_of(tree: Tree, target: Target) -> Phrase | None:
    """Why a reader does not come to *target*."""
    file, anchor = tree.asked(target)
    if file not in tree.files:
        return phrase("link-to-nowhere", file=_address(file))
    if anchor and anchor != "top" and file in tree.seen and anchor not in tree.seen[file].ids:
        return phrase("link-to-no-anchor", file=_address(file), anchor=anchor)
    return None


def _private(tree: Tree) -> Iterator[Problem]:
    for name in tree.new:
        fault = _private_because(tree, name)
        if fault:
            yield problem(Place(printable(name)), "private-file/built", fault=fault)


def _private_because(tree: Tree, name: str) -> Phrase | None:
    if any(_HIDDEN_NAME.match(part) or matches(part, PRIVATE + LEFTOVER) for part in name.split("/")):
        return phrase("looks-private")
    if not is_plain_name(name):
        return phrase("odd-name")
    if not tree.is_file(name):
        return phrase("no-file")
    if suffix_of(name) not in (".html", ".json") and tree.size(name) < 1_000_000:
        return phrase("holds-private-key") if _PRIVATE_KEY.search(tree.data(name)) else None
    return None


def _changed(tree: Tree, expected: Expected) -> Iterator[Problem]:
    """What is published is what was judged, byte by byte, whatever happened to the file in between."""
    for name in sorted(tree.files & expected.digests.keys()):
        if tree.digest(name) != expected.digests[name]:
            yield problem(Place(name), "changed-file", name=_address(name))


def _metadata(tree: Tree, passed_over: Collection[str]) -> Iterator[Problem]:
    for name, one in tree.looked_into.items():
        if one.tells and name not in passed_over:
            yield problem(Place(name), "metadata-left")


def _tells(data: bytes, suffix: str) -> bool:
    try:
        return tells_of_its_maker(data, suffix)
    except Unreadable:
        return False  # What nobody can open tells nothing.


def _unpublished(tree: Tree, expected: Expected) -> Iterator[Problem]:
    """Nothing at or below the address of an unpublished record, in any folder, but a redirect, and what tells of it."""
    told = {f"{address}index.html" for address in expected.withdrawn}
    for name, address in _traces(tree, expected.unpublished):
        if _uncompressed(name) not in told:
            yield problem(Place(name), "unpublished-page", name=name, address=address)


def _uncompressed(name: str) -> str:
    return name.removesuffix(suffix_of(name)) if name.endswith(COMPRESSED) else name


def _traces(tree: Tree, unpublished: frozenset[str]) -> Iterator[tuple[str, str]]:
    pages = [address for address in sorted(unpublished) if "#" not in address]
    for name in sorted(tree.files) if pages else ():
        stem = f"/{posixpath.dirname(name)}/{posixpath.basename(name).partition('.')[0]}/"
        found = next((address for address in pages if f"/{address}" in stem), "")
        if found and not _REFRESH.search(tree.data(name)):
            yield name, found
    for address in unpublished - set(pages):
        path, _, anchor = address.partition("#")
        page = tree.seen.get(f"{path}index.html")
        if page and anchor in page.ids:
            yield f"{path}index.html", address


def _grouped(found: Iterable[Finding]) -> Iterator[Finding]:
    """One finding for the same fault on many pages: it has one cause."""
    pages: dict[Phrase, list[str]] = {}
    for name, message in found:
        pages.setdefault(message, []).append(name)
    for message, names in pages.items():
        one = phrase("at-page", page=_address(names[0]), message=message)
        yield names[0], phrase("at-pages", first=one, count=len(names) - 1) if len(names) > 1 else one


def _address(name: str) -> str:
    """How readers write the address of the file *name*."""
    return f"/{name.removesuffix('index.html')}" if posixpath.basename(name) == "index.html" else f"/{name}"


def _placed(problem: Problem, expected: Expected) -> Problem:
    """*problem* at the content file that made the page, where that is known; else at the file in the built site."""
    name = problem.place.path
    source = expected.sources.get(name.removesuffix("index.html"))
    return replace(problem, place=Place(source or f"{expected.folder}/{name}"))
