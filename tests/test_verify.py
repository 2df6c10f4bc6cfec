"""Nothing faulty passes from the built folder to readers."""

from __future__ import annotations

import io
import random
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf
import pytest

from kunskapsbank.base.plain_files import digest_of
from kunskapsbank.base.problems import Problem
from kunskapsbank.media.metadata import stripped
from kunskapsbank.pipeline.keeper import Keeper
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.folders import LEFTOVER, PRIVATE, survey
from kunskapsbank.verify import markup
from kunskapsbank.verify.built import Expected, verify
from kunskapsbank.verify.markup import read_html
from kunskapsbank.verify.verifier import Verifier

from .corpus import picture

START = (
    '<!doctype html><html><head><link rel="canonical" href="https://prov.example/bas/"></head><body>{}</body></html>'
)
SVG = 'xmlns="http://www.w3.org/2000/svg"'
CODE = "kod/0123456789abcdef"
SOURCES = {"": "docs/index.md", "a/": "content/begrepp/a.md"}

Verify = Callable[..., list[Problem]]


def authored_pdf() -> bytes:
    """A PDF that names its author."""
    with pikepdf.new() as made:
        made.docinfo["/Author"] = "Karin"
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()


@pytest.fixture
def verified(tmp_path: Path) -> Verify:
    """The problems of a built site with a start page, the page ``a/`` with *body*, and more files."""

    def run(body: str = "", files: Mapping[str, str] | None = None, expected: Expected | None = None) -> list[Problem]:
        pages = {
            "index.html": START.format('<h1 id="start">Start</h1>'),
            "a/index.html": f"<h1 id=a>A</h1>{body}",
            f"{CODE}/stil.css": "",
            "bild.svg": f"<svg {SVG}/>\n",
            "å ä.txt": "",
            **(files or {}),
        }
        for name, text in pages.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return verify(tmp_path, expected or Expected(SOURCES))

    return run


@pytest.mark.parametrize(
    "link",
    [
        "../",
        "..",
        "./",
        "",
        "#a",
        "#top",
        "../#start",
        "../index.html",
        "../a",
        "/bas/",
        "/bas/a/#a",
        "../a/?q=1#a",
        "../bild.svg",
        "../%C3%A5%20%C3%A4.txt#page=2",
        "https://prov.example/bas/a/",
        "https://annan.example/finns/ej/",
        "mailto:prov@prov.example",
        "tel:+46",
        "&#46;&#46;/",
    ],
)
def test_a_link_that_leads_somewhere_is_no_problem(verified: Verify, link: str) -> None:
    assert verified(f'<p><a href="{link}">länk</a></p>') == []


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("../b/", "/b/ leder ingenstans"),
        ("b", "/a/b leder ingenstans"),
        ("/bas/b/", "/b/ leder"),
        ("https://prov.example/bas/b/", "/b/ leder ingenstans"),
        ("#b", "/a/#b leder till ett avsnitt som inte finns"),
        ("../#a", "/#a leder till ett avsnitt"),
        ("../../utanfor/", "/utanfor/ leder ingenstans"),
        ("../A/", "/A/ leder ingenstans"),
    ],
)
def test_a_link_that_leads_nowhere_is_reported_at_the_content_file(verified: Verify, link: str, found: str) -> None:
    [problem] = verified(f'<p><a href="{link}">länk</a></p>')

    assert (problem.code, problem.place.path) == ("broken-built-link", "content/begrepp/a.md")
    assert problem.message.startswith("/a/: länken till ")
    assert found in problem.message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (f"{CODE}/stil.css", "a { background: url(borta.svg) }"),
        (f"{CODE}/stil.css", '@import "borta.css";'),
        (f"{CODE}/sida.js", 'import { a } from "./borta.js";'),
        (f"{CODE}/sida.js", 'import("./borta.js")'),
        ("bild.svg", f'<svg {SVG}><use href="#borta"/></svg>\n'),
        ("b/index.html", '<img src="borta.png">'),
        ("b/index.html", '<img srcset="../bild.svg 1x, borta.png 2x">'),
        ("b/index.html", '<meta http-equiv="refresh" content="0; url=../borta/">'),
        ("sitemap.xml", "<urlset><url><loc>https://prov.example/bas/borta/</loc></url></urlset>"),
    ],
)
def test_whatever_a_file_asks_for_must_be_there(verified: Verify, name: str, text: str) -> None:
    [problem] = verified(files={name: text})

    assert problem.code == "broken-built-link"
    assert "borta" in problem.message


