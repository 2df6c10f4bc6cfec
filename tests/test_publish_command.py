"""``kb build`` and ``kb publish`` as people run them: what readers see afterwards, and what is said."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from kunskapsbank.base.problems import as_text
from kunskapsbank.content.redirects import FILE
from kunskapsbank.engines.mkdocs import EngineError, build_with_mkdocs
from kunskapsbank.engines.stage import write_stage
from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project
from kunskapsbank.publish.local_store import LocalShelf, write_manifest
from kunskapsbank.publish.publishing import opened
from kunskapsbank.verify.built import Expected, verify

from .attack.pdf import ACTIONS, PLACES, placed
from .attack.svg import INSIDE, svg
from .conftest import EMPTY_PAGE, REPO, START_PAGE, TODAY, KbHere, copied_with_kept, kb, record, write_whole_project
from .test_cli import GOOD


@pytest.fixture(scope="session")
def published_once(shared: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A small project, built; not to be changed."""

    def make(root: Path) -> None:
        root.mkdir()
        done = kb(write_whole_project(root, GOOD), "build")
        assert done.returncode == 0, done.stderr

    return shared("publicerat", make)


@pytest.fixture
def published(published_once: Path, tmp_path: Path) -> Project:
    """A small project, built; the test's own to change."""
    return Project(copied_with_kept(published_once, tmp_path))


def is_whole(site: Path) -> bool:
    """Whether readers see a whole release."""
    shelf = LocalShelf(site)
    live = shelf.live()
    return live is not None and shelf.faults(live) == []


def test_a_lost_page_stops_the_build_until_it_is_asked_for_and_a_draft_is_meant(published: Project) -> None:
    (published.content / "begrepp" / "a.md").unlink()
    (published.content / "begrepp" / "b.md").write_text(record("B"), encoding="utf-8")
    refused = kb(published, "build")

    assert refused.returncode == 1
    assert refused.stdout.endswith(
        "site/begrepp/a/index.html:1:1: fel [lost-page] sidan /begrepp/a/ har varit publicerad men finns inte längre\n"
        "    Skriv under omdirigeringar: i content/omdirigeringar.yml vart den har flyttat,"
        " som - {fran: /begrepp/a/, till: /…/}, eller kör om med --ta-bort-sidor.\n"
    )
    assert refused.stderr == "Bygget avbröts: 1 fel i det som skulle publiceras\nWebbplatsen är inte ändrad.\n"
    assert (published.root / "site" / "begrepp" / "a" / "index.html").is_file()

    (published.content / "begrepp" / "a.md").write_text(record("A", "status: utkast"), encoding="utf-8")
    assert kb(published, "build").returncode == 0
    assert not (published.root / "site" / "begrepp" / "a").exists()
    (published.content / "begrepp" / "b.md").unlink()
    assert kb(published, "build", "--ta-bort-sidor").returncode == 0
    assert not (published.root / "site" / "begrepp" / "b").exists()


def test_a_dry_run_says_why_what_is_built_would_not_be_published(published: Project, kb_here: KbHere) -> None:
    """So that nobody learns it first when it was to be done."""
    away = published.root / "borta"
    assert kb_here(published.root, "publish", str(away), "--torrkor")[0] == 0
    without = re.sub(" +contact:.*\n", "", published.config.read_text(encoding="utf-8"))
    published.config.write_text(without, encoding="utf-8")
    code, refused, why = kb_here(published.root, "publish", str(away))

    dry, said, dry_why = kb_here(published.root, "publish", str(away), "--torrkor")

    assert (code, dry) == (1, 1)
    assert "[missing-contact]" in refused
    assert said.endswith(refused)
    assert why.partition(": ")[2] == dry_why.partition(": ")[2]
    assert not LocalShelf(away).releases()


