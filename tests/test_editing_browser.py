"""A real browser comes into the room as a person does, and other sites get nowhere through it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from local_servers import free_port, nginx_before
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .conftest import answering, program, record, write_whole_project
from .room import FEW, OWN, PASSWORD, RoomHere, let_in, room_of
from .served import serving
from .site.test_engines import started
from .test_editing_repository import git
from .test_editing_security import project


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[tuple[RoomHere, BrowserContext]]:
    """A room for oneself, and the browser that has opened it."""
    root = project(tmp_path_factory.mktemp("rum") / FEW)
    with room_of(root, "redigera", "--utan-webblasare") as room:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(key_of(room))
        yield room, context
        context.close()


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a team's room behind nginx; anna may come in."""
    program("NGINX", "nginx")
    folder = tmp_path_factory.mktemp("lag")
    root = project(folder / FEW)
    let_in(root, "anna")
    home = f"https://127.0.0.1:{free_port()}"
    port = int(home.rpartition(":")[2])
    with (
        room_of(root, "redaktion", "--webbadress", home, "--proxy", "127.0.0.1") as room,
        nginx_before(room.port, folder / "nginx", port),
    ):
        yield home


def key_of(room: RoomHere) -> str:
    """The address that opens *room*."""
    found = re.search(r"http://\S+/in\?nyckel=[\w-]+", room.said())
    assert found
    return found[0]


