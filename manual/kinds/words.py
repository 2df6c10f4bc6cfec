"""The words that the manual explains where they stand."""

from kunskapsbank.kinds import Term


class Word(Term):
    """A word of the generator."""

    kind = "words"
    singular = "Word"
    plural = "Words A–Z"
    about = "The few words that mean something special here."
    parent = "reference"
    sourced = False
