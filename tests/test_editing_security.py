"""The room is open to those who may come in, through its door, and to nobody else: each route of it is tried."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from kunskapsbank.editing import attempts
from kunskapsbank.editing.accounts import Accounts, NotAnAccount, is_login
from kunskapsbank.editing.attempts import ADDRESS, KNOWN, LOGIN, Attempts, network_of
from kunskapsbank.editing.door import OneTime, door
from kunskapsbank.editing.entrances import for_oneself, host_of
from kunskapsbank.editing.nearby import port_of
from kunskapsbank.editing.people import Person
from kunskapsbank.editing.policy import CSP, ENTER, FRAMED, LOG_IN, LOG_OUT
from kunskapsbank.editing.private import FOLDER, room_folder
from kunskapsbank.editing.sessions import IDLE, LASTS, Entered, Sessions

from .conftest import QUICK, record, write_whole_project
from .room import APPS, FEW, HOME, HOST, PASSWORD, Answer, RoomHere, Visitor, let_in, room_of
from .room_server import SECRET, application

#: Addresses that browsers are sent to from outside, and what a program may put before them.
FORWARDED = {"X-Forwarded-For": "198.51.100.7"}


def project(folder: Path) -> Path:
    """A project of one record in *folder*."""
    folder.mkdir()
    return write_whole_project(folder, {"begrepp/a.md": record("Alfa")}).root


@pytest.fixture(scope="module", params=APPS)
def any_room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomHere]:
    """A team's room with its own pages, and one with pages of every sort."""
    root = project(tmp_path_factory.mktemp("rum") / request.param)
    let_in(root, "anna")
    with room_of(root, "redaktion", "--webbadress", HOME, "--proxy", "127.0.0.1", pages=request.param) as room:
        yield room


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomHere]:
    """A team's room whose pages are known."""
    root = project(tmp_path_factory.mktemp("rum") / "few")
    let_in(root, "anna", "bo", "cilla", "doris", "eva", "frida")
    with room_of(root, "redaktion", "--webbadress", HOME, "--proxy", "127.0.0.1") as room:
        yield room


@pytest.fixture
def anna(room: RoomHere) -> Visitor:
    """Somebody who has logged in."""
    return logged_in(room)


def logged_in(room: RoomHere, login: str = "anna") -> Visitor:
    """*login* in *room*."""
    visitor = Visitor(room)
    assert visitor.log_in(login).status == 303
    return visitor


def routes_of(room: RoomHere) -> list[tuple[str, str]]:
    """Every method and path that *room* answers, with a name in each place; those of the door too."""
    app = app_of(room)
    policy, _ = for_oneself(room.root, Person("a", "A", "a@example.se", frozenset()), room.port, "sv")
    return [*flat(app.routes), *flat(door(policy).routes)]


def app_of(room: RoomHere) -> Starlette:
    """The pages of *room*, in this process."""
    make = application if room.root.name == FEW else import_module("kunskapsbank.editing.app").application
    made: Starlette = make(SimpleNamespace(language="sv"))
    return made


def flat(routes: Sequence[BaseRoute], before: str = "") -> Iterator[tuple[str, str]]:
    """Each method and path of *routes*."""
    for route in routes:
        if isinstance(route, Mount):
            yield from flat(route.routes or (), before + route.path)
        elif isinstance(route, Route):
            for method in sorted(route.methods or ()):
                yield method, before + re.sub(r"\{[^}]+\}", PLACE, route.path)


PLACE = "plats-0"  #: Stands where an address of a route has a name.


def is_open(path: str) -> bool:
    """Whether a path is the door's own, where nobody is in yet."""
    return path in (LOG_IN, ENTER) or path.startswith("/rum/")


def sent(visitor: Visitor, method: str, path: str, headers: Mapping[str, str | None] | None = None) -> Answer:
    """The answer to a request as a page of the room would make it, with *headers* changed."""
    if method != "POST":
        return visitor.ask(method, path, headers=headers)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return visitor.ask(method, path, f"csrf={visitor.csrf()}&text=hej", {**kind, **(headers or {})})


def test_nobody_gets_past_the_door_without_a_session(any_room: RoomHere) -> None:
    for cookies in ({}, {"__Host-kb-rum": "x" * 43}, {"__Host-kb-rum": "../../nyckel"}, {"kb-rum": "x" * 43}):
        visitor = Visitor(any_room)
        for method, path in routes_of(any_room):
            visitor.cookies = dict(cookies)
            answer = visitor.ask(method, path, "text=hej" if method == "POST" else None)
            if is_open(path):
                continue
            assert answer.status == (401 if method == "POST" else 303), (method, path)
            assert method == "POST" or answer.header("location").startswith("/logga-in?vidare="), path


