"""No link is followed, and no name leads out of its folder."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kunskapsbank.base.plain_files import Seen, digest_of, digests_below, entries_below, is_plain_name, read_plain

#: Names that a manifest could give to lead us astray, by what is odd about them.
ODD_NAMES = {
    "nothing": "",
    "absolute": "/etc/passwd",
    "above": "../../.ssh/authorized_keys",
    "above, further in": "assets/../../x",
    "here": "./index.html",
    "an empty part": "a//b",
    "a folder": "a/",
    "a new line": "a\nSLUT\nrm -rf ~\n",
    "NUL": "a\0b",
    "an escape sequence": "\x1b[2Ja",
    "delete": "a\x7f",
    "a next line of its own": "a\x85b",
    "a line separator": "a\u2028b",
    "text from right to left": "a\u202eb",
    "half a pair": "a\ud800",
    "a backslash": "..\\..\\x",
    "a disk": "C:/Windows/x",
    "a hidden stream": "index.html:dold",
    "a long part": f"{'a' * 256}/b",
    "a long path": "/".join(["ab"] * 400),
}


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_a_name_that_could_lead_elsewhere_is_not_plain(name: str) -> None:
    assert not is_plain_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "a/b/index.html",
        "å ä.txt",
        ".well-known/security.txt",
        "..a/b..",
        "-rf",
        "$(x)",
        "a'b\"c",
        "%2e%2e/x",
    ],
)
def test_a_name_that_stays_below_is_plain(name: str) -> None:
    assert is_plain_name(name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file, beside a file of somebody else's."""
    (tmp_path / "hemligt").mkdir()
    (tmp_path / "hemligt" / "fil.txt").write_text("hemligt", encoding="utf-8")
    (tmp_path / "mapp" / "inre").mkdir(parents=True)
    (tmp_path / "mapp" / "inre" / "fil.txt").write_text("innehall", encoding="utf-8")
    return tmp_path / "mapp"


def test_an_ordinary_file_is_read(folder: Path) -> None:
    assert read_plain(folder / "inre/fil.txt", below=folder) == b"innehall"
    assert read_plain(folder / "inre/fil.txt", max_bytes=8) == b"innehall"


@pytest.mark.parametrize("at", ["lank.txt", "inre/lank.txt", "lankad/fil.txt", "inre/lankad/fil.txt"])
def test_a_link_is_not_followed_at_the_end_or_on_the_way(folder: Path, at: str) -> None:
    link = folder / at if at.endswith("lank.txt") else (folder / at).parent
    link.symlink_to(folder.parent / "hemligt" / ("fil.txt" if link.suffix else ""))

    with pytest.raises(OSError):  # noqa: PT011 - which of two errors hangs on the system
        read_plain(folder / at, below=folder)
    assert digest_of(folder / at, folder) == ""


def test_many_files_are_told_from_others_as_one_is(folder: Path) -> None:
    (folder / "lankad").symlink_to(folder.parent / "hemligt")
    (folder / "inre" / "djup").mkdir()
    for name in ("fil.txt", "inre/annan.txt", "inre/djup/fil.txt"):
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "inre/lank.txt").symlink_to("fil.txt")
    names = ["inre/fil.txt", "fil.txt", "inre/djup/fil.txt", "inre/annan.txt", "inre/lank.txt", "inre/djup", "saknas/a"]
    names += ["lankad/fil.txt", "inre/saknas", "fil.txt/a"]

    assert dict(digests_below(folder, names)) == {name: digest_of(folder / name, folder) for name in names}
    assert {name for name, digest in digests_below(folder, names) if digest} == {
        "inre/fil.txt",
        "fil.txt",
        "inre/djup/fil.txt",
        "inre/annan.txt",
    }


@pytest.mark.parametrize("sort", ["folder", "pipe"])
def test_what_is_no_ordinary_file_is_not_read_and_not_waited_for(folder: Path, sort: str) -> None:
    (folder / "x").mkdir() if sort == "folder" else os.mkfifo(folder / "x")

    with pytest.raises(OSError) as refused:  # noqa: PT011
        read_plain(folder / "x", below=folder)
    assert refused.value.errno == (errno.EISDIR if sort == "folder" else errno.ELOOP)
    assert digest_of(folder / "x") == ""


def test_a_file_that_is_too_large_is_not_read(folder: Path) -> None:
    with (folder / "stor").open("wb") as file:
        file.truncate(3 * 1024**3)

    with pytest.raises(OSError) as refused:  # noqa: PT011
        read_plain(folder / "stor", max_bytes=1000)
    assert refused.value.errno == errno.EFBIG


def test_what_a_file_holds_is_known_under_each_name_that_it_is_linked_to_and_no_other(tmp_path: Path) -> None:
    before, now = tmp_path / "fore", tmp_path / "nu"
    for folder in (before, now):
        folder.mkdir()
    (before / "a").write_text("ett", encoding="utf-8")
    (now / "b").write_text("ett", encoding="utf-8")
    os.link(before / "a", now / "c")
    (now / "d").symlink_to(before / "a")
    seen = Seen()
    digest = digest_of(before / "a", before, seen)

    assert seen.among(now, dict(entries_below(now))) == {"c": digest}
    assert digest == digest_of(before / "a")
