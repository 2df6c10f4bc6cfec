"""Grow SVG drawings and PDFs of attacks for minutes, clean them, and look after that what comes out is inert.

What had nothing dangerous in it must also look the same: drawings in Chromium, PDFs as PDFium draws them.

Usage: soak_fuzz.py [--minutes 5] [--seed 1] [--sort svg|pdf]. Prints the attack that came through and ends with 1.
With atheris coverage steers half of what is tried; where it has no wheel (requirements/soak.in) this says so and
goes on by chance.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from loopback import CHROMIUM_FLAGS

pdfium: Any = importlib.import_module("pypdfium2")  # It tells no types.
try:
    engine: Any = importlib.import_module("atheris")
    watching = engine.instrument_imports(include=["kunskapsbank.media"])
except ImportError:
    engine, watching = None, nullcontext()
with watching:  # What is imported here is what coverage is counted in.
    from tests.attack import fuzz

GROW = {"svg": fuzz.drawing, "pdf": fuzz.document}
PIECES = 14  #: At most, in one drawing or PDF.
LOOKED_AT = 50  #: Of so many that were cleaned, one is drawn before and after.
Looks = Callable[[bytes], bytes]


def main() -> int:
    """Fuzz each sort in turn; 1 when something came through."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=5)
    options.add_argument("--seed", type=int, default=int(time.time()))
    options.add_argument("--sort", choices=GROW, action="append")
    given = options.parse_args()
    for sort in given.sort or GROW:
        if not fuzzed(sort, given.minutes * 60, given.seed):
            return 1
    return 0


def fuzzed(sort: str, seconds: float, seed: int) -> bool:
    """Whether nothing came through in *seconds*."""
    with looks(sort) as look:
        trial = Trial(sort, look)
        if engine:
            steered(Trial(sort, None), seconds / 2, seed)  # A browser does not follow into another process.
        else:
            print("ATHERIS IS MISSING: what is tried is chosen by chance, not by coverage.")
        by_chance(trial, seconds / 2 if engine else seconds, seed)
        print(f"{sort}: {trial.tried} tried, {trial.cleaned} came out, {trial.drawn} drawn twice, seed {seed}")
        if trial.through is not None:
            print(f"CAME THROUGH: {trial.why}\n{trial.through!r}")
        return trial.through is None


def by_chance(trial: Trial, seconds: float, seed: int) -> None:
    """Let chance choose."""
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    while time.monotonic() < end and trial.through is None:
        trial(chance.choice, chance.randint(0, PIECES))


class Trial:
    """Tries one drawing or PDF at a time, and remembers the first that came through."""

    def __init__(self, sort: str, look: Looks | None) -> None:
        self.sort, self.look = sort, look
        self.tried = self.cleaned = self.drawn = 0
        self.through: bytes | None = None
        self.why = ""

    def __call__(self, choose: fuzz.Choose, pieces: int) -> None:
        """Try what *choose* makes of *pieces*."""
        data = GROW[self.sort](choose, pieces)
        self.tried += 1
        try:
            clean = fuzz.inert(data, f".{self.sort}")
            if clean is not None:
                self.cleaned += 1
                self._compare(data, clean)
        except Exception as fault:
            self.through, self.why = data, f"{type(fault).__name__}: {fault}"

    def _compare(self, data: bytes, clean: bytes) -> None:
        if self.look and self.cleaned % LOOKED_AT == 0 and fuzz.harmless(data, f".{self.sort}"):
            self.drawn += 1
            assert self.look(data) == self.look(clean), "it looks different"


def steered(trial: Trial, seconds: float, seed: int) -> None:
    """Let coverage choose, in a process of its own: libFuzzer ends the one that it runs in."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _steer(trial, seconds, seed)
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit("CAME THROUGH: libFuzzer says above what.")


def _steer(trial: Trial, seconds: float, seed: int) -> None:
    def one(data: bytes) -> None:
        numbers = engine.FuzzedDataProvider(data)

        def choose(several: Sequence[str]) -> str:
            index: int = numbers.ConsumeIntInRange(0, len(several) - 1)
            return several[index]

        trial(choose, numbers.ConsumeIntInRange(0, PIECES))
        if trial.through is not None:
            raise AssertionError(f"{trial.why}\n{trial.through!r}")

    options = (f"-max_total_time={seconds:.0f}", f"-seed={seed}", "-verbosity=0", "-print_final_stats=1")
    engine.Setup([sys.argv[0], *options], one)
    engine.Fuzz()


@contextmanager
def looks(sort: str) -> Iterator[Looks | None]:
    """How a file of *sort* looks, as the bytes of a picture; None where nothing here can draw it."""
    if sort == "svg":
        with _chromium() as look:
            yield look
    else:
        yield _drawn


@contextmanager
def _chromium() -> Iterator[Looks | None]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        print("CHROMIUM IS MISSING: how drawings look is not compared.")
        yield None
        return
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        file = Path(folder) / "a.svg"

        def shot() -> bytes:
            with closing(browser.new_page(viewport={"width": 120, "height": 120})) as page:
                page.goto(file.as_uri())
                return page.screenshot()

        def look(data: bytes) -> bytes:
            file.write_bytes(data)
            try:
                return shot()
            except Error:  # On a busy machine a browser gives up now and then. What is the drawing's fault comes again.
                return shot()

        yield look
        browser.close()


def _drawn(data: bytes) -> bytes:
    """The pages of a PDF as PDFium draws them."""
    with closing(pdfium.PdfDocument(data)) as document:
        return b"".join(bytes(page.render(scale=0.7).buffer) for page in document)


if __name__ == "__main__":
    sys.exit(main())