def test_a_link_to_what_is_not_published_is_its_text_and_the_build_goes_on(published: Project) -> None:
    """A nightly build must not stop, and leave an expired page to readers, because another page links to it."""
    body = "Se [*utkastet*](utkast.md), [det gamla](b.md#x) och ![bilden](b.md)."
    (published.content / "begrepp/a.md").write_text(record("A", "begrepp: [b]", body=body), encoding="utf-8")
    (published.content / "begrepp/b.md").write_text(record("B", "avpubliceras: 2026-11-21"), encoding="utf-8")
    (published.content / "begrepp/utkast.md").write_text(record("Utkast", "status: utkast"), encoding="utf-8")
    (published.root / "docs/index.md").write_text(
        f"{START_PAGE}\n[Utkastet](../content/begrepp/utkast.md)\n", encoding="utf-8"
    )

    done = kb(published, "build")

    assert done.returncode == 0, done.stderr
    page = (published.root / "site/begrepp/a/index.html").read_text(encoding="utf-8")
    assert "Se <span><em>utkastet</em></span>, <span>det gamla</span> och bilden." in page
    assert "<span>Utkastet</span>" in (published.root / "site/index.html").read_text(encoding="utf-8")
    assert "avpublicerad sedan den 21" in (published.root / "site/begrepp/b/index.html").read_text(encoding="utf-8")


def test_nothing_of_a_withdrawn_record_is_published_anywhere_and_it_can_be_purged_from_earlier_releases(
    published: Project, kb_here: KbHere
) -> None:
    secret = record("Xylofonprovning", "begrepp: [a]", body="Hemligheten zebrafink.")
    (published.content / "begrepp/borttagen.md").write_text(secret, encoding="utf-8")
    assert kb(published, "build").returncode == 0
    expired = secret.replace("titel:", "status: arkiverad\ntitel:")
    (published.content / "begrepp/borttagen.md").write_text(expired, encoding="utf-8")
    assert kb(published, "build").returncode == 0
    site = published.root / "site"

    def telling(folder: Path) -> list[str]:
        words = (b"xylofonpr", b"zebrafink", b"begrepp/borttagen")
        read = {p.relative_to(folder).as_posix(): p.read_bytes().lower() for p in folder.rglob("*") if p.is_file()}
        return [name for name, data in read.items() if any(word in data for word in words)]

    assert telling(site.resolve()) == []
    shelf = LocalShelf(site)
    assert "begrepp/borttagen/index.html" in telling(shelf.path(shelf.releases()[1]))

    code, said, _ = kb_here(published.root, "publish", "--rensa", "/begrepp/borttagen/")

    assert code == 0
    assert re.match(rf" +{shelf.releases()[1].name}  \d+ filer borttagna\n", said)
    left = telling(shelf.path(shelf.releases()[1]))
    assert not [name for name in left if name.startswith(("sokindex/", "begrepp/borttagen", "delningskort/"))]
    assert [shelf.faults(release) for release in shelf.releases()] == [[]] * 3
    assert kb_here(published.root, "publish", "--rensa", "/begrepp/borttagen/")[0] == 2


@pytest.mark.parametrize("way", ["a link", "a link above", "other bytes", "a pipe", "gone"])
@pytest.mark.parametrize("engine", ["mkdocs", "stage"])
def test_a_file_that_is_swapped_after_it_was_judged_is_not_published(
    whole_project: Callable[..., Project], tmp_path: Path, engine: str, way: str
) -> None:
    project = whole_project(GOOD)
    judged = project.docs / "assets/bilder/data.csv"
    judged.parent.mkdir(parents=True)
    judged.write_text("a;b\n", encoding="utf-8")
    build = run(project, TODAY)
    assert not build.failed
    (tmp_path / "hemligt").mkdir()
    (tmp_path / "hemligt" / "data.csv").write_text("hemligt", encoding="utf-8")
    judged.unlink()
    match way:
        case "a link":
            judged.symlink_to(tmp_path / "hemligt" / "data.csv")
        case "a link above":
            judged.parent.rmdir()
            judged.parent.symlink_to(tmp_path / "hemligt")
        case "other bytes":
            judged.write_text("hemligt", encoding="utf-8")
        case "a pipe":
            os.mkfifo(judged)
    out = tmp_path / "ut"

    said = ""
    try:
        if engine == "stage":
            write_stage(project, build, out)
        else:
            out.mkdir()
            faults = build_with_mkdocs(project, build, out)
            faults += verify(out, Expected(digests=build.digests))
            said = as_text(faults)
    except (OSError, ValueError, EngineError) as error:
        said = f"{error!r} {getattr(error, 'problems', '')}"

    assert said or not (out / "assets/bilder/data.csv").exists()
    published_bytes = [p.read_bytes() for p in out.rglob("data.csv")]
    assert b"hemligt" not in published_bytes or "changed-file" in said


