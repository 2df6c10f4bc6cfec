"""Every attack against every input there is: nothing runs, nothing leaks, and nothing outside our own folders changes.

The inputs are found: the fields of the kinds that are loaded, the types of file that may be put in, the files that a
build makes. A new one is attacked without a change here; one that nothing here can judge fails.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import types
import typing
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, get_args, get_origin
from urllib.parse import urlsplit

import html5lib
import pytest
import yaml
from icalendar import Calendar
from lxml import etree
from PIL import Image
from playwright.sync_api import Browser
from pydantic import BaseModel, ValidationError
from rdflib import Graph

from kunskapsbank.base.budgets import Budget
from kunskapsbank.base.parts import PAGES
from kunskapsbank.base.plain_files import is_plain_name
from kunskapsbank.base.problems import Problem, errors
from kunskapsbank.base.seal import seal
from kunskapsbank.base.texts import LANGUAGES
from kunskapsbank.content.record import Record
from kunskapsbank.export.handouts.cache import Cache
from kunskapsbank.media.assets import read_assets
from kunskapsbank.media.inert import dangers
from kunskapsbank.media.metadata import stripped
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.publish.local_store import write_manifest
from kunskapsbank.publish.releases import shelf_name
from kunskapsbank.reading import front_matter
from kunskapsbank.reading.folders import TYPES, published
from kunskapsbank.reading.texts import read_texts
from kunskapsbank.render import styles

from ..conftest import (
    EMPTY_PAGE,
    KINDS,
    RECORDS_OF_THE_FOOTER,
    REPO,
    TODAY,
    KbHere,
    answering,
    kb,
    program,
    record,
    write_project,
    write_whole_project,
)
from .payloads import NAMES, TARGETS, TEXTS, UNSEEN, contents
from .pdf import ACTIONS, PLACES, placed
from .svg import MARK

GOLDEN = REPO / "tests" / "golden" / "projekt" / "content"
Way = tuple[str | int, ...]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of *folder* on loopback, without any header of safety."""
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    with answering(httpd):
        yield f"http://127.0.0.1:{httpd.server_port}/"


# ---------------------------------------------------------------- fields


