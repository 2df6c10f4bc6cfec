"""Records as files of data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from kunskapsbank.base.settings import Licence
from kunskapsbank.content.load import load
from kunskapsbank.content.site import Site
from kunskapsbank.export.data.tables import BETWEEN, tables
from kunskapsbank.export.data.tables import cell as written
from kunskapsbank.export.data.tables import files as files_of
from kunskapsbank.export.data.values import rows as rows_of
from kunskapsbank.reading.texts import Texts, standard_texts

from .conftest import KINDS, REPO, TODAY

SWEDISH = standard_texts("sv")
LICENCE = Licence("CC0 1.0", "https://licence.example/")
MODEL = """---
titel: "Modell; med semikolon"
ingress: En modell.
branschgrupp: Industri
bransch: Trä
fraga: Nämnden
yrken: [snickare, murare]
metod: ["Först \\"prov\\".", Sedan samtal.]
synonymer: [modell]
kallor: [{url: "https://a.example"}]
---
"""
OCCUPATION = """---
titel: {0}
ingress: Ett yrke.
synonymer: [{0}n]
kallor: [{{url: "https://a.example"}}]
---
"""


@pytest.fixture(scope="module")
def real() -> Site:
    return load(REPO / "content", TODAY, KINDS)[0]


@pytest.fixture
def small(small_site: Callable[..., Any]) -> Site:
    return small_site(
        {
            "branschmodeller/a.md": MODEL,
            "yrken/snickare.md": OCCUPATION.format("snickare"),
            "yrken/murare.md": OCCUPATION.format("murare"),
        }
    )


def files(site: Site, texts: Texts, licence: Licence | None) -> dict[str, bytes]:
    """Every file of data about *site*, by its address."""
    return files_of(site, tables(site, texts), texts, licence, rows_of(site))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_csv_opens_in_a_swedish_spreadsheet(small: Site) -> None:
    content = files(small, SWEDISH, None)["data/branschmodeller.csv"]

    assert content.startswith(b"\xef\xbb\xbfid;adress;titel;")
    assert content.count(b"\r\n") == content.count(b"\n") == 2


def test_a_value_with_a_semicolon_or_quotes_stays_in_its_cell(small: Site) -> None:
    [row] = rows(files(small, SWEDISH, None)["data/branschmodeller.csv"])

    assert row["titel"] == "Modell; med semikolon"
    assert row["metod"] == f'Först "prov".{BETWEEN}Sedan samtal.'


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("https://evil.example/";"Klicka")',
        "=cmd|' /C calc'!A0",
        "+46 8 123",
        "-1+1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "  =1+1",
        "\u00a0=1+1",
        "\ufeff=1+1",
        "\uff1d1+1",
    ],
)
def test_no_cell_of_csv_is_a_formula(text: str) -> None:
    for value in (text, [text, "b"], {"titel": text}, [{"titel": text}], {"a": text, "b": "c"}):
        assert written(value, standard_texts("sv")).startswith(f"'{text}")


@pytest.mark.parametrize(
    ("value", "cell"), [(-5, "-5"), (None, ""), ("a=b", "a=b"), ("– ett", "– ett"), ("3-4", "3-4")]
)
def test_a_cell_that_is_no_formula_is_as_it_was_written(value: object, cell: str) -> None:
    assert written(value, standard_texts("sv")) == cell


def test_a_text_that_would_be_a_formula_is_whole_in_json(small: Site) -> None:
    hostile = small.of_kind("branschmodeller")[0].model_copy(update={"titel": '=HYPERLINK("https://evil.example/")'})
    made = files(Site.of([hostile], small.today, small.kinds), SWEDISH, None)

    assert b'"\'=HYPERLINK(""https://evil.example/"")"' in made["data/branschmodeller.csv"]
    assert json.loads(made["data/branschmodeller.json"])["poster"][0]["titel"] == hostile.titel


def test_a_reference_is_a_title_in_csv_and_id_with_title_in_json(small: Site) -> None:
    [row] = rows(files(small, SWEDISH, None)["data/branschmodeller.csv"])
    [entry] = json.loads(files(small, SWEDISH, None)["data/branschmodeller.json"])["poster"]

    assert row["yrken"] == "snickare | murare"
    assert entry["yrken"] == [{"id": "snickare", "titel": "snickare"}, {"id": "murare", "titel": "murare"}]


def test_what_no_source_says_is_empty_null_or_an_empty_list(small: Site) -> None:
    [row] = rows(files(small, SWEDISH, None)["data/branschmodeller.csv"])
    [entry] = json.loads(files(small, SWEDISH, None)["data/branschmodeller.json"])["poster"]

    assert (row["kostnad"], entry["kostnad"]) == ("", None)
    assert (row["seqf_niva"], entry["seqf_niva"]) == ("", [])


@pytest.mark.parametrize("name", ["branschmodeller", "yrken"])
def test_both_files_hold_every_record_and_the_columns_that_are_explained(real: Site, name: str) -> None:
    [table] = [one for one in tables(real, SWEDISH) if one.kind.kind == name]
    made = files(real, SWEDISH, LICENCE)
    data = json.loads(made[table.json])
    explained = [column.name for column in table.columns]

    assert len(rows(made[table.csv])) == len(data["poster"]) == table.rows == len(real.of_kind(name))
    assert list(rows(made[table.csv])[0]) == list(data["poster"][0]) == explained
    assert [column["namn"] for column in data["kolumner"]] == explained
    assert data["licens"] == {"namn": "CC0 1.0", "adress": "https://licence.example/"}
    assert all(column.title for column in table.columns)


def test_the_same_records_give_the_same_bytes(real: Site) -> None:
    again, _ = load(REPO / "content", TODAY, KINDS)

    assert files(again, SWEDISH, LICENCE) == files(real, SWEDISH, LICENCE)


def test_a_kind_that_gives_no_fields_is_not_published(real: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(real.kinds["yrken"], "data", ())
    published = {table.kind.kind for table in tables(real, SWEDISH)}

    assert published == real.kinds.keys() - {"yrken"}
    assert "data/yrken.csv" not in files(real, SWEDISH, LICENCE)
