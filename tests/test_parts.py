"""Standard parts travel with the package; a project's file of the same name takes a part's place."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from kunskapsbank.base.parts import ASSETS, MACROS, SORTS, STANDARD, STYLE, TYPST
from kunskapsbank.content.site import Site
from kunskapsbank.export.embeds import STYLE as EMBED_STYLE
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.pipeline.build import run
from kunskapsbank.render.macros import Macros, macro_names
from kunskapsbank.render.scripts import STYLES
from kunskapsbank.render.styles import joined, style_files

from .conftest import REPO, TODAY


@pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
def test_a_projects_file_takes_the_place_of_the_standard_part_of_its_name(tmp_path, sort):
    name = next(iter(sort.standard_files()))
    own = tmp_path / sort.folder / name
    own.parent.mkdir(parents=True)
    own.write_text("egen", encoding="utf-8")

    files = sort.files(tmp_path)

    assert files[name] == own
    assert files.keys() == sort.standard_files().keys()


def test_a_link_is_no_part(tmp_path):
    (tmp_path / "macros/lista").mkdir(parents=True)
    (tmp_path / "macros/lista/macro.j2").symlink_to("/etc/hostname")

    assert MACROS.files(tmp_path)["lista/macro.j2"] == MACROS.standard / "lista/macro.j2"


def test_a_link_among_a_projects_parts_is_told(project):
    made = project({})
    (made.root / "overrides").mkdir()
    (made.root / "overrides/main.html").symlink_to("/etc/hostname")

    assert [(p.code, p.place.path) for p in run(made, TODAY).problems if p.code == "symbolic-link"] == [
        ("symbolic-link", "overrides/main.html")
    ]


def test_a_project_without_macros_has_the_standard_ones(tmp_path):
    macros = Macros(tmp_path, site := Site.of([], TODAY), Bodies(site))

    assert 'aria-label="Huvudsökning"' in macros.call("sokruta")


def test_a_projects_macro_is_drawn_by_standard_ones(tmp_path):
    own = tmp_path / "macros/faktavarde/macro.j2"
    own.parent.mkdir(parents=True)
    own.write_text("{% macro faktavarde(varde) %}egen {{ varde }}{% endmacro %}", encoding="utf-8")
    macros = Macros(tmp_path, site := Site.of([], TODAY), Bodies(site))

    assert macros.call("faktavarde", "text") == "egen text"
    assert set(macro_names(tmp_path)) < set(macro_names(REPO))


def test_the_style_that_a_project_replaces_gives_its_files_their_colours(tmp_path):
    from kunskapsbank.export.handouts.typesetting import colours

    own = tmp_path / ASSETS.folder / "stil.css"
    own.parent.mkdir(parents=True)
    own.write_text(":root { --primar: #123456; }", encoding="utf-8")

    assert colours(tmp_path) == {"primar": "#123456"}


def styled(root: Path, **sheets: str) -> Path:
    """*root*, with a style sheet in the folder of each macro named."""
    for name, text in sheets.items():
        (root / "macros" / name).mkdir(parents=True)
        (root / "macros" / name / STYLE).write_text(text, encoding="utf-8")
    return root


def test_the_style_sheet_is_what_all_pages_share_then_standard_macros_then_the_projects(tmp_path):
    root = styled(tmp_path, alfa=".alfa { top: 0 }", kort=".kort { top: 1px }")

    names, (sheet, problems) = list(style_files(root)), joined(root)

    assert names[0] == STYLE
    assert names[1:-1] == sorted(name for name in MACROS.standard_files() if name.endswith(f"/{STYLE}"))
    assert names[-1] == f"alfa/{STYLE}"
    assert sheet.startswith((ASSETS.standard / STYLE).read_bytes())
    assert sheet.endswith(b"\n.alfa { top: 0 }")
    assert b".kort { top: 1px }" in sheet
    assert b".kort-rubrik" not in sheet, "the look of the standard card is gone with its sheet"
    assert problems == []


def test_a_site_asks_for_one_style_sheet(project):
    made = project({})
    (made.root / "macros").unlink()
    styled(made.root, alfa="\ufeff.alfa { top: 0 }")

    code = run(made, TODAY).code

    assert [name for name in code if name.endswith(".css") and name not in {*STYLES, EMBED_STYLE}] == [STYLE]
    assert code[STYLE].endswith(b"\n.alfa { top: 0 }")


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        (".a { top: 0 }\n.b { top: 0\n", ["2:4 '{'"]),
        (".a { top: 0 } }\n", ["1:15 '}'"]),
        ("@media print {\n  .a { top: 0 }\n/* .b { }", ["1:14 '{'", "3:1 '/*'"]),
        ('/* { */ .a::before { content: "{" \'}\' "\\"{" } .a\\{b { top: 0 }', []),
    ],
)
def test_a_style_sheet_that_would_take_others_with_it_is_told(project, sheet, told):
    made = project({})
    (made.root / "macros").unlink()
    styled(made.root, alfa=sheet)

    found = [problem for problem in run(made, TODAY).problems if problem.code == "broken-style"]

    assert [f"{p.place.line}:{p.place.column} {p.message.split(' har')[0]}" for p in found] == told
    assert {p.place.path for p in found} <= {f"macros/alfa/{STYLE}"}


def classes(style: Path) -> set[str]:
    """Every class that the style sheet *style* speaks of."""
    rules = re.sub(r"/\*.*?\*/|\"[^\"]*\"|\([^()]*\bselector\b.*", "", style.read_text(encoding="utf-8"), flags=re.S)
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", " ", rules)))


def test_what_comes_with_the_package_styles_only_what_comes_with_it():
    sorts = (".j2", ".html", ".js", ".py")
    drawn = "\n".join(p.read_text("utf-8") for p in STANDARD.parent.rglob("*") if p.suffix in sorts)

    styled = {name for path in style_files(Path("/finns-inte")).values() for name in classes(path)}

    assert styled - set(re.findall(r"[\w-]+", drawn)) == set()


def test_the_wheel_holds_every_standard_part(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, REPO],
        check=True,
        timeout=120,
    )
    [wheel] = tmp_path.glob("*.whl")

    held = {Path(name) for name in zipfile.ZipFile(wheel).namelist()}

    parts = {path for path in STANDARD.rglob("*") if path.is_file()}
    assert {Path("kunskapsbank/standard", path.relative_to(STANDARD)) for path in parts} <= held
    assert TYPST.standard / "referens.docx" in parts


def test_a_standard_part_is_copied_to_be_changed(kb_here, project):
    made = project({})
    (made.root / "macros").unlink()

    code, out, _ = kb_here(made.root, "egen", "macros/lista")

    files = ("macros/lista/macro.j2", "macros/lista/macro.yaml", "macros/lista/stil.css")
    assert (code, out) == (0, f"Kopierade {', '.join(files)}. Den gäller nu i stället.\n")
    for file in files:
        assert (made.root / file).read_bytes() == (STANDARD / file).read_bytes()
    assert MACROS.files(made.root)["lista/macro.j2"] == made.root / "macros/lista/macro.j2"


@pytest.mark.parametrize(
    ("part", "file"),
    [("page/main.html", "overrides/main.html"), ("assets/sok/sida.js", "overrides/assets/sok/sida.js")],
)
def test_parts_of_every_sort_are_copied_to_the_folder_of_their_sort(kb_here, project, part, file):
    made = project({})

    assert kb_here(made.root, "egen", part)[0] == 0
    assert (made.root / file).read_bytes() == (STANDARD / part).read_bytes()


def test_a_part_that_the_project_has_is_not_overwritten(kb_here, project):
    made = project({})
    (made.root / "macros").unlink()
    own = made.root / "macros/lista/macro.yaml"
    own.parent.mkdir(parents=True)
    own.symlink_to("/finns-inte")

    code, _, errors = kb_here(made.root, "egen", "macros/lista")

    assert (code, errors.splitlines()[0]) == (2, "macros/lista/macro.yaml finns redan. Ingenting är ändrat.")
    assert not own.with_name("macro.j2").exists()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("macros/listan", "Menade du 'macros/lista'?"),
        ("lista", "Menade du 'macros/lista'?"),
        ("../content", "Kör kb egen utan namn för att se alla."),
        ("init", "Kör kb egen utan namn för att se alla."),
    ],
)
def test_a_part_that_does_not_exist_is_told_with_the_nearest(kb_here, project, name, hint):
    code, _, errors = kb_here(project({}).root, "egen", name)

    assert code == 2
    assert f"Standarddelen '{name}' finns inte." in errors
    assert hint in errors


def test_all_standard_parts_are_listed(kb_here, tmp_path):
    code, out, _ = kb_here(tmp_path, "egen")

    assert code == 0
    assert {"macros/lista", "page/main.html", "assets/stil.css", "typst/faktablad.typ"} <= set(out.splitlines())


def test_search_register_and_handbook_are_made_where_a_project_has_none(project):
    made = project({}, {"sok.md": "---\ntitle: Leta\ndescription: Egen sida.\n---\n"})
    made.config.write_text(made.config.read_text("utf-8").replace("      standard_pages: false\n", ""), "utf-8")

    pages = {page.address: page for page in run(made, TODAY).pages}

    assert {"sok/", "a-o/", "redaktor/", "redaktor/makron/", "redaktor/slag/", "redaktor/regler/"} <= pages.keys()
    assert (pages["sok/"].title, pages["sok/"].source) == ("Leta", "docs/sok.md")
    assert pages["a-o/"].source == "standard/pages/sv/a-o.md"
    assert "kallfil: " in pages["sok/"].front_matter()
    assert "kallfil: " not in pages["a-o/"].front_matter(), "no editor has that file"


def test_what_an_engine_reads_of_a_page_is_what_it_is_whatever_signs_stand_in_it(project):
    page = run(project({}), TODAY).pages[0].but(title="a\x7fb\x85c\u2028d\ufeffe: '\"", linked_data='{"a": ["\u2029"]}')

    assert yaml.safe_load(page.front_matter().removesuffix("---\n")) == page.meta()


def test_a_handbook_without_gaps_says_that_there_are_none(project):
    made = project({})
    made.config.write_text(made.config.read_text("utf-8").replace("      standard_pages: false\n", ""), "utf-8")

    pages = {page.address: page for page in run(made, TODAY).pages}

    assert "Inga poster har luckor nu." in pages["redaktor/luckor/"].html


def test_a_project_can_do_without_standard_pages(project):
    assert "a-o/" not in {page.address for page in run(project({}), TODAY).pages}
