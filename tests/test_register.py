"""Everyday words lead to the right models, or say that there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kunskapsbank.content.kinds import load_kinds
from kunskapsbank.content.load import load
from kunskapsbank.content.site import Site
from kunskapsbank.search.register import documents, files
from kunskapsbank.search.searcher import Searcher

from .conftest import KINDS, REPO, TODAY, record, write_content

TWO_CATALOGUES = """
from typing import Annotated

from kunskapsbank.kinds import Entry, Keyword, Ref, Slug, field


class Kurs(Entry):
    kind, singular, plural, about = "kurser", "Kurs", "Kurser", "Kurser."
    orden: tuple[Annotated[Slug, Ref("ord")], ...] = field("Ord", default=())


class Bok(Entry):
    kind, singular, plural, about = "bocker", "Bok", "Böcker", "Böcker."
    orden: tuple[Annotated[Slug, Ref("ord")], ...] = field("Ord", default=())


class Ord(Keyword):
    kind, singular, plural, about = "ord", "Ord", "Ord", "Ord."
"""


@pytest.fixture(scope="module")
def site() -> Site:
    return load(REPO / "content", TODAY, KINDS)[0]


@pytest.fixture(scope="module")
def searcher(site: Site) -> Searcher:
    return Searcher(documents(site, KINDS["branschmodeller"]))


@pytest.mark.parametrize(
    ("said", "model"),
    [
        ("plattis", "bygg-och-anlaggning"),
        ("rörmokarna", "vvs"),
        ("lastbilschafför", "lastbilsforare"),
        ("fixare", "fastighet-faval"),
        ("fixare", "stad-och-service"),
        ("uska", "vard-och-omsorg"),
        ("sopgubbe", "avfall-och-atervinning"),
        ("elektrikr", "el"),
        ("städerskan", "stad-och-service"),
    ],
)
def test_an_everyday_inflected_or_misspelt_word_leads_to_the_model(searcher: Searcher, said: str, model: str) -> None:
    found = [hit.address for hit in searcher.search(said)[1] if hit.address.startswith("branschmodeller/")]

    assert f"branschmodeller/{model}" in found[:3]


@pytest.mark.parametrize("said", ["väktarn", "väktare", "vakt"])
def test_a_guard_is_an_occupation_without_a_model(searcher: Searcher, site: Site, said: str) -> None:
    assert searcher.search(said)[1][0].address == "yrken/vaktare"
    assert site.pointing(site["yrken/vaktare"], "branschmodeller") == ()


@pytest.mark.parametrize("said", ["webbutvecklare", "jurist"])
def test_a_word_of_another_world_finds_nothing(searcher: Searcher, said: str) -> None:
    assert searcher.search(said)[1] == []


def test_the_entries_tell_which_models_cover_an_occupation(site: Site) -> None:
    entries = json.loads(files(site)["register/branschmodeller/poster.json"])
    occupations = {entry["ord"]: entry for entry in entries if "ord" in entry}

    assert len(entries) == len(documents(site, KINDS["branschmodeller"]))
    assert occupations["underskoterska"]["poster"] == ["kravmarkt-yrkesroll", "vard-och-omsorg"]
    assert occupations["bagare"] == {
        "ord": "bagare",
        "titel": "bagare",
        "poster": [],
        "narmast": ["livsmedelsindustri"],
    }


def test_an_occupation_has_models_or_says_in_its_ingress_that_none_is_known(site: Site) -> None:
    for occupation in site.of_kind("yrken"):
        covered = bool(site.pointing(occupation, "branschmodeller"))
        unknown = occupation.ingress.startswith(("Vi känner inte till någon branschmodell", "Ingen av källorna säger"))
        assert covered != unknown, occupation.id


def test_models_that_no_source_tells_the_method_of_come_after_those_that_can_be_told_of(site: Site) -> None:
    weights = {bool(model.metod): model.search_weight for model in site.of_kind("branschmodeller")}  # type: ignore[attr-defined]
    assert weights[False] < weights[True]


def test_the_answer_of_a_model_says_what_it_gives_and_whom_to_ask(site: Site) -> None:
    assert site["branschmodeller/vvs"].search_basis()[0].startswith("Ger ")
    assert site["branschmodeller/svets"].search_basis() == ("Fråga Svetskommissionen", None)


def test_the_answer_of_a_municipality_is_how_to_reach_it_and_from_which_year(site: Site) -> None:
    told, _ = site["kommuner/arboga"].search_basis()
    assert told.startswith("Kommunens växel: 0589-870 00 (uppgift från 2016); ")


def test_each_catalogue_has_a_register_of_its_own_so_that_entries_of_one_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds/kataloger.py").write_text(TWO_CATALOGUES, encoding="utf-8")
    kinds, faults = load_kinds(tmp_path / "kinds")
    records = {
        "kurser/svets.md": record("Svets på kurs", "orden: [lodare]"),
        "bocker/svets.md": record("Svets i bok", "orden: [bocker]"),
        **{f"ord/{name}.md": record(name) for name in ("lodare", "bocker", "ensam")},
    }
    site, problems = load(write_content(tmp_path, records), TODAY, kinds)
    found = {kind: json.loads(files(site)[f"register/{kind}/poster.json"]) for kind in ("kurser", "bocker")}

    assert (faults, problems) == ([], [])
    assert {kind: [one["titel"] for one in entries] for kind, entries in found.items()} == {
        "kurser": ["Svets på kurs", "ensam", "lodare"],
        "bocker": ["Svets i bok", "bocker", "ensam"],
    }
    assert [one["poster"] for one in found["bocker"] if one.get("ord") == "bocker"] == [["svets"]]