def test_a_redirect_to_a_record_that_is_no_longer_published_goes_with_it(
    published: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    www = tmp_path_factory.mktemp("www") / "webb"
    (published.content / FILE).write_text(
        "omdirigeringar: [{fran: /begrepp/gammalt/, till: /begrepp/a/}, {fran: /a/, till: /begrepp/a/}]\n", "utf-8"
    )
    assert kb(published, "build").returncode == 0
    assert kb(published, "publish", str(www)).returncode == 0
    (published.content / "begrepp" / "a.md").write_text(record("A", "status: utkast"), encoding="utf-8")
    (published.root / "docs" / "om" / "a").mkdir()
    (published.root / "docs" / "om" / "a" / "index.md").write_text(EMPTY_PAGE, encoding="utf-8")

    for command in (["build"], ["publish", str(www)]):
        done = kb(published, *command)
        assert done.returncode == 0, done.stderr
    assert not list((www / "begrepp").glob("gammalt*"))
    assert (www / "om" / "a" / "index.html").is_file()


def test_a_draft_may_lie_beside_the_record_whose_page_it_will_take_over(whole_project: Callable[..., Project]) -> None:
    levels = ["nivaer:", *(f"  - {{niva: {n}, innebar: [Något.]}}" for n in range(1, 9))]
    made = whole_project(
        {
            **GOOD,
            "seqf/seqf.md": record("Nivåer", "begrepp: [a]", *levels),
            "seqf/seqf-ny.md": record("Nya nivåer", "status: utkast", *levels),
        }
    )

    done = kb(made, "build")

    assert done.returncode == 0, done.stderr
    assert "Nya nivåer" not in (made.root / "site/seqf/index.html").read_text(encoding="utf-8")


def draw(project: Project, html: str) -> None:
    """Let a macro draw *html* on a page of *project*: faults that no text has are seen first in what was built."""
    macros = project.root / "macros"
    macros.unlink()
    shutil.copytree(REPO / "macros", macros)
    (macros / "trasigt").mkdir()
    (macros / "trasigt/macro.yaml").write_text(
        "beskrivning: Ett trasigt makro.\nexempel: [{namn: trasigt, anrop: trasigt()}]\n", encoding="utf-8"
    )
    (macros / "trasigt/macro.j2").write_text(f"{{% macro trasigt() %}}{html}{{% endmacro %}}\n", encoding="utf-8")
    (project.docs / "sok.md").write_text(
        "---\ntitle: Sök\ndescription: Sök.\nrender_macros: true\n---\n\n{{ trasigt() }}\n", encoding="utf-8"
    )


def test_a_fault_in_what_was_built_is_told_with_its_file_and_the_old_site_stays(published: Project) -> None:
    draw(published, '<p style="color: red" onclick="a()">a')
    done = kb(published, "build", "--format", "github")

    assert done.returncode == 1
    told = {line.partition("::/")[0] for line in done.stdout.splitlines()}
    assert {
        f"::error file=docs/sok.md,line=1,col=1,title={code}" for code in ("breaks-security-policy", "unbalanced-html")
    } <= told
    assert done.stderr.endswith("Webbplatsen är inte ändrad.\n")
    assert is_whole(published.root / "site")


def test_json_from_a_build_holds_every_problem_and_nothing_else(published: Project) -> None:
    (published.content / "begrepp" / "a.md").write_text(record("A"), encoding="utf-8")
    draw(published, '<p onclick="a()">a')
    refused = kb(published, "build", "--format", "json")
    (published.root / "docs" / "sok.md").write_text("---\ntitle: Sök\ndescription: Sök.\n---\n", encoding="utf-8")
    done = kb(published, "build", "--format", "json")

    assert (refused.returncode, done.returncode) == (1, 0)
    assert {problem["code"] for problem in json.loads(refused.stdout)} == {
        "isolated-record",
        "breaks-security-policy",
        "unbalanced-html",
    }
    assert {problem["code"] for problem in json.loads(done.stdout)} == {"isolated-record"}
    assert "sidor i site/" in done.stderr


def test_places_are_told_as_they_are_on_a_terminal_too(published: Project) -> None:
    (published.content / "begrepp" / "b.md").write_text(
        record("B", *["# rad"] * 93, "begrepp: [a]", "granskad: i dag"), encoding="utf-8"
    )
    outer, inner = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "kunskapsbank", "build"],
        cwd=published.root,
        stdout=inner,
        stderr=inner,
        env={**os.environ, "TERM": "xterm"},
    ) as build:
        os.close(inner)
        said = b"".join(iter(partial(read_terminal, outer), b"")).decode()

    assert build.returncode == 1
    assert "content/begrepp/b.md:100:11: fel" in said


