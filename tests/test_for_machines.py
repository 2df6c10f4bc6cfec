"""What the real site hands out for programs, read back with libraries that are not ours."""

from __future__ import annotations

import contextlib
import copy
import csv
import datetime as dt
import io
import json
import re
import runpy
from pathlib import Path
from typing import Any

import feedparser
import icalendar
import pyshacl
import pytest
import rdflib
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from lxml import etree
from markdown_it import MarkdownIt
from openapi_spec_validator import validate as validate_openapi

from kunskapsbank.content.addresses import address_of
from kunskapsbank.content.record import data_fields
from kunskapsbank.content.roles import Event
from kunskapsbank.export import beside
from kunskapsbank.export.data.schemas import of_table
from kunskapsbank.export.data.tables import cell, columns, tables
from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.site_settings import read_settings
from kunskapsbank.reading.texts import read_texts, standard_texts

from .conftest import KINDS, REPO, TODAY

ATOM = "{http://www.w3.org/2005/Atom}"
DCAT, DCTERMS = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://purl.org/dc/terms/")
SCHEMA = rdflib.Namespace("https://schema.org/")

#: What DCAT-AP-SE 3.0 demands of a catalogue, a data set, a file and a service, and of which sort each value is.
#: https://docs.dataportal.se/dcat/sv/ ("obligatorisk").
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ; sh:uniqueLang true ; sh:nodeKind sh:Literal ] ,
    [ sh:path dcterms:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dcterms:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dcterms:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ; sh:uniqueLang true ; sh:nodeKind sh:Literal ] ,
    [ sh:path dcterms:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dcterms:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dcterms:modified ; sh:maxCount 1 ; sh:datatype xsd:date ] ,
    [ sh:path dcterms:language ; sh:class dcterms:LinguisticSystem ] ,
    [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:mediaType ; sh:maxCount 1 ; sh:class dcterms:MediaType ] ,
    [ sh:path dcterms:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:class dcterms:LicenseDocument ] .
[] a sh:NodeShape ; sh:targetClass dcat:DataService ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dcat:endpointURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] .
[] a sh:NodeShape ; sh:targetClass foaf:Agent ;
  sh:property [ sh:path foaf:name ; sh:minCount 1 ; sh:nodeKind sh:Literal ] .
