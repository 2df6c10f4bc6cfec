"""The same content on the same day is the same site to the byte, whoever builds it and wherever."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import NOON, ROOT, differing, files_of

ELSEWHERE = Path(__file__).with_name("elsewhere.py")
PARTS = ("content", "docs", "kinds", "macros", "texter")

#: Nothing of our own environment: no HOME, no locale but C with its ASCII, a time zone where it is another day.
ENVIRONMENT = {
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONHASHSEED": "4711",
    "TZ": "Pacific/Kiritimati",
    "SOURCE_DATE_EPOCH": NOON,
}
LONG_AGO = 1_000_000_000  #: 9 September 2001, as the time of every file.


@pytest.fixture(scope="module")
def built_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site built from a copy in surroundings that have nothing in common with ours."""
    folder = tmp_path_factory.mktemp("annan mapp å") / "projekt"
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part)
    for name in ("mkdocs.yml", "andringar.txt"):
        shutil.copy(ROOT / name, folder)
    for path in folder.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    done = subprocess.run(
        [sys.executable, str(ELSEWHERE), "build", "--komprimera"],
        cwd=folder,
        env=ENVIRONMENT,
        umask=0o077,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


def test_folder_order_zone_locale_seed_year_network_home_and_umask_do_not_change_a_byte(
    built_elsewhere: Path, site_dir: Path
) -> None:
    assert len(files_of(site_dir)) > 400
    found = differing(built_elsewhere, site_dir)
    assert not found, "\n".join(found)


def test_no_published_text_names_the_folder_or_the_year_it_was_built_in(built_elsewhere: Path) -> None:
    folder, year = str(built_elsewhere.parent).encode(), b"2041-0"

    assert [name for name, data in files_of(built_elsewhere).items() if folder in data or year in data] == []
