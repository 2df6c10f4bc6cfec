"""A record of a kind to hand out -> what its sheet says, the same for every format."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from ...base.settings import Imprint
from ...content import roles
from ...content.addresses import address_of
from ...content.places import municipalities_of
from ...content.site import Site
from ...markdown.bodies import Bodies
from ...markdown.tags import TERM_SCHEME
from ...render.presentation import host_of, swedish_date
from .blocks import Block, blocks_of

MARK_LENGTH = 12  #: Hexadecimal digits of a sheet's mark: enough that two versions never share one.


def absolute(site: Site, imprint: Imprint, link: str) -> str:
    """*link*, as bodies hold it, as a whole web address; one of a site whose address is not known from its root."""
    if link.startswith(TERM_SCHEME):
        link = f"/{address_of(site[link.removeprefix(TERM_SCHEME)])}"
    return imprint.absolute(link[1:]) if link.startswith("/") and imprint.url else link


@dataclass(frozen=True, slots=True)
class Message:
    """A key message as the sheet shows it."""

    claim: str
    text: str
    gain: str  #: Who gains: individen, arbetsgivaren or samhället.
    short: str  #: For the poster; empty when the message has no short form.


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the reader turns to."""

    text: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """The county that hands the sheet out."""

    id: str
    name: str
    county: str
    url: str
    host: str
    municipalities: tuple[str, ...]
    logo: str = ""  #: Below ``docs/``, or empty.


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a sheet says."""

    id: str
    group: str  #: The target group's name.
    title: str
    ingress: str
    sections: tuple[Block, ...]
    messages: tuple[Message, ...]
    steps: tuple[str, ...]
    example: tuple[str, str] | None  #: Title and text.
    questions: tuple[tuple[str, str], ...]
    contact: Contact
    uncertain: tuple[str, ...]
    version: str
    date: str  #: Swedish.
    day: tuple[int, int, int]  #: The same date as year, month, day.
    reviewed: str  #: Swedish; empty when not reviewed.
    address: str  #: The sheet's page, a whole web address.
    publication: Imprint
    mark: str = ""  #: Differs when any text differs: the same in all formats of one version.
    sender: Sender | None = None  #: None: neutral.

    def of(self, sender: Sender | None) -> Sheet:
        """The same sheet, handed out by *sender*."""
        return replace(self, sender=sender)

    def as_data(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return asdict(self)


def sheet_of(site: Site, bodies: Bodies, record: roles.Handout, imprint: Imprint) -> Sheet:
    """The neutral sheet of *record*."""
    whole = partial(absolute, site, imprint)
    sheet = Sheet(
        record.id,
        next((group.titel for group in site.targets(record, "malgrupp")), record.malgrupp or ""),
        record.titel,
        record.ingress,
        blocks_of(bodies[record], whole),
        tuple(_message(one) for one in site.targets(record, "budskap") if isinstance(one, roles.Message)),
        record.steg,
        next(((one.titel, one.ingress) for one in site.targets(record, "exempel")), None),
        tuple((each.fraga, each.svar) for each in record.fragor),
        _contact(record, whole),
        record.osakert,
        record.version,
        swedish_date(record.datum),
        (record.datum.year, record.datum.month, record.datum.day),
        swedish_date(record.granskad) if record.granskad else "",
        whole(f"/{address_of(record)}"),
        imprint,
    )
    return replace(sheet, mark=mark_of(sheet))


def mark_of(sheet: Sheet) -> str:
    """A fingerprint of everything that the neutral *sheet* says."""
    text = json.dumps(sheet.as_data(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:MARK_LENGTH]


def senders(site: Site) -> tuple[Sender, ...]:
    """The counties that hand sheets out, by name."""
    return tuple(
        Sender(
            r.id,
            r.titel,
            r.lan,
            r.webb,
            host_of(r.webb),
            tuple(kommun.namn for kommun in municipalities_of(site, r)),
            r.logotyp or "",
        )
        for r in site.taking(roles.County)
    )


def _message(record: roles.Message) -> Message:
    return Message(record.titel, record.ingress, record.vinner, record.kort or "")


def _contact(record: roles.Handout, whole: Callable[[str], str]) -> Contact:
    contact = record.kontakt
    if not contact.url:
        return Contact(contact.text)
    url = whole(contact.url)
    return Contact(contact.text, url, contact.lank or (host_of(url) if "//" in url else url))
