"""Every input in the corpus is refused with its place, code and exact words, and none of them stops the checks."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kunskapsbank.base.budgets import Budget
from kunskapsbank.base.problems import Problem, errors
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project

from .conftest import TODAY
from .conftest import record as good_record
from .corpus import CASES, Case

WORDS = Path(__file__).parent / "corpus.txt"  #: What is said about each case. ``KB_GOLDEN=1`` writes it anew.
SECONDS = 2  #: What a page may cost here, so that nobody waits for the real limit.


@pytest.fixture(scope="session")
def said() -> dict[str, str]:
    """The expected words by the name of the case."""
    blocks = WORDS.read_text(encoding="utf-8").split("\n\n") if WORDS.exists() else []
    return {head.removeprefix("# "): text for head, _, text in (block.strip().partition("\n") for block in blocks)}


def problems_of(case: Case, project: Callable[..., Project]) -> list[Problem]:
    """The errors in a project without mistakes, once the case has been put into it."""
    made = project({"begrepp/felfri.md": good_record("Felfri", "begrepp: [felfri]").replace("begrepp: [felfri]\n", "")})
    path = made.root / case.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(case.data, bytes):
        path.write_bytes(case.data)
    else:
        case.data(path)
    return errors(run(made, TODAY, budget=Budget(SECONDS)).problems)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_bad_input_is_refused_with_its_place_its_code_and_words_that_are_pinned(
    case: Case, project: Callable[..., Project], said: dict[str, str]
) -> None:
    """Editors act on these words."""
    found = problems_of(case, project)
    words = "\n".join(map(str, found))
    if os.environ.get("KB_GOLDEN"):
        with WORDS.open("a", encoding="utf-8") as file:
            file.write(f"# {case.name}\n{words}\n\n")

    assert sorted(f"{p.place} {p.code}" for p in found) == sorted(
        one if one.split(" ")[0].count(":") == 2 else f"{shown(case.path)}:{one}" for one in case.expected
    )
    assert words == said.get(case.name, words if os.environ.get("KB_GOLDEN") else None)


def test_the_corpus_has_at_least_150_inputs_each_with_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 150


def shown(path: str) -> str:
    """*path* as problems print it."""
    return "".join("\ufffd" if char in "\n\u202e" else char for char in path)
