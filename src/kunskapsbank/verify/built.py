"""A built folder -> everything in it that must not reach readers. Runs before the swap: the last net, not the first."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..base.fingerprints import VERSIONED
from ..base.plain_files import digest_of, is_plain_name
from ..base.problems import Place, Problem, problem
from ..base.texts import Phrase, Value, phrase
from ..media.inert import JUDGED, dangers
from ..media.metadata import STRIPPED, tells_of_its_maker
from ..reading.folders import LEFTOVER, PRIVATE, Unreadable, matches, printable
from .markup import Markup, read_css, read_html, read_js, read_svg
from .orders import orders

_READERS = {".html": read_html, ".svg": read_svg, ".css": read_css, ".js": read_js}
_CODE = re.compile(r"(?i).*\.(css|js|mjs|cjs|wasm)(\.gz|\.br)?")
_OURS = re.compile(rf"({'|'.join(VERSIONED)})/[0-9a-f]{{8,}}/.*")  #: Where code of ours is published, now and before.
_PAGE = re.compile(r".*\.html(\.gz|\.br)?")
_PROGRAM = re.compile(r"(?i).*\.([sx]?html?|xht|mht|mhtml|xslt?|xul|rdf|svgz|swf|jar|hta|htc|php|cgi)(\.gz|\.br)?")
_LOC = re.compile(r"<loc>\s*([^<\s]+)")
_HIDDEN_NAME = re.compile(r"\.(?!well-known$|nojekyll$)")
_PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_REFRESH = re.compile(rb"(?i)<meta[^>]+http-equiv=[\"']?refresh")

Finding = tuple[str, Phrase]  #: A file of the built folder, and what is wrong with it.


@dataclass(frozen=True)
class Expected:
    """What a built folder is held against."""

    sources: Mapping[str, str] = field(default_factory=dict)  #: Address of a page -> the content file that made it.
    unpublished: frozenset[str] = frozenset()  #: Addresses of drafts and of records outside their schedule.
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
    built = Tree(tree)
    active, refused = list(_active(built)), [*_code(built), *_private(built)]
    told = {problem.place.path for problem in (*active, *refused)}
    no_question = expected.drawn | told
    problems = [
        *_balance(built),
        *_anchors(built),
        *_policy(built),
        *active,
        *refused,
        *(one for one in orders(built, _base(built, expected)) if one.place.path not in told),
        *_links(built),
        *_changed(built, expected),
        *([] if expected.may_tell else _metadata(built, no_question)),
        *_unpublished(built, expected),
    ]
    if not expected.may_lose_pages:
        problems += lost_pages(expected.before, built.files, expected.unpublished | expected.waiting)
    return sorted(_placed(problem, expected) for problem in problems)


def _base(tree: Tree, expected: Expected) -> str:
    return tree.base if expected.base is None else expected.base or "/"


class Tree:
    """The files of a built folder, each read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = frozenset(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())

    @cached_property
    def markup(self) -> dict[str, Markup]:
        """What every page, drawing, style sheet and script holds."""
        return {
            name: _READERS[Path(name).suffix]((self.folder / name).read_text(encoding="utf-8", errors="replace"))
            for name in sorted(self.files)
            if Path(name).suffix in _READERS
        }

    @cached_property
    def base(self) -> str:
        """The site's own address, as its start page gives it; else a lone slash."""
        start = self.markup.get("index.html")
        return start.canonical if start and start.canonical.endswith("/") else "/"

    @cached_property
    def base_path(self) -> str:
        """Where the site begins on its host."""
        return urlsplit(self.base).path

    def resolve(self, page: str, link: str) -> tuple[str, str] | None:
        """The file that *link* on *page* asks for, with the anchor; None when it leads to another site.

        A file that is missing is given too, as the reader would ask for it.
        """
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
            return page, anchor
        above = "/" if path.startswith("/") else f"/{page}"
        if path.startswith("/"):
            path = path.removeprefix(self.base_path.rstrip("/"))
        found = posixpath.normpath(posixpath.join(posixpath.dirname(above), path.lstrip("/"))).lstrip("/")
        if path.endswith(("/", "/.", "/..")) or path in (".", "..") or f"{found}/index.html" in self.files:
            found = f"{found}/index.html".lstrip("/")
        return found, anchor

    def leads_on(self, address: str, target: str) -> bool:
        """Whether the page at *address* sends readers to *target*; neither has a slash first."""
        name = f"{address}index.html"
        page = self.markup.get(name)
        wanted = self.resolve("index.html", f"{self.base_path}{target}")
        return (
            page is not None
            and _REFRESH.search((self.folder / name).read_bytes()) is not None
            and wanted in {self.resolve(name, link) for link in page.links}
        )


