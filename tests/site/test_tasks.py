"""Ten things each group comes for, written before the ways to them were looked up.

From the start page of a phone, in at most four interactions, to a page that shows the answer. Employers have theirs
in ``test_employers``.

An interaction is a tap, or a field filled in. Reading and scrolling are none.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

PHONE = {"width": 360, "height": 780}
MOST = 4  #: Interactions allowed for a task.


def task(name: str, *way: str | tuple[str, str], sees: str | re.Pattern[str]) -> Any:
    """A task by *name*: its *way*, and the words *sees* that answer it."""
    return pytest.param(way, sees, id=name)


def search(words: str) -> tuple[str, str]:
    """The interaction of typing *words* in the site's search."""
    return ("search", words)


#: The person with skills but no papers.
PERSON = [
    task("whom do I call in Köping", "Kommuner", "Köping", sees="Ring 0221-250 00"),
    task("can I get papers as a welder", "Yrken A–Ö", "svetsare", sees="Fråga Svetskommissionen"),
    task("what does a prövning cost", "Vad kostar det?", sees="En prövning för betyg får kosta högst 500 kronor"),
    task("which papers shall I bring", "Vilka papper ska jag ta med?", sees="Betyg och kursbevis, också ofullständiga"),
    task(
        "a nurse from another country",
        search("sjuksköterska från utlandet"),
        "Sjuksköterska",
        sees="Socialstyrelsen ger legitimation",
    ),
    task(
        "an electrician from another country",
        "Reglerade yrken",
        "Elinstallatör (elektriker)",
        sees="Elsäkerhetsverket ger auktorisation",
    ),
    task(
        "how long may I read sfi", search("hur länge får jag läsa sfi"), "Sfi i tre år", sees="rätt till sfi i tre år"
    ),
    task(
        "given notice, and no collective agreement",
        "Jag är uppsagd",
        sees="Utan kollektivavtal hjälper Kammarkollegiet",
    ),
    task(
        "the university says no: can I appeal",
        search("överklaga högskolans beslut"),
        "Överklaga eller klaga",
        sees="går till Överklagandenämnden för högskolan",
    ),
    task(
        "I seek asylum: may I read in komvux",
        search("asylsökande komvux"),
        "Asyl",
        sees="Den som söker asyl har inte rätt till komvux",
    ),
]

#: The study and career counsellor.
COUNSELLOR = [
    task(
        "who has a right to the initial mapping, and where it says so",
        "Jag vägleder",
        "Inledande kartläggning",
        sees="skollagen 20 kap. 8 §",
    ),
    task("who issues the certificate", "Jag vägleder", "Roller och ansvar", sees="rektorn utfärdar intyg"),
    task(
        "who comes first when places are few",
        "Jag vägleder",
        "Rätt till plats i komvux",
        sees="Först den som ska läsa färdigt",
    ),
    task("all steps on one page to print", "Jag vägleder", "Alla steg på en sida", sees="Skriv ut"),
    task(
        "something is missing after the assessment",
        "Jag vägleder",
        "Komplettering",
        sees="Eleven läser bara det som saknas",
    ),
    task("a checklist before the assessment", "Jag vägleder", "Checklistor", "Inför bedömningen", sees="Skriv ut"),
    task(
        "what becomes of old grades of courses",
        search("vad händer med gamla kursbetyg"),
        "Gamla kurser och nya nivåer",
        sees="dina kursbetyg finns kvar",
    ),
    task(
        "a student under twenty",
        search("elev under 20 år komvux"),
        "Rätt till plats",
        sees="Huvudregeln är från andra halvåret det år du fyller 20",
    ),
    task(
        "reading in another municipality",
        search("läsa i en annan kommun"),
        "Läsa i en annan kommun",
        sees="om hemkommunen inte erbjuder den",
    ),
    task(
        "the meeting view of the page that lies open",
        "Jag vägleder",
        "Fördjupad kartläggning",
        "Mötesläge",
        sees="Del 1 av",
    ),
]

