"""A document -> short texts to paste into an e-mail, a newsletter or social media."""

from __future__ import annotations

from dataclasses import dataclass

from ...reading.texts import Texts
from .blocks import plain
from .document import Document

FIRST_STEPS = 3  #: How many steps an e-mail names before it points at the document.


@dataclass(frozen=True, slots=True)
class Snippets:
    """What a communicator pastes. The e-mail is in parts too, so that it can be drawn as HTML."""

    subject: str
    greeting: str
    opening: str
    points: tuple[str, ...]
    steps: tuple[str, ...]
    link_text: str
    address: str
    contact: str
    version: str
    mail: str  #: The whole e-mail as plain text.
    post: str
    newsletter: str


def snippets_of(document: Document, post: str, texts: Texts) -> Snippets:
    """The texts of *document*; *post* is the record's own text for social media, without address."""
    t = texts.plain
    first = next((plain(block.runs) for block in document.sections if block.kind == "paragraph"), "")
    greeting, link_text = t("klippbok.hej"), t("klippbok.lank")
    points, steps = tuple(message.claim for message in document.messages), document.steps[:FIRST_STEPS]
    contact = t("klippbok.kontakt", text=document.contact.text)
    version = t("klippbok.version", version=document.version, datum=document.date)
    mail = [
        greeting,
        document.ingress,
        *(["\n".join([t("klippbok.viktigast"), *(f"- {one}" for one in points)])] if points else []),
        "\n".join([t("klippbok.borja"), *(f"{n}. {one}" for n, one in enumerate(steps, 1))]),
        f"{link_text}: {document.address}",
        contact,
        version,
    ]
    more = t("klippbok.las_mer", adress=document.address)
    return Snippets(
        document.title,
        greeting,
        document.ingress,
        points,
        steps,
        link_text,
        document.address,
        contact,
        version,
        mail="\n\n".join(mail) + "\n",
        post=f"{post} {document.address}",
        newsletter=f"{document.title}\n\n{document.ingress}\n\n{f'{first} {more}'.lstrip()}",
    )