def texts_of(annotation: Any, way: Way = ()) -> Iterator[Way]:
    """The way to every text that a value of the type *annotation* can hold; 0 is the first of many."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in annotation.model_fields.items():
            yield from texts_of(info.annotation, (*way, name))
    elif annotation is str:
        yield way
    elif origin is typing.Annotated:
        yield from texts_of(arguments[0], way)
    elif origin in (typing.Union, types.UnionType):
        for one in arguments:
            yield from texts_of(one, way)
    elif origin in (tuple, list):
        yield from texts_of(arguments[0], (*way, 0))
    elif origin is dict:
        yield from texts_of(arguments[1], (*way, "a"))


def attacked(value: Any, way: Way, text: str) -> Any:
    """A copy of *value* whose text at *way* ends with *text*; what lies on the way is made where it is missing."""
    if not way:
        return f"{value if isinstance(value, str) else ''}{text}"
    if isinstance(way[0], int):
        many = list(value) if isinstance(value, list) else []
        return [attacked(many[0] if many else None, way[1:], text), *many[1:]]
    known = dict(value) if isinstance(value, dict) else {}
    return {**known, way[0]: attacked(known.get(way[0]), way[1:], text)}


@dataclass(frozen=True)
class Hostile:
    """A record whose every text attacks, as far as its kind lets it."""

    text: str  #: The file.
    held: Mapping[Way, str]  #: The attack that stands at each place.
    refused: tuple[Way, ...]  #: Where the kind let none stand.


def hostile(path: Path, payloads: Sequence[str], spared: Set[Way] = frozenset()) -> Hostile:
    """The record at *path* with one of *payloads* in every field but *spared*, taken in turn."""
    read, _ = front_matter.read(path, path.name)
    kind = KINDS[path.parent.name]
    values = front_matter.plain(read.front)
    held, refused = {}, []
    for number, way in enumerate(dict.fromkeys(texts_of(kind))):
        if way in spared:
            continue
        in_turn = [*payloads[number % len(payloads) :], *payloads[: number % len(payloads)]]
        for text in in_turn:
            if allowed(kind, changed := attacked(values, way, text)):
                values, held[way] = changed, text
                break
        else:
            refused.append(way)
    front = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10**9)
    return Hostile(f"---\n{front}---\n{read.body}\n", held, tuple(refused))


def allowed(kind: type[Record], values: dict[str, Any]) -> bool:
    """Whether a record of *kind* may hold *values*."""
    try:
        kind.model_validate(values)
    except (ValidationError, ValueError):
        return False
    return True


PAYLOADS = tuple(TEXTS.values())
RECORDS = {path.relative_to(GOLDEN).as_posix(): path for path in sorted(GOLDEN.rglob("*.md"))}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_field_with_text_of_every_kind_is_attacked(kind: str) -> None:
    """A field that lets no attack stand is one whose type refuses it."""
    made = hostile(next(path for path in RECORDS.values() if path.parent.name == kind), PAYLOADS)

    assert {*made.held, *made.refused} == {*texts_of(KINDS[kind])}
    assert {("titel",), ("ingress",), ("osakert", 0), ("synonymer", 0)} <= {*made.held}


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
@pytest.mark.parametrize("where", ["ingress", "body"])
def test_signs_that_nobody_sees_are_problems(text: str, where: str, project: Callable[..., Project]) -> None:
    written = text.encode("unicode_escape").decode() if where == "ingress" else text
    content = f'---\ntitel: Prov\ningress: "{written if where == "ingress" else "Ett prov."}"\n---\n\n{text}\n'
    if "ud800" in text and where == "body":
        return  # A backslash and letters, there.

    assert run(project({"begrepp/a.md": content}), TODAY).problems


# ---------------------------------------------------------------- a build of all of it


def hostile_project(root: Path) -> Project:
    """A project with a record of each kind, where as much attacks as is let through."""
    frames = {name: (REPO / "docs" / name).read_text(encoding="utf-8") for name in FRAMES}
    frames |= {"sok.md": PAGES.standard_files()["sv/sok.md"].read_text(encoding="utf-8"), "a-o.md": EMPTY_PAGE}
    frames |= {name: LISTING.format(call) for name, call in LISTED.items()}
    made = write_whole_project(root, hostile_records() | hostile_bodies(), frames)
    made.config.write_text(made.config.read_text("utf-8").replace("handouts: false", "handouts: true"), "utf-8")
    for name in RECORDS_OF_THE_FOOTER:
        (made.docs / name).unlink()
    for n, text in enumerate(PAYLOADS):
        page = f"---\ntitle: {json.dumps(text)}\ndescription: {json.dumps(text)}\n---\n\n"
        (made.docs / f"ram-{n}.md").write_text(f"{page}Text.\n", encoding="utf-8")
        (made.docs / f"brod-{n}.md").write_text(f"{page}Text.\n\n```\n{text}\n```\n", encoding="utf-8")
    stopped = {problem.place.path for problem in faults_of(made)}
    for path in (*made.docs.glob("*-*.md"), *(made.content / name for name in hostile_bodies())):
        if path.relative_to(root).as_posix() in stopped:
            path.unlink()
    for _ in range(3):
        for name, messages in grouped(faults_of(made)).items():
            spare(made.content, name.removeprefix("content/"), messages)
    assert faults_of(made) == []
    return made


def faults_of(project: Project) -> list[Problem]:
    """The errors of *project*."""
    return errors(run(project, TODAY).problems)


def grouped(problems: Iterable[Problem]) -> dict[str, str]:
    """All that is said about each file."""
    said: dict[str, str] = {}
    for problem in problems:
        said[problem.place.path] = said.get(problem.place.path, "") + problem.message
    return said


def turned(name: str) -> tuple[str, ...]:
    """The attacks for the record *name*, beginning with another for each."""
    first = [*RECORDS].index(name)
    return PAYLOADS[first:] + PAYLOADS[:first]


def hostile_records() -> dict[str, str]:
    """The records of the small project."""
    return {name: hostile(path, turned(name)).text for name, path in RECORDS.items()}


def hostile_bodies() -> dict[str, str]:
    """A record for each attack in a body, as it stands and as code."""
    return {
        f"begrepp/{sort}-{n}.md": record(f"Prov {sort} {n}", body=body)
        for n, text in enumerate(PAYLOADS)
        for sort, body in {
            "text": text,
            "kod": f"`{text}`",
            "block": f"```\n{text}\n```",
            "lista": f"- a {text}",
        }.items()
    }


FRAMES = ("vagledning/index.md",)  #: Pages that others lead into.
LISTING = (
    "---\ntitle: Lista\ndescription: Det som en annan sida leder till.\nrender_macros: true\n---\n\n{{{{ {} }}}}\n"
)
LISTED = {"organisationer/index.md": 'lista("organisationer")', "verktyg/kartlaggning/index.md": "skattning()"}
SPARED: dict[str, set[Way]] = {}


def spare(content: Path, name: str, messages: str) -> None:
    """Leave out the attacks that a rule over the whole site has stopped, as its *messages* say, and keep the others."""
    spared = SPARED.setdefault(name, set())
    spared |= {
        way for way, text in hostile(RECORDS[name], turned(name), spared).held.items() if text.strip() in messages
    }
    (content / name).write_text(hostile(RECORDS[name], turned(name), spared).text, encoding="utf-8")


@dataclass(frozen=True)
class Attacked:
    """What was built of a hostile project, in a home that was watched."""

    site: Path
    project: Path
    changed: list[str]  #: What is new, gone or other in the home, outside the project's own folders.
    said: str


def photographed(home: Path, own: Sequence[Path]) -> dict[str, str]:
    """Every file, link and folder below *home* but *own*, with a hash of what it holds."""
    found = {}
    for folder, folders, files in os.walk(home):
        folders[:] = [one for one in folders if Path(folder, one) not in own]
        for one in (*folders, *files):
            path = Path(folder, one)
            held = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else b""
            data = held.encode() if isinstance(held, str) else held
            found[path.relative_to(home).as_posix()] = hashlib.sha256(data).hexdigest() if path not in own else ""
    return found


def furnished(home: Path) -> Path:
    """A home with what people keep in theirs; returns the folder for the project."""
    for name in (
        ".ssh/authorized_keys",
        ".bashrc",
        "grannprojekt/site/index.html",
        "projekt/anteckningar.txt",
        "bevis.txt",
    ):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("orört\n", encoding="utf-8")
    return home / "projekt"


@pytest.fixture(scope="session")
def attacked_site(shared: Callable[[str, Callable[[Path], None]], Path]) -> Attacked:
    """``kb build`` of the hostile project, once for all."""

    def make(home: Path) -> None:
        home.mkdir()
        root = furnished(home)
        project = hostile_project(root)
        own = [root / name for name in ("site", ".site-utgavor", ".kb-cache")]
        before = photographed(home, own)
        done = kb(project, "build", HOME=str(home), TMPDIR=str(temporary(home)))
        after = photographed(home, own)
        changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        outcome = {"changed": changed, "said": done.stdout + done.stderr, "code": done.returncode}
        (home / "utfall.json").write_text(json.dumps(outcome), encoding="utf-8")

    home = shared("angripen", make)
    outcome = json.loads((home / "utfall.json").read_text(encoding="utf-8"))
    assert outcome["code"] == 0, "\n".join(line for line in outcome["said"].splitlines() if " varning [" not in line)
    return Attacked((home / "projekt" / "site").resolve(), home / "projekt", outcome["changed"], outcome["said"])


def temporary(home: Path) -> Path:
    """A folder for what programs need for a moment, beside what is watched."""
    folder = Path(f"{home}.tmp")
    folder.mkdir(exist_ok=True)
    return folder


OURS = {"projekt/site", "projekt/.site-utgavor", "projekt/.kb-cache"}


@pytest.mark.slow
def test_a_hostile_project_is_built_and_nothing_outside_our_folders_is_touched(attacked_site: Attacked) -> None:
    assert {name for name in attacked_site.changed if name not in OURS} == set()
    assert "Traceback" not in attacked_site.said


@pytest.mark.slow
def test_frame_pages_that_attack_are_not_published(tmp_path: Path) -> None:
    front = "---\ntitle: Ram\ndescription: Ram.\n---\n\n"
    pages = {f"ram-{n}.md": f"{front}Text. {text}\n" for n, text in enumerate(PAYLOADS)}
    project = write_whole_project(tmp_path, {"begrepp/a.md": record()}, pages)

    done = kb(project, "build")

    assert done.returncode == 1, done.stdout
    assert not (tmp_path / "site").exists()
    assert "Traceback" not in done.stdout + done.stderr


def html_faults(data: bytes) -> Iterator[str]:
    for element in html5lib.parse(data.decode("utf-8"), namespaceHTMLElements=False).iter():
        names = element.attrib if isinstance(element.tag, str) else {}
        yield from (f"{element.tag} {key}" for key in names if str(key).lower().startswith("on") or key == "srcdoc")
        if element.tag in ("iframe", "object", "embed", "base", "style", "math", "frame", "applet"):
            yield str(element.tag)
        if element.tag == "script" and element.text and names.get("type") in (None, "", "module", "text/javascript"):
            yield "a script in the page"
        if element.tag == "script" and "json" in names.get("type", ""):
            json.loads(element.text)
        if (
            element.tag == "meta"
            and names.get("http-equiv", "").lower() == "refresh"
            and MARK in names.get("content", "")
        ):
            yield "a refresh"
        for key in ("href", "src", "action", "formaction", "data", "poster", "xlink:href"):
            if urlsplit("".join(names.get(key, "").split())).scheme.lower() not in (
                "",
                "http",
                "https",
                "mailto",
                "tel",
            ):
                yield f"{element.tag} {key}={names[key]}"
            if names.get(key, "").startswith(MARK):
                yield f"{element.tag} {key}={names[key]}"


def zip_faults(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("/") or ".." in name.split("/") or "\\" in name or not name.isprintable():
                yield f"the name {name}"
            yield from (f"{name}: {fault}" for fault in faults(name, archive.read(name)))


def docx_faults(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.endswith((".xml", ".rels", ".png", ".jpeg", ".jpg")):
                yield f"the part {name}"
            if name.endswith((".xml", ".rels")):
                for element in etree.fromstring(archive.read(name), STRICT).iter():
                    if str(element.tag).endswith(("}instrText", "}fldSimple", "}altChunk", "}object", "}control")):
                        yield f"{name}: {element.tag} {element.text}"
                    target = element.get("Target", "")
                    if element.get("TargetMode") == "External" and not target.startswith(
                        ("http://", "https://", "mailto:")
                    ):
                        yield f"{name}: {target}"


STRICT = etree.XMLParser(resolve_entities=False, no_network=True)


def xml_faults(data: bytes) -> Iterator[str]:
    for element in etree.fromstring(data, STRICT).iter():
        if not isinstance(element.tag, str) or etree.QName(element).localname.lower() in ("script", "foreignobject"):
            yield str(element.tag)


def csv_faults(data: bytes) -> Iterator[str]:
    """Formulas, told in another way than the cleaner does: by what a spreadsheet's own parser would begin to read."""
    csv.field_size_limit(2**30)
    text = data.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        for cell in row:
            begun = unicodedata.normalize("NFKC", cell).strip()
            number = begun[1:].replace(",", "").replace(".", "").strip("% ")
            if len(begun) > 1 and begun[0] in "=+-@" and not number.isdigit():
                yield f"a formula: {cell[:40]}"


