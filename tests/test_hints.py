"""Hints about the language: found where they stand, told without stopping anything, and put away with a reason."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kunskapsbank.base.budgets import Budget
from kunskapsbank.checks.hints import Hint, SiteWords, hints_of
from kunskapsbank.content.site import Site
from kunskapsbank.language.compounds import Splitter
from kunskapsbank.language.hints import CODES, Words, hints
from kunskapsbank.language.spelling import Speller
from kunskapsbank.language.swedish import words
from kunskapsbank.pipeline.hinting import hints_in, texts_of
from kunskapsbank.pipeline.project import Project
from kunskapsbank.pipeline.read import read
from kunskapsbank.reading.front_matter import parse

from .conftest import KINDS, TODAY, KbHere, record

WORDS = Words(Speller(), Splitter(), names=frozenset({"ÖMS", "SeQF"}))
LONG = " ".join(["ord"] * 36)


def found(*pieces: str) -> list[tuple[str, str]]:
    """(code, what stands there) of every hint about a text in *pieces*."""
    return [(one.code, one.found) for _, one in hints(pieces, WORDS, TODAY)]


@pytest.mark.parametrize(
    ("text", "code", "what", "instead"),
    [
        pytest.param(
            "Den ska hålla under hela projektiden.",
            "misspelled-word",
            "projektiden",
            ("projekttiden", "projektidén"),
            id="a letter of a compound",
        ),
        pytest.param(
            "Det är flera faktorer som samspekar.", "misspelled-word", "samspekar", ("samspelar",), id="a wrong letter"
        ),
        pytest.param(
            "Projektet avslutas den sisa december.",
            "misspelled-word",
            "sisa",
            ("sista", "sina"),
            id="a rare word for a common one",
        ),
        pytest.param(
            "Hon är utvecklingsdirektörRegion Västmanland.",
            "inner-capital",
            "utvecklingsdirektörRegion",
            ("utvecklingsdirektör Region", "utvecklingsdirektörregion"),
            id="two words that grew together",
        ),
        pytest.param("Tiden är 2022-11-01 – 2024-11-31.", "impossible-day", "2024-11-31", (), id="a day of no month"),
        pytest.param("Den 30 februari är sista dagen.", "impossible-day", "30 februari", (), id="the same in words"),
        pytest.param(
            "Rapporten kommer att lämnas i december 2019.", "passed-day", "december 2019", (), id="a month that passed"
        ),
        pytest.param(
            "Mötet ska hållas den 3 maj 2024 i Örebro.", "passed-day", "3 maj 2024", (), id="a day that passed"
        ),
        pytest.param("Ni erhåller ett intyg.", "bureaucratic-word", "erhåller", ("få",), id="a word of offices"),
        pytest.param(
            "Vi träffas i syfte att lära.", "bureaucratic-word", "i syfte att", ("för att",), id="a phrase of offices"
        ),
        pytest.param("Fråga QZX om du undrar.", "unexplained-abbreviation", "QZX", (), id="capitals nobody explains"),
        pytest.param(f"{LONG}.", "long-sentence", "ord ord ord ord", (), id="36 words"),
    ],
)
def test_what_could_be_said_better_is_found_with_what_to_write(
    text: str, code: str, what: str, instead: tuple[str, ...]
) -> None:
    [(_, one)] = hints([text], WORDS, TODAY)

    assert (one.code, one.found, one.instead, one.at) == (code, what, instead, text.index(what))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Kranmekaniker och läcksökare är yrken med egna prov.", id="rare compounds"),
        pytest.param("Arbetstagar- och arbetsgivarorganisationer.", id="a part before a hyphen"),
        pytest.param("Skriv till info@frisorlicens.se eller gå till malare.nu.", id="addresses"),
        pytest.param("Kursen heter Introduction to the recognition of prior learning.", id="English"),
        pytest.param("Hon sa: ”Ni erhåller intyget.”", id="what somebody said"),
        pytest.param("Läs om SeQF och om KompetensUtvecklingsinstitutet.", id="names as they are spelled"),
        pytest.param("Mötet ska hållas den 3 maj 2030 i Örebro.", id="a day to come"),
        pytest.param("Intyget ska ges enligt en regel från den 1 juli 2020.", id="a rule that holds"),
        pytest.param("Siffrorna kommer från 2019.", id="where figures come from"),
        pytest.param("Den 29 februari är skottdagen.", id="a leap day"),
        pytest.param("Universitets- och högskolerådet prövar. UHR svarar.", id="an abbreviation written out"),
        pytest.param("Läs om Open College (OPCQ) där.", id="an abbreviation in parentheses"),
        pytest.param("Filen är en PDF om EU, och ÖMS är med.", id="abbreviations that are known"),
        pytest.param("Se SKOLFS 2014:120 och IF Metall.", id="a number of a statute, and a name"),
        pytest.param("BAKGRUND OCH FAKTA", id="a line in capitals"),
        pytest.param(f"{' '.join(['ord'] * 20)}: {' '.join(['ord'] * 20)}.", id="two parts of a sentence"),
        pytest.param(f"Kostnad {' '.join(['1000'] * 40)}", id="figures"),
    ],
)
def test_what_is_right_gets_no_hint(text: str) -> None:
    assert found(text) == []


def test_a_word_that_readers_search_for_is_right() -> None:
    known = Words(Speller({"projektiden"}), Splitter())

    assert list(hints(["Under projektiden."], known, TODAY)) == []


def test_a_hard_text_is_told_of_once_and_the_words_of_the_glossary_count_as_none() -> None:
    hard = "Kompetensförsörjningsansvariga verksamhetsutvecklare kvalitetssäkrar valideringsstrukturer. " * 30

    told = [one for one in found(hard.strip()) if one[0] == "hard-text"]

    assert len(told) == 1


def of(text: str, *lines: str) -> list[Hint]:
    """The hints about a record with *text* and more front matter."""
    file = record("Prov", *lines, body=text)
    source, _ = parse(file.encode(), "content/begrepp/a.md")
    assert source is not None
    return hints_of(source, KINDS["begrepp"], SiteWords(Site.of((), TODAY, KINDS)), file)


def placed(found: list[Hint]) -> list[tuple[str, str]]:
    return [(str(one.place), one.code) for one in found]


def test_a_hint_stands_at_its_line_and_column_in_body_and_front_matter() -> None:
    """Marks of Markdown, quotation marks and links before it count as signs, as the editor's program counts."""
    found = of("Ett stycke.\n\n- Det **samspekar** i [dag](a.md), och\n  sen samspekar det.", "engelska: sisa")

    assert placed(found) == [
        ("content/begrepp/a.md:11:9", "misspelled-word"),
        ("content/begrepp/a.md:12:7", "misspelled-word"),
    ]
    assert str(of("", "osakert: ['Det ''rör'' sig, samspekar det?']")[0].place) == "content/begrepp/a.md:6:29"


