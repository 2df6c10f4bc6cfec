"""``macro.yaml``: what a macro takes, and examples that draw the handbook and run as tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..base.parts import MACROS
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..reading.fields import Line, Part, Prose, YesNo, field
from ..reading.front_matter import Group, Source, parse_yaml, plain
from .macros import Macros


class Parameter(Part):
    """A parameter of a macro."""

    namn: Line = field("Namn")
    typ: Line = field("Typ")
    obligatorisk: YesNo = field("Obligatorisk", default=True)
    beskrivning: Line = field("Beskrivning")


class Example(Part):
    """A call of the macro over records of its own."""

    namn: Line = field("Namn")
    anrop: Prose = field("Anrop", "Ett Jinjauttryck.")
    poster: tuple[dict[str, Any], ...] = field(
        "Poster", "Poster med slag, id, brodtext och slagets nycklar.", default=()
    )
    dold: YesNo = field("Dold", "ja: prövas, men visas inte i handboken.", default=False)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its records: a project without them cannot draw it."""
        return frozenset(str(values["slag"]) for values in self.poster)


class MacroInfo(Part):
    """The contents of ``macro.yaml``."""

    beskrivning: Line = field("Beskrivning")
    parametrar: tuple[Parameter, ...] = field("Parametrar", default=())
    exempel: tuple[Example, ...] = field("Exempel", min_length=1)


def read_info(root: Path, name: str) -> MacroInfo:
    """Read the ``macro.yaml`` of the macro *name* in the project *root*.

    Raises:
        ValueError: If the file is faulty; pydantic's ValidationError is one.
        OSError: If it cannot be read.
    """
    file = f"{name}/macro.yaml"
    path = MACROS.files(root).get(file, root / MACROS.folder / file)
    read, problems = parse_yaml(path.read_bytes(), f"{MACROS.folder}/{file}")
    if read is None or problems:
        raise ValueError("\n".join(map(str, problems)))
    return MacroInfo.model_validate(plain(read.front))


def example_html(root: Path, example: Example, site: Site) -> str:
    """Draw *example* over a site of its own records; *site* gives the day and the kinds.

    Raises:
        jinja2.TemplateError: If the call or the macro is faulty.
        pydantic.ValidationError: If a record of the example is faulty.
    """
    records = []
    for values in example.poster:
        front = {key: value for key, value in values.items() if key not in ("slag", "id", "brodtext")}
        path = f"content/{values['slag']}/{values['id']}.md"
        source = Source(path, Group({}, {}, 1, 1), str(values.get("brodtext", "")), 1)
        records.append(site.kinds[str(values["slag"])].of(source, str(values["id"]), front))
    own = Site.of(records, site.today, site.kinds)
    return Macros(root, own, Bodies(own)).expression(example.anrop)