def test_one_cause_on_many_pages_is_one_problem(verified: Verify) -> None:
    problems = verified(files={f"b/{n}/index.html": '<a href="../../borta/">' + "b</a>" for n in range(9)})

    assert [p.message for p in problems] == ["/b/0/: länken till /borta/ leder ingenstans (och på 8 sidor till)"]


def test_an_anchor_that_stands_twice_on_a_page_is_reported(verified: Verify) -> None:
    """A6."""
    found = [p.message for p in verified('<p id="x">a</p><h2 id="x">b</h2><p id="y">c</p>') if p.code == "repeated-id"]

    assert found == ["/a/: ankaret #x står mer än en gång på sidan"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p>", "<p> stängs aldrig"),
        ("</p>", "</p> stänger fel element"),
        ("<p><b></p></b>", "</p> stänger fel element"),
        ("<p>1 < 2</p>", "ett ensamt < före ”2</p>”"),
        ('<a href="x>b</a>', "ett ensamt <"),
        ("<!-- öppen", "ett ensamt <"),
        ("<script src='../a.js'>", "<script> stängs aldrig"),
    ],
)
def test_markup_that_does_not_add_up_is_reported(verified: Verify, body: str, found: str) -> None:
    problems = [p for p in verified(body) if p.code == "unbalanced-html"]

    assert {p.place.path for p in problems} == {"content/begrepp/a.md"}
    assert any(found in p.message for p in problems)


@pytest.mark.parametrize(
    "body",
    [
        "<p>a<br>b<img src='../bild.svg' alt='>'></p>",
        "<svg><path d='M0'/><title>T</title></svg>",
        "<textarea>&lt;p>inte en tagg</textarea>",
        "<!-- <p> -->",
        '<script type="application/ld+json">{"a": "\\u003cp>"}</script>',
        "<ul><li>a</li></ul>",
        "<p>1 &lt; 2</p>",
        "<P>a</p>",
    ],
)
def test_markup_that_adds_up_is_no_problem(verified: Verify, body: str) -> None:
    assert verified(body) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<script>1</script>", "ett skript skrivet på sidan"),
        ('<script type="module">1</script>', "ett skript skrivet"),
        ("<style>p{}</style>", "elementet <style>"),
        ('<p style="color:red">a</p>', "attributet style"),
        ('<p onclick="a()">a</p>', "attributet onclick"),
        ("<p/onclick=a()>a</p>", "attributet onclick"),
        ('<a href="javascript:a()">a</a>', "börjar med javascript:"),
        ('<a href=" java\nscript:a()">a</a>', "javascript:"),
        ('<a href="&#106;avascript:a()">a</a>', "javascript:"),
        ('<a href="javascript:a()" HREF="b">a</a>', "javascript:"),
        ('<img src="data:image/png;base64,">', "börjar med data:"),
        ('<img src="https://annan.example/a.png">', "annan"),
        ('<img src="//annan.example/a.png">', "en annan webbplats"),
        ('<img srcset="//annan.example/a.png 2x">', "annan"),
        ('<form action="https://annan.example/"></form>', "en annan webbplats"),
        ('<base href="/">', "elementet <base>"),
        ('<iframe src="../"></iframe>', "elementet <iframe>"),
        ('<iframe srcdoc="a"></iframe>', "attributet srcdoc"),
        ('<link rel="stylesheet" href="https://annan.example/a.css">', "en annan webbplats"),
        ('<svg><use href="https://annan.example/a.svg#a"/></svg>', "en annan webbplats"),
        ('<object data="../bild.svg"></object>', "elementet <object>"),
        ('<meta http-equiv="refresh" content="0;url=https://annan.example/">', "en annan webbplats"),
        ('<meta http-equiv="refresh" content="0;url=javascript:a()">', "javascript:"),
    ],
)
def test_what_the_security_policy_stops_is_reported(verified: Verify, body: str, found: str) -> None:
    problems = [p for p in verified(body) if p.code == "breaks-security-policy"]

    assert problems, body
    assert any(found in p.message for p in problems)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (f"{CODE}/stil.css", "a { background: url('data:image/png;base64,') }"),
        (f"{CODE}/stil.css", "@import 'https://annan.example/a.css';"),
        ("bild.svg", "<svg><script>a()</script></svg>"),
        ("bild.svg", "<svg onload='a()'></svg>"),
    ],
)
def test_the_security_policy_holds_for_styles_and_drawings_too(verified: Verify, name: str, text: str) -> None:
    assert {p.code for p in verified(files={name: text})} == {"breaks-security-policy"}


