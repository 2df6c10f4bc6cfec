"""How light and sound the pages are: bytes of a first load in a real Chromium and Lighthouse's mobile scores for every
page type, and the Nu HTML checker over every page.

Ends with 1 when a budget is broken. Sizes do not depend on the machine; Lighthouse's performance does, so it takes the
best of up to three runs. Lighthouse and the checker are installed from tools/node, and need npm and Java.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import KB, ROOT
from loopback import CHROMIUM_FLAGS, served, wire_sizes
from playwright.sync_api import sync_playwright

from kunskapsbank.pipeline.build import run
from kunskapsbank.pipeline.project import Project, clock

NODE = ROOT / "tools" / "node"
LIGHTHOUSE = NODE / "node_modules" / "lighthouse" / "cli" / "index.js"
VALIDATOR = NODE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
START_KB, PAGE_KB = 90, 70  #: kB (1 000 bytes) of a first load, everything included, as gzip sends it.
SCORES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}  #: Lighthouse, mobile, 0 to 100.
NOT_INDEXED = ("sok/", "404.html")  #: Search engines are asked to leave them out, so their SEO score says nothing.
TRIES = 3


def install() -> None:
    """Install what tools/node locks.

    Raises:
        SystemExit: Without npm or Java, or when the installation fails.
    """
    for program in ("npm", "java"):
        if shutil.which(program) is None:
            raise SystemExit(f"bench: {program} is missing: Lighthouse and the HTML checker did NOT run")
    if subprocess.run(["npm", "ci", "--silent", "--prefix", str(NODE)]).returncode:
        raise SystemExit("bench: npm could not install tools/node: Lighthouse and the HTML checker did NOT run")


def invalid_html(site: Path) -> str:
    """What the Nu HTML checker says of all pages, one line a fault or warning; empty when there is none."""
    # It cannot tell what 'self' is in a file, and takes blocks of data for scripts: the browser tests judge the policy.
    command = [
        "java",
        "-Xss4m",
        "-jar",
        str(VALIDATOR),
        "--Werror",
        "--format",
        "gnu",
        "--skip-non-html",
        "--filterpattern",
        ".*Content Security Policy.*",
        str(site),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False).stderr


def scores(chromium: str, url: str) -> dict[str, int]:
    """Lighthouse's mobile scores of *url*, 0 to 100, by category."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "report.json")
        flags = f"--chrome-flags={' '.join(CHROMIUM_FLAGS)} --user-data-dir={folder}/profile"
        command = [
            "node",
            str(LIGHTHOUSE),
            url,
            "--quiet",
            "--output=json",
            f"--output-path={out}",
            flags,
            f"--only-categories={','.join(SCORES)}",
        ]
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium}, stderr=subprocess.DEVNULL)
        report = json.loads(out.read_text(encoding="utf-8"))
    return {name: round((report["categories"][name]["score"] or 0) * 100) for name in SCORES}


def best(chromium: str, url: str, wanted: dict[str, int]) -> dict[str, int]:
    """The best scores of a few runs: a busy machine lowers performance, nothing raises it."""
    found: dict[str, int] = {}
    for _ in range(TRIES):
        found = {name: max(score, found.get(name, 0)) for name, score in scores(chromium, url).items()}
        if all(found[name] >= score for name, score in wanted.items()):
            break
    return found


def rows(site: Path, chromium: str) -> Iterator[tuple[str, bool]]:
    """One printed line per page type, and whether it keeps its budgets."""
    addresses = [*run(Project(ROOT), clock()).page_types(), "404.html"]
    with served(site) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        for address in addresses:
            size = sum(wire_sizes(browser, base + address).values()) / 1000
            wanted = {k: v for k, v in SCORES.items() if k != "seo" or address not in NOT_INDEXED}
            found = best(chromium, base + address, wanted)
            kept = size <= (PAGE_KB if address else START_KB) and all(found[k] >= v for k, v in wanted.items())
            yield f"{address or 'start':44}{size:7.1f}" + "".join(f"{found[k]:8}" for k in SCORES), kept
        browser.close()


def main() -> None:
    """Build, measure, print."""
    install()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    with tempfile.TemporaryDirectory() as work:
        site = Path(work, "site")
        subprocess.run([*KB, "--projekt", str(ROOT), "build", "--out", str(site)], check=True)
        print(f"\nFirst load in kB, gzip (start {START_KB}, others {PAGE_KB}); Lighthouse mobile, at least {SCORES}")
        faults = invalid_html(site)
        print(faults or "The Nu HTML checker finds nothing.", flush=True)
        broken = 0
        for line, kept in rows(site, chromium):
            print(line if kept else f"{line}  BROKEN", flush=True)
            broken += not kept
    if broken or faults:
        raise SystemExit(f"bench: {broken} page types break a budget, {len(faults.splitlines())} faults in HTML")


if __name__ == "__main__":
    main()
