"""How-tos: each begins in a new project of its own."""

from ._actions import Doing


class HowTo(Doing):
    """How to do one thing."""

    kind = "howto"
    singular = "How-to"
    plural = "How-tos"
    about = "One task a page, for when you know what you want. Each begins in a project that kb init has made."
