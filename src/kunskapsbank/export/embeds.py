"""What other sites show of this one, without a script: ``badda-in/v1/…``.

Each has a fragment of HTML, ``del.html``, which a site takes in when it is built, and a page for a frame (iframe),
``index.html``. What is below ``v1`` keeps its classes and addresses: a change that hosts must know of is a ``v2``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from markupsafe import Markup

from ..base.fingerprints import CODE, EMBEDDED, fingerprint
from ..base.problems import Place
from ..base.settings import Website
from ..content.addresses import address_of, list_address, relativize
from ..content.record import Record, refs
from ..content.roles import Event
from ..content.site import Site
from ..markdown.converter import slugify
from ..reading.texts import Texts

FOLDER = f"{EMBEDDED}/v1"
PAGE, FRAGMENT, STYLE = "index.html", "del.html", "badda-in.css"
Draw = Callable[..., Markup | None]  #: Draws a macro by its name, for the file at a place; None when it cannot.
_LINK = re.compile(r'(<[a-z][^<>]*?\s(?:href|src)=")/(?!/)')
_ANCHOR = re.compile(r"<a (?=[^<>]*\bhref=)")


@dataclass(frozen=True, slots=True)
class Embed:
    """Something that other sites can show."""

    address: str  #: Of its folder.
    title: str
    home: str  #: The page that has more.
    kind: type[Record]
    records: tuple[Record, ...]
    listed: bool  #: Whether it is a list, not one record.


def embeds(site: Site) -> Iterator[Embed]:
    """All of them: records of kinds that say ``embedded``, lists of those that say ``embedded_by``."""
    for kind in site.kinds.values():
        records = site.of_kind(kind.kind)
        if kind.embedded:
            for one in records:
                yield Embed(f"{FOLDER}/{kind.kind}/{one.id}/", one.titel, address_of(one), kind, (one,), False)
        if kind.embedded_by and records:
            home = list_address(kind)
            yield Embed(f"{FOLDER}/{kind.kind}/", kind.plural, home, kind, _shown(site, records), True)
            for name in kind.embedded_by:
                for id_, title, own in _groups(site, records, name):
                    address = f"{FOLDER}/{kind.kind}/{name}/{id_}/"
                    yield Embed(address, f"{kind.plural}: {title}", home, kind, _shown(site, own), True)


def _groups(site: Site, records: tuple[Record, ...], name: str) -> Iterator[tuple[str, str, tuple[Record, ...]]]:
    """The values of the field *name* of *records*, each as id and title, with the records that have it.

    Texts that give the same id, as "C" and "C++" do, have a number after it but for the first.
    """
    found: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        for value in _values(site, record, name):
            found.setdefault(value, []).append(record)
    used: set[str] = {id_ for id_, _ in found}
    seen: set[str] = set()
    for (id_, title), own in sorted(found.items()):
        free = id_ if id_ not in seen else next(one for n in count(2) if (one := f"{id_}-{n}") not in used)
        seen.add(id_)
        used.add(free)
        yield free, title, tuple(own)


def _values(site: Site, record: Record, name: str) -> Iterator[tuple[str, str]]:
    if name in refs(type(record)):
        yield from ((one.id, one.titel) for one in site.targets(record, name))
    else:
        value = getattr(record, name)
        texts = map(str, value if isinstance(value, tuple) else () if value is None else (value,))
        yield from ((slugify(text), text) for text in texts)


def _shown(site: Site, records: tuple[Record, ...]) -> tuple[Record, ...]:
    """*records*; of events those that are not over, the next first."""
    events = [one for one in records if isinstance(one, Event)]
    if len(events) < len(records):
        return records
    coming = [one for one in events if one.days and one.days[1] >= site.today]
    return tuple(sorted(coming, key=lambda one: (str(one.start), one.key)))


def files(
    site: Site, website: Website, texts: Texts, code: Mapping[str, bytes], draw: Draw, known: Container[str]
) -> dict[str, bytes]:
    """The files by address; none without an address of the site. *known*: the names of the project's macros."""
    if not website.url:
        return {}
    style = f"/{style_address(code)}"
    found = {}
    for one in embeds(site):
        fragment = _fragment(one, website, draw, known)
        if fragment is None:
            continue
        title = texts.plain("baddain.titel", titel=one.title, namn=website.name)
        framed = Markup(_ANCHOR.sub('<a target="_top" ', fragment))
        page = draw(Place(_source(one)), "inbaddning", title, framed, website.absolute(one.home), style)
        if page is not None:
            found[one.address + FRAGMENT] = fragment.encode()
            found[one.address + PAGE] = (relativize(page.strip(), one.address)[0] + "\n").encode()
    return found


def style_address(code: Mapping[str, bytes]) -> str:
    """Where the style of the pages for frames is published, among the rest of the *code*."""
    return f"{CODE}/{fingerprint(sorted(code.items()))}/{STYLE}"


def _fragment(one: Embed, website: Website, draw: Draw, known: Container[str]) -> str | None:
    name = f"baddain_{one.kind.kind}"
    macro, place = name if name in known else "baddain", Place(_source(one))
    drawn = [draw(Place(record.source.path), macro, record, 3 if one.listed else 2) for record in one.records]
    if None in drawn:
        return None
    home = f"/{one.home}"
    inside = draw(place, "baddainlista", one.title, drawn, home, website.name) if one.listed else drawn[0]
    whole = inside and draw(place, "baddainram", inside, home, website.name)
    return whole and _LINK.sub(lambda match: match[1] + website.url, whole).strip() + "\n"


def _source(one: Embed) -> str:
    return f"content/{one.kind.kind}/" if one.listed else one.records[0].source.path
