"""Who installs the package and begins a site has one that works, and nothing of this one in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

#: Words that belong to the site in this repository.
FOREIGN = re.compile(
    r"validering|mellansverige|komvux|branschmodell|yrkesregister|vägledning|kunskapsbanken|seqf|fokusområde|skolverket",
    re.I,
)
TEXTS = {".html", ".js", ".css", ".json", ".svg", ".txt", ".xml", ".csv", ".map", ""}
KIND = '''\
"""Bidrag: pengar att söka."""

from typing import Annotated

from kunskapsbank.kinds import Kronor, Record, Ref, Shown, Slug, field


class Bidrag(Record):
    """Ett bidrag, med råden som det betalar."""

    kind = "bidrag"
    singular = "Bidrag"
    plural = "Bidrag"
    about = "Pengar att söka."

    belopp: Annotated[Kronor | None, Shown()] = field("Högst", "Hela kronor.", default=None)
    rad: tuple[Annotated[Slug, Ref("rad", back="Bidrag till det här")], ...] = field("Betalar", default=())
'''
SHEET_KIND = '''\
"""Blad att dela ut."""

from kunskapsbank.kinds import Handout


class Blad(Handout):
    """Ett blad."""

    kind = "blad"
    singular = "Blad"
    plural = "Blad"
    about = "Att skriva ut och dela ut."
'''
SHEET = """\
---
titel: Inför vintern
ingress: Tre saker att göra innan det blir kallt.
version: "1.0"
datum: 2026-10-01
synonymer: [vinter]
relaterat: [rad/tata-fonster]
steg: [Täta fönstren., Lufta elementen., Sänk en grad.]
fragor: [{fraga: Vad kostar det?, svar: Lister kostar några hundralappar.}]
kontakt: {text: Fråga kommunens energirådgivare.}
inlagg: Tre saker att göra innan vintern.
kallor: [{url: 'https://www.energimyndigheten.se/'}]
---
"""


def grant(number: int) -> str:
    """A record of the new kind, which points at a record that ``kb init`` wrote."""
    return (
        f"---\ntitel: Bidrag nummer {number}\ningress: Pengar till nya lister.\nbelopp: {number}000\n"
        f"rad: [tata-fonster]\nsynonymer: [bidragspengar {number}]\n"
        "kallor: [{url: 'https://www.energimyndigheten.se/'}]\n---\n\nSök innan du börjar.\n"
    )


@pytest.fixture(scope="module")
def begun(away) -> Path:
    """A new project."""
    done = away.run("kb init energi", away.folder)
    assert done.returncode == 0, done.stdout
    return away.folder / "energi"


@pytest.fixture(scope="module")
def grown(away, begun) -> tuple[Path, str]:
    """The project with a kind of its own, five records of it, and a sheet to hand out; and what the build said."""
    files = {
        "kinds/bidrag.py": KIND,
        "kinds/blad.py": SHEET_KIND,
        "content/blad/vinter.md": SHEET,
        **{f"content/bidrag/bidrag-{number}.md": grant(number) for number in range(1, 6)},
    }
    for name, text in files.items():
        (begun / name).parent.mkdir(parents=True, exist_ok=True)
        (begun / name).write_text(text, encoding="utf-8")
    config = begun / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("# site_url:", "site_url:"), encoding="utf-8")
    done = away.run("kb build", begun)
    assert done.returncode == 0, done.stdout
    return begun, done.stdout


def foreign(site: Path) -> list[str]:
    """What says something of the site in this repository: names of files, and lines of files."""
    found = []
    for path in sorted(one for one in site.rglob("*") if one.is_file()):
        name = path.relative_to(site).as_posix()
        found += [name] if FOREIGN.search(name) else []
        if path.suffix in TEXTS and "/ovriga/" not in name:  # The commonest words of the language stand there.
            lines = enumerate(path.read_text("utf-8").splitlines(), 1)
            found += [f"{name}:{n}: {hit[0]}" for n, line in lines if (hit := FOREIGN.search(line))]
    return found


def test_the_installed_package_is_not_the_repository(away):
    where = away.run("python -c 'import kunskapsbank; print(kunskapsbank.__file__)'", away.folder).stdout
    assert Path(where.strip()).is_relative_to(away.folder / "tom")


def test_a_kind_with_a_relation_and_five_records_is_built_with_neither_errors_nor_warnings(grown):
    root, said = grown
    assert "10 poster, 0 fel, 0 varningar" in said
    assert (root / "site/bidrag/bidrag-5/index.html").is_file()
    other_side = (root / "site/rad/tata-fonster/index.html").read_text("utf-8")
    assert "Bidrag till det här" in other_side
    assert "Bidrag nummer 5" in other_side


def test_the_search_finds_the_new_records(away, grown):
    assert "/bidrag/bidrag-3/" in away.run("kb sok bidragspengar", grown[0]).stdout
    rules = next((grown[0] / "site/sokindex").glob("*/regler.json"))
    assert json.loads(rules.read_text("utf-8"))


def test_a_sheet_becomes_pdf_and_word_and_pages_get_pictures(grown):
    suffixes = {path.suffix for path in (grown[0] / "site").rglob("*") if path.is_file()}
    assert {".pdf", ".docx", ".png", ".zip"} <= suffixes
    pdf = next((grown[0] / "site").rglob("*.pdf")).read_bytes()
    assert pdf.startswith(b"%PDF-1.7")


def test_plain_mkdocs_builds_the_same_pages(away, grown, tmp_path):
    done = away.run(f"python -m mkdocs build --strict -d {tmp_path / 'site'}", grown[0])
    assert done.returncode == 0, done.stdout
    pages = {one.relative_to(grown[0] / "site") for one in (grown[0] / "site").rglob("*.html")}
    assert {one.relative_to(tmp_path / "site") for one in (tmp_path / "site").rglob("*.html")} == pages


def test_the_check_is_content(away, grown):
    counted, *left = away.run("kb check", grown[0]).stdout.splitlines()

    assert counted == "10 poster, 0 fel, 0 varningar."
    assert [line.partition(": ")[0].strip() for line in left[1:]] == ["mkdocs.yml:1:1"], (
        "a contact is the owner's to give"
    )


def test_nothing_of_this_site_is_in_the_output(grown):
    assert foreign(grown[0] / "site") == []
