"""What is withdrawn keeps its address, where a page says since when and where to go; it is nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.render.page import Page
from kunskapsbank.search.documents import documents

from .conftest import TODAY, record, write_project

WORD = "hemligtord"
ENDED = "avpubliceras: 2026-11-20"
OLD = record("Gammal sak", ENDED, "relaterat: [begrepp/ny, begrepp/borta]", body=f"## Om {WORD}\n\nText om {WORD}.")
FILES = {
    "begrepp/gammal.md": OLD,
    "begrepp/ny.md": record("Ny sak", "relaterat: [begrepp/gammal]", body="Se [den gamla](gammal.md)."),
    "begrepp/borta.md": record("Borta", "status: arkiverad"),
}

LANGUAGES = """languages: [sv, en]
      translations:
        en: {folder: en, tagline: in short, menu: {Terms: /en/begrepp/}}"""


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Build]:
    """The build of :data:`FILES` and others, with all that is made beside the pages."""

    def of(files: dict[str, str] | None = None, more: str = "", today: dt.date = TODAY) -> Build:
        root = tmp_path / str(len([*tmp_path.iterdir()]))
        root.mkdir()
        own = write_project(root, {**FILES, **(files or {})})
        config = own.config.read_text(encoding="utf-8")
        more = f"outputs: [data, feeds, calendars, embeds, markdown]\n      {more}"
        own.config.write_text(config.replace("handouts: false\n", f"handouts: false\n      {more}\n"), "utf-8")
        return run(own, today)

    return of


def page_at(build: Build, address: str) -> Page:
    [page] = [one for one in build.pages if one.address == address]
    return page


def test_the_address_of_what_is_withdrawn_says_since_when_and_where_to_go(made: Callable[..., Build]) -> None:
    build = made()

    page = page_at(build, "begrepp/gammal/")
    assert not build.failed
    assert (page.title, page.indexed, page.source) == ("Gammal sak", False, "content/begrepp/gammal.md")
    assert "avpublicerad sedan den 20 november 2026" in page.html
    assert {"begrepp/ny/", "begrepp/"} <= set(page.links)
    assert WORD not in page.html


def test_what_is_withdrawn_is_in_no_list_no_search_and_no_file(made: Callable[..., Build]) -> None:
    build = made()

    elsewhere = [
        one.address for one in build.pages if "begrepp/gammal" in one.html and one.address != "begrepp/gammal/"
    ]
    assert elsewhere == []
    assert [one.address for one in documents(build.site, build.pages) if one.address == "begrepp/gammal/"] == []
    assert [name for name, data in build.files.items() if b"gammal" in data or "gammal" in name] == []
    assert [name for name, data in build.files.items() if WORD.encode() in data] == []


def test_it_is_as_before_the_day_before_and_a_link_to_it_is_text_from_its_day_on(made: Callable[..., Build]) -> None:
    before, after = made(today=dt.date(2026, 11, 19)), made(today=dt.date(2026, 11, 20))

    assert WORD in page_at(before, "begrepp/gammal/").html
    assert "../gammal/" in page_at(before, "begrepp/ny/").html
    assert WORD not in page_at(after, "begrepp/gammal/").html
    assert "<span>den gamla</span>" in page_at(after, "begrepp/ny/").html


def test_what_is_archived_leaves_nothing_and_what_has_no_page_of_its_own_no_page(made: Callable[..., Build]) -> None:
    listed = record("Byrån", ENDED, "sort: region", "roller: [Ägare]")
    build = made({"begrepp/borta.md": record("Borta", "status: arkiverad", ENDED), "organisationer/byran.md": listed})

    assert not build.failed
    assert [one.address for one in build.pages if "borta" in one.address or "byran" in one.address] == []


def test_a_redirect_and_a_link_of_a_page_lead_to_what_is_withdrawn(made: Callable[..., Build]) -> None:
    build = made({"omdirigeringar.yml": "omdirigeringar:\n  - {fran: /aldre/, till: /begrepp/gammal/}\n"})

    assert not build.failed
    assert "aldre/index.html" in build.files


def test_a_translation_of_what_is_withdrawn_says_so_in_its_language(made: Callable[..., Build]) -> None:
    english = f"---\ntitel: Old thing\ningress: A trial.\n---\n\n## About {WORD}\n\nText.\n"
    build = made({"begrepp/gammal.en.md": english}, LANGUAGES)

    page = page_at(build, "en/begrepp/gammal/")
    assert [one for one in build.problems if "gammal" in one.place.path] == []
    assert "withdrawn on 20 November 2026" in page.html
    assert (page.title, page.lang, page.indexed, WORD in page.html) == ("Old thing", "en", False, False)
