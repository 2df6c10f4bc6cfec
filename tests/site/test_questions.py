"""The 25 questions that the site did not answer once, each typed in the search field as people ask it."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import expect

#: Question -> words of its answer, on the page that the search has first.
ANSWERED = {
    "Hur länge får jag läsa sfi? Räknas tiden när jag validerar?": "tidsbegränsad till tre år",
    "Har jag rätt till en plats i komvux?": "rätt till komvux på gymnasial nivå",
    "Vad händer med mina gamla kursbetyg efter Gy25?": "Dina kursbetyg finns kvar",
    "Min arbetsplats har inget kollektivavtal. Vem hjälper mig att ställa om?": "Kammarkollegiet",
    "Vad krävs för omställningsstudiestöd?": "96 månader",
    "Vilka yrken kräver tillstånd, och vem frågar jag?": "Elsäkerhetsverket",
    "Kan jag komma in på yrkeshögskolan utan gymnasieexamen?": "reell kompetens",
    "Kan jag bli behörig till högskolan på det jag kan?": "reell kompetens",
    "Vem klagar jag hos om komvux inte gör vad det ska?": "Börja hos läraren eller rektorn",
    "Jag är under 20 år. Kan jag läsa eller validera i komvux?": "Huvudregeln är",
    "Kan jag läsa och validera i en annan kommun?": "om hemkommunen inte erbjuder den",
    "Kan jag få studiemedel när jag läser i komvux?": "Ja, på grundläggande och gymnasial",
    "Jag söker asyl. Kan jag läsa eller validera i komvux?": "har inte rätt till utbildning i komvux",
    "Kan jag validera på mitt eget språk?": "vilket språk valideringen ska ske på",
    "Kan prövning och validering anpassas om jag har en funktionsnedsättning?": "funktionsnedsättning",
    "Vad är skillnaden mellan intyg, betyg, kompetensbevis och komvuxbevis?": "komvuxbevis",
    "Kan den som sitter i fängelse validera?": "Kriminalvården ansvarar",
    "Kan jag validera i stället för att gå YKB-utbildningen?": "yrkesförarkompetens",
    "Vem får pröva för betyg?": "bosatt i landet",
    "Kan jag få en gymnasieexamen genom komvux och validering?": "Den kräver betyg i 2 400",
    "Vad betyder SeQF-nivåerna i ord?": "krav för yrkeshögskoleexamen",
    "Vilka regler gäller för YH-flex?": "YH-flex",
    "Vilka regler om validering har ändrats sedan 2023?": "de nya reglerna börjar gälla",
    "Hur många validerar sig?": "3 600 år 2020",
    "Vad kostar det arbetsgivaren att validera personal?": "Det bestämmer den som äger",
}


@pytest.mark.parametrize(("question", "words"), ANSWERED.items())
def test_a_question_typed_as_people_ask_it_finds_its_answer_first(open_page, documents, question, words):
    page = open_page("sok/", width=360, height=780)
    page.locator("#sok-falt").fill(question)
    page.locator("#sok-falt").press("Enter")
    first = page.locator(".traff-rubrik").first
    expect(first).to_be_visible()

    found = documents[urlsplit(urljoin(page.url, first.get_attribute("href"))).path.lstrip("/")]
    assert words in " ".join("".join(found.tree.itertext()).replace("\u00ad", "").replace("\u00a0", " ").split())