def test_every_answer_has_every_header_and_the_policy_of_a_page_or_of_a_frame(any_room: RoomHere) -> None:
    wanted = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "strict-transport-security": "max-age=31536000",
    }
    inside, outside = logged_in(any_room), Visitor(any_room)
    for visitor in (inside, outside):
        for method, path in [*routes_of(any_room), ("GET", "/finns/inte"), ("GET", "//x"), ("PUT", "/")]:
            answer = sent(visitor, method, path)
            assert {name: answer.header(name) for name in wanted} == wanted, path
            assert answer.header("content-security-policy") in (CSP, FRAMED), path
            assert answer.header("x-frame-options") in ("DENY", "SAMEORIGIN"), path
            assert (answer.header("x-frame-options") == "DENY") == (answer.header("content-security-policy") == CSP)
            assert answer.header("cache-control") == "no-store", path
            assert "server" not in answer.headers, path
            if path == LOG_OUT:
                visitor.log_in()


def test_the_policies_let_nothing_in_that_is_not_the_rooms_own() -> None:
    assert "unsafe" not in CSP + FRAMED
    assert "http:" not in CSP + FRAMED
    assert FRAMED.startswith("sandbox allow-same-origin;")  # No scripts, forms, windows or ways to the top.
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        assert rule in CSP.split("; ")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"{HOST}.",
        f"{HOST}:443",
        f"{HOST}:8001",
        f"evil.example:80@{HOST}",
        f"{HOST},evil.example",
        "127.0.0.1",
        "localhost",
        "",
    ],
)
def test_a_request_that_names_another_host_is_refused(any_room: RoomHere, host: str) -> None:
    anna = logged_in(any_room)
    for method, path in routes_of(any_room):
        assert sent(anna, method, path, {"Host": host}).status in (400, 421), (method, path)
    assert anna.get("/", X_Forwarded_Host="evil.example").status == 200
    assert "evil" not in anna.get("/finns-inte", X_Forwarded_Host="evil.example").text


def test_a_request_without_a_host_or_with_two_is_refused(room: RoomHere) -> None:
    for lines in ("", f"Host: {HOST}\r\nHost: evil.example\r\n"):
        for version in ("1.0", "1.1"):
            status = raw(room, f"GET / HTTP/{version}\r\n{lines}Connection: close\r\n\r\n".encode())
            assert status.split(b" ")[1] in (b"400", b"421"), (lines, version)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", f"http://{HOST}", f"{HOME}:8443", f"{HOME}.evil.example", None]
)
def test_a_form_from_another_origin_is_refused_even_with_all_its_secrets(any_room: RoomHere, origin: str) -> None:
    anna = logged_in(any_room)
    for method, path in routes_of(any_room):
        if method == "POST" or origin is not None:
            assert sent(anna, method, path, {"Origin": origin}).status == 403, path


def test_what_a_page_elsewhere_fetches_or_frames_is_refused_and_a_link_is_followed(any_room: RoomHere) -> None:
    anna = logged_in(any_room)
    for site in ("cross-site", "same-site"):
        for mode, sort in (("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe"), ("websocket", "websocket")):
            fetch = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": sort}
            for method, path in routes_of(any_room):
                assert sent(anna, method, path, fetch).status == 403, (method, path, mode)
        opened = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        assert sent(anna, "GET", "/", opened).status == 200
        assert sent(anna, "POST", "/logga-ut", opened).status == 403
        again = Visitor(any_room).ask(
            "GET", "/begrepp/a?x=%22", headers=opened
        )  # Without its session, as SameSite says.
        assert 'content="0; url=/begrepp/a?x=%22"' in again.text


def test_what_changes_something_needs_the_secret_of_its_own_session(any_room: RoomHere) -> None:
    anna, also_anna = logged_in(any_room), logged_in(any_room)
    theirs, own = also_anna.csrf(), anna.csrf()
    assert own
    assert own != theirs
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for method, path in routes_of(any_room):
        if method != "POST" or path == LOG_IN:
            continue
        for body in ("text=hej", f"csrf={theirs}", f"csrf={own}&csrf={own}", "csrf=", "csrf=%00", "csrf=%C3%A5"):
            assert anna.ask("POST", path, body, kind).status == 403, (path, body)
        for headers in ({"csrf": theirs}, {"csrf": ""}, {"X-CSRF": own}, {"Cookie": anna.cookie_line(csrf=own)}):
            assert anna.ask("POST", path, "text=hej", {**kind, **headers}).status == 403, (path, headers)
        assert anna.ask("POST", f"{path}?csrf={own}", "text=hej", kind).status == 403, path
        assert anna.ask("POST", path, "{}", {"Content-Type": "application/json"}).status == 403, path
        assert anna.ask("POST", path, "csrf=1", {"Content-Type": "text/plain"}).status == 415, path
        assert anna.ask("POST", path, "csrf=1").status == 415, path
    assert anna.get("/").status == 200


def test_what_a_page_of_an_earlier_session_sent_is_kept_and_asked_about(anna: Visitor) -> None:
    answer = anna.post("/spara?x=1", {"csrf": "gammal", "text": 'rad "ett"\nrad <två>'})

    assert answer.status == 403
    assert 'action="/spara?x=1"' in answer.text
    assert 'name="text" value="rad &#34;ett&#34;\nrad &lt;två&gt;"' in answer.text
    assert anna.post("/spara", {"csrf": answer.csrf, "text": "två"}).text == "anna: två"
    assert anna.post("/spara", {"text": "två"}, Accept="*/*").header("content-type").startswith("text/plain")


