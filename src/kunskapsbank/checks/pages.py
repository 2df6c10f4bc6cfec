"""Rules about bodies and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..addresses import address_of
from ..bodies import Bodies
from ..problems import Problem
from ..site import Site
from . import rule

_FENCED = re.compile(r"^(`{3,}|~{3,}).*?^\1\s*$|`[^`\n]*`", re.M | re.S)
_HTML = re.compile(r"<(?:[a-zA-Z][a-zA-Z0-9-]*[\s/>]|/[a-zA-Z]|!--|\?|!\w)")
_DANGEROUS = re.compile(r"\s*(javascript|data|vbscript|file):", re.I)


@rule
def missing_alt_text(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En bild ska ha en beskrivande text för den som inte ser den."""
    for record in site.records.values():
        for src, alt in bodies[record].images:
            if not alt.strip():
                yield Problem(record.source.body_place("![]("), "missing-alt-text", f"bilden {src} saknar beskrivning",
                              "Skriv vad bilden visar mellan hakparenteserna: ![beskrivning](bild.png).")


@rule
def html_in_body(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Brödtext skrivs i Markdown, utan HTML."""
    for record in site.records.values():
        body = record.source.body
        visible = _FENCED.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), body)
        for match in _HTML.finditer(visible):
            yield Problem(record.source.body_place(match[0], match.start()), "html-in-body",
                          f"HTML är inte tillåtet: {body[match.start() : match.start() + 30].splitlines()[0]}",
                          "Skriv med Markdown, eller sätt `bakåttecken` runt text som ska visas så.")


@rule
def dangerous_link(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """En länk ska börja med https:, http: eller mailto:, eller vara en sökväg till en fil."""
    for record in site.records.values():
        for link in (*bodies[record].links, *(src for src, _ in bodies[record].images)):
            if _DANGEROUS.match(link):
                yield Problem(record.source.body_place(link), "dangerous-link", f"länken {link[:40]} är inte tillåten",
                              "Länka till en webbadress som börjar med https://.")


@rule
def top_heading_in_body(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Titeln är sidans enda rubrik på högsta nivån; rubriker i brödtexten börjar med ##."""
    for record in site.records.values():
        if "<h1" in bodies[record].html:
            yield Problem(record.source.body_place("# "), "top-heading-in-body", "en rubrik i brödtexten börjar med ett #",
                          "Skriv ## eller ###.")


@rule
def skipped_heading_level(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Rubriknivåer får inte hoppas över: efter ## kommer ###, inte ####."""
    for record in site.records.values():
        before = 1
        for match in re.finditer(r"<h([2-6])\b[^>]*>(.*?)</h\1>", bodies[record].html, re.S):
            level, text = int(match[1]), re.sub(r"<[^>]+>", "", match[2])
            if level > before + 1:
                yield Problem(record.source.body_place("#" * level), "skipped-heading-level",
                              f"rubriken ”{text}” hoppar från nivå {before} till {level}", f"Skriv {'#' * (before + 1)}.")
            before = level


@rule
def address_taken_twice(site: Site, bodies: Bodies) -> Iterator[Problem]:
    """Två poster får inte vilja ha samma adress."""
    taken: dict[str, str] = {}
    for record in site.records.values():
        address = address_of(record)
        if address in taken:
            yield Problem(record.source.place(), "address-taken-twice",
                          f"adressen /{address} används redan av {taken[address]}", "Byt namn på den ena filen.")
        taken.setdefault(address, record.source.path)
