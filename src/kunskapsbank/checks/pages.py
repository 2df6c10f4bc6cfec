"""Rules about bodies and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ..base.problems import Place, Problem
from ..content.addresses import address_of
from ..content.record import Record
from ..content.site import Site
from ..markdown.bodies import Bodies
from ..markdown.code_spans import visible
from ..markdown.converter import Body
from ..reading.front_matter import one_line
from . import rule

_IMAGE_WITHOUT_TEXT = re.compile(r"!\[\s*\]\s?[(\[]")
_DRAWN_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.S)
#: With # as its first group or = or - as its second, in quotations, lists and definitions too.
_WRITTEN_HEADING = re.compile(
    r"^[ ]*(?:>[ ]*|(?:[-*+:]|\d+\.)[ ]+)*(#{1,6})|^[^\n#][^\n]*\n(?:>[ ]*)*(=+|-+)[ ]*$", re.M
)


@rule
def missing_alt_text(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En bild ska ha en beskrivande text för den som inte ser den."""
    for record in site.records.values():
        bare = [src for src, alt in bodies[record].images if not alt.strip()]
        found = [m.start() for m in _IMAGE_WITHOUT_TEXT.finditer(visible(record.source.body))] if bare else []
        for number, src in enumerate(bare):
            yield Problem(
                _nth_place(record, found, number),
                "missing-alt-text",
                f"bilden {one_line(src)} saknar beskrivning",
                "Skriv vad bilden visar mellan hakparenteserna: ![beskrivning](bild.png).",
            )


@rule
def top_heading_in_body(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Titeln är sidans enda rubrik på högsta nivån; rubriker i brödtexten börjar med ##."""
    for record in site.records.values():
        for level, text, at in _headings(record, bodies[record]):
            if level == 1:
                yield Problem(
                    record.source.body_place("", at),
                    "top-heading-in-body",
                    f"rubriken ”{one_line(text)}” står på samma nivå som sidans titel",
                    "Börja den med ## i stället.",
                )


@rule
def skipped_heading_level(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Rubriknivåer får inte hoppas över: efter ## kommer ###, inte ####."""
    for record in site.records.values():
        before = 1
        for level, text, at in _headings(record, bodies[record]):
            if level > before + 1:
                yield Problem(
                    record.source.body_place("", at),
                    "skipped-heading-level",
                    f"rubriken ”{one_line(text)}” hoppar från nivå {before} till nivå {level}",
                    f"Börja den med {'#' * (before + 1)} i stället.",
                )
            before = level


def _headings(record: Record, body: Body) -> Iterator[tuple[int, str, int]]:
    """(level, text, index in what is written) of the headings in *record*'s body; 0 for one that is not found.

    The headings of each level are written in the order they are drawn.
    """
    drawn = _DRAWN_HEADING.findall(body.html)
    written: dict[int, list[int]] = {level: [] for level in range(1, 7)}
    for found in _WRITTEN_HEADING.finditer(visible(record.source.body)) if drawn else ():
        written[len(found[1]) if found[1] else "=-".index(found[2][0]) + 1].append(found.start())
    places = {level: iter(starts) for level, starts in written.items()}
    for level, html in drawn:
        yield int(level), unescape(re.sub(r"<[^>]+>", "", html)), next(places[int(level)], 0)


def _nth_place(record: Record, found: list[int], number: int) -> Place:
    """The place of the index *found[number]* in the body; the body's first line when it was not found."""
    return record.source.body_place("", found[number] if number < len(found) else 0)


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