OUTSIDE = [
    "..",
    "%2e%2e",
    ".%2e",
    "%2E%2E",
    "..%2f..%2fetc%2fpasswd",
    "..%5c..%5cx",
    "x%2fy",
    "%2fetc%2fpasswd",
    "a%00",
]
ODD = ["a" * 300, "con", "NUL.md", "a.md:x", "%C3%A5", "%FF", "-", ".git", ".kb-redaktion", "nyckel", "*", "%0d%0aX:1"]


@pytest.mark.parametrize("name", [*OUTSIDE, *ODD])
def test_no_path_leads_out_of_the_place_it_belongs_in(any_room: RoomHere, name: str) -> None:
    anna = logged_in(any_room)
    before = files_of(any_room.root)
    for method, route in routes_of(any_room):
        for path in {route.replace(PLACE, name, 1), f"{route.rstrip('/')}/{name}", f"/{name}{route}"} - {route}:
            answer = sent(anna, method, path)
            assert answer.status < 500, (method, path)
            assert "root:" not in answer.text
            assert "x" not in answer.headers  # What stands after %0d%0a.
            if name in OUTSIDE:
                assert answer.status in (400, 404), (method, path)
    assert files_of(any_room.root) == before


def files_of(root: Path) -> set[str]:
    """The files in and beside the project, but those that tell of sessions, and of a publishing that a walk began."""
    passing = {"sessioner", "publicering", ".kb-cache"}
    return {str(path) for path in root.parent.rglob("*") if not passing.intersection(path.parts)}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "FOO"])
def test_only_the_methods_of_pages_and_forms_are_answered(any_room: RoomHere, method: str) -> None:
    anna = logged_in(any_room)
    for _, path in routes_of(any_room):
        answer = anna.ask(method, path, headers={"Origin": HOME})
        assert answer.status == 405, path
        assert answer.header("allow") == "GET, HEAD, POST"


def test_no_other_way_of_asking_changes_anything(any_room: RoomHere) -> None:
    anna = logged_in(any_room)
    csrf = anna.csrf()
    every = routes_of(any_room)
    only_forms = {path for method, path in every if method == "POST"} - {
        path for method, path in every if method == "GET"
    }
    only_pages = {path for method, path in every if method == "GET"} - {
        path for method, path in every if method == "POST"
    }
    for path in only_forms:
        for method in ("GET", "HEAD"):
            over = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
            assert anna.ask(method, f"{path}?csrf={csrf}&_method=POST", headers=over).status in (404, 405), path
    for path in only_pages:
        answer = anna.post(path, {"csrf": csrf, "_method": "GET"}, X_HTTP_Method_Override="GET")
        assert answer.status in (404, 405), path
    assert anna.get("/").status == 200  # Nobody has logged out.


def test_the_session_is_sent_through_https_to_the_room_alone_and_no_script_reads_it(room: RoomHere) -> None:
    visitor = Visitor(room)
    given = visitor.log_in().headers["set-cookie"]

    assert len(given) == 2
    for line in given:
        assert line.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(line.split("; "))
        assert "samesite=strict" in line.lower()
        assert "domain" not in line.lower()
    assert len(visitor.cookies["__Host-kb-rum"]) == 43


def test_a_log_in_gives_a_new_session_and_ends_the_one_before_it(room: RoomHere) -> None:
    visitor = Visitor(room, cookies={"__Host-kb-rum": "a" * 43})
    visitor.log_in()
    first = dict(visitor.cookies)
    visitor.log_in()

    assert first["__Host-kb-rum"] not in ("a" * 43, visitor.cookies["__Host-kb-rum"])
    assert Visitor(room, cookies=first).get("/").status == 303
    assert visitor.get("/").status == 200


@pytest.mark.parametrize(
    ("login", "change"),
    [
        pytest.param("bo", lambda accounts: accounts.set_role("bo", "skriver"), id="another role"),
        pytest.param(
            "cilla", lambda accounts: accounts.set_password("cilla", "helt andra ord nu"), id="another password"
        ),
        pytest.param("doris", lambda accounts: accounts.remove("doris"), id="no account"),
    ],
)
def test_a_session_ends_when_the_account_changes(
    room: RoomHere, login: str, change: Callable[[Accounts], None]
) -> None:
    visitor = logged_in(room, login)
    assert visitor.get("/").status == 200

    change(room.accounts())

    assert visitor.get("/").status == 303
    assert visitor.post("/spara", {"csrf": "x"}).status == 401


def test_a_session_ends_at_the_log_out_in_the_browser_and_on_the_server(anna: Visitor) -> None:
    before = dict(anna.cookies)
    answer = anna.post("/logga-ut", {"csrf": anna.csrf()})

    assert "Du är utloggad." in answer.text
    assert "__Host-kb-rum" not in anna.cookies
    assert Visitor(anna.room, cookies=before).get("/").status == 303


