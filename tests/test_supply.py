"""What the project is built with is locked, listed, under licences we accept, and asked about."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import metadata
from pathlib import Path

import pytest
from audit import NoAnswer, findings, rounds
from inventory import (
    ACCEPTED,
    ALL,
    LICENCES,
    LOCK,
    SBOM,
    SITE,
    SOAK,
    TEST,
    Locked,
    licence,
    licence_table,
    locked,
    sbom,
)

from .conftest import REPO, answering

LOCKS = [SITE, TEST, LOCK, SOAK]


def pins(file: Path) -> set[tuple[str, str]]:
    """(name, version) of every package of a lock, read in another way than the tool does."""
    return set(re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", file.read_text(encoding="utf-8"), re.M))


def installed(package: Locked) -> bool:
    """Whether this very version is here: a lock also holds what other Pythons need."""
    try:
        return metadata.version(package.name) == package.version
    except metadata.PackageNotFoundError:
        return False


@pytest.mark.parametrize("lock", LOCKS, ids=lambda p: p.name)
def test_a_lock_names_each_package_once_with_version_and_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    packages = locked(lock)

    assert {(p.name, p.version) for p in packages} == pins(lock)
    assert [p.pinned for p in packages if not p.hashes] == []
    assert re.findall(r"://|^ *-(?!-only-binary :all:|-hash=sha256:[0-9a-f]{64})\S*", text, re.M) == []


def test_the_lock_of_node_packages_has_a_hash_for_each_and_no_address_to_read_it_from() -> None:
    lock = json.loads((REPO / "tools" / "node" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert {"node_modules/typescript", "node_modules/@biomejs/biome", "node_modules/lighthouse"} <= packages.keys()
    assert [name for name, package in packages.items() if not package.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


@pytest.mark.parametrize(("environment", "code"), [({}, 0), ({"CI": "true"}, 1)])
def test_without_node_the_scripts_are_said_to_be_unchecked_and_ci_fails(
    environment: dict[str, str], code: int, tmp_path: Path
) -> None:
    for program in ("sh", "dirname"):
        (tmp_path / program).symlink_to(shutil.which(program) or "")
    done = subprocess.run(
        ["sh", str(REPO / "tools" / "scripts.sh")],
        env={"PATH": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, "NOT checked and NOT tested" in done.stderr) == (code, True)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda p: p.name)
def test_a_lock_makes_pip_refuse_a_source_package_whatever_its_hash(lock: Path, tmp_path: Path) -> None:
    archive = tmp_path / "prov-1.0.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        info = tarfile.TarInfo("prov-1.0/setup.py")
        tar.addfile(info, io.BytesIO())
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    first_line = lock.read_text(encoding="utf-8").splitlines()[0]
    wanted = tmp_path / "wanted.txt"
    wanted.write_text(f"{first_line}\nprov==1.0 --hash=sha256:{digest}\n", encoding="utf-8")

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--no-index",
            "--find-links",
            str(tmp_path),
            "--no-deps",
            "-d",
            str(tmp_path / "ut"),
            "-r",
            str(wanted),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    assert "No matching distribution found for prov==1.0" in done.stderr


def test_every_install_in_the_makefile_asks_for_hashes_and_wheels_only() -> None:
    installs = re.findall(r"^\t\$\(INSTALL\) (.*)$", (REPO / "Makefile").read_text(encoding="utf-8"), re.M)

    assert [line for line in installs if not line.startswith("--require-hashes --only-binary :all: -r ")] == [
        "--no-build-isolation -e ."
    ]


def test_the_tests_run_with_the_same_versions_as_the_site_is_built_with() -> None:
    assert set(locked(SITE)) <= set(locked(TEST))


def test_the_bill_of_materials_lists_each_package_of_the_site_with_its_hashes() -> None:
    components = json.loads(SBOM.read_text(encoding="utf-8"))["components"]

    assert {(c["name"], c["version"], tuple(sorted(h["content"] for h in c["hashes"]))) for c in components} == {
        (p.name, p.version, tuple(sorted(p.hashes))) for p in locked(SITE)
    }


def test_the_bill_of_materials_tells_the_licences_that_the_packages_tell() -> None:
    here = [p for p in locked(SITE) if installed(p)]
    listed = {c["purl"]: c for c in json.loads(SBOM.read_text(encoding="utf-8"))["components"]}

    assert len(here) > 40
    assert [c for c in json.loads(sbom(here))["components"] if c != listed[c["purl"]]] == []


def test_the_bill_of_materials_is_the_same_to_the_byte_however_python_orders_its_sets() -> None:
    code = (
        "import sys; from inventory import SITE, locked, sbom; "
        "print(sbom([p for p in locked(SITE) if p.pinned in sys.argv]))"
    )
    here = [p.pinned for p in locked(SITE) if installed(p)]
    texts = {
        subprocess.run(
            [sys.executable, "-c", code, *here],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
            cwd=REPO / "tools",
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }

    assert len(texts) == 1


def test_the_bill_of_materials_names_no_time_and_no_serial_number() -> None:
    bill = json.loads(SBOM.read_text(encoding="utf-8"))

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert "serialNumber" not in bill
    assert "timestamp" not in bill["metadata"]


def test_the_list_of_licences_holds_every_locked_package_as_it_is() -> None:
    site, packages = locked(SITE), [package for lock in ALL for package in locked(lock)]
    written = [line for line in LICENCES.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    true = licence_table(site, [p for p in packages if installed(p)]).splitlines()

    assert {tuple(line.split(" | ")[:2]) for line in written} == {(f"| {p.name}", p.version) for p in packages}
    assert [line for line in true if line.startswith("| ") and line not in LICENCES.read_text(encoding="utf-8")] == []


def test_every_licence_in_the_list_is_one_we_accept() -> None:
    cells = [line.split(" | ")[2] for line in LICENCES.read_text(encoding="utf-8").splitlines()[8:]]

    assert len(cells) > 80
    assert {part for cell in cells for part in re.split(r" (?:AND|OR) ", cell)} <= ACCEPTED


@pytest.mark.parametrize(
    "field",
    [
        pytest.param({"License-Expression": "GPL-3.0-only"}, id="a licence we have not accepted"),
        pytest.param({"License-Expression": "MIT AND SSPL-1.0"}, id="one of two not accepted"),
        pytest.param({"License": "Se bifogad fil"}, id="words that name no licence"),
        pytest.param({"Classifier": "License :: OSI Approved :: BSD License"}, id="BSD without saying which"),
        pytest.param({}, id="nothing at all"),
    ],
)
def test_a_package_is_refused_when_its_licence_is(field: dict[str, str]) -> None:
    described = Message()
    for name, value in field.items():
        described[name] = value

    with pytest.raises(ValueError, match=r"^prov: licence .*tools/inventory.py"):
        licence("prov", described)


def test_the_licence_of_the_published_suffixes_is_published_whole() -> None:
    [original] = [f for f in metadata.files("snowballstemmer") or () if f.name == "COPYING"]

    assert (REPO / "docs" / "om" / "snowball-licens.txt").read_bytes() == original.read_binary()


Answer = Callable[[str], tuple[int, str]]


@contextmanager
def vulnerability_service(answer: Answer) -> Iterator[str]:
    """A service on loopback that speaks as OSV does; *answer* gives status and text for the name of a package."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, text = answer(asked["package"]["name"])
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    httpd = HTTPServer(("127.0.0.1", 0), Handler)
    with answering(httpd):
        yield f"http://127.0.0.1:{httpd.server_port}/"


