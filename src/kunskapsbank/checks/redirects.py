"""Rules about moved addresses. Whether the pages exist is known, and checked, when all pages are drawn."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Problem, problem
from ..base.texts import phrase
from ..content.site import Site
from ..markdown.bodies import Bodies
from . import rule


@rule
def repeated_redirect(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En gammal adress ska leda till en enda ny."""
    seen: set[str] = set()
    for one in site.redirects:
        if one.origin in seen:
            yield problem(one.place, "repeated-redirect", origin=one.origin)
        seen.add(one.origin)


@rule
def redirect_chain(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En omdirigering ska leda direkt till en sida, inte till en annan omdirigering."""
    moved = {one.origin: one for one in site.redirects}
    for one in site.redirects:
        following = moved.get(one.target_page)
        if following is not None:
            direct = phrase("redirect-directly", target=following.target)
            remedy = None if following.target_page in moved else direct
            yield problem(one.target_place, "redirect-chain", remedy=remedy, target=one.target)
