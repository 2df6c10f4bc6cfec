"""Where things stand on the site. Addresses have no leading slash; the start page is the empty address."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence

from .record import Record
from .redirects import Redirect
from .site import Site

#: What a link of the site looks like; written so that it is looked for where a value begins, and nowhere else.
_SITE_LINK = re.compile(r'="/(?:(?<=\shref="/)|(?<=\ssrc="/)|(?<=\saction="/))(?!/)([^"]*)"')
_IN_TAG = re.compile(r"<[a-z][^<>]*")
_PLAIN = re.compile(r"(?:[\w-]+/)*(?:[\w-][\w.-]*)?")  #: A path without a step that leads back or nowhere.


def list_address(kind: type[Record]) -> str:
    """The page that lists the records of *kind*."""
    return kind.list_address()


def address_of(record: Record) -> str:
    """The record's own page, or its anchor on the list page."""
    return record.address


def translated_addresses(site: Site) -> dict[str, str]:
    """The addresses of the records that *site* has in its language, by those of their originals; none of a site that
    speaks as it was written."""
    own = site.translations.get(site.language, {})
    return {address_of(site.originals[key]): address_of(record) for key, record in own.items()}


def hidden_addresses(site: Site) -> frozenset[str]:
    """Where readers find nothing today though content has a file: a draft, one out of schedule, or a faulty one."""
    return _addresses(site, site.hidden)


def withdrawn_addresses(site: Site) -> frozenset[str]:
    """Where a page says that there was another: in every language, of what is withdrawn."""
    return frozenset(map(address_of, site.withdrawn))


def unread_addresses(site: Site) -> frozenset[str]:
    """Where the faulty ones among them would be found."""
    return _addresses(site, site.unread)


def _addresses(site: Site, keys: Iterable[str]) -> frozenset[str]:
    named = (key.split("/", 1) for key in keys if "/" in key)
    found = {site.kinds[kind].address_at(id_) for kind, id_ in named if kind in site.kinds}
    return frozenset(found.difference(map(address_of, site.records.values())) if found else found)


def waiting_redirects(site: Site) -> frozenset[Redirect]:
    """The redirects that lead to an address where nothing is: they are made when there is something to lead to."""
    hidden = hidden_addresses(site) - withdrawn_addresses(site)
    return frozenset(one for one in site.redirects if hidden & {one.target, one.target_page})


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
    return _relative(target, page, _above(page))


def _above(page: str) -> list[tuple[str, str]]:
    """The folders that the page at *page* lies in, its own first, each with the way up to it."""
    folders = [one for one in page.split("/") if one]
    count = len(folders)
    return [("".join(f"{one}/" for one in folders[: count - up]), "../" * up) for up in range(count + 1)]


def _relative(target: str, page: str, above: Sequence[tuple[str, str]]) -> str:
    path, hash_mark, anchor = target.partition("#")
    if hash_mark and path == page:
        return f"#{anchor}"
    is_folder = path[-1:] in ("/", "")
    if _PLAIN.fullmatch(path) and (is_folder or not f"{page}/".startswith(f"{path}/")):
        folder, up = next(one for one in above if path.startswith(one[0]))
        found = f"{up}{path[len(folder) :]}" or "./"
    else:
        found = posixpath.relpath(f"/{path}", f"/{page}")
        found = f"{found}/" if path.endswith("/") else found
    return f"{found}{hash_mark}{anchor}"


def relativize(html: str, page: str) -> tuple[str, list[str]]:
    """Make every link that starts with ``/`` relative to *page*, so that the site works under any path.

    Returns the HTML and the addresses it points at, each once, in order.
    """
    links: dict[str, str] = {}
    above = _above(page)

    def shorten(match: re.Match[str]) -> str:
        if not _IN_TAG.fullmatch(html, max(html.rfind("<", 0, match.start()), 0), match.start()):
            return match[0]  # It stands in a text.
        target = match[1]
        if target not in links:
            links[target] = _relative(target, page, above)
        return f'="{links[target]}"'

    return _SITE_LINK.sub(shorten, html), list(links)
