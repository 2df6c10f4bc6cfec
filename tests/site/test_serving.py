"""The site behind a real nginx with the shipped configuration, and what every page says of itself."""

from __future__ import annotations

import gzip
import http.client
import re
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import brotli
import pytest
import yaml
from local_servers import HOST, Served, nginx
from playwright.sync_api import expect

from kunskapsbank.base.fingerprints import ASSETS, CODE, INDEX, VERSIONED
from kunskapsbank.base.settings import Website
from kunskapsbank.hosting.headers import CSP, HEADERS, HEADERS_FILE, IMMUTABLE, REVALIDATE, headers_file, policy
from kunskapsbank.hosting.servers import FOLDER, MOVED, configurations
from kunskapsbank.reading.site_settings import read_settings

from ..conftest import program
from .conftest import ROOT
from .observatory import Answer, grade
from .pages import REPORT_VIOLATIONS

PAGE = "/begrepp/validering/"


@pytest.fixture(scope="module")
def site(site_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published site as a server has it: a link to a release, here with an address that has moved."""
    release = tmp_path_factory.mktemp("server") / "utgava"
    release.mkdir()
    for path in site_dir.iterdir():
        (release / path.name).symlink_to(path)
    (release / MOVED).write_text(f"/gammal/ {PAGE};\n", encoding="utf-8")
    link = release.with_name("site")
    link.symlink_to(release.name)
    return link


@pytest.fixture(scope="module")
def needs_nginx() -> None:
    program("nginx")


@pytest.fixture(scope="module")
def served(site: Path, tmp_path_factory: pytest.TempPathFactory, needs_nginx: None) -> Iterator[Served]:
    with nginx(site, tmp_path_factory.mktemp("nginx")) as running:
        yield running


Ask = Callable[..., Answer]


def asking(served: Served) -> Ask:
    """Sends one request to nginx; gives the answer."""

    def ask(path: str, secure: bool = True, method: str = "GET", **headers: str) -> Answer:
        port, context = served.https, ssl._create_unverified_context()
        connection = (
            http.client.HTTPSConnection("127.0.0.1", port, context=context)
            if secure
            else http.client.HTTPConnection("127.0.0.1", served.http)
        )
        connection.request(method, path, headers={"Host": HOST, **{k.replace("_", "-"): v for k, v in headers.items()}})
        answer = connection.getresponse()
        found = Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        connection.close()
        return found

    return ask


@pytest.fixture
def ask(served: Served) -> Ask:
    return asking(served)


@pytest.fixture(scope="module")
def versions(site_dir: Path) -> dict[str, str]:
    """The address of each version that the site holds, by root."""
    return {
        root: f"/{root}/{folder.name}/"
        for root in VERSIONED
        for folder in (site_dir / root).iterdir()
        if re.fullmatch("[0-9a-f]{16}", folder.name)
    }


@pytest.fixture(scope="module")
def addresses(versions: dict[str, str]) -> dict[str, tuple[str, int]]:
    """One address of each sort, with the status it has."""
    return {
        "start": ("/", 200),
        "page": (PAGE, 200),
        "style": (f"{versions[CODE]}stil.css", 200),
        "script": (f"{versions[CODE]}sok/plan.js", 200),
        "index": (f"{versions[INDEX]}regler.json", 200),
        "icon": ("/assets/ikon.svg", 200),
        "missing page": ("/finns-inte/", 404),
        "missing version": ("/kod/0123456789abcdef/stil.css", 404),
        "folder": ("/assets/", 404),
        "slash in disguise": ("/kod%2f..%2fassets/ikon.svg", 404),
        "missing style": (f"{versions[CODE]}finns-inte.css", 404),
        "without slash": (PAGE[:-1], 301),
        "moved": ("/gammal/", 301),
    }


SORTS = [
    "start",
    "page",
    "style",
    "script",
    "index",
    "icon",
    "missing page",
    "missing version",
    "folder",
    "slash in disguise",
    "missing style",
    "without slash",
    "moved",
]


@pytest.mark.parametrize("sort", SORTS)
def test_every_answer_has_every_security_header_once(ask: Ask, addresses, sort):
    path, status = addresses[sort]
    answer = ask(path)

    assert answer.status == status
    assert {name: answer.headers.get(name.lower()) for name in HEADERS} == HEADERS


def test_the_version_of_the_server_is_told_to_nobody(ask: Ask):
    assert ask(PAGE).headers["server"] == "nginx"


@pytest.mark.parametrize("sort", SORTS)
def test_only_versions_that_exist_are_kept_for_a_year(ask: Ask, addresses, sort):
    expected = IMMUTABLE if sort in ("style", "script", "index") else REVALIDATE

    assert ask(addresses[sort][0]).headers["cache-control"] == expected


@pytest.mark.parametrize("sort", ["page", "style"])
def test_what_the_browser_has_already_is_not_sent_again(ask: Ask, addresses, sort):
    first = ask(addresses[sort][0])
    again = ask(addresses[sort][0], If_None_Match=first.headers["etag"])

    assert (again.status, again.body) == (304, b"")
    assert again.headers["cache-control"] == first.headers["cache-control"]


@pytest.mark.parametrize(
    ("sort", "type_"),
    [
        ("start", "text/html"),
        ("page", "text/html"),
        ("style", "text/css"),
        ("script", "application/javascript"),
        ("index", "application/json"),
    ],
)
def test_text_is_sent_as_gzip_to_those_who_take_it_and_is_the_same(ask: Ask, site_dir, addresses, sort, type_):
    address = addresses[sort][0]
    file = site_dir / (f"{address}index.html" if address.endswith("/") else address)[1:]
    plain, small = ask(address), ask(address, Accept_Encoding="gzip")

    assert (small.headers["content-encoding"], small.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert "content-encoding" not in plain.headers
    assert small.body == file.with_name(f"{file.name}.gz").read_bytes()
    assert gzip.decompress(small.body) == plain.body == file.read_bytes()
    assert small.headers["content-type"] == plain.headers["content-type"] == f"{type_}; charset=utf-8"


@pytest.mark.usefixtures("needs_nginx")
def test_with_the_module_brotli_is_sent_to_those_who_take_it(site, site_dir, tmp_path):
    with nginx(site, tmp_path, brotli=True) as running:
        small = asking(running)(PAGE, Accept_Encoding="br, gzip")

    assert small.headers["content-encoding"] == "br"
    assert brotli.decompress(small.body) == (site_dir / PAGE[1:] / "index.html").read_bytes()


def test_the_same_site_compresses_to_the_same_bytes_and_the_manifest_names_them(site_dir):
    manifest = yaml.safe_load((site_dir / "manifest.json").read_text(encoding="utf-8"))
    compressed = [p for p in site_dir.rglob("*.gz") if p.name != "sitemap.xml.gz"]

    assert len(compressed) > 200
    assert all(p.read_bytes()[4:8] == bytes(4) for p in compressed)  # No time, RFC 1952.
    for path in compressed:
        assert {path.relative_to(site_dir).as_posix(), path.with_suffix(".br").relative_to(site_dir).as_posix()} <= set(
            manifest
        )


def test_a_missing_address_shows_our_page_for_it(ask: Ask, site_dir):
    answer = ask("/finns-inte/alls/")

    assert (answer.status, answer.body) == (404, (site_dir / "404.html").read_bytes())
    assert ask("/404.html").status == 404


@pytest.mark.parametrize(("path", "target"), [("/gammal/", PAGE), ("/gammal/?q=a", f"{PAGE}?q=a"), (PAGE[:-1], PAGE)])
def test_redirects_stay_on_the_host_that_was_asked(ask: Ask, path, target):
    answer = ask(path)

    assert (answer.status, answer.headers["location"]) == (301, target)


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "secure"])
@pytest.mark.parametrize("path", ["/", PAGE[:-1], "/gammal/", "/finns-inte/"])
@pytest.mark.parametrize(
    "host", ["evil.example", f"{HOST}.evil.example", "evil.example:443", "x@evil.example", "1.2.3.4"]
)
def test_whoever_asks_for_another_host_gets_no_answer(ask: Ask, secure: bool, path: str, host: str) -> None:
    try:
        answer = ask(path, secure, Host=host)
    except (http.client.RemoteDisconnected, ConnectionResetError):
        return
    assert answer.status == 400, "what is no host name nginx refuses by itself"
    assert host.encode() not in answer.body
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        f"//evil.example/..{PAGE[:-1]}",
        f"/%5cevil.example/..{PAGE[:-1]}",
        f"/\\evil.example/..{PAGE[:-1]}",
        f"//evil.example/%2e%2e{PAGE[:-1]}",
        "//evil.example/../gammal/",
        "/%0d%0aSet-Cookie:%20a=b",
    ],
)
@pytest.mark.parametrize("secure", [False, True], ids=["plain", "secure"])
def test_no_address_leads_to_another_host(ask: Ask, secure: bool, path: str) -> None:
    answer = ask(path, secure)

    location = urljoin(f"https://{HOST}/", answer.headers.get("location", "/"))
    assert location.startswith(f"https://{HOST}/")
    assert "set-cookie" not in answer.headers


def test_plain_http_leads_to_the_same_address_over_https(ask: Ask):
    answer = ask(f"{PAGE}?a=b", secure=False)

    assert (answer.status, answer.headers["location"]) == (301, f"https://{HOST}{PAGE}?a=b")


@pytest.mark.usefixtures("needs_nginx")
def test_a_new_release_is_served_from_the_moment_the_link_is_renamed(tmp_path):
    for name in ("ett", "två"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name, encoding="utf-8")
    link, new = tmp_path / "site", tmp_path / "ny"
    link.symlink_to("ett")
    with nginx(link, tmp_path) as running:
        before = asking(running)("/").body.decode()
        new.symlink_to("två")
        new.replace(link)
        after = asking(running)("/").body.decode()

    assert (before, after) == ("ett", "två")


@pytest.mark.usefixtures("needs_nginx")
def test_an_address_that_has_moved_may_be_long(tmp_path):
    long = f"/vagledning/{'en-lang-adress-' * 60}slut/"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / MOVED).write_text(f"{long} {PAGE};\n", encoding="utf-8")
    with nginx(tmp_path / "site", tmp_path) as running:
        answer = asking(running)(long)

    assert (answer.status, answer.headers["location"]) == (301, PAGE)


def test_the_headers_get_the_highest_grade_of_a_strict_scanner(ask: Ask):
    page, plain = ask("/"), ask("/", secure=False)

    assert grade(page, plain, HOST) == (130, "A+")


def test_no_page_type_breaks_the_policy_behind_nginx(whole_chromium, served, page_types):
    faults: list[str] = []
    context = whole_chromium.new_context(ignore_https_errors=True, viewport={"width": 360, "height": 780})
    page = context.new_page()
    page.add_init_script(REPORT_VIOLATIONS)
    page.on("console", lambda m: faults.append(f"{page.url}: {m.text}") if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    for address in page_types:
        answer = page.goto(f"{served.address}/{address}")
        assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    page.get_by_role("button", name="Meny").click()
    page.goto(f"{served.address}/branschmodeller/")
    page.locator("[data-katalogval] summary").click()
    page.get_by_label("Region").select_option("vastmanland")
    page.goto(f"{served.address}/vagledning/bedomning/")
    page.locator(".term-knapp").first.click()
    page.goto(f"{served.address}/sok/?q=validering")
    page.locator("[data-search-results] a").first.wait_for()
    page.locator("[data-sokfilter] summary").click()
    page.get_by_label("Slag").select_option("Konferenser och möten")
    expect(page.locator("[data-sokstatus]")).to_contain_text("träff")
    page.goto(f"{served.address}/finns-inte/")
    context.close()

    assert [fault for fault in faults if "finns-inte" not in fault] == []
    assert all("404" in fault for fault in faults)


def test_a_script_in_a_page_would_be_refused_and_told(whole_chromium, server):
    page = whole_chromium.new_page()
    told: list[str] = []
    page.add_init_script(REPORT_VIOLATIONS)
    page.on("console", lambda m: told.append(m.text))
    page.goto(server)
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "document.title = 'kapad'";
        document.head.append(script);
        document.body.setAttribute("style", "color: red");
    }""")
    title = page.title()
    page.close()

    assert title != "kapad"
    assert {t for t in told if t.startswith("CSP refuses")} == {
        "CSP refuses inline for script-src-elem",
        "CSP refuses inline for style-src-attr",
    }