#: Who publishes material.
COMMUNICATOR = [
    task(
        "the sheet for employers as PDF",
        "Jag informerar",
        "Hoppa till målgrupp",
        "Arbetsgivare",
        sees=re.compile(r"Faktablad, två A4-sidor \(PDF, .* för Arbetsgivare"),
    ),
    task(
        "the same with a region's name, in Word",
        "Jag informerar",
        "Kompetensen kan redan finnas hos er",
        "Med regionens namn",
        sees=re.compile(r"Faktablad att ändra i \(Word, .*Region Örebro län"),
    ),
    task(
        "a text for a newsletter",
        "Jag informerar",
        "Kompetensen kan redan finnas hos er",
        "På sidan",
        "Text att klistra in",
        sees="Kopiera nyhetsbrevet",
    ),
    task("all material at once", "Jag informerar", sees="Allt material i en zip"),
    task(
        "the poster for the person",
        "Jag informerar",
        "Hoppa till målgrupp",
        "Du som kan men saknar papper",
        sees=re.compile(r"Affisch, en A4-sida \(PDF, .* för Du som kan"),
    ),
    task("the key messages", "Jag informerar", "Budskapen", sees="Kompetensen kan redan finnas hos er"),
    task("how a new page is written", "För redaktörer", "skriver nytt", sees="Skapa och börja skriva"),
    task("what others may do with the texts", search("får jag kopiera texterna"), "Licenser", sees="CC BY 4.0"),
    task(
        "what a word means, to quote", "Begrepp A–Ö", "reell kompetens", sees="Reell kompetens är allt du verkligen kan"
    ),
    task("whom to tell that something is wrong", "Kontakt", sees="Berätta för den region som publicerar webbplatsen"),
]

#: Who plans in a region.
STRATEGIST = [
    task(
        "what the project cost",
        search("vad kostade projektet"),
        "Regionala strukturer",
        sees="Budgeten var 13 960 000 kronor",
    ),
    task(
        "the four focus areas",
        search("fokusområden"),
        "Fokusområden",
        sees="Branschvalidering och kompletterande utbildning",
    ),
    task(
        "what was said at the conference in Västmanland",
        search("konferensen i Västmanland 2024"),
        "Samverkan för framtidens arbetsmarknad",
        sees="Skola och arbetsliv behöver prata mer med varandra",
    ),
    task(
        "whom to reach in the municipalities of Örebro county",
        "Region Örebro län",
        "Örebro kommun",
        sees="Mejla komvux@orebro.se",
    ),
    task(
        "how others made an action plan",
        search("handlingsplan för validering"),
        "Kartläggningsverktyg",
        sees="regionala handlingsplaner",
    ),
    task("the models as data", search("branschmodeller csv"), "Data", sees="data/branschmodeller.csv"),
    task("the eight levels", "SeQF", sees="SeQF är Sveriges trappa med åtta nivåer"),
    task("what a municipality has done", "exempel", "Eskilstuna", sees="från samtal till betyg eller intyg"),
    task(
        "the region's role",
        "Information för din grupp",
        "Regionernas kompetens",
        "Se vad som ingår i regionens roll",
        sees="Regionen kan samordna och driva på",
    ),
    task(
        "what does not add up in the sources",
        search("källorna säger emot varandra"),
        "Projektbeskrivning",
        sees="Det som inte går ihop",
    ),
]


def target(page: Page, name: str) -> Locator:
    """The first link, button or folded part in sight with *name* in its own, from where a word begins."""
    named = re.compile(rf"(?<!\w){re.escape(name)}", re.IGNORECASE)
    ways = page.get_by_role("link", name=named).or_(page.get_by_role("button", name=named))
    return ways.or_(page.locator("summary").filter(has_text=named)).locator("visible=true").first


def play(page: Page, step: str | tuple[str, str]) -> None:
    """Do one interaction."""
    if isinstance(step, str):
        target(page, step).click()
        return
    field = page.get_by_label("Sök på webbplatsen").locator("visible=true").first
    field.fill(step[1])
    field.press("Enter")
    page.locator("[data-search-results] li").first.wait_for()


def answers(page: Page, words: str | re.Pattern[str]) -> Locator:
    """Where *words* stand to be seen."""
    main = page.locator("main, [role=dialog]")
    return main.get_by_text(words).or_(main.get_by_role("link", name=words)).locator("visible=true").first


@pytest.mark.parametrize(("way", "sees"), [*PERSON, *COUNSELLOR, *COMMUNICATOR, *STRATEGIST])
def test_a_task_reaches_its_answer_in_four_interactions_on_a_phone(open_page, way, sees):
    page = open_page("", **PHONE, has_touch=True)
    assert len(way) <= MOST
    for step in way:
        play(page, step)
    expect(answers(page, sees)).to_be_visible()
