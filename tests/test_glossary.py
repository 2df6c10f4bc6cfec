"""Glossary terms in running text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from kunskapsbank.content.site import Site
from kunskapsbank.markdown.converter import Converter
from kunskapsbank.markdown.glossary import Glossary

from .conftest import record

Explain = Callable[..., str]


@pytest.fixture
def explain(small_site: Callable[[Mapping[str, str]], Site]) -> Explain:
    """Explain terms in Markdown, as HTML; links are written ``[text](id)`` to be easy to read."""
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

    def show(text: str, own: str = "") -> str:
        html = glossary.explain(Converter().convert(text), own).html
        return re.sub(r'<a href="term:begrepp/([^"]+)">(.*?)</a>', r"[\2](\1)", html, flags=re.S)

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
        pytest.param("YH & validering", "[YH](yrkeshogskolan) &amp; [validering](validering)", id="beside an entity"),
    ],
)
def test_a_term_is_found_in_its_forms(explain: Explain, text: str, expected: str) -> None:
    assert explain(text) == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Validering", '<h2 id="validering">Validering</h2>'),
        ("### Om *validering*", '<h3 id="om-validering">Om <em>validering</em></h3>'),
        ("[validering](/x/)", '<p><a href="/x/">validering</a></p>'),
        ("`validering`", "<p><code>validering</code></p>"),
        ("    validering", '<pre tabindex="0"><code>validering\n</code></pre>'),
        ("<dfn>validering</dfn>", "<p><dfn>validering</dfn></p>"),
        ("![validering](a.png)", '<p><img alt="validering" src="a.png"></p>'),
    ],
)
def test_headings_links_code_and_definitions_are_left_alone(explain: Explain, text: str, expected: str) -> None:
    assert explain(text) == expected


def test_the_head_of_a_table_is_left_alone_and_its_cells_are_not(explain: Explain) -> None:
    html = explain("| validering |\n| --- |\n| validering |")

    assert re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", html) == ["validering", "[validering](validering)"]


def test_a_term_may_go_over_two_lines_and_stand_beside_emphasis(explain: Explain) -> None:
    assert explain("*den* inledande\nkartläggningen") == "<p><em>den</em> [inledande\nkartläggningen](inledande)</p>"


def test_a_term_is_explained_once(explain: Explain) -> None:
    html = explain("validering validering\n\n## Två\n\nvalidering\n\n### Under\n\nvalidering")

    assert re.findall(r"<p>(.*?)</p>", html) == [
        "[validering](validering) validering",
        "validering",
        "validering",
    ]


def test_a_link_that_the_editor_wrote_counts_as_the_explanation(explain: Explain) -> None:
    html = explain("validering och [att validera](term:begrepp/validering)")

    assert html == "<p>validering och [att validera](validering)</p>"


def test_a_term_is_not_explained_on_its_own_page(explain: Explain) -> None:
    assert explain("validering, huvudman", "begrepp/validering") == "<p>validering, [huvudman](huvudman)</p>"


def test_text_without_terms_comes_back_as_it_was(explain: Explain) -> None:
    assert explain("Ingenting & **inget**<br>här.") == "<p>Ingenting &amp; <strong>inget</strong><br>här.</p>"


def explained(site: Site, text: str) -> str:
    return Glossary(site).explain(Converter().convert(text)).html


def test_a_soft_hyphen_does_not_hide_a_term(explain: Explain) -> None:
    """A12: programs for writing put it where a long word may break."""
    assert explain("En vali\u00adde\u00adring görs.") == "<p>En [vali\u00adde\u00adring](validering) görs.</p>"


def test_every_term_of_the_site_is_found_as_its_own_title(small_site: Any) -> None:
    titles = ["fördjupad kartläggning", "SeQF", "Vård- och omsorgscollege", "studie- och yrkesvägledare", "YH-flex"]
    site = small_site({f"begrepp/t{n}.md": record(f"'{title}'") for n, title in enumerate(titles)})

    for number, title in enumerate(titles):
        assert f'<a href="term:begrepp/t{number}">{title}</a>' in explained(site, f"Om {title} här."), title
