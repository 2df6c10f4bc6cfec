"""What the hand-outs of a site say, before any file is made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ...base.lazily import Lazily
from ...base.problems import Problem, Severity, problem
from ...base.settings import Website
from ...content.record import Record
from ...content.roles import Handout
from ...content.site import Site
from ...markdown.bodies import Bodies
from ...markdown.body import Body
from ...reading.texts import Texts
from .document import Document, document_of, has_text, text_of
from .files import HandoutFiles
from .snippets import Snippets, snippets_of


@dataclass(frozen=True, slots=True)
class Handouts:
    """What the hand-outs of a site say, each by its record's key."""

    documents: Mapping[str, Document]
    snippets: Mapping[str, Snippets]
    bodies: Mapping[str, Body]  #: What the documents are made of.
    texts: Mapping[str, Document] = field(default_factory=dict)  #: Translations that are made in large type.


def outdated(site: Site, handouts: Handouts) -> Iterator[Problem]:
    """Hand-outs that say something else than when their editor wrote down the mark of the version."""
    for key, document in handouts.documents.items():
        record = site.version(key)
        given = record.kannetecken if isinstance(record, Handout) else None
        if record and given and given != document.mark:
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
        "blad_av": lambda record: noted("handout", handouts.documents.__getitem__, record.version_key),
        "texter_av": lambda record: noted("handout", handouts.snippets.__getitem__, record.version_key),
        "filer_av": lambda record: noted("handout", files.of_document.get, record.version_key),
        "textfil_av": lambda record: noted("handout", files.of_text.get, record.version_key),
        "alla_filer": lambda kind: noted("archive", files.of_kind.get, kind),
    }


def read_handouts(
    site: Site,
    bodies: Bodies,
    website: Website,
    texts: Texts,
    spoken: Mapping[str, Texts] | None = None,
    large: Collection[str] = (),
) -> Handouts:
    """What the hand-outs of *site* say, in the language of *texts*, before any file is made.

    *spoken*: the words of the languages that there are translations to. *large*: the languages whose texts are made in
    large type too.
    """
    translated = [one for them in site.translations.values() for one in them.values()]
    handed_out = [one for one in (*site.taking(Handout), *translated) if isinstance(one, Handout)]
    large_texts = [one for one in translated if one.language in large and one.pages and not isinstance(one, Handout)]

    def said(record: Record) -> Texts:
        return (spoken or {}).get(record.language, texts)

    def document(record: Handout) -> Document:
        return document_of(site.speaking(record.language), bodies, record, website, said(record))

    def snippets(record: Handout) -> Snippets:
        return snippets_of(documents[record.version_key], record.inlagg, said(record))

    def text(record: Record) -> Document:
        return text_of(site.speaking(record.language), bodies, record, website, said(record))

    documents = Lazily({one.version_key: partial(document, one) for one in handed_out})
    return Handouts(
        documents,
        Lazily({one.version_key: partial(snippets, one) for one in handed_out}),
        Lazily({one.version_key: partial(bodies.__getitem__, one) for one in handed_out}),
        Lazily({one.version_key: partial(text, one) for one in large_texts if has_text(one)}),
    )
