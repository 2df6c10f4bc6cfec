"""Rules about counties and municipalities."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Problem, problem
from ..content.places import county_of
from ..content.roles import Municipality
from ..content.site import Site
from ..markdown.bodies import Bodies
from . import rule


@rule(role=Municipality)
def municipality_in_two_regions(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En kommun ska ha en enda post."""
    seen: dict[str, str] = {}
    for kommun in site.taking(Municipality):
        if kommun.kod in seen:
            place = kommun.source.place(("kod",))
            yield problem(
                place, "municipality-in-two-regions", name=kommun.namn, code=kommun.kod, seen=seen[kommun.kod]
            )
        seen.setdefault(kommun.kod, kommun.source.path)


@rule(role=Municipality)
def municipality_in_wrong_county(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En kommuns kod ska börja med länets kod."""
    for kommun in site.taking(Municipality):
        county = county_of(site, kommun)
        if county is not None and not kommun.kod.startswith(county.lanskod):
            yield problem(
                kommun.source.place(("kod",)),
                "municipality-in-wrong-county",
                name=kommun.namn,
                code=kommun.kod,
                county=county.lanskod,
            )