def test_code_comments_addresses_and_what_people_search_for_are_not_read() -> None:
    assert of("`samspekar` <!-- samspekar --> [a](samspekar.md) https://samspekar.se", "sokfragor: [samspekar]") == []


@pytest.mark.parametrize("text", ["här", "Klicka här", "Läs mer"])
def test_a_link_that_does_not_say_where_it_leads_is_told_of(text: str) -> None:
    [hint] = of(f"Svaret finns [{text}](b.md).")

    assert (hint.code, hint.found, str(hint.place)) == ("link-text", text, "content/begrepp/a.md:8:14")


def away(*lines: str) -> list[Hint]:
    return of("Det samspekar och sisa sisa.", "spraktips:", *(f"  {line}" for line in lines))


def test_a_hint_is_put_away_by_its_code_and_word_with_a_reason() -> None:
    found = away("- kod: misspelled-word", "  ord: Sisa", "  skal: Så heter ån.")

    assert [(one.code, one.found) for one in found] == [("misspelled-word", "samspekar")]


def test_without_a_word_every_hint_of_the_code_is_put_away() -> None:
    assert away("- kod: misspelled-word", "  skal: Texten är på dialekt.") == []


def test_a_hint_that_is_put_away_without_a_reason_stays_and_the_missing_reason_is_told() -> None:
    found = away("- kod: misspelled-word", "  ord: sisa")

    assert [(one.code, one.found) for one in found] == [
        ("reason-missing", "misspelled-word sisa"),
        ("misspelled-word", "samspekar"),
        ("misspelled-word", "sisa"),
        ("misspelled-word", "sisa"),
    ]


def test_what_puts_nothing_away_is_told() -> None:
    found = away("- kod: misspelled-word", "  ord: sissa", "  skal: Så heter ån.")

    assert (found[0].code, found[0].found) == ("nothing-put-away", "misspelled-word sissa")


