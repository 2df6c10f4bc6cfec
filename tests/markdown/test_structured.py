"""Whatever stands beside what, a page says what its source says, and mending leaves it so."""

from __future__ import annotations

import re

import html5lib
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kunskapsbank.base.problems import Problem
from kunskapsbank.checks import check
from kunskapsbank.content.site import Site
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.markdown.converter import Converter
from kunskapsbank.mending.mend import Mender
from kunskapsbank.reading.front_matter import Source, parse, plain
from kunskapsbank.reading.messages import problems_of

from ..conftest import KINDS, TODAY
from .structured import NOTE_NAME, Part, bodies
from .test_reading import BODIES

MENDER = Mender()
HEAD = "---\ntitel: Qqq\ningress: Ett prov.\n---\n"


def shown(html: str) -> list[str]:
    """The words of *html*, in their order."""
    return re.findall(r"[^\W\d_]+", " ".join(html5lib.parseFragment(html).itertext()))


@settings(max_examples=300)
@given(bodies())
def test_the_text_of_a_page_is_the_text_of_its_source(part: Part) -> None:
    body = Converter().convert("\n".join(part.lines))

    assert shown(body.html) == part.words
    own = [word for word in part.words if word != NOTE_NAME]  # The page's language says it, not its writer.
    assert [word for word in re.findall(r"[^\W\d_]+", body.text) if word != NOTE_NAME] == own


@settings(max_examples=200)
@given(bodies())
def test_mending_leaves_every_word_where_it_was(part: Part) -> None:
    mended = MENDER.record(HEAD + "\n".join(part.lines), "content/a/b.md").text

    assert shown(Converter().convert(mended.removeprefix(HEAD)).html) == part.words
    assert MENDER.record(mended, "content/a/b.md") == (mended, ())


KEYS = st.sampled_from(
    ["titel", "ingress", "synonymer", "granskad", "kallor", "status", "begrepp", "fel", "i_text", "'a b'"]
)
VALUES = st.one_of(
    st.sampled_from(
        [
            "Prov",
            "[prov]",
            "[a, 'b', {c: d}]",
            "12 november 2026",
            "2026-13-45",
            "{a: {b: c}}",
            "[{url: 'https://a.se/'}]",
        ]
    ),
    st.sampled_from(
        ["\n  - a\n  - b", "|\n  text\n  text", "> \n  a", "", "&a b", "*a", "!!x y", "'", '"\\u202e"', "# a"]
    ),
    st.text(max_size=20),
)
FILES = st.builds(
    lambda lines, ending, written: "\n".join(["---", *(f"{key}: {value}" for key, value in lines), ending, written]),
    st.lists(st.tuples(KEYS, VALUES), max_size=6),
    st.sampled_from(["---", "---", "---", "--- ", "...", ""]),
    BODIES,
)


@settings(max_examples=60)
@given(st.one_of(FILES, st.text(max_size=60)))
def test_any_file_becomes_a_record_with_a_page_or_problems(text: str) -> None:
    """Never a fault in our own code, whatever stands in it."""
    source, problems = parse(text.encode("utf-8", "surrogatepass"), "content/begrepp/a.md")

    assert source is not None or problems
    if source is not None:
        assert [one for one in judged(source) if one.code == "internal-error"] == []


def judged(source: Source) -> list[Problem]:
    """What is said of the record that *source* is."""
    try:
        record = KINDS["begrepp"].of(source, "a", plain(source.front))
    except ValidationError as error:
        return list(problems_of(error, source, KINDS["begrepp"]))
    site = Site.of([record], TODAY, KINDS)
    return check(site, Bodies(site))
