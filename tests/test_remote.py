"""Publishing to another computer with the real rsync: over a stand-in for ssh that runs here, and a real sshd."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kunskapsbank.base.problems import Problem
from kunskapsbank.publish.local_store import LocalShelf
from kunskapsbank.publish.publishing import PublishError, Removal, publish_to, purge, roll_back
from kunskapsbank.publish.ssh_store import Target, opened_remotely, seen_remotely, target_of

from .conftest import program
from .test_publish import (
    FOREIGN,
    FORGED,
    LINKS,
    VERSIONS,
    WITHDRAWN,
    Swapping,
    everything_in,
    files_in,
    forge,
    link_in,
    publish,
    site_with,
    with_assets,
    write,
)

#: Drops ssh's options and the host, and runs the rest as sshd would.
LOCAL_SSH = """#!/bin/sh
while :; do case $1 in -o|-l|-p) shift 2;; -*) shift;; *) break;; esac; done
shift
exec sh -c "$*"
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder first on the path, with the stand-in for ssh."""
    program("rsync")
    folder = tmp_path / "program"
    folder.mkdir()
    write_program(folder / "ssh", LOCAL_SSH)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def write_program(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A built site here."""
    publish(tmp_path / "site", {"index.html": "första", "b/index.html": "b", "å ä.txt": "mellanslag"})
    return tmp_path / "site"


@pytest.fixture
def there(tmp_path: Path, programs: Path) -> Path:
    """Where readers go on the other computer."""
    return tmp_path / "andra" / "www" / "webb"


def target(there: Path, host: str = "konto@dator") -> Target:
    found = target_of(f"{host}:{there}")
    assert found
    return found


def deploy(built: Path, there: Path, removal: Removal | None = None, host: str = "konto@dator") -> list[Problem]:
    with opened_remotely(target(there, host)) as shelf:
        return publish_to(shelf, LocalShelf(built), removal or Removal())


def live_faults(there: Path) -> list[str]:
    """What is wrong with the site on the other computer."""
    shelf = LocalShelf(there)
    live = shelf.live()
    assert live
    return shelf.faults(live)


def test_the_first_publishing_makes_a_release_and_a_link_there(built: Path, there: Path) -> None:
    assert deploy(built, there) == []

    assert files_in(there) == files_in(built)
    assert os.readlink(there) == f".webb-utgavor/{LocalShelf(there).releases()[0].name}"
    assert live_faults(there) == []
    assert not (LocalShelf(there).folder / "ny").exists()


def test_what_is_published_there_is_what_was_judged_whatever_is_swapped_meanwhile(built: Path, there: Path) -> None:
    publish(built, {**files_in(built), "index.html": "ond"})
    judge = Swapping(built, "god", "ond")

    with opened_remotely(target(there)) as shelf:
        assert publish_to(shelf, LocalShelf(built), Removal(), judge=judge) == []

    assert files_in(there)["index.html"] == judge.judged


def test_files_that_are_the_same_take_no_place_and_no_transfer(built: Path, there: Path) -> None:
    deploy(built, there)
    publish(built, {**files_in(built), "index.html": "andra"})
    deploy(built, there)

    first, second = (LocalShelf(there).path(release) for release in LocalShelf(there).releases())
    assert (first / "b/index.html").samefile(second / "b/index.html")
    assert (first / "index.html").read_text(encoding="utf-8") == "första"
    assert (there / "index.html").read_text(encoding="utf-8") == "andra"


def test_publishing_the_same_again_makes_no_release_there(built: Path, there: Path) -> None:
    for _ in range(2):
        deploy(built, there)

    assert len(LocalShelf(there).releases()) == 1


def test_a_page_that_is_lost_stops_publishing_there(built: Path, there: Path) -> None:
    deploy(built, there)
    publish(built, {"index.html": "ny"})

    [problem] = deploy(built, there)
    assert (problem.code, problem.place.path) == ("lost-page", "b/index.html")
    assert files_in(there)["index.html"] == "första"
    assert deploy(built, there, Removal(any_page=True)) == []
    assert files_in(there) == {"index.html": "ny"}