def test_a_session_lasts_a_working_day_and_an_hour_without_a_request(tmp_path: Path) -> None:
    now = [1_000_000.0]
    person = Person("anna", "Anna", "anna@example.se", frozenset())
    sessions = Sessions(tmp_path, lambda login: Entered(person, "1"), lambda: now[0])

    def lives(*steps: float) -> bool:
        token = sessions.begin("anna")
        found = sessions.of(token)
        for step in steps:
            now[0] += step
            found = sessions.of(token)
        return found is not None

    assert lives(IDLE - 1)
    assert not lives(IDLE + 1)
    assert lives(*[IDLE / 2] * 15)
    assert not lives(*[IDLE / 2] * 15, LASTS - 15 * IDLE / 2 + 1)
    assert lives(-200)  # A clock that was set right.
    assert not lives(-4000)  # One that was turned back, so that nothing would end.
    assert not lives(IDLE + 1, -IDLE)  # What has ended does not begin anew.


def test_the_server_cannot_tell_the_secret_of_a_session(anna: Visitor) -> None:
    token, csrf = anna.cookies["__Host-kb-rum"], anna.csrf()
    kept = {path: path.read_bytes() for path in (anna.room.root / FOLDER).rglob("*") if path.is_file()}

    assert any("sessioner" in path.parts for path in kept)
    for path, data in kept.items():
        for secret in (token, csrf, PASSWORD, anna.cookies["__Host-kb-rum-kand"]):
            assert secret not in path.name
            assert secret.encode() not in data, path
        if path.name in ("konton.json", "nyckel") or "sessioner" in path.parts:
            assert path.stat().st_mode & 0o777 == 0o600, path
    assert (anna.room.root / FOLDER).stat().st_mode & 0o777 == 0o700


def test_one_person_has_few_sessions_at_once_and_the_oldest_ends(tmp_path: Path) -> None:
    person = Person("anna", "Anna", "anna@example.se", frozenset())
    now = [0.0]
    sessions = Sessions(tmp_path, lambda login: Entered(person, "1"), lambda: now[0])
    tokens = []
    for _ in range(25):
        now[0] += 1
        tokens.append(sessions.begin("anna"))

    assert [sessions.of(token) is not None for token in tokens] == [False] * 5 + [True] * 20


def test_who_guesses_waits_longer_each_time_and_is_told_how_long(room: RoomHere) -> None:
    guesser = Visitor(room)
    for _ in range(LOGIN.free):
        assert guesser.log_in("eva", "fel lösenord", **FORWARDED).status == 401

    first = guesser.log_in("eva", PASSWORD, **FORWARDED)

    assert first.status == 429
    assert first.header("retry-after") == "1"
    assert "För många försök att logga in. Vänta 1 sekund och försök igen." in first.text
    time.sleep(1.1)
    assert guesser.log_in("eva", "fel igen", **FORWARDED).status == 401
    assert guesser.log_in("eva", PASSWORD, **FORWARDED).header("retry-after") == "2"
    assert guesser.log_in("EVA ", PASSWORD, X_Forwarded_For="198.51.100.8").status == 429  # From elsewhere too.
    assert guesser.log_in("anna", PASSWORD, **FORWARDED).status == 303  # A colleague is not held up.


def test_a_browser_where_somebody_has_been_is_not_held_up_by_those_who_guess(room: RoomHere) -> None:
    frida = logged_in(room, "frida")
    frida.post("/logga-ut", {"csrf": frida.csrf()})
    for _ in range(LOGIN.free + 2):
        Visitor(room).log_in("frida", "fel lösenord", X_Forwarded_For="198.51.100.20")

    assert Visitor(room).log_in("frida", X_Forwarded_For="198.51.100.21").status == 429
    assert frida.log_in("frida", X_Forwarded_For="198.51.100.22").status == 303
    stolen = {"__Host-kb-rum-kand": frida.cookies["__Host-kb-rum-kand"]}
    answers = [
        Visitor(room, cookies=stolen).log_in("frida", "fel", X_Forwarded_For="198.51.100.23").status for _ in range(6)
    ]
    assert answers == [401] * 5 + [429]


def test_one_address_that_tries_many_logins_waits_too(room: RoomHere) -> None:
    answers = [
        Visitor(room).log_in(f"okand{number}", "fel", X_Forwarded_For="203.0.113.9, 198.51.100.30").status
        for number in range(ADDRESS.free + 1)
    ]

    assert answers == [401] * ADDRESS.free + [429]


