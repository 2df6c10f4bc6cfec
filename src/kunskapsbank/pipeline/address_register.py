"""Addresses that people have been given, and that must keep leading to the same answer.

Links to single answers are handed out. ``adresser.txt`` holds every address and anchor that the pages of
:func:`kept` have had; a build that has lost one stops. ``kb adresser`` adds what is new and never removes a line.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from ..base.os_errors import reason
from ..base.plain_files import read_plain, write_plain
from ..base.problems import Place, Problem, problem
from ..base.texts import Phrase, phrase
from ..content.addresses import list_address
from ..content.kinds import Kinds
from ..render.page import Page
from .project import ADDRESSES

_ELEMENTS = frozenset({"h2", "h3", "li"})  #: Headings and steps.


def kept(kinds: Kinds, pages: Iterable[Page]) -> list[Page]:
    """The pages whose addresses are kept: those at and below the list of a kind that says so (``lasting``)."""
    below = tuple(list_address(kind) for kind in kinds.values() if kind.lasting)
    return [page for page in pages if page.address.startswith(below)]


def addresses(pages: Iterable[Page]) -> Iterator[str]:
    """Every address of *pages*, with their headings and steps.

    What the other parts of a long list have is the list's: its address leads there, and the parts come and go.
    """
    for page in pages:
        if page.part_of is None:
            yield page.address
        yield from (f"{_owner(page)}#{anchor}" for anchor, tag in page.anchors.items() if tag in _ELEMENTS)


def _owner(page: Page) -> str:
    """The address that the anchors of *page* are handed out with."""
    return page.address if page.part_of is None else page.part_of


def lost(root: Path, pages: Iterable[Page], withdrawn: Container[str] = ()) -> list[Problem]:
    """The registered addresses that none of *pages* has any longer; an anchor may have moved to another element.

    At the addresses *withdrawn* there is a page, and what is gone from it is meant to be.
    """
    there = {
        address
        for page in pages
        for address in (page.address, *(f"{_owner(page)}#{anchor}" for anchor in page.anchors))
    }
    try:
        registered = _registered(root)
    except UnicodeDecodeError:
        return [problem(Place(ADDRESSES), "unreadable-register")]
    except OSError as error:
        return [problem(Place(ADDRESSES), "unreadable-register/no-file", reason=reason(error))]
    return [
        problem(Place(ADDRESSES, number), "lost-address", remedy=_remedy(address), address=address)
        for address, number in registered.items()
        if address not in there and address.partition("#")[0] not in withdrawn
    ]


def register(root: Path, pages: Iterable[Page]) -> int:
    """Add the addresses of *pages* that are new to the register; returns how many."""
    known = _registered(root)
    new = set(addresses(pages)) - set(known)
    if new:
        write_plain(root / ADDRESSES, "".join(f"{one}\n" for one in sorted({*known, *new})).encode(), root)
    return len(new)


def _registered(root: Path) -> dict[str, int]:
    """The registered addresses with their lines; blank lines and a byte order mark are no addresses.

    Raises:
        OSError: If there is something else than a file, or it cannot be read.
        UnicodeDecodeError: If it is not UTF-8.
    """
    file = root / ADDRESSES
    lines = read_plain(file).decode("utf-8-sig").split("\n") if os.path.lexists(file) else []
    written = ((line.strip().removeprefix("/"), number) for number, line in enumerate(lines, 1) if line.strip())
    return dict(written)


def _remedy(address: str) -> Phrase | None:
    anchor = address.partition("#")[2]
    return phrase("keep-anchor", anchor=anchor) if anchor else None
