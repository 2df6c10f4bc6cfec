"""Publishing to a bucket: against a real server that speaks S3, which fails, hangs and sees us die."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from email.message import Message
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from kunskapsbank.base.problems import Problem
from kunskapsbank.cli import kb
from kunskapsbank.publish import bucket, s3_store
from kunskapsbank.publish.local_store import LocalShelf
from kunskapsbank.publish.publishing import (
    PublishError,
    Removal,
    addresses,
    differences,
    publish_to,
    purge,
    roll_back,
    shown_by,
)
from kunskapsbank.publish.s3_store import Place, opened_in_bucket, place_of, seen_in_bucket

from .test_publish import files_in, publish

CODE_1, CODE_2 = "kod/1111111111111111/sida.js", "kod/2222222222222222/sida.js"
INDEX_1, INDEX_2 = "sokindex/1111111111111111/a.json", "sokindex/2222222222222222/a.json"
Fault = Callable[[dict[str, Any]], str]


class Store:
    """A server that speaks S3, with a bucket in it; ``fault`` is asked about each request."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []  #: Method and path of each request.
        self.fault: Fault = lambda _: ""
        self._real = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self, threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.bucket = ""

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        fault = self.fault(environ)
        if fault == "slow":
            time.sleep(1.5)
        if fault in ("500", "503", "slow"):
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            start(f"{fault if fault != 'slow' else 500} Fault", [("Content-Length", "0")])
            return [b""]
        answer: Iterable[bytes] = self._real(environ, start)
        return answer

    def close(self) -> None:
        self._server.shutdown()

    def puts(self) -> list[str]:
        """The paths of what has been sent or copied, without the bucket."""
        return [path.removeprefix(f"/{self.bucket}/") for method, path in self.asked if method == "PUT"]

    def read(self, name: str) -> tuple[bytes, Message]:
        """What a reader gets for *name* in the bucket, with the headers."""
        with urlopen(f"{self.url}/{self.bucket}/{quote(name)}") as answer:
            data, headers = answer.read(), answer.headers
        return (gzip.decompress(data) if headers.get("Content-Encoding") == "gzip" else data), headers

    def has(self, name: str) -> bool:
        try:
            self.read(name)
        except HTTPError:
            return False
        return True

    def inside(self, key: str) -> bytes:
        """What lies at *key*, for who has the key to the store."""
        data: bytes = self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return data

    @cached_property
    def client(self) -> Any:
        return bucket._client()

    def names(self, prefix: str = "") -> set[str]:
        return {*bucket.Bucket(self.bucket).sizes(prefix)}


@pytest.fixture(scope="module")
def server() -> Iterator[Store]:
    store = Store()
    yield store
    store.close()


