"""How easy a site's pages are to read, kind by kind, and how that has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from typing import Annotated

from pydantic import BaseModel, Field, FiniteFloat, ValidationError

from ..base.plain_files import read_plain, write_plain
from ..content.site import Site
from ..export.handouts.files import CACHE
from ..language.hints import FEWEST
from ..language.swedish import lix, words
from ..markdown.glossary import term_stems
from ..render.page import Page
from .hinting import is_swedish
from .project import Project

RESULTS = "lasbarhet.json"  #: In the project's cache: what each month was like, on this computer.
MOST_BYTES = 1024 * 1024  #: A larger file is not one that we wrote.
MONTHS = 13  #: That are kept: this one, and a year before it.


class Months(BaseModel):
    """The median of each kind, by month, ``2026-11``; the last time it was counted in it."""

    months: dict[Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")], dict[str, FiniteFloat]] = {}


@dataclass(frozen=True)
class Readability:
    """LIX of the pages of records in Swedish, of texts that are long enough for it to mean something."""

    pages: Mapping[str, int]  #: How many were counted, by kind.
    medians: Mapping[str, float]  #: By kind, with one decimal.
    earlier: Mapping[str, Mapping[str, float]]  #: The same in months before, in order.


def readability(project: Project, site: Site, pages: Iterable[Page], languages: Iterable[str]) -> Readability:
    """How easy the *pages* of *site* are to read, without the glossary's terms; kept for the months to come.

    *languages*: of the site, its own first. What cannot be kept is forgotten.
    """
    terms, counted = term_stems(site), dict[str, list[float]]()
    if is_swedish(next(iter(languages), "")):
        for page in pages:
            if page.record and not page.translated and len(words(page.text)) >= FEWEST:
                counted.setdefault(page.record.kind, []).append(lix(page.text, terms))
    medians = {kind: round(median(values), 1) for kind, values in sorted(counted.items())}
    earlier = _kept(project, site.today, medians)
    return Readability({kind: len(values) for kind, values in counted.items()}, medians, earlier)


def _kept(project: Project, today: dt.date, medians: Mapping[str, float]) -> Mapping[str, Mapping[str, float]]:
    """The months before, once those of *today* are kept too."""
    path, month = project.root / CACHE / RESULTS, f"{today:%Y-%m}"
    try:
        before = Months.model_validate_json(read_plain(path, MOST_BYTES, project.root)).months
    except (OSError, ValidationError):
        before = {}
    if medians and before.get(month) != medians:
        every = sorted({**before, month: dict(medians)}.items())[-MONTHS:]
        with suppress(OSError):
            write_plain(path, Months(months=dict(every)).model_dump_json(indent=1).encode(), project.root)
    return {one: values for one, values in sorted(before.items()) if one < month}
