"""What is made beside the pages follows from records, the register of changes and settings, and from nothing else."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest

from kunskapsbank.content.kinds import Kinds
from kunskapsbank.content.load import load
from kunskapsbank.content.record import Record
from kunskapsbank.content.site import Site
from kunskapsbank.export.data.values import row
from kunskapsbank.export.embeds import embeds
from kunskapsbank.kinds import Line, field
from kunskapsbank.pipeline.build import Build, run
from kunskapsbank.pipeline.change_register import read_history, renew
from kunskapsbank.pipeline.project import CHANGES, Project

from .conftest import TODAY, KbHere, record, write_project

MkProject = Callable[..., Project]
SOURCES = "kallor: [{url: 'https://www.skolverket.se/'}]\nsynonymer: [prov]\n"
EVENT = f"""---
titel: Mötet
ingress: Ett möte.
typ: möte
genomforande: planerad
start: 2027-03-27
slut: 2027-03-28
borjar: 09:00
slutar: 03:30
tidszon: Europe/Stockholm
regioner: [uppsala]
{SOURCES}granskad: 2026-11-20
---

Välkommen dit.
"""
MODEL = f"""---
titel: Modellen
ingress: En modell.
branschgrupp: Industri
bransch: Trä
fraga: Nämnden
{SOURCES}granskad: 2026-11-19
---

Texten om modellen.
"""
SECRET = "hemligtord"


REGION = f"""---
titel: Region Uppsala
ingress: En region.
lan: Uppsala län
lansbokstav: C
lanskod: "03"
residensort: Uppsala
residensort_lage: "17.6 59.9"
webb: https://regionuppsala.se
roller: [en roll]
kontur: ["17.0 59.5", "18.0 59.5", "18.0 60.5", "17.0 60.5"]
{SOURCES}---

