"""The plugin in somebody's own MkDocs project: records as pages in that site's look, and everything else untouched."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.site_settings import read_settings

from .conftest import TODAY

#: As projects with Material often look: sections, features, extensions with a tag of Python's, a search of its own.
MATERIAL = """\
site_name: Verktyg
site_url: https://verktyg.example/docs/
repo_url: https://git.example/verktyg
edit_uri: edit/main/docs/
theme:
  name: material
  features: [navigation.tabs, content.code.copy]
  palette:
    - {media: "(prefers-color-scheme: light)", scheme: default}
plugins:
  - search
  - kunskapsbank
markdown_extensions:
  - admonition
  - toc: {permalink: true}
  - pymdownx.superfences:
      custom_fences:
        - name: mermaid
          class: mermaid
          format: !!python/name:pymdownx.superfences.fence_code_format
nav:
  - Home: index.md
  - Guide: [guide/start.md]
"""
#: As small projects look: a theme of MkDocs' own, pages in a folder of another name, a menu made of what there is.
PLAIN = """\
site_name: Small
docs_dir: pages
theme: readthedocs
extra_css: [extra.css]
plugins: [search, kunskapsbank]
"""
#: As large projects look: a file that another is laid over, plugins by name, templates and hooks beside the pages,
#: values from the environment, calls of Python's, parts of the menu without a name.
LAYERED = """\
INHERIT: ./common.yml
site_name: Large
edit_uri: ""
theme:
  name: material
  custom_dir: docs/.overrides
  language: en
plugins:
  search: {}
  kunskapsbank: {}
  tags:
    enabled: !ENV [TAGS, true]
    tags_slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}
hooks: [docs/.hooks/titles.py]
watch: [more]
nav:
  - Large: index.md
  - "": [guide/start.md]
extra_css: [extra.css, "https://fonts.example/a.css"]
"""
BESIDE = {
    "common.yml": "markdown_extensions:\n  pymdownx.highlight: {linenums: !ENV [LINES, false]}\n  admonition:\n",
    "docs/.overrides/main.html": '{% extends "base.html" %}\n',
    "docs/.overrides/partials/copyright.html": "<p>In a file of theirs</p>\n",
    "docs/.hooks/titles.py": "def on_page_markdown(markdown, page, **_):\n    return markdown\n",
    "more/a.txt": "",
}
KIND = """\
from kunskapsbank.kinds import Record, Ref, Shown, Term, field
from typing import Annotated


class Ord(Term):
    \"\"\"A word.\"\"\"

    kind = "ord"
    singular = "Ord"
    plural = "Ord"
    about = "Ord som sidorna använder."


class Rad(Record):
    \"\"\"A piece of advice.\"\"\"

    kind = "rad"
    singular = "Råd"
    plural = "Råd"
    about = "Råd om verktyg."

    om: Annotated[str | None, Ref("ord", back="Råd"), Shown()] = field("Om", "Ett ord.", default=None)
