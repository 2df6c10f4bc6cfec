"""The trust line: any content gives pages without anything dangerous in them, or problems. Never an exception."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import FunctionLoader, StrictUndefined, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
from markupsafe import Markup
from pydantic import BaseModel

from kunskapsbank.base.budgets import Budget
from kunskapsbank.base.problems import errors
from kunskapsbank.base.settings import Licence
from kunskapsbank.checks import check
from kunskapsbank.content.load import load
from kunskapsbank.content.record import Record
from kunskapsbank.content.site import Site
from kunskapsbank.export.data import tables
from kunskapsbank.markdown.bodies import Bodies
from kunskapsbank.markdown.converter import Converter
from kunskapsbank.markdown.tags import RAW_TAGS
from kunskapsbank.media.assets import read_assets
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.reading.front_matter import parse, plain
from kunskapsbank.render import handbook, writing
from kunskapsbank.render.macros import Macros, macro_names
from kunskapsbank.render.pages import Pages
from kunskapsbank.render.presentation import Fact, functions

from .conftest import KINDS, REPO, TODAY, record
from .corpus import CASES, fifo, link_to
from .test_metadata import SECRETS, WHOLE

PIECES = st.sampled_from(
    [
        "<",
        ">",
        "</",
        "/>",
        '"',
        "'",
        "=",
        " ",
        "\n",
        "\n\n",
        "&",
        ";",
        ":",
        "#",
        "!",
        "[",
        "]",
        "(",
        ")",
        "*",
        "_",
        "`",
        "|",
        "-",
        "\\",
        "<kbd>",
        "</kbd>",
        "<br>",
        '<abbr title="',
        '">',
        '<span lang="',
        "<script>",
        "</script>",
        "<img src=x ",
        "onerror=alert(1)",
        "<!--",
        "-->",
        "javascript:",
        "&#106;",
        "&colon;",
        "data:",
        "term:begrepp/",
        "https://a.se/",
        "{{ 7 * 7 }}",
        "[a](",
        "![a](",
        "<svg/onload=",
        "<style>",
        "<a href=",
        "title=",
        "```\n",
        "~~~",
        "| a |\n|---|\n",
        "[^1]",
        "[^1]: ",
        "å",
        "🙂",
        "\u00a0",
        "ord",
        "begrepp/",
        "../",
        "docs/",
        ".md",
        "x" * 30,
    ]
)
PROSE = st.lists(PIECES, max_size=40).map("".join)
FORBIDDEN = set("script style iframe form input object embed link meta base svg math".split())
SAFE = {"http", "https", "mailto", "tel", "begrepp", ""}


def faults_in(html: str) -> list[str]:
    """What a browser would run, fetch or obey in *html*, which must hold none of it."""
    found = []
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        tag, attributes = str(element.tag), dict(element.attrib)
        if tag in FORBIDDEN:
            found.append(tag)
        found += [key for key in attributes if str(key).startswith("on") or key == "style"]
        links = [attributes[key] for key in ("href", "src") if key in attributes]
        found += [link for link in links if scheme(link) not in SAFE]
    return found


def scheme(link: str) -> str:
    """The scheme as a browser reads it."""
    head, colon, _ = "".join(char for char in link if char > " ").partition(":")
    return head.lower() if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", head) else ""


@settings(max_examples=200)
@given(PROSE)
def test_any_body_becomes_html_without_anything_that_runs(text: str) -> None:
    assert faults_in(Converter().convert(text).html) == []


def one_record(text: str) -> tuple[Site, list[str]]:
    """The site of one record with the body *text*, and the codes of the errors in it."""
    read, _ = parse(record(body=text).encode(), "content/begrepp/prov.md")
    assert read is not None
    site = Site.of([KINDS["begrepp"].of(read, "prov", plain(read.front))], TODAY, KINDS)
    return site, [problem.code for problem in errors(check(site, Bodies(site)))]


@settings(max_examples=200)
@given(PROSE)
def test_a_body_without_errors_holds_every_tag_that_the_editor_wrote_and_no_other(text: str) -> None:
    """So that nothing is ever taken away in silence."""
    site, codes = one_record(text)
    html = Bodies(site)[site["begrepp/prov"]].html
    if not {"html-in-body", "unpaired-tag"} & set(codes):
        for tag in RAW_TAGS:
            assert html.count(f"<{tag}>") + html.count(f"<{tag} ") <= text.count(f"<{tag}") + text.count("[^1]")


@settings(max_examples=25)
@given(PROSE, PROSE.map(lambda text: " ".join(text.split()) or "x"))
def test_any_record_is_drawn_or_is_a_problem(body: str, title: str) -> None:
    read, _ = parse(record(body=body).encode(), "content/begrepp/prov.md")
    assert read is not None
    values = {**plain(read.front), "titel": title[:100].strip() or "x", "ingress": title[:200].strip() or "x"}
    site = Site.of([KINDS["begrepp"].of(read, "prov", values)], TODAY, KINDS)
    bodies, budget = Bodies(site), Budget()
    pages = Pages(site, Macros(REPO, site, bodies), [], [], budget)

    drawings = [*pages.all()]
    drawn = [one.page.html for one in drawings if one.page and one.page.record]

    assert drawn or any(one.problems for one in drawings)
    allowed = {"svg", "form", "input"}
    assert [fault for html in drawn for fault in faults_in(html) if fault not in allowed] == []


@settings(max_examples=200)
@given(st.text(max_size=40), st.sampled_from(["[a](", "![a](", "[a](<", "[a]: ", "<"]))
def test_any_link_is_checked_without_an_exception(link: str, start: str) -> None:
    data = record(body=f"{start}{link})>\n\n[a]").encode("utf-8", "surrogatepass")
    read, problems = parse(data, "content/begrepp/prov.md")
    if read is None:
        assert problems
        return
    site = Site.of([KINDS["begrepp"].of(read, "prov", plain(read.front))], TODAY, KINDS)

    for problem in check(site, Bodies(site)):
        assert "\n" not in problem.message


@settings(max_examples=200)
@given(st.text(max_size=40), st.sampled_from(["begrepp", "relaterat", "malgrupper", "fokusomraden", "ansvarig"]))
def test_any_id_in_a_relation_is_a_record_or_a_problem(value: str, key: str) -> None:
    written = "'" + value.replace("'", "''") + "'"
    read, problems = parse(record("Prov", f"{key}: [{written}]").encode("utf-8", "surrogatepass"), "a.md")
    if read is None:
        assert problems
        return
    try:
        made: Record = KINDS["begrepp"].of(read, "prov", plain(read.front))
    except ValueError:
        return
    assert check(Site.of([made], TODAY, KINDS), Bodies(Site.of([made], TODAY, KINDS)))


def test_markdown_has_no_rule_that_reads_files_or_runs_programs() -> None:
    """Each of these has been read; one more is to be read before it stands here."""
    assert {kind: " ".join(rules) for kind, rules in Converter().rules().items()} == {
        "core": "normalize block given_anchors inline footnote_tail text_join",
        "block": "depth conflict abbreviation comment table code admonition fence blockquote hr list footnote_def "
        "reference heading lheading deflist paragraph",
        "inline": "text newline escape backticks strikethrough emphasis link image footnote_ref autolink html_inline "
        "entity address mail",
        "inline2": "balance_pairs strikethrough emphasis strays fragments_join",
    }


@pytest.fixture
def macros() -> Macros:
    site = Site.of([], TODAY)
    return Macros(REPO, site, Bodies(site))


def test_templates_see_our_macros_and_functions_and_nothing_else(macros: Macros) -> None:
    environment = macros.environment

    assert set(environment.globals) == {
        *macro_names(REPO),
        *functions(macros.site, macros.texts),
        *("delad", "att_dela", "ar_lang", "relaterat"),  # Of lists with several pages.
        "brodtext",
        "range",
        "namespace",
    }
    assert isinstance(environment, ImmutableSandboxedEnvironment)
    assert isinstance(environment.loader, FunctionLoader)
    assert environment.undefined is StrictUndefined
    assert environment.autoescape is True
    assert environment.extensions == {}


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__",
        "poster.__globals__",
        "[].append(1)",
        "{}.update({})",
        "post_med.__self__",
        "range(10**6)",
        "finnsinte",
        "kort.func.__self__",
        "''.format.__globals__",
        "'{0.__class__}'.format(1)",
        "('%s' % self)._TemplateReference__context",
    ],
)
def test_an_expression_that_leaves_the_sandbox_is_refused(macros: Macros, expression: str) -> None:
    with pytest.raises(Exception, match=r"unsafe|undefined|Range too big|not safe|no attribute|is undefined|immutable"):
        macros.expression(expression)


@pytest.mark.parametrize(
    "value",
    ["", Markup(""), (), [], {}, set(), deque(), (_ for _ in ()), len, lambda: 0, "".join, Fact("", ())],
    ids=lambda value: type(value).__name__,
)
def test_the_sandbox_is_asked_for_every_name_that_it_keeps_from_templates(macros: Macros, value: Any) -> None:
    """Other names are read without a question, so none of them may be one that it would refuse."""
    strict = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
    refused = {name for name in dir(value) if not strict.is_safe_attribute(value, name, getattr(value, name, None))}

    for name in refused:
        with pytest.raises((SecurityError, UndefinedError)):
            macros.environment.from_string("{{ value[name] }}{{ value | attr(name) }}").render(value=value, name=name)
        with pytest.raises((SecurityError, UndefinedError)):
            macros.environment.from_string(f"{{{{ value.{name} }}}}").render(value=value)


PAYLOAD = r"""parse_raw("cos\nsystem\n(S'id > bevis'\ntR.", proto='pickle', allow_pickle=True)"""


@pytest.mark.parametrize(
    "call",
    [
        f"slag('begrepp').{PAYLOAD}",
        f"post_med('begrepp/felfri').{PAYLOAD}",
        f"kort(slag('begrepp').{PAYLOAD})",
        f"steg([slag('begrepp').{PAYLOAD}])",
        f"alla_slag()[0].{PAYLOAD}",
        f"poster('begrepp')[0].{PAYLOAD}",
        "slag('begrepp').parse_file('bevis.pickle', proto='pickle', allow_pickle=True)",
    ],
)
def test_a_pickle_on_a_frame_page_is_a_problem_and_runs_nothing(
    project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    page = f"---\ntitle: A\ndescription: B\nrender_macros: true\n---\n\n{{{{ {call} }}}}\n"
    made = project({"begrepp/felfri.md": record("Felfri")}, {"om.md": page})
    (made.root / "bevis.pickle").write_bytes(b"cos\nsystem\n(S'id > bevis'\ntR.")
    monkeypatch.chdir(made.root)

    found = errors(run(made, TODAY).problems)

    assert [problem.code for problem in found] == ["template-syntax"]
    assert not (made.root / "bevis").exists()


@pytest.mark.parametrize(
    "expression",
    [
        f"slag('begrepp').{PAYLOAD}",
        f"post_med('begrepp/felfri').{PAYLOAD}",
        f"(alla_slag() | first).{PAYLOAD}",
        f"post_med('begrepp/felfri')['parse_raw']('x', {PAYLOAD[10:]}",
        f"(post_med('begrepp/felfri') | attr('parse_raw'))('x', {PAYLOAD[10:]}",
        f"(poster('begrepp') | map(attribute='parse_raw') | first)('x', {PAYLOAD[10:]}",
        "post_med('begrepp/felfri').parse_file('bevis', allow_pickle=True)",
    ],
)
def test_a_template_that_reaches_for_a_pickle_is_refused_too(
    project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch, expression: str
) -> None:
    """The second wall: templates are trusted, and get nothing to unpickle with all the same."""
    made = project({"begrepp/felfri.md": record("Felfri", "relaterat: [begrepp/felfri]")})
    site = load(made.content, TODAY, KINDS)[0]
    monkeypatch.chdir(made.root)

    with pytest.raises((SecurityError, UndefinedError)):
        Macros(REPO / "macros", site, Bodies(site)).expression(expression)

    assert not (made.root / "bevis").exists()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", [name for name in dir(BaseModel) if not name.startswith("_")])
def test_what_a_record_has_from_pydantic_is_closed_to_templates(macros: Macros, name: str) -> None:
    read, _ = parse(record().encode(), "content/begrepp/prov.md")
    assert read is not None
    post = KINDS["begrepp"].of(read, "prov", plain(read.front))

    for template in (
        f"{{{{ post.{name} }}}}",
        f"{{{{ post['{name}'] }}}}",
        f"{{{{ post | attr('{name}') }}}}",
        f"{{{{ [post] | map(attribute='{name}') | join }}}}",
        f"{{{{ '{{0.{name}}}'.format(post) }}}}",
        f"{{{{ post.kallor[0].{name} }}}}",
    ):
        with pytest.raises((SecurityError, UndefinedError)):
            macros.environment.from_string(template).render(post=post)


def test_no_key_of_any_kind_has_a_name_that_templates_cannot_read() -> None:
    assert {name for kind in KINDS.values() for name in kind.model_fields} & set(dir(BaseModel)) == set()


def test_templates_are_given_no_class(macros: Macros) -> None:
    """But Jinja's own namespace, which holds what a loop remembers."""
    site = load(REPO / "content", TODAY, KINDS)[0]
    given = {
        **functions(site, macros.texts),
        **handbook.functions(REPO / "macros", site, macros.texts),
        **writing.functions(macros.texts),
        **tables.functions(site, macros.texts, Licence("CC BY 4.0", "https://licence.example/")),
    }
    values = [value for value in given.values() if not callable(value)]
    values += [given["slag"]("begrepp"), *given["alla_slag"](), *given["slagen"](), *given["datatabeller"]()]

    while values:
        value = values.pop()
        assert not isinstance(value, type)
        assert not isinstance(value, BaseModel)
        if is_dataclass(value):
            values += [getattr(value, one.name) for one in fields(value)]
        elif isinstance(value, (tuple, list)):
            values += value
    assert [name for name, value in macros.environment.globals.items() if isinstance(value, type)] == ["namespace"]


