"""Words are data: in one file a language, all of them used, none of them missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from kunskapsbank.base.parts import ASSETS, MACROS, PAGE, PAGES, STANDARD, TYPST
from kunskapsbank.base.problems import errors
from kunskapsbank.base.texts import LANGUAGES
from kunskapsbank.checks import all_rules
from kunskapsbank.content import roles
from kunskapsbank.content.record import Record
from kunskapsbank.content.redirects import Omdirigeringar
from kunskapsbank.engines.mkdocs import build_with_mkdocs
from kunskapsbank.export.data.catalogue import LANGUAGE_TERMS
from kunskapsbank.export.data.tables import DELIMITERS
from kunskapsbank.markdown.converter import slugify
from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.new_project import write_project
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.labels import label_key
from kunskapsbank.reading.messages import groups_in
from kunskapsbank.reading.site_settings import PluginSettings, _Top
from kunskapsbank.reading.texts import MANY, ONE, SCRIPTS, Texts, places, read_texts, standard_texts
from kunskapsbank.render.frames import Frame
from kunskapsbank.render.macro_info import MacroInfo, read_info
from kunskapsbank.verify.markup import VOID

from .conftest import REPO, TODAY
from .test_problem_texts import QUOTED

PACKAGE = REPO / "src/kunskapsbank"
LABELS = "falt."  #: Translations of the labels that stand in Python.
MADE = "om."  #: Of what rules and macros say of themselves.
RULES = "om.regel."
SWEDISH = "och att det som inte för på är den ett alla sidan sök meny källor nästa visa klicka läs från"
"""Common words that no English text has. (Such as *till*, *under* and *full* are English too.)"""


OURS = "valider mellansverige komvux bransch yrke vägledning vagledning seqf kompetens fokusområd fokusomrad".split()
"""Words of the site that this repository holds."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_the_package_says_in_a_language_is_there_in_each_that_it_speaks(language: str) -> None:
    """A third language was promised to need three files of words, and stopped at what is listed here."""
    files = [f"texts/{name}{language}.yml" for name in ("", "kb.", "problems.")] + [f"writing/{language}.yml"]

    assert [name for name in files if not (STANDARD / name).is_file()] == []
    assert [name for name in ("init", "pages") if not (STANDARD / name / language).is_dir()] == []
    assert (STANDARD / "assets/texter" / f"{language}.js").is_file()
    assert language in DELIMITERS
    assert language in LANGUAGE_TERMS


def own(language: str) -> dict[str, str]:
    """The texts of *language* but for translations of what stands beside the code."""
    texts = standard_texts(language).by_key
    return {key: text for key, text in texts.items() if not key.startswith((LABELS, MADE))}


def test_every_language_has_the_same_texts():
    assert own("en").keys() == own("sv").keys()


@pytest.mark.parametrize("key", own("sv"))
def test_a_text_has_the_same_places_in_every_language(key):
    assert places(own("en")[key]) == places(own("sv")[key])


def test_a_text_that_follows_a_number_has_both_forms():
    keys = own("sv").keys()

    assert {key.removesuffix(ONE) for key in keys if key.endswith(ONE)} == {
        key.removesuffix(MANY) for key in keys if key.endswith(MANY)
    }


def used() -> Iterator[str]:
    """The keys that templates, scripts and code name."""
    for path in (*MACROS.standard.rglob("*.j2"), *PACKAGE.rglob("*.py"), *(REPO / "macros").rglob("*.j2")):
        text = path.read_text("utf-8")
        yield from re.findall(r'(?:\b(?:t|plain|texts)|\["t"\])\(\s*"([a-z_.]+)"', text)
        yield from re.findall(r'by_key\["([a-z_.]+)"\]', text)
        yield from re.findall(
            r"""["']((?:uppgift|not|sida|filer|filnamn)\.[a-z_]+)["']""", text
        )  # Chosen among several.
        yield from re.findall(r'\b_t\(data, ["\']([a-z_.]+)["\']', text)
    for path in TYPST.standard.glob("*.typ"):
        yield from re.findall(r'\bt\("([a-z_.]+)"', path.read_text("utf-8"))
    for path in PAGE.standard.glob("*.html"):
        yield from re.findall(r't\["([a-z_.]+)"\]', path.read_text("utf-8"))
    for path in ASSETS.standard.rglob("*.js"):
        yield from (SCRIPTS + key for key in re.findall(r'\bt\("([a-z_.]+)"', path.read_text("utf-8")))
    yield from (f"manad.{number}" for number in range(1, 13))


