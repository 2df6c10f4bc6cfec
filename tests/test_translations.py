"""Records in other languages: files beside their originals that say texts alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kunskapsbank.base.problems import Problem
from kunskapsbank.content.load import load
from kunskapsbank.content.reads import Reads
from kunskapsbank.content.site import Site
from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.texts import read_texts

from .conftest import KINDS, TODAY

MakeProject = Callable[..., Project]

SETTINGS = """      languages: [sv, en]
      translations:
        en:
          folder: en
          tagline: in short
          menu: {Terms: /en/begrepp/}
"""
QUESTION = (
    "---\ntitel: Vad vill du?\ningress: Välj.\nforst: ja\nalternativ:\n"
    "  - {svar: Ett, till: begrepp/a}\n  - {svar: Två, hjalp: Hjälp., till: begrepp/b}\n"
    "kallor: [{url: 'https://a.example'}]\n---\n"
)


def term(title: str, *lines: str, body: str = "") -> str:
    """A term with a source."""
    head = "\n".join([f"titel: {title}", "ingress: Ett ord.", *lines, "kallor: [{url: 'https://a.example'}]"])
    return f"---\n{head}\n---\n{body}"


def english(title: str, *lines: str, body: str = "") -> str:
    """A translation."""
    head = "\n".join([f"titel: {title}", "ingress: A word.", *lines])
    return f"---\n{head}\n---\n{body}"


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., tuple[Site, list[Problem]]]:
    """Reads files below ``content/``, by name, where there are English and easy Swedish."""

    def reading(files: dict[str, str], **options: bool) -> tuple[Site, list[Problem]]:
        for name, text in files.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        folders = {"en": "en", "sv-simple": "latt"}
        return load(tmp_path / "content", TODAY, KINDS, languages=folders, **options)

    return reading


def test_a_translation_has_texts_of_its_own_and_all_else_of_the_original(read):
    files = {"vagfragor/f.md": QUESTION, "begrepp/a.md": term("A"), "begrepp/b.md": term("B")}
    asked = english("What?", "alternativ: [{svar: One}, {svar: Two}]")
    site, problems = read({**files, "vagfragor/f.en.md": asked})
    record = site.translations["en"]["vagfragor/f"]

    assert problems == []
    assert [(one.svar, one.hjalp, one.till) for one in record.alternativ] == [
        ("One", None, "begrepp/a"),
        ("Two", None, "begrepp/b"),
    ]
    assert (record.titel, record.language, record.version_key) == ("What?", "en", "vagfragor/f.en")


def test_a_text_that_is_not_translated_is_left_out_and_never_shown_in_the_other_language(read):
    site, _ = read({"begrepp/a.md": term("A", "osakert: [Vi vet inte.]"), "begrepp/a.en.md": english("A word")})

    assert site["begrepp/a"].osakert == ("Vi vet inte.",)
    assert site.translations["en"]["begrepp/a"].osakert == ()


def test_lists_and_counts_of_a_site_do_not_change_when_a_record_is_translated(read):
    site, _ = read({"begrepp/a.md": term("A"), "begrepp/a.en.md": english("A word")})

    assert [one.titel for one in site.of_kind("begrepp")] == ["A"]
    assert [one.titel for one in site.speaking("en").of_kind("begrepp")] == ["A word"]
    assert [one.titel for one in site.versions(site["begrepp/a"])] == ["A", "A word"]


@pytest.mark.parametrize(
    ("file", "text", "code", "place", "says"),
    [
        pytest.param(
            "begrepp/b.en.md", english("B"), "translation-without-original", "1:1", "begrepp/b", id="of nothing"
        ),
        pytest.param("begrepp/a.xx.md", english("A"), "unknown-language", "1:1", "xx", id="in no language of the site"),
        pytest.param(
            "begrepp/a.en.md",
            english("A", "i_text: nej"),
            "translated-fact",
            "4:9",
            "i_text",
            id="a fact twice",
        ),
        pytest.param("begrepp/a.en.md", english("A", "nyckel: x"), "unknown-key", "4:1", "nyckel", id="an unknown key"),
        pytest.param("begrepp/a.en.md", "---\ningress: A.\n---\n", "missing-key", "2:1", "titel", id="without a title"),
        pytest.param(
            "begrepp/a.en.md", english("A", "osakert: [We know not.]"), "translation-adds", "4:1", "osakert", id="more"
        ),
        pytest.param(
            "vagfragor/f.en.md",
            english("F", "alternativ: [{svar: One}]"),
            "translation-length",
            "4:1",
            "alternativ har 1 delar, originalet har 2",
            id="fewer answers",
        ),
        pytest.param("vagfragor/f.en.md", english("F"), "missing-key", "2:1", "alternativ", id="too little"),
    ],
)
def test_a_faulty_translation_is_told_at_its_place(read, file, text, code, place, says):
    files = {"vagfragor/f.md": QUESTION, "begrepp/a.md": term("A"), file: text}
    [problem] = read(files)[1]

    assert (problem.code, str(problem.place)) == (code, f"content/{file}:{place}")
    assert says in problem.message


def test_a_translation_that_nobody_has_read_is_in_the_preview_alone(read):
    files = {"begrepp/a.md": term("A"), "begrepp/a.en.md": english("A word", "status: olast")}

    assert read(files)[0].translations["en"] == {}
    assert read(files, drafts=True)[0].translations["en"]["begrepp/a"].unread


def test_a_translation_of_a_draft_is_not_published(read):
    files = {"begrepp/a.md": term("A", "status: utkast"), "begrepp/a.en.md": english("A word")}

    assert read(files) == (read(files)[0], [])
    assert read(files)[0].translations["en"] == {}


def test_a_project_without_languages_takes_such_a_name_for_a_faulty_id(tmp_path):
    (tmp_path / "content" / "begrepp").mkdir(parents=True)
    (tmp_path / "content" / "begrepp" / "a.en.md").write_text(english("A"), encoding="utf-8")

    assert [one.code for one in load(tmp_path / "content", TODAY, KINDS)[1]] == ["invalid-id"]


def test_translations_are_not_judged_while_the_settings_do_not_say_the_languages(project):
    made = project({"begrepp/a.md": term("A"), "begrepp/a.en.md": english("A")})
    made.config.write_text("site_name: [\n", encoding="utf-8")

    assert {one.place.path for one in run(made, TODAY).problems if one.code == "invalid-id"} == set()


def spoken(project: MakeProject, files: dict[str, str], pages: dict[str, str] | None = None) -> Build:
    """A build of a project with English."""
    return run(speaking(project, files, pages), TODAY)


def speaking(project: MakeProject, files: dict[str, str], pages: dict[str, str] | None = None) -> Project:
    """A project with English."""
    made = project(files, pages or {})
    config = made.config.read_text(encoding="utf-8")
    made.config.write_text(config.replace("- kunskapsbank:\n", f"- kunskapsbank:\n{SETTINGS}"), encoding="utf-8")
    return made


def page(build: Build, address: str) -> str:
    """The page at *address*."""
    return next(one.html for one in build.pages if one.address == address)


def test_pages_lead_to_each_other_in_all_their_languages(project):
    build = spoken(project, {"begrepp/a.md": term("A"), "begrepp/a.en.md": english("A word")})

    assert [one.code for one in build.problems if one.place.path.endswith(".en.md")] == []
    assert '<a href="../../en/begrepp/a/" lang="en" hreflang="en">In English</a>' in page(build, "begrepp/a/")
    assert '<a href="../../../begrepp/a/" lang="sv" hreflang="sv">På svenska</a>' in page(build, "en/begrepp/a/")


def test_links_of_a_translation_lead_to_translations_and_say_where_there_is_none(project):
    linked = english("A word", body="\n[B](b.md) and [C](c.md).\n")
    files = {f"begrepp/{name}.md": term(name.upper(), body="\nText.\n") for name in "abc"}
    build = spoken(project, {**files, "begrepp/a.en.md": linked, "begrepp/b.en.md": english("B", body="\nText.\n")})
    html = page(build, "en/begrepp/a/")

    assert '<a href="../b/">B</a>' in html
    assert '<a href="../../../begrepp/c/" hreflang="sv">C</a> <span class="sprakmarke">(in Swedish)</span>' in html


def test_a_translation_older_than_its_original_says_so(project):
    files = {"begrepp/a.md": term("A", "granskad: 2026-11-20"), "begrepp/a.en.md": english("A", "granskad: 2026-11-01")}

    assert "The original was reviewed on 20 November 2026" in page(spoken(project, files), "en/begrepp/a/")


def test_a_translation_of_an_original_that_has_changed_since_says_so(project):
    files = {"begrepp/a.md": term("A", "granskad: 2026-11-01"), "begrepp/a.en.md": english("A", "granskad: 2026-11-10")}
    made = speaking(project, files)
    (made.root / "andringar.txt").write_text("begrepp/a 2026-10-01 2026-11-20 1 0123456789abcdef\n", encoding="utf-8")

    assert "The original was changed on 20 November 2026" in page(run(made, TODAY), "en/begrepp/a/")


def test_a_translation_as_new_as_its_original_says_nothing_of_its_age(project):
    files = {"begrepp/a.md": term("A", "granskad: 2026-11-01"), "begrepp/a.en.md": english("A", "granskad: 2026-11-10")}

    assert "The original was" not in page(spoken(project, files), "en/begrepp/a/")


def test_a_translation_that_nobody_has_read_is_counted_and_not_shown(read):
    files = {"begrepp/a.md": term("A"), "begrepp/a.en.md": english("A", "status: olast")}
    shown, preview = read(files)[0], read(files, drafts=True)[0]

    assert [[*one.translations["en"]] for one in (shown, preview)] == [[], ["begrepp/a"]]
    assert [[*one.unread_translations["en"]] for one in (shown, preview)] == [["begrepp/a"]] * 2


def test_another_unread_translation_changes_what_is_read_of_them(read):
    files = {"begrepp/a.md": term("A"), "begrepp/a.en.md": english("A", "status: olast")}
    asked = [("unread-translations", "")]
    before = Reads(read(files)[0], {}).digest(asked)
    after = Reads(read({**files, "begrepp/a.en.md": english("A", "status: olast", body="\nB.\n")})[0], {}).digest(asked)

    assert before != after


@pytest.mark.parametrize(
    ("said", "told"),
    [
        pytest.param("It costs 500 kronor.", [], id="the same number"),
        pytest.param("It costs 600 kronor.", ["600"], id="another number"),
        pytest.param("Write to a@b.se.", ["a@b.se"], id="an address that the original has not"),
        pytest.param("See [x](https://a.example/2024/).", [], id="a number in the address of a link"),
    ],
)
def test_a_number_in_a_translation_is_one_that_the_original_has(project, said, told):
    original = term("A", body="\nDet kostar 500 kronor.\n")
    build = spoken(project, {"begrepp/a.md": original, "begrepp/a.en.md": english("A", body=f"\n{said}\n")})

    assert [one.message.split()[0] for one in build.problems if one.code == "fact-of-translation"] == told


def test_a_translation_of_a_text_has_a_text(project):
    files = {"begrepp/a.md": term("A", body="\nText.\n"), "begrepp/a.en.md": english("A")}
    [problem] = [one for one in spoken(project, files).problems if one.code == "translation-without-body"]

    assert problem.place.path == "content/begrepp/a.en.md"


def test_a_term_has_its_english_name_where_there_are_pages_in_english(project):
    files = {"begrepp/a.md": term("A"), "begrepp/b.md": term("B", "engelska: bee")}

    assert [one.place.path for one in spoken(project, files).problems if one.code == "term-without-english-name"] == [
        "content/begrepp/a.md"
    ]


def test_two_pages_cannot_be_the_same_page_in_one_language(project):
    head = "---\ntitle: X\ndescription: X.\nlang: en\noversattning_av: /\n---\n"
    build = spoken(project, {"begrepp/a.md": term("A")}, {"en.md": head, "two.md": head})

    assert [one.place.path for one in build.problems if one.code == "repeated-translation"] == ["docs/two.md"]


def test_a_language_that_the_package_does_not_speak_needs_the_words_that_readers_see(tmp_path):
    (tmp_path / "texter").mkdir()
    (tmp_path / "texter" / "so.yml").write_text('sida.meny: "Liiska"\n', encoding="utf-8")
    texts, [problem] = read_texts(tmp_path, "so")

    assert (problem.code, problem.place.path) == ("missing-text", "texter/so.yml")
    assert "sida.hoppa" in problem.message
    assert "sida.meny" not in problem.message
    assert texts.plain("sida.meny") == "Liiska"


def test_a_form_of_a_language_has_its_words_with_some_in_their_place(tmp_path):
    (tmp_path / "texter").mkdir()
    (tmp_path / "texter" / "sv.yml").write_text('sida.meny: "Innehåll"\n', encoding="utf-8")
    (tmp_path / "texter" / "sv-simple.yml").write_text('sok.sok: "Leta"\n', encoding="utf-8")
    texts, problems = read_texts(tmp_path, "sv-simple")

    assert problems == []
    assert [texts.plain(key) for key in ("sida.meny", "sok.sok", "start")] == ["Innehåll", "Leta", "Start"]


def test_a_changed_translation_changes_what_is_read_of_its_original(read):
    files = {"begrepp/a.md": term("A"), "begrepp/a.en.md": english("One")}
    before = Reads(read(files)[0], {}).digest([("record", "begrepp/a")])
    after = Reads(read({**files, "begrepp/a.en.md": english("Two")})[0], {}).digest([("record", "begrepp/a")])

    assert before != after
