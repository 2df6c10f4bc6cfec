"""Time, memory and size of ``kb build`` against stock MkDocs with Material on the same pages, as ratios.

The stock site gets the finished pages (``kb stage``), Material's own templates and search, and a navigation of six
items. Runs alternate, so that a machine that slows down slows both. Time is processor time of the whole tree of
processes; memory is the largest of them.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml
from bench_content import write

from kunskapsbank.pipeline.project import Project

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".bench"
RUNS = 3
GENERATED = 2000
STOCK_NAV = [
    "index.md",
    "vagledning/index.md",
    "branschmodeller/index.md",
    "malgrupper/index.md",
    "konferenser/index.md",
    "begrepp/index.md",
]
KB = [sys.executable, "-m", "kunskapsbank"]


@dataclass(frozen=True)
class Cost:
    """What one build took."""

    cpu: float  #: Seconds, user and system.
    memory: float  #: MB, the largest process.
    size: float  #: MB on disk.


def run(command: list[str], out: Path) -> Cost:
    """Run *command*, which builds a site into *out*, from nothing; *out* stands alone in its folder."""
    shutil.rmtree(out.parent, ignore_errors=True)  # Ours is a link to a release beside it.
    out.parent.mkdir()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"bench: {' '.join(command)} failed")
    size = sum(p.stat().st_size for p in out.rglob("*") if p.is_file())
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, size / 1e6)


def stock_project(project: Path, target: Path) -> None:
    """The pages of *project* with stock Material around them."""
    shutil.rmtree(target, ignore_errors=True)
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    subprocess.run([*KB, "--projekt", str(project), "stage", str(target)], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(target / "overrides")
    config = {"site_name": "Stock", "theme": {"name": "material", "language": "sv", "font": False}, "nav": STOCK_NAV}
    (target / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")


def compare(name: str, project: Path) -> None:
    """Print one row per figure for *project*."""
    stock, ours_out, stock_out = WORK / f"{name}-stock", WORK / f"{name}-ut/site", WORK / f"{name}-stock-ut/site"
    stock_project(project, stock)
    ours_command = [*KB, "--projekt", str(project), "build", "--out", str(ours_out)]
    config = str(stock / "mkdocs.yml")
    stock_command = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", config, "-d", str(stock_out)]
    pairs = [(run(ours_command, ours_out), run(stock_command, stock_out)) for _ in range(RUNS)]
    print(f"\n{name}: {sum(1 for _ in ours_out.rglob('index.html'))} pages, median of {RUNS} runs")
    print(f"{'':22}{'ours':>10}{'stock':>10}{'ratio':>8}")
    for label, figure in (("CPU seconds", "cpu"), ("peak memory, MB", "memory"), ("output, MB", "size")):
        ours = statistics.median(getattr(a, figure) for a, _ in pairs)
        theirs = statistics.median(getattr(b, figure) for _, b in pairs)
        ratio = statistics.median(getattr(a, figure) / getattr(b, figure) for a, b in pairs)
        print(f"{label:22}{ours:10.1f}{theirs:10.1f}{ratio:8.2f}")


def main() -> None:
    """Measure the real site and the same site with made-up records added."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    compare("real", ROOT)
    generated = WORK / "generated"
    write(Project(ROOT), GENERATED, generated)
    compare("generated", generated)


if __name__ == "__main__":
    main()
