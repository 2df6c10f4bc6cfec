"""A fault in our own code becomes a problem that names what failed and where; everything else is still checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
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
from kunskapsbank.mending.mend import Mender
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.mend import mend
from kunskapsbank.pipeline.project import Project
from kunskapsbank.render.macros import macro_names

from .conftest import KINDS, TODAY, KbHere, record
from .test_known_faults import own_macros

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
    monkeypatch.setattr("kunskapsbank.export.beside.tables.files", lambda site: {}["nyckeln"])
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


FAULTLESS = {
    "begrepp/a.md": record("A", "relaterat: [begrepp/b]", body="Se [b](b.md) och B."),
    "begrepp/b.md": record("B"),
}
FRAME = "---\ntitle: Om\ndescription: Om.\n---\n\n## Om\n\nText.\n"


@pytest.mark.parametrize("name", macro_names(Path("/finns-inte")))
def test_a11_when_a_macro_fails_it_is_told_once_and_the_rest_is_done(
    project: Callable[..., Project], name: str
) -> None:
    fails = f"{{% macro {name}() %}}\n{{% if varargs or kwargs %}}{{% endif %}}\n{{{{ {{}}.a.b }}}}\n{{% endmacro %}}\n"
    small = own_macros(project(FAULTLESS, {"om.md": FRAME}), **{name: fails})
    config = small.config.read_text(encoding="utf-8")  # Data cost as much as all pages, and call no macro.
    outputs = "handouts: false\n      outputs: [feeds, calendars, embeds, markdown]\n"
    small.config.write_text(config.replace("handouts: false\n", outputs), encoding="utf-8")
    made = run(small, TODAY)

    ours = [one for one in made.problems if one.place.path == f"macros/{name}/macro.j2"]
    assert [str(one.place) for one in ours] in ([], [f"macros/{name}/macro.j2:3:1"])
    assert made.problems == tuple(ours)
    assert len(made.site) == 2


@pytest.mark.parametrize(
    ("what", "place"),
    [
        ("kunskapsbank.render.macros.Glossary.explain", "macros/"),
        ("kunskapsbank.render.macros.Macros.with_terms", "content/begrepp/a.md"),
        ("kunskapsbank.export.beside.tables.files", "kunskapsbank/"),
        ("kunskapsbank.pipeline.make.register.files", "kunskapsbank/"),
        ("kunskapsbank.pipeline.make.read_handouts", "kunskapsbank/"),
        ("kunskapsbank.render.pages.headings_of", "kunskapsbank/"),
        ("kunskapsbank.pipeline.draw.server_files", "kunskapsbank/"),
    ],
)
def test_a11_a_part_that_fails_is_a_problem_whatever_part_it_is(
    project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch, what: str, place: str
) -> None:
    """Glossary, search, exports, sheets, headings and what servers read: nothing ends the run."""

    def fails(*_: Any, **__: Any) -> Any:
        raise KeyError("nyckeln")

    monkeypatch.setattr(what, fails)
    made = run(project(FAULTLESS, {"om.md": FRAME}), TODAY)

    assert made.failed
    assert {one.code for one in made.problems} <= {"internal-error", "template-error"}
    assert any("KeyError" in one.message and "'nyckeln'" in one.message for one in made.problems)
    assert any(one.place.path.startswith(place) for one in made.problems)


def test_a11_a_frame_page_that_cannot_be_read_is_told_at_its_file_and_the_other_pages_are_drawn(
    project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    convert = Converter.convert
    monkeypatch.setattr(
        Converter, "convert", lambda self, text, *a: convert(self, text, *a) if "stannar" not in text else [][1]
    )
    made = run(project(FAULTLESS, {"om.md": FRAME.replace("Text.", "Här stannar det.")}), TODAY)

    assert {one.place.path for one in made.problems} == {"docs/om.md"}
    assert "begrepp/b/" in {page.address for page in made.pages}


def test_a11_mending_that_fails_on_a_file_is_told_and_the_others_are_mended(
    project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    record_ = Mender.record
    monkeypatch.setattr(
        Mender,
        "record",
        lambda self, text, name, kind=None: record_(self, text, name, kind) if "/b.md" in name else [][1],
    )
    made = project({"begrepp/a.md": record("A"), "begrepp/b.md": record("B", body="<b>x</b>")})

    files, problems = mend(made)

    assert [one.name for one in files] == ["content/begrepp/b.md"]
    assert [(str(one.place), one.code) for one in problems] == [("content/begrepp/a.md:1:1", "internal-error")]


def test_a11_a_search_that_cannot_be_made_is_a_sentence_and_the_old_site_stays(
    whole_project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch, kb_here: KbHere
) -> None:
    monkeypatch.setattr("kunskapsbank.search.documents.words", {}.__getitem__)
    made = whole_project(FAULTLESS)

    code, out, err = kb_here(made.root, "build")

    assert (code, "Programmet gjorde fel: KeyError: " in err) == (2, True)
    assert "(kunskapsbank/search/documents.py rad " in err
    assert "Traceback" not in out + err
    assert not (made.root / "site").exists()
