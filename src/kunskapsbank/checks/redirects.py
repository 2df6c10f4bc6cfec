"""Rules about moved addresses. Whether the pages exist is known, and checked, when all pages are drawn."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Problem
from ..content.site import Site
from ..markdown.bodies import Bodies
from . import rule


@rule
def repeated_redirect(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En gammal adress ska leda till en enda ny."""
    seen: set[str] = set()
    for one in site.redirects:
        if one.origin in seen:
            yield Problem(
                one.place, "repeated-redirect", f"fran: /{one.origin} står redan i listan", "Ta bort den ena."
            )
        seen.add(one.origin)


@rule
def redirect_chain(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En omdirigering ska leda direkt till en sida, inte till en annan omdirigering."""
    moved = {one.origin: one for one in site.redirects}
    for one in site.redirects:
        following = moved.get(one.target_page)
        if following is not None:
            hint = (
                "Skriv sidans nuvarande adress."
                if following.target_page in moved
                else f"Skriv till: /{following.target} i stället."
            )
            yield Problem(one.target_place, "redirect-chain", f"till: /{one.target} har själv flyttat", hint)
