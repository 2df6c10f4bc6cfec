"""A hand-out, and the messages that it is made of."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from ...reading.fields import Day, Kontakt, Line, Part, Prose, Shown, Slug, field
from ..record import Record, Reply


class FragaSvar(Part):
    """A question with its answer: the editor's words, and after them those of the rules that it rests on.

    A kind says with ``Ref`` which kind ``regler`` points at, one that takes the role :class:`Provision`.
    """

    fraga: Line = field("Fråga")
    svar: Prose = field("Svar", "Egna ord. Det som en regel säger hämtas från regeln.")
    regler: tuple[Slug, ...] = field(
        "Regler", "De regler vars ord ska stå efter svaret, med lagrum, i ordning.", default=()
    )


class Handout(Record):
    """A sheet for one group of readers, composed of messages, steps, an example and a contact.

    A kind that takes the role says with ``Ref`` which kinds ``malgrupp``, ``budskap`` (a :class:`Message`) and
    ``exempel`` point at; without one the sheet has none of it.
    """

    role: ClassVar[str] = "blad"
    same = frozenset({"version"})

    malgrupp: Slug | None = field("Målgrupp", default=None)
    version: Annotated[Line, Shown()] = field("Version", "Till exempel 1.0.")
    datum: Annotated[Day, Shown()] = field("Datum", "Versionens dag.")
    kannetecken: Line | None = field(
        "Kännetecken",
        "Det som versionen har: när det inte stämmer längre har texten ändrats.",
        default=None,
    )
    budskap: tuple[Slug, ...] = field("Budskap", "De budskap som bladet tar upp, i ordning.", default=())
    affisch: tuple[Annotated[Line, StringConstraints(max_length=80)], ...] = field(
        "Affisch",
        "Affischens rader, till samma läsare som bladet. Utan dem visar den budskapens korta form.",
        default=(),
        max_length=4,
    )
    steg: tuple[Prose, ...] = field("Steg", "Vad läsaren gör, i ordning.", min_length=1)
    exempel: Slug | None = field("Exempel", default=None)
    fragor: tuple[FragaSvar, ...] = field("Frågor och svar", min_length=1)
    kontakt: Kontakt = field("Kontakt")
    inlagg: Line = field(
        "Inlägg", "Text för sociala medier, högst 200 tecken. Bladets adress läggs till sist.", max_length=200
    )

    def replies(self) -> tuple[Reply, ...]:
        """Its questions with their answers."""
        return tuple(Reply(one.fraga, one.svar) for one in self.fragor)


class Message(Record):
    """A key message: one claim (``titel``), who gains, and what it rests on."""

    role: ClassVar[str] = "budskap"

    vinner: Line = field("Vem vinner")
    belagg: Prose = field("Belägg", "Vad påståendet vilar på.")
    kort: Line | None = field("Kort form", "För affisch och sociala medier.", default=None, max_length=120)
