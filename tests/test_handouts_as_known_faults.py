"""What was handed out wrong once, each test named by its row in the list of faults: D2 to D7."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader

from kunskapsbank.base.problems import Severity
from kunskapsbank.content.load import load
from kunskapsbank.export.handouts import typesetting
from kunskapsbank.export.handouts.breaks import SOFT, breaks_in
from kunskapsbank.export.handouts.document import Document, senders
from kunskapsbank.export.handouts.handouts import read_handouts
from kunskapsbank.export.handouts.word import sheet_docx
from kunskapsbank.language.compounds import Splitter
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.render.presentation import splitter_of

from . import test_handouts
from .conftest import KINDS, REPO, TODAY
from .test_handouts import FRONT, SWEDISH, WEBSITE, files_of

making = test_handouts.making
SHEET = "material/bladet/faktablad-bladet"
LONG = "x" * 57
CARD = dict.fromkeys(("title", "label", "sentence", "website", "tagline"), "A") | {"language": "sv", "breaks": {}}
COMPOUND = "kompetensförsörjningsstrategsutbildningssamordnarnätverket"
EVERYTHING = """
## Vad?

En rad\\
och en ny. Ett påstående[^1] med `kb  check`, H<sub>2</sub>O och ~~struket~~, sagt igen[^1].

> Ett citat.

> [!NOTE]
> En anmärkning.

- yttre
  - inre
- [x] gjort

3. tredje

```
rad ett
    rad två
```

