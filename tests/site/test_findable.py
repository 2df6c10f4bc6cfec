"""What search engines and other programs read: heads, JSON-LD, the site map, robots.txt, redirects and the 404 page."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from kunskapsbank.pipeline.project import Project

from ..conftest import answering, record
from .conftest import DAY, Document

URL = "https://kunskapsbanken.example/"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)

#: The types of schema.org that the site uses, each with the properties that it must have here.
REQUIRED = {
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
    "WebSite": {"@id", "name"},  # Pages name the site that they are part of; the start page says all of it.
    "WebPage": {"@id", "url", "name", "description", "inLanguage", "isPartOf"},
    "Article": {"@id", "url", "headline", "description", "inLanguage", "isPartOf", "author"},
    "DataCatalog": {"@id", "url", "name", "publisher"},
    "Dataset": {"@id", "url", "name", "description", "license", "distribution", "dateModified", "creator"},
    "DataDownload": {"contentUrl", "encodingFormat"},
    "SearchAction": {"target", "query-input"},
    "EntryPoint": {"urlTemplate"},
    "DefinedTerm": {"name"},
    "DefinedTermSet": {"name", "description"},
    "Organization": {"name"},
    "GovernmentOrganization": {"@id", "name", "url", "areaServed"},
    "AdministrativeArea": {"name"},
    "Occupation": {"name"},
    "Event": {"@id", "name", "description", "startDate"},
    "Place": {"address"},
    "PostalAddress": set(),
    "EducationalOccupationalCredential": {"@id", "name", "description"},
    "FAQPage": {"mainEntity"},
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
}


def meta(document: Document, name: str, key: str = "name") -> list[str]:
    """The contents of the meta elements called *name*."""
    return [e.get("content") for e in document.all("meta") if e.get(key) == name]


def graph(document: Document) -> list[dict[str, Any]]:
    """What the page's JSON-LD says."""
    blocks = [e.text for e in document.all("script") if e.get("type") == "application/ld+json"]
    return [node for block in blocks for node in json.loads(block)["@graph"]]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in *value* with a type."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for inner in value.values():
            yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


@pytest.fixture(scope="session")
def said(documents: dict[str, Document]) -> dict[str, list[dict[str, Any]]]:
    """The JSON-LD of every page by address."""
    return {address: graph(document) for address, document in documents.items()}


def test_every_page_has_a_title_and_a_description_of_its_own(documents):
    titles = Counter("".join(d.all("title")[0].itertext()).strip() for d in documents.values())
    descriptions = Counter(one for d in documents.values() for one in meta(d, "description"))

    assert [t for t, count in titles.items() if count > 1 or not t] == []
    assert [t for t, count in descriptions.items() if count > 1 or not t] == []
    assert [d.address for d in documents.values() if len(meta(d, "description")) != 1] == []


def test_every_page_names_its_own_address(documents):
    for document in documents.values():
        canonical = [e.get("href") for e in document.all("link") if e.get("rel") == "canonical"]
        assert canonical == meta(document, "og:url", "property") == [URL + document.address]


def test_every_page_has_a_card_for_those_who_share_it(documents):
    for document in documents.values():
        for name in ("og:title", "og:description", "og:site_name", "og:type", "og:locale"):
            [content] = meta(document, name, "property")
            assert content, (document.address, name)
        assert len(meta(document, "twitter:card")) == 1
        assert meta(document, "og:description", "property") == meta(document, "description")


def is_language(link: Any) -> bool:
    """Whether *link* leads to the page in a language, and not to the same as a file for programs."""
    return bool(link.get("rel") == "alternate" and not link.get("type"))


def test_a_page_in_several_languages_points_at_all_from_all(documents):
    found = {
        d.address: {e.get("hreflang"): e.get("href") for e in d.all("link") if is_language(e)}
        for d in documents.values()
    }
    pairs = {address: languages for address, languages in found.items() if languages}

    assert pairs[""] == {"sv": URL, "en": f"{URL}en/", "sv-simple": f"{URL}lattlast/"}
    assert len(pairs) > 200
    for address, languages in pairs.items():
        [html] = documents[address].all("html")
        assert languages[html.get("lang")] == URL + address
        assert all(pairs[other.removeprefix(URL)] == languages for other in languages.values())