def test_versioned_folders_of_three_releases_back_stay_there_and_then_go(tmp_path: Path, there: Path) -> None:
    seen = []
    for number, version in enumerate(VERSIONS):
        site = tmp_path / f"bygge-{number}" / "site"  # As on a new machine each time: nothing here to carry.
        publish(site, with_assets(version))
        deploy(site, there)
        seen.append(sorted(p.name for p in (there / "assets").iterdir() if p.is_dir()))

    assert seen == [VERSIONS[:1], VERSIONS[:2], VERSIONS[:3], VERSIONS[:4], VERSIONS[1:5]]
    assert live_faults(there) == []


def test_a_release_there_can_be_gone_back_to(tmp_path: Path, there: Path) -> None:
    for version in VERSIONS[:3]:
        publish(tmp_path / "site", with_assets(version))
        deploy(tmp_path / "site", there)

    with opened_remotely(target(there)) as shelf:
        assert roll_back(shelf).number == 2
    assert VERSIONS[1] in (there / "index.html").read_text(encoding="utf-8")
    assert (there / "assets" / VERSIONS[2] / "stil.css").is_file()
    assert live_faults(there) == []
    with opened_remotely(target(there)) as shelf, pytest.raises(PublishError, match="utgåva '9' finns inte"):
        roll_back(shelf, "9")


def test_old_releases_there_are_removed(built: Path, there: Path) -> None:
    for number in range(5):
        publish(built, {**files_in(built), "index.html": str(number)})
        with opened_remotely(target(there)) as shelf:
            publish_to(shelf, LocalShelf(built), Removal(), keep=3)

    assert [r.number for r in LocalShelf(there).releases()] == [3, 4, 5]


def test_a_web_server_can_read_everything_there(built: Path, there: Path) -> None:
    before = os.umask(0o077)
    try:
        deploy(built, there)
    finally:
        os.umask(before)

    modes = {(p.is_dir(), p.stat().st_mode & 0o777) for p in there.resolve().rglob("*")}
    assert modes == {(True, 0o755), (False, 0o644)}
    assert LocalShelf(there).folder.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_is_not_a_site_there_is_never_replaced(built: Path, there: Path, kind: str) -> None:
    there.parent.mkdir(parents=True)
    if kind == "folder":
        there.mkdir()
        (there / "mitt.txt").write_text("mitt", encoding="utf-8")
        (there / "manifest.json").write_text('{"name": "App"}', encoding="utf-8")
    elif kind == "file":
        there.write_text("mitt", encoding="utf-8")
    else:
        there.symlink_to("/etc")

    says = "innehåller annat än en webbplats som kb har byggt, till exempel manifest.json"
    with pytest.raises(PublishError, match=f"{there} på konto@dator (är något annat än en webbplats|{says})"):
        deploy(built, there)

    assert [p.name for p in there.parent.iterdir()] == ["webb"]


@pytest.mark.parametrize("files", FOREIGN.values(), ids=FOREIGN)
def test_a_folder_there_with_a_manifest_or_site_map_of_somebody_else_is_never_replaced(
    built: Path, there: Path, files: dict[str, str]
) -> None:
    write(there, files)

    with pytest.raises(PublishError, match="innehåller annat än en webbplats som kb har byggt, till exempel"):
        deploy(built, there)

    assert {p.name: p.read_text(encoding="utf-8") for p in there.iterdir()} == files
    assert [p.name for p in there.parent.iterdir()] == ["webb"]


def test_c1_releases_there_are_not_made_or_removed_through_a_link(built: Path, there: Path) -> None:
    own = {"1-0123abcd/index.html": "mitt", "ny/index.html": "mitt", "bort-1-0123abcd/a": "mitt", "las": "mitt"}
    write(there.parent / "mitt", own)
    LocalShelf(there).folder.symlink_to("mitt")

    with pytest.raises(PublishError, match=r"\.webb-utgavor på konto@dator är en länk; där ligger utgåvorna"):
        deploy(built, there)

    assert files_in(there.parent / "mitt") == own


def test_c1_only_releases_that_were_being_removed_are_cleared_away_there(there: Path) -> None:
    write(LocalShelf(there).folder, {"bort-gamla bilder/mitt.txt": "mitt", "bort-7-0123abcd/a": "äldre"})

    with opened_remotely(target(there)):
        pass

    assert {p.name for p in LocalShelf(there).folder.iterdir()} == {"bort-gamla bilder", "las"}