[^1]: Notens *text*.
"""


def document_of(project: Project) -> Document:
    site, _ = load(project.content, TODAY, KINDS)
    return read_handouts(site, Bodies(site), WEBSITE, SWEDISH).documents["material/bladet"]


def data_of(project: Project, **more: Any) -> dict[str, Any]:
    """What the formats of the sheet are made of."""
    data = {**document_of(project).as_data(), **more}
    return {**data, "breaks": breaks_in(data, splitter())}


@cache
def splitter() -> Splitter:
    return splitter_of(load(REPO / "content", TODAY, KINDS)[0])


def lines_of(pdf: bytes) -> list[str]:
    return [line for page in PdfReader(io.BytesIO(pdf)).pages for line in page.extract_text().splitlines()]


def titled(project: Project, title: str) -> Project:
    path = project.content / "material/bladet.md"
    path.write_text(path.read_text("utf-8").replace("titel: Kan du yrket?", f"titel: {title}"), encoding="utf-8")
    return project


def test_d2_notes_code_quotations_and_line_breaks_of_a_sheet_are_what_they_are(making: Callable[..., Project]) -> None:
    made, problems = files_of(making(EVERYTHING))

    assert problems == []
    with pikepdf.open(made.paths[f"{SHEET}.pdf"]) as pdf:
        kinds = [
            str(one.S) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one
        ]
    assert {"/Note", "/Code", "/BlockQuote"} <= set(kinds)
    assert kinds.count("/Note") == 1
    lines = lines_of(made.paths[f"{SHEET}.pdf"].read_bytes())
    at = lines.index("En rad")
    assert lines[at + 1].startswith("och en ny.")
    assert [line for line in lines if "rad ett" in line or "rad två" in line] == ["rad ett", "    rad två"]
    assert any(line.endswith("Notens text.") for line in lines)
    assert any(line.startswith("3.") for line in lines)


def test_d2_the_same_in_word(making: Callable[..., Project]) -> None:
    project = making(EVERYTHING)
    document = docx.Document(io.BytesIO(sheet_docx(project.root, document_of(project).as_data())))
    texts = [paragraph.text for paragraph in document.paragraphs]

    assert any(text.startswith("En rad\noch en ny.") for text in texts)
    assert "rad ett\n    rad två" in texts
    assert texts.index("Noter") < texts.index("Notens text.")
    raised = [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.font.superscript]
    assert raised == ["1", "1"]
    indents = {p.text: p.paragraph_format.left_indent for p in document.paragraphs}
    assert indents["inre"] > (indents["yttre"] or 0)
    assert indents["Ett citat."]


def test_d2_a_sign_that_no_font_of_sheets_has_is_told_where_it_stands(making: Callable[..., Project]) -> None:
    [problem, *_] = files_of(making("\n## Vad?\n\nGlad 😀 text.\n"))[1]

    line = (FRONT + "\n## Vad?\n\nGlad").count("\n") + 1
    assert (problem.code, str(problem.place)) == ("sheet-not-made", f"content/material/bladet.md:{line}:6")
    assert "😀" in problem.message


def saved(form: str, mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (40, 20)).save(out, form, **more)
    return out.getvalue()


def without_jfif(data: bytes) -> bytes:
    at = data.index(b"\xff\xe0")
    return data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]


TURNED = b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0"  #: A camera held on its side.
PICTURES = {
    "a.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="9" height="9"/></svg>',
    "b.webp": saved("WEBP", "RGBA"),
    "c.jpg": saved("JPEG", "CMYK"),
    "d.jpg": without_jfif(saved("JPEG")),
    "e.jpg": saved("JPEG", exif=TURNED),
    "f.png": saved("PNG", "P"),
    "g.png": saved("PNG"),
}


def test_d3_pictures_of_every_sort_are_on_the_sheet_and_in_word(making: Callable[..., Project]) -> None:
    project = making("\n## Vad?\n\n" + "".join(f"![Karta](/assets/{name})\n\n" for name in PICTURES))
    for name, data in PICTURES.items():
        (project.docs / "assets" / name).write_bytes(data)
    data = data_of(project, steps=(), questions=())

    document = docx.Document(io.BytesIO(sheet_docx(project.root, data)))

    shapes = document.inline_shapes
    assert len(shapes) == len(PICTURES) + 1  # The QR code.
    section = document.sections[0]
    widest = section.page_width - section.left_margin - section.right_margin
    assert all(shape.width <= widest for shape in shapes)
    ratios = [round(shape.width / shape.height, 1) for shape in shapes][:-1]
    assert ratios == [2.0, 2.0, 2.0, 2.0, 0.5, 2.0, 2.0]
    for name in PICTURES:
        alone = {**data, "sections": [one for one in data["sections"] if one["source"] in ("", f"/assets/{name}")]}
        assert typesetting.sheet_pdf(project.root, alone).startswith(b"%PDF"), name


def test_d3_a_picture_that_cannot_be_used_is_told_at_its_line(making: Callable[..., Project]) -> None:
    project = making("\n## Vad?\n\n![Karta](/assets/f.png)\n\n![Bild](/assets/a.png)\n")
    (project.docs / "assets/f.png").write_bytes(PICTURES["f.png"])
    (project.docs / "assets/a.png").write_bytes(b"\x89PNG\r\n\x1a\n")

    found = files_of(project)[1]

    line = (FRONT + "\n## Vad?\n\n![Karta](/assets/f.png)\n\n").count("\n") + 1
    assert f"content/material/bladet.md:{line}:1" in {str(problem.place) for problem in found}
    assert {problem.code for problem in found} == {"sheet-not-made"}


def test_d3_a_sheet_shows_the_picture_that_was_judged_and_no_link_put_in_its_place(
    making: Callable[..., Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = making("\n## Vad?\n\n![Karta](/assets/f.png)\n")
    shown, hidden = project.docs / "assets/f.png", project.root / "hemlig.png"
    Image.new("RGB", (40, 20), "#0000ff").save(shown)
    Image.new("RGB", (40, 20), "#ff0000").save(hidden)
    judged = typesetting.picture

    def swapping(root: Path, name: str) -> bytes:
        data = judged(root, name)
        shown.unlink()
        shown.symlink_to(hidden)
        return data

    monkeypatch.setattr(typesetting, "picture", swapping)

    page = Image.open(io.BytesIO(drawn(project, "faktablad.typ", data_of(project)))).convert("RGB")

    assert shown.is_symlink()
    seen = {colour for _, colour in page.getcolors(page.width * page.height) or ()}
    assert ((0, 0, 255) in seen, (255, 0, 0) in seen) == (True, False)


def test_d3_a_template_of_the_project_shows_a_picture_that_lies_beside_it(making: Callable[..., Project]) -> None:
    project = making()
    (project.root / "mallar").mkdir(exist_ok=True)
    Image.new("RGB", (40, 20), "#0000ff").save(project.root / "mallar/marke.png")
    (project.root / "mallar/delningskort.typ").write_text('#image("/mallar/marke.png", alt: "")\n', encoding="utf-8")

    card = Image.open(io.BytesIO(typesetting.card(project.root, CARD))).convert("RGB")

    assert (0, 0, 255) in {colour for _, colour in card.getcolors() or ()}


def is_clean(png: bytes, across: tuple[float, float], down: tuple[float, float]) -> bool:
    """Whether nothing but a ground is drawn in a part of the page; parts are of its width and height."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    (left, right), (top, bottom) = (
        [round(part * size) for part in parts] for parts, size in zip((across, down), picture.size, strict=True)
    )
    return all(len(picture.crop((left, y, right, y + 1)).getcolors() or ()) == 1 for y in range(top, bottom))


