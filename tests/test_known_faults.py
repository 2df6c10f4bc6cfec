"""Faults that people met, each with its row in the list of known faults (B: front matter and records, C: files)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from kunskapsbank.base.parts import MACROS
from kunskapsbank.base.problems import Problem, Severity, errors
from kunskapsbank.base.settings import Website
from kunskapsbank.content.scaffold import skeleton
from kunskapsbank.content.site import Site
from kunskapsbank.export.handouts.document import absolute
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project, clock
from kunskapsbank.reading.dates import meant_date
from kunskapsbank.reading.front_matter import Source, parse
from kunskapsbank.render.presentation import by_letter, by_name

from . import corpus
from .conftest import KINDS, REPO, TODAY, record

MakeProject = Callable[..., Project]
GOOD = {
    "begrepp/felfri.md": record("Felfri", "relaterat: [begrepp/annan]"),
    "begrepp/annan.md": record("Annan", "relaterat: [begrepp/felfri]"),
}
CONFERENCE = "\n".join(
    (
        "---",
        "titel: Möte",
        "ingress: Ett möte.",
        "typ: möte",
        "synonymer: [möte]",
        "{}kallor: [{{url: 'https://www.skolverket.se/'}}]",
        "begrepp: [felfri]",
        "---",
        "",
    )
)


def parsed(*lines: str) -> tuple[Source | None, list[Problem]]:
    return parse("\n".join(["---", *lines, "---", ""]).encode(), "x.md")


def said_of(project: MakeProject, text: str, path: str = "begrepp/prov.md") -> list[str]:
    """What is said of one record beside a good one, code and all."""
    made = project({**GOOD, path: text})
    return [str(p) for p in run(made, TODAY).problems if p.place.path == f"content/{path}" and "isolated" not in p.code]


def test_b2_a_colon_far_out_on_a_line_is_told_as_the_colon_it_is() -> None:
    _, (problem,) = parsed(f"titel: {'a' * 70}: b", "ingress: x")

    assert problem.message.startswith("ett kolon för mycket")
    assert problem.hint == "Sätt citattecken runt ett värde som innehåller kolon följt av mellanslag."


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        (("titel: Kurs # 1",), ["x.md:2:13"]),
        (("synonymer:", "  - kurs # 1"), ["x.md:3:10"]),
        (("titel: Kurs", "  i # 1"), ["x.md:3:5"]),
        (("titel: 'Kurs' # 1",), []),
        (("titel: Kurs  # två mellanslag, som kb new skriver",), []),
        (("titel:  # tomt",), []),
        (("titel: Kurs", "# en egen rad"), []),
        (("text: |", "  Kurs # 1"), []),
        (("titel: C#",), []),
    ],
)
def test_b2_a_text_that_a_hash_cuts_off_is_warned_of_where_the_hash_stands(
    lines: tuple[str, ...], places: list[str]
) -> None:
    _, problems = parsed(*lines)

    assert [str(one.place) for one in problems] == places
    assert all(one.severity is Severity.WARNING and one.code == "comment-after-value" for one in problems)


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (("titel: A", "ingress:\u00a0Ett prov", "synonymer: [prov]"), "x.md:3:9"),
        (("ti\u00a0tel: A", "ingress: b"), "x.md:2:3"),
        (("titel\u202f: A", "ingress: b"), "x.md:2:6"),
        (("titel: A", "\u00a0ingress: b", "c: d"), "x.md:3:1"),
        (("titel: A", "plats:", "\u00a0\u00a0ort: b", "c: d"), "x.md:4:1"),
        (("titel: A", "synonymer:", "  -\u00a0prov", "  -\u00a0ord"), "x.md:4:4"),
        (("titel: A", "kallor:", "  - url:\u00a0https://a.se", "    ar: 2020"), "x.md:4:9"),
        (("ti\u00adtel: A",), "x.md:2:3"),
    ],
)
def test_b2_a_space_that_is_none_to_yaml_is_named_where_it_stands(lines: tuple[str, ...], place: str) -> None:
    source, (problem,) = parsed(*lines)

    assert source is None
    assert (str(problem.place), problem.code) == (place, "forbidden-character")
    assert "U+" in problem.message


def test_b2_such_a_space_in_a_text_is_left_alone() -> None:
    source, problems = parsed("titel: 10\u00a0000 kronor", "text: |", "  Obs:\u00a0detta")

    assert source is not None
    assert problems == []


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("plats: Köping\n", "Nycklarna är ort, lokal och lan. Skriv till exempel plats: {ort: Köping}."),
        (
            "plats: 'Köping: torget'\n",
            'Nycklarna är ort, lokal och lan. Skriv till exempel plats: {ort: "Köping: torget"}.',
        ),
        ("plats: [Köping]\n", "Nycklarna är ort, lokal och lan. Skriv till exempel plats: {ort: …}."),
        ("deltagare: 140\n", "Nycklarna är antal, ungefar och vilka. Skriv till exempel deltagare: {antal: 140}."),
        (
            "personer: [Rektor]\n",
            "Nycklarna är namn, roll och organisation. Skriv till exempel - {namn: Rektor}.",
        ),
    ],
)
def test_b4_where_a_group_belongs_its_keys_are_told_with_an_example(project: MakeProject, key: str, said: str) -> None:
    (problem,) = said_of(project, CONFERENCE.format(key), "konferenser/mote.md")

    assert problem.endswith(f"\n    {said}")


def test_b4_a_new_file_shows_groups_with_their_keys_one_hash_away() -> None:
    lines = skeleton(KINDS["konferenser"], "sv").split("\n")

    assert "#   ort:  # Ort." in lines[lines.index("# plats:  # Plats.") :][:2]
    unlocked = "\n".join(line[2:] if re.match("# +(- )?[a-z_]+:", line) else line for line in lines)
    source, problems = parse(unlocked.encode(), "ny.md")
    assert problems == []
    assert source is not None
    program = source.front.values["program"]
    assert list(program.values[0].values) == ["rubrik", "spar", "inslag"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12 november 2026", "2026-11-12"),
        ("torsdagen den 12:e nov. 2026", "2026-11-12"),
        ("November 12, 2026", "2026-11-12"),
        ("12/11 2026", "2026-11-12"),
        ("12.11.2026", "2026-11-12"),
        ("13/11/2026", "2026-11-13"),
        ("2026/11/12", "2026-11-12"),
        ("2026-1-2", "2026-01-02"),
        ("20261112", "2026-11-12"),
        ("2026–11–12", "2026-11-12"),
        ("2026-11-12T08:00", "2026-11-12"),
        ("2026-W46-4", "2026-11-12"),
        ("november 2026", "2026-11"),
        ("12/11/2026", ""),  # by who wrote it
        ("26-11-12", ""),
        ("30 februari 2026", ""),
        ("våren 2026", ""),
        ("mars eller maj 2026", ""),
    ],
)
def test_b6_a_date_is_understood_where_only_one_can_be_meant(written: str, meant: str) -> None:
    assert meant_date(written) == meant


def test_b6_an_editor_reads_how_the_date_is_to_be_written(project: MakeProject) -> None:
    (problem,) = said_of(project, record("A", "begrepp: [felfri]", "granskad: '12 november 2026'"))

    assert problem.endswith(
        "[invalid-value] granskad: '12 november 2026' är inte skrivet som ett datum ska\n"
        "    Skriv datumet som 2026-11-12."
    )


@pytest.mark.parametrize("id_", ["index", "con", "com1", "nul", "innehall", "meny"])
def test_b7_an_id_that_windows_or_the_page_keeps_is_refused_with_the_reason(
    project: MakeProject, kb_here: Any, id_: str
) -> None:
    (problem,) = said_of(project, record("A", "begrepp: [felfri]"), f"begrepp/{id_}.md")

    assert f"[invalid-id] '{id_}' kan inte vara id: " in problem


def test_b7_kb_new_refuses_such_an_id_too(project: MakeProject, kb_here: Any) -> None:
    assert kb_here(project(GOOD).root, "new", "begrepp", "con")[2].startswith(
        "'con' kan inte vara id: Windows kan inte spara filer med det namnet. Skriv till exempel con-begrepp."
    )


@pytest.mark.parametrize("sign", ["\u3164", "\u2800", "\u034f", "\ufe0f", "\u200d", "\u180e", "\u00ad", "\u115f"])
def test_b7_a_title_that_nobody_sees_is_refused_with_the_signs_it_is_made_of(project: MakeProject, sign: str) -> None:
    (problem,) = said_of(project, record(f"'{sign} {sign}'", "begrepp: [felfri]"))

    assert f"[invalid-value] titel: U+{ord(sign):04X} syns inte" in problem


def test_b7_a_description_that_nobody_sees_is_none(project: MakeProject) -> None:
    text = record("A", "begrepp: [felfri]", body="![\u2800](../../docs/assets/a.png)")

    assert any("[missing-alt-text]" in problem for problem in said_of(project, text))


@pytest.mark.parametrize(
    ("start", "sort"),
    [
        (b"PK\x03\x04....word/document.xml", "ett Word-dokument"),
        (b"PK\x03\x04....xl/workbook.xml", "en Excelfil"),
        (b"PK\x03\x04....annat", "en zipfil"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ett äldre Word-, Excel- eller PowerPointdokument"),
        (b"{\\rtf1", "ett dokument i formatet RTF"),
        (b"%PDF-1.7", "en PDF"),
    ],
)
def test_c13_a_document_with_the_name_of_a_record_is_told_as_what_it_is(start: bytes, sort: str) -> None:
    source, (problem,) = parse(start + b"\xff\x00", "content/begrepp/prov.md")

    assert source is None
    assert problem.code == "not-a-text-file"
    assert problem.message == f"filen är {sort}, fastän namnet slutar på .md"


@pytest.mark.parametrize("now", ["2026-W47-6", "20261121", "2026-11-2", "２０２６-11-21"])
def test_b9_the_day_of_a_build_is_written_in_one_way(now: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        clock(now)


COUNTY = """---
titel: Län
ingress: Ett län.
synonymer: [län]
begrepp: [felfri]
kallor: [{{url: 'https://www.skolverket.se/'}}]
lan: Ett län
lansbokstav: X
lanskod: '01'
residensort: Ort
residensort_lage: 15.0 59.0
webb: https://a.se
roller: [part]
kontur: [{}]
---
"""


@pytest.mark.parametrize(
    "outline", ["15.0 59.0, 15.1 59.1, 15.2 59.2, 15.3 59.3", "15.0 59.0, 15.0 59.0, 15.0 59.0, 15.0 59.0"]
)
def test_b10_an_outline_without_a_surface_is_told_at_its_place(project: MakeProject, outline: str) -> None:
    (problem,) = said_of(project, COUNTY.format(outline), "regioner/lan.md")

    assert problem.startswith("content/regioner/lan.md:14:1: fel [invalid-value] kontur: konturen har ingen yta\n")


@pytest.mark.parametrize("address", ["//evil.example", "/\\evil.example"])
def test_b10_an_address_that_leads_to_another_host_is_no_address_of_the_site(
    project: MakeProject, address: str
) -> None:
    text = record("A", "begrepp: [felfri]").replace(
        "kallor:", f"version: '1'\ndatum: 2026-01-01\nmalgrupp: x\nkontakt: {{text: A, url: '{address}'}}\nkallor:"
    )

    assert any(f"kontakt → url: '{address}' är ingen adress" in p for p in said_of(project, text, "material/a.md"))


def picture(project: Project, name: str, data: bytes) -> None:
    path = project.docs / "assets" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


@pytest.mark.parametrize(
    "size", ['width="0" height="5"', 'width="0.00px"', 'viewBox="0 0 0 10"', 'viewBox="0,0,5,0"', 'height="-4"']
)
def test_b10_a_drawing_without_size_is_told_at_its_file(project: MakeProject, size: str) -> None:
    made = project(GOOD)
    picture(made, "logga.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {size}/>'.encode())

    assert [str(p.place) for p in run(made, TODAY).problems if "bilden har ingen storlek" in p.message] == [
        "docs/assets/logga.svg:1:1"
    ]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("![](dagen-1.png)", "Skriv ![vad bilden visar](../../docs/assets/bilder/dagen-1.png)."),
        ("![Dagen](../assets/Dagen-1.PNG)", "Skriv ![Dagen](../../docs/assets/bilder/dagen-1.png)."),
        ("[dagen](dagen-1.png)", "Skriv ../../docs/assets/bilder/dagen-1.png."),
        ("![Dagen](../../docs/assets/dagen-1.png)", "Menade du '../../docs/assets/bilder/dagen-1.png'?"),
        (
            "![Dagen](xyzzy.jpg)",
            "Lägg filen i docs/assets/ och skriv sökvägen från den här filen: ../../docs/assets/xyzzy.jpg.",
        ),
    ],
)
def test_b5_a_picture_that_lies_elsewhere_is_told_with_its_path(project: MakeProject, written: str, hint: str) -> None:
    made = project({**GOOD, "begrepp/prov.md": record("A", "begrepp: [felfri]", body=written)})
    picture(made, "bilder/dagen-1.png", corpus.picture("PNG"))

    assert hint in [p.hint for p in run(made, TODAY).problems if p.code in ("broken-link", "broken-page-link")]


def test_b8_a_misspelt_key_is_one_fault_though_a_required_one_is_missing(project: MakeProject) -> None:
    (problem,) = said_of(project, record("A", "begrepp: [felfri]").replace("titel:", "titl:"))

    assert problem.endswith("[unknown-key] titl: nyckeln finns inte\n    Menade du 'titel'?")


def own_macros(made: Project, *own: str, **changed: str) -> Project:
    """*made* with a copy of the real site's macros, the standard ones in *own*, and of those whose templates are
    *changed*, by name."""
    (made.root / "macros").unlink()
    shutil.copytree(REPO / "macros", made.root / "macros", copy_function=shutil.copyfile)
    for name in {*own, *changed}:
        if (MACROS.standard / name).is_dir() and not (made.root / "macros" / name).is_dir():
            shutil.copytree(MACROS.standard / name, made.root / "macros" / name)
    for name, text in changed.items():
        (made.root / "macros" / name / "macro.j2").write_text(text, encoding="utf-8")
    return made


FAULTY_POST = "{% macro post(post) %}\n{{ post.kallor[0].url }}\n{% endmacro %}\n"


def test_b8_what_follows_from_a_faulty_record_is_not_told_again(project: MakeProject) -> None:
    files = {
        **GOOD,
        "vagledning/steg.md": "---\ntitl: Steg\n---\n",
        "exempel/a.md": record("A", "begrepp: [felfri]").replace("kallor:", "osakert: [x]\n#"),
    }
    page = "---\ntitle: A\ndescription: B\nrender_macros: true\n---\n\n{{ kort('vagledning/steg') }}\n"
    made = own_macros(project(files, {"om.md": page}), post=FAULTY_POST)
    (made.root / "adresser.txt").write_text("vagledning/steg/\n", encoding="utf-8")

    assert {p.place.path for p in errors(run(made, TODAY).problems)} == {
        "content/vagledning/steg.md",
        "content/exempel/a.md",
    }


def test_b8_a_record_that_a_faulty_one_points_at_is_not_called_alone(project: MakeProject) -> None:
    made = project({"begrepp/a.md": record("A", "relaterat: [begrepp/b]", "fel: x"), "begrepp/b.md": record("B")})

    assert [p.code for p in run(made, TODAY).problems] == ["unknown-key"]


def test_c4_a_site_without_an_address_links_to_its_sheets_from_its_root(project: MakeProject) -> None:
    assert absolute(Site.of((), TODAY), Website("Prov"), "/material/a/") == "/material/a/"
    assert (
        absolute(Site.of((), TODAY), Website.of("Prov", "https://a.se"), "/material/a/") == "https://a.se/material/a/"
    )


def test_c5_thousands_of_addresses_may_have_moved(project: MakeProject) -> None:
    moved = "".join(f"  - fran: /gammalt/nummer-{n}/\n    till: /begrepp/felfri/\n" for n in range(5000))
    made = project({**GOOD, "begrepp/prov.md": record("A", "begrepp: [felfri]")})
    (made.content / "omdirigeringar.yml").write_text(f"omdirigeringar:\n{moved}", encoding="utf-8")

    build = run(made, TODAY)

    assert build.problems == ()
    assert len(build.files["_redirects"].splitlines()) == 5000


@pytest.mark.parametrize(
    ("template", "code", "line", "said"),
    [
        ("{% macro post(post) %}\n{{ finnsinte }}\n{% endmacro %}", "template-undefined", 2, "'finnsinte' finns inte"),
        (
            "{% macro post(post) %}\n\n{{ post.finns }}{% endmacro %}",
            "template-undefined",
            3,
            "Begrepp har inte 'finns'",
        ),
        ("{% macro post(post) %}{{ none.a }}{% endmacro %}", "template-undefined", 1, "det som skulle ha 'a' saknas"),
        ("{% macro post(post) %}\n{{ 1 | hej }}{% endmacro %}", "template-syntax", 2, "'hej' finns inte bland Jinjas"),
        ("{% macro post(post) %}", "template-syntax", 1, "mallen slutar för tidigt"),
        ("text", "template-syntax", 1, "filen har inget makro som heter post"),
        (
            "{% macro post(post) %}{{ ikon('material/ingen') }}{% endmacro %}",
            "template-error",
            1,
            "ikonen material/ingen finns",
        ),
        ("{% macro post(post) %}{% include 'x' %}{% endmacro %}", "template-error", 1, "mallen x finns inte"),
        ("{% macro post(post) %}{{ slag('hut') }}{% endmacro %}", "template-error", 1, "slaget 'hut' finns inte"),
    ],
)
def test_c7_a_fault_in_a_macro_is_told_once_at_the_templates_line(
    project: MakeProject, template: str, code: str, line: int, said: str
) -> None:
    files = {**GOOD, "begrepp/prov.md": record("Prov", "begrepp: [felfri]")}
    made = own_macros(project(files), post=template)

    (problem,) = run(made, TODAY).problems

    assert (str(problem.place), problem.code) == (f"macros/post/macro.j2:{line}:1", code)
    assert said in problem.message
    assert str(made.root) not in str(problem)


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("beskrivning:", "beskrivning: [", "1:14", "hakparentesen"),
        ("exempel:", "exmpel:", "6:1", "exmpel: nyckeln finns inte"),
        ("anrop:", "uttryck: a\n    anrop:", "7:5", "exemplet har två anrop"),
        ("ingress:", "ingres:", "1:1", "exemplet 'begrepp' går inte att rita: ingres: nyckeln finns inte"),
    ],
)
def test_c7_a_fault_in_what_tells_of_a_macro_is_told_there(
    project: MakeProject, old: str, new: str, place: str, said: str
) -> None:
    page = {"redaktor/makron.md": "---\ntitle: A\ndescription: B\nrender_macros: true\n---\n\n{{ handbok_makron() }}\n"}
    made = own_macros(project(GOOD, page), "kort")
    info = made.root / "macros" / "kort" / "macro.yaml"
    info.write_text(info.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    (problem,) = run(made, TODAY).problems

    assert str(problem.place) == f"macros/kort/macro.yaml:{place}"
    assert said in problem.message


@pytest.mark.parametrize("name", ["sitemap.xml", "manifest.json", "utgava.json", "data/yrken.json", "data/yrken.csv"])
def test_c8_a_file_that_the_build_makes_itself_may_not_lie_among_the_pages(project: MakeProject, name: str) -> None:
    made = project({**GOOD, "yrken/a.md": record("A", "begrepp: [felfri]")})
    (made.docs / name).parent.mkdir(exist_ok=True)
    (made.docs / name).write_text("<a/>" if name.endswith(".xml") else "[]", encoding="utf-8")

    assert [str(p.place) for p in run(made, TODAY).problems if p.code == "file-replaces-file"] == [f"docs/{name}:1:1"]


def test_c9_a_register_of_addresses_is_read_with_a_mark_and_blank_lines(project: MakeProject) -> None:
    made = project(GOOD)
    (made.root / "adresser.txt").write_bytes(b"\xef\xbb\xbfborta/\r\n\r\n/ocksa/borta/\r\n")

    assert [str(p) for p in run(made, TODAY).problems] == [
        "adresser.txt:1:1: fel [lost-address] /borta/ finns inte längre\n"
        "    Lägg tillbaka sidan, eller ta bort raden om ingen ska hitta dit.",
        "adresser.txt:3:1: fel [lost-address] /ocksa/borta/ finns inte längre\n"
        "    Lägg tillbaka sidan, eller ta bort raden om ingen ska hitta dit.",
    ]


def test_c9_a_folder_in_its_place_is_told(project: MakeProject) -> None:
    made = project(GOOD)
    (made.root / "adresser.txt").mkdir()

    [told] = run(made, TODAY).problems

    assert (str(told.place), told.code) == ("adresser.txt:1:1", "unreadable-register")
    assert "en mapp ligger där en fil behövs" in told.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("# inget har flyttat\n", ["filen har inga nycklar"]),
        ("- a\n", ["filen har inga nycklar"]),
        ("omdirigeringar:\n", ["omdirigeringar: värdet är tomt"]),
    ],
)
def test_c9_a_list_of_moved_addresses_may_be_empty(project: MakeProject, text: str, said: list[str]) -> None:
    made = project(GOOD)
    (made.content / "omdirigeringar.yml").write_text(text, encoding="utf-8")

    assert [p.message for p in run(made, TODAY).problems] == said


def test_d10_letters_with_accents_stand_among_their_letters_and_digits_in_one_group(small_site: Any) -> None:
    titles = ("Elva", "Écart", "Ekonom", "3D-skrivare", "Ål", "Öl", "Ñandu", "Zon", "#tagg")
    site = small_site({f"begrepp/a{number}.md": record(f"'{one}'") for number, one in enumerate(titles)})
    grouped = by_letter(site.of_kind("begrepp"))

    assert [(letter, [one.titel for one in records]) for letter, records in grouped] == [
        ("#", ["#tagg", "3D-skrivare"]),
        ("E", ["Écart", "Ekonom", "Elva"]),
        ("N", ["Ñandu"]),
        ("Z", ["Zon"]),
        ("Å", ["Ål"]),
        ("Ö", ["Öl"]),
    ]
    assert [letter for letter, _ in by_name(site.of_kind("begrepp"))] == ["#", "E", "N", "P", "Z", "Å", "Ö"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{% if %}", "overrides/main.html:1:1: fel [template-syntax] sidmallen går inte att tolka: "),
        (
            "<p>\n{{ finns_inte.alls }}",
            "overrides/main.html:2:1: fel [template-undefined] sidmallen använder något som inte finns: ",
        ),
        ("<p>\n\n{{ 1 / 0 }}", "overrides/main.html:3:1: fel [template-error] sidmallen gick inte att rita: "),
    ],
)
def test_c6_a_fault_in_the_projects_own_page_template_is_told_once_at_its_line(
    whole_project: MakeProject, kb_here: Any, written: str, said: str
) -> None:
    made = whole_project({"begrepp/felfri.md": record("Felfri"), "begrepp/annan.md": record("Annan")})
    (made.root / "overrides").mkdir()
    (made.root / "overrides" / "main.html").write_text(written, encoding="utf-8")

    code, out, err = kb_here(made.root, "build")

    assert code == 1, out + err
    told = next(line for line in (out + err).splitlines() if "main.html" in line)
    assert told.startswith(said)
    assert (out + err).count("overrides/main.html:") == 1
