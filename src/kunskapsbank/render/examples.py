"""The examples in ``macro.yaml``, drawn."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from ..content.kinds import Kinds
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..reading.front_matter import Group, Source
from ..reading.messages import problems_of
from .arguments import bind
from .calls import read
from .macro_info import Example
from .macros import Macros


def with_examples(kinds: Kinds) -> Kinds:
    """*kinds*, and those that only examples have."""
    from .example_kinds import EXAMPLE_KINDS  # To make them takes long, and most commands draw no example.

    return Kinds([*kinds.values(), *EXAMPLE_KINDS], kinds.rules)


def example_html(root: Path, example: Example, site: Site) -> str:
    """Draw *example* over a site of its own records; *site* gives the day and the kinds.

    Raises:
        jinja2.TemplateError: If the expression or the macro is faulty.
        ValueError: If the call is faulty, or a record of the example; says why, in Swedish.
    """
    kinds = with_examples(site.kinds)
    records = []
    for values in example.poster:
        front = {key: value for key, value in values.items() if key not in ("slag", "id", "brodtext")}
        path = f"content/{values['slag']}/{values['id']}.md"
        source = Source(path, Group({}, {}, 1, 1), str(values.get("brodtext", "")), 1)
        kind = kinds[str(values["slag"])]
        try:
            records.append(kind.of(source, str(values["id"]), front))
        except ValidationError as error:
            raise ValueError("; ".join(one.message for one in problems_of(error, source, kind))) from None
    own = Site.of(records, site.today, kinds)
    macros = Macros(root, own, Bodies(own))
    return macros.expression(example.uttryck) if example.uttryck else _called(macros, example.shown)


def _called(macros: Macros, text: str) -> str:
    """What the calls in *text* draw."""
    calls, faults = read(text)
    drawn = []
    for call in calls:
        arguments, unfit = bind(call, macros.info(call.name), macros.site)
        faults += unfit
        drawn.append(macros.call(call.name, **arguments) if not unfit else "")
    if faults or not calls:
        raise ValueError("\n".join(str(fault.what) for fault in faults) or text)
    return macros.with_terms("\n".join(drawn))[0]
