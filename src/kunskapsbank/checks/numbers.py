"""Rules about counties and municipalities."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Place, Problem, problem
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
            yield problem(
                place, "municipality-in-two-regions", name=kommun.namn, code=kommun.kod, seen=seen[kommun.kod]
            )
        seen.setdefault(kommun.kod, county.titel)


@rule(role=County)
def municipality_in_wrong_county(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En kommuns kod ska börja med länets kod."""
    for county, kommun, place in _municipalities(site):
        if not kommun.kod.startswith(county.lanskod):
            yield problem(
                place, "municipality-in-wrong-county", name=kommun.namn, code=kommun.kod, county=county.lanskod
            )


def _municipalities(site: Site) -> Iterator[tuple[County, Municipality, Place]]:
    """(county, municipality, place of its code)."""
    for county in site.taking(County):
        for number, kommun in enumerate(county.kommuner):
            yield county, kommun, county.source.place(("kommuner", number, "kod"))