FAULTY = {
    "begrepp/a.md": record("A", body="Det samspekar."),
    "begrepp/b.md": record("B", "status: utkast", body="Ni erhåller det."),
    "begrepp/c.md": record("C", body="Det är klart."),
}


@pytest.fixture
def site(whole_project: Callable[..., Project]) -> Project:
    return whole_project(FAULTY)


def test_kb_sprak_tells_of_records_and_drafts_and_ends_well(site: Project, kb_here: KbHere) -> None:
    code, out, told = kb_here(site.root, "sprak")

    assert code == 0
    assert out.splitlines() == [
        f"{place} ”{found}” {rest}"
        for place, found, rest in (
            (
                "content/begrepp/a.md:8:5: tips [misspelled-word]",
                "samspekar",
                "står inte i ordlistan, eller är mycket ovanligt. Är det rätt, lägg undan tipset; "
                "annars skriv ”samspelar”.",
            ),
            (
                "content/begrepp/b.md:9:4: tips [bureaucratic-word]",
                "erhåller",
                "skrivs mest på kontor. Skriv ”få”, eller bygg om meningen.",
            ),
        )
    ]
    assert told.startswith("2 tips om ")


def test_kb_sprak_reads_the_files_that_are_named_and_speaks_english_and_json(site: Project, kb_here: KbHere) -> None:
    code, out, _ = kb_here(site.root, "--sprak", "en", "sprak", "content/begrepp/b.md", "--json")

    assert code == 0
    assert json.loads(out) == [
        {
            "path": "content/begrepp/b.md",
            "line": 9,
            "column": 4,
            "code": "bureaucratic-word",
            "found": "erhåller",
            "instead": ["få"],
            "number": 0,
            "message": "”erhåller” is written in offices. Write ”få”, or build the sentence anew.",
        }
    ]
    assert kb_here(site.root, "sprak", "content/begrepp/x.md")[0] == 2


def test_a_check_tells_of_no_hint_and_accepts_what_puts_one_away(
    whole_project: Callable[..., Project], kb_here: KbHere
) -> None:
    line = "spraktips: [{kod: misspelled-word, ord: samspekar}]"
    project = whole_project({"begrepp/a.md": record("A", line, body="Det samspekar.")})

    code, told, _ = kb_here(project.root, "check")
    assert (code, [line for line in told.splitlines() if "isolated-record" not in line and line[:1] != " "]) == (0, [])
    assert "[reason-missing]" in kb_here(project.root, "sprak")[1]


def test_every_code_is_given_by_some_text() -> None:
    texts = [
        "Ni erhåller det. Sisa 30 februari. Fråga QZX. Han är utvecklingsdirektörRegion. Det samspekar.",
        f"Det kommer att ske i maj 2020. {LONG}.",
        "Kompetensförsörjningsansvariga verksamhetsutvecklare kvalitetssäkrar valideringsstrukturer. " * 30,
    ]

    assert {one.code for one in of(" [här](b.md) ".join(texts))} == set(CODES)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 100_000, id="one word"),
        pytest.param("QZX " + "och " * 50_000, id="small words"),
        pytest.param("{{" * 50_000, id="calls that never end"),
        pytest.param("samspekar och " * 20_000, id="the same fault"),
        pytest.param("kommer " + "bra " * 50_000, id="what never comes"),
        pytest.param("”" * 50_000 + "(" * 40, id="quotation marks"),
    ],
)
def test_a_hostile_text_costs_no_more_than_another_of_its_length(text: str) -> None:
    before = time.process_time()
    of(text)

    assert time.process_time() - before < 20


@pytest.mark.slow
def test_the_site_in_this_repository_has_fewer_hints_than_one_in_1_000_words() -> None:
    """Its texts are right, nearly all: more would be false alarms."""
    inputs, _ = read(Project(Path(__file__).parent.parent), TODAY, None, None, Budget())
    length = sum(len(words(one.source.body)) for one in texts_of(inputs))

    assert length > 40_000
    assert len(hints_in(inputs)) < length / 1000


def test_where_hunspell_is_missing_spelling_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kunskapsbank.language.spelling._dictionary", lambda: None)

    assert list(hints(["Det samspekar."], Words(Speller(), Splitter()), TODAY)) == []