"""

#: What schema.org's own words and Google's rules for rich results demand of each sort
#: (developers.google.com/search/docs/appearance/structured-data, read 2026-11); one of several in a tuple.
DEMANDED = {
    "Article": {"headline", "author"},  # A day that nobody knows is left out.
    "BreadcrumbList": {"itemListElement"},
    "DataCatalog": {"name", "url"},
    "Dataset": {"name", "description", "license", "distribution"},
    "DefinedTerm": {"name"},
    "DefinedTermSet": {"name"},
    "FAQPage": {"mainEntity"},
    "EducationalOccupationalCredential": {"name"},
    "Event": {"name", "startDate", "eventStatus"},
    "GovernmentOrganization": {"name", "url"},
    "Organization": {"name"},
    "WebPage": {"name", "url", "isPartOf"},
    "WebSite": {"name", "url"},
}


@pytest.fixture(scope="module")
def real() -> Build:
    """The real site, without what is handed out."""
    return run(Project(REPO), TODAY)


@pytest.fixture(scope="module")
def published(real: Build) -> dict[str, Any]:
    """Its files of JSON, read."""
    return {
        address: json.loads(data)
        for address, data in real.files.items()
        if address.startswith(("api/", "data/")) and address.endswith((".json", ".jsonld"))
    }


def test_every_kind_is_handed_out_whole_and_record_by_record(real: Build, published: dict[str, Any]) -> None:
    for name, kind in real.site.kinds.items():
        rows, records = published[f"data/{name}.json"]["poster"], real.site.of_kind(name)
        assert [row["id"] for row in rows] == [one.id for one in records]
        assert all(set(row) == {"id", "adress", *data_fields(kind)} for row in rows)
        assert [published[f"api/v1/{name}/{one.id}.json"] for one in records] == rows


def test_every_file_of_a_kind_follows_its_schema(real: Build, published: dict[str, Any]) -> None:
    schemas = [f"data/{name}-schema.json" for name in (*real.site.kinds, "andringar")]
    faults = []
    for address in schemas:
        Draft202012Validator.check_schema(published[address])
        judge = Draft202012Validator(published[address], format_checker=Draft202012Validator.FORMAT_CHECKER)
        value = published[address.replace("-schema", "")]
        faults += [f"{address}: {[*one.absolute_path]} {one.message}" for one in judge.iter_errors(value)]

    assert len(schemas) > 20
    assert faults == []


def test_a_schema_refuses_what_is_not_as_it_says(published: dict[str, Any]) -> None:
    judge = validator_for(published["data/yrken-schema.json"])(published["data/yrken-schema.json"])
    wrong = json.loads(json.dumps(published["data/yrken.json"]))
    wrong["poster"][0]["titel"], wrong["poster"][1]["okand"] = None, 1
    del wrong["poster"][2]["id"]

    assert len({tuple(one.absolute_path)[:2] for one in judge.iter_errors(wrong)}) == 3


def test_the_api_is_as_it_is_described_answer_by_answer(published: dict[str, Any]) -> None:
    described = published["api/v1/openapi.json"]
    validate_openapi(described)
    answered = set()
    for path, operations in described["paths"].items():
        schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        judge = Draft202012Validator({**described, **schema})
        pattern = re.escape(path[1:]).replace(r"\{id\}", "[a-z0-9-]+")
        addresses = [one for one in published if re.fullmatch(pattern, one)]
        answered.update(addresses)
        assert addresses, path
        for address in addresses:
            assert [one.message for one in judge.iter_errors(published[address])] == [], address
    undescribed = {one for one in published if one.startswith("api/")} - answered
    assert undescribed == {"api/v1/openapi.json"}


def test_the_api_says_what_answers_a_request_for_what_is_not_there(published: dict[str, Any]) -> None:
    described = published["api/v1/openapi.json"]
    missing = {one["get"]["responses"].get("404", {}).get("$ref") for one in described["paths"].values()}

    assert missing == {"#/components/responses/saknas"}
    assert described["components"]["responses"]["saknas"]["description"]


def test_the_page_about_data_says_how_excel_keeps_zeros_at_the_start_of_a_code() -> None:
    page = (REPO / "docs" / "data" / "index.md").read_text(encoding="utf-8")

    assert "*Från text/CSV*" in page
    assert "`kod`" in page


def test_the_addresses_that_the_api_gives_lead_to_files_and_pages(real: Build, published: dict[str, Any]) -> None:
    pages = {page.address for page in real.pages}
    entry = published["api/v1/index.json"]
    given = [entry["beskrivning"], entry["andringar"]]
    for kind in entry["slag"]:
        given += [kind["lista"], kind["allt"], kind["schema"]]
        given += [one["post"] for one in published[kind["lista"][1:]]["poster"]]
        pages_of = [one["adress"].partition("#")[0] for one in published[kind["lista"][1:]]["poster"]]
        assert {one[1:] for one in pages_of} <= pages

    assert {one[1:] for one in given} <= set(published)


def test_both_forms_of_csv_say_the_same(real: Build) -> None:
    for table in tables(real.site, real.texts):
        excel, plain = real.files[table.csv], real.files[table.plain]
        assert excel.startswith(b"\xef\xbb\xbf")
        assert not plain.startswith(b"\xef\xbb\xbf")
        swedish = [*csv.reader(io.StringIO(excel.decode("utf-8-sig")), delimiter=";")]
        assert swedish == [*csv.reader(io.StringIO(plain.decode()))]
        assert len(swedish) == table.rows + 1


def test_no_cell_is_written_as_a_program_writes_it(real: Build) -> None:
    cells = [
        (table.kind.kind, text)
        for table in tables(real.site, real.texts)
        for cells in csv.reader(io.StringIO(real.files[table.plain].decode()))
        for text in cells
    ]

    assert [one for one in cells if re.search(r"\bNone\b|[\[{]'|\bTrue\b|\bFalse\b", one[1])] == []


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param({"namn": "A", "sedan": None, "val": ["x", "y"]}, "A | x | y", id="a group with a list"),
        pytest.param([{"namn": "", "sedan": None}, {"namn": "B"}], "B", id="an empty group"),
        pytest.param({"namn": "A", "post": {"id": "b", "titel": "B"}}, "A | B", id="a reference inside a group"),
        pytest.param({"titel": None, "tal": 0}, "0", id="a group without its title"),
        pytest.param([True, False], "ja | nej", id="truth"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_a_cell_is_what_people_read(tmp_path: Path, value: Any, told: str) -> None:
    assert cell(value, read_texts(tmp_path, "sv")[0]) == told


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_explains_a_column_names_no_kind_where_it_may_be_any(real: Build, tmp_path: Path, language: str) -> None:
    explained = [
        column.about for kind in real.site.kinds.values() for column in columns(kind, read_texts(tmp_path, language)[0])
    ]

    assert [one for one in explained if "None" in one] == []
    assert any(
        {"sv": "I JSON slag, id och titel", "en": "In JSON the kind, id and title"}[language] in one
        for one in explained
    )


def test_truth_is_told_in_the_language_of_the_site(tmp_path: Path) -> None:
    assert cell([True, False], read_texts(tmp_path, "en")[0]) == "yes | no"


def test_a_translation_of_a_regulated_occupation_leaves_no_requirement_out(real: Build) -> None:
    pairs = [(real.site[key], one) for key, one in real.site.translations["en"].items() if one.kind == "reglerade"]

    assert pairs
    assert [one.key for original, one in pairs if len(original.krav) != len(one.krav)] == []  # type: ignore[attr-defined]


def test_a_list_in_a_translation_is_left_out_or_whole(real: Build) -> None:
    pairs = [(real.site[key], one) for all_of in real.site.translations.values() for key, one in all_of.items()]
    words = {"synonymer", "sokfragor"}  #: Of the search, and each language has its own.
    shortened = [
        (one.source.path, name)
        for original, one in pairs
        for name, value in one
        if isinstance(value, tuple) and value and name not in words and len(value) != len(getattr(original, name))
    ]

    assert pairs
    assert shortened == []


def text_at(build: Build, address: str) -> str:
    """What the page at *address* says, without markup."""
    return re.sub(r"<[^>]+>", "", next(one.html for one in build.pages if one.address == address))


def test_editors_see_every_text_that_is_missing_in_another_language(real: Build) -> None:
    said, site = text_at(real, "redaktor/oversattningar/"), real.site
    occupations = site.of_kind("yrken")
    unnamed = [one for one in occupations if not one.model_dump()["engelska_namn"]]

    assert f"{len(unnamed)} av {len(occupations)} saknar engelskt namn" in said
    assert f"{len(site.unread_translations['ar'])} texter är inte lästa av någon som har språket" in said
    assert "Inget saknas" not in said.partition("Arabiska (ar)")[2].partition("texter.")[0]
    assert f"{len(unnamed)} of {len(occupations)} occupations" in text_at(real, "en/yrken/")


def test_a_link_that_says_which_language_it_leads_to_leads_there(real: Build) -> None:
    [page] = [one for one in real.pages if one.address == "en/yrken/"]

    assert '<a href="../../yrken/" hreflang="sv">See all occupations, in Swedish</a>' in page.html


def test_what_is_beside_a_page_for_programs_is_named_in_its_language(real: Build) -> None:
    named = {(page.lang, one.title) for page in real.pages for one in page.alternates if one.type == "application/json"}

    assert {("en", "The record as JSON"), ("sv", "Posten som JSON"), ("sv-simple", "Posten som JSON")} == named


def test_the_catalogue_is_as_dcat_ap_se_demands(real: Build) -> None:
    graph = rdflib.Graph().parse(data=real.files["data/katalog.ttl"], format="turtle")
    conforms, _, told = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(data=SHAPES, format="turtle"))

    assert conforms, told
    home = "https://kunskapsbanken.example/"
    files = {str(one).removeprefix(home) for one in graph.objects(None, DCAT.downloadURL)}
    assert len([*graph.subjects(rdflib.RDF.type, DCAT.Dataset)]) == len(real.site.kinds)
    assert files <= set(real.files)
    assert str(next(graph.objects(None, DCTERMS.license))) == "http://creativecommons.org/licenses/by/4.0/"


def test_the_shapes_refuse_a_catalogue_without_a_publisher(real: Build) -> None:
    graph = rdflib.Graph().parse(data=real.files["data/katalog.ttl"], format="turtle")
    graph.remove((None, DCTERMS.publisher, None))

    assert not pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(data=SHAPES, format="turtle"))[0]


def test_the_graph_is_read_as_one_and_names_what_pages_name(real: Build, published: dict[str, Any]) -> None:
    value = {**published["data/graf.jsonld"], "@context": {"@vocab": str(SCHEMA), "id": "@id", "type": "@type"}}
    graph = rdflib.Graph().parse(data=json.dumps(value), format="json-ld")
    home = "https://kunskapsbanken.example/"
    named = {str(one).removeprefix(home) for one in graph.subjects(rdflib.RDF.type, None) if str(one).startswith(home)}

    assert {address_of(one) for one in real.site.records.values() if one.linked_data()} <= named


def test_every_page_says_of_each_thing_what_its_sort_demands(real: Build) -> None:
    lacking, sorts = [], set()
    for page in real.pages:
        for node in json.loads(page.linked_data)["@graph"] if page.linked_data else ():
            sorts.add(node["@type"])
            missing = DEMANDED[node["@type"]] - node.keys()
            lacking += [f"{page.address} {node['@type']}: {sorted(missing)}"] if missing else []

    assert lacking == []
    assert {"BreadcrumbList", "Dataset", "Event", "DefinedTerm", "Article"} <= sorts


@pytest.mark.parametrize("address", ["", "regioner/uppsala/", "malgrupper/individ/", "fokusomraden/komvux/"])
def test_a_feed_is_read_alike_by_two_parsers_and_as_json(real: Build, address: str) -> None:
    data = real.files[f"{address}flode.atom"]
    read, tree = feedparser.parse(data), etree.fromstring(data)
    listed = json.loads(real.files[f"{address}flode.json"])

    assert not read.bozo
    entries = tree.findall(f"{ATOM}entry")
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert ids == [one.id for one in read.entries] == [one["id"] for one in listed["items"]]
    assert len(set(ids)) == len(ids) > 0
    for own in (tree, *entries):
        assert all(len(own.findall(f"{ATOM}{name}")) == 1 for name in ("id", "title", "updated"))
    updated = [dt.datetime.fromisoformat(one.findtext(f"{ATOM}updated")) for one in entries]
    assert updated == sorted(updated, reverse=True)
    assert tree.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert tree.find(f"{ATOM}link[@rel='self']").get("href") == f"https://kunskapsbanken.example/{address}flode.atom"
    assert listed["feed_url"] == f"https://kunskapsbanken.example/{address}flode.json"
    assert listed["version"] == "https://jsonfeed.org/version/1.1"
    assert all({"id", "url", "title", "content_html", "date_modified"} <= one.keys() for one in listed["items"])
    texts = [one.content[0].value for one in read.entries]
    assert texts == [one["content_html"].strip() for one in listed["items"]]
    assert min(map(len, texts)) > 500


def test_a_page_leads_feed_readers_to_its_feed(real: Build) -> None:
    found = {page.address: {one.address for one in page.alternates} for page in real.pages}

    assert {"flode.atom", "flode.json", "index.md"} <= found[""]
    assert {f"regioner/uppsala/{name}" for name in ("flode.atom", "flode.json", "kalender.ics")} <= found[
        "regioner/uppsala/"
    ]
    assert all(one in real.files for those in found.values() for one in those)


def test_every_event_with_a_day_is_in_the_calendars_and_no_other(real: Build) -> None:
    dated = [one for one in real.site.taking(Event) if one.days]
    whole = icalendar.Calendar.from_ical(real.files["konferenser/kalender.ics"])

    assert {one["UID"].partition("@")[0] for one in whole.events} == {f"konferenser-{one.id}" for one in dated}
    for event in dated:
        [own] = icalendar.Calendar.from_ical(real.files[f"{address_of(event)}kalender.ics"]).events
        first, last = event.days or (TODAY, TODAY)
        assert (own.start, own.end) == (event.moments or (first, last + dt.timedelta(days=1)))
        assert own["DTSTAMP"].dt.date() == (real.history.of(event).last or first)
        assert own["SUMMARY"] == event.titel


def test_editors_have_a_calendar_of_what_is_to_be_reviewed(real: Build) -> None:
    days = {one.granskas_senast for one in real.site.records.values() if one.granskas_senast}
    calendar = icalendar.Calendar.from_ical(real.files["redaktor/granskas.ics"])

    assert {one.start for one in calendar.events} == days


def test_every_page_is_markdown_that_says_what_the_page_says(real: Build) -> None:
    lost = []
    for page in real.pages:
        if not page.indexed:
            continue
        text = real.files[f"{page.address}index.md"].decode()
        html = MarkdownIt("commonmark").enable("table").render(text)
        assert page.title.replace("\u00ad", "") in re.sub(r"<[^>]+>|\\", "", html).replace("&quot;", '"').replace(
            "&amp;", "&"
        )
        assert not re.search("[\u00ad\u200b\u2060]", text)
        if not page.address.startswith("redaktor/"):  # Where Markdown itself is shown.
            lost += [f"{page.address}: {one}" for one in re.findall(r"\]\((?!https?:|mailto:|tel:)([^)]*)\)", text)]

    assert lost == []


def test_llms_txt_leads_to_pages_that_are_there(real: Build) -> None:
    guide = real.files["llms.txt"].decode()
    links = re.findall(r"\]\(https://kunskapsbanken\.example/([^)]*)\)", guide)

    assert guide.startswith("# Kunskapsbanken\n")
    assert len(links) > 20
    assert [one for one in links if one not in real.files] == []


def test_the_site_map_gives_the_day_of_each_record_and_the_languages_of_each_page(real: Build) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    tree = etree.fromstring(real.files["sitemap.xml"])
    days = {one.findtext("s:loc", None, space): one.findtext("s:lastmod", None, space) for one in tree}
    [start] = [one for one in tree if one.findtext("s:loc", None, space) == "https://kunskapsbanken.example/"]

    assert {one.get("hreflang") for one in start.findall("x:link", space)} >= {"sv", "en"}
    assert [address for address, day in days.items() if day is None] == []
    for record in real.site.records.values():
        day = real.history.of(record).last
        if type(record).pages and not record.single and day:
            assert days[f"https://kunskapsbanken.example/{address_of(record)}"] == day.isoformat()


def test_no_lead_points_at_what_stands_elsewhere_on_its_page(real: Build) -> None:
    """Cards, hits, feeds and share cards show it alone."""
    pointing = re.compile(r"(?i)\b(?:nedan|ovan|nedanför|ovanför|below|above)\b")

    assert [page.address for page in real.pages if pointing.search(page.description)] == []


def test_the_example_for_python_runs_as_it_stands(real: Build, tmp_path: Path) -> None:
    """With the site's own address, which is an example, in the place of a folder."""
    page = (REPO / "docs" / "data" / "index.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", page, re.S)
    for address in ("data/branschmodeller.json",):
        (tmp_path / address).parent.mkdir(exist_ok=True)
        (tmp_path / address).write_bytes(real.files[address])
    script = tmp_path / "exempel.py"
    script.write_text(example.replace("https://kunskapsbanken.example/", f"{tmp_path.as_uri()}/"), encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        runpy.run_path(str(script))

    giving = [one for one in real.site.of_kind("branschmodeller") if "yrkesbevis" in one.model_dump()["resultat_typ"]]
    assert len(printed.getvalue().splitlines()) == len(giving) > 0


def test_the_formula_for_spreadsheets_names_the_columns_that_it_looks_in(real: Build) -> None:
    page = (REPO / "docs" / "data" / "index.md").read_text(encoding="utf-8")
    [lookup] = re.findall(r"=XLOOKUP\(A1; Kommuner!(\w):\w; Kommuner!(\w):\w", page)
    rows = [*csv.DictReader(io.StringIO(real.files["data/kommuner-komma.csv"].decode()))]
    names = [*rows[0]]
    named, given = (names["ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter)] for letter in lookup)

    assert (named, given) == ("namn", "webb")
    assert {row[named]: row[given] for row in rows}["Uppsala"] == "https://www.uppsala.se"


def test_what_is_promised_to_pages_is_made(real: Build) -> None:
    known = read_settings(Project(REPO).config)[0]
    promised = [one for one in beside.awaited(real.site, real.history, known, known.website) if not one.endswith("/")]

    assert [one for one in promised if one not in real.files] == []


def test_a_schema_told_in_english_leaves_the_swedish_one_as_it_was() -> None:
    """What pydantic says of a kind is asked for once and used for every language."""

    def told(language: str) -> dict[str, Any]:
        texts = standard_texts(language)
        return {kind.kind: of_table(kind, columns(kind, texts), texts) for kind in KINDS.values() if kind.data}

    swedish = copy.deepcopy(told("sv"))
    english = told("en")

    assert swedish.keys() == english.keys()
    assert len(swedish) > 20
    assert swedish != english
    assert told("sv") == swedish
