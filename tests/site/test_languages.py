"""Twelve things to find in English and eight on easy Swedish, written before the pages were.

On a phone, in at most four interactions: English ones from the overview in English, easy ones from the start page.
"""

from __future__ import annotations

import re
import statistics
import sys

import pytest
from playwright.sync_api import expect

from kunskapsbank.search.documents import documents as documents_of
from kunskapsbank.search.meanings import meanings
from kunskapsbank.search.searcher import Searcher

from ..conftest import REPO
from .test_tasks import MOST, PHONE, answers, play, task

sys.path.insert(0, str(REPO / "tools"))
from graded import Answer, ndcg, read

ENGLISH = [
    task("which authority decides for electricians", "Electrician", sees="the National Electrical Safety Board"),
    task("grade or certificate", "A grade or a certificate", sees="upper secondary level it is A–F"),
    task("what it costs", "What it costs", sees=re.compile("At most 500 kronor")),
    task("whether sfi can be validated", "Swedish for immigrants", sees="for sfi to be combined with validation"),
    task("whom to call in Köping", "your municipality", "Västmanland County", sees="Call 0221-250 00"),
    task("the contacts of Örebro County", "your municipality", "Örebro County", sees="E-mail komvux@orebro.se"),
    task(
        "an end of the questions", "Answer a few questions", "I do not know yet", "No", sees="Write down jobs, courses"
    ),
    task("the sheet as PDF", "A sheet of two pages", sees=re.compile("Fact sheet, two")),
    task("which model is for welders", "Find the model of your industry", sees="Industry validation for welders"),
    task("what kartläggning is in English", "Words: Swedish and English", sees="mapping of competence"),
    task("what to bring", "Bring what you have", sees="Which tasks you had and for how long"),
    task(
        "what prövning is, and the page in Swedish",
        "A grade without taking the course",
        "På svenska",
        sees=re.compile("Prövning är en bedömning som ger betyg"),
    ),
]

EASY = [
    task("what validation is", "Lätt svenska", "Vad är validering?", sees="Sedan kan du få ett papper på det."),
    task("how to start", "Lätt svenska", "Så börjar du", sees=re.compile("Jag vill ha en inledande kartläggning")),
    task("what to bring", "Lätt svenska", "Papper att ta med", sees="Intyg från jobb"),
    task("what it costs", "Lätt svenska", "Vad kostar det?", sees=re.compile("Det får kosta högst 500 kronor")),
    task("rights", "Lätt svenska", "Dina rättigheter", sees="Du slipper läsa om"),
    task(
        "an end of the questions",
        "Lätt svenska",
        "Vilken väg passar dig?",
        "Jag vet inte",
        "Nej",
        sees="Skriv en lista över dina jobb och kurser.",
    ),
    task("education from another country", "Lätt svenska", "Utbildning från ett annat land", sees="Det kostar inget."),
    task(
        "what a word means, and back",
        "Lätt svenska",
        "Ord som är svåra",
        "intyg",
        "På svenska",
        sees=re.compile("Begrepp"),
    ),
]


@pytest.mark.parametrize(
    ("start", "way", "sees"),
    [
        *(pytest.param("en/", *one.values, id=f"English: {one.id}") for one in ENGLISH),
        *(pytest.param("", *one.values, id=f"easy: {one.id}") for one in EASY),
    ],
)
def test_a_task_in_another_language_reaches_its_answer_in_four_interactions_on_a_phone(open_page, start, way, sees):
    page = open_page(start, **PHONE, has_touch=True)
    assert len(way) <= MOST
    for step in way:
        play(page, step)
    expect(answers(page, sees)).to_be_visible()


def test_a_page_in_english_has_nothing_in_swedish_around_it_that_does_not_say_so(documents):
    for address in ("en/", "en/vagledning/avgifter/", "en/verktyg/vilken-vag/svar/utan-papper/"):
        for tag in ("header", "nav", "footer"):
            for element in documents[address].all(tag):
                for link in element.iter("a"):
                    swedish = link.get("lang", "en").startswith("sv") or "in Swedish" in "".join(link.itertext())
                    leads_out = not re.search(r"(^|/)en/|^#|^\.", link.get("href", ""))
                    assert swedish or not leads_out or "://" in link.get("href", ""), (address, link.get("href"))


#: Words that English has not and that few sentences in Swedish are without.
SWEDISH = frozenset(
    "att av dig din du efter eller ett från för hos hur inte jag kan med och också ska som så till vad vid vilka "
    "vilken vill vår är över".split()
)
BOARDS = re.compile(r"Överklagandenämnden för (högskolan|studiestöd)")  #: Names that have a word of Swedish in them.
SHOWN = ("alt", "aria-description", "aria-label", "content", "label", "placeholder", "title")  #: Attributes of words.


def said(element, language="en"):
    """Every text of *element* and what lies in it that is in English, as far as the page says."""
    language = element.get("lang", language)
    if language == "en" and isinstance(element.tag, str) and not element.tag.endswith(("}script", "}style")):
        yield from filter(None, (element.text, *(element.get(name) for name in SHOWN)))
    for child in element:
        yield from said(child, language)
        if language == "en" and child.tail:
            yield child.tail


def test_all_that_is_in_swedish_on_a_page_in_english_says_so(documents):
    english = {one.address: one for one in documents.values() if one.all("html")[0].get("lang") == "en"}
    texts = {
        (address, text.strip()) for address, one in english.items() for text in said(one.tree) if "://" not in text
    }
    swedish = {(at, text) for at, text in texts if SWEDISH & set(re.findall(r"\w+", BOARDS.sub("", text).lower()))}

    assert len(english) > 90
    assert swedish == set()


def test_searches_in_english_find_what_they_ask_for(build):
    """0.85 on the day they were first asked; less than this, and something has gone wrong."""
    searcher = Searcher(documents_of(build.site, build.pages), meanings(build.site.search_words))
    found = [
        ndcg(Answer(one, tuple(hit.address for hit in searcher.search(one.text, english=True)[1][:10])))
        for one in read(REPO / "tests" / "sokfragor-engelska.yml")
    ]

    assert len(found) == 40
    assert statistics.mean(found) >= 0.8


@pytest.mark.parametrize("words", ["lättläst", "lätt svenska", "easy Swedish"])
def test_easy_swedish_is_found_by_its_names(build, words):
    searcher = Searcher(documents_of(build.site, build.pages), meanings(build.site.search_words))

    assert "lattlast/" in [hit.address for hit in searcher.search(words)[1][:2]]


def test_the_arabic_trial_is_not_published(build):
    assert not [page.address for page in build.pages if page.lang == "ar"]
    assert (REPO / "content" / "vagledning" / "avgifter.ar.md").is_file()
