"""The tool that compares our Markdown with cmark-gfm."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .conftest import REPO


def test_pages_are_counted_by_what_becomes_of_them(tmp_path: Path) -> None:
    pages = {
        "a": "Ta med:\n- ett\n  - två",
        "b": "{{ x }}",
        "c": "<div>\n\nx",
        "d": "---\ntitle: x\n---\n# D\n\n#### E",
    }
    for name, text in pages.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")

    ran = subprocess.run(
        [sys.executable, REPO / "tools/compare_markdown.py", tmp_path], capture_output=True, text=True, check=True
    )

    assert [" ".join(line.split()) for line in ran.stdout.splitlines()] == [
        "4 sidor",
        "0 text som försvinner utan ett ord",
        "0 annan struktur utan ett ord",
        "0 ändras av en andra rättning",
        "som de är, efter --ratta:",
        "1 2 godtas",
        "1 1 godtas med varning",
        "2 1 avvisas",
        "1 1 template-code",
        "1 1 html-in-body",
        "1 0 skipped-heading-level",
        "1 0 top-heading-in-body",
    ]
