"""A preview that uses what it has drawn shows what a new one would, after any change."""

from __future__ import annotations

import datetime as dt
import random
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kunskapsbank.base.parts import STANDARD
from kunskapsbank.base.problems import errors
from kunskapsbank.pipeline import preview
from kunskapsbank.pipeline.keeper import Keeper
from kunskapsbank.pipeline.preview import Around, Preview
from kunskapsbank.pipeline.project import Project
from kunskapsbank.pipeline.store import Store
from kunskapsbank.render.page import Page

from .conftest import TODAY
from .random_changes import CHANGES, Changing, told
from .test_incremental import small_project

STEPS = 10
FILES = ("sokindex/0/regler.json", "flode.atom", "data/begrepp.json", "sitemap.xml")  #: Under any index's folder.

SEEN = [change for change in CHANGES if change.__name__ != "_store"]  #: A preview keeps nothing on disk.


def _engine(around: Around) -> Callable[[Page | None], str]:
    return lambda page: repr((told(page) if page else "", around))


def _preview(root: Path, today: dt.date = TODAY) -> Preview:
    return Preview(Project(root), today, _engine, lambda: None, drafts=False)


def _work(shown: Preview, steps: int = 10**6) -> None:
    for _, _ in zip(range(steps), shown.steps(), strict=False):
        pass


def _all(shown: Preview) -> object:
    """All that *shown* shows when it has done all its work."""
    _work(shown)
    done = shown.surveyed
    assert done
    pages = {page.address: shown.page(page.address) for page in done.pages}
    return shown.problems, pages, [*map(told, done.pages)], done.hard, [*map(shown.file, FILES)]


def test_after_any_change_a_preview_shows_what_a_new_one_would(tmp_path: Path) -> None:
    seed = secrets.randbelow(10**6)
    print(f"seed {seed}")  # Shown when it fails.
    root = small_project(tmp_path / "projekt").root
    undo = root.with_name("forut")
    one = Changing(root, random.Random(seed), TODAY)
    shown, day = _preview(root), TODAY
    for one.number in range(STEPS):
        change = one.chance.choice(SEEN)
        shutil.rmtree(undo, ignore_errors=True)
        shutil.copytree(root, undo, symlinks=True)
        change(one)
        if one.today != day:
            shown, day = _preview(root, one.today), one.today
        shown.told(_seen_to_change(undo, root, one.chance))
        _work(shown, one.chance.randrange(60))  # A writer saves again before all has been done.
        clean = _preview(root, day)
        if _refused(clean):  # What a preview shows beside a fault depends on what it was before.
            shutil.rmtree(root)
            undo.rename(root)
            clean = _preview(root, day)
        assert _all(shown) == _all(clean), f"{change.__name__}, seed {seed}"


def _seen_to_change(before: Path, root: Path, chance: random.Random) -> list[str]:
    """The files below *root* that are others than *before*, or some of them, or none; and one that need not be."""
    paths = sorted(path.relative_to(root) for path in root.rglob("*") if path.is_file())
    other = [path for path in paths if not (before / path).is_file() or _data(before / path) != _data(root / path)]
    seen = [*chance.choice((other, other[:1], [])), chance.choice(paths)]
    return [path.as_posix() for path in seen]


def _data(path: Path) -> bytes:
    return path.read_bytes()


def _refused(clean: Preview) -> bool:
    _work(clean)
    return bool(errors(clean.problems))


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> list[Store]:
    """What each round of a preview finds of those before it."""
    found: list[Store] = []

    def noted(keeper: Keeper) -> Store:
        found.append(Store(keeper))
        return found[-1]

    monkeypatch.setattr(preview, "Store", noted)
    return found