def test_every_page_carries_the_policy_before_anything_it_loads(documents):
    for document in documents.values():
        [head] = document.all("head")
        charset, policy = list(head)[:2]
        assert charset.get("charset") == "utf-8", document.address
        assert (policy.get("http-equiv"), policy.get("content")) == ("Content-Security-Policy", CSP), document.address


def test_scripts_and_styles_are_reached_through_their_version_only(documents, site_dir, versions):
    assert [p.name for p in (site_dir / ASSETS).rglob("*") if p.suffix in (".js", ".css", ".woff2")] == []
    for document in documents.values():
        loaded = [e.get("src") for e in document.all("script") if e.get("src")]
        loaded += [e.get("href") for e in document.all("link") if e.get("rel") == "stylesheet"]
        assert len(loaded) >= 2
        assert all(urljoin(f"/{document.address}", path).startswith(versions[CODE]) for path in loaded)


def test_only_the_search_page_names_the_index_so_that_the_others_keep_when_it_changes(site_dir, versions):
    naming = [path for path in site_dir.rglob("*.html") if versions[INDEX] in path.read_text(encoding="utf-8")]

    assert sorted(naming) == [site_dir / "en" / "sok" / "index.html", site_dir / "sok" / "index.html"]


def test_every_configuration_names_its_host_and_apache_answers_no_trace() -> None:
    written = configurations(Website("Webben", "https://webb.example/"))

    assert "return 301 https://webb.example$request_uri;" in written["nginx.conf"]
    assert "$host" not in written["nginx.conf"]
    assert re.search(r"^TraceEnable Off$", written["apache.conf"], re.M)
    assert "UseCanonicalName On" in written["apache.conf"]
    assert written["apache.conf"].index("ServerName invalid") < written["apache.conf"].index("ServerName webb.example")
    assert "HTTP_HOST" not in written["apache.conf"]