@pytest.fixture
def store(server: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A fresh bucket, and an environment that leads to it."""
    for name, value in environment(server).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0.0)
    server.bucket = f"webb-{uuid.uuid4().hex[:8]}"
    server.client.create_bucket(Bucket=server.bucket)
    server.client.put_bucket_policy(Bucket=server.bucket, Policy=json.dumps(open_to_readers(server.bucket)))
    server.asked.clear()
    server.fault = lambda _: ""
    yield server
    server.fault = lambda _: ""


def environment(server: Store) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL_S3": server.url,
        "AWS_ACCESS_KEY_ID": "en-nyckel",
        "AWS_SECRET_ACCESS_KEY": "en-hemlighet",
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def open_to_readers(name: str) -> dict[str, Any]:
    """The policy that lets anybody read the site, and nothing else."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
    return {
        "Version": "2012-10-17",
        "Statement": [statement | {"Resource": f"arn:aws:s3:::{name}/webb/sida/*"}],
    }


def page(code: str, text: str) -> str:
    return f'<script src="/{code}"></script>{text}'


def first() -> dict[str, str]:
    return {
        "index.html": page(CODE_1, "start ett"),
        "a/index.html": page(CODE_1, "a"),
        "bort/index.html": page(CODE_1, "bort"),
        "å ä.txt": "mellanslag",
        CODE_1: "ett()",
        INDEX_1: "[1]",
        "data.csv": "a;b",
    }


def second() -> dict[str, str]:
    return {
        "index.html": page(CODE_2, "start två"),
        "a/index.html": page(CODE_2, "a två"),
        "ny/index.html": page(CODE_2, "ny"),
        "å ä.txt": "mellanslag",
        CODE_2: "två()",
        INDEX_2: "[2]",
        "data.csv": "a;b",
    }


@pytest.fixture
def built(tmp_path: Path) -> Path:
    publish(tmp_path / "site", first())
    return tmp_path / "site"


def place(store: Store) -> Place:
    found = place_of(f"s3://{store.bucket}/webb/sida")
    assert found
    return found


def deploy(store: Store, built: Path, any_page: bool = True) -> list[Problem]:
    with opened_in_bucket(place(store)) as shelf:
        return publish_to(shelf, LocalShelf(built), Removal(any_page=any_page))


def shown(store: Store) -> dict[str, str]:
    """What readers can read, but for our lists."""
    names = store.names("webb/sida/") - {"manifest.json", "utgava.json"}
    return {name: store.read(f"webb/sida/{name}")[0].decode() for name in names}


def test_what_is_built_is_what_readers_get(store: Store, built: Path) -> None:
    assert deploy(store, built) == []

    assert shown(store) == first()
    assert store.read("webb/sida/manifest.json")[0] == (built / "manifest.json").read_bytes()


@pytest.mark.parametrize(
    ("name", "type_", "cache", "encoding"),
    [
        ("index.html", "text/html; charset=utf-8", "no-cache", "gzip"),
        (CODE_1, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "gzip"),
        (INDEX_1, "application/json; charset=utf-8", "public, max-age=31536000, immutable", "gzip"),
        ("data.csv", "text/csv; charset=utf-8", "no-cache", None),
        ("manifest.json", "application/json; charset=utf-8", "no-cache", None),
    ],
)
def test_a_file_says_what_it_is_and_how_long_it_is_kept(
    store: Store, built: Path, name: str, type_: str, cache: str, encoding: str | None
) -> None:
    deploy(store, built)

    headers = store.read(f"webb/sida/{name}")[1]

    assert headers["Content-Type"] == type_
    assert headers["Cache-Control"] == cache
    assert headers.get("Content-Encoding") == encoding


def test_earlier_releases_are_not_for_readers(store: Store, built: Path) -> None:
    deploy(store, built)

    assert store.has("webb/sida/index.html")
    assert not any(store.has(key) for key in store.names("webb/.sida-utgavor/"))
    assert store.names("webb/.sida-utgavor/")


def test_compressed_copies_stay_at_home(store: Store, tmp_path: Path) -> None:
    publish(tmp_path / "site", {**first(), "index.html.gz": "x", "index.html.br": "x", "arkiv.gz": "x"})
    deploy(store, tmp_path / "site")

    assert {name for name in shown(store) if name.endswith((".gz", ".br"))} == {"arkiv.gz"}


def test_only_what_has_changed_is_sent_and_pages_come_after_what_they_name(store: Store, built: Path) -> None:
    deploy(store, built)
    store.asked.clear()
    publish(built, second())
    deploy(store, built)

    sent = [path for path in store.puts() if path.startswith("webb/.sida-utgavor/filer/")]
    assert len(sent) == 5 + 1  # Three pages, a script and an index; and the list of what the build made.
    order = [path.removeprefix("webb/sida/") for path in store.puts() if path.startswith("webb/sida/")]
    assert {*order[:2]} == {CODE_2, INDEX_2}
    assert order[2:] == ["ny/index.html", "utgava.json", "a/index.html", "index.html", "manifest.json"]


def test_publishing_the_same_again_sends_nothing(store: Store, built: Path) -> None:
    deploy(store, built)
    store.asked.clear()
    deploy(store, built)

    assert [path for path in store.puts() if not path.endswith("/las")] == []


def test_what_is_gone_goes_at_once_but_scripts_after_their_releases_and_an_hour(
    store: Store, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(store, built)
    publish(built, second())
    deploy(store, built)
    assert not store.has("webb/sida/bort/index.html")
    assert store.has(f"webb/sida/{CODE_1}")  # Carried over.
    assert not store.has(f"webb/sida/{INDEX_1}")  # It tells of the page that went.

    for number in range(3):
        publish(built, {**second(), "index.html": page(CODE_2, f"start {number}")})
        deploy(store, built)
    assert store.has(f"webb/sida/{CODE_1}")  # No release names it, but somebody may read a page that does.

    monkeypatch.setattr(time, "time", lambda real=time.time: real() + s3_store.GRACE + 1)
    publish(built, {**second(), "index.html": page(CODE_2, "sist")})
    deploy(store, built)
    assert not store.has(f"webb/sida/{CODE_1}")
    assert store.has(f"webb/sida/{CODE_2}")


def test_a_page_must_not_just_vanish(store: Store, built: Path) -> None:
    deploy(store, built)
    publish(built, second())

    assert [one.code for one in deploy(store, built, any_page=False)] == ["lost-page"]
    assert shown(store) == first()


def test_one_can_go_back_and_forth(store: Store, built: Path) -> None:
    deploy(store, built)
    publish(built, second())
    deploy(store, built)
    with opened_in_bucket(place(store)) as shelf:
        roll_back(shelf)
    assert {name: text for name, text in shown(store).items() if name != CODE_2} == first()
    assert store.has(f"webb/sida/{CODE_2}")  # A page that is open now goes on working.

    with opened_in_bucket(place(store)) as shelf:
        roll_back(shelf, "2")
    assert shown(store)["index.html"] == second()["index.html"]


def test_only_the_last_releases_and_their_files_are_kept(store: Store, built: Path) -> None:
    for number in range(6):
        publish(built, {**first(), "index.html": page(CODE_1, str(number))})
        with opened_in_bucket(place(store)) as shelf:
            publish_to(shelf, LocalShelf(built), Removal(), keep=3)
    with seen_in_bucket(place(store)) as shelf:
        releases = shelf.releases()
        named = {digest for one in releases for digest in shelf.contents(one).manifest.values()}
    assert [one.number for one in releases] == [4, 5, 6]
    assert {key.removesuffix(".gz") for key in store.names("webb/.sida-utgavor/filer/")} == named


def test_a_purged_page_is_gone_from_all_releases_and_from_readers(store: Store, built: Path) -> None:
    deploy(store, built)
    publish(built, {**first(), "a/index.html": page(CODE_1, "ny a"), "bort/index.html": page(CODE_1, "hemlig")})
    deploy(store, built)
    with opened_in_bucket(place(store)) as shelf:
        gone = purge(shelf, "/bort/")
        assert len(gone) == 2
        assert shelf.faults(shelf.releases()[-1]) == []

    everything = b"".join(
        gzip.decompress(store.inside(key)) if store.inside(key)[:2] == b"\x1f\x8b" else store.inside(key)
        for key in store.names()
    )
    assert b"hemlig" not in everything
    assert b"ny a" in everything


def test_a_damaged_site_is_mended_by_publishing_the_same(store: Store, built: Path) -> None:
    deploy(store, built)
    store.client.delete_object(Bucket=store.bucket, Key="webb/sida/a/index.html")
    deploy(store, built)

    assert shown(store) == first()


def test_a_file_that_changes_between_judging_and_sending_is_not_shown(store: Store, built: Path) -> None:
    target = built.resolve() / "a/index.html"
    target.chmod(0o644)
    real = s3_store.read_plain

    def swapped(path: Path, **how: Any) -> bytes:
        return b"annat" if path.name == "index.html" and path.parent.name == "a" else real(path, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(s3_store, "read_plain", swapped)
        with pytest.raises(PublishError, match=re.escape("a/index.html kom inte fram hel")):
            deploy(store, built)
    assert shown(store) == {}


def test_a_bucket_with_something_else_in_it_is_left_alone(store: Store, built: Path) -> None:
    store.client.put_object(Bucket=store.bucket, Key="webb/sida/annat.html", Body=b"x")

    with pytest.raises(PublishError, match="annat än en webbplats som kb har byggt, till exempel annat"):
        deploy(store, built)
    assert store.names() == {"webb/sida/annat.html"}


def test_the_name_of_what_lies_there_orders_no_terminal_about(store: Store, built: Path) -> None:
    store.client.put_object(Bucket=store.bucket, Key="webb/sida/\x1b]0;a\x07.html", Body=b"x")

    with pytest.raises(PublishError) as found:
        deploy(store, built)
    assert "\x1b" not in str(found.value)


def test_a_site_can_have_a_bucket_of_its_own(store: Store, built: Path) -> None:
    whole = Place(store.bucket, "")
    for files in (first(), second()):
        publish(built, files)
        with opened_in_bucket(whole) as shelf:
            assert publish_to(shelf, LocalShelf(built), Removal(any_page=True)) == []

    assert gzip.decompress(store.inside("index.html")).decode() == second()["index.html"]
    assert {key.split("/")[0] for key in store.names() if key.startswith(".")} == {".utgavor"}


def test_faults_of_the_store_are_tried_again(store: Store, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "_TIMEOUT", 1)
    count = iter(range(10_000))

    def now_and_then(_: dict[str, Any]) -> str:
        return {0: "500", 3: "503", 13: "slow"}.get(next(count) % 14, "")

    store.fault = now_and_then
    assert deploy(store, built) == []
    store.fault = lambda _: ""

    assert shown(store) == first()


def test_a_store_that_never_answers_is_told_and_nothing_is_shown(store: Store, built: Path) -> None:
    store.fault = lambda environ: "503" if "/filer/" in environ["PATH_INFO"] else ""
    with pytest.raises(PublishError, match="lagringen säger nej: 503"):
        deploy(store, built)
    store.fault = lambda _: ""

    assert shown(store) == {}
    assert deploy(store, built) == []
    assert shown(store) == first()


PUBLISH = """
import sys
from pathlib import Path
from kunskapsbank.publish import s3_store
from kunskapsbank.publish.local_store import LocalShelf
from kunskapsbank.publish.publishing import Removal, publish_to
s3_store.STALE = -1
with s3_store.opened_in_bucket(s3_store.place_of(sys.argv[1])) as shelf:
    publish_to(shelf, LocalShelf(Path(sys.argv[2])), Removal(any_page=True))
"""


def test_killed_anywhere_readers_have_whole_pages_and_the_next_publishing_finishes(store: Store, built: Path) -> None:
    deploy(store, built)
    publish(built, second())
    kills, at = 0, 1
    while True:
        died = _published_until(store, built, at)
        pages = {name: text for name, text in shown(store).items() if name.endswith(".html")}
        for text in pages.values():
            match = re.search(r'src="/([^"]+)"', text)
            assert match
            assert store.has(f"webb/sida/{match[1]}")
        assert {"index.html", "a/index.html"} <= pages.keys()
        if not died:
            break
        kills, at = kills + 1, at + 7

    assert kills >= 5
    assert {name for name in shown(store) if name != CODE_1} == {*second()}
    assert shown(store)["index.html"] == second()["index.html"]
    with seen_in_bucket(place(store)) as shelf:
        live = shelf.live()
        assert live
        assert shelf.faults(live) == []


def _published_until(store: Store, built: Path, number: int) -> bool:
    """Publish in a process that dies at its request *number*; whether it did."""
    process: subprocess.Popen[bytes] | None = None
    asked = 0
    ready = threading.Event()

    def kill(_: dict[str, Any]) -> str:
        nonlocal asked
        ready.wait()
        asked += 1
        if asked == number and process:
            process.send_signal(signal.SIGKILL)
            process.wait()
        return ""

    store.fault = kill
    command = [sys.executable, "-c", PUBLISH, f"s3://{store.bucket}/webb/sida", str(built)]
    process = subprocess.Popen(command, env={**os.environ, **environment(store)})
    ready.set()
    code = process.wait(60)
    store.fault = lambda _: ""
    assert code in (0, -signal.SIGKILL)
    return code != 0


def test_two_never_publish_at_once(store: Store, built: Path) -> None:
    with opened_in_bucket(place(store)) as shelf:
        publish_to(shelf, LocalShelf(built), Removal())
        with pytest.raises(PublishError, match="någon annan publicerar"), opened_in_bucket(place(store)):
            pass
    with opened_in_bucket(place(store)):
        pass


def test_a_lock_that_nobody_renews_is_nobodys(store: Store, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store.client.put_object(Bucket=store.bucket, Key="webb/.sida-utgavor/las", Body=b"{}")
    with pytest.raises(PublishError, match="någon annan publicerar"):
        deploy(store, built)

    monkeypatch.setattr(s3_store, "STALE", -1)
    assert deploy(store, built) == []


def test_who_has_lost_the_lock_shows_nothing_more(store: Store, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3_store, "_RENEW", 0.05)
    with opened_in_bucket(place(store)) as shelf:
        store.client.put_object(Bucket=store.bucket, Key="webb/.sida-utgavor/las", Body=b"annan")
        time.sleep(0.5)
        with pytest.raises(PublishError, match="någon annan har tagit låset"):
            publish_to(shelf, LocalShelf(built), Removal())
    assert shown(store) == {}
    assert store.inside("webb/.sida-utgavor/las") == b"annan"


@pytest.mark.parametrize(
    "text",
    ["s3://", "s3:hink", "s3://A", "s3://ab", "s3://hink/../b", "s3://hink/a b", "s3://hink//a", "s3://hi..nk/a"],
)
def test_a_target_that_names_no_place_is_told(text: str) -> None:
    with pytest.raises(PublishError, match="duger inte som mål"):
        place_of(text)


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("AWS_ACCESS_KEY_ID", "", "sätt AWS_ACCESS_KEY_ID"),
        ("AWS_SECRET_ACCESS_KEY", "", "sätt AWS_SECRET_ACCESS_KEY"),
        ("AWS_ENDPOINT_URL_S3", "file:///etc/passwd", "adressen i AWS_ENDPOINT_URL_S3 duger inte"),
        ("AWS_ENDPOINT_URL_S3", "http://u:hemligt@host/", "adressen i AWS_ENDPOINT_URL_S3 duger inte"),
    ],
)
def test_what_is_missing_in_the_environment_is_told_without_its_value(
    store: Store, built: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(PublishError, match=told) as found:
        deploy(store, built)
    assert "hemlig" not in str(found.value)


def test_a_bucket_that_is_not_there_is_told(store: Store, built: Path) -> None:
    with pytest.raises(PublishError, match="det finns ingen hink"), opened_in_bucket(Place("finns-inte", "a")):
        pass


def test_without_the_client_its_name_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore.config", None)
    with pytest.raises(PublishError, match="klienten för S3 saknas"):
        bucket.Bucket("hink")


def test_a_cdn_is_told_the_addresses_that_differ(store: Store, built: Path) -> None:
    deploy(store, built)
    with seen_in_bucket(place(store)) as shelf:
        before = shown_by(shelf)
    publish(built, second())
    deploy(store, built)
    with seen_in_bucket(place(store)) as shelf:
        found = differences(before, shown_by(shelf))

    assert addresses(found.all, "/bank/") == ["/bank/a/", "/bank/bort/", "/bank/", "/bank/ny/", "/bank/utgava.json"]
    assert found.gone == ("bort/index.html", INDEX_1, CODE_1) or {*found.gone} == {"bort/index.html", INDEX_1, CODE_1}


@pytest.fixture
def good(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is built may be published, whatever it is: a test is about where it goes."""
    monkeypatch.setattr("kunskapsbank.cli.publishing._judged", lambda *_: [])


def test_a_dry_run_tells_and_changes_nothing(store: Store, tmp_path: Path, good: None) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: Prov\n", encoding="utf-8")
    publish(tmp_path / "site", first())
    where = f"s3://{store.bucket}/webb/sida"

    told = CliRunner().invoke(kb, ["--projekt", str(tmp_path), "publish", where, "--torrkor"])

    assert told.exit_code == 0, told.output
    assert "+ /a/" in told.output
    assert "filer: 8 nya, 0 ändrade, 0 borttagna" in told.output
    assert store.names() == set()

    deploy(store, tmp_path / "site")
    publish(tmp_path / "site", second())
    before = store.names()
    told = CliRunner().invoke(kb, ["--projekt", str(tmp_path), "publish", where, "--torrkor"])

    assert told.output.splitlines()[:2] == ["+ /ny/", "- /bort/"]
    assert (told.exit_code, "[lost-page]" in told.output) == (1, True)
    assert store.names() == before


def test_the_address_list_and_the_dry_run_hold_for_a_folder_too(tmp_path: Path, good: None) -> None:
    publish(tmp_path / "site", first())
    (tmp_path / "mkdocs.yml").write_text("site_name: Prov\n", encoding="utf-8")

    told = CliRunner().invoke(kb, ["--projekt", str(tmp_path), "publish", str(tmp_path / "ut"), "--torrkor"])

    assert told.exit_code == 0, told.output
    assert not (tmp_path / "ut").exists()
    assert files_in(tmp_path / "site") == first()
