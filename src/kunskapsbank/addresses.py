"""Where things stand on the site. Addresses have no leading slash; the start page is the empty address."""

from __future__ import annotations

import posixpath
import re

from .model import Record

_SITE_LINK = re.compile(r'(<[a-z][^<>]*?\s(?:href|src|action)=")/(?!/)([^"]*)"')


def list_address(kind: type[Record]) -> str:
    """The page that lists the records of *kind*."""
    return f"{kind.single or kind.place or kind.kind}/"


def address_of(record: Record) -> str:
    """The record's own page, or its anchor on the list page."""
    kind = type(record)
    if kind.single:
        return list_address(kind)
    return f"{list_address(kind)}{record.id}/" if kind.pages else f"{list_address(kind)}#{record.id}"


def file_of(address: str, index: bool) -> str:
    """The Markdown file that MkDocs turns into *address*; *index*: as ``index.md`` in its folder."""
    if not address:
        return "index.md"
    return f"{address}index.md" if index else f"{address.rstrip('/')}.md"


def address_of_file(path: str) -> str:
    """The address of a frame page at *path* below ``docs/``: ``om/index.md`` -> ``om/``, ``sok.md`` -> ``sok/``."""
    stem = path.removesuffix(".md")
    if stem == "index" or stem.endswith("/index"):
        return stem.removesuffix("index")
    return f"{stem}/"


def relative(target: str, page: str) -> str:
    """*target* as a link from the page at *page*; both are addresses."""
    path, hash_mark, anchor = target.partition("#")
    found = posixpath.relpath(f"/{path}", f"/{page}")
    if path.endswith("/") or not path:
        found = "./" if found == "." else f"{found}/"
    if hash_mark and path == page:
        found = ""
    return f"{found}{hash_mark}{anchor}"


def relativize(html: str, page: str) -> tuple[str, list[str]]:
    """Make every link that starts with ``/`` relative to *page*, so that the site works under any path.

    Returns the HTML and the addresses it points at, each once, in order.
    """
    links: dict[str, str] = {}

    def shorten(match: re.Match[str]) -> str:
        target = match.group(2)
        if target not in links:
            links[target] = relative(target, page)
        return f'{match.group(1)}{links[target]}"'

    return _SITE_LINK.sub(shorten, html), list(links)
