"""A record as a form of the editing room: what is asked, what is answered, and where a fault stands."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import TypeVar

import pytest
from docx import Document
from markdown_it import MarkdownIt
from PIL import Image
from starlette.requests import Request

from kunskapsbank.base.budgets import TooCostly
from kunskapsbank.base.problems import Problem
from kunskapsbank.editing.faults import BODY
from kunskapsbank.editing.following import next_version
from kunskapsbank.editing.forms import Field, Plain, answered, asked_by, each, meant_by, with_row
from kunskapsbank.editing.people import Person
from kunskapsbank.editing.pictures import Picture, pasted, taken_in
from kunskapsbank.editing.results import NotAllowed
from kunskapsbank.editing.room import Room, Text, opened_room
from kunskapsbank.editing.screens import Screens
from kunskapsbank.engines.mkdocs import Surroundings
from kunskapsbank.pipeline.asking import Reply
from kunskapsbank.pipeline.bring_in import Draft
from kunskapsbank.pipeline.new_project import write_project
from kunskapsbank.pipeline.project import Project

from .conftest import KINDS, REPO

T = TypeVar("T")
NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
PARTS = "content docs kinds macros mallar mkdocs.yml overrides texter adresser.txt andringar.txt".split()
ANNA = Person("anna", "Anna", "anna@example.se", frozenset({"skriver", "granskar", "publicerar"}))


def copied(root: Path) -> Path:
    """The site's own project in the folder *root*."""
    root.mkdir()
    for part in PARTS:
        if (REPO / part).is_dir():
            shutil.copytree(REPO / part, root / part)
        elif (REPO / part).exists():
            shutil.copy(REPO / part, root / part)
    return root


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A room over a copy of the site, whose desk is this thread."""
    project = Project(copied(tmp_path_factory.mktemp("rum") / "projekt"))
    one = opened_room(project, lambda: NOW, Surroundings(project))

    def at_once(work: Callable[[], T]) -> T:
        return work()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one.view.desk, "ask", at_once)
        for _ in zip(range(2), one.view.steps(), strict=False):
            pass
        yield one


def sent(room: Room, text: Text) -> dict[str, str]:
    """What a browser sends of the form of *text* when nobody has touched it."""
    shown = {one.name: browsed(room, one) for one in each(text.fields) if is_control(one)}
    return {**shown, BODY: text.body.removeprefix("\n").replace("\n", "\r\n")}  # HTML drops the first line end.


def is_control(field: Field) -> bool:
    return not field.asked.several and field.asked.sort != "group"


def browsed(room: Room, field: Field) -> str:
    if field.asked.sort == "reference":
        return room.chosen(field.asked, field.value)
    return field.value.replace("\n", "\r\n")


def files(room: Room) -> list[tuple[str, bytes]]:
    content = room.project.root / "content"
    return [(path.relative_to(content).as_posix(), path.read_bytes()) for path in sorted(content.rglob("*.md"))]


def test_every_file_of_the_site_comes_back_from_its_form_to_the_byte(room: Room) -> None:
    texts = [room.text(name, data) for name, data in files(room)]

    assert len(texts) > 500
    assert [one.name for one in texts if room.answered(one, sent(room, one)) != one.data] == []


def test_a_longer_body_leaves_all_above_it_and_the_lines_before_as_they_were(room: Room) -> None:
    for name, data in files(room)[::7]:
        text = room.text(name, data)
        form = sent(room, text)
        after = room.answered(text, {**form, BODY: f"{form[BODY].rstrip()}\r\n\r\nEn rad till.\r\n"})

        assert after.startswith(data.rstrip(b"\n")), name
        assert after.rstrip(b"\n").endswith(b"En rad till."), name


def test_one_changed_field_is_one_changed_line(room: Room) -> None:
    for name, data in files(room)[::7]:
        text = room.text(name, data)
        after = room.answered(text, {**sent(room, text), "f.titel": "En annan titel"})
        before, now = data.split(b"\n"), after.split(b"\n")

        assert len(before) == len(now), name
        differs = [new for old, new in zip(before, now, strict=True) if old != new]
        assert [b"En annan titel" in line for line in differs] == [True], name


def test_a_translation_asks_for_its_texts_alone(room: Room) -> None:
    name = "vagledning/avgifter.en.md"
    text = room.text(name, (room.project.root / "content" / name).read_bytes())

    sorts = {one.asked.sort for one in each(text.fields)}
    assert sorts <= {"line", "lines", "text", "group"}
    assert "f.ingress" in {one.name for one in text.fields}


def test_a_row_is_added_taken_away_and_moved_and_nothing_is_lost(room: Room) -> None:
    asked = asked_by(KINDS["konferenser"])
    form = {"f.program.0.rubrik": "A", "f.program.0.inslag.0.amne": "a", "f.program.1.rubrik": "B", "f.titel": "T"}

    more = with_row(form, "lagg", "f.program")
    assert [row.get("rubrik") for row in answered(asked, more, whole=True)["program"]] == ["A", "B", None]  # type: ignore[union-attr,index]
    assert answered(asked, more)["program"] == answered(asked, form)["program"]
    turned = with_row(form, "upp", "f.program.1")
    assert answered(asked, turned)["program"] == [{"rubrik": "B"}, {"rubrik": "A", "inslag": [{"amne": "a"}]}]
    assert answered(asked, with_row(form, "ta", "f.program.0"))["program"] == [{"rubrik": "B"}]
    assert with_row(form, "upp", "f.program.0") == form
    assert with_row(form, "ned", "f.program.7") == form


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("motala-kommun", "motala-kommun"),
        ("Motala kommun (motala-kommun)", "motala-kommun"),
        ("motala KOMMUN", "motala-kommun"),
        ("Motala", "Motala"),
        ("(motala-kommun", "(motala-kommun"),
    ],
)
def test_a_record_is_meant_by_its_title_or_id_and_what_means_none_is_left_to_be_told(written: str, meant: str) -> None:
    assert meant_by(written, {"motala-kommun": "Motala kommun", "mora": "Mora"}) == meant


def test_a_fault_a_warning_and_a_hint_stand_at_the_field_and_line_that_they_are_about(room: Room) -> None:
    name = "konferenser/konferens-vastmanland-2024.md"
    text = room.text(name, (room.project.root / "content" / name).read_bytes())
    form = sent(room, text)
    line = "Projektiden är [här](../finns/inte.md)."
    wrong = {"f.start": "31 mars", "f.program.0.rubrik": "", BODY: f"{form[BODY]}\r\n\r\n{line}\r\n"}
    text = room.text(name, room.answered(text, {**form, **wrong}))
    _, drawn = room.look(ANNA, text)
    found = {(one.field, one.sort): one for one in room.faults(text, drawn)}

    assert ("f.start", "error") in found
    assert ("f.program.0.rubrik", "error") in found
    shown = text.body.removeprefix("\n")  # A browser leaves out the empty line above a text.
    assert found["kropp", "hint"].line == shown[: shown.index(line)].count("\n") + 1


def test_what_a_record_lacks_is_told_at_the_field_where_it_is_written(room: Room) -> None:
    name = "begrepp/nytt-ord.md"
    text = room.text(name, room.first_text(KINDS["begrepp"], "nytt ord"))
    text = room.text(name, room.answered(text, {**sent(room, text), "f.ingress": "Ett ord som ingen har skrivit om."}))
    _, drawn = room.look(ANNA, text)
    found = {one.field: one for one in room.faults(text, drawn)}

    assert {"f.kallor", "f.engelska", "f.synonymer"} <= found.keys()
    assert "f.titel" not in found
    assert found["f.kallor"].whole.startswith("nytt ord: ingen källa. Lägg till")


def faults_in(room: Room, name: str, data: bytes) -> list[tuple[str, str, str]]:
    """Field, sort and words of each fault in *data*."""
    text = room.text(name, data)
    _, drawn = room.look(ANNA, text)
    return [(one.field, one.sort, one.whole) for one in room.faults(text, drawn)]


def test_a_fault_is_told_by_the_labels_of_the_form_and_not_by_keys(room: Room) -> None:
    name = "konferenser/konferens-vastmanland-2024.md"
    text = room.text(name, (room.project.root / "content" / name).read_bytes())
    wrong = {"f.program.0.rubrik": "", "f.kallor.0.url": "hej", "f.regioner.0": "ingenstans"}
    told = {
        field: words for field, _, words in faults_in(room, name, room.answered(text, {**sent(room, text), **wrong}))
    }

    assert told["f.program.0.rubrik"] == "Program 1: Rubrik: inget är ifyllt. Fyll i: Rubrik."
    assert told["f.kallor.0.url"].startswith("Källor 1: Adress: 'hej' är ingen webbadress.")
    assert "content/" not in told["f.regioner.0"]
    new = faults_in(room, "begrepp/nytt-ord.md", b"---\ntitel: nytt ord\n---\n")
    assert (
        "Lägg till Källor med Adress och År, eller Utgångstext."
        in {field: words for field, _, words in new}["f.kallor"]
    )


def test_what_a_record_lacks_hides_nothing_else_that_is_wrong_in_it(room: Room) -> None:
    front = "---\ntitel: nytt\nrelaterat: [begrepp/finns-inte]\ngranskad: 2027-01-01\n---\n"
    data = f"{front}\nSe [mer om det](../finns/inte.md).\n".encode()
    found = {(field, sort) for field, sort, _ in faults_in(room, "begrepp/nytt.md", data)}

    assert ("f.ingress", "error") in found, "what is lacking"
    assert {("f.relaterat.0", "error"), ("f.granskad", "error"), (BODY, "error")} <= found
    assert room.view.site.get("begrepp/nytt") is None, "what stood in is gone"


def test_a_schema_fault_in_a_page_that_was_whole_hides_nothing_else_in_it(room: Room) -> None:
    name = "konferenser/konferens-vastmanland-2024.md"
    text = room.text(name, (room.project.root / "content" / name).read_bytes())
    wrong = {"f.start": "31 mars", BODY: f"{text.body}\r\n\r\nSe [mer om det](../finns/inte.md).\r\n"}
    found = {
        (field, sort) for field, sort, _ in faults_in(room, name, room.answered(text, {**sent(room, text), **wrong}))
    }

    assert {("f.start", "error"), (BODY, "error")} <= found
    assert room.title_of("konferenser", "konferens-vastmanland-2024") != "Exempel"


def test_values_are_told_with_labels_and_titles_in_the_place_of_keys_and_ids(room: Room) -> None:
    labels = room.labels("konferenser")

    assert labels.of(("kallor", 0, "url")) == "Källor 1: Adress"
    assert labels.of(("", 2)) == "Text, stycke 3"
    assert labels.value(("regioner", 1), "uppsala", room.titles) == room.title_of("regioner", "uppsala") != "uppsala"
    group: Plain = {"rubrik": "Öppning", "inslag": [{"amne": "Hej"}]}
    assert list(labels.lines(("program", 0), group, room.titles)) == ["Rubrik: Öppning", "Ämne: Hej"]


def asked_for(path: str, query: str = "") -> Request:
    """What a browser of Anna's asks for."""
    here = {"type": "http", "method": "GET", "scheme": "http", "server": ("localhost", 80), "headers": []}
    return Request({**here, "path": path, "query_string": query.encode(), "state": {"person": ANNA, "csrf": "x"}})


