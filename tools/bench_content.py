"""Made-up records to measure with: the same ones every time, with real fields, relations and bodies."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from kunskapsbank.content.load import load
from kunskapsbank.content.site import Site
from kunskapsbank.pipeline.project import Project
from kunskapsbank.pipeline.read import read_kinds

WORDS_PER_SECTION = 90
SECTIONS = 4
_KINDS = ("begrepp", "branschmodeller", "resurser", "exempel")  #: The kinds that are made, in turn.
_GROUPS = ("Industri", "Bygg och installation", "Vård, omsorg och assistans")
_OPENINGS = ("Vad är det?", "För vem?", "Så går det till", "Vad blir resultatet?", "Bra att veta")


def write(project: Project, count: int, target: Path, kinds: Sequence[str] = _KINDS) -> None:
    """Copy *project* to *target* and add *count* made-up records of *kinds* to its content.

    Raises:
        OSError: If *target* cannot be written.
    """
    shutil.copytree(project.content, target / "content")
    for name in ("docs", "kinds", "macros", "texter"):
        shutil.copytree(project.root / name, target / name)
    config = project.config.read_text(encoding="utf-8")
    (target / "mkdocs.yml").write_text(
        config.replace("- kunskapsbank:\n", "- kunskapsbank:\n      handouts: false\n"), encoding="utf-8"
    )
    site, _ = load(project.content, dt.date(2026, 1, 1), read_kinds(project)[0])
    for path, text in records(site, count, kinds):
        (target / "content" / path).write_text(text, encoding="utf-8")


def records(site: Site, count: int, kinds: Sequence[str] = _KINDS) -> Iterator[tuple[str, str]]:
    """*count* records as (path below ``content/``, text), related to each other and to those of *site*."""
    chance = random.Random(20221101)
    words = _vocabulary(site)
    ids = {kind: [record.id for record in site.of_kind(kind)] for kind in ("begrepp", "malgrupper", "yrken")}
    for number in range(count):
        kind = kinds[number % len(kinds)]
        name = f"matning-{number:05d}"
        yield f"{kind}/{name}.md", _record(kind, number, number - len(kinds), chance, words, ids)


def _vocabulary(site: Site) -> list[str]:
    """The words of the real bodies, so that the made-up ones split and stem as real ones do."""
    found = {word.strip('.,;:!?()[]*`"”–').lower() for r in site.records.values() for word in r.source.body.split()}
    return sorted(word for word in found if word.isalpha() and len(word) > 2)


def _record(
    kind: str, number: int, earlier: int, chance: random.Random, words: list[str], ids: dict[str, list[str]]
) -> str:
    own = {
        "begrepp": [f"engelska: term {number}"],
        "branschmodeller": [
            f"branschgrupp: {chance.choice(_GROUPS)}",
            "bransch: " + chance.choice(words),
            f"fraga: {chance.choice(words)}",
            f"yrken: [{', '.join(chance.sample(ids['yrken'], 2))}]",
            f"resultat_typ: [{chance.choice(('intyg', 'yrkesbevis'))}]",
            f"seqf_niva: [{chance.randint(1, 8)}]",
            "metod:",
            f"  - {_sentence(chance, words, 12)}",
        ],
        "resurser": ["sort: verktyg"],
        "exempel": [f"vad: {_sentence(chance, words, 10)}"],
    }[kind]
    front = [
        f"titel: {' '.join(chance.sample(words, 3)).capitalize()} {number}",
        f"ingress: {_sentence(chance, words, 20)}",
        *own,
        f"fokusomraden: [{chance.choice(['komvux', 'branschvalidering', 'kommunikation'])}]",
        f"malgrupper: [{', '.join(chance.sample(ids['malgrupper'], 2))}]",
        f"begrepp: [{', '.join(chance.sample(ids['begrepp'], 3))}]",
        *([f"relaterat: [{kind}/matning-{earlier:05d}]"] if earlier >= 0 else []),
        f"synonymer: [{', '.join(chance.sample(words, 4))}]",
        "granskad: 2025-06-01",
        "kallor:",
        "  - url: https://www.skolverket.se/",
    ]
    sections = (f"## {title}\n\n{_paragraph(chance, words, ids['begrepp'])}" for title in _OPENINGS[:SECTIONS])
    return "\n".join(["---", *front, "---", "", "\n\n".join(sections), ""])


def _sentence(chance: random.Random, words: list[str], length: int) -> str:
    return " ".join(chance.choices(words, k=length)).capitalize() + "."


def _paragraph(chance: random.Random, words: list[str], terms: list[str]) -> str:
    sentences = [_sentence(chance, words, 12) for _ in range(WORDS_PER_SECTION // 12)]
    term = chance.choice(terms)
    return f"{' '.join(sentences)} Se [{term}](../begrepp/{term}.md)."