@contextmanager
def elsewhere(folder: Path, html: str) -> Iterator[str]:
    """The address of a page on another site."""
    (folder / "index.html").write_text(html, encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    with answering(server):
        yield f"http://localhost:{server.server_port}/"  # Another site than 127.0.0.1.


def test_the_key_is_gone_from_the_address_and_forms_are_the_pages_own(
    alone: tuple[RoomHere, BrowserContext],
) -> None:
    room, context = alone
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.goto(f"http://127.0.0.1:{room.port}/")
    assert [one.url for one in context.pages] == [f"http://127.0.0.1:{room.port}/"] * 2

    page.get_by_role("textbox").first.fill("hej då")
    page.get_by_role("button", name="Spara").click()

    assert page.locator("body").inner_text().endswith(": hej då")
    assert page.evaluate("document.cookie") == ""
    assert faults == []


def test_a_link_from_another_site_leads_in_with_the_session(
    alone: tuple[RoomHere, BrowserContext], tmp_path: Path
) -> None:
    room, context = alone
    target = f"http://127.0.0.1:{room.port}/visning/begrepp/a?rad=2"
    with elsewhere(tmp_path, f'<a href="{target}">granska</a>') as address:
        page = context.new_page()
        page.goto(address)
        page.get_by_role("link").click()
        page.wait_for_url(target)
        expect(page.get_by_text("utkast")).to_be_visible()


def test_another_site_can_neither_send_forms_nor_frame_nor_read_anything(
    alone: tuple[RoomHere, BrowserContext], tmp_path: Path
) -> None:
    room, context = alone
    home = f"http://127.0.0.1:{room.port}"
    html = f"""<!doctype html><iframe src="{home}/ram"></iframe><img src="{home}/">
        <form method="post" action="{home}/spara"><input name="text" value="x"><button>Skicka</button></form>"""
    with elsewhere(tmp_path, html) as address:
        page = context.new_page()
        statuses: dict[str, int] = {}
        page.on("response", lambda answer: statuses.update({answer.url: answer.status}))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert statuses[f"{home}/ram"] == 403
        assert page.evaluate("document.images[0].naturalWidth") == 0
        read = "fetch(%r, {credentials: 'include', mode: %r}).then(a => a.text(), () => 'stopped')"
        assert page.evaluate(read % (f"{home}/", "cors")) == "stopped"
        page.get_by_role("button").click()
        expect(page.get_by_text("En annan webbplats frågade.")).to_be_visible()


def test_a_draft_in_a_frame_of_the_room_is_seen_and_runs_nothing(alone: tuple[RoomHere, BrowserContext]) -> None:
    room, context = alone
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{room.port}/ram")

    expect(page.frame_locator("iframe").get_by_text("utkast")).to_be_visible()
    assert page.title() == "rummet"


@pytest.mark.parametrize("name", ["firefox", "webkit"])
def test_each_engine_sends_a_form_and_follows_a_link_from_elsewhere_into_the_room(name: str, tmp_path: Path) -> None:
    root, profile, other = project(tmp_path / FEW), tmp_path / "profil", tmp_path / "annan"
    profile.mkdir()
    other.mkdir()
    with room_of(root, "redigera", "--utan-webblasare") as room, started(name, profile, True) as window:
        window.open(key_of(room))
        window.write("textarea", "hej")
        window.press("button", "Spara")
        window.seen("body", ": hej")
        target = f"http://127.0.0.1:{room.port}/visning/begrepp/a?rad=2"
        with elsewhere(other, f'<a href="{target}">granska</a>') as address:
            window.open(address)
            window.press("a")
            window.seen("p", "utkast")
        assert window.address() == target


@pytest.mark.parametrize("width", [320, 1280])
def test_somebody_logs_in_with_the_keyboard_and_is_told_what_was_wrong(
    team: str, chromium: Browser, width: int
) -> None:
    context = chromium.new_context(ignore_https_errors=True, viewport={"width": width, "height": 700})
    page = context.new_page()
    page.goto(f"{team}/visning/begrepp/a")
    expect(page.get_by_label("Inloggningsnamn")).to_be_focused()
    assert faults_of(page) == []
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type("fel lösenord")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Inloggningsnamnet eller lösenordet stämmer inte.")
    expect(page.get_by_label("Lösenord")).to_be_focused()
    assert page.get_by_label("Inloggningsnamn").input_value() == "anna"
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url(f"{team}/visning/begrepp/a")
    cookies = {one["name"]: one for one in context.cookies()}
    assert {"__Host-kb-rum", "__Host-kb-rum-kand"} == cookies.keys()
    assert all(one["secure"] and one["httpOnly"] and one["sameSite"] == "Strict" for one in cookies.values())
    context.close()


def test_what_was_written_before_a_new_log_in_is_sent_when_the_person_says_so(team: str, chromium: Browser) -> None:
    context = chromium.new_context(ignore_https_errors=True)
    writing, other = context.new_page(), context.new_page()
    for page in (writing, other):
        page.goto(f"{team}/")
        if page is writing:
            log_in(page)
    writing.get_by_role("textbox").first.fill("rad ett\nrad två")
    other.reload()
    other.get_by_role("button", name="Ut").click()
    expect(other.get_by_role("heading", name="Du är utloggad.")).to_be_visible()
    other.get_by_role("link", name="Logga in").click()
    log_in(other)

    writing.get_by_role("button", name="Spara").click()
    expect(writing.get_by_role("heading", name="Skicka det du skrev?")).to_be_visible()
    assert faults_of(writing) == []
    writing.get_by_role("button", name="Skicka igen").click()

    assert writing.locator("body").inner_text().split() == ["anna:", "rad", "ett", "rad", "två"]
    context.close()


def log_in(page: Page) -> None:
    """Fill in the log-in page."""
    page.get_by_label("Inloggningsnamn").fill("anna")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_text("anna").first).to_be_visible()


def faults_of(page: Page) -> list[str]:
    """What axe finds on the page."""
    return [one["id"] for one in Axe().run(page).response["violations"]]


def test_a_previewed_page_leads_to_its_form_in_the_room_and_says_how_that_is_opened(
    tmp_path: Path, chromium: Browser
) -> None:
    root = tmp_path / "projekt"
    root.mkdir()
    write_whole_project(root, {"begrepp/a.md": record("Alfa")})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Start")
    context = chromium.new_context()
    page = context.new_page()
    with serving(root) as preview:
        page.goto(f"{preview.home}begrepp/a/")
        page.get_by_role("link", name="Ändra sidan").click()
        expect(page.get_by_text("Skriv kb redigera i en terminal")).to_be_visible()

        with room_of(root, "redigera", "--utan-webblasare", pages=OWN) as room:
            page.goto(key_of(room))
            page.goto(f"{preview.home}begrepp/a/")
            page.get_by_role("link", name="Ändra sidan").click()
            expect(page).to_have_url(f"http://127.0.0.1:{room.port}/post/begrepp/a")
            expect(page.get_by_label("Titel")).to_have_value("Alfa")

            page.goto(preview.home)
            page.get_by_role("link", name="Redaktionen").click()
            expect(page).to_have_url(f"http://127.0.0.1:{room.port}/")
    context.close()