def test_every_text_is_used_and_none_is_missing():
    stems = {key.removesuffix(ONE).removesuffix(MANY) for key in own("sv")}
    of_this_site = read_texts(REPO, "sv")[0].by_key.keys() - standard_texts("sv").by_key.keys()

    assert {key for key in used() if key not in of_this_site and not key.endswith(".")} == stems


def fields(model) -> Iterator[tuple[str, str | None]]:
    """The key of each label that *model* and its groups show, with its line of help."""
    for name, info in model.model_fields.items():
        yield label_key(model, name), info.description
        for group in groups_in(info.annotation):
            yield from fields(group)


def test_every_label_of_the_package_is_translated():
    files = (PluginSettings, _Top, Frame, MacroInfo, Omdirigeringar)
    models = (Record, *(getattr(roles, name) for name in roles.__all__), *files)
    shown = {pair for model in models for pair in fields(model)}
    keys = {key for key, _ in shown} | {f"{key}.om" for key, help in shown if help}

    assert {key for key in standard_texts("en").by_key if key.startswith(LABELS)} == keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_scripts_are_made_from_the_texts(language):
    """Type checks and tests read them; `tools/texts.py` makes them."""
    made = ASSETS.standard / "texter"

    for name, script in standard_texts(language).scripts().items():
        assert (made / name).read_bytes() == script


def test_a_number_chooses_the_form_and_values_are_escaped():
    texts = Texts("sv", {"a.en": "{antal} rad om {vad}", "a.flera": "{antal} rader om {vad}"})

    assert [texts("a", antal=one, vad="<b>") for one in (1, 2)] == ["1 rad om &lt;b&gt;", "2 rader om &lt;b&gt;"]
    assert texts.plain("a", antal=0, vad="<b>") == "0 rader om <b>"


def write_own(root: Path, text: str) -> None:
    (root / "texter").mkdir()
    (root / "texter/sv.yml").write_text(text, encoding="utf-8")


def test_a_projects_text_takes_the_place_of_the_standard_one(tmp_path):
    write_own(tmp_path, 'sida.meny: "Lista"\negen.text: "Min"\n')

    texts, problems = read_texts(tmp_path, "sv")

    assert (texts("sida.meny"), texts("egen.text"), problems) == ("Lista", "Min", [])


def test_a_misspelt_key_is_told_again_by_who_remembers_it(tmp_path):
    write_own(tmp_path, 'sida.menny: "Lista"\n')
    kept: dict[str, str] = {}

    first = read_texts(tmp_path, "sv", lambda made_of, work: kept.setdefault(made_of, work()))[1]
    again = read_texts(tmp_path, "sv", lambda made_of, _: kept[made_of])[1]

    assert [one.code for one in first] == ["unknown-key"]
    assert again == first


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        pytest.param(
            'granskad.igen: "Igen {datm}"',
            "granskad.igen: platsen {datm} finns inte i texten",
            "Menade du 'datum'?",
            id="place misspelled",
        ),
        pytest.param(
            'sida.meny: "{namn}"',
            "sida.meny: platsen {namn} finns inte i texten",
            "Texten har inga platser.",
            id="none",
        ),
        pytest.param(
            'sida.meny: "Meny {"',
            "sida.meny: en klammer står ensam",
            "Skriv platser som {namn}, med små bokstäver.",
            id="brace",
        ),
        pytest.param(
            "sida.meny: [a]",
            "sida.meny: här ska stå en text",
            "Skriv texten på samma rad, inom citattecken.",
            id="list",
        ),
    ],
)
def test_a_faulty_text_is_told_and_left_out(tmp_path, line, message, hint):
    write_own(tmp_path, f"{line}\n")

    texts, [problem] = read_texts(tmp_path, "sv")

    assert (str(problem.place), problem.message, problem.hint) == ("texter/sv.yml:1:1", message, hint)
    assert texts("sida.meny") == "Meny"


def test_a_key_that_is_nearly_a_standard_one_is_warned_of_and_kept(tmp_path):
    write_own(tmp_path, 'relationer.rubrk: "Se även"\n')

    texts, [problem] = read_texts(tmp_path, "sv")

    assert str(problem) == (
        "texter/sv.yml:1:1: varning [unknown-key] relationer.rubrk: ingen standardtext heter så, och den ändrar ingen\n"
        "    Skriv relationer.rubrik om det är den du menar; annars ge din egen text ett namn som inte liknar den."
    )
    assert texts("relationer.rubrk") == "Se även"


