"""Addresses that have been handed out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kunskapsbank.pipeline.address_register import addresses, kept, lost, register
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import ADDRESSES, Project
from kunskapsbank.render.page import Page

from .conftest import REPO, TODAY

MakeProject = Callable[..., Project]


def page(heading: str, other: str = "b") -> str:
    """A guidance page with one heading."""
    return (
        "---\ntitel: Sida\ningress: Ett prov.\nordning: 1\nsynonymer: [prov]\nkallor: [{url: 'https://x.se/'}]\n"
        f"relaterat: [vagledning/{other}]\n---\n\n## {heading}\n\nText.\n"
    )


def lasting(made: Project) -> list[Page]:
    """The pages of the project whose addresses are kept."""
    outcome = run(made, TODAY)
    return kept(outcome.site.kinds, outcome.pages)


def build(project: MakeProject, heading: str) -> tuple[Project, list[tuple[str, str, str]]]:
    """The project with a page of that heading, and its problems."""
    made = project({"vagledning/a.md": page(heading), "vagledning/b.md": page("Annat", "a")})
    return made, [(p.code, str(p.place), p.hint) for p in run(made, TODAY).problems]


def test_a_register_in_another_encoding_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / ADDRESSES).write_bytes("vagledning/å/\n".encode("latin-1"))

    [problem] = lost(tmp_path, [])
    assert (str(problem.place), problem.code) == ("adresser.txt:1:1", "unreadable-register")


def test_a_reworded_heading_that_loses_its_anchor_stops_the_build(project: MakeProject, content: Callable) -> None:
    made, problems = build(project, "Vem bedömer?")
    assert problems == []
    assert register(made.root, lasting(made)) > 0
    content({"vagledning/a.md": page("Den som bedömer")})

    [lost] = run(made, TODAY).problems

    assert (lost.code, lost.message) == ("lost-address", "/vagledning/a/#vem-bedomer finns inte längre")
    assert lost.hint == "Skriv {#vem-bedomer} efter den nya rubriken, så leder gamla länkar rätt."
    assert lost.place.path == "adresser.txt"


def test_a_reworded_heading_keeps_an_anchor_that_is_written_out(project: MakeProject, content: Callable) -> None:
    made, _ = build(project, "Vem bedömer?")
    register(made.root, lasting(made))
    content({"vagledning/a.md": page("Den som **bedömer** {#vem-bedomer}")})

    after = run(made, TODAY)

    assert after.problems == ()
    html = next(p.html for p in after.pages if p.address == "vagledning/a/")
    assert '<h2 id="vem-bedomer">Den som <strong>bedömer</strong></h2>' in html


def test_the_register_grows_and_never_shrinks(project: MakeProject, content: Callable) -> None:
    made, _ = build(project, "Vem bedömer?")
    register(made.root, lasting(made))
    content({"vagledning/a.md": page("Nytt")})
    pages = lasting(made)

    assert register(made.root, pages) == 1
    assert register(made.root, pages) == 0
    lines = (made.root / "adresser.txt").read_text(encoding="utf-8").splitlines()
    assert {"vagledning/a/#vem-bedomer", "vagledning/a/#nytt"} <= set(lines)


@pytest.mark.slow
def test_the_register_of_the_repository_holds_every_address_of_the_guidance() -> None:
    """Run ``kb adresser`` when this fails."""
    known = set((REPO / "adresser.txt").read_text(encoding="utf-8").splitlines())

    assert set(addresses(lasting(Project(REPO)))) - known == set()
