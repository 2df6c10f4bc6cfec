"""What the site says of itself is true: the tests it tells of are run, and the keys it tells of are the program's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kunskapsbank.base.parts import ASSETS
from kunskapsbank.content.addresses import address_of, list_address
from kunskapsbank.kinds import AccessibilityStatement, StorageTable
from kunskapsbank.pipeline.build import Build

from .conftest import ROOT, Document

ACCESSIBILITY = "test_accessibility.py"
SCRIPTS = ASSETS.standard
PLACES = {"localStorage": "lokal lagring", "sessionStorage": "sessionslagring"}
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.S)
_USE = re.compile(r"\b(localStorage|sessionStorage)\s*\.\s*(?:setItem|getItem|removeItem)\(\s*([^,)\s]+)")
_MENTION = re.compile(r"\b(localStorage|sessionStorage)\b")
_ELSEWHERE = re.compile(r"\bdocument\s*\.\s*cookie\b|\bcookieStore\b|\bindexedDB\b|\bcaches\s*\.|\bserviceWorker\b")


@pytest.fixture(scope="session")
def statement(build: Build) -> AccessibilityStatement:
    """The accessibility statement."""
    [one] = build.site.of_kind("tillganglighet")
    assert isinstance(one, AccessibilityStatement)
    return one


@pytest.fixture(scope="session")
def kept(build: Build) -> StorageTable:
    """The page of keys."""
    [one] = build.site.of_kind("kakor")
    assert isinstance(one, StorageTable)
    return one


def text_of(document: Document) -> str:
    """What a reader sees on the page."""
    [main] = document.all("main")
    return " ".join("".join(main.itertext()).split())


def stored_keys(script: str, name: str) -> set[tuple[str, str]]:
    """(place, key) of everything that *script* can keep in the browser.

    Keys are found where they are written out: as text, or as a constant in the same file.
    """
    code = _COMMENT.sub("", script)
    assert not _ELSEWHERE.search(code), f"{name}: keep data in localStorage or sessionStorage, or teach this test"
    uses = _USE.findall(code)
    assert len(uses) == len(_MENTION.findall(code)), f"{name}: write each use as localStorage.setItem(KEY, …)"
    constants = dict(re.findall(r"\bconst\s+(\w+)\s*=\s*[\"'`]([^\"'`]+)[\"'`]", code))
    found = set()
    for place, argument in uses:
        key = argument.strip("\"'`") if argument[0] in "\"'`" else constants.get(argument)
        assert key, f"{name}: {argument} must be a text or a constant in the same file"
        found.add((PLACES[place], key))
    return found


def test_the_table_lists_every_key_that_the_program_can_keep_and_no_other(kept):
    used = {
        pair
        for path in SCRIPTS.rglob("*.js")
        for pair in stored_keys(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    }

    assert {(one.plats, one.nyckel) for one in kept.nycklar} == used


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('localStorage.setItem("kb-a", 1);', {("lokal lagring", "kb-a")}),
        ("const KEY = 'kb-b';\nsessionStorage . getItem(KEY)", {("sessionslagring", "kb-b")}),
        ("// localStorage.setItem('kb-c', 1)\n/* sessionStorage */", set()),
    ],
)
def test_keys_are_found_in_a_script(script, found):
    assert stored_keys(script, "prov.js") == found


@pytest.mark.parametrize(
    "script",
    [
        "const lager = localStorage;",
        "localStorage['kb-a'] = 1",
        "localStorage.setItem(nyckel(), 1)",
        "document.cookie = 'a=b'",
        "indexedDB.open('kb')",
        "caches.open('kb')",
    ],
)
def test_a_script_that_hides_what_it_keeps_is_refused(script):
    with pytest.raises(AssertionError):
        stored_keys(script, "prov.js")


def test_the_page_of_keys_shows_every_place_and_every_key(documents, kept):
    text = text_of(documents["om/kakor/"])
    for place in ("Kaka", "Lokal lagring", "Sessionslagring"):
        assert place in text
    for one in kept.nycklar:
        for value in (one.nyckel, one.varfor, one.nar, one.hur_lange, one.radera):
            assert value in text


def test_nothing_is_kept_on_any_page_before_a_click(seen):
    assert {one.address: one.kept for one in seen if one.kept != [0, 0, ""]} == {}


def test_the_statement_tells_of_every_accessibility_test_and_of_none_that_is_not_run(statement):
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--no-header", str(Path(__file__).parent)]
    plain = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}  # Else it lists otherwise.
    listed = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=True, cwd=ROOT, env=plain
    ).stdout
    run = {line.rpartition("tests/site/")[2] for line in listed.splitlines() if "::" in line}
    told = {one.prov for one in statement.provade_lagen}

    assert told - run == set(), "tests/site/ has no such tests: rename or remove them in content/tillganglighet/"
    untold = {one for one in run if one.startswith(f"{ACCESSIBILITY}::")} - told
    assert untold == set(), "tell of these under provade_lagen in content/tillganglighet/"


def test_the_statement_names_the_page_types_that_the_tests_look_at(statement, build, page_types, documents):
    text = text_of(documents["om/tillganglighet/"]).lower()
    for kind in build.site.kinds.values():
        addresses = {list_address(kind), *(address_of(r) for r in build.site.of_kind(kind.kind))}
        assert {one.partition("#")[0] for one in addresses} & set(page_types), kind
        assert kind.plural.lower() in text, kind


def test_the_statement_shows_every_field_that_the_law_asks_for(statement, documents):
    text = text_of(documents["om/tillganglighet/"])
    for value in (
        statement.aktor,
        statement.tjanst,
        statement.forenlighet,
        statement.forenlighet_skal,
        statement.oskaligt_betungande,
        *statement.utanfor_lagen,
        *statement.omfattning,
        statement.bedomning,
        statement.kontakt,
        "21 november 2026",
    ):
        assert value in text
    links = {e.get("href") for e in documents["om/tillganglighet/"].all("a")}
    assert {statement.tillsyn, "../kontakt/"} <= links


def test_every_known_fault_stands_under_each_situation_in_which_people_meet_it(statement, documents):
    sections = re.split(r"(?=Användning (?:utan|med) )", text_of(documents["om/tillganglighet/"]))
    for fault in statement.brister:
        for situation in fault.situationer:
            [section] = [one for one in sections if re.match(rf"Användning (?:med )?{situation}", one)]
            for value in (fault.vad, fault.varfor, fault.i_stallet, fault.atgard):
                assert value in section


def test_tests_that_are_not_done_are_told_as_not_done(statement, documents):
    undone = [one for one in statement.granskningar if one.utfall == "inte gjord"]
    rows = [" ".join("".join(e.itertext()).split()) for e in documents["om/tillganglighet/"].all("li")]
    for one in undone:
        [row] = [row for row in rows if one.metod in row]
        assert "Utfall: inte gjord" in row


def test_every_page_links_to_what_the_site_says_of_itself(documents):
    """A page in another language leads to what there is in Swedish of it: how accessible the site is."""
    swedish = {"Tillgänglighet", "Kakor", "Personuppgifter", "Kontakt"}
    for document in documents.values():
        [foot] = document.all("footer")
        links = [e for e in foot.iter() if str(e.tag).endswith("}a")]
        if document.all("html")[0].get("lang") == "sv":
            assert swedish <= {"".join(e.itertext()) for e in links}, document.address
        assert any(e.get("href").endswith("om/tillganglighet/") for e in links), document.address
