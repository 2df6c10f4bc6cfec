"""Addresses that have moved: ``content/omdirigeringar.yml``, which the check reads as carefully as a record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, ValidationError

from ..base.problems import Place, Problem
from ..reading import messages
from ..reading.fields import Part, SiteAddress, field
from ..reading.front_matter import Source, plain, read

FILE = "omdirigeringar.yml"  #: Its name in ``content/``.

OldAddress = Annotated[str, StringConstraints(pattern=r"^/([a-z0-9-]+/)+$")]


class Omdirigering(Part):
    """An address that readers may have saved, and the page they want now."""

    fran: OldAddress = field("Från", "Den gamla adressen, till exempel /mapp/gammalt-id/.")
    till: SiteAddress = field("Till", "Den nya adressen, till exempel /mapp/nytt-id/.")


class Omdirigeringar(Part):
    """The contents of the file."""

    omdirigeringar: tuple[Omdirigering, ...] = field(
        "Omdirigeringar",
        "En rad för varje adress, som - {fran: /mapp/gammal/, till: /mapp/ny/}, eller [] när inget har flyttat.",
    )


@dataclass(frozen=True, slots=True)
class Redirect:
    """A moved address. Addresses have no leading slash."""

    origin: str
    target: str  #: May end in an anchor.
    place: Place  #: Where the old address is written.
    target_place: Place

    @property
    def target_page(self) -> str:
        """The target without its anchor."""
        return self.target.partition("#")[0]


def read_redirects(content: Path) -> tuple[tuple[Redirect, ...], list[Problem]]:
    """The redirects of the folder *content*; none when it has no such file, or an empty one."""
    path = content / FILE
    if not path.exists() or path.is_symlink():  # A link is told of with the other files of the folder.
        return (), []
    if path.is_file() and not path.stat().st_size:
        return (), []
    source, problems = read(path, f"{content.name}/{FILE}")
    if source is None:
        return (), problems
    try:
        values = Omdirigeringar.model_validate(plain(source.front))
    except ValidationError as error:
        return (), [*problems, *messages.problems_of(error, source, Omdirigeringar)]
    return tuple(_redirect(one, number, source) for number, one in enumerate(values.omdirigeringar)), problems


def _redirect(one: Omdirigering, number: int, source: Source) -> Redirect:
    here = ("omdirigeringar", number)
    return Redirect(one.fran[1:], one.till[1:], source.place((*here, "fran")), source.place((*here, "till")))