def test_the_site_tells_hosts_without_a_server_of_their_own_the_same(site_dir, versions):
    rules = dict(block.split("\n", 1) for block in (site_dir / HEADERS_FILE).read_text("utf-8").split("\n\n"))
    found = {path: dict(line.strip().split(": ", 1) for line in text.splitlines()) for path, text in rules.items()}

    opened = ("api/*", "badda-in/*", "data/*", "*.atom", "*.ics")
    everybody = {f"/{pattern}": {"Access-Control-Allow-Origin": "*"} for pattern in opened}
    kept = {f"{path}*": {"Cache-Control": IMMUTABLE} for path in versions.values()}
    assert found == {"/*": HEADERS, **everybody, **kept}


@pytest.mark.parametrize(
    ("path", "sources"),
    [("/", "*:*/kod/"), ("/kunskap/", "*:*/kod/ *:*/kunskap/kod/"), ("/a;b, c/", "*:*/kod/ *:*/a%3Bb%2C%20c/kod/")],
)
def test_the_policy_names_the_folder_of_our_scripts_and_styles_wherever_the_site_begins(path, sources):
    first, second = policy(path).split(", ")

    assert (first, second) == (f"frame-ancestors 'none'; {CSP}", f"script-src {sources}; style-src {sources}")
    assert all(policy(path) in text for text in configurations(Website("A", f"https://a.example{path}")).values())
    assert policy(path) in headers_file(["kod/0123456789abcdef"], path)


def test_the_configurations_in_the_repository_are_those_that_kb_servrar_writes():
    written = configurations(read_settings(ROOT / "mkdocs.yml")[0].website)

    assert {name: (ROOT / FOLDER / name).read_text(encoding="utf-8") for name in written} == written
    assert all(value in text for text in written.values() for value in HEADERS.values())