Text.
"""
FILES = {
    "konferenser/motet.md": EVENT,
    "regioner/uppsala.md": REGION,
    "branschmodeller/modellen.md": MODEL,
    "begrepp/a.md": record("Ordet", "granskad: 2026-11-18"),
}


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Build]:
    """The build of :data:`FILES` with others in their place, and what ``mkdocs.yml`` says more."""

    def of(files: dict[str, str] | None = None, more: str = "", register: str = "", today: dt.date = TODAY) -> Build:
        number = len([*tmp_path.iterdir()])
        (tmp_path / str(number)).mkdir()
        own = write_project(tmp_path / str(number), {**FILES, **(files or {})})
        config = own.config.read_text(encoding="utf-8")
        more = more or "outputs: [data, feeds, calendars, embeds, markdown]"
        own.config.write_text(config.replace("handouts: false\n", f"handouts: false\n      {more}\n"), "utf-8")
        if register:
            (own.root / CHANGES).write_text(register, encoding="utf-8")
        return run(own, today)

    return of


def event_in(build: Build, address: str = "konferenser/motet/kalender.ics") -> icalendar.Event:
    [event] = icalendar.Calendar.from_ical(build.files[address]).events
    return event


def test_a_time_of_day_is_in_its_zone_on_both_sides_of_the_change_to_summer_time(made: Callable[..., Build]) -> None:
    build = made()
    assert not build.failed
    event, calendar = event_in(build), icalendar.Calendar.from_ical(build.files["konferenser/kalender.ics"])

    assert event.start == dt.datetime(2027, 3, 27, 9, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert (event.start.utcoffset(), event.end.utcoffset()) == (dt.timedelta(hours=1), dt.timedelta(hours=2))
    assert event.end - event.start == dt.timedelta(hours=18, minutes=30)
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Stockholm"]
    zone = calendar.timezones[0].to_tz()
    moment = dt.datetime(2027, 3, 28, 3, 30)
    assert zone.utcoffset(moment) == dt.timedelta(hours=2)
    assert zone.utcoffset(dt.datetime(2027, 10, 31, 4)) == dt.timedelta(hours=1)


def test_an_event_of_whole_days_ends_on_the_day_after_its_last(made: Callable[..., Build]) -> None:
    whole = "\n".join(line for line in EVENT.splitlines() if not line.startswith(("borjar", "slutar", "tidszon")))
    build = made({"konferenser/motet.md": whole + "\n"})

    assert (event_in(build).start, event_in(build).end) == (dt.date(2027, 3, 27), dt.date(2027, 3, 29))
    assert b"VTIMEZONE" not in build.files["konferenser/motet/kalender.ics"]


def test_an_event_that_changes_keeps_its_uid_and_counts_up_and_one_that_is_called_off_says_so(
    made: Callable[..., Build],
) -> None:
    first = made()
    register = _registered(first)
    moved = EVENT.replace("2027-03-27", "2027-03-26").replace("granskad: 2026-11-20", "granskad: 2026-11-21")
    later = made({"konferenser/motet.md": moved}, register=register)
    off = made({"konferenser/motet.md": EVENT.replace("planerad", "inställd")}, register=register)
    one, two, three = event_in(first), event_in(later), event_in(off)

    assert one["UID"] == two["UID"] == three["UID"] == "konferenser-motet@prov.example"
    assert [event["SEQUENCE"] for event in (one, two, three)] == [0, 1, 1]
    assert (one["STATUS"], three["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert two["DTSTAMP"].dt > one["DTSTAMP"].dt


def _registered(build: Build) -> str:
    lines = [(key, build.history.of(one)) for key, one in sorted(build.site.records.items())]
    return "".join(f"{key} {one.first or '-'} {one.last or '-'} {one.number} {one.digest}\n" for key, one in lines)


def test_the_register_counts_changes_and_remembers_what_is_gone(project: MkProject) -> None:
    own = project(FILES)
    first = run(own, TODAY)
    assert renew(own.root, first.site, first.pages, first.history) == len(FILES) + 1
    assert renew(own.root, run(own, TODAY).site, first.pages, read_history(own.root)[0]) == 0

    (own.content / "begrepp" / "a.md").unlink()
    path = own.content / "branschmodeller" / "modellen.md"
    path.write_text(MODEL.replace("Texten om", "Ny text om"), encoding="utf-8")
    path.with_name("nyare.md").write_text(MODEL, encoding="utf-8")  # Reviewed long before it is published.
    later = dt.date(2027, 1, 2)
    build = run(own, later)
    assert renew(own.root, build.site, build.pages, build.history) == 3

    listed = json.loads(run(own, later).files["data/andringar.json"])
    told = {f"{row['slag']}/{row['id']}": (row["handelse"], row["dag"], row["nummer"]) for row in listed["andringar"]}
    assert listed["senaste_utgava"] == "2027-01-02"
    assert told["branschmodeller/modellen"] == ("andrad", "2027-01-02", 1)
    assert told["branschmodeller/nyare"] == ("ny", "2027-01-02", 0)
    assert told["begrepp/a"] == ("borttagen", "2027-01-02", 1)
    assert told["konferenser/motet"] == ("ny", "2026-11-20", 0)


def test_the_register_knows_when_a_page_that_is_no_record_changed(project: MkProject) -> None:
    """Its own text says no day, so none is told until the register knows one."""
    own, page = project(FILES), "/"
    first = run(own, TODAY)
    assert _days(first)[page] is None

    renew(own.root, first.site, first.pages, first.history)
    start = own.docs / "index.md"
    text = start.read_text(encoding="utf-8")
    start.write_text(text.replace("---\n", "---\nsynonymer: [hem]\n", 1), encoding="utf-8")  # Which no reader sees.
    same = run(own, dt.date(2026, 12, 1))
    assert renew(own.root, same.site, same.pages, same.history) == 0
    assert _days(same)[page] == str(TODAY)

    start.write_text(f"{text}\nMer text.\n", encoding="utf-8")
    later = run(own, dt.date(2027, 1, 2))
    assert _days(later)[page] == str(TODAY)
    assert renew(own.root, later.site, later.pages, later.history) == 1
    assert _days(run(own, dt.date(2027, 1, 3)))[page] == "2027-01-02"
    assert json.loads(run(own, TODAY).files["data/andringar.json"])["senaste_utgava"] == str(TODAY)

    (own.docs / "mer.md").write_text(text.replace("Start", "Mer"), encoding="utf-8")
    more = run(own, TODAY)
    assert renew(own.root, more.site, more.pages, more.history) == 1
    (own.docs / "mer.md").unlink()
    gone = run(own, TODAY)
    assert renew(own.root, gone.site, gone.pages, gone.history) == 1
    assert "/mer/" not in (own.root / CHANGES).read_text(encoding="utf-8")


def _days(build: Build) -> dict[str, str | None]:
    """What the site map says of each page, by address."""
    entries = re.findall(
        r"<loc>https://[^/]+(.*?)</loc>(?:<lastmod>(.*?)</lastmod>)?", build.files["sitemap.xml"].decode()
    )
    return {address: day or None for address, day in entries}


def test_that_somebody_has_looked_again_is_no_change(made: Callable[..., Build]) -> None:
    register = _registered(made())
    again = made({"branschmodeller/modellen.md": MODEL.replace("2026-11-19", "2026-11-21")}, register=register)

    assert again.history.of(again.site["branschmodeller/modellen"]).number == 0


def test_kb_andringar_writes_the_register_and_says_how_much_is_new(project: MkProject, kb_here: KbHere) -> None:
    own = project(FILES)
    code, out, _ = kb_here(own.root, "andringar")

    assert (code, out) == (0, "5 nya eller ändrade poster och sidor i andringar.txt.\n")
    assert len((own.root / CHANGES).read_text(encoding="utf-8").splitlines()) == 5
    assert kb_here(own.root, "andringar")[1] == "0 nya eller ändrade poster och sidor i andringar.txt.\n"


@pytest.mark.parametrize(
    "line", ["begrepp/a 2026-11-18", "<<<<<<< HEAD", "begrepp/a 2026-13-18 - 0 -", "begrepp/a - - -1 -", "../a - - 0 -"]
)
def test_a_line_that_cannot_be_read_is_told_with_its_number(project: MkProject, line: str) -> None:
    own = project(FILES)
    (own.root / CHANGES).write_text(f"begrepp/b - - 0 -\n{line}\n", encoding="utf-8")
    [told] = [one for one in run(own, TODAY).problems if one.code == "unreadable-register"]

    assert (told.place.path, told.place.line) == (CHANGES, 2)
    assert line in told.message


def test_one_changed_record_reaches_all_that_tells_of_it_and_nothing_else(made: Callable[..., Build]) -> None:
    before = made()
    register = _registered(before)
    before = made(register=register)
    changed = EVENT.replace("Välkommen dit.", "Välkommen dit, alla.").replace("Ett möte.", "Ett större möte.")
    after = made({"konferenser/motet.md": changed.replace("2026-11-20", "2026-11-21")}, register=register)
    different = {name for name, data in after.files.items() if before.files.get(name) != data}

    own = {f"konferenser/motet/{name}" for name in ("index.md", "kalender.ics")}
    data = {"api/v1/konferenser.json", "api/v1/konferenser/motet.json", "data/andringar.json", "data/graf.jsonld"}
    data |= {f"data/konferenser{ending}" for ending in (".csv", "-komma.csv", ".json")}
    told = {"flode.atom", "flode.json", "regioner/uppsala/flode.atom", "regioner/uppsala/flode.json"}
    told |= {"konferenser/kalender.ics", "regioner/uppsala/kalender.ics"}
    of_all = {"data/katalog.ttl", "sitemap.xml"}
    assert own | data | told | of_all <= different
    lists = {"konferenser/index.md", "regioner/uppsala/index.md"}
    assert different <= own | data | told | of_all | lists


def test_what_is_not_published_reaches_no_file(made: Callable[..., Build]) -> None:
    """A draft, what is to come, what is over, a comment, steering keys, and references to those."""
    hidden = {
        "begrepp/utkast.md": record(f"Utkast {SECRET}", "status: utkast", body=SECRET),
        "begrepp/sen.md": record(f"Sen {SECRET}", "publiceras: 2030-01-01", body=SECRET),
        "begrepp/slut.md": record("Slut", "avpubliceras: 2026-01-01", body=SECRET),
        "konferenser/hemligt.md": EVENT.replace("Mötet", SECRET).replace("typ: möte", "typ: möte\nstatus: utkast"),
        "branschmodeller/hemlig.md": MODEL.replace("Modellen", SECRET).replace(
            "bransch: Trä", "bransch: Trä\nstatus: utkast"
        ),
        "branschmodeller/modellen.md": MODEL.replace(
            "fraga: Nämnden", f"fraga: Nämnden\nsokfragor: [var finns {SECRET}x]"
        ).replace("Texten om modellen.", f"Texten om modellen. <!-- {SECRET} -->"),
    }
    build = made(hidden)
    found = [name for name, data in build.files.items() if SECRET.encode() in data.replace(b"\\u", b"")]

    assert len(build.files) > 60
    assert [name for name in found if not name.startswith(("sokindex/", "register/"))] == []
    names = [name for name in build.files if any(one in name for one in ("utkast", "hemlig", "/sen", "/slut"))]
    assert names == []


def test_a_reference_to_what_is_not_published_is_left_out_wherever_it_stands(made: Callable[..., Build]) -> None:
    build = made()
    gone = {key: one for key, one in build.site.records.items() if key != "regioner/uppsala"}
    site = Site.of(gone.values(), TODAY, build.site.kinds)
    assert row(build.site, build.site["konferenser/motet"])["regioner"][0]["id"] == "uppsala"
    assert row(site, site["konferenser/motet"])["regioner"] == []


def test_each_output_has_its_switch(made: Callable[..., Build]) -> None:
    def parts(more: str) -> set[str]:
        return {
            "feeds" if "flode." in name else
            "calendars" if name.endswith(".ics") else
            "markdown" if name.endswith(".md") or name == "llms.txt" else
            name.partition("/")[0]
            for name in made(more=more).files
        }  # fmt: skip

    assert parts("outputs: []") == {"robots.txt", "sitemap.xml", "register"}
    assert parts("outputs: [feeds]") - parts("outputs: []") == {"feeds"}
    assert parts("outputs: [calendars]") - parts("outputs: []") == {"calendars"}
    assert parts("outputs: [embeds]") - parts("outputs: []") == {"badda-in"}
    assert parts("outputs: [markdown]") - parts("outputs: []") == {"markdown"}
    assert parts("outputs: [data]") - parts("outputs: []") == {"data", "api"}


def test_feeds_tell_of_kinds_that_are_news_newest_first_with_the_days_of_the_register(
    made: Callable[..., Build],
) -> None:
    build = made()
    feed = feedparser.parse(build.files["flode.atom"])

    assert [one.title for one in feed.entries] == ["Mötet", "Modellen"]
    assert [one.updated[:10] for one in feed.entries] == ["2026-11-20", "2026-11-19"]
    assert feed.entries[0].id == "https://prov.example/konferenser/motet/"
    assert "Välkommen dit." in feed.entries[0].content[0].value
    assert [one.title for one in feedparser.parse(build.files["regioner/uppsala/flode.atom"]).entries] == ["Mötet"]


def test_the_day_of_the_build_is_in_nothing_but_what_is_coming(made: Callable[..., Build]) -> None:
    build, later = made(), made(today=TODAY + dt.timedelta(days=5))

    assert {name for name, data in later.files.items() if build.files.get(name) != data} == set()


def test_other_sites_are_shown_what_is_coming_and_whole_addresses(made: Callable[..., Build]) -> None:
    build = made()
    events = build.files["badda-in/v1/konferenser/regioner/uppsala/del.html"].decode()
    frame = build.files["badda-in/v1/branschmodeller/branschgrupp/industri/index.html"].decode()

    assert 'href="https://prov.example/konferenser/motet/"' in events
    assert "<script" not in events + frame
    assert 'href="/' not in events + frame
    assert '<meta name="robots" content="noindex">' in frame
    assert 'href="../../../../../kod/' in frame
    assert 'target="_top"' in frame
    assert "target" not in events


class Course(Record):
    """A kind whose list is shown by each of the languages that its records name."""

    kind = "kurser"
    singular = "Kurs"
    plural = "Kurser"
    about = "Kurser."
    embedded_by = ("languages",)

    languages: tuple[Line, ...] = field("Språk")


def test_groups_whose_names_give_the_same_address_have_one_each(content: Callable[..., Path]) -> None:
    """The part of one took the place of the other's."""
    kurser = {f"kurser/{n}.md": record(n, f"languages: ['{of}', C-2]") for n, of in (("a", "C"), ("b", "C++"))}
    site, problems = load(content(kurser), TODAY, Kinds([Course]))
    shown = {one.address: (one.title, *(each.id for each in one.records)) for one in embeds(site)}

    assert problems == []
    assert shown == {
        "badda-in/v1/kurser/": ("Kurser", "a", "b"),
        "badda-in/v1/kurser/languages/c/": ("Kurser: C", "a"),
        "badda-in/v1/kurser/languages/c-2/": ("Kurser: C-2", "a", "b"),
        "badda-in/v1/kurser/languages/c-3/": ("Kurser: C++", "b"),
    }


def test_a_coming_event_can_be_put_in_a_calendar_and_one_that_is_over_cannot(made: Callable[..., Build]) -> None:
    def links(build: Build) -> bool:
        [page] = [one for one in build.pages if one.address == "konferenser/motet/"]
        return 'href="kalender.ics"' in page.html

    assert links(made())
    assert not links(made(today=dt.date(2027, 3, 29)))