def test_texts_are_listed_by_state_and_language_with_translations_among_them(room: Room) -> None:
    screens = Screens(room)

    def listed(query: str) -> str:
        return screens.listed(asked_for("/poster", query)).body.decode()

    assert 'href="/post/vagledning/avgifter.en"' in listed("slag=vagledning&sprak=en")
    assert 'href="/post/vagledning/avgifter"' not in listed("slag=vagledning&sprak=en")
    assert 'href="/post/vagledning/avgifter"' in listed("slag=vagledning&sprak=egna&lage=shown")
    assert "/post/" not in listed("slag=vagledning&lage=schemalagd")


def word(colour: str) -> bytes:
    """A Word file with one picture."""
    picture, out, document = io.BytesIO(), io.BytesIO(), Document()
    Image.new("RGB", (40, 40), colour).save(picture, "PNG")
    document.add_paragraph("En rapport om validering med en bild.")
    document.add_picture(io.BytesIO(picture.getvalue()))
    document.save(out)
    return out.getvalue()


def test_a_document_that_was_thrown_away_comes_in_again_and_a_changed_one_beside_the_pictures_it_left(
    room: Room,
) -> None:
    def brought(colour: str) -> str:
        draft = room.brought_in(ANNA, KINDS["konferenser"], "Bildrapport.docx", word(colour))
        assert isinstance(draft, Draft)
        id_ = Path(draft.name).stem
        room.editing.discard(ANNA, "konferenser", id_)
        return id_

    assert [brought("navy"), brought("navy"), brought("teal")] == ["bildrapport", "bildrapport", "bildrapport-2"]


