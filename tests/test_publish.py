"""The old site stays until the new one is whole."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from kunskapsbank.base.plain_files import digest_of
from kunskapsbank.base.problems import Problem
from kunskapsbank.publish.local_store import LocalShelf
from kunskapsbank.publish.publishing import PublishError, Removal, opened, publish_to, purge, roll_back, seen, staged
from kunskapsbank.publish.releases import MADE, MANIFEST, OWN, Changes, Contents, Release, changes, print_of


def publish(out: Path, files: dict[str, str]) -> None:
    """Publish *files* to *out*."""
    with staged(out) as stage:
        for name, text in files.items():
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            (stage / name).write_text(text, encoding="utf-8")


def files_in(folder: Path) -> dict[str, str]:
    """What stands in *folder*, without the manifest."""
    return {
        p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8")
        for p in folder.rglob("*")
        if p.is_file() and p.name not in (MANIFEST, OWN)
    }


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
    assert {p.name for p in out.parent.iterdir()} == {"site", ".site-utgavor"}


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
    assert {p.name for p in out.parent.iterdir()} == {"site", ".site-utgavor"}


def test_a_disk_that_fills_up_is_a_publish_error_and_leaves_the_old_site(out: Path) -> None:
    before = files_in(out)

    with pytest.raises(PublishError, match="disken är full"), staged(out):
        raise OSError(28, "No space left on device")

    assert files_in(out) == before


@pytest.mark.parametrize("step", ["pathlib.Path.rename", "os.replace", "os.fsync", "pathlib.Path.symlink_to"])
def test_a_step_of_the_swap_that_fails_leaves_the_old_site_and_the_next_build_succeeds(
    out: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_in(out)
    monkeypatch.setattr(step, full_disk)
    with pytest.raises(PublishError, match="disken är full"):
        publish(out, {"index.html": "ny"})
    monkeypatch.undo()

    assert files_in(out) == before
    publish(out, {"index.html": "ny"})
    assert files_in(out) == {"index.html": "ny"}


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("name", ["index.html", "viktigt.docx", ".env"])
def test_a_folder_that_holds_something_else_is_never_replaced(tmp_path: Path, name: str) -> None:
    out = tmp_path / "dokument"
    out.mkdir()
    (out / name).write_text("mitt", encoding="utf-8")

    with pytest.raises(
        PublishError,
        match=f"innehåller annat än en webbplats som kb har byggt, till exempel {re.escape(name)}; ange en tom mapp",
    ):
        publish(out, {"index.html": "ny"})

    assert files_in(out) == {name: "mitt"}
    assert [p.name for p in out.parent.iterdir()] == ["dokument"]


HASH = hashlib.sha256(b"").hexdigest()
#: Folders that look like a site of ours at first sight, by what they hold.
FOREIGN = {
    "a web application": {"manifest.json": json.dumps({"name": "App", "icons": []}), "viktigt.txt": "mitt"},
    "a web application with short texts": {"manifest.json": json.dumps({"name": "App"}), "name": "mitt"},
    "an empty manifest": {"manifest.json": "{}"},
    "a list": {"manifest.json": "[]"},
    "no JSON": {"manifest.json": "\ufeff"},
    "a file more than the manifest names": {"manifest.json": json.dumps({"a.html": HASH}), "a.html": "", "b.txt": "b"},
    "a site map": {"sitemap.xml": "<urlset/>", "a.php": "mitt"},
}


def write(folder: Path, files: dict[str, str]) -> None:
    """Write *files* to *folder*."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("files", FOREIGN.values(), ids=FOREIGN)
def test_a_folder_with_a_manifest_or_site_map_of_somebody_else_is_never_replaced(
    tmp_path: Path, files: dict[str, str]
) -> None:
    out = tmp_path / "app"
    write(out, files)

    for _ in range(2):
        with pytest.raises(PublishError, match="innehåller annat än en webbplats som kb har byggt"):
            publish(out, {"index.html": "ny"})

    assert {p.name: p.read_text(encoding="utf-8") for p in out.iterdir()} == files
    assert [p.name for p in tmp_path.iterdir()] == ["app"]


@pytest.mark.parametrize("extra", ["folder", "link to a folder", "link to nothing"])
def test_what_somebody_put_in_a_site_of_plain_mkdocs_is_not_lost(plain: Path, extra: str) -> None:
    if extra == "folder":
        (plain / "min").mkdir()
    else:
        (plain / "min").symlink_to("/" if extra == "link to a folder" else "finns-inte")

    with pytest.raises(PublishError, match="till exempel min"):
        publish(plain, {"index.html": "ny"})

    assert os.path.lexists(plain / "min")


@pytest.mark.parametrize("name", ["webb", "www", "/"])
def test_looking_at_releases_makes_and_changes_nothing(out: Path, name: str) -> None:
    (out.parent / "www").mkdir()
    (out.parent / "www" / "sitemap.xml").write_text("<urlset/>", encoding="utf-8")
    before = sorted(out.parent.rglob("*"))

    with pytest.raises(PublishError, match=r"det finns inga utgåvor i|är ingen mapp för en webbplats"):
        seen(out.parent / name)
    with opened(out):
        assert seen(out).live() == seen(out).releases()[0]

    assert sorted(out.parent.rglob("*")) == before


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()

    publish(tmp_path / "tom", {"index.html": "ny"})

    assert files_in(tmp_path / "tom") == {"index.html": "ny"}


def test_a_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("mitt", encoding="utf-8")

    with pytest.raises(PublishError, match="är ingen vanlig mapp"):
        publish(tmp_path / "fil", {"index.html": "ny"})

    assert (tmp_path / "fil").read_text(encoding="utf-8") == "mitt"