def test_what_somebody_put_in_an_older_site_there_is_not_lost(built: Path, there: Path) -> None:
    shutil.copytree(built.resolve(), there)
    (there / "min mapp").mkdir()

    with pytest.raises(PublishError, match="till exempel min mapp"):
        deploy(built, there)

    assert (there / "min mapp").is_dir()


def test_looking_at_releases_there_makes_and_changes_nothing(built: Path, there: Path) -> None:
    with (
        pytest.raises(PublishError, match=f"det finns inga utgåvor i {there} på konto@dator"),
        seen_remotely(target(there)),
    ):
        pass
    assert not there.parent.exists()
    deploy(built, there)
    before = sorted(there.parent.rglob("*"))

    with opened_remotely(target(there)), seen_remotely(target(there)) as shelf:
        assert [shelf.live()] == shelf.releases() == LocalShelf(there).releases()

    assert sorted(there.parent.rglob("*")) == before


def test_an_older_site_there_becomes_a_release_to_go_back_to(built: Path, there: Path) -> None:
    shutil.copytree(built.resolve(), there)
    publish(built, {**files_in(built), "index.html": "ny"})
    deploy(built, there)

    assert files_in(there)["index.html"] == "ny"
    with opened_remotely(target(there)) as shelf:
        roll_back(shelf)
    assert files_in(there)["index.html"] == "första"


def test_an_empty_folder_there_may_be_used(built: Path, there: Path) -> None:
    there.mkdir(parents=True)

    deploy(built, there)

    assert files_in(there) == files_in(built)


def test_two_do_not_publish_there_at_once(built: Path, there: Path) -> None:
    with opened_remotely(target(there)), pytest.raises(PublishError) as refused:
        deploy(built, there)

    assert str(refused.value).startswith(
        f"någon annan publicerar på konto@dator: process {os.getpid()} på datorn {socket.gethostname()}, sedan 20"
    )

    deploy(built, there)


def test_bytes_that_are_spoilt_on_the_way_are_noticed(built: Path, there: Path, programs: Path) -> None:
    deploy(built, there)
    publish(built, {**files_in(built), "index.html": "andra"})
    folder = LocalShelf(there).folder
    write_program(
        programs / "rsync",
        f"""#!/bin/sh
{shutil.which("rsync", path=os.environ["PATH"].partition(":")[2])} "$@" || exit
case " $* " in *" --server "*) ;; *) echo fel >{folder}/ny/index.html;; esac
""",
    )

    with pytest.raises(PublishError, match=r"index\.html kom inte fram hel till konto@dator; försök igen"):
        deploy(built, there)

    assert files_in(there)["index.html"] == "första"


@pytest.mark.parametrize("step", ["rsync", "sha256sum", "sync", "mv", "ln"])
def test_publishing_that_is_killed_leaves_the_old_site_and_the_next_succeeds(
    built: Path, there: Path, programs: Path, step: str
) -> None:
    deploy(built, there)
    publish(built, {**files_in(built), "index.html": "andra"})
    real = shutil.which(step)
    write_program(programs / step, f'#!/bin/sh\nkill -9 $KB_PID\nsleep 0.1\nexec {real} "$@"\n')
    code = f"""if True:
        import os, pathlib; os.environ["KB_PID"] = str(os.getpid())
        from tests.test_remote import deploy
        deploy(pathlib.Path({str(built)!r}), pathlib.Path({str(there)!r}))"""
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parent.parent)
    assert done.returncode == -signal.SIGKILL
    assert files_in(there)["index.html"] in ("första", "andra")
    assert live_faults(there) == []

    (programs / step).unlink()
    for _ in range(50):  # What was running there ends on its own, and then lets go of the lock.
        try:
            deploy(built, there)
            break
        except PublishError:
            time.sleep(0.1)
    assert files_in(there)["index.html"] == "andra"
    assert live_faults(there) == []


