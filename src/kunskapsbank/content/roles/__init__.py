"""Roles: what the engine must know of a kind to do more with its records than to draw pages and lists.

A site's kind takes a role by building on it, ``class Ord(Term)``. The engine asks ``site.taking(Role)`` for records
and ``site.kinds.taking(Role)`` for kinds; a role that nobody takes costs nothing.
"""

from .accessibility import AccessibilityStatement
from .assessment import (
    Action,
    Answerer,
    Assessment,
    AssessmentArea,
    Edition,
    FurtherReading,
    Retired,
    Statement,
)
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
    "Action",
    "Answerer",
    "Assessment",
    "AssessmentArea",
    "Checklist",
    "Choice",
    "County",
    "Edition",
    "End",
    "Entry",
    "Event",
    "FurtherReading",
    "Handout",
    "Keyword",
    "Message",
    "Municipality",
    "Provision",
    "Question",
    "Retired",
    "Statement",
    "StorageTable",
    "Term",
]