def plain_faults(data: bytes) -> Iterator[str]:
    data.decode("utf-8")
    yield from ()


def json_faults(data: bytes) -> Iterator[str]:
    json.loads(data)
    yield from ()


def picture_faults(data: bytes) -> Iterator[str]:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
    yield from ()


def ours(data: bytes) -> Iterator[str]:
    """Scripts, styles and fonts: the bytes of a file of ours, the words of a script, or the one style."""
    if data in {
        styles.joined(REPO)[0],
        *(one for language in LANGUAGES for one in read_texts(REPO, language)[0].scripts().values()),
    }:
        return
    known = [path for root in ("docs", "src", "overrides") for path in (REPO / root).rglob("*")]
    if not any(
        path.is_file() and path.read_bytes() == data for path in known if path.suffix in (".js", ".css", ".woff2")
    ):
        yield "code that is not ours"


def graph_faults(data: bytes) -> Iterator[str]:
    """A graph in Turtle is one that rdflib reads."""
    if not len(Graph().parse(data=data, format="turtle")):
        yield "no graph"


def calendar_faults(data: bytes) -> Iterator[str]:
    """A calendar holds events without anything to run or fetch (RFC 5545, 3.8.1.1 and 3.8.6)."""
    for part in Calendar.from_ical(data).walk():
        yield from (f"{part.name} {key}" for key in ("ATTACH", "TRIGGER", "ACTION") if key in part)