def read_terminal(outer: int) -> bytes:
    """What comes next, or nothing when the program has ended."""
    try:
        return os.read(outer, 65536)
    except OSError:
        return b""


def ask_for_a_template_that_is_not_there(project: Project) -> None:
    """Let MkDocs warn."""
    with (project.root / "mkdocs.yml").open("a", encoding="utf-8") as config:
        config.write("extra_templates: [finns-inte.html]\n")


def test_what_mkdocs_says_is_told_as_a_problem(published: Project) -> None:
    ask_for_a_template_that_is_not_there(published)
    done = kb(published, "build", "--format", "json")

    [problem] = json.loads(done.stdout)
    assert (done.returncode, problem["code"], problem["path"]) == (1, "engine-fault", "mkdocs.yml")
    assert problem["message"].startswith("MkDocs skrev: Template skipped")


def test_a_release_is_published_listed_and_gone_back_to(
    published: Project, kb_here: KbHere, tmp_path_factory: pytest.TempPathFactory
) -> None:
    www = tmp_path_factory.mktemp("www") / "webb"
    first = LocalShelf(published.root / "site").releases()[0]
    assert kb_here(published.root, "publish", str(www)) == (0, f"Utgåva {first.name} visas nu på {www}.\n", "")
    (published.content / "begrepp" / "b.md").write_text(record("B2", "begrepp: [a]"), encoding="utf-8")
    assert kb(published, "build").returncode == 0
    assert kb_here(published.root, "publish", str(www))[0] == 0

    code, listed, _ = kb_here(published.root, "publish", "--lista", str(www))
    assert code == 0
    made = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+@\S+"
    newest, oldest = listed.splitlines()
    assert re.fullmatch(
        rf" +2-[0-9a-f]{{8}}  \d+ filer  {made}  sidor: 0 nya, \d ändrade, 0 borttagna  visas nu", newest
    )
    assert re.fullmatch(rf" +{first.name}  \d+ filer  {made}", oldest)
    assert kb_here(published.root, "publish", str(www), "--rollback")[:2] == (0, f"Utgåva {first.name} visas nu.\n")
    assert kb_here(published.root, "publish", "--rollback", "1")[:2] == (0, f"Utgåva {first.name} visas nu.\n")
    for site in (www, published.root / "site"):
        assert LocalShelf(site).live() == first
        assert is_whole(site)


