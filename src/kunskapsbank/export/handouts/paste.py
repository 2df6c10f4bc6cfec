"""A sheet -> short texts to paste into an e-mail, a newsletter or social media."""

from __future__ import annotations

from dataclasses import dataclass

from .blocks import plain
from .sheets import Sheet

POST_LIMIT = 280  #: Characters in a post for social media, its address counted in full.
FIRST_STEPS = 3  #: How many steps an e-mail names before it points at the sheet.


@dataclass(frozen=True, slots=True)
class Texts:
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


def texts_of(sheet: Sheet, post: str) -> Texts:
    """The texts of *sheet*; *post* is the record's own text for social media, without address."""
    first = next((plain(block.runs) for block in sheet.sections if block.kind == "paragraph"), "")
    return Texts(
        subject=sheet.title,
        greeting="Hej!",
        opening=sheet.ingress,
        points=tuple(message.claim for message in sheet.messages),
        steps=sheet.steps[:FIRST_STEPS],
        link_text="Läs mer, skriv ut och ladda ned faktabladet",
        address=sheet.address,
        contact=f"Kontakt: {sheet.contact.text}",
        version=f"Version {sheet.version}, {sheet.date}.",
        post=f"{post} {sheet.address}",
        newsletter=f"{sheet.title}\n\n{sheet.ingress}\n\n{first} Läs mer: {sheet.address}",
    )
