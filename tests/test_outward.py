"""kb lage --lankar asks other sites about the links to them, politely, and never an inner network."""

from __future__ import annotations

import datetime as dt
import http.server
import ipaddress
import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from kunskapsbank.base.problems import Place
from kunskapsbank.pipeline import asking, outward
from kunskapsbank.pipeline.asking import Asker, Manners, Reply, is_public
from kunskapsbank.pipeline.outward import Answer, LinkOut, NoNetworkError, ask, read_kept
from kunskapsbank.pipeline.project import Project

from .conftest import TODAY, KbHere, answering, program, record

ANYWHERE = partial(Manners, "prov", pause=0.0, seconds=2.0, allows=lambda _: True)


@dataclass
class Web:
    """A server on this machine that answers as it is told to."""

    address: str
    server: http.server.HTTPServer
    answers: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)  #: By path; after a space, by method.
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def answering(self, path: str, status: int, method: str = "", **headers: str) -> str:
        """The whole address of *path*, which answers with *status* from now on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[f"{path} {method}".strip()] = (status, named)
        return self.address + path


@pytest.fixture
def web() -> Iterator[Web]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            found.asked.append((self.command, self.path))
            found.headers.append(dict(self.headers.items()))
            found.times.append(time.monotonic())
            for_all = found.answers.get(self.path, (404, {}))
            status, headers = found.answers.get(f"{self.path} {self.command}", for_all)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        do_GET = do_HEAD

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Web(f"http://127.0.0.1:{server.server_port}", server)
    with answering(server):
        yield found


def asked(address: str, **manners: object) -> Reply:
    return Asker(ANYWHERE(**manners)).ask(address)


@pytest.mark.parametrize(("status", "methods"), [(200, ["HEAD"]), (404, ["HEAD", "GET"]), (500, ["HEAD", "GET"])])
def test_a_page_is_asked_for_with_head_and_a_little_of_it_when_that_is_refused(
    web: Web, status: int, methods: list[str]
) -> None:
    assert asked(web.answering("/sida?a=1", status)).status == status
    assert web.asked == [(method, "/sida?a=1") for method in methods]
    assert all(one["User-Agent"] == "prov" for one in web.headers)
    assert [one.get("Range") for one in web.headers] == [None, "bytes=0-1023"][: len(methods)]


def test_a_server_that_does_not_know_head_has_its_page_all_the_same(web: Web) -> None:
    web.answering("/", 405, "HEAD")

    assert asked(web.answering("/", 206, "GET")) == Reply("127.0.0.1", 206)
    assert asked(web.answering("/", 416, "GET")).status == 200


def test_a_page_that_moved_for_good_is_told_with_its_new_address(web: Web) -> None:
    new = web.answering("/ny", 200)
    web.answering("/mitt", 301, Location="/ny")

    assert asked(web.answering("/gammal", 308, Location="/mitt")).moved == new
    assert asked(web.answering("/just-nu", 302, Location="/ny")) == Reply("127.0.0.1", 200)
    assert asked(web.answering("/borta", 301, Location="/saknas")) == Reply("127.0.0.1", 404)


def test_only_what_moved_for_good_is_a_new_address(web: Web) -> None:
    web.answering("/inloggning", 200)
    good = web.answering("/ny", 302, Location="/inloggning")

    assert asked(web.answering("/gammal", 301, Location="/ny")).moved == good


def test_at_most_five_redirects_are_followed(web: Web) -> None:
    for number in range(6):
        web.answering(f"/{number}", 302, Location=f"/{number + 1}")
    web.answering("/6", 200)

    assert asked(f"{web.address}/1").status == 200
    assert asked(f"{web.address}/0").fault == "redirects"


@pytest.mark.parametrize("to", ["file:///etc/passwd", "//", "http://[::1", "javascript:alert(1)", "http://a\tb:x/"])
def test_a_redirect_to_what_is_no_web_page_is_not_followed(web: Web, to: str) -> None:
    assert asked(web.answering("/", 302, Location=to)).fault in ("no-address", "redirects")


def test_a_log_in_and_an_anchor_are_not_sent_and_letters_are_encoded(web: Web) -> None:
    web.answering("/r%C3%A5d", 200)
    address = web.address.replace("//", "//namn:hemligt@")

    assert asked(f"{address}/råd#del").status == 200
    assert "Authorization" not in web.headers[0]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::1",
    ],
)  # fmt: skip
def test_an_inner_address_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "193.10.0.1", "2001:6b0::1", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1"])
def test_this_machine_is_never_asked(web: Web, host: str) -> None:
    port = web.address.rpartition(":")[2]

    reply = Asker(Manners("prov", pause=0.0)).ask(f"http://{host}:{port}/")

    assert (reply.fault, web.asked) == ("private", [])


def test_a_redirect_to_an_inner_address_is_not_followed(web: Web) -> None:
    there = web.answering("/", 302, Location="http://127.0.0.2:1/")

    assert asked(there, allows=lambda ip: str(ip) == "127.0.0.1").fault == "private"


def test_a_name_with_one_inner_address_among_others_is_not_asked(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def both(host: str, port: int, **options: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in ("1.1.1.1", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)

    assert Asker(Manners("prov", pause=0.0)).ask("http://vem.example/").fault == "private"


@pytest.mark.parametrize(
    ("number", "fault"), [(socket.EAI_NONAME, "no-name"), (socket.EAI_AGAIN, "no-network")], ids=["gone", "not now"]
)
def test_a_name_that_does_not_exist_is_told_from_one_that_cannot_be_looked_up_now(
    monkeypatch: pytest.MonkeyPatch, number: int, fault: str
) -> None:
    def none(*_: object, **__: object) -> None:
        raise socket.gaierror(number, "no")

    monkeypatch.setattr(socket, "getaddrinfo", none)

    assert asked("http://finns-inte.example/").fault == fault


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 2", b"SSH-2.0-x\r\n"], ids=["silent", "half", "another protocol"])
def test_a_server_that_does_not_answer_is_left_in_time(sent: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            other, _ = server.accept()
            with other:
                other.sendall(sent)
                other.settimeout(5)
                while other.recv(1000):
                    pass

        thread = threading.Thread(target=answer)
        thread.start()
        begun = time.monotonic()
        reply = asked(f"http://127.0.0.1:{server.getsockname()[1]}/", seconds=0.2)
        thread.join()

    assert reply.fault in ("timeout", "no-answer")
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_sends_a_sign_now_and_then_is_cut_off(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            other, _ = server.accept()
            with other:
                try:
                    for sign in (
                        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 1000 if scheme == "http" else b"\x16\x03\x03\x40\x00" * 99
                    ):
                        other.sendall(bytes([sign]))
                        time.sleep(0.05)
                except OSError:
                    pass

        thread = threading.Thread(target=drip)
        thread.start()
        begun = time.monotonic()
        reply = asked(f"{scheme}://127.0.0.1:{server.getsockname()[1]}/", seconds=0.3)
        thread.join()

    assert reply.fault == "timeout"
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(("trusted", "expected"), [(True, (200, "")), (False, (0, "certificate"))])
def test_a_certificate_is_judged(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool, expected: tuple[int, str]
) -> None:
    own = ["-nodes", "-days", "2", "-subj", "/CN=prov", "-addext", "subjectAltName=IP:127.0.0.1"]
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", key, "-out", certificate]
    subprocess.run([program("openssl", optional=True), *made, *own], check=True, capture_output=True)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate, key)
    believing = ssl.create_default_context(cafile=certificate) if trusted else ssl.create_default_context()
    monkeypatch.setattr(ssl, "create_default_context", lambda: believing)
    web.server.socket = serving.wrap_socket(web.server.socket, server_side=True)

    reply = asked(web.answering("/", 200).replace("http://", "https://"))

    assert (reply.status, reply.fault) == expected


def test_requests_to_a_host_have_a_pause_between_them(web: Web) -> None:
    asked(web.answering("/", 500), pause=0.3)

    assert web.times[1] - web.times[0] >= 0.3


@pytest.mark.parametrize(
    ("status", "said", "seconds"),
    [(429, "120", 120), (429, "", 3600), (503, "60", 60), (429, "9" * 30, 7 * 86400), (429, "snart", 3600)],
)
def test_a_host_that_asks_for_rest_gets_it(web: Web, status: int, said: str, seconds: int) -> None:
    headers = {"Retry_After": said} if said else {}

    reply = asked(web.answering("/", status, **headers))

    assert reply.rest == dt.timedelta(seconds=seconds)
    assert len(web.asked) == 1


#: What would steer the terminal, were it shown.
FORGED = json.dumps({"links": {"http://a.se/": {"day": "2026-11-21", "moved": "http://a.se/\x1b[2J"}}})


def links(*addresses: str) -> list[LinkOut]:
    return [LinkOut(Place("content/begrepp/a.md", 5, 1), one, "begrepp/a", "") for one in addresses]


@pytest.fixture
def here(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_those_not_asked_for_longest_come_first_and_the_next_run_goes_on(web: Web, here: Project) -> None:
    every = links(*(web.answering(f"/{number}", 200) for number in range(5)))

    for day, expected in enumerate([["/0", "/1"], ["/2", "/3"], ["/4", "/0"]]):
        web.asked.clear()
        ask(here, every, TODAY + dt.timedelta(day), Asker(ANYWHERE()), 2)
        assert [path for _, path in web.asked] == expected
    assert ask(here, every, TODAY + dt.timedelta(2), Asker(ANYWHERE()), 9).links.keys() == {
        one.address for one in every
    }


def test_what_answered_today_is_not_asked_for_again(web: Web, here: Project) -> None:
    every = links(web.answering("/", 200))

    ask(here, every, TODAY, Asker(ANYWHERE()))
    ask(here, every, TODAY, Asker(ANYWHERE()))

    assert len(web.asked) == 1


def test_what_is_kept_is_address_day_and_status_and_no_link_that_is_gone(web: Web, here: Project) -> None:
    old, new = links(web.answering("/gammal", 404), web.answering("/ny", 200))
    ask(here, [old], TODAY, Asker(ANYWHERE()))

    ask(here, [new], TODAY, Asker(ANYWHERE()))

    kept = json.loads((here.root / ".kb-cache" / "lankar.json").read_text(encoding="utf-8"))
    assert kept == {
        "links": {new.address: {"day": "2026-11-21", "status": 200, "fault": "", "moved": ""}},
        "resting": {},
    }


def test_a_host_that_asked_for_rest_is_not_asked_again_in_this_run_or_the_next(web: Web, here: Project) -> None:
    every = links(*(web.answering(f"/{number}", 429, Retry_After="600") for number in range(3)))

    for _ in range(2):
        assert ask(here, every, TODAY, Asker(ANYWHERE())).links == {}

    assert len(web.asked) == 1


def test_a_host_that_does_not_answer_in_time_is_waited_for_once(monkeypatch: pytest.MonkeyPatch, here: Project) -> None:
    monkeypatch.setattr(asking.Asker, "ask", lambda self, address: Reply("a.se", fault="timeout"))

    assert len(ask(here, links("http://a.se/1", "http://a.se/2"), TODAY, Asker(ANYWHERE())).links) == 1


def test_hosts_take_turns(monkeypatch: pytest.MonkeyPatch, here: Project) -> None:
    order: list[str] = []

    class Told:
        def ask(self, address: str) -> Reply:
            order.append(address)
            return Reply(status=200)

    ask(here, links("http://a.se/1", "http://a.se/2", "http://b.se/1", "http://c.se/1"), TODAY, Told())  # type: ignore[arg-type]

    assert order == ["http://a.se/1", "http://b.se/1", "http://c.se/1", "http://a.se/2"]


def test_when_nothing_answers_the_fault_is_here_and_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch, here: Project
) -> None:
    monkeypatch.setattr(asking.Asker, "ask", lambda self, address: Reply(fault="no-name"))

    with pytest.raises(NoNetworkError):
        ask(here, links("http://a.se/", "http://b.se/", "http://c.se/"), TODAY, Asker(ANYWHERE()))

    assert not (here.root / ".kb-cache").exists()
    assert ask(here, links("http://a.se/"), TODAY, Asker(ANYWHERE())).links["http://a.se/"].fault == "no-name"


def test_what_was_answered_is_kept_though_the_run_is_broken_off(web: Web, here: Project) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(here, links(web.answering("/", 200), f"{web.address}/b"), TODAY, Asker(ANYWHERE()), step=stop)

    assert list(read_kept(here).links) == [f"{web.address}/"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"links": {"a": {"day": "i går"}}}', '{"links": 1}', FORGED])
def test_results_that_cannot_be_read_count_as_none(here: Project, text: str) -> None:
    (here.root / ".kb-cache").mkdir()
    (here.root / ".kb-cache" / "lankar.json").write_text(text, encoding="utf-8")

    assert read_kept(here) == outward.Kept()


@pytest.mark.parametrize(
    ("answer", "list_"),
    [
        (Answer(day=TODAY, status=404), "dead"),
        (Answer(day=TODAY, status=410), "dead"),
        (Answer(day=TODAY, fault="no-name"), "dead"),
        (Answer(day=TODAY, fault="redirects"), "dead"),
        (Answer(day=TODAY, status=403), "unsure"),
        (Answer(day=TODAY, status=500), "unsure"),
        (Answer(day=TODAY, fault="timeout"), "unsure"),
        (Answer(day=TODAY, fault="private"), "unsure"),
        (Answer(day=TODAY, status=200, moved="http://b.se/"), "moved"),
        (Answer(day=TODAY, status=200), ""),
    ],
)
def test_a_link_is_dead_only_when_nobody_comes_anywhere(answer: Answer, list_: str) -> None:
    [link] = links("http://a.se/")

    found = outward.outward([link], outward.Kept(links={"http://a.se/": answer}))

    assert [name for name in ("dead", "unsure", "moved") if getattr(found, name)] == [list_][: bool(list_)]


@pytest.fixture
def site(whole_project: Callable[..., Project], web: Web, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr("kunskapsbank.pipeline.outward.Manners", lambda agent: Manners(agent, 0.0, 2.0, lambda _: True))
    made = whole_project(
        {
            "organisationer/radet.md": record("Rådet", "sort: myndighet", "roller: [svarar]"),
            "begrepp/a.md": record("A", "ansvarig: radet", body=f"Se [rådet]({web.address}/borta#a) och [b](b.md).\n"),
            "begrepp/b.md": record("B", body=f"Se <{web.address}/flyttad>.\n"),
            "begrepp/c.md": record("C", "status: utkast", body=f"Se <{web.address}/utkast>.\n"),
        },
        {"extra.md": f"---\ntitle: Extra\ndescription: Extra.\n---\n\nLäs [mer]({web.address}/stangd).\n"},
    )
    for file in made.content.rglob("*.md"):
        text = file.read_text(encoding="utf-8").replace("https://www.skolverket.se/", f"{web.address}/kalla")
        file.write_text(text, encoding="utf-8")
    web.answering("/kalla", 200)
    web.answering("/flyttad", 301, Location="/kalla")
    web.answering("/stangd", 403)
    return made


def test_nothing_is_asked_until_somebody_asks_for_it(site: Project, web: Web, kb_here: KbHere) -> None:
    out = kb_here(site.root, "lage")[1]

    assert web.asked == []
    assert "Länkar ut: 4 adresser, ingen prövad. kb lage --lankar prövar dem.\n" in out


def test_each_link_that_leads_nowhere_is_told_with_its_place_and_what_it_answered(
    site: Project, web: Web, kb_here: KbHere
) -> None:
    code, out, _ = kb_here(site.root, "lage", "--lankar")

    assert code == 0
    assert "Länkar ut: 4 adresser, 4 prövade, senast 2026-11-21.\n" in out
    body = next(
        n for n, line in enumerate((site.content / "begrepp/a.md").read_text("utf-8").splitlines(), 1) if "råd" in line
    )
    assert (
        "Länkar ut som inte leder någonstans: 1\n"
        f"  content/begrepp/a.md:{body}:12  {web.address}/borta  404 (2026-11-21)  begrepp/a  Rådet\n" in out
    )
    assert f"  docs/extra.md:6:11  {web.address}/stangd  403 (2026-11-21)\n" in out
    assert f"  {web.address}/flyttad  {web.address}/kalla (2026-11-21)  begrepp/b\n" in out
    assert all(one["User-Agent"].startswith("kunskapsbank-lankar/") for one in web.headers)
    assert all("(https://prov.example/)" in one["User-Agent"] for one in web.headers)


def test_what_was_known_is_shown_later_without_asking_also_as_json(site: Project, web: Web, kb_here: KbHere) -> None:
    kb_here(site.root, "lage", "--lankar", "--hogst", "1")
    kb_here(site.root, "lage", "--lankar")
    web.asked.clear()

    told = json.loads(kb_here(site.root, "lage", "--format", "json")[1])["links"]

    assert web.asked == []
    assert (told["addresses"], told["asked"], told["day"]) == (4, 4, "2026-11-21")
    [dead] = told["dead"]
    assert (dead["key"], dead["owner"], dead["status"], dead["day"]) == ("begrepp/a", "Rådet", 404, "2026-11-21")
    assert dead["place"].startswith("content/begrepp/a.md:")


def test_no_more_addresses_are_asked_for_than_allowed(site: Project, web: Web, kb_here: KbHere) -> None:
    kb_here(site.root, "lage", "--lankar", "--hogst", "1")

    assert len({path for _, path in web.asked}) == 1


@pytest.mark.parametrize(
    "options",
    [("--hogst", "5"), ("--lankar", "--sprid"), ("--lankar", "--format", "ics"), ("--lankar", "--hogst", "0")],
)
def test_links_are_shown_alone(site: Project, web: Web, kb_here: KbHere, options: tuple[str, ...]) -> None:
    assert kb_here(site.root, "lage", *options)[0] == 2
    assert web.asked == []


def test_a_network_that_is_down_is_told(site: Project, kb_here: KbHere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking.Asker, "ask", lambda self, address: Reply(fault="no-network"))

    code, _, errors = kb_here(site.root, "lage", "--lankar")

    assert (code, errors) == (1, "Inget svarade. Är datorn ansluten till internet? Inga svar är sparade.\n")