def forge(site: Path, name: str, data: bytes) -> None:
    """Put *data* in the built *site* as *name*, with a manifest that says so: whoever hands a build over can."""
    shelf = LocalShelf(site)
    release = shelf.live()
    assert release
    folder = shelf.path(release)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).unlink(missing_ok=True)
    (folder / name).write_bytes(data)
    write_manifest(folder, {**shelf.contents(release).manifest, name: hashlib.sha256(data).hexdigest()})


def page(body: str) -> bytes:
    """A page whose body is *body*."""
    return f'<!doctype html><html lang="sv"><head><title>a</title></head><body>{body}</body></html>'.encode()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        pytest.param("a.pdf", placed(PLACES["on a click"], ACTIONS["a script"]), "breaks-security-policy", id="PDF"),
        pytest.param("a.svg", svg(INSIDE["a script"]), "breaks-security-policy", id="drawing"),
        pytest.param("a.docx", b"MZ", "breaks-security-policy", id="Word"),
        pytest.param("a.zip", b"MZ", "breaks-security-policy", id="zip"),
        pytest.param("a.js", b"alert(1)", "breaks-security-policy", id="script among files"),
        pytest.param("a.php", b"<?php ?>", "breaks-security-policy", id="program of a server"),
        pytest.param("a/index.html", page("<script>a()</script>"), "breaks-security-policy", id="script in a page"),
        pytest.param("a/index.html", page("<p onclick='a'>a</p>"), "breaks-security-policy", id="event"),
        pytest.param("a/index.html", page("<a href='javascript:a'>a</a>"), "breaks-security-policy", id="address"),
        pytest.param("a/index.html", page("<iframe src='/'></iframe>"), "breaks-security-policy", id="frame"),
        pytest.param("a/index.html", page("<p>a"), "unbalanced-html", id="page that does not end"),
        pytest.param("a/index.html", page("<a href='/finns-inte/'>a</a>"), "broken-built-link", id="link to nothing"),
        pytest.param(".env", b"a=b", "private-file", id="private file"),
        pytest.param("begrepp/hemlig/index.html", page("<p>a</p>"), "unpublished-page", id="draft"),
    ],
)
def test_a_build_that_is_handed_over_is_looked_through_before_it_is_published(
    name: str, data: bytes, code: str, published: Project, tmp_path: Path, kb_here: KbHere
) -> None:
    (published.content / "begrepp" / "hemlig.md").write_text(record("Hemlig", "status: utkast"), encoding="utf-8")
    (published.root / "site").rename(tmp_path / "byggd")
    (published.root / ".site-utgavor").rename(tmp_path / ".byggd-utgavor")
    shown = tmp_path / "byggd"
    release = os.path.basename(os.readlink(shown))
    shown.unlink()
    shown.symlink_to(f".byggd-utgavor/{release}")
    target = tmp_path / "publik" / "site"
    assert kb_here(published.root, "publish", str(target), "--fran", str(shown))[0] == 0
    before = os.readlink(target)
    forge(shown, name, data)

    status, said, wrong = kb_here(published.root, "publish", str(target), "--fran", str(shown))

    assert status == 1
    assert f"byggd/{name}:1:1: fel [{code}]" in said
    assert "Publiceringen avbröts: 1 fel" in wrong
    assert os.readlink(target) == before


@pytest.mark.parametrize("ending", ["", "\n[borta](borta.md)\n"], ids=["built", "refused"])
def test_plain_mkdocs_build_does_not_touch_the_release_that_readers_see(published: Project, ending: str) -> None:
    first = LocalShelf(published.root / "site").releases()[0]
    (published.content / "begrepp" / "b.md").write_text(record("B2", "begrepp: [a]", body=ending), encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=published.root, check=False)

    shelf = LocalShelf(published.root / "site")
    assert (done.returncode, len(shelf.releases())) == ((1, 1) if ending else (0, 2))
    assert shelf.faults(first) == []
    assert is_whole(shelf.out)
    assert not shelf.stage.exists()