@pytest.mark.parametrize("target", ["site", "borta", "/", ".lank-utgavor/../site", "/tmp/.lank-utgavor/1-00000000"])
def test_a_link_that_we_did_not_make_is_never_replaced(out: Path, target: str) -> None:
    link = out.with_name("lank")
    link.symlink_to(target)

    with pytest.raises(PublishError, match="är en länk till något annat"):
        publish(link, {"index.html": "ny"})

    assert link.readlink() == Path(target)
    assert files_in(out)["index.html"] == "gammal"
    assert not out.with_name(".lank-utgavor").exists()


def test_a_second_build_to_the_same_folder_is_refused_until_the_first_is_done(out: Path) -> None:
    with staged(out) as stage:
        (stage / "index.html").write_text("första", encoding="utf-8")
        with pytest.raises(PublishError, match="ett annat bygge skriver till site/"):
            publish(out, {"index.html": "andra"})

    assert files_in(out) == {"index.html": "första"}
    publish(out, {"index.html": "andra"})
    assert files_in(out) == {"index.html": "andra"}


def test_a_link_is_never_followed_to_a_lock_file(out: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "annans.txt"
    elsewhere.write_text("annans", encoding="utf-8")
    LocalShelf(out).lock.unlink()
    LocalShelf(out).lock.symlink_to(elsewhere)

    with pytest.raises(PublishError, match="länkar leder i cirkel"):
        publish(out, {"index.html": "ny"})

    assert elsewhere.read_text(encoding="utf-8") == "annans"


@pytest.mark.parametrize("sort", ["another name of a file", "a pipe", "somebody else's"])
def test_what_is_no_lock_of_ours_is_not_emptied(out: Path, sort: str) -> None:
    if sort == "somebody else's" and os.geteuid():
        pytest.skip("only root can give a file away")
    lock = LocalShelf(out).lock
    lock.unlink()
    if sort == "a pipe":
        os.mkfifo(lock)
    elif sort == "somebody else's":
        lock.write_text("annans", encoding="utf-8")
        os.chown(lock, 12345, 12345)
    else:
        (out.parent / "mitt.txt").write_text("annans", encoding="utf-8")
        os.link(out.parent / "mitt.txt", lock)

    with pytest.raises(PublishError, match="behörighet saknas"):
        publish(out, {"index.html": "ny"})

    assert sort == "a pipe" or lock.read_text(encoding="utf-8") == "annans"


def test_the_refusal_says_who_builds_and_since_when(out: Path) -> None:
    with opened(out), pytest.raises(PublishError) as refused:
        publish(out, {"index.html": "andra"})

    assert re.search(
        rf"ett annat bygge skriver till site/: process {os.getpid()} på datorn {socket.gethostname()}, "
        r"sedan 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\n.*--vanta SEKUNDER",
        str(refused.value),
    )


def test_a_build_that_waits_begins_when_the_first_is_done(out: Path) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"""if True:
        import pathlib, sys; from kunskapsbank.publish.publishing import opened
        with opened(pathlib.Path({str(out)!r})):
            print("håller", flush=True); sys.stdin.read()""",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout
        assert holder.stdin
        holder.stdout.readline()
        threading.Timer(0.5, holder.stdin.close).start()
        with staged(out, wait=60) as stage:
            (stage / "index.html").write_text("andra", encoding="utf-8")

    assert holder.returncode == 0
    assert files_in(out) == {"index.html": "andra"}


@pytest.mark.parametrize(
    "moment", ["os.replace", "os.fsync", "os.chmod", "os.symlink", "pathlib.Path.rename", "pathlib.Path.write_text"]
)
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_build_killed_at_any_step_leaves_a_whole_site_and_the_next_build_clears_up(
    out: Path, moment: str, nth: int
) -> None:
    module, _, name = moment.rpartition(".")
    code = f"""if True:
        import os, pathlib; from kunskapsbank.publish.publishing import staged
        calls = 0
        real = {moment}
        def killed(*args, **options):
            global calls
            calls += 1
            if calls == {nth}: os._exit(9)
            return real(*args, **options)
        with staged(pathlib.Path({str(out)!r})) as stage:
            (stage / "index.html").write_text("ny")
            {module}.{name} = killed
        os._exit(0)"""
    done = subprocess.run([sys.executable, "-c", code], check=False)

    assert done.returncode in (0, 9)
    assert files_in(out) in ({"index.html": "gammal", "bort/index.html": "gammal"}, {"index.html": "ny"})
    shelf = LocalShelf(out)
    live = shelf.live()
    assert live
    assert shelf.faults(live) == []
    publish(out, {"ny.html": "nyast"})
    assert files_in(out) == {"ny.html": "nyast"}
    assert not {p.name for p in shelf.folder.iterdir()} & {"ny", "lank"}


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A site as plain ``mkdocs build`` leaves it: a folder with a manifest."""
    out = tmp_path / "site"
    out.mkdir()
    (out / "index.html").write_text("enkel", encoding="utf-8")
    manifest = {"index.html": hashlib.sha256(b"enkel").hexdigest()}
    (out / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return out


def test_the_site_of_plain_mkdocs_becomes_a_release_to_go_back_to(plain: Path) -> None:
    publish(plain, {"index.html": "ny"})

    assert files_in(plain) == {"index.html": "ny"}
    with opened(plain) as shelf:
        roll_back(shelf)
    assert files_in(plain) == {"index.html": "enkel"}


def test_a_build_stopped_while_it_takes_over_a_plain_site_is_mended_by_the_next(plain: Path) -> None:
    shelf = LocalShelf(plain)
    shelf.folder.mkdir()
    plain.rename(shelf.path(Release(1, "0123abcd")))

    with pytest.raises(ValueError, match="fel"), staged(plain):
        raise ValueError("fel")

    assert files_in(plain) == {"index.html": "enkel"}


@pytest.mark.parametrize(
    "name", [".site-gammal", ".site-ny", ".site-utgavor/bort-gamla-bilder", ".site-utgavor/bort-1"]
)
def test_c1_a_folder_of_ones_own_with_a_name_close_to_ours_is_not_removed(out: Path, name: str) -> None:
    write(out.parent / name, {"mitt.txt": "mitt"})

    publish(out, {"index.html": "ny"})

    assert files_in(out.parent / name) == {"mitt.txt": "mitt"}


def test_c1_a_folder_of_ones_own_is_not_published_when_the_site_is_away(tmp_path: Path) -> None:
    write(tmp_path / ".site-gammal", {"mitt.txt": "mitt"})

    publish(tmp_path / "site", {"index.html": "ny"})

    assert files_in(tmp_path / ".site-gammal") == {"mitt.txt": "mitt"}
    assert len(LocalShelf(tmp_path / "site").releases()) == 1


def test_c1_a_release_that_was_being_removed_when_a_build_was_killed_is_cleared_away(out: Path) -> None:
    left = LocalShelf(out).folder / "bort-7-0123abcd"
    write(left, {"index.html": "äldre"})

    publish(out, {"index.html": "ny"})

    assert not left.exists()


def test_c1_releases_are_not_made_or_removed_through_a_link(tmp_path: Path) -> None:
    own = {"1-0123abcd/index.html": "mitt", "ny/index.html": "mitt", "bort-1-0123abcd/a": "mitt", "las": "mitt"}
    write(tmp_path / "mitt", own)
    (tmp_path / ".site-utgavor").symlink_to("mitt")

    with pytest.raises(PublishError, match="är en länk; där ligger utgåvorna"):
        publish(tmp_path / "site", {"index.html": "ny"})

    assert files_in(tmp_path / "mitt") == own


@pytest.mark.parametrize("name", ["las", "ny", "lank", "bort-7-0123abcd", "7-0123abcd"])
def test_c1_a_link_among_the_releases_is_not_followed(out: Path, name: str) -> None:
    """A lock that is a link would otherwise empty the file that it leads to."""
    write(out.parent / "mitt", {"mitt.txt": "mitt"})
    leads = "../mitt/mitt.txt" if name == "las" else "../mitt"
    (LocalShelf(out).folder / name).unlink(missing_ok=True)
    (LocalShelf(out).folder / name).symlink_to(leads)

    with suppress(PublishError):
        for number in range(7):
            publish(out, {"index.html": str(number)})

    assert files_in(out.parent / "mitt") == {"mitt.txt": "mitt"}


def test_a_link_that_somebody_removed_is_put_back(out: Path) -> None:
    out.unlink()

    with opened(out):
        pass

    assert files_in(out)["index.html"] == "gammal"


def test_the_project_folder_can_be_moved(out: Path) -> None:
    moved = out.parent.with_name("flyttad")
    out.parent.rename(moved)

    assert files_in(moved / "site")["index.html"] == "gammal"


def test_five_releases_are_kept_unless_another_number_is_asked_for(out: Path) -> None:
    for number in range(8):
        publish(out, {"index.html": str(number)})
    shelf = LocalShelf(out)
    assert [r.number for r in shelf.releases()] == [5, 6, 7, 8, 9]

    with staged(out, keep=3) as stage:
        (stage / "index.html").write_text("sist", encoding="utf-8")

    assert [r.number for r in shelf.releases()] == [8, 9, 10]


def test_a_build_that_changes_nothing_makes_no_release(out: Path) -> None:
    publish(out, {"index.html": "gammal", "bort/index.html": "gammal"})

    assert [r.number for r in LocalShelf(out).releases()] == [1]


def test_a_build_that_changes_nothing_still_heals_a_damaged_site(out: Path) -> None:
    (out / "index.html").write_text("förstörd", encoding="utf-8")

    publish(out, {"index.html": "gammal", "bort/index.html": "gammal"})

    assert files_in(out)["index.html"] == "gammal"


def test_the_order_of_releases_does_not_hang_on_the_clock(out: Path) -> None:
    os.utime(LocalShelf(out).path(LocalShelf(out).releases()[0]), (4e9, 4e9))
    publish(out, {"index.html": "ny"})

    assert LocalShelf(out).live() == LocalShelf(out).releases()[-1]
    assert LocalShelf(out).releases()[-1].number == 2


def test_rolling_back_shows_the_release_before_and_then_any_that_is_named(out: Path) -> None:
    for text in ("två", "tre"):
        publish(out, {"index.html": text})

    with opened(out) as shelf:
        assert roll_back(shelf).number == 2
        assert files_in(out) == {"index.html": "två"}
        assert roll_back(shelf).number == 1
        assert files_in(out)["index.html"] == "gammal"
        assert roll_back(shelf, "3").number == 3
        assert files_in(out) == {"index.html": "tre"}
        assert roll_back(shelf, shelf.releases()[0].name).number == 1


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        pytest.param(None, "det finns ingen tidigare utgåva", id="nothing before"),
        pytest.param("7", r"utgåva '7' finns inte. De som finns är: 1-[0-9a-f]{8}$", id="unknown"),
        pytest.param("../../etc", r"utgåva '../../etc' finns inte", id="a path"),
    ],
)
def test_a_release_that_does_not_exist_cannot_be_gone_back_to(out: Path, wanted: str | None, message: str) -> None:
    with pytest.raises(PublishError, match=message), opened(out) as shelf:
        roll_back(shelf, wanted)


def test_a_damaged_release_is_not_gone_back_to(out: Path) -> None:
    first = LocalShelf(out).path(LocalShelf(out).releases()[0])
    publish(out, {"index.html": "ny"})
    (first / "index.html").unlink()

    with pytest.raises(PublishError, match=r"utgåva 1-\w+ är inte hel: index\.html har ändrats"), opened(out) as shelf:
        roll_back(shelf)

    assert files_in(out) == {"index.html": "ny"}


def with_assets(version: str) -> dict[str, str]:
    """A site whose page uses a style sheet and a search index of their own *version*."""
    return {
        "index.html": f"<link href=assets/{version}/stil.css>",
        f"assets/{version}/stil.css": version,
        f"sokindex/{version}/0.json": version,
        "assets/ikon.svg": "<svg/>",
    }


VERSIONS = ["aaaaaaaa", "bbbbbbbb", "cccccccc", "dddddddd", "eeeeeeee"]


def test_versioned_folders_of_three_releases_back_stay_and_then_go(tmp_path: Path) -> None:
    out = tmp_path / "site"
    seen = []
    for version in VERSIONS:
        publish(out, with_assets(version))
        seen.append(sorted(p.name for p in (out / "assets").iterdir() if p.is_dir()))
        assert sorted(p.name for p in (out / "sokindex").iterdir()) == seen[-1]

    assert seen == [VERSIONS[:1], VERSIONS[:2], VERSIONS[:3], VERSIONS[:4], VERSIONS[1:5]]
    assert (out / "assets" / "bbbbbbbb" / "stil.css").read_text(encoding="utf-8") == "bbbbbbbb"


def test_the_manifest_names_carried_files_too(tmp_path: Path) -> None:
    out = tmp_path / "site"
    for version in VERSIONS[:2]:
        publish(out, with_assets(version))

    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))

    assert set(manifest) == {*files_in(out), OWN}
    assert {"assets/aaaaaaaa/stil.css", "assets/bbbbbbbb/stil.css"} <= set(manifest)


def test_rolling_back_keeps_the_folders_of_the_pages_that_are_open_now(tmp_path: Path) -> None:
    out = tmp_path / "site"
    for version in VERSIONS[:2]:
        publish(out, with_assets(version))

    with opened(out) as shelf:
        release = roll_back(shelf)
        assert shelf.faults(release) == []

    assert "aaaaaaaa" in (out / "index.html").read_text(encoding="utf-8")
    assert (out / "assets" / "bbbbbbbb" / "stil.css").is_file()
    assert json.loads((out / OWN).read_text(encoding="utf-8")) == {
        "egna_mappar": ["assets/aaaaaaaa", "sokindex/aaaaaaaa"],
        "innehall": {"index.html": print_of((out / "index.html").read_bytes())},
        "sidor": [],
    }


def test_a_build_after_a_rollback_keeps_the_folders_of_the_pages_that_are_open_now(tmp_path: Path) -> None:
    out = tmp_path / "site"
    for version in VERSIONS:
        publish(out, with_assets(version))
    with opened(out) as shelf:
        roll_back(shelf, "1")

    publish(out, with_assets("ffffffff"))

    kept = ["aaaaaaaa", *VERSIONS[2:], "ffffffff"]
    for root in ("assets", "sokindex"):
        assert sorted(p.name for p in (out / root).iterdir() if p.is_dir()) == kept
    assert LocalShelf(out).faults(LocalShelf(out).releases()[-1]) == []


def test_a_web_server_can_read_everything_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        publish(tmp_path / "ny" / "site", with_assets("aaaaaaaa"))
        publish(tmp_path / "ny" / "site", with_assets("bbbbbbbb"))
    finally:
        os.umask(before)

    inside = (tmp_path / "ny" / "site").resolve()
    modes = {(p.is_dir(), p.stat().st_mode & 0o777) for p in (*inside.rglob("*"), *list(inside.parents)[:2], inside)}
    assert modes == {(True, 0o755), (False, 0o644)}


def test_a_built_site_is_published_in_another_folder_as_a_release_there(out: Path, tmp_path: Path) -> None:
    target = tmp_path / "www" / "webb"
    assert deploy(out, target) == []
    publish(out, {"index.html": "ny", "bort/index.html": "kvar"})
    assert deploy(out, target) == []

    assert files_in(target) == {"index.html": "ny", "bort/index.html": "kvar"}
    assert [r.number for r in LocalShelf(target).releases()] == [1, 2]
    assert LocalShelf(target).releases()[1].digest == LocalShelf(out).releases()[1].digest


def deploy(source: Path, target: Path, removal: Removal | None = None) -> list[Problem]:
    with opened(target) as shelf:
        return publish_to(shelf, LocalShelf(source), removal or Removal())


class Swapping:
    """Looks a build through while somebody swaps its files, before and after."""

    def __init__(self, source: Path, benign: str, hostile: str) -> None:
        self.file = source / "index.html"
        self.benign, self.hostile = benign, hostile
        self.judged = ""

    def __call__(self, folder: Path) -> list[Problem]:
        """Nothing is wrong with *folder*."""
        self.put(self.benign)
        self.judged = (folder / "index.html").read_text(encoding="utf-8")
        self.put(self.hostile)
        return []

    def put(self, text: str) -> None:
        """Let the source hold *text*."""
        self.file.unlink(missing_ok=True)
        self.file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("benign", "hostile"), [("god", "ond"), ("ond", "god"), ("god", "god")])
def test_what_is_published_is_what_was_judged_whatever_is_swapped_meanwhile(
    tmp_path: Path, benign: str, hostile: str
) -> None:
    """The list names the hash of the hostile file, and a harmless one stands in its place while files are judged."""
    publish(tmp_path / "byggd", {"index.html": hostile})
    judge = Swapping(tmp_path / "byggd", benign, hostile)

    with opened(tmp_path / "publik") as shelf:
        assert publish_to(shelf, LocalShelf(tmp_path / "byggd"), Removal(), judge=judge) == []

    assert files_in(tmp_path / "publik") == {"index.html": judge.judged}


@pytest.mark.parametrize("way", ["a link", "a link above", "other bytes", "a pipe", "gone", "a folder"])
def test_a_file_that_is_swapped_before_it_is_copied_stops_the_publishing(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path / "byggd", {"index.html": "a", "b/index.html": "b"})
    file = tmp_path / "byggd" / "b" / "index.html"
    (tmp_path / "hemligt").mkdir()
    (tmp_path / "hemligt" / "index.html").write_text("hemligt", encoding="utf-8")

    def swapped(shelf: LocalShelf, release: Release) -> None:
        file.unlink()
        match way:
            case "a link":
                file.symlink_to(tmp_path / "hemligt" / "index.html")
            case "a link above":
                file.parent.rmdir()
                file.parent.symlink_to(tmp_path / "hemligt")
            case "other bytes":
                file.write_text("hemligt", encoding="utf-8")
            case "a pipe":
                os.mkfifo(file)
            case "a folder":
                file.mkdir()

    monkeypatch.setattr("kunskapsbank.publish.publishing._refuse_changed", swapped)
    with opened(tmp_path / "publik") as shelf, pytest.raises(PublishError, match="b/index"):
        publish_to(shelf, LocalShelf(tmp_path / "byggd"), Removal())

    assert not (tmp_path / "publik").exists()


def test_what_has_not_changed_is_shared_with_the_release_before_unless_it_is_damaged_there(
    out: Path, tmp_path: Path
) -> None:
    there = tmp_path / "webb" / "site"
    source = LocalShelf(out)
    publish(out, {"index.html": "ett", "bort/index.html": "lika", "fel/index.html": "lika"})
    with opened(there) as shelf:
        publish_to(shelf, source, Removal())
    first = there.resolve()
    (first / "fel/index.html").write_text("fel", encoding="utf-8")
    publish(out, {"index.html": "nytt", "bort/index.html": "lika", "fel/index.html": "lika"})
    with opened(there) as shelf:
        publish_to(shelf, source, Removal())

    assert there.resolve() != first
    assert (there / "bort/index.html").samefile(first / "bort/index.html")
    assert files_in(there) == {"index.html": "nytt", "bort/index.html": "lika", "fel/index.html": "lika"}
    assert (first / "fel/index.html").read_text(encoding="utf-8") == "fel"


def test_a_page_that_is_lost_stops_publishing_until_it_is_meant(out: Path, tmp_path: Path) -> None:
    target = tmp_path / "webb"
    deploy(out, target)
    publish(out, {"index.html": "ny"})

    [problem] = deploy(out, target)
    assert (problem.code, problem.place.path) == ("lost-page", "bort/index.html")
    assert files_in(target)["index.html"] == "gammal"

    assert deploy(out, target, Removal(unpublished=frozenset({"bort/"}))) == []
    assert files_in(target) == {"index.html": "ny"}


def test_a_release_that_was_changed_by_hand_is_not_published(out: Path, tmp_path: Path) -> None:
    (out / "index.html").write_text("ändrad", encoding="utf-8")

    with pytest.raises(PublishError, match=r"är inte hel: index\.html har ändrats"):
        deploy(out, tmp_path / "webb")

    assert not (tmp_path / "webb").exists()


def test_nothing_is_published_before_anything_is_built(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match=r"det finns ingen byggd webbplats i .*site\. Kör kb build"):
        deploy(tmp_path / "site", tmp_path / "webb")


def test_the_manifest_names_every_file_with_its_hash(out: Path) -> None:
    publish(out, {"index.html": "Å", "assets/stil.css": "", "en/index.html": "b"})

    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))

    del manifest[OWN]
    assert manifest == {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files_in(out).items()}
    assert list(manifest) == sorted(manifest)


#: What may stand in a forged manifest, by what it tries; *X* is the hash of a file outside.
X = hashlib.sha256(b"annans").hexdigest()
FORGED = {
    "a file above": json.dumps({"index.html": HASH, "../../annans.txt": X}),
    "an absolute path": json.dumps({"index.html": HASH, "/etc/passwd": X}),
    "up and down": json.dumps({"index.html": HASH, "assets/../../../annans.txt": X}),
    "a command": json.dumps({"index.html": HASH, "a\nSLUT\ntouch bevis\n": X}),
    "the end of a list": json.dumps({"index.html": HASH, "a\0../b": X}),
    "a backslash": json.dumps({"index.html": HASH, "..\\..\\annans.txt": X}),
    "a disk": json.dumps({"index.html": HASH, "C:/annans.txt": X}),
    "an empty part": json.dumps({"index.html": HASH, "a//b": X}),
    "a folder": json.dumps({"index.html": HASH, "a/": X}),
    "a file and a folder": json.dumps({"index.html": HASH, "index.html/x": X}),
    "two that look the same": json.dumps({"index.html": HASH, "Index.HTML": X}),
    "one name twice": f'{{"index.html": "{HASH}", "index.html": "{X}"}}',
    "the manifest itself": json.dumps({"index.html": HASH, "manifest.json": X}),
    "the manifest's draft": json.dumps({"index.html": HASH, ".manifest.json": X}),
    "half a pair": f'{{"index.html": "{HASH}", "\\ud800": "{X}"}}',
    "a name that is too long": json.dumps({"index.html": HASH, "a" * 5000: X}),
    "no hash": json.dumps({"index.html": HASH, "a": "; touch bevis"}),
    "no text": json.dumps({"index.html": HASH, "a": ["b"]}),
    "depth": "[" * 200_000,
    "numbers": "1" * 5000,
}


def forge(release: Path, manifest: str) -> None:
    """Put *manifest* in the place of that of *release*, whose start page is then empty."""
    for name, text in ((MANIFEST, manifest), ("index.html", "")):
        (release / name).unlink()
        (release / name).write_text(text, encoding="utf-8")


def everything_in(folder: Path) -> dict[str, str]:
    """All names in *folder*, with what the files hold."""
    return {
        p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") if p.is_file() else ""
        for p in folder.rglob("*")
    }


@pytest.mark.parametrize("manifest", FORGED.values(), ids=FORGED)
def test_a_build_whose_manifest_names_what_is_not_its_own_is_not_published(
    out: Path, tmp_path: Path, manifest: str
) -> None:
    (tmp_path / "annans.txt").write_text("annans", encoding="utf-8")
    forge(out.resolve(), manifest)
    before = everything_in(tmp_path)

    with pytest.raises(PublishError, match=r"är inte hel: manifest\.json har ändrats"):
        deploy(out, tmp_path / "www" / "webb")

    assert {n: text for n, text in everything_in(tmp_path).items() if not n.startswith("www")} == before
    assert LocalShelf(tmp_path / "www" / "webb").releases() == []


@pytest.mark.parametrize("manifest", FORGED.values(), ids=FORGED)
def test_a_release_whose_manifest_is_forged_hands_nothing_on_and_is_not_gone_back_to(
    out: Path, tmp_path: Path, manifest: str
) -> None:
    (tmp_path / "annans.txt").write_text("annans", encoding="utf-8")
    first = out.resolve()
    publish(out, {"index.html": "andra"})
    forge(first, manifest)

    publish(out, {"index.html": "ny"})

    assert files_in(out) == {"index.html": "ny"}
    assert (tmp_path / "annans.txt").read_text(encoding="utf-8") == "annans"
    with pytest.raises(PublishError, match="är inte hel"), opened(out) as shelf:
        roll_back(shelf, "1")
    forge(out.resolve(), manifest)
    with pytest.raises(PublishError, match="innehåller annat än en webbplats som kb har byggt"):
        publish(out, {"index.html": "sist"})


@pytest.mark.parametrize(
    "own",
    [
        '{"egna_mappar": ["../.."]}',
        '{"egna_mappar": [["a"]]}',
        '{"egna_mappar": ["assets/../..", "/", ""], "sidor": 1}',
        '{"egna_mappar": {"assets/aaaaaaaa": 1}, "innehall": ["a"]}',
        '{"innehall": {"index.html": 1}}',
        "[" * 200_000,
    ],
)
def test_a_release_that_lies_about_its_folders_hands_on_nothing_from_outside(tmp_path: Path, own: str) -> None:
    out = tmp_path / "site"
    publish(out, with_assets("aaaaaaaa"))
    (out / OWN).unlink()
    (out / OWN).write_text(own, encoding="utf-8")

    publish(out, with_assets("bbbbbbbb"))

    assert {name.partition("/")[0] for name in files_in(out)} == {"index.html", "assets", "sokindex"}
    assert LocalShelf(out).faults(LocalShelf(out).releases()[-1]) == []


#: Where somebody may put a link in a release, and to what of ``hemligt/`` beside it.
LINKS = {
    "a file": ("index.html", "hemligt.txt"),
    "a file in a folder": ("bort/index.html", "hemligt.txt"),
    "a folder": ("bort", ""),
    "a file that nothing names": ("lank.txt", "hemligt.txt"),
    "a folder that nothing names": ("lank", ""),
    "to nothing": ("lank", "finns-inte"),
    "the manifest": (MANIFEST, "manifest.json"),
}


def link_in(release: Path, at: str, to: str) -> None:
    """Put a link in the place of *at* in *release*; what it leads to says that it is what the manifest names."""
    secret = release.parent.parent / "hemligt"
    secret.mkdir(exist_ok=True)
    (secret / "hemligt.txt").write_text("gammal", encoding="utf-8")
    (secret / "index.html").write_text("gammal", encoding="utf-8")
    (secret / "manifest.json").write_bytes((release / MANIFEST).read_bytes())
    shutil.rmtree(release / at, ignore_errors=True)
    (release / at).unlink(missing_ok=True)
    (release / at).symlink_to(secret / to)


@pytest.mark.parametrize(("at", "to"), LINKS.values(), ids=LINKS)
def test_a_link_in_what_was_built_is_never_followed_to_readers(out: Path, tmp_path: Path, at: str, to: str) -> None:
    link_in(out.resolve(), at, to)

    with pytest.raises(PublishError, match="är inte hel"):
        deploy(out, tmp_path / "www" / "webb")

    assert not (tmp_path / "www").exists() or not LocalShelf(tmp_path / "www" / "webb").releases()


@pytest.mark.parametrize(("at", "to"), LINKS.values(), ids=LINKS)
def test_a_link_in_an_earlier_release_is_not_handed_on_or_gone_back_to(out: Path, at: str, to: str) -> None:
    first = out.resolve()
    publish(out, {**files_in(out), "index.html": "andra"})
    link_in(first, at, to)

    publish(out, {**files_in(out), "index.html": "gammal"})

    assert [p for p in out.resolve().rglob("*") if p.is_symlink()] == []
    with pytest.raises(PublishError, match="är inte hel"), opened(out) as shelf:
        roll_back(shelf, "1")


@pytest.mark.parametrize("at", ["sokindex/aaaaaaaa/0.json", "sokindex/aaaaaaaa", "sokindex", "sokindex/aaaaaaaa/lank"])
def test_nothing_is_carried_over_from_folders_that_somebody_put_a_link_in(tmp_path: Path, at: str) -> None:
    out = tmp_path / "site"
    publish(out, with_assets("aaaaaaaa"))
    first = out.resolve()
    publish(out, with_assets("bbbbbbbb"))
    shutil.copytree(first / "sokindex", tmp_path / "hemligt" / "sokindex")
    link = first / at
    shutil.rmtree(link) if link.is_dir() else link.unlink(missing_ok=True)
    link.symlink_to(tmp_path / "hemligt" / at)

    publish(out, with_assets("cccccccc"))

    for folder in ("sokindex", "assets"):
        assert sorted(p.name for p in (out / folder).iterdir() if p.is_dir()) == VERSIONS[1:3]


def test_a_release_that_is_a_link_is_no_release(out: Path, tmp_path: Path) -> None:
    shelf = LocalShelf(out)
    shelf.path(shelf.releases()[0]).rename(tmp_path / "flyttad")
    (shelf.folder / "1-0123abcd").symlink_to(tmp_path / "flyttad")

    assert shelf.releases() == []
    with pytest.raises(PublishError, match=r"är en länk till något annat|ingen byggd webbplats"):
        deploy(out, tmp_path / "webb")


def test_a_link_among_what_is_about_to_be_published_stops_it(out: Path, tmp_path: Path) -> None:
    (tmp_path / "hemligt.txt").write_text("hemligt", encoding="utf-8")

    with pytest.raises(PublishError, match=r"^lank\.txt blev inte lik"), staged(out) as stage:
        (stage / "lank.txt").symlink_to(tmp_path / "hemligt.txt")

    assert files_in(out)["index.html"] == "gammal"


def site_with(version: str, *pages: str, more: dict[str, str] | None = None) -> dict[str, str]:
    """A site whose search index, *version*, shows *pages*, some of them parts of a list."""
    return {
        "index.html": version,
        f"sokindex/{version}/regler.json": version,
        f"kod/{version}/stil.css": version,
        **{f"sokindex/{version}/sidor/{n}.json": json.dumps([page, page]) for n, page in enumerate(pages)},
        **{f"{page}index.html": page for page in pages if "#" not in page},
        **(more or {}),
    }


@pytest.mark.parametrize(
    ("before", "now", "stays"),
    [
        pytest.param(["a/", "b/"], ["a/", "b/"], True, id="the same pages"),
        pytest.param(["a/"], ["a/", "b/"], True, id="a page more"),
        pytest.param(["a/", "b/"], ["a/"], False, id="a page that is gone"),
        pytest.param(["a/", "a/#b"], ["a/"], False, id="a part of a list that is gone"),
        pytest.param(["a/", "b/"], ["a/", "c/"], False, id="a page that moved"),
        pytest.param(["a/", "b/"], [], False, id="no page left"),
    ],
)
def test_an_index_lives_on_only_while_all_that_it_shows_is_published(
    out: Path, before: list[str], now: list[str], stays: bool
) -> None:
    publish(out, site_with("aaaaaaaa", *before))
    publish(out, site_with("bbbbbbbb", *now))

    assert (out / "sokindex" / "aaaaaaaa").exists() == stays
    assert (out / "kod" / "aaaaaaaa" / "stil.css").is_file()
    assert LocalShelf(out).faults(LocalShelf(out).releases()[-1]) == []


def test_a_page_that_comes_back_does_not_bring_back_the_index_from_before_it_went(out: Path) -> None:
    for version, pages in (("aaaaaaaa", ["a/", "b/"]), ("bbbbbbbb", ["a/"]), ("cccccccc", ["a/"])):
        publish(out, site_with(version, *pages))

    assert sorted(p.name for p in (out / "sokindex").iterdir()) == ["bbbbbbbb", "cccccccc"]


@pytest.mark.parametrize("text", ["[]", "{", '["a/"]' * 2, '{"a": 1}', "[1]", "null"])
def test_an_index_that_nobody_can_read_does_not_live_on(out: Path, text: str) -> None:
    publish(out, {**site_with("aaaaaaaa", "a/"), "sokindex/aaaaaaaa/sidor/9.json": text})
    publish(out, site_with("bbbbbbbb", "a/"))

    assert [p.name for p in (out / "sokindex").iterdir()] == ["bbbbbbbb"]


@pytest.mark.parametrize(
    "name",
    [
        "kod/aaaaaaaa/borttagen.json",
        "assets/aaaaaaaa/borttagen.jpg",
        "assets/aaaaaaaa/borttagen.pdf",
        "assets/facade/borttagen.png",
        "assets/aaaaaaaa/inre/borttagen.csv.gz",
        "kod/aaaaaaaa/borttagen.html",
    ],
)
def test_only_scripts_styles_and_fonts_live_on_in_folders_of_older_versions(out: Path, name: str) -> None:
    code = {f"kod/aaaaaaaa/{name}": "" for name in ("a.js", "a.css.br", "a.js.gz", "b/a.woff2")}
    publish(out, {"index.html": "ett", **code, name: "borttagen"})
    publish(out, {"index.html": "två", name.replace(name.rpartition("/")[2], "ny.html"): ""})
    publish(out, {"index.html": "tre"})

    assert set(files_in(out)) == {"index.html", *code}


def test_what_is_carried_over_is_judged_too_before_readers_see_it(out: Path) -> None:
    publish(out, site_with("aaaaaaaa", "a/"))
    seen_by_judge: list[str] = []

    def judge(whole: Path, digests: Mapping[str, str]) -> None:
        seen_by_judge.extend(files_in(whole))
        assert digests.items() >= {name: digest_of(whole / name) for name in site_with("bbbbbbbb", "a/")}.items()
        assert files_in(out)["index.html"] == "aaaaaaaa"
        raise ValueError("stopp")

    with pytest.raises(ValueError, match="stopp"), staged(out, judge=judge) as stage:
        write(stage, site_with("bbbbbbbb", "a/"))

    assert "sokindex/aaaaaaaa/regler.json" in seen_by_judge
    assert files_in(out)["index.html"] == "aaaaaaaa"
    assert len(LocalShelf(out).releases()) == 2


WITHDRAWN = {
    "b/faktablad-b.pdf": "b",
    "b/index.html.gz": "b",
    "b/c/index.html": "c",
    "delningskort/b.png": "b",
    "assets/bilder/b.jpg": "b",
}


def test_a_page_is_purged_from_every_release_with_what_tells_of_it_and_they_stay_whole(out: Path) -> None:
    publish(out, site_with("aaaaaaaa", "a/", "b/", "b/#del", more=WITHDRAWN))
    publish(out, site_with("bbbbbbbb", "a/", "b/", "b/#del", more=WITHDRAWN))
    publish(out, site_with("cccccccc", "a/", more={"b/c/index.html": "c"}))
    shelf = LocalShelf(out)

    with opened(out):
        gone = purge(shelf, "/b/")

    first, second, third, fourth = shelf.releases()
    assert set(gone) == {second, third}
    assert first.number == 1
    for release in (second, third):
        left = set(files_in(shelf.path(release)))
        assert not left & {"b/index.html", "b/index.html.gz", "b/faktablad-b.pdf", "delningskort/b.png"}
        assert {"index.html", "a/index.html", "b/c/index.html", "assets/bilder/b.jpg"} <= left
        assert not {name for name in left if name.startswith("sokindex/")}
        assert "b/" not in (shelf.contents(release).shown or ())
    assert "sokindex/cccccccc/regler.json" in files_in(shelf.path(fourth))
    assert [shelf.faults(release) for release in shelf.releases()] == [[]] * 4
    log = (shelf.folder / "rensat.txt").read_text(encoding="utf-8").splitlines()
    assert [re.sub(r"^[\d-]+ [\d:]+ \S+@\S+ ", "", line) for line in log] == [
        f"/b {release.name}: {len(gone[release])}" for release in (second, third)
    ]
    with opened(out):
        assert roll_back(shelf, "3") == third
    publish(out, site_with("dddddddd", "a/"))


@pytest.mark.parametrize(
    "address", ["/assets/bilder/b.jpg", "https://prov.example/assets/bilder/b.jpg", "/assets/bilder/b%2Ejpg"]
)
def test_a_file_is_purged_and_the_search_stays(out: Path, address: str) -> None:
    publish(out, site_with("aaaaaaaa", "a/", more=WITHDRAWN))
    shelf = LocalShelf(out)

    with opened(out):
        gone = purge(shelf, address)

    assert list(gone.values()) == [["assets/bilder/b.jpg"]]
    assert not list(shelf.folder.rglob("b.jpg"))
    assert not list(shelf.folder.rglob("bilder"))
    assert "sokindex/aaaaaaaa/regler.json" in files_in(out)
    assert [shelf.faults(release) for release in shelf.releases()] == [[], []]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/", "går inte att rensa. Skriv adressen"),
        ("", "går inte att rensa"),
        ("a/", "går inte att rensa"),
        ("/../../annans.txt", "går inte att rensa"),
        ("/%2e%2e/annans.txt", "går inte att rensa"),
        ("/a/#del", "går inte att rensa"),
        ("/a%00b", "går inte att rensa"),
        ("/finns-inte/", "ingen utgåva har något på /finns-inte"),
    ],
)
def test_what_is_no_address_of_ours_is_not_purged(out: Path, tmp_path: Path, address: str, message: str) -> None:
    (tmp_path / "annans.txt").write_text("annans", encoding="utf-8")
    before = everything_in(tmp_path)

    with pytest.raises(PublishError, match=message), opened(out) as shelf:
        purge(shelf, address)

    after = everything_in(tmp_path)
    assert {n: after[n] for n in after if not n.endswith("las")} == {
        n: before[n] for n in before if not n.endswith("las")
    }


def test_a_log_that_is_a_link_is_not_written_through(out: Path, tmp_path: Path) -> None:
    (tmp_path / "annans.txt").write_text("annans", encoding="utf-8")
    (LocalShelf(out).folder / "rensat.txt").symlink_to(tmp_path / "annans.txt")

    with pytest.raises(PublishError, match="en länk står i vägen"), opened(out) as shelf:
        purge(shelf, "/bort/")

    assert (tmp_path / "annans.txt").read_text(encoding="utf-8") == "annans"


PAGE = b'<link href="../kod/%s/stil.css"><p>%s</p>'


def test_a_list_of_releases_tells_who_made_each_and_what_pages_it_changed(tmp_path: Path) -> None:
    out = tmp_path / "site"
    first = {"index.html": PAGE % (b"aaaaaaaa", b"a"), "b/index.html": PAGE % (b"aaaaaaaa", b"b"), "c/index.html": b"c"}
    second = {
        "index.html": PAGE % (b"bbbbbbbb", b"a"),
        "b/index.html": PAGE % (b"bbbbbbbb", b"B"),
        "d/index.html": b"d",
    }
    for site in (first, second):
        publish(out, {name: text.decode() for name, text in site.items()})
    shelf = seen(out)
    one, two = shelf.releases()

    assert changes(shelf.contents(one), shelf.contents(two)) == Changes(new=1, changed=1, gone=1)
    assert all(re.fullmatch(r"[\d-]{10} [\d:]{8} \S+@\S+", shelf.makers()[release.name]) for release in (one, two))
    assert not (out / MADE).exists()


def test_a_release_of_before_is_listed_with_what_is_known(tmp_path: Path) -> None:
    out = tmp_path / "site"
    for text in ("a", "b"):
        publish(out, {"index.html": text})
    (LocalShelf(out).folder / MADE).unlink()
    one, two = (LocalShelf(out).contents(release) for release in LocalShelf(out).releases())

    assert LocalShelf(out).makers() == {}
    assert changes(Contents(one.manifest, one.own_folders), two) == Changes(new=0, changed=None, gone=0)