def test_what_to_look_at_in_a_document_is_kept_with_its_draft_until_somebody_says_that_it_is_done(room: Room) -> None:
    def brought(name: str) -> str:
        draft = room.brought_in(ANNA, KINDS["konferenser"], name, word("olive"))
        assert isinstance(draft, Draft)
        return Path(draft.name).stem

    kept, thrown = brought("Sedd rapport.docx"), brought("Kastad rapport.docx")
    told = {one.text: one.line for one in room.editing.brought.of("konferenser", kept)}
    assert [line > 0 for text, line in told.items() if text.startswith("Bild utan beskrivning")] == [True]
    room.editing.looked_through(ANNA, "konferenser", kept)
    room.editing.discard(ANNA, "konferenser", thrown)

    assert [room.editing.brought.of("konferenser", id_) for id_ in (kept, thrown)] == [(), ()]
    room.editing.discard(ANNA, "konferenser", kept)


def test_a_translation_begins_with_the_texts_of_its_original_and_says_what_is_left(room: Room) -> None:
    kind, id_ = KINDS["konferenser"], "konferens-vastmanland-2024"
    name = f"konferenser/{id_}.md"
    original = room.text(name, (room.project.root / "content" / name).read_bytes())
    assert "en" in room.untranslated_to(original)

    new = room.begin_translation(ANNA, kind, id_, "en")
    opened = room.editing.opened(ANNA, "konferenser", new)
    text = room.text(f"konferenser/{new}.md", opened.data)
    _, drawn = room.look(ANNA, text)
    faults = room.faults(text, drawn)

    assert drawn.record is not None, drawn.problems
    assert room.originals(text)["f.titel"] == next(one.value for one in original.fields if one.name == "f.titel")
    assert {"f.titel", "f.ingress", BODY} <= {one.field for one in faults if "originalets" in one.whole}
    assert "granskas_senast" not in opened.data.decode()
    assert "en" not in room.untranslated_to(original)
    assert [one.id for one in room.rows(kind, "", "utkast", "en")] == [new]
    start = Screens(room).start(asked_for("/")).body.decode()
    assert re.search(rf'href="/post/konferenser/{re.escape(new)}">[^<]+</a> <span class="lage">engelska</span>', start)
    room.editing.discard(ANNA, "konferenser", new)


