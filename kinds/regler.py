"""Rules: what a statute says, with the day it was last compared with its source."""

from __future__ import annotations

from kunskapsbank.kinds import Provision

from ._post import Post


class Regel(Provision, Post):
    """One rule. ``ingress`` is its wording in plain Swedish."""

    kind = "regler"
    singular = "Regel"
    plural = "Regler om validering i komvux"
    about = "Vad som måste erbjudas, av vem och till vem. Varje regel har sitt lagrum och dagen då den kontrollerades."
    weight = 0.85
    lasting = True
