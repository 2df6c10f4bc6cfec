"""What servers, hosts and browsers take orders from: nothing foreign says what is sent, or in whose place."""

from __future__ import annotations

import gzip
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import brotli
import pytest
from local_servers import environment, free_port, nginx, program_at, wait_for
from playwright.sync_api import Browser

from kunskapsbank.base.settings import Website
from kunskapsbank.hosting.headers import HEADERS_FILE, headers_file
from kunskapsbank.hosting.servers import MOVED, configurations
from kunskapsbank.pipeline.project import Project
from kunskapsbank.publish.precompress import precompress
from kunskapsbank.reading.folders import TYPES, published
from kunskapsbank.verify.built import Expected, verify

from ..conftest import KbHere, program, record
from ..test_publish_command import forge
from .svg import INSIDE, RUN, svg
from .test_kit import served
from .test_servers import Server, asked

BASE = "https://prov.example/bas/"
PAGE = '<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>a</title>{}</head><body>{}</body></html>'
START = PAGE.format(f'<link rel="canonical" href="{BASE}">', "<p>Start</p>")
VERSIONS = ("kod/0123456789abcdef", "sokindex/fedcba9876543210")
HEADERS = headers_file(VERSIONS, "/bas/")
LEADS = PAGE.format('<meta http-equiv="refresh" content="0; url=../ny/">', "")
SEARCH = (
    '<?xml version="1.0" encoding="UTF-8"?><OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"{}>'
    '<ShortName>a</ShortName><Url type="text/html" template="{}"/>{}</OpenSearchDescription>'
)
SITE: Mapping[str, bytes] = {
    "index.html": START.encode(),
    "ny/index.html": PAGE.format("", '<p id="a">Ny</p>').encode(),
    "gammal/index.html": LEADS.encode(),
    HEADERS_FILE: HEADERS.encode(),
    "_redirects": b"/bas/gammal/ /bas/ny/ 301\n",
    MOVED: b"/bas/gammal/ /bas/ny/;\n",
    "opensearch.xml": SEARCH.format("", f"{BASE}sok/?q={{searchTerms}}", "").encode(),
    "robots.txt": b"User-agent: *\nAllow: /\n",
    "bild.svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>\n',
    ".nojekyll": b"",
    ".well-known/security.txt": b"Contact: https://prov.example/\n",
}


