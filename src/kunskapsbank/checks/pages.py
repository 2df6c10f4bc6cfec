"""Rules about headings, pictures and addresses."""

from __future__ import annotations

from collections.abc import Iterator

from ..base.problems import Problem, Severity
from ..content.addresses import address_of
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..reading.front_matter import one_line
from . import marked, place_of, rule

DEEPEST = 6  #: The level of headings that has none below it.


@rule
def missing_alt_text(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En bild ska ha en beskrivande text för den som inte ser den."""
    for record in site.records.values():
        for image in bodies[record].images:
            if not image.alt.strip():
                yield Problem(
                    place_of(record, image.spot),
                    "missing-alt-text",
                    f"bilden {one_line(image.source)} saknar beskrivning",
                    "Skriv vad bilden visar mellan hakparenteserna: ![beskrivning](bild.png).",
                )


@rule
def top_heading_in_body(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Titeln är sidans enda rubrik på högsta nivån; rubriker i brödtexten börjar med ##."""
    for record in site.records.values():
        for heading in bodies[record].headings:
            if heading.level == 1:
                yield Problem(
                    place_of(record, heading.spot),
                    "top-heading-in-body",
                    f"rubriken ”{one_line(heading.text)}” står på samma nivå som sidans titel",
                    "Börja den med ## i stället.",
                )


@rule
def skipped_heading_level(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Rubriknivåer får inte hoppas över: efter ## kommer ###, inte ####."""
    for record in site.records.values():
        before = 1
        for heading in bodies[record].headings:
            if heading.level > before + 1:
                yield Problem(
                    place_of(record, heading.spot),
                    "skipped-heading-level",
                    f"rubriken ”{one_line(heading.text)}” hoppar från nivå {before} till nivå {heading.level}",
                    f"Börja den med {'#' * (before + 1)} i stället.",
                )
            before = heading.level


@rule
def deep_heading(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Rubriker i brödtexten har högst fem nummertecken, så att de ryms under andra rubriker."""
    for record in site.records.values():
        for heading in bodies[record].headings:
            if heading.level == DEEPEST:
                yield Problem(
                    place_of(record, heading.spot),
                    "deep-heading",
                    f"rubriken ”{one_line(heading.text)}” är så djup att den kan hamna på samma nivå som den ovanför",
                    "Dela upp texten i flera avsnitt, så att ##### är den djupaste rubriken.",
                    Severity.WARNING,
                )


@rule
def empty_heading(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En rubrik ska ha en text."""
    for place, text in marked(site, bodies, "empty-heading"):
        yield Problem(place, "empty-heading", f"rubriken {text} är tom", f"Skriv rubriken på samma rad: {text} Rubrik.")


@rule
def repeated_anchor(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett ankare, {#ankare} efter en rubrik, ska stå en gång på sidan."""
    for place, text in marked(site, bodies, "repeated-anchor"):
        yield Problem(
            place,
            "repeated-anchor",
            f"ankaret {{#{one_line(text)}}} har redan en rubrik ovanför",
            "Ge rubriken ett annat ankare, eller ta bort det.",
        )


@rule
def reserved_anchor(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Ett ankare får inte vara ett som sidans mall använder, som {#meny} och {#term-…}."""
    for place, text in marked(site, bodies, "reserved-anchor"):
        yield Problem(
            place,
            "reserved-anchor",
            f"ankaret {{#{one_line(text)}}} används av sidans mall",
            f"Skriv till exempel {{#om-{one_line(text)}}}.",
        )


@rule
def address_taken_twice(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Två poster får inte vilja ha samma adress."""
    taken: dict[str, str] = {}
    for record in site.records.values():
        address = address_of(record)
        if address in taken:
            yield Problem(
                record.source.place(),
                "address-taken-twice",
                f"adressen /{address} används redan av {taken[address]}",
                "Slaget har bara en sida: behåll en av filerna.",
            )
        taken.setdefault(address, record.source.path)