"""
ALWAYS = "synonymer: [ett, två, tre]\nkallor: [{url: 'https://www.skolverket.se/', ar: 2026}]\n"
RECORDS = {
    "ord/hyvel.md": f"---\ntitel: hyvel\ningress: Ett verktyg som jämnar trä.\n{ALWAYS}---\n",
    "rad/slipa.md": f"---\ntitel: Slipa eggen\ningress: Så blir eggen vass.\nom: hyvel\n{ALWAYS}---\n\n"
    "## Gör så här\n\nTa en hyvel. Läs [mer](../../{docs}/guide/start.md).\n",
}
PAGES = {
    "index.md": "# Hello\n\n!!! note\n    Text without front matter. {{ not ours }}\n\n[Guide](guide/start.md)\n",
    "guide/start.md": "---\nhide: [toc]\ntags: [a]\n---\n\n# Start\n\n```python\nprint(1)\n```\n",
    "extra.css": "p { color: green }\n",
    "active.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
}


@pytest.fixture(
    params=[
        pytest.param((MATERIAL, "docs", {}), id="Material"),
        pytest.param((PLAIN, "pages", {}), id="readthedocs"),
        pytest.param((LAYERED, "docs", BESIDE), id="layered"),
    ]
)
def existing(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    """A project that was there before, with a kind, two records and our plugin put in."""
    config, docs, beside = request.param
    files = {
        **beside,
        "mkdocs.yml": config,
        "kinds/verktyg.py": KIND,
        **{f"content/{name}": text.replace("{docs}", docs) for name, text in RECORDS.items()},
        **{f"{docs}/{name}": text for name, text in PAGES.items()},
    }
    for name, text in files.items():
        path = tmp_path / "p" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Project(tmp_path / "p")


def mkdocs(project: Project, out: Path, config: str = "mkdocs.yml") -> subprocess.CompletedProcess[str]:
    """``mkdocs build --strict`` of *project* into *out*."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", config, "-d", str(out)]
    return subprocess.run(command, cwd=project.root, capture_output=True, text=True, timeout=120, check=False)


def test_a_page_that_is_not_published_calls_nothing_and_nothing_leads_there(existing: Project) -> None:
    docs = existing.root / read_settings(existing.config)[0].docs
    (docs / "notes").mkdir()
    (docs / "notes" / "a.md").write_text("---\nrender_macros: true\n---\n{{ no macro }}\n", encoding="utf-8")
    config = existing.config.read_text(encoding="utf-8")
    assert [p.place.path for p in run(existing, TODAY).problems] == [f"{docs.name}/notes/a.md"]

    existing.config.write_text(f"{config}exclude_docs: /notes/\n", encoding="utf-8")
    assert run(existing, TODAY).problems == ()


def test_records_are_pages_in_the_look_of_the_site_and_its_own_pages_stay_as_they_were(
    existing: Project, tmp_path: Path
) -> None:
    done = mkdocs(existing, tmp_path / "with")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Sidorna visas i projektets eget tema") == 1
    with_us = existing.config.read_text(encoding="utf-8")
    without = re.sub(r"  - kunskapsbank\n|, kunskapsbank|  kunskapsbank: \{\}\n", "", with_us)
    (existing.root / "without.yml").write_text(without, encoding="utf-8")
    assert mkdocs(existing, tmp_path / "without", "without.yml").returncode == 0

    page = (tmp_path / "with/rad/slipa/index.html").read_text(encoding="utf-8")
    theirs = (tmp_path / "with/guide/start/index.html").read_text(encoding="utf-8")
    look = "md-content" if "material" in without else "wy-nav-content"
    assert look in page
    assert look in theirs
    assert '<a href="../../guide/start/">mer</a>' in page
    assert 'href="../../ord/hyvel/"' in page
    assert "Så blir eggen vass." in page
    assert 'href="#gor-sa-har"' in page  # In the theme's own table of contents.
    assert "assets/kunskapsbank.css" in page
    assert (tmp_path / "with/assets/kunskapsbank.css").is_file()
    assert (tmp_path / "with/rad/index.html").is_file()
    assert "Slipa eggen" in (tmp_path / "with/search/search_index.json").read_text(encoding="utf-8")
    for name in ("index.html", "guide/start/index.html", "extra.css", "active.svg", "404.html"):
        assert content(tmp_path / "with" / name) == content(tmp_path / "without" / name), name


@pytest.mark.parametrize("existing", [pytest.param((MATERIAL, "docs", {}), id="Material")], indirect=True)
def test_cards_stand_apart_and_in_line_with_the_text_of_the_theme(
    existing: Project, tmp_path: Path, chromium: Browser
) -> None:
    text = (existing.root / "content/rad/slipa.md").read_text(encoding="utf-8")
    (existing.root / "content/rad/hugga.md").write_text(text, encoding="utf-8")
    assert mkdocs(existing, tmp_path / "site").returncode == 0
    with closing(chromium.new_page(viewport={"width": 360, "height": 900})) as page:
        page.goto((tmp_path / "site/rad/index.html").as_uri())
        title, first, second = (
            one.bounding_box() or {"x": 0, "y": 0, "height": 0} for one in page.locator("h1, .kort").all()
        )

    assert first["x"] == title["x"]
    assert second["y"] - (first["y"] + first["height"]) > 10