def found(folder: Path, more: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Code and file of what is wrong with a site that holds *more*, as one that was handed over."""
    for name, data in {**SITE, **more}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return [(one.code, one.place.path) for one in verify(folder, Expected(base=BASE, may_tell=True))]


def test_what_we_write_ourselves_is_no_problem(tmp_path: Path) -> None:
    assert found(tmp_path, {"nyare/index.html": LEADS.encode(), "a.2.txt": b"", "sbom.cdx.json": b"{}"}) == []


def test_copies_that_a_build_compressed_are_no_problem(tmp_path: Path) -> None:
    found(tmp_path, {"lang.txt": b"a" * 5000, "lang/index.html": PAGE.format("", "<p>a</p>" * 500).encode()})
    precompress(tmp_path)

    assert (tmp_path / "lang" / "index.html.br").is_file()
    assert found(tmp_path, {}) == []


ORDERS: Mapping[str, tuple[str, bytes]] = {
    "a header that is not ours": (HEADERS_FILE, f"{HEADERS}\n/*\n  Access-Control-Allow-Origin: *\n".encode()),
    "a policy that allows more": (HEADERS_FILE, HEADERS.replace("script-src 'self'", "script-src *", 1).encode()),
    "a policy for another folder": (HEADERS_FILE, headers_file(VERSIONS, "/bas/assets/").encode()),
    "a header too few": (HEADERS_FILE, HEADERS.replace("  X-Content-Type-Options: nosniff\n", "").encode()),
    "a worker that may do more": (HEADERS_FILE, f"{HEADERS}\n/kod/*\n  Service-Worker-Allowed: /\n".encode()),
    "pages that are kept for a year": (HEADERS_FILE, headers_file([*VERSIONS, "ny"], "/bas/").encode()),
    "a type of its own": (HEADERS_FILE, f"{HEADERS}/bild.svg\n  Content-Type: text/html\n".encode()),
    "a header behind a lone carriage return": (HEADERS_FILE, f"{HEADERS}  a: b\r".encode()),
    "headers in another encoding": (HEADERS_FILE, HEADERS.encode("utf-16")),
    "no headers": (HEADERS_FILE, b""),
    "all to another site": ("_redirects", b"/* https://ond.example/:splat 301\n"),
    "a page to another site": ("_redirects", b"/bas/gammal/ https://ond.example/ 301\n"),
    "a page to another host": ("_redirects", b"/bas/gammal/ //ond.example/ 301\n"),
    "another site shown as this one": ("_redirects", b"/bas/gammal/ /bas/ny/ 200\n"),
    "a page taken away": ("_redirects", b"/bas/ny/ /bas/ 301!\n"),
    "a page that leads elsewhere": ("_redirects", b"/bas/gammal/ /bas/ 301\n"),
    "a page that is none": ("_redirects", b"/bas/borta/ /bas/ny/ 301\n"),
    "a condition": ("_redirects", b"/bas/gammal/ /bas/ny/ 301 Country=se\n"),
    "a row without an end": ("_redirects", b"/bas/gammal/ /bas/ny/ 301"),
    "up and out": ("_redirects", b"/bas/gammal/ /bas/../ny/ 301\n"),
    "every address in nginx": (MOVED, b"~.* https://ond.example/;\n"),
    "whatever is asked for in nginx": (MOVED, b"default https://ond.example/;\n"),
    "another file in nginx": (MOVED, b"include /etc/passwd;\n"),
    "a variable of nginx": (MOVED, b"/bas/gammal/ /bas/ny/$http_cookie;\n"),
    "an order after a row of nginx": (MOVED, b"/bas/gammal/ /bas/ny/; } server { listen 81; #\n"),
    "another search engine": ("opensearch.xml", SEARCH.format("", "https://ond.example/?q={searchTerms}", "").encode()),
    "a search engine under another name": ("sok.XML", SEARCH.format("", "https://ond.example/", "").encode()),
    "a search engine that renews itself": (
        "opensearch.xml",
        SEARCH.format(' xmlns:m="http://www.mozilla.org/2006/browser/search/"', BASE, "<m:UpdateUrl/>").encode(),
    ),
    "a page compressed otherwise": ("ny/index.html.gz", gzip.compress(f"<script>{RUN}</script>".encode())),
    "a drawing compressed otherwise": ("bild.svg.br", brotli.compress(svg(INSIDE["a script"]))),
    "a compressed file that stands alone": ("ny/ensam.html.gz", gzip.compress(b"a")),
    "a compressed file that is none": ("bild.svg.gz", SITE["bild.svg"]),
    "a compressed file with more behind": ("bild.svg.gz", gzip.compress(SITE["bild.svg"]) * 2),
    "a compressed file that swells": ("bild.svg.br", brotli.compress(bytes(10**8), quality=5)),
    "a compressed compressed file": ("bild.svg.gz.gz", gzip.compress(gzip.compress(SITE["bild.svg"]))),
    "a type map of Apache": ("a.var.txt", b"Content-Type: text/html\nBody:--a--\n<script>1</script>\n--a--\n"),
    "a text with an ending of programs": ("a.php.txt", b"<?php ?>"),
    "a text with an ending of programs, in capitals": ("a.PhP5.txt", b"<?php ?>"),
    "orders of Azure": ("assets/staticwebapp.config.json", b"{}"),
    "orders of Vercel": ("vercel.json", b"{}"),
    "orders of Cloudflare": ("_routes.json", b"{}"),
    "orders of IIS": ("web.config", b"<configuration/>"),
    "orders of nginx": ("nginx.conf", b""),
    "orders of Netlify": ("netlify.toml", b""),
    "a map beside the map": (f"{MOVED}2", b""),
    "a host of its own": ("CNAME", b"ond.example\n"),
    "what is owned, by Apple": (".well-known/apple-app-site-association", b"{}"),
    "what is owned, by Google": (".well-known/assetlinks.json", b"[]"),
    "what is owned, for a certificate": (".well-known/acme-challenge/a", b"a"),
    "what is owned, by Microsoft": ("BingSiteAuth.xml", b"<a/>"),
    "who may read, in PDF readers": ("crossdomain.xml", b"<a/>"),
    "a program to install": ("a.apk", b"PK"),
    "a shortcut": ("a.url", b"[InternetShortcut]"),
}


@pytest.mark.parametrize(("name", "data"), ORDERS.values(), ids=ORDERS)
def test_orders_in_a_build_that_is_handed_over_stop_it(name: str, data: bytes, tmp_path: Path) -> None:
    assert found(tmp_path, {name: data}) == [("server-orders", f"site/{name}")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("sw.js", b"onfetch=1"),
        ("_worker.js", b"1"),
        (".htaccess", b"Header unset Content-Security-Policy"),
        (".user.ini", b""),
        ("a.shtml", b""),
        ("kod/a.mjs", b"1"),
    ],
)
def test_programs_and_hidden_orders_are_stopped_as_before(name: str, data: bytes, tmp_path: Path) -> None:
    assert [place for _, place in found(tmp_path, {name: data})] == [f"site/{name}"]


@pytest.mark.parametrize(
    ("name", "data"), [ORDERS["all to another site"], ORDERS["a policy that allows more"]], ids=["moved", "headers"]
)
def test_a_build_with_orders_is_not_published(
    name: str, data: bytes, whole_project: Callable[..., Project], tmp_path: Path, kb_here: KbHere
) -> None:
    root = whole_project({"begrepp/a.md": record()}).root
    assert kb_here(root, "build")[0] == 0
    forge(root / "site", name, data)

    status, said, _ = kb_here(root, "publish", str(tmp_path / "publik" / "site"))

    assert status == 1
    assert f"site/{name}:1:1: fel [server-orders]" in said
    assert not (tmp_path / "publik" / "site").exists()


# ---------------------------------------------------------------- what people put in


@pytest.mark.parametrize(
    "name",
    [
        "assets/a.var.txt",
        "assets/a.var.csv",
        "assets/a.shtml.json",
        "assets/a.cgi.png",
        "assets/bilder/a.php.jpg",
        "a.VAR.txt",
        f"{MOVED}.txt",
        f"{MOVED}-x.txt",
        "assets/staticwebapp.config.json",
        "assets/filer/package.json",
        "vercel.json",
        "_routes.json",
        "crossdomain.xml",
    ],
)
def test_a_file_that_servers_take_for_orders_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(b"")

    seen = published(tmp_path, "docs")

    assert (seen.files, [(one.code, one.place.path) for one in seen.problems]) == (
        (),
        [("server-orders", f"docs/{name}")],
    )


_APACHE = """\
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule negotiation_module {modules}/mod_negotiation.so
ServerRoot {work}
ServerName localhost
PidFile {work}/pid
ErrorLog {work}/log
TypesConfig {types}
Listen 127.0.0.1:{port}
AddHandler type-map var
DocumentRoot {site}
<Directory {site}>
    Require all granted
</Directory>
"""  #: As Debian sets Apache up.


@contextmanager
def debian_apache(site: Path, work: Path) -> Iterator[str]:
    """The address of *site* as Apache sends it on many hosts: with Debian's handlers, and no header of ours."""
    program("apache2", "httpd")
    found = program_at("APACHE2", "apache2", "httpd")
    root, port = found.parents[2], free_port()
    work.mkdir()
    (work / "conf").write_text(
        _APACHE.format(
            modules=root / "usr/lib/apache2/modules", work=work, site=site, port=port, types=root / "etc/mime.types"
        ),
        encoding="utf-8",
    )
    process = subprocess.Popen([str(found), "-f", str(work / "conf"), "-DFOREGROUND"], env=environment(found))
    try:
        wait_for(process, port, (work / "conf").open(encoding="utf-8"))
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


@pytest.mark.slow
def test_apache_sends_every_file_that_is_let_through_as_what_its_last_ending_says(tmp_path: Path) -> None:
    """And the attack is one: the type map that is refused would have been sent as a page."""
    site = tmp_path / "site"
    site.mkdir()
    endings = "var html shtml svg xml php cgi asis gz br en utf8 2 2026 cdx".split()
    for suffix in sorted(TYPES.keys() - {".md"}):
        for name in (f"a{suffix}", *(f"a.{ending}{suffix}" for ending in endings)):
            (site / name).write_bytes(ORDERS["a type map of Apache"][1])
    with debian_apache(site, tmp_path / "work") as address:
        types = {path.name: sent(f"{address}{path.name}") for path in sorted(site.iterdir())}
    let_through = {path.name for path in published(site, "docs").files}

    assert types["a.var.txt"] == ("text/html", None)
    assert let_through >= {"a.txt", "a.2.txt", "a.cdx.json"}
    assert {name: types[name] for name in let_through} == {name: types[f"a{Path(name).suffix}"] for name in let_through}


def sent(address: str) -> tuple[str, str | None]:
    """The type and the encoding that a server sends a file with."""
    with urlopen(address) as answer:
        return answer.headers.get_content_type(), answer.headers["Content-Encoding"]


@pytest.mark.slow
def test_nginx_reads_moved_addresses_from_the_one_file_that_we_write(tmp_path: Path) -> None:
    program("nginx")
    site = tmp_path / "site"
    (site / "ny").mkdir(parents=True)
    (site / "ny" / "index.html").write_text("ny", encoding="utf-8")
    for name in (f"{MOVED}.txt", f"{MOVED}2", f"{MOVED}-x.txt", f"{MOVED}.gz"):
        (site / name).write_text("~.* https://ond.example/;\n", encoding="utf-8")
    site.chmod(0o755)
    for moved, seen in {"": 404, "/gammal/ /ny/;\n": 301}.items():
        if moved:
            (site / MOVED).write_text(moved, encoding="utf-8")
        with nginx(site, tmp_path / f"work{seen}") as running:
            server = Server("nginx", running)
            answers = {path: server.ask(asked(f"GET {path}")) for path in ("/ny/", "/gammal/")}

        assert {path: answer and (answer.status, answer.all("location")) for path, answer in answers.items()} == {
            "/ny/": (200, []),
            "/gammal/": (seen, ["/ny/"] if moved else []),
        }


def test_no_server_includes_files_whose_names_others_choose() -> None:
    included = [
        line.split()[-1].rstrip(";")
        for text in configurations(Website("a", BASE)).values()
        for line in text.splitlines()
        if line.strip().lower().startswith("include")
    ]

    assert [one.rpartition("/")[2] for one in included] == ["omdirigeringar.ma[p]"]


# ---------------------------------------------------------------- pages in another encoding


HIDDEN = (
    '<!doctype html><html lang="sv"><head>{}<title>a</title></head><body>'
    "<p title=\"\x1b$B\">a</p><p/title='\x1b(B\" onfocus={} autofocus tabindex=1 y='>' >a</p></body></html>"
)


@pytest.mark.parametrize("declared", ['<meta charset="iso-2022-jp">', ""], ids=["declared", "found out"])
def test_marks_that_another_encoding_would_hide_are_stopped(declared: str, tmp_path: Path) -> None:
    assert found(tmp_path, {"a/index.html": HIDDEN.format(declared, RUN).encode()}) == [
        ("breaks-security-policy", "site/a/index.html")
    ]


@pytest.mark.slow
def test_another_encoding_does_hide_marks_in_a_real_browser(tmp_path: Path, whole_chromium: Browser) -> None:
    """So that what is stopped above is known to be an attack."""
    (tmp_path / "a.html").write_bytes(HIDDEN.format('<meta charset="iso-2022-jp">', "this.title=this.y").encode())
    (tmp_path / "b.html").write_bytes(HIDDEN.format('<meta charset="utf-8">', "this.title=this.y").encode())
    page = whole_chromium.new_page()
    with served(tmp_path) as address:
        there = []
        for name in ("a.html", "b.html"):
            page.goto(f"{address}{name}")
            there.append(page.locator("[onfocus]").count())
    page.close()

    assert there == [1, 0]
