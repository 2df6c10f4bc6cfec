"""What ``kb build`` costs beside other generators on the same pages: a table, and the figures as JSON.

The others get the finished pages (``kb stage``), Material's own templates and search, and a navigation of six items.
Runs alternate, so that a machine that slows down slows all. CPU is user and system time, and memory the sum, of the
whole tree of processes. After each of our builds what it gave is held against a clean build, byte by byte.

    python tools/bench.py [--sizes 0,2000,10000] [--runs 3]
    python tools/bench.py --compare .bench/a.json .bench/b.json
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml
from bench_content import write

from kunskapsbank.pipeline.project import Project
from kunskapsbank.publish.local_store import LocalShelf

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".bench"
ASIDE = WORK / "bort"  #: What is to be deleted.
KB = [sys.executable, "-m", "kunskapsbank", "--now", f"{dt.date.today()}"]
NAV = [
    "index.md",
    *(f"{name}/index.md" for name in "vagledning branschmodeller malgrupper konferenser begrepp".split()),
]
STOCK, OURS = "MkDocs", "kb, cold"
OTHERS = {STOCK: "mkdocs", "ProperDocs": "properdocs", "Zensical": "zensical"}
FIGURES = ("cpu", "wall", "memory", "size")
_SAMPLE_SECONDS = 0.2
_PSS = re.compile(r"^Pss: +(\d+) kB", re.M)


@dataclass(frozen=True)
class Cost:
    """What one build took."""

    cpu: float  #: Seconds, user and system, of the tree of processes.
    wall: float  #: Seconds.
    memory: float  #: MB, the sum over the tree, at its most.
    size: float  #: MB on disk.
    pages: int


def measured(command: list[str], out: Path, folder: Path) -> Cost:
    """Run *command*, which builds a site into *out*, in *folder*."""
    started, most = time.monotonic(), 0.0
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            break
        most = max(most, _memory(process.pid))
        time.sleep(_SAMPLE_SECONDS)
    wall = time.monotonic() - started
    if status:
        raise SystemExit(f"bench: {' '.join(command)} failed")
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    pages = sum(1 for _ in out.rglob("index.html"))
    return Cost(usage.ru_utime + usage.ru_stime, wall, most, size / 1e6, pages)


def _memory(pid: int, several: bool = False) -> float:
    """MB that the process *pid* and those it has started use; nothing when it has just ended, and on other systems.

    What *several* have in common counts once (Pss, proc(5)): a copy of a process has most of its memory from it. That
    takes milliseconds to ask, so one process alone is asked for what it holds.
    """
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if several or children:
            used = int(_PSS.findall(Path(f"/proc/{pid}/smaps_rollup").read_text())[0]) * 1024 / 1e6
        else:
            used = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0.0
    return used + sum(_memory(int(child), several=True) for child in children)


def stock_project(project: Path, target: Path) -> None:
    """The pages of *project* with stock Material around them, and a configuration for each of :data:`OTHERS`."""
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    subprocess.run([*KB, "--projekt", str(project), "stage", str(target)], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(target / "overrides")
    config = {"site_name": "Stock", "theme": {"name": "material", "language": "sv", "font": False}, "nav": NAV}
    for name, module in OTHERS.items():
        own = {**config, "site_dir": str(_out(target, name))}
        (target / f"{module}.yml").write_text(yaml.safe_dump(own), encoding="utf-8")


def _out(target: Path, name: str) -> Path:
    return target / "ut" / name / "site"  # Zensical writes nowhere else than in the project.


def _cleared(*paths: Path) -> None:
    """Put what is at *paths* aside, to be deleted when all has been measured.

    Else a build would pay for what another left: on ext4 without a journal a new file costs up to 0.4 ms where many
    were deleted in the last minutes, since their inodes are passed over (``recently_deleted``, fs/ext4/ialloc.c).
    """
    ASIDE.mkdir(exist_ok=True)
    for path in filter(Path.exists, paths):
        path.rename(ASIDE / secrets.token_hex(8))


def _others(stock: Path) -> Iterator[tuple[str, Callable[[], Cost]]]:
    """What measures each of the other generators that is installed."""
    for name, module in OTHERS.items():
        out = _out(stock, name)

        def build(module: str = module, out: Path = out) -> Cost:
            _cleared(out.parent, stock / ".cache")
            out.parent.mkdir(parents=True)
            return measured([sys.executable, "-m", module, "build", "-f", f"{module}.yml"], out, stock)

        yield name, build


def _ours(project: Path, out: Path) -> Iterator[tuple[str, Callable[[], Cost]]]:
    """What measures our builds: of nothing, of what is built, and of one changed record."""
    command = [*KB, "--projekt", str(project), "build", "--out", str(out)]
    record = next(iter(sorted((project / "content/exempel").glob("*.md"))))

    def cold() -> Cost:
        _cleared(out.parent, project / ".kb-cache")
        out.parent.mkdir(parents=True)
        return measured(command, out, project)

    def changed() -> Cost:
        with record.open("a", encoding="utf-8") as file:
            file.write("\nEtt tillägg.\n")
        cost = measured(command, out, project)
        _refuse_difference(project, out)
        return cost

    yield OURS, cold
    yield "kb, nothing changed", lambda: measured(command, out, project)
    yield "kb, one record changed", changed


def _refuse_difference(project: Path, out: Path) -> None:
    clean = project.with_name(f"{project.name}-rent")
    _cleared(clean)
    shutil.copytree(project, clean, ignore=shutil.ignore_patterns(".kb-cache", "site", ".site-utgavor"))
    subprocess.run([*KB, "--projekt", str(clean), "build"], check=True, stdout=subprocess.DEVNULL)
    if _files(out) != _files(clean / "site"):
        raise SystemExit("bench: an incremental build gave other bytes than a clean one")


def _files(out: Path) -> dict[str, str]:
    shelf = LocalShelf(out)
    live = shelf.live()
    return shelf.contents(live).own if live else {}


def compare(name: str, project: Path, runs: int) -> dict[str, list[Cost]]:
    """The costs of *runs* builds of each sort of *project*; prints the table."""
    stock, out = WORK / f"{name}-stock", WORK / f"{name}-ut/site"
    stock_project(project, stock)
    found: dict[str, list[Cost]] = {}
    for _ in range(runs):
        for what, build in (*_ours(project, out), *_others(stock)):
            found.setdefault(what, []).append(build())
    show(name, found)
    return found


def show(name: str, found: dict[str, list[Cost]]) -> None:
    """Print one row for each sort of build in *found*: median (least–most), and CPU against stock."""
    runs, pages = len(found[OURS]), found[OURS][0].pages
    print(f"\n{name}: {pages} pages, median (least-most) of {runs} runs, load {os.getloadavg()[0]:.1f}")
    print(f"{'':24}{'CPU s':>20}{'wall s':>20}{'memory MB':>12}{'output MB':>11}{'CPU : stock':>13}")
    for what, costs in found.items():
        cpu, wall = (_spread([getattr(one, figure) for one in costs]) for figure in ("cpu", "wall"))
        memory, size = (statistics.median(getattr(one, figure) for one in costs) for figure in ("memory", "size"))
        ratio = statistics.median(a.cpu / b.cpu for a, b in zip(costs, found[STOCK], strict=True))
        print(f"{what:24}{cpu:>20}{wall:>20}{memory:12.0f}{size:11.1f}{ratio:13.2f}")


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f}-{max(values):.1f})"


def _projects(sizes: list[int]) -> Iterator[tuple[str, Path]]:
    """The real site with so many made-up records added, each in a folder of its own."""
    for size in sizes:
        target = WORK / f"sidor-{size}"
        write(Project(ROOT), size, target)
        yield str(size), target


def difference(first: Path, second: Path) -> None:
    """Print what the runs in *first* and *second* took, side by side."""
    before, after = (json.loads(path.read_text(encoding="utf-8")) for path in (first, second))
    for size in (one for one in before["sizes"] if one in after["sizes"]):
        print(f"\n{size} records added")
        for what in (one for one in before["sizes"][size] if one in after["sizes"][size]):
            pair = [before["sizes"][size][what], after["sizes"][size][what]]
            told = []
            for figure in FIGURES:
                old, new = (statistics.median(run[figure] for run in runs) for runs in pair)
                told.append(f"{figure} {old:.1f} -> {new:.1f} ({new / old:.2f})")
            print(f"{what:24}{'   '.join(told)}")


def main() -> None:
    """Measure, print and save; or compare what was saved."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="0,2000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--compare", nargs=2, type=Path)
    given = parser.parse_args()
    if given.compare:
        difference(*given.compare)
        return
    WORK.mkdir(exist_ok=True)
    _cleared(*(old for old in WORK.iterdir() if old.is_dir() and old != ASIDE))
    found = {
        name: compare(name, project, given.runs) for name, project in _projects([*map(int, given.sizes.split(","))])
    }
    if len(found) > 1:
        first, *_, last = found.values()
        slope = [statistics.median(one.cpu for one in costs[OURS]) / costs[OURS][0].pages for costs in (first, last)]
        print(f"\nCPU of a page, the most pages against the fewest: {slope[1] / slope[0]:.2f}")
    told = {
        name: {what: [asdict(one) for one in runs] for what, runs in costs.items()} for name, costs in found.items()
    }
    file = WORK / f"{dt.datetime.now():%Y-%m-%d-%H%M%S}.json"
    file.write_text(json.dumps({"load": os.getloadavg(), "sizes": told}, indent=1), encoding="utf-8")
    print(f"{file.relative_to(ROOT)}")
    shutil.rmtree(ASIDE)


if __name__ == "__main__":
    main()
