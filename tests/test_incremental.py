"""A build that uses what earlier builds have made gives the same as one that makes everything."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from kunskapsbank.base.plain_files import names_below
from kunskapsbank.export import beside
from kunskapsbank.markdown.body import Body
from kunskapsbank.markdown.kept import KeptBody
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.keeper import PIECES
from kunskapsbank.pipeline.project import Project
from kunskapsbank.pipeline.store import BODIES, PAGES, Store
from kunskapsbank.publish.local_store import LocalShelf
from kunskapsbank.reading.site_settings import read_settings
from kunskapsbank.render import divided

from .conftest import HERE, REPO, TODAY, kb, record
from .random_changes import CACHE, all_beside, changed, told

STEPS = 40
WHOLE_STEPS = 6  #: Of builds of whole sites.
SIMPLY = {
    "docs/latt/index.md": "---\ntitle: Lätt\ndescription: Lätt.\nlang: sv-simple\noversattning_av: /\n---\n\nHej.\n",
    "docs/latt/sok.md": "---\ntitle: Sök\ndescription: Sök.\nlang: sv-simple\noversattning_av: /sok/\n"
    "render_macros: true\nsokbar: false\n---\n\n{{ soksida() }}\n",
    "content/begrepp/alfa.sv-simple.md": "---\ntitel: alfa\ningress: Alfa är först.\n---\n\nAlfa är en bokstav.\n",
}
LANGUAGES = "      translations: {sv-simple: {folder: latt, menu: {Start: /latt/}}}\n"
MENU = "nav:\n  - Start: index.md\n  - Vägledning: vagledning/index.md\n"  # Else it is made of all pages.
GUIDE = "---\ntitle: Vägledning\ndescription: Så går det till.\nrender_macros: true\n---\n\n{{ stegoversikt() }}\n"


def small_project(root: Path) -> Project:
    """The project of the golden pages, with all that it is drawn by: a record of every kind, and a second language."""
    shutil.copytree(HERE / "golden" / "projekt", root)
    for part in ("kinds", "macros", "texter"):
        shutil.copytree(REPO / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "docs/vagledning").mkdir()
    (root / "docs/vagledning/index.md").write_text(GUIDE, encoding="utf-8")
    for name, text in SIMPLY.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    config = root / "mkdocs.yml"
    spoken = config.read_text(encoding="utf-8").replace("pages: false\n", f"pages: false\n{LANGUAGES}")
    config.write_text(spoken + MENU, encoding="utf-8")
    return Project(root)


def _published(root: Path) -> dict[str, str]:
    """The SHA-256 of every file that the last build of the project *root* gave."""
    shelf = LocalShelf(root / "site")
    live = shelf.live()
    assert live
    return shelf.contents(live).own


def test_a_kept_body_has_all_that_a_body_has_but_what_is_made_again() -> None:
    whole, kept = ({one.name for one in fields(sort)} for sort in (Body, KeptBody))

    assert whole - {"tokens", "refused", "failure"} == kept - {"text", "answers"}


def test_after_any_change_what_is_used_again_is_what_would_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(divided, "MOST", 2)  # So that lists have several pages, and come to have and lose them.
    seed = secrets.randbelow(10**6)
    print(f"seed {seed}")  # Shown when it fails.
    root = small_project(tmp_path / "projekt").root
    drawn = []
    for change, found, clean, count in changed(root, seed, STEPS, TODAY):
        assert found.problems == clean.problems, f"{change}, seed {seed}"
        assert [*map(told, found.pages)] == [*map(told, clean.pages)], f"{change}, seed {seed}"
        assert all_beside(found) == all_beside(clean), f"{change}, seed {seed}"
        drawn += [] if found.failed else [count / len(found.pages)]

    assert min(drawn) < 0.2, "nothing was used again"


def test_the_whole_site_folder_is_the_same_to_the_byte(tmp_path: Path) -> None:
    root = small_project(tmp_path / "projekt").root
    assert kb(root, "build").returncode == 0
    with (root / "content/begrepp/alfa.md").open("a", encoding="utf-8") as file:
        file.write("\nEtt tillägg.\n")
    assert kb(root, "build").returncode == 0
    clean = shutil.copytree(root, tmp_path / "rent", ignore=shutil.ignore_patterns(CACHE, "site", ".site-utgavor"))
    assert kb(clean, "build").returncode == 0

    assert _published(root) == _published(clean)


def test_when_records_changed_is_the_same_to_the_byte_after_a_build_that_did_not_know(tmp_path: Path) -> None:
    root = small_project(tmp_path / "projekt").root
    assert kb(root, "build").returncode == 0
    _add(root)
    assert kb(root, "build").returncode == 0
    assert kb(root, "--now", "2026-11-22", "andringar").returncode == 0
    assert kb(root, "--now", "2026-11-22", "build").returncode == 0
    clean = shutil.copytree(root, tmp_path / "rent", ignore=shutil.ignore_patterns(CACHE, "site", ".site-utgavor"))
    assert kb(clean, "--now", "2026-11-22", "build").returncode == 0

    assert "2026-11-22" in (root / "site/data/andringar.json").read_text(encoding="utf-8")
    assert _published(root) == _published(clean)


def test_what_is_withdrawn_is_the_same_to_the_byte_after_a_build_of_the_day_before(tmp_path: Path) -> None:
    root = small_project(tmp_path / "projekt").root
    old = root / "content/begrepp/gammal.md"
    old.write_text(record("Gammal", "avpubliceras: 2026-11-20", "begrepp: [alfa]"), encoding="utf-8")
    assert kb(root, "--now", "2026-11-19", "build").returncode == 0
    before = (root / "site/begrepp/gammal/index.html").read_text(encoding="utf-8")
    done = kb(root, "--now", "2026-11-20", "build")
    assert done.returncode == 0, done.stdout + done.stderr
    clean = shutil.copytree(root, tmp_path / "rent", ignore=shutil.ignore_patterns(CACHE, "site", ".site-utgavor"))
    assert kb(clean, "--now", "2026-11-20", "build").returncode == 0

    after = (root / "site/begrepp/gammal/index.html").read_text(encoding="utf-8")
    assert ["avpublicerad sedan den 20 november 2026" in one for one in (before, after)] == [False, True]
    assert 'content="noindex' in after
    assert _published(root) == _published(clean)


def test_a_build_gives_what_plain_mkdocs_build_gives_to_the_byte(tmp_path: Path) -> None:
    """`kb build` writes the pages outside the menu itself; in plain `mkdocs build` MkDocs writes all."""
    root = small_project(tmp_path / "projekt").root
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("repo_url: https://git.example/kb\nedit_uri: edit/main/\n")
    assert kb(root, "build").returncode == 0
    plain = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(root / "mkdocs.yml"), "-d", str(tmp_path / "ut")]
    midday = str(int(dt.datetime.combine(TODAY, dt.time(12)).timestamp()))
    subprocess.run(plain, check=True, timeout=300, env={**os.environ, "SOURCE_DATE_EPOCH": midday})

    files = {name: (tmp_path / "ut" / name).read_bytes() for name in names_below(tmp_path / "ut")}
    assert 'edit/main/content/begrepp/alfa.md"' in files["begrepp/alfa/index.html"].decode()
    assert files == {name: (root / "site" / name).read_bytes() for name in names_below((root / "site").resolve())}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The small project, built."""
    root = small_project(tmp_path / "projekt").root
    assert kb(root, "build").returncode == 0
    return root