@pytest.mark.parametrize(
    "name",
    [
        "assets/bilder/a.js",
        "assets/a.mjs",
        "assets/bilder/a.css",
        "a.js",
        "sw.js",
        "data.xhtml",
        "assets/a.xht",
        "a.htm",
        "assets/a.xsl",
        "assets/a.xslt",
        "assets/a.wasm",
        "bild.svgz",
        "A.JS",
        "assets/a.js.gz",
        "a.shtml",
        "kod/a.js",
        "kod/bilder/a.js",
        "assets/kod/0123456789abcdef/a.js",
        "a.mhtml",
        "a.HTML",
        "kod/0123456789abcdeg/a.js",
    ],
)
def test_scripts_and_styles_outside_their_own_folder_and_pages_that_are_not_ours_are_stopped(
    verified: Verify, name: str
) -> None:
    assert {p.code for p in verified(files={name: ""})} == {"breaks-security-policy"}


@pytest.mark.parametrize(
    "body",
    [
        "<svg><s:script>a()</s:script></svg>",
        "<x:iframe></x:iframe>",
        "<svg><set attributeName='href' to='a'/></svg>",
        "<svg><animate attributeName='href' to='javascript:a()'/></svg>",
        "<svg><foreignObject></foreignObject></svg>",
        "<svg><handler ev:event='load'></handler></svg>",
        "<svg><g x:onload='a()'/></svg>",
        "<svg><g xml:base='a'/></svg>",
        "<svg><use l:href='data:image/svg+xml,a'/></svg>",
        "<svg><feImage href='a.png'/></svg>",
        "<SVG><SET/></SVG>",
        "<svg><s:animateMotion/></svg>",
        "<h:object></h:object>",
        "<svg><q:style></q:style></svg>",
    ],
)
def test_active_parts_of_a_drawing_in_a_page_are_found_with_any_prefix(verified: Verify, body: str) -> None:
    assert "breaks-security-policy" in {p.code for p in verified(body)}


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="canonical" href="https://annan.example/">',
        '<a href="https://annan.example/">a</a>',
        '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/deed.sv">',
    ],
)
def test_pointing_at_another_site_is_allowed(verified: Verify, link: str) -> None:
    assert verified(link) == []


@pytest.mark.parametrize(
    "name",
    [
        "~$rapport.docx",
        "filer/.~lock.a.odt#",
        "filer/a.bak",
        "a.docx~",
        "#a.md#",
        ".git/config",
        ".env",
        "prod.env",
        "a.swp",
        "Thumbs.db",
        ".DS_Store",
        "id_rsa",
        "id_ed25519.pub",
        "server.key",
        "server.pem",
        "losen.kdbx",
        ".htpasswd",
        "a.tmp",
        "a.orig",
    ],
)
def test_backups_working_files_hidden_files_and_keys_are_stopped(verified: Verify, name: str) -> None:
    problems = verified(files={name: ""})

    assert ("private-file", f"site/{name}") in {(one.code, one.place.path) for one in problems}


@pytest.mark.parametrize("pattern", PRIVATE + LEFTOVER)
def test_what_may_not_lie_among_the_sources_is_stopped_in_what_was_built_too(
    verified: Verify, tmp_path_factory: pytest.TempPathFactory, pattern: str
) -> None:
    name, sources = re.sub(r"\[.*\]", "b", pattern).replace("*", "a"), tmp_path_factory.mktemp("kallor")
    (sources / name).write_text("", encoding="utf-8")

    assert [p.code in ("private-file", "leftover-file") for p in survey(sources, "docs").problems] == [True]
    assert [p.code for p in verified(files={name: ""})] == ["private-file"]


@pytest.mark.parametrize("name", ["rapport.txt", "nyckel.svg", "a.2.txt", ".well-known/security.txt", ".nojekyll"])
def test_ordinary_files_are_published(verified: Verify, name: str) -> None:
    assert verified(files={name: f"<svg {SVG}/>\n"}) == []


