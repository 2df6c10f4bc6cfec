"""Words that no page is about and what they mean here: ``content/sokord.yml``, read as carefully as a record."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from ..base.problems import Problem
from ..reading import messages
from ..reading.fields import Line, Part, field
from ..reading.front_matter import plain, read

FILE = "sokord.yml"  #: Its name in ``content/``.


class SearchWords(Part):
    """The contents of the file."""

    lander: tuple[Line, ...] = field("Länder", "Orden som namnet på ett land leder till.", default=())
    sprak: tuple[Line, ...] = field("Språk", "Orden som namnet på ett språk leder till.", default=())
    engelska: dict[str, Line] = field(
        "Engelska", "Engelska ord, vart och ett med orden som sidorna har i stället.", default={}
    )


def read_search_words(content: Path) -> tuple[SearchWords, list[Problem]]:
    """What the file in the folder *content* says; nothing when there is none, or an empty one."""
    path = content / FILE
    if not path.is_file() or path.is_symlink() or not path.stat().st_size:
        return SearchWords(), []
    source, problems = read(path, f"{content.name}/{FILE}")
    if source is None:
        return SearchWords(), problems
    try:
        return SearchWords.model_validate(plain(source.front)), problems
    except ValidationError as error:
        return SearchWords(), [*problems, *messages.problems_of(error, source, SearchWords)]
