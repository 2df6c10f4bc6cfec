"""Kinds for the examples of standard macros: one for each role that is shown, about nobody's subject.

Their names begin with ``exempel``, so that they stand beside any project's kinds.
"""

from __future__ import annotations

from typing import Annotated

from ..content.record import Record
from ..content.roles import (
    Assessment,
    AssessmentArea,
    Checklist,
    End,
    Entry,
    Event,
    Handout,
    Message,
    Provision,
    Question,
    StorageTable,
    Term,
)
from ..reading.fields import Kontakt, Line, Ref, Shown, Slug, field


class ExampleTerm(Term):
    """A word to explain."""

    kind = "exempelord"
    singular = "Ord"
    plural = "Ord"
    about = "Ord i exempel."


class ExamplePage(Record):
    """A record without a role, with facts, a list, gaps and a filter."""

    kind = "exempelsidor"
    singular = "Sida"
    plural = "Sidor"
    about = "Poster i exempel."
    filters = ("ord",)
    expected = ("webb", "fakta")

    ord: Annotated[tuple[Slug, ...], Ref("exempelord", back="Sidor")] = field("Ord", default=())
    webb: Annotated[Line | None, Shown()] = field("Webb", default=None)
    sort: Annotated[Line | None, Shown()] = field("Sort", default=None)
    fakta: tuple[Line, ...] = field("Fakta", default=())


class ExampleEntry(Entry):
    """An entry of a catalogue."""

    kind = "exempelposter"
    singular = "Post"
    plural = "Poster"
    about = "Katalogposter i exempel."
    facets = ("farg",)

    farg: Annotated[Line, Shown()] = field("Färg")


class ExampleAssessment(Assessment):
    """A self-assessment."""

    kind = "exempelskattning"
    singular = "Självskattning"
    plural = "Självskattning"
    about = "Självskattning i exempel."


class ExampleArea(AssessmentArea):
    """An area of a self-assessment."""

    kind = "exempelomraden"
    singular = "Område"
    plural = "Områden"
    about = "Områden i exempel."


class ExampleChecklist(Checklist):
    """A checklist."""

    kind = "exempellistor"
    singular = "Checklista"
    plural = "Checklistor"
    about = "Checklistor i exempel."


class ExampleProvision(Provision):
    """A rule."""

    kind = "exempelregler"
    singular = "Regel"
    plural = "Regler"
    about = "Regler i exempel."


class ExampleEvent(Event):
    """An event."""

    kind = "exempelhandelser"
    singular = "Händelse"
    plural = "Händelser"
    about = "Händelser i exempel."


class ExampleHandout(Handout):
    """A sheet to hand out."""

    kind = "exempelblad"
    singular = "Blad"
    plural = "Blad"
    about = "Blad i exempel."

    budskap: tuple[Annotated[Slug, Ref("exempelbudskap", back="Blad")], ...] = field("Budskap", default=())


class ExampleMessage(Message):
    """A message of a sheet."""

    kind = "exempelbudskap"
    singular = "Budskap"
    plural = "Budskap"
    about = "Budskap i exempel."


class ExampleQuestion(Question):
    """A question."""

    kind = "exempelfragor"
    singular = "Fråga"
    plural = "Frågor"
    about = "Frågor i exempel."


class ExampleStorage(StorageTable):
    """What is kept in the browser."""

    kind = "exempellagring"
    singular = "Lagring"
    plural = "Lagring"
    about = "Lagring i exempel."


class ExampleEnd(End):
    """Where questions end."""

    kind = "exempelslut"
    singular = "Slut"
    plural = "Slut"
    about = "Slut i exempel."

    nasta_steg: tuple[Line, ...] = field("Nästa steg", min_length=1)
    checklistor: tuple[Slug, ...] = field("Checklistor", default=())
    regler: tuple[Slug, ...] = field("Regler", default=())
    kontakt: Kontakt = field("Kontakt")


EXAMPLE_KINDS: tuple[type[Record], ...] = (
    ExampleArea,
    ExampleAssessment,
    ExampleChecklist,
    ExampleEnd,
    ExampleEntry,
    ExampleEvent,
    ExampleHandout,
    ExampleMessage,
    ExamplePage,
    ExampleProvision,
    ExampleQuestion,
    ExampleStorage,
    ExampleTerm,
)
