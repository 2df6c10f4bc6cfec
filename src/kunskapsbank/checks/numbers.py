"""Rules about counties and municipalities."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Place, Problem
from ..content.roles import County, Municipality
from ..content.site import Site
from ..markdown.bodies import Bodies
from . import rule


@rule(role=County)
def municipality_in_two_regions(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En kommun ska stå i ett enda län."""
    seen: dict[str, str] = {}
    for county, kommun, place in _municipalities(site):
        if kommun.kod in seen:
            yield Problem(
                place,
                "municipality-in-two-regions",
                f"{kommun.namn} ({kommun.kod}) står också i {seen[kommun.kod]}",
                "Behåll en av dem.",
            )
        seen.setdefault(kommun.kod, county.titel)


@rule(role=County)
def municipality_in_wrong_county(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En kommuns kod ska börja med länets kod."""
    for county, kommun, place in _municipalities(site):
        if not kommun.kod.startswith(county.lanskod):
            yield Problem(
                place,
                "municipality-in-wrong-county",
                f"{kommun.namn}: {kommun.kod} börjar inte med länskoden {county.lanskod}",
                "Rätta koden eller flytta kommunen.",
            )


def _municipalities(site: Site) -> Iterator[tuple[County, Municipality, Place]]:
    """(county, municipality, place of its code)."""
    for county in site.taking(County):
        for number, kommun in enumerate(county.kommuner):
            yield county, kommun, county.source.place(("kommuner", number, "kod"))
