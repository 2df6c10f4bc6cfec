"""A list with more entries than stand on one page has several, and its own address stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kunskapsbank.engines.mkdocs import Surroundings
from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.preview import Preview
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.texts import standard_texts
from kunskapsbank.render import divided
from kunskapsbank.search.documents import documents
from kunskapsbank.verify.built import lost_pages

from .conftest import TODAY, KbHere, record, write_content, write_whole_project
from .test_incremental import small_project
from .test_pages import frame, shown

MakeProject = Callable[..., Project]
NAMES = ("Asp", "Bok", "Björk", "Bambu", "Gran", "Ärt")


LIST = {"begrepp/index.md": frame('## Om orden\n\nSe [Gran](#bokstav-g).\n\n{{ ordlista("begrepp") }}\n\nSlut.')}


def words(*names: str) -> dict[str, str]:
    """A term of each name, which points at the next."""
    ids = [name.lower().translate(str.maketrans("äö", "ao")) for name in names]
    return {
        f"begrepp/{one}.md": record(name, f"begrepp: [{other}]")
        for name, one, other in zip(names, ids, [*ids[1:], ids[0]], strict=True)
    }


@pytest.fixture(autouse=True)
def _two_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(divided, "MOST", 2)


def titles(build: Build, under: str) -> dict[str, str]:
    """The pages of the list at *under*, by address."""
    return {one.address: one.title for one in build.pages if under in (one.address, one.part_of)}


def html(build: Build, address: str) -> str:
    return next(one.html for one in build.pages if one.address == address)


def test_a_list_in_the_order_of_titles_has_a_page_for_each_letter_and_more_for_a_letter_with_many(
    project: MakeProject,
) -> None:
    build = run(project(words(*NAMES)), TODAY)

    assert build.problems == ()
    assert titles(build, "begrepp/") == {
        "begrepp/": "Begrepp A–Ö",
        "begrepp/sida-b/": "Begrepp A–Ö: B",
        "begrepp/sida-b-2/": "Begrepp A–Ö: B 2",
        "begrepp/sida-g/": "Begrepp A–Ö: G",
        "begrepp/sida-ae/": "Begrepp A–Ö: Ä",
    }
    assert [html(build, address).count("<article") for address in titles(build, "begrepp/")] == [1, 2, 1, 1, 1]
    middle = html(build, "begrepp/sida-b/")
    assert 'rel="prev" href="../"' in middle
    assert 'rel="next" href="../sida-b-2/"' in middle
    assert middle.count('aria-current="page">B</a>') + middle.count('aria-current="page" data-ankare') == 2
    assert '<li><a href="../">Begrepp A–Ö</a></li>' in middle


def test_a_list_that_is_not_longer_than_a_page_is_as_ever(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(divided, "MOST", len(NAMES))
    drawn = html(run(project(words(*NAMES)), TODAY), "begrepp/")

    assert drawn.count("<article") == len(NAMES)
    assert "listdel" not in drawn
    assert "<!--" not in drawn


def test_what_stands_before_a_list_stands_on_its_first_page_and_links_lead_to_the_page_of_what_they_name(
    project: MakeProject,
) -> None:
    build = run(project(words(*NAMES), LIST), TODAY)

    assert build.problems == ()
    first, second = html(build, "begrepp/"), html(build, "begrepp/sida-b/")
    assert 'href="sida-g/#bokstav-g"' in first
    assert ("Om orden" in first, "Om orden" in second) == (True, False)
    assert 'id="bokstav-b-2"' in html(build, "begrepp/sida-b-2/")


def test_the_start_page_may_have_a_long_list_too(project: MakeProject) -> None:
    build = run(project(words(*NAMES), {"index.md": frame('{{ ordlista("begrepp") }}')}), TODAY)

    assert {one.address for one in build.pages if one.part_of == ""} == {"sida-b/", "sida-b-2/", "sida-g/", "sida-ae/"}
    assert 'href="../"' in html(build, "sida-b/")


def test_a_link_to_what_a_part_has_is_written_to_the_list(project: MakeProject) -> None:
    docs = {
        **LIST,
        "om.md": frame("[G](begrepp/index.md#bokstav-g) [X](begrepp/index.md#bokstav-x)"),
    }
    found = shown(run(project(words(*NAMES), docs), TODAY))

    assert [(code, place) for code, place, _ in found] == [("broken-anchor", "docs/om.md:6:37")]


def test_only_the_first_page_of_a_list_is_found_by_the_search_and_all_are_in_the_site_map(project: MakeProject) -> None:
    made = project(words(*NAMES))
    text = made.config.read_text(encoding="utf-8").replace("handouts: false", "outputs: [markdown]")
    made.config.write_text(text, encoding="utf-8")
    build = run(made, TODAY)
    site_map = build.files["sitemap.xml"].decode()

    assert [one.address for one in documents(build.site, build.pages) if "sida-" in one.address] == []
    assert site_map.count("/begrepp/sida-") == 4
    assert "sida-" not in build.files["llms.txt"].decode()
    assert "Bambu" in build.files["begrepp/sida-b/index.md"].decode()


def test_what_belongs_with_a_page_has_a_page_of_its_own_when_it_is_much(project: MakeProject) -> None:
    files = {f"begrepp/{name}.md": record(name, "begrepp: [ek]") for name in "abcde"}
    build = run(project({**files, "begrepp/ek.md": record("Ek")}), TODAY)

    assert build.problems == ()
    assert 'href="sida-relaterat/">Visa alla 5' in html(build, "begrepp/ek/")
    assert titles(build, "begrepp/ek/") == {
        "begrepp/ek/": "Ek",
        "begrepp/ek/sida-relaterat/": "Ek: hör ihop med",
        "begrepp/ek/sida-relaterat/sida-2/": "Ek: hör ihop med: sida 2",
        "begrepp/ek/sida-relaterat/sida-3/": "Ek: hör ihop med: sida 3",
    }


def test_a_new_record_writes_the_pages_anew_that_show_it_and_a_page_that_is_empty_goes(
    tmp_path: Path, kb_here: KbHere
) -> None:
    root = small_project(tmp_path / "projekt").root
    write_content(root, words(*NAMES))
    assert kb_here(root, "build")[0] == 0
    before = _written(root)

    (root / "content/begrepp/ang.md").write_text(record("Äng"), encoding="utf-8")
    assert kb_here(root, "build")[0] == 0
    after = _written(root)
    changed = {page for page in after if before.get(page) != after[page]}
    assert "begrepp/ang/index.html" in changed
    assert {page for page in changed if page.startswith("a-o/")} == {"a-o/sida-ae/index.html"}

    for name in ("ang", "art"):
        (root / f"content/begrepp/{name}.md").unlink()
    last = root / "content/begrepp/gran.md"
    last.write_text(last.read_text(encoding="utf-8").replace("[art]", "[asp]"), encoding="utf-8")
    assert kb_here(root, "build", "--ta-bort-sidor")[0] == 0
    gone = after.keys() - _written(root).keys()
    assert gone == {f"{page}/index.html" for page in ("begrepp/ang", "begrepp/art", "a-o/sida-ae", "begrepp/sida-ae")}


def test_a_page_of_a_list_goes_without_being_told_when_its_entries_do(tmp_path: Path, kb_here: KbHere) -> None:
    root = write_whole_project(tmp_path, words(*NAMES), LIST).root
    assert kb_here(root, "build")[0] == 0
    reed = root / "content/begrepp/bambu.md"
    reed.write_text(reed.read_text(encoding="utf-8").replace("titel: Bambu", "titel: Vass"), encoding="utf-8")

    assert kb_here(root, "build")[0] == 0
    assert not (root / "site/begrepp/sida-b-2").exists()
    assert (root / "site/begrepp/sida-v").exists()


def _written(root: Path) -> dict[str, int]:
    """Every page of the built site, with what tells whether it was written again."""
    site = (root / "site").resolve()
    return {one.relative_to(site).as_posix(): one.stat().st_ino for one in site.rglob("index.html")}


def test_a_preview_shows_each_page_of_a_list(tmp_path: Path) -> None:
    project = write_whole_project(tmp_path, words(*NAMES), LIST)
    preview = Preview(project, TODAY, Surroundings(project), lambda: None, drafts=False)
    for _ in preview.steps():
        pass

    assert preview.has_page("begrepp/sida-b/")
    assert "Björk" in preview.page("begrepp/sida-b/").html
    assert not preview.has_page("begrepp/sida-x/")
    assert not preview.page("begrepp/sida-x/").found


def test_small_groups_share_a_page_when_they_may() -> None:
    found = divided.in_parts([("A", [1]), ("B", [2]), ("C", [3, 4, 5])], standard_texts("sv"), packad=True)

    assert [(one.heading, one.entries, bool(one.start)) for one in found.sections] == [
        ("A", [1], True),
        ("B", [2], False),
        ("C", [3, 4], True),
        ("C", [5], True),
    ]


def test_groups_whose_names_give_one_address_have_one_each_and_signs_of_a_name_are_text() -> None:
    groups = [("C", [1]), ("C++", [2]), ("<b>|-->", [3])]
    parts = divided.in_parts(groups, standard_texts("sv"))
    drawn = f"{parts.start}{''.join(f'{one.start}<p>' for one in parts.sections)}{parts.end}"
    found = divided.divided(drawn, "sprak/")

    assert found
    assert [(one.address, one.label) for one in found.parts] == [
        ("sprak/", "C"),
        ("sprak/sida-cx/", "C++"),
        ("sprak/sida-b/", "<b>|-->"),
    ]


def test_pages_of_a_list_go_unsaid_and_what_lies_below_a_page_that_is_called_so_does_not() -> None:
    before = {
        "a-o/sida-b/index.html",
        "begrepp/alfa/sida-relaterat/sida-2/index.html",
        "om/sida-for-press/tider/index.html",
    }

    assert [one.place.path for one in lost_pages(before, (), frozenset())] == ["om/sida-for-press/tider/index.html"]
