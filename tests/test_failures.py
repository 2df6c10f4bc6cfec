"""A fault in our own code becomes a problem that names what failed and where; everything else is still checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from kunskapsbank import checks
from kunskapsbank.base.problems import Problem
from kunskapsbank.checks import check, rules
from kunskapsbank.content.kinds import Kinds
from kunskapsbank.content.load import load
from kunskapsbank.content.site import Site
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.markdown.converter import Converter
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project

from .conftest import KINDS, TODAY, KbHere, record

#: Each is found by a rule of its own, whatever rule fails.
MISTAKES = {
    "begrepp/a.md": record("A", "relaterat: [begrepp/saknas]", body="# Titel"),
    "begrepp/b.md": record("B", body="Text [a](finns-inte.md)."),
}


def found(site: Site) -> list[Problem]:
    return check(site, Bodies(site))


@pytest.mark.parametrize("failing", rules(KINDS), ids=lambda rule: rule.code)
def test_a11_when_a_rule_fails_all_others_still_report(
    small_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch, failing: checks.Rule
) -> None:
    """Its name, the record that it was at work on, and the line of code stand in one problem."""
    site = small_site(MISTAKES)
    before = found(site)

    def fails(site: Site, bodies: Bodies) -> Iterator[Problem]:
        for one in site.records.values():
            yield from ()
            raise KeyError(one.titel)

    fails.__name__ = failing.find.__name__
    stopped = tuple(replace(one, find=fails) if one is failing else one for one in rules(KINDS))
    monkeypatch.setattr(checks, "rules", lambda kinds: stopped)
    code = failing.code
    after = found(site)

    [told] = [problem for problem in after if problem.code == "internal-error"]
    assert f"regeln {code} stannade: KeyError: 'A' (kunskapsbank/" in told.message
    assert str(told.place) == "content/begrepp/a.md:2:1"
    assert [one for one in after if one is not told] == [one for one in before if one.code != code]


def test_a11_what_a_rule_found_before_it_failed_is_kept(
    small_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    [rule] = [one for one in rules(KINDS) if one.code == "broken-reference"]

    def fails(site: Site, bodies: Bodies) -> Iterator[Problem]:
        yield from rule(site, bodies)
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(checks, "rules", lambda kinds: (replace(rule, find=fails),))

    assert [problem.code for problem in found(small_site(MISTAKES))] == ["broken-reference", "internal-error"]


def test_a11_a_kind_that_fails_is_told_at_its_record_and_the_others_are_read(
    content: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    begrepp = KINDS["begrepp"]

    class Failing(begrepp):  # type: ignore[valid-type, misc]
        def sort_key(self) -> tuple[Any, ...]:
            return (self.titel, {"B": 1}[self.titel]) if self.titel != "B" else super().sort_key()

    folder = content({"begrepp/a.md": record("A"), "begrepp/b.md": record("B")})
    site, problems = load(folder, TODAY, Kinds([*(one for one in KINDS.values() if one is not begrepp), Failing]))

    [told] = problems
    assert (str(told.place), told.code) == ("content/begrepp/a.md:1:1", "internal-error")
    assert told.message.startswith("slaget begrepp stannade: KeyError: 'A' (")
    assert [one.id for one in site.of_kind("begrepp")] == ["b"]


def test_a11_a_converter_that_fails_is_told_once_at_its_record(
    small_site: Callable[..., Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    convert = Converter.convert

    def fails(self: Converter, text: str, *args: Any) -> Any:
        return convert(self, text, *args) if "finns-inte" in text else [][1]

    monkeypatch.setattr(Converter, "convert", fails)
    after = found(small_site(MISTAKES))

    [told] = [problem for problem in after if problem.code == "internal-error"]
    assert str(told.place) == "content/begrepp/a.md:1:1"
    assert "omvandlingen av brödtexten stannade: IndexError" in told.message
    assert {"broken-reference", "broken-link"} <= {problem.code for problem in after}


def test_a11_linked_data_that_fails_is_told_at_its_record_and_the_other_pages_are_drawn(
    project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    begrepp = KINDS["begrepp"]
    monkeypatch.setattr(begrepp, "linked_data", lambda self: {}[self.titel] if self.titel == "A" else None)
    files = {"begrepp/a.md": record("A", "begrepp: [b]"), "begrepp/b.md": record("B", "begrepp: [a]")}
    made = run(project(files), TODAY)

    [told] = [problem for problem in made.problems if problem.code == "internal-error"]
    assert str(told.place) == "content/begrepp/a.md:1:1"
    assert "begrepp/b/" in {page.address for page in made.pages}


def test_a11_a_fault_while_files_of_data_are_made_leaves_what_the_rules_found(
    project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kunskapsbank.pipeline.make.tables.files", lambda site: {}["nyckeln"])
    made = run(project(MISTAKES), TODAY)

    assert {"broken-reference", "broken-link", "internal-error"} <= {problem.code for problem in made.problems}
    assert made.failed


@pytest.mark.parametrize("option", [(), ("--felsok",)], ids=["without", "with"])
def test_a11_the_traceback_is_shown_to_a_maintainer_who_asks(
    project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch, kb_here: KbHere, option: tuple[str, ...]
) -> None:
    def fails(site: Site, bodies: Bodies) -> Iterator[Problem]:
        yield from ()
        raise KeyError("nyckeln")

    monkeypatch.setattr(checks, "rules", lambda kinds: (checks.rule(fails),))
    code, out, err = kb_here(project({"begrepp/a.md": record("A")}).root, *option, "check")

    assert (code, "regeln fails stannade: KeyError: 'nyckeln'" in out) == (1, True)
    assert ("Traceback" in err, "Traceback" in out) == (bool(option), False)


@pytest.mark.parametrize("option", [(), ("--felsok",)], ids=["without", "with"])
def test_a11_a_fault_anywhere_else_is_a_sentence_and_not_a_traceback(
    project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch, kb_here: KbHere, option: tuple[str, ...]
) -> None:
    monkeypatch.setattr("kunskapsbank.cli.checking.run", lambda *_: {}["nyckeln"])
    code, _, err = kb_here(project({}).root, *option, "check")

    assert (code, "Programmet gjorde fel: KeyError: 'nyckeln'" in err) == (2, True)
    assert ("Traceback" in err) == bool(option)
