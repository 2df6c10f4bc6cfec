"""The tutorial: its steps are done one after another in one project."""

from kunskapsbank.kinds import Count, field

from ._actions import Doing


class Step(Doing):
    """A step of the tutorial."""

    kind = "tutorial"
    singular = "Tutorial"
    plural = "From nothing to a published page"
    about = "Seven steps and about fifteen minutes. Each does one thing and shows what you should see."
    order = ("number",)
    weight = 1.2

    number: Count = field("Number", "Place among the steps.")