def test_waits_grow_to_a_limit_are_forgotten_and_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    tried = Attempts(lambda: now[0])
    waits = []
    for _ in range(40):
        wait = tried.begin((LOGIN, "a"))
        waits.append(wait)
        now[0] += wait

    assert [wait for wait in waits if wait][:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    now[0] += attempts.FORGOTTEN_AFTER + 1
    assert tried.begin((LOGIN, "a")) == 0
    monkeypatch.setattr(attempts, "MOST_KEPT", 10)
    for number in range(50):
        tried.begin((KNOWN, str(number)))
    assert len(tried._counts) == 10


def test_an_address_of_a_customer_counts_as_all_that_the_customer_has() -> None:
    assert network_of("2001:db8:1:2::5") == network_of("2001:db8:1:2:9::1") != network_of("2001:db8:1:3::5")
    assert network_of("192.0.2.1") != network_of("192.0.2.2")
    assert network_of("skräp") == ""


class Counting(PasswordHasher):
    """Counts how often a password is hashed, and against what."""

    def __init__(self) -> None:
        super().__init__(**QUICK.keywords)
        self.asked: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        """As the library's."""
        self.asked.append(str(hash)[:30])
        return bool(super().verify(hash, password))


def test_an_unknown_login_costs_as_much_work_as_a_known_one(tmp_path: Path) -> None:
    hasher = Counting()
    accounts = Accounts(tmp_path, hasher)
    let_in(tmp_path, "utan", password=None)
    person = Person("anna", "Anna", "anna@example.se", frozenset())
    accounts.add(person, "skriver", PASSWORD)
    hasher.asked.clear()

    assert accounts.checked("anna", PASSWORD) is not None
    for login, password in (("anna", "fel"), ("okand", PASSWORD), ("utan", PASSWORD), ("", ""), ("anna", "x" * 9000)):
        assert accounts.checked(login, password) is None

    assert len(hasher.asked) == 6
    assert len({one.rpartition("$")[0] for one in hasher.asked}) == 1  # The same method and costs each time.


def test_a_password_is_kept_as_argon2id_and_typed_letters_may_be_put_together_in_any_way(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path, PasswordHasher())
    accounts.add(Person("anna", "Anna", "anna@example.se", frozenset()), "skriver", "åäö är tre bokstäver")

    assert accounts.all()["anna"].secret.startswith(
        "$argon2id$v=19$m=65536,t=3,p=4$"
    )  # RFC 9106, where memory is scarce.
    assert "argon2" not in repr(accounts.all()["anna"])
    assert accounts.checked("Anna ", "a\u030aäö är tre bokstäver") is not None
    assert accounts.checked("anna", "Åäö är tre bokstäver") is None


@pytest.mark.parametrize("password", ["kort", "aaaaaaaaaaaaaaaaaa", "anna-anna-123", "x1y2z" * 100])
def test_a_password_that_is_easily_guessed_is_refused_with_the_reason(tmp_path: Path, password: str) -> None:
    with pytest.raises(NotAnAccount, match="Lösenordet"):
        let_in(tmp_path, "anna", password=password)
    assert Accounts(tmp_path).all() == {}


@pytest.mark.parametrize(
    "login", ["", "..", "a/b", "a\\b", ".anna", "anna.", "con", "con.x", "åsa", "a b", "a" * 65, "a\0", "ANNA", "a..b"]
)
def test_a_login_names_a_folder_on_any_system(login: str) -> None:
    assert not is_login(login)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o666])
def test_accounts_that_others_could_read_are_not_believed(tmp_path: Path, mode: int) -> None:
    let_in(tmp_path, "anna")
    (tmp_path / FOLDER / "konton.json").chmod(mode)

    with pytest.raises(OSError, match="others may read it"):
        Accounts(tmp_path).all()


def test_a_folder_or_file_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "annat"
    other.mkdir(mode=0o700)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / FOLDER).symlink_to(other)
    with pytest.raises(OSError, match="a link"):
        room_folder(tmp_path / "a")

    let_in(tmp_path, "anna")
    accounts = tmp_path / FOLDER / "konton.json"
    accounts.rename(other / "konton.json")
    accounts.symlink_to(other / "konton.json")
    with pytest.raises(OSError, match="symbolic links"):
        Accounts(tmp_path).all()
    assert list(other.iterdir()) == [other / "konton.json"]


@pytest.mark.parametrize(
    "onward",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "", "/..",
     "/logga-ut", "/in?nyckel=x", "/a\r\nX: 1"],
)  # fmt: skip
def test_who_has_logged_in_is_led_nowhere_but_into_the_room(room: RoomHere, onward: str) -> None:
    answer = Visitor(room).post("/logga-in", {"login": "anna", "losenord": PASSWORD, "vidare": onward})

    assert (answer.status, answer.header("location")) == (303, "/")


def test_who_has_logged_in_comes_to_the_page_that_was_asked_for(room: RoomHere) -> None:
    visitor = Visitor(room)
    asked = visitor.get("/visning/begrepp/a?rad=2&x=%C3%A5").header("location")
    page = visitor.get(asked).text

    onward = re.search(r'name="vidare" value="([^"]*)"', page)
    assert onward
    answer = visitor.post(
        "/logga-in", {"login": "anna", "losenord": PASSWORD, "vidare": onward[1].replace("&amp;", "&")}
    )
    assert answer.header("location") == "/visning/begrepp/a?rad=2&x=%C3%A5"