class _Words(HTMLParser):
    """What people read or hear of a page: text, and attributes that hold words; not code nor what is called Swedish."""

    SPOKEN = frozenset({"aria-label", "title", "placeholder", "alt", "content"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._code = 0
        self._open: list[str] = []  #: The elements inside one that is marked as Swedish, and it.

    def handle_starttag(self, tag, attrs):
        if ("lang", "sv") in attrs or self._open:
            self._open += [] if tag in VOID else [tag]
            return
        self._code += tag in ("code", "script", "style")
        self.found += [value for name, value in attrs if name in self.SPOKEN and value and "/" not in value]

    def handle_endtag(self, tag):
        if self._open:
            del self._open[len(self._open) - (tag not in VOID) :]
            return
        self._code -= tag in ("code", "script", "style")

    def handle_data(self, data):
        if not self._code and not self._open:
            self.found.append(data)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Callable[[str], tuple[Build, Path]]:
    """A new project of a language, built by MkDocs: what our part made, and the folder with the site."""

    @cache
    def build(language: str) -> tuple[Build, Path]:
        root = tmp_path_factory.mktemp(language) / "energi"
        write_project(root, language)
        made = run(Project(root), TODAY)
        assert not errors(made.problems)
        assert build_with_mkdocs(Project(root), made, root.parent / "site") == []
        return made, root.parent / "site"

    return build


def swedish_words() -> re.Pattern[str]:
    """Finds words and letters that no English text has."""
    differing = {text for key, text in own("sv").items() if text != own("en")[key] and not places(text)}
    swedish = [*SWEDISH.split(), *(text for text in differing if " " in text)]
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, swedish)) + r")(?!\w)|[åäöÅÄÖ]", re.I)


def test_a_new_english_site_has_no_swedish_word(built):
    pattern = swedish_words()
    _, site = built("en")
    found = []
    for page in site.rglob("*.html"):
        words = _Words()
        words.feed(page.read_text("utf-8"))
        found += [
            (page.relative_to(site), hit[0], text)
            for text in words.found
            if (hit := pattern.search(QUOTED.sub("", text)))
        ]

    assert found == []


def test_every_page_of_an_english_site_says_that_it_is_english(built):
    made, site = built("en")

    assert {page.lang for page in made.pages} == {"en"}
    assert all('<html lang="en">' in page.read_text("utf-8") for page in site.rglob("*.html"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_site_speaks_of_no_subject_of_ours(built, language):
    """What the package gives to everybody is neutral, in names of files and in what they hold."""
    _, site = built(language)
    pattern = re.compile("|".join(OURS), re.I)
    files = [path for path in site.rglob("*") if path.is_file() and path.suffix not in (".woff2", ".png", ".gz", ".br")]
    texts = [path for path in files if path.parent.name != "ovriga"]  # Words of Swedish at large, for the search.
    found = [
        (path.relative_to(site), hit[0])
        for path in texts
        if (hit := pattern.search(f"{path.relative_to(site)}\n{path.read_text('utf-8')}"))
    ]

    assert found == []


def test_the_english_page_of_a_swedish_site_is_english_around_its_content(project):
    english = "---\ntitle: In English\ndescription: About.\nlang: en\n---\n\n| A |\n|---|\n| b |\n"
    made = project({})
    (made.root / "docs/en").mkdir(parents=True, exist_ok=True)
    (made.root / "docs/en/index.md").write_text(english, encoding="utf-8")
    page = next(page for page in run(made, TODAY).pages if page.address == "en/")

    assert 'aria-label="You are here"' in page.html
    assert 'aria-label="Table"' in page.html


def test_texts_are_sorted_and_no_key_stands_twice():
    for language in LANGUAGES:
        lines = (STANDARD / f"texts/{language}.yml").read_text("utf-8").splitlines()[1:]
        keys = [line.partition(":")[0] for line in lines]
        assert keys == sorted(set(keys)), language
        assert yaml.safe_load("\n".join(lines)).keys() == set(keys)


def test_standard_pages_are_the_same_in_every_language():
    folders = [PAGES.standard / language for language in LANGUAGES]
    names = [{path.relative_to(folder) for path in folder.rglob("*.md")} for folder in folders]

    assert all(one == names[0] for one in names)


def test_what_rules_and_macros_of_the_package_say_of_themselves_is_translated():
    found = {RULES + one.code for one in all_rules()}
    for name in {name.partition("/")[0] for name in MACROS.standard_files()}:
        info = read_info(REPO / "manual", name)
        found |= {f"om.makro.{name}", *(f"om.makro.{name}.{one.namn}" for one in info.parametrar)}
        found |= {f"om.typ.{slugify(one.typ, '_')}" for one in info.parametrar}
        found |= {f"om.exempel.{slugify(one.namn, '_')}" for one in info.exempel if not one.dold}

    assert {key for key in standard_texts("en").by_key if key.startswith(MADE)} == found