def _rewritten(root: Path, *options: str) -> set[str]:
    """The pages that a build of *root* writes, and does not link from the release that readers saw before."""
    before = {page.stat().st_ino for page in (root / "site").resolve().rglob("index.html")}
    done = kb(root, "build", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    after = {page.relative_to(root / "site"): page.stat().st_ino for page in (root / "site").rglob("index.html")}
    return {page.parent.as_posix() for page, inode in after.items() if inode not in before}


def _add(root: Path) -> None:
    with (root / "content/begrepp/alfa.md").open("a", encoding="utf-8") as file:
        file.write("\nEtt tillägg.\n")


def test_a_build_writes_the_pages_that_changed_those_of_the_menu_and_the_search_and_links_the_rest(built: Path) -> None:
    pages = len([*(built / "site").rglob("index.html")])
    _add(built)
    written = _rewritten(built)

    assert {".", "begrepp/alfa", "sok", "latt/sok"} <= written
    assert len(written) < pages / 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda root: _replace(root / "mkdocs.yml", "site_name: ", "site_name: Ny "), id="its name"),
        pytest.param(lambda root: _replace(root / "mkdocs.yml", "- Vägledning: ", "- Hjälp: "), id="the menu"),
        pytest.param(lambda root: _own(root / "overrides/main.html"), id="its template"),
    ],
)
def test_what_stands_around_every_page_changes_every_page(built: Path, change: Callable[[Path], object]) -> None:
    change(built)
    _add(built)
    written = _rewritten(built)

    pages = {page.parent.relative_to(built / "site").as_posix() for page in (built / "site").rglob("index.html")}
    assert not [page for page in pages - written if page.split("/")[0] != "latt"]  # Which has a menu of its own.


