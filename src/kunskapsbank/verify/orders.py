"""What servers, hosts and browsers take orders from in a built folder: nothing but what we ourselves would write.

Whoever hands a build over must not decide which headers are sent, where old addresses lead, or what a server sends in
the place of a page that was judged.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import brotli

from ..base.fingerprints import VERSION_NAME, VERSIONED
from ..base.parts import CODE_TYPES
from ..base.plain_files import suffix_of
from ..base.problems import Place, Problem, problem
from ..base.texts import phrase
from ..hosting.headers import HEADERS_FILE, headers_file
from ..hosting.servers import MOVED
from ..media.inert import JUDGED
from ..media.xmldata import Reader
from ..reading.folders import Unreadable, ordering, printable

if TYPE_CHECKING:
    from .built import Tree

COMPRESSED = (".gz", ".br")  #: After the name of the file that a server sends them for.
_SENT = JUDGED | CODE_TYPES | {".html"}  #: The types that a site holds.
_NAMED = frozenset({HEADERS_FILE, "_redirects", MOVED, ".nojekyll", ".well-known/security.txt"})  #: What it holds more.
_VERSION = re.compile(rf"^/((?:{'|'.join(VERSIONED)})/{VERSION_NAME.pattern})/\*$", re.M)
_ADDRESS = r"((?:[a-z0-9-]+/)*(?:#[a-z0-9-]+)?)"  #: As in ``content/omdirigeringar.yml``, without the first slash.
_OPEN_SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_MOST_COMPRESSED = 10**8  #: Bytes of a file that is compared with its compressed copy.


def orders(tree: Tree, base: str) -> Iterator[Problem]:
    """Every file of *tree* that gives orders which are not ours. *base*: the site's address; a slash without one."""
    path = urlsplit(base).path
    for name in tree.new:
        yield from _of_type(tree, name)
    yield from _searches(tree, base)
    yield from _headers(tree, path)
    yield from _moved(tree, path)


def _of_type(tree: Tree, name: str) -> Iterator[Problem]:
    if name in _NAMED:
        return
    place, shown = Place(printable(name)), f"/{printable(name)}"
    whole = name.removesuffix(suffix_of(name)) if name.endswith(COMPRESSED) else name
    suffix, why = suffix_of(whole).lower(), ordering(whole.rpartition("/")[2])
    if suffix not in _SENT or name.startswith(".well-known/"):
        yield problem(place, "server-orders/type", name=shown)
    elif why and suffix not in CODE_TYPES:
        yield problem(place, "server-orders", why=why)
    elif whole != name and not _is_copy(tree.folder / name, tree.folder / whole):
        yield problem(place, "server-orders/compressed", name=shown, whole=f"/{printable(whole)}")


def _is_copy(compressed: Path, whole: Path) -> bool:
    """Whether *compressed* holds just what the file *whole* holds: a server sends it in its place."""
    if not whole.is_file() or not compressed.is_file() or whole.stat().st_size > _MOST_COMPRESSED:
        return False
    data, wanted = compressed.read_bytes(), whole.read_bytes()
    try:
        return _UNPACK[compressed.suffix](data, len(wanted) + 1) == wanted
    except (zlib.error, brotli.error):
        return False


def _gunzip(data: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    found = unpacker.decompress(data, most)
    return found if unpacker.eof and not unpacker.unused_data else b""


def _unbrotli(data: bytes, most: int) -> bytes:
    unpacker = brotli.Decompressor()
    found: bytes = unpacker.process(data, output_buffer_limit=most)
    return found if unpacker.is_finished() else b""


_UNPACK: dict[str, Callable[[bytes, int], bytes]] = {".gz": _gunzip, ".br": _unbrotli}


def _headers(tree: Tree, path: str) -> Iterator[Problem]:
    """The headers are ours, all of them and no other; those of a version say that it may be kept."""
    if HEADERS_FILE not in tree.files:
        return
    text = _text(tree, HEADERS_FILE)
    if text != headers_file(_VERSION.findall(text), path):
        yield problem(Place(HEADERS_FILE), "server-orders/headers", name=f"/{HEADERS_FILE}", path=path)


def _moved(tree: Tree, path: str) -> Iterator[Problem]:
    """A server sends readers on from where a page of the site does so too, and to where it does."""
    for name, line in (("_redirects", r"{0}{1} {0}{1} 301\n"), (MOVED, r"{0}{1} {0}{1};\n")):
        ours = re.compile(line.format(re.escape(path), _ADDRESS))
        for number, one in enumerate(_text(tree, name).splitlines(keepends=True) if name in tree.files else (), 1):
            found = ours.fullmatch(one)
            if not found or not tree.leads_on(*found.groups()):
                yield problem(Place(name, number), "server-orders/moved", line=printable(one.strip())[:80])


def _text(tree: Tree, name: str) -> str:
    return tree.data(name).decode("utf-8", errors="replace")


def _searches(tree: Tree, base: str) -> Iterator[Problem]:
    """What a browser may be given as a search engine searches this site (OpenSearch 1.1)."""
    for name in (one for one in tree.new if one.lower().endswith(".xml")):
        spaces, leading = _read(tree, name)
        elsewhere = [one for one in leading if base == "/" or not one.startswith(base)]
        if _OPEN_SEARCH in spaces and (len(spaces) > 1 or elsewhere):
            yield problem(Place(printable(name)), "server-orders/search", name=f"/{printable(name)}")


def _read(tree: Tree, name: str) -> tuple[set[str], list[str]]:
    """The namespaces of the elements of an XML file, and the addresses that it asks questions of."""
    spaces: set[str] = set()
    leading: list[str] = []

    def start(space: str, local: str, attributes: dict[str, str]) -> None:
        spaces.add(space)
        leading.extend(value for key, value in attributes.items() if key == "template")

    with suppress(Unreadable):  # Of which those tell who judge XML.
        Reader(start).read(tree.data(name), phrase("xml-file"))
    return spaces, leading