def mkdocs(project: Project, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run plain ``mkdocs build`` in the folder of *project*."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", *args],
        cwd=project.root,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        pytest.param(
            partial(draw, html='<p onclick="a()">a'), "breaks-security-policy", id="a fault in what was built"
        ),
        pytest.param(ask_for_a_template_that_is_not_there, "engine-fault", id="a warning of MkDocs"),
    ],
)
def test_plain_mkdocs_build_looks_through_what_it_built_before_readers_see_it(
    published: Project, spoil: Callable[[Project], None], code: str
) -> None:
    spoil(published)
    done = mkdocs(published)

    assert done.returncode == 1
    assert f"fel [{code}]" in done.stderr
    assert "Traceback" not in done.stderr
    assert [r.number for r in LocalShelf(published.root / "site").releases()] == [1]
    assert is_whole(published.root / "site")
    assert not LocalShelf(published.root / "site").stage.exists()


def test_plain_mkdocs_build_loses_no_page(published: Project) -> None:
    (published.content / "begrepp" / "a.md").rename(published.content / "begrepp" / "c.md")
    done = mkdocs(published)

    assert (done.returncode, done.stderr.count("fel [lost-page]")) == (1, 1)
    assert (published.root / "site" / "begrepp" / "a" / "index.html").is_file()


def test_the_first_site_that_plain_mkdocs_builds_is_one_that_kb_takes_over(
    whole_project: Callable[..., Project],
) -> None:
    project = whole_project(GOOD)
    assert mkdocs(project).returncode == 0
    assert not (project.root / "site").is_symlink()

    done = kb(project, "build")

    assert (done.returncode, done.stderr) == (0, "")
    assert is_whole(project.root / "site")


def test_plain_mkdocs_build_refuses_a_day_that_does_not_exist(published: Project) -> None:
    done = mkdocs(published, SOURCE_DATE_EPOCH="99999999999999999999")

    assert done.returncode == 1
    assert "SOURCE_DATE_EPOCH är inget datum." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param(
            ["publish"], "Skriv vart webbplatsen ska, eller --lista, --rollback eller --rensa ADRESS.", id="no target"
        ),
        pytest.param(
            ["publish", "ut"], "Publiceringen avbröts: det finns ingen byggd webbplats i ", id="nothing built"
        ),
        pytest.param(["publish", "--rollback"], "Publiceringen avbröts: det finns inga utgåvor i ", id="no release"),
        pytest.param(
            ["publish", "a b:/c"], "Publiceringen avbröts: 'a b:/c' duger inte som mål.", id="an unsafe target"
        ),
        pytest.param(
            ["publish", "konto@dator"], "Publiceringen avbröts: 'konto@dator' duger inte som mål.", id="C11: no path"
        ),
        pytest.param(
            ["publish", "konto@dator/srv"], "Publiceringen avbröts: 'konto@dator/srv' duger inte", id="C11: a slash"
        ),
        pytest.param(
            ["publish", "konto@dator", "--lista"], "Listan avbröts: 'konto@dator' duger", id="C11: to look at"
        ),
        pytest.param(
            ["build", "--out", "konto@dator:/srv/www"],
            "konto@dator:/srv/www är ingen mapp här. Bygg först",
            id="C11: build",
        ),
        *(
            pytest.param(
                command, f"{command[-1]} ligger bland projektets egna filer. Ange en annan mapp", id=f"C10: {command}"
            )
            for command in (
                ["build", "--out", "content/x"],
                ["build", "--out", "content"],
                ["build", "--out", "docs/assets/x"],
                ["build", "--out", "site/../docs/x"],
                ["build", "--out", "macros/x/y"],
                ["build", "--out", "overrides/x"],
                ["build", "--out", "kinds/x"],
                ["build", "--out", ".kb-cache/x"],
                ["build", "--out", "."],
                ["build", "--out", ".."],
                ["publish", "content/x"],
                ["publish", "docs/assets/x"],
                ["publish", "."],
                ["stage", "content/x"],
                ["stage", "docs/x"],
            )
        ),
        pytest.param(["build", "--behall", "1"], "--behall: värdet duger inte.", id="too few releases"),
        pytest.param(["build", "--out", "/"], "Bygget avbröts: / är ingen mapp för en webbplats", id="the root"),
        pytest.param(["build", "--out", "mkdocs.yml"], "Bygget avbröts: ", id="a file"),
        pytest.param(["build", "--out", "mkdocs.yml/site"], "Bygget avbröts: det gick inte att ", id="below a file"),
    ],
)
def test_misuse_gives_2_and_says_what_to_do(
    whole_project: Callable[..., Project], kb_here: KbHere, args: list[str], message: str
) -> None:
    root = whole_project(GOOD).root
    before = sorted(root.rglob("*"))

    code, out, errors = kb_here(root, *args)

    assert (code, out) == (2, "")
    left = {path for path in root.rglob("*") if ".kb-cache" not in path.parts} - {*before}
    assert all(path.parent == root or path.name.startswith(("las", ".ut-utgavor")) for path in left), left
    assert errors.startswith(message)
    assert "Traceback" not in errors


