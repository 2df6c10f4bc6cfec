"""A record of a kind to hand out -> what is handed out says, the same in every file format."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain
from typing import Any

from ...base.settings import Website
from ...content import roles
from ...content.addresses import address_of
from ...content.places import municipalities_of
from ...content.roles.handout import FragaSvar
from ...content.site import Site
from ...markdown.bodies import Bodies
from ...markdown.tags import TERM_SCHEME
from ...reading.texts import Texts
from ...render.presentation import date_in_words, host_of
from .blocks import Block, blocks_of

WORDS = ("blad.", "osakert.")  #: What the keys of the texts that file formats show start with.
_OF_SITE = ("address", "website", "locale", "texts")  #: What a document has from the site, not from records.
VARIANT_LENGTH = 4  #: The same of what a county adds to its variants.
MARK_LENGTH = 12  #: Hexadecimal digits of a document's mark: enough that two versions never share one.


def absolute(site: Site, website: Website, link: str) -> str:
    """*link*, as bodies hold it, as a whole web address; one of a site whose address is not known from its root."""
    if link.startswith(TERM_SCHEME):
        link = f"/{address_of(site[link.removeprefix(TERM_SCHEME)])}"
    return website.absolute(link[1:]) if link.startswith("/") and website.url else link


@dataclass(frozen=True, slots=True)
class Message:
    """A key message as the document shows it."""

    claim: str
    text: str
    gain: str  #: Who gains, as the record says.
    short: str  #: For the poster; empty when the message has no short form.


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the reader turns to."""

    text: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """The county that hands the document out."""

    id: str
    name: str
    county: str
    url: str
    host: str
    municipalities: tuple[str, ...]
    logo: str = ""  #: Below ``docs/``, or empty.


@dataclass(frozen=True, slots=True)
class Document:
    """All that a hand-out says."""

    id: str
    group: str  #: The target group's name.
    title: str
    ingress: str
    sections: tuple[Block, ...]
    notes: tuple[tuple[Block, ...], ...]  #: The footnotes of the sections.
    messages: tuple[Message, ...]
    poster: tuple[str, ...]  #: Lines of the poster; empty: it shows the messages.
    steps: tuple[str, ...]
    example: tuple[str, str] | None  #: Title and text.
    questions: tuple[tuple[str, str], ...]
    contact: Contact
    uncertain: tuple[str, ...]
    version: str
    date: str  #: In words.
    day: tuple[int, int, int]  #: The same date as year, month, day.
    reviewed: str  #: The day in words, or that nothing is known of it.
    address: str  #: The document's page, a whole web address.
    website: Website
    locale: str  #: Language and country of the words, as ``sv-SE``.
    texts: Mapping[str, str]  #: The words beside the record's own, by key: see :data:`WORDS`.
    #: Differs when any text differs, the same in all formats; of a county's variant, the neutral one's with more after.
    mark: str = ""
    sender: Sender | None = None  #: None: neutral.

    @property
    def pictures(self) -> tuple[str, ...]:
        """The pictures that it shows, as paths below ``docs/``."""
        blocks = (one for block in (*self.sections, *chain(*self.notes)) for one in block.inner)
        return tuple(one.source.lstrip("/") for one in blocks if one.kind == "picture")

    def of(self, sender: Sender | None) -> Document:
        """The same document, handed out by *sender*."""
        mark = f"{self.mark}-{_fingerprint(asdict(sender), VARIANT_LENGTH)}" if sender else self.mark
        return replace(self, sender=sender, mark=mark)

    def as_data(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return asdict(self)


def document_of(site: Site, bodies: Bodies, record: roles.Handout, website: Website, texts: Texts) -> Document:
    """The neutral document of *record*, in the language of *texts*."""
    whole = partial(absolute, site, website)
    body = blocks_of(bodies[record], whole, texts)
    document = Document(
        record.id,
        next((group.titel for group in site.targets(record, "malgrupp")), record.malgrupp or ""),
        record.titel,
        record.ingress,
        body.text,
        body.notes,
        tuple(_message(one) for one in site.targets(record, "budskap") if isinstance(one, roles.Message)),
        record.affisch,
        record.steg,
        next(((one.titel, one.ingress) for one in site.targets(record, "exempel")), None),
        tuple((each.fraga, _answer(site, each)) for each in record.fragor),
        _contact(record, whole),
        record.osakert,
        record.version,
        date_in_words(record.datum, texts.months),
        (record.datum.year, record.datum.month, record.datum.day),
        date_in_words(record.granskad, texts.months) if record.granskad else texts.plain("uppgift_saknas"),
        whole(f"/{address_of(record)}"),
        website,
        texts.by_key["sida.locale"].replace("_", "-"),
        {key: text for key, text in texts.by_key.items() if key.startswith(WORDS)},
    )
    return replace(document, mark=mark_of(document))


def mark_of(document: Document) -> str:
    """A fingerprint of all that the records of the neutral *document* say, wherever the site is published."""
    said = {key: value for key, value in document.as_data().items() if key not in _OF_SITE}
    return _fingerprint(said, MARK_LENGTH, document.website.url)


def _fingerprint(said: Mapping[str, Any], length: int, url: str = "") -> str:
    text = json.dumps(_filled(said), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.replace(url or "/", "/").encode()).hexdigest()[:length]


def _filled(value: Any) -> Any:
    """*value* without what is empty: a new sort of text that nobody has written yet changes no mark."""
    if isinstance(value, Mapping):
        return {key: _filled(inner) for key, inner in value.items() if inner}
    return list(map(_filled, value)) if isinstance(value, tuple) else value


def senders(site: Site) -> tuple[Sender, ...]:
    """The counties that hand documents out, by name."""
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


def _answer(site: Site, question: FragaSvar) -> str:
    """The answer with what the rules say, in their own words."""
    rules = (rule for rule in site.targets(question, "regler") if isinstance(rule, roles.Provision))
    return " ".join((question.svar, *(rule.citat for rule in rules)))


def _contact(record: roles.Handout, whole: Callable[[str], str]) -> Contact:
    contact = record.kontakt
    if not contact.url:
        return Contact(contact.text)
    url = whole(contact.url)
    return Contact(contact.text, url, contact.lank or (host_of(url) if "//" in url else url))