def test_a_message_says_which_sheets_cite_it_and_which_of_them_it_changes(room: Room) -> None:
    folder = room.project.root / "content/budskap"
    names = [f"budskap/{path.name}" for path in sorted(folder.glob("*.md")) if path.stem.count(".") == 0]
    text = next(
        one for one in (room.text(name, (folder.parent / name).read_bytes()) for name in names) if room.uses(one)
    )
    changed = room.text(text.name, room.answered(text, {**sent(room, text), "f.titel": "Ett annat budskap"}))

    before = room.sheets(text, room.look(ANNA, text)[1])
    after = room.sheets(changed, room.look(ANNA, changed)[1])

    assert before
    assert not any(one.changes for one in before)
    assert any(one.changes and next_version(one.version) == one.next for one in after)


def test_a_picture_that_came_in_says_what_was_done_with_it(room: Room) -> None:
    out, picture = io.BytesIO(), Image.new("RGB", (2400, 1200), "navy")
    told_of = picture.getexif()
    told_of[271] = "Kamera"
    picture.save(out, "JPEG", exif=told_of)

    told = taken_in(room, ANNA, "Foto.JPG", out.getvalue(), "").told

    assert "2400 × 1200" in told
    assert "1600 × 800" in told
    assert told.endswith("Uppgifter om kamera och plats är borttagna.")


def test_a_picture_whose_metadata_are_broken_comes_in_without_them(room: Room) -> None:
    out = io.BytesIO()
    Image.new("RGB", (24, 12), "navy").save(out, "WEBP", exif=b"skrot")

    told = taken_in(room, ANNA, "Skrot.webp", out.getvalue(), "").told

    assert told.endswith("Uppgifter om kamera och plats är borttagna.")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """A room over a new project with a picture that no page shows, of which all has been drawn."""
    root = tmp_path_factory.mktemp("litet") / "projekt"
    write_project(root, "sv")
    project = Project(root)
    rad = root / "content/rad/byt-lampor.md"
    (rad.parent / "borttaget.md").write_text(
        rad.read_text().replace("titel: Byt", "avpubliceras: 2026-11-20\ntitel: Ta")
    )
    (project.docs / "assets").mkdir(exist_ok=True)
    Image.new("RGB", (40, 40)).save(project.docs / "assets/ingen-visar.png")
    one = opened_room(project, lambda: NOW, Surroundings(project))
    assert one.health() is None
    for _ in one.view.steps():
        pass
    return one


def todo(room: Room, name: str) -> list[str]:
    """The titles of what there is to do of the sort *name*."""
    found = room.health()
    assert found is not None
    return [row.title for section in found.sections if section.name == name for row in section.rows]


