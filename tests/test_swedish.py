"""How hard a text is to read, and where its words break."""

from __future__ import annotations

import pytest

from kunskapsbank.language.compounds import Splitter
from kunskapsbank.language.swedish import lix, stem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", 0.0, id="no words"),
        pytest.param("Du kan mer nu.", 4.0, id="four short words in a sentence"),
        pytest.param("Du kan mer. Nu är det sagt.", 3.5, id="two sentences"),
        pytest.param("Kartläggningen är klar nu.", 4 + 25.0, id="one word of four is long"),
        pytest.param("Första raden\nAndra raden", 2.0, id="a line break ends a sentence"),
        pytest.param("Kostar 1.5 kronor.", 4.0, id="a point within a number does not"),
    ],
)
def test_lix_is_words_a_sentence_and_long_words_a_hundred(text: str, expected: float) -> None:
    assert lix(text) == pytest.approx(expected)


def test_words_left_out_count_neither_as_words_nor_as_long() -> None:
    assert lix("Valideringen är klar nu.", {stem("validering")}) == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        (
            "Validering i det regionala kompetensförsörjningsarbetet",
            "Validering i det regionala kompetens-försörjnings-arbetet",
        ),
        ("Vård- och omsorgscolleges riktlinjer", "Vård- och omsorgscolleges riktlinjer"),
        ("Branschmodeller", "Branschmodeller"),
        ("Branschvalideringsmodeller", "Bransch-validerings-modeller"),
        ("Omställningsreformen", "Omställningsreformen"),
        ("personbilsmekaniker", "personbils-mekaniker"),
        ("x" * 700, "x" * 700),
    ],
)
def test_the_longest_words_may_break_between_their_parts(text: str, broken: str) -> None:
    assert Splitter(["validering"]).soft(text).replace("\u00ad", "-") == broken