@pytest.mark.parametrize(
    "text",
    [
        "konto@dator:relativ/sokvag",
        "dator:",
        "dator:/",
        "dator:/a b",
        "dator:/a;rm",
        "dator:/$(touch x)",
        "dator:/a/../b",
        "dator:/a\nb",
        "-oProxyCommand=x:/a",
        "konto@-x:/a",
        "dator:/a/./b",
        "dator:/a//b",
        "a b:/c",
        "dator:/-rf",
        "konto@dator",
        "konto@dator/srv/www",
        "@dator/srv",
        "ssh://konto@dator/srv",
        "konto@dator\\srv",
        "konto@dator:",
    ],
)
def test_a_target_that_a_shell_could_misread_is_refused_before_anything_runs(text: str) -> None:
    with pytest.raises(PublishError, match=r"duger inte som mål\. Skriv konto@dator:/hela/sökvägen"):
        target_of(text)


@pytest.mark.parametrize("text", ["/srv/www", "webb", "./a:b", "../webb", "./konto@dator", "mapp/a@b"])
def test_a_folder_here_is_no_other_computer(text: str) -> None:
    assert target_of(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dator:/srv/www/site", Target("dator", "/srv/www", "site")),
        ("konto@webb.example:/webb/", Target("konto@webb.example", "/", "webb")),
    ],
)
def test_a_target_is_a_host_a_folder_and_a_name(text: str, expected: Target) -> None:
    assert target_of(text) == expected


@pytest.mark.parametrize("missing", ["ssh", "rsync"])
def test_a_program_that_is_missing_here_is_named(
    built: Path, there: Path, programs: Path, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("sh", "mkdir", "chmod", "ls", "rm", "cat", "readlink", "flock", "find", "head"):
        (programs / name).symlink_to(shutil.which(name) or "")
    (programs / missing).unlink(missing_ok=True)
    monkeypatch.setenv("PATH", str(programs))

    with pytest.raises(PublishError, match=f"programmet {missing} saknas på den här datorn"):
        deploy(built, there)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("konto@dator: Permission denied (publickey).", "konto@dator: inloggningen nekades"),
        ("ssh: Could not resolve hostname dator: Name or service not known", "det finns ingen dator med det namnet"),
        ("ssh: connect to host dator port 22: Connection refused", "datorn tar inte emot ssh"),
        ("ssh: connect to host dator port 22: Connection timed out", "datorn svarar inte"),
        ("Host key verification failed.", "datorn är okänd eller har bytt nyckel"),
        ("kex_exchange_identification: oj", "bröts. Den andra datorn skrev: ”kex_exchange_identification: oj”"),
    ],
)
def test_why_ssh_failed_is_told_in_swedish(built: Path, there: Path, programs: Path, said: str, message: str) -> None:
    write_program(programs / "ssh", f"#!/bin/sh\necho '{said}' >&2\nexit 255\n")

    with pytest.raises(PublishError) as refused:
        deploy(built, there)

    assert message in str(refused.value)


@pytest.mark.parametrize("missing", ["rsync", "flock", "sha256sum"])
def test_a_program_that_is_missing_there_is_named(built: Path, there: Path, programs: Path, missing: str) -> None:
    tools = programs.parent / "tom"
    tools.mkdir()
    write_program(programs / "ssh", LOCAL_SSH.replace("exec", f"PATH={tools}\nexec"))
    for name in (
        "sh",
        "mkdir",
        "chmod",
        "ls",
        "rm",
        "cat",
        "readlink",
        "flock",
        "sha256sum",
        "rsync",
        "cut",
        "rmdir",
        *("find", "head", "xargs", "ln", "mv", "sync"),
    ):
        if name != missing:
            (tools / name).symlink_to(shutil.which(name) or "")

    with pytest.raises(PublishError, match=f"konto@dator: {missing} saknas där. Installera "):
        deploy(built, there)

    assert not there.exists()


def test_a_folder_there_that_may_not_be_written_is_explained(built: Path, programs: Path) -> None:
    with pytest.raises(PublishError, match="konto@dator: "):
        deploy(built, Path("/proc/finns-inte/webb"))


@pytest.mark.parametrize("manifest", FORGED.values(), ids=FORGED)
def test_a_forged_manifest_there_runs_nothing_and_hands_nothing_on(
    built: Path, there: Path, tmp_path: Path, manifest: str
) -> None:
    deploy(built, there)
    first = there.resolve()
    publish(built, {**files_in(built), "index.html": "andra"})
    deploy(built, there)
    forge(first, manifest)
    before = {n for n in everything_in(tmp_path) if not n.startswith(("site", ".site", "andra/www/.webb"))}
    publish(built, {**files_in(built), "index.html": "tredje"})

    deploy(built, there)
    with opened_remotely(target(there)) as shelf, pytest.raises(PublishError, match="är inte hel"):
        roll_back(shelf, "1")

    assert files_in(there) == files_in(built)
    after = {n for n in everything_in(tmp_path) if not n.startswith(("site", ".site", "andra/www/.webb"))}
    assert {n for n in after - before if not n.startswith("andra/www/webb/")} == set()


