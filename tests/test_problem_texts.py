"""The catalogue of problems: whole, in both languages, and used."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from kunskapsbank.base.problems import Place, as_json, as_text, problem, wordings
from kunskapsbank.base.texts import CHOICE, LANGUAGES, PLACE, Phrase, phrase, spoken
from kunskapsbank.content.site import Site
from kunskapsbank.reading.texts import standard_texts
from kunskapsbank.render.handbook import functions, rule_entries

from .conftest import KINDS, TODAY

REPO = Path(__file__).parent.parent
SWEDISH = re.compile(r"[åäö]|\b(och|inte|eller|som)\b", re.I)
QUOTED = re.compile(r"(?<!\w)'[^']*'(?!\w)")  #: What stands between apostrophes.
PACKAGE = REPO / "src" / "kunskapsbank"

#: Groups whose texts are chosen by what was found.
CHOSEN = (
    "hint.",
    "html-instead.",
    "mended.",
    "standing.",
    "sign-instead.",
    "severity-",
    "system.",
    "help.",
    "metavar.",
    "editing.done.",
    "cli.options",
    "cli.commands",
)

#: Modules that may build a problem of words that are no text of the package's own.
INLINE = {"base/problems.py"}


def calls(name: str) -> list[tuple[str, ast.Call]]:
    """Every call of the function *name* in the package, with its place."""
    return _calls()[name]


@cache
def _calls() -> Mapping[str, list[tuple[str, ast.Call]]]:
    """Every call of a function by its name in the package."""
    found = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE).as_posix()
        if not inside.startswith("standard/"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    found[getattr(node.func, "id", "")].append((f"{inside}:{node.lineno}", node))
    return found


def of_templates() -> tuple[set[str], set[str]]:
    """What the templates of the editing room name: whole keys, and beginnings of those that are chosen."""
    templates = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "standard/room").glob("*.html"))
    return set(re.findall(r'"(room\.[a-z.-]+[a-z])"', templates)), set(
        re.findall(r't\("(room\.[a-z.]*\.)" ~', templates)
    )


def constants() -> set[str]:
    """Every text that is written out in the package's code."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py"))
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


#: Modules that hold Swedish itself: the language that is read, and what examples and Swedish law say.
OF_SWEDISH = ("language/", "search/stopwords.py", "reading/dates.py", "render/example_kinds.py", "export/")

#: Calls and types whose texts are labels and values of fields: texts name the former in other languages.
DECLARING = {"field", "Field", "Column", "Literal", "label", "compile"}

VALUES = {"helt förenlig", "inte gjord", "ja eller nej"}  #: Of content, which rules compare with.


