"""A real nginx under load while releases come and go: no request may fail, and no page may miss what it names.

Usage: soak_serving.py [REQUESTS [DEPLOYS]]   (600 000 and 1 000)
Three builds of the real site, each with a text and a style of its own, are published in turn to the folder that the
shipped configuration serves, with all that ``kb publish`` does: copy, check, carry earlier versions over, wait for the
disk, rename the link, remove the oldest release. wrk reads pages, and of each page what it names (see
soak_serving.lua). Both figures are reached, whichever takes longer.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

from local_servers import environment, nginx

from kunskapsbank.base.parts import ASSETS
from kunskapsbank.publish.local_store import LocalShelf
from kunskapsbank.publish.publishing import Removal, opened, publish_to

ROOT = Path(__file__).resolve().parent.parent
KB = [sys.executable, "-m", "kunskapsbank"]
FIGURES = (600_000, 1_000)  #: Requests and deploys, at least.
BUILDS = 3
ROUND = 20  #: Seconds that wrk runs before the figures are looked at.
TROUBLE = ("failures", "connect", "read", "write", "timeout")


def build_all(work: Path) -> list[LocalShelf]:
    """Builds of the real site, without the files to hand out, that differ in style and in the index."""
    project = work / "projekt"
    project.mkdir()
    for name in ("content", "docs", "kinds", "macros", "texter"):
        shutil.copytree(ROOT / name, project / name)
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (project / "mkdocs.yml").write_text(
        config.replace("- kunskapsbank:\n", "- kunskapsbank:\n      handouts: false\n"), "utf-8"
    )
    return [_build(project, work / f"bygge-{number}", number) for number in range(BUILDS)]


def _build(project: Path, out: Path, number: int) -> LocalShelf:
    own = project / ASSETS.folder / "stil.css"
    own.parent.mkdir(exist_ok=True)
    standard = (ASSETS.standard / "stil.css").read_text(encoding="utf-8")
    own.write_text(f"{standard}/* {number} */\n", encoding="utf-8")
    with (project / "docs/om/index.md").open("a", encoding="utf-8") as page:
        page.write(f"\n\nUtgåva {'abc'[number]}.\n")
    subprocess.run(
        [*KB, "--projekt", str(project), "build", "--komprimera", "--out", str(out)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return LocalShelf(out)


def deploy(site: Path, build: LocalShelf) -> None:
    """Publish *build* to *site*, as ``kb publish`` does.

    Raises:
        RuntimeError: If nothing was published.
    """
    with opened(site) as shelf:
        before = shelf.live()
        problems = publish_to(shelf, build, Removal())
        if problems or shelf.live() == before:
            raise RuntimeError(f"nothing was published: {problems}")


class Deployer(threading.Thread):
    """Publishes the next build, over and over, until told to stop or a deploy fails."""

    def __init__(self, site: Path, builds: Sequence[LocalShelf]) -> None:
        super().__init__()
        self.site, self.builds = site, builds
        self.deploys = 0
        self.failure: Exception | None = None
        self.enough = threading.Event()

    def run(self) -> None:
        """Deploy."""
        try:
            for build in cycle(self.builds):
                if self.enough.is_set():
                    return
                deploy(self.site, build)
                self.deploys += 1
        except Exception as error:
            self.failure = error


def load(address: str, pages: Path, seconds: int) -> dict[str, Any]:
    """What one round of wrk saw."""
    wrk = Path(os.environ.get("WRK") or shutil.which("wrk") or "/usr/bin/wrk")
    command = [
        str(wrk),
        "-t1",
        "-c16",
        f"-d{seconds}s",
        "--latency",
        "--timeout",
        "20s",
        "-s",
        str(Path(__file__).with_suffix(".lua")),
        address,
    ]
    surroundings = {**environment(wrk), "PAGES": str(pages)}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.partition("RESULT ")[2])
    return result


def main() -> None:
    """Build, serve, deploy, load, tell; exit 1 if anything failed."""
    given = [int(figure) for figure in sys.argv[1:]]
    requests, deploys = (*given, *FIGURES[len(given) :])
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        builds = build_all(work)
        site = work / "site"
        deploy(site, builds[-1])
        pages = work / "sidor.txt"
        pages.write_text(
            "".join(
                f"/{p.parent.relative_to(site).as_posix()}/\n".replace("/./", "/") for p in site.rglob("index.html")
            ),
            encoding="utf-8",
        )
        deployer, total, rounds = Deployer(site, builds), Counter[str](), []
        with nginx(site, work) as served:
            began = time.monotonic()
            deployer.start()
            try:
                while deployer.is_alive() and (total["requests"] < requests or deployer.deploys < deploys):
                    rounds.append(load(served.address, pages, ROUND))
                    total.update({k: v for k, v in rounds[-1].items() if isinstance(v, int)})
            finally:
                deployer.enough.set()
                deployer.join()
            took = time.monotonic() - began
            complaints = served.log.read_text(encoding="utf-8")
    report(total, deployer.deploys, took, rounds, complaints)
    if deployer.failure:
        raise deployer.failure


def report(total: Counter[str], deploys: int, took: float, rounds: Sequence[dict[str, Any]], complaints: str) -> None:
    """Print the figures; exit 1 if a request failed."""
    trouble = {name: total[name] for name in TROUBLE}
    print(
        f"{total['requests']} requests ({total['pages']} pages, {total['versions']} files they named) in {took:.0f} s"
        f" during {deploys} deploys: {sum(trouble.values())} failed"
    )
    print(
        f"median {max(r['p50_ms'] for r in rounds):.1f} ms, 99 % within {max(r['p99_ms'] for r in rounds):.1f} ms, "
        "in the slowest round"
    )
    if any(trouble.values()):
        sys.exit(f"{trouble}\n{' '.join(r['first'] for r in rounds)}\n{complaints[-2000:]}")


if __name__ == "__main__":
    main()
