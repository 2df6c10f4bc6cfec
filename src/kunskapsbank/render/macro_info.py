"""``macro.yaml``: what a macro takes, and examples that draw the handbook and run as tests."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError, model_validator
from pydantic_core import PydanticCustomError
from typing_extensions import override

from ..base.os_errors import reason
from ..base.parts import MACROS
from ..base.problems import Place, Problem, errors, problem
from ..reading.fields import Line, Part, Prose, YesNo, field
from ..reading.front_matter import parse_yaml, plain
from ..reading.messages import problems_of


class Parameter(Part):
    """A parameter of a macro."""

    namn: Line = field("Namn")
    typ: Line = field("Typ", "En typ i arguments.TYPES, om en ramsida ska kunna ge värdet; annars vad det är.")
    obligatorisk: YesNo = field("Obligatorisk", default=True)
    beskrivning: Line = field("Beskrivning")


class Example(Part):
    """A use of the macro over records of its own: a call as frame pages write it, or an expression of templates."""

    namn: Line = field("Namn")
    anrop: Prose | None = field("Anrop", "Ett anrop som på en ramsida, utan klamrar.", default=None)
    uttryck: Prose | None = field("Uttryck", "Ett Jinjauttryck, för det som bara andra makron kan ge.", default=None)
    poster: tuple[dict[str, Any], ...] = field(
        "Poster", "Poster med slag, id, brodtext och slagets nycklar.", default=()
    )
    dold: YesNo = field("Dold", "ja: prövas, men visas inte i handboken.", default=False)

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.anrop is None) == (self.uttryck is None):
            raise PydanticCustomError("no_call" if self.anrop is None else "two_calls", "")
        return self

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its records: a project without them cannot draw it."""
        return frozenset(str(values["slag"]) for values in self.poster)

    @property
    def shown(self) -> str:
        """As the handbook shows it: a call in the braces that it has on a page."""
        return f"{{{{ {self.anrop} }}}}" if self.anrop else str(self.uttryck)


class MacroInfo(Part):
    """The contents of ``macro.yaml``."""

    beskrivning: Line = field("Beskrivning")
    parametrar: tuple[Parameter, ...] = field("Parametrar", default=())
    exempel: tuple[Example, ...] = field("Exempel", min_length=1)


class FaultyInfo(Exception):
    """A ``macro.yaml`` cannot be used; *problems* says why, at its lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)

    @override
    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def info_place(name: str) -> Place:
    """Where problems of the macro *name* that have no line stand."""
    return Place(f"{MACROS.folder}/{name}/macro.yaml")


def read_info(root: Path, name: str) -> MacroInfo:
    """Read the ``macro.yaml`` of the macro *name* in the project *root*.

    Raises:
        FaultyInfo: If the file is missing or faulty.
    """
    file = f"{name}/macro.yaml"
    path = MACROS.find(root, file) or root / MACROS.folder / file
    place = info_place(name)
    try:
        read, problems = parse_yaml(path.read_bytes(), place.path)
    except OSError as error:
        raise FaultyInfo([problem(place, "template-error/no-info", reason=reason(error))]) from None
    if read is None or errors(problems):
        raise FaultyInfo(problems)
    try:
        return MacroInfo.model_validate(plain(read.front))
    except ValidationError as error:
        raise FaultyInfo(problems_of(error, read, MacroInfo)) from None
