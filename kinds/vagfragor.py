"""Questions of the decision helper."""

from __future__ import annotations

from ..content.record import Record
from ..reading.fields import AnyRef, Line, Part, YesNo, field


class Alternativ(Part):
    """An answer, and where it leads."""

    svar: Line = field("Svar", "Som den tillfrågade skulle säga det.")
    hjalp: Line | None = field("Hjälp", "En rad under svaret, om det behövs.", default=None)
    till: AnyRef = field("Till", "Nästa fråga eller slutet: vagfragor/id eller vagsvar/id.")
    branschgrupp: Line | None = field(
        "Bransch",
        "Den branschgrupp som svaret fyller i när sökningen bland branschmodeller öppnas längre fram.",
        default=None,
    )


class Vagfraga(Record):
    """A question with two answers or more. ``titel`` is the question."""

    kind = "vagfragor"
    singular = "Fråga"
    plural = "Vilken väg passar?"
    about = "Högst fem frågor leder till den väg som passar, med skäl, nästa steg och kontakt."
    place = "verktyg/vilken-vag"
    weight = 0.5
    alone = True
    meeting = True

    forst: YesNo = field("Först", "ja för den fråga som alla börjar med.", default=False)
    alternativ: tuple[Alternativ, ...] = field("Alternativ", "Svaren att välja mellan.", min_length=2)
