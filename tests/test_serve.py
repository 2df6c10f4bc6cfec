"""``kb serve``: what changes is seen, a fault takes nothing away, and only what would be published is shown."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kunskapsbank.base.fingerprints import INDEX

from .conftest import REPO, kb, record, write_whole_project
from .served import TODAY, Served, serving, without_bar

A, B = "content/begrepp/a.md", "content/begrepp/b.md"
FRAME = "---\ntitle: Start\ndescription: Välkommen.\nrender_macros: true\n---\n\n{{ kortlista('begrepp') }}\n"
FAULTY = record("Alfa").replace("titel:", "tittel:")


RECORDS = {"begrepp/a.md": record("Alfa", body="Första texten."), "begrepp/b.md": record("Beta")}


def own_project(folder: Path) -> Path:
    """A project of two records and a start page that lists them, in *folder*, with all parts of its own to write in."""
    root = write_whole_project(folder, RECORDS, {"index.md": FRAME}).root
    for name in ("kinds", "macros", "texter"):
        (root / name).unlink()
        shutil.copytree(REPO / name, root / name)
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The project of one test."""
    return own_project(tmp_path)


@pytest.fixture(scope="module")
def one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One preview for all tests that write: an hour of writing is one process too."""
    with serving(own_project(tmp_path_factory.mktemp("skriva"))) as served:
        yield served


@pytest.fixture
def served(one_server: Served) -> Iterator[Served]:
    """The preview; the records are as they were when the next test begins."""
    yield one_server
    for name, text in RECORDS.items():
        one_server.write(f"content/{name}", text)
    one_server.until("/begrepp/a/", lambda html: "Första texten." in html and not faulty(html))


def faulty(html: str) -> bool:
    """Whether the page says that something is wrong."""
    return "<details open>" in html


def test_every_page_and_file_is_as_it_would_be_published(root: Path, tmp_path: Path) -> None:
    done = kb(root, "build", "--out", str(tmp_path / "ut" / "site"))
    assert done.returncode == 0, done.stdout + done.stderr
    site = tmp_path / "ut" / "site"
    of_the_release = ("manifest.json", "utgava.json", "_headers", "404.html", "sitemap.xml.gz")

    with serving(root) as served:
        served.until(f"/{INDEX}/0/regler.json", lambda text: text.startswith("{"))  # The last that is made.
        for path in sorted(path for path in site.rglob("*") if path.is_file()):
            address = path.relative_to(site).as_posix()
            if address not in of_the_release:
                status, shown = served.ask(f"/{address}")
                assert status == 200, address
                wanted = path.read_bytes().decode(errors="replace")
                assert (without_bar(shown) if path.suffix == ".html" else shown) == wanted, address


def test_what_is_saved_is_shown_and_so_are_lists_that_show_it(served: Served) -> None:
    served.write(A, record("Annat namn", body="Andra texten."))

    assert "Annat namn" in served.until("/begrepp/a/", lambda html: "Andra texten." in html)
    assert "Annat namn" in served.ask("/")[1]
    assert served.until("/begrepp/", lambda html: "Annat namn" in html)  # In what the rules say of it.


def test_a_faulty_file_leaves_its_last_good_page_with_the_fault_on_top_and_is_mended(served: Served) -> None:
    served.write(A, FAULTY)
    shown = served.until("/begrepp/a/", faulty)

    assert "Första texten." in shown
    assert "content/begrepp/a.md:2:1" in shown
    assert "Menade du &#x27;titel&#x27;?" in shown
    assert "Alfa" in served.ask("/")[1]

    served.write(A, record("Alfa", body="Mer text."))
    assert "Mer text." in served.until("/begrepp/a/", lambda html: not faulty(html))


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        pytest.param("mkdocs.yml", "site_name: [a\n", "mkdocs.yml:", id="settings"),
        pytest.param("kinds/begrepp.py", "class Begrepp(\n", "kinds/begrepp.py:1", id="a kind"),
        pytest.param(
            "macros/kortlista/macro.j2", "{% macro kortlista(x %}", "macros/kortlista/macro.j2:1", id="a macro"
        ),
        pytest.param("docs/index.md", "---\ntitle: [\n---\n", "docs/index.md:2", id="a frame page"),
        pytest.param("texter/sv.yml", "egen: [\n", "texter/sv.yml:", id="words"),
        pytest.param("overrides/main.html", "{% if %}", "main.html", id="the page around the content"),
    ],
)
def test_a_fault_in_any_sort_of_file_hides_no_page_and_goes_when_it_is_mended(
    served: Served, file: str, text: str, said: str
) -> None:
    path = served.root / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    served.ask("/")

    served.write(file, text)
    shown = served.until("/", lambda html: said in html)

    assert "Alfa" in shown
    assert "Traceback" not in shown
    if before is None:
        path.unlink()
    else:
        served.write(file, before)
    assert "Alfa" in served.until("/", lambda html: not faulty(html))


def test_files_that_come_go_and_change_their_names_are_seen(served: Served) -> None:
    served.write("content/begrepp/ny.md", record("Nyskriven"))
    assert "Nyskriven" in served.until("/", lambda html: "Nyskriven" in html)

    os.rename(served.root / "content/begrepp/ny.md", served.root / "content/begrepp/nyare.md")
    served.until("/", lambda html: "begrepp/nyare/" in html)
    assert served.ask("/begrepp/ny/")[0] == 404

    (served.root / "content/begrepp/nyare.md").unlink()
    served.until("/", lambda html: "Nyskriven" not in html)


def style(served: Served, html: str) -> str:
    """The style sheet that the page *html* names."""
    named = re.search(r"kod/[0-9a-f]+/stil.css", html)
    return served.ask(f"/{named[0]}")[1] if named else ""


def test_a_folder_that_comes_is_watched_and_a_part_of_ones_own_takes_its_place(served: Served) -> None:
    shutil.rmtree(served.root / "overrides", ignore_errors=True)
    for colour in ("red", "blue"):
        served.write("overrides/assets/stil.css", f"p {{ color: {colour} }}\n")
        served.until("/", lambda html, wanted=colour: wanted in style(served, html))  # type: ignore[misc]


def test_what_editors_leave_while_they_work_does_no_harm(served: Served) -> None:
    for name in (".a.md.swp", "a.md~", ".#a.md", "#a.md#", "4913"):
        if name != "4913":
            served.write(f"content/begrepp/{name}", "halv")
    temporary = served.root / "content/begrepp/.a.md.tmp"
    temporary.write_text(record("Alfa", body="Bytt med namnbyte."), encoding="utf-8")
    os.replace(temporary, served.root / A)

    shown = served.until("/begrepp/a/", lambda html: "Bytt med namnbyte." in html)

    assert not faulty(shown)


def test_a_file_that_is_written_in_pieces_ends_as_it_should(served: Served) -> None:
    whole = record("Alfa", body="Sista stycket.")
    with (served.root / A).open("w", encoding="utf-8") as file:
        for piece in (whole[:20], whole[20:60], whole[60:]):
            file.write(piece)
            file.flush()
            served.ask("/begrepp/a/")

    served.until("/begrepp/a/", lambda html: "Sista stycket." in html and not faulty(html))


def test_the_day_is_told_and_a_page_of_a_later_day_is_not_there(root: Path) -> None:
    (root / A).write_text(record("Alfa", "publiceras: 2031-01-01"), encoding="utf-8")
    with serving(root) as served:
        assert served.ask("/begrepp/a/")[0] == 404
        assert TODAY in served.ask("/begrepp/b/")[1]


def test_drafts_and_scheduled_pages_are_shown_with_a_mark_when_asked_for(root: Path) -> None:
    (root / A).write_text(record("Alfa", "publiceras: 2031-01-01"), encoding="utf-8")
    (root / B).write_text(record("Beta", "status: utkast"), encoding="utf-8")
    with serving(root, "--utkast") as served:
        assert "Sidan publiceras den 2031-01-01." in served.ask("/begrepp/a/")[1]
        assert "Det här är ett utkast." in served.ask("/begrepp/b/")[1]
        assert "Det här är ett utkast." not in served.ask("/")[1]


def test_a_browser_is_told_only_when_its_own_page_is_another(served: Served) -> None:
    html = served.ask("/begrepp/b/")[1]
    tag = re.search(r'data-tagg="([0-9a-f]+)"', html)
    assert tag
    told: list[str] = []
    asking = threading.Thread(target=lambda: told.append(served.ask(f"/__kb/nytt?sida=/begrepp/b/&tagg={tag[1]}")[1]))
    asking.start()

    served.write(B, record("Beta", body="Nytt."))
    asking.join(timeout=60)

    assert json.loads(told[0])["tagg"] != tag[1]


def test_nothing_outside_the_site_is_served_and_nothing_of_the_preview_is_built(root: Path, tmp_path: Path) -> None:
    (root / "hemligt.txt").write_text("hemligt", encoding="utf-8")
    (root / "docs/assets").mkdir(exist_ok=True)
    with serving(root) as served:
        for path in (
            "/hemligt.txt",
            "/mkdocs.yml",
            "/content/begrepp/a.md",
            "/kod/x/../../mkdocs.yml",
            "/__kb/../mkdocs.yml",
        ):
            assert served.ask(path)[0] == 404, path

    kb(root, "build", "--out", str(tmp_path / "ut" / "site"))
    found = [path for path in (tmp_path / "ut" / "site").rglob("*.html") if "__kb" in path.read_text(encoding="utf-8")]
    assert found == []


def test_a_project_that_is_faulty_from_the_start_says_so_in_the_browser_and_opens_when_it_is_mended(root: Path) -> None:
    (root / "kinds/begrepp.py").rename(root / "begrepp.py.bak")
    (root / "kinds/begrepp.py").write_text("class Begrepp(\n", encoding="utf-8")
    with serving(root) as served:
        assert "kinds/begrepp.py:1" in served.ask("/begrepp/a/")[1]

        (root / "begrepp.py.bak").replace(root / "kinds/begrepp.py")

        served.until("/begrepp/a/", lambda html: "Första texten." in html)


def test_a_page_that_is_faulty_from_the_start_says_why_and_not_that_it_does_not_exist(root: Path) -> None:
    (root / A).write_text(FAULTY, encoding="utf-8")
    with serving(root) as served:
        status, shown = served.ask("/begrepp/a/")
        assert (status, "content/begrepp/a.md:2:1" in shown, "Sidan finns inte" in shown) == (200, True, False)

        served.write(A, RECORDS["begrepp/a.md"])

        served.until("/begrepp/a/", lambda html: "Första texten." in html)


TOLD_ELSEWHERE = """
import signal, threading, time
from kunskapsbank.hosting.desk import Desk

desk = Desk()
signal.signal(signal.SIGTERM, lambda *_: desk.stop())

def tell():
    time.sleep(0.3)
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

threading.Thread(target=tell).start()
desk.run(lambda: iter(()))
"""


def test_a_signal_that_does_not_wake_the_thread_that_waits_ends_the_preview_all_the_same() -> None:
    """As one does that comes between the last look for a signal and the wait."""
    done = subprocess.run([sys.executable, "-c", TOLD_ELSEWHERE], timeout=30, check=False)
    assert done.returncode == 0