@pytest.mark.parametrize("manifest", FORGED.values(), ids=FORGED)
def test_a_forged_build_is_not_sent_there(built: Path, there: Path, tmp_path: Path, manifest: str) -> None:
    forge(built.resolve(), manifest)

    with pytest.raises(PublishError, match="är inte hel"):
        deploy(built, there)

    assert not there.exists()
    assert not list(tmp_path.rglob("bevis"))


@pytest.mark.parametrize(("at", "to"), LINKS.values(), ids=LINKS)
def test_a_link_in_an_earlier_release_there_is_not_handed_on_or_gone_back_to(
    tmp_path: Path, there: Path, at: str, to: str
) -> None:
    site = tmp_path / "site"
    first = {"index.html": "gammal", "bort/index.html": "gammal"}
    publish(site, {**with_assets(VERSIONS[0]), **first})
    deploy(site, there)
    release = there.resolve()
    publish(site, {**with_assets(VERSIONS[1]), **first})
    deploy(site, there)
    link_in(release, at, to)
    publish(site, {**with_assets(VERSIONS[2]), **first})

    deploy(site, there)

    assert [p for p in there.resolve().rglob("*") if p.is_symlink()] == []
    with opened_remotely(target(there)) as shelf, pytest.raises(PublishError, match="är inte hel"):
        roll_back(shelf, "1")


@pytest.mark.parametrize("folder", ["assets", "assets/aaaaaaaa", "sokindex"])
def test_a_folder_of_versions_there_that_is_a_link_is_not_carried(tmp_path: Path, there: Path, folder: str) -> None:
    publish(tmp_path / "site", with_assets("aaaaaaaa"))
    deploy(tmp_path / "site", there)
    release = there.resolve()
    publish(tmp_path / "ny" / "site", with_assets("bbbbbbbb"))
    deploy(tmp_path / "ny" / "site", there)
    (release / folder).rename(tmp_path / "flyttad")
    (release / folder).symlink_to(tmp_path / "flyttad")
    publish(tmp_path / "nyast" / "site", with_assets("cccccccc"))

    deploy(tmp_path / "nyast" / "site", there)

    assert {p.name for p in (there / "assets").iterdir() if p.is_dir()} == {"bbbbbbbb", "cccccccc"}
    assert live_faults(there) == []


@pytest.mark.parametrize("sort", ["a link", "another name of a file", "a pipe"])
def test_what_is_no_lock_there_is_not_emptied(built: Path, there: Path, tmp_path: Path, sort: str) -> None:
    deploy(built, there)
    lock = LocalShelf(there).lock
    lock.unlink()
    (tmp_path / "mitt.txt").write_text("mitt", encoding="utf-8")
    if sort == "a link":
        lock.symlink_to(tmp_path / "mitt.txt")
    elif sort == "a pipe":
        os.mkfifo(lock)
    else:
        os.link(tmp_path / "mitt.txt", lock)

    with pytest.raises(PublishError, match=r"las på konto@dator är en länk eller någon annans fil\. Ta bort den"):
        deploy(built, there)

    assert (tmp_path / "mitt.txt").read_text(encoding="utf-8") == "mitt"


@pytest.mark.parametrize(
    "name", ["$(touch bevis)", "`touch bevis`", "a'b", 'a"b', "-rf", "--help", "SLUT", "a b/ c ", "%s", "*", "~"]
)
def test_a_name_that_a_shell_would_read_is_a_name_there(built: Path, there: Path, tmp_path: Path, name: str) -> None:
    publish(built, {"index.html": "gammal", name: "fil", f"assets/aaaaaaaa/{name}.js": "a"})
    deploy(built, there)
    publish(built, {"index.html": "ny", name: "fil"})
    deploy(built, there)

    assert files_in(there) == {"index.html": "ny", name: "fil", f"assets/aaaaaaaa/{name}.js": "a"}
    assert live_faults(there) == []
    with opened_remotely(target(there)) as shelf:
        roll_back(shelf)
    assert not list(tmp_path.rglob("bevis"))