JUDGES: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    ".html": html_faults,
    ".json": json_faults,
    ".jsonld": json_faults,
    ".ttl": graph_faults,
    ".ics": calendar_faults,
    ".atom": xml_faults,
    ".webmanifest": json_faults,
    ".xml": xml_faults,
    ".svg": xml_faults,
    ".csv": csv_faults,
    ".pdf": lambda data: iter(danger.what for danger in dangers(data, ".pdf")),
    ".docx": docx_faults,
    ".zip": zip_faults,
    ".png": picture_faults,
    ".jpg": picture_faults,
    ".jpeg": picture_faults,
    ".webp": picture_faults,
    ".css": ours,
    ".js": ours,
    ".woff2": ours,
    ".txt": plain_faults,
    ".md": plain_faults,
    ".map": plain_faults,
    "": plain_faults,
}
"""How each type of file in a built site is judged, by a program that others wrote."""


def faults(name: str, data: bytes) -> Iterator[str]:
    """What is wrong with the built file *name*."""
    judge = JUDGES.get(Path(name).suffix)
    yield from judge(data) if judge else [f"nothing here can judge {name}: write a judge for {Path(name).suffix}"]


@pytest.mark.slow
def test_every_file_of_the_site_is_inert_to_the_parsers_that_others_wrote(attacked_site: Attacked) -> None:
    files = {
        p.relative_to(attacked_site.site).as_posix(): p.read_bytes()
        for p in attacked_site.site.rglob("*")
        if p.is_file()
    }
    found = [(name, fault) for name, data in sorted(files.items()) for fault in faults(name, data)]

    assert {Path(name).suffix for name in files} >= {".html", ".json", ".csv", ".pdf", ".docx", ".zip", ".png", ".xml"}
    assert found == []