@pytest.mark.parametrize("option", ["--lista", "--rollback"])
def test_a_misspelt_target_is_told_and_nothing_is_made_there(
    published: Project, kb_here: KbHere, tmp_path_factory: pytest.TempPathFactory, option: str
) -> None:
    www = tmp_path_factory.mktemp("www")

    assert kb_here(published.root, "publish", str(www / "webbb"), option)[0] == 2
    assert list(www.iterdir()) == []


def test_a_second_build_is_told_who_builds_or_waits(published: Project) -> None:
    with opened(published.root / "site"):
        done = kb(published, "build", "--vanta", "0.3")

    assert done.returncode == 2
    assert f"ett annat bygge skriver till site/: process {os.getpid()} på datorn " in done.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.parametrize("when", ["ny/index.html", "ny/sitemap.xml"])
def test_a_build_that_is_asked_to_stop_says_that_nothing_changed(
    published: Project, number: signal.Signals, code: int, when: str
) -> None:
    (published.content / "begrepp" / "b.md").write_text(record("B2", "begrepp: [a]"), encoding="utf-8")
    waited_for = LocalShelf(published.root / "site").folder / when
    with subprocess.Popen(
        [sys.executable, "-m", "kunskapsbank", "build"],
        cwd=published.root,
        text=True,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as build:
        while not waited_for.exists():
            assert build.poll() is None
            time.sleep(0.001)
        build.send_signal(number)
        _, errors = build.communicate()

    assert (build.returncode, errors.split()) == (code, "Webbplatsen är inte ändrad. Avbrutet.".split())
    assert is_whole(published.root / "site")
    assert not waited_for.parent.exists()


def test_a_build_that_may_not_write_more_says_so_and_the_old_site_stays(published: Project) -> None:
    (published.content / "begrepp" / "b.md").write_text(record("B2", "begrepp: [a]"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "kunskapsbank", "build"],
        cwd=published.root,
        text=True,
        check=False,
        capture_output=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)),
    )

    assert done.returncode == 2
    assert "filen blir större än kontot får skriva\nWebbplatsen är inte ändrad." in done.stderr
    assert is_whole(published.root / "site")
    assert not LocalShelf(published.root / "site").stage.exists()


def test_a_build_needs_no_home_no_locale_and_no_friendly_umask(whole_project: Callable[..., Project]) -> None:
    project = whole_project(GOOD)
    done = subprocess.run(
        [sys.executable, "-m", "kunskapsbank", "build"],
        cwd=project.root,
        capture_output=True,
        check=False,
        umask=0o077,
        env={"PATH": os.environ["PATH"], "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    )

    assert done.returncode == 0, done.stderr
    inside = (project.root / "site").resolve()
    assert {(p.is_dir(), p.stat().st_mode & 0o777) for p in (inside, *inside.rglob("*"))} == {
        (True, 0o755),
        (False, 0o644),
    }
    assert is_whole(project.root / "site")