def drawn(project: Project, template: str, data: Mapping[str, Any]) -> bytes:
    """The first page as a picture."""
    given = {
        "blad": data,
        "farger": typesetting.colours(project.root),
        "qr": typesetting._qr("https://a.se"),
        "storlek": 9,
    }
    return typesetting._picture(project.root, template, given, 72)


MARGIN = (194 / 210, 1), (0, 0.94)  #: To the right of all text; the foot left out.
GUTTER = (127 / 210, 134 / 210), (0.3, 0.6)  #: Between the columns, below the head.
WORDS = [
    LONG,
    COMPOUND,
    "Å" * 150,
    "W" * 57,
    "Validering för kompetensförsörjningsstrateger",
    "Vid vägledarens skrivbord",
]
NAMES = ["57 letters", "a compound", "150 Å", "wide letters", "a sentence", "a short last word"]


@pytest.mark.parametrize("word", WORDS, ids=NAMES)
def test_d4_a_long_word_in_a_title_stays_on_the_sheet_the_poster_and_the_card(
    making: Callable[..., Project], word: str
) -> None:
    project = titled(making(), word)
    messages = ({"claim": word, "text": word, "gain": word, "short": word},)
    data = data_of(project, messages=messages, group=word)

    assert is_clean(drawn(project, "faktablad.typ", data), *MARGIN)
    assert is_clean(drawn(project, "affisch.typ", data), *MARGIN)
    card = {
        "title": word,
        "label": word[:80],
        "sentence": f"{word} {word}.",
        "website": word[:60],
        "tagline": word[:80],
        "language": "sv",
    }
    made = typesetting.card(project.root, {**card, "breaks": breaks_in(card, splitter())})
    assert is_clean(made, (1130 / 1200, 1), (0, 1))


def test_d4_no_title_of_the_real_posters_runs_out_of_its_page() -> None:
    site, _ = load(REPO / "content", TODAY, KINDS)
    documents = read_handouts(site, Bodies(site), WEBSITE, SWEDISH).documents.values()
    given = [{**one.as_data(), "breaks": breaks_in(one.as_data(), splitter())} for one in documents]

    assert [one["title"] for one in given if not is_clean(drawn(Project(REPO), "affisch.typ", one), *MARGIN)] == []


@pytest.mark.parametrize("word", WORDS, ids=NAMES)
def test_d4_a_long_word_in_the_text_stays_in_its_column(making: Callable[..., Project], word: str) -> None:
    project = making(f"\n## {word[:57]}\n\n{word}\n\n- {word}\n")
    messages = ({"claim": word, "text": word, "gain": word, "short": word},)
    page = drawn(
        project, "faktablad.typ", data_of(project, messages=messages, steps=(word,), questions=((word, word),))
    )

    assert is_clean(page, *MARGIN)
    assert is_clean(page, *GUTTER)


def test_d4_eighty_letters_in_a_cell_stay_in_the_table(making: Callable[..., Project]) -> None:
    wide = (
        "| a | b | c | d | e | f |\n|---|---|---|---|---|---|\n"
        + "| "
        + " | ".join(["kompetensförsörjning"] * 6)
        + " |\n"
    )
    narrow = f"| År | Antal |\n|---|---|\n| {'å' * 80} | {'b' * 80} |\n| {'Å' * 80} | {'M' * 80} |\n"
    project = making(f"\n## Vad?\n\n{narrow}\n{wide}")

    assert is_clean(drawn(project, "faktablad.typ", data_of(project)), *GUTTER)


@pytest.mark.parametrize("format_", ["sheet", "poster"])
def test_d5_addresses_numbers_and_dates_are_not_broken(making: Callable[..., Project], format_: str) -> None:
    address = "kunskapsbanken.example/material/kommunpolitik-kommunledning/"
    texts = [f"{'ord ' * n}13 960 000 kr, {'ord ' * n}2026-11-21, {'ord ' * n}https://{address}." for n in range(4, 12)]
    project = making("\n## Vad?\n\n" + "\n\n".join(texts) + "\n")
    messages = tuple({"claim": one, "text": "", "gain": "", "short": one} for one in texts[:4])
    data = data_of(project, messages=messages if format_ == "poster" else ())
    made = (
        typesetting.poster_pdf(project.root, data) if format_ == "poster" else typesetting.sheet_pdf(project.root, data)
    )
    said = "\n".join(lines_of(made)).replace("\u200b", "")

    assert said.count("13 960 000") == said.count("2026-11-21") == (4 if format_ == "poster" else 8)
    assert re.findall(r"[a-z]+-\n", said) == []
    assert "".join(said.split()).count(f"https://{address}") == (4 if format_ == "poster" else 8)


