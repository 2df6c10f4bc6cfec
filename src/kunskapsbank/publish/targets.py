"""Where a site is published: a folder here, one on another computer, or a bucket; by what people write of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

from .publishing import NothingThere, opened, seen
from .releases import Shelf
from .s3_store import opened_in_bucket, place_of, seen_in_bucket
from .ssh_store import opened_remotely, seen_remotely, target_of


def opened_at(where: str, wait: float) -> AbstractContextManager[Shelf]:
    """The releases at *where*, locked; raises as :func:`~.publishing.opened`."""
    place = place_of(where)
    if place:
        return opened_in_bucket(place, wait)
    target = target_of(where)
    return opened_remotely(target, wait) if target else opened(Path(where), wait)


def seen_at(where: str) -> AbstractContextManager[Shelf]:
    """The releases at *where*, to look at only; raises as :func:`~.publishing.seen`."""
    place = place_of(where)
    if place:
        return seen_in_bucket(place)
    target = target_of(where)
    return seen_remotely(target) if target else nullcontext(seen(Path(where)))


@contextmanager
def looked_at(where: str) -> Iterator[Shelf | None]:
    """The same; None where nothing has been published."""
    with ExitStack() as stack:
        try:
            shelf = stack.enter_context(seen_at(where))
        except NothingThere:
            shelf = None
        yield shelf