@pytest.mark.parametrize("template", ["{{ a.mro() }}", "{{ a() }}", "{{ a.kind }}", "{{ a['kind'] }}"])
def test_a_class_that_reaches_a_template_all_the_same_is_closed(macros: Macros, template: str) -> None:
    with pytest.raises((SecurityError, UndefinedError)):
        macros.environment.from_string(template).render(a=KINDS["begrepp"])


SOURCES = sorted([*(REPO / "src").rglob("*.py"), *(REPO / "tools").rglob("*.py")])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(REPO).as_posix())
def test_no_module_of_ours_can_unpickle(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }
    named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    given = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}

    assert not imported & {"pickle", "_pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
    assert not named & {"parse_raw", "parse_file"}
    assert "allow_pickle" not in given


def test_only_the_expressions_of_macros_are_compiled() -> None:
    """What stands in `docs/` and `content/` is never a template."""
    compiling = {
        path.name: len(re.findall(r"(?<!\bBlob\.)from_string\(", path.read_text(encoding="utf-8")))  # Git's are bytes.
        for path in (REPO / "src").rglob("*.py")
    }
    asking = [path.name for path in SOURCES if ".expression(" in path.read_text(encoding="utf-8")]

    assert {name: count for name, count in compiling.items() if count} == {"macros.py": 1}
    assert asking == ["examples.py"]


BUILT = [
    case
    for case in CASES
    if case.name
    in {
        "Latin-1",
        "UTF-16 without a mark",
        "U+0000, NUL",
        "an anchor",
        "a list that never ends",
        "a script",
        "a link to a script",
        "a named pipe",
        "a link to a device that never ends",
        "a file of a terabyte",
        "a picture that is a named pipe",
        "a picture that fills the memory",
        "a drawing that multiplies",
        "a locked PDF",
        "passwords for a program",
        "a file from elsewhere",
        "the way to Python's classes",
        "a name with a line break",
        "20 000 brackets",
    }
]


@pytest.mark.parametrize("case", BUILT, ids=lambda case: case.name)
def test_a_build_with_a_bad_input_says_so_without_a_traceback_and_leaves_the_site(
    case: object, project: Callable[..., Project]
) -> None:
    made = project({"begrepp/felfri.md": record("Felfri")})
    live = made.root / "site"
    live.mkdir()
    (live / "manifest.json").write_text("{}", encoding="utf-8")
    (live / "index.html").write_text("den gamla", encoding="utf-8")
    path = made.root / case.path  # type: ignore[attr-defined]
    path.parent.mkdir(parents=True, exist_ok=True)
    data = case.data  # type: ignore[attr-defined]
    path.write_bytes(data) if isinstance(data, bytes) else data(path)

    done = subprocess.run(
        [sys.executable, "-m", "kunskapsbank", "--now", "2026-11-21", "build"],
        cwd=made.root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 1
    assert case.expected[0].split(" ")[1] in done.stdout + done.stderr  # type: ignore[attr-defined]
    assert done.stderr.endswith("Webbplatsen är inte ändrad.\n")
    assert "Traceback" not in done.stdout + done.stderr
    assert {file.name: file.read_text(encoding="utf-8") for file in live.iterdir()} == {
        "manifest.json": "{}",
        "index.html": "den gamla",
    }


def assert_clean(folder: Path) -> None:
    """The pictures and PDFs in *folder* are there and tell nothing; no file that is not listed is there."""
    for suffix in WHOLE:
        clean = (folder / f"fil{suffix}").read_bytes()
        assert clean != WHOLE[suffix]
        assert not [secret for secret in SECRETS if secret in clean and secret != b"xmpmeta"]  # It holds the title too.
    assert not (folder / ".a.swp").exists()


def test_kb_build_and_kb_stage_publish_pictures_and_pdfs_without_metadata_and_touch_no_source(
    whole_project: Callable[..., Project],
) -> None:
    made = whole_project({"begrepp/a.md": record("A")})
    assets = made.docs / "assets"
    assets.mkdir(exist_ok=True)
    for suffix, data in WHOLE.items():
        (assets / f"fil{suffix}").write_bytes(data)
    (assets / ".a.swp").write_text("x", encoding="utf-8")

    for command in (["build"], ["stage", "annat"]):
        done = subprocess.run(
            [sys.executable, "-m", "kunskapsbank", *command],
            cwd=made.root,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    assert_clean(next(made.root.glob("site/**/fil.png")).parent)
    assert_clean(made.root / "annat/docs/assets")
    assert {file.suffix: file.read_bytes() for file in assets.glob("fil.*")} == WHOLE


def test_a_file_that_is_swapped_for_a_pipe_or_a_link_between_two_builds_is_never_opened(
    project: Callable[..., Project],
) -> None:
    made = project({"begrepp/a.md": record("A")})
    (made.docs / "assets").mkdir()
    for make in (fifo, link_to("/dev/zero")):
        path = made.docs / "assets" / "a.png"
        make(path)
        from kunskapsbank.reading.folders import published

        assert path not in published(made.docs, "docs").files
        os.remove(path)
    assert read_assets(made.docs, [], "docs", Budget()).problems == ()
