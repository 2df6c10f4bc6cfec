"""Kill, starve and crowd real builds of a small project, and look after each whether readers still have a whole site.

Usage: soak_publish.py [--kills 50] [--seed 1]. Prints what was done and ends with 1 at the first broken site.
As root it also mounts small and read-only disks; otherwise it says that it did not.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kunskapsbank.publish.local_store import LocalShelf
from kunskapsbank.reading.folders import published
from kunskapsbank.reading.site_settings import read_settings

ROOT = Path(__file__).resolve().parent.parent
RECORD = (
    "---\ntitel: {title}\ningress: Ett prov.\nsynonymer: [prov]\nkallor: [{{url: 'https://www.skolverket.se/'}}]\n"
    "---\n\n{title}.\n"
)
FOOTER = ("om/kakor.md", "om/personuppgifter.md", "om/tillganglighet.md")  #: Every page links to these records' pages.
EMPTY = "---\ntitle: Ramsida\ndescription: Ramsida.\n---\n"


def make_project(folder: Path) -> Path:
    """A project with twenty records and everything else as in the real one, its frame pages empty."""
    for name in ("kinds", "macros", "texter"):
        shutil.copytree(ROOT / name, folder / name)
    docs = published(ROOT / "docs", "docs", read_settings(ROOT / "mkdocs.yml")[0].excluded).files
    frames = [page.relative_to(ROOT / "docs").as_posix() for page in docs if page.suffix == ".md"]
    for page in (*frames, *FOOTER):
        target = folder / "docs" / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(EMPTY, encoding="utf-8")
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        config.replace("- kunskapsbank:\n", "- kunskapsbank:\n      handouts: false\n"), "utf-8"
    )
    (folder / "content" / "begrepp").mkdir(parents=True)
    for number in range(20):
        write_record(folder, number, "Först")
    return folder


def write_record(project: Path, number: int, word: str) -> None:
    """Change one record, so that the next build makes another site."""
    path = project / "content" / "begrepp" / f"prov-{number}.md"
    path.write_text(RECORD.format(title=f"{word} {number}"), encoding="utf-8")


def build(project: Path, *options: str) -> subprocess.Popen[str]:
    """Begin ``kb build``."""
    return subprocess.Popen(
        [sys.executable, "-m", "kunskapsbank", "build", *options],
        cwd=project,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def done(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and all that was said, when the build has ended."""
    out, errors = process.communicate(timeout=600)
    return process.returncode, out + errors


def assert_whole(project: Path) -> str:
    """The name of the release that readers see; it is undamaged.

    Raises:
        AssertionError: If it is not.
    """
    shelf = LocalShelf(project / "site")
    live = shelf.live()
    assert live, "site leder ingenstans"
    faults = shelf.faults(live)
    assert not faults, f"{live.name}: {faults}"
    return live.name


def assert_recovers(project: Path) -> None:
    """The next build succeeds and leaves nothing of the killed ones.

    Raises:
        AssertionError: If it does not.
    """
    code, said = done(build(project))
    assert code == 0, said
    assert_whole(project)
    left = {p.name for p in LocalShelf(project / "site").folder.iterdir() if not p.name[0].isdigit()}
    assert left <= {"las"}, left


def kills(project: Path, number: int, chance: random.Random) -> str:
    """SIGKILL, SIGTERM and SIGINT at random moments; every tenth time a build is let through."""
    started = time.monotonic()
    assert_recovers(project)
    length = time.monotonic() - started
    ended: Counter[str] = Counter()
    for turn in range(number):
        write_record(project, turn % 20, f"Varv {turn}")
        process = build(project)
        wanted = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
        time.sleep(chance.random() * length)
        process.send_signal(wanted)
        code, said = done(process)
        assert "Traceback" not in said, said
        assert code in (0, -wanted, 128 + wanted), (code, said)
        assert_whole(project)
        ended[f"{wanted.name} {'hann bli klar' if code == 0 else 'stoppad'}"] += 1
        if turn % 10 == 9:
            assert_recovers(project)
    assert_recovers(project)
    return f"{number} bygg stoppade under högst {length:.1f} s: {dict(ended)}"


def crowds(project: Path, number: int, _: random.Random) -> str:
    """Two builds at once: one refused or both in turn, never a mixture."""
    refused = 0
    for turn in range(number):
        write_record(project, turn % 20, f"Tillsammans {turn}")
        options = ("--vanta", "300") if turn % 2 else ()
        results = [done(p) for p in [build(project, *options), build(project, *options)]]
        assert {code for code, _ in results} <= ({0} if options else {0, 2}), results
        refused += sum("ett annat bygge skriver till site/: process" in said for _, said in results)
        assert_whole(project)
    assert_recovers(project)
    return f"{number} gånger två bygg på en gång: {refused} fick veta vem som byggde, resten väntade eller hann före"


def full_disks(project: Path, number: int, chance: random.Random) -> str:
    """Disks of random sizes that are smaller than the site, and one that is read-only."""
    size = sum(p.stat().st_size for p in (project / "site").rglob("*") if p.is_file())
    full = 0
    for turn in range(number):
        with mounted(project.parent / "disk", f"size={chance.randint(size // 10, size)}") as disk:
            code, said = done(build(project, "--out", str(disk / "site")))
            full += "disken är full" in said
            assert code in (0, 2), said
            assert "Traceback" not in said, said
            assert code == 0 or not (disk / "site").exists(), "en halv webbplats visas"
            assert turn or not list(disk.glob(".site-utgavor/ny/*")), "det halva ligger kvar och tar plats"
    with mounted(project.parent / "disk", "size=40m") as disk:
        assert done(build(project, "--out", str(disk / "site")))[0] == 0
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        code, said = done(build(project, "--out", str(disk / "site")))
        assert (code, "disken är skrivskyddad" in said) == (2, True), said
    return f"{number} små diskar, {full} tog slut; en skrivskyddad"


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A disk in memory."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def main() -> None:
    """Run every part and print a line for each."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=1)
    wanted = arguments.parse_args()
    chance = random.Random(wanted.seed)
    parts: list[tuple[Callable[[Path, int, random.Random], str], int]] = [(kills, wanted.kills), (crowds, 6)]
    if os.getuid() == 0:
        parts.append((full_disks, 10))
    with tempfile.TemporaryDirectory() as work:
        project = make_project(Path(work) / "projekt")
        for part, number in parts:
            print(part(project, number, chance), flush=True)
    if os.getuid() != 0:
        print("Inte provat: fulla och skrivskyddade diskar. Kör som root.")


if __name__ == "__main__":
    main()
