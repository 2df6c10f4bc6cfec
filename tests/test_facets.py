"""What lists are filtered by."""

from __future__ import annotations

import pytest

from kunskapsbank.content.load import load
from kunskapsbank.content.site import Site
from kunskapsbank.language.swedish import slug
from kunskapsbank.render.facets import facets, values_of

from .conftest import KINDS, REPO, TODAY


@pytest.fixture(scope="module")
def site() -> Site:
    return load(REPO / "content", TODAY, KINDS)[0]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Köping", "koping"),
        ("Bygg och installation", "bygg-och-installation"),
        ("4", "4"),
        ("Hotell, bar", "hotell-bar"),
    ],
)
def test_a_value_stands_in_an_address_without_diacritics_and_spaces(text: str, key: str) -> None:
    assert slug(text) == key


def test_the_52_municipalities_have_a_key_each(site: Site) -> None:
    keys = [slug(kommun.namn) for kommun in site.of_kind("kommuner")]

    assert len(set(keys)) == 52


def test_a_field_without_a_value_is_a_choice_of_its_own(site: Site) -> None:
    assert values_of(site, site["branschmodeller/gruvteknik"], "seqf_niva") == (("saknas", "Uppgift saknas"),)


def test_choices_count_the_records_that_have_them(site: Site) -> None:
    models = site.of_kind("branschmodeller")
    levels = next(facet for facet in facets(site, models) if facet.name == "seqf_niva")

    assert {choice.key: choice.count for choice in levels.choices} == {
        "3": 1,
        "4": 4,
        "5": 1,
        "saknas": sum(not model.seqf_niva for model in models),
    }
    assert levels.choices[-1].key == "saknas"


def test_every_model_stands_in_one_group_and_every_choice_leads_to_a_model(site: Site) -> None:
    models = site.of_kind("branschmodeller")
    found = {facet.name: facet for facet in facets(site, models)}

    assert sum(choice.count for choice in found["branschgrupp"].choices) == len(models)
    assert all(choice.count for facet in found.values() for choice in facet.choices)


def test_a_list_without_records_has_nothing_to_filter_by(site: Site) -> None:
    assert facets(site, ()) == ()
