"""A site whose every text tries to leave its place shows those texts as texts, on every page and in the search."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
import yaml
from pydantic import ValidationError

from kunskapsbank.reading import front_matter

from ..conftest import KINDS
from .conftest import DAY, ROOT
from .pages import serving

HOSTILE = """"'></title><img src=x onerror="document.title='skadad'">{{7*7}}"""
OF_THE_HANDBOOK = re.compile(r"\.\./\.\./assets/ikon\.svg|(?:\.\./)?bilder/[a-z-]+\.webp")  #: Its own pictures.
ROOM = 30_000  #: Bytes of a front matter to fill; the limit is 32 kB.
LINKED = ("docs", "kinds", "macros", "texter")


def leaves(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to every text in *value*."""
    if isinstance(value, str):
        yield way
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from leaves(inner, (*way, key))


def with_hostile(value: Any, way: tuple[Any, ...]) -> Any:
    """A copy of *value* whose text at *way* ends with the hostile text."""
    if not way:
        return value + HOSTILE
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[way[0]] = with_hostile(value[way[0]], way[1:])
    return copied


def hostile_record(path: Path, whole: bool) -> str:
    """The record at *path* with the hostile text at the end of its title and lead, or of all its texts."""
    read, _ = front_matter.read(path, path.name)
    kind = KINDS[path.parent.name]
    values = front_matter.plain(read.front)
    room = (ROOM - len(json.dumps(values, ensure_ascii=False).encode())) // (len(HOSTILE) + 4)
    for way in [way for way in leaves(values) if whole or way[0] in ("titel", "ingress")][: max(room, 2)]:
        changed = with_hostile(values, way)
        try:
            kind.of(read, path.stem, changed)
        except ValidationError:
            continue
        values = changed
    front = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10**9)
    return f"---\n{front}---\n{read.body}\n\nEtt tecken < och `{HOSTILE}` som kod, {{{{ 7 * 7 }}}}.\n"


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site with hostile texts, built by ``kb build``."""
    root = tmp_path_factory.mktemp("fientlig")
    for name in LINKED:
        (root / name).symlink_to(ROOT / name)
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    without_sheets = config.replace("- kunskapsbank:\n", "- kunskapsbank:\n      handouts: false\n")
    (root / "mkdocs.yml").write_text(without_sheets, encoding="utf-8")
    for folder in sorted((ROOT / "content").iterdir()):
        for number, path in enumerate(sorted(folder.glob("*.md"))):
            target = root / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(hostile_record(path, whole=number < 3), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "kunskapsbank", "--now", DAY, "build"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return root / "site"


def test_no_text_of_the_content_becomes_an_element_or_an_event_on_any_page(hostile_site: Path) -> None:
    pages = sorted(hostile_site.rglob("*.html"))
    harmed = []
    for page in pages:
        for element in html5lib.parse(page.read_text(encoding="utf-8"), namespaceHTMLElements=False).iter():
            theirs = element.tag == "img" and not OF_THE_HANDBOOK.fullmatch(element.get("src"))
            if theirs or any(str(key).startswith("on") for key in element.keys()):  # noqa: SIM118
                harmed.append((str(page.relative_to(hostile_site)), str(element.tag)))

    assert len(pages) > 200
    assert harmed == []


def test_every_page_of_a_record_shows_the_hostile_title_as_text(hostile_site: Path) -> None:
    tree = html5lib.parse(
        (hostile_site / "begrepp/validering/index.html").read_text(encoding="utf-8"), namespaceHTMLElements=False
    )

    assert HOSTILE.strip() in "".join(tree.find(".//h1").itertext())
    assert HOSTILE.strip() in tree.find(".//title").text
    assert HOSTILE.strip() in tree.find(".//meta[@property='og:title']").get("content")


def test_nothing_in_the_content_is_a_template(hostile_site: Path) -> None:
    text = (hostile_site / "begrepp/validering/index.html").read_text(encoding="utf-8")

    assert "{{7*7}}" in text
    assert "{{ 7 * 7 }}" in text
    assert not re.search(r"som kod, 49|'skadad'&#39;&quot;&gt;49", text)


def test_every_file_of_data_on_the_site_is_whole(hostile_site: Path) -> None:
    files = sorted(hostile_site.rglob("*.json"))

    assert files
    for path in files:
        json.loads(path.read_text(encoding="utf-8"))
    for page in sorted(hostile_site.rglob("*.html")):
        for script in html5lib.parse(page.read_text(encoding="utf-8"), namespaceHTMLElements=False).iter("script"):
            if script.get("type") == "application/ld+json":
                json.loads(script.text)


def test_the_search_shows_hostile_titles_as_text(hostile_site: Path, chromium: Any) -> None:
    with serving(hostile_site) as address, chromium.new_page() as page:
        page.goto(f"{address}sok/?q=validering")
        page.wait_for_selector("main a[href*='vagledning/']")  # A hit.
        assert "<img src=x onerror=" in page.inner_text("main")
        assert page.locator("img").count() == 0
        assert "skadad" not in page.title()
