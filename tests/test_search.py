"""How words become index terms, and questions plans."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from kunskapsbank.cli.looking import MOST_QUESTIONS, questions_in
from kunskapsbank.content.search_words import SearchWords
from kunskapsbank.language.compounds import Splitter
from kunskapsbank.language.ordinary import ordinary_words
from kunskapsbank.language.swedish import fold, words
from kunskapsbank.pipeline.keeper import InMemory
from kunskapsbank.pipeline.terms import KeptTerms
from kunskapsbank.render.page import Later
from kunskapsbank.search.analysis import KEPT, phrase, term, terms
from kunskapsbank.search.documents import ASKED, FIELDS, Document
from kunskapsbank.search.explain import explain, explain_many, hard_to_find
from kunskapsbank.search.index import _others, index_files, rules, shard_of, write_index
from kunskapsbank.search.learned import features
from kunskapsbank.search.lexicon import Body, Lexicon
from kunskapsbank.search.meanings import Meanings, meanings
from kunskapsbank.search.planner import Vocabulary, edits, plan
from kunskapsbank.search.ranking import Hit, is_answer, is_weak
from kunskapsbank.search.searcher import Searcher
from kunskapsbank.search.weights import WEIGHTS


def document(address: str, **fields: str) -> Document:
    """A page whose fields hold the words given; the title is the address."""
    found: dict[str, frozenset[str]] = {
        letter: frozenset(one for word in words(text) for one in terms(word)) for letter, text in fields.items()
    }
    exact: Mapping[str, frozenset[str]] = {"x": frozenset({phrase(fields.get("u") or fields.get("t") or address)})}
    asked = (asked_of(fields[ASKED]),) if ASKED in fields else ()
    return Document(address, address, "Begrepp", "", Later.of(""), {**found, **exact}, (), 1.0, "", questions=asked)


def asked_of(text: str) -> tuple[frozenset[str], ...]:
    """The words of a question that a page is said to answer."""
    return tuple(frozenset(terms(word)) for word in words(text))


@pytest.fixture
def searcher() -> Searcher:
    return Searcher(
        [
            document("komvux/", u="komvux", m="vuxenskola", b="validering kurser"),
            document("yrkesvux/", u="yrkesvux", b="validering yrken"),
            document("huvudman/", u="huvudman", b="kommunen"),
            document("stad/", t="städbranschens modell", m="undersköterskor städare", b="validering"),
            document("strangnas/", u="Strängnäs", b="kommun"),
            document("kurs/", u="orienteringskurs", b="innehåll"),
            *(document(f"fyllnad-{n}/", b="annat innehåll") for n in range(10)),
        ]
    )


def addresses(searcher: Searcher, question: str) -> list[str]:
    return [hit.address for hit in searcher.search(question)[1]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("undersköterska", "undersköterskorna"),
        ("betyg", "betygen"),
        ("kommun", "kommunernas"),
    ],
)
def test_inflected_forms_share_a_term(one, other):
    assert term(one) == term(other)


def test_stems_are_folded_after_stemming():
    assert (term("kartläggningarna"), fold("Åäöé")) == ("kartlaggning", "Aaoe")


def test_a_word_on_a_page_is_also_found_as_it_is_typed_without_diacritics():
    assert term("strangnas") in terms("strängnäs")


@pytest.mark.parametrize(
    "word",
    [
        "validering",
        "beskriver",
        "fastighet",
        "organisation",
        "erfarenhet",
        "kommunikation",
    ],
)
def test_words_that_only_look_like_compounds_stay_whole(word):
    assert Splitter(["valid", "ering"]).parts(word) == ()


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("kompetensstandard", ("kompetens", "standard")),
        ("yrkesbedömare", ("yrke", "bedömare")),
        ("omställningsstudiestöd", ("omställning", "studie", "stöd")),
        ("branschvalideringsmodell", ("bransch", "validering", "modell")),
    ],
)
def test_compounds_part_into_heads_and_tails_without_the_linking_s(word, parts):
    assert Splitter(["validering"]).parts(word) == parts


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("huvdman", "huvudman", 1),
        ("kompetensbeivs", "kompetensbevis", 1),
        ("kat", "katt", 1),
        ("hund", "katt", 3),
    ],
)
def test_edits_count_swapped_letters_as_one(a, b, distance):
    assert edits(a, b, 2) == distance


@pytest.mark.parametrize(
    ("question", "first"),
    [
        pytest.param("komvux", "komvux/", id="exact title"),
        pytest.param("vuxenskolan", "komvux/", id="a synonym, inflected"),
        pytest.param("huvdman", "huvudman/", id="misspelt"),
        pytest.param("strangnas", "strangnas/", id="without diacritics"),
        pytest.param("yrkes vux", "yrkesvux/", id="a compound written apart"),
        pytest.param("orienteringskursen", "kurs/", id="a word whose own s the stemmer takes for an ending"),
        pytest.param("undersköterska", "stad/", id="inflection"),
        pytest.param("Vad är en huvudman?", "huvudman/", id="a question"),
    ],
)
def test_the_right_page_comes_first(searcher, question, first):
    assert addresses(searcher, question)[0] == first


def test_a_part_finds_the_compounds_that_end_with_it(searcher):
    assert set(addresses(searcher, "vux")) == {"komvux/", "yrkesvux/"}


@pytest.mark.parametrize("question", ["xyzzy", "pannkakor", "och det", "", "???", "a" * 5000])
def test_a_question_without_an_answer_gets_none(searcher, question):
    assert addresses(searcher, question) == []


def test_a_correction_is_told_and_can_be_turned_off(searcher):
    [corrected] = plan("huvdman", searcher.vocabulary).slots
    [kept] = plan("huvdman", searcher.vocabulary, correct=False).slots

    assert (corrected.how, corrected.alternatives[0].term) == ("corrected", "huvudman")
    assert kept.how == ""


def test_stop_words_count_when_nothing_else_is_asked(searcher):
    assert [slot.word for slot in plan("vad är det", searcher.vocabulary).slots] == ["vad", "är", "det"]


def test_sixty_letters_of_a_word_and_three_hundred_of_a_question_are_read(searcher):
    def slots(question):
        return [len(slot.word) for slot in plan(question, searcher.vocabulary).slots]

    assert (slots("x" * 50_000), slots("𝒳" * 70), len(slots("ab " * 10_000))) == ([60], [60], 100)


def test_explaining_names_readings_and_unknown_words(searcher):
    text = "\n".join(explain(*searcher.search("huvdman xyzzy"), "sv"))
    assert "huvudman (stavningen rättad)" in text
    assert "xyzzy: okänt ord. Lägg till det under synonymer på den sida som svarar." in text
    assert "huvudman (spelling corrected)" in "\n".join(explain(*searcher.search("huvdman"), "en"))


def test_the_index_is_the_same_every_time(tmp_path, searcher):
    for name in ("ett", "två"):
        write_index(searcher, tmp_path / name, {})
    files = sorted(p.relative_to(tmp_path / "ett") for p in (tmp_path / "ett").rglob("*.json"))
    assert len(files) == 3 + 1 + len(searcher.documents)
    assert all((tmp_path / "ett" / f).read_bytes() == (tmp_path / "två" / f).read_bytes() for f in files)


def test_the_rules_tell_the_browser_of_every_field(searcher):
    found = rules(searcher, 1, 0, tail=True)
    assert found["fields"] == dict(FIELDS)
    assert set(found["strong"]) < {*FIELDS, ASKED}
    assert sum(pages for _, pages in found["weights"]) == found["total"] == len(searcher.documents)


def test_terms_spread_over_files():
    assert {shard_of(f"ord{n}", 4) for n in range(50)} == {0, 1, 2, 3}


def test_a_vocabulary_tells_terms_from_whole_phrases(searcher):
    vocabulary = Vocabulary.of(searcher.documents)
    assert vocabulary.known("komvux")
    assert not vocabulary.known(phrase("städbranschens modell"))


def test_names_of_countries_and_languages_and_english_words_lead_to_words_of_the_site(searcher):
    said = SearchWords(lander=("vuxenskola",), sprak=("vuxenskola",), engelska={"welder": "städare"})
    asked = Searcher(searcher.documents, meanings(said))
    assert [addresses(asked, q)[0] for q in ("Syrien", "Syria", "arabiska", "welder")] == [
        "komvux/",
        "komvux/",
        "komvux/",
        "stad/",
    ]


def test_a_page_in_english_is_among_the_first_for_a_question_in_english(searcher):
    page = replace(document("en/", u="about"), language="en")
    asked = Searcher([*searcher.documents, page], Meanings(english={term("welder"): (term("städare"),)}))
    assert addresses(asked, "where is a welder")[:2] == ["stad/", "en/"]
    assert "en/" not in addresses(asked, "städare")


def test_a_question_with_small_words_that_english_has_not_is_in_swedish():
    meant = Meanings(english={term(one): (term("kurs"),) for one in ("proven", "dyslexia", "welder")})
    known = Searcher([document("komvux/", u="komvux"), document("kurs/", u="kurs")], meant).vocabulary
    asked = {
        "proven dyslexia": True,
        "welder komvux": True,
        "kan man göra proven om man har dyslexi": False,
        "jag vill bli welder": False,
        "mer an en kurs": False,
        "it komvux": False,
    }
    assert {question: plan(question, known).english for question in asked} == asked


def test_ordinary_words_are_kept_but_not_those_that_many_misspell():
    assert {"pannkakor", "syrien", "moped"} <= ordinary_words(["validering"])
    assert "resturang" not in ordinary_words(["restaurang"])


def test_a_page_that_covers_little_of_a_question_is_an_answer_only_beside_one_that_covers_more(searcher):
    assert set(addresses(searcher, "komvux vuxenskola innehåll")) >= {"komvux/", "kurs/"}
    assert addresses(searcher, "innehåll xyzzy xyzzz qwxyz") == []


def test_a_page_about_a_third_of_a_question_is_shown_and_told_as_weak_and_less_is_nothing(searcher):
    asked = ("komvux", "innehåll", "komvux xyzzy", "komvux xyzzy qwxyz", "komvux xyzzy qwxyz zzyxq", "innehåll xyzzy")
    found = {question: searcher.search(question) for question in asked}
    assert {one: (bool(hits), is_weak(planned, hits)) for one, (planned, hits) in found.items()} == {
        "komvux": (True, False),
        "innehåll": (True, False),
        "komvux xyzzy": (True, True),
        "komvux xyzzy qwxyz": (True, True),
        "komvux xyzzy qwxyz zzyxq": (False, True),
        "innehåll xyzzy": (False, True),
    }


def test_one_word_of_a_whole_sentence_is_not_told_as_the_answer(searcher):
    told = {
        q: is_answer(*searcher.search(q)) for q in ("komvux", "vad är komvux", "vad ska jag säga om komvux", "innehåll")
    }
    assert told == {"komvux": True, "vad är komvux": True, "vad ska jag säga om komvux": False, "innehåll": False}


def test_a_phrase_is_asked_again_only_when_what_its_words_lead_to_has_changed(searcher):
    """A build after a change keeps the answers to all others."""
    kept, asked = {}, []

    def memory(made_of, work):
        if made_of not in kept:
            asked.append(made_of)
            kept[made_of] = work()
        return kept[made_of]

    def asking(*pages):
        asked.clear()
        found = hard_to_find(Searcher(pages), memory)
        return len(asked), found

    own = [replace(one, phrases=(one.title,)) for one in searcher.documents]
    first, _ = asking(*own)

    assert first >= len(own)
    assert asking(*own)[0] == 0
    assert asking(replace(own[0], text="annat"), *own[1:])[0] == 0
    more = replace(own[0], terms={**own[0].terms, "b": (*own[0].terms.get("b", ()), term("komvux"))})
    changed, found = asking(more, *own[1:])
    assert 0 < changed < first
    assert found == hard_to_find(Searcher([more, *own[1:]]))


def test_a_text_is_read_once_and_its_words_are_parted_anew_when_another_stands_alone():
    """A build after a change keeps the words, but for those that a new title has in it parts otherwise."""
    kept = KeptTerms(InMemory("the same code"))

    def told(body: Body) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
        return sorted((word.text, word.terms, word.parts) for word in body.words)

    text = Later.of("blorkmodell och annat, och annat, och annat")
    first = kept.lexicon(frozenset()).body(text)
    kept.save()
    alone = frozenset({"blork"})
    again = kept.lexicon(alone).body(Later(text.print, lambda: pytest.fail("it is read again")))

    assert (again.often, told(again)) == (first.often, told(Lexicon(alone).body(text)))
    assert [one.parts for one in again.words if one.text == "blorkmodell"] == [("blork", "modell")]
    assert told(first) != told(again)


def test_many_questions_at_once_tell_which_find_nothing_and_which_pages_are_hard_to_find(searcher):
    lost = replace(document("borta/", b="annat"), phrases=("komvux",))
    asked = Searcher([*searcher.documents, lost])
    assert hard_to_find(asked) == ["borta/"]
    assert list(explain_many(asked, ["komvux", "xyzzy"], "sv")) == [
        "komvux → /komvux/",
        "xyzzy → inga träffar",
        "Hittar inget: 1",
        "  xyzzy",
        "Svaga: 0",
        "Svåra att hitta: 1",
        "  /borta/",
    ]


def test_whether_a_page_is_found_among_the_first_is_what_the_search_says_for_any_words():
    chance = random.Random(3)
    known = [
        f"{first}{last}" for first in ("svets", "vård", "bygg", "kurs", "prov") for last in ("are", "en", "mål", "")
    ]

    def some(most: int) -> str:
        return " ".join(chance.choices(known, k=chance.randint(1, most)))

    def page(number: int) -> Document:
        asked = [some(5) for _ in range(chance.randint(0, 2))]
        made = document(f"{number}/", t=some(2), m=some(3), q=" ".join(asked), b=some(9), p=some(2))
        keys = frozenset(map(phrase, [some(2), *asked]))
        told = tuple(map(asked_of, asked))
        weight, own = chance.choice([0.3, 0.8, 1, 1.2]), (*asked, some(1))
        english = {"language": "en", "original": f"{chance.randrange(60)}/"} if number % 9 == 4 else {}
        return replace(made, terms={**made.terms, "y": keys}, questions=told, weight=weight, phrases=own, **english)

    asked = Searcher([page(number) for number in range(60)])
    told = (f"{asking} {some(2)}" for asking in ("vad är det för", "who should have") for _ in range(30))
    for question in [*known, *(some(4) for _ in range(60)), *told]:
        first = addresses(asked, question)[:3]
        of_these = chance.sample(range(60), 20)
        found = {number for number in of_these if f"{number}/" in first}
        assert asked.finds(question, of_these, 3) == found, question
        assert [n for n in range(60) if asked.finds(question, [n], 3)] == sorted(int(one[:-1]) for one in first), (
            question
        )
    lost = [
        one.address
        for one in asked.documents
        if all(one.address not in addresses(asked, own)[:3] for own in one.phrases)
    ]
    assert hard_to_find(asked) == lost
    assert 0 < len(lost) < 60


def test_the_index_tells_editors_which_pages_are_hard_to_find(searcher):
    lost = replace(document("borta/", b="annat"), phrases=("komvux",))
    files = dict(index_files(Searcher([*searcher.documents, lost]), {}))
    assert json.loads(files["svara.json"].read()) == [["borta/", "borta/"]]


def test_a_long_question_gains_the_page_that_is_said_to_answer_one_like_it(searcher):
    pages = [document("a/", q="plugga samtidigt jobbar stad"), document("b/", q="plugga samtidigt jobbar")]
    better = Searcher([*pages, *searcher.documents])
    assert addresses(better, "plugga samtidigt jobbar")[:2] == ["b/", "a/"]
    assert addresses(better, "plugga")[:2] == ["a/", "b/"]


def test_a_word_counts_more_the_more_of_a_pages_questions_have_it(searcher):
    often, once = (
        tuple(asked_of(f"{word} fyra") for word in words)
        for words in (["lampa"] * 3 + ["bord"], ["bord"] * 3 + ["lampa"])
    )
    pages = [
        replace(document("a/", q="lampa bord fyra"), questions=once),
        replace(document("b/", q="lampa bord fyra"), questions=often),
    ]
    asked = Searcher([*pages, *searcher.documents])
    assert addresses(asked, "lampa")[:2] == ["b/", "a/"]
    assert addresses(asked, "bord")[:2] == ["a/", "b/"]


def test_a_word_that_was_written_apart_counts_once_in_how_like_a_question_is(searcher):
    asked = Searcher(
        [document("a/", q="lampa arbetsgivare"), document("arbete/", b="arbets givare"), *searcher.documents]
    )
    whole = {question: asked.search(question)[1][0].whole for question in ("lampa arbetsgivare", "arbets givare")}
    assert whole == {"lampa arbetsgivare": True, "arbets givare": False}


def test_an_ordinary_word_is_parted_only_where_pages_are_about_both_parts():
    cookies, forehead, pan = document("a/", u="kakor"), document("b/", b="panna"), document("b/", u="panna")
    known = [Searcher([cookies, one], others={"pannkakor"}).vocabulary for one in (forehead, pan)]
    assert [[slot.how for slot in plan("pannkakor", one).slots] for one in known] == [[""], ["split", "split"]]


@pytest.fixture
def asking(searcher: Searcher) -> Searcher:
    """Two pages that are said to answer a question each, the first with its answer."""
    first = replace(
        document("pris/", q="betala böcker plugga", b="kostnad"),
        questions=(asked_of("plugga böcker"), asked_of("betala böcker")),
        replies={1: "Skolan betalar dem."},
    )
    second = replace(document("lan/", q="låna böcker"), questions=(asked_of("låna böcker"),))
    return Searcher([first, second, *searcher.documents])


def test_the_page_that_is_said_to_answer_a_question_like_it_is_told_as_the_answer(asking):
    told = {q: is_answer(*asking.search(q)) for q in ("betala böcker", "låna böcker", "böcker", "böcker kommunen")}
    assert told == {"betala böcker": True, "låna böcker": True, "böcker": False, "böcker kommunen": False}


def test_the_page_that_is_called_most_of_the_question_is_told_as_the_answer(searcher):
    more = Searcher(
        [
            *searcher.documents,
            replace(document("snickare/", m="snickare", q="validering"), questions=(asked_of("validering"),) * 4),
            document("a/", b="kund"),
        ]
    )
    told = {q: is_answer(*more.search(q)) for q in ("validering snickare", "kund snickare")}
    assert told == {"validering snickare": True, "kund snickare": False}


def test_no_page_is_told_as_the_answer_when_another_is_said_to_answer_a_question_more_like_it(asking):
    planned, hits = asking.search("betala böcker")
    first, other = replace(hits[0], whole=False, called=0.0), replace(hits[1], score=hits[0].score)
    assert is_answer(planned, [first, other])
    assert not is_answer(planned, [first, replace(other, like=1.5)])


def test_a_question_with_the_words_of_one_that_a_page_is_said_to_answer_is_the_very_one(asking):
    [first, *_] = asking.search("vem ska betala mina böcker då")[1]
    assert (first.address, first.whole, first.about) == ("pris/", True, 1.0)


def test_a_question_that_a_page_shows_with_its_answer_gets_that_answer_and_no_other_does(asking):
    def reply(question: str) -> str:
        return asking.reply(asking.search(question)[1][0])

    assert (reply("betala böcker"), reply("plugga böcker")) == ("Skolan betalar dem.", "")
    planned, hits = asking.search("betala böcker")
    assert "  Skolan betalar dem." in list(explain(planned, hits, "sv", asking.reply(hits[0])))


def test_a_file_of_questions_without_an_end_is_read_to_a_limit() -> None:
    assert sum(map(len, questions_in(Path("/dev/zero")))) == MOST_QUESTIONS


def test_a_word_that_says_nothing_says_nothing_without_its_diacritics_either(searcher):
    assert [slot.word for slot in plan("vad ar en huvudman pa komvux", searcher.vocabulary).slots] == [
        "huvudman",
        "komvux",
    ]


def test_pages_on_a_part_of_a_known_compound_come_after_those_on_the_whole():
    asked = Searcher(
        [
            document("intyg/", u="intyg"),
            document("bevis/", b="kompetensintyg", m="kompetens"),
            *(document(f"fyllnad-{n}/", b="annat") for n in range(10)),
        ]
    )
    assert set(addresses(asked, "kompetensintyg")) == {"intyg/", "bevis/"}


def test_the_end_of_an_unknown_compound_is_looked_for_but_not_its_beginning(searcher):
    assert addresses(searcher, "qwxkomvux") == ["komvux/"]
    assert addresses(searcher, "huvudmanqwxyz") == []


def test_a_word_one_letter_from_what_a_page_is_about_is_that_word_and_no_part_of_others():
    asked = Searcher([document("valider/", u="valider"), document("lang/", m="vallderingsfest")])
    [slot] = plan("vallder", asked.vocabulary).slots
    assert [one.term for one in slot.alternatives] == ["valid"]


def test_swedish_endings_are_not_put_on_english_words():
    asked = Searcher([document("ansokan/", u="ansökan"), document("b/", b="ansök")])
    found = {
        q: [one.how for one in plan(q, asked.vocabulary).slots[0].alternatives] for q in ("ansök", "where to ansök")
    }
    assert found == {"ansök": ["exact", "related"], "where to ansök": ["exact"]}


def test_pages_of_one_title_follow_the_first_of_them_if_they_answer_too():
    asked = Searcher(
        [
            document("begrepp/provning/", u="prövning", b="betyg"),
            document("betyg/", t="betyg av prövning i skolan", m="prövning"),
            document("vagledning/provning/", u="Prövning"),
            *(document(f"fyllnad-{n}/", b="annat") for n in range(10)),
        ]
    )
    titles = ("begrepp/provning/", "vagledning/provning/")
    asked.documents = [replace(d, title="prövning" if d.address in titles else d.address) for d in asked.documents]
    assert set(asked.groups) == set(titles)
    assert addresses(asked, "prövning betyg") == [*titles, "betyg/"]


def test_the_rules_tell_the_browser_which_pages_share_a_title(searcher):
    twins = Searcher([*searcher.documents, replace(document("komvux2/", u="komvux"), title="komvux/")])
    assert rules(twins, 1, 0, tail=True)["groups"] == [[0, len(searcher.documents)]]


def test_a_page_that_only_mentions_what_is_asked_for_is_not_told_as_the_answer():
    pages = [document("yh/", u="yrkeshögskola", b="snabbspår"), *(document(f"f-{n}/", b="annat") for n in range(10))]
    assert not is_answer(*Searcher([*pages, document("b/", r="snabbspår")]).search("snabbspår"))


def test_the_page_with_the_very_title_comes_first_unless_its_kind_leads_on_to_another():
    lighter = [replace(document("yrke/", u="kock"), weight=0.7), document("modell/", m="kock restaurang", u="kockprov")]
    titled = [replace(document("sida/", u="diskare"), weight=0.8), document("b/", u="diskareprov", m="diskare")]
    asked = Searcher([*lighter, *titled, *(document(f"f-{n}/", b="annat") for n in range(10))])
    asked.documents = [replace(d, terms={**d.terms, "y": d.terms.get("m", frozenset())}) for d in asked.documents]
    asked = Searcher(asked.documents)
    assert (addresses(asked, "diskare")[0], addresses(asked, "kock")[0]) == ("sida/", "modell/")


def test_the_name_of_a_country_in_a_question_of_one_page_still_leads_to_where_every_country_does(searcher):
    bakery = document("bagare/", u="bagare", q="bagare Syrien")
    asked = Searcher([*searcher.documents, bakery], meanings(SearchWords(lander=("vuxenskola",))))
    assert set(addresses(asked, "Syrien")[:2]) == {"komvux/", "bagare/"}


@pytest.mark.parametrize(
    ("language", "named", "foreign"),
    [
        ("sv", "komvux (hel titel eller synonym)", "(på engelska)"),
        ("en", "komvux (whole title or synonym)", "(in English)"),
    ],
)
def test_it_is_told_in_the_language_of_whoever_asks_why_a_page_is_found(
    searcher: Searcher, language: str, named: str, foreign: str
) -> None:
    asked, found = searcher.search("komvux")
    lines = list(explain(asked, [*found, Hit("en/", 1.0, 0.0, 0.0, ("(english)",))], language))

    assert any(named in line for line in lines)
    assert lines[-1].strip() == foreign


def test_soft_hyphens_in_a_question_are_no_letters(searcher):
    assert addresses(searcher, "hu\xadvud\xadman") == addresses(searcher, "huvudman")


def test_an_ordinary_word_and_its_term_begin_alike() -> None:
    """The index leaves words unstemmed that begin as no term does."""
    ordinary = ordinary_words(())

    assert len(ordinary) > 20_000
    assert [word for word in ordinary if term(word)[:KEPT] != fold(word)[:KEPT]] == []


def test_the_other_words_of_an_index_are_those_whose_terms_no_page_has(searcher: Searcher) -> None:
    vocabulary = Vocabulary.of(searcher.documents, others=("kurser", "kurs", "kursiv", "kommun", "cykel"))

    assert " ".join(_others(vocabulary)).split() == ["cykel", "kurs", "kursiv"]


def linked(address: str, record: str, *leads: str, **fields: str) -> Document:
    """A page of *record*, which points at others."""
    return replace(document(address, **fields), record=record, leads=leads)


def test_a_page_that_leads_to_what_was_asked_for_passes_one_that_does_not():
    pages = [
        linked("ensam/", "sidor/ensam", b="svets intyg"),
        linked("granne/", "sidor/granne", "sidor/svets", b="svets intyg"),
        linked("svets/", "sidor/svets", u="svets", b="intyg"),
    ]
    asked = "svets och intyg"
    assert addresses(Searcher(pages), asked) == ["svets/", "ensam/", "granne/"]
    assert addresses(Searcher(pages, weights={"score": 1, "leads": 1}), asked) == ["svets/", "granne/", "ensam/"]


def test_a_page_that_has_the_very_question_comes_before_one_that_is_learned_to_be_better():
    own = document("a/", m="svets intyg")
    pages = [
        replace(document("b/", m="svets intyg"), weight_at_length=9.0),
        replace(own, terms={**own.terms, "y": {phrase("svets intyg")}}),
    ]
    found = Searcher(pages, weights={"score": 1, "at_length": 1}).search("svets intyg")[1]
    assert [(hit.address, hit.whole) for hit in found] == [("a/", True), ("b/", False)]
    assert found[0].order < found[1].order


def test_a_kind_rises_with_the_length_of_the_question_and_what_is_learned_changes_no_score():
    low = document("b/", b="svets intyg kurs")
    pages = [document("a/", b="svets intyg kurs"), replace(low, weight_at_length=0.5)]
    learned = Searcher(pages, weights={"score": 1, "at_length": 1})
    assert (addresses(learned, "svets"), addresses(learned, "svets intyg kurs")) == (["a/", "b/"], ["b/", "a/"])
    ranked = Searcher(pages).search("svets intyg kurs")[1]
    assert {hit.address: hit.score for hit in learned.search("svets intyg kurs")[1]} == {
        hit.address: hit.score for hit in ranked
    }


def test_the_page_with_the_very_title_stays_first_and_a_question_in_english_keeps_its_order():
    pages = [
        replace(document("frivux/", u="frivux", b="kurs"), weight_at_length=-9.0),
        *(document(f"{n}/", m="frivux", b="kurs") for n in range(3)),
    ]
    weights = {"score": -1.0, "at_length": 1.0}
    for asked in ("frivux", "the frivux with kurs"):
        assert addresses(Searcher(pages, weights=weights), asked)[0] == "frivux/"
    assert addresses(Searcher(pages, weights=weights), "frivux kurs")[0] != "frivux/"


def test_every_learned_number_has_a_weight_and_a_name(searcher):
    planned, hits = searcher.search("komvux validering")
    told = features(planned, hits, searcher.numbers, searcher.traits)
    assert all(list(one) == list(WEIGHTS) for one in told)
    _, learned = Searcher(searcher.documents, weights=WEIGHTS).search("komvux validering")
    assert any("ordning" in line for line in explain(planned, learned, "sv"))
    assert len(learned) == len(hits) > 1
