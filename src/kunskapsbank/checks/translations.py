"""Rules about records in other languages than the site's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ..base.problems import Place, Problem, problem
from ..content.record import Record, references
from ..content.roles import Provision
from ..content.site import Site
from ..content.translations import texts_of
from ..markdown.bodies import Bodies
from ..reading.front_matter import plain, texts_in
from . import rule

_FACT = re.compile(r"\d{2,}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")  #: A number, or an address of a mailbox.
_FREE = frozenset("granskad granskas_senast publicerad publiceras avpubliceras synonymer sokfragor".split())


@rule
def translation_without_body(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En översättning av en text ska ha en text."""
    for record, original in _translations(site):
        if original.source.body.strip() and not record.source.body.strip():
            yield problem(record.source.body_place(), "translation-without-body", original=original.source.path)


@rule
def fact_of_translation(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Tal med två siffror eller fler, och e-postadresser, i en översättning ska stå i originalet eller dess regler."""
    for record, original in _translations(site):
        rules = (site.get(f"{ref.kind}/{one}") for _, ref, one in references(original) if ref.kind)
        says = (original, *(rule for rule in rules if isinstance(rule, Provision)))
        said = frozenset[str]().union(*map(_stated, says))
        for fact, place in _written(record, said):
            if fact not in said:
                yield problem(place, "fact-of-translation", fact=fact, original=original.source.path)


def _translations(site: Site) -> Iterator[tuple[Record, Record]]:
    """Every translation with its original."""
    for of_language in site.translations.values():
        for key, record in of_language.items():
            yield record, site.originals[key]


def _stated(record: Record) -> frozenset[str]:
    """The facts that the file of *record* states."""
    source = record.source
    return record.once("facts", lambda: frozenset((*_facts(source.body), *_of_texts(plain(source.front)))))


def _facts(text: str) -> Iterator[str]:
    return (found[0] for found in _FACT.finditer(text))


def _of_texts(value: object) -> Iterator[str]:
    for text in texts_of(value):
        yield from _facts(text)


def _written(record: Record, said: Collection[str]) -> Iterator[tuple[str, Place]]:
    """The facts that the file of *record* states, each with its place; those in addresses of links are none.

    Those in front matter, unless all are among *said*: then nobody asks where they stand, which takes time to tell.
    """
    source = record.source
    own = [(name, _of_texts(value)) for name, value in plain(source.front).items()]
    unsaid = {name for name, facts in own if not all(fact in said for fact in facts)} - _FREE
    for node in (source.front.values[name] for name in sorted(unsaid)):
        for one in texts_in(node):
            yield from ((fact, Place(source.path, one.line, one.column)) for fact in _facts(one.value))
    hidden = re.sub(r"\]\([^)]*\)|<[^>]*>", lambda link: " " * len(link[0]), source.body)
    yield from ((found[0], source.body_place_at(found.start())) for found in _FACT.finditer(hidden))
