"""A real nginx under load while releases come and go: no request may fail, and no page may miss what it names.

Usage: soak_serving.py [REQUESTS [DEPLOYS]]   (600 000 and 1 000)
Three releases of the real site, each with a text and a style of its own and the versions of the two before it, take
turns behind the shipped configuration: each deploy is one rename of the link that nginx follows. wrk reads pages, and
of each page what it names (see soak_serving.lua). Both figures are reached, whichever takes longer.
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

from local_nginx import environment, nginx

from kunskapsbank.versions import VERSIONED

ROOT = Path(__file__).resolve().parent.parent
KB = [sys.executable, "-m", "kunskapsbank"]
FIGURES = (600_000, 1_000)  #: Requests and deploys, at least.
RELEASES = 3
PAUSE = 0.03  #: Seconds between two deploys.
ROUND = 20  #: Seconds that wrk runs before the figures are looked at.
TROUBLE = ("failures", "connect", "read", "write", "timeout")


def build_releases(work: Path) -> list[Path]:
    """Releases of the real site that differ in style and in the index."""
    project = work / "projekt"
    project.mkdir()
    for name in ("content", "docs", "macros", "overrides"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "mkdocs.yml", project)
    return [_build(project, work / f"utgava-{number}", number) for number in range(RELEASES)]


def _build(project: Path, out: Path, number: int) -> Path:
    with (project / "docs/assets/stil.css").open("a", encoding="utf-8") as style:
        style.write(f"/* {number} */\n")
    with (project / "docs/om/index.md").open("a", encoding="utf-8") as page:
        page.write(f"\n\nUtgåva {'abc'[number]}.\n")
    subprocess.run([*KB, "--projekt", str(project), "build", "--komprimera", "--out", str(out)], check=True,
                   stdout=subprocess.DEVNULL)
    return out


def carry(releases: Sequence[Path]) -> None:
    """Give each release the versions of the others."""
    own = {(root, folder.name): folder.resolve() for release in releases for root in VERSIONED
           for folder in (release / root).iterdir() if folder.is_dir()}
    for release in releases:
        for (root, name), folder in own.items():
            if not (release / root / name).exists():
                shutil.copytree(folder, release / root / name, copy_function=os.link)


class Deployer(threading.Thread):
    """Renames the link to the next release, over and over, until told to stop."""

    def __init__(self, link: Path, releases: Sequence[Path]) -> None:
        super().__init__()
        self.link, self.releases = link, releases
        self.deploys = 0
        self.enough = threading.Event()

    def run(self) -> None:
        """Deploy."""
        new = self.link.with_name("ny")
        for release in cycle(self.releases):
            if self.enough.wait(PAUSE):
                return
            new.symlink_to(release)
            new.replace(self.link)
            self.deploys += 1


def load(address: str, pages: Path, seconds: int) -> dict[str, Any]:
    """What one round of wrk saw."""
    wrk = Path(os.environ.get("WRK") or shutil.which("wrk") or "/usr/bin/wrk")
    command = [str(wrk), "-t2", "-c32", f"-d{seconds}s", "--latency", "--timeout", "20s",
               "-s", str(Path(__file__).with_suffix(".lua")), address]
    surroundings = {**environment(wrk), "PAGES": str(pages)}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout.partition("RESULT ")[2])
    return result


def main() -> None:
    """Build, serve, deploy, load, tell; exit 1 if anything failed."""
    requests, deploys = (int(figure) for figure in (*sys.argv[1:], *FIGURES[len(sys.argv) - 1:]))
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        releases = build_releases(work)
        carry(releases)
        pages = work / "sidor.txt"
        pages.write_text("".join(f"/{p.parent.relative_to(releases[0]).as_posix()}/\n".replace("/./", "/")
                                 for p in releases[0].rglob("index.html")), encoding="utf-8")
        link = work / "site"
        link.symlink_to(releases[0])
        deployer, total, rounds = Deployer(link, releases), Counter[str](), []
        with nginx(link, work) as served:
            began = time.monotonic()
            deployer.start()
            try:
                while total["requests"] < requests or deployer.deploys < deploys:
                    rounds.append(load(served.address, pages, ROUND))
                    total.update({k: v for k, v in rounds[-1].items() if isinstance(v, int)})
            finally:
                deployer.enough.set()
                deployer.join()
            took = time.monotonic() - began
            complaints = served.log.read_text(encoding="utf-8")
    report(total, deployer.deploys, took, rounds, complaints)


def report(total: Counter[str], deploys: int, took: float, rounds: Sequence[dict[str, Any]], complaints: str) -> None:
    """Print the figures; exit 1 if a request failed."""
    trouble = {name: total[name] for name in TROUBLE}
    print(f"{total['requests']} requests ({total['pages']} pages, {total['versions']} files they named) in {took:.0f} s"
          f" during {deploys} deploys: {sum(trouble.values())} failed")
    print(f"median {max(r['p50_ms'] for r in rounds):.1f} ms, 99 % within {max(r['p99_ms'] for r in rounds):.1f} ms, "
          "in the slowest round")
    if any(trouble.values()):
        sys.exit(f"{trouble}\n{' '.join(r['first'] for r in rounds)}\n{complaints[-2000:]}")


if __name__ == "__main__":
    main()
