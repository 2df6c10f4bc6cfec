"""All that a project needs to write its kinds: ``from kunskapsbank.kinds import Record, Line, field``.

A kind is a class in one file of the project's folder ``kinds/``, whose ``kind`` is a folder in ``content/`` and an
address::

    class Rad(Record):
        kind = "rad"
        singular = "Råd"
        plural = "Råd"
        about = "Råd om hur du sparar energi."

        kostnad: Annotated[Kronor | None, Shown()] = field("Kostnad", "I hela kronor.", default=None)

Page, list, JSON Schema, handbook entry and ``kb new`` follow. Build on a role (:class:`Term`, :class:`Handout`, …) in
place of :class:`Record` to get what the engine does with it. What several kinds share stands in a file whose name
begins with an underscore, and is imported relatively.

A function marked with :func:`rule` is a rule of the project's own. It takes the :class:`Site` and the :class:`Bodies`,
and yields :class:`Problem`; its docstring is its entry in the handbook.
"""

from pydantic import Field

from .base.contact_links import is_premium_number
from .base.problems import Place, Problem, Severity
from .content.record import EVERY_FIELD, Record, Reply, swedish_key
from .content.roles import (
    AccessibilityStatement,
    Assessment,
    AssessmentArea,
    Checklist,
    Choice,
    County,
    End,
    Entry,
    Event,
    Handout,
    Keyword,
    Message,
    Municipality,
    Provision,
    Question,
    Statement,
    StorageTable,
    Term,
)
from .content.roles.event import Inslag, Pass
from .content.roles.handout import FragaSvar
from .content.rules import rule
from .content.site import Site
from .markdown.bodies import Bodies
from .reading.fields import (
    AnyRef,
    Clock,
    Count,
    Day,
    Destination,
    Kalla,
    Kontakt,
    Kronor,
    Line,
    Part,
    Prose,
    Ref,
    Shown,
    SiteAddress,
    Slug,
    Url,
    When,
    Year,
    YesNo,
    Zone,
    checked,
    field,
    whole_number,
)

__all__ = [
    "EVERY_FIELD",
    "AccessibilityStatement",
    "AnyRef",
    "Assessment",
    "AssessmentArea",
    "Bodies",
    "Checklist",
    "Choice",
    "Clock",
    "Count",
    "County",
    "Day",
    "Destination",
    "End",
    "Entry",
    "Event",
    "Field",
    "FragaSvar",
    "Handout",
    "Inslag",
    "Kalla",
    "Keyword",
    "Kontakt",
    "Kronor",
    "Line",
    "Message",
    "Municipality",
    "Part",
    "Pass",
    "Place",
    "Problem",
    "Prose",
    "Provision",
    "Question",
    "Record",
    "Ref",
    "Reply",
    "Severity",
    "Shown",
    "Site",
    "SiteAddress",
    "Slug",
    "Statement",
    "StorageTable",
    "Term",
    "Url",
    "When",
    "Year",
    "YesNo",
    "Zone",
    "checked",
    "field",
    "is_premium_number",
    "rule",
    "swedish_key",
    "whole_number",
]
