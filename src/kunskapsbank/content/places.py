"""Which municipality lies in which county."""

from __future__ import annotations

from .record import refs
from .roles import County, Municipality
from .site import Site


def county_of(site: Site, municipality: Municipality) -> County | None:
    """The first published county that *municipality* points at; None when there is none."""
    pointed = (target for name in refs(type(municipality)) for target in site.targets(municipality, name))
    return next((target for target in pointed if isinstance(target, County)), None)


def municipalities_of(site: Site, county: County) -> tuple[Municipality, ...]:
    """The municipalities of *county*, in their own order."""
    return tuple(one for one in site.taking(Municipality) if county_of(site, one) is county)
