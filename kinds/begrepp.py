"""Terms."""

from __future__ import annotations

from kunskapsbank.kinds import Term

from ._post import Post


class Begrepp(Term, Post):
    """A term with a short explanation."""

    kind = "begrepp"
    singular = "Begrepp"
    plural = "Begrepp A–Ö"
    about = "Ord som används om validering, förklarade i korthet."
    weight = 1.1
