"""The handbook's page on Markdown shows what is true: its examples are data that is read here too."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest

from kunskapsbank.base.parts import PAGES
from kunskapsbank.base.texts import LANGUAGES
from kunskapsbank.cli import kb
from kunskapsbank.markdown.converter import Converter
from kunskapsbank.reading.texts import standard_texts
from kunskapsbank.render.writing import examples, problems_of

WAYS = [
    pytest.param(language, one, id=f"{language} {one['namn']}")
    for language in LANGUAGES
    for one in examples(language)["satt"]
]
WARNED = [(language, one["skriv"], one["kod"]) for language in LANGUAGES for one in examples(language)["varningar"]]


@pytest.mark.parametrize(("language", "one"), WAYS)
def test_what_the_handbook_says_to_write_becomes_what_it_shows(language: str, one: dict[str, Any]) -> None:
    texts = standard_texts(language)

    assert Converter().convert(one["skriv"]).drawn(texts=texts) == one["blir"].rstrip("\n")
    assert problems_of(one["skriv"]) == []


@pytest.mark.parametrize(("language", "written", "code"), WARNED)
def test_what_the_handbook_warns_of_is_told(language: str, written: str, code: str) -> None:
    assert code in [one.code for one in problems_of(written)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_on_the_page_can_be_typed_as_they_stand(language: str) -> None:
    page = (PAGES.standard / language / "redaktor" / "skriva.md").read_text(encoding="utf-8")
    commands = re.findall(r"^kb .+$", page, re.M)

    assert len(commands) == 5
    for command in commands:
        words = shlex.split(command)[1:]
        at = next(number for number, word in enumerate(words) if word in kb.commands)
        kb.commands[words[at]].make_context(words[at], words[at + 1 :])
        assert set(words[:at:2]) <= {name for one in kb.params for name in one.opts}


def test_both_languages_show_the_same_ways() -> None:
    first, second = (examples(language) for language in LANGUAGES)

    assert len(first["satt"]) == len(second["satt"])
    assert [one["kod"] for one in first["varningar"]] == [one["kod"] for one in second["varningar"]]
