"""Which files of a project are in Swedish, and the hints about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from pydantic import BaseModel

from ..base.plain_files import read_plain
from ..checks.hints import Hint, SiteWords, hints_of
from ..reading.front_matter import MAX_FILE_BYTES, Source
from ..render.frames import DOCS, Frame
from .read import Inputs

SWEDISH = "sv"  #: What hints are about, also in its easier sorts: ``sv-simple``.


class Written(NamedTuple):
    """A file with a text in Swedish."""

    source: Source
    model: type[BaseModel]  #: The kind of the record, or what a page has above its body.


def hints_in(inputs: Inputs, files: Collection[str] = ()) -> list[Hint]:
    """The hints about the project's texts, in the order of their places.

    *files*: the only ones to read, as problems call them; all when none is named.
    """
    known, root = SiteWords(inputs.site), inputs.project.root
    return sorted(
        hint
        for one in texts_of(inputs)
        if not files or one.source.path in files
        for text in (read_plain(root / one.source.path, MAX_FILE_BYTES, root).decode(errors="replace"),)
        for hint in hints_of(one.source, one.model, known, text)
    )


def texts_of(inputs: Inputs) -> Iterator[Written]:
    """The project's own texts in Swedish: records that are shown or wait, their easier versions, and pages."""
    main = inputs.settings.languages[0]
    site = inputs.site
    if is_swedish(main):
        yield from (Written(one.source, type(one)) for one in (*site.records.values(), *site.unpublished))
    for language, records in site.translations.items():
        if is_swedish(language):
            yield from (Written(one.source, type(one)) for one in records.values())
    for frame in inputs.frames:
        if is_swedish(frame.meta.lang or main) and frame.source.path.startswith(f"{DOCS}/"):
            yield Written(frame.source, Frame)


def is_swedish(language: str) -> bool:
    """Whether *language*, ``sv`` or an easier sort of it, is one that hints are about."""
    return language.partition("-")[0] == SWEDISH
