"""kb lage tells how a site stands, and spreads reviews without touching anything else in a file."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from icalendar import Calendar

from kunskapsbank.content.site import Site
from kunskapsbank.pipeline.project import Project
from kunskapsbank.pipeline.standing import FIRST_AFTER, Review, spread, turned

from .conftest import TODAY, KbHere, record

CONTENT = {
    "begrepp/a.md": record("A", "granskas_senast: 2026-11-20"),
    "begrepp/b.md": record("B", "granskas_senast: 2027-11-21"),
    "begrepp/c.md": record("C", "status: utkast"),
    "begrepp/d.md": record("D", "publiceras: 2027-01-01"),
    "begrepp/e.md": record("E", "avpubliceras: 2026-01-01"),
    "begrepp/f.md": record("F", "status: arkiverad"),
}


@pytest.fixture
def site(whole_project: Callable[..., Project]) -> Project:
    return whole_project(CONTENT)


def test_every_record_is_counted_in_its_state_and_what_is_overdue_is_named(site: Project, kb_here: KbHere) -> None:
    code, out, _ = kb_here(site.root, "lage")

    assert code == 0
    assert [line.split() for line in out.splitlines() if line.startswith("Begrepp")] == [
        ["Begrepp", "A–Ö", "2", "1", "1", "1", "1"]
    ]
    assert "  2026-11-20  content/begrepp/a.md\n" in out
    assert "2027-11  –" in out
    assert "Avpublicerade poster, vars adress säger det: 1\n  2026-01-01  begrepp/e\n" in out


def test_the_same_is_told_as_json(site: Project, kb_here: KbHere) -> None:
    told = json.loads(kb_here(site.root, "lage", "--format", "json")[1])

    assert told["states"]["begrepp"] == {"shown": 2, "scheduled": 1, "draft": 1, "withdrawn": 1, "archived": 1}
    assert [one["key"] for one in told["reviews"]] == ["begrepp/a", "begrepp/b"]


def test_a_calendar_of_reviews_is_read_back(site: Project, kb_here: KbHere) -> None:
    entries = Calendar.from_ical(kb_here(site.root, "lage", "--format", "ics")[1]).walk("VEVENT")

    assert [(one["dtstart"].dt, str(one["description"]).partition(":")[0]) for one in entries] == [
        (dt.date(2026, 11, 20), "A"),
        (dt.date(2027, 11, 21), "B"),
    ]


def test_a_mail_tells_of_what_is_due_within_two_months(site: Project, kb_here: KbHere) -> None:
    out = kb_here(site.root, "lage", "--format", "mejl")[1]

    assert "- A: 2026-11-20 (content/begrepp/a.md)" in out
    assert "- B:" not in out
    assert out.count("Ämne: 1 sida att granska") == 1


def test_a_picture_that_no_page_shows_is_listed(site: Project, kb_here: KbHere) -> None:
    picture = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    (site.docs / "assets" / "bilder").mkdir(parents=True, exist_ok=True)
    for name in ("visas", "visas-inte"):
        (site.docs / "assets" / "bilder" / f"{name}.svg").write_bytes(picture)
    (site.content / "begrepp" / "a.md").write_text(
        record("A", body="![Ett ord](../../docs/assets/bilder/visas.svg)\n"), encoding="utf-8"
    )

    unused = json.loads(kb_here(site.root, "lage", "--format", "json")[1])["unused"]

    assert "assets/bilder/visas-inte.svg" in unused
    assert "assets/bilder/visas.svg" not in unused


def reviews(count: int, day: dt.date) -> list[Review]:
    return [Review(day, "", f"begrepp/{n:03}", f"Ord {n}", f"content/begrepp/{n:03}.md") for n in range(count)]


@pytest.mark.parametrize("count", [6, 50, 400])
def test_crowded_reviews_are_spread_over_working_days_and_never_come_later(count: int) -> None:
    last = dt.date(2027, 11, 21)

    moved = dict(spread(reviews(count, last), TODAY))

    days = sorted(moved.values())
    assert all(TODAY + dt.timedelta(FIRST_AFTER) <= day <= last for day in days)
    assert all(day.weekday() < 5 and day.month != 7 for day in days)
    assert max(days.count(day) for day in set(days)) <= -(-count // 150)
    assert [one.key for one in sorted(moved, key=lambda one: (moved[one], one.key))] == sorted(one.key for one in moved)


def test_a_few_reviews_on_a_day_stay_and_so_do_those_that_have_no_days_before_them() -> None:
    assert list(spread(reviews(5, dt.date(2027, 11, 21)), TODAY)) == []
    assert list(spread(reviews(50, TODAY + dt.timedelta(3)), TODAY)) == []


def test_spreading_shows_first_and_writes_when_asked(whole_project: Callable[..., Project], kb_here: KbHere) -> None:
    names = [f"ord-{number}" for number in range(8)]
    site = whole_project({f"begrepp/{name}.md": record(name, "granskas_senast: 2027-11-21") for name in names})
    files = [site.content / "begrepp" / f"{name}.md" for name in names]
    odd = (
        files[0]
        .read_text(encoding="utf-8")
        .replace("granskas_senast: 2027", "granskas_senast:   '2027")
        .replace("-11-21\n", "-11-21'   # i höst\r\n")
    )
    files[0].write_bytes(odd.encode())
    before = [file.read_bytes() for file in files]

    shown = kb_here(site.root, "lage", "--sprid")
    assert [file.read_bytes() for file in files] == before
    code, written, _ = kb_here(site.root, "lage", "--sprid", "--skriv")

    assert (code, shown[1]) == (0, written)
    for line in written.splitlines():
        name, _, change = line.partition(": ")
        old, _, new = change.partition(" -> ")
        at = files.index(site.root / name)
        assert (site.root / name).read_bytes() == before[at].replace(old.encode(), new.encode(), 1)
    assert len(written.splitlines()) >= 7


EASY = "Vi ses i dag. " * 40
HARD = "Valideringsverksamheten kvalitetssäkras kontinuerligt genom systematisk utvärdering. " * 20


def test_readability_is_told_beside_that_of_the_earliest_month(site: Project, kb_here: KbHere) -> None:
    file = site.content / "begrepp" / "a.md"
    medians = []
    for month, body in (("2026-09", HARD), ("2026-10", EASY), ("2026-11", EASY)):
        file.write_text(record("A", body=body), encoding="utf-8")
        out = kb_here(site.root, "--now", f"{month}-21", "lage")[1]
        told = out[out.index("Läsbarhet: ") :].splitlines()
        medians.append(told[2].split()[3])

    assert told[1].split() == ["Slag", "Sidor", "LIX", "2026-09"]
    assert told[2].split() == ["Begrepp", "A–Ö", "1", medians[2], medians[0]]
    assert float(medians[0]) > 60 > 30 > float(medians[2])
    data = json.loads(kb_here(site.root, "lage", "--format", "json")[1])["readability"]
    assert [*data["earlier"]] == ["2026-09", "2026-10"]
    assert data["lix"] == {"begrepp": float(medians[2])}


@pytest.mark.parametrize(
    "kept", ['{"months": {"\\u001b[2J": {"begrepp": 1}}}', "{", '{"months": {"2026-01": {"begrepp": "NaN"}}}']
)
def test_what_others_wrote_of_readability_counts_as_nothing(site: Project, kb_here: KbHere, kept: str) -> None:
    (site.content / "begrepp" / "a.md").write_text(record("A", body=EASY), encoding="utf-8")
    (site.root / ".kb-cache").mkdir(exist_ok=True)
    (site.root / ".kb-cache" / "lasbarhet.json").write_text(kept, encoding="utf-8")

    assert json.loads(kb_here(site.root, "lage", "--format", "json")[1])["readability"]["earlier"] == {}


def test_texts_that_are_too_short_say_nothing_of_readability(site: Project, kb_here: KbHere) -> None:
    assert "Läsbarhet" not in kb_here(site.root, "lage")[1]
    assert not (site.root / ".kb-cache" / "lasbarhet.json").exists()


def test_writing_without_spreading_is_misuse(site: Project, kb_here: KbHere) -> None:
    assert kb_here(site.root, "lage", "--skriv")[0] == 2
    assert kb_here(site.root, "lage", "--sprid", "--format", "json")[0] == 2


def test_faulty_content_is_told_instead(site: Project, kb_here: KbHere, tmp_path: Path) -> None:
    (site.content / "begrepp" / "a.md").write_text(record("A", "granskad: i går"), encoding="utf-8")

    assert kb_here(site.root, "lage")[0] == 1


@pytest.mark.parametrize(
    ("line", "differs"),
    [
        pytest.param("publiceras: 2026-11-21", True, id="is shown from today"),
        pytest.param("publiceras: 2026-11-20", False, id="was shown from the day it was built"),
        pytest.param("publiceras: 2026-11-22", False, id="is shown from tomorrow"),
        pytest.param("avpubliceras: 2026-11-21", True, id="is withdrawn today"),
        pytest.param("avpubliceras: 2026-11-22", False, id="is withdrawn tomorrow"),
        pytest.param("granskas_senast: 2026-11-20", True, id="should have been reviewed yesterday"),
        pytest.param("granskas_senast: 2026-11-22", False, id="is to be reviewed tomorrow"),
        pytest.param("granskad: 2026-11-20", False, id="was reviewed"),
        pytest.param("publiceras: 2026-11-21\nstatus: utkast", False, id="a draft"),
        pytest.param("avpubliceras: 2026-11-21\nstatus: arkiverad", False, id="archived"),
    ],
)
def test_a_day_changes_what_begins_or_ceases_to_be_shown_and_reviews_that_are_late(
    small_site: Callable[[dict[str, str]], Site], line: str, differs: bool
) -> None:
    site = small_site({"begrepp/a.md": record("A", line)})

    assert turned(site, dt.date(2026, 11, 20)) == (("begrepp/a",) if differs else ())
    assert turned(site, TODAY) == turned(site, dt.date(2027, 1, 1)) == ()


def test_an_event_that_is_over_since_yesterday_is_told_otherwise(small_site: Callable[[dict[str, str]], Site]) -> None:
    event = record("Mötet", "typ: möte", "start: 2026-11-19", "slut: 2026-11-20")

    site = small_site({"konferenser/motet.md": event})

    assert turned(site, dt.date(2026, 11, 20)) == ("konferenser/motet",)
