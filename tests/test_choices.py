"""The decision helper as a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kunskapsbank.content.decision_tree import MAX_QUESTIONS, Choices
from kunskapsbank.content.site import Site

from .conftest import all_problems

SmallSite = Callable[[Mapping[str, str]], Site]
SHARED = "ingress: Ett prov.\nsynonymer: [prov]\nkallor: [{url: 'https://www.skolverket.se/'}]\n"
END = f"---\ntitel: Slut\n{SHARED}forslag: [{{vag: v, skal: Så.}}]\nnasta_steg: [Gå.]\nkontakt: {{text: Fråga.}}\n---\n"
WAY = (
    f"---\ntitel: Väg\n{SHARED}ordning: 1\nkort: V\npassar: A.\ntid: B.\nkostnad: C.\nger: D.\noverklaga: E.\n"
    "nasta_steg: [Gå.]\nkontakt: {text: Fråga.}\n---\n"
)


def question(*targets: str, first: bool = False) -> str:
    """A question whose answers lead to *targets*."""
    answers = "".join(f"  - {{svar: Svar, till: {target}}}\n" for target in targets)
    return f"---\ntitel: Fråga\n{SHARED}{'forst: ja' if first else ''}\nalternativ:\n{answers}---\n"


def tree(**questions: str) -> dict[str, str]:
    """The files of a helper with one end, ``vagsvar/s``."""
    return {"vagar/v.md": WAY, "vagsvar/s.md": END, **{f"vagfragor/{k}.md": v for k, v in questions.items()}}


@pytest.fixture
def codes(content: Any) -> Callable[[Mapping[str, str]], list[tuple[str, str]]]:
    """(code, place) of what the walker says of some files."""

    def check(files: Mapping[str, str]) -> list[tuple[str, str]]:
        return [(p.code, str(p.place)) for p in all_problems(content(files)) if p.code not in ("repeated-reference",)]

    return check


def test_a_faultless_tree_has_no_problems(codes: Any) -> None:
    assert codes(tree(a=question("vagfragor/b", "vagsvar/s", first=True), b=question("vagsvar/s", "vagsvar/s"))) == []


def test_two_ways_may_meet_in_one_question(codes: Any) -> None:
    assert (
        codes(
            tree(
                a=question("vagfragor/b", "vagfragor/c", first=True),
                b=question("vagfragor/c", "vagsvar/s"),
                c=question("vagsvar/s", "vagsvar/s"),
            )
        )
        == []
    )


def test_an_answer_back_to_an_asked_question_is_a_loop(codes: Any) -> None:
    assert codes(tree(a=question("vagfragor/b", "vagsvar/s", first=True), b=question("vagfragor/a", "vagsvar/s"))) == [
        ("choice-loop", "content/vagfragor/b.md:8:24")
    ]


def test_an_answer_to_the_question_itself_is_a_loop(codes: Any) -> None:
    found = codes(tree(a=question("vagfragor/a", "vagsvar/s", first=True)))

    assert ("choice-loop", "content/vagfragor/a.md:8:24") in found


def test_a_loop_that_is_met_on_two_ways_is_broken_in_one_place(codes: Any) -> None:
    assert codes(
        tree(
            a=question("vagfragor/b", "vagfragor/c", first=True),
            b=question("vagfragor/c", "vagsvar/s"),
            c=question("vagfragor/b", "vagsvar/s"),
        )
    ) == [("choice-loop", "content/vagfragor/c.md:8:24")]


def test_an_answer_to_something_else_is_a_dead_end(codes: Any) -> None:
    assert codes(tree(a=question("vagar/v", "vagsvar/s", first=True))) == [("dead-end", "content/vagfragor/a.md:8:24")]


def test_an_answer_to_a_draft_is_a_dead_end(codes: Any) -> None:
    files = tree(a=question("vagsvar/u", "vagsvar/s", first=True))

    found = codes({**files, "vagsvar/u.md": END.replace("titel", "status: utkast\ntitel", 1)})

    assert found == [("dead-end", "content/vagfragor/a.md:8:24")]


def test_an_answer_to_nothing_is_a_broken_reference(codes: Any) -> None:
    assert codes(tree(a=question("vagsvar/borta", "vagsvar/s", first=True))) == [
        ("broken-reference", "content/vagfragor/a.md:8:24")
    ]


def test_what_no_answer_leads_to_is_reported(codes: Any) -> None:
    files = tree(a=question("vagsvar/s", "vagsvar/s", first=True), b=question("vagsvar/s", "vagsvar/s"))

    assert codes({**files, "vagsvar/t.md": END}) == [
        ("unreachable-choice", "content/vagfragor/b.md:2:1"),
        ("unreachable-choice", "content/vagsvar/t.md:2:1"),
    ]


def test_there_is_one_first_question(codes: Any) -> None:
    none = codes(tree(a=question("vagsvar/s", "vagsvar/s")))
    first = question("vagsvar/s", "vagsvar/s", first=True)
    two = codes(tree(a=first, b=first))

    assert none == [("not-one-first-question", "content/vagfragor/a.md:2:1")]
    assert two == [("not-one-first-question", "content/vagfragor/b.md:6:8")]


def test_five_questions_are_allowed_and_six_are_not(codes: Any) -> None:
    def chain(length: int) -> dict[str, str]:
        targets = {n: f"vagfragor/f{n + 1}" if n < length else "vagsvar/s" for n in range(1, length + 1)}
        return tree(**{f"f{n}": question(target, "vagsvar/s", first=n == 1) for n, target in targets.items()})

    assert codes(chain(MAX_QUESTIONS)) == []
    assert codes(chain(MAX_QUESTIONS + 1)) == [("too-many-questions", "content/vagfragor/f6.md:2:1")]


def test_the_reader_is_told_how_many_questions_remain_at_most(small_site: SmallSite) -> None:
    choices = Choices.of(
        small_site(tree(a=question("vagfragor/b", "vagsvar/s", first=True), b=question("vagsvar/s", "vagsvar/s")))
    )
    by_id = {q.id: choices.longest_from(q) for q in choices.questions}

    assert by_id == {"a": 2, "b": 1}


def test_the_questions_that_remain_can_be_counted_in_a_loop_too(small_site: SmallSite) -> None:
    choices = Choices.of(
        small_site(
            tree(
                a=question("vagfragor/b", "vagsvar/s", first=True),
                b=question("vagfragor/a", "vagfragor/c"),
                c=question("vagfragor/c", "vagsvar/s"),
            )
        )
    )

    assert {q.id: choices.longest_from(q) for q in choices.questions} == {"a": 3, "b": 2, "c": 1}


@pytest.mark.timeout(20)  # There are more ways through the questions than seconds since the first computer.
def test_many_questions_whose_answers_all_meet_again_are_checked_at_once(codes: Any, small_site: SmallSite) -> None:
    names = [f"f{n}" for n in range(10, 50)]
    targets = [*(f"vagfragor/{name}" for name in names[1:]), "vagsvar/s"]
    files = tree(
        **{name: question(target, target, first=name == "f10") for name, target in zip(names, targets, strict=True)}
    )
    choices = Choices.of(small_site(files))

    assert codes(files) == [("too-many-questions", "content/vagfragor/f15.md:2:1")]
    assert choices.longest_from(choices.starts[0]) == 40


def test_a_long_row_of_questions_is_no_deeper_than_a_short_one(small_site: SmallSite) -> None:
    names = [f"f{n}" for n in range(1000, 2000)]
    targets = [*(f"vagfragor/{name}" for name in names[1:]), "vagsvar/s"]
    choices = Choices.of(
        small_site(
            tree(
                **{
                    name: question(target, "vagsvar/s", first=name == "f1000")
                    for name, target in zip(names, targets, strict=True)
                }
            )
        )
    )

    assert choices.longest_from(choices.starts[0]) == 1000
