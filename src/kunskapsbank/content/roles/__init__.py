"""Roles: what the engine must know of a kind to do more with its records than to draw pages and lists.

A site's kind takes a role by building on it, ``class Ord(Term)``. The engine asks ``site.taking(Role)`` for records
and ``site.kinds.taking(Role)`` for kinds; a role that nobody takes costs nothing.
"""

from .accessibility import AccessibilityStatement
from .catalogue import Entry, Keyword
from .checklist import Checklist
from .county import County, Municipality
from .decisions import Choice, End, Question
from .event import Event
from .handout import Handout, Message
from .provision import Provision
from .storage import StorageTable
from .term import Term

__all__ = [
    "AccessibilityStatement",
    "Checklist",
    "Choice",
    "County",
    "End",
    "Entry",
    "Event",
    "Handout",
    "Keyword",
    "Message",
    "Municipality",
    "Provision",
    "Question",
    "StorageTable",
    "Term",
]
