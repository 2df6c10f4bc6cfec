"""What a site is called stands in mkdocs.yml; what is wrong there is told with its line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kunskapsbank.base.problems import Severity
from kunskapsbank.base.settings import Contact, Licence, Settings
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.site_settings import read_settings
from kunskapsbank.render.surroundings import surroundings

from .conftest import REPO, TODAY

WHOLE = """\
site_name: Energi i Norden
site_description: Råd om energi.
site_url: https://energi.se/rad
plugins:
  - search
  - kunskapsbank:
      tagline: råd om energi
      start_title: Råd om energi i Norden
      footer: Vi ger råd.
      licence: {name: CC BY 4.0, url: https://creativecommons.org/licenses/by/4.0/}
      contact: {text: Ring oss, url: tel:+46-8-123}
      footer_links: {Om: /om/, Myndigheten: https://energimyndigheten.se/}
      languages: [sv, en]
      time_zone: Europe/Helsinki
      kinds: slag
      handouts: false
      now: 2026-03-01
"""


def _written(tmp_path: Path, text: str) -> Path:
    config = tmp_path / "mkdocs.yml"
    config.write_text(text, encoding="utf-8")
    return config


def reading(tmp_path: Path, text: str) -> tuple[Settings, list[str]]:
    """The settings of a configuration, and its problems as ``line:column code message``."""
    settings, problems = read_settings(_written(tmp_path, text))
    assert all(p.place.path == "mkdocs.yml" and p.hint for p in problems)
    return settings, [f"{p.place.line}:{p.place.column} {p.code} {p.message}" for p in problems]


def test_everything_a_site_is_called_stands_in_one_place(tmp_path):
    settings, problems = reading(tmp_path, WHOLE)

    assert problems == []
    assert (settings.website.name, settings.website.url) == ("Energi i Norden", "https://energi.se/rad/")
    assert settings.licence == Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
    assert settings.contact == Contact("Ring oss", "tel:+46-8-123")
    assert [(one.title, one.address, one.place.line) for one in settings.footer_links] == [
        ("Om", "/om/", 12),
        ("Myndigheten", "https://energimyndigheten.se/", 12),
    ]
    assert (settings.languages, settings.time_zone, settings.kinds) == (("sv", "en"), "Europe/Helsinki", "slag")
    assert (settings.handouts, settings.now, settings.is_reachable) == (False, "2026-03-01", True)


def codes(report: str) -> list[str]:
    """The codes of a printed report."""
    return re.findall(r"\[([a-z-]+)\]", report)


P = "plugins: [kunskapsbank]\n"
N = "site_name: A\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "1:1 not-a-mapping här står inga nycklar", id="nothing"),
        pytest.param(N + P + "site_url: null\n", "3:11 invalid-value site_url: 'null' är ingen webbadress", id="null"),
        pytest.param(
            N + P + "site_url: 'https://[::1/'\n",
            "3:11 invalid-value site_url: 'https://[::1/' är ingen webbadress",
            id="a bracket that is not closed",
        ),
        *(
            pytest.param(
                f"{N}{P}site_url: 'https://a.se/x{more}'\n",
                f"3:11 invalid-value site_url: 'https://a.se/x{more}' kan inte stå framför sidornas adresser",
                id=f"an address with {more}",
            )
            for more in ("?y", "/?", "#del", "?a=1#b?c")
        ),
        pytest.param(N + P + N, "3:1 duplicate-key site_name: nyckeln står redan på rad 1", id="twice"),
        pytest.param(N + P + "site_nam: B\n", "3:1 unknown-key site_nam: nyckeln finns inte", id="an unknown key"),
        pytest.param(
            N + P + "use_directory_urls: false\n",
            "3:21 invalid-value use_directory_urls: false duger inte: alla adresser slutar med /",
            id="addresses of another sort",
        ),
        pytest.param(
            N + P + "exclude_docs: '!'\n", "3:15 invalid-value exclude_docs: '!' är inga namn på filer", id="no pattern"
        ),
        pytest.param(
            N + P + "docs_dir: content\n", "3:11 invalid-value docs_dir: 'content' duger inte", id="records as pages"
        ),
        pytest.param(
            "site_name: <b>A</b>\n" + P, "1:12 invalid-value site_name: '<b>A</b>' innehåller < eller >", id="HTML"
        ),
        pytest.param(
            "site_name: " + "[" * 20_000, "1:27 too-deep fler än 16 nivåer av listor och grupper", id="endless depth"
        ),
        pytest.param(
            N + "plugins:\n  - kunskapsbank:\n      taglin: x\n",
            "4:7 unknown-key taglin: nyckeln finns inte",
            id="an unknown setting",
        ),
        pytest.param(
            N + "plugins:\n  - kunskapsbank: [a]\n",
            "3:19 invalid-value kunskapsbank: här ska stå en grupp av nycklar",
            id="a list of settings",
        ),
        pytest.param(
            N + "plugins:\n  - kunskapsbank:\n      kinds: ../annat\n",
            "4:14 invalid-value kinds: '../annat' är ingen mapp i projektet",
            id="a folder outside the project",
        ),
        pytest.param(
            N + "plugins:\n  kunskapsbank:\n    contact: {text: A, url: 08-123}\n",
            "4:29 invalid-value contact → url: '08-123' går inte att nå någon på",
            id="a contact nobody can follow",
        ),
        pytest.param(
            N + "plugins:\n  kunskapsbank:\n    contact: {text: A, url: tel:+46900123456}\n",
            "4:29 invalid-value contact → url: 'tel:+46900123456' är ett betalnummer",
            id="a contact that costs extra",
        ),
        pytest.param(
            N + "plugins:\n  - kunskapsbank: {footer_links: {Om: om}}\n",
            "3:39 invalid-value footer_links → Om: 'om' är ingen adress",
            id="an address without a slash",
        ),
    ],
)
def test_a_faulty_setting_is_told_at_its_line(tmp_path, text, problem):
    assert reading(tmp_path, text)[1] == [problem]


def test_a_configuration_without_the_plugin_is_told(tmp_path):
    (tmp_path / "mkdocs.yml").write_text(N, encoding="utf-8")

    assert [p.code for p in read_settings(tmp_path / "mkdocs.yml")[1]] == ["missing-plugin"]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (
            "theme: {name: material, language: en}\n",
            ["2:35 invalid-value theme → language: 'en' är inte webbplatsens språk 'sv'"],
        ),
        ("extra_css: [a.css]\n", ["2:1 invalid-value extra_css: webbplatsens egen sidmall läser inte det"]),
        ("extra_javascript: []\n", []),
        ("theme: {name: material, language: sv}\n", []),
    ],
)
def test_what_our_own_template_does_not_read_is_warned_of_and_not_in_a_theme(tmp_path, lines, found):
    ours = "plugins: [kunskapsbank: {template: %s}]\n"
    _, problems = read_settings(_written(tmp_path, N + lines + ours % "own"))

    assert {p.severity for p in problems} <= {Severity.WARNING}
    assert reading(tmp_path, N + lines + ours % "own")[1] == found
    assert reading(tmp_path, N + lines + ours % "theme")[1] == []


def test_what_only_the_engine_understands_is_left_to_it(tmp_path):
    text = WHOLE + "markdown_extensions:\n  - a:\n      b: !!python/name:c.d\nextra: &x {a: !ENV B}\nhooks: [*x]\n"

    assert reading(tmp_path, text)[1] == []


@pytest.mark.parametrize("command", [["check"], ["build"], ["stage", "ut"]], ids=lambda one: one[0])
def test_a_faulty_setting_stops_every_command(kb_here, project, command):
    made = project({})
    with made.config.open("a", encoding="utf-8") as config:
        config.write("site_nam: B\n")

    code, out, _ = kb_here(made.root, *command)

    assert code == 1
    assert "mkdocs.yml:11:1: fel [unknown-key] site_nam: nyckeln finns inte" in out


def test_pages_that_settings_leave_out_are_not_judged_while_these_cannot_be_read(kb_here, project):
    made = project({})
    (made.docs / "notiser").mkdir()
    (made.docs / "notiser" / "utan.md").write_text("Ingen början.\n", "utf-8")
    whole = made.config.read_text("utf-8") + "exclude_docs: /notiser/\n"
    told = []
    for text in (whole, whole.replace("site_name:", "site_name: [", 1)):
        made.config.write_text(text, "utf-8")
        code, out, _ = kb_here(made.root, "check")
        told.append((code, "mkdocs.yml:" in out, "utan.md" in out))

    assert told == [(0, False, False), (1, True, False)]


def test_plain_mkdocs_tells_a_faulty_setting_at_its_line(project):
    made = project({})
    made.config.write_text(made.config.read_text("utf-8").replace("handouts: false", "handouts: nej"), "utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"],
        cwd=made.root,
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "mkdocs.yml:5:17: fel [invalid-value] handouts: 'nej' duger inte" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("url", "real"),
    [
        ("mailto:webb@region.se", True),
        ("https://region.se/kontakt", True),
        ("tel:+46-8-123", True),
        ("mailto:webb@kunskapsbanken.example", False),
        ("https://example.org/kontakt", False),
        ("https://kontakt.test", False),
    ],
)
def test_a_contact_at_a_name_for_examples_reaches_nobody(url, real):
    assert Settings(contact=Contact("A", url)).is_reachable is real


def test_the_footer_links_only_to_pages_that_exist(tmp_path):
    settings, _ = reading(tmp_path, WHOLE)

    assert surroundings(settings, {"", "om/"}, ())["links"] == [
        {"title": "Om", "address": "/om/"},
        {"title": "Myndigheten", "address": "https://energimyndigheten.se/"},
    ]
    assert [one["title"] for one in surroundings(settings, {""}, ())["links"]] == ["Myndigheten"]
    assert surroundings(Settings(), {"", "a-o/"}, ())["links"] == [{"standard": "sida.alla_sidor", "address": "/a-o/"}]


def test_a_link_of_the_settings_to_a_page_that_does_not_exist_is_told(project):
    made = project({})
    made.config.write_text(
        made.config.read_text("utf-8").replace("handouts: false", "footer_links: {Om: /om/}"), "utf-8"
    )

    [problem] = [p for p in run(made, TODAY).problems if p.code == "broken-page-link"]

    assert (str(problem.place), problem.severity.word("sv")) == ("mkdocs.yml:5:26", "varning")


def test_a_page_is_marked_in_the_menu_under_the_entry_that_the_settings_name(tmp_path):
    settings, _ = reading(tmp_path, N + "plugins:\n  - kunskapsbank: {sections: {/om/: [/a/, /b/]}}\n")

    assert surroundings(settings, {"", "om/", "a/x/", "b/"}, ())["sections"] == {"om/": ["a/", "b/"]}


def test_a_section_of_the_menu_without_a_page_is_told(project):
    made = project({})
    made.config.write_text(
        made.config.read_text("utf-8").replace("handouts: false", "sections: {/finns-inte/: []}"), "utf-8"
    )

    [problem] = [p for p in run(made, TODAY).problems if p.code == "broken-page-link"]

    assert str(problem).splitlines()[0] == (
        "mkdocs.yml:5:18: varning [broken-page-link] sections: ingen sida finns på /finns-inte/"
    )


def test_nothing_of_this_site_is_said_by_what_comes_with_the_package():
    """Its scripts and styles too: they are read whole."""
    words = re.compile("Mellansverige|Kunskapsbanken|komvux", re.I)
    parts = (REPO / "src/kunskapsbank/standard").rglob("*.*")
    texts = {p: p.read_text("utf-8") for p in parts if p.suffix in (".html", ".j2", ".js", ".css", ".typ")}

    assert {p.name: found[0] for p, text in texts.items() if (found := words.search(text))} == {}


@pytest.mark.slow
def test_a_site_nobody_can_be_reached_about_is_published_as_a_trial_alone(kb_here, whole_project, tmp_path):
    made: Project = whole_project({})
    made.config.write_text(re.sub(" +contact:.*\n", "", made.config.read_text("utf-8")), "utf-8")
    www = str(tmp_path / "www")

    assert kb_here(made.root, "build")[0] == 0
    code, out, _ = kb_here(made.root, "publish", www)
    assert (code, codes(out)) == (1, ["missing-contact"])
    assert codes(kb_here(made.root, "publish", www, "--prov")[1]) == ["not-a-trial"]

    assert kb_here(made.root, "build", "--prov")[0] == 0
    page = (made.root / "site/index.html").read_text("utf-8")
    assert "provversion" in page
    assert '<meta name="robots" content="noindex">' in page
    assert "a-trial" in codes(kb_here(made.root, "publish", www)[1])
    assert kb_here(made.root, "publish", www, "--prov")[0] == 0