def test_a_private_key_is_stopped_whatever_it_is_called(verified: Verify) -> None:
    [problem] = verified(files={"anteckning.txt": "-----BEGIN OPENSSH PRIVATE KEY-----\n"})

    assert (problem.code, problem.message) == ("private-file", "filen innehåller en privat nyckel")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("foto.jpg", picture("JPEG").replace(b"\xff\xd8", b"\xff\xd8\xff\xfe\0\7Karin", 1)),
        ("bild.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><!-- ritad av Karin --></svg>"),
        ("rapport.pdf", authored_pdf()),
    ],
)
def test_a_file_that_tells_of_its_maker_is_stopped_unless_the_build_drew_it(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)

    [problem] = verify(tmp_path, Expected())
    assert (problem.code, problem.place.path) == ("metadata-left", f"site/{name}")
    assert verify(tmp_path, Expected(drawn=frozenset({name}))) == []
    (tmp_path / name).write_bytes(stripped(data, Path(name).suffix))
    assert verify(tmp_path, Expected()) == []


@pytest.mark.parametrize("name", ["bild.svg", "å ä.txt"])
def test_what_is_not_the_file_that_was_judged_is_stopped(verified: Verify, name: str) -> None:
    [problem] = verified(expected=Expected(SOURCES, digests={name: "0" * 64, "finns-inte.png": "0" * 64}))

    assert (problem.code, problem.place.path) == ("changed-file", f"site/{name}")
    assert problem.message == f"/{name} ändrades medan bygget pågick, och är inte den fil som kontrollerades"


def test_a_symbolic_link_is_stopped(verified: Verify, tmp_path: Path) -> None:
    (tmp_path / "lank.txt").symlink_to("/etc/hostname")

    assert [p.message for p in verified()] == ["en symbolisk länk eller ett rör är ingen fil att publicera"]


def test_a_name_that_breaks_lists_of_files_is_stopped(verified: Verify) -> None:
    assert [p.code for p in verified(files={"a\nb.txt": ""})] == ["private-file"]


@pytest.mark.parametrize(
    "name", ["begrepp/utkast/index.html", "data/begrepp/utkast.json", "begrepp/utkast.csv", "begrepp/utkast/bild.svg"]
)
def test_no_trace_of_an_unpublished_record_is_published(verified: Verify, name: str) -> None:
    held = "{}" if name.endswith(".json") else f"<svg {SVG}/>\n"
    problems = verified(files={name: held}, expected=Expected(unpublished=frozenset({"begrepp/utkast/"})))

    assert [p.code for p in problems] == ["unpublished-page"]


def test_an_unpublished_record_on_a_list_is_found_by_its_anchor(verified: Verify) -> None:
    files = {"budskap/index.html": '<p id="utkast">a</p>'}

    [problem] = verified(files=files, expected=Expected(unpublished=frozenset({"budskap/#utkast"})))
    assert problem.code == "unpublished-page"
    assert verified(files=files, expected=Expected(unpublished=frozenset({"budskap/#annat", "begrepp/utka/"}))) == []


def test_the_old_address_of_an_unpublished_record_may_lead_on(verified: Verify) -> None:
    files = {"begrepp/utkast/index.html": '<meta http-equiv="refresh" content="0; url=../../a/">'}

    assert verified(files=files, expected=Expected(unpublished=frozenset({"begrepp/utkast/"}))) == []


BEFORE = frozenset({"index.html", "b/index.html", "404.html", "gammal.css", "c/d/index.html"})


def test_every_lost_page_is_named_with_what_to_do(verified: Verify) -> None:
    problems = verified(expected=Expected(before=BEFORE))

    assert [(p.code, p.message) for p in problems] == [
        ("lost-page", "sidan /b/ har varit publicerad men finns inte längre"),
        ("lost-page", "sidan /c/d/ har varit publicerad men finns inte längre"),
    ]
    assert problems[0].hint == (
        "Skriv under omdirigeringar: i content/omdirigeringar.yml vart den har flyttat, som - {fran: /b/, till: /…/},"
        " eller kör om med --ta-bort-sidor."
    )


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(Expected(before=BEFORE, may_lose_pages=True), id="asked for"),
        pytest.param(Expected(before=BEFORE, unpublished=frozenset({"b/", "c/d/"})), id="records out of schedule"),
    ],
)
def test_a_page_that_is_meant_to_go_goes(verified: Verify, expected: Expected) -> None:
    assert verified(expected=expected) == []


def test_a_page_that_leads_on_covers_the_lost_one(verified: Verify) -> None:
    moved = '<meta http-equiv="refresh" content="0; url=/bas/a/">'

    assert verified(files={"b/index.html": moved, "c/d/index.html": moved}, expected=Expected(before=BEFORE)) == []


def test_markup_is_read_as_a_browser_reads_it() -> None:
    read = read_html('<A HREF="a&amp;b" id="x">1</A><a href=c name=y>2</a><title>a href=d></title>')

    assert (read.links, read.ids) == (("a&b", "c"), frozenset({"x", "y"}))


