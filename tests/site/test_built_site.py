"""What is true of every page of the built site."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import deque
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from kunskapsbank.content.addresses import address_of
from kunskapsbank.content.places import municipalities_of
from kunskapsbank.pipeline.build import Build

from ..conftest import record
from .conftest import ROOT, Document

BASE = "http://x/"
MAX_CLICKS = 3


def internal(document: Document, tag: str = "a", attribute: str = "href") -> list[tuple[str, str]]:
    """The links of *document* to this site, as (address, anchor)."""
    found = []
    for element in document.all(tag):
        url = urlsplit(urljoin(BASE + document.address, element.get(attribute) or ""))
        if url.netloc == "x" and url.scheme == "http":
            found.append((unquote(url.path.lstrip("/")), unquote(url.fragment)))
    return found


def test_the_real_content_builds_without_errors_or_warnings(built):
    assert (built.returncode, built.stderr) == (0, "")
    assert "0 fel, 0 varningar" in built.stdout


def test_nothing_of_the_decisions_about_the_generator_is_published(site_dir):
    assert [path for path in site_dir.rglob("*") if re.match(r"(00\d\d-|beslut$)", path.name)] == []


def test_plain_mkdocs_builds_the_same_site_in_strict_mode_without_warnings(tmp_path, site_dir):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "-f",
            str(ROOT / "mkdocs.yml"),
            "-d",
            str(tmp_path / "site"),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "WARNING -" not in done.stderr
    ours = {p.relative_to(site_dir) for p in site_dir.rglob("index.html")}
    assert {p.relative_to(tmp_path / "site") for p in (tmp_path / "site").rglob("index.html")} == ours


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("branschmodeller", 38),
        ("yrken", 91),
        ("malgrupper", 16),
        ("fokusomraden", 4),
        ("konferenser", 9),
        ("vagledning", 25),
        ("reglerade", 10),
        ("begrepp", 71),
        ("resurser", 28),
        ("regioner", 5),
        ("kommuner", 52),
        ("organisationer", 40),
        ("material", 16),
        ("utgangstexter", 5),
        ("projekt", 1),
        ("seqf", 1),
    ],
)
def test_all_records_of_the_design_are_there(build: Build, kind, count):
    assert len(build.site.of_kind(kind)) == count


def test_the_five_regions_hold_52_municipalities(build: Build):
    regions = build.site.of_kind("regioner")
    assert sum(len(municipalities_of(build.site, region)) for region in regions) == 52


def test_every_record_is_reached_from_the_start_page_in_three_clicks(build, documents):
    clicks = {"": 0}
    queue = deque([""])
    while queue:
        address = queue.popleft()
        for target, _ in internal(documents[address]):
            if target in documents and target not in clicks:
                clicks[target] = clicks[address] + 1
                queue.append(target)

    wanted = {address_of(r).partition("#")[0] for r in build.site.records.values()}
    assert {a: clicks.get(a) for a in wanted if clicks.get(a, 99) > MAX_CLICKS} == {}


def test_every_link_and_anchor_leads_somewhere(documents, site_dir):
    broken = []
    for document in documents.values():
        for address, anchor in internal(document):
            if address in documents:
                if anchor and anchor not in documents[address].ids:
                    broken.append(f"{document.address}: #{anchor} is not on /{address}")
            elif not (site_dir / address).is_file() and not (site_dir / address / "index.html").is_file():
                broken.append(f"{document.address}: /{address} does not exist")
    assert broken == []


@pytest.mark.parametrize(("tag", "attribute"), [("link", "href"), ("script", "src"), ("img", "src"), ("use", "href")])
def test_every_file_a_page_needs_is_on_this_site(documents, site_dir, tag, attribute):
    for document in documents.values():
        for element in document.all(tag):
            names_only = element.get("rel") in ("canonical", "license", "alternate")
            if names_only or element.get("type") == "application/ld+json":
                continue
            url = urlsplit(urljoin(BASE + document.address, element.get(attribute)))
            assert url.netloc == "x", f"{document.address} loads {element.get(attribute)}"
            assert (site_dir / unquote(url.path.lstrip("/"))).is_file()


def test_no_page_shows_more_than_five_related_pages_before_the_rest_is_unfolded(documents):
    def shown(element):
        link = element.tag.endswith("}a") and element.get("href") != "sida-relaterat/"
        return link + sum(shown(child) for child in element if not child.tag.endswith("}details"))

    sections = {address: page.all("section") for address, page in documents.items()}
    related = {a: one for a, some in sections.items() for one in some if one.get("class") == "relationer"}
    assert len(related) > 300
    assert [address for address, section in related.items() if shown(section) > 5] == []


def test_html_is_without_errors(documents):
    assert {d.address: d.errors for d in documents.values() if d.errors} == {}


def test_no_attribute_was_escaped_into_its_own_value(documents):
    faults = [
        f"{d.address}: {name}={value}"
        for d in documents.values()
        for e in d.tree.iter()
        for name, value in e.attrib.items()
        if value.startswith('"') or '="' in name
    ]
    assert faults == []


def test_ids_are_unique_on_each_page(documents):
    assert {
        d.address: sorted({i for i in d.ids if d.ids.count(i) > 1})
        for d in documents.values()
        if len(set(d.ids)) < len(d.ids)
    } == {}


def test_each_page_has_one_top_heading_and_skips_no_level(documents):
    faults = []
    for document in documents.values():
        levels = [int(e.tag[-1]) for e in document.tree.iter() if re.search(r"\}h[1-6]$", str(e.tag))]
        if levels.count(1) != 1 or levels[0] != 1:
            faults.append(f"{document.address}: {levels.count(1)} h1")
        faults += [f"{document.address}: h{a} then h{b}" for a, b in pairwise(levels) if b > a + 1]
    assert faults == []


def test_pages_are_in_swedish_and_say_so(documents):
    english = re.compile(r"\b(Search|Skip to|Back to top|Edit this page|Table of contents|Next|Previous|Menu|Home)\b")
    for document in documents.values():
        [html] = document.all("html")
        if html.get("lang") == "en":
            continue
        assert html.get("lang") in ("sv", "sv-simple")
        interface = [e for tag in ("button", "label", "nav", "summary") for e in document.all(tag)]
        found = english.findall(" ".join("".join(e.itertext()) for e in interface))
        assert found == [], document.address


def test_titles_are_unique(documents):
    titles = ["".join(d.all("title")[0].itertext()) for d in documents.values()]
    assert sorted({t for t in titles if titles.count(t) > 1}) == []


def test_edit_links_point_at_the_content_files(whole_project, tmp_path):
    made = whole_project(
        {"begrepp/validering.md": record("Validering", "begrepp: [annat]"), "begrepp/annat.md": record()}
    )
    with made.config.open("a", encoding="utf-8") as config:
        config.write("repo_url: https://git.example/kb\nedit_uri: edit/main/\n")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "-q",
            "-f",
            str(tmp_path / "mkdocs.yml"),
            "-d",
            str(tmp_path / "site"),
        ],
        check=True,
        timeout=300,
    )

    page = Path(tmp_path / "site/begrepp/validering/index.html").read_text(encoding="utf-8")
    assert 'href="https://git.example/kb/edit/main/content/begrepp/validering.md"' in page
