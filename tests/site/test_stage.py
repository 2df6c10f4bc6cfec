"""``kb stage``: the same pages for an engine that knows nothing of us."""

from __future__ import annotations

import re
import subprocess
import sys

import yaml

from .conftest import DAY, ROOT

_MAIN = re.compile(r'<main id="innehall".*?</main>', re.S)


def test_plain_mkdocs_without_our_plugin_gives_the_same_page_bodies(tmp_path, site_dir):
    staged = tmp_path / "staged"
    command = [sys.executable, "-m", "kunskapsbank", "--projekt", str(ROOT), "--now", DAY, "stage", str(staged)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert yaml.safe_load((staged / "mkdocs.yml").read_text(encoding="utf-8"))["plugins"] == []
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "--strict", "-f", str(staged / "mkdocs.yml"),
                    "-d", str(tmp_path / "plain")], check=True, timeout=300)

    pages = sorted(p.relative_to(site_dir) for p in site_dir.rglob("index.html"))
    assert len(pages) > 200
    different = [str(page) for page in pages
                 if _MAIN.search((tmp_path / "plain" / page).read_text(encoding="utf-8"))[0]
                 != _MAIN.search((site_dir / page).read_text(encoding="utf-8"))[0]]
    assert different == []