def test_a_page_is_purged_there_from_every_release_and_they_stay_whole(tmp_path: Path, there: Path) -> None:
    for version in VERSIONS[:3]:
        publish(tmp_path / version, site_with(version, "a/", "b/", more=WITHDRAWN))
        deploy(tmp_path / version, there)
    publish(tmp_path / "site", site_with("ffffffff", "a/", more={"b/c/index.html": "c"}))
    deploy(tmp_path / "site", there, Removal(any_page=True))
    shelf = LocalShelf(there)

    with opened_remotely(target(there)) as remote:
        assert len(purge(remote, "/b/")) == 3
        with pytest.raises(PublishError, match="ingen utgåva har något på /b"):
            purge(remote, "/b/")
        with pytest.raises(PublishError, match="går inte att rensa"):
            purge(remote, "/../../site")

    assert {name for name in everything_in(shelf.folder) if "/b/" in name and "/b/c" not in name} == set()
    assert [p.name for p in shelf.folder.glob("*/sokindex/*")] == ["ffffffff"]
    assert [shelf.faults(release) for release in shelf.releases()] == [[]] * 4
    assert len((shelf.folder / "rensat.txt").read_text(encoding="utf-8").splitlines()) == 3
    with opened_remotely(target(there)) as remote:
        roll_back(remote)


@pytest.fixture
def sshd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A real sshd on loopback with keys of its own; gives the host to publish to."""
    program("rsync")
    daemon, client, keygen = map(program, ("sshd", "ssh", "ssh-keygen"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in ("vard", "nyckel"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / name)], check=True)
    host_key = (tmp_path / "vard.pub").read_text(encoding="utf-8")
    (tmp_path / "kanda").write_text(f"[127.0.0.1]:{port} {host_key}", encoding="utf-8")
    (tmp_path / "sshd_config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {tmp_path}/vard\nAuthorizedKeysFile {tmp_path}/nyckel.pub\n"
        "StrictModes no\nUsePAM no\nPidFile none\nPasswordAuthentication no\nPermitRootLogin yes\n",
        encoding="utf-8",
    )
    (tmp_path / "ssh_config").write_text(
        f"Host *\nPort {port}\nHostName 127.0.0.1\nIdentityFile {tmp_path}/nyckel\nIdentitiesOnly yes\n"
        f"UserKnownHostsFile {tmp_path}/kanda\nStrictHostKeyChecking yes\nIdentityAgent none\n",
        encoding="utf-8",
    )
    folder = tmp_path / "ssh-program"
    folder.mkdir()
    write_program(folder / "ssh", f'#!/bin/sh\nexec {client} -F {tmp_path}/ssh_config "$@"\n')
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    with subprocess.Popen([daemon, "-D", "-e", "-f", str(tmp_path / "sshd_config")], stderr=subprocess.PIPE) as running:
        assert running.stderr
        while b"listening on" not in (line := running.stderr.readline()):
            assert line, "sshd startade inte"
        yield f"{getpass.getuser()}@dator"
        running.terminate()


def test_publishing_and_going_back_work_over_a_real_sshd(built: Path, tmp_path: Path, sshd: str) -> None:
    there = tmp_path / "andra" / "webb"
    assert deploy(built, there, host=sshd) == []
    publish(built, {**files_in(built), "index.html": "andra"})
    assert deploy(built, there, host=sshd) == []
    assert files_in(there) == files_in(built)
    assert live_faults(there) == []

    with opened_remotely(target(there, sshd)) as shelf:
        with pytest.raises(PublishError, match="någon annan publicerar"):
            deploy(built, there, host=sshd)
        assert roll_back(shelf).number == 1

    assert files_in(there)["index.html"] == "första"


def test_a_key_that_the_other_computer_does_not_know_is_explained(built: Path, tmp_path: Path, sshd: str) -> None:
    (tmp_path / "nyckel.pub").write_text("", encoding="utf-8")

    with pytest.raises(PublishError, match=r"inloggningen nekades\. Lägg in din offentliga ssh-nyckel där"):
        deploy(built, tmp_path / "andra" / "webb", host=sshd)