def test_what_was_typed_at_the_door_is_shown_as_text_and_the_password_not_at_all(room: RoomHere) -> None:
    answer = Visitor(room).log_in('"><script>x</script>', "ett hemligt ord", X_Forwarded_For="198.51.100.40")

    assert answer.status == 401
    assert "<script>x" not in answer.text
    assert "&lt;script&gt;x" in answer.text
    assert "ett hemligt ord" not in answer.text


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomHere]:
    """A room that believes what a proxy on this computer tells."""
    root = project(tmp_path_factory.mktemp("rum") / "few")
    let_in(root, "anna", "bo", password=None)
    options = ("--webbadress", HOME, "--betrodd-rubrik", "X-Remote-User", "--proxy", "127.0.0.1")
    with room_of(root, "redaktion", *options) as room:
        yield room


def test_who_the_proxy_names_is_in_with_a_session_of_their_own(trusting: RoomHere) -> None:
    visitor = Visitor(trusting)
    page = visitor.get("/", X_Remote_User="Anna")

    assert "<p>anna</p>" in page.text
    assert visitor.post("/spara", {"csrf": page.csrf, "text": "hej"}, X_Remote_User="anna").text == "anna: hej"
    assert visitor.post("/spara", {"csrf": page.csrf, "text": "hej"}).status == 401  # The session alone opens nothing.
    assert visitor.post("/spara", {"csrf": page.csrf}, X_Remote_User="bo").status == 403
    assert "<p>bo</p>" in visitor.get("/", X_Remote_User="bo").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 401, id="nobody"),
        pytest.param({"X-Remote-User": ""}, 401, id="empty"),
        pytest.param({"X-Remote-User": "okand"}, 403, id="unknown"),
        pytest.param({"X-Remote-User": "anna, bo"}, 403, id="two in one"),
        pytest.param({"X-Remote-User": "anna\x00"}, 400, id="NUL"),
        pytest.param({"X_Remote_User": "anna"}, 401, id="another spelling"),
        pytest.param({"X-Remote-User-": "anna"}, 401, id="a longer name"),
        pytest.param({"Forwarded": "for=anna", "Authorization": "Basic YW5uYTo="}, 401, id="other headers"),
    ],
)
def test_nobody_else_is_believed_to_be_somebody(trusting: RoomHere, headers: dict[str, str], status: int) -> None:
    assert Visitor(trusting).ask("GET", "/", headers=headers).status == status


def test_a_header_that_stands_twice_is_refused(trusting: RoomHere) -> None:
    lines = f"Host: {HOST}\r\nX-Remote-User: anna\r\nx-remote-user: bo\r\nConnection: close\r\n"

    assert raw(trusting, f"GET / HTTP/1.1\r\n{lines}\r\n".encode()).startswith(b"HTTP/1.1 400")


def test_there_are_no_passwords_where_the_proxy_says_who_it_is(trusting: RoomHere) -> None:
    assert Visitor(trusting).get("/logga-in").status == 401
    assert Visitor(trusting).log_in("anna").status == 404


def test_a_header_from_anybody_but_the_listed_proxy_is_nothing(tmp_path: Path) -> None:
    root = project(tmp_path / "few")
    let_in(root, "anna", password=None)
    options = ("--webbadress", HOME, "--betrodd-rubrik", "X-Remote-User", "--proxy", "192.0.2.1")
    with room_of(root, "redaktion", *options) as room:
        answer = Visitor(room).get("/", X_Remote_User="anna", X_Forwarded_For="192.0.2.1", X_Real_IP="192.0.2.1")

    assert answer.status == 401
    assert "set-cookie" not in answer.headers


def raw(room: RoomHere, data: bytes, wait: float = 20.0) -> bytes:
    """What the server answers to *data* before it closes the connection."""
    with socket.create_connection(("127.0.0.1", room.port), timeout=wait) as connection:
        connection.sendall(data)
        got = b""
        try:
            while part := connection.recv(65536):
                got += part
        except ConnectionResetError:
            pass
        return got


def test_what_is_too_long_is_refused_in_words_without_being_kept(anna: Visitor) -> None:
    csrf = anna.csrf()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    long = anna.ask("POST", "/spara", b"csrf=" + csrf.encode() + b"&text=" + b"a" * 1_000_000, kind)
    assert long.status == 413
    assert "Högst 1 MB tas emot." in long.text
    for path in ("/logga-in", "/spara"):
        lying = raw(anna.room, request_of(anna, path, "Content-Length: 99999999999\r\n"))
        assert lying.startswith(b"HTTP/1.1 413"), path
    chunks = b"".join(b"ffff\r\n" + b"a" * 0xFFFF + b"\r\n" for _ in range(80))
    assert raw(anna.room, request_of(anna, "/spara", "Transfer-Encoding: chunked\r\n") + chunks).startswith(
        b"HTTP/1.1 413"
    )
    fields = "&".join(f"a{number}=" for number in range(6000))
    assert anna.ask("POST", "/spara", f"csrf={csrf}&{fields}", kind).status == 400
    assert anna.post("/spara", {"csrf": csrf, "text": "hej"}).text == "anna: hej"


def request_of(visitor: Visitor, path: str, *lines: str) -> bytes:
    """The beginning of a form that *visitor* sends, with *lines* more."""
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nOrigin: {HOME}\r\nCookie: {cookies}\r\n"
    return f"{head}Content-Type: application/x-www-form-urlencoded\r\n{''.join(lines)}\r\n".encode()


