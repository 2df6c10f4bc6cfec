"""All records together: relations both ways, what is hidden, and the order of the Swedish alphabet."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import pytest

from kunskapsbank.content.kinds import Kinds
from kunskapsbank.content.links import Link
from kunskapsbank.content.load import load
from kunskapsbank.content.record import Record
from kunskapsbank.content.site import Site
from kunskapsbank.reading.fields import Ref, Slug, field

from .conftest import KINDS, REPO, TODAY, record

SmallSite = Callable[[dict[str, str]], Site]
ORGANISATION = ("sort: myndighet", "roller: [Part]")


def headings(site: Site, key: str) -> dict[str, list[str]]:
    """The relations of one record, as heading -> keys."""
    return {heading: [r.key for r in records] for heading, records in site.relations(site[key]).items()}


def test_a_relation_written_once_is_seen_from_both_sides(small_site: SmallSite) -> None:
    site = small_site(
        {
            "begrepp/betyg.md": record("Betyg"),
            "begrepp/intyg.md": record("Intyg", "relaterat: [begrepp/betyg]"),
        }
    )

    assert headings(site, "begrepp/intyg") == {"Begrepp A–Ö": ["begrepp/betyg"]}
    assert headings(site, "begrepp/betyg") == {"Begrepp A–Ö": ["begrepp/intyg"]}


def test_the_other_side_uses_the_heading_that_the_field_names(small_site: SmallSite) -> None:
    site = small_site(
        {
            "organisationer/skolverket.md": record("Skolverket", *ORGANISATION),
            "begrepp/betyg.md": record("Betyg", "ansvarig: skolverket"),
        }
    )

    assert headings(site, "begrepp/betyg") == {"Organisationer": ["organisationer/skolverket"]}
    assert headings(site, "organisationer/skolverket") == {"Ansvarar för": ["begrepp/betyg"]}


def test_a_site_that_follows_another_is_as_one_made_anew() -> None:
    seed = secrets.randbelow(10**6)
    chance = random.Random(seed)
    every, again = (load(REPO / "content", TODAY, KINDS)[0].records for _ in range(2))
    site = Site.keyed(every, TODAY, KINDS)
    for _ in range(6):
        kept = {key: record for key, record in site.records.items() if chance.random() > 0.01}
        other = {key: chance.choice((every, again))[key] for key in chance.sample(sorted(every), 9)}
        records = dict(sorted({**kept, **other}.items()))  # As their files lie.
        site = Site.keyed(records, TODAY, KINDS, before=site)
        anew = Site.keyed(records, TODAY, KINDS)

        assert [*site.records] == [*anew.records], seed
        for one in records.values():
            assert [*map(_link, site.incoming(one))] == [*map(_link, anew.incoming(one))], seed


def _link(link: Link) -> tuple[object, ...]:
    return id(link.origin), link.target, link.loc, link.heading


def test_a_relation_inside_a_group_counts(small_site: SmallSite) -> None:
    site = small_site(
        {
            "organisationer/skolverket.md": record("Skolverket", *ORGANISATION),
            "konferenser/mote.md": record(
                "Möte",
                "typ: möte",
                "osakert: [Året är okänt.]",
                "program:",
                "  - rubrik: Dag",
                "    inslag:",
                "      - {amne: Betyg, organisationer: [skolverket]}",
            ),
        }
    )

    assert headings(site, "organisationer/skolverket") == {"Medverkade vid": ["konferenser/mote"]}


def test_two_records_that_point_at_each_other_are_shown_once(small_site: SmallSite) -> None:
    site = small_site(
        {
            "begrepp/a.md": record("A", "begrepp: [b]", "relaterat: [begrepp/b]"),
            "begrepp/b.md": record("B", "begrepp: [a]"),
        }
    )

    assert headings(site, "begrepp/a") == {"Begrepp A–Ö": ["begrepp/b"]}


def test_a_source_text_lists_the_pages_that_rest_on_it_but_is_no_relation_of_theirs(small_site: SmallSite) -> None:
    utgangstext = record("Nyhet", "sort: nyhet", "utgivare: Regionen")
    site = small_site(
        {
            "utgangstexter/nyhet.md": utgangstext,
            "begrepp/a.md": utgangstext.replace("Nyhet", "A")
            .replace("url: 'https://www.skolverket.se/'", "utgangstext: nyhet")
            .replace("sort: nyhet\nutgivare: Regionen\n", ""),
        }
    )

    assert headings(site, "begrepp/a") == {}
    assert headings(site, "utgangstexter/nyhet") == {"Sidor som bygger på texten": ["begrepp/a"]}


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("status: utkast", id="draft"),
        pytest.param("publiceras: 2026-11-22", id="scheduled for tomorrow"),
        pytest.param("avpubliceras: 2026-11-20", id="unpublished yesterday"),
    ],
)
def test_a_record_that_is_not_shown_leaves_no_trace(small_site: SmallSite, line: str) -> None:
    site = small_site(
        {
            "begrepp/synlig.md": record("Synlig", "relaterat: [begrepp/dold]"),
            "begrepp/dold.md": record("Dold", "relaterat: [begrepp/synlig]", line),
        }
    )

    assert list(site.records) == ["begrepp/synlig"]
    assert site.of_kind("begrepp") == (site["begrepp/synlig"],)
    assert headings(site, "begrepp/synlig") == {}
    assert site.hidden == {"begrepp/dold"}


def test_titles_stand_in_the_order_of_the_swedish_alphabet(small_site: SmallSite) -> None:
    titles = ["Öl", "Ål", "Zebra", "Äpple", "apa", "Üdda", "Éclair", "Eken", "Yxa", "1 prov"]
    site = small_site({f"begrepp/b{number}.md": record(f"'{title}'") for number, title in enumerate(titles)})

    assert [r.titel for r in site.of_kind("begrepp")] == [
        "1 prov",
        "apa",
        "Éclair",
        "Eken",
        "Üdda",
        "Yxa",
        "Zebra",
        "Ål",
        "Äpple",
        "Öl",
    ]


class Pekare(Record):
    """A kind with one field for every heading that the test asks for."""

    kind = "pekare"
    plural = "Pekare"

    ett: Annotated[Slug, Ref("begrepp", back="Över")] = field("Ett")
    tva: Annotated[Slug, Ref("begrepp", back="Ärende")] = field("Två")
    tre: Annotated[Slug, Ref("begrepp", back="Ålder")] = field("Tre")
    fyra: Annotated[Slug, Ref("begrepp", back="zon")] = field("Fyra")
    fem: Annotated[Slug, Ref("begrepp", back="Axel")] = field("Fem")


def test_headings_of_relations_stand_in_the_order_of_the_swedish_alphabet(content: Callable[..., Path]) -> None:
    folder = content(
        {
            "begrepp/a.md": record("A"),
            "pekare/b.md": record("B", *(f"{name}: a" for name in ("ett", "tva", "tre", "fyra", "fem"))),
        }
    )
    site, problems = load(folder, TODAY, Kinds([*KINDS.values(), Pekare]))

    assert problems == []
    assert list(headings(site, "begrepp/a")) == ["Axel", "zon", "Ålder", "Ärende", "Över"]


def test_a_list_that_runs_backwards_still_puts_records_without_a_value_last(small_site: SmallSite) -> None:
    site = small_site(
        {
            f"konferenser/{name}.md": record(name, "typ: möte", *lines)
            for name, lines in {
                "utan": ["osakert: [Året är okänt.]"],
                "gammal": ["start: 2018"],
                "ny": ["start: 2024-04-16"],
                "mellan": ["start: 2019-02"],
            }.items()
        }
    )

    assert [r.id for r in site.of_kind("konferenser")] == ["ny", "mellan", "gammal", "utan"]


def test_a_site_cannot_be_changed(small_site: SmallSite) -> None:
    site = small_site({"begrepp/a.md": record("A")})

    with pytest.raises(TypeError):
        site.records["begrepp/b"] = site["begrepp/a"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        site.today = None  # type: ignore[misc]
