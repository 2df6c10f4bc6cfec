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
from ...content.addresses import address_of, translated_addresses
from ...content.places import municipalities_of
from ...content.record import Record
from ...content.roles.handout import FragaSvar
from ...content.site import Site
from ...markdown.bodies import Bodies
from ...markdown.converter import slugify
from ...markdown.tags import TERM_SCHEME
from ...reading.texts import Texts
from ...render.presentation import date_in_words, host_of
from .blocks import Block, Run, blocks_of

WORDS = ("blad.", "osakert.")  #: What the keys of the texts that file formats show start with.
_OF_SITE = ("address", "website", "locale", "texts")  #: What a document has from the site, not from records.
VARIANT_LENGTH = 4  #: The same of what a county adds to its variants.
MARK_LENGTH = 12  #: Hexadecimal digits of a document's mark: enough that two versions never share one.


def absolute(site: Site, website: Website, link: str) -> str:
    """*link*, as bodies hold it, as a whole web address; one of a site whose address is not known from its root."""
    if link.startswith(TERM_SCHEME):
        link = f"/{address_of(site[link.removeprefix(TERM_SCHEME)])}"
    if not link.startswith("/") or not website.url:
        return link
    page, mark, anchor = link[1:].partition("#")
    return website.absolute(f"{translated_addresses(site).get(page, page)}{mark}{anchor}")


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
    own = partial(_in_its_language, site, record)
    document = Document(
        record.id,
        next((group.titel for group in own("malgrupp")), "" if record.language else record.malgrupp or ""),
        record.titel,
        record.ingress,
        body.text,
        body.notes,
        tuple(_message(one, texts) for one in own("budskap") if isinstance(one, roles.Message)),
        record.affisch,
        record.steg,
        next(((one.titel, one.ingress) for one in own("exempel")), None),
        tuple((each.fraga, _answer(site, record, each)) for each in record.fragor),
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


def text_of(site: Site, bodies: Bodies, record: Record, website: Website, texts: Texts) -> Document:
    """The text of *record*, a translation, as a document in large type: a line of it is a line there."""
    whole = partial(absolute, site, website)
    body = blocks_of(bodies[record], whole, texts, lines=True)
    day = record.granskad or site.today
    document = Document(
        record.id,
        "",
        record.titel,
        record.ingress,
        (*_ticked(record), *body.text),
        body.notes,
        (),
        (),
        (),
        None,
        (),
        Contact(""),
        (),
        "",
        date_in_words(day, texts.months),
        (day.year, day.month, day.day),
        date_in_words(day, texts.months),
        whole(f"/{address_of(record)}"),
        website,
        texts.by_key["sida.locale"].replace("_", "-"),
        {key: text for key, text in texts.by_key.items() if key.startswith(WORDS)},
    )
    return replace(document, mark=mark_of(document))


def has_text(record: Record) -> bool:
    """Whether *record* says something that can be read from top to bottom."""
    read = bool(record.source.body.strip()) and not isinstance(record, roles.Term)
    return read or isinstance(record, roles.Checklist)


def _ticked(record: Record) -> tuple[Block, ...]:
    """What is to be ticked on a checklist; nothing of other records."""
    points = record.punkter if isinstance(record, roles.Checklist) else ()
    lines = (f"☐ {one.text}" + (f"\n{one.hjalp}" if one.hjalp else "") for one in points)
    return tuple(Block("paragraph", (Run(line),)) for line in lines)


def _in_its_language(site: Site, record: Record, name: str) -> tuple[Record, ...]:
    """What the field *name* of *record* points at, as far as it is in the language of *record*."""
    return tuple(one for one in site.targets(record, name) if one.language == record.language)


def mark_of(document: Document) -> str:
    """A fingerprint of all that the records of the neutral *document* say, wherever the site is published."""
    told = replace(document, texts={})  # They are many, and not said.
    said = {key: value for key, value in told.as_data().items() if key not in _OF_SITE}
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


def _message(record: roles.Message, texts: Texts) -> Message:
    gain = texts.by_key.get(f"varde.{slugify(record.vinner)}", record.vinner)
    return Message(record.titel, record.ingress, gain, record.kort or "")


def _answer(site: Site, record: Record, question: FragaSvar) -> str:
    """The answer with what the rules say, in their own words, where those are in the language of *record*."""
    rules = (rule for rule in site.targets(question, "regler") if isinstance(rule, roles.Provision))
    return " ".join((question.svar, *(rule.citat for rule in rules if rule.language == record.language)))


def _contact(record: roles.Handout, whole: Callable[[str], str]) -> Contact:
    contact = record.kontakt
    if not contact.url:
        return Contact(contact.text)
    url = whole(contact.url)
    return Contact(contact.text, url, contact.lank or (host_of(url) if "//" in url else url))