WAKE = """() => { for (const one of document.querySelectorAll("*"))
    for (const name of ["mouseover", "focus", "pointerenter", "toggle"]) one.dispatchEvent(new Event(name)); }"""


@pytest.mark.slow
def test_no_page_runs_or_fetches_anything_in_a_real_browser_without_a_policy(
    attacked_site: Attacked, chromium: Browser
) -> None:
    context = chromium.new_context(bypass_csp=True)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (asked.append(f"{page.url}: a dialog"), dialog.dismiss()))
    with served(attacked_site.site) as address:
        names = sorted(p.relative_to(attacked_site.site).as_posix() for p in attacked_site.site.rglob("*.html"))
        for name in names:
            page.goto(address + name, wait_until="domcontentloaded")
            page.evaluate(WAKE)
        page.goto(f"{address}sok/?q=prov")
        page.wait_for_selector("main a[href*='begrepp/']")
        page.evaluate(WAKE)
    context.close()

    assert len(names) > len(RECORDS)
    assert [one for one in asked if MARK in one or "dialog" in one or not one.startswith(address)] == []


# ---------------------------------------------------------------- files


PUT_IN = sorted(TYPES.keys() - {".md"})  #: Pages are built, and attacked above.


@pytest.mark.parametrize("suffix", PUT_IN)
def test_a_file_of_any_type_is_refused_or_inert(suffix: str, tmp_path: Path) -> None:
    """Each content, as it would be published."""
    for name, data in passed(suffix, tmp_path).items():
        assert dangers(data, suffix) == [], name
        assert list(faults(f"a{suffix}", data)) == [], name


def passed(suffix: str, folder: Path) -> dict[str, bytes]:
    """What is published of the attacks that a file with *suffix* can be."""
    place = folder / "docs" / "filer"
    place.mkdir(parents=True)
    numbered = dict(enumerate(contents(suffix).items()))
    for number, (_, data) in numbered.items():
        (place / f"a{number}{suffix}").write_bytes(data)
    found = published(folder / "docs", "docs")
    problems = [*found.problems, *read_assets(folder / "docs", found.files, "docs", Budget()).problems]
    refused = {problem.place.path for problem in problems}
    left = {}
    for number, (name, data) in numbered.items():
        if f"docs/filer/a{number}{suffix}" not in refused:
            left[name] = stripped(data, suffix)
    return left


