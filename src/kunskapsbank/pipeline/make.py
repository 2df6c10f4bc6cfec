"""The third step: what was read -> the files that are published beside the pages.

Before the pages are drawn, since these say how large each file is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..base.problems import Problem
from ..base.settings import Website
from ..content.reads import Reads, digest
from ..content.site import Site
from ..export import beside
from ..export.data import assessment
from ..export.handouts.files import HandoutFiles
from ..export.handouts.handouts import Handouts, outdated, read_handouts
from ..reading.texts import Texts
from ..render.outline import Entry, outline
from ..render.page import Later
from ..search import register
from .read import Inputs
from .store import Store

if TYPE_CHECKING:
    from ..export.handouts.on_demand import OnDemand
    from ..export.handouts.workers import Workers


@dataclass(frozen=True)
class Made:
    """The files beside the pages."""

    data: Mapping[str, bytes | Later]  #: Tables and indexes, by path on the site.
    handouts: Handouts  #: What is handed out says.
    files: HandoutFiles  #: What is handed out, as files; none in a check or a preview.


def make(inputs: Inputs, workers: Workers | None, store: Store | None = None) -> tuple[Made, list[Problem]]:
    """The files of *inputs*. *workers*: who make PDF, Word, zip and pictures, if those are wanted.

    They are made only in a project that wants them and has an address to print on them. *store*: keeps those of
    earlier builds.
    """
    said = handed_out(inputs)
    files, problems = _files(inputs, said, workers) if workers else (HandoutFiles(), [])
    return Made(data_of(inputs, store), said, files), [*outdated(inputs.site, said), *problems]


def handed_out(inputs: Inputs) -> Handouts:
    """What the hand-outs of *inputs* say, each worked out when somebody asks."""
    texts = inputs.texts[inputs.settings.languages[0]]
    large = [one.language for one in inputs.settings.translations if one.sheets]
    return read_handouts(inputs.site, inputs.bodies, inputs.website, texts, inputs.texts, large)


def data_of(inputs: Inputs, store: Store | None = None) -> dict[str, bytes | Later]:
    """The tables and indexes of *inputs*, by path on the site. *store*: keeps those of earlier builds."""
    texts, site = inputs.texts[inputs.settings.languages[0]], inputs.site
    kinds = beside.of_kinds(site.kinds, inputs.settings, inputs.website, texts)
    parts = (*kinds, ("register", register.files))
    reads = Reads(site, {})
    around = digest(repr(inputs.website))
    found: list[Mapping[str, bytes | Later]] = [
        store.files(name, work, reads, around) if store else {**work(site)} for name, work in parts
    ]
    data = beside.of_records(site, inputs.history, inputs.settings, inputs.website, texts)
    return {**{path: file for one in found for path, file in one.items()}, **data, **assessment.files(site)}


def on_demand(inputs: Inputs, made: Made) -> OnDemand | None:
    """What makes a file to hand out when somebody asks for it; None in a project that hands out none."""
    if not _hands_out(inputs):
        return None
    from ..export.handouts.on_demand import OnDemand

    return OnDemand(*_given(inputs, made.handouts))


def _files(inputs: Inputs, said: Handouts, workers: Workers) -> tuple[HandoutFiles, list[Problem]]:
    if not _hands_out(inputs):
        return HandoutFiles(), []
    from ..export.handouts.make import make_files  # Loads large libraries, which a check does not need.

    return make_files(*_given(inputs, said), workers=workers)


def _hands_out(inputs: Inputs) -> bool:
    return inputs.settings.handouts and bool(inputs.website.url)


def _given(
    inputs: Inputs, said: Handouts
) -> tuple[Path, Site, Handouts, tuple[Entry, ...], Website, Texts, str, bool, Mapping[str, Texts]]:
    """What files are made of, as :func:`make_files` takes it."""
    titles = () if inputs.settings.in_theme else outline(inputs.site, inputs.frames)  # A theme shows no share cards.
    project, settings = inputs.project, inputs.settings
    texts, tagline = inputs.texts[settings.languages[0]], settings.tagline
    return (
        *(project.root, inputs.site, said, titles, inputs.website),
        *(texts, tagline, project.trusts_cache, inputs.texts),
    )
