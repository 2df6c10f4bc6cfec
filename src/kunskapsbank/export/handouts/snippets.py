"""A document -> short texts to paste into an e-mail, a newsletter or social media."""

from __future__ import annotations

from dataclasses import dataclass

from .blocks import plain
from .document import Document

POST_LIMIT = 280  #: Characters in a post for social media, its address counted in full.
FIRST_STEPS = 3  #: How many steps an e-mail names before it points at the document.


@dataclass(frozen=True, slots=True)
class Snippets:
    """What a communicator pastes. The e-mail is in parts, so that it can be drawn as text and as HTML."""

    subject: str
    greeting: str
    opening: str
    points: tuple[str, ...]
    steps: tuple[str, ...]
    link_text: str
    address: str
    contact: str
    version: str
    post: str
    newsletter: str

    @property
    def mail(self) -> str:
        """The e-mail as plain text."""
        parts = [
            self.greeting,
            self.opening,
            "\n".join(["Det viktigaste:", *(f"- {one}" for one in self.points)]),
            "\n".join(["Börja så här:", *(f"{n}. {one}" for n, one in enumerate(self.steps, 1))]),
            f"{self.link_text}: {self.address}",
            self.contact,
            self.version,
        ]
        return "\n\n".join(parts) + "\n"


def snippets_of(document: Document, post: str) -> Snippets:
    """The texts of *document*; *post* is the record's own text for social media, without address."""
    first = next((plain(block.runs) for block in document.sections if block.kind == "paragraph"), "")
    return Snippets(
        subject=document.title,
        greeting="Hej!",
        opening=document.ingress,
        points=tuple(message.claim for message in document.messages),
        steps=document.steps[:FIRST_STEPS],
        link_text="Läs mer, skriv ut och ladda ned faktabladet",
        address=document.address,
        contact=f"Kontakt: {document.contact.text}",
        version=f"Version {document.version}, {document.date}.",
        post=f"{post} {document.address}",
        newsletter=f"{document.title}\n\n{document.ingress}\n\n{first} Läs mer: {document.address}",
    )
