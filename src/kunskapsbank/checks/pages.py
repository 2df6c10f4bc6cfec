"""Rules about headings, pictures and addresses."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Problem, Severity, problem
from ..base.texts import one_line
from ..content.addresses import address_of
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..markdown.body import Body
from ..reading.fields import has_visible
from . import marked, place_of, rule

DEEPEST = 6  #: The level of headings that has none below it.


@rule
def missing_alt_text(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En bild ska ha en beskrivande text för den som inte ser den."""
    for source, body in bodies.texts():
        for image in body.images:
            if not image.decorative and not has_visible(image.alt):
                yield problem(place_of(source, image.spot), "missing-alt-text", source=one_line(image.source))


@rule
def top_heading_in_body(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Titeln är sidans enda rubrik på högsta nivån; rubriker i brödtexten börjar med ##."""
    for source, body in bodies.texts():
        for heading in body.headings:
            if heading.level == 1:
                yield problem(place_of(source, heading.spot), "top-heading-in-body", text=one_line(heading.text))


@rule
def skipped_heading_level(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Rubriknivåer får inte hoppas över: efter ## kommer ###, inte ####."""
    for source, body in bodies.texts():
        before = 1
        for heading in body.headings:
            if heading.level > before + 1:
                yield problem(
                    place_of(source, heading.spot),
                    "skipped-heading-level",
                    text=one_line(heading.text),
                    before=before,
                    level=heading.level,
                    signs="#" * (before + 1),
                )
            before = heading.level


@rule
def deep_heading(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Rubriker i brödtexten har högst fem nummertecken, så att de ryms under andra rubriker."""
    for source, body in bodies.texts():
        for heading in body.headings:
            if heading.level == DEEPEST:
                yield problem(
                    place_of(source, heading.spot), "deep-heading", Severity.WARNING, text=one_line(heading.text)
                )


@rule
def repeated_title(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Brödtexten ska inte börja med titeln som rubrik: sidan visar den ovanför."""
    for record in site.records.values():
        body = bodies[record]
        if repeats_title(body, record.titel) and body.headings[0].level > 1:  # The first level is told as such.
            place = place_of(record.source, body.headings[0].spot)
            yield problem(place, "repeated-title", Severity.WARNING, text=one_line(record.titel))


def repeats_title(body: Body, title: str) -> bool:
    """Whether *body* begins with *title* as a heading that has no anchor of its own."""
    if not body.headings or _folded(body.headings[0].text) != _folded(title):
        return False
    first = body.tokens[0]
    return first.type == "heading_open" and not first.meta.get("given")


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


@rule
def empty_heading(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En rubrik ska ha en text."""
    for place, text in marked(bodies, "empty-heading"):
        yield problem(place, "empty-heading", text=text)


@rule
def repeated_anchor(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett ankare, {#ankare} efter en rubrik, ska stå en gång på sidan."""
    for place, text in marked(bodies, "repeated-anchor"):
        yield problem(place, "repeated-anchor", text=one_line(text))


@rule
def reserved_anchor(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett ankare får inte vara ett som sidans mall använder, som {#meny} och {#term-…}."""
    for place, text in marked(bodies, "reserved-anchor"):
        yield problem(place, "reserved-anchor", text=one_line(text))


@rule
def address_taken_twice(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Två poster får inte vilja ha samma adress."""
    taken: dict[str, str] = {}
    for record in site.records.values():
        address = address_of(record)
        if address in taken:
            yield problem(record.source.place(), "address-taken-twice", address=address, taken=taken[address])
        taken.setdefault(address, record.source.path)