KNOWN_SITE = {
    "index.html": START.format('<a href="a/">A</a><a href="a/#del">Del</a>'),
    "a/index.html": '<p id="del"><a href="../">Start</a></p>',
    "data.json": "{}",
}


@pytest.fixture
def again(tmp_path: Path) -> Callable[[Mapping[str, str]], tuple[list[str], list[str]]]:
    """The codes of the problems of a site of the files given, and the files that were looked into; what is faultless
    is known the next time."""
    keeper, folder = Keeper(Project(tmp_path / "projekt"), "kod"), tmp_path / "ut"
    keeper.folder.mkdir(parents=True)

    def run(files: Mapping[str, str]) -> tuple[list[str], list[str]]:
        shutil.rmtree(folder, ignore_errors=True)
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        verifier = Verifier(keeper)
        found = verifier.verify(
            folder, Expected(may_lose_pages=True), {name: digest_of(folder / name) for name in files}
        )
        verifier.save()
        return [one.code for one in found], verifier.read

    return run


#: Pieces of pages, whole and broken, that a line may begin, hold or end with.
PIECES = (
    *("<p>", "</p>", "<br>", "<br/>", "<", ">", '"', "'", "\n", "\r", "\0", "\x0b", " ", "x", "=", "&amp;"),
    *(
        "<!--",
        "-->",
        "<!doctype html>",
        "<?x?>",
        "<script>",
        "</script>",
        "<title>",
        "</title >",
        "<style>a",
        "<noscript>",
    ),
    *(
        '<a id="q" id="r" href="a&amp;b">',
        "<a href=x>",
        '<a name="b"/>',
        '<SVG VIEWBOX="0">',
        "<textarea>\n</textarea>",
    ),
    *("<button popover>", '<p id="x" class="y">', '<img src="javascript:a">', '<p onclick="a">', '<p ID="x">', " id=y"),
)


def test_a_page_that_is_read_by_its_lines_is_read_as_by_its_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are read once for all pages; where a tag goes on after one, or anything is amiss, all is read in order."""
    chosen = random.Random(16)
    texts = ["".join(chosen.choices(PIECES, k=chosen.randrange(1, 9))) for _ in range(5000)]
    by_line = [read_html(text) for text in texts]
    monkeypatch.setattr(markup, "_tags_by_line", lambda _: None)

    assert [read_html(text) for text in texts] == by_line


def test_what_was_faultless_is_not_read_again(again) -> None:
    assert again(KNOWN_SITE) == ([], sorted(KNOWN_SITE))
    assert again(KNOWN_SITE) == ([], [])
    assert again({**KNOWN_SITE, "b/index.html": "<p>B</p>"}) == ([], ["b/index.html"])


@pytest.mark.parametrize(
    ("files", "code"),
    [
        pytest.param({"a/index.html": '<p id="annan"></p>'}, "broken-built-link", id="the anchor of a link is gone"),
        pytest.param({"a/index.html": None}, "broken-built-link", id="the page of a link is gone"),
        pytest.param({"a/index.html": "<p id=del><b></p>"}, "unbalanced-html", id="a known name with a new fault"),
        pytest.param({"data.json": "<script>"}, "breaks-security-policy", id="a known file of data"),
    ],
)
def test_a_known_file_hides_no_fault(again, files: Mapping[str, str | None], code: str) -> None:
    assert again(KNOWN_SITE)[0] == []
    now = {**KNOWN_SITE, **files}

    assert code in again({name: text for name, text in now.items() if text is not None})[0]


def test_files_are_known_at_one_address_of_the_site_only(again) -> None:
    assert again(KNOWN_SITE)[0] == []
    moved = {**KNOWN_SITE, "index.html": KNOWN_SITE["index.html"].replace("/bas/", "/annan/")}

    assert again(moved) == ([], sorted(KNOWN_SITE))


def test_of_a_new_index_those_files_are_read_that_the_one_before_had_not(again) -> None:
    before, now = (f"sokindex/{sign * 16}/sidor" for sign in "ab")
    assert again({**KNOWN_SITE, f"{before}/0.json": "[0]", f"{before}/1.json": "[1]"})[0] == []

    found, read = again({**KNOWN_SITE, f"{now}/0.json": "[0]", f"{now}/1.json": "[2"})

    assert (found, read) == (["breaks-security-policy"], [f"{now}/1.json"])