def test_structured_data_uses_known_types_with_what_they_need(said):
    faults = [
        f"/{address}: {node['@type']} lacks {sorted(REQUIRED.get(node['@type'], {'?'}) - node.keys())}"
        for address, found in said.items()
        for node in nodes(found)
        if not REQUIRED.get(node["@type"], {"?"}) <= node.keys()
    ]
    assert faults == []
    assert {node["@type"] for found in said.values() for node in nodes(found)} == set(REQUIRED)
    [site] = [node for node in said[""] if node["@type"] == "WebSite"]
    assert {"url", "description", "inLanguage", "potentialAction"} <= site.keys()


def test_every_page_says_what_it_is_and_one_of_a_record_when_it_changed(said, build):
    """Not only the way to it, which the first page of a language has none of."""
    assert [one for one, found in said.items() if all(node["@type"] == "BreadcrumbList" for node in found)] == []
    assert [(node["inLanguage"], node["name"]) for node in said["en/"]] == [
        ("en", "Have your skills recognised in Sweden")
    ]
    assert [(node["inLanguage"], node["@type"]) for node in said["lattlast/"]] == [("sv-simple", "WebPage")]
    records = {page.address for page in build.pages if page.record and page.record.changed}
    pages = [(one, node) for one in records for node in said[one] if node["@type"] == "WebPage"]
    assert pages
    assert [address for address, node in pages if "dateModified" not in node] == []


def test_questions_in_structured_data_stand_on_the_page_with_the_same_answers(said, documents):
    told = {
        address: [(one["name"], one["acceptedAnswer"]["text"]) for one in nodes(found) if one["@type"] == "Question"]
        for address, found in said.items()
    }
    for address, questions in told.items():
        lists = [e for e in documents[address].all("dl") if e.get("class") == "fragasvar"]
        shown = [
            tuple(" ".join("".join(e.itertext()).replace("\xad", "").split()) for e in row)
            for dl in lists
            for row in dl
        ]
        for question, answer in questions:
            assert any(q == question and a.startswith(" ".join(answer.split())) for q, a in shown), (address, question)
    kinds = {address.split("/")[0] for address, questions in told.items() if questions}
    assert kinds == {"en", "malgrupper", "material", "vagledning"}
    price = dict(told["vagledning/avgifter/"])["Vad får en prövning kosta?"]
    assert "500 kronor" in price
    assert "1–2 §§" in price


def test_structured_data_has_no_empty_values_and_only_whole_addresses(said):
    for address, found in said.items():
        for node in nodes(found):
            assert all(value not in ("", None, [], {}) for value in node.values()), (address, node)
            for key in ("@id", "url", "item", "inDefinedTermSet", "sameAs", "urlTemplate"):
                assert str(node.get(key, "https://")).startswith(("https://", "http://")), (address, node)


def test_our_addresses_in_structured_data_lead_to_pages_and_anchors(said, documents):
    for address, found in said.items():
        for node in nodes(found):
            for key in ("@id", "item", "inDefinedTermSet"):
                target = str(node.get(key, URL)).removeprefix(URL)
                page, _, anchor = target.partition("#")
                assert page in documents, (address, target)
                assert not anchor or anchor in documents[page].ids, (address, target)


def test_the_told_way_to_a_page_is_the_one_it_shows(said, documents):
    for address, document in documents.items():
        shown = [
            e
            for nav in document.all("nav")
            if nav.get("class") == "brodsmulor"
            for e in nav.iter()
            if str(e.tag).endswith("}li")
        ]
        told = [n for n in nodes(said[address]) if n["@type"] == "BreadcrumbList"]
        names = [item["name"] for one in told for item in one["itemListElement"]]
        assert names == ["".join(e.itertext()).strip() for e in shown], address
        assert [one["itemListElement"][-1]["item"] for one in told] == ([URL + address] if shown else [])


def test_what_a_page_is_comes_from_its_record(said, build):
    for one in build.site.of_kind("begrepp"):
        [term] = [n for n in said[f"begrepp/{one.id}/"] if n["@type"] == "DefinedTerm"]
        assert (term["name"], term["description"]) == (one.titel, one.ingress)
    events = {a: n for a, found in said.items() for n in found if n["@type"] == "Event"}
    for one in build.site.of_kind("konferenser"):
        event = events.pop(f"konferenser/{one.id}/", None)
        assert (event and event["startDate"]) == (one.start if len(one.start or "") == 10 else None)
        assert bool(event and event.get("location")) == bool(event and one.plats)
    assert events == {}
    with_result = {f"branschmodeller/{r.id}/" for r in build.site.of_kind("branschmodeller") if r.resultat}
    assert {
        a for a, found in said.items() for n in found if n["@type"] == "EducationalOccupationalCredential"
    } == with_result