def test_how_the_site_stands_is_told_when_all_has_been_drawn_and_worked_out_once(small: Room) -> None:
    assert todo(small, "bilder") == ["assets/ingen-visar.png"]
    assert small.known_health is small.health()
    page = Screens(small).site(asked_for("/lage")).body.decode()
    assert page.count("ingen-visar.png") == 1
    assert "Inget att göra:" in page
    name = re.search(r'<a href="/lage" aria-current="page">(.+?)</a>', page)
    assert name is not None
    assert f"<h1>{name[1]}</h1>" in page


def test_what_is_withdrawn_has_its_title_above_its_form_and_is_shown_as_no_hit(
    small: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(small.view.desk, "ask", lambda work: work())

    def screen(id_: str) -> str:
        opened = small.editing.opened(ANNA, "rad", id_)
        text = small.text(f"rad/{id_}.md", opened.data)
        return Screens(small).record(asked_for(f"/post/rad/{id_}"), text, opened).body.decode()  # type: ignore[no-any-return]

    gone, shown = screen("borttaget"), screen("byt-lampor")

    assert "<h1>Ta till lampor som drar lite</h1>" in gone
    assert '<section class="rumstraff" hidden' in gone
    assert '<section class="rumstraff" aria' in shown


def test_a_list_without_pages_has_no_table(small: Room) -> None:
    listed = Screens(small).listed(asked_for("/poster", "lage=archived")).body.decode()

    assert "0 sidor" in listed
    assert "<table" not in listed


class Gone:
    """Other sites, of which each says that the page is gone."""

    def ask(self, address: str) -> Reply:
        return Reply("example.se", 404)


def test_links_out_are_asked_for_when_one_who_publishes_says_so_and_the_dead_are_told(small: Room) -> None:
    small.questions.asker = lambda address: Gone()  # type: ignore[assignment,return-value]
    assert todo(small, "doda") == []
    with pytest.raises(NotAllowed):
        small.ask_others(replace(ANNA, roles=frozenset({"skriver"})))

    small.ask_others(ANNA)
    small.questions.wait()

    assert todo(small, "doda")
    assert "Frågat 2026-11-30." in Screens(small).site(asked_for("/lage")).body.decode()


@pytest.mark.parametrize("html", ["<b>" * 5000 + "x", "<div>" * 20_000, "<ul><li>" * 3000, "<table><tr><td>" * 400])
def test_what_is_pasted_too_deep_is_refused_at_once(html: str) -> None:
    began = time.process_time()
    with pytest.raises(TooCostly):
        pasted(html)
    assert time.process_time() - began < 10  # The parser alone took half a minute of the first.


@pytest.mark.parametrize("html", ["<div></q>" * 20_000, '<div a="<">' * 20_000, "<span><div></span>" * 20_000])
def test_what_is_pasted_too_deep_is_refused_at_once_whatever_its_tags_say_of_its_depth(html: str) -> None:
    began = time.process_time()
    with pytest.raises(TooCostly):
        pasted(html)
    assert time.process_time() - began < 10  # The square of their number is half a minute.


def test_a_tag_that_is_never_ended_takes_no_longer_than_its_letters() -> None:
    began = time.process_time()
    assert pasted("Ord <" + "a" * 200_000) == "Ord\n"
    assert time.process_time() - began < 20  # The square of them is more than a minute.


def test_many_short_paragraphs_that_nobody_ends_are_pasted() -> None:
    assert pasted("<p>Ett" * 2000 + "<p>Två").split()[-2:] == ["Ett", "Två"]


@pytest.mark.parametrize("alt", ["a\\", "a]", "[a](b)", "a\\]"])
def test_any_words_about_a_picture_leave_it_a_picture(alt: str) -> None:
    html = MarkdownIt().render(Picture("a.png", alt).markdown)

    assert html.count("<img") == 1
    assert f'alt="{escape(alt)}"' in html


def test_a_file_that_is_no_document_is_not_brought_in_and_says_what_is(room: Room) -> None:
    told = room.brought_in(ANNA, KINDS["konferenser"], "../../bild.exe", b"MZ")

    assert isinstance(told, Problem)
    assert told.code == "not-a-document"
    assert ".docx" in told.hint


def test_a_file_that_is_no_form_can_be_mended_as_it_is(room: Room) -> None:
    text = room.text("begrepp/validering.md", b"---\ntitel: [\n---\n")

    assert text.source is None
    assert room.answered(text, {"ra": "---\r\ntitel: A\r\n---\r\n"}) == b"---\ntitel: A\n---\n"


@pytest.mark.parametrize(
    ("now", "then"), [("1.2", "1.3"), ("1.9", "1.10"), ("2", "3"), ("1.0 b", "1.1 b"), ("a", "a 2")]
)
def test_the_next_version(now: str, then: str) -> None:
    assert next_version(now) == then
