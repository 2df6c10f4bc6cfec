"""What stands around every page, in head, header and footer: plain values for the engine's template.

Links are to pages that exist; the template never has to ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from ..base.problems import Problem, Severity, problem
from ..base.settings import Link, Settings
from .linked_data import SEARCH

TRIAL = 'class="osakert provversion"'  #: What every page of a trial holds.
REGISTER, HANDBOOK, ENGLISH = "a-o/", "redaktor/", "en/"  #: Frame pages that the template knows.
_STANDARD = (Link("Alla sidor A–Ö", f"/{REGISTER}"), Link("För redaktörer", f"/{HANDBOOK}"))


def surroundings(settings: Settings, addresses: Collection[str], trial: bool = False) -> dict[str, Any]:
    """The values by name. *addresses*: of every page. *trial*: whether the pages say that they are a trial."""
    licence, contact = settings.licence, settings.contact
    has_english = "en" in settings.languages[1:] and ENGLISH in addresses
    return {
        "tagline": settings.tagline,
        "start_title": settings.start_title or " – ".join(filter(None, (settings.imprint.name, settings.tagline))),
        "footer": settings.footer.split("\n\n") if settings.footer else [],
        "licence": {"name": licence.name, "url": licence.url} if licence else None,
        "contact": {"text": contact.text, "url": contact.url} if contact else None,
        "links": [{"title": one.title, "address": one.address} for one in _existing(settings, addresses)],
        "search": SEARCH if SEARCH in addresses else "",
        "register": REGISTER if REGISTER in addresses else "",
        "english": ENGLISH if has_english else "",
        "trial": trial,
    }


def _existing(settings: Settings, addresses: Collection[str]) -> Iterator[Link]:
    """The footer's links whose pages exist."""
    for link in _STANDARD if settings.footer_links is None else settings.footer_links:
        if not _is_missing(link, addresses):
            yield link


def missing_pages(settings: Settings, addresses: Collection[str]) -> Iterator[Problem]:
    """Links of the settings to pages that do not exist: they are not drawn."""
    for link in settings.footer_links or ():
        if _is_missing(link, addresses):
            yield problem(
                link.place, "broken-page-link/footer", Severity.WARNING, address=link.address, title=link.title
            )


def _is_missing(link: Link, addresses: Collection[str]) -> bool:
    return link.address.startswith("/") and link.address[1:].partition("#")[0] not in addresses
