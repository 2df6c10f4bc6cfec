"""What stands around every page, in head, header and footer: plain values for the engine's template.

Links are to pages that exist; the template never has to ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from ..base.problems import Problem, Severity, problem
from ..base.settings import Link, Settings, Translation
from ..content.addresses import list_address
from ..content.kinds import Kinds
from ..content.roles import Municipality
from ..reading.texts import Texts
from .linked_data import SEARCH
from .scripts import SEARCH_PAGE, loaded_at_once

TRIAL = 'class="osakert provversion"'  #: What every page of a trial holds.
REGISTER, HANDBOOK, ENGLISH = "a-o/", "redaktor/", "en/"  #: Frame pages that the template knows.
_STANDARD = (("sida.alla_sidor", f"/{REGISTER}"), ("sida.redaktor", f"/{HANDBOOK}"))  #: (text, address).
_WORDS = "sida.", "sok.", "oversattning.namn"  #: What the keys of the texts that the template shows start with.


def surroundings(
    settings: Settings,
    addresses: Collection[str],
    texts: Iterable[Texts],
    trial: bool = False,
    kinds: Kinds | None = None,
    code: Mapping[str, bytes] = MappingProxyType({}),
) -> dict[str, Any]:
    """The values by name. *addresses*: of every page. *trial*: whether the pages say that they are a trial.

    *texts*: the words of every language that pages are in. *kinds*: those of the project. *code*: its scripts, by name.
    """
    by_language = {one.language: one for one in texts}
    return {
        "tagline": settings.tagline,
        "start_title": settings.start_title or " – ".join(filter(None, (settings.website.name, settings.tagline))),
        "footer": settings.footer.split("\n\n") if settings.footer else [],
        "licence": asdict(settings.licence) if settings.licence else None,
        "contact": asdict(settings.contact) if settings.contact else None,
        "links": list(_links(settings, addresses)),
        "sections": {section.entry[1:]: [one[1:] for one in section.below] for section in settings.sections},
        "search": SEARCH if SEARCH in addresses else "",
        "search_scripts": loaded_at_once(SEARCH_PAGE, code),
        "register": REGISTER if REGISTER in addresses else "",
        "languages": _languages(settings, addresses, by_language),
        "municipalities": _municipalities(kinds) if kinds else {},
        "trial": trial,
        "language": settings.languages[0],
        "texts": {language: _shown(one) for language, one in by_language.items()},
    }


def _languages(settings: Settings, addresses: Collection[str], texts: Mapping[str, Texts]) -> dict[str, dict[str, Any]]:
    """What is around pages in other languages than the site's, by language; those without a first page are left out."""
    known = {one.language: one for one in settings.translations}
    if "en" in settings.languages[1:]:
        known.setdefault("en", Translation("en", ENGLISH.rstrip("/")))
    return {
        language: {
            "name": texts[language].plain("oversattning.namn"),
            "start": f"{one.folder}/",
            "search": f"{one.folder}/{SEARCH}" if f"{one.folder}/{SEARCH}" in addresses else "",
            "tagline": one.tagline,
            "footer": one.footer,
            "menu": [{"title": link.title, "address": link.address[1:]} for link in one.menu],
            "links": [{"title": link.title, "address": link.address} for link in one.footer_links],
        }
        for language, one in known.items()
        if f"{one.folder}/" in addresses
    }


def _municipalities(kinds: Kinds) -> dict[str, str]:
    """Where the list of municipalities is and their data, when they are published as data; else nothing."""
    known = (kind for kind in kinds.taking(Municipality) if kind.data)
    return next(({"list": list_address(kind), "data": f"data/{kind.kind}.json"} for kind in known), {})


def _shown(texts: Texts) -> dict[str, str]:
    return {key: text for key, text in texts.by_key.items() if key.startswith(_WORDS)}


def _links(settings: Settings, addresses: Collection[str]) -> Iterator[dict[str, str]]:
    """The footer's links whose pages exist; a standard one names its text, which follows the page's language."""
    if settings.footer_links is None:
        yield from ({"standard": key, "address": path} for key, path in _STANDARD if path[1:] in addresses)
    for link in settings.footer_links or ():
        if not _is_missing(link, addresses):
            yield {"title": link.title, "address": link.address}


def missing_pages(settings: Settings, addresses: Collection[str]) -> Iterator[Problem]:
    """Links of the settings to pages that do not exist, and addresses under the menu where no page is."""
    of_languages = (link for one in settings.translations for link in (*one.menu, *one.footer_links))
    for link in (*(settings.footer_links or ()), *of_languages):
        if _is_missing(link, addresses):
            yield problem(
                link.place, "broken-page-link/footer", Severity.WARNING, address=link.address, title=link.title
            )
    for section in settings.sections:
        for start in (section.entry, *section.below):
            if not any(address.startswith(start[1:]) for address in addresses):
                yield problem(section.place, "broken-page-link/section", Severity.WARNING, address=start)


def _is_missing(link: Link, addresses: Collection[str]) -> bool:
    return link.address.startswith("/") and link.address[1:].partition("#")[0] not in addresses