def test_pictures_may_be_larger_than_forms_but_not_by_saying_that_a_form_is_one(anna: Visitor) -> None:
    csrf = anna.csrf()
    picture = multipart({"csrf": csrf}, ("fil", "a.png", b"\x89PNG" * 500_000))

    assert anna.ask("POST", "/bilder", picture, MULTIPART).status == 200
    assert anna.ask("POST", "/spara", picture, MULTIPART).status == 413
    assert (
        anna.ask("POST", "/bilder", multipart({"csrf": csrf}, ("fil", "a", b"a" * 25_000_000)), MULTIPART).status == 413
    )


MULTIPART = {"Content-Type": "multipart/form-data; boundary=gräns".encode("ascii", "ignore").decode()}


def multipart(fields: Mapping[str, str], *files: tuple[str, str, bytes]) -> bytes:
    """A form with *files*."""
    parts = [
        f'--grns\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()
    ]
    data = "".join(parts).encode()
    for name, file, content in files:
        data += f'--grns\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'.encode()
        data += content + b"\r\n"
    return data + b"--grns--\r\n"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        pytest.param("multipart/form-data", b"x", id="no boundary"),
        pytest.param("multipart/form-data; boundary=", b"--\r\n", id="empty boundary"),
        pytest.param("multipart/form-data; boundary=grns", b"x", id="no part"),
        pytest.param("multipart/form-data; boundary=grns", b"--grns\r\n\r\nx\r\n--grns--", id="no headers"),
        pytest.param(
            "multipart/form-data; boundary=grns",
            b"--grns\r\nContent-Disposition: form-data\r\n\r\nx\r\n--grns--",
            id="no name",
        ),
        pytest.param(
            "multipart/form-data; boundary=grns",
            b'--grns\r\nContent-Disposition: form-data; name="a"\r\nX' + b"y" * 100_000,
            id="an endless header",
        ),
        pytest.param("multipart/form-data; boundary=grns", multipart({"a": "1"})[:-20], id="no end"),
        pytest.param(
            "multipart/form-data; boundary=grns; charset=finns-inte", multipart({"a": "1"}), id="a charset that is none"
        ),
        pytest.param(
            "multipart/form-data; boundary=grns",
            multipart({}, *[("f", f"{number}.png", b"x") for number in range(30)]),
            id="many files",
        ),
        pytest.param(
            "multipart/form-data; boundary=grns", multipart({f"a{n}": "" for n in range(5100)}), id="many fields"
        ),
        pytest.param("multipart/form-data; boundary=" + "g" * 5000, b"x", id="a long boundary"),
        pytest.param("application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfe%%%=%&&&", id="odd signs"),
        pytest.param("application/json", b"{", id="half a JSON"),
    ],
)
def test_a_malformed_form_is_refused_and_the_server_goes_on(anna: Visitor, kind: str, body: bytes) -> None:
    for path in ("/spara", "/bilder"):
        answer = anna.ask("POST", path, body, {"Content-Type": kind})
        assert answer.status in (400, 403), path
        assert "Traceback" not in answer.text
    assert anna.get("/").status == 200


def test_a_name_of_a_file_that_was_sent_goes_nowhere(anna: Visitor) -> None:
    before = files_of(anna.room.root)
    body = multipart({"csrf": anna.csrf()}, ("fil", "../../../ute.png", b"x"), ("fil", "C:\\x\\y.png", b"x"))

    assert anna.ask("POST", "/bilder", body, MULTIPART).status == 200
    assert files_of(anna.room.root) == before


def test_what_is_sent_too_slowly_is_refused_and_holds_nobody_up(anna: Visitor) -> None:
    begun = time.monotonic()
    answers: list[bytes] = []
    late = threading.Thread(
        target=lambda: answers.append(raw(anna.room, request_of(anna, "/spara", "Content-Length: 50\r\n") + b"csrf="))
    )
    late.start()
    assert anna.get("/").status == 200
    late.join()

    assert answers[0].startswith(b"HTTP/1.1 408")
    assert b"connection: close" in answers[0].lower()
    assert time.monotonic() - begun < 15
    for beginning in (b"", b"GET / HTTP/1.1\r\nHost: ", b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 5):
        assert raw(anna.room, beginning) == b""  # Closed; nothing was asked.
    assert time.monotonic() - begun < 30


