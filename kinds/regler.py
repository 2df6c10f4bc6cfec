"""Rules: what a statute says, with the day it was last compared with its source."""

from __future__ import annotations

from typing import Literal

from kunskapsbank.kinds import Provision, field

from ._post import Post

Fraga = Literal["Vad har jag rätt till?", "Vad kostar det?", "Får jag betyg eller intyg?", "Vem ansvarar för vad?"]


class Regel(Provision, Post):
    """One rule. ``ingress`` is its wording in plain Swedish."""

    kind = "regler"
    singular = "Regel"
    plural = "Regler om validering i komvux"
    about = "Vad som måste erbjudas, av vem och till vem. Varje regel har sitt lagrum och dagen då den kontrollerades."
    news = True
    weight = 0.85
    lasting = True

    fraga: Fraga | None = field(
        "Fråga", "Läsarens fråga som regeln svarar på; rubriken den står under i listan.", default=None
    )