@pytest.mark.slow
def test_no_file_that_may_be_put_in_runs_anything_in_a_real_browser_without_a_policy(
    tmp_path: Path, whole_chromium: Browser
) -> None:
    """As documents, in frames, as objects and as pictures."""
    files = {
        f"{number}{suffix}": data
        for suffix in PUT_IN
        for number, data in enumerate(passed(suffix, tmp_path / suffix).values())
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    shown = "".join(f'<iframe src="{one}"></iframe><object data="{one}"></object><img src="{one}">' for one in files)
    (tmp_path / "alla.html").write_text(shown, encoding="utf-8")
    context = whole_chromium.new_context(bypass_csp=True)
    page, asked = context.new_page(), []
    context.on("request", lambda request: asked.append(request.url))
    with served(tmp_path) as address:
        page.goto(f"{address}alla.html", wait_until="load")
    context.close()

    assert len(files) > 50
    assert [one for one in asked if MARK in one] == []


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_file_with_a_hostile_name_is_refused_or_has_an_ordinary_address(name: str, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    try:
        (docs / os.path.basename(name)).write_bytes(b"a")
    except (OSError, ValueError, UnicodeEncodeError):
        return  # No disk has such a file.

    for path in published(docs, "docs").files:
        assert path.name.replace(".", "").replace("-", "").replace("_", "").isalnum()
        assert path.suffix in TYPES


# ---------------------------------------------------------------- what programs are handed


def watched(home: Path, root: Path, work: Callable[[], tuple[int, str, str]]) -> tuple[int, str, list[str]]:
    """Exit code and words of *work*, and what it changed in *home* outside the folders that are ours."""
    own = [root / name for name in ("site", ".site-utgavor", ".kb-cache")]
    before = photographed(home, own)
    code, said, wrong = work()
    after = photographed(home, own)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return code, said + wrong, sorted(changed - OURS)


def forged(site: Path, name: str) -> None:
    """Make *site* a site as kb builds them, whose manifest names a file *name* too, which is there if it can be."""
    folder = site.with_name(shelf_name(site.name)) / "1-0123abcd"
    folder.mkdir(parents=True)
    (folder / "index.html").write_bytes(INDEX_PAGE)
    with suppress(OSError, ValueError):
        if not (folder / name).exists() and is_plain_name(name):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(INDEX_PAGE)
    held = hashlib.sha256(INDEX_PAGE).hexdigest()
    write_manifest(folder, {"index.html": held, name: held}) if is_plain_name(name) else (
        folder / "manifest.json"
    ).write_text(json.dumps({"index.html": held, name: held}), encoding="utf-8")
    site.symlink_to(f"{shelf_name(site.name)}/{folder.name}")


INDEX_PAGE = b'<!doctype html><html lang="sv"><head><title>a</title></head><body><p>a</p></body></html>'
LOCAL_SSH = """#!/bin/sh
while :; do case $1 in -o|-l|-p) shift 2;; -*) shift;; *) break;; esac; done
shift
cd / && exec sh -c "$*"
"""  #: Drops ssh's options and the host, and runs the rest as sshd would.
ORDINARY = {"a page", "a command", "an option"}  #: Ordinary files, whatever a shell would take their names for.


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """Another computer: how the folder is named there, where what runs for ssh runs here."""
    program("rsync")
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "ssh").write_text(LOCAL_SSH, encoding="utf-8")
    (tmp_path / "program" / "ssh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'program'}:{os.environ['PATH']}")
    return lambda folder: f"konto@dator:{folder}"


@pytest.mark.parametrize("remote", [False, True], ids=["here", "over ssh"])
@pytest.mark.parametrize("name", NAMES)
def test_a_build_whose_manifest_names_a_hostile_file_is_refused_or_published_as_it_is_and_runs_nothing(
    name: str,
    remote: bool,
    tmp_path: Path,
    kb_here: KbHere,
    monkeypatch: pytest.MonkeyPatch,
    elsewhere: Callable[[Path], str],
) -> None:
    home = tmp_path / "hem"
    root = furnished(home)
    write_project(root, {"begrepp/a.md": record()})
    monkeypatch.setenv("HOME", str(home))
    forged(tmp_path / "byggd", NAMES[name])
    where = elsewhere(root / "site") if remote else str(root / "site")

    code, said, changed = watched(
        home, root, lambda: kb_here(root, "publish", "--fran", str(tmp_path / "byggd"), "--", where)
    )

    assert changed == []
    assert [path for path in tmp_path.rglob("bevis") if path.parent.name != "~"] == []
    assert not Path("/bevis").exists()
    assert "Traceback" not in said
    assert (code == 0) == (name in ORDINARY), said
    if code == 0:
        assert {path.name for path in (root / "site").rglob("*") if path.is_file()} >= {Path(NAMES[name]).name}
    else:
        assert not (root / "site").exists()


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_a_hostile_target_is_refused(
    target: str, tmp_path: Path, kb_here: KbHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "hem"
    root = furnished(home)
    monkeypatch.setenv("HOME", str(home))
    write_project(root, {"begrepp/a.md": record()})
    forged(tmp_path / "byggd", "b.html")

    code, said, changed = watched(
        home, root, lambda: kb_here(root, "publish", "--fran", str(tmp_path / "byggd"), "--", target)
    )

    assert code != 0
    assert changed == []
    assert not list(Path("/").glob("*evil*"))
    assert "Traceback" not in said


CACHES: Mapping[str, bytes] = {
    "brackets without end": b"[" * 200_000,
    "a text": b'"a"',
    "numbers": b'{"a": 1}',
    "nothing": b"",
    "zeros": bytes(1000),
    "a way out": json.dumps({"a": "../../../bevis.txt", "b": "/etc/passwd"}).encode(),
    "a PDF with a script": json.dumps(
        {"a": f"{hashlib.sha256(placed(PLACES['on a click'], ACTIONS['a script'])).hexdigest()}.pdf"}
    ).encode(),
}


HANDED_OUT = (".pdf", ".docx", ".png", ".txt", ".zip")  #: What is made, and kept in a cache.


@pytest.mark.parametrize("suffix", HANDED_OUT)
def test_an_entry_whose_hash_is_right_is_not_used_unless_our_own_index_names_it(suffix: str, tmp_path: Path) -> None:
    """An index that was sealed with another key, with a forged seal, or with none."""
    entries = {name: f"{hashlib.sha256(data).hexdigest()}{suffix}" for name, data in contents(suffix).items()}
    for name, data in contents(suffix).items():
        (tmp_path / entries[name]).write_bytes(data)
    listed = json.dumps(entries).encode()
    for mark in (seal(b"annan nyckel", listed).encode(), b"0" * 64, b"", seal(b"", listed).encode()):
        (tmp_path / "index.json").write_bytes(mark + b"\n" + listed)
        assert [name for name in entries if Cache(tmp_path, b"nyckel").get(name, suffix)] == []

        trusted = Cache(tmp_path, b"nyckel", trusting=True)
        used = [name for name in entries if trusted.get(name, suffix)]
        assert [fault for name in used for fault in faults(f"a{suffix}", contents(suffix)[name])] == []


@pytest.mark.slow
@pytest.mark.parametrize("index", CACHES.values(), ids=CACHES)
def test_a_forged_cache_is_passed_over(index: bytes, tmp_path: Path) -> None:
    home = tmp_path / "hem"
    root = furnished(home)
    project = write_whole_project(root, {"begrepp/a.md": record()})
    hostile = placed(PLACES["on a click"], ACTIONS["a script"])
    (root / ".kb-cache").mkdir()
    (root / ".kb-cache" / "index.json").write_bytes(index)
    (root / ".kb-cache" / f"{hashlib.sha256(hostile).hexdigest()}.pdf").write_bytes(hostile)

    def build() -> tuple[int, str, str]:
        done = kb(project, "stage", str(root / "site"), HOME=str(home), TMPDIR=str(temporary(home)))
        return done.returncode, done.stdout, done.stderr

    code, said, changed = watched(home, root, build)

    assert (code, changed) == (0, []), said
    assert "Traceback" not in said
    assert [path for path in (root / "site").rglob("*") if path.is_file() and path.read_bytes() == hostile] == []


# ---------------------------------------------------------------- all of it at once


def put_in(root: Path, name: str, data: bytes) -> None:
    """Put *data* in *root* as *name*, if a disk can have such a file below it."""
    path = Path(os.path.normpath(root / name.lstrip("/")))
    if not path.is_relative_to(root) or path == root:
        return
    with suppress(OSError, ValueError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def whole_kit(root: Path, outside: Path) -> None:
    """A project in *root* with every attack there is as a record, a page, a file, a name, a link and a redirect."""
    write_whole_project(root, {**hostile_records(), **hostile_bodies()}, {"sok.md": EMPTY_PAGE})
    front = "---\ntitle: Ram\ndescription: Ram.\nrender_macros: true\n---\n\n"
    for n, text in enumerate(PAYLOADS):
        put_in(root, f"docs/anfall-{n}.md", f"{front}{text}\n\n{{{{ kort({text!r}) }}}}\n".encode(errors="replace"))
    for suffix in {*TYPES, ".js", ".css", ".gif", ".html", ".docm", ".ttf"}:
        for n, data in enumerate(contents(suffix).values()):
            put_in(root, f"docs/assets/filer/{n}{suffix}", data)
            put_in(root, f"content/begrepp/fil-{n}{suffix}", data)
    for n, name in enumerate(NAMES.values()):
        for folder in ("content/begrepp", "content", "docs", "docs/assets", "docs/assets/bilder"):
            put_in(root, f"{folder}/{name}", INDEX_PAGE)
            put_in(root, f"{folder}/mapp-{n}/{name}.md", INDEX_PAGE)
    moved = [{"fran": f"/{name}/", "till": target} for name in NAMES.values() for target in TARGETS.values()]
    put_in(root, "content/omdirigeringar.yml", json.dumps({"omdirigeringar": moved}).encode(errors="replace"))
    for folder in ("content/begrepp", "docs/assets", "docs"):
        for target in (outside / ".bashrc", outside / ".ssh", outside / "finns-inte", Path("/etc/passwd")):
            (root / folder / f"lank-{target.name}.md").symlink_to(target)
        os.mkfifo(root / folder / "ror.md")


COMMANDS: Mapping[str, Sequence[str]] = {
    "check": ["check"],
    "check as JSON": ["check", "--format", "json"],
    "mend": ["check", "--ratta"],
    "build": ["build"],
    "trial": ["build", "--prov", "--komprimera", "--lita-pa-cache"],
    "stage": ["stage", "ut"],
    "publish": ["publish", "publik/site"],
    "purge": ["publish", "--rensa", "/../../.bashrc"],
    "readability": ["lix"],
    "search": ["sok", PAYLOADS[0]],
    "questions": ["sok", "--fil", "docs/anfall-0.md"],
    "addresses": ["adresser"],
    "schema": ["schema"],
    "a new record": ["new", "begrepp", "../../../bevis"],
    "a part": ["egen", "../../bevis"],
    "a project": ["init", "docs/lank-.ssh.md"],
    "servers": ["servrar"],
}
"""What a writer runs, as arguments of ``kb``."""
WRITTEN = ("site", ".site-utgavor", ".kb-cache", "schema", "deploy", "adresser.txt", "ut", "publik", ".publik-utgavor")


@pytest.mark.slow
def test_every_command_over_the_whole_kit_touches_nothing_around_the_project(tmp_path: Path) -> None:
    """Only mending writes in ``content/`` and ``docs/``, and none follows a link out of them."""
    home = tmp_path / "hem"
    root = furnished(home)
    whole_kit(root, home)
    environment = {"HOME": str(home), "TMPDIR": str(temporary(home))}
    project = Project(root)
    changed, said = {}, {}
    for name, arguments in COMMANDS.items():
        own = [root / one for one in (*WRITTEN, *(("content", "docs") if name == "mend" else ()))]
        before = photographed(home, own)
        done = kb(project, *arguments, **environment)
        after = photographed(home, own)
        ours = {path.relative_to(home).as_posix() for path in own} | {"projekt"}
        changed[name] = sorted(one for one in before.keys() | after.keys() if before.get(one) != after.get(one))
        changed[name] = [one for one in changed[name] if one not in ours and not one.startswith(SEALS)]
        said[name] = done.stdout + done.stderr

    assert {name: found for name, found in changed.items() if found} == {}
    assert [name for name, text in said.items() if "Traceback" in text] == []
    assert not [path for path in (Path("/bevis"), Path("/tmp/bevis"), tmp_path / "bevis") if path.exists()]
    assert not (root / "site").exists()


SEALS = (".local", ".cache")  #: Where the key of the cache, and what libraries keep, lie in a home.