def test_who_sends_signs_one_by_one_gets_no_more_time(room: RoomHere) -> None:
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", room.port), timeout=10) as connection, suppress(OSError):
        for sign in b"GET / HTTP/1.1\r\nX-Long: " + b"y" * 1000:
            connection.sendall(bytes([sign]))
            time.sleep(0.1)

    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "data",
    [
        b"GET /%\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: redaktion.example.se\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: redaktion.example.se\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"POST / HTTP/1.1\r\nHost: redaktion.example.se\r\nTransfer-Encoding: chunked, x\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_with_the_headers_of_the_rest(room: RoomHere, data: bytes) -> None:
    answer = raw(room, data)

    assert answer.split(b" ")[1] in (b"400", b"421", b"431", b"501"), answer[:80]
    assert b"content-security-policy: default-src 'none'" in answer.lower()
    assert b"server:" not in answer.lower()


def test_no_socket_stays_open(room: RoomHere, anna: Visitor) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Key": "x", "Sec-WebSocket-Version": "13"}

    assert anna.ask("GET", "/", headers=upgrade).status == 200  # A page, as without these.
    assert Visitor(room).ask("GET", "/", headers=upgrade).status == 303


def test_a_fault_of_ours_is_told_in_words_that_hold_nothing_of_it(anna: Visitor) -> None:
    for answer in (anna.get("/trasig"), anna.post("/trasig", {"csrf": anna.csrf()}), anna.get("/trasig", Accept="*/*")):
        assert answer.status == 500
        assert "Det du har skrivit är kvar." in answer.text
        assert SECRET not in answer.text
        assert "room_server" not in answer.text
    said = anna.room.said()
    assert SECRET not in said
    assert "GET /trasig: ValueError" in said


def test_no_secret_is_in_a_log_a_name_or_an_address(room: RoomHere) -> None:
    visitor = Visitor(room)
    wrong = "mitt hemliga lösenord i fel fält"
    visitor.log_in(wrong, wrong, X_Forwarded_For="198.51.100.50")
    visitor.log_in("anna", PASSWORD, X_Forwarded_For="198.51.100.51\r\n\tx"[:13])
    csrf = visitor.csrf()
    visitor.get("/visning/a/b?ord=fråga-som-ingen-annan-ska-se".replace("å", "%C3%A5"))
    visitor.post("/trasig?q=hemlig-adress", {"csrf": csrf, "text": "text som ingen annan ska se"})
    said = room.said()

    for secret in (wrong, PASSWORD, csrf, *visitor.cookies.values(), "ingen-annan", "hemlig-adress", "ingen annan"):
        assert secret not in said
    assert "anna logged in" in said
    for path in (room.root / FOLDER).rglob("*"):
        assert not any(secret in path.name for secret in (csrf, *visitor.cookies.values()))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomHere]:
    """A room for oneself."""
    with room_of(project(tmp_path_factory.mktemp("rum") / "few"), "redigera", "--utan-webblasare") as room:
        yield room


def own(room: RoomHere) -> Visitor:
    """A browser on the computer of *room*."""
    host = f"127.0.0.1:{room.port}"
    return Visitor(room, host, f"http://{host}")


def test_a_second_room_that_cannot_have_the_port_of_the_first_lets_previews_find_the_first(alone: RoomHere) -> None:
    program = [sys.executable, "-m", "kunskapsbank", "--projekt", str(alone.root), "redigera", "--utan-webblasare"]

    second = subprocess.run([*program, "--port", str(alone.port)], capture_output=True, check=False)

    assert (second.returncode, port_of(alone.root)) == (2, alone.port), second.stderr


def test_the_room_for_oneself_opens_once_with_its_key_and_the_address_forgets_it(alone: RoomHere) -> None:
    visitor = own(alone)
    found = re.search(r"http://127\.0\.0\.1:\d+(/in\?nyckel=[\w-]{43})", alone.said())
    assert found
    assert visitor.get("/").status == 303
    assert visitor.get("/in?nyckel=" + "x" * 43).status == 403
    assert visitor.get("/in").status == 403

    opened = visitor.get(found[1])

    assert (opened.status, opened.header("location")) == (302, "/")
    assert "httponly" in opened.header("set-cookie").lower()
    assert "samesite=strict" in opened.header("set-cookie").lower()
    page = visitor.get("/")
    assert page.status == 200
    assert visitor.post("/spara", {"csrf": page.csrf, "text": "hej"}).status == 200
    assert own(alone).get(found[1]).status == 403
    assert "strict-transport-security" not in page.headers
    for host in (f"redaktion.example.se:{alone.port}", "127.0.0.1", f"127.0.0.1:{alone.port + 1}"):
        assert visitor.get("/", Host=host).status == 421


def test_the_room_for_oneself_is_not_on_the_network(alone: RoomHere) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.2", 0))  # Every address of the network interface is another one, as this is.
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.2", alone.port), timeout=5)


def test_a_key_opens_only_once_whoever_is_first() -> None:
    key = OneTime(Person("a", "A", "a@example.se", frozenset()))
    secret = key.path.partition("=")[2]

    assert not key.opens("å")
    assert [key.opens(secret), key.opens(secret)] == [True, False]


@pytest.mark.parametrize(
    "address",
    ["http://a.se", "https://", "https://a.se/rum", "https://u:p@a.se", "https://a.se?x", "a.se", "https://a.se:x", ""],
)
def test_a_session_is_given_at_the_root_of_a_whole_host_with_https_and_nowhere_else(address: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(address)}$|Port could not"):
        host_of(address)


def test_the_host_is_what_browsers_say() -> None:
    assert [host_of(one) for one in ("https://A.se/", "https://a.se:443", "https://a.se:8443")] == [
        "a.se",
        "a.se",
        "a.se:8443",
    ]