def audited(address: str) -> subprocess.CompletedProcess[str]:
    """What ``make audit`` does, asking *address*."""
    return subprocess.run(
        [sys.executable, str(REPO / "tools" / "audit.py"), "-s", "osv", "--osv-url", address],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"},
    )


def test_an_audit_where_every_package_is_answered_for_and_clean_gives_0() -> None:
    with vulnerability_service(lambda name: (200, "{}")) as address:
        done = audited(address)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"audit: {len(set.union(*map(pins, ALL)))} packages looked up, 0 known vulnerabilities\n"


def test_an_audit_that_finds_something_gives_1_and_tells_what_mends_it() -> None:
    fault = {
        "vulns": [
            {
                "id": "PYSEC-1",
                "summary": "Prov",
                "affected": [
                    {
                        "package": {"name": "jinja2", "ecosystem": "PyPI"},
                        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}],
                    }
                ],
            }
        ]
    }
    with vulnerability_service(lambda name: (200, json.dumps(fault) if name == "jinja2" else "{}")) as address:
        done = audited(address)

    assert done.returncode == 1
    assert re.match(r"jinja2==[\d.]+: PYSEC-1, fixed in 99\.1\naudit: \d+ packages looked up, 1 known", done.stdout)


def test_an_audit_where_one_answer_is_unreadable_gives_2_and_says_that_nothing_is_known() -> None:
    with vulnerability_service(lambda name: (200, "<html>" if name == "jinja2" else "{}")) as address:
        done = audited(address)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("audit: NOT DONE: pip-audit ended with 1 and said: ")
    assert done.stderr.endswith("Nothing is known until the service has answered for every package.\n")


def test_an_audit_without_a_network_gives_2() -> None:
    with vulnerability_service(lambda name: (200, "{}")) as address:
        pass  # Its port is closed now.

    done = audited(address)

    assert (done.returncode, done.stdout) == (2, "")
    assert "Connection refused" in done.stderr


def test_a_package_that_the_service_does_not_know_is_no_clean_package() -> None:
    known, unknown = Locked("a", "1", "", ()), Locked("b", "2", "", ())
    answers = [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}]

    assert findings([known], answers) == []
    with pytest.raises(NoAnswer, match="no answer for 1 of 2 packages: b==2"):
        findings([known, unknown], answers)


def test_both_versions_are_asked_for_when_two_pythons_need_one_each() -> None:
    old, new, other = (Locked(name, version, "", ()) for name, version in (("a", "1"), ("a", "2"), ("b", "1")))

    assert rounds([new, other, old]) == [[old, other], [new]]