def written(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The texts of at least two words in *tree*, with their lines; not docstrings, and not what fields declare."""
    for node in ast.iter_child_nodes(tree):
        named = getattr(node, "func", getattr(node, "value", None))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, (ast.Call, ast.Subscript)) and (
            getattr(named, "id", getattr(named, "attr", "")) in DECLARING
        ):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value
        yield from written(node)


def places(text: str) -> set[str]:
    return set(PLACE.findall(text))


def test_every_language_has_the_same_texts_with_the_same_places() -> None:
    first, *others = (spoken(language).by_key for language in LANGUAGES)

    for other in others:
        assert {key: places(text) for key, text in other.items()} == {key: places(text) for key, text in first.items()}


def test_every_text_is_used() -> None:
    named, beginnings = of_templates()
    used, chosen = constants() | named, (*CHOSEN, *beginnings)

    def is_used(key: str) -> bool:
        whole = key.removesuffix(".message").removesuffix(".remedy")
        return whole in used or whole.startswith(chosen)

    assert [key for key in spoken("sv").by_key if not is_used(key)] == []


@pytest.mark.parametrize("function", ["problem", "phrase", "said", "mark"])
def test_every_call_names_a_text_that_exists_and_gives_a_value_to_each_of_its_places(function: str) -> None:
    texts = spoken("sv").by_key
    for where, node in calls(function):
        key = node.args[1 if function == "problem" else 0]
        given = {keyword.arg for keyword in node.keywords}
        if not isinstance(key, ast.Constant) or None in given:
            continue
        if function != "problem":
            assert key.value in texts, f"{where}: {key.value}"
            needed = places(texts[key.value])
        else:
            assert f"{key.value}.message" in texts, f"{where}: {key.value}"
            needed = places(texts[f"{key.value}.message"]) | places(texts[f"{key.value}.remedy"])
        assert needed <= given, f"{where}: {key.value} lacks {needed - given}"
        assert given - {"remedy"} <= needed, f"{where}: {key.value} has no place for {given - needed}"


def test_no_module_of_the_package_writes_the_words_of_a_problem_itself() -> None:
    assert {where.partition(":")[0] for where, _ in calls("Problem")} == INLINE


def test_a_problem_is_printed_in_the_language_that_is_asked_for_and_its_pieces_with_it() -> None:
    found = problem(Place("a.md", 2), "source-without-address", addresses=phrase("any-of", first="url", last="fro"))

    assert (
        as_text([found])
        == "a.md:2:1: fel [source-without-address] källan saknar url eller fro\n    Lägg till en av dem."
    )
    assert as_text([found], "en") == (
        "a.md:2:1: error [source-without-address] the source lacks url or fro\n    Add one of them."
    )
    assert '"addresses": "url or fro"' in as_json([found], "en")


def test_what_is_found_is_never_read_as_a_place_of_its_own() -> None:
    found = problem(Place("a.md"), "unlinked-address", text="{url}", url="{text}")

    assert found.message == "{url} blir ingen länk"


def test_a_text_that_is_cut_is_cut_in_the_language_it_is_said_in() -> None:
    cut = phrase("hiding-attribute", name="x").cut(20)

    assert [cut.said(language) for language in LANGUAGES] == ["x, som döljer något …", "x, which hides somet…"]


def is_swedish(text: str) -> bool:
    """Whether *text* has letters or small words of Swedish outside quotation marks."""
    return SWEDISH.search(QUOTED.sub("", text)) is not None


def test_no_code_of_the_package_holds_a_swedish_sentence() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE).as_posix()
        if not inside.startswith(("standard/", *OF_SWEDISH)):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [
                f"{inside}:{line}: {text}"
                for line, text in written(tree)
                if SWEDISH.search(text) and text not in VALUES
            ]

    assert found == []


def test_english_texts_are_english() -> None:
    assert [key for key, text in spoken("en").by_key.items() if is_swedish(text)] == []


def test_a_phrase_is_a_value() -> None:
    assert phrase("fault-of", name="a", fault=1) == Phrase("fault-of", (("name", "a"), ("fault", 1)))


def test_the_handbook_lists_every_code_with_its_wordings_in_the_language_that_is_asked_for() -> None:
    entries = {one.code: one for one in rule_entries(Site.of([], TODAY, KINDS), standard_texts("en"))}

    assert entries["not-utf8"].wordings == (
        ("the file is not saved as UTF-8: here stands 0x{byte}", "Save the file as UTF-8."),
        ("the file is saved as UTF-16", "Save the file as UTF-8."),
    )
    assert entries["missing-source"].text.startswith("Every record has at least one source")
    assert set(wordings("en")) <= set(entries)


def test_the_handbook_shows_no_text_that_is_nothing_but_a_place_for_what_is_found() -> None:
    texts = [
        text
        for one in rule_entries(Site.of([], TODAY, KINDS), standard_texts("sv"))
        for pair in one.wordings
        for text in pair
    ]

    assert [text for text in texts if PLACE.fullmatch(text)] == []
    assert all(
        message or remedy
        for one in rule_entries(Site.of([], TODAY, KINDS), standard_texts("sv"))
        for message, remedy in one.wordings
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_checks_has_their_wordings_in_its_own_language(language: str) -> None:
    entries = functions(REPO, Site.of([], TODAY, KINDS), standard_texts(language))["reglerna"]()

    assert {one.code: one.wordings for one in entries}["not-utf8"] == wordings(language)["not-utf8"]


@pytest.mark.parametrize(
    ("number", "language", "words"),
    [
        (1, "sv", "1 post, 1 fel, 1 varning."),
        (2, "sv", "2 poster, 2 fel, 2 varningar."),
        (1, "en", "1 record, 1 error, 1 warning."),
        (0, "en", "0 records, 0 errors, 0 warnings."),
    ],
)
def test_a_word_follows_the_number_it_stands_with(number: int, language: str, words: str) -> None:
    assert phrase("cli.counts", count=number, wrong=number, warnings=number).said(language) == words


def test_every_place_for_a_word_has_the_number_it_follows() -> None:
    texts = [text for language in LANGUAGES for text in spoken(language).by_key.values()]

    assert [text for text in texts for name, *_ in CHOICE.findall(text) if name not in places(text)] == []
