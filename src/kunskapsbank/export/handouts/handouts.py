"""What the hand-outs of a site say, before any file is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...base.problems import Problem, Severity, problem
from ...base.settings import Website
from ...content.roles import Handout
from ...content.site import Site
from ...markdown.bodies import Bodies
from ...markdown.body import Body
from ...reading.texts import Texts
from .document import Document, document_of
from .files import HandoutFiles
from .snippets import Snippets, snippets_of


@dataclass(frozen=True, slots=True)
class Handouts:
    """What the hand-outs of a site say, each by its record's key."""

    documents: Mapping[str, Document]
    snippets: Mapping[str, Snippets]
    bodies: Mapping[str, Body]  #: What the documents are made of.


def outdated(site: Site, handouts: Handouts) -> Iterator[Problem]:
    """Hand-outs that say something else than when their editor wrote down the mark of the version."""
    for key, document in handouts.documents.items():
        record = site[key]
        given = record.kannetecken if isinstance(record, Handout) else None
        if given and given != document.mark:
            yield problem(
                record.source.key_place("kannetecken"),
                "changed-sheet",
                Severity.WARNING,
                version=document.version,
                date=document.date,
                given=given,
                mark=document.mark,
            )


def template_functions(handouts: Handouts, files: HandoutFiles, note: Callable[[str, str], None]) -> dict[str, Any]:
    """What templates may call, under Swedish names. *note* is told what they read."""

    def noted(name: str, read: Callable[[str], Any], about: str) -> Any:
        note(name, about)
        return read(about)

    return {
        "blad_av": lambda record: noted("handout", handouts.documents.__getitem__, record.key),
        "texter_av": lambda record: noted("handout", handouts.snippets.__getitem__, record.key),
        "filer_av": lambda record: noted("handout", files.of_document.get, record.key),
        "alla_filer": lambda kind: noted("archive", files.of_kind.get, kind),
    }


def read_handouts(site: Site, bodies: Bodies, website: Website, texts: Texts) -> Handouts:
    """What the hand-outs of *site* say, in the language of *texts*, before any file is made."""
    records = site.taking(Handout)
    documents = {record.key: document_of(site, bodies, record, website, texts) for record in records}
    snippets = {record.key: snippets_of(documents[record.key], record.inlagg, texts) for record in records}
    return Handouts(documents, snippets, {record.key: bodies[record] for record in records})
