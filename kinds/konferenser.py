"""Events."""

from __future__ import annotations

from typing import Annotated

from kunskapsbank import kinds
from kunskapsbank.kinds import Event, Line, Part, Prose, Ref, Slug, field

from ._post import Post

Organisation = Annotated[Slug, Ref("organisationer", back="Medverkade vid")]


class Inslag(kinds.Inslag):
    """One item of the programme."""

    organisationer: tuple[Organisation, ...] = field("Organisationer", default=())


class Pass(kinds.Pass):
    """A part of the day, or one of several parallel tracks."""

    inslag: tuple[Inslag, ...] = field("Inslag", min_length=1)


class Budskap(Part):
    """What somebody said, in our words."""

    text: Prose = field("Text")
    av: Line | None = field("Av", default=None)


class Person(Part):
    """Somebody who took part in an official role that the source publishes."""

    namn: Line = field("Namn")
    roll: Line = field("Roll")
    organisation: Organisation | None = field("Organisation", default=None)


class Konferens(Event, Post):
    """An event: conference, workshop or meeting."""

    kind = "konferenser"
    singular = "Konferens"
    plural = "Konferenser och möten"
    about = "Vad som sades och bestämdes vid projektets och föregångarnas konferenser, workshoppar och möten."
    weight_at_length = -0.14
    news = True
    embedded_by = ("regioner",)

    program: tuple[Pass, ...] = field("Program", "Passen i tidsordning; parallella spår har nummer.", default=())
    syfte: tuple[Line, ...] = field("Syfte", default=())
    budskap: tuple[Budskap, ...] = field("Budskap", "Det som framfördes, i egna ord.", default=())
    resultat: tuple[Line, ...] = field("Resultat", default=())
    nasta_steg: tuple[Line, ...] = field("Nästa steg", default=())
    organisationer: tuple[Organisation, ...] = field("Organisationer", default=())
    personer: tuple[Person, ...] = field("Personer", "Bara i offentlig roll.", default=())