def test_the_told_search_finds_what_the_search_page_finds(said, open_page):
    [site] = [n for n in said[""] if n["@type"] == "WebSite"]
    template = site["potentialAction"]["target"]["urlTemplate"]

    page = open_page(template.removeprefix(URL).replace("{search_term_string}", "validering"))
    page.locator("[data-search-results] a").first.wait_for()
    assert page.locator("#sok-falt").input_value() == "validering"


def sitemap(folder: Path) -> list[tuple[str, str | None]]:
    """(address, day of the last change or None) of every entry."""
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    return [
        (url.findtext(f"{space}loc").removeprefix(URL), url.findtext(f"{space}lastmod"))
        for url in ET.parse(folder / "sitemap.xml").getroot()
    ]


def test_the_site_map_lists_every_page_once_but_those_that_ask_not_to_be_listed(documents, site_dir):
    unlisted = {d.address for d in documents.values() if "noindex" in meta(d, "robots")}

    assert unlisted == {"sok/", "en/sok/"}
    assert Counter(address for address, _ in sitemap(site_dir)) == Counter(documents.keys() - unlisted)


def test_the_site_map_has_the_days_that_records_changed_and_lists_are_as_new_as_the_newest(site_dir):
    register = json.loads((site_dir / "data" / "andringar.json").read_text(encoding="utf-8"))
    days = dict(sitemap(site_dir))
    assert register
    for address, day in days.items():
        assert day, address
        assert day <= max(DAY, register["senaste_utgava"]), address
    assert days["begrepp/"] == max(day for address, day in days.items() if address.startswith("begrepp/") and day)


def test_robots_may_read_everything_and_find_the_site_map(site_dir):
    assert (site_dir / "robots.txt").read_text(encoding="utf-8") == (
        f"User-agent: *\nAllow: /\n\nSitemap: {URL}sitemap.xml\n"
    )


class _Server(SimpleHTTPRequestHandler):
    """As a configured server does: our page with status 404 for what is missing, and the strict policy."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of *folder* on loopback."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Server, directory=str(folder)))
    with answering(httpd):
        yield f"http://127.0.0.1:{httpd.server_port}/"


@pytest.mark.parametrize("address", ["saknas/", "begrepp/saknas/", "a/b/c/d/e", "en/saknas.html"])
def test_a_missing_address_however_deep_gives_a_whole_page_with_a_search_that_works(
    chromium: Browser, site_dir: Path, address: str
) -> None:
    faults: list[str] = []
    with served(site_dir) as home:
        page = chromium.new_page()
        page.on("console", lambda m: faults.append(m.text))
        response = page.goto(home + address)
        assert response is not None
        assert response.status == 404
        assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"
        assert page.evaluate("[...document.styleSheets].map(sheet => sheet.cssRules.length > 0)") == [True]
        page.locator("#sok-404").fill("validering")
        page.keyboard.press("Enter")
        page.locator("[data-search-results] a").first.wait_for()
        page.close()
    # Chromium tells of the 404 itself; nothing else may be told.
    assert [text for text in faults if "status of 404" not in text] == []


def test_a_reader_at_an_old_address_comes_to_the_new_page(chromium: Browser, whole_project, tmp_path: Path) -> None:
    made: Project = whole_project(
        {
            "begrepp/nytt.md": record("Det nya", "relaterat: [begrepp/annat]"),
            "begrepp/annat.md": record("Ett annat"),
            "omdirigeringar.yml": "omdirigeringar:\n  - {fran: /gamla/sidan/, till: /begrepp/nytt/}\n",
        }
    )
    command = [
        sys.executable,
        "-m",
        "kunskapsbank",
        "--projekt",
        str(made.root),
        "build",
        "--out",
        str(tmp_path / "ut"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

    assert "gamla" not in (tmp_path / "ut/sitemap.xml").read_text(encoding="utf-8")
    assert not any("gamla/sidan" in p.read_text(encoding="utf-8") for p in (tmp_path / "ut/sokindex").rglob("*.json"))
    with served(tmp_path / "ut") as home:
        page = chromium.new_page()
        page.goto(f"{home}gamla/sidan/")
        page.wait_for_url(f"{home}begrepp/nytt/")
        assert page.locator("h1").inner_text() == "Det nya"
        page.close()
        without = chromium.new_context(java_script_enabled=False)
        page = without.new_page()
        page.goto(f"{home}gamla/sidan/")
        page.wait_for_url(f"{home}begrepp/nytt/")
        without.close()