def content(path: Path) -> str:
    """What *path* says: of a page, what stands between the theme's menus."""
    text = path.read_text(encoding="utf-8")
    for start, end in (("<article", "</article>"), ('<div role="main"', "<footer>")):
        if start in text:
            return text[text.index(start) : text.index(end)]
    return "" if path.name == "404.html" else text


def test_a_page_of_the_site_calls_macros_when_it_says_so(existing: Project, tmp_path: Path) -> None:
    docs = existing.root / read_settings(existing.config)[0].docs
    text = '---\nrender_macros: true\nhide: [toc]\n---\n\n# Start\n\n{{ kortlista("rad") }}\n\n!!! note\n    Text.\n'
    (docs / "guide/start.md").write_text(text, encoding="utf-8")
    done = mkdocs(existing, tmp_path / "site")

    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site/guide/start/index.html").read_text(encoding="utf-8")
    assert 'href="../../rad/slipa/">Slipa eggen</a>' in page
    assert "kbmakro" not in page


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("content/rad/slipa.md", "---\ntitel: Slipa\ningress: Så.\nom: saknas\n---\n", "content/rad/slipa.md:4:"),
        ("content/rad/slipa.md", "---\ntitel: Slipa\ningress: Så.\n---\n\n[a](/borta/)\n", "content/rad/slipa.md:6:"),
        ("{docs}/guide/start.md", "---\nrender_macros: true\n---\n\n{{ finns_inte() }}\n", "{docs}/guide/start.md:5:4"),
    ],
    ids=["a relation", "a link", "a call"],
)
def test_a_problem_stops_the_build_at_its_place(
    existing: Project, tmp_path: Path, kb_here: Callable[..., tuple[int, str, str]], file: str, text: str, place: str
) -> None:
    docs = read_settings(existing.config)[0].docs
    (existing.root / file.format(docs=docs)).write_text(text, encoding="utf-8")
    done = mkdocs(existing, tmp_path / "site")
    code, out, _ = kb_here(existing.root, "check")

    assert (done.returncode, code) == (1, 1)
    assert place.format(docs=docs) in done.stderr + done.stdout
    assert place.format(docs=docs) in out
    assert not (tmp_path / "site/index.html").exists()


@pytest.mark.parametrize(
    ("theme", "template"),
    [
        ("theme: {name: material, language: sv, font: false}\n", "own"),
        ("theme: material\n", "own"),
        ("theme: {name: material, features: [navigation.tabs]}\n", "theme"),
        ("theme: readthedocs\n", "theme"),
        ("", "theme"),
    ],
)
def test_a_project_that_has_set_up_a_theme_keeps_it(tmp_path: Path, theme: str, template: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(f"site_name: A\n{theme}plugins: [kunskapsbank]\n", encoding="utf-8")

    assert read_settings(tmp_path / "mkdocs.yml")[0].template == template


def test_a_page_that_both_want_is_told(existing: Project) -> None:
    docs = existing.root / read_settings(existing.config)[0].docs
    (docs / "rad").mkdir()
    (docs / "rad/slipa.md").write_text("# Slipa\n", encoding="utf-8")

    assert [problem.code for problem in run(existing, TODAY).problems] == ["page-replaces-page"]


def test_pages_for_other_engines_need_our_template(
    existing: Project, tmp_path: Path, kb_here: Callable[..., tuple[int, str, str]]
) -> None:
    code, _, err = kb_here(existing.root, "stage", str(tmp_path / "stage"))

    assert (code, err.partition("(")[0]) == (2, "kb stage behöver webbplatsens egen sidmall ")
    assert not (tmp_path / "stage").exists()
