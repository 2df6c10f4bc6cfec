"""Glossary terms in running text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kunskapsbank.content.site import Site
from kunskapsbank.markdown.glossary import Glossary

from .conftest import record

Explain = Callable[..., str]


@pytest.fixture
def explain(small_site: Callable[[Mapping[str, str]], Site]) -> Explain:
    """Explain terms in HTML; links are written ``[text](id)`` to be easy to read."""
    glossary = Glossary(
        small_site(
            {
                "begrepp/validering.md": record("validering", "former: [validera, validerar]"),
                "begrepp/kartlaggning.md": record("kartläggning", "i_text: nej"),
                "begrepp/inledande.md": record("inledande kartläggning"),
                "begrepp/huvudman.md": record("huvudman", "former: [huvudmannen, huvudmän]"),
                "begrepp/delkurs.md": record("delkurs"),
                "begrepp/rua.md": record("RUA", "forkortning: RUA"),
                "begrepp/kunnande.md": record("kunnande"),
                "begrepp/myh.md": record("MYH", "former: [Myndigheten för yrkeshögskolan]"),
                "begrepp/yrkeshogskolan.md": record("yrkeshögskolan", "forkortning: YH"),
            }
        )
    )

    def show(html: str, own: str = "") -> str:
        return re.sub(r'<a href="term:begrepp/([^"]+)">(.*?)</a>', r"[\2](\1)", glossary.explain(html, own))

    return show


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("En validering görs.", "En [validering](validering) görs.", id="as written in the glossary"),
        pytest.param(
            "Valideringen görs.", "[Valideringen](validering) görs.", id="definite, at the start of a sentence"
        ),
        pytest.param("Två valideringar.", "Två [valideringar](validering).", id="plural"),
        pytest.param("Du kan validera nu.", "Du kan [validera](validering) nu.", id="a form that the record lists"),
        pytest.param("Valideringens mål", "[Valideringens](validering) mål", id="genitive"),
        pytest.param("Delkursen, delkurser", "[Delkursen](delkurs), delkurser", id="a word that ends in s, inflected"),
        pytest.param("en delkurs", "en [delkurs](delkurs)", id="a word that ends in s"),
        pytest.param("huvudmannen, huvudmän", "[huvudmannen](huvudman), huvudmän", id="irregular forms"),
        pytest.param("den inledande kartläggningen", "den [inledande kartläggningen](inledande)", id="several words"),
        pytest.param("en kartläggning", "en kartläggning", id="a term that is too common to explain"),
        pytest.param("RUA och rua", "[RUA](rua) och rua", id="an abbreviation counts as it is written"),
        pytest.param("branschvalidering", "branschvalidering", id="a part of a compound is not the term"),
        pytest.param("validerings-test", "validerings-test", id="before a hyphen is part of another word"),
        pytest.param(
            "Myndigheten för yrkeshögskolan finns, och yrkeshögskolan.",
            "[Myndigheten för yrkeshögskolan](myh) finns, och [yrkeshögskolan](yrkeshogskolan).",
            id="the longest term wins",
        ),
        pytest.param("inledande, kartläggning", "inledande, kartläggning", id="a comma between the words parts them"),
        pytest.param("Du kan, har kunnat och ska kunna.", "Du kan, har kunnat och ska kunna.", id="the verb of a noun"),
        pytest.param("Kunnandet är värt", "[Kunnandet](kunnande) är värt", id="a noun in -nde, inflected"),
        pytest.param(
            "YH &amp; validering", "[YH](yrkeshogskolan) &amp; [validering](validering)", id="beside an entity"
        ),
    ],
)
def test_a_term_is_found_in_its_forms(explain: Explain, text: str, expected: str) -> None:
    assert explain(f"<p>{text}</p>") == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Validering</h2>",
        "<h3>Om <em>validering</em></h3>",
        '<a href="/x/">validering</a>',
        "<code>validering</code>",
        "<pre><code>validering</code></pre>",
        "<button>validering</button>",
        "<table><tr><th>validering</th></tr></table>",
        '<img alt="validering">',
    ],
)
def test_headings_links_code_and_buttons_are_left_alone(explain: Explain, html: str) -> None:
    assert explain(html) == html


def test_a_term_is_explained_once_in_each_section(explain: Explain) -> None:
    html = "<p>validering validering</p><h2>Två</h2><p>validering</p><h3>Under</h3><p>validering</p>"

    assert explain(html) == (
        "<p>[validering](validering) validering</p><h2>Två</h2><p>[validering](validering)</p>"
        "<h3>Under</h3><p>validering</p>"
    )


def test_a_link_that_the_editor_wrote_counts_as_the_explanation(explain: Explain) -> None:
    html = '<p>validering och <a href="term:begrepp/validering">att validera</a></p>'

    assert explain(html) == "<p>validering och [att validera](validering)</p>"


def test_a_term_is_not_explained_on_its_own_page(explain: Explain) -> None:
    assert explain("<p>validering, huvudman</p>", "begrepp/validering") == "<p>validering, [huvudman](huvudman)</p>"


def test_text_without_terms_comes_back_as_it_was(explain: Explain) -> None:
    html = '<p class="x">Ingenting &amp; <b>inget</b><br>här.</p>\n'

    assert explain(html) == html


def test_every_term_of_the_site_is_found_as_its_own_title(small_site: Any) -> None:
    titles = ["fördjupad kartläggning", "SeQF", "Vård- och omsorgscollege", "studie- och yrkesvägledare", "YH-flex"]
    site = small_site({f"begrepp/t{n}.md": record(f"'{title}'") for n, title in enumerate(titles)})

    for number, title in enumerate(titles):
        assert f'<a href="term:begrepp/t{number}">{title}</a>' in Glossary(site).explain(f"<p>Om {title} här.</p>"), (
            title
        )
