"""The old site stays until the new one is whole."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kunskapsbank.publish import MANIFEST, PublishError, staged


def publish(out: Path, files: dict[str, str]) -> None:
    """Publish *files* to *out*."""
    with staged(out) as stage:
        for name, text in files.items():
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            (stage / name).write_text(text, encoding="utf-8")


def files_in(folder: Path) -> dict[str, str]:
    """What stands in *folder*, without the manifest."""
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8")
            for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where the site goes; one is there already."""
    publish(tmp_path / "site", {"index.html": "gammal", "bort/index.html": "gammal"})
    return tmp_path / "site"


def test_the_first_site_is_published_in_a_folder_that_did_not_exist(tmp_path: Path) -> None:
    publish(tmp_path / "ny" / "mapp" / "site", {"index.html": "ny"})

    assert files_in(tmp_path / "ny" / "mapp" / "site") == {"index.html": "ny"}


def test_a_new_site_takes_the_place_of_the_old_and_leaves_nothing_of_it(out: Path) -> None:
    publish(out, {"index.html": "ny"})

    assert files_in(out) == {"index.html": "ny"}
    assert {p.name for p in out.parent.iterdir()} == {"site", ".site-las"}


def test_the_old_site_is_whole_while_the_new_one_is_made(out: Path) -> None:
    with staged(out) as stage:
        (stage / "index.html").write_text("ny", encoding="utf-8")

        assert files_in(out) == {"index.html": "gammal", "bort/index.html": "gammal"}


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_build_that_fails_leaves_the_old_site_as_it_was(out: Path, fault: type[BaseException]) -> None:
    before = files_in(out)

    def fail_halfway() -> None:
        with staged(out) as stage:
            (stage / "index.html").write_text("halv", encoding="utf-8")
            raise fault

    with pytest.raises(fault):
        fail_halfway()

    assert files_in(out) == before
    assert {p.name for p in out.parent.iterdir()} == {"site", ".site-las"}


def test_a_disk_that_fills_up_is_a_publish_error_and_leaves_the_old_site(out: Path) -> None:
    before = files_in(out)

    with pytest.raises(PublishError, match="går inte att skriva: No space left"), staged(out):
        raise OSError(28, "No space left on device")

    assert files_in(out) == before


def test_a_rename_that_fails_puts_the_old_site_back(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, rename = files_in(out), Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == ".site-ny":
            raise OSError(18, "Invalid cross-device link")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PublishError):
        publish(out, {"index.html": "ny"})

    assert files_in(out) == before


@pytest.mark.parametrize("name", ["index.html", "viktigt.docx", ".env"])
def test_a_folder_that_holds_something_else_is_never_replaced(tmp_path: Path, name: str) -> None:
    out = tmp_path / "dokument"
    out.mkdir()
    (out / name).write_text("mitt", encoding="utf-8")

    with pytest.raises(PublishError, match="innehåller annat än en webbplats; ange en tom mapp med --out"):
        publish(out, {"index.html": "ny"})

    assert files_in(out) == {name: "mitt"}


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()

    publish(tmp_path / "tom", {"index.html": "ny"})

    assert files_in(tmp_path / "tom") == {"index.html": "ny"}


def test_a_site_that_mkdocs_built_without_us_may_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitemap.xml").write_text("<urlset/>", encoding="utf-8")

    publish(tmp_path / "site", {"index.html": "ny"})

    assert files_in(tmp_path / "site") == {"index.html": "ny"}


def test_a_file_or_a_symbolic_link_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("mitt", encoding="utf-8")
    publish(tmp_path / "site", {"index.html": "gammal"})
    (tmp_path / "lank").symlink_to("site")

    for name in ("fil", "lank"):
        with pytest.raises(PublishError, match="är ingen vanlig mapp"):
            publish(tmp_path / name, {"index.html": "ny"})

    assert files_in(tmp_path / "site") == {"index.html": "gammal"}


def test_a_second_build_to_the_same_folder_is_refused_until_the_first_is_done(out: Path) -> None:
    with staged(out) as stage:
        (stage / "index.html").write_text("första", encoding="utf-8")
        with pytest.raises(PublishError, match="ett annat bygge skriver redan"):
            publish(out, {"index.html": "andra"})

    assert files_in(out) == {"index.html": "första"}
    publish(out, {"index.html": "andra"})
    assert files_in(out) == {"index.html": "andra"}


def test_the_lock_of_a_build_that_was_killed_does_not_stop_the_next(out: Path) -> None:
    code = ("import os, pathlib; from kunskapsbank.publish import staged\n"
            f"with staged(pathlib.Path({str(out)!r})) as stage:\n"
            "    (stage / 'index.html').write_text('halv'); os._exit(9)")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert (out.parent / ".site-ny" / "index.html").read_text(encoding="utf-8") == "halv"
    assert files_in(out)["index.html"] == "gammal"

    publish(out, {"ny.html": "ny"})

    assert files_in(out) == {"ny.html": "ny"}


def test_a_build_stopped_between_the_two_renames_is_repaired_before_the_next(out: Path) -> None:
    before = files_in(out)
    out.rename(out.with_name(".site-gammal"))

    with staged(out) as stage:
        assert files_in(out) == before
        for name, text in before.items():
            (stage / name).parent.mkdir(exist_ok=True)
            (stage / name).write_text(text, encoding="utf-8")

    assert files_in(out) == before
    assert not out.with_name(".site-gammal").exists()


def test_a_build_stopped_after_the_second_rename_has_published(out: Path) -> None:
    left = out.with_name(".site-gammal")
    left.mkdir()
    (left / "index.html").write_text("äldre", encoding="utf-8")

    with pytest.raises(ValueError, match="fel"), staged(out):
        raise ValueError("fel")

    assert files_in(out)["index.html"] == "gammal"
    assert not left.exists()


def test_the_manifest_names_every_file_with_its_hash(out: Path) -> None:
    publish(out, {"index.html": "Å", "assets/stil.css": "", "en/index.html": "b"})

    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))

    assert manifest == {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files_in(out).items()}
    assert list(manifest) == sorted(manifest)