def test_an_edit_draws_the_pages_that_show_it_and_no_others(tmp_path: Path, stores: list[Store]) -> None:
    root = small_project(tmp_path / "projekt").root
    shown = _preview(root)
    _work(shown)
    with (root / "content/begrepp/alfa.md").open("a", encoding="utf-8") as file:
        file.write("\nEtt tillägg.\n")
    _work(shown)

    first, second = (store.drawn for store in stores)
    assert first > 40
    assert 0 < second < 8


def test_a_record_that_was_seen_to_change_is_shown_before_all_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small_project(tmp_path / "projekt").root
    shown = _preview(root)
    _work(shown)
    with (root / "content/begrepp/alfa.md").open("a", encoding="utf-8") as file:
        file.write("\nEtt tillägg.\n")
    monkeypatch.setattr(preview, "read", None)
    shown.told(["content/begrepp/alfa.md"])
    next(shown.steps())

    assert "Ett tillägg." in shown.page("begrepp/alfa/").html


def test_a_folder_that_became_a_link_is_not_read_before_it_is_judged(tmp_path: Path) -> None:
    root = small_project(tmp_path / "projekt").root
    shown = _preview(root)
    _work(shown)
    elsewhere = (root / "content/begrepp").rename(tmp_path / "annat")
    with (elsewhere / "alfa.md").open("a", encoding="utf-8") as file:
        file.write("\nUtifrån.\n")
    (root / "content/begrepp").symlink_to(elsewhere)
    shown.told(["content/begrepp/alfa.md"])
    next(shown.steps())

    assert "Utifrån." not in shown.page("begrepp/alfa/").html


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("content/begrepp/beta.md", id="another record"),
        pytest.param("begrepp/alfa.md", id="no record"),
        pytest.param("content/begrepp/finns-inte.md", id="a file that is not there"),
        pytest.param("content/../content/begrepp/alfa.md", id="a way round"),
    ],
)
def test_what_changed_unseen_is_shown_when_all_has_been_read(tmp_path: Path, path: str) -> None:
    root = small_project(tmp_path / "projekt").root
    shown = _preview(root)
    _work(shown)
    with (root / "content/begrepp/alfa.md").open("a", encoding="utf-8") as file:
        file.write("\nEtt tillägg.\n")
    shown.told([path])
    _work(shown, 2)

    assert "Ett tillägg." in shown.page("begrepp/alfa/").html


def test_what_was_drawn_before_a_writer_saved_again_is_not_drawn_anew(tmp_path: Path, stores: list[Store]) -> None:
    root = small_project(tmp_path / "projekt").root
    shown = _preview(root)
    _work(shown, 30)
    _work(shown)

    first, second = (store.drawn for store in stores)
    assert first > 20
    assert first + second < 30 + len(shown.surveyed.pages if shown.surveyed else ())


def test_nothing_that_is_drawn_beside_a_fault_is_used_when_it_is_mended(tmp_path: Path, stores: list[Store]) -> None:
    root = small_project(tmp_path / "projekt").root
    shown, alfa = _preview(root), root / "content/begrepp/alfa.md"
    text = alfa.read_text(encoding="utf-8")
    alfa.write_text(f"{text}\n[Ingenstans](finns-inte.md)\n", encoding="utf-8")
    _work(shown)
    alfa.write_text(text, encoding="utf-8")
    _work(shown)

    first, second = (store.drawn for store in stores)
    assert first == 0
    assert second > 40


def test_work_that_began_before_a_macro_changed_is_not_used_after_it(tmp_path: Path) -> None:
    root = small_project(tmp_path / "projekt").root
    shutil.copytree(STANDARD / "macros/sida", root / "macros/sida")
    shown, macro = _preview(root), root / "macros/sida/macro.j2"
    begun = shown.steps()
    for _ in range(10):
        next(begun)
    macro.write_text(macro.read_text(encoding="utf-8").replace("<div", '<div title="nytt"', 1), encoding="utf-8")
    with shown.aside():  # Somebody writes in the room before the change has been taken in.
        _work(shown, 2)
    for _ in begun:
        pass

    assert _all(shown) == _all(_preview(root))