def test_a_page_that_is_drawn_again_and_is_the_same_to_the_byte_is_linked(built: Path) -> None:
    whole = (built / "site/begrepp/ordet/index.html").read_bytes()
    shutil.rmtree(built / CACHE)
    _add(built)

    assert "begrepp/ordet" not in _rewritten(built)
    assert (built / "site/begrepp/ordet/index.html").read_bytes() == whole


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _own(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{% extends "base.html" %}{% block footer %}{{ pages | length }}{% endblock %}\n', encoding="utf-8")


def test_a_page_that_somebody_has_changed_among_what_readers_see_is_written_anew(built: Path) -> None:
    page = built / "site/begrepp/ordet/index.html"
    whole = page.read_bytes()
    page.write_bytes(whole.replace(b"<main", b"<main hidden", 1))
    _add(built)

    assert "begrepp/ordet" in _rewritten(built)
    assert page.read_bytes() == whole


def test_a_file_of_data_that_readers_see_already_is_linked_unless_somebody_has_changed_it(built: Path) -> None:
    schemas = sorted((built / "site").resolve().rglob("*-schema.json"))
    before = {path.name: path.stat().st_ino for path in schemas}
    whole = schemas[0].read_bytes()
    schemas[0].write_bytes(whole + b" ")
    _add(built)
    assert kb(built, "build").returncode == 0
    after = {path.name: path for path in (built / "site").rglob("*-schema.json")}

    assert {name for name, path in after.items() if path.stat().st_ino != before[name]} == {schemas[0].name}
    assert after[schemas[0].name].read_bytes() == whole


def test_the_index_of_a_changed_site_shares_the_files_that_are_the_same(built: Path) -> None:
    [old] = (built / "site/sokindex").iterdir()
    before = {path.stat().st_ino for path in old.rglob("*.json")}
    _add(built)
    assert kb(built, "build").returncode == 0
    [newest] = (one for one in (built / "site/sokindex").iterdir() if one.name != old.name)
    after = [path.stat().st_ino for path in newest.glob("sidor/*.json")]

    assert len(after) - 3 < sum(inode in before for inode in after) < len(after)


def test_the_data_of_a_kind_is_made_again_when_a_record_says_something_else_and_not_for_a_body(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, made = Project(built), list[str]()
    settings = read_settings(project.config)[0]
    work = beside.tables.files
    monkeypatch.setattr(
        beside.tables,
        "files",
        lambda site, known, *rest: made.extend(one.kind.kind for one in known) or work(site, known, *rest),
    )

    def kinds_made() -> set[str]:
        made.clear()
        store = Store.of(project, settings, TODAY)
        assert not run(project, TODAY, store=store).failed
        store.save()
        return {*made}

    assert kinds_made() == set()
    _add(built)
    assert kinds_made() == set()
    path = built / "content/begrepp/alfa.md"
    path.write_text(path.read_text(encoding="utf-8").replace("titel: ", "titel: Nya ", 1), encoding="utf-8")
    assert "begrepp" in kinds_made()
    assert len(made) < 10


def test_what_other_sites_show_is_drawn_again_when_it_says_something_else_and_not_for_a_body(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, drawn, work = Project(built), list[str](), beside.embeds.files
    config = project.config.read_text(encoding="utf-8")
    project.config.write_text(f"site_url: https://prov.example/\n{config}", encoding="utf-8")
    settings = read_settings(project.config)[0]
    monkeypatch.setattr(beside.embeds, "files", lambda *given: drawn.append("all") or work(*given))

    def shown(*, kept: bool = True) -> dict[str, bytes]:
        store = Store.of(project, settings, TODAY)
        build = run(project, TODAY, store=store if kept else None)
        assert not build.failed
        store.save()
        return {path: build.file(path) for path in build.files if path.startswith(beside.embeds.FOLDER)}

    before = shown()
    _add(built)
    assert before == shown() != {}
    assert drawn == ["all"]
    path = built / "content/regioner/regionen.md"
    path.write_text(path.read_text(encoding="utf-8").replace("titel: ", "titel: Nya ", 1), encoding="utf-8")
    after = shown()
    assert drawn == ["all", "all"]
    assert before != after == shown(kept=False)


def test_a_text_that_is_the_same_is_not_compressed_again(built: Path) -> None:
    assert kb(built, "build", "--komprimera").returncode == 0
    before = {path.stat().st_ino for path in (built / "site").resolve().rglob("*.br")}
    _add(built)
    assert kb(built, "build", "--komprimera").returncode == 0
    after = {path: path.stat().st_ino for path in (built / "site").rglob("*.br")}

    assert (built / "site/begrepp/alfa/index.html.br") in {path for path, inode in after.items() if inode not in before}
    assert sum(inode in before for inode in after.values()) > len(after) / 2


def test_after_random_changes_the_whole_site_is_what_a_clean_build_gives(tmp_path: Path) -> None:
    seed = secrets.randbelow(10**6)
    print(f"seed {seed}")  # Shown when it fails.
    root = small_project(tmp_path / "projekt").root
    for step, (change, found, *_) in enumerate(changed(root, seed, WHOLE_STEPS, TODAY)):
        if found.failed:
            continue
        told = kb(root, "build", "--ta-bort-sidor", "--komprimera")
        clean = tmp_path / f"rent-{step}"
        shutil.copytree(root, clean, ignore=shutil.ignore_patterns(CACHE, "site", ".site-utgavor"))
        assert kb(clean, "build", "--komprimera").returncode == told.returncode, f"{change}, seed {seed}: {told.stderr}"
        assert told.returncode or _published(root) == _published(clean), f"{change}, seed {seed}"


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda cache: (cache / BODIES).replace(cache / PAGES), id="one in the place of another"),
        pytest.param(lambda cache: (cache / PAGES).write_bytes(b"[" * 100_000), id="not ours"),
        pytest.param(lambda cache: _forge(cache / PAGES), id="another's text under an old seal"),
        pytest.param(lambda cache: (cache / PAGES).unlink(), id="gone"),
    ],
)
def test_what_somebody_else_wrote_in_the_store_counts_as_nothing(
    tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    project = small_project(tmp_path / "projekt")
    settings = read_settings(project.config)[0]
    first = Store.of(project, settings, TODAY)
    clean = run(project, TODAY, store=first)
    first.save()
    harm(project.root / CACHE)

    second = Store.of(project, settings, TODAY)
    found = run(project, TODAY, store=second)

    assert second.drawn == len(clean.pages)
    assert [*map(told, found.pages)] == [*map(told, clean.pages)]


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda piece: piece.write_text("<p>Annat.</p>", encoding="utf-8"), id="another's text"),
        pytest.param(lambda piece: piece.unlink(), id="gone"),
        pytest.param(lambda piece: (piece.unlink(), piece.symlink_to("../sidor.json")), id="a link"),
    ],
)
def test_the_text_of_a_kept_page_that_is_another_is_drawn_anew(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    project = small_project(tmp_path / "projekt")
    settings = read_settings(project.config)[0]
    first = Store.of(project, settings, TODAY)
    clean = run(project, TODAY, store=first)
    first.save()
    for piece in (project.root / CACHE / PIECES).iterdir():
        harm(piece)

    second = Store.of(project, settings, TODAY)
    found = run(project, TODAY, store=second)

    assert second.drawn == 0
    assert [*map(told, found.pages)] == [*map(told, clean.pages)]


def test_tables_that_are_gone_from_the_store_are_made_again_once_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, made, work = small_project(tmp_path / "projekt"), list[str](), beside.tables.files
    store = Store.of(project, read_settings(project.config)[0], TODAY)
    build = run(project, TODAY, store=store)
    tables = [path for path in build.files if path.startswith("data/begrepp")]
    said = {path: build.file(path) for path in tables}
    for piece in (project.root / CACHE / PIECES).iterdir():
        piece.unlink()
    monkeypatch.setattr(beside.tables, "files", lambda *given: made.append("once") or work(*given))

    assert len(tables) > 1
    assert {path: build.file(path) for path in tables} == said
    assert made == ["once"]


def test_what_a_front_matter_is_warned_of_is_told_each_time(tmp_path: Path) -> None:
    project = small_project(tmp_path / "projekt")
    settings = read_settings(project.config)[0]
    record = project.root / "content/begrepp/alfa.md"
    text = record.read_text(encoding="utf-8")
    record.write_text(re.sub(r"^(titel: .*)$", r"\1 # den första", text, count=1, flags=re.M), encoding="utf-8")
    first = Store.of(project, settings, TODAY)
    clean = run(project, TODAY, store=first)
    first.save()

    found = run(project, TODAY, store=Store.of(project, settings, TODAY))

    assert [one.code for one in clean.problems] == ["comment-after-value"]
    assert found.problems == clean.problems
    assert [*map(told, found.pages)] == [*map(told, clean.pages)]


def test_what_no_page_is_made_of_any_longer_is_deleted_and_nothing_else(tmp_path: Path) -> None:
    project = small_project(tmp_path / "projekt")
    settings = read_settings(project.config)[0]
    pieces = project.root / CACHE / PIECES
    pieces.mkdir(parents=True)
    (pieces / ("0" * 64)).write_text("gammalt", encoding="utf-8")
    (pieces / "eget.txt").write_text("eget", encoding="utf-8")
    store = Store.of(project, settings, TODAY)
    run(project, TODAY, store=store)
    store.save()

    left = {path.name for path in pieces.iterdir()}
    of_pages = {piece for one in store.pages.values() for piece in one.pieces}
    assert {"eget.txt", *of_pages} < left
    assert "0" * 64 not in left
    again = Store.of(project, settings, TODAY)
    run(project, TODAY, store=again)
    again.save()
    assert {path.name for path in pieces.iterdir()} == left


def _forge(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Alfa", b"Beta"))
