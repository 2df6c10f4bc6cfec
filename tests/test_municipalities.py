"""The 52 municipalities: each can be reached, and what is said of how comes from a source."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from kunskapsbank.content.load import load
from kunskapsbank.content.places import county_of, municipalities_of
from kunskapsbank.content.site import Site
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.render.macros import Macros

from .conftest import KINDS, REPO, TODAY

NUMBER = re.compile(r"(?<![\d-])0[0-9]{1,3}-[0-9]{2,5}(?: [0-9]{2,3})*\b")
MAILBOX = re.compile(r"\b[a-z0-9._-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b")


@cache
def the_site() -> Site:
    return load(REPO / "content", TODAY, KINDS)[0]


def municipalities() -> tuple[Any, ...]:
    return the_site().of_kind("kommuner")


@pytest.fixture(scope="module")
def macros() -> Macros:
    return Macros(REPO, the_site(), Bodies(the_site()))


def drawn(macros: Macros, one: Any) -> str:
    """What the page of *one* says: how to reach it, which stands in the head, and the rest."""
    return macros.call("kontaktvagar", one, one.sidor, one.webb) + macros.record(one)


def test_each_county_has_its_municipalities() -> None:
    site = the_site()

    assert {r.id: len(municipalities_of(site, r)) for r in site.of_kind("regioner")} == {
        "orebro": 12,
        "ostergotland": 13,
        "sormland": 9,
        "uppsala": 8,
        "vastmanland": 10,
    }
    assert all(county_of(site, one) is site[f"regioner/{one.regioner[0]}"] for one in municipalities())


def test_every_municipality_leads_to_a_number_a_mailbox_or_a_page_of_its_own(macros: Macros) -> None:
    reached = {
        one.id: re.findall(r'class="knapp" href="(tel:\+46[0-9]+|mailto:[^"]+@[^"]+|https?://[^"]+)"', page)
        for one in municipalities()
        if (page := drawn(macros, one))
    }

    assert len(reached) == 52
    assert all(reached.values())
    assert sum(ways[0].startswith(("tel:", "mailto:")) for ways in reached.values()) == 33


def test_what_is_old_or_undated_is_to_be_checked_and_nothing_else(macros: Macros) -> None:
    for one in municipalities():
        page = drawn(macros, one)
        years = [one.kalla_till(seen).ar for _, seen in one.sedda()]

        assert page.count("Uppgift ") == len(years)
        assert page.count('class="kontrollera"') == sum(year is None or year < 2023 for year in years)


def test_a_source_is_old_after_three_years() -> None:
    motala = the_site()["kommuner/motala"]
    (address,) = {one.sedd for one in motala.telefon}

    assert not motala.gammal(address, dt.date(2026, 12, 31))
    assert motala.gammal(address, dt.date(2027, 1, 1))


def _outside_contacts() -> Iterator[tuple[str, str]]:
    for record in the_site().records.values():
        source = (REPO / record.source.path).read_text(encoding="utf-8")
        for line in source.splitlines():
            if not re.match(r"  - (nummer|adress): \S", line):
                yield record.source.path, re.sub(r"https?://\S+", "", line)


def test_no_number_and_no_mailbox_stands_outside_the_fields_that_name_their_source() -> None:
    assert [(path, line) for path, line in _outside_contacts() if NUMBER.search(line) or MAILBOX.search(line)] == []


def test_no_page_says_that_a_municipality_is_unknown_to_us(macros: Macros) -> None:
    pages = [macros.record(one) for kind in ("regioner", "kommuner") for one in the_site().of_kind(kind)]

    assert not any("okänt för oss" in page for page in pages)