def lost_pages(before: Iterable[str], now: Iterable[str], unpublished: frozenset[str]) -> list[Problem]:
    """One problem for each page of *before* that is missing *now*, unless it is of one of *unpublished*, in any folder.

    A moved page stays as a redirect: a page at the old address that leads to the new one.
    """
    lost = {name for name in set(before) - set(now) if name.endswith(".html") and name != "404.html"}
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
    for name in sorted(tree.files):
        suffix = Path(name).suffix.lower()
        if suffix in JUDGED and (tree.folder / name).is_file():
            found: list[Value] = [danger.what.cut() for danger in dangers((tree.folder / name).read_bytes(), suffix)]
            if found:
                yield problem(Place(name), "breaks-security-policy/file", name=_address(name), found=found[:5])


def _code(tree: Tree) -> Iterator[Problem]:
    """Scripts and styles lie in versions only, where nobody but the build puts files; pages are .html."""
    for name in sorted(tree.files):
        program = _PROGRAM.fullmatch(name) and not _PAGE.fullmatch(name)
        if program or (_CODE.fullmatch(name) and not _OURS.fullmatch(name)):
            yield problem(Place(name), "breaks-security-policy/code", name=_address(name))


def _links(tree: Tree) -> Iterator[Problem]:
    for name, message in _grouped(_broken(tree)):
        yield problem(Place(name), "broken-built-link", message=message)


def _broken(tree: Tree) -> Iterator[Finding]:
    for name, markup in tree.markup.items():
        for link in markup.links:
            yield from ((name, message) for message in _fault_of_link(tree, name, link))
    for name in sorted(tree.files):
        if posixpath.basename(name) == "sitemap.xml":
            text = (tree.folder / name).read_text(encoding="utf-8", errors="replace")
            yield from ((name, message) for link in _LOC.findall(text) for message in _fault_of_link(tree, name, link))


def _fault_of_link(tree: Tree, name: str, link: str) -> Iterator[Phrase]:
    found = tree.resolve(name, link)
    if found is None:
        return
    file, anchor = found
    if file not in tree.files:
        yield phrase("link-to-nowhere", file=_address(file))
    elif anchor and anchor != "top" and file in tree.markup and anchor not in tree.markup[file].ids:
        yield phrase("link-to-no-anchor", file=_address(file), anchor=anchor)


def _private(tree: Tree) -> Iterator[Problem]:
    for name in sorted(tree.files):
        fault = _private_because(tree.folder / name, name)
        if fault:
            yield problem(Place(printable(name)), "private-file/built", fault=fault)


def _private_because(path: Path, name: str) -> Phrase | None:
    if any(_HIDDEN_NAME.match(part) or matches(part, PRIVATE + LEFTOVER) for part in name.split("/")):
        return phrase("looks-private")
    if not is_plain_name(name):
        return phrase("odd-name")
    if path.is_symlink() or not path.is_file():
        return phrase("no-file")
    if path.suffix not in (".html", ".json") and path.stat().st_size < 1_000_000:
        return phrase("holds-private-key") if _PRIVATE_KEY.search(path.read_bytes()) else None
    return None


def _changed(tree: Tree, expected: Expected) -> Iterator[Problem]:
    """What is published is what was judged, byte by byte, whatever happened to the file in between."""
    for name in sorted(tree.files & expected.digests.keys()):
        if digest_of(tree.folder / name, tree.folder) != expected.digests[name]:
            yield problem(Place(name), "changed-file", name=_address(name))


def _metadata(tree: Tree, passed_over: frozenset[str]) -> Iterator[Problem]:
    for name in sorted(tree.files - passed_over):
        if _tells(tree.folder / name):
            yield problem(Place(name), "metadata-left")


def _tells(path: Path) -> bool:
    if not path.is_file() or path.suffix not in STRIPPED:
        return False
    try:
        return tells_of_its_maker(path.read_bytes(), path.suffix)
    except Unreadable:
        return False  # What nobody can open tells nothing.


def _unpublished(tree: Tree, expected: Expected) -> Iterator[Problem]:
    """Nothing at or below the address of an unpublished record, in any folder, but a redirect."""
    for name, address in _traces(tree, expected.unpublished):
        yield problem(Place(name), "unpublished-page", name=name, address=address)


def _traces(tree: Tree, unpublished: frozenset[str]) -> Iterator[tuple[str, str]]:
    pages = [address for address in sorted(unpublished) if "#" not in address]
    for name in sorted(tree.files) if pages else ():
        stem = f"/{posixpath.dirname(name)}/{posixpath.basename(name).partition('.')[0]}/"
        found = next((address for address in pages if f"/{address}" in stem), "")
        if found and not _REFRESH.search((tree.folder / name).read_bytes()):
            yield name, found
    for address in unpublished - set(pages):
        path, _, anchor = address.partition("#")
        page = tree.markup.get(f"{path}index.html")
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
