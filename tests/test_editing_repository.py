"""The room writes all of a change in one commit or nothing, and touches nothing else of the project or its git."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kunskapsbank.editing import git as git_of_the_room
from kunskapsbank.editing.git import Git, Unready
from kunskapsbank.editing.journal import Moved
from kunskapsbank.editing.names import MAX_ID, Names, OutOfBounds
from kunskapsbank.editing.people import Person
from kunskapsbank.editing.repository import ROOM, Repository

ANNA = Person("anna", "Anna Ek", "anna@example.org", frozenset(("skriver",)))
NAMES = Names(frozenset(("ord", "rad")), frozenset(("en", "sv-simple")))
NOW = dt.datetime(2026, 11, 30, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
NAME = "content/ord/ett.md"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings of whoever runs the tests decide what git does."""
    monkeypatch.setenv("HOME", str(tmp_path / "hem"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "hem"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def git(root: Path, *words: str) -> str:
    """What git, the program, says."""
    known = ["-c", "user.name=Git", "-c", "user.email=git@example.org"]
    done = subprocess.run(["git", *known, *words], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project in a repository of its own, with one record."""
    root = tmp_path / "projekt"
    (root / "content" / "ord").mkdir(parents=True)
    (root / NAME).write_bytes(b"ett\n")
    (root / "mkdocs.yml").write_text("site_name: Ord\n", encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Start")
    return root


def write(repository: Repository, text: bytes | None = b"nytt\n", name: str = NAME, **more: Any) -> str:
    return repository.commit({name: text}, ANNA, "Skrev\n\nMer om det", NOW, **more)


def test_a_commit_is_by_the_person_and_holds_just_these_files(root: Path) -> None:
    repository = Repository.of(root, NAMES)

    made = repository.commit(
        {NAME: b"nytt\n", "redaktion/ord/ett.md": b"x\n"}, ANNA, "Skrev", NOW, ("spara", "ord/ett")
    )

    assert git(root, "show", "--format=%H %an <%ae> %cn %aI %s", "--name-status", "HEAD").splitlines() == [
        f"{made} Anna Ek <anna@example.org> Anna Ek 2026-11-30T08:00:00+01:00 Skrev",
        "",
        "M\tcontent/ord/ett.md",
        "A\tredaktion/ord/ett.md",
    ]
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "fsck", "--strict") == ""
    [line] = repository.audit.lines()
    assert (line["vem"], line["vad"], line["vilken"], line["commit"]) == ("anna", "spara", "ord/ett", made)


@pytest.mark.parametrize("version", ["2", "4"])
def test_what_else_is_staged_changed_and_untracked_stays_as_it_is(root: Path, version: str) -> None:
    for name, text in (("a", "1"), ("b", "1"), ("c", "1")):
        (root / name).write_text(text)
    git(root, "add", "a", "b", "c")
    git(root, "commit", "-qm", "Mer")
    (root / "a").write_text("staged")
    git(root, "add", "a")
    (root / "a").write_text("changed after")
    (root / "b").write_text("changed")
    (root / "new").write_text("untracked")
    (root / "added").write_text("added")
    git(root, "add", "added")
    git(root, "rm", "-q", "--cached", "c")
    git(root, "add", "-N", "new")
    git(root, "update-index", "--assume-unchanged", "mkdocs.yml")
    git(root, "update-index", "--index-version", version)
    git(root, "gc", "-q")
    git(root, "update-index", "--untracked-cache")
    shown = [["status", "--porcelain=v2"], ["ls-files", "-v", "-s", "--debug", "--", f":!{NAME}"]]
    before = [git(root, *words) for words in shown]

    write(Repository.of(root, NAMES))

    assert [git(root, *words) for words in shown] == before
    assert git(root, "show", "--name-only", "--format=") == NAME
    assert git(root, "fsck", "--strict") == ""


def test_a_file_is_made_and_removed_with_its_folder(root: Path) -> None:
    repository = Repository.of(root, NAMES)

    write(repository, name="redaktion/rad/ny.md")
    write(repository, None, name="redaktion/rad/ny.md")

    assert git(root, "ls-tree", "-r", "--name-only", "HEAD").splitlines() == [NAME, "mkdocs.yml"]
    assert git(root, "status", "--porcelain") == ""
    assert not (root / "redaktion/rad/ny.md").exists()


def test_what_changes_nothing_makes_no_commit(root: Path) -> None:
    repository = Repository.of(root, NAMES)
    head = repository.head()

    assert write(repository, b"ett\n") == head == repository.head()


def test_what_lay_there_and_was_not_committed_is_committed_first_as_nobodys(root: Path) -> None:
    (root / NAME).write_bytes(b"for hand\n")
    repository = Repository.of(root, NAMES)

    write(repository)

    assert git(root, "log", "--format=%an", "-2").splitlines() == ["Anna Ek", ROOM.name]
    assert repository.at(NAME, git(root, "rev-parse", "HEAD~1")) == b"for hand\n"


def test_history_tells_who_changed_a_file_and_what_it_held(root: Path) -> None:
    repository = Repository.of(root, NAMES)
    first = repository.head()
    made = write(repository)
    write(repository, name="content/rad/annan.md")

    [last, start] = repository.history((NAME, "content/ord/annat.md"))

    assert (last.commit, last.name, last.email, last.when, last.message) == (
        made, "Anna Ek", "anna@example.org", NOW, "Skrev\n\nMer om det",
    )  # fmt: skip
    assert (last.names, start.commit) == ((NAME,), first)
    assert repository.at(NAME, first) == b"ett\n"
    assert repository.at("content/rad/annan.md", first) is None
    with pytest.raises(KeyError):
        repository.at(NAME, "0" * 40)


def test_a_project_in_a_folder_of_a_repository_is_committed_there(root: Path) -> None:
    inner = root / "manual"
    (inner / "content/ord").mkdir(parents=True)
    (inner / NAME).write_bytes(b"inre\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Inre")

    repository = Repository.of(inner, NAMES)
    write(repository)

    assert not repository.made
    assert git(root, "show", "--name-only", "--format=") == f"manual/{NAME}"
    assert git(root, "status", "--porcelain") == ""


def test_a_repository_is_made_where_none_holds_the_project(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")  # Of something else: it knows nothing of the project.
    new = tmp_path / "ny"
    (new / "content/ord").mkdir(parents=True)
    (new / NAME).write_bytes(b"gammalt\n")

    repository = Repository.of(new, NAMES)
    assert repository.made
    assert repository.head() == ""
    assert repository.history((NAME,)) == ()
    write(repository)

    assert not Repository.of(new, NAMES).made
    assert git(new, "log", "--format=%an").splitlines() == ["Anna Ek", ROOM.name]
    assert git(new, "status", "--porcelain") == ""


def test_line_ends_are_as_the_repository_asks_for(root: Path) -> None:
    git(root, "config", "core.autocrlf", "true")
    (root / NAME).write_bytes(b"ett\r\n")
    repository = Repository.of(root, NAMES)

    made = write(repository, b"ett\r\ntva\r\n")

    assert (root / NAME).read_bytes() == b"ett\r\ntva\r\n"
    assert repository.at(NAME, made) == b"ett\r\ntva\r\n"
    assert git(root, "show", "--stat", "--format=").splitlines()[-1].strip() == "1 file changed, 1 insertion(+)"
    assert git(root, "log", "--format=%an").splitlines() == ["Anna Ek", "Git"]


def _merge(root: Path) -> None:
    git(root, "switch", "-qc", "annan")
    (root / NAME).write_bytes(b"annan\n")
    git(root, "commit", "-qam", "Annan")
    git(root, "switch", "-q", "main")
    (root / NAME).write_bytes(b"min\n")
    git(root, "commit", "-qam", "Min")
    known = ["-c", "user.name=Git", "-c", "user.email=git@example.org"]
    subprocess.run(["git", *known, "merge", "annan"], cwd=root, capture_output=True, check=False)


def _rebase(root: Path) -> None:
    (root / ".git/rebase-merge").mkdir()


def _detached(root: Path) -> None:
    git(root, "checkout", "-q", "--detach")


def _locked(root: Path) -> None:
    (root / ".git/index.lock").touch()


def _split(root: Path) -> None:
    git(root, "update-index", "--split-index")


def _without_its_tree(root: Path) -> None:
    tree = git(root, "rev-parse", "HEAD^{tree}")
    (root / ".git/objects" / tree[:2] / tree[2:]).unlink()


def _without_its_commit(root: Path) -> None:
    commit = git(root, "rev-parse", "HEAD")
    (root / ".git/objects" / commit[:2] / commit[2:]).unlink()


def _damaged(root: Path) -> None:
    commit = git(root, "rev-parse", "HEAD")
    path = root / ".git/objects" / commit[:2] / commit[2:]
    path.chmod(0o644)
    path.write_bytes(b"nothing of git's")


def _damaged_index(root: Path) -> None:
    (root / ".git/index").write_bytes(b"DIRC....")


@pytest.mark.parametrize(
    "spoil",
    [_merge, _rebase, _detached, _locked, _split, _without_its_tree, _without_its_commit, _damaged, _damaged_index],
)
def test_where_git_is_at_something_else_or_damaged_nothing_is_written_and_it_says_why(
    root: Path, spoil: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_of_the_room, "WAIT_SECONDS", 0.1)
    repository = Repository.of(root, NAMES)
    spoil(root)
    text = (root / NAME).read_bytes()
    listed = sorted(path for path in (root / ".git").rglob("*") if "objects" not in path.parts)

    with pytest.raises(Unready) as raised:
        write(repository)

    assert len(str(raised.value.args[0])) > 20
    assert (root / NAME).read_bytes() == text
    assert sorted(path for path in (root / ".git").rglob("*") if "objects" not in path.parts) == listed
    assert repository.audit.lines() == []
    assert os.listdir(root / ".kb-redaktion/journal") == []


ODD = {
    "above": "content/ord/../../../x.md",
    "above, instead of an id": "content/ord/..md",
    "absolute": "/content/ord/ett.md",
    "a kind that is none": "content/kinds/ett.md",
    "no kind": "content/ett.md",
    "deeper": "content/ord/ett/tva.md",
    "code": "kinds/ord.py",
    "settings": "mkdocs.yml",
    "git": ".git/config",
    "the room": ".kb-redaktion/konton.json",
    "another type": "content/ord/ett.yml",
    "two types": "redaktion/ord/ett.yml.md.yml",
    "capitals": "content/ord/Ett.md",
    "a kind in capitals": "content/Ord/ett.md",
    "another letter that looks the same": "content/ord/еtt.md",
    "composed otherwise": "content/ord/a\u030a.md",
    "NUL": "content/ord/ett\0.md",
    "a line": "content/ord/ett.md\n",
    "a line in the id": "content/ord/ett\n.md",
    "a backslash": "content\\ord\\ett.md",
    "a stream": "content/ord/ett.md:dold",
    "a device": "content/ord/con.md",
    "the list's own page": "content/ord/index.md",
    "too long": f"content/ord/{'a' * (MAX_ID + 1)}.md",
    "300 signs": f"content/ord/{'a' * 300}.md",
    "another language": "content/ord/ett.de.md",
    "two languages": "content/ord/ett.en.en.md",
    "nothing but a language": "content/ord/.en.md",
    "an empty id": "content/ord/.md",
    "a hidden file": "content/ord/.ett.md",
    "spaces": "content/ord/e tt.md",
    "an ending dot": "content/ord/ett.md.",
    "nothing": "",
    "a folder": "content/ord/",
    "a picture elsewhere": "docs/assets/ett.png",
    "a picture deeper": "docs/assets/bilder/x/ett.png",
    "a page among pictures": "docs/assets/bilder/ett.md",
    "a script among pictures": "docs/assets/bilder/ett.js",
    "a picture with two types": "docs/assets/bilder/ett.php.png",
    "a picture in capitals": "docs/assets/bilder/Ett.PNG",
    "a picture called as a device": "docs/assets/bilder/nul.png",
    "a picture above": "docs/assets/bilder/../ett.png",
}


@pytest.mark.parametrize("name", ODD.values(), ids=ODD)
def test_no_other_name_is_written_or_read(root: Path, name: str) -> None:
    repository = Repository.of(root, NAMES)

    assert not NAMES.allows(name)
    for do in (
        lambda: write(repository, name=name),
        lambda: repository.read(name),
        lambda: repository.at(name, "0" * 40),
    ):
        with pytest.raises(OutOfBounds):
            do()
    assert git(root, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "name",
    [
        "content/ord/ett-2.md",
        "content/rad/a.en.md",
        "content/rad/a.sv-simple.md",
        "redaktion/ord/a.md",
        "redaktion/ord/a.en.yml",
        "docs/assets/bilder/ett-foto.jpg",
        "docs/assets/bilder/karta.svg",
    ],
)
def test_records_proposals_and_pictures_are_written(root: Path, name: str) -> None:
    write(Repository.of(root, NAMES), b"x", name=name)

    assert (root / name).read_bytes() == b"x"


@pytest.mark.parametrize("at", ["content", "content/ord", NAME])
def test_no_link_is_followed(root: Path, tmp_path: Path, at: str) -> None:
    repository = Repository.of(root, NAMES)
    elsewhere = tmp_path / "annanstans"
    os.replace(root / at, elsewhere)
    (root / at).symlink_to(elsewhere)
    before = sorted((path, path.read_bytes()) for path in [elsewhere, *elsewhere.rglob("*")] if path.is_file())

    with pytest.raises(OSError, match=r"link|directories|directory"):
        write(repository)

    assert sorted((path, path.read_bytes()) for path in [elsewhere, *elsewhere.rglob("*")] if path.is_file()) == before
    assert repository.audit.lines() == []


def test_a_link_put_in_a_folders_place_while_the_change_is_judged_leads_nowhere(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository.of(root, NAMES)
    elsewhere = tmp_path / "annanstans"
    store = Git.commit

    def swapped(*given: Any) -> str:
        os.replace(root / "content/ord", elsewhere)
        (root / "content/ord").symlink_to(elsewhere)
        return store(*given)

    monkeypatch.setattr(Git, "commit", swapped)
    with pytest.raises(Moved):
        write(repository)

    assert (elsewhere / "ett.md").read_bytes() == b"ett\n"
    assert repository.head() == git(root, "rev-parse", "HEAD")
    assert repository.audit.lines() == []


def test_a_file_that_somebody_saves_meanwhile_is_not_overwritten(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository.of(root, NAMES)
    store, head = Git.commit, repository.head()

    def meanwhile(*given: Any) -> str:
        (root / NAME).write_bytes(b"for hand\n")
        return store(*given)

    monkeypatch.setattr(Git, "commit", meanwhile)
    with pytest.raises(Moved):
        write(repository)

    assert ((root / NAME).read_bytes(), repository.head()) == (b"for hand\n", head)


def test_another_repository_of_the_same_project_waits_for_its_turn(root: Path) -> None:
    first, then = Repository.of(root, NAMES), Repository.of(root, NAMES)

    with first.alone():
        pass
    write(first)
    write(then, b"sedan\n")

    assert git(root, "log", "--format=%s").splitlines() == ["Skrev", "Skrev", "Start"]


def test_permissions_stay(root: Path) -> None:
    (root / NAME).chmod(0o640)

    write(Repository.of(root, NAMES))

    assert (root / NAME).stat().st_mode & 0o777 == 0o640


def test_a_file_that_can_be_run_still_can(root: Path) -> None:
    (root / NAME).chmod(0o755)
    git(root, "commit", "-qam", "Kan koras")

    write(Repository.of(root, NAMES))

    assert git(root, "ls-tree", "HEAD", NAME).startswith("100755")
    assert git(root, "status", "--porcelain") == ""


def test_a_work_tree_beside_is_written_on_its_own_branch(root: Path, tmp_path: Path) -> None:
    beside = tmp_path / "bredvid"
    git(root, "worktree", "add", "-q", "-b", "gren/ett", str(beside))

    made = write(Repository.of(beside, NAMES))

    assert git(root, "rev-parse", "gren/ett") == made
    assert git(beside, "status", "--porcelain") == ""
    assert (root / NAME).read_bytes() == b"ett\n"


def test_objects_with_longer_names_are_not_written(tmp_path: Path) -> None:
    root = tmp_path / "projekt"
    (root / "content/ord").mkdir(parents=True)
    (root / NAME).write_bytes(b"ett\n")
    git(root, "init", "-q", "-b", "main", "--object-format=sha256")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Start")

    with pytest.raises(Unready, match="sha256"):
        write(Repository.of(root, NAMES))

    assert git(root, "status", "--porcelain") == ""
    assert git(root, "fsck", "--strict") == ""


@pytest.mark.parametrize("name", ["Anna <x@example.org>\nauthor Bo <bo@example.org>", "A\0B", "", "<>", "\u2028"])
def test_a_name_cannot_make_a_commit_look_like_anothers(root: Path, name: str) -> None:
    person = Person("anna", name, "anna@example.org>\nBo", frozenset())

    Repository.of(root, NAMES).commit({NAME: b"x"}, person, "Skrev\0", NOW)

    assert git(root, "fsck", "--strict") == ""
    assert git(root, "log", "-1", "--format=%ae") == "anna@example.orgBo"
    assert git(root, "log", "-1", "--format=%an") in ("Anna x@example.org author Bo bo@example.org", "A B", "anna")


def test_history_is_what_git_tells_also_across_merges_and_clocks_that_jump(root: Path) -> None:
    repository, other = Repository.of(root, NAMES), "content/ord/tva.md"
    for number, hours in enumerate((5, -300, 2, 0)):
        when = NOW + dt.timedelta(hours=hours)
        repository.commit({NAME: b"%d\n" % number}, ANNA, "Ett", when)
        git(root, "switch", "-qc", f"gren-{number}", "HEAD~1")
        repository.commit({other: b"%d\n" % number}, ANNA, "Två", when)
        git(root, "switch", "-q", "main")
        git(root, "merge", "-q", "--no-edit", "-X", "theirs", f"gren-{number}")
    git(root, "gc", "-q")

    for names in ((NAME,), (other,), (NAME, other), ("content/rad/ingen.md",)):
        wanted = git(root, "log", "--format=%H", "--", *names).splitlines()
        assert sorted(one.commit for one in repository.history(names)) == sorted(wanted)
        assert len(repository.history(names, 2)) == min(2, len(wanted))
    assert {one.names for one in repository.history((NAME, other)) if one.message == "Två"} == {(other,)}
