"""Why the generator is built as it is."""

from kunskapsbank.kinds import Line, Record, field


class Why(Record):
    """A decision, in short."""

    kind = "why"
    singular = "Why"
    plural = "Why it is built as it is"
    about = "The decisions that everything else rests on, each in a few lines."
    order = ("record",)
    sourced = False

    record: Line = field("Record", "Its record in docs/beslut/, with what was measured.")
