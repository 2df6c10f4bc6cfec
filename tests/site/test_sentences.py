"""E5: words, signs and sentences stand apart as they should, on every page and in what is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median
from typing import Any

from kunskapsbank.content.addresses import address_of
from kunskapsbank.language.swedish import lix
from kunskapsbank.markdown.glossary import term_stems
from kunskapsbank.pipeline.build import Build

from .conftest import Document

_HTML = "{http://www.w3.org/1999/xhtml}"
_LINES = frozenset(
    "article aside blockquote body br button caption dd details div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hr html img input label legend li main nav ol option p section select summary table tbody td "
    "tfoot th thead title tr ul".split()
)
_NO_SENTENCES = frozenset({"script", "style", "pre", "code", "kbd", "samp"})
_FAULT = re.compile(
    r"[a-zåäöé)”][.!?:][A-ZÅÄÖ][a-zåäö]"  # a sentence that follows upon another without a space
    r"|\d\.[A-ZÅÄÖ][a-zåäö]"
    r"| [,;.!?](?=\s|$)"  # a space before a sign
    r"|[a-zåäö]{2}[,;][a-zåäö]{2}"
    r"|\b(\w{5,})\. \1$",  # what a link is called, after a sentence that says it
    re.M,
)


def lines(element: Any) -> str:
    """The text of *element* as it is read, each part that is drawn apart on a line of its own."""
    tag = element.tag.removeprefix(_HTML) if isinstance(element.tag, str) else "script"
    if tag in _NO_SENTENCES:
        return "x" if tag not in ("script", "style") else ""
    inside = (element.text or "") + "".join(lines(child) + (child.tail or "") for child in element)
    return f"\n{inside}\n" if tag in _LINES else inside


def faults(text: str) -> Iterator[str]:
    """What stands wrong in *text*, with some words around it."""
    for line in (" ".join(one.split()) for one in text.split("\n")):
        yield from (line[max(match.start() - 30, 0) : match.end() + 30] for match in _FAULT.finditer(line))


def test_e5_signs_and_sentences_of_every_page_stand_apart_as_they_should(documents: dict[str, Document]) -> None:
    found = {address: list(faults(lines(one.tree))) for address, one in documents.items() if "redaktor" not in address}

    assert {address: some for address, some in found.items() if some} == {}


def test_e5_so_do_those_that_the_search_shows_and_search_engines_read(build: Build) -> None:
    found = {page.address: [*faults(page.text), *faults(page.description)] for page in build.pages}

    assert {address: some for address, some in found.items() if some} == {}


def test_an_abbreviation_that_two_bodies_share_is_spelled_out_on_each_page_that_uses_it(build: Build) -> None:
    short, spelled = (
        re.compile(r"\bUHR\b"),
        re.compile("Universitets- och högskoleråd|Utbildningsråd|Council for Higher"),
    )
    named = {page.address: f"{page.description} {page.text}" for page in build.pages}
    bare = [address for address, text in named.items() if short.search(text) and not spelled.search(text)]

    assert bare == ["seqf/"]  # There the word is part of what a source is called.


def test_what_costs_nothing_is_called_by_one_word(build: Build) -> None:
    """The statutes' own word, *avgiftsfri*, stands where the statute is told; easy Swedish has the easier word."""
    usual = [page for page in build.pages if not page.address.startswith("lattlast/")]
    found = [page.address for page in usual if re.search(r"\bgratis\b", page.text, re.I)]

    assert found == []


#: Lines that misled or told nothing, and what was wrong with each was mended where it stood.
MENDED = (
    "Passar dig som",
    "eller har skyddad titel",
    "kan vara ofrivillig",
    "i undantagsfall två",
    "branschens egna",
    "beroende på kraven",
    "Hur visar jag vad jag kan?",
    "Allt du kan räknas",
    "Vi har inte hittat någon branschmodell för",
    "och ett yrke till",
    "Här står hur du går vidare",
    "skriva ner",
    "skrivs ner",
    "Skriv ner",
)


def test_mended_lines_stand_on_no_page_and_what_is_missing_is_said_once(documents: dict[str, Document]) -> None:
    texts = {address: " ".join(lines(page.tree).split()) for address, page in documents.items()}

    assert [(line, address) for address, text in texts.items() for line in MENDED if line in text] == []
    assert [address for address, text in texts.items() if text.count("saknas i källorna") > 1] == []


def test_half_of_every_kinds_pages_are_easy_to_read(build: Build):
    """LIX below 40, the words of the glossary left out. A page alone may be harder: names of models are long words."""
    terms = term_stems(build.site)
    texts = {page.address: page.text for page in build.pages}
    medians = {
        name: median(lix(texts[address_of(one)], terms) for one in build.site.of_kind(name))
        for name, kind in build.site.kinds.items()
        if kind.pages and build.site.of_kind(name)
    }

    assert {name: value for name, value in medians.items() if value > 40} == {}