def test_d5_headings_and_long_words_break_between_their_parts_alone(making: Callable[..., Project]) -> None:
    title = "Vägledarens orienteringskurs för kompetensförsörjningsstrateger"
    texts = " ".join(f"{'ord ' * n}orienteringskurs och kompetensförsörjningsstrateger" for n in range(3, 20))
    data = data_of(titled(making(f"\n## {title}\n\n{texts}\n"), title))
    lines = [*lines_of(typesetting.sheet_pdf(REPO, data)), *lines_of(typesetting.poster_pdf(REPO, data))]

    ends = {line[:-1].split()[-1] for line in lines if line.endswith(SOFT)}
    assert {"kompetens", "försörjnings"} <= ends <= {"kompetens", "försörjnings", "kompetensförsörjnings"}
    assert [line for line in lines if line.endswith(("-", "\u2010")) or SOFT in line[:-1]] == []


def test_d6_variants_that_differ_have_different_marks_and_begin_as_the_neutral_one(
    making: Callable[..., Project],
) -> None:
    region = (REPO / "content/regioner/uppsala.md").read_text("utf-8")
    other = region.replace("titel: Region Uppsala", "titel: Region Annan")
    project = making(**{"regioner/uppsala.md": region, "regioner/annan.md": other})
    document = document_of(project)
    site, _ = load(project.content, TODAY, KINDS)

    marks = [document.of(sender).mark for sender in (None, *senders(site))]

    assert len(set(marks)) == 3
    assert all(mark.startswith(document.mark) for mark in marks)
    made, _ = files_of(project)
    for suffix, mark in zip(("", "-annan", "-uppsala"), marks, strict=True):
        with pikepdf.open(made.paths[f"{SHEET}{suffix}.pdf"]) as pdf:
            assert str(pdf.docinfo.Keywords).endswith(f" {mark}")
        assert docx.Document(str(made.paths[f"{SHEET}{suffix}.docx"])).core_properties.keywords.endswith(f" {mark}")


def warnings_of(project: Project) -> list[str]:
    problems = run(project, TODAY).problems
    return [str(one) for one in problems if one.code == "changed-sheet" and one.severity is Severity.WARNING]


def changed(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


def test_d7_a_changed_message_is_told_until_the_version_and_its_mark_follow(making: Callable[..., Project]) -> None:
    project = making()
    sheet, message = project.content / "material/bladet.md", project.content / "budskap/vinst.md"
    before = document_of(project).mark
    changed(sheet, "datum: 2026-01-15", f"datum: 2026-01-15\nkannetecken: {before}")
    assert warnings_of(project) == []

    changed(message, "Ni vinner tid", "Ni vinner mycket tid")
    [told] = warnings_of(project)
    assert told.startswith("content/material/bladet.md:7:1: varning [changed-sheet]")
    assert "version 1.0 av den 15 januari 2026" in told

    changed(sheet, 'version: "1.0"\ndatum: 2026-01-15', 'version: "1.1"\ndatum: 2026-11-20')
    [told] = warnings_of(project)
    after = document_of(project).mark
    assert f"kannetecken: {after}" in told
    changed(sheet, before, after)
    assert warnings_of(project) == []


def test_d7_where_a_site_is_published_is_no_change(making: Callable[..., Project]) -> None:
    project = making("\n## Vad?\n\nLäs [mer](/regioner/).\n")
    before = document_of(project).mark
    config = project.root / "mkdocs.yml"
    changed(project.content / "material/bladet.md", "datum: 2026-01-15", f"datum: 2026-01-15\nkannetecken: {before}")
    changed(config, "https://prov.example/", "https://annan.example/sida/")

    assert warnings_of(project) == []


def test_the_real_sheets_have_the_marks_that_their_versions_were_given() -> None:
    site, _ = load(REPO / "content", TODAY, KINDS)

    assert all(record.kannetecken for record in site.of_kind("material"))
